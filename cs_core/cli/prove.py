"""The commands that ask whether it works: the randomised pilot, and the past replayed."""

from datetime import datetime

import click

from cs_core.cli.base import DAY, Call, cli, command, day, progress, wall
from cs_core.errors import BadInput

SHORT = {"agents": "agents", "people": "agents + human", "care": "standard care"}
"""Arms as they are typed."""


@command(cli, "pilot")
@click.argument("what", type=click.Choice(["start", "status", "stop", "scale"]))
@click.argument("named", required=False)
@click.option("--name", default="", help="The pilot: by default a new one is called long-tail, and of old ones the newest is meant.")
@click.option("--arms", default="agents,people,care", show_default=True, help="Two or three of agents, people (beside agents) and care.")
@click.option("--holdout", type=click.FloatRange(0, 100), default=25, show_default=True, help="Percent in standard care, 10 to 50.")
@click.option("--people", type=click.FloatRange(0, 100), help="Percent with a person: 10 beside two other arms, else half of the rest.")
@click.option("--segment", "segments", multiple=True, help="Whom it studies, may be repeated; `any` for all.  [default: long tail]")
@click.option("--arr-from", type=float, help="Only customers of at least this ARR.")
@click.option("--arr-to", type=float, help="Only customers of at most this ARR.")
@click.option("--renewal-days", type=click.IntRange(0, 365), help="Leave out customers whose renewal is due within so many days.")
@click.option("--outcome", default="kept_90", show_default=True, help="kept_90, kept_180, or an early sign: use_56, contact_28.")
@click.option("--dry-run", is_flag=True, help="Start or scale: show what would be written, and write nothing.")
@click.option("--why", default="", help="The reason of a stop.")
@click.option("--by", default="console", help="Who does it.")
@click.option("--as-of", "as_of", type=DAY)
def pilot(call: Call, what: str, named: str | None, name: str, dry_run: bool, why: str, by: str, as_of: datetime | None, **chosen) -> dict:
    """A randomised pilot with a holdout: start it, read it, stop it, scale it up as far as the evidence supports."""
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership.pilot import preview, start, status, stop
    from cs_core.leadership.trials.scale_up import proposal, scale

    name = named or name
    with call.existing() as store:
        snap, now = snapshot(store, day(as_of, store)), store.now(wall())
        if what == "status":
            return status(store, snap, name=name) | {"scale": proposal(store, snap, name=name)}
        if what == "stop":
            return stop(store, snap.as_of, name, why=why, by=by, now=now)
        if what == "scale":
            return proposal(store, snap, name=name) if dry_run else scale(store, snap, name, by=by, now=now)
        design = _design(**chosen)
        return preview(snap, design) if dry_run else start(store, snap, now=now, name=name or "long-tail", design=design, by=by)


def _design(
    arms: str, holdout: float, people: float | None, segments: tuple[str, ...], arr_from: float | None, arr_to: float | None,
    renewal_days: int | None, outcome: str,
) -> object:  # fmt: skip
    from cs_core.leadership.trials.design import LONG_TAIL, Design, shares_of

    words = [word.strip() for word in arms.split(",")]
    if strange := set(words) - set(SHORT):
        raise BadInput(f"--arms names two or three of {', '.join(SHORT)}, not {sorted(strange)[0]!r}")
    shares = shares_of([SHORT[word] for word in words], holdout=holdout / 100, people=None if people is None else people / 100)
    whom = () if segments == ("any",) else segments or (LONG_TAIL,)
    return Design(shares, whom, arr_from, arr_to, renewal_days, outcome)


@command(cli, "backtest")
@click.option("--from", "start", type=DAY, required=True)
@click.option("--to", "end", type=DAY, required=True)
@click.option("--alerts", type=click.FloatRange(min=0.1), help="Alerts a week that the team can look at, instead of what its hours allow.")
@click.option("--leak-test", is_flag=True, help="Deal the future out among accounts anew: no score may change, and the skill must vanish.")
def backtest(call: Call, start: datetime, end: datetime, alerts: float | None, leak_test: bool) -> dict:
    """Replay the Risk agent over the past: what it would have caught, and whether a list by ARR or last touch does as well."""
    from cs_core.leadership.backtest import backtest as replay

    with call.existing() as store:
        return replay(store, start.date(), end.date(), a_week=alerts, leak=leak_test, progress=progress)


@command(cli, "old-and-new")
@click.option("--hours", type=click.FloatRange(min=0), help="Hours of people for a quarter, instead of the team's.")
@click.option("--as-of", "as_of", type=DAY)
def old_and_new(call: Call, hours: float | None, as_of: datetime | None) -> dict:
    """Simulated, on the demo company only: people by ARR, as most teams do it, against people by impact with agents for everybody."""
    from cs_core.context.snapshot import snapshot
    from cs_core.demo.old_and_new import compare, truth_of
    from cs_core.leadership.hours.models_compared import assignments

    with call.existing() as store:
        snap = snapshot(store, day(as_of, store))
        return compare(truth_of(snap), **assignments(snap, hours=hours))
