"""One row an account: each signal says what it means, and is null where the knowledge for it is missing."""

import re
from datetime import date

from cs_core.context.health.weights import MEASURES
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import SIGNALS, type_of
from tests.context.signals.builders import signals_of
from tests.worlds import (
    TODAY,
    ago,
    with_churn_event,
    with_company,
    with_deal,
    with_desired_outcome,
    with_invoice,
    with_meeting,
    with_message,
    with_person,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
)


def test_the_frame_has_the_columns_of_the_vocabulary_whatever_is_known(store):
    assert dict(snapshot(store, TODAY).signals.schema) == {name: type_of(name) for name in SIGNALS}
    with_company(store)
    assert dict(snapshot(store, TODAY).signals.schema) == {name: type_of(name) for name in SIGNALS}


def test_what_nobody_told_us_is_null_and_never_a_default(store):
    with_company(store, "acme")
    row = signals_of(store)
    known = {name for name, value in row.items() if value is not None}
    assert known == {"account_id", "name", "customer_on", "tenure_days"}


def test_recurring_revenue_is_twelve_times_the_active_mrr_without_trials(store):
    acme = with_company(store)
    with_subscription(store, acme, "s1", mrr=100.0, seats=5, plan="Pro", currency="eur", auto_renew=True)
    with_subscription(store, acme, "s2", mrr=50.0, seats=2, plan="Basic")
    with_subscription(store, acme, "s3", mrr=999.0, seats=9, plan="Trial", trial=True)
    with_subscription(store, acme, "s4", mrr=777.0, seats=9, ended_on=ago(40))
    row = signals_of(store)
    assert (row["arr"], row["seats"], row["plan"], row["currency"], row["auto_renew"]) == (1_800.0, 7, "Pro + Basic", "EUR", True)


def test_a_customer_churned_on_the_day_the_last_subscription_ended(store):
    acme, bolt = with_company(store, "acme"), with_company(store, "bolt")
    with_subscription(store, acme, "s1", mrr=100.0, ended_on=ago(40))
    with_subscription(store, acme, "s2", mrr=100.0, ended_on=ago(10))
    with_subscription(store, bolt, "s3", mrr=100.0, ended_on=ago(40))
    with_subscription(store, bolt, "s4", mrr=100.0, started_on=ago(20))
    assert (signals_of(store)["churned_on"], signals_of(store)["arr"]) == (ago(10), 0.0)
    assert signals_of(store, "bolt")["churned_on"] is None
    assert signals_of(store, day=ago(11))["churned_on"] is None


def test_an_undated_flag_churns_nobody_but_a_recorded_departure_without_contracts_does(store):
    with_company(store, "acme", churn_flag=True)
    with_company(store, "bolt")
    with_churn_event(store, "bolt", churned=ago(30))
    with_company(store, "cord")
    with_churn_event(store, "cord", churned=ago(30), reactivation=True)
    assert [signals_of(store, a)["churned_on"] for a in ("acme", "bolt", "cord")] == [None, ago(30), None]


def test_the_renewal_is_the_next_end_of_a_real_term(store):
    acme = with_company(store)
    with_subscription(store, acme, "s1", mrr=10.0, term_start_on=ago(300), term_end_on=ago(-65))
    assert (signals_of(store)["renewal_on"], signals_of(store)["days_to_renewal"]) == (ago(-65), 65)


def test_a_month_that_rolls_on_is_no_renewal_but_an_open_renewal_deal_is(store):
    acme, bolt = with_company(store, "acme"), with_company(store, "bolt")
    for company in (acme, bolt):
        with_subscription(store, company, mrr=10.0, term_start_on=ago(12), term_end_on=ago(-18))
    with_deal(store, bolt, kind="renewal", close_on=ago(-90))
    assert signals_of(store)["renewal_on"] is None
    assert signals_of(store, "bolt")["renewal_on"] == ago(-90)
    assert signals_of(store, "bolt")["open_renewal"] == 12_000.0


def test_a_month_that_was_cancelled_rolls_on_no_more_its_end_is_the_end_of_the_contract(store):
    with_subscription(store, with_company(store), mrr=10.0, term_start_on=ago(12), term_end_on=ago(-18), cancelled_on=ago(2))
    told = signals_of(store)
    assert (told["notice_given_on"], told["renewal_on"], told["days_to_renewal"]) == (ago(2), ago(-18), 18)


def test_the_segment_is_the_crms_word_else_the_rank_by_revenue(store):
    for n in range(20):
        with_subscription(store, with_company(store, f"c{n:02}", segment="Small business" if n == 19 else None), mrr=100.0 + n)
    rows = snapshot(store, TODAY).signals.sort("arr", descending=True)
    assert rows["segment"].to_list() == ["long tail"] + ["mid-market"] * 4 + ["long tail"] * 15


def test_overdue_bills_are_counted_only_where_bills_are_seen(store):
    acme, bolt = with_company(store, "acme"), with_company(store, "bolt")
    with_invoice(store, acme, due=ago(10), amount=70.0)
    with_invoice(store, acme, due=ago(50), paid=ago(45))
    with_invoice(store, acme, due=ago(-10))
    assert (signals_of(store)["overdue_invoices"], signals_of(store)["overdue_amount"]) == (1, 70.0)
    assert signals_of(store, bolt)["overdue_invoices"] is None


