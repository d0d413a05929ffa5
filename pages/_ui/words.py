"""How figures are written on screen."""

from collections.abc import Sequence

AGENT_WORDS = {
    "onboarding": "Onboarding", "success_planning": "Success Planning", "risk": "Risk", "growth": "Growth", "renewal": "Renewal",
    "relationship": "Relationship",
}  # fmt: skip

ROUTE_WORDS = {
    "agent": "Agent alone",
    "agent_with_review": "Agent, after review",
    "human_with_draft": "Person, with a draft",
    "human_only": "Person only",
    "held": "Held",
    "rejected": "Rejected",
}

PASSED_WORDS = {True: "passed", False: "failed", None: "cannot tell"}
PASSED_ICONS = {True: ":material/check_circle:", False: ":material/cancel:", None: ":material/help:"}
PASSED_COLORS = {True: "green", False: "red", None: "orange"}


def count(n: float | None) -> str:
    """1,234; an em dash where it is unknown."""
    return "—" if n is None else f"{n:,.0f}"


def money(amount: float | None, currency: str | None = "") -> str:
    """Short amounts: 1.2 M EUR, 340 k EUR, 900 EUR."""
    if amount is None:
        return "—"
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if abs(amount) >= size:
            return f"{amount / size:.{1 if abs(amount) < size * 100 else 0}f}{letter} {currency or ''}".strip()
    return f"{amount:,.0f} {currency or ''}".strip()


def share(x: float | None, digits: int = 0) -> str:
    """A share of one as a percentage."""
    return "cannot tell yet" if x is None else f"{x:.{digits}%}"


def interval(point: float | None, low: float | None, high: float | None, form: str = ".0%") -> str:
    """``84 % (79 to 88)``, or that it cannot be told yet."""
    if point is None or low is None or high is None:
        return "cannot tell yet"
    return f"{point:{form}} ({low:{form}} to {high:{form}})"


def listed(items: Sequence[str], most: int = 3) -> str:
    """``a, b, c and 4 more``."""
    rest = len(items) - most
    return ", ".join(items[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def agent(name: str) -> str:
    """The agent's name as people read it."""
    return AGENT_WORDS.get(name, name.replace("_", " ").capitalize())
