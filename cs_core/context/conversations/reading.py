"""The offline reader: what a text says, as bounded words, each with the sentence that shows it.

Whatever a text demands, nothing comes of it but these words and stretches of the text itself. Rules run over all different sentences
of a batch at once; their time is in proportion to the text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple, Protocol

import polars as pl

from cs_core.context.conversations.due import due_on
from cs_core.context.conversations.mood import ALARM, GLAD, IDIOMS, NEGATION, NEGATIVE, POSITIVE, SAD
from cs_core.context.conversations.notation import BOUNDARY, FILLER, pattern
from cs_core.context.conversations.own_words import Sentence, sentences
from cs_core.context.conversations.rivals import WEIGHING, named_rival
from cs_core.context.conversations.vows import DUE, NO_PROMISE, OUR_VOW, PROMISE, PROMISE_RULES
from cs_core.context.conversations.words import (
    ADDRESSED,
    ASK_RULES,
    ENGLISH,
    NO_PURCHASE,
    NO_REQUEST,
    NOTICE_ABROAD,
    PURCHASE,
    REQUEST,
    TOPIC_RULES,
    VERSION,
)

Kind = Literal["sentiment", "topic", "ask", "promise"]
SENTIMENTS = ("negative", "neutral", "positive")
TOPICS = tuple(word for word, _ in TOPIC_RULES)
BUYING = "purchase"
"""The ask of who wishes to buy more."""
ASKS = (*(word for word, _ in ASK_RULES), BUYING)
PROMISES = tuple(word for word, _ in PROMISE_RULES)
WORDS: dict[str, tuple[str, ...]] = {"sentiment": (*SENTIMENTS, "alarm"), "topic": TOPICS, "ask": ASKS, "promise": PROMISES}
"""All that a span may say, by its kind; an alarm is a sentence that no praise makes up for."""
FEWEST_WORDS, ENGLISH_SHARE = 6, 0.08
"""A text of so many words with a smaller share of everyday English words is in a language that the rules do not know."""
MOST_MOODS = 8
RIVAL: tuple[Kind, str] = ("topic", "competitor")
NOTICE: tuple[tuple[Kind, str], ...] = (("sentiment", "alarm"), ("topic", "cancellation"))
SURVEY = "survey"
"""The noun whose comments answer a question of ours: what they miss is told, and nobody waits for an answer."""


class Text(NamedTuple):
    """A text to read: the row's key, the noun, the day it was written, and its columns."""

    key: str
    noun: str
    on: date | None
    parts: tuple[tuple[str, str], ...]
    """(column, text)."""


class Span(NamedTuple):
    """One thing said: `quote` is the row's column from `start` to `end`, as it stands."""

    kind: Kind
    word: str
    column: str
    start: int
    end: int
    quote: str
    speaker: str = ""
    due: str = ""
    """Of a promise: when, in its words."""
    due_on: date | None = None


class Reading(NamedTuple):
    """What one text says. `sentiment` is None where the reader cannot tell: the language is not known to it, or there are no words."""

    sentiment: str | None
    spans: tuple[Span, ...]

    def words(self, kind: Kind) -> tuple[str, ...]:
        """The words of one kind, in the order of their first span."""
        return tuple(dict.fromkeys(s.word for s in self.spans if s.kind == kind))


class Reader(Protocol):
    """Reads texts; None for one that it could not read, to be tried again."""

    name: str

    def read(self, texts: Sequence[Text]) -> list[Reading | None]: ...


class OfflineReader:
    """By the rules of `mood` and `words`; English only, and says so by giving no sentiment; a notice it knows in more languages."""

    name = f"offline {VERSION}"

    def read(self, texts: Sequence[Text]) -> list[Reading | None]:
        """One reading a text."""
        cut = [[(column, text, s) for column, text in t.parts for s in sentences(text, transcript=t.noun == "meeting")] for t in texts]
        known = _hits({plain(text, s) for rows in cut for _, text, s in rows})
        return [_reading(t, rows, known) for t, rows in zip(texts, cut, strict=True)]


OFFLINE = OfflineReader()


def plain(text: str, sentence: Sentence) -> str:
    """A sentence as the rules see it: lower case, plain apostrophes, single spaces."""
    return _lowered(text[sentence.start : sentence.end])


