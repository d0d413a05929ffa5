"""Later error patterns that make something up: names, features, days, offers. Not to be read before the gates are frozen."""

from random import Random

from bench.planted import said
from bench.planted.later_words import (
    ABILITIES,
    AMOUNT_OFF,
    COLLEAGUES,
    COMPANIES,
    FRACTION_OFF,
    GIVEN,
    MATCHED,
    PLANS,
    REAL,
    RELATIVE,
    RELEASES,
    TRADES,
    WAIVED,
)  # fmt: skip
from bench.planted.pattern import ends_with, in_turn, is_letter, pick, put
from bench.planted.places import shifted
from bench.planted.texts import Text, added, with_text


def colleague(text: Text, draw: Random) -> Text | None:
    """One of ours whom nobody knows."""
    return _sentence(
        text, draw, COLLEAGUES, ("My colleague {} will call you.", "{} from our team looked into it.", "I have asked {} to join us.")
    )


def other_customer(text: Text, draw: Random) -> Text | None:
    """A company that no fact names, as an example."""
    return _sentence(
        text, draw, COMPANIES, ("{} did the same and saved a day a week.", "We have seen this before at {}.", "{} asked us the same.")
    )


def name_altered(text: Text, draw: Random) -> Text | None:
    """The customer's own name with another word in it."""
    parts = text.brief.name.split()
    for at in in_turn(text, draw):
        if text.brief.name in text.claims[at].text and len(parts) >= 2:
            new = " ".join([parts[0], draw.choice(TRADES), *parts[2:]])
            if new.lower() != text.brief.name.lower():
                return with_text(text, at, text.claims[at].text.replace(text.brief.name, new), f"{text.brief.name} became {new}")
    return None


def first_name(text: Text, draw: Random) -> Text | None:
    """A given name alone, with a department."""
    new = pick(draw, GIVEN, text)
    at = draw.randrange(len(text.claims)) if text.claims else None
    if new is None or at is None:
        return None
    tail = draw.choice((", as {} in your finance team knows", ", and {} agrees", " (see the note from {})")).format(new)
    return with_text(text, at, ends_with(text.claims[at].text, tail), f"{new} is nobody's name")


def another_real_feature(text: Text, draw: Random) -> Text | None:
    """A feature that exists, in the place of the one that the fact names."""
    for at in in_turn(text, draw):
        for fact in text.facts(text.claims[at]):
            name = str(fact.value).replace("_", " ").capitalize()
            if fact.key in ("top_feature", "unused_feature", "milestone_feature") and name in text.claims[at].text:
                used = {str(f.value).replace("_", " ").capitalize() for f in text.facts(text.claims[at])}
                free = [r for r in REAL if r not in used]
                new = draw.choice(free)
                return with_text(text, at, text.claims[at].text.replace(name, new), f"{name} became {new}")
    return None


def plain_capability(text: Text, draw: Random) -> Text | None:
    """A capability in small letters, in a sentence that cites the facts before it."""
    return _sentence(text, draw, ABILITIES, ("The product now has {} as well.", "Your plan includes {}.", "We have just added {}."))


def invented_plan(text: Text, draw: Random) -> Text | None:
    """A plan that is not sold."""
    plan = next((f.value for c in text.claims for f in text.facts(c) if f.key == "plan"), None)
    new = pick(draw, PLANS, text)
    for at in in_turn(text, draw):
        if plan and new and plan in text.claims[at].text:
            return with_text(text, at, text.claims[at].text.replace(plan, new), f"{plan} became {new}")
    return None


def invented_release(text: Text, draw: Random) -> Text | None:
    """A release that nobody made."""
    return _sentence(
        text, draw, RELEASES, ('Our release "{}" is out.', "{} ships with the next version.", "Have you seen {}, our newest addition?")
    )


def weekday(text: Text, draw: Random) -> Text | None:
    """A day with the wrong day of the week."""
    for at in in_turn(text, draw):
        spans = said.dates(text.claims[at].text, text.proposal.as_of.year)
        if spans and spans[0].value in said.days_known(text.brief):
            names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
            new = draw.choice([n for i, n in enumerate(names) if i != spans[0].value.weekday()])
            return with_text(text, at, put(spans[0], text.claims[at].text, f"{new}, {spans[0].text}"), f"{spans[0].text} called a {new}")
    return None


def relative_day(text: Text, draw: Random) -> Text | None:
    """on 3 June 2026 -> tomorrow, last week, next month."""
    for at in in_turn(text, draw):
        sentence = text.claims[at].text
        for span in said.dates(sentence, text.proposal.as_of.year):
            away = (span.value - text.proposal.as_of).days
            free = [words for words, (low, high) in RELATIVE.items() if not low - 3 <= away <= high + 3]
            if sentence[: span.start].endswith("on ") and free and span.value in said.days_known(text.brief):
                new = draw.choice(free)
                return with_text(text, at, sentence[: span.start - 3] + new + sentence[span.end :], f"{span.text} became {new}")
    return None


def in_days(text: Text, draw: Random) -> Text | None:
    """A day that is right, and a wrong count of days to it or since."""
    for at in in_turn(text, draw):
        for span in said.dates(text.claims[at].text, text.proposal.as_of.year):
            away = (span.value - text.proposal.as_of).days
            wrong = abs(away) + draw.choice((5, 9, 20, 31))
            known = said.values(text.facts(text.claims[at]))
            if span.value in said.days_known(text.brief) and wrong not in known:
                new = f"{span.text} ({'in ' if away > 0 else ''}{wrong} days{'' if away > 0 else ' ago'})"
                return with_text(text, at, put(span, text.claims[at].text, new), f"it is {away} days away: {new}")
    return None


def day_for_month(text: Text, draw: Random) -> Text | None:
    """3 June (3/6) -> 6 March (6/3)."""
    return shifted(text, draw, lambda d: d.replace(day=d.month, month=d.day) if d.day <= 12 and d.day != d.month else d)


def _sentence(text: Text, draw: Random, words: tuple[str, ...], lines: tuple[str, ...]) -> Text | None:
    new = pick(draw, words, text)
    cites = text.claims[-1].fact_ids if text.claims and draw.random() < 0.5 else ()
    return added(text, draw.choice(lines).format(new), cites, f"{new} is known by no fact") if new and text.claims else None


def _offer(lines: tuple[str, ...]):
    def plant(text: Text, draw: Random) -> Text | None:
        if not is_letter(text) or not text.claims:
            return None
        line, at = draw.choice(lines), draw.randrange(len(text.claims))
        if draw.random() < 0.5 and text.claims[at].text.endswith("."):
            joined = ends_with(
                text.claims[at].text, ", and " + line[0].lower() + line[1:-1] if not line.startswith("I ") else "; " + line[:-1]
            )
            return with_text(text, at, joined, f"nobody authorised it: {line}")
        return added(text, line, (), f"nobody authorised it: {line}")

    return plant


amount_off, fraction_off, waived, price_matched = (_offer(lines) for lines in (AMOUNT_OFF, FRACTION_OFF, WAIVED, MATCHED))
