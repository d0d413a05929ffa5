"""Values as free prose says them, and where prose says a number, a date or a quotation: the planter's own reading and writing."""

import re
from collections.abc import Iterable
from datetime import date
from random import Random
from typing import NamedTuple

from cs_core.records import Brief, Fact

WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]  # fmt: skip
FRACTIONS = ((25.0, "a quarter"), (100 / 3, "a third"), (50.0, "half"), (200 / 3, "two thirds"), (75.0, "three quarters"))
NEAR_POINTS = 2
"""A percentage is called a fraction only within so many points of it."""

_MONTH = "(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in MONTHS) + r")\b"
DATE = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?: \d{{4}}\b)?"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}}\b)?"
)
QUOTED = re.compile(r'"[^"]*"')
NUMBER = re.compile(r"(?<![\w.,])[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])[-+]?\d+(?:\.\d+)?(?![\d])")
WINDOW = re.compile(r"\b(?:last|past|within|in) (?:the )?(?:last |past )?(?:90|28|30|14|7) days\b", re.IGNORECASE)
ROUGH = re.compile(r"(?:about|roughly|around|some|close to|nearly|a good|just over|just under|well over|~)\s*(?:EUR |€)?$", re.IGNORECASE)


class Span(NamedTuple):
    """A piece of a text that states a number or a day."""

    start: int
    end: int
    text: str
    value: float | date
    rough: bool = False
    """Whether the text itself calls it an approximation."""


def numbers(text: str) -> list[Span]:
    """The figures of a text outside of dates, quotations and the windows that a sentence is about ("in the last 90 days")."""
    taken = [m.span() for pattern in (DATE, QUOTED, WINDOW) for m in pattern.finditer(text)]
    found = []
    for m in NUMBER.finditer(text):
        if any(a < m.end() and m.start() < b for a, b in taken) or re.match(r"k\b|[A-Za-z]", text[m.end() : m.end() + 1]):
            continue
        found.append(Span(*m.span(), m[0], float(m[0].replace(",", "")), ROUGH.search(text[: m.start()]) is not None))
    return found


def number_words(text: str) -> list[Span]:
    """Numbers from two to twenty written out, save "four weeks" and the like."""
    taken = [m.span() for m in QUOTED.finditer(text)]
    spans = re.finditer(r"\b(" + "|".join(WORDS[2:]) + r")\b(?! (?:before|weeks|full|in five))", text, re.IGNORECASE)
    clear = [m for m in spans if not any(a < m.end() and m.start() < b for a, b in taken) and "the " + m[0] not in text]
    return [Span(*m.span(), m[0], float(WORDS.index(m[0].lower()))) for m in clear]


def dates(text: str, year: int) -> list[Span]:
    """The days that a text names outside of quotations, in any of the forms of `day`; `year` where it names none."""
    taken = [m.span() for m in QUOTED.finditer(text)]
    free = [m for m in DATE.finditer(text) if not any(a < m.end() and m.start() < b for a, b in taken)]
    return [Span(*m.span(), m[0], found) for m in free if (found := _read(m[0], year)) is not None]


def _read(text: str, year: int) -> date | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    named = re.search(_MONTH, text)
    month = next(n for n, m in enumerate(MONTHS, 1) if m.startswith(named[0][:3]))
    digits = [int(n) for n in re.findall(r"\d+", text)]
    years = [n for n in digits if n > 31] or [year]
    try:
        return date(years[0], month, next(n for n in digits if n <= 31))
    except (ValueError, StopIteration):
        return None


def as_like(span: Span, value: date) -> str:
    """Another day in the form in which the span says its own."""
    text = span.text
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return value.isoformat()
    month = re.search(_MONTH, text)[0]
    name = MONTHS[value.month - 1]
    swapped = text.replace(month, name if month in MONTHS else name[:3], 1)
    swapped = re.sub(r"\d{4}", str(value.year), swapped)
    return re.sub(r"\b\d{1,2}(st|nd|rd|th)?\b", lambda m: ordinal(value.day) if m[1] else str(value.day), swapped, count=1)


