"""The leader's commands: coverage, goals, pilot, quality, backtest."""

from datetime import datetime

import click

from cs_core.cli.base import DAY, Call, cli, command, day, progress, wall
from cs_core.errors import BadInput


@command(cli, "coverage")
@click.option("--hours", type=click.FloatRange(min=0), help="Hours of people for the coming quarter, instead of the team's.")
@click.option("--by", type=click.Choice(["impact", "arr", "risk", "random"]), default="impact", show_default=True)
@click.option("--unit", type=click.Choice(["accounts_kept", "arr_kept"]), default="accounts_kept", show_default=True)
@click.option("--as-of", "as_of", type=DAY)
@click.option("--commit", "write", is_flag=True, help="The next cycle routes by this plan.")
def coverage(call: Call, hours: float | None, by: str, unit: str, as_of: datetime | None, write: bool) -> dict:
    """Allocate human hours to where presence changes the outcome."""
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership.coverage import commit, plan

    with call.existing() as store:
        made = plan(snapshot(store, day(as_of, store)), hours=hours, by=by, unit=unit)
        if write:
            made["plan_id"] = commit(store, made, now=store.now(wall()))
        return made


@command(cli, "goals")
@click.argument("words", nargs=-1)
@click.option("--by", default="console", help="Who sets them.")
@click.option("--as-of", "as_of", type=DAY)
def goals(call: Call, words: tuple[str, ...], by: str, as_of: datetime | None) -> dict:
    """Show goals and guardrails, or set them: ``goals set nrr=110 touch_every_days=30``; ``KEY=`` takes one away."""
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership.goals import set_goals, show

    if words and words[0] != "set":
        raise BadInput(f"goals knows only `set KEY=VALUE ...`, not {words[0]!r}")
    if words and len(words) == 1:
        raise BadInput("goals set needs KEY=VALUE, for example `goals set nrr=110`; `goals` lists the keys")
    with call.existing() as store:
        snap = snapshot(store, day(as_of, store))
        if words:
            set_goals(store, dict(map(_pair, words[1:])), by=by, now=store.now(wall()), snap=snap)
        return show(store, snap)


def _pair(word: str) -> tuple[str, float | None]:
    key, sign, value = word.partition("=")
    if not sign:
        raise BadInput(f"{word!r} is not KEY=VALUE")
    if not value:
        return key, None
    try:
        return key, float(value.rstrip("%"))
    except ValueError:
        raise BadInput(f"{key} needs a number, not {value!r}") from None


@command(cli, "pilot")
@click.argument("what", type=click.Choice(["start", "status"]))
@click.option("--name", default="long-tail", show_default=True)
def pilot(call: Call, what: str, name: str) -> dict:
    """A randomised long-tail pilot with a holdout: start it, or read it."""
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership.pilot import start, status

    with call.existing() as store:
        snap = snapshot(store, day(None, store))
        return start(store, snap, now=store.now(wall()), name=name) if what == "start" else status(store, snap, name=name)


@command(cli, "quality")
def quality(call: Call) -> dict:
    """How good the agents' output is, by people's decisions and the gates, with intervals."""
    from cs_core.leadership.quality import quality as rates

    with call.existing() as store:
        return rates(store)


@command(cli, "backtest")
@click.option("--from", "start", type=DAY, required=True)
@click.option("--to", "end", type=DAY, required=True)
def backtest(call: Call, start: datetime, end: datetime) -> dict:
    """Replay the Risk agent over the past and say what it would have caught."""
    from cs_core.leadership.backtest import backtest as replay

    with call.existing() as store:
        return replay(store, start.date(), end.date(), progress=progress)
