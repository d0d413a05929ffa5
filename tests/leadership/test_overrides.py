"""Overrides bind from the next cycle on, are kept with their reason, and are scored when their day has come."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.leadership.coverage import current_plan
from cs_core.leadership.hours.overrides import FEWEST, Instead, keep, ledger, scored, take_back
from cs_core.leadership.hours.promised import against_forecast, plans
from cs_core.leadership.leavers.succession import leave, propose
from cs_core.orchestration.cycle import run_cycle
from tests.leadership.past_plans import NOON_THEN, THEN, a_past, commit_then
from tests.worlds import TODAY, a_store, ago, at, with_company, with_person, with_subscription, with_team_member, with_usage

NOON = at(TODAY, 12)
SAID = {"reason": "not on record", "why": "the new owner told me in the lift", "by": "Ines Dahl"}


def a_world(folder):
    """Two customers who stopped using what they pay for, each with a call of Mia's in the plan; one who uses it; Uwe is there, too."""
    store = a_store(folder)
    for name in ("Mia Sand", "Uwe Kern"):
        with_team_member(store, name, hours=30)
    for n, company in enumerate(("acme", "bolt", "dune")):
        with_company(store, company, name=f"{company.title()} Heating", segment="long tail", domain=f"{company}.example")
        with_subscription(store, company, mrr=100.0 * (n + 1), seats=5)
        with_person(store, company, f"{company.title()} Lind")
        with_usage(store, company, [50 + n] * 16 + ([50] * 6 if company == "dune" else [0] * (6 + n)), until=ago(0))
    commit_then(store, dict.fromkeys(("acme", "bolt"), ("call", "Mia Sand", 1.0)), day=ago(1))
    return store


def next_cycle(store, weeks):
    """Account -> whom the cycle of so many weeks later gave the risk agent's work to, and by which route."""
    day = TODAY + timedelta(weeks=weeks)
    made = run_cycle(store, as_of=day, now=at(day, 12), model=OfflineModel(), roster=ROSTER, agents=["risk"])
    accounts = {row["id"]: row["account_id"] for row in store.rows("proposal", cycle_id=made["cycle_id"])}
    routed = store.rows("routed", cycle_id=made["cycle_id"])
    return {accounts[r["proposal_id"]]: (r["route"], r["assignee"]) for r in routed}


def test_an_override_moves_the_next_cycles_assignee_and_taking_it_back_restores_it(tmp_path):
    stores = [a_world(tmp_path / name) for name in ("as planned", "overridden", "taken back")]
    made = [keep(snapshot(s, TODAY), "acme", Instead("call", "Uwe Kern", 1.0), now=NOON, **SAID) for s in stores[1:]]
    take_back(stores[2], made[1], by="Ines Dahl", now=NOON)
    planned, overridden, back = (next_cycle(store, 0) for store in stores)
    assert planned == {"acme": ("human_with_draft", "Mia Sand"), "bolt": ("human_with_draft", "Mia Sand")} == back
    assert overridden == planned | {"acme": ("human_with_draft", "Uwe Kern")}


def test_the_first_cycle_after_a_leavers_last_day_gives_their_work_to_whoever_took_it_over(tmp_path):
    store = a_world(tmp_path)
    leave(store, propose(snapshot(store, TODAY), "Mia Sand", TODAY), by="Ines Dahl", now=NOON)
    assert set(next_cycle(store, 1).values()) == {("human_with_draft", "Uwe Kern")}


def test_an_account_that_is_taken_out_goes_to_the_agents_and_one_that_is_put_in_gets_its_person(tmp_path):
    store = a_world(tmp_path)
    with_subscription(store, with_company(store, "cedar"), mrr=100.0)
    keep(snapshot(store, TODAY), "acme", Instead(None), now=NOON, **SAID)
    keep(snapshot(store, TODAY), "cedar", Instead("workshop", "Uwe Kern", 4.0), now=NOON, **SAID)
    now = {a["account_id"]: (a["mode"], a["person"], a["hours"]) for a in current_plan(store)["assignments"]}
    assert now == {"bolt": ("call", "Mia Sand", 1.0), "cedar": ("workshop", "Uwe Kern", 4.0)}
    assert next_cycle(store, 0)["acme"][0] == "agent_with_review"
    for row in ledger(store):
        take_back(store, row["id"], by="Ines Dahl", now=NOON)
    assert {a["account_id"] for a in current_plan(store)["assignments"]} == {"acme", "bolt"}


