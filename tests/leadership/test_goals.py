"""Goals and guardrails: set, refused, shown with where they stand, and set back."""

import json
from datetime import date, timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.leadership.goals import history, set_goals, show, undo
from cs_core.leadership.revenue import months_before
from cs_core.leadership.steering.aims import Aim, checked
from cs_core.leadership.steering.course import progress
from cs_core.leadership.steering.past import Point
from cs_core.leadership.steering.preview import changed
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.direction import GOALS, GUARDRAILS, Direction, direction, unit_of
from cs_core.records import SEGMENTS
from tests.leadership.builders import a_world
from tests.worlds import IMPORTED, TODAY, a_store, ago, land, seen_on, with_company, with_subscription, with_touch


def leaves(store, company):
    """Its subscription is now known to have ended twenty days ago."""
    land(store, "subscription", f"sub-{company}", system="hubspot", born=ago(730), known_at=IMPORTED, company_ref=company, mrr=100.0,
         currency="EUR", started_on=ago(730), ended_on=ago(20))  # fmt: skip


def setting(store, by="Ines", **changes):
    return set_goals(store, changes, by=by, now=IMPORTED, snap=seen_on(store))


def goal(store, key):
    return next(g for g in show(store, seen_on(store))["goals"] if g["key"] == key)


def test_every_goal_and_guardrail_is_shown_with_where_it_stands(tmp_path):
    document = show(a_world(tmp_path), snapshot(a_world(tmp_path / "b"), TODAY))
    assert [g["key"] for g in document["goals"]] == [g.key for g in GOALS]
    assert [g["key"] for g in document["guardrails"]] == [g.key for g in GUARDRAILS]
    assert all(g["now"] is not None or g["why"] for g in document["goals"])


def test_a_goal_set_is_kept_with_its_baseline_and_taken_away_again(tmp_path):
    store = a_world(tmp_path)
    with_company(store, "former", customer_on=ago(1500))  # who left is on record, so that months without a departure are known too
    with_subscription(store, "former", mrr=100.0, currency="EUR", started_on=ago(1500), ended_on=ago(900))
    assert setting(store, logo_retention=90) == ["logo_retention"]
    shown = goal(store, "logo_retention")
    assert shown["target"] == 90 and shown["baseline"] == pytest.approx(80) and shown["by"] == "Ines" and shown["reached"] is False
    assert shown["progress_share"]["point"] == pytest.approx(0) and "if it goes on as in" in shown["forecast"]["says"]
    assert shown["status"] == "off course" and shown["past"][-1] == {"on": "2026-06-28", "value": pytest.approx(80)}
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


def test_customers_never_in_contact_stand_apart_and_make_no_figure_of_days(tmp_path):
    store = a_world(tmp_path)
    for i in range(4, 14):
        with_touch(store, f"c{i}", day=ago(10 + i))
    setting(store, touch_every_days=60)
    shown = goal(store, "touch_every_days")
    assert (shown["now"], shown["n"]) == (22, 10), "of those ever in contact, whatever the years the others have been customers"
    assert "6 of 16 customers have no contact on record and are not in the days" in shown["why"]


def test_a_goal_of_contact_is_not_reached_while_more_than_one_in_ten_were_never_in_contact(tmp_path):
    store = a_world(tmp_path)
    for i in range(4, 14):
        with_touch(store, f"c{i}", day=ago(10 + i))
    setting(store, touch_every_days=60)
    shown = goal(store, "touch_every_days")
    assert (shown["reached"], shown["status"], shown["progress_share"]) == (False, "cannot tell yet", None)
    assert "more than one in ten customers have never been in contact" in shown["forecast"]["says"]
    for i in range(14, 20):
        with_touch(store, f"c{i}", day=ago(3))
    assert goal(store, "touch_every_days")["status"] == "reached"


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
        "grr": Aim(None), "nrr": Aim(None), "human_share_of_hours": Aim(None), "logo_retention": Aim(95.0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "aim"),
    [
        ("+2", Aim(2.0, True)), ("+2pt@2027-06-30*2", Aim(2.0, True, date(2027, 6, 30), 2.0)), ("95 %", Aim(95.0)),
        ("95@2027-06-30", Aim(95.0, False, date(2027, 6, 30))), ("95*0.5", Aim(95.0, False, None, 0.5)),
    ],
)  # fmt: skip
def test_a_goal_is_typed_with_a_sign_a_unit_a_day_and_a_weight(said, aim):
    assert checked({"grr": said}) == {"grr": aim}
    assert checked({"ttv_days": "-10d"}) == {"ttv_days": Aim(-10.0, True)}


