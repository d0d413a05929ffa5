"""The context audit: what each job needs, where it lives, how full and fresh it is, and what a gap costs."""

import polars as pl
import pytest

from cs_core.context.audit import audit, coverage_of_knowledge
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import KNOWLEDGE
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    with_company,
    with_message,
    with_person,
    with_subscription,
    with_team_member,
    with_ticket,
    with_usage,
)  # fmt: skip

JOBS = {"risk": ("keep the customer", ("contract", "usage")), "renewal": ("renew", ("contract", "renewal date"))}


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        yield opened


def three_customers(store):
    for name, mrr in (("acme", 100.0), ("bolt", 50.0), ("cord", 10.0)):
        company = with_company(store, name)
        term = {"term_start_on": ago(300), "term_end_on": ago(-65)} if name == "acme" else {}
        with_subscription(store, company, mrr=mrr, currency="EUR", **term)
    with_usage(store, "acme", weekly=[5] * 12)
    with_subscription(store, with_company(store, "gone"), mrr=999.0, ended_on=ago(30))


def audited(store, jobs=JOBS, day=TODAY):
    return audit(snapshot(store, day), jobs)


def need(document, agent, knowledge):
    [row] = [a for a in document["agents"] if a["agent"] == agent]
    return next(n for n in row["needs"] if n["knowledge"] == knowledge)


def test_each_need_says_where_it_lives_how_full_and_how_fresh(store):
    three_customers(store)
    cell = need(audited(store), "renewal", "renewal date")
    assert (cell["lives_in"], cell["fresh_days"], cell["blocks"]) == ("hubspot (subscription.csv)", 0, 2)
    assert cell["filled"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_plan_that_rolls_on_by_the_month_lacks_no_renewal_date_but_a_plan_of_unknown_term_does(store):
    three_customers(store)
    with_subscription(store, with_company(store, "rolls"), mrr=5.0, term_start_on=ago(10), term_end_on=ago(-20), billing="month")
    with_subscription(store, with_company(store, "billed by the month"), mrr=5.0, billing="month")
    cell = need(audited(store), "renewal", "renewal date")
    assert (cell["blocks"], cell["filled"]) == (3, pytest.approx(2 / 5))
    assert snapshot(store, TODAY).signals.filter(pl.col("account_id") == "rolls")["renewal_on"].to_list() == [None]


def test_what_lives_nowhere_blocks_every_current_customer(store):
    three_customers(store)
    document = audited(store, {"relationship": ("write", ("people",))})
    assert need(document, "relationship", "people") | {"says": ""} == {
        "knowledge": "people", "says": "", "lives_in": "nowhere", "filled": 0.0, "fresh_days": None, "limit_days": 180, "stale": 0,
        "conflicts": 0, "blocks": 3,
    }  # fmt: skip
    [agent] = document["agents"]
    assert (agent["ready_accounts"], agent["accounts"]) == (0, 3)


def test_a_gap_is_told_with_accounts_and_revenue(store):
    three_customers(store)
    gaps = {gap["knowledge"]: gap["cost"] for gap in audited(store)["gaps"]}
    assert gaps == {"renewal date": "Renewal cannot act for 2 of 3 accounts (720 EUR a year) without renewal date"}


def test_a_feed_that_went_stale_blocks_the_jobs_that_need_it_and_is_named(store):
    three_customers(store)
    day = TODAY.replace(month=7, day=25)
    document = audited(store, day=day)
    assert need(document, "risk", "usage")["blocks"] == 3
    assert "because it is too old" in {gap["knowledge"]: gap["cost"] for gap in document["gaps"]}["usage"]
    [feed] = [f for f in document["feeds"] if f["noun"] == "event"]
    assert (feed["newest_on"], feed["days"], feed["stale"]) == ("2026-06-28", 27, True)


def test_a_quiet_account_in_a_live_feed_is_fresh(store):
    with_team_member(store)
    for name in ("acme", "bolt"):
        with_person(store, with_company(store, name, domain=f"{name}.example"))
    with_message(store, "acme", sender="ada@acme.example", recipients="mia@ours.example", sent=ago(2))
    with_message(store, "bolt", sender="ada@bolt.example", recipients="mia@ours.example", sent=ago(300))
    rows = coverage_of_knowledge(snapshot(store, TODAY)).filter(knowledge="conversations")
    assert rows.select("account_id", "known", "stale").rows() == [("acme", True, False), ("bolt", True, False)]


def test_contradictions_are_counted_against_the_knowledge_they_touch(store):
    acme = with_company(store, customer_on=ago(50))
    with_ticket(store, acme, opened=ago(60))
    document = audited(store, {"risk": ("keep", ("support", "usage"))})
    assert [row["rule"] for row in document["contradictions"]] == ["ticket before customer"]
    assert (need(document, "risk", "support")["conflicts"], need(document, "risk", "usage")["conflicts"]) == (1, 0)


def test_every_account_is_covered_by_every_kind_of_knowledge(store):
    three_customers(store)
    rows = coverage_of_knowledge(snapshot(store, TODAY))
    assert rows.height == 4 * len(KNOWLEDGE)
    assert rows["known"].null_count() + rows["stale"].null_count() == 0


def test_an_empty_store_is_audited_too(store):
    document = audited(store)
    assert [(a["ready_accounts"], a["accounts"]) for a in document["agents"]] == [(0, 0), (0, 0)]
    assert document["contradictions"] == document["gaps"] == document["feeds"] == []
