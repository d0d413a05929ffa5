"""Value realised: the goal in their words against what came of it, and what is missing where nobody can tell."""

import pytest

from cs_core.execution.jobs.value import value_from
from tests.worlds import TODAY, ago


def a_plan(*, baseline=10.0, target=4.0, current=7.0, progress="on course", closed=None, result=None, state="on course", proxies=()):
    own = {
        "id": "own", "text": "Planning hours", "metric": "planning hours", "unit": "hours", "baseline": baseline, "target": target,
        "current": current, "progress": progress, "result": result, "proxy": False, "why": "by their figure", "due_on": "2026-12-31",
    }  # fmt: skip
    goal = {"text": "Halve planning", "quote": "We plan all day.", "stated_by": "Ada Lind", "stated_on": "2026-01-10"}
    others = [own | {"id": "p", "proxy": True} | p for p in proxies]
    data = {"objective": goal, "due_on": "2026-12-31", "state": state, "outcomes": [own, *others]}
    return {"id": "c1", "kind": "success plan", "as_of": TODAY.isoformat(), "closed_on": closed, "data": data}


def test_half_of_the_way_is_told_with_measure_baseline_now_and_target():
    found = value_from(a_plan())
    assert (found["realised"], found["status"]) == (0.5, "on course")
    [one] = found["outcomes"]
    assert (one["metric"], one["baseline"], one["now"], one["target"], one["measured_by"]) == (
        "planning hours", 10.0, 7.0, 4.0, "their own figure",
    )  # fmt: skip
    assert (found["objective"]["quote"], found["objective"]["stated_on"]) == ("We plan all day.", "2026-01-10")
    assert found["source"]["source_row"] == "case:c1"


@pytest.mark.parametrize(("current", "realised"), [(4.0, 1.0), (2.0, 1.0), (12.0, 0.0)])
def test_the_share_lies_between_nothing_and_all(current, realised):
    assert value_from(a_plan(current=current))["realised"] == realised


@pytest.mark.parametrize(
    ("gone", "missing"),
    [({"current": None}, "their own figure now"), ({"baseline": None}, "where they started"), ({"target": None}, "their target")],
)
def test_what_cannot_be_measured_has_no_figure_and_names_what_is_missing(gone, missing):
    found = value_from(a_plan(**gone, progress="cannot tell"))
    assert (found["realised"], found["status"], found["missing"]) == (None, "cannot tell", [missing])
    assert missing in found["says"]


def test_without_an_objective_it_asks_and_makes_nothing_up():
    found = value_from(None)
    assert (found["status"], found["realised"], found["objective"], found["outcomes"]) == ("cannot tell", None, None, [])
    assert len(found["missing"]) == 2


def test_a_closed_plan_tells_what_it_came_to_and_its_success_rate():
    found = value_from(
        a_plan(closed=ago(3).isoformat(), state="partial", result="partial", proxies=({"result": "achieved"}, {"result": "cancelled"}))
    )
    assert (found["status"], found["success_rate"]) == ("partial", 0.75)
    assert found["outcomes"][1]["measured_by"] == "a proxy: what we can see"
