"""Figures and dates as people write them, and whether a source bears them: rounding, scales, percent, partial dates."""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from cs_core.context.identity.names import word_list

Day = tuple[int | None, int | None, int | None]
"""Year, month, day; None for a part that isn't said."""


class Figure(NamedTuple):
    """A number, date or time in a text: where, the values it may stand for, and how far rounding may carry."""

    start: int
    end: int
    text: str
    values: tuple[float, ...]
    slack: float
    percent: bool = False
    about: bool = False
    day: Day | None = None
    minus: bool = False


class Known(NamedTuple):
    """What a source says in figures: absolute values in order, days, and the numbers as signed."""

    values: tuple[float, ...]
    days: frozenset[Day]
    negatives: frozenset[float]


@lru_cache(maxsize=32_768)
def find_figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in order. Words count from two up: "one of them" states nothing."""
    found = (READERS[match.lastgroup](match) for match in _FIGURE.finditer(text))
    return tuple(figure for figure in found if figure is not None)


@lru_cache(maxsize=32_768)
def unquoted(text: str) -> str:
    """The text with blanks for what stands in quotation marks: what was said by others is no figure of ours."""
    return _QUOTED.sub(lambda quote: " " * len(quote[0]), text)


def read_known(texts: list[str], numbers: list[float]) -> Known:
    """The figures of a source: its numbers, and all that its texts say, in every reading."""
    told = [known for text in texts if (known := _known_of(text)) is not NOTHING]
    values = {abs(n) for n in numbers}.union(*(known.values for known in told))
    negatives = {abs(n) for n in numbers if n < 0}.union(*(known.negatives for known in told))
    return Known(tuple(sorted(values)), frozenset().union(*(known.days for known in told)), frozenset(negatives))


@lru_cache(maxsize=32_768)
def _known_of(text: str) -> Known:
    """What one text says in figures: in every reading, and its digits as they stand outside its dates."""
    figures = find_figures(text)
    days = frozenset((*(figure.day for figure in figures if figure.day), *_short_days(text)))
    values = {abs(value) for figure in figures for value in figure.values} | {float(day[0]) for day in days if day[0]}
    values |= {float(run) for run in _RUN.findall(_DATE.sub(" ", text))}
    negatives = frozenset(value for figure in figures if figure.minus for value in figure.values)
    return Known(tuple(values), days, negatives) if values or days else NOTHING


def _short_days(text: str) -> list[Day]:
    """A whole text such as ``02_03_17``, either way round: nobody says which part is the month."""
    found = _SHORT_DAY.fullmatch(text.strip())
    if found is None:
        return []
    one, other, year = int(found[1]), int(found[2]), 2000 + int(found[3])
    return [(year, month, day) for month, day in {(one, other), (other, one)} if 1 <= month <= 12 and 1 <= day <= 28]


def is_borne(figure: Figure, known: Known) -> bool:
    """The source has this date, or a number that equals the figure once rounded as the figure is."""
    if figure.day:
        return any(_same_day(figure.day, day) for day in known.days)
    if figure.text[-2:] in ("st", "nd", "rd", "th") and any(day[2] == figure.values[0] for day in known.days):
        return True
    return any(_near(value, figure, known) for value in figure.values)


def stands_in(figure: Figure, words: str) -> bool:
    """Whether a text holds the figure as it is written, and not as a part of another one: 6.5 is no 5."""
    return figure.text in words and re.search(rf"(?<![\w.,]){re.escape(figure.text)}(?!\w|[.,]\d)", words) is not None


def _near(value: float, figure: Figure, known: Known) -> bool:
    """A value within rounding; a percentage may stand in the source as a share; about means within five in a hundred."""
    slack = max(
        figure.slack * (value / figure.values[0] if figure.values[0] else 1), value * 0.05 if figure.about else 0.0
    )
    hits = _within(known.values, value, slack)
    if figure.percent and value <= MOST_SHARE:
        hits += _within(known.values, value / 100, slack / 100)
    return bool(hits) and (not figure.minus or any(hit in known.negatives for hit in hits))


def _within(values: tuple[float, ...], value: float, slack: float) -> list[float]:
    low = bisect_left(values, value - slack - 1e-9)
    found = []
    while low < len(values) and values[low] <= value + slack + 1e-9:
        found.append(values[low])
        low += 1
    return found


def _same_day(said: Day, known: Day) -> bool:
    return all(part is None or part == other for part, other in zip(said, known, strict=True))


def _number(match: re.Match) -> Figure | None:
    digits, scale, percent = match["number"], (match["scale"] or "").lower(), match["percent"]
    plain = _plain(digits)
    decimals = len(plain.partition(".")[2])
    value, factor = float(plain), SCALES.get(scale, 1)
    values = (value * factor, value) if factor > 1 else (value,)
    about = bool(_ABOUT.search(match.string, max(0, match.start() - 16), match.start()))
    slack = 0.5 * 10**-decimals * factor if decimals or factor > 1 or value < 1000 else 0.5
    return Figure(
        match.start(), match.end(), match[0].strip(), values, slack, bool(percent), about, minus=bool(match["minus"])
    )


def _plain(digits: str) -> str:
    """Digits without thousands separators, with a decimal point: 1,234.5 and 1.234,5 are one number."""
    if digits.isdecimal():
        return digits
    tight = _SPACE.sub("", digits)
    if "," in tight and "." in tight:
        decimal = max(tight.rfind(","), tight.rfind("."))
        return _MARK.sub("", tight[:decimal]) + "." + tight[decimal + 1 :]
    if _THOUSANDS.fullmatch(tight):
        return tight.replace(",", "")
    head, comma, tail = tight.rpartition(",")
    return f"{head.replace(',', '')}.{tail}" if comma else tight


def _fraction(match: re.Match) -> Figure:
    """Two thirds: about 67 %."""
    part, whole = re.split(r"[\s-]+", match["fraction"].lower())
    value = 100 * WORDS[part] / PARTS[whole.rstrip("s")]
    return Figure(match.start(), match.end(), match[0], (value,), FRACTION_SLACK, percent=True)


def _word(match: re.Match) -> Figure | None:
    total = 0
    for part in _NUMBER_WORD.findall(match["word"].lower()):
        total = total * SCALES[part] if part in SCALES else total + WORDS[part]
    return Figure(match.start(), match.end(), match[0], (float(total),), 0.0) if total > 1 else None


def _iso(match: re.Match) -> Figure:
    year, month, day = (int(part) for part in re.split(r"[-/.]", match["iso"]))
    return Figure(match.start(), match.end(), match[0], (), 0.0, day=(year, month, day))


def _numeric_day(match: re.Match) -> Figure | None:
    first, second, year = (int(part) for part in re.split(r"[/.]", match["numeric"]))
    if first > 12 or second > 12:
        day, month = (first, second) if first > 12 else (second, first)
        return Figure(match.start(), match.end(), match[0], (), 0.0, day=(year, month, day)) if month <= 12 else None
    return Figure(match.start(), match.end(), match[0], (), 0.0, day=(year, None, None))


def _named_day(match: re.Match) -> Figure | None:
    text = match["named"].lower()
    if text in ("may", "mar", "march"):
        return None
    month = next(MONTHS[word[:3]] for word in _LETTERS.findall(text) if word[:3] in MONTHS)
    numbers = [int(n) for n in _DIGITS.findall(text)]
    year = next((n for n in numbers if n > 31), None)
    day = next((n for n in numbers if n <= 31), None)
    return Figure(match.start(), match.end(), match[0], (), 0.0, day=(year, month, day))


def _clock(match: re.Match) -> Figure:
    hour, minute = (int(part) for part in match["clock"].split(":")[:2])
    hour += 12 if (match["half"] or "").lower().startswith("p") and hour < 12 else 0
    return Figure(match.start(), match.end(), match[0], (hour + minute / 100 + 10_000,), 0.0)


NOTHING = Known((), frozenset(), frozenset())
MOST_SHARE = 150
"""Percent up to which a source may hold it as a share: 1.2 is 120 %, and 92 is never 9,200 %."""
FRACTION_SLACK = 4.0
"""Percent by which a share may miss the fraction that it is called."""
PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9,
    "hundred": 100, "dozen": 12,
}  # fmt: skip
WORDS = {
    word: value
    for value, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
            "nineteen"
        )
    )
} | {
    word: value
    for value, word in zip(
        range(20, 100, 10), word_list("twenty thirty forty fifty sixty seventy eighty ninety"), strict=True
    )
}
MONTHS = {name: n for n, name in enumerate(word_list("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_TENS = "|".join(word for word, value in WORDS.items() if value >= 20)
_NUMBER = (
    rf"(?:(?:{_TENS})(?:[ -](?:{'|'.join(word for word, value in WORDS.items() if 0 < value < 10)})\b)?"
    rf"|(?:{'|'.join(word for word, value in WORDS.items() if value < 20)}))\b"
)
"""Twenty-one is one number in words, and "one four-week stretch" names two."""
_SCALE = "(?:hundred|thousand|million|billion)"
_INITIALS = "".join(sorted({word[0] for word in (*WORDS, *MONTHS)}))
_FIGURE = re.compile(
    # Most letters begin no figure: without this look ahead every letter would be tried as each kind in turn.
    rf"(?=[\d$€£−-]|\b[{_INITIALS}])(?:"
    rf"(?<![\w.])(?P<iso>\d{{4}}[-/.]\d\d?[-/.]\d\d?)(?!\d)"
    rf"|(?<![\w.])(?P<numeric>\d\d?[/.]\d\d?[/.]\d{{4}})(?!\d)"
    rf"|\b(?P<named>(?:\d\d?(?:st|nd|rd|th)?(?: of)? )?{_MONTH}(?: \d\d?(?:st|nd|rd|th)?\b(?!:))?(?:,? \d{{4}})?"
    rf"|\d{{4}},? {_MONTH}(?: \d\d?\b)?)"
    rf"|(?<![\d.:])(?P<clock>\d\d?:\d\d(?::\d\d)?)(?: ?(?P<half>[ap]\.?m\b))?"
    rf"|(?:(?<=[\s(\[{{:,=$€£'\"])|^)(?P<minus>[-−](?=[\d$€£]))?[$€£]?"
    rf"(?P<number>\d{{1,3}}(?:[,'  ]\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?:\.\d{{3}})+,\d+|\d+(?:[.,]\d+)?)"
    rf"(?: ?(?P<scale>k|m|mn|mio|bn|thousand|million|billion)\b)?"
    rf"(?P<percent>[ \xa0\u202f]?%|[ \xa0]?(?:percent|pct)\b| per ?cent\b)?(?:st|nd|rd|th)?"
    rf"|(?<=[^\s(\[{{:,=$€£'\"])(?P<inner>\d+(?:\.\d+)?)"
    rf"|\b(?P<fraction>(?:one|two|three|four|five|six|seven|nine)[ -](?:third|quarter|fourth|fifth|sixth|eighth|tenth)s)\b"
    rf"|\b(?P<word>{_NUMBER}(?:[ -]{_SCALE}(?:(?: and |[ -]){_NUMBER})?)*)\b)",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(r"\b(?!and\b)[a-z]+")
_SPACE = re.compile(r"[\s']")
_MARK = re.compile(r"[.,]")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_LETTERS, _DIGITS = re.compile(r"[a-z]+"), re.compile(r"\d+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
_SHORT_DAY = re.compile(r"(\d\d)[_/.-](\d\d)[_/.-](\d\d)")
_RUN = re.compile(r"\d{1,15}(?:\.\d{1,15})?")
"""Digits as they stand: what a comma means in a table or a list is anyone's guess, so a source is read both ways."""
_QUOTED = re.compile(r"[\"“”][^\"“”\n]*[\"“”]")
_ABOUT = re.compile(
    r"\b(about|around|roughly|approximately|nearly|almost|some|over|under|more than|less than|close to"
    r"|(?<!adding )(?<!adds )(?<!add )(?<!comes )(?<!come )up to)\s+[$€£]?$",
    re.I,
)
WEEKDAY_BEFORE = re.compile(
    r"\b(?P<day>Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?\.?,? (?:the )?$", re.IGNORECASE
)
"""A day of the week in front of a date."""
READERS = {
    "iso": _iso,
    "numeric": _numeric_day,
    "named": _named_day,
    "clock": _clock,
    "half": _clock,
    "number": _number,
    "scale": _number,
    "percent": _number,
    "minus": _number,
    "inner": lambda m: Figure(
        m.start(), m.end(), m[0], (float(m["inner"]),), 0.5 * 10 ** -len(m["inner"].partition(".")[2])
    ),
    "fraction": _fraction,
    "word": _word,
}
