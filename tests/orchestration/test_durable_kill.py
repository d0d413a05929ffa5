"""A process that is killed in the middle of a cycle: whoever goes on finds its drafts again, loses nothing, and nothing is there twice."""

import json
import os
import random
import signal
import subprocess
import sys
import threading

import pytest

from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from tests.conftest import END, NOON, copied
from tests.orchestration.durable_runs import AT_ONCE, LONGEST_S, ROOT, a_company, begun, document, holder, made, whole, written
from tests.orchestration.model_server import ModelServer
from tests.orchestration.test_cycle_with_a_model import CUSTOMERS

pytest.importorskip("dbos", reason="no durable engine on this machine: pip install -r requirements-durable.txt")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What a cycle leaves that nobody kills."""
    with ModelServer() as server:
        return whole(tmp_path_factory.mktemp("whole"), server.url)


class Killer:
    """Kills a process, or whichever has the cycle in hand, when a question for the so-manieth time is asked or answered, or soon after."""

    def __init__(self, step: str, n: int, wait_s: float = 0.0):
        self.process, self.store, self.fired = None, None, threading.Event()
        self._step, self._n, self._wait = step, n, wait_s

    def __call__(self, n: int, step: str) -> None:
        if step == self._step and n == self._n and not self.fired.is_set():
            self.fired.set()
            threading.Timer(self._wait, self._kill).start() if self._wait else self._kill()

    def _kill(self) -> None:
        os.kill(self.process.pid if self.process else holder(self.store), signal.SIGKILL)


def killed(folder, undisturbed, killer: Killer, *words: str, **env: str) -> ModelServer:
    """One cycle, one kill, the same words again, and what must hold afterwards."""
    store = a_company(folder)
    with ModelServer(latency_s=0.05, on=killer) as server:
        first = begun(store, server.url, *words, **env)
        killer.process = first
        first.communicate(timeout=LONGEST_S)
        with open_store(store) as opened:
            before = opened.count("cycle")
        assert first.returncode == (0 if before and not killer.fired.is_set() else -signal.SIGKILL)
        second = document(begun(store, server.url, *words, **env))
        with open_store(store) as opened:
            assert opened.count("cycle") <= 1 + before, "there is another cycle only where the first was whole"
        if not before:
            assert second["proposals"]["risk"] == 2 * CUSTOMERS and second["model"]["calls"] == CUSTOMERS
    assert made(store) == undisturbed
    return server


@pytest.mark.parametrize(("step", "n"), [("answered", 7), *(pytest.param("asked", n, marks=pytest.mark.slow) for n in (2, CUSTOMERS))])
def test_a_durable_cycle_killed_among_its_drafts_finds_them_again_and_pays_for_none_twice(tmp_path, undisturbed, step, n):
    server = killed(tmp_path, undisturbed, Killer(step, n), "--durable")
    assert server.paid_again <= AT_ONCE, "only what was under way at the kill is asked again"


def test_a_plain_cycle_killed_among_its_drafts_leaves_nothing_and_the_next_is_whole(tmp_path, undisturbed):
    killed(tmp_path, undisturbed, Killer("answered", 5))


def test_an_engine_on_postgresql_holds_to_the_same(tmp_path, undisturbed):
    """`$CS_TEST_POSTGRES` names a database in which schemas may be made; that of this test's store stays there."""
    if not os.environ.get("CS_TEST_POSTGRES"):
        pytest.skip("no PostgreSQL at hand: set CS_TEST_POSTGRES to a URI")
    server = killed(tmp_path, undisturbed, Killer("answered", 6), "--durable", CS_ENGINE=os.environ["CS_TEST_POSTGRES"])
    assert server.paid_again <= AT_ONCE


def test_of_two_workers_the_one_that_has_the_cycle_is_killed_and_the_other_ends_it(tmp_path, undisturbed):
    store, killer = a_company(tmp_path), Killer("answered", 4)
    killer.store = store
    with ModelServer(latency_s=0.05, on=killer) as server:
        first = begun(store, server.url, "--durable", "--workers", "2")
        assert killer.fired.wait(LONGEST_S) and written(store)
        first.communicate(timeout=LONGEST_S)  # its pipes end with the worker that it began
        assert server.paid_again <= AT_ONCE
    with open_store(store) as opened:
        assert opened.count("cycle") == 1
    assert made(store) == undisturbed


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A demo company of which no cycle was run, and what one leaves."""
    folder = tmp_path_factory.mktemp("fresh")
    with open_store(folder / "context.db") as store:
        make_demo(store, folder / "exports", accounts=60, seed=7, weeks=60, end=END, now=NOON)
    other = copied(folder / "context.db", tmp_path_factory.mktemp("run"))
    with open_store(other) as store:
        run_cycle(store, as_of=END, now=NOON, model=OfflineModel(), roster=ROSTER)
    return folder / "context.db", made(other)


def worker(store, step: str = "none", n: int = 0, version: str = "1") -> dict | None:
    """What a worker of small chunks did, or None where it killed itself."""
    command = [sys.executable, "-m", "tests.orchestration.durable_runs", str(store), step, str(n), version]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return json.loads(done.stdout) if done.returncode == 0 else None


@pytest.mark.parametrize(("step", "n", "version"), [("Judge", 2, "1"), pytest.param("Draft", 3, "0", marks=pytest.mark.slow)])
def test_chunks_that_are_done_are_not_done_again_and_another_version_begins_anew(fresh, tmp_path, step, n, version):
    template, undisturbed = fresh
    store = copied(template, tmp_path)
    assert worker(store, step, n, version) is None
    with open_store(store) as opened:
        assert opened.count("cycle") == opened.count("proposal") == 0
    again = worker(store)
    chunks = -(-len(undisturbed["proposal"]) // 10)
    assert again["Judge"] == chunks - (n - 1 if step == "Judge" else 0)
    assert again["Draft"] == 0 if version == "1" else again["Draft"] >= chunks
    assert made(store) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_a_kill_at_any_moment_loses_nothing_and_does_nothing_twice(tmp_path, undisturbed, seed):
    chance = random.Random(seed)
    words = ("--durable",) if seed % 5 else ()
    step, n = chance.choice(["asked", "answered"]), chance.randint(1, CUSTOMERS)
    server = killed(tmp_path, undisturbed, Killer(step, n, chance.uniform(0.001, 0.4)), *words)
    assert not words or server.paid_again <= AT_ONCE