@pytest.mark.parametrize(
    ("key", "said", "why"),
    [
        ("grr", "-2", "no better than today"), ("ttv_days", "+5d", "no better than today"), ("grr", "+2@soon", "written as 2027-06-30"),
        ("grr", "+2*9", "weight of grr must be"), ("grr", "101", "from 0 to 100"), ("grr", "+2*heavy", "must be a number"),
        ("grr", "none@2027-06-30", "but no figure"), ("max_contacts_per_account_7d", "+1", "is a guardrail"),
        ("max_contacts_per_account_7d", "1*2", "is a guardrail"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_says_what_to_do_in_one_line(key, said, why):
    with pytest.raises(BadInput, match=why) as error:
        checked({key: said})
    assert "\n" not in str(error.value)


def test_a_relative_target_is_resolved_against_the_baseline_and_kept_as_such(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention="+5@2026-12-31*2")
    shown = goal(store, "logo_retention")
    assert (shown["baseline"], shown["target"], shown["weight"], shown["due_on"]) == (pytest.approx(80), pytest.approx(85), 2, "2026-12-31")
    setting(store, logo_retention="85*3")
    shown = goal(store, "logo_retention")
    assert (shown["weight"], shown["due_on"]) == (3, "2026-12-31"), "the day stays as it was set"


def test_a_relative_target_needs_a_figure_and_room(tmp_path):
    store = a_world(tmp_path, accounts=5)
    with pytest.raises(BadInput, match="today's figure cannot be told"):
        setting(store, logo_retention="+5")
    with pytest.raises(BadInput, match="would be 180"):
        setting(a_world(tmp_path / "more"), logo_retention="+100")


def test_a_day_that_is_past_is_refused(tmp_path):
    with pytest.raises(BadInput, match="is not after"):
        setting(a_world(tmp_path), logo_retention="90@2026-06-28")


def test_another_weight_alone_leaves_the_baseline_where_it_was(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention=90)
    for i in range(4, 8):
        leaves(store, f"c{i}")
    setting(store, logo_retention="90*2")
    assert goal(store, "logo_retention")["baseline"] == pytest.approx(80)
    setting(store, logo_retention="91")
    assert goal(store, "logo_retention")["baseline"] == pytest.approx(60)


def test_a_goal_that_no_agent_can_serve_is_refused_with_the_reason(tmp_path):
    store = a_world(tmp_path)
    for agent in ("risk", "renewal", "onboarding", "relationship"):
        for segment in SEGMENTS[::-1]:
            set_level(store, agent, segment, "shadow", why="trying", by="Ines", now=IMPORTED)
    with pytest.raises(Refused, match=r"binds nothing: the agents that serve it .* are at level “shadow”"):
        setting(store, logo_retention=90)
    setting(store, ceiling_growth=0)
    assert direction(store).goals == {}


def test_a_change_is_set_back_and_the_history_tells_both(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention="90*2")
    store_now = IMPORTED + timedelta(minutes=1)
    set_goals(store, {"logo_retention": 95}, by="Omar", now=store_now, snap=seen_on(store))
    newest = history(store)[0]
    assert (newest["name"], newest["before"], newest["after"], newest["by"]) == ("Customers kept", 90, 95, "Omar")
    with pytest.raises(Refused, match="changed again since"):
        undo(store, history(store)[1]["id"], by="Ines", now=store_now)
    undo(store, newest["id"], by="Ines", now=store_now + timedelta(minutes=1))
    assert direction(store).goals == {"logo_retention": 90} and direction(store).weights == {"logo_retention": 2}
    undo(store, history(store)[0]["id"], by="Ines", now=store_now + timedelta(minutes=2))
    assert direction(store).goals == {"logo_retention": 95}
    with pytest.raises(NotFound):
        undo(store, "nonsense", by="Ines", now=store_now)


def test_the_unit_of_impact_follows_the_goals(tmp_path):
    assert unit_of(direction(a_store(tmp_path))).unit == "accounts_kept"
    units = {key: unit_of(Direction({key: 90.0})).unit for key in ("grr", "nrr", "expansion_arr", "logo_retention", "ttv_days")}
    assert [key for key, unit in units.items() if unit == "arr_kept"] == ["grr", "nrr", "expansion_arr"]
    assert unit_of(Direction({"grr": 90.0, "logo_retention": 90.0})).unit == "accounts_kept"
    heavy = unit_of(Direction({"grr": 90.0, "logo_retention": 90.0}, weights={"grr": 2.0}))
    assert heavy.unit == "arr_kept" and "Gross revenue retention is counted in recurring revenue" in heavy.why
    three = unit_of(Direction({"logo_retention": 90.0, "ttv_days": 30.0, "touch_every_days": 90.0}))
    assert three.why.startswith("Customers kept, Time to value and Contact with every customer are counted in customers")


def test_a_guardrail_taken_away_is_back_at_its_default(tmp_path):
    store = a_world(tmp_path)
    setting(store, human_share_of_hours=0.2)
    assert direction(store).guardrails["human_share_of_hours"] == 0.2
    back, refused = changed(direction(store), {"human_share_of_hours": None}, seen_on(store))
    assert back.guardrails["human_share_of_hours"] == 0.6 and refused == []
    setting(store, human_share_of_hours=None)
    assert direction(store).guardrails["human_share_of_hours"] == 0.6


def test_progress_is_a_share_of_the_way_in_either_direction():
    up = progress({"point": 95.0, "low": 92.0, "high": 98.0}, 90.0, 100.0)
    down = progress({"point": 35.0, "low": 30.0, "high": 40.0}, 40.0, 30.0)
    assert up == pytest.approx({"point": 0.5, "low": 0.2, "high": 0.8})
    assert down == pytest.approx({"point": 0.5, "low": 0.0, "high": 1.0})
    assert progress({"point": None, "low": None, "high": None}, 1.0, 2.0) is None


def test_a_goal_that_was_past_its_target_when_set_says_so_and_shows_no_share(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention=75)
    shown = goal(store, "logo_retention")
    assert shown["reached"] is True and shown["progress_share"] is None
    assert shown["progress"].startswith("past the target when it was set (80%), and reached: now 80% (58.4 to 91.9)")
    for i in range(4, 8):
        leaves(store, f"c{i}")
    shown = goal(store, "logo_retention")
    assert shown["reached"] is False and shown["progress"].startswith("past the target when it was set (80%), and not reached: now 60%")


def test_the_day_of_a_goal_is_told_once_and_in_words(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention=Aim(90.0, due_on=ago(-180)))
    months = {"logo_retention": [Point(months_before(TODAY, k), 80.0 + k) for k in (4, 3, 2, 1, 0)]}
    said = next(g for g in show(store, seen_on(store), past=lambda *_: months)["goals"] if g["target"])["progress"]
    assert said.count(spelt(ago(-180))) == 1 and ago(-180).isoformat() not in said


def test_a_goal_that_was_reached_on_the_way_says_reached(tmp_path):
    store = a_world(tmp_path)
    setting(store, logo_retention=90)
    assert goal(store, "logo_retention")["progress"].startswith("0% of the way: now 80%, though it could be anything from 58.4% to ")
    row = store.rows("goal")[-1]
    text = json.dumps({"baseline": 70.0})
    store.append("goal", [row | {"id": "later", "value": 78.0, "text": text, "set_at": IMPORTED + timedelta(minutes=1)}])
    shown = goal(store, "logo_retention")
    assert shown["progress"].startswith("reached: now 80%") and shown["progress_share"]["point"] == pytest.approx(1.25)
