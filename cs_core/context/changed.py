"""What a person changed in a text, sentence by sentence."""

import re
from typing import NamedTuple

LONGEST = 160
"""Characters of a sentence that are shown."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


class Changed(NamedTuple):
    """Sentences taken out of a text, and those put in."""

    out: tuple[str, ...]
    put: tuple[str, ...]

    @property
    def says(self) -> str:
        """Both in one line; empty where only spacing changed."""
        parts = [f"{word} {_quoted(sentences)}" for word, sentences in (("took out", self.out), ("wrote", self.put)) if sentences]
        return "; ".join(parts)


def changed(before: str, after: str) -> Changed:
    """The sentences that only the one or only the other has, in their order, spacing aside."""
    old, new = sentences(before), sentences(after)
    return Changed(tuple(s for s in old if s not in set(new)), tuple(s for s in new if s not in set(old)))


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text that hold a word or a figure."""
    parts = (" ".join(part.split()).removeprefix("- ") for part in _SENTENCE.split(text))
    return [part for part in parts if re.search(r"\w", part)]


def _quoted(said: tuple[str, ...]) -> str:
    return ", ".join("“" + (s if len(s) <= LONGEST else s[: LONGEST - 1] + "…") + "”" for s in said)
