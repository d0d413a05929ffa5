"""What a change of goals or guardrails would have done to the last cycle: told before it is saved, and nothing is saved."""

from datetime import timedelta

from cs_core.leadership.steering.preview import preview
from cs_core.leadership.steering.still import lever, why_still
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.work import log_touch
from cs_core.orchestration.world import load_world
from cs_core.records import Proposal, Routed
from tests.leadership.builders import a_world
from tests.worlds import IMPORTED, TODAY, a_proposal, seen_on, with_record, with_team_member


def a_cycle(store):
    """Two proposals for one person with time for one: a renewal worth more and a growth proposal worth less."""
    with_team_member(store, "Mia Sand", hours=0.1, skills="commercial")
    proposals = [a_proposal("c10", agent="renewal", value=0.05, as_of=TODAY), a_proposal("c11", agent="growth", value=0.04, as_of=TODAY)]
    for made in proposals:
        with_record(store, made)
    store.append("cycle", [{"id": "c1", "as_of": TODAY, "started_at": IMPORTED, "summary": {}}])
    routed = route_all(proposals, {p.id: () for p in proposals}, load_world(seen_on(store), ["c10", "c11"], before="c1"))
    store.append("routed", [r.model_dump(mode="json") | {"id": r.proposal_id} for r in routed])
    return {r.proposal_id: r.route for r in routed}, proposals


def test_a_preview_names_the_proposals_that_a_goal_would_move_and_saves_nothing(tmp_path):
    store = a_world(tmp_path)
    routes, (renewal, growth) = a_cycle(store)
    assert routes == {renewal.id: "agent_with_review", growth.id: "held"}
    told = preview(store, {"expansion_arr": 1000}, seen_on(store))
    moved = {m["proposal_id"]: (m["from"], m["to"]) for m in told["moved"]}
    assert moved == {growth.id: ("held", "agent_with_review"), renewal.id: ("agent_with_review", "held")}
    assert told["loses_attention"] == ["c10"] and "2 of 2 proposals would take another route" in told["says"]
    assert told["routes"]["before"]["held"] == 1 and told["hours"]["before"] == told["hours"]["after"]
    assert preview(store, {}, seen_on(store))["moved"] == [] and store.count("goal") == 0


def test_what_people_did_later_that_day_does_not_change_what_a_preview_starts_from(tmp_path):
    store = a_world(tmp_path)
    routes, _ = a_cycle(store)
    for account in ("c10", "c11"):
        log_touch(store, account, mode="call", minutes=30, by="Mia Sand", now=IMPORTED + timedelta(hours=9))
    told = preview(store, {"expansion_arr": 1000}, seen_on(store))
    assert {m["proposal_id"]: m["from"] for m in told["moved"]} == routes and told["routes"]["before"]["held"] == 1


def test_more_hours_in_a_preview_hold_less(tmp_path):
    store = a_world(tmp_path)
    a_cycle(store)
    told = preview(store, {"human_share_of_hours": 1.0}, seen_on(store))
    assert told["hours"]["after"] > told["hours"]["before"] and [m["name"] for m in told["gains"]] == ["C11"]
    assert told["impact"]["evidence"] == "prior" and 0 < told["impact"]["accounts_kept"]["point"] <= told["impact"]["accounts_kept"]["high"]


def test_a_guardrail_of_the_gates_is_judged_again_in_the_preview(tmp_path):
    store = a_world(tmp_path)
    a_cycle(store)
    for made in store.records(Proposal):
        said = {"proposal_id": made.id, "gate": "is_specific", "passed": True, "why": "2 telling facts cited"}
        store.append("verdict", [said | {"id": f"{made.id}:is_specific"}])
    told = preview(store, {"min_cited_facts": 3}, seen_on(store))
    assert told["routes"]["before"]["rejected"] == told["routes"]["after"]["rejected"] == 2, "they cite nothing, whatever was recorded"
    assert preview(store, {"human_share_of_hours": 0.5}, seen_on(store))["routes"]["before"]["rejected"] == 0


def test_a_preview_says_that_a_goal_could_bind_nothing_and_what_shows_later(tmp_path):
    store = a_world(tmp_path)
    a_cycle(store)
    told = preview(store, {"ttv_days": 30, "autonomy_bar": 0.8}, seen_on(store))
    assert "no milestones known" in told["refused"][0] and "Share sent unchanged that earns autonomy shows on the next" in told["says"]


def test_a_preview_that_moves_nothing_says_what_it_measured_why_and_what_would_move_something(tmp_path):
    store = a_world(tmp_path)
    a_cycle(store)
    told = [why_still(keys, Direction({"grr": 90.0}), proposals=3, day=TODAY) for keys in (["grr"], ["nrr"], ["human_share_of_hours"])]
    assert all("3 proposals of the cycle of 28 June 2026 were routed twice" in says for says in told)
    assert "by its weight" in told[0] and "had to wait" in told[1] and "stood at this limit" in told[2]
    still = preview(store, {}, seen_on(store))
    assert "2 proposals of the cycle of 28 June 2026" in still["says"] and "none moves" in still["says"] and still["lever"]["page"]


def test_the_lever_is_the_one_for_which_most_waited():
    held = [routed("held", "Today's 240 minutes are spoken for")] * 3 + [routed("agent_with_review", "review")] * 2
    assert lever(held)["part"] == "Guardrails" and lever(held)["says"].startswith("What would move some: 3 of them wait")
    assert lever([routed("agent_with_review", "review")])["part"] == "May do alone"
    assert lever([routed("held", "This week's 5 hours are spoken for")])["page"] == "Coverage"
    assert lever([routed("held", "a pilot leaves the customer in standard care")]) is None


def routed(route: str, why: str) -> Routed:
    return Routed(proposal_id="p", cycle_id="c", as_of=TODAY, route=route, why=why, change="none")


def test_without_a_cycle_there_is_nothing_to_preview(tmp_path):
    store = a_world(tmp_path)
    assert "run one first" in preview(store, {"grr": 90}, seen_on(store))["says"]
