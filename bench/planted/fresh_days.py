"""A third set of errors of days: whoever works on the gates does not read this."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from bench.planted import fresh_words as w
from bench.planted import said
from bench.planted.fresh_places import anywhere, to_whom
from bench.planted.pattern import in_turn, is_letter, put
from bench.planted.texts import Text, with_text


def quarter(text: Text, draw: Random) -> Text | None:
    """on 3 June 2026 -> in the fourth quarter of 2026."""
    return _instead_of_day(
        text, draw, lambda d: [f"in the {q} quarter of {d.year}" for n, q in enumerate(QUARTERS) if n != (d.month - 1) // 3]
    )


def part_of_month(text: Text, draw: Random) -> Text | None:
    """on 3 June 2026 -> in late June 2026."""
    return _instead_of_day(
        text, draw, lambda d: [f"in {'late' if d.day <= 15 else 'early'} {_month(d)} {d.year}"] if not 9 < d.day < 22 else []
    )


def month_alone(text: Text, draw: Random) -> Text | None:
    """on 3 June 2026 -> in August 2026."""
    return _instead_of_day(
        text, draw, lambda d: [f"in {m} {d.year}" for n, m in enumerate(said.MONTHS, 1) if abs(n - d.month) in (2, 3, 4)]
    )


def in_figures(text: Text, draw: Random) -> Text | None:
    """3 June 2026 -> 08.06.2026: in figures, and another day."""
    days = said.days_known(text.brief)
    for at, span in _days(text, draw):
        new = span.value + timedelta(days=draw.choice((-6, -4, 2, 3, 5, 11)))
        if new not in days and not text.claims[at].text[: span.start].endswith("week of "):
            words = draw.choice((f"{new:%d.%m.%Y}", f"{new:%d/%m/%Y}")) if new.day > 12 else f"{new:%d.%m.%Y}"
            return with_text(text, at, put(span, text.claims[at].text, words), f"{span.text} became {words}")
    return None


def years_with_us(text: Text, draw: Random) -> Text | None:
    """A right first day, and a wrong count of the years since."""
    for at in in_turn(text, draw):
        fact = next((f for f in text.facts(text.claims[at]) if f.key == "customer_on"), None)
        if fact is not None and hasattr(fact.value, "year"):
            years = (text.proposal.as_of - fact.value).days / 365.25
            wrong = round(years) + draw.choice((2, 3, 4))
            line = draw.choice(("That is {} years by now.", "Our {}th anniversary is not far off.", "We look back on {} years together."))
            line = to_whom(text, line.format(wrong if "th " not in line else wrong + 3))
            return with_text(text, at, f"{text.claims[at].text} {line}", f"it is {years:.1f} years, and the text says: {line}")
    return None


def gap_of_two_days(text: Text, draw: Random) -> Text | None:
    """Two right days, and a wrong distance between them."""
    for at in in_turn(text, draw):
        spans = said.dates(text.claims[at].text, text.proposal.as_of.year)
        days = said.days_known(text.brief)
        if len(spans) == 2 and {s.value for s in spans} <= days and spans[0].value != spans[1].value:
            gap = abs((spans[0].value - spans[1].value).days)
            wrong = gap + draw.choice((7, 14, 20, 45))
            line = draw.choice((f"There are {wrong} days between the two.", f"The one is {wrong} days after the other."))
            return with_text(text, at, f"{text.claims[at].text} {line}", f"they are {gap} days apart, and the text says: {line}")
    return None


def appointment(text: Text, draw: Random) -> Text | None:
    """A day on which nothing is known to be."""
    if not is_letter(text):
        return None
    line = draw.choice(w.APPOINTMENTS)
    new = text.proposal.as_of + timedelta(days=draw.randrange(4, 60) * (-1 if "took" in line else 1))
    line = line.format(said.day(new, text.proposal.as_of, draw))
    return anywhere(text, draw, line, f"no fact holds that day: {line}") if new not in said.days_known(text.brief) else None


def _days(text: Text, draw: Random):
    days = said.days_known(text.brief)
    for at in in_turn(text, draw):
        for span in said.dates(text.claims[at].text, text.proposal.as_of.year):
            if span.value in days:
                yield at, span


def _instead_of_day(text: Text, draw: Random, forms: Callable[[date], list[str]]) -> Text | None:
    for at, span in _days(text, draw):
        sentence, new = text.claims[at].text, forms(span.value)
        if sentence[: span.start].endswith(" on ") and new:
            words = draw.choice(new)
            return with_text(text, at, sentence[: span.start - 3] + words + sentence[span.end :], f"{span.text} became {words}")
    return None


def _month(day: date) -> str:
    return said.MONTHS[day.month - 1]


QUARTERS = ("first", "second", "third", "fourth")
