"""What others wrote: facts in the words of somebody outside, who may write anything. Such words are data: shown, weighed, never obeyed.

A name or a label is no such text while it looks like one: short, on one line, no sentence, no link.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from cs_core.records import Fact

MOST_CHARS, MOST_WORDS, MOST_LOWER = 60, 8, 1
"""Of a name; so many of its longer words, at most, do not begin with a capital."""
LONG_WORD = 4


def told(fact: Fact) -> bool:
    """Whether somebody outside could have written this fact as they liked: statements always, names where they do not look like names."""
    return isinstance(fact.value, str) and _told(fact.key, fact.value)


@lru_cache(maxsize=65_536)
def _told(key: str, value: str) -> bool:
    if key in OURS or key.startswith("policy:"):
        return False
    if key in STATEMENTS or key.startswith("note:"):
        return True
    if key == "name" and _ONLY_DOMAIN.fullmatch(value) and not value.lower().startswith("www."):
        return False
    return not (looks_like_a_name if key in NAMES else looks_like_a_label)(value.partition(" <")[0])


def told_keys(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The keys of those facts that others wrote, each once, in their order."""
    return tuple(dict.fromkeys(fact.key for fact in facts if told(fact)))


def looks_like_a_name(text: str) -> bool:
    """Of a person or a company: a label, most of whose words begin with a capital. Scripts without capitals are taken as they are."""
    lower = [word for word in text.split() if len(word) >= LONG_WORD and word[0].islower()]
    return looks_like_a_label(text) and len(lower) <= MOST_LOWER


def looks_like_a_label(text: str) -> bool:
    """A few words on one line without marks of markup, a link, an address or a second sentence."""
    return len(text) <= MOST_CHARS and len(text.split()) <= MOST_WORDS and text.isprintable() and not _NO_LABEL.search(text)


_DOMAIN = (
    r"\b(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|xyz|io|ai|app|dev|co|ru|cn|de|uk|eu|fr|nl|ch|es|pl|tk|ly|gg|zip|site|online|shop|club"
    r"|example)\b"
)
LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]*://\S*|\bwww\.\S*|\b(?:javascript|data|mailto|tel|file):\S+|[^\s@<>\"'()]+@[^\s@<>\"'()]+\.\w+"
    rf"|{_DOMAIN}(?:/\S*)?|\b(?:[a-z0-9-]+\.)+[a-z]{{2,}}/\S+",
    re.IGNORECASE,
)
"""A link, an address, or a bare domain: what a mail program makes a link of."""

_ONLY_DOMAIN = re.compile(_DOMAIN, re.IGNORECASE)
"""Companies are called so, and then it is no more than their name."""

_NO_LABEL = re.compile(rf"[!?<>{{}}\[\]|*`$=\\\"“”„«»]|:(?!\d)|\w{{5,}}[.;](?:\s|$)|{LINK.pattern}", re.IGNORECASE)

STATEMENTS = frozenset(
    {"ticket", "message", "desired_outcome", "outcome_quote", "outcome_metric", "said", "ask", "promise", "leaving_said", "alarm_said",
     "closed_said", "buying_said", "competitor_said", "low_answer_said", "answer_comment", "release_fixes", "touch_result", "last_edit",
     "last_proposal", "last_delivery"}
)  # fmt: skip
"""Facts whose text is theirs, quotes theirs, or was noted down from what they said."""

NAMES = frozenset(
    {"name", "champion", "sponsor", "contact", "newcomer", "stranger", "answered_by", "low_answer_by", "owner", "leaving_by", "alarm_by",
     "competitor_by", "buying_by", "ticket_by"}
)  # fmt: skip
"""Facts that are names of people and companies."""

OURS = frozenset(
    {"release_text", "unused_feature_text", "usage_alert_says", "champion_unseen", "last_decision", "article", "release", "opted_out",
     "plan_change", "health_taken_off", "open_risk"}
)  # fmt: skip
"""Texts that are written here."""
