"""Renewal cases while they are open: opened at day 120, quoted, agreed, and what is forecast of them."""

from datetime import date, timedelta

from cs_core.context.snapshot import snapshot
from cs_core.execution.jobs.cases import case_id, standing, with_open_cases
from cs_core.execution.jobs.renewal_forecast import renewal_forecast_rows
from cs_core.execution.jobs.renewal_steps import STEPS
from cs_core.execution.renewal import AGENT
from tests.execution.builders import cases_kept
from tests.execution.renewing import END, YEAR, a_task_done, a_term, after, case, cycle, steps, store
from tests.worlds import (
    TODAY,
    ago,
    at,
    land,
    with_company,
    with_deal,
    with_knowledge,
    with_meeting,
    with_person,
    with_subscription,
    with_touch,
)

__all__ = ["store"]


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
    assert days["quote"] == END - timedelta(days=120) and days["terms settled before the notice day"] == END - timedelta(days=90)
    assert days["signature"] == END - timedelta(days=30)


def test_a_step_not_taken_in_time_is_late_and_one_from_before_we_looked_is_not(store):
    a_term(store)
    fresh = after(store, TODAY)
    assert steps(fresh)["look back with the customer"] == "before we saw it" and steps(fresh)["quote"] == "before we saw it"
    assert fresh["due_on"] == END - timedelta(days=45)
    watched = after(store, END - timedelta(days=40))
    assert steps(watched)["terms settled before the notice day"] == "late"


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


def quotes_out(store, day) -> int:
    snap = snapshot(store, day)
    return with_open_cases(snap.signals, snap)["quotes_out"].item()


def test_plays_know_that_a_quote_is_out_by_the_very_step_of_the_case(store):
    a_term(store)
    assert after(store, ago(1))["state"] == "open" and quotes_out(store, ago(1)) == 0
    a_task_done(store, "write up the quote", made=ago(9), done=TODAY, result="sent")
    assert after(store, TODAY)["state"] == "quoted" and quotes_out(store, TODAY) == 1


def test_a_quote_for_a_term_that_is_over_is_none_for_the_one_that_ends_next(store):
    a_term(store)
    a_term(store, id="s2", end=END + timedelta(days=70), plan="Add-on")
    a_task_done(store, "write up the quote", made=ago(50), done=ago(45), result="sent")
    cycle(store)
    later = END + timedelta(days=5)
    cycle(store, later)
    over = standing(snapshot(store, later), "renewal").filter(case_id=case_id("renewal", "acme", END.isoformat()))
    assert over.select("state", "closed_on").row(0) == ("quoted", None) and quotes_out(store, later) == 0


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
    assert (passed["state"], passed["data"]["notice"]["state"]) == ("renews by itself", "passed")
    assert passed["data"]["forecast"]["category"] == "commit" and "has passed" in passed["reason"]


def test_a_contract_that_renews_by_itself_is_agreed_only_once_somebody_agreed(store):
    a_term(store, auto_renew=True, notice_days=30)
    assert after(store, END - timedelta(days=29), END - timedelta(days=28))["state"] == "renews by itself"
    with_deal(store, "acme", stage="Verbal agreement", close_on=END, created_on=ago(20))
    assert after(store, END - timedelta(days=27), END - timedelta(days=26))["state"] == "agreed"


def test_a_row_of_old_that_called_a_passed_notice_day_agreed_is_told_anew(store):
    a_term(store, auto_renew=True, notice_days=30)
    [row] = cases_kept("renewal", AGENT.keep, snapshot(store, END - timedelta(days=29)), cycle_id="c0")
    store.append("case", [row.model_copy(update={"state": "agreed"})])
    assert after(store, END - timedelta(days=28))["state"] == "renews by itself"


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
