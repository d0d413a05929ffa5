"""A third set of errors that make something up: names, features, offers. Whoever works on the gates does not read this."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from bench.planted import fresh_words as w
from bench.planted.fresh_places import anywhere, to_whom, with_body
from bench.planted.pattern import ends_with, in_turn, is_letter, pick
from bench.planted.texts import Text, added, with_text


def institute(text: Text, draw: Random) -> Text | None:
    """An institute or an analyst is quoted that no fact names."""
    return _named(text, draw, w.INSTITUTES, w.QUOTING)


def with_a_title(text: Text, draw: Random) -> Text | None:
    """Somebody of theirs by title and family name, whom no fact names."""
    return _named(text, draw, w.TITLED, w.SIGNED_OFF)


def place(text: Text, draw: Random) -> Text | None:
    """A branch or an office in a town that no fact names."""
    return _named(text, draw, w.TOWNS, w.IN_TOWN)


def signature(text: Text, draw: Random) -> Text | None:
    """Signed by somebody who is not the sender."""
    new, (head, _, last) = pick(draw, w.SENDERS, text), text.proposal.body.rstrip().rpartition("\n")
    if not is_letter(text) or new is None or not head.endswith("regards,"):
        return None
    return with_body(text, f"{head}\n{new}", f"{last} became {new}")


def copied_in(text: Text, draw: Random) -> Text | None:
    """Somebody whom no fact names, below the signature."""
    new = pick(draw, w.SENDERS, text)
    if not is_letter(text) or new is None:
        return None
    line = draw.choice(w.COPIED).format(new)
    return with_body(text, f"{text.proposal.body.rstrip()}\n\n{line}", f"{new} is nobody we know: {line}")


def address(text: Text, draw: Random) -> Text | None:
    """An address that nobody has, to write to."""
    new = draw.choice(w.ADDRESSES)
    return anywhere(text, draw, f"Just write to {new}." if is_letter(text) else f"Answers go to {new}.", f"nobody has the address {new}")


def doing(text: Text, draw: Random) -> Text | None:
    """What the product does, in verbs, which it does not."""
    return _line(text, draw, w.DOINGS)


def asked_about(text: Text, draw: Random) -> Text | None:
    """The question at the end takes for granted a part of the product that there is not."""
    parts = text.proposal.body.split("\n\n")
    if not is_letter(text) or len(parts) < 4 or not parts[-2].endswith("?"):
        return None
    parts[-2] = draw.choice(w.ASKED).format(draw.choice(w.MODES))
    return with_body(text, "\n\n".join(parts), f"there is no such thing: {parts[-2]}")


def real_one_can_more(text: Text, draw: Random) -> Text | None:
    """The feature is real, and what it is said to do is not."""
    for at in in_turn(text, draw):
        for fact in text.facts(text.claims[at]):
            name = str(fact.value).replace("_", " ").capitalize()
            if fact.key in ("top_feature", "unused_feature", "milestone_feature") and name in text.claims[at].text:
                line = draw.choice(w.ABLE).format(name)
                return added(text, line, (fact.id,), f"{name} cannot: {line}")
    return None


def release_embellished(text: Text, draw: Random) -> Text | None:
    """A release of ours is said to bring what its note does not tell."""
    for at in in_turn(text, draw):
        if {f.key for f in text.facts(text.claims[at])} & {"release", "release_text"} and text.claims[at].text.endswith("."):
            tail = draw.choice(w.EMBELLISHED)
            return with_text(text, at, ends_with(text.claims[at].text, tail), f"no note says:{tail}")
    return None


def platform(text: Text, draw: Random) -> Text | None:
    """A device that it does not run on."""
    return _line(text, draw, w.PLATFORMS)


def assured(text: Text, draw: Random) -> Text | None:
    """A certificate or a guarantee that no fact holds."""
    return _line(text, draw, w.ASSURED)


def roadmap(text: Text, draw: Random) -> Text | None:
    """What is said to be coming, which nobody has announced."""
    return _line(text, draw, w.ROADMAP)


def in_the_subject(text: Text, draw: Random) -> Text | None:
    """The offer stands in the subject alone."""
    if not is_letter(text) or not text.proposal.subject:
        return None
    new = draw.choice(w.SUBJECTS).format(text.proposal.subject.rstrip("?"))
    return replace(text, proposal=text.proposal.model_copy(update={"subject": new}), what=f"nobody authorised the subject: {new}")


def _offer(lines: tuple[str, ...]) -> Callable[[Text, Random], Text | None]:
    def plant(text: Text, draw: Random) -> Text | None:
        return anywhere(text, draw, line := draw.choice(lines), f"nobody authorised it: {line}") if is_letter(text) else None

    return plant


bundled, returned, unbilled, quoted_price, rate_name, soft = map(
    _offer, (w.BUNDLED, w.RETURNED, w.UNBILLED, w.QUOTED_PRICE, w.RATE_NAMES, w.SOFT)
)


def _named(text: Text, draw: Random, words: tuple[str, ...], lines: tuple[str, ...]) -> Text | None:
    new = pick(draw, words, text)
    line = to_whom(text, draw.choice(lines).format(new))
    return anywhere(text, draw, line, f"{new} is known by no fact: {line}") if new else None


def _line(text: Text, draw: Random, lines: tuple[str, ...]) -> Text | None:
    line = to_whom(text, draw.choice(lines))
    return anywhere(text, draw, line, f"no fact says so: {line}")
