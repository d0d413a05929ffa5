"""Today names whose use fell out of its own past, most revenue first, and tells a fall of a whole segment once."""

import polars as pl

from cs_core.leadership.today import early_warnings

ROWS = pl.DataFrame(
    {
        "account_id": ["a", "b", "c", "d", "e"], "name": ["Acme", "Bolt", "Cedar", "Dune", "Elm"],
        "segment": ["mid-market"] * 3 + ["long tail"] * 2,
        "usage_alert": ["sudden", "slow drift", "none", "with its segment", "with its segment"],
        "usage_alert_says": ["fell", "drifted", None, "all fell by 60 %", "all fell by 60 %"], "arr": [100.0, 900.0, 5.0, 7.0, None],
        "usage_4w": [30, None, 5, 5, 5], "usage_prev_4w": [90, None, 5, 5, 5],
    }
)  # fmt: skip


def test_own_falls_are_listed_by_revenue_and_shared_ones_told_once():
    rows, segments = early_warnings(ROWS)
    assert rows["name"].to_list() == ["Bolt", "Acme"]
    assert rows["why"].to_list() == ["Sinks slowly", "Fell suddenly: 30 uses, 90 before"]
    assert segments == ["long tail: all fell by 60 %"]


def test_nothing_is_told_where_nothing_is_known():
    rows, segments = early_warnings(ROWS.with_columns(pl.lit(None, pl.String).alias("usage_alert")))
    assert rows.is_empty() and segments == []
