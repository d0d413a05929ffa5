"""What moved a figure adds up to its change exactly, names the customers, and says where it cannot tell."""

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.goals import set_goals, since_set
from cs_core.leadership.steering import parts
from cs_core.leadership.steering.moved import HOW, what_moved
from cs_core.orchestration.direction import GOALS
from tests.worlds import (
    IMPORTED,
    TODAY,
    a_store,
    ago,
    at,
    land,
    with_churn_event,
    with_company,
    with_deal,
    with_milestone,
    with_person,
    with_subscription,
    with_touch,
    with_usage,
)

SINCE = ago(90)


@pytest.fixture(scope="module")
def snap(tmp_path_factory):
    """Fifty customers: some left, pay less, pay more, joined, were touched, or reached value since ninety days ago."""
    store = a_store(tmp_path_factory.mktemp("moved"))
    with_milestone(store, "First plan", event="dispatch_board", threshold=20, days=30, main=True)
    for i in range(50):
        company = f"c{i}"
        start = ago(800 if i < 25 else 300 if i < 40 else 60)
        with_company(store, company, customer_on=start, segment="Long tail" if i % 2 else "Enterprise")
        with_person(store, company)
        ends = {0: ago(400), 1: ago(80), 2: ago(40), 3: ago(200), 4: ago(20)}
        with_subscription(store, company, mrr=100.0 + 10 * i, currency="EUR", started_on=start, ended_on=ends.get(i))
        if i >= 25:
            with_usage(store, company, weekly=[0] * (i % 5) + [10] * 6, until=ago(225 if i < 40 else 5))
        if i % 3 == 0:
            with_touch(store, company, day=ago(20 + i))
        if i % 4 == 0:
            with_touch(store, company, day=ago(120 + i))
    with_usage(store, "c24", weekly=[10] * 100)
    for i, mrr in ((10, 40.0), (11, 500.0)):
        amount = {"company_ref": f"c{i}", "currency": "EUR", "mrr": mrr, "started_on": ago(800)}
        land(store, "subscription", f"sub-c{i}", system="hubspot", born=ago(800), known_at=at(ago(30)), **amount)
    with_churn_event(store, "c1", churned=ago(80), reason="price")
    for i, day in ((20, 400), (21, 100), (22, 10)):
        with_deal(store, f"c{i}", kind="expansion", amount=1_000.0 * i, won=True, closed_on=ago(day), created_on=ago(day + 30))
    return snapshot(store, TODAY)


def of_kind(told, kind):
    return next(p for p in told["parts"] if p["kind"] == kind)


def test_every_goal_has_a_way_to_be_taken_apart():
    assert set(HOW) == {g.key for g in GOALS}


@pytest.mark.parametrize("key", [g.key for g in GOALS if g.key != "onboarding_on_track"])
def test_the_parts_add_up_to_the_change_exactly(snap, key):
    told = what_moved(snap, key, since=SINCE)
    assert told["change"] == pytest.approx(told["to"] - told["from"], abs=1e-9) and told["parts"], told["says"]
    assert sum(p["change"] for p in told["parts"]) == pytest.approx(told["change"], abs=1e-9)
    for part in told["parts"]:
        single = [a["change"] for a in part["accounts"]]
        assert None in single or not single or sum(single) == pytest.approx(part["change"], abs=1e-9)


def test_who_left_and_who_pays_less_is_named_with_segment_and_reason(snap):
    told = what_moved(snap, "grr", since=SINCE)
    left, less = of_kind(told, "left"), of_kind(told, "pay less")
    assert [a["name"] for a in left["accounts"]] == ["C4", "C2", "C1"] and left["change"] < 0
    assert left["accounts"][2] | {"change": 0} == {
        "account_id": "c1", "name": "C1", "segment": "long tail", "why": "price", "change": 0,
    }  # fmt: skip
    assert less["accounts"][0]["name"] == "C10" and "480 a year, 2400" in less["accounts"][0]["why"]
    assert "pay more" not in [p["kind"] for p in told["parts"]], "growth moves no gross retention"
    assert of_kind(what_moved(snap, "nrr", since=SINCE), "pay more")["accounts"][0]["name"] == "C11"