def _lowered(said: str) -> str:
    return " ".join(said.lower().replace("’", "'").split())


def overall(moods: Iterable[str]) -> str:
    """The mood of a text from those of its sentences: an alarm settles it; else the more frequent, and negative where they are even."""
    seen = Counter(moods)
    if seen["alarm"] or (seen["negative"] and seen["negative"] >= seen["positive"]):
        return "negative"
    return "positive" if seen["positive"] else "neutral"


def trusted(spans: Iterable[Span]) -> list[Span]:
    """The spans, without praise where the text gives orders to a machine: such a text can add to what calls for attention, and no more."""
    kept = list(spans)
    return [s for s in kept if s.word != "positive"] if any(s.word == "suspicious" for s in kept) else kept


class Hits(NamedTuple):
    """What the rules found in each different sentence."""

    said: dict[str, list[tuple[Kind, str]]]
    due: dict[str, str]
    english: dict[str, tuple[int, int]]
    """(everyday English words, words)."""
    to_us: frozenset[str]
    """Questions, and what is asked of us in so many words."""
    weighing: frozenset[str]
    """Those that may name another vendor: what has a capital only the text itself shows."""
    abroad: frozenset[str]
    """Those that give notice in another language."""


def _reading(text: Text, rows: list[tuple[str, str, Sentence]], known: Hits) -> Reading:
    """A word is shown by the first sentence that says it, by the subject line only where no sentence does."""
    seen, spans, counts = set(), [], [0, 0]
    for column, body, sentence in sorted(rows, key=lambda row: row[0] == "subject"):
        said = plain(body, sentence)
        counts = [a + b for a, b in zip(counts, known.english[said], strict=True)]
        due = known.due.get(said, "")
        named = said in known.weighing and named_rival(body[sentence.start : sentence.end])
        for kind, word in (*known.said.get(said, ()), *([RIVAL] if named else ())):
            if kind == "ask" and text.noun == SURVEY and said not in known.to_us:
                continue
            place = len(seen) if kind == "sentiment" and len(spans) < MOST_MOODS else due if kind == "promise" else ""
            if (kind, word, place) not in seen:
                seen.add((kind, word, place))
                spans.append(_span(kind, word, column, body, sentence, text.on, due))
    blank = not any(body.strip() for _, body in text.parts)
    if blank or (counts[1] >= FEWEST_WORDS and counts[0] < ENGLISH_SHARE * counts[1]):
        notice = tuple(s for s in spans if (s.kind, s.word) in NOTICE and _lowered(s.quote) in known.abroad)
        return Reading("negative" if notice else None, notice)
    spans = trusted(spans)
    return Reading(overall(s.word for s in spans if s.kind == "sentiment"), tuple(spans))


def _span(kind: Kind, word: str, column: str, body: str, sentence: Sentence, on: date | None, due: str) -> Span:
    start, end, speaker = sentence
    due = due if kind == "promise" else ""
    return Span(kind, word, column, start, end, body[start:end], speaker, due, due_on(due, on) if due and on else None)


def _hits(different: set[str]) -> Hits:
    said = pl.DataFrame({"s": pl.Series(sorted(different), dtype=pl.String)})
    sentences = said.with_columns(pl.col("s").str.ends_with("?").alias("asks"), MARKED.alias("marked")).with_columns(
        pl.col("s").str.replace_all(_NO_REQUEST, "").alias("asked"),
        (pl.col("asks") | pl.col("s").str.contains(_REQUEST)).alias("request"),
        (pl.col("s").str.contains(_PROMISE) & ~pl.col("s").str.contains(_NO_PROMISE) & ~pl.col("asks")).alias("vow"),
        *(rule.alias(name) for name, rule in MOODS.items()),
        pl.col("s").str.count_matches(_ENGLISH).alias("english"),
        pl.col("s").str.count_matches(_WORDS_OF_ALL).alias("words"),
    )
    found: dict[str, list[tuple[Kind, str]]] = defaultdict(list)
    for kind, word, rule, only in RULES:
        if (some := sentences.filter(only)).is_empty():
            continue  # a pattern takes longer to be made than to look through a few sentences
        hit = some["asked" if kind == "ask" else "s"].str.contains(rule) if rule else pl.repeat(True, some.height, eager=True)
        for sentence in some["s"].filter(hit):
            found[sentence].append((kind, word))
    due = _due(sentences.filter("vow"))
    for sentence in due.filter(pl.col("s").str.contains(OUR_VOW))["s"]:
        if all(kind != "promise" for kind, _ in found[sentence]):
            found[sentence].append(("promise", "other"))
    counts = {s: (n, of) for s, n, of in sentences.select("s", "english", "words").iter_rows()}
    to_us = sentences.filter(pl.col("asks") | pl.col("s").str.contains(_ADDRESSED))["s"]
    weighing = sentences.filter(pl.col("s").str.contains(_WEIGHING))["s"]
    abroad = sentences.filter(~pl.col("asks") & pl.col("s").str.contains(_ABROAD))["s"]
    return Hits(found, dict(due.iter_rows()), counts, frozenset(to_us), frozenset(weighing), frozenset(abroad))


