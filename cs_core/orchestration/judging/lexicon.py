"""Which words a sentence may be made of: those of our own phrasings for the facts it cites, of those facts, and words that say nothing.

The words of a phrasing are known for its facts, and for all that cite these facts and more. A word is compared by its stem.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from cs_core.context.told import told
from cs_core.context.usage.rhythm import months_on_record
from cs_core.execution.writing.phrases import SLOT, Theirs, feature, fill, person, slots
from cs_core.orchestration.judging.counts import nouns_of
from cs_core.orchestration.judging.figures import WEEKDAY_BEFORE, find_figures
from cs_core.orchestration.judging.roles import is_number
from cs_core.orchestration.judging.senses import ABSOLUTE, COMMERCE, COURTESY, NEUTRAL, POSSIBLE, SENSES
from cs_core.orchestration.judging.stated import Cited, cited_of
from cs_core.orchestration.judging.stems import in_full, stem, stems, words_of
from cs_core.orchestration.judging.wholes import is_whole
from cs_core.records import Fact

Keys = frozenset[str]


class Phrasing(NamedTuple):
    """One of our phrasings, and the facts that it shows."""

    line: str
    keys: Keys


@dataclass(frozen=True, eq=False)
class Standing:
    """The phrasings of which a text may be one, and the facts that they show."""

    phrasings: tuple[Phrasing, ...]
    keys: Keys


@dataclass(frozen=True, eq=False)
class Shelf:
    """Phrasings, read once: by a word, their words by the facts that they show, and the words of those that show none."""

    by_word: Mapping[str, Mapping[str, Sequence[Phrasing]]]
    """By a word that stands in every text that holds the phrasing's run, and by the run; under "" where that is too short to have one."""
    words: Mapping[Keys, frozenset[str]]
    asking: frozenset[str]
    keys: frozenset[str]
    """Every fact that some phrasing shows."""


@lru_cache(maxsize=8)
def shelf_of(phrases: tuple[str, ...]) -> Shelf:
    """The phrasings in order of their words and facts."""
    by_keys: dict[Keys, list[str]] = defaultdict(list)
    by_word: dict[str, dict[str, list[Phrasing]]] = defaultdict(lambda: defaultdict(list))
    for line in phrases:
        keys, run = frozenset(key for key, _ in slots(line)), _longest_run(line)
        by_keys[keys].append(line)
        by_word[max(run.split()[1:-1], key=len, default="")][run].append(Phrasing(line, keys))
    words = {keys: stems(map(_affirmed, lines)) - ABSOLUTE - POSSIBLE for keys, lines in by_keys.items() if keys}
    asking = stems(line for line in by_keys.get(frozenset(), ()) if line.endswith("?")) - COMMERCE - ABSOLUTE
    return Shelf(by_word, words, asking, frozenset().union(*by_keys))


def _longest_run(phrase: str) -> str:
    return max(map(_plain, SLOT.sub("\n", phrase).split("\n")), key=len)


def _affirmed(phrase: str) -> str:
    """A phrasing without its slots, and without what it says by denying it: that may not be said without the denial."""
    return _AFTER_A_DENIAL.sub(" ", in_full(SLOT.sub(" ", phrase)))


def beside_ours(text: str, facts: Sequence[Fact], shelf: Shelf) -> str:
    """What of the text is no phrasing of ours with these facts said in its slots: "" where all of it is."""
    plain = _plain(text)
    standing = _standing_in(plain, shelf)
    ours = _said(standing, cited_of(tuple(f for f in facts if f.key in standing.keys))) if standing.phrasings else ()
    if plain in ours:
        return ""
    return " ".join(part for part in _CLAUSE.split(text) if part.strip() and _plain(part) not in ours)


@lru_cache(maxsize=16_384)
def _said(standing: Standing, cited: Cited) -> frozenset[str]:
    """The phrasings, plain, with these facts said in their slots: looked up once for all customers of whom they say the same."""
    known = {f.key: f for f in cited.facts}

    def read(key: str) -> tuple[object, str] | None:
        fact = known.get(key)
        if fact is None or fact.value is None:
            return None
        return (Theirs(fact.value) if told(fact) else fact.value), fact.unit

    filled = (fill(ours.line, read) for ours in standing.phrasings if ours.keys <= known.keys())
    return frozenset(_plain(line) for line in filled if line)


@lru_cache(maxsize=8192)
def _standing_in(plain: str, shelf: Shelf) -> Standing:
    """The phrasings whose longest run of words stands in the text."""
    words = shelf.by_word.keys() & {"", *plain.split()}
    found = tuple(ours for word in words for run, said in shelf.by_word[word].items() if run in plain for ours in said)
    return Standing(found, frozenset().union(*(ours.keys for ours in found)))


