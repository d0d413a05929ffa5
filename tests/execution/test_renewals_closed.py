"""How renewal cases end: renewed at more or at less, lost with a reason, lapsed or superseded."""

from datetime import timedelta

import pytest

from cs_core.context.rates import set_rate
from cs_core.execution.jobs.renewal_reasons import CHURN_REASONS, DOWNSELL_REASONS, UNKNOWN, coded
from pages._ui.case_renewal import untold
from tests.execution.renewing import END, YEAR, a_task_done, a_term, after, cycle, store
from tests.worlds import TODAY, ago, at, land, with_churn_event, with_deal, with_subscription

__all__ = ["store"]


def test_a_new_term_at_more_is_a_renewal_with_its_uplift(store):
    a_term(store)
    cycle(store)
    a_term(store, start=END, end=END + YEAR, mrr=1_100.0)
    row = after(store, END + timedelta(days=2))
    end = row["data"]["end"]
    assert (row["state"], row["closed_on"], row["due_on"]) == ("renewed", END, None)
    assert (end["outcome"], end["arr_before"], end["arr_after"], end["change"]) == ("uplift", 12_000.0, 13_200.0, 1_200.0)
    assert cycle(store, END + timedelta(days=3)) == []


def test_a_new_contract_at_less_is_a_downsell_whose_reason_is_still_to_be_asked(store):
    a_term(store)
    cycle(store)
    a_term(store, known=END, ended_on=END)
    a_term(store, id="s2", start=END, end=END + YEAR, mrr=600.0, started_on=END)
    row = after(store, END + timedelta(days=2))
    assert row["state"] == "renewed"
    assert (row["data"]["end"]["outcome"], row["data"]["end"]["code"]) == ("downsell", UNKNOWN)


def renewed_in_two_currencies(store) -> dict:
    a_term(store)
    cycle(store)
    a_term(store, known=END, ended_on=END)
    a_term(store, id="s2", start=END, end=END + YEAR, mrr=900.0, started_on=END)
    a_term(store, id="s3", start=END, end=END + YEAR, mrr=200.0, started_on=END, currency="usd")
    return after(store, END + timedelta(days=2))


def test_what_follows_in_several_currencies_is_added_at_the_leaders_rates(store):
    set_rate(store, "USD", 0.5, into="EUR", observed_on=ago(1), by="Lena", now=at(TODAY))
    end = renewed_in_two_currencies(store)["data"]["end"]
    assert (end["outcome"], end["arr_after"], end["change"], end["untold"]) == ("flat", 12_000.0, 0.0, None)


def test_without_a_rate_the_change_of_revenue_cannot_be_told_and_is_neither_uplift_nor_downsell(store):
    row = renewed_in_two_currencies(store)
    end = row["data"]["end"]
    assert (row["state"], end["outcome"], end["arr_after"], end["change"], end["untold"]) == ("renewed", "renewed", None, None, "USD")
    assert untold(end).startswith("Cannot tell: no rate is known from USD into EUR")


def test_a_deal_won_in_another_currency_is_no_downsell_by_its_bare_amount(store):
    a_term(store)
    cycle(store)
    with_deal(store, "acme", amount=9_000.0, currency="GBP", closed_on=ago(-55), won=True)
    end = after(store, END + timedelta(days=31))["data"]["end"]
    assert (end["outcome"], end["arr_after"], end["untold"]) == ("renewed", None, "GBP")


def test_terms_that_end_together_in_several_currencies_have_no_bare_sum(store):
    a_term(store)
    a_term(store, id="s2", mrr=100.0, currency="USD")
    assert after(store, TODAY)["data"]["terms"]["arr"] is None
    set_rate(store, "USD", 0.5, into="EUR", observed_on=ago(1), by="Lena", now=at(TODAY))
    assert after(store, ago(-1))["data"]["terms"]["arr"] == 12_600.0


