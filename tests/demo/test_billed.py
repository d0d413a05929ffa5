"""What the demo company's billing tells: versions of subscriptions, and revenue as of a past day."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.demo.company import write_demo
from cs_core.demo.consumption import KINDS
from cs_core.demo.world import make
from cs_core.leadership.forecast import retention
from tests.demo.builders import END, demo, text_of
from tests.worlds import a_store

__all__ = ["demo"]


def test_subscriptions_and_truth_agree_on_arr(demo):
    truth = pl.read_parquet(f"{demo}.truth.parquet").filter("active")
    rows = text_of(demo, "stripe/subscriptions.csv").unique("id", keep="first", maintain_order=True).filter(pl.col("id") != "")
    terms = pl.when(pl.col("plan_interval") == "month").then(12).otherwise(1)
    discount = pl.col("discount_percent").replace("", "0").cast(pl.Float64)
    arr = pl.col("quantity").cast(pl.Float64) * pl.col("plan_amount").cast(pl.Float64) / 100 * terms * (1 - discount / 100)
    both = truth.join(rows.with_columns(arr.alias("billed")), left_on="subscription_id", right_on="id")
    assert both.height == truth.height
    assert ((both["billed"] / both["arr"] - 1).abs() < 0.002).all()


def versions_of(folder: Path) -> pl.DataFrame:
    dated = pl.col("_fivetran_start").str.len_chars() > 10
    rows = text_of(folder, "stripe/subscription_history.csv").filter(pl.col("id") != "", dated)
    return rows.unique(("id", "_fivetran_start"), keep="any").sort("id", "_fivetran_start")


def test_the_newest_version_of_a_subscription_is_how_it_stands(demo):
    rows = versions_of(demo).unique("id", keep="last", maintain_order=True)
    now = text_of(demo, "stripe/subscriptions.csv").unique("id", keep="first", maintain_order=True).filter(pl.col("id") != "")
    both = now.join(rows, on="id", suffix="_version").filter(pl.col("created") == pl.col("created_version"))
    assert both.height > 0.95 * now.height
    told = [name for name in now.columns if name != "id"]
    same = both.select(pl.all_horizontal(pl.col(name) == pl.col(f"{name}_version") for name in told)).to_series()
    assert same.mean() > 0.98


def test_a_version_is_written_for_a_change_and_never_for_a_month_that_just_rolls_on(demo):
    rows = versions_of(demo)
    content = pl.struct(pl.exclude("_fivetran_start", "_fivetran_active", "current_period_start", "current_period_end"))
    monthly = rows.filter(pl.col("plan_interval") == "month")
    assert monthly.filter(content == content.shift()).is_empty()
    past = monthly.filter(pl.col("id") == pl.col("id").shift(-1))
    assert past.height > 10 and set(past["current_period_end"]) == {""}
    annual = rows.filter(pl.col("plan_interval") == "year", pl.col("id") == pl.col("id").shift())
    assert annual["quantity"].ne(annual["quantity"].shift()).any()


@pytest.fixture(scope="module")
def billed(tmp_path_factory):
    """A world of 120 accounts, and a store that has read only what Stripe tells of it."""
    folder = tmp_path_factory.mktemp("billed")
    out = write_demo(folder / "exports", accounts=120, weeks=60, end=END)
    with a_store(folder) as store:
        import_paths(store, [out / "stripe"], now=datetime(2026, 6, 30, 12))
        yield make(120, 7, 60, END), store, text_of(out, "stripe/subscriptions.csv")


def paying(world, day: date) -> pl.DataFrame:
    """source_id, true_seats (null where one fee buys a commitment), true_arr of the accounts under contract on a day."""
    at = int(np.datetime64(day).astype(int))
    live = np.flatnonzero((world.who.start <= at) & (world.course.ended_on > at))
    week = world.weeks.of(np.full(len(live), at))
    ids = [world.ids.subscription[account] for account in live]
    sold = pl.Series(world.metered.kind[live] != KINDS.index("consumption"))
    rows = pl.DataFrame({"source_id": ids, "true_seats": world.course.seats[live, week], "true_arr": world.arr(live, week)})
    return rows.with_columns(pl.when(sold).then("true_seats").alias("true_seats"))


@pytest.mark.parametrize("week", [8, 30, 50])
def test_as_of_a_past_day_seats_and_revenue_are_those_of_that_day(billed, week):
    world, store, _ = billed
    day = END - timedelta(days=7 * (59 - week))
    known = snapshot(store, day).subscriptions.filter(pl.col("ended_on").is_null())
    both = paying(world, day).join(known, on="source_id", how="left")
    assert both["seats"].eq_missing(both["true_seats"].cast(pl.Int64)).mean() >= 0.97
    assert ((12 * both["mrr"] / both["true_arr"] - 1).abs() < 0.002).fill_null(False).mean() >= 0.97


def test_growth_is_seen_so_net_retention_passes_gross_and_both_are_the_true_ones(billed):
    world, store, rows = billed
    torn = rows.unique().filter(pl.col("id").is_duplicated())["id"]
    sure = snapshot(store, END).subscriptions.filter(~pl.col("source_id").is_in(torn.implode()))
    year_ago, now = paying(world, date(2025, 6, 30)), paying(world, END).select("source_id", pl.col("true_arr").alias("now"))
    both = year_ago.join(sure, on="source_id").join(now, on="source_id", how="left").with_columns(pl.col("now").fill_null(0))
    kept = retention(snapshot(store, END), accounts=both["account_id"])
    assert kept["nrr"]["point"] == pytest.approx(both["now"].sum() / both["true_arr"].sum(), abs=0.01)
    gross = both.select(pl.min_horizontal("now", "true_arr")).sum().item()
    assert kept["grr"]["point"] == pytest.approx(gross / both["true_arr"].sum(), abs=0.01)
    assert kept["nrr"]["point"] > kept["grr"]["point"] + 0.02
