"""A fact with where it stands, as people read it: the system, the file and its row, the day."""

from collections.abc import Iterable, Mapping

from cs_core.context.wording.counted import in_unit, unit_behind
from cs_core.context.wording.places import source
from pages._ui import words


def cited(fact: Mapping) -> str:
    """``Oldest ticket days: 25 days · Zendesk, tickets.jsonl, row 3412 and 5 more · 27 November 2026``."""
    return f"{_said(fact)} · {_where(fact)}"


def together(facts: Iterable[Mapping]) -> list[str]:
    """`cited` of several, those of one place and day on one line: where they stand is said once."""
    said: dict[str, list[str]] = {}
    for fact in facts:
        said.setdefault(_where(fact), []).append(_said(fact))
    return [f"{'; '.join(told)} · {where}" for where, told in said.items()]


def valued(fact: Mapping) -> str:
    """A fact's value in words with its unit: 25 days, 16.5%."""
    return in_unit(words.told(fact), unit_behind(fact["value"], fact["unit"] or ""))


def _said(fact: Mapping) -> str:
    return f"{words.label(fact['key'])}: {valued(fact)}"


def _where(fact: Mapping) -> str:
    return f"{source(fact['source'], fact['source_row'])} · {words.day(fact['observed_at'])}"
