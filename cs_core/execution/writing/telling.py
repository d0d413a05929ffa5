"""Which facts make a text one of this customer's own: what a letter must hold enough of, and what the gate counts."""

from collections.abc import Iterable

from cs_core.records import Fact

COMMONPLACE = frozenset(
    {"name", "contact", "contact_role", "stranger", "stranger_on", "owner", "segment", "industry", "country", "currency", "account_id"}
)
"""Facts that make no text specific."""


def telling(facts: Iterable[Fact]) -> set[str]:
    """The keys of the facts that do."""
    return {fact.key for fact in facts} - COMMONPLACE