def test_the_ledger_keeps_what_was_planned_what_is_done_instead_the_price_and_the_reason(tmp_path):
    store = a_world(tmp_path)
    first = keep(snapshot(store, TODAY), "acme", Instead("call", "Uwe Kern", 2.0), now=NOON, price=-0.004, **SAID)
    [row] = ledger(store)
    assert row["planned"] == {"mode": "call", "person": "Mia Sand", "hours": 1.0} and row["price"] == -0.004 and row["standing"]
    assert row["instead"] == {"mode": "call", "person": "Uwe Kern", "hours": 2.0} and row["reason"] == "not on record"
    keep(snapshot(store, TODAY), "acme", Instead("workshop", "Uwe Kern", 4.0), now=NOON, **SAID)
    assert [r["standing"] for r in ledger(store)] == [True, False]
    with pytest.raises(Refused, match="replaced"):
        take_back(store, first, by="Ines Dahl", now=NOON)
    commit_then(store, {"acme": ("call", "Mia Sand", 1.0)}, day=TODAY, plan_id="p2")
    assert not any(r["standing"] for r in ledger(store))


def test_an_override_needs_a_reason_and_things_that_exist(tmp_path):
    store = a_world(tmp_path)
    snap, uwe = snapshot(store, TODAY), Instead("call", "Uwe Kern", 1.0)
    for wrong, said, error in (
        (uwe, {"reason": "mood"}, BadInput), (uwe, {"why": " "}, BadInput), (uwe, {"by": ""}, BadInput),
        (Instead("dinner", "Uwe Kern"), {}, BadInput), (Instead("call"), {}, BadInput), (Instead(None, "Uwe Kern"), {}, BadInput),
        (Instead("call", "Uwe Kern", -1.0), {}, BadInput), (Instead("call", "Nobody", 1.0), {}, NotFound),
        (Instead("call", "Mia Sand", 1.0), {}, Refused),
    ):  # fmt: skip
        with pytest.raises(error):
            keep(snap, "acme", wrong, now=NOON, **SAID | said)
    with pytest.raises(NotFound, match="nobody"):
        keep(snap, "nobody", uwe, now=NOON, **SAID)
    with pytest.raises(NotFound, match="No override"):
        take_back(store, "x", by="Ines Dahl", now=NOON)
    assert not ledger(store)


def test_without_a_plan_there_is_nothing_to_override(tmp_path):
    store = a_past(tmp_path, accounts=1)
    with pytest.raises(Refused, match="No plan is committed"):
        keep(snapshot(store, TODAY), "c0", Instead("call", "Mia Sand", 1.0), now=NOON, **SAID)


def overridden_then(folder, *, overridden, left, accounts=60, **said):
    """A plan of a hundred days ago that gave everybody a call; the first so many were left to agents instead."""
    store = a_past(folder, accounts=accounts, left=left)
    commit_then(store, {f"c{i}": ("call", "Mia Sand", 1.0) for i in range(accounts)})
    snap = snapshot(store, THEN)
    for i in range(overridden):
        keep(snap, f"c{i}", Instead(None), now=NOON_THEN, **SAID | said)
    return store


def test_overrides_are_scored_once_their_ninety_days_are_over(tmp_path):
    store = overridden_then(tmp_path, overridden=3, left=())
    early = scored(snapshot(store, THEN + timedelta(days=89)))
    assert early["waiting"] == 3 and early["all"]["n"] == 0 and "cannot tell yet" in early["all"]["says"]
    late = scored(snapshot(store, TODAY))["all"]
    assert late["n"] == 3 and late["hours"] == -3.0 and late["kept"]["point"] == 1.0 and late["as_planned"]["n"] == 57
    assert late["right"] is None and f"{FEWEST} are needed" in late["says"]


def test_many_overrides_after_which_customers_left_say_that_the_plan_was_right(tmp_path):
    store = overridden_then(tmp_path, overridden=25, left=range(15))
    found = scored(snapshot(store, TODAY))
    assert found["all"]["right"] == "plan" and found["all"]["gap"]["high"] < 0
    assert [(r["reason"], r["n"], r["right"]) for r in found["by_reason"]] == [("not on record", 25, "plan")]
    assert [(r["by"], r["n"]) for r in found["by_by"]] == [("Ines Dahl", 25)]


def test_where_those_left_as_planned_fared_worse_people_were_right(tmp_path):
    store = overridden_then(tmp_path, overridden=25, left=range(30, 55))
    found = scored(snapshot(store, TODAY))["all"]
    assert found["right"] == "people" and found["gap"]["low"] > 0


def test_a_forecast_that_was_off_for_everybody_counts_for_neither_side(tmp_path):
    store = overridden_then(tmp_path, overridden=30, left=[*range(15), *range(30, 45)])
    assert scored(snapshot(store, TODAY))["all"]["right"] is None


def test_what_was_taken_back_is_not_scored(tmp_path):
    store = overridden_then(tmp_path, overridden=1, left=())
    take_back(store, ledger(store)[0]["id"], by="Ines Dahl", now=NOON_THEN)
    found = scored(snapshot(store, TODAY))
    assert found["all"]["n"] == 0 and found["waiting"] == 0


def test_an_override_does_not_change_what_the_plan_promised(tmp_path):
    store = overridden_then(tmp_path, overridden=5, left=(), accounts=20)
    snap = snapshot(store, TODAY)
    found = against_forecast(snap, plans(snap)[0])
    assert found["hours"]["planned"] == 20.0 and found["kept"]["n"] == 20
