"""Where in a text an error of the commoner kinds can be planted."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from bench.planted import said
from bench.planted.pattern import figures, in_turn, is_false, put
from bench.planted.texts import Text, with_text
from cs_core.records import Claim, Fact


def neighbours_claim(text: Text, draw: Random) -> tuple[int, Claim, list[Fact]] | None:
    """A claim of ours, and one of another account's draft that cites the same kinds of facts with other values."""
    for at in in_turn(text, draw):
        ours = {f.key: f.value for f in text.facts(text.claims[at])}
        for other in text.good.others:
            known = {f.id: f for f in other.brief.facts}
            for claim in other.proposal.claims:
                facts = [known[i] for i in claim.fact_ids if i in known]
                if len(facts) == len(claim.fact_ids) and {f.key for f in facts} == set(ours) and _is_of_them(text, facts, ours):
                    return at, claim, facts
    return None


def _is_of_them(text: Text, facts: list[Fact], ours: dict) -> bool:
    """Whether a figure, a day or the name in it is theirs and not ours."""
    numbers, days = said.values(text.brief.facts), said.days_known(text.brief)
    for fact in facts:
        if fact.value == ours[fact.key]:
            continue
        if isinstance(fact.value, str):
            if fact.key in ("name", "champion", "sponsor", "ask", "message"):
                return True
        elif isinstance(fact.value, int | float):
            if abs(fact.value) > 1 and round(abs(float(fact.value))) not in numbers:
                return True
        elif fact.value not in days:
            return True
    return False


def earlier_facts(text: Text, draw: Random) -> Iterator[tuple[int, said.Span, Fact, Fact]]:
    """Where a claim shows a figure that was another one a hundred days ago: claim, place, fact of today, fact of then."""
    if text.good.earlier is None:
        return
    for at, span in figures(text, draw):
        for now in text.facts(text.claims[at]):
            then = text.good.earlier.get(now.key)
            counts = isinstance(now.value, int | float) and then is not None and isinstance(then.value, int | float)
            shows = counts and round(abs(now.value)) == round(abs(span.value))
            if shows and then.id != now.id and then.value > 0 and is_false(text, round(then.value), span):
                yield at, span, now, then


def flipped(text: Text, draw: Random, pairs: tuple[tuple[str, str], ...], *, of: tuple[str, ...] = ()) -> Text | None:
    """With a word for its opposite, outside of quotations; only in claims that cite a fact `of` one of these keys, if any are given."""
    for at in in_turn(text, draw):
        if of and not {f.key for f in text.facts(text.claims[at])} & set(of):
            continue
        sentence = text.claims[at].text
        quoted = [m.span() for m in said.QUOTED.finditer(sentence)]
        for old, new in pairs:
            found = [m for m in re.finditer(rf"\b{old}\b", sentence) if not any(a <= m.start() < b for a, b in quoted)]
            if found:
                m = draw.choice(found)
                return with_text(text, at, sentence[: m.start()] + new + sentence[m.end() :], f"{old} became {new}")
    return None


def shifted(text: Text, draw: Random, move: Callable[[date], date], *, needs_year: bool = False) -> Text | None:
    """With another day in a date's place; none that a fact holds."""
    known = said.days_known(text.brief) | {f.value for f in text.proposal.facts}
    for at in in_turn(text, draw):
        for span in said.dates(text.claims[at].text, text.proposal.as_of.year):
            if span.value not in known or (needs_year and not re.search(r"\d{4}", span.text)):
                continue
            new = move(span.value)
            if new not in known and said.as_like(span, new) != span.text:
                words = said.as_like(span, new)
                return with_text(text, at, put(span, text.claims[at].text, words), f"{span.text} became {words}")
    return None
