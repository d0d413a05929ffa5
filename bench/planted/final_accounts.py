"""A last set of errors that mix up accounts: whoever works on the gates does not read this."""

from random import Random

from bench.planted import final_words as w
from bench.planted import said
from bench.planted.final_places import days_said, known, others_people, to_whom
from bench.planted.fresh_places import anywhere, with_body
from bench.planted.pattern import in_turn, is_letter, put
from bench.planted.texts import Text, added, with_text


def their_person(text: Text, draw: Random) -> Text | None:
    """Somebody of another account, told as one of theirs."""
    people = others_people(text)
    if not people:
        return None
    line = to_whom(text, draw.choice(w.THEIR_PERSON).format(draw.choice(people)[0]))
    return anywhere(text, draw, line, f"nobody of this account: {line}")


def their_address(text: Text, draw: Random) -> Text | None:
    """The address of somebody at another account in the text."""
    people = others_people(text)
    if not people:
        return None
    line = draw.choice(w.WRITE_TO).format(draw.choice(people)[1])
    return anywhere(text, draw, line, f"an address of another account: {line}")


def their_milestone(text: Text, draw: Random) -> Text | None:
    """The next step of another account in the place of ours."""
    ours = {str(f.value) for f in text.brief.facts if f.key.startswith("milestone") or f.key == "next_milestone"}
    theirs = {str(f.value) for o in text.good.others for f in o.brief.facts if f.key in ("next_milestone", "milestone_ahead")}
    for at in in_turn(text, draw):
        for fact in text.facts(text.claims[at]):
            free = sorted(t for t in theirs - ours if t not in str(fact.value))
            if fact.key == "next_milestone" and free and f'"{fact.value}' in text.claims[at].text:
                new = draw.choice(free)
                return with_text(text, at, text.claims[at].text.replace(str(fact.value), new), f"{fact.value} became {new}")
    return None


def left_from_their_letter(text: Text, draw: Random) -> Text | None:
    """A paragraph of a letter to another account, left below or above our own."""
    numbers, days, words = said.values(text.brief.facts), said.days_known(text.brief), said.words_known(text.brief)
    others = list(text.good.others)
    draw.shuffle(others)
    for other in others:
        for claim in other.proposal.claims:
            year = text.proposal.as_of.year
            theirs = [s for s in said.numbers(claim.text) if s.value not in numbers] or [
                d for d in said.dates(claim.text, year) if d.value not in days
            ]
            quoted = [q for q in said.QUOTED.findall(claim.text) if q.strip('"').rstrip(".").lower() not in words]
            if is_letter(text) and other.proposal.kind == "message" and (theirs or quoted or other.brief.name in claim.text):
                parts = text.proposal.body.split("\n\n")
                at = draw.choice((len(parts) - 1, len(parts)))
                body = "\n\n".join((*parts[:at], claim.text, *parts[at:]))
                return with_body(text, body, f"from the letter to {other.brief.name}: {claim.text}")
    return None


def their_debt(text: Text, draw: Random) -> Text | None:
    """What another account owes, told as a debt of this one."""
    ours, known_numbers = known(text, "overdue_amount"), said.values(text.brief.facts)
    theirs = {
        (f.value, f.unit) for o in text.good.others for f in o.brief.facts
        if f.key == "overdue_amount" and f.value and round(f.value) not in known_numbers
    }  # fmt: skip
    if ours is None or not theirs or not text.claims:
        return None
    amount, unit = draw.choice(sorted(theirs))
    line = to_whom(text, draw.choice(w.THEIR_DEBT).format(f"{amount:,.0f} {unit}"))
    return added(text, line, (ours.id,) if draw.random() < 0.6 else (), f"{ours.value} is overdue: {line}")


def their_day(text: Text, draw: Random) -> Text | None:
    """The day of another account in the place of ours of the same kind."""
    days = said.days_known(text.brief)
    for at, span in days_said(text, draw):
        keys = {f.key for f in text.facts(text.claims[at]) if f.value == span.value}
        theirs = {f.value for o in text.good.others for f in o.brief.facts if f.key in keys and hasattr(f.value, "year")}
        free = sorted(theirs - days)
        if free:
            words = said.as_like(span, draw.choice(free))
            if words != span.text:
                return with_text(text, at, put(span, text.claims[at].text, words), f"{span.text} became {words}, a day of another account")
    return None


def their_business(text: Text, draw: Random) -> Text | None:
    """What another customer has with us, told to this one."""
    found = []
    for other in text.good.others:
        seats = next((f.value for f in other.brief.facts if f.key == "seats"), None)
        plan = next((f.value for f in other.brief.facts if f.key == "plan"), None)
        if seats and plan and other.brief.name.lower() not in said.words_known(text.brief):
            found += [w.THEIR_BUSINESS[0].format(other.brief.name, f"{seats:g} seats"), w.THEIR_BUSINESS[1].format(other.brief.name, plan)]
    line = draw.choice(found) if found else ""
    return anywhere(text, draw, line, f"what is another customer's: {line}") if found else None


def their_team(text: Text, draw: Random) -> Text | None:
    """Kind words for the team of another account."""
    names = sorted({o.brief.name for o in text.good.others if o.brief.name.lower() not in said.words_known(text.brief)})
    if not names or not is_letter(text):
        return None
    line = draw.choice(w.THEIR_TEAM).format(draw.choice(names).rstrip("."))
    return anywhere(text, draw, line, f"the name of another account: {line}")
