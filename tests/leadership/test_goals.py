import json
from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, Refused
from cs_core.leadership.goals import changed, checked, drift, preview, progress, set_goals, show, trend
from cs_core.orchestration.direction import GOALS, GUARDRAILS, direction
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.world import load_world
from tests.worlds import (
    IMPORTED,
    TODAY,
    a_proposal,
    a_store,
    ago,
    land,
    with_company,
    with_record,
    with_subscription,
    with_team_member,
    with_touch,
)


def a_world(folder, accounts=20):
    store = a_store(folder)
    for i in range(accounts):
        with_company(store, f"c{i}")
        with_subscription(store, f"c{i}", mrr=100.0, currency="EUR", **({"ended_on": ago(50)} if i < 4 else {}))
    return store


def setting(store, by="Ines", **changes):
    return set_goals(store, changes, by=by, now=IMPORTED, snap=snapshot(store, TODAY))


def goal(store, key):
    return next(g for g in show(store, snapshot(store, TODAY))["goals"] if g["key"] == key)


def test_every_goal_and_guardrail_is_shown_with_where_it_stands(tmp_path):
    document = show(a_world(tmp_path), snapshot(a_world(tmp_path / "b"), TODAY))
    assert [g["key"] for g in document["goals"]] == [g.key for g in GOALS]
    assert [g["key"] for g in document["guardrails"]] == [g.key for g in GUARDRAILS]
    assert all(g["now"] is not None or g["why"] for g in document["goals"])


def test_a_goal_set_is_kept_with_its_baseline_and_taken_away_again(tmp_path):
    store = a_world(tmp_path)
    assert setting(store, logo_retention=90) == ["logo_retention"]
    shown = goal(store, "logo_retention")
    assert shown["target"] == 90 and shown["baseline"] == pytest.approx(80) and shown["by"] == "Ines" and shown["reached"] is False
    assert shown["progress_share"]["point"] == pytest.approx(0) and "cannot tell yet" in shown["forecast"]["says"]
    setting(store, logo_retention=None)
    assert goal(store, "logo_retention")["target"] is None and direction(store).goals == {}


def test_a_goal_that_binds_nothing_is_refused_with_the_reason(tmp_path):
    store = a_world(tmp_path)
    with pytest.raises(Refused, match="binds nothing: no milestones known"):
        setting(store, ttv_days=30, grr=90)
    assert direction(store).goals == {}, "all or nothing"


def test_a_person_s_touch_makes_the_touch_goal_possible(tmp_path):
    store = a_world(tmp_path)
    with pytest.raises(Refused, match="log touches"):
        setting(store, touch_every_days=30)
    for i in range(4, 20):
        with_touch(store, f"c{i}", day=ago(10 + i))
    setting(store, touch_every_days=30)
    shown = goal(store, "touch_every_days")
    assert shown["now"] == 28 and shown["low"] <= 28 and shown["reached"] is True and "had contact within 30 days" in shown["why"]


@pytest.mark.parametrize(
    "changes", [{"nonsense": 1}, {"grr": "many"}, {"grr": -1}, {"grr": float("inf")}, {"nrr": 9999}, {"human_share_of_hours": 2}]
)
def test_a_wrong_value_is_one_line_and_changes_nothing(tmp_path, changes):
    store = a_world(tmp_path)
    with pytest.raises(BadInput) as error:
        setting(store, max_discount_percent=5, **changes)
    assert "\n" not in str(error.value) and store.count("goal") == 0


def test_words_for_nothing_take_a_goal_away():
    assert checked({"grr": "none", "nrr": "", "human_share_of_hours": None, "logo_retention": "95"}) == {
        "grr": None, "nrr": None, "human_share_of_hours": None, "logo_retention": 95.0,
    }  # fmt: skip


def test_a_guardrail_taken_away_is_back_at_its_default(tmp_path):
    store = a_world(tmp_path)
    setting(store, human_share_of_hours=0.2)
    assert direction(store).guardrails["human_share_of_hours"] == 0.2
    assert changed(direction(store), {"human_share_of_hours": None}).guardrails["human_share_of_hours"] == 0.6
    setting(store, human_share_of_hours=None)
    assert direction(store).guardrails["human_share_of_hours"] == 0.6


def test_progress_is_a_share_of_the_way_in_either_direction():
    up = progress({"point": 95.0, "low": 92.0, "high": 98.0}, 90.0, 100.0)
    down = progress({"point": 35.0, "low": 30.0, "high": 40.0}, 40.0, 30.0)
    assert up == pytest.approx({"point": 0.5, "low": 0.2, "high": 0.8})
    assert down == pytest.approx({"point": 0.5, "low": 0.0, "high": 1.0})
    assert progress({"point": None, "low": None, "high": None}, 1.0, 2.0) is None


