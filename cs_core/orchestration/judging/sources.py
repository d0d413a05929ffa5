"""A source as texts are looked up in it: a text, JSON, or the facts of a customer, with its figures, words, records and things."""

import json
import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from cs_core.orchestration.judging.figures import NOTHING, Known, read_known
from cs_core.orchestration.judging.series import Records, read_records, value_of
from cs_core.orchestration.judging.things import Things, read_things


class Parts(NamedTuple):
    """All that stands in a source, in its order."""

    texts: list[str]
    numbers: list[float]
    changes: list[tuple[str, float]]
    """(words of the key, signed change)."""


class Source:
    """A source, read once and as far as it is asked: its figures, its words, what it says has risen or fallen, its records, and the
    things that it names.
    """

    def __init__(self, told: str | dict | list, source: str | dict | list) -> None:
        """`told` is the source as its figures and words are read, once decoded."""
        self._told, self._source = told, source

    @cached_property
    def _parts(self) -> Parts:
        parts = Parts([], [], [])
        for part in self._told if isinstance(self._told, list) else [self._told]:
            _walk(part, "", parts)
        return parts

    @cached_property
    def known(self) -> Known:
        return read_known(self._parts.texts, self._parts.numbers)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*map(words_in, self._parts.texts))

    @cached_property
    def text(self) -> str:
        return " ".join(self._parts.texts).lower()

    @property
    def is_empty(self) -> bool:
        """Whether it has neither a word nor a figure."""
        return not (self._parts.numbers or any(map(words_in, self._parts.texts)) or self.known.values)

    @property
    def changes(self) -> list[tuple[str, float]]:
        return self._parts.changes

    @cached_property
    def records(self) -> Records:
        return read_records(self._source)

    @cached_property
    def things(self) -> Things:
        return read_things(self._source)


def read_source(source: str | dict | list) -> Source:
    """A source as texts are looked up in it; a text is read once."""
    return _read_text(source) if isinstance(source, str) else Source(source, source)


@lru_cache(maxsize=256)
def _read_text(source: str) -> Source:
    """A text that is JSON is read as JSON; in any other, escaped characters are read as what they stand for."""
    try:
        decoded = json.loads(source) if source.lstrip().startswith(("{", "[")) else None
    except ValueError:
        decoded = None
    if isinstance(decoded, (dict, list)):
        return Source(decoded, source)
    return Source(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), source).replace("\\n", "\n"), source)


@lru_cache(maxsize=32_768)
def words_in(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _walk(node: object, key: str, parts: Parts) -> None:
    """Gather texts (keys among them), numbers, and signed changes; the length of a list is a number of the source too."""
    if isinstance(node, str):
        parts.texts.append(node)
    elif isinstance(node, dict):
        name = str(node.get("key", ""))
        for child, value in node.items():
            parts.texts.append(str(child).replace("_", " "))
            _walk(value, f"{name} {child}" if name else str(child), parts)
    elif isinstance(node, (list, tuple)):
        parts.numbers.append(float(len(node)))
        for value in node:
            _walk(value, key, parts)
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        parts.numbers.append(float(node))
        if _CHANGE_KEY.search(key) and node:
            parts.changes.append((_CHANGE_KEY.sub(" ", key.replace("_", " ").lower()), float(node)))
    elif node is not None:
        parts.texts.append(str(node))


@lru_cache(maxsize=8192)
def adds_only_words(text: str) -> bool:
    """Whether this text, as a part of a source, bears words and nothing else: no figure, no day."""
    return read_known([text], []) == NOTHING and value_of(text) == (None, ())


_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORD = re.compile(r"[^\W\d_]+(?:['’&-][^\W\d_]+)*")
_CHANGE_KEY = re.compile(
    r"\b(?:change|delta|trend|growth|diff|difference|yoy|mom|wow)\b|_(?:change|delta|trend|growth)|(?:change|delta)_",
    re.I,
)
