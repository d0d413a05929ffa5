"""One row an account: each signal says what it means, and is null where the knowledge for it is missing."""

import re
from datetime import date, timedelta

import polars as pl
import pytest

from cs_core.context.health.weights import MEASURES
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import SIGNALS, type_of
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    seen_on,
    with_churn_event,
    with_company,
    with_deal,
    with_desired_outcome,
    with_invoice,
    with_meeting,
    with_message,
    with_milestone,
    with_person,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
    with_usage,
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        yield opened


def signals_of(store, account="acme", day=TODAY):
    [row] = seen_on(store, day).signals.filter(pl.col("account_id") == account).to_dicts()
    return row


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


def test_a_customer_on_several_plans_has_the_milestones_of_none_of_them_and_the_peers_of_each(store):
    for n in range(30):
        company = with_company(store, f"c{n}")
        with_subscription(store, company, f"basic-{n}", mrr=10.0, seats=2, plan="Basic")
        with_usage(store, company, weekly=[5] * 8)
        if n < 29:
            with_usage(store, company, weekly=[5] * 8, event="sync")
    with_milestone(store, "First sync", event="sync", threshold=10_000, days=30, plan="Basic")
    assert (signals_of(store, "c29")["plan"], signals_of(store, "c29")["unused_feature"]) == ("Basic", "sync")
    with_subscription(store, "c29", "pro", mrr=90.0, seats=2, plan="Pro")
    row = signals_of(store, "c29")
    assert (row["plan"], row["seats"], row["unused_feature"], row["milestones_total"]) == ("Pro + Basic", 4, "sync", None)
    assert signals_of(store, "c28")["milestones_total"] == 1


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


def test_use_is_summed_over_full_weeks_and_compared_with_the_four_before(store):
    acme = with_company(store)
    with_subscription(store, acme, mrr=10.0, seats=4)
    with_usage(store, acme, weekly=[50] * 16 + [10] * 4, person="ada@acme.example")
    row = signals_of(store, day=TODAY + timedelta(days=3))
    assert (row["usage_4w"], row["usage_prev_4w"], row["usage_change"]) == (40, 200, -80.0)
    assert (row["active_users_4w"], row["utilisation"], row["features_4w"], row["top_feature"]) == (1, 25.0, 1, "dispatch_board")
    assert row["usage_z"] < -5
    assert (row["last_event_on"], row["days_since_event"]) == (TODAY, 3)


@pytest.mark.parametrize("event", ["Logins", "login", "user_login", "Sign-ins", "session_started", "Visits"])
def test_to_log_in_is_not_what_a_customer_uses_most(store, event):
    with_usage(store, with_company(store, "acme"), weekly=[90] * 12, event=event)
    with_usage(store, "acme", weekly=[5] * 12, event="Reports built")
    with_usage(store, with_company(store, "bolt"), weekly=[90] * 12, event=event)
    rows = {row["account_id"]: row for row in snapshot(store, TODAY).signals.to_dicts()}
    assert (rows["acme"]["top_feature"], rows["acme"]["features_4w"], rows["bolt"]["top_feature"]) == (None, 2, None)


@pytest.mark.parametrize("event", ["login_page_builder", "visit_planner", "session_notes"])
def test_a_feature_that_is_called_after_logins_or_visits_is_one(store, event):
    with_usage(store, with_company(store, "acme"), weekly=[90] * 12, event=event)
    assert snapshot(store, TODAY).signals["top_feature"].to_list() == [event]


def test_a_dip_that_everybody_has_is_not_an_early_warning(store):
    for n in range(25):
        with_usage(store, with_company(store, f"c{n:02}"), weekly=[40 + n] * 20 + [(40 + n) // 2] * 4)
    with_usage(store, with_company(store, "acme"), weekly=[50] * 24)
    rows = snapshot(store, TODAY).signals
    others = rows.filter(pl.col("account_id") != "acme")["usage_z"]
    assert others.abs().max() < 1
    assert rows.filter(pl.col("account_id") == "acme")["usage_z"].item() > 3


def test_a_short_past_gives_no_z_score_and_a_new_customer_no_change(store):
    with_usage(store, with_company(store, "old"), weekly=[50] * 24)
    new = with_company(store, "new", customer_on=ago(27))
    with_usage(store, new, weekly=[50] * 4)
    row = signals_of(store, "new")
    assert (row["usage_4w"], row["usage_prev_4w"], row["usage_change"], row["usage_z"]) == (200, None, None, None)


def test_a_workspace_that_is_never_used_has_zero_use_but_a_customer_we_cannot_see_has_none(store):
    with_usage(store, with_company(store, "acme", system="product"), weekly=[50] * 12, system="product")
    with_company(store, "idle", system="product")
    with_company(store, "unseen", system="hubspot")
    assert (signals_of(store, "idle")["usage_4w"], signals_of(store, "idle")["features_4w"]) == (0, 0)
    assert signals_of(store, "unseen")["usage_4w"] is None


def test_a_stale_feed_says_nothing_of_anybody(store):
    with_usage(store, with_company(store), weekly=[50] * 12, until=ago(22))
    row = signals_of(store)
    usage = [name for name, signal in SIGNALS.items() if signal.knowledge == "usage"]
    assert {name: row[name] for name in usage if row[name] is not None} == {}
    assert signals_of(store, day=ago(5))["usage_4w"] == 200


def test_a_feature_that_most_peers_on_the_plan_use_is_named(store):
    for n in range(24):
        company = with_company(store, f"c{n:02}")
        with_subscription(store, company, mrr=10.0, plan="Pro")
        with_usage(store, company, weekly=[5] * 4)
        if n:
            with_usage(store, company, weekly=[2] * 4, event="reports")
    assert signals_of(store, "c00")["unused_feature"] == "reports"
    assert signals_of(store, "c01")["unused_feature"] is None


def milestone_world(store, weekly, started):
    with_milestone(store, "First board", event="dispatch_board", threshold=100, days=30, main=True)
    with_milestone(store, "First report", event="reports", threshold=10, days=60)
    with_usage(store, with_company(store, "old"), weekly=[1] * 80)
    with_usage(store, with_company(store, "acme", customer_on=started), weekly=weekly)


@pytest.mark.parametrize(
    ("weekly", "started", "status"),
    [([5] * 4, 29, "on track"), ([5] * 6, 40, "behind"), ([5] * 9, 60, "stuck"), ([5] * 4 + [0] * 3, 45, "stuck")],
)
def test_onboarding_is_judged_by_the_expected_day_of_the_next_milestone(store, weekly, started, status):
    milestone_world(store, weekly, ago(started))
    row = signals_of(store)
    assert (row["onboarding_status"], row["next_milestone"], row["milestones_done"]) == (status, "First board", 0)
    assert row["milestone_overdue_days"] == started - 30


def test_first_value_is_the_day_the_value_milestone_was_reached(store):
    milestone_world(store, [50] * 6, ago(50))
    row = signals_of(store)
    assert (row["first_value_on"], row["days_to_value"], row["milestones_done"]) == (ago(28), 22, 1)
    assert (row["next_milestone"], row["onboarding_status"], row["milestone_progress"]) == ("First report", "on track", 0.0)


def test_a_customer_from_before_the_usage_feed_is_not_called_late(store):
    milestone_world(store, [5] * 6, ago(2_000))
    assert signals_of(store)["onboarding_status"] is None


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
    assert not {name: says for name, says in said.items() if re.search(r"null|z-score|median taken|robust", says)}
    assert "robust z-score" in SIGNALS["usage_z"].exactly and SIGNALS["satisfaction_90d"].exactly == "null below 2 ratings"
