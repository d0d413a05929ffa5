"""Work in several processes: its refusals, its end from outside, and a stop are heard, and nothing of it is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from cs_core.errors import BadInput, StoreError
from cs_core.orchestration.flow.hands import apart, hands_here
from cs_core.progress import Stopped

reads_proc = pytest.mark.skipif(not Path("/proc").exists(), reason="which processes there are is read from /proc")


def _refuse(why: str) -> None:
    raise BadInput(why)


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_process_refuses_is_refused_here_in_its_words():
    with pytest.raises(BadInput, match="no such day"):
        apart(_refuse, [("no such day",)])


def test_where_there_is_nothing_to_do_no_process_begins():
    assert apart(_refuse, []) == []


def test_a_process_that_is_ended_from_outside_is_told_in_one_line():
    with pytest.raises(StoreError, match="ended from outside"):
        apart(_end, [()])


BEGINS = """
import sys, time
from cs_core.orchestration.flow.hands import apart
from tests.orchestration.flow.test_hands import _stay
apart(_stay, [(sys.argv[1],)])
"""


def _stay(told: str) -> None:
    Path(told).write_text(str(os.getpid()))
    sleep(60)


@reads_proc
def test_the_processes_end_with_the_one_that_began_them(tmp_path):
    told = tmp_path / "pid"
    with subprocess.Popen([sys.executable, "-c", BEGINS, told], stderr=subprocess.DEVNULL) as began:
        child = int(until(lambda: told.exists() and told.read_text()))
        began.kill()
    until(lambda: is_gone(child))


@reads_proc
def test_a_stop_is_heard_while_the_processes_work_and_ends_them(tmp_path):
    note = tmp_path / "pid"

    def told(done: int, of: int) -> None:
        if note.exists() and note.read_text():
            raise Stopped

    with pytest.raises(Stopped):
        apart(_stay, [(str(note),)], told=told)
    until(lambda: is_gone(int(note.read_text())))


def test_it_is_told_how_many_parts_are_done():
    heard = []
    assert apart(_twice, [(n,) for n in range(3)], told=lambda done, of: heard.append((done, of))) == [0, 2, 4]
    assert heard == sorted(heard) and heard[-1] == (3, 3)


def test_each_part_is_taken_over_as_soon_as_it_is_done():
    held, seen = [], []
    parts = [(n,) for n in range(4)]
    made = apart(_twice, parts, taken=lambda one: held.append(one) or f"{one}", told=lambda done, of: seen.append((done, len(held))))
    assert made == ["0", "2", "4", "6"] and sorted(held) == [0, 2, 4, 6]
    assert all(done == taken for done, taken in seen)


def test_what_a_part_is_sent_is_made_shortly_before():
    asked, held = [], []

    def given(n: int) -> tuple[int]:
        asked.append(n)
        held.append(len(asked) - len(done))
        return (n,)

    done: list[int] = []
    assert apart(_twice, range(12), given=given, taken=lambda one: done.append(one) or one) == [2 * n for n in range(12)]
    assert asked == [*range(12)] and max(held) <= hands_here() + 1


def _twice(n: int) -> int:
    return 2 * n


def is_gone(process: int) -> bool:
    """Whether it is there no more, or has ended and nobody asked how."""
    return not Path(f"/proc/{process}").exists() or "Z" in Path(f"/proc/{process}/stat").read_text().split()[2]


def until(holds, seconds: float = 20.0):
    """What `holds` says, once it says something."""
    for _ in range(int(seconds / 0.05)):
        if found := holds():
            return found
        sleep(0.05)
    raise AssertionError(f"not within {seconds:g} s")