def test_an_early_renewal_closes_the_case_before_its_day(store):
    a_term(store)
    cycle(store, ago(20))
    a_term(store, start=ago(5), end=ago(5) + YEAR)
    row = after(store, TODAY)
    assert (row["state"], row["closed_on"]) == ("renewed", ago(5))


def test_a_customer_who_left_is_lost_and_the_recorded_reason_is_coded(store):
    a_term(store)
    cycle(store)
    a_term(store, known=END, ended_on=END)
    with_churn_event(store, "acme", churned=END, reason="Pricing")
    row = after(store, END + timedelta(days=1))
    assert (row["state"], row["closed_on"], row["play"]) == ("lost", END, None)
    assert (row["data"]["end"]["code"], row["data"]["end"]["change"]) == ("price: too dear", -12_000.0)


def test_without_a_recorded_reason_somebody_has_to_ask_and_the_answer_becomes_the_code(store):
    a_term(store)
    cycle(store)
    a_term(store, known=END, ended_on=END)
    lost = after(store, END + timedelta(days=1))
    assert (lost["data"]["end"]["code"], lost["play"]) == (UNKNOWN, "ask why they left")
    a_task_done(store, "ask why they left", made=END, done=END + timedelta(days=3), result="They were acquired by a bigger firm")
    row = after(store, END + timedelta(days=5))
    assert (row["state"], row["closed_on"], row["play"], row["data"]["end"]["code"]) == ("lost", END, None, "company: acquired")


def test_a_case_stays_open_a_month_past_its_day_and_then_lapses(store):
    a_term(store)
    cycle(store)
    assert after(store, END + timedelta(days=30))["state"] == "open"
    row = after(store, END + timedelta(days=31))
    assert (row["state"], row["closed_on"]) == ("lapsed", END + timedelta(days=30))
    a_term(store, start=END, end=END + YEAR, known=END + timedelta(days=40))
    assert after(store, END + timedelta(days=45))["state"] == "renewed"


def test_another_day_on_record_supersedes_the_case_and_opens_one_of_its_own(store):
    a_term(store)
    cycle(store, ago(2))
    a_term(store, known=ago(1), end=END + timedelta(days=20))
    rows = {row["data"]["key"]: row["state"] for row in cycle(store)}
    assert rows == {END.isoformat(): "superseded", (END + timedelta(days=20)).isoformat(): "open"}


def test_a_date_that_only_a_deal_tells_is_renewed_or_lost_by_the_deal(store):
    with_subscription(store, "acme", mrr=1_000.0, currency="EUR")
    with_deal(store, "acme", close_on=ago(-20), created_on=ago(40))
    cycle(store)
    land(store, "deal", "d-acme-renewal", system="hubspot", born=ago(40), known_at=at(ago(-18)), company_ref="acme", kind="renewal",
         amount=13_000.0, created_on=ago(40), close_on=ago(-20), closed_on=ago(-18), won=True)  # fmt: skip
    row = after(store, ago(-21))
    assert (row["state"], row["data"]["end"]["arr_after"]) == ("renewed", 13_000.0)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Pricing", "price: too dear"), ("budget", "price: budget cut"), ("missing feature", "product: missing feature"),
        ("poor support", "service: poor support"), ("champion left", "people: champion left"), ("low usage", "adoption: low use"),
        ("competitor", "competitor: lost to a competitor"), ("Went bankrupt in May", "company: closed"),
        ("They merged with Kelmarn", "company: acquired"), ("moved to the moon", "other: as said"), ("unknown", UNKNOWN), (None, UNKNOWN),
    ],
)  # fmt: skip
def test_recorded_reasons_are_read_into_codes(said, code):
    assert coded(said, CHURN_REASONS).code == code


def test_taking_less_has_codes_of_its_own():
    assert coded("layoffs", DOWNSELL_REASONS).code == "people: fewer people"
    assert {c.code for c in DOWNSELL_REASONS} != {c.code for c in CHURN_REASONS}
