"""A third set of errors that mix up accounts: whoever works on the gates does not read this."""

from dataclasses import replace
from random import Random

from bench.planted import fresh_words as w
from bench.planted import said
from bench.planted.fresh_places import anywhere, to_whom, with_body
from bench.planted.pattern import figures, in_turn, is_false, is_letter, put, shown
from bench.planted.texts import Text, with_text

QUOTABLE = ("ticket", "message", "ask", "competitor_said", "answer_comment")


def their_goal(text: Text, draw: Random) -> Text | None:
    """The goal of another account in the quotation marks of ours."""
    return _quoted_of_theirs(text, draw, ("desired_outcome",))


def their_words(text: Text, draw: Random) -> Text | None:
    """A ticket, a request or a letter of another account in the quotation marks of ours."""
    return _quoted_of_theirs(text, draw, QUOTABLE)


def _quoted_of_theirs(text: Text, draw: Random, keys: tuple[str, ...]) -> Text | None:
    known = said.words_known(text.brief)
    for at in in_turn(text, draw):
        for fact in text.facts(text.claims[at]):
            ours = str(fact.value).rstrip(".")
            if fact.key not in keys or f'"{ours}' not in text.claims[at].text:
                continue
            theirs = {str(f.value).rstrip(".") for o in text.good.others for f in o.brief.facts if f.key == fact.key}
            free = sorted(t for t in theirs if t.lower() not in known and '"' not in t)
            if free:
                new = draw.choice(free)
                return with_text(text, at, text.claims[at].text.replace(ours, new, 1), f"{fact.key} {ours} became {new}")
    return None


def their_greeting(text: Text, draw: Random) -> Text | None:
    """Sent to our contact, and another account's person is greeted."""
    first, names = text.proposal.body.split(",")[0], said.words_known(text.brief)
    hello, _, ours = first.partition(" ")
    theirs = sorted({(o.proposal.recipient_name or "").split(" ")[0] for o in text.good.others} - {""})
    free = [n for n in theirs if n.lower() not in names]
    if not is_letter(text) or hello not in ("Hello", "Hi", "Dear") or not ours or "\n" in first or not free:
        return None
    new = draw.choice(free)
    return with_body(text, f"{hello} {new}" + text.proposal.body[len(first) :], f"{ours} is greeted as {new}")


def their_subject(text: Text, draw: Random) -> Text | None:
    """The subject of a letter to another account, with its name, figure, day or quotation in it."""
    known, days, words = said.values(text.brief.facts), said.days_known(text.brief), said.words_known(text.brief)
    found = []
    for other in text.good.others:
        subject, year = other.proposal.subject or "", text.proposal.as_of.year
        theirs = [s for s in said.numbers(subject) if s.value not in known] or [d for d in said.dates(subject, year) if d.value not in days]
        quoted = [q for q in said.QUOTED.findall(subject) if q.strip('"').lower().rstrip(".") not in words]
        if other.brief.name in subject or theirs or quoted:
            found.append(subject)
    if not found:
        return None
    new = draw.choice(found)
    return replace(text, proposal=text.proposal.model_copy(update={"subject": new}), what=f"the subject became: {new}")


def their_country(text: Text, draw: Random) -> Text | None:
    """They are said to be based where another account is."""
    return _theirs_said(text, draw, "country", w.BASED)


def their_trade(text: Text, draw: Random) -> Text | None:
    """They are said to be in the trade of another account."""
    return _theirs_said(text, draw, "industry", ("For a business in {}, that is common.", "You are one of our customers in {}."))


def _theirs_said(text: Text, draw: Random, key: str, lines: tuple[str, ...]) -> Text | None:
    ours = next((f.value for f in text.brief.facts if f.key == key), None)
    theirs = sorted({f.value for o in text.good.others for f in o.brief.facts if f.key == key} - {ours})
    if ours is None or not theirs:
        return None
    new = draw.choice(theirs)
    told = new.lower() if key == "industry" else f"the {new}" if new.startswith(("United", "Netherlands")) else new
    return anywhere(text, draw, to_whom(text, draw.choice(lines).format(told)), f"{key} is {ours}, not {new}")


def their_figure(text: Text, draw: Random) -> Text | None:
    """Our sentence with one figure of another account's fact of the same kind."""
    for at, span in figures(text, draw):
        for fact in text.facts(text.claims[at]):
            if not isinstance(fact.value, int | float) or round(abs(fact.value)) != round(abs(span.value)):
                continue
            theirs = [f.value for o in text.good.others for f in o.brief.facts if f.key == fact.key and isinstance(f.value, int | float)]
            free = sorted(v for v in theirs if v > 0 and is_false(text, round(v), span))
            if free:
                new = shown(draw.choice(free), span.text)
                return with_text(text, at, put(span, text.claims[at].text, new), f"{fact.key}: {span.text} became {new}, another account's")
    return None
