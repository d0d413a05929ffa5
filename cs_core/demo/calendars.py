"""The team's calendars, one ics file a person: the last quarter as it was planned, and what is planned for the next weeks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from cs_core.demo import vendor
from cs_core.demo.people import Contact
from cs_core.demo.touches import CALENDAR_DAYS, MINUTES, Booking
from cs_core.demo.weeks import next_workday
from cs_core.demo.world import World
from cs_core.records import key_of

WIDTH = 74
"""Characters of a line of an ics file; what is longer goes on in the next one after a space."""


def calendars(w: World, booked: list[Booking], end: date) -> dict[str, str]:
    """File name -> calendar. Each names its owner's time zone; one event in them has lost its beginning."""
    events: dict[str, list[list[str]]] = {m.name: [_weekly(end)] for m in vendor.TEAM}
    for member, event in _met(w, booked):
        events[member.name].append(event)
    for member, event in _planned(w):
        events[member.name].append(event)
    for member, row in zip(vendor.TEAM, vendor.team(end), strict=True):
        if row["leave_from"]:
            events[member.name].append(_leave(member, row))
    whole = events[vendor.TEAM[0].name]
    whole.append([line for line in whole[-1] if not line.startswith("DTSTART")])
    return {f"{m.email.split('@')[0]}.ics": _calendar(m, events[m.name]) for m in vendor.TEAM}


def _met(w: World, booked: list[Booking]) -> Iterator[tuple[vendor.Member, list[str]]]:
    """What took place or was cancelled. Whom nobody came to was deleted; a few calls were never in a calendar.

    The first review of each member was a day on site, which the calendar holds as a whole day.
    """
    rng, on_site = w.rng("calendars"), set()
    for b, roll in zip(booked, rng.random(len(booked)), strict=True):
        t = b.touch
        if t.to is None or b.outcome == "No show" or w.weeks.end - t.day >= CALENDAR_DAYS or (b.logged and roll < 0.1):
            continue
        whole = t.purpose == "Business review" and b.outcome == "Completed" and t.by.name not in on_site
        on_site |= {t.by.name} if whole else set()
        title = f"{'On site' if whole else t.purpose}: {w.who.name[t.account]}"
        more = ["STATUS:CANCELLED"] if b.outcome == "Canceled" else ["STATUS:CONFIRMED"]
        guests = [t.to, *_sponsor(w, b)]
        yield t.by, _event(t.by, title, b.at, None if whole else b.minutes, guests, more, written=b.at - int(4 + 9 * roll) * 86_400)


def _sponsor(w: World, b: Booking) -> list[Contact]:
    """The sponsor also comes to reviews and renewals, where there is one."""
    here = [w.people.contacts[at] for at in w.people.of[b.touch.account][1:2]]
    asked = b.touch.purpose in ("Business review", "Renewal")
    return [p for p in here if asked and p != b.touch.to and p.role == 1 and p.since <= b.touch.week < p.left]


def _planned(w: World) -> Iterator[tuple[vendor.Member, list[str]]]:
    """Meetings of the next three weeks: before most renewals of owned accounts, and now and then without a reason."""
    rng, last = w.rng("planned"), w.weeks.count - 1
    renews = w.renewal() - w.weeks.end
    soon = (renews <= 60) & ~w.who.monthly
    rolls = rng.random(w.who.size)
    for account in np.flatnonzero((w.who.owner >= 0) & w.live() & (rolls < np.where(soon, 0.6, 0.06))).tolist():
        to = w.people.champion(account, last) or w.people.someone(account, last, account)
        if to is None:
            continue
        purpose = "Renewal" if soon[account] else "Check-in"
        day = next_workday(w.weeks.end + 1 + int(rng.integers(0, 20)))
        member = vendor.TEAM[int(w.who.owner[account])]
        at, written = day * 86_400 + 900 * int(rng.integers(34, 62)), (w.weeks.end - int(rng.integers(1, 12))) * 86_400 + 36_000
        title = f"{purpose}: {w.who.name[account]}"
        yield member, _event(member, title, at, MINUTES.get(purpose, 30), [to], ["STATUS:CONFIRMED"], written=written)


