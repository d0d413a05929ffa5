"""What is known of a customer: a fact, and the brief that an agent may read."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self

from pydantic import TypeAdapter

from cs_core.records.base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing known of one account, where it came from and when it was true: kept small, and `FACT` is its JSON."""

    id: str
    key: str
    """What it says, in the vocabulary of `context.vocabulary.FACTS`: ``usage_change``, ``renewal_on``, ``champion`` ..."""
    value: str | int | float | bool | date | None
    unit: str = ""  # ``EUR/yr``, ``%``, ``days``, ``users`` ... ; empty for words and dates
    observed_at: date
    source: str  # the system of record: ``stripe``, ``hubspot``, ``product`` ...
    source_row: str  # file and row, or the span of rows that a sum was taken over
    recorded_at: datetime | None = None  # when that row was imported or written down (UTC); None of what is computed


FACT = TypeAdapter(Fact)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def dated(fact: Fact) -> Fact:
    """The fact with its day as a day: JSON has it as a word, and a word that is none stays one."""
    if isinstance(fact.value, str) and _DAY.fullmatch(fact.value):
        with suppress(ValueError):
            return replace(fact, value=date.fromisoformat(fact.value))
    return fact


class Brief(Record):
    """All that an agent may read of one account as of a day: facts with ids, and what was looked for and not found."""

    account_id: str
    name: str
    as_of: date
    facts: tuple[Fact, ...]
    unknowns: tuple[str, ...] = ()
    """Knowledge looked for and not found. An agent must see the gaps too."""

    def get(self, key: str) -> Fact | None:
        """The first fact of that key, or None: facts stand in order of trust, so the first is the best known."""
        return self._by_key.get(key, (None,))[0]

    def all(self, key: str) -> tuple[Fact, ...]:
        """Every fact of that key, in order of trust."""
        return self._by_key.get(key, ())

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """Its facts by their ids, as claims cite them."""
        return {f.id: f for f in self.facts}

    @cached_property
    def _by_key(self) -> dict[str, tuple[Fact, ...]]:
        found: dict[str, tuple[Fact, ...]] = {}
        for fact in self.facts:
            found[fact.key] = (*found.get(fact.key, ()), fact)
        return found

    def model_copy(self, **changed: Any) -> Self:
        """A copy, which looks up its own facts."""
        copied = super().model_copy(**changed)
        for lookup in ("by_id", "_by_key"):
            copied.__dict__.pop(lookup, None)
        return copied
