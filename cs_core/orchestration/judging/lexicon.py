"""Which words a sentence may be made of: those of our own phrasings for the facts it cites, of those facts, and words that say nothing.

The words of a phrasing are known for its facts, and for all that cite these facts and more. A word is compared by its stem.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cs_core.context.told import told
from cs_core.execution.writing.phrases import SLOT, Theirs, feature, fill, person, slots
from cs_core.orchestration.judging.counts import nouns_of
from cs_core.orchestration.judging.figures import WEEKDAY_BEFORE, find_figures
from cs_core.orchestration.judging.roles import is_number
from cs_core.orchestration.judging.senses import ABSOLUTE, COMMERCE, COURTESY, NEUTRAL, POSSIBLE, SENSES
from cs_core.orchestration.judging.stems import in_full, stem, stems, words_of
from cs_core.orchestration.judging.wholes import is_whole
from cs_core.records import Fact

Keys = frozenset[str]


class Shelf(NamedTuple):
    """Phrasings, read once: by the facts that they show, their words by the same, and the words of those that show none."""

    by_keys: Mapping[Keys, tuple[tuple[str, str], ...]]
    """(phrasing, the longest run of its own words)."""
    words: Mapping[Keys, frozenset[str]]
    asking: frozenset[str]
    keys: frozenset[str]
    """Every fact that some phrasing shows."""


@lru_cache(maxsize=8)
def shelf_of(phrases: tuple[str, ...]) -> Shelf:
    """The phrasings in order of their facts."""
    by_keys: dict[Keys, list[str]] = defaultdict(list)
    for phrase in phrases:
        by_keys[frozenset(key for key, _ in slots(phrase))].append(phrase)
    told = {keys: tuple((line, _longest_run(line)) for line in lines) for keys, lines in by_keys.items()}
    words = {keys: stems(map(_affirmed, lines)) - ABSOLUTE - POSSIBLE for keys, lines in by_keys.items() if keys}
    asking = stems(line for line in by_keys.get(frozenset(), ()) if line.endswith("?")) - COMMERCE - ABSOLUTE
    return Shelf(told, words, asking, frozenset().union(*by_keys))


def _longest_run(phrase: str) -> str:
    return max(map(_plain, SLOT.sub("\n", phrase).split("\n")), key=len)


def _affirmed(phrase: str) -> str:
    """A phrasing without its slots, and without what it says by denying it: that may not be said without the denial."""
    return _AFTER_A_DENIAL.sub(" ", in_full(SLOT.sub(" ", phrase)))


def beside_ours(text: str, facts: Sequence[Fact], phrases: tuple[str, ...]) -> str:
    """What of the text is no phrasing of ours with these facts said in its slots: "" where all of it is."""
    plain = _plain(text)
    ours = {_plain(line) for line in _said(plain, facts, phrases)}
    if plain in ours:
        return ""
    return " ".join(part for part in _CLAUSE.split(text) if part.strip() and _plain(part) not in ours)


def _said(plain: str, facts: Sequence[Fact], phrases: tuple[str, ...]) -> Iterator[str]:
    """The phrasings, filled with these facts, whose longest run of words stands in the text."""
    known = {f.key: f for f in facts}

    def read(key: str) -> tuple[object, str] | None:
        fact = known.get(key)
        if fact is None or fact.value is None:
            return None
        return (Theirs(fact.value) if told(fact) else fact.value), fact.unit

    for keys, lines in shelf_of(phrases).by_keys.items():
        if keys <= known.keys():
            yield from (said for line, run in lines if run in plain and (said := fill(line, read)))


def _plain(text: str) -> str:
    """In small letters, short forms in full, without bullet and stop."""
    return in_full(" ".join(text.split()).removeprefix("- ").rstrip(".")).casefold()


def strange_words(text: str, facts: Sequence[Fact], phrases: tuple[str, ...], names: Collection[str]) -> list[str]:
    """The words of a cited sentence, less quotations, names and figures, that nothing which its facts are said with explains."""
    keys, shelf = frozenset(f.key for f in facts) | {"name"}, shelf_of(phrases)
    own = [*(noun for f in facts for noun in nouns_of(f.unit)), *(f.value for f in facts if isinstance(f.value, str) and not told(f))]
    known = NEUTRAL.union(
        *(words for shown, words in shelf.words.items() if shown <= keys),
        *(sense.words for sense in SENSES if not keys.isdisjoint(sense.keys)),
        ABSOLUTE if any(is_number(f.value) and f.value == 0 for f in facts) or is_whole(facts) else (),
        stems(text.replace("_", " ") for text in own),
    )
    return [word for word in words_of(bare(text, facts, names)) if len(word) > 1 and stem(word) not in known]


def strange_asking(text: str, phrases: tuple[str, ...], names: Collection[str]) -> list[str]:
    """The words of an uncited sentence that neither our own questions nor what one says in any letter explains."""
    known = NEUTRAL | COURTESY | shelf_of(phrases).asking
    return [word for word in words_of(bare(text, (), names)) if len(word) > 1 and stem(word) not in known]


def bare(text: str, facts: Sequence[Fact], names: Collection[str]) -> str:
    """The text without quotations, names, what its facts call things, and figures."""
    text = _QUOTED.sub(" ", text)
    called = [form for f in facts if isinstance(f.value, str) for form in _forms(f.value)]
    for name in sorted({n for n in (*called, *names) if len(n) > 1}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    for figure in reversed(find_figures(text)):
        beside = (WEEKDAY_BEFORE if figure.day else _ROUNDED).search(text, 0, figure.start)
        text = f"{text[: beside.start() if beside else figure.start]} {text[figure.end :]}"
    return text


def _forms(value: str) -> tuple[str, ...]:
    return value, value.replace("_", " "), feature(value), person(value)


_AFTER_A_DENIAL = re.compile(r"\b(?:no|not|nobody|none|nothing|never|without|neither|nor)\b(?: [\w'’-]+){0,3}", re.IGNORECASE)
_ROUNDED = re.compile(r"\b(?:almost|(?:just|only just|a little|a bit|slightly|well) (?:over|under|above|below)) (?:[A-Z]{3} |[$€£])?$")
"""How a figure is rounded, which other gates hold against the fact."""
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|(?<=,)\s+and\s+|\s[-–—]\s")
_QUOTED = re.compile(r"[\"“”][^\"“”\n]*[\"“”]")
