"""Calendars: the events of an ics file with who was invited; of one that repeats, each time up to the day of the import."""

import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from pathlib import PurePosixPath

import polars as pl
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from cs_core.context.sources.cells import Bad, decoded
from cs_core.context.sources.table import Table, col

DAY = timedelta(days=1)
MOST_TIMES = 1000
"""Of one event that repeats: the newest so many."""
TABLES = (
    Table(
        "calendar", "event", "meeting", ("ics_uid", "ics_start", "ics_attendees"), ("ics_uid",),
        {
            "kind": col("ics_kind"), "status": col("ics_status", words={}), "held_at": col("ics_start"), "minutes": col("ics_minutes"),
            "held_by": col("ics_organizer"), "title": col("ics_title"), "attendees": col("ics_attendees"),
        },
        ("ics_written",),
        needs=("held_at",),
    ),
)  # fmt: skip
COLUMNS = (
    "_row", "ics_uid", "ics_start", "ics_minutes", "ics_status", "ics_organizer", "ics_title", "ics_attendees", "ics_written", "ics_kind",
)  # fmt: skip
NOT_SIMPLE = {"BYDAY": {"BYMONTHDAY"}, "DAILY": {"BYMONTHDAY", "BYMONTH"}, "WEEKLY": {"BYMONTHDAY", "BYMONTH"}}
"""Parts that are not counted out together with another: nobody's meeting needs them, and some never come about."""
SIMPLE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


class _NoMeetingError(Exception):
    """Why an event is no row."""


