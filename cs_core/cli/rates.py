"""The command about currencies: rates and what sums are told in."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cs_core.cli.base import DAY, Call, cli, command, wall
from cs_core.errors import BadInput

if TYPE_CHECKING:
    from cs_core.context.store import Store


@command(cli, "rates")
@click.argument("words", nargs=-1)
@click.option("--into", help="The currency that the rates lead into.")
@click.option("--on", "observed_on", type=DAY, help="The day of the rates; today unless said.")
@click.option("--by", default="console", help="Who sets them.")
def rates(call: Call, words: tuple[str, ...], into: str | None, observed_on: datetime | None, by: str) -> dict:
    """Exchange rates: ``rates``; ``rates set USD=0.92 --into EUR``; ``rates import FILE.csv``; ``rates report EUR`` tells sums in EUR."""
    from cs_core.context.rates import given, set_reporting
    from cs_core.context.rates import rates as rates_of

    with call.existing() as store:
        now = store.now(wall())
        day = observed_on.date() if observed_on else now.date()
        match words:
            case ():
                pass
            case ("set", first, *more):
                _set(store, (first, *more), into or rates_of(store).reporting, day, by=by, now=now)
            case ("import", file):
                _import(store, Path(file), by=by, now=now)
            case ("report", code):
                set_reporting(store, code, by=by, now=now)
            case _:
                raise BadInput("write `rates`, `rates set USD=0.92 --into EUR`, `rates import FILE.csv` or `rates report EUR`")
        known = rates_of(store)
        return {"reporting": known.reporting, "rates": given(store)}


def _set(store: "Store", words: tuple[str, ...], into: str | None, day: date, *, by: str, now: datetime) -> None:
    from cs_core.context.rates import set_rate

    if not into:
        raise BadInput("Say what the rates lead into: `rates set USD=0.92 --into EUR`")
    with store.transaction():
        for word in words:
            code, _, rate = word.partition("=")
            set_rate(store, code, _number(rate), into=into, observed_on=day, by=by, now=now)


def _import(store: "Store", path: Path, *, by: str, now: datetime) -> None:
    from cs_core.context.rates import read_rates, set_rates

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read {path} as a table of rates") from error
    set_rates(store, read_rates(text.splitlines()), by=by, now=now)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BadInput(f"A rate is written USD=0.92: {text[:20]!r} is no number") from error
