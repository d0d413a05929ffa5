"""A last set of errors of direction: whoever works on the gates does not read this."""

from random import Random

from bench.planted import final_words as w
from bench.planted.final_places import concluded, followed, known, number, of_use
from bench.planted.pattern import is_letter
from bench.planted.texts import Text


def praised_fall(text: Text, draw: Random) -> Text | None:
    """Praise for use that fell, regret over use that rose."""
    for at, now, before in of_use(text, draw):
        if not 0.85 < now / before < 1.15:
            return followed(text, at, draw.choice(w.PRAISE if now < before else w.PITY), f"{before:g} then, {now:g} now")
    return None


def called_steady(text: Text, draw: Random) -> Text | None:
    """A change of a quarter or more is called none."""
    for at, now, before in of_use(text, draw):
        if not 0.75 < now / before < 1.33:
            return followed(text, at, draw.choice(w.STEADY), f"{before:g} then, {now:g} now")
    return None


def _apart(text: Text, one: str, two: str, points: float) -> float | None:
    a, b = number(text, one), number(text, two)
    return None if a is None or b is None or abs(a - b) < points else a - b


def against_peers(text: Text, draw: Random) -> Text | None:
    """Above the average of similar customers where it is below, or below where it is above."""
    gap = _apart(text, "utilisation", "peer_utilisation", 10)
    lines = w.ABOVE_PEERS if gap is not None and gap < 0 else w.BELOW_PEERS
    why = f"{gap} points from similar ones"
    return None if gap is None else concluded(text, draw, _of_seats(lines, text), ("utilisation", "peer_utilisation"), why)


def _of_seats(lines: tuple[str, ...], text: Text) -> tuple[str, ...]:
    """Said in a way that names what is compared, where the text does not speak of seats."""
    of_them = any(f.key == "utilisation" for c in text.claims for f in text.facts(c))
    return lines if of_them else tuple(line.replace("that is", "the share of your seats in use is") for line in lines)


def pace_of_the_term(text: Text, draw: Random) -> Text | None:
    """Faster than the term goes by where it is slower."""
    gap = _apart(text, "consumed_share", "term_share", 8) if _of_the_contract(text) else None
    lines = w.AHEAD_OF_TERM if gap is not None and gap < 0 else w.BEHIND_TERM
    why = f"{gap} points from the share of the term"
    return None if gap is None else concluded(text, draw, lines, ("consumed_share", "term_share"), why)


def _of_the_contract(text: Text) -> bool:
    """Whether it is about what the contract covers, so that "it" is that."""
    return any(f.key in ("commitment", "consumed", "consumed_by_end") for c in text.claims for f in text.facts(c))


def left_over_or_not(text: Text, draw: Random) -> Text | None:
    """Left over where it would run out, and the other way round."""
    size, end = number(text, "commitment"), number(text, "consumed_by_end")
    if not size or end is None or not _of_the_contract(text) or 0.85 < end / size < 1.15:
        return None
    return concluded(text, draw, w.LEFT_OVER if end > size else w.RUN_OUT, ("commitment", "consumed_by_end"), f"{end:g} of {size:g}")


def all_paid(text: Text, draw: Random) -> Text | None:
    """Paid up, with an invoice overdue."""
    return concluded(text, draw, w.ALL_PAID, ("overdue_invoices",), "one is overdue") if number(text, "overdue_invoices") else None


def price_turned_round(text: Text, draw: Random) -> Text | None:
    """Dearer told as cheaper."""
    now, was = known(text, "seat_price"), [f for f in text.brief.facts if f.key == "price_was"]
    if now is None or not was:
        return None
    then = max(was, key=lambda f: f.observed_at)
    if then.unit != now.unit or abs(then.value - now.value) < 0.02 * now.value:
        return None
    lines = w.CHEAPER if now.value > then.value else w.DEARER
    return concluded(text, draw, lines, ("seat_price", "price_was"), f"{now.value} after {then.value}")


def progress_turned_round(text: Text, draw: Random) -> Text | None:
    """All but done where it has barely begun."""
    share, step = number(text, "milestone_progress"), known(text, "next_milestone")
    if share is None or step is None or 30 < share < 70:
        return None
    lines = w.ALMOST_THERE if share <= 30 else w.BARELY_BEGUN
    lines = tuple(line.replace("that step", f'"{step.value}"').replace("That step", f'"{step.value}"') for line in lines)
    return concluded(text, draw, lines, ("milestone_progress", "next_milestone"), f"{share:.0f} % of it are done")


def silent_or_not(text: Text, draw: Random) -> Text | None:
    """In lively exchange where nobody has written for months, and silent where they wrote last week."""
    days = [d for key in ("champion_silent_days", "days_since_touch") if (d := number(text, key)) is not None]
    inbound = known(text, "last_inbound_on")
    days += [(text.proposal.as_of - inbound.value).days] if inbound is not None else []
    if not days or 10 < min(days) < 90 or not is_letter(text):
        return None
    keys = ("champion_silent_days", "days_since_touch", "last_inbound_on")
    return concluded(text, draw, w.TALKATIVE if min(days) >= 90 else w.SILENT, keys, f"the last word is {min(days):g} days old")
