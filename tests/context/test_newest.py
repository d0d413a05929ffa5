"""The store's clock: the wall's for live data, the last day of the data for a file of the past."""

from datetime import datetime, timedelta

import pytest

from cs_core.context.newest import remember
from cs_core.context.store import PAST_AFTER_DAYS
from tests.worlds import a_store, with_company, with_subscription

LAST = datetime(2024, 12, 31, 9)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        acme = with_company(store, "acme")
        with_subscription(store, acme, "s1", mrr=10.0, started_on=LAST.date())
        remember(store, datetime(2026, 1, 1))
        yield store


def test_data_that_ended_long_ago_is_read_on_its_last_day(store):
    assert store.now(LAST + timedelta(days=PAST_AFTER_DAYS + 1, hours=5)) == LAST + timedelta(hours=5)


def test_live_data_is_read_by_the_wall_clock(store):
    wall = LAST + timedelta(days=PAST_AFTER_DAYS)
    assert store.now(wall) == wall


def test_a_demo_lives_on_its_last_day_from_the_first(store):
    store.put("demo_end", "2025-03-01", at=LAST)
    assert store.now(datetime(2025, 3, 2, 10)) == datetime(2025, 3, 1, 10)