def test_a_goal_of_a_segment_is_moved_by_its_own_customers_only(snap):
    told = what_moved(snap, "long_tail_grr", since=SINCE)
    assert {a["segment"] for p in told["parts"] for a in p["accounts"]} == {"long tail"}


def test_a_median_moves_step_by_step_with_who_came_and_who_went(snap):
    told = what_moved(snap, "ttv_days", since=SINCE)
    kinds = {p["kind"]: p for p in told["parts"]}
    came = next(p for kind, p in kinds.items() if "new customers" in kind)
    assert came["n"] >= 8 and all("first value after" in a["why"] or "waits for" in a["why"] for a in came["accounts"])


def test_the_touch_figure_tells_who_was_touched_and_who_waits_longer(snap):
    told = what_moved(snap, "touch_every_days", since=SINCE)
    kinds = {p["kind"]: p for p in told["parts"]}
    assert kinds["were touched"]["change"] <= 0 <= kinds["were not touched since, and wait longer"]["change"]
    assert "C6" in [a["name"] for a in kinds["were touched"]["accounts"]]


def test_who_was_touched_for_the_first_time_is_among_the_touched(snap):
    told = what_moved(snap, "touch_every_days", since=SINCE)
    assert "C33" in [a["name"] for a in of_kind(told, "were touched")["accounts"]]


def test_expansion_moves_by_what_was_won_and_by_what_grew_older_than_a_year(snap):
    told = what_moved(snap, "expansion_arr", since=SINCE)
    assert of_kind(told, "won since")["accounts"][0]["name"] == "C22" and of_kind(told, "won since")["change"] == 22_000
    assert of_kind(told, "won more than twelve months ago now")["change"] == -20_000


def test_a_figure_that_was_kept_otherwise_gets_a_part_of_its_own(snap):
    then = what_moved(snap, "grr", since=SINCE)["from"]
    told = what_moved(snap, "grr", since=SINCE, stored=then + 3)
    assert of_kind(told, "that day's figure corrected by what was imported since")["change"] == pytest.approx(-3)
    assert sum(p["change"] for p in told["parts"]) == pytest.approx(told["change"], abs=1e-9) and told["from"] == then + 3


def test_onboardings_are_taken_apart_from_what_a_cycle_kept(snap):
    told = what_moved(snap, "onboarding_on_track", since=SINCE)
    assert told["change"] is None and "no cycle of the week before" in told["says"]
    before = snapshot(snap.store, SINCE)
    folder = snap.store.lake / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    before.signals.write_parquet(folder / f"{SINCE}-c0.parquet")
    told = what_moved(snap, "onboarding_on_track", since=SINCE)
    assert told["change"] is None or sum(p["change"] for p in told["parts"]) == pytest.approx(told["change"], abs=1e-9)


def test_states_add_up_with_who_fell_behind_and_who_caught_up():
    def frame(states):
        rows = [(a, s, 1.0, 0.0 if s in ("done", "on track") else -1.0) for a, s in states.items()]
        return pl.DataFrame(rows, schema=["account_id", "onboarding_status", "one", "x"], orient="row")

    then = frame({"a": "on track", "b": "stuck", "c": "behind", "d": "done"})
    now = frame({"a": "behind", "b": "done", "d": "done", "e": "stuck", "f": "done"})
    before, found = parts.of_share(then, now, weight="one", kinds=parts.by_state(then, now))
    assert before == 50 and sum(p.change for p in found) == pytest.approx(60 - 50)
    assert {p.kind: [a.account_id for a in p.accounts] for p in found if p.accounts} == {
        "fell behind": ["a"], "caught up": ["b"], "were late, and are no longer counted": ["c"], "started since, and are late": ["e"],
    }  # fmt: skip


def test_a_goal_is_taken_apart_since_the_day_it_was_set(snap):
    assert since_set(snap, "grr") == (ago(91), None)
    set_goals(snap.store, {"grr": 95}, by="Ines", now=IMPORTED, snap=snap)
    assert since_set(snap, "grr") == (ago(91), None), "today there is nothing to take apart yet"
    later = snapshot(snap.store, ago(-40))
    assert since_set(later, "grr") == (TODAY, pytest.approx(what_moved(snap, "grr", since=SINCE)["to"]))
    assert what_moved(snap, "grr", since=TODAY)["says"] == f"It is measured from {TODAY}: there is nothing to take apart yet."
