"""A last set of errors of figures: whoever works on the gates does not read this."""

import math
import re
from random import Random

from bench.planted import final_words as w
from bench.planted import said
from bench.planted.final_places import concluded, followed, known, number, of_use, stands_alone
from bench.planted.pattern import CLOSE, figures, in_turn, is_false, put
from bench.planted.texts import Text, with_text

SHARES = ("utilisation", "consumed_share", "milestone_progress")
VAGUE = (
    ("a handful of", 30, 1e12),
    ("a few dozen", 300, 1e12),
    ("dozens of", 2, 9),
    ("hundreds of", 2, 60),
    ("thousands of", 2, 800),
)
"""Words for an amount, and between which figures they are far off."""
COUNTED = r" (?:uses|people|seats|tickets|users|times|service reports|features|days|invoices)\b"


def rounded_the_wrong_way(text: Text, draw: Random) -> Text | None:
    """343 -> about 400, 186 -> about 100: rounded up where it is nearer below, or down."""
    for at, span in figures(text, draw):
        if span.value < 12 or span.value != int(span.value) or not stands_alone(text, at, span):
            continue
        step = 10 ** (len(str(int(span.value))) - 1)
        part = span.value / step - span.value // step
        wrong = (math.floor if part > 0.5 else math.ceil)(span.value / step) * step
        if part and is_false(text, wrong, span._replace(rough=True)):
            words = draw.choice((f"about {wrong:,}", f"some {wrong:,}", f"roughly {wrong:,}"))
            return with_text(text, at, put(span, text.claims[at].text, words), f"{span.text} became {words}")
    return None


def thousands_as_millions(text: Text, draw: Random) -> Text | None:
    """1,097 -> 1.1 million."""
    for at, span in figures(text, draw):
        if span.value >= 1_000:
            words = draw.choice((f"{span.value / 1000:.1f} million", f"{span.value / 1000:.2f} million"))
            return with_text(text, at, put(span, text.claims[at].text, words), f"{span.text} became {words}")
    return None


def another_facts_figure(text: Text, draw: Random) -> Text | None:
    """The figure of another fact of the same account, in the place of the one that is meant."""
    keys = ("seats", "people", "active_users_4w", "features_4w", "tenure_days", "usage_prev_4w", "usage_4w", "days_since_touch")
    for at, span in figures(text, draw):
        cited = said.values(text.facts(text.claims[at]))
        found = [(k, v) for k in keys if (v := number(text, k)) is not None and v > 1 and v == round(v) and v not in cited]
        far = [(k, v) for k, v in found if abs(v - span.value) > 0.2 * max(v, span.value)]
        if far and not text.claims[at].text[span.end :].startswith("."):
            key, value = draw.choice(far)
            return with_text(text, at, put(span, text.claims[at].text, f"{value:,.0f}"), f"{span.text} became {value:,.0f}, which is {key}")
    return None


def vague_amount(text: Text, draw: Random) -> Text | None:
    """366 uses -> a handful of uses; 5 people -> dozens of people."""
    for at, span in figures(text, draw):
        if not re.match(COUNTED, text.claims[at].text[span.end :]) or not stands_alone(text, at, span):
            continue
        free = [words for words, low, high in VAGUE if low <= span.value <= high]
        if free:
            words = draw.choice(free)
            told = put(span, text.claims[at].text, words if span.start else words.capitalize())
            return with_text(text, at, told, f"{span.text} became {words}")
    return None


def per_head(text: Text, draw: Random) -> Text | None:
    """A right count, and a wrong number of uses a person."""
    uses, people = number(text, "usage_4w"), number(text, "active_users_4w")
    if not uses or not people or people < 2:
        return None
    wrong = round(uses / people * draw.choice((0.4, 0.55, 1.6, 2.1)))
    near = abs(wrong - uses / people) <= 0.3 * uses / people
    if near or wrong < 2 or wrong in said.values(text.brief.facts):
        return None
    lines = (f"That makes {wrong:,} uses for each of the {people:g} people.", f"Each of the {people:g} used it {wrong:,} times.")
    return concluded(text, draw, lines, ("usage_4w", "active_users_4w"), f"it is {uses / people:.1f} each")


