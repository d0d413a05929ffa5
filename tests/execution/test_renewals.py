"""Renewal cases over their whole lives: opened at day 120, quoted, agreed, and renewed, lost, lapsed or superseded."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from cs_core.context.rates import set_rate
from cs_core.context.snapshot import snapshot
from cs_core.execution.jobs.cases import case_id, standing
from cs_core.execution.jobs.renewal_forecast import renewal_forecast_rows
from cs_core.execution.jobs.renewal_reasons import CHURN_REASONS, DOWNSELL_REASONS, UNKNOWN, coded
from cs_core.execution.jobs.renewal_steps import STEPS
from cs_core.execution.renewal import AGENT
from pages._ui.case_renewal import untold
from tests.execution.builders import cases_kept
from tests.worlds import (
    TODAY,
    a_proposal,
    a_store,
    ago,
    at,
    land,
    with_churn_event,
    with_company,
    with_deal,
    with_knowledge,
    with_meeting,
    with_person,
    with_record,
    with_subscription,
    with_touch,
)  # fmt: skip

END = ago(-60)
"""The term ends sixty days from today."""
YEAR = timedelta(days=365)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made)
        yield made


def a_term(store, company="acme", *, start=END - YEAR, end=END, known=None, id="s1", **fields):
    given = {"started_on": min(start, ago(500)), "mrr": 1_000.0, "seats": 20, "plan": "Pro", "currency": "EUR"} | fields
    born = given["started_on"]
    land(store, "subscription", id, system="hubspot", born=born, known_at=at(known or start), company_ref=company, term_start_on=start,
         term_end_on=end, **given)  # fmt: skip


def cycle(store, day=TODAY) -> list[dict]:
    """One cycle of the case keeper; returns the rows that it wrote."""
    rows = cases_kept("renewal", AGENT.keep, snapshot(store, day), cycle_id=f"c{day}")
    store.append("case", rows)
    return [row.model_dump() for row in rows]


def case(store, day=TODAY, account="acme") -> dict | None:
    """The newest row as of the day, with its data."""
    rows = standing(snapshot(store, day), "renewal").filter(pl.col("account_id") == account).to_dicts()
    return rows[-1] | {"data": json.loads(rows[-1]["data"])} if rows else None


def after(store, *days) -> dict | None:
    for day in days:
        cycle(store, day)
    return case(store, days[-1])


def a_task_done(store, play: str, *, made: date, done: date, result: str) -> None:
    """A task that the agent's play asked for, and what the person who did it wrote down."""
    asked = with_record(store, a_proposal(agent="renewal", play=play, kind="task", recipient=None, channel="crm_task", as_of=made))
    task = {"id": "t1", "account_id": "acme", "proposal_id": asked, "agent": "renewal", "assignee": "Mia Sand", "title": play}
    store.append("task", [task | {"brief": "", "due_on": made, "minutes": 20.0, "created_at": at(made)}])
    touch = {"id": "x1", "account_id": "acme", "task_id": "t1", "mode": "call", "minutes": 10.0, "two_way": False, "by": "Mia Sand"}
    store.append("touch", [touch | {"at": at(done), "result": result, "done": True}])


def steps(row: dict) -> dict[str, str]:
    return {step["name"]: step["state"] for step in row["data"]["steps"]}


def test_a_case_is_opened_on_day_120_and_not_before(store):
    a_term(store)
    assert cycle(store, END - timedelta(days=121)) == []
    [row] = cycle(store, END - timedelta(days=120))
    assert (row["state"], row["opened_on"], row["data"]["key"]) == ("open", END - timedelta(days=120), END.isoformat())
    assert row["case_id"] == case_id("renewal", "acme", END.isoformat())


def test_a_day_on_which_nothing_changed_writes_nothing(store):
    a_term(store)
    cycle(store, ago(1))
    assert cycle(store) == [] and cycle(store) == []


def test_terms_of_a_month_roll_on_and_have_no_case(store):
    a_term(store, start=ago(20), end=ago(-10))
    assert cycle(store) == []


def test_a_customer_without_a_date_has_no_case(store):
    with_subscription(store, "acme", mrr=100.0)
    assert cycle(store) == []


