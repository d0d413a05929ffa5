"""A last set of errors of days: whoever works on the gates does not read this."""

from datetime import date, timedelta
from random import Random

from bench.planted import said
from bench.planted.final_places import concluded, days_said, followed, instead_of_on, known, number, of_use
from bench.planted.pattern import in_turn, put
from bench.planted.texts import Text, with_text

SEASONS = ("winter", "spring", "summer", "autumn")


def since_when(text: Text, draw: Random) -> Text | None:
    """A fall that began in June is said to have begun in March: a hundred days ago use was not above what it fell from."""
    then = text.good.earlier.get("usage_4w") if text.good.earlier else None
    for at, now, before in of_use(text, draw):
        fell = now < 0.85 * before
        if then is None or 0.85 <= now / before <= 1.15 or (then.value > 0.95 * before if fell else then.value < 1.05 * before):
            continue
        month = said.MONTHS[(text.proposal.as_of - timedelta(days=draw.choice((125, 150, 180)))).month - 1]
        way = draw.choice(("going down", "falling") if fell else ("going up", "rising"))
        line = draw.choice((f"It has been {way} since {month}.", f"This has gone on since {month}: it keeps {way}."))
        return followed(text, at, line, f"{then.value:g} uses on {then.observed_at}, {before:g} before, {now:g} now")
    return None


def season(text: Text, draw: Random) -> Text | None:
    """on 14 August 2026 -> in the winter of 2026: half a year off."""
    for at, span in days_said(text, draw):
        wrong = SEASONS[(span.value.month % 12 // 3 + 2) % 4]
        if found := instead_of_on(text, at, span, draw.choice((f"in the {wrong} of {span.value.year}", f"in {wrong}"))):
            return found
    return None


def half_of_the_year(text: Text, draw: Random) -> Text | None:
    """on 3 May 2026 -> in the second half of 2026."""
    for at, span in days_said(text, draw):
        wrong = "second" if span.value.month <= 6 else "first"
        if found := instead_of_on(text, at, span, f"in the {wrong} half of {span.value.year}"):
            return found
    return None


def year_in_words(text: Text, draw: Random) -> Text | None:
    """on 9 March 2024 -> last year, where that is two years ago."""
    for at, span in days_said(text, draw):
        gap = span.value.year - text.proposal.as_of.year
        ahead = span.value > text.proposal.as_of
        free = [words for words, of in (("last year", -1), ("three years ago", -3), ("next year", 1)) if of != gap and (of > 0) == ahead]
        if free and (found := instead_of_on(text, at, span, draw.choice(free))):
            return found
    return None


def week_of(text: Text, draw: Random) -> Text | None:
    """on 3 June 2026 -> in the week of 15 June 2026, or in calendar week 31."""
    for at, span in days_said(text, draw):
        monday = span.value - timedelta(days=span.value.weekday()) + timedelta(weeks=draw.choice((-3, -2, 2, 3, 5)))
        week = monday.isocalendar()
        day = said.day(monday, text.proposal.as_of, draw)
        words = draw.choice((f"in the week of {day}", f"in calendar week {week.week} of {week.year}"))
        if monday not in said.days_known(text.brief) and (found := instead_of_on(text, at, span, words)):
            return found
    return None


def how_far_off(text: Text, draw: Random) -> Text | None:
    """A right day, and a wrong count of weeks or months to it or since."""
    for at, span in days_said(text, draw):
        away = (span.value - text.proposal.as_of).days
        weeks, months = abs(away) / 7, abs(away) / 30.4
        wrong = [f"{said.WORDS[n]} weeks" for n in (3, 5, 8, 12) if abs(n - weeks) > max(1.5, 0.3 * weeks)]
        wrong += [f"{said.WORDS[n]} months" for n in (2, 4, 7, 10) if abs(n - months) > max(1, 0.3 * months)]
        if abs(away) < 5 or not wrong:
            continue
        words = draw.choice(wrong)
        tail = draw.choice((" (some {} from now)", ", {} away") if away > 0 else (" (some {} ago)", ", {} back")).format(words)
        return with_text(text, at, put(span, text.claims[at].text, span.text + tail), f"it is {away} days away:{tail}")
    return None


def two_days_exchanged(text: Text, draw: Random) -> Text | None:
    """The day of notice and that of renewal, each in the other's place."""
    for at in in_turn(text, draw):
        spans = [s for a, s in days_said(text, Random(0)) if a == at]
        if len(spans) == 2 and spans[0].value != spans[1].value:
            one, two = sorted(spans)
            words = [said.as_like(one, two.value), said.as_like(two, one.value)]
            told = put(one, put(two, text.claims[at].text, words[1]), words[0])
            return with_text(text, at, told, f"{one.text} and {two.text} in each other's place")
    return None


def notice_period(text: Text, draw: Random) -> Text | None:
    """Three months' notice, where it is thirty days."""
    days = number(text, "notice_days")
    if not days:
        return None
    periods = (("a week", 7), ("two weeks", 14), ("three months", 91), ("half a year", 182))
    words = draw.choice([words for words, n in periods if abs(n - days) > 12])
    line = draw.choice((f"Notice has to be given {words} ahead of the renewal.", f"The notice period is {words}."))
    return concluded(text, draw, line, ("notice_days",), f"it is {days:g} days")


def length_of_term(text: Text, draw: Random) -> Text | None:
    """A contract for a year, told as one for three."""
    months = number(text, "term_months")
    if not months:
        return None
    terms = (("a month", 1), ("six months", 6), ("two years", 24), ("three years", 36))
    words = draw.choice([words for words, n in terms if n != months])
    line = draw.choice((f"Each term of the contract is {words} long.", f"The contract was signed for {words}."))
    return concluded(text, draw, line, ("term_months",), f"it is {months:g} months")


def answer_by(text: Text, draw: Random) -> Text | None:
    """A last day for notice that is after the real one."""
    fact = known(text, "notice_on")
    if fact is None or not isinstance(fact.value, date):
        return None
    day = fact.value + timedelta(days=draw.choice((9, 13, 17, 24)))
    if day in said.days_known(text.brief):
        return None
    words = said.day(day, text.proposal.as_of, draw)
    line = draw.choice((f"You can still give notice until {words}.", f"It is enough to let us know by {words} if you want to stop."))
    return concluded(text, draw, line, ("notice_on",), f"notice ends on {fact.value}")