def test_support_counts_are_zero_where_the_desk_is_seen_and_null_elsewhere(store):
    acme, bolt = with_company(store, "acme", system="zendesk"), with_company(store, "bolt", system="zendesk")
    with_company(store, "cord", system="hubspot")
    with_ticket(store, acme, "Down", opened=ago(12), escalated=True, system="zendesk")
    with_ticket(store, acme, "Slow", opened=ago(30), closed_at=ago(20), satisfaction=1.0, system="zendesk")
    with_ticket(store, acme, "Odd", opened=ago(40), closed_at=ago(20), satisfaction=0.0, system="zendesk")
    row = signals_of(store)
    assert (row["open_tickets"], row["tickets_90d"], row["escalations_open"], row["oldest_ticket_days"]) == (1, 3, 1, 12)
    assert row["satisfaction_90d"] == 50.0
    assert signals_of(store, bolt)["open_tickets"] == 0
    assert signals_of(store, bolt)["satisfaction_90d"] is None
    assert signals_of(store, "cord")["open_tickets"] is None


def test_tickets_of_nobody_known_say_of_no_customer_that_it_has_none(store):
    acme, bolt = with_company(store, "acme", system="zendesk"), with_company(store, "bolt", system="zendesk")
    for n in range(3):
        with_ticket(store, "whoever", f"Down {n}", system="zendesk")
    assert signals_of(store, acme)["open_tickets"] is None
    for n in range(3):
        with_ticket(store, acme, f"Slow {n}", system="zendesk")
    assert (signals_of(store, acme)["open_tickets"], signals_of(store, bolt)["open_tickets"]) == (3, 0)


def test_the_champion_who_left_is_news_until_another_is_there(store):
    acme = with_company(store)
    with_person(store, acme, "Ada Lind", role="champion", left_on=ago(15))
    with_person(store, acme, "Bo Berg", role="Executive Sponsor")
    row = signals_of(store)
    assert (row["people"], row["champion"], row["sponsor"], row["champion_left_on"]) == (1, None, "Bo Berg", ago(15))
    with_person(store, acme, "Cleo Dahl", role="champion")
    assert (signals_of(store)["champion"], signals_of(store)["champion_left_on"]) == ("Cleo Dahl", None)
    assert signals_of(store, day=ago(16))["champion"] == "Ada Lind"


def test_only_two_way_contact_is_a_touch(store):
    with_team_member(store)
    acme = with_company(store, domain="acme.example")
    with_person(store, acme)
    ours, theirs = "mia@ours.example", "ada@acme.example"
    with_message(store, acme, "Any news?", sender=ours, recipients=theirs, sent=ago(50), thread="a")
    with_meeting(store, acme, held=ago(5), status="No show")
    with_touch(store, acme, day=ago(4), two_way=False)
    assert signals_of(store)["last_touch_on"] is None
    with_message(store, acme, "Yes.", sender=theirs, recipients=ours, sent=ago(45), thread="a")
    assert (signals_of(store)["last_touch_on"], signals_of(store)["last_inbound_on"]) == (ago(45), ago(45))
    with_meeting(store, acme, held=ago(30))
    assert signals_of(store)["days_since_touch"] == 30
    with_touch(store, acme, day=ago(3))
    assert signals_of(store)["days_since_touch"] == 3


def test_the_newest_wish_counts(store):
    acme = with_company(store)
    with_desired_outcome(store, acme, "Old wish", stated=ago(300))
    with_desired_outcome(store, acme, "New wish", stated=ago(30))
    assert signals_of(store)["desired_outcome"] == "New wish"
    assert signals_of(store, day=ago(31))["desired_outcome"] == "Old wish"


def test_as_of_a_past_day_a_renewed_term_is_counted_back_so_that_both_who_stayed_and_who_left_have_a_renewal(store):
    stayed, left = (with_company(store, name, customer_on="2023-05-01") for name in ("stayed", "left"))
    with_subscription(store, stayed, mrr=10.0, term_start_on="2026-05-01", term_end_on="2027-05-01", started_on="2023-05-01")
    with_subscription(
        store, left, mrr=10.0, term_start_on="2025-05-01", term_end_on="2026-05-01", started_on="2023-05-01", ended_on="2026-05-01"
    )
    past = [signals_of(store, account, date(2026, 2, 1))["renewal_on"] for account in (stayed, left)]
    assert past == [date(2026, 5, 1), date(2026, 5, 1)]
    assert signals_of(store, stayed, date(2024, 2, 1))["renewal_on"] == date(2024, 5, 1)
    assert signals_of(store, stayed)["renewal_on"] == date(2027, 5, 1)


def test_a_term_that_has_not_begun_is_not_counted_back_before_the_start(store):
    acme = with_company(store)
    with_subscription(store, acme, mrr=10.0, started_on=ago(20), term_start_on=ago(-10), term_end_on=ago(-375))
    assert signals_of(store)["renewal_on"] is None


def test_what_a_leader_reads_of_a_signal_speaks_of_no_null_and_no_statistics():
    said = {name: signal.says for name, signal in SIGNALS.items()} | {m.name: m.says for m in MEASURES}
    assert not {name: says for name, says in said.items() if re.search(r"null|z-score|median taken|robust|`", says)}
    assert "robust z-score" in SIGNALS["usage_z"].exactly and SIGNALS["satisfaction_90d"].exactly == "null below 2 ratings"
