"""What holds for all six agents alike."""

import re

import polars as pl
import pytest

from cs_core.context.vocabulary import KNOWLEDGE, SIGNALS
from cs_core.execution.playbooks.play import COLUMNS
from cs_core.execution.roster import JOBS, ROSTER
from cs_core.execution.writing.phrases import SLOT, slots
from cs_core.records import AGENTS
from tests.execution.builders import ago, signals_of

PLAYS = [(agent.name, play) for agent in ROSTER for play in agent.plays.values()]
each_agent = pytest.mark.parametrize("agent", ROSTER, ids=lambda a: a.name)
each_play = pytest.mark.parametrize(("agent", "play"), PLAYS, ids=lambda v: getattr(v, "name", v))


def many_kinds(n: int = 600) -> pl.DataFrame:
    """Customers of every kind, by a fixed rule: each signal runs through its range at its own pace."""
    rows = []
    for i in range(n):
        gap = 3 + i % 7
        rows.append(
            {
                "arr": 100.0 + i, "seats": 3 + i % 40, "plan": "Essential", "customer_on": ago(i * 5), "tenure_days": i * 5,
                "renewal_on": ago(-(i % 150)), "days_to_renewal": i % 150,
                "usage_4w": 40 + i % 90, "usage_prev_4w": 60 + i % 31,
                "usage_change": 100.0 * ((40 + i % 90) / (60 + i % 31) - 1), "usage_z": (i % 9) - 5.0, "active_users_4w": 1 + i % 40,
                "utilisation": float(50 + i % 60), "features_4w": 1 + i % 5, "top_feature": "route_planner",
                "unused_feature": "parts_stock" if i % 3 else None, "last_event_on": ago(i % 60), "days_since_event": i % 60,
                "onboarding_status": ("on track", "behind", "stuck", "done")[i % 4], "next_milestone": "First routes",
                "milestones_done": i % 3, "milestones_total": 4,
                "milestone_progress": float(i % 100), "milestone_overdue_days": i % 40 - 10,
                "first_value_on": ago(i % 30) if i % 2 else None, "days_to_value": max(i * 5 - i % 30, 0) if i % 2 else None,
                "open_tickets": i % 4, "tickets_90d": 2 + i % 4, "escalations_open": i % gap == 0, "oldest_ticket_days": i % 20,
                "satisfaction_90d": float(i % 101) if i % 5 == 0 else None, "overdue_invoices": i % 11 == 0, "overdue_amount": 120.0,
                "last_touch_on": ago(i % 300), "days_since_touch": i % 300,
                "health": float(i % 100), "health_band": ("red", "green")[i % 2],
                "champion_left_on": ago(9) if i % 13 == 0 else None, "desired_outcome": "Fewer trips" if i % 2 else None,
                "churn_probability": (i % 50) / 100,
            }
        )  # fmt: skip
    return signals_of(*rows)


def test_the_roster_is_the_six_agents_in_their_order():
    assert tuple(a.name for a in ROSTER) == AGENTS == tuple(JOBS)


@each_agent
def test_its_knowledge_is_in_the_vocabulary_and_its_charter_says_the_five_things(agent):
    assert agent.needs and set(agent.needs + agent.wants) <= set(KNOWLEDGE)
    assert all(word in agent.charter for word in ("Job:", "Reads:", "May do by itself:", "Must ask:", "Success:"))


@each_agent
def test_it_notices_something_among_customers_of_every_kind_and_not_everybody(agent):
    rows = agent.notice(many_kinds())
    assert 0 < rows.height < 600
    assert rows.columns == list(COLUMNS)
    assert rows["account_id"].n_unique() == rows.height
    assert rows.null_count().sum_horizontal().item() == 0
    assert rows["gain"].is_between(0, 1).all() and set(rows["play"]) <= set(agent.plays)


@each_agent
def test_size_changes_nothing(agent):
    small = many_kinds()
    big = small.with_columns(pl.col("arr") * 100, pl.lit("enterprise").alias("segment"))
    assert agent.notice(small).equals(agent.notice(big))


@each_agent
def test_it_says_nothing_of_a_customer_of_whom_nothing_is_known(agent):
    assert agent.notice(signals_of({})).is_empty()


@each_agent
def test_a_reason_holds_the_figures_of_its_own_account(agent):
    frame = many_kinds().filter(pl.col("account_id").is_in(agent.notice(many_kinds())["account_id"].to_list()))
    reasons = agent.notice(frame)
    assert reasons.filter(pl.col("reason").str.contains(r"\d|Dispatch|Route")).height == reasons.height


@each_play
def test_every_slot_of_a_reason_is_a_signal_and_every_phrasing_is_well_formed(agent, play):
    assert {key for text in play.why for key, _ in slots(text)} <= set(SIGNALS)
    script = play.script
    for text in (*script.subject, *script.opening, *script.ask, *script.background, script.title, *(t for g in script.details for t in g)):
        assert "{" not in SLOT.sub("", text) and "}" not in SLOT.sub("", text), text


@each_play
def test_no_figure_is_written_by_hand(agent, play):
    """Only the names of windows may hold a figure: it stands in the vocabulary of the signal cited."""
    script = play.script
    lines = (*play.why, *script.subject, *script.opening, *script.ask, *script.background, script.title, script.step)
    for text in (*lines, *(t for group in script.details for t in group)):
        bare = SLOT.sub("", text).replace("90 days", "")
        assert not re.search(r"\d", bare), text


@each_play
def test_questions_state_nothing(agent, play):
    assert all(ask.endswith("?") and not slots(ask) for ask in play.script.ask)
    assert not slots(play.script.step)


@each_play
def test_nothing_promises_a_discount_or_hides_behind_filler(agent, play):
    script = play.script
    text = " ".join((*script.subject, *script.opening, *script.ask, *(t for g in script.details for t in g))).lower()
    assert not re.search(r"discount|guarantee|promise|free of charge|finds you well|just checking in|excited|!", text)
