"""Risk cases over their lives: seen, counted again, better, over; or the customer left, and how early that was seen."""

import json
from datetime import date, timedelta

import pytest

from cs_core.context.brief import brief
from cs_core.context.readings import read_new
from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.execution.jobs.risk_types import RISK_TYPES
from cs_core.execution.jobs.risk_words import lead_times
from cs_core.execution.jobs.risks import at_risk
from cs_core.execution.risk import AGENT
from tests.context.usage.test_rhythm import with_months
from tests.execution.builders import cases_kept
from tests.worlds import (
    IMPORTED,
    TODAY,
    a_store,
    ago,
    at,
    land,
    with_company,
    with_deal,
    with_invoice,
    with_message,
    with_person,
    with_subscription,
    with_ticket,
    with_usage,
)  # fmt: skip

STEADY = [50] * 60


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", segment="mid-market", domain="acme.example", owner="Mia Sand")
        with_person(made, "acme", "Ada Lind")
        yield made


def a_contract(store, **more):
    with_subscription(store, "acme", mrr=1_000.0, seats=20, currency="EUR", **more)


def a_day(store, days: int, *, agent=AGENT) -> list:
    """The rows that the day's cycle writes for risks, so many days before today."""
    day = TODAY - timedelta(days=days)
    rows = cases_kept("risk", agent.keep, snapshot(store, day), cycle_id=str(day))
    store.append("case", rows)
    return rows


def they_write(store, body: str, days: int) -> None:
    with_message(store, "acme", body, sender="ada@acme.example", recipients="us@ours.example", sent=ago(days))
    read_new(store, now=IMPORTED)


def by_type(rows) -> dict:
    return {row.data["type"]: row for row in rows}


def test_of_use_that_is_told_by_the_month_no_risk_speaks_of_the_last_weeks_as_if_they_were_known(store):
    months = [date(2025, m, 1) - timedelta(days=1) for m in range(2, 13)] + [date(2026, m, 1) - timedelta(days=1) for m in range(1, 7)]
    for n in range(25):
        with_months(store, with_company(store, f"c{n}"), months, uses=310 + n)
    with_months(store, "acme", months[:-1], uses=310)
    with_months(store, "acme", months[-1:], uses=9)
    [case] = [row for row in a_day(store, 20) if row.account_id == "acme" and row.data["type"] == "usage decline"]
    assert "9 uses in the latest month on record, 310 in the month before" in case.reason and "four" not in case.reason


def test_a_risk_opens_with_its_reason_drivers_facts_owner_day_and_play(store):
    a_contract(store)
    with_invoice(store, "acme", due=ago(10), amount=500.0)
    [case] = a_day(store, 0)
    assert (case.kind, case.state, case.data["type"], case.owner, case.play) == (
        "risk", "open", "non-payment", "Mia Sand", "settle the invoices"
    )  # fmt: skip
    assert case.reason == "Overdue invoices: 1, together 500 EUR."
    assert {d["key"]: d["value"] for d in case.data["drivers"]} == {"overdue_invoices": 1, "overdue_amount": 500.0}
    assert {f.key for f in case.facts} == {"overdue_invoices", "overdue_amount"} and all(f.source_row for f in case.facts)
    assert (case.data["level"], case.due_on) == ("low", ago(-14))


def test_nothing_is_written_while_nothing_changes_and_nothing_where_all_is_well(store):
    a_contract(store)
    assert a_day(store, 40) == []
    with_invoice(store, "acme", due=ago(30))
    assert len(a_day(store, 20)) == 1
    assert a_day(store, 19) == [] and a_day(store, 5) == []


def test_who_pays_and_has_never_used_it_is_at_risk_long_after_the_start_and_until_the_first_use(store):
    with_company(store, "bolt", customer_on=ago(200))
    with_subscription(store, "bolt", mrr=1_000.0, currency="EUR", started_on=ago(200))
    with_usage(store, "acme", STEADY)
    assert by_type(a_day(store, 120)).keys() == set(), "eighty days in, it is onboarding's"
    case = by_type(a_day(store, 30))["never used"]
    assert (case.state, case.play) == ("open", "ask why it is not used")
    assert case.reason == f"A customer since {spelt(ago(200))} that pays 12,000 EUR a year, and no use of theirs is on record."
    with_usage(store, "bolt", [3])
    assert by_type(a_day(store, 0))["never used"].state == "cleared"