def year_at_this_pace(text: Text, draw: Random) -> Text | None:
    """Four weeks are taken for a quarter: four times as many in a year, where it is thirteen times."""
    uses = number(text, "usage_4w")
    if not uses or uses < 10 or 4 * uses in said.values(text.brief.facts):
        return None
    lines = (f"At this pace a whole year makes {4 * uses:,.0f} uses.", f"Over twelve months that would come to {4 * uses:,.0f} uses.")
    return concluded(text, draw, lines, ("usage_4w",), f"{uses:g} in four weeks are {13 * uses:g} in a year")


def seats_in_words(text: Text, draw: Random) -> Text | None:
    """Nearly all of the seats are taken, where half of them are; most stand empty, where few do."""
    share = number(text, "utilisation")
    if share is None or 50 < share < 80:
        return None
    return concluded(text, draw, w.EVERY_SEAT if share <= 50 else w.EMPTY_SEATS, ("utilisation",), f"{share:.0f} % are in use")


def whole_plan(text: Text, draw: Random) -> Text | None:
    """All of the plan is said to be in use, where half of it is."""
    share = number(text, "plan_in_use")
    return concluded(text, draw, w.WHOLE_PLAN, ("plan_in_use",), f"{share:.0f} % of it is") if share is not None and share <= 60 else None


def steps_left(text: Text, draw: Random) -> Text | None:
    """One step left, where there are two."""
    done, total = number(text, "milestones_done"), number(text, "milestones_total")
    if done is None or not total or total <= done:
        return None
    left = int(total - done)
    wrong = draw.choice([n for n in (left - 1, left + 1, left + 2) if n >= 1])
    words = f"{said.WORDS[wrong].capitalize()} more {'step' if wrong == 1 else 'steps'}"
    line = draw.choice((f"{words} and the roll-out is complete.", f"{words}, and you are through."))
    return concluded(text, draw, line, ("milestones_done", "milestones_total"), f"{left} are left")


def price_of_a_month(text: Text, draw: Random) -> Text | None:
    """The price of a seat for a year, told as that of a month."""
    price = known(text, "seat_price")
    if price is None or not price.unit.endswith("/yr"):
        return None
    amount = f"{price.value:,.2f} {price.unit.split('/')[0]}"
    line = draw.choice((f"Each month a seat costs you {amount}.", f"You pay {amount} per seat and month."))
    return concluded(text, draw, line, ("seat_price",), f"it is {price.value} {price.unit}")


def nearly_doubled(text: Text, draw: Random) -> Text | None:
    """A fifth more is called nearly twice as much, a fifth less nearly half."""
    for at, now, before in of_use(text, draw):
        ratio = now / before
        if 1.05 < ratio < 1.5 or 0.7 < ratio < 0.95:
            return followed(text, at, draw.choice(w.DOUBLED if ratio > 1 else w.HALVED), f"{before:g} then, {now:g} now")
    return None


def idle_for_active(text: Text, draw: Random) -> Text | None:
    """90 % of the seats in use -> 10 %: the share of the others."""
    for at in in_turn(text, draw):
        share = next((f.value for f in text.facts(text.claims[at]) if f.key in SHARES), None)
        if share is None or not 1 <= share <= 99 or abs(100 - 2 * share) <= 100 * CLOSE * 3:
            continue
        for span in said.numbers(text.claims[at].text):
            wrong = 100 - span.value
            if round(share) == span.value and re.match(r" ?(?:%|per)", text.claims[at].text[span.end :]) and is_false(text, wrong, span):
                return with_text(text, at, put(span, text.claims[at].text, f"{wrong:g}"), f"{span.text} became {wrong:g}, the rest of 100")
    return None
