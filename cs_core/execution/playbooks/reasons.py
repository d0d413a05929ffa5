"""Whether the reason of a running play still stands: its trigger, less what only the clock takes away.

A play that is due from 90 to 76 days before a renewal is not over on day 75: its reason is the renewal, not the day. So the end of a
span that time alone passes does not count; a renewal that was signed in between, which moves the day by a year, does.
"""

import re
from collections.abc import Iterable

import polars as pl

from cs_core.execution.playbooks.conditions import NUMBER, holds

FALLING = frozenset({"days_to_renewal", "days_to_notice"})
"""Signals that fall by one a day."""
RISING = frozenset(
    {"tenure_days", "days_since_value", "days_since_touch", "days_since_event", "oldest_ticket_days", "milestone_overdue_days",
     "champion_silent_days", "term_share"}
)  # fmt: skip
"""Signals that rise with each day until something happens."""
TURNING = frozenset({"quarter_day", "year_day"})
"""Days of a year that come round again: no reason at all, only a date."""
_WITHIN = re.compile(rf"(\w+) in ({NUMBER})\.\.({NUMBER})")
_COMPARED = re.compile(rf"(\w+) ?(<=|>=|<|>) ?{NUMBER}")


def which_fails(lines: Iterable[str]) -> pl.Expr:
    """The first line of a trigger that no longer holds though time alone did not end it, as it is written; null where all stand."""
    kept = [(line, timeless(line)) for line in lines]
    cases = [pl.when(~holds([rest])).then(pl.lit(line)) for line, rest in kept if rest is not None]
    return pl.coalesce(*cases) if cases else pl.lit(None, pl.String)


def timeless(line: str) -> str | None:
    """The line without what only the clock takes away; None where nothing is left to hold."""
    either = [[rest for one in part.split(" and ") if (rest := _timeless(one.strip()))] for part in line.split(" or ")]
    return " or ".join(" and ".join(part) for part in either) if all(either) else None


def _timeless(text: str) -> str | None:
    if found := _WITHIN.fullmatch(text):
        name, low, high = found.groups()
        if name in TURNING:
            return None
        return f"{name} <= {high}" if name in FALLING else f"{name} >= {low}" if name in RISING else text
    if found := _COMPARED.fullmatch(text):
        name, sign = found.groups()
        ends = name in TURNING or (name in FALLING and ">" in sign) or (name in RISING and "<" in sign)
        return None if ends else text
    return text
