"""A model's words as a mail shows them: without marks of layout that only a renderer hides, and characters that nobody sees."""

import re
import unicodedata

_JOINERS = "\u200c\u200d"
"""Some scripts write their words with these."""
_BEGINS = re.compile(r"^(?:[-*•–] |#{1,6} |\d[.)] (?=[A-Z])(?!(?:Jan|Feb|Ma|Apr|Ju|Aug|Sep|O[ck]t|Nov|De[cz])))+")
_MARKED = re.compile(
    r"(\*\*|`)(?=\S)(?P<loud>.+?)(?<=\S)\1|(?<!\w)__(?=\S)(?P<heavy>.+?)(?<=\S)__(?!\w)|(?<![\w*])\*(?=\S)(?P<slant>[^*]+?)(?<=\S)\*(?![\w*])"
)


def plain(text: str) -> str:
    """One line of plain words: "**Use** fell." is "Use fell.", and a point of a list is a sentence."""
    seen = "".join(c for c in " ".join(text.split()) if c in _JOINERS or unicodedata.category(c) not in ("Cc", "Cf"))
    return _MARKED.sub(lambda found: found[found.lastgroup], _BEGINS.sub("", seen)).strip()
