"""A disk that is full, and files that may not be written: one line says what to do, and nothing is lost or half done."""

import os
import resource
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cs_core.context.backup import check
from cs_core.context.store import open_store
from tests.faults.work import command
from tests.faults.worlds import copied, lost, rows_of

KB = 1024


def no_file_beyond(size: int) -> None:
    """The process may write no file further than so many bytes: what a full disk, or a quota, does to it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def as_nobody() -> None:
    """Rights count, whoever runs the tests."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk of its own of 1 MB, which `grown` makes larger."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only an administrator can make a disk of its own to fill")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def grown(disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def room_left(disk: Path, kilobytes: int) -> None:
    """Fill the disk but for so much."""
    there = os.statvfs(disk)
    (disk / "filler").write_bytes(b"\1" * max(there.f_bavail * there.f_frsize - kilobytes * KB, 0))


def refused(said, words: str) -> None:
    assert said.status in (1, 2), said
    assert words in said.err and "Traceback" not in said.out + said.err
    assert len(said.err.strip().splitlines()) == 1, said.err


def whole(path: Path) -> bool:
    with open_store(path) as store:
        return check(store)["ok"]


@pytest.mark.parametrize("kilobytes", [300, pytest.param(900, marks=pytest.mark.slow)])
def test_an_import_onto_a_full_disk_says_so_and_ends_well_once_there_is_room(worlds, small_disk, kilobytes):
    path = small_disk / "context.db"
    room_left(small_disk, kilobytes)
    refused(command("--store", path, "import", worlds.exports), "No room is left on the disk")
    grown(small_disk, "64m")
    assert whole(path) and not list(path.parent.rglob("*.tmp"))
    before = rows_of(path)
    assert command("--store", path, "import", worlds.exports).status in (0, 1)
    assert whole(path) and not lost(before, rows_of(path))
    assert rows_of(path)["lake"] == rows_of(worlds.imported)["lake"]


@pytest.mark.parametrize("room", [40, *(pytest.param(room, marks=pytest.mark.slow) for room in (0, 400))])
def test_a_cycle_that_finds_the_disk_full_leaves_nothing_half_done(worlds, small_disk, room):
    grown(small_disk, "64m")
    path, start = copied(worlds.imported, small_disk / "s"), rows_of(worlds.imported)
    room_left(small_disk, room)
    refused(command("--store", path, "cycle"), "room")
    (small_disk / "filler").unlink()
    assert whole(path) and rows_of(path) == start
    assert command("--store", path, "cycle").status == 0
    with open_store(path) as store, open_store(worlds.cycled) as undisturbed:
        assert store.keys("proposal") == undisturbed.keys("proposal")


def test_a_backup_onto_a_full_disk_leaves_no_file_and_the_restore_of_one_leaves_all_as_it_was(worlds, small_disk):
    refused(command("--store", worlds.cycled, "backup", small_disk / "kept.zip"), "No room is left on the disk")
    assert not list(small_disk.iterdir())
    grown(small_disk, "12m")
    path = copied(worlds.imported, small_disk / "s")
    room_left(small_disk, 500)
    refused(command("--store", path, "restore", worlds.kept), "No room is left on the disk")
    assert rows_of(path) == rows_of(worlds.imported)
    assert sorted(file.name for file in path.parent.iterdir() if file.suffix in (".db", ".lake")) == ["context.db", "context.lake"]


@pytest.mark.parametrize("words", [["cycle"], ["backup", "kept.zip"], ["note", "acme", "--key", "remark", "--text", "x", "--by", "Lea"]])
def test_a_file_that_may_grow_no_further_is_told_in_one_line(worlds, tmp_path, words):
    path, start = copied(worlds.imported, tmp_path / "s"), rows_of(worlds.imported)
    with open_store(path) as store:
        name = store.rows("company", limit=1)[0]["name"]
    typed = [str(tmp_path / word) if word.endswith(".zip") else name if word == "acme" else word for word in words]
    refused(command("--store", path, *typed, before=partial(no_file_beyond, 8 * KB)), "that it has room" if words[0] != "backup" else "")
    assert whole(path) and rows_of(path) == start


@pytest.mark.parametrize("words", [["cycle"], ["check"], ["import", "EXPORTS"], ["restore", "KEPT"]])
def test_a_disk_that_may_only_be_read_is_told_in_one_line(worlds, small_disk, words):
    grown(small_disk, "64m")
    path, start = copied(worlds.imported, small_disk / "s"), rows_of(worlds.imported)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    given = {"EXPORTS": worlds.exports, "KEPT": worlds.kept}
    refused(command("--store", path, *(given.get(word, word) for word in words)), "cannot be read or written")
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert whole(path) and rows_of(path) == start


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o777), (0o644, 0o555), (0o444, 0o555)])
def test_a_file_or_folder_that_may_only_be_read_is_told_in_one_line(worlds, tmp_path, file, folder):
    path = copied(worlds.imported, tmp_path / "s")
    for above in (tmp_path, *tmp_path.parents[:2]):
        above.chmod(0o755)
    path.chmod(file)
    path.parent.chmod(folder)
    refused(command("--store", path, "cycle", before=as_nobody), "cannot be read or written")
    path.parent.chmod(0o755)
    path.chmod(0o644)
    assert rows_of(path) == rows_of(worlds.imported)
