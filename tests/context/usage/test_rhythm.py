"""A feed by the month: its sums are spread over weeks, known when the month is over, and never read as a fall or as a day of use."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.completeness import completeness
from cs_core.context.feeds import feeds
from cs_core.context.snapshot import snapshot
from cs_core.context.usage import events
from cs_core.context.usage.behaviour import behaviour
from cs_core.context.usage.rhythm import monthly
from cs_core.execution.writing.claims import claim
from tests.worlds import IMPORTED, TODAY, a_store, ago, seen_on, with_company, with_person, with_ticket, with_usage

ENDS = [date(2025, m, 1) - timedelta(days=1) for m in range(2, 13)] + [date(2026, m, 1) - timedelta(days=1) for m in range(1, 7)]
FIRSTS = [day.replace(day=1) for day in ENDS]
"""January 2025 to May 2026; `TODAY` is 28 June 2026."""


def with_months(store, company, days, uses=310, *, person=None, system="hubspot"):
    rows = [
        {
            "digest": hash((company, day, uses, system)) % 2**63, "event_id": f"{company}-{day}", "system": system, "ref_object": "company",
            "ref": company, "person": person, "at": datetime(day.year, day.month, day.day), "event": "sync", "count": uses,
            "seconds": None, "errors": None, "file": "months.csv", "row": n + 2,
        }
        for n, day in enumerate(days)
    ]  # fmt: skip
    events.add(store, system, f"{company}-{days[0]}-{uses}", pl.DataFrame(rows, schema=events.SCHEMA), now=IMPORTED)


def signals_of(store, day, account="acme"):
    [row] = seen_on(store, day).signals.filter(pl.col("account_id") == account).to_dicts()
    return row


@pytest.fixture(scope="module", params=[ENDS, FIRSTS])
def steady(request, tmp_path_factory):
    """25 customers of steady use, told on the last day of each month, or on its first."""
    with a_store(tmp_path_factory.mktemp("steady")) as opened:
        for n in range(25):
            with_months(opened, with_company(opened, f"c{n}"), request.param, uses=310 + n)
        yield opened


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2026, 5, 5), date(2026, 5, 19), date(2026, 5, 31), date(2026, 6, 10)])
def test_steady_use_told_by_the_month_is_steady_on_every_day(steady, day):
    row = signals_of(steady, day, "c0")
    assert (row["usage_4w"], row["usage_change"]) == (310, 0.0)
    assert row["usage_alert"] in (None, "none")
    assert row["features_4w"] == 1
    assert (row["last_event_on"] in ENDS, row["days_since_event"]) == (True, None)


def test_a_real_fall_is_still_seen_once_its_month_is_over(store):
    with_months(store, with_company(store, "acme"), ENDS[:-1])
    with_months(store, with_company(store, "steady"), ENDS)
    before = signals_of(store, date(2026, 5, 30))
    assert (before["usage_4w"], before["days_since_event"]) == (310, None), "April's, and nothing of May is known"
    row = signals_of(store, date(2026, 5, 31))
    assert (row["usage_4w"], row["last_event_on"], row["days_since_event"]) == (0, date(2026, 4, 30), 31)
    assert row["usage_change"] == -100
    assert signals_of(store, date(2026, 5, 31), "steady")["usage_4w"] > 200


@pytest.mark.parametrize("days", [ENDS[:-1], FIRSTS])
def test_a_month_is_fresh_until_the_next_one_can_be_expected(store, days):
    with_months(store, with_company(store, "acme"), days)
    last = date(2026, 4, 30) if days[-1].day == 30 else date(2026, 5, 31)
    for age, stale in ((29, False), (45, False), (46, True)):
        snap = snapshot(store, last + timedelta(days=age))
        [known] = completeness(snap, only=["usage"]).to_dicts()
        [fed] = [row for row in feeds(snap) if row["noun"] == "event"]
        assert (known["stale"], fed["stale"], fed["limit_days"], snap.feed.stale) == (stale, stale, 45, stale)
        assert (signals_of(store, snap.as_of)["usage_4w"] is None) == stale


def test_of_days_after_the_last_month_no_silence_is_told(store):
    with_months(store, with_company(store, "acme"), ENDS[:-1])
    with_months(store, with_company(store, "steady"), ENDS)
    assert signals_of(store, date(2026, 6, 10))["days_since_event"] == 41
    assert signals_of(store, date(2026, 6, 29))["days_since_event"] is None, "whether June was used nobody knows"


def test_what_is_told_of_a_month_is_what_stands_in_its_report(store):
    with_months(store, with_company(store, "acme"), ENDS[:-1])
    with_months(store, "acme", ENDS[-1:], uses=217)
    row = signals_of(store, TODAY)
    assert (row["usage_4w"], row["usage_prev_4w"], row["usage_change"]) == (217, 310, pytest.approx(-30.0))
    with_months(store, with_company(store, "fresh", customer_on=date(2026, 4, 12)), ENDS[-2:], uses=90)
    fresh = signals_of(store, TODAY, "fresh")
    assert (fresh["usage_4w"], fresh["usage_prev_4w"], fresh["usage_change"]) == (90, None, None), "April was no whole month of theirs"


def test_a_sentence_on_the_last_weeks_speaks_of_months_where_use_is_told_by_them(store):
    with_months(store, with_company(store, "acme"), ENDS)
    known = brief(snapshot(store, TODAY), "acme")
    assert claim(known, "In the last four weeks your team recorded {usage_4w}, {usage_prev_4w|n} in the four before.").text == (
        "In the latest month on record your team recorded 310 uses, 310 in the month before."
    )
    assert claim(known, "{usage_4w} in four weeks: what has grown?").text == "310 uses in a month: what has grown?"
    with_usage(store, with_company(store, "daily"), weekly=[20] * 60)
    told = claim(brief(snapshot(store, TODAY), "daily"), "In the last four weeks your team recorded {usage_4w}.").text
    assert told == "In the last four weeks your team recorded 80 uses."


def test_what_a_customer_wrote_of_four_weeks_is_quoted_as_it_was_written(store):
    with_months(store, with_company(store, "acme"), ENDS)
    with_ticket(store, "acme", "We need it in four weeks")
    told = claim(brief(snapshot(store, TODAY), "acme"), "{usage_4w} in the last four weeks, and {ticket|quote} is open.").text
    assert told == '310 uses in the latest month on record, and "We need it in four weeks" is open.'


@pytest.mark.parametrize("days", [ENDS, FIRSTS])
def test_no_use_of_a_month_is_known_before_it_is_over(store, days):
    with_months(store, with_company(store, "acme"), days[:-1])
    eve = date(2026, 5, 15)
    before = snapshot(store, eve)
    with_months(store, "acme", days[-1:], uses=31_000)
    after = snapshot(store, eve)
    assert after.signals.equals(before.signals)
    for part in ("weekly", "lately", "ever", "daily", "people", "spans", "senders"):
        assert getattr(after.use, part).sort(pl.all()).equals(getattr(before.use, part).sort(pl.all())), part
    assert signals_of(store, date(2026, 5, 31))["usage_4w"] > 20_000


def test_the_weeks_of_a_month_add_up_to_it_whatever_its_length(store):
    with_months(store, with_company(store, "acme"), ENDS, uses=6_000)
    weekly = snapshot(store, date(2026, 5, 31)).use.weekly
    assert weekly["uses"].sum() == pytest.approx(6_000 * (7 * weekly.height) / 30.4, rel=0.03)
    assert weekly["uses"].min() > 1_300


def test_the_place_of_the_fact_says_that_it_was_spread(store):
    with_months(store, with_company(store, "acme"), ENDS)
    fact = brief(snapshot(store, TODAY - timedelta(days=20)), "acme").get("usage_4w")
    assert fact.source_row == "months.csv:17,18, each the sum of a month, spread evenly over its days"


def test_what_a_person_used_is_told_of_a_feed_by_the_month_too(store):
    with_person(store, with_company(store, "acme"), "Ada Lind")
    with_months(store, "acme", ENDS, person="ada@acme.example")
    [row] = behaviour(snapshot(store, date(2026, 6, 3)), "acme").to_dicts()
    assert row["uses_4w"] == pytest.approx(280, abs=10)
    assert (row["top_feature"], row["last_used_on"]) == ("sync", date(2026, 5, 31))


def test_beside_a_daily_feed_months_count_back_from_their_own_end_and_days_as_ever(store):
    with_usage(store, with_company(store, "daily"), weekly=[20] * 60)
    alone = signals_of(store, ago(10), "daily")
    with_months(store, with_company(store, "acme", system="pendo"), ENDS, system="pendo")
    row, beside = signals_of(store, ago(10)), signals_of(store, ago(10), "daily")
    assert {k: v for k, v in beside.items() if k.startswith(("usage", "days_since_event"))} == {
        k: v for k, v in alone.items() if k.startswith(("usage", "days_since_event"))
    }
    assert row["usage_4w"] == 310
    assert abs(row["usage_change"]) < 12


def test_a_feed_by_the_month_that_ended_long_ago_is_silence_beside_a_live_one(store):
    with_usage(store, with_company(store, "daily"), weekly=[20] * 60)
    with_months(store, with_company(store, "acme", system="pendo"), ENDS[:-3], system="pendo")
    assert signals_of(store, TODAY)["usage_4w"] == 0


@pytest.mark.parametrize(
    "days",
    [
        [date(2026, 5, 31)],
        [date(2026, 5, 3) + timedelta(weeks=n) for n in range(6)],
        [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 31)],
        [date(2025, 5, 31), date(2026, 5, 31)],
        [date(2026, 3, 30), date(2026, 4, 27), date(2026, 5, 25)],
    ],
)
def test_days_that_are_no_months_are_read_as_days(days):
    assert monthly("x", days, TODAY) is None


def test_a_month_may_close_on_any_day_of_its_own():
    found = monthly("x", [date(2026, 3, 15), date(2026, 4, 15), date(2026, 5, 15)], TODAY)
    assert (found.first_on, found.until, found.opens) == (date(2026, 2, 16), date(2026, 5, 15), False)
