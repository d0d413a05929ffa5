"""The commands of the durable engine, which is an extra: worker, schedule, and the durable way of a cycle."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cs_core.cli.base import Call, at_once, cli, command, progress, stoppable
from cs_core.errors import BadInput
from cs_core.execution.models.model import model_from

if TYPE_CHECKING:
    from cs_core.orchestration.durable.engine import Engine

DATABASE = click.option(
    "--database", metavar="URI", help="postgresql://... of the engine; default $CS_ENGINE, else a file beside the store."
)  # fmt: skip


def durable_cycle(call: Call, asked: dict, *, workers: int, database: str | None) -> dict:
    """The document of a cycle that outlives this process; `workers` of them on this machine, this one included."""
    with engine(call, database) as here:
        name = here.ask(asked)
        with _more(call, workers - 1):
            return here.wait(name)


@command(cli, "worker")
@DATABASE
@click.option("--until-idle", is_flag=True, help="End once nothing waits and nothing is being done.")
def worker(call: Call, database: str | None, until_idle: bool) -> dict:
    """Work on durable cycles until it is stopped: those asked for, those scheduled, those that dead workers left."""
    with call.existing():
        click.echo("waiting for cycles, stop with Ctrl-C", err=True)
    with stoppable() as sleep, engine(call, database) as here:
        try:
            sleep(LOOK_S)
            while not (until_idle and here.idle()):
                sleep(LOOK_S)
        except KeyboardInterrupt:
            progress.end()
        return {"worker": here.name, "cycles": here.cycles, "questions": here.questions, "taken_over": here.taken_over}


@command(cli, "schedule")
@click.argument("cron", required=False)
@click.option("--model", "model_name", help="offline, or a model's name at the endpoint.")
@click.option("--time-zone", "zone", default="UTC", show_default=True, help="In which the moments are told, such as Europe/Berlin.")
@click.option("--off", is_flag=True, help="No more cycles by themselves.")
@DATABASE
def schedule(call: Call, cron: str | None, model_name: str | None, zone: str, off: bool, database: str | None) -> dict:
    """Show when cycles begin by themselves, or set it in the five words of cron: ``schedule "0 2 * * *"``. A worker must be there."""
    if cron and off:
        raise BadInput("Give moments or --off, not both")
    with call.existing():
        model = model_from(call.settings, model_name or call.settings.model).name
    with engine(call, database, working=False):
        from cs_core.orchestration.durable import nightly

        if off:
            nightly.unschedule()
        elif cron:
            nightly.schedule(cron, model=model, zone=zone)
        return {"scheduled": nightly.scheduled()}


@contextmanager
def engine(call: Call, database: str | None, *, working: bool = True) -> Iterator["Engine"]:
    """The engine of this process, which ends with it whatever is still being done. Raises BadInput where the extra is not there."""
    try:
        from cs_core.orchestration.durable.engine import Engine
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "dbos":
            raise
        raise BadInput("A durable cycle needs an extra: pip install -r requirements-durable.txt") from error
    call.settings = call.settings.model_copy(update={"engine": database} if database else {})
    call.quit = at_once
    with Engine(call.settings, working=working, progress=progress) as here:
        yield here


@contextmanager
def _more(call: Call, workers: int) -> Iterator[None]:
    """So many workers more, processes of their own, for as long as this one needs them; if it dies they finish its work."""
    env = os.environ | {"CS_STORE": str(call.settings.store), "CS_ENGINE": call.settings.engine}
    words = [sys.executable, "-m", "cs_core", "worker", "--until-idle"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    others = [subprocess.Popen(words, env=env, **quiet) for _ in range(workers)]
    try:
        yield
    finally:
        for other in others:
            other.terminate()
        for other in others:
            other.wait()


LOOK_S = 0.5
"""Seconds between two looks whether anything is left to do."""
