"""The demo company's contracts that commit to use: what the signals tell of them is what was truly bought and truly used."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from cs_core.context.brief import briefs
from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.demo.company import write_demo
from cs_core.demo.consumption import metered
from cs_core.demo.ticket_words import DEFECTS
from cs_core.demo.truth import truth as truth_of
from cs_core.demo.world import LIST_PRICE, make
from tests.worlds import a_store

END = date(2026, 6, 30)
READ = ("hubspot", "stripe", "product", "zendesk", "knowledge")


@pytest.fixture(scope="module")
def truth() -> pl.DataFrame:
    return truth_of(make(2000, 7, 78, END))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The snapshot of a store that has read billing, use, tickets and knowledge of 300 accounts, and the truth of each account."""
    folder = tmp_path_factory.mktemp("consumption")
    out = write_demo(folder / "exports", accounts=300, weeks=60, end=END)
    with a_store(folder) as store:
        import_paths(store, [out / name for name in READ], now=datetime(2026, 6, 30, 12))
        snap = snapshot(store, END)
        links = snap.links.filter(pl.col("system") == "stripe").select("account_id", customer_id="company_ref")
        yield snap, links.join(pl.read_parquet(f"{out}.truth.parquet"), on="customer_id").filter("active")


def both(told) -> pl.DataFrame:
    """Signals beside the truth, of the accounts whose contract no torn row of the export hides."""
    snap, truth = told
    return snap.signals.join(truth, on="account_id", suffix="_true", maintain_order="left")


def test_an_eighth_of_every_segment_commits_to_use_and_most_are_on_course(truth):
    share = truth.group_by("segment").agg((pl.col("contract_kind") != "seats").mean())["contract_kind"]
    assert share.min() > 0.11 and share.max() < 0.13
    assert set(truth["contract_kind"]) == {"seats", "consumption", "both"}
    long_run = truth.filter("active", pl.col("started_on") < END - timedelta(days=500), pl.col("commitment") > 0)
    gone = (1 - (pl.col("next_renewal_on") - END).dt.total_days() / 365).alias("gone")
    pace = long_run.filter(gone > 0.5).select(pl.col("consumed") / pl.col("commitment") / gone).to_series()
    assert 0.1 < (pace > 1.25).mean() < 0.35
    assert 0.1 < (pace < 0.75).mean() < 0.35
    assert ((pace > 0.8) & (pace < 1.2)).mean() > 0.4


def test_kind_commitment_and_consumption_are_the_true_ones(told):
    rows = both(told)
    assert rows.height > 200
    assert rows["contract_kind"].eq_missing(rows["contract_kind_true"]).mean() > 0.99
    on_use = rows.filter(pl.col("contract_kind_true") != "seats")
    assert on_use.height > 20
    assert on_use["commitment"].eq_missing(on_use["commitment_true"]).mean() > 0.95
    assert on_use["consumed"].eq_missing(on_use["consumed_true"]).all()
    assert set(on_use["meter_unit"]) == {"service reports"}
    assert rows.filter(pl.col("contract_kind_true") == "seats", pl.col("consumed").is_not_null()).is_empty()


def test_the_day_of_notice_and_whether_it_renews_by_itself_are_those_of_the_contract(told):
    rows = both(told).filter(~pl.col("monthly"), "undecided")
    days = (pl.col("next_renewal_on") - pl.col("notice_on")).dt.total_days()
    assert rows.select(days.eq_missing(pl.col("notice_days"))).to_series().mean() > 0.97
    assert rows.select(pl.col("auto_renew").eq_missing(~pl.col("must_be_signed"))).to_series().mean() > 0.97
    assert rows["notice_days"].n_unique() > 1


def test_prices_rose_at_renewals_by_what_the_policy_says(told):
    rows = both(told).filter(pl.col("price_change").is_not_null(), ~pl.col("monthly"))
    assert rows.height > 60
    rise = rows["price_change"].round(0)
    assert rise.is_in([4.0, 8.0]).mean() > 0.95


def test_in_four_of_five_cases_the_end_of_the_term_lay_in_the_interval_foretold(told):
    """Of terms that have ended by now, as foretold 240, 150 and 90 days before the last day."""
    snap, truth = told
    world = make(300, 7, 60, END)
    hits = []
    for back in (240, 150, 90):
        then = snapshot(snap.store, END - timedelta(days=back)).signals.drop_nulls("consumed_by_end_high")
        then = then.filter(pl.col("renewal_on") <= END).join(truth.select("account_id", "subscription_id"), on="account_id")
        at = [world.ids.subscription.index(name) for name in then["subscription_id"]]
        for account, low, high, ends in zip(at, *(then[c] for c in ("consumed_by_end_low", "consumed_by_end_high", "renewal_on"))):
            day = int(np.datetime64(ends).astype(int))
            mine = (world.metered.account == account) & (world.metered.day >= day - 365) & (world.metered.day < day)
            hits.append(low <= world.metered.count[mine].sum() <= high)
    assert len(hits) >= 12
    assert np.mean(hits) > 0.55


def test_releases_fix_tickets_of_customers_and_name_who_opened_them(told):
    snap, truth = told
    facts = [fact for brief in briefs(snap, truth["account_id"].to_list()).values() for fact in brief.facts]
    fixed = [fact for fact in facts if fact.key == "release_fixes"]
    assert len(fixed) > 5
    assert any(fact.key == "release_for" and "@" in fact.value for fact in facts)
    assert {fact.value for fact in fixed} <= {subject for _, subjects in DEFECTS for subject in subjects}


def test_the_same_course_gives_the_same_contracts():
    course = make(60, 7, 60, END).course
    one, two = (metered(course, LIST_PRICE, np.random.default_rng(4)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