def test_a_further_observation_is_an_occurrence_and_no_second_case(store):
    a_contract(store)
    with_invoice(store, "acme", due=ago(30))
    with_invoice(store, "acme", due=ago(20))
    [first], [second] = a_day(store, 25), a_day(store, 19)
    assert second.case_id == first.case_id and second.opened_on == first.opened_on
    assert (first.data["occurrences"], second.data["occurrences"]) == (1, 2)
    assert (first.data["level"], second.data["level"]) == ("low", "medium")
    assert (first.due_on, second.due_on) == (ago(11), ago(12)), "a risk that is worse is due sooner"


def test_it_clears_itself_when_the_condition_ends(store):
    a_contract(store)
    with_invoice(store, "acme", due=ago(30), paid=ago(5))
    [first], [last] = a_day(store, 20), a_day(store, 1)
    assert (first.state, last.state, last.closed_on, last.play) == ("open", "cleared", ago(1), None)
    assert last.data["end"] == "cleared" and last.data["lead_days"] == 19
    assert a_day(store, 0) == []


def they_answer(store, score: float, days: int, comment: str) -> None:
    land(
        store, "survey", f"s{score}", system="survey", born=at(ago(days)), kind="nps", company_ref="acme", email="ada@acme.example",
        score=score, most=10.0, answered_at=at(ago(days)), comment=comment,
    )  # fmt: skip
    read_new(store, now=IMPORTED)


@pytest.mark.parametrize("comment", ["Support takes days.", "", "Kann man nicht empfehlen, die App hängt."])
def test_one_low_answer_is_enough_for_a_risk_whatever_can_be_read_of_its_comment(store, comment):
    a_contract(store)
    they_answer(store, 2.0, 20, comment)
    case = by_type(a_day(store, 0))["dissatisfaction"]
    assert case.reason == f"A bad answer to a survey on {spelt(ago(20))}." and case.play == "answer the low score"


def test_a_low_answer_is_graver_the_nearer_the_term_ends(store):
    a_contract(store, term_end_on=ago(-19))
    they_answer(store, 2.0, 20, "Support takes days.")
    assert by_type(a_day(store, 0))["dissatisfaction"].data["level"] == "high"


def test_a_low_answer_is_no_risk_yet_while_most_of_a_term_is_left(store):
    a_contract(store, term_end_on=ago(-200))
    they_answer(store, 2.0, 20, "Support takes days.")
    assert a_day(store, 0) == []


def test_letters_that_praise_more_than_they_complain_speak_against_a_low_answer(store):
    a_contract(store)
    they_answer(store, 6.0, 20, "It would help to have a search.")
    they_write(store, "We love the new board, it is great.", 10)
    assert a_day(store, 0) == []


def test_a_risk_that_comes_back_after_it_closed_begins_anew(store):
    a_contract(store)
    with_invoice(store, "acme", due=ago(60), paid=ago(50))
    with_invoice(store, "acme", due=ago(10))
    first, _, [again] = a_day(store, 55), a_day(store, 45), a_day(store, 5)
    assert again.case_id == first[0].case_id and again.opened_on == ago(5)
    assert again.data["lives"] == 2 and again.data["occurrences"] == 1


def test_an_escalation_is_not_over_before_it_stayed_away_for_some_days(store):
    a_contract(store)
    with_ticket(store, "acme", opened=ago(30), priority="urgent", closed_at=ago(10))
    with_ticket(store, "acme", "Again", opened=ago(40), priority="low")
    [opened], [better] = a_day(store, 20), a_day(store, 9)
    assert (opened.data["type"], opened.state, better.state, better.closed_on) == ("escalation", "open", "easing", None)
    told = f"escalation (opened on {spelt(ago(20))}, easing)"
    assert brief(snapshot(store, ago(9)), "acme").get("open_risk").value == told, "no task calls open what is better"
    assert better.data["eased_on"] == ago(9).isoformat() and "Better since" in better.reason
    assert a_day(store, 8) == []
    [over] = a_day(store, 5)
    assert over.state == "cleared" and over.case_id == opened.case_id


def test_what_eases_and_returns_is_the_same_case_once_more(store):
    a_contract(store)
    with_ticket(store, "acme", opened=ago(30), priority="urgent", closed_at=ago(10))
    with_ticket(store, "acme", "Once more", opened=ago(8), priority="urgent")
    rows = [a_day(store, days)[0] for days in (20, 9, 6)]
    assert [(row.state, row.data["occurrences"]) for row in rows] == [("open", 1), ("easing", 1), ("open", 2)]
    assert len({row.case_id for row in rows}) == 1


