"""Calendars: who met whom and when, by the wall clock of each zone; what repeats is counted out up to today and no further."""

from datetime import date, datetime
from pathlib import PurePosixPath

import polars as pl
import pytest
from dateutil.rrule import rrulestr

from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import snapshot
from cs_core.context.sources import calendar
from cs_core.context.sources.calendar import MOST_TIMES, read_calendar
from tests.exports import NOW, a_crm, import_files, tally

WITH_ADA = "ORGANIZER;CN=Mia Sand:mailto:mia@us.example\nATTENDEE;PARTSTAT=ACCEPTED:mailto:Ada@acme.example\n"
BERLIN = "Europe/Berlin"


def an_event(uid="e1", *, start=f"DTSTART;TZID={BERLIN}:20260320T100000", people=WITH_ADA, more=""):
    return f"BEGIN:VEVENT\nUID:{uid}\n{start}\nSUMMARY:Kick-off\n{people}{more}END:VEVENT\n"


def a_calendar(*events, head=""):
    return ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n" + head + "".join(events) + "END:VCALENDAR\n").replace("\n", "\r\n")


def rows(*events, head="", now=NOW):
    frame, bad = read_calendar(a_calendar(*events, head=head).encode(), PurePosixPath("team.ics"), now)
    return frame.to_dicts(), [(item.row, item.why) for item in bad]


def starts(*events, **options):
    return [row["ics_start"] for row in rows(*events, **options)[0]]


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("DTSTART:20260320T100000Z", "2026-03-20T10:00:00"),
        ("DTSTART;TZID=Europe/Berlin:20260320T100000", "2026-03-20T09:00:00"),
        ("DTSTART;TZID=Europe/Berlin:20260420T100000", "2026-04-20T08:00:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20260420T100000", "2026-04-20T08:00:00"),
        ("DTSTART;TZID=America/New_York:20260320T230000", "2026-03-21T03:00:00"),
        ("DTSTART;VALUE=DATE:20260320", "2026-03-20T00:00:00"),
        ("DTSTART:20260320T100000", "2026-03-20T10:00:00"),
    ],
)
def test_a_start_is_told_in_utc_whatever_zone_it_is_written_in(start, utc):
    assert starts(an_event(start=start)) == [utc]


def test_a_time_without_a_zone_is_of_the_calendars_own_zone():
    assert starts(an_event(start="DTSTART:20260420T100000"), head=f"X-WR-TIMEZONE:{BERLIN}\n") == ["2026-04-20T08:00:00"]


def test_a_zone_of_the_calendars_own_making_is_understood_and_an_unknown_one_is_refused():
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Head office\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530\n"
        "END:STANDARD\nEND:VTIMEZONE\n"
    )
    assert starts(an_event(start="DTSTART;TZID=Head office:20260420T100000"), head=zone) == ["2026-04-20T04:30:00"]
    found, bad = rows(an_event(start="DTSTART;TZID=Mars/Base:20260420T100000"))
    assert (found, bad) == ([], [(4, "malformed event: its time zone Mars/Base is unknown")])


def test_a_weekly_meeting_keeps_its_hour_over_the_change_of_clocks_and_stops_today():
    weekly = an_event(more="RRULE:FREQ=WEEKLY;BYDAY=FR\nEXDATE;TZID=Europe/Berlin:20260410T100000\n")
    now = datetime(2026, 4, 17, 12)
    assert starts(weekly, now=now) == ["2026-03-20T09:00:00", "2026-03-27T09:00:00", "2026-04-03T08:00:00", "2026-04-17T08:00:00"]
    assert starts(weekly, now=datetime(2026, 4, 17, 7)) == ["2026-03-20T09:00:00", "2026-03-27T09:00:00", "2026-04-03T08:00:00"]


def test_a_meeting_that_was_moved_once_stands_where_it_was_moved_to():
    series = an_event(more="RRULE:FREQ=WEEKLY;COUNT=3\n")
    moved = an_event(start=f"DTSTART;TZID={BERLIN}:20260328T150000", more=f"RECURRENCE-ID;TZID={BERLIN}:20260327T100000\n")
    found, _ = rows(series, moved)
    assert sorted(row["ics_start"] for row in found) == ["2026-03-20T09:00:00", "2026-03-28T14:00:00", "2026-04-03T08:00:00"]
    assert len({row["ics_uid"] for row in found}) == 3


@pytest.mark.parametrize(
    ("rule", "n"),
    [
        ("FREQ=DAILY;UNTIL=20260323", 4), ("FREQ=DAILY;UNTIL=20260322T235959Z", 3), ("FREQ=MONTHLY;BYDAY=3FR", 4),
        ("FREQ=MONTHLY;BYMONTHDAY=20", 4), ("FREQ=WEEKLY;INTERVAL=2;COUNT=99", 8), ("FREQ=YEARLY", 1), ("FREQ=MONTHLY;UNTIL=99991231", 4),
        ("FREQ=WEEKLY;INTERVAL=2147483647", 1),
    ],
)  # fmt: skip
def test_ordinary_ways_to_repeat_are_counted_out(rule, n):
    assert len(starts(an_event(more=f"RRULE:{rule}\n"))) == n


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=3", "FREQ=DAILY;BYHOUR=9,10", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=53FR", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "FREQ=NEVER",
        "FREQ=WEEKLY;INTERVAL=0", "FREQ=DAILY;INTERVAL=1;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1,2",
    ],
)  # fmt: skip
def test_a_way_to_repeat_that_is_not_simple_is_refused_at_once_with_the_reason(rule):
    found, bad = rows(an_event(more=f"RRULE:{rule}\n"))
    assert found == []
    assert len(bad) == 1
    assert bad[0][1].startswith("malformed event")


