"""How figures of the board pack are written, and what they rest on."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import amount as in_figures
from cs_core.context.wording.signed import between
from cs_core.leadership.forecast import bound

NOT_YET = "cannot tell yet"
RETAINED = "what those who paid at the start pay at the end"
RENEWING = "open renewal cases, their chances, and the renewal history"
WORKED = "what became of each job of each customer in the quarter"
DECIDED = "decisions of people and verdicts of gates"
PILOTED = "arms drawn by chance and what came of them"
FOUND = "what the last round of the agents found"
CATEGORIES = (
    "Commit: won, agreed, or past its day for notice. Best case: likely to renew. Pipeline: open, neither likely nor unlikely. At risk: "
    "unlikely, or a risk is open. Omitted: notice was given or the deal is lost."
)
"""What each category of a renewal means, in a line."""
IN_WORDS = {30: "thirty", 60: "sixty", 90: "ninety"}


def share(told: Mapping[str, Any]) -> str:
    """``79.5%``, ``at most 79.5%`` where it is a bound, or that it cannot be told."""
    return NOT_YET if told["point"] is None else f"{_bound(told)}{told['point']:.1%}"


def doubt(told: Mapping[str, Any]) -> str:
    """``79.5% (70.5 to 86.3)``."""
    if told["point"] is None:
        return NOT_YET
    return f"{share(told)} ({told['low'] * 100:.1f} to {told['high'] * 100:.1f})"


def _bound(told: Mapping[str, Any]) -> str:
    return bound(told) if "says" in told else ""


def stated(name: str, told: Mapping[str, Any]) -> str:
    """``NRR 98.2% (94.1 to 102.3)``, or ``NRR cannot be told yet``."""
    return f"{name} cannot be told yet" if told["point"] is None else f"{name} {doubt(told)}"


def points(told: Mapping[str, Any]) -> str:
    """A difference of shares in points: ``+0.5 (-0.8 to +1.8)``."""
    return between(told, times=100)


def ranged(told: Mapping[str, Any]) -> str:
    """A difference with its range: ``+0.5 (-0.8 to +1.8)``."""
    return between(told)


def money(amount: float, currency: str | None) -> str:
    """``1,548,100 EUR``; of no currency known the amount alone."""
    return f"{amount:,.0f} {currency or ''}".rstrip()


def one_form(text: str) -> str:
    """A text whose ISO days are told as all others are: 6 June 2027."""
    return ISO_DAY.sub(lambda found: spelt(found[0]), text)


def amount(told: Mapping[str, Any]) -> str:
    """``151,608 (122,440 to 163,628)``, small ones with a decimal."""
    if told["point"] is None:
        return NOT_YET
    if told["low"] == told["high"] == 0:
        return "0, counted as lost"
    form = ",.0f" if abs(told["point"]) >= 1000 else ",.1f"
    point, low, high = (in_figures(told[c], form) for c in ("point", "low", "high"))
    return f"{point} ({low} to {high})"


def number(x: float | None) -> str:
    """At most one decimal."""
    return "not known" if x is None else f"{x:,.1f}".removesuffix(".0")


def figure(goal: Mapping[str, Any]) -> str:
    """Where a goal stands, with its interval and unit."""
    if goal["now"] is None:
        return NOT_YET
    told = number(goal["now"])
    if None not in (goal["low"], goal["high"]) and goal["low"] != goal["high"]:
        told += f" ({number(goal['low'])} to {number(goal['high'])})"
    return f"{told} {goal['unit']}".strip()


def stands(goal: Mapping[str, Any]) -> str:
    """Whether a goal is reached, in a few words."""
    told = goal.get("status")
    said = {None: NOT_YET, True: "reached", False: "not reached"}[goal["reached"]]
    return told if isinstance(told, str) and told else said


def came(row: Mapping[str, Any] | None) -> str:
    """Of a category's past renewals the share renewed."""
    if not row or row["point"] is None:
        return f"{NOT_YET}: {row['n'] if row else 0} ended"
    return f"{row['k']:,} of {row['n']:,}, {row['point']:.0%} ({row['low']:.0%} to {row['high']:.0%})"


def usable(quality: Mapping[str, Any]) -> str:
    """How many drafts were sent unchanged or lightly edited, of all agents."""
    k, n = (sum(a["usable"][c] for a in quality["agents"]) for c in ("k", "n"))
    return f"{k:,} of {n:,} were sent unchanged or lightly edited" if n else "none was decided yet"


def main_currency(forecast: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The rows by category in the currency of most revenue due."""
    rows = forecast["categories"]["rows"]
    totals: dict[str | None, float] = {}
    for row in rows:
        totals[row["currency"]] = totals.get(row["currency"], 0.0) + (row["arr"] or 0.0)
    most = max(totals, key=lambda c: totals[c], default=None)
    return [row for row in rows if row["currency"] == most]


def agent(name: str) -> str:
    """``success_planning`` -> Success planning."""
    return name.replace("_", " ").capitalize()


def no_commands(text: str) -> str:
    """A text without the commands that some may type in place of a page: on a slide nobody types."""
    return re.sub(r" or with `[^`]*`", "", text)


def sentences(text: str, most: int = 5) -> list[str]:
    """The first sentences, each whole, on a line of its own."""
    return [part for part in re.split(r"(?<=[.!?]) ", " ".join(text.split())) if part][:most]


ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