def test_the_terms_that_end_are_kept_with_their_price_history(store):
    a_term(store, start=END - 2 * YEAR, end=END - YEAR, mrr=800.0, seats=20, discount=10.0)
    a_term(store, known=END - YEAR)
    data = after(store, TODAY)["data"]
    assert data["terms"] | {"plan": "Pro", "seats": 20, "arr": 12_000.0, "currency": "EUR", "months": 12} == data["terms"]
    assert [(p["price"], p["basis"]) for p in data["prices"]] == [(480.0, "seat"), (600.0, "seat")]


def test_the_case_cites_the_facts_that_say_so(store):
    a_term(store)
    [row] = cycle(store)
    assert {"renewal_on", "arr", "seats", "plan"} <= {fact["key"] for fact in row["facts"]}


def test_the_timeline_has_a_day_for_each_step(store):
    a_term(store)
    told = after(store, TODAY)["data"]["steps"]
    assert [step["on"] for step in told] == [(END - timedelta(days=s.days)).isoformat() for s in STEPS]


def test_long_notice_moves_quote_and_terms_ahead_and_nothing_else(store):
    a_term(store, notice_days=90)
    days = {step["name"]: date.fromisoformat(step["on"]) for step in after(store, TODAY)["data"]["steps"]}
    assert days["quote"] == END - timedelta(days=120) and days["terms agreed before the notice day"] == END - timedelta(days=90)
    assert days["signature"] == END - timedelta(days=30)


def test_a_step_not_taken_in_time_is_late_and_one_from_before_we_looked_is_not(store):
    a_term(store)
    fresh = after(store, TODAY)
    assert steps(fresh)["look back with the customer"] == "before we saw it" and steps(fresh)["quote"] == "before we saw it"
    assert fresh["due_on"] == END - timedelta(days=45)
    watched = after(store, END - timedelta(days=40))
    assert steps(watched)["terms agreed before the notice day"] == "late"


def test_a_meeting_is_the_look_back_and_a_sponsor_is_who_decides(store):
    a_term(store)
    with_meeting(store, "acme", held=ago(30))
    with_person(store, "acme", "Sven Roth", role="Executive Sponsor")
    told = {step["name"]: step for step in after(store, TODAY)["data"]["steps"]}
    assert told["look back with the customer"]["done_on"] == ago(30).isoformat()
    assert told["confirm who decides"]["state"] == "done"


def test_a_deal_at_proposal_is_a_quote_and_what_was_done_stays_done(store):
    a_term(store)
    with_deal(store, "acme", stage="Proposal sent", close_on=END, created_on=ago(20))
    first = after(store, TODAY)
    assert first["state"] == "quoted"
    land(store, "deal", "d-acme-renewal", system="hubspot", born=ago(20), known_at=at(ago(-3)), company_ref="acme", kind="renewal",
         stage="Qualified", amount=12_000.0, created_on=ago(20), close_on=END)  # fmt: skip
    assert after(store, ago(-5))["state"] == "quoted"


def test_a_verbal_yes_is_agreed_and_a_won_deal_is_signed(store):
    a_term(store)
    with_deal(store, "acme", stage="Verbal agreement", close_on=END, created_on=ago(20))
    assert after(store, TODAY)["state"] == "agreed"
    land(store, "deal", "d-acme-renewal", system="hubspot", born=ago(20), known_at=at(ago(-9)), company_ref="acme", kind="renewal",
         stage="Closed won", amount=12_000.0, created_on=ago(20), close_on=END, closed_on=ago(-9), won=True)  # fmt: skip
    row = after(store, ago(-10))
    assert (row["state"], steps(row)["signature"]) == ("agreed", "done")
    assert row["data"]["forecast"]["category"] == "commit"


def test_our_quote_task_done_by_a_person_is_a_quote(store):
    a_term(store)
    a_task_done(store, "write up the quote", made=ago(9), done=ago(4), result="sent")
    told = {step["name"]: step for step in after(store, TODAY)["data"]["steps"]}
    assert told["quote"]["done_on"] == ago(4).isoformat()


def test_a_contract_that_renews_by_itself_needs_no_quote_and_is_settled_once_notice_has_passed(store):
    a_term(store, auto_renew=True, notice_days=30)
    before = after(store, END - timedelta(days=50))
    assert (steps(before)["quote"], steps(before)["signature"]) == ("not needed", "not needed")
    assert before["data"]["notice"]["state"] == "in notice window"
    passed = after(store, END - timedelta(days=29))
    assert (passed["state"], passed["data"]["notice"]["state"]) == ("agreed", "passed")
    assert passed["data"]["forecast"]["category"] == "commit" and "has passed" in passed["reason"]