def test_what_repeats_for_ever_is_bounded_to_its_newest_times():
    daily = starts(an_event(start="DTSTART:19800101T090000Z", more="RRULE:FREQ=DAILY\n"))
    assert (len(daily), daily[-1]) == (MOST_TIMES, "2026-06-30T09:00:00")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE,SU;WKST=SU",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ],
)  # fmt: skip
def test_what_began_long_ago_has_the_same_newest_times_without_each_being_counted_out(rule, monkeypatch):
    drawn, began = [], datetime(1601, 1, 3, 9)

    def counted(text, dtstart):
        yield from (drawn.append(at) or at for at in rrulestr(text, dtstart=dtstart))

    monkeypatch.setattr(calendar, "rrulestr", counted)
    found = starts(an_event(start=f"DTSTART:{began:%Y%m%dT%H%M%SZ}", more=f"RRULE:{rule}\nEXDATE:20260629T090000Z,20260628T090000Z\n"))
    every = [f"{at:%Y-%m-%dT%H:%M:%S}" for at in rrulestr(rule, dtstart=began).between(datetime(1900, 1, 1), NOW, inc=True)]
    left = [at for at in every if at not in ("2026-06-29T09:00:00", "2026-06-28T09:00:00")]
    assert found == left[-MOST_TIMES:]
    assert len(drawn) < 10 * MOST_TIMES


@pytest.mark.parametrize("start", ["DTSTART;TZID=Europe/Berlin:00010101T000000", "DTSTART;TZID=America/New_York:99991231T235959"])
def test_a_time_beyond_the_calendar_is_refused_in_our_words(start):
    assert rows(an_event(start=start)) == ([], [(4, "malformed event: its times cannot be read")])


def test_people_are_who_was_invited_and_did_not_decline():
    people = (
        "ORGANIZER:MAILTO:mia@us.example\nATTENDEE;CN=\"Lind, Ada\":mailto:ADA@acme.exa\n mple\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:bo@bolt.example\nATTENDEE;CUTYPE=ROOM:mailto:room1@us.example\n"
    )
    [row] = rows(an_event(people=people))[0]
    assert row["ics_attendees"] == "ada@acme.example;mia@us.example"


def test_a_private_meeting_has_no_title_and_one_with_nobody_else_is_none():
    [row] = rows(an_event(more="CLASS:PRIVATE\n"))[0]
    assert row["ics_title"] is None
    assert rows(an_event(people="")) == ([], [(4, "not needed: it names nobody but its owner: no meeting")])


def test_broken_events_cost_only_themselves():
    text = a_calendar(an_event("a"), an_event("b", start="DTSTART:soon"), "BEGIN:VEVENT\nUID:c\n", an_event("d"))
    frame, bad = read_calendar(text[: text.rindex("SUMMARY")].encode(), PurePosixPath("t.ics"), NOW)
    assert frame["ics_uid"].to_list() == ["a"]
    assert sorted(item.row for item in bad) == [11, 18, 20]
    with pytest.raises(ValueError, match="no BEGIN:VCALENDAR"):
        read_calendar(b"BEGIN:VEVENT\nEND:VEVENT\n", PurePosixPath("t.ics"), NOW)


@pytest.mark.parametrize("encode", [str.encode, lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.encode("utf-16")])
def test_a_calendar_in_any_encoding_lands_once(tmp_path, encode):
    raw = encode(a_calendar(an_event(), an_event("alone", people="")))
    with a_crm(tmp_path) as store:
        assert tally(import_files(store, tmp_path, {"t.ics": raw})["t.ics"]) == ("calendar", "event", "used", 1, 1)
        again = import_files(store, tmp_path, {"t.ics": raw}, now=datetime(2026, 7, 7))["t.ics"]
        assert (again["landed"], again["unchanged"]) == (0, 1)


def test_a_meeting_is_of_its_guests_account_and_counts_as_held_only_once_it_was(tmp_path):
    past = an_event("past", start="DTSTART:20260620T100000Z", more="LAST-MODIFIED:20260601T080000Z\nDTEND:20260620T103000Z\n")
    future = an_event("next", start="DTSTART:20260702T100000Z", more="LAST-MODIFIED:20260601T080000Z\n")
    called_off = an_event("off", start="DTSTART:20260625T100000Z", more="STATUS:CANCELLED\n")
    with a_crm(tmp_path) as store:
        files = {"t.ics": a_calendar(past, future, called_off)}
        import_files(store, tmp_path, files)

        def held(day):
            return two_way(snapshot(store, day)).select("account_id", "on").rows()

        [met] = snapshot(store, date(2026, 6, 30)).meetings.filter(pl.col("source_id") == "past").to_dicts()
        assert (met["account_id"], met["held_by"], met["minutes"], met["title"]) == ("4711", "Mia Sand", 30.0, "Kick-off")
        assert held(date(2026, 6, 19)) == []
        assert held(date(2026, 6, 30)) == [("4711", date(2026, 6, 20))]
        assert held(date(2026, 7, 5)) == [("4711", date(2026, 6, 20))], "nobody has said yet that it took place"
        import_files(store, tmp_path, files, now=datetime(2026, 7, 5, 12))
        assert held(date(2026, 7, 5)) == [("4711", date(2026, 6, 20)), ("4711", date(2026, 7, 2))]
        assert held(date(2026, 6, 30)) == [("4711", date(2026, 6, 20))]