def _due(promised: pl.DataFrame) -> pl.DataFrame:
    """s, due: the sentences that say when, and their words for it."""
    return promised.select("s", pl.col("s").str.extract(_DUE).alias("due")).drop_nulls()


def _marked() -> pl.Expr:
    """The sentence with its turns of phrase, then its blame, its praise and its alarms, each replaced by one word that stands for it."""
    said = pl.col("s")
    for means, phrases in (*IDIOMS, ("alarmed", ALARM), ("blamed", NEGATIVE), ("praised", POSITIVE)):
        said = said.str.replace_all(pattern(phrases), means)
    return said


def _mood_rules() -> dict[str, pl.Expr]:
    """Column -> whether the sentence is of that mood. Praise in a question is none; negated praise is blame; negated blame is nothing.

    What is settled is praise, whatever trouble the sentence names.
    """
    raw, marked = pl.col("s"), pl.col("marked")

    def told(mark: str) -> tuple[pl.Expr, pl.Expr]:
        negated = marked.str.count_matches(f"{pattern(NEGATION)}{FILLER} {mark}")
        return marked.str.count_matches(mark, literal=True) > negated, negated > 0

    (alarm, _), (bad, _), (good, spoilt), (settled, _) = map(told, ("alarmed", "blamed", "praised", "settled"))
    settled &= ~pl.col("asks")
    blamed = (bad & ~settled) | spoilt | raw.str.contains_any(list(SAD))
    praised = (good & ~pl.col("asks")) | settled | raw.str.contains_any(list(GLAD))
    return {"alarm": alarm, "bad": blamed & ~alarm, "good": praised & ~blamed & ~alarm}


_REQUEST, _ADDRESSED, _PROMISE, _NO_PROMISE = pattern(REQUEST), pattern(ADDRESSED), pattern(PROMISE), pattern(NO_PROMISE)
_NO_REQUEST = pattern(NO_REQUEST)
_DUE = rf"({BOUNDARY}(?:{'|'.join(DUE)}){BOUNDARY})"
_ENGLISH, _WEIGHING, _ABROAD = pattern(ENGLISH), pattern(WEIGHING), pattern(NOTICE_ABROAD)
_WORDS_OF_ALL = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]|[\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{Devanagari}]{1,4}|[\p{L}\d]+"
)
"""Words; in letters that are not ours a few characters are one, as some write no spaces and few words are enough to tell them."""
MARKED: pl.Expr = _marked()
MOODS: dict[str, pl.Expr] = _mood_rules()
RULES: tuple[tuple[Kind, str, str | None, pl.Expr], ...] = (
    ("sentiment", "alarm", None, pl.col("alarm")),
    *((kind, word, _ABROAD, ~pl.col("asks")) for kind, word in NOTICE),
    ("sentiment", "negative", None, pl.col("bad")),
    ("sentiment", "positive", None, pl.col("good")),
    *(("topic", word, pattern(phrases), pl.lit(True)) for word, phrases in TOPIC_RULES),
    *(("ask", word, pattern(phrases), pl.col("request")) for word, phrases in ASK_RULES),
    ("ask", BUYING, pattern(PURCHASE), ~pl.col("s").str.contains(pattern(NO_PURCHASE))),
    *(("promise", word, pattern(phrases), pl.col("vow")) for word, phrases in PROMISE_RULES if phrases),
)
"""(kind, word, its pattern, the sentences in which it is looked for)."""
