"""Whatever takes long is stopped at any word it says, and then the store is whole, nothing is half there, and a second run completes it."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from cs_core.context.backup import backup, check, restore
from cs_core.context.importing.landing import import_paths
from cs_core.context.store import open_store
from cs_core.errors import BadInput
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.execution.sending.delivery import deliver
from cs_core.leadership.backtest import backtest
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import approve_all, queue
from cs_core.progress import Stopped
from cs_core.settings import Settings
from tests.conftest import END, NOON, copied

ROOT = Path(__file__).resolve().parent.parent


class Until:
    """Progress that stops at its n-th word, and keeps what it was told."""

    def __init__(self, n: int):
        self.n, self.told = n, []

    def __call__(self, share: float, what: str) -> None:
        self.told.append((share, what))
        if len(self.told) > self.n:
            raise Stopped


def words_of(work) -> list[tuple[float, str]]:
    """What a piece of work says that nobody stops; its bar never runs backwards and ends at the end."""
    listener = Until(10_000)
    work(listener)
    shares = [share for share, _ in listener.told]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    return listener.told


def copy_of(template: Path, folder: Path) -> Path:
    folder.mkdir()
    return copied(template, folder)


def grouped(waiting: list[dict]) -> list[list[str]]:
    """Ids of what waits, those of one agent and one play together."""
    found: dict[tuple, list[str]] = {}
    for row in waiting:
        found.setdefault((row["agent"], row["play"]), []).append(row["id"])
    return list(found.values())


def counts(store) -> dict[str, int]:
    return {t: store.count(t) for t in ("cycle", "proposal", "verdict", "routed", "task", "action", "case", "play_run", "finding")}


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_a_cycle_stopped_at_any_word_leaves_no_half_cycle_and_the_next_is_as_if_undisturbed(demo_template, tmp_path, step):
    def cycle(store, progress):
        run_cycle(store, as_of=END, now=NOON.replace(hour=14), model=OfflineModel(), roster=ROSTER, progress=progress)

    with open_store(copy_of(demo_template, tmp_path / "whole")) as store:
        told = words_of(lambda progress: cycle(store, progress))
        undisturbed = counts(store)
    with open_store(copy_of(demo_template, tmp_path / "stopped")) as store:
        before = counts(store)
        for n in range(0, len(told) - 1, step):  # the last word is said when all is written
            with pytest.raises(Stopped):
                cycle(store, Until(n))
            assert counts(store) == before
        assert check(store)["ok"]
        cycle(store, Until(10_000))
        assert counts(store) == undisturbed


def test_an_import_stopped_at_any_word_keeps_whole_files_and_goes_on(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("accounts", "more", "others"):
        (folder / f"{name}.csv").write_text(f"Company,Domain\n{name} Ltd,{name}.example\n", encoding="utf-8")
    with open_store(tmp_path / "whole.db") as store:
        told = words_of(lambda progress: import_paths(store, [folder], now=NOON, system="hubspot", progress=progress))
        landed = store.count("import_file")
    with open_store(tmp_path / "stopped.db") as store:
        for n in range(len(told)):
            with pytest.raises(Stopped):
                import_paths(store, [folder], now=NOON, system="hubspot", progress=Until(n))
        assert check(store)["ok"]
        import_paths(store, [folder], now=NOON, system="hubspot")
        assert store.count("import_file") == landed


def test_a_delivery_stopped_between_two_sends_the_rest_next_time_and_nothing_twice(demo_store):
    with open_store(demo_store) as store:
        for alike in grouped(queue(store, now=NOON)):
            approve_all(store, alike, by="Lea", now=NOON)
        due, settings = store.count("action"), Settings(store=demo_store)
        assert due > 3
        for n in range(1, 3):
            with pytest.raises(Stopped):
                deliver(store, settings, now=NOON, progress=Until(n))
        assert 0 < store.count("delivery", status="sent") < due and check(store)["ok"]
        deliver(store, settings, now=NOON)
        sent = [row["action_id"] for row in store.rows("delivery", status="sent")]
        assert len(sent) == len(set(sent))
        assert len(sent) + store.count("delivery", status="skipped") == due


def test_a_backtest_says_each_day_and_stops_there(demo_store):
    with open_store(demo_store) as store:
        told = words_of(lambda progress: backtest(store, END - timedelta(days=150), END - timedelta(days=100), progress=progress))
        assert len(told) > 2
        with pytest.raises(Stopped):
            backtest(store, END - timedelta(days=150), END - timedelta(days=100), progress=Until(1))


def test_a_backup_stopped_leaves_no_file_and_a_restore_stopped_leaves_all_as_it_was(demo_store, tmp_path):
    target = tmp_path / "kept.zip"
    with open_store(demo_store) as store:
        told = words_of(lambda progress: backup(store, tmp_path / "whole.zip", progress=progress))
        for n in range(len(told) - 1):
            with pytest.raises(Stopped):
                backup(store, target, progress=Until(n))
            assert not target.exists() and not list(tmp_path.glob("*.part"))
    before = demo_store.read_bytes()
    for n in range(4):
        with pytest.raises(Stopped):
            restore(tmp_path / "whole.zip", demo_store, now=NOON, progress=Until(n))
        assert demo_store.read_bytes() == before
    with pytest.raises(BadInput):
        restore(demo_store, target, now=NOON)


def test_ctrl_c_ends_a_command_in_one_line_with_status_130_and_a_clean_store(demo_store):
    command = [sys.executable, "-m", "cs_core", "--store", str(demo_store), "cycle"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    while process.poll() is None and not demo_store.with_name("context.db-wal").exists():
        time.sleep(0.05)  # it has begun once it has the store open
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    with open_store(demo_store) as store:
        assert check(store)["ok"]
        if process.returncode:  # the cycle may have been quicker
            assert process.returncode == 130 and store.count("cycle") == 1
            assert said.strip() == "Stopped at your word; what was written is kept, run it again to go on"