@lru_cache(maxsize=32_768)
def _plain(text: str) -> str:
    """In small letters, short forms in full, without bullet and stop, and alike whether use is told by the week or by the month."""
    return months_on_record(in_full(" ".join(text.split()).removeprefix("- ").rstrip(".")).casefold())


def strange_words(text: str, facts: Sequence[Fact], shelf: Shelf, names: Collection[str]) -> list[str]:
    """The words of a cited sentence, less quotations, names and figures, that nothing which its facts are said with explains."""
    own = [*(noun for f in facts for noun in nouns_of(f.unit)), *(f.value for f in facts if isinstance(f.value, str) and not told(f))]
    known = _words_for(frozenset(f.key for f in facts) | {"name"}, shelf).union(
        ABSOLUTE if any(is_number(f.value) and f.value == 0 for f in facts) or is_whole(facts) else (),
        stems(text.replace("_", " ") for text in own),
    )
    return [word for word in words_of(_without_figures(_unnamed(text, facts, names))) if len(word) > 1 and stem(word) not in known]


@lru_cache(maxsize=4096)
def _words_for(keys: Keys, shelf: Shelf) -> frozenset[str]:
    """The words that facts of these keys may be said with."""
    ours = (words for shown, words in shelf.words.items() if shown <= keys)
    return NEUTRAL.union(*ours, *(sense.words for sense in SENSES if not keys.isdisjoint(sense.keys)))


def strange_asking(text: str, shelf: Shelf, names: Collection[str]) -> list[str]:
    """The words of an uncited sentence that neither our own questions nor what one says in any letter explains."""
    return _strange_in_any(_unnamed(text, (), names), shelf)


@lru_cache(maxsize=8192)
def _strange_in_any(unnamed: str, shelf: Shelf) -> list[str]:
    """The same of a text without names: it stands in many letters."""
    words = ((word, stem(word)) for word in words_of(_without_figures(unnamed)) if len(word) > 1)
    return [word for word, root in words if not (root in NEUTRAL or root in COURTESY or root in shelf.asking)]


def _unnamed(text: str, facts: Sequence[Fact], names: Collection[str]) -> str:
    """The text without quotations, names, and what its facts call things."""
    text = _QUOTED.sub(" ", text)
    called = [form for f in facts if isinstance(f.value, str) for form in _forms(f.value)]
    for name in sorted({n for n in (*called, *names) if len(n) > 1}, key=len, reverse=True):
        text = without(text, name)
    return text


def _without_figures(text: str) -> str:
    for figure in reversed(find_figures(text)):
        beside = (WEEKDAY_BEFORE if figure.day else _ROUNDED).search(text, 0, figure.start)
        text = f"{text[: beside.start() if beside else figure.start]} {text[figure.end :]}"
    return text


def without(text: str, name: str) -> str:
    """The text with a blank wherever the name stands in it, in any case, and not within a word."""
    if not (text.isascii() and name.isascii()):
        return _whole(name).sub(" ", text) if _folded(name) in _folded(text) else text
    small, sought, kept, at = text.lower(), name.lower(), [], 0
    found = small.find(sought)
    while found >= 0:
        end = found + len(sought)
        if _is_in_word(small[found - 1 : found]) or _is_in_word(small[end : end + 1]):
            found = small.find(sought, found + 1)
        else:
            kept, at = [*kept, text[at:found]], end
            found = small.find(sought, end)
    return " ".join((*kept, text[at:]))


def _is_in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """One form for all that a pattern without regard to case takes as one: to it the dotted and the dotless i are an i."""
    return text.casefold().replace("\u0131", "i").replace("\u0307", "")


@lru_cache(maxsize=4096)
def _whole(name: str) -> re.Pattern:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _forms(value: str) -> tuple[str, ...]:
    return value, value.replace("_", " "), feature(value), person(value)


_AFTER_A_DENIAL = re.compile(r"\b(?:no|not|nobody|none|nothing|never|without|neither|nor)\b(?: [\w'’-]+){0,3}", re.IGNORECASE)
_ROUNDED = re.compile(r"\b(?:almost|(?:just|only just|a little|a bit|slightly|well) (?:over|under|above|below)) (?:[A-Z]{3} |[$€£])?$")
"""How a figure is rounded, which other gates hold against the fact."""
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|(?<=,)\s+and\s+|\s[-–—]\s")
_QUOTED = re.compile(r"[\"“”][^\"“”\n]*[\"“”]")
