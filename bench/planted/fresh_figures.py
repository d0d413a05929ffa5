"""A third set of errors of figures, ages and directions: whoever works on the gates does not read this."""

import re
from random import Random

from bench.planted import said
from bench.planted.fresh_words import AHEAD, BAD_NEWS, FALLING, GOOD_NEWS, MOST_LEAST, PAST, RISING
from bench.planted.pattern import figures, in_turn, is_false, is_letter, of_use_alone, put
from bench.planted.places import flipped
from bench.planted.texts import Text, added, with_text
from cs_core.records import Fact


def wrong_total(text: Text, draw: Random) -> Text | None:
    """Two right figures and a wrong sum of them."""
    for at in in_turn(text, draw):
        now, before = of_use_alone(text, at) or (0, 0)
        total = round(now + before)
        wrong = total + draw.choice((-1, 1)) * max(2, round(total * draw.uniform(0.08, 0.25)))
        if now and before and wrong > 0 and not {wrong, total} & said.values(text.brief.facts):
            line = draw.choice((f"Together that makes {wrong:,} over eight weeks.", f"All eight weeks add up to {wrong:,} uses."))
            return with_text(text, at, f"{text.claims[at].text} {line}", f"{now} and {before} make {total}, and the text says: {line}")
    return None


def beside_the_range(text: Text, draw: Random) -> Text | None:
    """366 -> between 370 and 390: a range that begins above, or ends below, what it is about."""
    for at, span in figures(text, draw):
        if span.rough or span.value < 8 or _is_share(text, at, span):
            continue
        step = max(1, round(span.value * 0.04))
        low, high = draw.choice(((1, 4), (-4, -1)))
        low, high = round(span.value) + low * step, round(span.value) + high * step
        if all(is_false(text, v, span) for v in (low, high)) and not said.values(text.facts(text.claims[at])) & set(range(low, high + 1)):
            new = f"between {low:,} and {high:,}"
            return with_text(text, at, put(span, text.claims[at].text, new), f"{span.text} became {new}")
    return None


def beyond_the_bound(text: Text, draw: Random) -> Text | None:
    """366 -> more than 450, or fewer than 300."""
    for at, span in figures(text, draw):
        if span.rough or span.value < 12 or _is_share(text, at, span):
            continue
        words, share = draw.choice((("more than", 1.25), ("at least", 1.2), ("fewer than", 0.8), ("at most", 0.75)))
        value = round(span.value * share)
        if is_false(text, value, span):
            return with_text(text, at, put(span, text.claims[at].text, f"{words} {value:,}"), f"{span.text} became {words} {value:,}")
    return None


def _is_share(text: Text, at: int, span: said.Span) -> bool:
    """Whether other words are bound to the figure: a share, an amount, "12-month", "5 of 10"."""
    before, after = text.claims[at].text[: span.start][-8:], text.claims[at].text[span.end :][:10]
    money = after.startswith(" EUR") or before.endswith(("€", "EUR ", "USD "))
    return money or after.lstrip().startswith(("%", "per", "-", "of")) or before.endswith(("of ", "the ", "your ", "their "))


def wrong_remainder(text: Text, draw: Random) -> Text | None:
    """Seats less those in use, wrongly taken away."""
    for at, facts in _claims(text, draw):
        active, seats = _count(facts, "active_users_4w"), _count(facts, "seats")
        if active is None or seats is None or active > seats:
            continue
        left = seats - active
        wrong = left + draw.choice((2, 3, 4))
        if wrong not in said.values(facts):
            line = draw.choice((f"That leaves {wrong} seats with nobody on them.", f"So {wrong} seats stand idle."))
            return with_text(text, at, f"{text.claims[at].text} {line}", f"{left} are left, and the text says: {line}")
    return None


