"""Other people's words in a Markdown file: one line, every mark shown as the character that it is."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]<>|#$~!&])")
_BREAKS = re.compile(r"[\r\n\u2028\u2029]+")


def escaped(text: str) -> str:
    """The text as it stands, whatever renders the file; blanks at its ends are kept."""
    return _MARKS.sub(r"\\\1", _BREAKS.sub(" ", text))