def ordinal(n: int) -> str:
    """3 as 3rd."""
    return f"{n}" + ("th" if n in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th"))


def day(value: date, as_of: date, draw: Random) -> str:
    """A day in one of the forms that people write; without the year only where it is near enough to be plain."""
    name = MONTHS[value.month - 1]
    forms = [
        f"{value.day} {name} {value.year}", f"{name} {value.day}, {value.year}", value.isoformat(),
        f"{value.day} {name[:3]} {value.year}", f"the {ordinal(value.day)} of {name} {value.year}",
    ]  # fmt: skip
    if value.year == as_of.year and abs((value - as_of).days) < 150:
        forms += [f"{value.day} {name}", f"{name} {ordinal(value.day)}"]
    return draw.choice(forms)


def count(value: float, draw: Random, *, noun: str = "") -> str:
    """A count in digits, in words, or rounded as people do ("about 1,200"); with its noun in the right number."""
    whole = round(value)
    if whole <= 12 and draw.random() < 0.6:
        said = WORDS[whole] if whole else "no" if noun else "none"
    elif whole >= 2_000 and draw.random() < 0.15:
        said = f"about {whole / 1000:.1f}k"
    elif whole >= 200 and draw.random() < 0.5:
        step = 10 ** (len(str(whole)) - 2)
        near = round(whole / step) * step
        said = f"{whole:,}" if near == whole else draw.choice(("about", "roughly", "around")) + f" {near:,}"
    else:
        said = f"{whole:,}"
    return f"{said} {noun if whole == 1 else plural(noun)}" if noun else said


def plural(noun: str) -> str:
    """Several of them: tickets, people."""
    return noun if noun.endswith("s") else noun.removesuffix("person") + "people" if noun.endswith("person") else noun + "s"


def percent(value: float, draw: Random) -> str:
    """A percentage without its sign; as a fraction only where it is within two points of one."""
    size = abs(value)
    near = [word for share, word in FRACTIONS if abs(size - share) <= NEAR_POINTS]
    forms = [f"{size:.0f}%", f"{size:.0f} percent", f"roughly {size:.0f} %", f"{size:.0f} per cent"]
    return draw.choice([*forms, *(["about " + near[0]] * 3 if near else [])])


def money(value: float, unit: str, draw: Random) -> str:
    """An amount: EUR first or last, with the sign, or in thousands where it has enough of them."""
    currency = unit.split("/")[0]
    forms = [f"{value:,.0f} {currency}", f"{currency} {value:,.0f}"]
    forms += [f"€{value:,.0f}", f"{value:,.0f} euros"] if currency == "EUR" else []
    if value >= 10_000:
        forms += [f"about {currency} {value / 1000:.0f}k", f"roughly {value / 1000:.1f}k {currency}"]
    return draw.choice(forms)


def values(facts: Iterable[Fact]) -> set[float]:
    """Every number that facts hold, as told and as rounded: also those inside of words."""
    found: set[float] = set()
    for fact in facts:
        if isinstance(fact.value, int | float) and not isinstance(fact.value, bool):
            one = [abs(float(fact.value)), 100 * abs(float(fact.value))]
            found |= {round(v, digits) for v in one for digits in (0, 1, 2)}
        elif isinstance(fact.value, str):
            found |= {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", fact.value) if n.replace(",", "")}
    return found


def days_known(brief: Brief) -> set[date]:
    """Every day that the facts hold."""
    return {f.value for f in brief.facts if isinstance(f.value, date)}


def words_known(brief: Brief) -> str:
    """All words of the brief's facts and of its name, in lower case."""
    return " ".join([brief.name, *(str(f.value) for f in brief.facts if isinstance(f.value, str))]).lower().replace("_", " ")
