"""Today names whose use fell out of its own past, most revenue first, and tells a fall of a whole segment once."""

import polars as pl

from cs_core.leadership.today import early_warnings

ROWS = pl.DataFrame(
    {
        "account_id": ["a", "b", "c", "d", "e"], "name": ["Acme", "Bolt", "Cedar", "Dune", "Elm"],
        "segment": ["mid-market"] * 3 + ["long tail"] * 2,
        "usage_alert": ["sudden", "slow drift", "none", "with its segment", "with its segment"],
        "usage_alert_says": ["fell", "drifted", None, "all fell by 60 %", "all fell by 60 %"], "arr": [100.0, 900.0, 5.0, 7.0, None],
        "currency": ["EUR"] * 4 + [None],
    }
)  # fmt: skip


def use(of: dict[str, list[int]]) -> pl.DataFrame:
    """Uses by week of each account, the newest week first."""
    rows = [(account, week, uses) for account, weeks in of.items() for week, uses in enumerate(weeks)]
    return pl.DataFrame(rows, schema={"account_id": pl.String, "week": pl.Int32, "uses": pl.Int64}, orient="row")


NO_USE = use({})


def test_own_falls_are_listed_by_revenue_and_shared_ones_told_once():
    rows, segments = early_warnings(ROWS, NO_USE)
    assert rows["name"].to_list() == ["Bolt", "Acme"]
    assert rows["why"].to_list() == ["Sinks slowly", "Fell suddenly"]
    assert segments == ["long tail: all fell by 60 %"]


def test_each_warning_says_whether_a_case_is_open_or_it_is_watched():
    rows, _ = early_warnings(ROWS, NO_USE, {"a"})
    assert dict(rows.select("name", "acts").iter_rows()) == {"Bolt": "Watched", "Acme": "Risk open"}


def test_nothing_is_told_where_nothing_is_known():
    rows, segments = early_warnings(ROWS.with_columns(pl.lit(None, pl.String).alias("usage_alert")), NO_USE)
    assert rows.is_empty() and segments == []


def test_a_slow_drift_is_told_by_the_quarter_that_bears_it_whatever_the_last_weeks_did():
    rows, _ = early_warnings(ROWS, use({"a": [5] * 4 + [25] * 26, "b": [60] * 4 + [10] * 9 + [100] * 26}))
    assert rows["why"].to_list() == ["Sinks slowly: 25 a week, 100 before", "Fell suddenly: 20 in 4 weeks, 100 usual"]


def test_use_that_is_told_by_the_month_is_told_of_a_month():
    fell = use({"a": [7] * 4 + [70] * 26, "b": [70] * 13 + [140] * 26})
    rows, _ = early_warnings(ROWS, fell, by_month={"a", "b"})
    assert rows["why"].to_list() == ["Sinks slowly: 304 a month, 609 before", "Fell suddenly: 30 in a month, 304 usual"]


def test_large_counts_are_read_with_their_thousands_and_revenue_with_its_currency():
    rows, _ = early_warnings(ROWS, use({"a": [500] * 4 + [2500] * 26}))
    assert rows["why"].to_list()[1] == "Fell suddenly: 2,000 in 4 weeks, 10,000 usual" and rows["currency"].to_list() == ["EUR", "EUR"]


def test_no_figures_stand_beside_a_fall_that_they_do_not_show():
    rows, _ = early_warnings(ROWS, use({"a": [30] * 30, "b": [20] * 13 + [10] * 26}))
    assert rows["why"].to_list() == ["Sinks slowly", "Fell suddenly"]


def test_weeks_before_the_first_use_are_no_part_of_a_past():
    rows, _ = early_warnings(ROWS, use({"a": [5] * 4 + [20] * 10}))
    assert rows["why"].to_list()[1] == "Fell suddenly: 20 in 4 weeks, 80 usual"
