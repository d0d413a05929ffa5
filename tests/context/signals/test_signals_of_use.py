"""What a customer's use says, and what it says of milestones; null where nobody can see it."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import SIGNALS
from tests.context.signals.builders import signals_of
from tests.worlds import TODAY, ago, with_company, with_milestone, with_subscription, with_usage


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
