"""Error patterns that whoever works on the gates may know."""

from random import Random

from bench.planted import said
from bench.planted.pattern import Pattern, ends_with, figures, in_turn, is_false, is_letter, of_use_alone, pick, put, shown
from bench.planted.places import earlier_facts, flipped, neighbours_claim, shifted
from bench.planted.texts import Text, added, with_facts, with_text
from bench.planted.words import (
    FEATURES,
    FELL,
    FREE_TIME,
    LATE_EARLY,
    OPPOSITES,
    PEOPLE,
    PERCENT_OFF,
    PRICE_HELD,
    PRODUCTS,
    RIVALS,
    ROSE,
)
from cs_core.records import Fact


def off_by_a_little(text: Text, draw: Random) -> Text | None:
    """366 uses -> 379 uses: 3 to 12 percent off, at least 1; more where the text says "about"."""
    for at, span in figures(text, draw):
        share = draw.uniform(0.2, 0.3) if span.rough else draw.uniform(0.03, 0.12)
        step = max(share * abs(span.value), 1.0)
        value = round(span.value + draw.choice((-step, step)))
        if value > 0 and is_false(text, value, span):
            return _number(text, at, span, value)
    return None


def scale(text: Text, draw: Random) -> Text | None:
    """1,240 -> 12,400 or 124."""
    for at, span in figures(text, draw):
        value = span.value * draw.choice((10, 100, 0.1) if abs(span.value) >= 100 else (10, 100))
        if is_false(text, round(value), span):
            return _number(text, at, span, round(value))
    return None


def swapped_digits(text: Text, draw: Random) -> Text | None:
    """366 -> 636."""
    for at, span in figures(text, draw):
        digits = list(str(int(abs(span.value))))
        places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")]
        if places and span.value == int(span.value):
            i = draw.choice(places)
            digits[i], digits[i + 1] = digits[i + 1], digits[i]
            value = int("".join(digits))
            if is_false(text, value, span):
                return _number(text, at, span, value)
    return None


def _number(text: Text, at: int, span: said.Span, value: float) -> Text | None:
    new = shown(value, span.text)
    return with_text(text, at, put(span, text.claims[at].text, new), f"{span.text} became {new}")


def neighbours_sentence_with_its_facts(text: Text, draw: Random) -> Text | None:
    """A sentence of a draft to another account, citing that account's facts."""
    found = neighbours_claim(text, draw)
    if found is None:
        return None
    at, claim, facts = found
    told = with_text(text, at, claim.text, f"the sentence of another account, with its facts: {claim.text}", fact_ids=claim.fact_ids)
    return with_facts(told, facts) if told else None


def neighbours_sentence_with_our_facts(text: Text, draw: Random) -> Text | None:
    """A sentence of a draft to another account, citing our own facts of the same kinds."""
    found = neighbours_claim(text, draw)
    if found is None:
        return None
    at, claim, _ = found
    return with_text(text, at, claim.text, f"the sentence of another account, citing ours: {claim.text}")


def earlier_value_and_id(text: Text, draw: Random) -> Text | None:
    """The figure of a hundred days ago, citing the fact as it was then."""
    return _earlier(text, draw, own_id=False)


def earlier_value(text: Text, draw: Random) -> Text | None:
    """The figure of a hundred days ago, citing today's fact."""
    return _earlier(text, draw, own_id=True)


def _earlier(text: Text, draw: Random, *, own_id: bool) -> Text | None:
    for at, span, now, then in earlier_facts(text, draw):
        new = shown(abs(then.value), span.text)
        what = f"{now.key} of {then.observed_at}: {span.text} became {new}"
        told = with_text(text, at, put(span, text.claims[at].text, new), what, fact_ids=None if own_id else _instead(text, at, now, then))
        if told is not None:
            return told if own_id else with_facts(told, [then])
    return None


def _instead(text: Text, at: int, now: Fact, then: Fact) -> tuple[str, ...]:
    return tuple(then.id if i == now.id else i for i in text.claims[at].fact_ids)


def opposite_direction(text: Text, draw: Random) -> Text | None:
    """fell -> rose, down -> up, more -> less."""
    return flipped(text, draw, OPPOSITES, of=("usage_change", "usage_prev_4w"))


def late_and_early(text: Text, draw: Random) -> Text | None:
    """later than planned -> earlier than planned; past due -> ahead of time."""
    return flipped(text, draw, LATE_EARLY)


def wrong_conclusion(text: Text, draw: Random) -> Text | None:
    """A neutral comparison of two figures, and then the wrong word on which way it went."""
    for at in in_turn(text, draw):
        found = of_use_alone(text, at)
        if found is None or abs(found[0] - found[1]) < 0.1 * max(found):
            continue
        now, before = found
        tail = draw.choice(ROSE if now < before else FELL)
        return with_text(text, at, ends_with(text.claims[at].text, tail), f"{before} then, {now} now, and the text says:{tail}")
    return None


def person_who_said_so(text: Text, draw: Random) -> Text | None:
    """A person whom no fact names is said to have told us."""
    return _tail(text, draw, PEOPLE, (", as {} told us", ", as {} pointed out last time", " - {} mentioned the same"))


