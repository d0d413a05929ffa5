"""Error patterns to be run only once the gates are frozen: whoever works on the gates does not read this."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from bench.planted import said
from bench.planted.later_words import (
    LESS,
    MORE,
    NEGATIONS,
    UNITS,
    WINDOWS,
)  # fmt: skip
from bench.planted.pattern import ends_with, figures, in_turn, is_false, is_letter, of_use_alone, put, shown
from bench.planted.places import earlier_facts, flipped, neighbours_claim
from bench.planted.texts import Text, added, with_facts, with_text
from cs_core.context.vocabulary import KNOWLEDGE, SIGNALS
from cs_core.records import Claim


def far_off(text: Text, draw: Random) -> Text | None:
    """One and a half to four times as much, or as little."""
    for at, span in figures(text, draw):
        value = round(span.value * draw.choice((1.5, 2, 3, 4, 0.5, 0.3)))
        if value > 0 and is_false(text, value, span):
            new = shown(value, span.text.partition(".")[0])
            return with_text(text, at, put(span, text.claims[at].text, new), f"{span.text} became {new}")
    return None


def wrong_unit(text: Text, draw: Random) -> Text | None:
    """24 days -> 24 weeks, 12 uses -> 12 users, EUR -> USD."""
    return flipped(text, draw, UNITS)


def wrong_window(text: Text, draw: Random) -> Text | None:
    """The last four weeks' figure told as the last week's or the last quarter's."""
    return flipped(text, draw, WINDOWS)


def number_word(text: Text, draw: Random) -> Text | None:
    """A count written out, and another one."""
    for at, span in figures(text, draw):
        value = int(span.value) + draw.choice((-2, -1, 1, 2, 3))
        if span.value == int(span.value) and 2 <= value <= 20 and "of 1" not in text.claims[at].text and is_false(text, value, span):
            new = said.WORDS[value]
            return with_text(text, at, put(span, text.claims[at].text, new), f"{span.text} became {new}")
    return None


def exchanged(text: Text, draw: Random) -> Text | None:
    """Two figures of one sentence, each in the other's place."""
    for at in in_turn(text, draw):
        spans = [s for a, s in figures(text, Random(0)) if a == at]
        spans.sort()
        if len(spans) >= 2 and abs(spans[0].value - spans[1].value) > 0.2 * max(spans[0].value, spans[1].value):
            one, two = spans[:2]
            sentence = put(one, put(two, text.claims[at].text, one.text), two.text)
            return with_text(text, at, sentence, f"{one.text} and {two.text} in each other's place")
    return None


def other_companys_name(text: Text, draw: Random) -> Text | None:
    """Another customer stands in the text by its name."""
    others = [o.brief.name for o in text.good.others if o.brief.name.lower() not in said.words_known(text.brief)]
    if not others or not text.claims:
        return None
    name = draw.choice(others)
    at = draw.randrange(len(text.claims))
    if text.brief.name in text.claims[at].text:
        return with_text(text, at, text.claims[at].text.replace(text.brief.name, name), f"the name became {name}")
    return with_text(
        text, at, ends_with(text.claims[at].text, draw.choice((" at {}", ", as at {}", ", like {}")).format(name)), f"{name} named"
    )


def other_companys_person(text: Text, draw: Random) -> Text | None:
    """Addressed to a person of another account."""
    others = [o.proposal for o in text.good.others if o.proposal.recipient]
    if not is_letter(text) or not others:
        return None
    other = draw.choice(others)
    sent = text.proposal.model_copy(update={"recipient": other.recipient, "recipient_name": other.recipient_name})
    return replace(text, proposal=sent, what=f"sent to {other.recipient}")


def their_ids(text: Text, draw: Random) -> Text | None:
    """Our own sentence, citing the facts of another account."""
    found = neighbours_claim(text, draw)
    if found is None:
        return None
    at, claim, facts = found
    old = text.claims[at]
    held = text.proposal.claims
    claims = (*held[:at], Claim(text=old.text, fact_ids=claim.fact_ids), *held[at + 1 :])
    told = replace(text, proposal=text.proposal.model_copy(update={"claims": claims}), what=f"cites {', '.join(claim.fact_ids)}")
    return with_facts(told, facts)


def whole_letter(text: Text, draw: Random) -> Text | None:
    """All sentences are another account's, all citations are theirs; only who it goes to is ours."""
    others = [o for o in text.good.others if o.proposal.play == text.proposal.play and o.proposal.kind == text.proposal.kind]
    if not others or text.of != "composer":
        return None
    other = draw.choice(others)
    known = {f.id: f for f in other.brief.facts}
    facts = tuple(known[f.id] for f in other.proposal.facts if f.id in known)
    changed = {"body": other.proposal.body, "claims": other.proposal.claims, "subject": other.proposal.subject, "facts": facts}
    return replace(text, proposal=text.proposal.model_copy(update=changed), what=f"the letter to {other.brief.name}")


