"""Where no contract is known, a renewal deal that was won or lost tells how the term ended, from the day on which it closed."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.signals.contract import departures
from cs_core.context.signals.outcomes import left_within, renewed
from cs_core.context.snapshot import snapshot
from cs_core.leadership.revenue import every_departure, unseen_losses
from tests.worlds import TODAY, ago, land, with_churn_event, with_company, with_deal, with_subscription


def a_renewal(store, company, closed, *, won, kind="renewal", **fields):
    fields = {"created_on": closed - timedelta(days=60), "close_on": closed, "amount": 12_000.0, "stage": "closed"} | fields
    return land(store, "deal", f"d-{company}-{kind}-{closed}", system="hubspot", born=fields["created_on"], company_ref=company, kind=kind,
                name=f"{company} {closed}", closed_on=closed, won=won, **fields)  # fmt: skip


def gone(store, day=TODAY):
    return dict(departures(snapshot(store, day)).iter_rows())


def labels(outcome, store, then, now=TODAY):
    return dict(outcome(snapshot(store, now), snapshot(store, then)).iter_rows())


def test_a_customer_without_contracts_left_on_the_day_its_renewal_was_lost_and_not_before(store):
    a_renewal(store, with_company(store, "acme"), ago(400), won=True)
    a_renewal(store, "acme", ago(30), won=False, lost_reason="Budget")
    assert gone(store) == {"acme": ago(30)}
    assert gone(store, ago(31)) == {}
    [row] = snapshot(store, TODAY).signals.select("churned_on", "arr").to_dicts()
    assert row == {"churned_on": ago(30), "arr": 0.0}
    told = next(fact for fact in brief(snapshot(store, TODAY), "acme").facts if fact.key == "churned_on")
    assert told.source_row == "deal.csv:3"
    assert every_departure(snapshot(store, TODAY)).to_dicts() == [{"account_id": "acme", "left_on": ago(30), "by": "deal"}]
    assert unseen_losses(snapshot(store, TODAY)) == ""


def test_a_contract_tells_its_own_end_and_the_deal_of_the_same_term_adds_nothing(store):
    for company, ended in (("runs", None), ("ended", ago(20))):
        with_subscription(store, with_company(store, company), mrr=100.0, ended_on=ended)
        a_renewal(store, company, ago(30), won=False)
    assert gone(store) == {"ended": ago(20)}
    assert every_departure(snapshot(store, TODAY))["by"].to_list() == ["subscription"]


def test_a_recorded_departure_goes_before_the_deal(store):
    a_renewal(store, with_company(store, "acme"), ago(60), won=False)
    with_churn_event(store, "acme", churned=ago(25))
    assert gone(store) == {"acme": ago(25)}
    assert every_departure(snapshot(store, TODAY)).select("left_on", "by").rows() == [(ago(25), "event")]


@pytest.mark.parametrize(
    ("days", "kind", "left"),
    [(20, "renewal", False), (200, "renewal", False), (200, "new business", False), (200, "expansion", True), (400, "renewal", True)],
)
def test_a_lost_renewal_is_no_departure_where_another_term_may_run_on(store, days, kind, left):
    a_renewal(store, with_company(store, "acme"), ago(100), won=False)
    a_renewal(store, "acme", ago(days + (100 if days > 20 else 0)), won=True, kind=kind)
    assert ("acme" in gone(store)) is left


def test_a_renewal_that_is_still_open_beyond_the_lost_one_leaves_it_open_who_left(store):
    a_renewal(store, with_company(store, "acme"), ago(100), won=False)
    with_deal(store, "acme", close_on=ago(-40))
    assert gone(store) == {}


def test_terms_that_deals_decided_are_past_outcomes_once_each(store):
    for company, won in (("kept", True), ("lost", False), ("just-now", False)):
        a_renewal(store, with_company(store, company), ago(4 if company == "just-now" else 40), won=won)
    with_subscription(store, with_company(store, "contract"), mrr=10.0, term_start_on=ago(300), term_end_on=ago(-65))
    a_renewal(store, "contract", ago(40), won=False)
    assert labels(renewed, store, ago(90)) == {"kept": True, "lost": False}
    assert labels(left_within, store, ago(90)) == {"kept": False, "lost": True, "just-now": True, "contract": False}


def test_a_deal_of_which_no_day_of_its_making_is_known_tells_the_term_too(store):
    for company, won in (("kept", True), ("lost", False)):
        a_renewal(store, with_company(store, company), ago(40), won=won)
        with_company(store, f"{company}-undated")
        land(store, "deal", f"d-{company}", system="hubspot", born=TODAY, company_ref=f"{company}-undated", kind="renewal",
             close_on=ago(40), closed_on=ago(40), won=won)  # fmt: skip
    assert labels(renewed, store, ago(90)) == {"kept": True, "lost": False, "kept-undated": True, "lost-undated": False}
    assert snapshot(store, ago(90)).deals.filter(pl.col("account_id").str.ends_with("undated")).is_empty()
