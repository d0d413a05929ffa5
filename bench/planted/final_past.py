"""A last set of errors that tell the past as the present: whoever works on the gates does not read this."""

from random import Random

from bench.planted import final_words as w
from bench.planted import said
from bench.planted.final_places import concluded, known, number, to_whom
from bench.planted.fresh_places import anywhere
from bench.planted.pattern import figures, is_letter, put, shown
from bench.planted.texts import Text, with_text


def old_release_as_news(text: Text, draw: Random) -> Text | None:
    """A release that was out a hundred days ago, told as today's news."""
    now, then = known(text, "release"), text.good.earlier.get("release") if text.good.earlier else None
    days = (text.proposal.as_of - then.observed_at).days if then is not None else 0
    if now is None or days < 60 or str(then.value) in text.proposal.body:
        return None
    line = draw.choice(w.JUST_OUT).format(then.value)
    return concluded(text, draw, line, ("release",), f"it was out on {then.observed_at}")


def seats_of_last_year(text: Text, draw: Random) -> Text | None:
    """The seats of a former term in the place of today's."""
    seats = number(text, "seats")
    was = {f.value for f in text.brief.facts if f.key == "seats_were" and f.value}
    for at, span in figures(text, draw):
        facts = text.facts(text.claims[at])
        free = sorted(was - said.values(facts))
        if seats and span.value == seats and free and any(f.key == "seats" for f in facts):
            new = shown(draw.choice(free), span.text)
            return with_text(text, at, put(span, text.claims[at].text, new), f"{span.text} became {new}, the seats of a former term")
    return None


def gone_in_charge(text: Text, draw: Random) -> Text | None:
    """Whoever was the champion a hundred days ago is told as the one in charge."""
    then = text.good.earlier.get("champion") if text.good.earlier else None
    if then is None or any(f.value == then.value for f in text.brief.facts if f.key == "champion") or then.value in text.proposal.body:
        return None
    line = to_whom(text, draw.choice(w.GONE_IN_CHARGE).format(then.value))
    return anywhere(text, draw, line, f"champion no more: {line}")


def last_month_as_this(text: Text, draw: Random) -> Text | None:
    """The four weeks before told as the current ones."""
    now, before = number(text, "usage_4w"), number(text, "usage_prev_4w")
    if not now or not before or abs(now - before) < 0.1 * before:
        return None
    line = draw.choice(w.THIS_MONTH).format(f"{before:,.0f}")
    return concluded(text, draw, line, (draw.choice(("usage_4w", "usage_prev_4w")),), f"{before:g} then, {now:g} now")


def ticket_closed(text: Text, draw: Random) -> Text | None:
    """A ticket that was open a hundred days ago and is no longer."""
    then = text.good.earlier.get("ticket") if text.good.earlier else None
    if then is None or str(then.value).lower() in said.words_known(text.brief) or number(text, "open_tickets"):
        return None
    line = draw.choice(w.TICKET_OPEN).format(str(then.value).rstrip("."))
    return concluded(text, draw, line, ("open_tickets",), "it is closed")


def talked_recently(text: Text, draw: Random) -> Text | None:
    """A talk of months ago, told as one of the other day."""
    last = known(text, "last_touch_on")
    days = [number(text, "champion_silent_days"), number(text, "days_since_touch")]
    if last is None or not is_letter(text) or (text.proposal.as_of - last.value).days < 120 or min(d for d in days if d is not None) < 60:
        return None
    return concluded(text, draw, w.RECENTLY, ("last_touch_on",), f"the last talk was on {last.value}")


def called_beginners(text: Text, draw: Random) -> Text | None:
    """A customer of years is told that they have only just begun."""
    since = known(text, "customer_on")
    if since is None or (text.proposal.as_of - since.value).days < 400:
        return None
    return concluded(text, draw, w.BEGINNERS, ("customer_on",), f"customer since {since.value}")


def seen_yesterday(text: Text, draw: Random) -> Text | None:
    """Last seen weeks ago, told as yesterday."""
    days = number(text, "days_since_event")
    if days is None or days < 14:
        return None
    return concluded(text, draw, w.YESTERDAY, ("last_event_on",), f"last seen {days:g} days ago")


def by_now(text: Text, draw: Random) -> Text | None:
    """A count of a hundred days ago, told with "by now"."""
    lines = {
        "features_4w": "By now {} features are in use.",
        "tickets_90d": "Your people sent us {} tickets of late.",
        "active_users_4w": "By now {} of your people work with it.",
        "utilisation": "By now {} % of the seats are in use.",
    }
    found = []
    for key, line in lines.items():
        now, then = number(text, key), text.good.earlier.get(key) if text.good.earlier else None
        if now is not None and then is not None and then.value >= 2 and abs(then.value - now) > 0.15 * max(now, then.value):
            found.append((line.format(f"{then.value:.0f}"), key, now))
    if not found:
        return None
    line, key, now = draw.choice(found)
    return concluded(text, draw, line, (key,), f"{key} is {now:g} now")


def renewal_behind_us(text: Text, draw: Random) -> Text | None:
    """A renewal that has taken place, told as the next."""
    now, then = known(text, "renewal_on"), text.good.earlier.get("renewal_on") if text.good.earlier else None
    if now is None or then is None or then.value >= now.value or then.value > text.proposal.as_of:
        return None
    line = draw.choice(w.RENEWAL_GONE).format(said.day(then.value, text.proposal.as_of, draw))
    return concluded(text, draw, line, ("renewal_on",), f"the next is on {now.value}")
