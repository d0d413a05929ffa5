"""What a process does that is killed, starved or raced by a test: one piece of work on a store, in a process of its own.

The processes are forked from a server that has read the program already, so each is there at once; a kill of one is a kill -9 like any.
"""

import json
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from sqlite_utils import Database

from cs_core.cli.base import cli
from cs_core.context.backup import backup, check, restore
from cs_core.context.importing.landing import import_paths
from cs_core.context.store import open_store
from cs_core.errors import CSError
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.execution.sending.delivery import deliver
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide, queue
from cs_core.settings import Settings

END = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 12)
Tell = Callable[[Any], None]
"""Tells the test what is done for good, at once."""


def do_import(path: Path, exports: Path, tell: Tell, *, now: datetime = NOON) -> None:
    """Tells after each file how many are in."""
    steps = iter(range(100_000))
    with open_store(path) as store:
        import_paths(store, [exports], now=now, progress=lambda *_: tell(next(steps)))


def do_cycle(path: Path, tell: Tell, *, now: datetime = NOON, as_of: date = END) -> None:
    """Tells the cycle's id."""
    with open_store(path) as store:
        tell(run_cycle(store, as_of=as_of, now=now, model=OfflineModel(), roster=ROSTER)["cycle_id"])


def do_decide(path: Path, ids: list[str], tell: Tell, *, now: datetime = NOON) -> None:
    """Approves, and of every third rejects, those that still wait; tells each proposal that is decided."""
    with open_store(path) as store:
        waits = {row["id"] for row in queue(store, now=now)}
        for n, proposal in enumerate(ids):
            if proposal in waits:
                decide(store, proposal, "reject" if n % 3 == 2 else "approve", by="Lea", now=now, reason="wrong time" if n % 3 == 2 else "")
                tell(proposal)


def do_deliver(path: Path, smtp_url: str, webhook_url: str, tell: Tell, *, now: datetime = NOON) -> None:
    """Tells how many are dealt with."""
    steps = iter(range(100_000))
    settings = Settings(store=path, smtp_url=smtp_url, webhook_url=webhook_url, webhook_secret="shh")
    with open_store(path) as store:
        deliver(store, settings, now=now, progress=lambda *_: tell(next(steps)))


def do_backup(path: Path, target: Path, tell: Tell) -> None:
    """Tells once it is there."""
    with open_store(path) as store:
        tell(backup(store, target)["path"])


def do_restore(path: Path, source: Path, tell: Tell, *, now: datetime = NOON) -> None:
    """Tells once it is there."""
    tell(restore(source, path, now=now)["kept"])


def do_check(path: Path, tell: Tell) -> None:
    """Tells the report."""
    with open_store(path) as store:
        tell(check(store))


def do_upgrade(path: Path, tell: Tell, *, dies_at: int | None = None) -> None:
    """Opens the store; kills itself at the so-manieth statement that makes or changes a table. Tells how many there were."""
    steps, execute = iter(range(100_000)), Database.execute

    def counted(db: Database, statement: str, *given: object) -> object:
        if statement.startswith(("CREATE", "ALTER", "DROP")) and next(steps) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(db, statement, *given)

    Database.execute = counted
    with open_store(path):
        tell(next(steps))


def do_command(words: list[str], tell: Tell, *, before: Callable[[], None] | None = None) -> None:
    """A command as typed; tells (exit status, standard output, standard error). `before` changes the process first."""
    out, err = os.memfd_create("out"), os.memfd_create("err")
    os.dup2(out, 1)
    os.dup2(err, 2)
    if before:
        before()
    status: object = 0
    try:
        cli.main(words, prog_name="python -m cs_core")
    except SystemExit as end:
        status = end.code
    except BaseException:  # a traceback that a user would see
        traceback.print_exc()
        status = "traceback"
    sys.stdout.flush()
    sys.stderr.flush()
    tell((status, *(os.pread(f, 1 << 20, 0).decode() for f in (out, err))))


def in_environment(variables: dict[str, str]) -> None:
    """A process finds these, too: it is forked from one that was begun before a test set them."""
    os.environ.update(variables)


class Said(NamedTuple):
    """How a command ended."""

    status: int | str
    out: str
    err: str

    @property
    def document(self) -> dict:
        """What it printed with ``--json``."""
        return json.loads(self.out)


class Running:
    """A piece of work in a process of its own, from the moment at which it begins."""

    def __init__(self, work: Callable, *given: object, **named: object):
        here, there = CONTEXT.Pipe(duplex=False)
        self._told, self._pipe = [], here
        self.process = CONTEXT.Process(target=_run, args=(there, work, given, named))
        with _no_program():
            self.process.start()
        there.close()
        assert here.recv() == "ready"

    def kill(self) -> list:
        """kill -9; what it had told by then."""
        self.process.kill()
        return self.end()

    def end(self) -> list:
        """What it told, once it has ended."""
        while True:
            try:
                self._told.append(self._pipe.recv())
            except EOFError:
                break
        self.process.join(120)
        return self._told


@contextmanager
def _no_program() -> Iterator[None]:
    """A process that is begun reads its parent's program again, be that a test runner or a page under test: here there is none."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _run(pipe: Connection, work: Callable, given: tuple, named: dict) -> None:
    pipe.send("ready")
    try:
        work(*given, pipe.send, **named)
    except CSError as error:
        pipe.send(error)


def command(*words: object, before: Callable[[], None] | None = None) -> Said:
    """How a command ends, in a process of its own."""
    [told] = Running(do_command, [str(word) for word in words], before=before).end()
    return Said(*told)


CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.work", "cs_core.__main__"])
