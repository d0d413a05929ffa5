"""The Coverage page after a commit, and its people: what came of a plan, overrides, a person who leaves, protected customers."""

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.leadership.coverage import current_plan
from cs_core.leadership.hours.overrides import Instead, keep, ledger
from cs_core.orchestration.contact.protection import protect, protected_ids
from pages._ui import coverage_plan
from pages._ui.coverage_commit import _held_against
from pages._ui.coverage_if import foretold
from tests.leadership.past_plans import NOON_THEN, THEN, a_past, commit_then, two_way
from tests.worlds import IMPORTED, TODAY, ago, at, with_company, with_person, with_subscription

PAGE = """
from pages._ui.{module} import {part}
from pages._ui.frame import frame

with frame("Coverage", "People go where they change the outcome.") as here:
    {part}(here)
"""


def on_its_own_day(store):
    """A store that is read as of its last day, and that a first start leaves alone: a cycle was run in it."""
    store.put("demo_end", TODAY.isoformat(), at=IMPORTED)
    store.append("cycle", [{"id": "c0", "as_of": THEN, "started_at": NOON_THEN, "summary": {}}])


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Forty customers, a plan of a hundred days ago that gave twenty a call, of which one was left to agents instead."""
    with a_past(tmp_path, accounts=40, left=(3,)) as store:
        commit_then(store, {f"c{i}": ("call", "Mia Sand", 1.0) for i in range(20)})
        with_person(store, "c1", "Ada Lind")
        two_way(store, "c1", 95)
        said = {"reason": "promise", "why": "they asked for quiet", "by": "Ines Dahl"}
        keep(snapshot(store, THEN), "c5", Instead(None), now=NOON_THEN, **said)
        on_its_own_day(store)
        monkeypatch.setenv("CS_STORE", str(store.path))
        yield store


def opened(module: str, part: str) -> AppTest:
    app = AppTest.from_string(PAGE.format(module=module, part=part), default_timeout=60).run()
    assert not app.exception and not app.error
    return app


def shown(app: AppTest) -> str:
    return " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.metric))


def test_a_plan_stands_beside_what_came_of_it_without_a_word_on_causes(store):
    app = opened("coverage_after", "after_part")
    assert {m.label: m.value for m in app.metric}["Customers kept"] == "19 of 20"
    assert "does not show that people caused it" in shown(app) and "wait for their day" in shown(app)


def test_an_override_is_taken_back_on_the_page(store):
    said = {"reason": "promise", "why": "they start a new plant", "by": "Ines Dahl"}
    made = keep(snapshot(store, TODAY), "c7", Instead("workshop", "Uwe Kern", 4.0), now=at(TODAY, 9), **said)
    app = opened("coverage_after", "after_part")
    next(s for s in app.selectbox if s.label == "Take back").set_value(made).run()
    next(b for b in app.button if b.label == "Restore the plan").click().run()
    assert not app.exception and not ledger(store)[0]["standing"]


def test_the_former_plan_is_put_back_on_the_page_after_what_it_would_change(store):
    assert not any(b.key == "put_back" for b in opened("coverage_after", "after_part").button)
    commit_then(store, {f"c{i}": ("call", "Mia Sand", 2.0) for i in range(10)}, day=ago(1), plan_id="p2")
    app = opened("coverage_after", "after_part")
    assert "10 gain a person, 1 are left to agents alone, 8 change person, way or hours" in shown(app)
    app.button(key="put_back").click().run()
    assert not app.exception and store.count("coverage_plan") == 3
    plan = current_plan(store)
    assert len(plan["assignments"]) == 19 and {r["hours"] for r in plan["assignments"]} == {1.0}


def test_a_leaver_is_previewed_and_handed_over(store):
    app = opened("coverage_people", "people_part")
    next(box for box in app.selectbox if box.label == "Who leaves").set_value("Mia Sand").run()
    assert not app.exception and {m.label: m.value for m in app.metric}["Without a new owner"] == "0"
    assert "from Mia Sand to Uwe Kern" in shown(app) and "**Ask before the last day**" in shown(app)
    assert store.count("succession") == 0
    next(b for b in app.button if b.label == "Hand it over").click().run()
    assert not app.exception and store.count("succession") == 18
    assert "handed over" in app.error[0].value


def test_a_customer_is_protected_and_let_go(store):
    app = opened("coverage_people", "people_part")
    for button, expected in (("Protect", {"c9"}), ("Let go", set())):
        next(box for box in app.selectbox if box.label == "Customer").set_value("c9")
        next(t for t in app.text_input if t.label == "Why").set_value("the board promised them a person")
        next(b for b in app.button if b.label == button).click().run()
        assert not app.exception and not app.error and protected_ids(store, TODAY) == expected


def test_a_protected_customer_to_whom_the_plan_gives_nobody_is_named(store):
    protect(store, "c9", why="the case of the board", by="Ines Dahl", now=at(TODAY, 9))
    assert not opened("coverage_people", "people_part").warning
    protect(store, "c30", why="the case of the board", by="Ines Dahl", now=at(TODAY, 9))
    assert "gives nobody to C30" in opened("coverage_people", "people_part").warning[0].value


def test_without_plans_and_people_both_parts_say_what_is_missing(tmp_path, monkeypatch):
    path = tmp_path / "other" / "context.db"
    path.parent.mkdir()
    with open_store(path) as store:
        with_subscription(store, with_company(store, "acme"), mrr=10.0)
        on_its_own_day(store)
    monkeypatch.setenv("CS_STORE", str(path))
    assert "No plan is committed yet" in shown(opened("coverage_after", "after_part"))
    assert "No team is known" in shown(opened("coverage_people", "people_part"))


@pytest.mark.parametrize(
    ("unit", "currency", "says"),
    [("arr_kept", "EUR", "ARR kept, EUR"), ("arr_kept", None, "ARR kept"), ("accounts_kept", "EUR", "Accounts kept")],
)
def test_revenue_kept_names_its_currency(unit, currency, says):
    assert coverage_plan.counted_in({"unit": unit, "currency": currency}) == says


def test_a_plan_of_nobody_whose_chance_of_leaving_is_known_promises_no_figure():
    assert " 0" not in _held_against({"known": 0, "without": 0.0, "with": 0.0})
    assert "of 1 account whose" in _held_against({"known": 1, "without": 0.9, "with": 1.0})


def test_who_responds_to_a_person_is_drawn_only_where_a_chance_is_known_of_more_than_those_who_gave_notice():
    assert not foretold(pl.DataFrame({"kept_without": [0.0, 0.0]}))
    assert foretold(pl.DataFrame({"kept_without": [0.0, 0.9]}))
