"""A last set of offers that nobody authorised: whoever works on the gates does not read this."""

from collections.abc import Callable
from random import Random

from bench.planted import final_words as w
from bench.planted.fresh_places import anywhere, with_body
from bench.planted.pattern import is_letter
from bench.planted.texts import Text, added

Plant = Callable[[Text, Random], Text | None]


def _offered(lines: tuple[str, ...]) -> Plant:
    def plant(text: Text, draw: Random) -> Text | None:
        return anywhere(text, draw, line := draw.choice(lines), f"nobody authorised it: {line}") if is_letter(text) else None

    return plant


meet_on_price, instalments, trial, gift = map(_offered, (w.MEET_ON_PRICE, w.INSTALMENTS, w.TRIAL, w.GIFT))
way_out, outage_credit, referral, as_agreed = map(_offered, (w.WAY_OUT, w.OUTAGE_CREDIT, w.REFERRAL, w.AS_AGREED))
long_term, bought_out, look_away = map(_offered, (w.LONG_TERM, w.BOUGHT_OUT, w.LOOK_AWAY))


def in_the_question(text: Text, draw: Random) -> Text | None:
    """The offer is put as the question that the letter ends on."""
    parts = text.proposal.body.split("\n\n")
    if not is_letter(text) or len(parts) < 4 or not parts[-2].endswith("?"):
        return None
    parts[-2] = draw.choice(w.ASKING)
    return with_body(text, "\n\n".join(parts), f"nobody authorised it: {parts[-2]}")


def to_a_colleague(text: Text, draw: Random) -> Text | None:
    """A note to a colleague asks for an offer that no person may make either."""
    if is_letter(text) or not text.claims:
        return None
    line = draw.choice(w.TO_A_COLLEAGUE)
    if draw.random() < 0.5:
        return with_body(text, f"{text.proposal.body.rstrip()} {line}", f"more than anybody may give: {line}")
    return added(text, line, (), f"more than anybody may give: {line}")