def _event(
    owner: vendor.Member, title: str, at: int, minutes: int | None, guests: list[Contact], more: list[str], *, written: int
) -> list[str]:
    """The lines of an event with customers; without minutes it lasts the whole day."""
    begins = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(owner.zone))
    if minutes is None:
        when = [f"DTSTART;VALUE=DATE:{begins:%Y%m%d}", f"DTEND;VALUE=DATE:{begins + timedelta(days=1):%Y%m%d}"]
    else:
        when = [f"{name};TZID={owner.zone}:{moment:%Y%m%dT%H%M%S}" for name, moment in _span(begins, minutes)]
    told = f"{datetime.fromtimestamp(written, UTC):%Y%m%dT%H%M%SZ}"
    return [
        f"UID:{key_of(owner.email, at, title)}@{vendor.DOMAIN}", f"DTSTAMP:{told}", f"LAST-MODIFIED:{told}", *when,
        f"SUMMARY:{_escaped(title)}", f"ORGANIZER;CN={owner.name}:mailto:{owner.email}",
        *(f"ATTENDEE;CN={_quoted(p.name)};PARTSTAT=ACCEPTED:mailto:{p.email}" for p in guests), *more,
    ]  # fmt: skip


def _span(begins: datetime, minutes: int) -> tuple[tuple[str, datetime], ...]:
    return ("DTSTART", begins), ("DTEND", begins + timedelta(minutes=minutes))


def _weekly(end: date) -> list[str]:
    """The team's own hour on Mondays, which everybody has in their calendar; it was left out once."""
    first = end - timedelta(days=CALENDAR_DAYS)
    first += timedelta(days=-first.weekday() % 7)
    host, zone = vendor.TEAM[0], vendor.TEAM[0].zone
    return [
        f"UID:weekly@{vendor.DOMAIN}", f"DTSTAMP:{first:%Y%m%d}T070000Z", f"LAST-MODIFIED:{first:%Y%m%d}T070000Z",
        f"DTSTART;TZID={zone}:{first:%Y%m%d}T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO",
        f"EXDATE;TZID={zone}:{first + timedelta(weeks=5):%Y%m%d}T090000", "SUMMARY:Customer success weekly",
        f"ORGANIZER;CN={host.name}:mailto:{host.email}",
        *(f"ATTENDEE;CN={m.name};PARTSTAT=ACCEPTED:mailto:{m.email}" for m in vendor.TEAM), "STATUS:CONFIRMED",
    ]  # fmt: skip


def _leave(member: vendor.Member, row: dict) -> list[str]:
    """Days off: an event that names nobody else."""
    first, last = date.fromisoformat(row["leave_from"]), date.fromisoformat(row["leave_to"]) + timedelta(days=1)
    return [
        f"UID:leave-{member.email}", f"DTSTAMP:{first:%Y%m%d}T070000Z", f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last:%Y%m%d}", f"SUMMARY:{member.name.split()[0]} on leave", "TRANSP:OPAQUE",
    ]  # fmt: skip


def _calendar(member: vendor.Member, events: list[list[str]]) -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tarnbeck//Calendar export//EN", f"X-WR-CALNAME:{member.name}"]
    lines = [*head, f"X-WR-TIMEZONE:{member.zone}"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join(part for line in [*lines, "END:VCALENDAR"] for part in _folded(line)) + "\r\n"


def _folded(line: str) -> list[str]:
    rest = range(WIDTH, len(line), WIDTH - 1)
    return [line[:WIDTH], *(" " + line[at : at + WIDTH - 1] for at in rest)]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _quoted(name: str) -> str:
    return name if name.isascii() else f'"{name}"'