def test_the_notice_days_are_the_contracts_own_else_the_vendors_policy(store):
    a_term(store)
    with_knowledge(store, "policy", "renewal_notice_days", value="30")
    notice = after(store, TODAY)["data"]["notice"]
    assert (notice["days"], notice["last_day"], notice["system"]) == (30, (END - timedelta(days=30)).isoformat(), "vendor")


def test_notice_given_takes_it_out_of_the_forecast(store):
    a_term(store)
    cycle(store, ago(3))
    a_term(store, known=ago(1), cancelled_on=ago(2), auto_renew=False)
    row = after(store, TODAY)
    assert row["data"]["forecast"]["category"] == "omitted" and row["data"]["notice"]["state"] == "given"


def test_an_open_risk_speaks_against_it_with_its_reason(store):
    a_term(store)
    risk = {"id": "r1", "case_id": "rc1", "agent": "risk", "account_id": "acme", "kind": "risk", "state": "open", "as_of": ago(2),
            "opened_on": ago(2), "reason": "use fell by 40 %", "data": {"key": "usage decline"}, "facts": [], "cycle_id": "c0"}  # fmt: skip
    store.append("case", [risk])
    assert after(store, TODAY)["reason"] == "at risk: a risk is open: usage decline"


def test_the_crms_own_word_is_shown_where_it_differs(store):
    a_term(store)
    with_deal(store, "acme", stage="Proposal", close_on=END, forecast="Commit")
    told = after(store, TODAY)["data"]["forecast"]
    assert (told["category"], told["crm_word"], told["crm_category"], told["crm_differs"]) == ("pipeline", "Commit", "commit", True)


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


def test_another_contract_that_ends_later_is_named_for_coterming(store):
    a_term(store)
    a_term(store, id="s2", start=ago(100), end=ago(100) + YEAR, plan="Add-on", mrr=100.0)
    data = after(store, TODAY)["data"]
    assert data["others"] == [{"plan": "Add-on", "until_on": (ago(100) + YEAR).isoformat(), "arr": 1_200.0}]
    assert data["terms"]["arr"] == 12_000.0


def test_the_forecast_sums_no_currency_into_another(store):
    a_term(store)
    with_company(store, "bolt")
    a_term(store, "bolt", id="s2", mrr=2_000.0, currency="USD")
    with_company(store, "cord")
    a_term(store, "cord", id="s3", end=ago(-20), currency="EUR", mrr=500.0)
    cycle(store)
    rows = renewal_forecast_rows(standing(snapshot(store, TODAY), "renewal"), as_of=TODAY)
    assert rows.select("category", "currency", "n", "arr", "n_30", "arr_60").rows() == [
        ("pipeline", "EUR", 2, 18_000.0, 1, 12_000.0), ("pipeline", "USD", 1, 24_000.0, 0, 24_000.0),
    ]  # fmt: skip


def test_an_amount_that_nobody_knows_is_counted_as_unknown(store):
    with_deal(store, "acme", close_on=ago(-20))
    cycle(store)
    [row] = renewal_forecast_rows(standing(snapshot(store, TODAY), "renewal"), as_of=TODAY).to_dicts()
    assert (row["n"], row["arr"], row["n_unknown"]) == (1, None, 1)


def test_nothing_learnt_later_changes_a_past_day(store):
    a_term(store)
    cycle(store, ago(10))
    before = case(store, ago(10))
    with_touch(store, "acme", day=ago(2))
    cycle(store)
    assert case(store, ago(10)) == before


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




def test_each_contract_that_ends_has_a_case_of_its_own_with_its_own_terms(store):
    a_term(store, notice_days=30, auto_renew=True)
    a_term(store, id="s2", start=ago(275), end=ago(-90), plan="Add-on", mrr=100.0, seats=5, notice_days=60, auto_renew=False)
    rows = {row["data"]["renewal_on"]: row["data"] for row in cycle(store)}
    assert {str(day): (d["terms"]["arr"], d["terms"]["auto_renew"], d["notice"]["days"]) for day, d in rows.items()} == {
        END.isoformat(): (12_000.0, True, 30), ago(-90).isoformat(): (1_200.0, False, 60),
    }  # fmt: skip
    a_term(store, start=END, end=END + YEAR, notice_days=30, auto_renew=True)
    cycle(store, END + timedelta(days=1))
    states = standing(snapshot(store, END + timedelta(days=1)), "renewal")["state"]
    assert sorted(states) == ["open", "renewed"]
