"""Whether any of many patterns stands in a text, told by one look through it in small letters: a tenth of the time of one by one.

Most sentences hold nothing that a rule forbids. Only those that do are searched with the single patterns.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import accumulate


def any_of(patterns: Iterable[re.Pattern]) -> Callable[[str], bool]:
    """Tells of a text whether one of the patterns stands in it. It is made of the patterns as they are, so that none can be left out.

    In small letters a pattern without regard to case reads a text as it did, unless a letter stands in it that is taken for one of ASCII:
    such a text is searched with each pattern.
    What begins at the edge of a word is tried there only, and of all that begins with one letter that letter once.
    """
    every = tuple(patterns)
    as_written = tuple(one for one in every if not one.flags & re.IGNORECASE)
    small = [way for one in every if one not in as_written for part in _parts(_small(one.pattern)) for way in _opened(part)]
    begun = (way for part in small if part.startswith(_EDGE) for way in _opened(part[len(_EDGE) :]))
    at_edges = re.compile(rf"\b(?:{_by_letter(begun) or _NEVER})")
    elsewhere = re.compile(_by_letter(part for part in small if not part.startswith(_EDGE)) or _NEVER)

    def holds(text: str) -> bool:
        if not (text.isascii() or _ALSO_LETTERS.isdisjoint(text)):
            return any(one.search(text) for one in every)
        lower = text.lower()
        return bool(at_edges.search(lower) or elsewhere.search(lower)) or any(one.search(text) for one in as_written)

    return holds


def _small(pattern: str) -> str:
    """The pattern in small letters, save what a backslash gives a meaning, its groups without their names."""
    return _NAME_ESCAPE_OR_CAPITAL.sub(lambda found: "(" if found["name"] else found["escape"] or found[0].lower(), pattern)


def _parts(pattern: str) -> list[str]:
    """The alternatives of a pattern: those of `a|(b|c)` are a and (b|c)."""
    found, depth = [""], 0
    for token in _TOKEN.findall(pattern):
        depth += (token == "(") - (token == ")")
        found[-1:] = [found[-1], ""] if token == "|" and not depth else [found[-1] + token]
    return found


def _opened(part: str) -> list[str]:
    """A part that begins with a group once for each way in which it does: `(?:a|b)c` is ac or bc."""
    tokens = _TOKEN.findall(part)
    depths = list(accumulate((token == "(") - (token == ")") for token in tokens))
    end = depths.index(0) if part.startswith(_GROUP) else 0
    rest = "".join(tokens[end + 1 :])
    if not end or rest.startswith(_HOW_OFTEN):
        return [part]
    return [one for way in _parts("".join(tokens[len(_GROUP) : end])) for one in _opened(way + rest)]


def _by_letter(parts: Iterable[str]) -> str:
    """The parts as alternatives whose letters in common are tried once: `b(?:ad|ig)|no`."""
    behind: dict[str, list[str]] = defaultdict(list)
    for part in dict.fromkeys(parts):
        letter = part[:1] if part[:1].isalpha() and not part[1:].startswith(_HOW_OFTEN) else ""
        behind[letter or part].append(part[1:] if letter else "")
    return "|".join(begins + (f"(?:{_by_letter(rests)})" if len(rests) > 1 else rests[0]) for begins, rests in behind.items())


_ALSO_LETTERS = frozenset("\u0130\u0131\u017f\u212a")
"""The dotted and the dotless i, the long s and the sign of Kelvin: without regard to case they are an i, an s and a k."""
_EDGE, _NEVER = r"\b", "(?!)"
_GROUP, _HOW_OFTEN = "(?:", ("?", "*", "+", "{")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]])+\]|.")
"""An escape, a set of characters, or one character of a pattern."""
_NAME_ESCAPE_OR_CAPITAL = re.compile(r"\((?P<name>\?P<\w+>)|(?P<escape>\\.)|[A-Z]")
