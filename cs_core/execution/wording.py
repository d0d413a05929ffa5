"""What reviewers have taught about words: phrasings they take out, words they write instead, and how long a letter may be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

DETAILS = 2
"""At most this many further sentences: a short letter is read."""

GREETING, NAMELESS = "Hello {first},", "Hello,"
CLOSING = "Best regards,"
FRAME = (GREETING, CLOSING)
"""What code writes around a draft, whoever wrote the rest."""


class Wording(NamedTuple):
    """How a composer chooses among its phrasings; it never adds a figure, a name or a recipient."""

    avoid: frozenset[str] = frozenset()
    """Phrasings that reviewers take out."""
    instead: Mapping[str, str] = MappingProxyType({})
    """A phrasing that states nothing -> the words that reviewers write in its place, which state nothing either."""
    details: int = DETAILS


AS_WRITTEN = Wording()


def advice(wording: Wording) -> str:
    """The same for a model, in words; empty where nothing was learnt."""
    lines = [f"- leave out sentences like “{phrasing}”" for phrasing in sorted(wording.avoid - wording.instead.keys())]
    lines += [f"- write “{words}” rather than “{phrasing}”" for phrasing, words in sorted(wording.instead.items()) if phrasing not in FRAME]
    lines += [f"- at most {wording.details + 2} sentences"] if wording.details < DETAILS else []
    return "\n".join(("What reviewers change most:", *lines)) if lines else ""
