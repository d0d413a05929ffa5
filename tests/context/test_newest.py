"""The store's clock: the wall's for live data, the last day of the data for a file of the past."""

from datetime import datetime, timedelta

import pytest

from cs_core.context.newest import newest_on, remember
from cs_core.context.store import PAST_AFTER_DAYS
from cs_core.records import Touch
from tests.worlds import a_store, with_company, with_subscription, with_ticket

LAST = datetime(2024, 12, 31, 9)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        acme = with_company(store, "acme")
        with_ticket(store, acme, opened=LAST.date())
        remember(store, datetime(2026, 1, 1))
        yield store


def test_data_that_ended_long_ago_is_read_on_its_last_day(store):
    assert store.now(LAST + timedelta(days=PAST_AFTER_DAYS + 1, hours=5)) == LAST + timedelta(hours=5)


def test_live_data_is_read_by_the_wall_clock(store):
    wall = LAST + timedelta(days=PAST_AFTER_DAYS)
    assert store.now(wall) == wall


def test_contracts_alone_are_read_today_however_long_ago_the_newest_began(tmp_path):
    with a_store(tmp_path) as store:
        with_subscription(store, with_company(store, "acme"), "s1", mrr=10.0, started_on=LAST.date())
        wall = LAST + timedelta(days=PAST_AFTER_DAYS + 10)
        remember(store, wall)
        assert store.now(wall) == wall and newest_on(store, wall) == LAST.date()


def test_a_contract_that_begins_is_a_sign_of_life_where_all_else_went_silent(store):
    wall = LAST + timedelta(days=PAST_AFTER_DAYS + 10)
    with_subscription(store, with_company(store, "bolt"), "s1", mrr=10.0, started_on=wall.date() - timedelta(days=20))
    remember(store, wall)
    assert store.now(wall) == wall


def test_what_our_people_do_is_a_sign_of_life_too(store):
    wall = LAST + timedelta(days=PAST_AFTER_DAYS + 1)
    touch = Touch(id="t", task_id=None, account_id="acme", mode="call", minutes=5, two_way=True, by="mia", at=LAST + timedelta(days=5))
    store.append("touch", [touch])
    assert store.now(wall) == wall
    assert store.now(wall + timedelta(days=5)) == LAST + timedelta(days=5), "both ended long ago: the later of them is the last day"


def test_a_demo_lives_on_its_last_day_from_the_first(store):
    store.put("demo_end", "2025-03-01", at=LAST)
    assert store.now(datetime(2025, 3, 2, 10)) == datetime(2025, 3, 1, 10)