def old_fact(text: Text, draw: Random) -> Text | None:
    """The fact is the newest there is, and older than its kind may be; the text does not say so."""
    for at in in_turn(text, draw):
        for fact in text.facts(text.claims[at]):
            days = KNOWLEDGE[SIGNALS[fact.key].knowledge].fresh_days if fact.key in SIGNALS else None
            if days is None:
                continue
            old = replace(fact, observed_at=text.proposal.as_of - timedelta(days=days + draw.randrange(20, 120)))
            brief = text.brief.model_copy(update={"facts": tuple(old if f.id == fact.id else f for f in text.brief.facts)})
            told = with_facts(replace(text, brief=brief), [old])
            return replace(told, what=f"{fact.key} is of {old.observed_at}")
    return None


def old_value_under_todays_id(text: Text, draw: Random) -> Text | None:
    """Figure and evidence are of a hundred days ago; the id is today's."""
    for at, span, now, then in earlier_facts(text, draw):
        new = shown(abs(then.value), span.text)
        told = with_text(text, at, put(span, text.claims[at].text, new), f"{now.key} was {new} on {then.observed_at}, in the evidence too")
        return with_facts(told, [replace(now, value=then.value)]) if told else None
    return None


def old_value_as_of_now(text: Text, draw: Random) -> Text | None:
    """A sentence with an earlier figure, called the present one."""
    for _, _, now, then in earlier_facts(text, draw):
        unit = "" if now.unit in ("%", "") else f" {now.unit.split('/')[0]}"
        line = f"As of today it stands at {shown(abs(then.value), '1')}{unit}."
        return added(text, line, (now.id,), f"{now.key} of {then.observed_at}: {line}")
    return None


def earlier_day(text: Text, draw: Random) -> Text | None:
    """A day as it was known a hundred days ago, of a fact that has moved since."""
    if text.good.earlier is None:
        return None
    moved = {f.value: then.value for f in text.proposal.facts if (then := text.good.earlier.get(f.key)) and then.value != f.value}
    days = said.days_known(text.brief)
    for at in in_turn(text, draw):
        for span in said.dates(text.claims[at].text, text.proposal.as_of.year):
            then = moved.get(span.value)
            if then is not None and then not in days and hasattr(then, "year"):
                words = said.as_like(span, then)
                if words != span.text:
                    return with_text(text, at, put(span, text.claims[at].text, words), f"{span.text} became {words}, as it was")
    return None


def wrong_sign(text: Text, draw: Random) -> Text | None:
    """A change of -43 % told as one of +43 %."""
    for at in in_turn(text, draw):
        change = next((f.value for f in text.facts(text.claims[at]) if f.key in ("usage_change", "price_change")), None)
        if change is not None and abs(change) >= 1:
            wrong = f"{-change:+.0f} %"
            right = f"{change:.0f} %"
            told = text.claims[at].text
            new = told.replace(right, wrong) if change < 0 and right in told else ends_with(told, f", a change of {wrong}")
            return with_text(text, at, new, f"{change} told as {wrong}")
    return None


def negated(text: Text, draw: Random) -> Text | None:
    """What was not is, what is is not."""
    return flipped(text, draw, NEGATIONS)


def times_as_much(text: Text, draw: Random) -> Text | None:
    """A comparison that the two figures do not bear out."""
    for at in in_turn(text, draw):
        now, before = of_use_alone(text, at) or (0, 0)
        if now and before and not 0.8 < now / before < 1.25:
            line = draw.choice(MORE if now < before else LESS)
            return with_text(text, at, f"{text.claims[at].text} {line}", f"{before} then, {now} now, and the text says: {line}")
    return None


def above_and_below(text: Text, draw: Random) -> Text | None:
    """Above where it is below: seats in use against seats, use against the commitment, the target against the start."""
    pairs = (
        ("active_users_4w", "seats", "seats"),
        ("consumed", "commitment", "commitment"),
        ("outcome_target", "outcome_baseline", "start"),
    )
    for at in in_turn(text, draw):
        facts = {f.key: f.value for f in text.facts(text.claims[at])}
        for low, high, word in pairs:
            a, b = facts.get(low), facts.get(high)
            if isinstance(a, int | float) and isinstance(b, int | float) and abs(a - b) > 0.1 * max(abs(a), abs(b)):
                tail = f", which is {'above' if a < b else 'below'} the {word}"
                return with_text(text, at, ends_with(text.claims[at].text, tail), f"{a} against {b}, and the text says:{tail}")
    return None
