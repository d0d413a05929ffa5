"""The notation that the rules are written in, and its translation to patterns of an engine whose time is linear in the text.

    |  or a new line   between phrases
    a/b                one word or the other
    [a/b]              a word that may be left out (never the first)
    *                  the rest of a word
    _                  up to three words

A phrase is found between word boundaries of lower-case text with plain apostrophes and single spaces.
"""

import re

BOUNDARY = r"(?-u:\b)"
"""Of ASCII words: the engine stays fast on any text."""
LETTER = r"[a-zà-ÿ0-9'-]"
"""Of a word. The class of all letters of the world would make the automaton many times larger, and slower."""
FILLER = rf"(?: {LETTER}+){{0,3}}"


def pattern(phrases: str) -> str:
    """One regular expression that finds any of the phrases."""
    found = [_phrase(part.split()) for part in re.split(r"[|\n]", phrases) if part.strip()]
    return f"{BOUNDARY}(?:{'|'.join(found)}){BOUNDARY}"


def _phrase(tokens: list[str]) -> str:
    return "".join(_token(token, first=n == 0) for n, token in enumerate(tokens))


def _token(token: str, *, first: bool) -> str:
    if token == "_":
        return FILLER
    words = "|".join(re.escape(word).replace(r"\*", f"{LETTER}*") for word in token.strip("[]").split("/"))
    one = f"(?:{words})" if first else f" (?:{words})"
    return f"(?:{one})?" if token.startswith("[") else one
