"""What a risk case says and remembers: the reason in one sentence, its drivers with figures, how it ended, how early it was seen."""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.usage.rhythm import months_on_record
from cs_core.context.vocabulary import SIGNALS, unit_of
from cs_core.execution.jobs.risk_types import RiskType
from cs_core.execution.writing.phrases import fill, say, slots

EARLY_DAYS = (60, 90)


class Told(NamedTuple):
    """The words of one row of a case, and its data as JSON."""

    reason: str
    data: str


class LeadTimes(NamedTuple):
    """How long before the end the departed were flagged: departures with a risk case, median days, and the shares seen early."""

    n: int
    median: float | None
    early: dict[int, float]
    """Days -> share of those departures that were flagged at least so many days ahead."""


def read_of(kind: RiskType) -> list[str]:
    """The columns that `told` reads: a wide frame is slow to walk."""
    slotted = {key for text in kind.says for key, _ in slots(text)}
    return [*OWN, *sorted((slotted | set(kind.drivers) & SIGNALS.keys()) - set(OWN))]


def told(row: Mapping, kind: RiskType, *, by_month: bool = False) -> Told:
    """A row of the frame in which cases are moved -> its words. Figures are those of the day, of weeks where use is not told `by_month`."""
    data = {
        "type": kind.name, "level": row["level"], "severity": round(row["severity"], 2), "occurrences": row["occurrences"],
        "drivers": _drivers(row, kind), "eased_on": iso(row["eased_on"]), "quiet_days": kind.days, "lives": row["lives"],
        "renewal_on": iso(row["renewal_was_on"]), "base": row["base"], "seen": row["seen"],
    }  # fmt: skip
    if row["closed_on"] is not None:
        data |= {"end": _end(row), "ended_on": iso(row["closed_on"]), "lead_days": (row["closed_on"] - row["opened_on"]).days}
    reason = _reason(row, kind)
    return Told(months_on_record(reason) if by_month else reason, json.dumps(data))


def lead_times(cases: pl.DataFrame) -> LeadTimes:
    """Over rows of the store's `case` table: of each departure the earliest risk that was open until then counts.

    Departures that no case foresaw are not in it: they are told by the backtest.
    """
    rows = cases.filter((pl.col("kind") == "risk") & (pl.col("state") == "churned"))
    days = (pl.col("closed_on").cast(pl.Date) - pl.col("opened_on").cast(pl.Date)).dt.total_days()
    lead = rows.with_columns(days.alias("lead")).group_by("account_id", "closed_on").agg(pl.col("lead").max())["lead"]
    n = len(lead)
    return LeadTimes(n, lead.median() if n else None, {d: float((lead >= d).mean()) for d in EARLY_DAYS} if n else {})


def _drivers(row: Mapping, kind: RiskType) -> list[dict]:
    """Those that are signals and known, with their figures; the words of people stand in the facts that the case cites."""
    known = [key for key in kind.drivers if key in SIGNALS and row[key] is not None]
    return [{"key": key, "value": plain(row[key]), "unit": unit_of(key, row["currency"], row["meter_unit"])} for key in known]


def _reason(row: Mapping, kind: RiskType) -> str:
    match row["state"]:
        case "churned" if row["churned_on"] is not None:
            return f"The customer left on {say(row['churned_on'])}, {_ahead(row)} after this was seen."
        case "churned":
            return f"The renewal was lost on {say(row['lost_on'])}, {_ahead(row)} after this was seen."
        case "renewed":
            return f"The customer renewed on {say(row['renewed_on'])}."
        case "cleared":
            return f"Over: {kind.name} from {say(row['opened_on'])} to {say(row['eased_on'])}, and not seen again since."
        case "easing":
            return f"Better since {say(row['eased_on'])}; closed once that has lasted {say(kind.days, 'days')}."

    def read(key: str) -> tuple[object, str] | None:
        return None if row[key] is None else (row[key], unit_of(key, row["currency"], row["meter_unit"]))

    said = next((text for template in kind.says if (text := fill(template, read)) is not None), None)
    return said or f"{kind.name.capitalize()}, open since {say(row['opened_on'])}; what it rests on cannot be told today."


def _ahead(row: Mapping) -> str:
    return say((row["closed_on"] - row["opened_on"]).days, "days")


def _end(row: Mapping) -> str:
    return "renewal lost" if row["state"] == "churned" and row["churned_on"] is None else row["state"]


def plain(value: object) -> object:
    """A signal's value as JSON holds it."""
    return iso(value) if isinstance(value, date) else round(value, 4) if isinstance(value, float) else value


def iso(day: date | None) -> str | None:
    """A day as JSON holds it."""
    return day.isoformat() if day else None


OWN = (
    "account_id",
    "state", "opened_on", "closed_on", "level", "severity", "occurrences", "eased_on", "lives", "renewal_was_on", "base", "seen",
    "churned_on", "lost_on", "renewed_on", "currency", "meter_unit",
)  # fmt: skip
