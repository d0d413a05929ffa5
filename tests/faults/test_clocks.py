"""Clocks that go back, and clocks that show another hour: what is known, due and done does not hang on them."""

import os
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from cs_core.context.backup import check
from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.usage.events import scan
from cs_core.execution.sending.delivery import deliver
from cs_core.leadership.hours.working_hours import offset
from cs_core.orchestration.review import decide, queue
from cs_core.settings import Settings
from pages._ui import words
from tests.faults import work
from tests.faults.work import END, NOON, Running, command
from tests.faults.worlds import copied, differing, rows_of

HEAD = "event_id,workspace_id,user_email,event,occurred_at,count,duration_seconds,errors\n"


def companies(folder: Path, name: str, industry: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "companies.csv"
    file.write_text(f"Record ID,Company name,Company Domain Name,Industry\n1,{name},acme.example,{industry}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("back", [timedelta(0), timedelta(seconds=90), timedelta(hours=1), timedelta(hours=23)])
def test_what_is_imported_later_is_the_newer_version_though_the_clock_was_put_back(tmp_path, back):
    with open_store(tmp_path / "context.db") as store:
        import_paths(store, [companies(tmp_path / "x", "Acme", "Lifts")], now=NOON)
        import_paths(store, [companies(tmp_path / "x", "Acme", "Trains")], now=NOON + timedelta(seconds=30))
        import_paths(store, [companies(tmp_path / "x", "Acme", "Planes")], now=NOON - back)
        assert snapshot(store, END).accounts["industry"].to_list() == ["Planes"]
        assert check(store)["ok"]


def test_a_clock_that_had_run_years_ahead_is_believed_once_it_is_right(tmp_path):
    with open_store(tmp_path / "context.db") as store:
        import_paths(store, [companies(tmp_path / "x", "Acme", "Lifts")], now=NOON + timedelta(days=1500))
        import_paths(store, [companies(tmp_path / "y", "Bolt", "Trains")], now=NOON)
        assert store.rows("company", name="Bolt")[0]["recorded_at"] == NOON.isoformat()


def test_nothing_is_decided_or_sent_twice_where_the_clock_goes_back_between_two_commands(worlds, tmp_path):
    path, earlier = copied(worlds.cycled, tmp_path / "s"), NOON - timedelta(hours=3)
    with open_store(path) as store:
        ids = [row["id"] for row in queue(store, now=NOON)][:4]
        for proposal in ids[:2]:
            decide(store, proposal, "approve", by="Lea", now=NOON)
        deliver(store, Settings(store=path), now=NOON)
        assert deliver(store, Settings(store=path), now=earlier)["sent"] == 0
        assert not {row["id"] for row in queue(store, now=earlier)} & set(ids[:2])
        decide(store, ids[2], "approve", by="Lea", now=earlier)
        assert deliver(store, Settings(store=path), now=earlier - timedelta(hours=1))["sent"] <= 1
    [_] = Running(work.do_cycle, path, now=earlier).end()
    with open_store(path) as store:
        assert max(Counter(row["action_id"] for row in store.rows("delivery", status="sent")).values()) == 1
        proposals = store.frame("proposal", "account_id", "agent", "play")
        assert proposals.unique().height == proposals.height and check(store)["ok"]


def in_zone(zone: str) -> None:
    os.environ["TZ"] = zone
    time.tzset()


def test_where_the_machine_stands_changes_nothing(worlds, tmp_path):
    ends = []
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        path = tmp_path / zone.partition("/")[2] / "context.db"
        Running(in_a_zone, zone, path, worlds.exports).end()
        ends.append(rows_of(path))
    assert differing(*ends) == set() and ends[0]["proposal"]


def in_a_zone(zone: str, path: Path, exports: Path, tell) -> None:
    in_zone(zone)
    work.do_import(path, exports, tell)
    work.do_cycle(path, tell)


def test_a_command_in_another_zone_looks_at_the_same_day(worlds, tmp_path):
    path = copied(worlds.cycled, tmp_path / "s")
    told = [command("--store", path, "audit", "--json", before=partial(in_zone, zone)).document for zone in ("Asia/Kolkata", "US/Hawaii")]
    assert told[0]["as_of"] == told[1]["as_of"] == END.isoformat()


MOMENTS = {
    "2026-06-29T23:59:59Z": date(2026, 6, 29), "2026-06-30T00:00:00Z": date(2026, 6, 30),
    "2026-06-30T01:30:00+02:00": date(2026, 6, 29), "2026-06-29T20:30:00-04:00": date(2026, 6, 30),
    "2026-06-30T05:29:00+05:30": date(2026, 6, 29), "2026-06-30T05:30:00+05:30": date(2026, 6, 30),
    # Of the two nights in which an hour is left out or comes twice in Berlin, told with its offset.
    "2026-03-29T01:59:59+01:00": date(2026, 3, 29), "2026-03-29T03:00:00+02:00": date(2026, 3, 29),
    "2025-10-26T02:30:00+02:00": date(2025, 10, 26), "2025-10-26T02:30:00+01:00": date(2025, 10, 26),
}  # fmt: skip
"""As an export has it -> the day to which it belongs (UTC)."""


def test_a_moment_with_an_offset_belongs_to_its_day_in_utc_and_is_known_from_then_on(tmp_path):
    rows = "".join(f"e{n},ws,a@acme.example,report,{at},1,60,0\n" for n, at in enumerate(MOMENTS))
    (tmp_path / "events.csv").write_text(HEAD + rows, encoding="utf-8")
    with open_store(tmp_path / "context.db") as store:
        import_paths(store, [companies(tmp_path / "x", "Acme", "Lifts"), tmp_path / "events.csv"], now=NOON)
        landed = dict(scan(store).select("event_id", "at").collect().iter_rows())
    for n, (told, day) in enumerate(MOMENTS.items()):
        assert landed[f"e{n}"] == datetime.fromisoformat(told).astimezone(UTC).replace(tzinfo=None) and landed[f"e{n}"].date() == day
    assert landed["e8"] + timedelta(hours=1) == landed["e9"], "the hour that comes twice is two hours"


@pytest.mark.parametrize(("seconds", "seen"), [(-1, False), (0, True)])
def test_at_midnight_the_day_changes_and_with_it_what_is_known(tmp_path, seconds, seen):
    wall = datetime(2026, 6, 30) + timedelta(seconds=seconds)
    with open_store(tmp_path / "context.db") as store:
        import_paths(store, [companies(tmp_path / "x", "Acme", "Lifts")], now=datetime(2026, 6, 30))
        known = snapshot(store, store.now(wall).date()).accounts
    assert bool(known.height) == seen


@pytest.mark.parametrize(
    ("zone", "at", "shown"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 0, 59), "29 March 2026, 01:59"),
        ("Europe/Berlin", datetime(2026, 3, 29, 1, 0), "29 March 2026, 03:00"),
        ("Europe/Berlin", datetime(2025, 10, 26, 0, 30), "26 October 2025, 02:30"),
        ("Europe/Berlin", datetime(2025, 10, 26, 1, 30), "26 October 2025, 02:30"),
        ("Pacific/Kiritimati", datetime(2026, 6, 30, 12), "1 July 2026, 02:00"),
        ("US/Hawaii", datetime(2026, 7, 1, 1), "30 June 2026, 15:00"),
        ("Asia/Kolkata", datetime(2026, 6, 30, 12), "30 June 2026, 17:30"),
    ],
)
def test_the_reader_sees_moments_by_their_own_clock(monkeypatch, zone, at, shown):
    monkeypatch.setattr(words, "zone", lambda: zone)
    assert words.moment(at) == shown


def test_a_persons_hours_follow_summer_and_winter_time():
    assert (offset("Europe/Berlin", date(2026, 3, 28)), offset("Europe/Berlin", date(2026, 3, 29))) == (1.0, 2.0)
    assert (offset("US/Eastern", date(2026, 3, 7)), offset("US/Eastern", date(2026, 3, 8))) == (-5.0, -4.0)