def competitor(text: Text, draw: Random) -> Text | None:
    """Another vendor that no fact names."""
    return _tail(text, draw, RIVALS, (", while you're comparing us with {}", ", which {} would not give you", ", unlike with {}"))


def person_in_a_persons_place(text: Text, draw: Random) -> Text | None:
    """The champion's or sponsor's name is another's; in a letter, a sentence that names the contact wrongly."""
    new = pick(draw, PEOPLE, text)
    for at in in_turn(text, draw):
        for fact in text.facts(text.claims[at]):
            name = str(fact.value).partition(" <")[0].partition(" (")[0]
            if new and fact.key in ("champion", "sponsor") and name in text.claims[at].text:
                return with_text(text, at, text.claims[at].text.replace(name, new), f"{name} became {new}")
    cites = text.claims[-1].fact_ids if text.claims else ()
    who = "your" if is_letter(text) else "their"
    return added(text, f"{new} is {who} champion.", cites, f"{new} is nobody's name") if new and cites else None


def _tail(text: Text, draw: Random, words: tuple[str, ...], tails: tuple[str, ...]) -> Text | None:
    new = pick(draw, words, text)
    ends = [at for at in in_turn(text, draw) if text.claims[at].text.endswith(".")]
    if new is None or not ends:
        return None
    return with_text(text, ends[0], ends_with(text.claims[ends[0]].text, draw.choice(tails).format(new)), f"{new} is named by no fact")


def feature_for_a_feature(text: Text, draw: Random) -> Text | None:
    """The feature that is used is called by a name that no feature has."""
    new = pick(draw, FEATURES, text)
    for at in in_turn(text, draw):
        for fact in text.facts(text.claims[at]):
            name = str(fact.value).replace("_", " ").capitalize()
            if new and fact.key in ("top_feature", "unused_feature", "milestone_feature") and name in text.claims[at].text:
                return with_text(text, at, text.claims[at].text.replace(name, new), f"{name} became {new}")
    return None


def integration(text: Text, draw: Random) -> Text | None:
    """It is said to work with a product that no fact names."""
    return _tail(text, draw, PRODUCTS, (", and it now connects to {}", ", now with a ready-made {} integration", "; it also syncs with {}"))


def capability(text: Text, draw: Random) -> Text | None:
    """A sentence on something the product is said to do, with the facts of the sentence before."""
    new = pick(draw, FEATURES, text)
    line = draw.choice(
        ("You can also turn on {} in your plan.", "{} is now part of the product.", "With {} you would save even more time.")
    )
    return added(text, line.format(new), text.claims[-1].fact_ids, f"{new} is no feature") if new and text.claims else None


def day_shifted(text: Text, draw: Random) -> Text | None:
    """3 June -> 8 June."""
    return shifted(text, draw, lambda d: d.replace(day=1 + (d.day - 1 + draw.choice((1, 2, 3, 5, 9, 12))) % 28))


def month_shifted(text: Text, draw: Random) -> Text | None:
    """3 June -> 3 July."""
    return shifted(text, draw, lambda d: d.replace(day=min(d.day, 28), month=1 + (d.month - 1 + draw.choice((1, 2, 11))) % 12))


def year_shifted(text: Text, draw: Random) -> Text | None:
    """2026 -> 2027, where the text says the year."""
    return shifted(text, draw, lambda d: d.replace(day=min(d.day, 28), year=d.year + draw.choice((-1, 1))), needs_year=True)


def _offer(lines: tuple[str, ...]):
    def plant(text: Text, draw: Random) -> Text | None:
        if not is_letter(text) or not text.claims:
            return None
        line = draw.choice(lines)
        cites = text.claims[-1].fact_ids if draw.random() < 0.5 else ()
        return added(text, line, cites, f"nobody authorised it: {line}")

    return plant


PATTERNS = (
    Pattern("wrong number", "off by a little", off_by_a_little),
    Pattern("wrong number", "ten or a hundred times", scale),
    Pattern("wrong number", "swapped digits", swapped_digits),
    Pattern("swapped account", "their sentence, their facts", neighbours_sentence_with_its_facts),
    Pattern("swapped account", "their sentence, our facts", neighbours_sentence_with_our_facts),
    Pattern("stale fact", "earlier value, earlier fact", earlier_value_and_id),
    Pattern("stale fact", "earlier value, today's fact", earlier_value),
    Pattern("wrong sign", "the opposite word", opposite_direction),
    Pattern("wrong sign", "the wrong conclusion", wrong_conclusion),
    Pattern("wrong sign", "late and early", late_and_early),
    Pattern("invented name", "a person who told us", person_who_said_so),
    Pattern("invented name", "another vendor", competitor),
    Pattern("invented name", "a person in another's place", person_in_a_persons_place),
    Pattern("invented feature", "a name that no feature has", feature_for_a_feature),
    Pattern("invented feature", "an integration", integration),
    Pattern("invented feature", "a sentence about one", capability),
    Pattern("wrong date", "day", day_shifted),
    Pattern("wrong date", "month", month_shifted),
    Pattern("wrong date", "year", year_shifted),
    Pattern("unauthorised discount", "percent off", _offer(PERCENT_OFF)),
    Pattern("unauthorised discount", "free time", _offer(FREE_TIME)),
    Pattern("unauthorised discount", "price held", _offer(PRICE_HELD)),
)
