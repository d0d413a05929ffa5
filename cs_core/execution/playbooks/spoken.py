"""All that our letters and notes may say in our own words: the phrasings of every playbook, and those that code writes around them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from cs_core.execution.playbooks.shelf import Playbook, Words, parsed, shelf
from cs_core.execution.writing.beforehand import ALARMED, AWAY, SOURED
from cs_core.execution.writing.composer import (
    BACKGROUND_ALWAYS,
    DEPARTURE,
    ENOUGH,
    INTRODUCTIONS,
    KNOWN,
    NOTICE,
    STEP,
    SUBJECTS,
    WROTE,
)  # fmt: skip
from cs_core.execution.writing.no_letter import CALL_THEM, FIND_A_PERSON
from cs_core.execution.writing.thanks import THANKS
from cs_core.records import AGENTS


@lru_cache
def shipped_phrases() -> tuple[str, ...]:
    """The phrasings that ship, each once."""
    of_books = (line for agent in AGENTS for line in _of_shelf(agent))
    letters = (*SUBJECTS, *WROTE, *INTRODUCTIONS, *THANKS)
    notes = (NOTICE, *DEPARTURE, FIND_A_PERSON, CALL_THEM, *BACKGROUND_ALWAYS, KNOWN, *ENOUGH)
    return tuple(dict.fromkeys((*of_books, *letters, *notes, AWAY, ALARMED, SOURED)))


def phrases_with(rows: Sequence[Mapping]) -> tuple[str, ...]:
    """Those that ship and those of a leader's versions (rows of `playbook`), whether they have been replaced since or not."""
    own = (line for row in rows for line in _of_book(parsed(row["data"])))
    return tuple(dict.fromkeys((*shipped_phrases(), *own))) if rows else shipped_phrases()


def _of_shelf(agent: str) -> Iterable[str]:
    own = shelf(agent)
    for group in own.phrases.values():
        yield from group
    for book in own.playbook:
        yield from _of_book(book)


def _of_book(book: Playbook) -> Iterable[str]:
    yield from (*book.why, *book.why_in_full)
    for words in (book.words, *(step.words for step in book.then)):
        yield from _of_words(words)


def _of_words(words: Words) -> Iterable[str]:
    yield from (*words.subject, *words.opening, *words.ask, *words.background)
    yield from (line for group in words.details if not isinstance(group, str) for line in group)
    if words.title:
        yield from (words.title, "{name}: " + words.title)
    if words.step:
        yield STEP + words.step
