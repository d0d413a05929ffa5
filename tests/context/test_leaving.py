"""Notice given outweighs what a score or a model says, in the one place that every page reads."""

from datetime import date

import polars as pl
import pytest

from cs_core.context.leaving import NOTICE_GIVEN, chance_to_leave, in_trouble, status
from cs_core.context.snapshot import snapshot
from cs_core.orchestration.account import account_page
from tests.worlds import TODAY, a_store, ago, with_company, with_subscription

ROWS = pl.DataFrame(
    {
        "notice_given_on": [date(2026, 6, 1), date(2026, 6, 1), None, None],
        "days_to_renewal": [30, 200, 30, None],
        "health_band": ["green", "green", "red", None],
        "churn_probability": [0.02, 0.02, 0.3, None],
    }
)


def test_who_gave_notice_is_not_called_healthy():
    assert ROWS.select(status())["status"].to_list() == [NOTICE_GIVEN, NOTICE_GIVEN, "red", None]


def test_leaving_is_certain_only_where_the_term_ends_within_the_days_looked_ahead():
    assert ROWS.select(chance_to_leave())["churn_probability"].to_list() == [1.0, 0.02, 0.3, None]


def test_red_health_and_notice_are_trouble_and_what_is_unknown_is_not():
    assert ROWS.select(in_trouble())["status"].to_list() == [True, True, True, False]


@pytest.mark.parametrize(("cancelled", "word"), [(ago(4), NOTICE_GIVEN), (None, None)])
def test_a_customers_page_puts_the_notice_before_what_is_computed(tmp_path, cancelled, word):
    with a_store(tmp_path) as store:
        acme = with_company(store, "acme")
        with_subscription(store, acme, mrr=1_000.0, term_start_on=ago(300), term_end_on=ago(-65), cancelled_on=cancelled)
        page = account_page(snapshot(store, TODAY), "acme")
    assert page["health"]["status"] == word
    renewal = page["outlook"]["renewal"]
    assert (renewal["probability"] == 0.0 and renewal["says"].startswith("Notice was given on 24 June 2026")) == (cancelled is not None)
