"""The watched folder: what is there and what changes is imported once it has settled, and nothing twice; driven by a clock of our own."""

import os
import sqlite3
from datetime import datetime, timedelta

import pytest

from cs_core.context.importing import watch as module
from cs_core.context.importing.watch import watch
from cs_core.context.store import open_store
from cs_core.errors import BadInput, StoreError

HEADER = "Record ID,Company name,Company Domain Name\n"
START = datetime(2026, 6, 30, 12)


class World:
    """A folder, a store, and a clock that moves when the watcher sleeps; what happens meanwhile is told turn by turn."""

    def __init__(self, home):
        self.folder, self.store, self.now, self.lines, self.turn = home / "drop", home / "store" / "context.db", START, [], 0
        self.folder.mkdir()
        self.happens = {}

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (self.now.timestamp(), self.now.timestamp()))
        return path

    def sleep(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.turn += 1
        self.happens.get(self.turn, lambda: None)()

    def run(self, passes, **options):
        return watch(
            self.store, self.folder, clock=lambda: self.now, sleep=self.sleep, passes=passes, say=self.lines.append, **options
        )

    def companies(self):
        with open_store(self.store) as store:
            return sorted(row["name"] for row in store.rows("company"))

    def imports(self):
        with open_store(self.store) as store:
            return store.count("import_file")


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_what_is_there_is_imported_and_an_unchanged_file_never_again(world):
    world.write("a.csv", HEADER + "1,Acme,acme.example\n")
    report = world.run(5)
    assert world.companies() == ["Acme"]
    assert (world.imports(), len(world.lines), report["passes"]) == (1, 1, 5)
    assert report["totals"] == {"files": 1, "rows": 1, "landed": 1, "unchanged": 0, "refused": 0}
    assert report["seconds"] == 50.0
    assert "1 files, 1 rows landed" in world.lines[0]


def test_a_new_file_and_a_changed_one_come_in_as_they_settle(world):
    world.write("a.csv", HEADER + "1,Acme,acme.example\n")
    world.happens[2] = lambda: world.write("b.csv", HEADER + "2,Bolt,bolt.example\n")
    world.happens[4] = lambda: world.write("a.csv", HEADER + "1,Acme,acme.example\n3,Crane,crane.example\n")
    world.run(7)
    assert world.companies() == ["Acme", "Bolt", "Crane"]
    assert world.imports() == 3


def test_a_file_that_still_grows_is_not_read(world):
    for turn in range(1, 5):
        world.happens[turn] = lambda turn=turn: world.write("slow.csv", HEADER + "".join(f"{n},Firm,f{n}.example\n" for n in range(turn)))
    world.run(4)
    assert world.lines == []
    assert not world.store.exists()
    world.run(2)
    assert world.imports() == 1


def test_a_file_rewritten_with_other_content_of_one_size_is_another_file(world):
    world.write("a.csv", HEADER + "1,Acme,acme.example\n")
    world.happens[3] = lambda: world.write("a.csv", HEADER + "2,Bolt,bolt.example\n")
    world.run(5)
    assert world.companies() == ["Acme", "Bolt"]


def test_a_deleted_file_takes_nothing_away(world):
    path = world.write("a.csv", HEADER + "1,Acme,acme.example\n")
    world.happens[2] = path.unlink
    world.run(4)
    assert world.companies() == ["Acme"]
    assert len(world.lines) == 1


def test_a_bad_file_is_named_once_and_the_watch_goes_on(world):
    world.write("bad.parquet", "not parquet")
    world.happens[2] = lambda: world.write("a.csv", HEADER + "1,Acme,acme.example\n")
    world.run(5)
    assert world.companies() == ["Acme"]
    assert [("bad.parquet" in line, "not understood" in line) for line in world.lines] == [(True, True), (False, False)]


def test_what_goes_wrong_is_said_and_tried_again(world, monkeypatch):
    world.write("a.csv", HEADER + "1,Acme,acme.example\n")
    real, calls = module.import_paths, []

    def locked_once(*args, **options):
        calls.append(args)
        if len(calls) == 1:
            raise StoreError("the store is locked")
        return real(*args, **options)

    monkeypatch.setattr(module, "import_paths", locked_once)
    world.run(4)
    assert "will try again: the store is locked" in world.lines[0]
    assert world.companies() == ["Acme"]
    assert len(calls) == 2


def test_the_store_is_free_between_two_passes(world):
    world.write("a.csv", HEADER + "1,Acme,acme.example\n")

    def write_to_it():
        other = sqlite3.connect(world.store, timeout=0, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        other.execute("ROLLBACK")
        other.close()

    world.happens[2] = world.happens[3] = write_to_it
    world.run(3)
    assert len(world.lines) == 1


def test_ctrl_c_ends_it_with_what_was_done(world):
    world.write("a.csv", HEADER + "1,Acme,acme.example\n")

    def interrupt():
        raise KeyboardInterrupt

    world.happens[3] = interrupt
    report = world.run(None)
    assert (report["passes"], report["totals"]["landed"]) == (2, 1)
    assert world.companies() == ["Acme"]


def test_a_slack_export_is_read_whole_and_only_when_all_of_it_has_settled(world):
    world.write("slack/users.json", '[{"id": "U1", "profile": {"email": "ada@acme.example"}}]')
    world.write("slack/channels.json", "[]")
    world.happens[1] = lambda: world.write("slack/acme/2026-06-01.json", '[{"user": "U1", "text": "Hi", "ts": "1772352000.000100"}]')
    world.happens[4] = lambda: world.write("slack/acme/2026-06-02.json", '[{"user": "U1", "text": "Ho", "ts": "1772438400.000100"}]')
    world.run(7)
    with open_store(world.store) as store:
        assert [(row["body"], row["sender"]) for row in store.rows("message")] == [("Hi", "ada@acme.example"), ("Ho", "ada@acme.example")]
    assert world.imports() == 2


def test_our_own_store_in_the_folder_is_left_alone(world):
    world.store = world.folder / "context.db"
    world.write("a.csv", HEADER + "1,Acme,acme.example\n")
    world.write("events.csv", "event_id,workspace_id,event,occurred_at\ne1,w,open,2026-06-01T08:00:00Z\n")
    world.run(6)
    assert len(world.lines) == 1
    assert world.imports() == 2


def test_a_link_out_of_the_folder_is_named_and_not_followed(world, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(HEADER + "1,Secret,secret.example\n")
    (world.folder / "link.csv").symlink_to(secret)
    world.run(3)
    assert "leads outside the folder" in world.lines[0]
    assert not world.store.exists()


def test_a_folder_that_is_not_there_is_refused(world, tmp_path):
    with pytest.raises(BadInput, match="no folder"):
        watch(world.store, tmp_path / "gone", clock=lambda: START, sleep=world.sleep, passes=1)
