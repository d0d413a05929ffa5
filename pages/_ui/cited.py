"""A fact with where it stands, as people read it: the system, the file and its row, the day."""

from collections.abc import Mapping

from cs_core.context.counted import in_unit, unit_behind
from cs_core.context.places import source
from pages._ui import words


def cited(fact: Mapping) -> str:
    """``Oldest ticket days: 25 days · Zendesk, tickets.jsonl, row 3412 and 5 more · 27 November 2026``."""
    unit = unit_behind(fact["value"], fact["unit"] or "")
    said = f"{words.label(fact['key'])}: {in_unit(words.told(fact), unit)}"
    return f"{said} · {source(fact['source'], fact['source_row'])} · {words.day(fact['observed_at'])}"
