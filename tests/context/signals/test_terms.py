"""How a contract ends and what it cost before: the day of notice, and the price of each term against the one before."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.snapshot import snapshot
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    at,
    land,
    seen_on,
    with_company,
    with_deal,
    with_knowledge,
    with_milestone,
    with_subscription,
    with_usage,
)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store)
        yield store


def signals_of(store, day=TODAY):
    [row] = seen_on(store, day).signals.filter(pl.col("account_id") == "acme").to_dicts()
    return row


def facts_of(store, *keys, day=TODAY):
    return [(fact.key, fact.value, fact.unit) for fact in brief(snapshot(store, day), "acme").facts if fact.key in keys]


def a_version(store, since, *, mrr, seats=10, plan="Pro", **changed):
    fields = {"term_start_on": since, "term_end_on": since + timedelta(days=365), "started_on": ago(1_000), "currency": "EUR"} | changed
    land(store, "subscription", "s1", system="stripe", born=fields["started_on"], known_at=at(since), company_ref="acme", mrr=mrr,
         seats=seats, plan=plan, **fields)  # fmt: skip


@pytest.fixture
def three_terms(store):
    with_company(store, system="stripe")
    a_version(store, ago(800), mrr=400.0, discount=20.0)
    a_version(store, ago(435), mrr=500.0)
    a_version(store, ago(300), mrr=1_000.0, seats=20, term_start_on=ago(435), term_end_on=ago(70))
    a_version(store, ago(70), mrr=1_040.0, seats=20)
    return store


def test_the_price_of_a_seat_is_compared_with_the_end_of_the_last_term(three_terms):
    assert signals_of(three_terms)["price_change"] == pytest.approx(4)
    assert signals_of(three_terms, ago(350))["price_change"] == pytest.approx(25)
    assert signals_of(three_terms, ago(700))["price_change"] is None


def test_past_terms_are_told_one_by_one_the_last_one_first(three_terms):
    assert facts_of(three_terms, "price_was") == [("price_was", 600, "EUR/seat/yr"), ("price_was", 480, "EUR/seat/yr")]
    assert facts_of(three_terms, "seats_were", "discount_was") == [
        ("seats_were", 20, "seats"), ("seats_were", 10, "seats"), ("discount_was", 20, "%"),
    ]  # fmt: skip
    assert facts_of(three_terms, "term_was_from") == [("term_was_from", ago(435), ""), ("term_was_from", ago(800), "")]
    assert facts_of(three_terms, "seat_price", "term_start", "term_months") == [
        ("term_start", ago(70), ""), ("term_months", 12, "months"), ("seat_price", 624, "EUR/seat/yr"),
    ]  # fmt: skip
    told = {fact.id: fact for fact in brief(snapshot(three_terms, TODAY), "acme").facts}
    assert told[f"price_was:acme:{ago(800)}"].observed_at == ago(800)


def test_a_past_day_knows_no_later_price(three_terms):
    assert facts_of(three_terms, "price_was", day=ago(350)) == [("price_was", 480, "EUR/seat/yr")]


def test_a_change_of_plan_is_no_change_of_price(three_terms):
    a_version(three_terms, ago(20), mrr=2_000.0, plan="Max")
    assert signals_of(three_terms)["price_change"] is None


def test_contracts_that_follow_each_other_are_terms_too(store):
    with_subscription(store, "acme", "s1", mrr=100.0, seats=10, plan="Pro", started_on=ago(500), ended_on=ago(135))
    with_subscription(store, "acme", "s2", mrr=110.0, seats=10, plan="Pro", started_on=ago(135))
    assert signals_of(store)["price_change"] == pytest.approx(10)
    with_subscription(store, "acme", "s3", mrr=50.0, seats=10, plan="Pro", started_on=ago(100))
    assert signals_of(store)["price_change"] is None


def test_a_price_without_seats_is_that_of_a_committed_unit(store):
    with_subscription(store, "acme", "s1", mrr=100.0, commitment=1_200.0, started_on=ago(500), ended_on=ago(135))
    now = {"started_on": ago(135), "term_start_on": ago(135), "term_end_on": ago(-230)}
    with_subscription(store, "acme", "s2", mrr=100.0, commitment=1_000.0, **now)
    assert signals_of(store)["price_change"] == pytest.approx(20)


def test_notice_is_counted_back_from_the_renewal_by_the_contract_else_by_our_policy(store):
    with_subscription(store, "acme", mrr=10.0, term_start_on=ago(300), term_end_on=ago(-65))
    assert signals_of(store)["notice_on"] is None
    with_knowledge(store, "policy", "renewal_notice_days", value="30", unit="days")
    assert (signals_of(store)["notice_on"], signals_of(store)["days_to_notice"]) == (ago(-35), 35)
    assert facts_of(store, "notice_days") == [("notice_days", 30, "days")]
    with_subscription(store, "acme", "s2", mrr=5.0, term_start_on=ago(300), term_end_on=ago(-65), notice_days=90)
    assert (signals_of(store)["days_to_notice"], facts_of(store, "notice_days")) == (-25, [("notice_days", 90, "days")])


def test_a_contract_that_rolls_on_by_the_month_has_no_day_of_notice(store):
    with_knowledge(store, "policy", "renewal_notice_days", value="30", unit="days")
    with_subscription(store, "acme", mrr=10.0, term_start_on=ago(10), term_end_on=ago(-20))
    assert signals_of(store)["notice_on"] is None
    assert facts_of(store, "notice_days") == []


def test_a_lost_renewal_gives_its_reason(store):
    with_deal(store, "acme", kind="renewal", closed_on=ago(20), won=False, lost_reason="Price")
    with_deal(store, "acme", kind="expansion", closed_on=ago(10), won=False, lost_reason="Timing")
    assert facts_of(store, "lost_renewal", "lost_reason") == [("lost_renewal", "acme renewal", ""), ("lost_reason", "Price", "")]


def test_milestones_are_told_one_by_one_with_their_days(store):
    with_milestone(store, "First board", event="board", threshold=20, days=30, main=True)
    with_milestone(store, "First report", event="report", threshold=40, days=60)
    with_usage(store, with_company(store, "old"), weekly=[1] * 60)
    with_company(store, "bolt", customer_on=ago(40))
    with_usage(store, "bolt", weekly=[10] * 4, event="board")
    with_usage(store, "bolt", weekly=[10], event="report")
    facts = {f.id: f.value for f in brief(snapshot(store, TODAY), "bolt").facts if f.key.startswith("milestone_")}
    assert facts["milestone_reached:bolt:First board"] == "First board"
    assert facts["milestone_reached_on:bolt:First board"] == ago(14)
    assert facts["milestone_ahead:bolt:First report"] == "First report"
    assert (facts["milestone_share:bolt:First report"], facts["milestone_expected_on:bolt:First report"]) == (25, ago(-20))
    with_usage(store, "bolt", weekly=[50], event="report", person="ada@bolt.example")
    [row] = snapshot(store, TODAY).signals.filter(pl.col("account_id") == "bolt").to_dicts()
    assert (row["first_value_on"], row["full_value_on"]) == (ago(14), TODAY)
    assert (row["days_since_value"], row["days_to_full_value"]) == (14, 40)


def test_of_a_customer_from_before_the_feed_no_milestone_is_told(store):
    with_milestone(store, "First board", event="dispatch_board", threshold=20, days=30)
    with_usage(store, "acme", weekly=[10] * 8)
    assert facts_of(store, "milestone_reached", "milestone_ahead") == []


def test_notice_is_given_on_the_day_a_running_contract_was_cancelled(store):
    with_subscription(store, "acme", term_start_on=ago(300), term_end_on=ago(-65), mrr=500.0, cancelled_on=ago(4), auto_renew=False)
    assert signals_of(store)["notice_given_on"] == ago(4)
    assert signals_of(store, ago(5))["notice_given_on"] is None


@pytest.mark.parametrize("term", [(ago(300), ago(-65)), (ago(10), ago(-20))], ids=["a year", "a month"])
def test_where_notice_was_given_there_is_no_last_day_for_it_any_more(store, term):
    began, ends = term
    with_knowledge(store, "policy", "renewal_notice_days", value="10", unit="days")
    with_subscription(store, "acme", term_start_on=began, term_end_on=ends, mrr=500.0, cancelled_on=ago(4))
    told = signals_of(store)
    assert (told["renewal_on"], told["notice_given_on"], told["notice_on"], told["days_to_notice"]) == (ends, ago(4), None, None)


def test_a_contract_cancelled_for_a_later_day_is_no_notice_of_this_renewal(store):
    with_subscription(store, "acme", "s1", term_start_on=ago(300), term_end_on=ago(-65), mrr=500.0)
    with_subscription(store, "acme", "s2", term_start_on=ago(200), term_end_on=ago(-165), mrr=50.0, cancelled_on=ago(4))
    assert (signals_of(store)["notice_given_on"], signals_of(store)["other_end_on"]) == (None, ago(-165))


def test_one_contract_has_no_other_end(store):
    with_subscription(store, "acme", term_start_on=ago(300), term_end_on=ago(-65), mrr=500.0)
    assert signals_of(store)["other_end_on"] is None


@pytest.mark.parametrize(("won", "told"), [(True, ("renewal_won_on", "renewal_lost_on")), (False, ("renewal_lost_on", "renewal_won_on"))])
def test_how_the_deal_over_the_running_term_ended_is_known_on_its_day_and_not_before(store, won, told):
    with_subscription(store, "acme", mrr=10.0, term_start_on=ago(340), term_end_on=ago(-25))
    with_deal(store, "acme", closed_on=ago(9), won=won)
    now, before = signals_of(store), signals_of(store, ago(10))
    assert [now[c] for c in told] == [ago(9), None]
    assert [before[c] for c in told] == [None, None]
    [fact] = [fact for fact in brief(snapshot(store, TODAY), "acme").facts if fact.key == told[0]]
    assert (fact.source, fact.source_row) == ("hubspot", "deal.csv:2")


def test_a_deal_over_the_term_before_or_over_something_else_decides_nothing_of_this_one(store):
    with_subscription(store, "acme", mrr=10.0, term_start_on=ago(340), term_end_on=ago(-25))
    with_deal(store, "acme", created_on=ago(400), closed_on=ago(335), won=True)
    with_deal(store, "acme", kind="expansion", closed_on=ago(9), won=True)
    assert (signals_of(store)["renewal_won_on"], signals_of(store)["renewal_lost_on"]) == (None, None)


TERM = {"mrr": 1_000.0, "term_start_on": ago(425), "term_end_on": ago(60)}


def test_of_a_customer_whose_term_has_passed_and_who_has_no_other_it_is_told_that_nothing_came_after_it(store):
    with_subscription(store, "acme", **TERM)
    assert (signals_of(store)["term_over_on"], signals_of(store)["renewal_on"]) == (ago(60), None)
    assert signals_of(store, ago(61))["term_over_on"] is None, "while it runs nothing is over"
    assert facts_of(store, "term_over_on") == [("term_over_on", ago(60), "")]


@pytest.mark.parametrize(
    "changed", [{"auto_renew": True}, {"ended_on": ago(60)}, {"term_start_on": ago(800), "term_end_on": ago(435)}, {"trial": True}]
)
def test_a_term_that_goes_on_by_itself_or_is_over_for_good_or_was_never_kept_is_no_open_question(store, changed):
    with_subscription(store, "acme", **TERM | changed)
    assert signals_of(store)["term_over_on"] is None


def test_what_follows_a_term_or_is_still_under_way_answers_what_came_after_it(store):
    with_subscription(store, "acme", **TERM)
    with_company(store, "bolt")
    with_subscription(store, "bolt", **TERM)
    with_subscription(store, "bolt", "next", mrr=900.0, started_on=ago(60), term_start_on=ago(60), term_end_on=ago(-305))
    with_company(store, "cedar")
    with_subscription(store, "cedar", **TERM)
    with_deal(store, "cedar", kind="renewal", created_on=ago(90), close_on=ago(-10), amount=12_000.0)
    rows = seen_on(store, TODAY).signals
    assert dict(rows.select("account_id", "term_over_on").iter_rows()) == {"acme": ago(60), "bolt": None, "cedar": None}
