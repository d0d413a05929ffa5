"""Where the last set of error patterns puts a sentence, and what it knows of an account."""

import re
from collections.abc import Iterator
from random import Random

from bench.planted import said
from bench.planted.pattern import in_turn, is_letter, of_use_alone
from bench.planted.texts import Text, added, with_text
from cs_core.records import Fact


def known(text: Text, key: str) -> Fact | None:
    """The first of the brief's facts of that key."""
    return next((f for f in text.brief.facts if f.key == key), None)


def number(text: Text, key: str) -> float | None:
    """What that fact holds, if it is a number."""
    fact = known(text, key)
    return fact.value if fact is not None and isinstance(fact.value, int | float) and not isinstance(fact.value, bool) else None


def to_whom(text: Text, line: str) -> str:
    """The line as it is said to a customer, or of one in a note to a colleague."""
    if is_letter(text):
        return line
    told = re.sub(r"\b(for|from|of|to|with|lets?|costs?|put|help|told|bring) you\b", r"\1 them", line)
    for ours, theirs in (("your", "their"), ("yours", "theirs"), ("you", "they")):
        told = re.sub(rf"\b{ours}\b", theirs, told)
        told = re.sub(rf"\b{ours.capitalize()}\b", theirs.capitalize(), told)
    return told


def concluded(text: Text, draw: Random, lines: tuple[str, ...] | str, keys: tuple[str, ...], why: str) -> Text | None:
    """A sentence after the last claim, which in most cases cites the facts that it gets wrong."""
    if not text.claims:
        return None
    line = to_whom(text, lines if isinstance(lines, str) else draw.choice(lines))
    ids = tuple(f.id for f in (known(text, key) for key in keys) if f is not None) if draw.random() < 0.7 else ()
    return added(text, line, ids, f"{why}: {line}")


def of_use(text: Text, draw: Random) -> Iterator[tuple[int, float, float]]:
    """(place, uses now, uses before) of the claims that are about both and nothing else."""
    for at in in_turn(text, draw):
        found = of_use_alone(text, at)
        if found is not None and found[0] and found[1]:
            yield at, *found


def followed(text: Text, at: int, line: str, why: str) -> Text | None:
    """A claim that says one sentence more."""
    line = to_whom(text, line)
    return with_text(text, at, f"{text.claims[at].text} {line}", f"{why}: {line}")


def days_said(text: Text, draw: Random) -> Iterator[tuple[int, said.Span]]:
    """The days in the claims that a fact of the brief holds."""
    days = said.days_known(text.brief)
    for at in in_turn(text, draw):
        for span in said.dates(text.claims[at].text, text.proposal.as_of.year):
            if span.value in days:
                yield at, span


def instead_of_on(text: Text, at: int, span: said.Span, words: str) -> Text | None:
    """Other words for "on 3 June 2026"; None where the day does not follow on "on"."""
    told = text.claims[at].text
    start = re.search(r"\bon $", told[: span.start], re.IGNORECASE)
    if start is None:
        return None
    words = words[0].upper() + words[1:] if start[0][0] == "O" else words
    return with_text(text, at, told[: start.start()] + words + told[span.end :], f"{span.text} became {words}")


def stands_alone(text: Text, at: int, span: said.Span) -> bool:
    """Whether no other words are bound to the figure: a share, an amount, an article, "5 of 10"."""
    before, after = text.claims[at].text[: span.start], text.claims[at].text[span.end :]
    bound = re.search(r"(?:€|\$|[A-Z]{3} |\b(?:of|the|your|their|all|those|these|between|and|every) )$", before, re.IGNORECASE)
    return not bound and not re.match(r"\s?%|-|\s(?:of|per|percent|EUR|USD|GBP|euros)\b|\.\d", after) and not span.rough


def others_people(text: Text) -> list[tuple[str, str]]:
    """(name, address) of the people of other accounts, whose names and addresses our own brief does not hold."""
    ours = said.words_known(text.brief)
    found = {str(f.value) for o in text.good.others for f in o.brief.facts if f.key == "contact"}
    people = sorted((name, mail.rstrip(">")) for name, _, mail in (f.partition(" <") for f in found) if mail)
    return [(name, mail) for name, mail in people if name.lower() not in ours and mail.partition("@")[2].lower() not in ours]


def given_name_greeted(text: Text) -> tuple[str, str] | None:
    """(greeting, name) of a letter that begins "Hello Graham,"."""
    found = re.match(r"(Hello|Hi|Dear) ([^\W\d_]{4,}),\n", text.proposal.body)
    return (found[1], found[2]) if found and is_letter(text) else None
