"""How a figure of retention is written on screen: with what makes it a bound, or why it cannot be told, beside it."""

from collections.abc import Mapping

from cs_core.leadership.forecast import bound
from pages._ui import words


def share(told: Mapping) -> str:
    """97.4%, at most 97.4% where the records cannot show all that was lost, or that it cannot be told yet."""
    return f"{bound(told)}{words.share(told['point'], 1)}"


def interval(told: Mapping) -> str:
    """``97.4% (92.0 to 99.2)``, at most that where it is a bound."""
    return f"{bound(told)}{words.interval(told, '.1%')}"


def why(told: Mapping) -> str:
    """What is to be said of a figure of the past: one that is a bound is nothing known."""
    return f"Of {told['n']:,} customers. {words.sentence(told['says'])}." if bound(told) else words.of_the_past(told)