def read_calendar(raw: bytes, path: PurePosixPath, now: datetime) -> tuple[pl.DataFrame, list[Bad]]:
    """One row an event and time, times in UTC; `_row` is the line of its BEGIN. What begins after `now` is ``scheduled``, not held."""
    lines = decoded(raw).replace("\r\n", "\n").split("\n")
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines[:20]):
        raise ValueError("not understood: it is no calendar (no BEGIN:VCALENDAR): export the calendar as ics again")
    own_zone = _own_zone(lines)
    rows, bad, events = [], [], []
    for line, text in _blocks(lines, "VEVENT"):
        try:
            events.append((line, text, Event.from_ical(text)))
        except (ValueError, KeyError, IndexError):
            bad.append(Bad(line, "malformed event: it cannot be read", text))
    single = [event for _, _, event in events if _is_set(event, "RECURRENCE-ID")]
    moved = {(str(event.get("UID")), _utc(event["RECURRENCE-ID"].dt, own_zone)) for event in single}
    for line, text, event in events:
        try:
            rows += [(line, *row) for row in _rows(event, own_zone, now, moved)]
        except _NoMeetingError as error:
            bad.append(Bad(line, str(error), text))
        except (ValueError, OverflowError):
            bad.append(Bad(line, "malformed event: its times cannot be read", text))
    schema = {c: pl.Int64() if c == "_row" else pl.String() for c in COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row"), bad


def _own_zone(lines: list[str]):
    """The zone of times that name none: the calendar's own; its zones of its own making are made known on the way."""
    zones = "\n".join(text for _, text in _blocks(lines, "VTIMEZONE"))
    named = next((line.partition(":")[2].strip() for line in lines if line.upper().startswith("X-WR-TIMEZONE:")), "UTC")
    with suppress(ValueError, KeyError):
        # A zone that cannot be read is an unknown one: events that name it are refused, no others.
        Calendar.from_ical(f"BEGIN:VCALENDAR\n{zones}\nEND:VCALENDAR\n")
    zone = Event.from_ical(f'BEGIN:VEVENT\nDTSTART;TZID="{named}":20260101T000000\nEND:VEVENT')["DTSTART"].dt.tzinfo
    return zone or UTC


def _blocks(lines: list[str], kind: str) -> Iterator[tuple[int, str]]:
    """(line number, text) of each such part; one whose end is missing goes on to the next, and is told apart by that."""
    begun = None
    for n, line in enumerate([*lines, f"BEGIN:{kind}"]):
        word = line.strip().upper()
        if word == f"BEGIN:{kind}":
            if begun is not None:
                yield begun + 1, "\n".join(lines[begun:n])
            begun = n
        elif word == f"END:{kind}" and begun is not None:
            yield begun + 1, "\n".join(lines[begun : n + 1]) + "\n"
            begun = None


def _rows(event: Event, own_zone, now: datetime, moved: set) -> Iterator[tuple]:
    for name in event.errors:
        raise _NoMeetingError(f"malformed event: its {name[0]} cannot be read")
    if not _is_set(event, "DTSTART"):
        raise _NoMeetingError("malformed event: no DTSTART")
    who, start = _people(event), _local(event["DTSTART"], own_zone)
    if not who:
        raise _NoMeetingError("not needed: it names nobody but its owner: no meeting")
    uid, over = str(event.get("UID") or ""), _is_set(event, "RECURRENCE-ID")
    if not uid:
        raise _NoMeetingError("malformed event: no UID")
    repeats = _is_set(event, "RRULE") and not over
    times = _times(event, start, now) if repeats else [start]
    for at in times:
        utc = _utc(at, own_zone)
        if repeats and (uid, utc) in moved:
            continue
        own = _utc(event["RECURRENCE-ID"].dt, own_zone) if over else utc
        key = f"{uid}/{own:%Y%m%dT%H%M%SZ}" if repeats or over else uid
        yield (key, f"{utc:%Y-%m-%dT%H:%M:%S}", *_told(event, who, utc, now))


def _told(event: Event, who: list[str], at: datetime, now: datetime) -> tuple:
    """Minutes, status, organiser, title, attendees, when it was known, kind."""
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    status = "cancelled" if cancelled else "scheduled" if at > now else str(event.get("STATUS") or "confirmed").lower()
    private = str(event.get("CLASS", "PUBLIC")).upper() in ("PRIVATE", "CONFIDENTIAL")
    written = next((_utc(event[name].dt, UTC) for name in ("LAST-MODIFIED", "CREATED") if _is_set(event, name)), None)
    # That it took place is known once it has begun, however early it was written.
    known = written if at > now or cancelled else max(written or at, at)
    organizer = event.get("ORGANIZER")
    name = (organizer.params.get("CN") or _address(organizer)) if organizer is not None and not isinstance(organizer, list) else None
    title = None if private else " ".join(str(event.get("SUMMARY") or "").split()) or None
    return _minutes(event), status, name, title, ";".join(who), f"{known:%Y-%m-%dT%H:%M:%S}" if known else None, "meeting"


def _people(event: Event) -> list[str]:
    """Addresses of who was invited and did not decline, the organiser among them; none where nobody else was."""
    found = event.get("ATTENDEE", [])
    guests = [a for a in (found if isinstance(found, list) else [found]) if str(a.params.get("PARTSTAT", "")).upper() != "DECLINED"]
    people = [_address(a) for a in guests if str(a.params.get("CUTYPE", "INDIVIDUAL")).upper() in ("INDIVIDUAL", "UNKNOWN")]
    organizer = [_address(event["ORGANIZER"])] if people and _is_set(event, "ORGANIZER") else []
    both = [address for address in dict.fromkeys([*people, *organizer]) if "@" in address]
    return both if len(both) > 1 else []


def _address(value) -> str:
    return re.sub(r"^mailto:", "", str(value).strip(), flags=re.IGNORECASE).replace(";", "").lower()


def _is_set(event: Event, name: str) -> bool:
    return name in event and not isinstance(event[name], list) and (name in ("RRULE", "ORGANIZER") or hasattr(event[name], "dt"))


def _local(start, own_zone) -> date | datetime:
    named = start.params.get("TZID")
    if isinstance(start.dt, datetime) and start.dt.tzinfo is None:
        if named:
            raise _NoMeetingError(f"malformed event: its time zone {named} is unknown")
        return start.dt.replace(tzinfo=own_zone)
    return start.dt


def _utc(at: date | datetime, own_zone) -> datetime:
    """Naive UTC; a whole day begins at midnight UTC."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time())
    return at.replace(tzinfo=at.tzinfo or own_zone).astimezone(UTC).replace(tzinfo=None)


def _minutes(event: Event) -> str | None:
    start, end, lasts = event["DTSTART"].dt, event.get("DTEND"), event.get("DURATION")
    span = lasts.dt if isinstance(getattr(lasts, "dt", None), timedelta) else None
    if span is None and isinstance(getattr(end, "dt", None), datetime) and isinstance(start, datetime):
        if (end.dt.tzinfo is None) != (start.tzinfo is None):
            return None
        span = end.dt - start
    minutes = span.total_seconds() / 60 if span and isinstance(start, datetime) else None
    return str(minutes) if minutes and minutes > 0 else None


def _times(event: Event, start: date | datetime, now: datetime) -> list[date | datetime]:
    """Each time of an event that repeats, up to `now`, by the wall clock of its zone; without the ones that were taken out."""
    rule = event["RRULE"]
    if why := _not_simple(rule, start):
        raise _NoMeetingError(f"malformed event: how it repeats is not understood ({why}): export it as single events")
    until = rule.get("UNTIL", [None])[0]
    rule.pop("UNTIL", None)
    zone = start.tzinfo if isinstance(start, datetime) else None
    first = start.replace(tzinfo=None) if zone else datetime.combine(start, time())
    last = now if until is None else min(now, min(now, _utc(until, zone or UTC)) + timedelta(days=not isinstance(until, datetime)))
    out = {_utc(d.dt if not isinstance(d.dt, datetime) or d.dt.tzinfo else d.dt.replace(tzinfo=zone), UTC) for d in _without(event)}
    most = MOST_TIMES + len(out)
    wall = rrulestr(rule.to_ical().decode(), dtstart=_near(rule, first, last, most))
    each = takewhile(lambda at: last - at > DAY or _utc(at.replace(tzinfo=zone), UTC) <= last, wall)
    kept = [at for at in deque(each, maxlen=most) if _utc(at.replace(tzinfo=zone), UTC) not in out][-MOST_TIMES:]
    return [at.replace(tzinfo=zone) if zone else at.date() for at in kept]


def _near(rule, first: datetime, last: datetime, most: int) -> datetime:
    """A later day to count from: of what repeats by days or weeks the times are the same from there on, `most` or more up to `last`."""
    if "COUNT" in rule or str(rule["FREQ"][0]).upper() not in ("DAILY", "WEEKLY"):
        return first
    again = 7 * rule.get("INTERVAL", [1])[0]  # the same weekday, and one of the rule's own days or weeks
    return first + DAY * (again * max((last - first).days // again - most - 1, 0))


def _without(event: Event) -> list:
    found = event.get("EXDATE", [])
    return [d for part in (found if isinstance(found, list) else [found]) for d in getattr(part, "dts", [])]


def _not_simple(rule, start: date | datetime) -> str:
    """Why a rule is left alone: an unusual part, more often than daily, a step of none, or one that its own first day does not fit."""
    parts = {str(name).upper(): values for name, values in rule.items()}
    often = str(parts.get("FREQ", [""])[0]).upper()
    stuck = [f"{name}={n}" for name in ("INTERVAL", "COUNT") for n in parts.get(name, ()) if n < 1]
    odd = stuck or sorted((set(parts) - SIMPLE) | {a for name in (often, *parts) for a in NOT_SIMPLE.get(name, set()) & set(parts)})
    if odd or often not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        return ", ".join(odd) or f"FREQ={often}"
    counts = [*parts.get("BYSETPOS", ()), *(int(re.sub(r"[^\d-]", "", str(day)) or 1) for day in parts.get("BYDAY", ()))]
    far = [n for n in counts if abs(n) > 5]
    misses = start.month not in map(int, parts.get("BYMONTH", [start.month])) or not {start.day, -1} & set(parts.get("BYMONTHDAY", [-1]))
    return "a count beyond the fifth" if far else "it does not begin on one of its own days" if misses else ""