def test_a_fall_in_use_is_over_only_when_use_is_back_for_two_weeks(store):
    a_contract(store)
    with_usage(store, "acme", weekly=[50] * 40 + [15] * 6 + [50] * 14)
    fallen = by_type(a_day(store, 7 * 16 - 1))["usage decline"]
    assert fallen.state == "open" and fallen.data["base"] >= 150
    still = a_day(store, 7 * 14)
    assert "usage decline" not in by_type(still), "less of a change against the last four weeks is no recovery"
    better = by_type(a_day(store, 7 * 9))["usage decline"]
    assert better.state == "easing"
    over = by_type(a_day(store, 7 * 7))["usage decline"]
    assert over.state == "cleared" and over.data["lead_days"] == (over.closed_on - fallen.opened_on).days


def test_what_cannot_be_told_ends_nothing(store):
    """A feed that stopped is no recovery."""
    a_contract(store)
    with_usage(store, "acme", weekly=[50] * 40 + [15] * 4, until=ago(90))
    assert by_type(a_day(store, 90))["usage decline"].state == "open"
    assert all(row.data["type"] != "usage decline" for row in a_day(store, 10))


def test_words_of_leaving_are_quoted_and_end_with_the_customer_or_a_renewal(store):
    a_contract(store, term_start_on=ago(300), term_end_on=ago(-65), ended_on=ago(2))
    they_write(store, "We are not happy with this. We cancel our contract at the end of the term.", 80)
    seen = by_type(a_day(store, 75))["intent to leave"]
    assert seen.data["level"] == "high" and any("cancel our contract" in str(f.value) for f in seen.facts)
    assert seen.play == "hear why they want to leave"
    assert seen.reason == f"They spoke of ending the contract on {spelt(ago(80))}; the term ends on {spelt(ago(-65))}."
    assert a_day(store, 15) == [], "it is not over because nobody repeats it"
    gone = by_type(a_day(store, 0))["intent to leave"]
    assert (gone.state, gone.closed_on, gone.data["end"], gone.data["lead_days"]) == ("churned", ago(2), "churned", 73)
    assert a_day(store, 0) == []


def test_a_renewal_that_is_won_ends_what_it_settles(store):
    a_contract(store)
    they_write(store, "We are comparing it with another system.", 30)
    with_deal(store, "acme", kind="renewal", closed_on=ago(10), won=True, stage="closed won")
    assert by_type(a_day(store, 25))["competitor"].state == "open"
    assert by_type(a_day(store, 5))["competitor"].state == "renewed"
    assert a_day(store, 4) == [], "the same words open no second case"


def test_a_renewal_that_is_lost_is_an_end_and_opens_nothing_more(store):
    a_contract(store, term_end_on=ago(-30))
    with_invoice(store, "acme", due=ago(60))
    with_deal(store, "acme", kind="renewal", closed_on=ago(10), won=False, stage="closed lost", lost_reason="price")
    a_day(store, 50)
    [lost] = a_day(store, 5)
    assert (lost.state, lost.closed_on, lost.data["end"]) == ("churned", ago(10), "renewal lost")
    assert a_day(store, 4) == []


def test_lead_time_is_that_of_the_earliest_risk_of_each_departure(store):
    a_contract(store, ended_on=ago(2))
    with_invoice(store, "acme", due=ago(110))
    with_ticket(store, "acme", opened=ago(50), priority="urgent")
    for days in (100, 40, 0):
        a_day(store, days)
    found = lead_times(snapshot(store, TODAY).history("case"))
    assert (found.n, found.median, found.early) == (1, 98.0, {60: 1.0, 90: 1.0})


def test_without_departures_there_is_no_lead_time(store):
    found = lead_times(snapshot(store, TODAY).history("case"))
    assert found == (0, None, {})


def test_others_see_the_risks_of_the_day_before_they_are_written(store):
    a_contract(store)
    with_invoice(store, "acme", due=ago(10))
    with_ticket(store, "acme", opened=ago(12), priority="urgent")
    snap = snapshot(store, TODAY)
    assert at_risk(snap).to_dicts() == [{"account_id": "acme", "risks": ["escalation", "non-payment"]}]
    assert snap.history("case").is_empty()


def test_a_past_day_knows_no_later_risk(store):
    a_contract(store)
    with_invoice(store, "acme", due=ago(10))
    assert a_day(store, 20) == []


@pytest.mark.parametrize("kind", RISK_TYPES, ids=lambda k: k.name)
def test_every_type_recommends_plays_that_exist_and_words_without_scores(kind):
    assert {name for _, name in kind.plays} <= set(AGENT.plays) and kind.plays[-1][0] == ""
    assert json.dumps(kind.drivers) and 0 <= kind.least < 1 and kind.severity
