"""Contact, plans and retention by size: with intervals, by what was paid then, and with why a gap is none."""

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.served import by_size
from cs_core.records import Case, Outcome
from tests.worlds import TODAY, a_store, ago, with_company, with_record, with_subscription, with_touch

NONE = pl.DataFrame(schema={"account_id": pl.String, "agent": pl.String, "outcome": pl.String})


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A hundred and twenty customers of rising size: the small ones roll on by the month, and left more often."""
    store = a_store(tmp_path_factory.mktemp("sizes"))
    for i in range(120):
        term = {} if i < 60 else {"term_start_on": ago(200), "term_end_on": ago(-165)}
        left = {"ended_on": ago(30)} if i < 12 else {}
        with_subscription(store, with_company(store, f"c{i}"), mrr=100.0 + i, currency="EUR", **term, **left)
    for i in (*range(20, 40), *range(80, 120)):
        with_touch(store, f"c{i}", day=ago(10))
    with_touch(store, "c41", day=ago(100))
    with_touch(store, "c42", day=ago(10), two_way=False)
    said = {"account_id": "c45", "cause_id": "a1", "agent": "risk", "kind": "replied", "good": True}
    with_record(store, Outcome(id="o1", observed_on=ago(5), **said))
    for account, state, closed in (("c50", "on course", None), ("c51", "no objective on record", None), ("c52", "on course", ago(1))):
        with_record(store, Case(id=account, case_id=account, agent="success_planning", account_id=account, kind="success plan", state=state,
                                as_of=ago(3), opened_on=ago(30), closed_on=closed, reason="x"))  # fmt: skip
    yield store
    store.close()


def found(store, rows=NONE):
    return by_size(snapshot(store, TODAY), rows)


def touched(store):
    return sum(round(d["n"] * d["point"]) for d in found(store)["touch"]["deciles"])


def test_contact_is_two_way_and_recent_by_a_person_or_an_agent(store):
    assert touched(store) == 60 + 1


def test_the_smallest_are_held_against_the_largest_with_an_interval(store):
    seen = found(store)["touch"]
    assert [d["decile"] for d in seen["deciles"]] == list(range(1, 11))
    assert all(d["low"] <= d["point"] <= d["high"] for d in seen["deciles"])
    assert seen["difference"]["high"] < 0 and seen["says"] == "small customers get less"


def test_a_plan_counts_while_it_stands_and_has_an_objective(store):
    plans = found(store)["plan"]
    assert sum(round(d["n"] * d["point"]) for d in plans["deciles"]) == 1 and "cannot tell yet: " in plans["says"]


def test_what_is_still_paid_goes_by_what_was_paid_then_so_that_who_left_is_counted(store):
    grr = found(store)["grr"]
    assert [d["n"] for d in grr["deciles"]] == [12] * 10
    assert grr["deciles"][0]["point"] == 0.0 and grr["deciles"][9]["point"] == 1.0
    assert grr["difference"]["point"] == pytest.approx(-sum(range(100, 112)) / sum(range(100, 136)), abs=0.001)
    assert grr["says"] == "small customers get less"


def test_a_renewal_needs_a_term_that_ends_and_the_gap_without_one_is_explained(store):
    acted = pl.DataFrame([{"account_id": f"c{i}", "agent": "renewal", "outcome": "acted"} for i in range(60, 120)])
    seen = found(store, acted)["renewal"]
    assert seen["of_all"]["says"] == "small customers get less" and sum(d["n"] for d in seen["deciles"]) == 60
    assert seen["without_reason"]["small"]["point"] == 1.0 and seen["without_reason"]["large"]["point"] == 0.0
    assert "100% of the small and 0% of the large have no term that ends" in seen["why"]


def test_an_empty_book_cannot_tell(tmp_path):
    store = a_store(tmp_path)
    with_company(store, "acme")
    seen = found(store)
    assert all(part["difference"] is None and "cannot tell" in part["says"] for part in seen.values())


def test_customers_whom_a_pilot_keeps_in_standard_care_are_left_out(store):
    all_of_them = found(store)["touch"]["deciles"]
    some = by_size(snapshot(store, TODAY), NONE, besides=["c42", "c45"])["touch"]["deciles"]
    assert sum(d["n"] for d in some) == sum(d["n"] for d in all_of_them) - 2
    assert sum(round(d["n"] * d["point"]) for d in some) == 60