def wrong_ratio(text: Text, draw: Random) -> Text | None:
    """Two in three where it is one in three."""
    parts = ((1, 5), (1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (4, 5))
    for at, facts in _claims(text, draw):
        active, seats = _count(facts, "active_users_4w"), _count(facts, "seats")
        share = _count(facts, "utilisation")
        share = active / seats if active is not None and seats else share / 100 if share is not None else None
        far = [(a, b) for a, b in parts if share is not None and abs(a / b - share) > 0.2]
        if far:
            a, b = draw.choice(far)
            line = f"In other words, {said.WORDS[a]} in {said.WORDS[b]} of the seats {'is' if a == 1 else 'are'} in use."
            return with_text(text, at, f"{text.claims[at].text} {line}", f"the share is {share:.2f}, and the text says: {line}")
    return None


def wrong_rate(text: Text, draw: Random) -> Text | None:
    """A right count of four weeks, and a wrong mean of one."""
    for at, facts in _claims(text, draw):
        uses = _count(facts, "usage_4w")
        if uses is None or uses < 40:
            continue
        wrong, before = round(uses / 4 * draw.choice((0.5, 0.65, 1.4, 1.7, 2.2))), _count(facts, "usage_prev_4w") or 0
        if wrong not in said.values(text.brief.facts) and abs(wrong - before / 4) > 0.15 * wrong:
            line = draw.choice((f"On average it was used {wrong:,} times a week.", f"It comes to some {wrong:,} uses each week."))
            return with_text(text, at, f"{text.claims[at].text} {line}", f"{uses} in four weeks, and the text says: {line}")
    return None


def former_terms(text: Text, draw: Random) -> Text | None:
    """Seats or plan of a term that is over, told in the present tense."""
    facts = list(text.brief.facts)
    found = []
    for then_key, now_key, line in (
        ("seats_were", "seats", "At present there are {} seats in the contract."),
        ("plan_was", "plan", "The plan in force is {}."),
        ("price_was", "seat_price", "Each seat is billed at {:,.2f} EUR a year."),
    ):
        now = [f for f in facts if f.key == now_key]
        for then in (f for f in facts if f.key == then_key):
            euros = then_key != "price_was" or then.unit == "EUR/seat/yr"
            if now and euros and all(str(then.value) not in str(f.value) for f in now):
                found.append((line.format(then.value), then, now[0]))
    if not found or not text.claims:
        return None
    line, then, now = draw.choice(found)
    return added(text, line, (draw.choice((then, now)).id,), f"{now.key} is {now.value}, it was {then.value}: {line}")


def former_start(text: Text, draw: Random) -> Text | None:
    """The first day of an earlier term, told as this one's."""
    starts = [f for f in text.brief.facts if f.key == "term_start"]
    then = [f for f in text.brief.facts if f.key == "term_was_from" and starts and f.value not in {s.value for s in starts}]
    if not then or not text.claims:
        return None
    now, old, lines = starts[0], draw.choice(then), ("The running term began on {}.", "You are in the term that started on {}.")
    line = (draw.choice(lines) if is_letter(text) else "Term since {}.").format(said.day(old.value, text.proposal.as_of, draw))
    return added(text, line, (draw.choice((old, now)).id,), f"this term began on {now.value}: {line}")


def step_behind_them(text: Text, draw: Random) -> Text | None:
    """A milestone that has been reached, told as the one ahead."""
    held = [f for f in text.brief.facts if f.key == "milestone_reached"]
    ahead = {f.value for f in text.brief.facts if f.key in ("next_milestone", "milestone_ahead", "milestone_next")}
    free = [f for f in held if f.value not in ahead]
    if not free or not text.claims:
        return None
    fact = draw.choice(free)
    line = draw.choice(('Still to be reached: "{}".', 'What comes next is "{}".', '"{}" is yet to happen.')).format(fact.value)
    return added(text, line, (fact.id,), f"{fact.value} is reached: {line}")


def former_favourite(text: Text, draw: Random) -> Text | None:
    """The feature that was used most a hundred days ago, in the place of today's."""
    then = text.good.earlier.get("top_feature") if text.good.earlier else None
    for at, facts in _claims(text, draw):
        now = next((f for f in facts if f.key == "top_feature"), None)
        if now is None or then is None or then.value == now.value:
            continue
        old, new = (str(v).replace("_", " ").capitalize() for v in (now.value, then.value))
        if old in text.claims[at].text:
            return with_text(text, at, text.claims[at].text.replace(old, new), f"{old} became {new}, as of {then.observed_at}")
    return None


def still_so(text: Text, draw: Random) -> Text | None:
    """A state of a hundred days ago that has changed, told with "still" and "so far"."""
    lines = {
        "open_tickets": "Tickets still open as of this writing: {}.",
        "people": "People we know there so far: {}.",
        "milestones_done": "Milestones reached so far: {}.",
        "overdue_invoices": "Invoices that still wait to be paid: {}.",
        "active_users_4w": "People who currently work with it: {}.",
        "health_band": "Health is still {}.",
        "champion": "{} is the champion there to this day.",
    }
    found = []
    for now in text.brief.facts:
        fits = now.key in lines and not (now.key == "health_band" and is_letter(text))
        then = text.good.earlier.get(now.key) if text.good.earlier and fits else None
        if then is not None and then.value not in (None, now.value) and (now.key != "champion" or _gone(text, then)):
            found.append((lines[now.key].format(then.value), now, then))
    if not found or not text.claims:
        return None
    line, now, then = draw.choice(found)
    return added(text, line, (now.id,), f"{now.key} is {now.value} now, was {then.value} on {then.observed_at}: {line}")


def _gone(text: Text, then: Fact) -> bool:
    return then.value not in {f.value for f in text.brief.facts if f.key == "champion"}


def mood_of_the_trend(text: Text, draw: Random) -> Text | None:
    """A figure of speech for a rise where use fell, and the other way round."""
    return _trend(text, draw, RISING, FALLING, lambda told, line: f"{told} {line}")


def wrong_lead(text: Text, draw: Random) -> Text | None:
    """The wrong way stands before the figures, at the head of the sentence."""
    return _trend(text, draw, GOOD_NEWS, BAD_NEWS, lambda told, line: line + told[0].lower() + told[1:])


def right_difference_wrong_way(text: Text, draw: Random) -> Text | None:
    """81 more where it is 81 fewer."""
    for at in in_turn(text, draw):
        now, before = of_use_alone(text, at) or (0, 0)
        if abs(now - before) > max(2, 0.1 * max(now, before)):
            line = f"So it was {abs(round(now - before)):,} {'more' if now < before else 'fewer'} this time."
            return with_text(text, at, f"{text.claims[at].text} {line}", f"{before} then, {now} now, and the text says: {line}")
    return None


def busier_half(text: Text, draw: Random) -> Text | None:
    """The earlier four weeks are called the busier, or the recent ones, where it is the others."""
    later = ("The recent stretch was the busier of the two.", "The earlier stretch is the quieter one.")
    earlier = ("The earlier stretch was the busier of the two.", "The recent stretch is the quieter one.")
    return _trend(text, draw, later, earlier, lambda told, line: f"{told} {line}")


def _trend(text: Text, draw: Random, rising: tuple[str, ...], falling: tuple[str, ...], join) -> Text | None:
    for at in in_turn(text, draw):
        now, before = of_use_alone(text, at) or (0, 0)
        told = text.claims[at].text
        if abs(now - before) > 0.1 * max(now, before, 1) and not told.startswith(text.brief.name) and not told[:1].isdigit():
            line = draw.choice(rising if now < before else falling)
            return with_text(text, at, join(text.claims[at].text, line), f"{before} then, {now} now, and the text says: {line}")
    return None


def most_and_least(text: Text, draw: Random) -> Text | None:
    """The feature that is used most is called the least used."""
    return flipped(text, draw, MOST_LEAST, of=("top_feature",))


def past_and_ahead(text: Text, draw: Random) -> Text | None:
    """A day to come is told as gone, and one that is gone as yet to come."""
    for at, facts in _claims(text, draw):
        days = [f for f in facts if f.key.endswith("_on") and hasattr(f.value, "year")]
        if len(days) != 1 or not said.dates(text.claims[at].text, text.proposal.as_of.year):
            continue
        away = (days[0].value - text.proposal.as_of).days
        span = said.dates(text.claims[at].text, text.proposal.as_of.year)[-1]
        if abs(away) > 2 and span.value == days[0].value:
            tail = draw.choice(PAST if away > 0 else AHEAD)
            return with_text(text, at, put(span, text.claims[at].text, span.text + tail), f"{days[0].value} is {away} days away:{tail}")
    return None


def aim_turned_round(text: Text, draw: Random) -> Text | None:
    """A measure that is to fall is said to be meant to rise."""
    for at, facts in _claims(text, draw):
        start, target = _count(facts, "outcome_baseline"), _count(facts, "outcome_target")
        if start is not None and target is not None and start != target:
            way = "climb" if target < start else "come down"
            line = draw.choice(("It is meant to {} by then.", "The plan is for it to {}.")).format(way)
            return with_text(text, at, f"{text.claims[at].text} {line}", f"from {start} to {target}, and the text says: {line}")
    return None


def mark_turned_round(text: Text, draw: Random) -> Text | None:
    """A good mark is called a poor one, and a poor one good."""
    for at, facts in _claims(text, draw):
        fact = next((f for f in facts if f.key in ("answer_score", "low_answer")), None)
        mark = re.match(r"(\d+) of (\d+)$", f"{fact.value} {fact.unit}".strip()) if fact else None
        share = int(mark[1]) / int(mark[2]) if mark else 0.6
        if not 0.45 <= share < 0.75 and mark[0] in text.claims[at].text:
            tail = draw.choice((" (near the bottom of the scale)", ", a poor mark") if share > 0.5 else (" (a top mark)", ", high praise"))
            return with_text(text, at, text.claims[at].text.replace(mark[0], mark[0] + tail, 1), f"{mark[0]}, and the text says:{tail}")
    return None


def _claims(text: Text, draw: Random):
    return ((at, text.facts(text.claims[at])) for at in in_turn(text, draw))


def _count(facts: list[Fact], key: str) -> float | None:
    return next((f.value for f in facts if f.key == key and isinstance(f.value, int | float)), None)
