"""What an error pattern is, and where in a text one may be planted."""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from bench.planted import said
from bench.planted.texts import Text

Plant = Callable[[Text, Random], Text | None]

CLASSES = (
    "wrong number",
    "swapped account",
    "stale fact",
    "wrong sign",
    "invented name",
    "invented feature",
    "wrong date",
    "unauthorised discount",
)


class Pattern(NamedTuple):
    """One way in which a draft goes wrong."""

    kind: str
    """One of `CLASSES`."""
    name: str
    plant: Plant
    """The text with the error, or None where this text has no place for it, or where it would be true by chance."""
    frozen: bool = True
    """Whether whoever works on the gates may know it; the others are run only once the gates are frozen."""


ROUGHLY_OFF = 0.15
"""A figure that the text itself calls rough is wrong only if it is off by more."""
CLOSE = 0.05
"""Nor is it wrong where it is as close as this to what another fact holds."""


def in_turn(text: Text, draw: Random) -> list[int]:
    """The claims of a text in a drawn order."""
    order = list(range(len(text.claims)))
    draw.shuffle(order)
    return order


def figures(text: Text, draw: Random) -> Iterator[tuple[int, said.Span]]:
    """Every figure of the claims that is a cited fact's value, in a drawn order."""
    for at in in_turn(text, draw):
        known = said.values(text.facts(text.claims[at]))
        spans = said.numbers(text.claims[at].text)
        draw.shuffle(spans)
        for span in spans:
            if _near(abs(span.value), known, 0.06 if span.rough else 0.0):
                yield at, span


def _near(value: float, known: set[float], share: float) -> bool:
    return any(abs(value - k) <= max(share * abs(k), 1e-9) for k in known)


def is_false(text: Text, value: float, span: said.Span) -> bool:
    """Whether no fact of the brief holds this number, and it is no rounding of the one it stands for."""
    known = said.values(text.brief.facts)
    far = abs(value - span.value) > ROUGHLY_OFF * abs(span.value) if span.rough else value != span.value
    return far and not _near(abs(value), known, CLOSE if span.rough else 0.0) and round(abs(value)) not in known


def shown(value: float, like: str) -> str:
    """A number written like another: with a comma, decimals and sign as that one has them."""
    places = len(like.partition(".")[2])
    return ("+" if like.startswith("+") else "") + f"{value:,.{places}f}"


def put(span: said.Span, sentence: str, new: str) -> str:
    """The sentence with other words at a place."""
    return sentence[: span.start] + new + sentence[span.end :]


def pick(draw: Random, words: tuple[str, ...], text: Text) -> str | None:
    """One of the words that no fact of this account holds; None where all are known."""
    known = said.words_known(text.brief)
    free = [w for w in words if w.lower() not in known and not any(part.lower() in known for part in w.split() if len(part) > 3)]
    return draw.choice(free) if free else None


def of_use_alone(text: Text, at: int) -> tuple[float, float] | None:
    """Uses now and before, where a claim is about them and nothing else; None where it is not."""
    facts = {f.key: f.value for f in text.facts(text.claims[at])}
    alone = set(facts) <= {"usage_4w", "usage_prev_4w", "usage_change", "name"}
    return (facts["usage_4w"], facts["usage_prev_4w"]) if alone and {"usage_4w", "usage_prev_4w"} <= set(facts) else None


def is_letter(text: Text) -> bool:
    """Whether it goes to a customer."""
    return text.proposal.kind == "message"


def ends_with(sentence: str, tail: str) -> str:
    """The sentence with something more before its full stop."""
    said_so = sentence[:-1] + tail if sentence.endswith(".") else sentence + tail
    return said_so if said_so.endswith(".") or not sentence.endswith(".") else said_so + "."