def test_a_forecast_needs_three_monthly_figures():
    assert "cannot tell yet" in trend([(0, 1.0), (-1, 2.0)])["says"]
    told = trend([(0, 90.0), (-1, 89.0), (-2, 88.1), (-3, 86.9)])
    assert told["point"] == pytest.approx(93.1, abs=0.2) and told["low"] < 93 < told["high"]


def test_a_goal_that_was_past_its_target_when_set_says_so_and_shows_no_share(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention=75)
    shown = goal(store, "logo_retention")
    assert shown["reached"] is True and shown["progress_share"] is None
    assert shown["progress"].startswith("past the target when it was set (80), and reached: now 80 (58.4 to 91.93)")
    for i in range(4, 8):
        land(store, "subscription", f"sub-c{i}", system="hubspot", born=ago(730), known_at=IMPORTED, company_ref=f"c{i}", mrr=100.0,
             currency="EUR", started_on=ago(730), ended_on=ago(20))  # fmt: skip
    shown = goal(store, "logo_retention")
    assert shown["reached"] is False and shown["progress"].startswith("past the target when it was set (80), and not reached: now 60")


def test_a_goal_that_was_reached_on_the_way_says_reached(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention=90)
    assert goal(store, "logo_retention")["progress"].startswith("0% of the way (")
    row = store.rows("goal")[-1]
    text = json.dumps({"baseline": 70.0})
    store.append("goal", [row | {"id": "later", "value": 78.0, "text": text, "set_at": IMPORTED + timedelta(minutes=1)}])
    shown = goal(store, "logo_retention")
    assert shown["progress"].startswith("reached: now 80") and shown["progress_share"]["point"] == pytest.approx(1.25)


def a_cycle(store):
    """Two proposals for one person with time for one: a renewal worth more and a growth proposal worth less."""
    with_team_member(store, "Mia Sand", hours=0.1, skills="commercial")
    proposals = [a_proposal("c10", agent="renewal", value=0.05, as_of=TODAY), a_proposal("c11", agent="growth", value=0.04, as_of=TODAY)]
    for made in proposals:
        with_record(store, made)
    store.append("cycle", [{"id": "c1", "as_of": TODAY, "started_at": IMPORTED, "summary": {}}])
    routed = route_all(proposals, {p.id: () for p in proposals}, load_world(snapshot(store, TODAY), ["c10", "c11"], before="c1"))
    store.append("routed", [r.model_dump(mode="json") | {"id": r.proposal_id} for r in routed])
    return {r.proposal_id: r.route for r in routed}, proposals


def test_a_preview_names_the_proposals_that_a_goal_would_move_and_saves_nothing(tmp_path):
    store = a_world(tmp_path)
    routes, (renewal, growth) = a_cycle(store)
    assert routes == {renewal.id: "agent_with_review", growth.id: "held"}
    told = preview(store, {"expansion_arr": 1000}, snapshot(store, TODAY))
    moved = {m["proposal_id"]: (m["from"], m["to"]) for m in told["moved"]}
    assert moved == {growth.id: ("held", "agent_with_review"), renewal.id: ("agent_with_review", "held")}
    assert told["loses_attention"] == ["c10"] and "2 of 2 proposals" in told["says"]
    assert told["routes"]["before"]["held"] == 1 and told["hours"]["before"] == told["hours"]["after"]
    assert preview(store, {}, snapshot(store, TODAY))["moved"] == [] and store.count("goal") == 0


def test_more_hours_in_a_preview_hold_less(tmp_path):
    store = a_world(tmp_path)
    a_cycle(store)
    told = preview(store, {"human_share_of_hours": 1.0, "min_cited_facts": 3}, snapshot(store, TODAY))
    assert told["hours"]["after"] >= told["hours"]["before"] and "min_cited_facts is judged when a draft is made" in told["says"]


def test_without_a_cycle_there_is_nothing_to_preview(tmp_path):
    store = a_world(tmp_path)
    assert "run one first" in preview(store, {"grr": 90}, snapshot(store, TODAY))["says"]


def test_effort_that_served_no_goal_is_drift(tmp_path):
    store = a_world(tmp_path)
    assert "No effort" in drift(store, TODAY)["says"]
    with_touch(store, "c10", minutes=45)
    told = drift(store, TODAY)
    assert told["minutes"] == 45 and "100% of human minutes" in told["says"] and told["rows"][0]["goal"] == "none"
