"""What a plan knows of people: leave, part-time, languages, time zones, continuity, protected accounts, who pays for a change by hand."""

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound
from cs_core.leadership.coverage import commit, edit_team, plan
from cs_core.leadership.goals import set_goals
from cs_core.leadership.hours.by_hand import by_hand
from cs_core.leadership.hours.capacity import WEEKS, people_of
from cs_core.leadership.hours.placing import problem_of
from cs_core.leadership.hours.whatif import what_ifs
from cs_core.leadership.hours.working_hours import in_common, offset
from cs_core.orchestration.contact.protection import protect
from tests.leadership.test_coverage import a_world
from tests.worlds import IMPORTED, TODAY, a_store, ago, with_company, with_person, with_subscription, with_team_member


def planned(store, **options):
    return plan(snapshot(store, TODAY), **options)


def of(made, account):
    return next((row for row in made["assignments"] if row["account_id"] == account), None)


def unmet(made, what):
    return next((row for row in made["unmet"] if row["what"] == what), None)


def test_leave_within_the_quarter_takes_its_working_days_off_the_hours(tmp_path):
    store = a_store(tmp_path)
    with_team_member(store, "Mia Sand", hours=20.0)
    edit_team(store, {"name": "Uwe Kern", "weekly_hours": 10.0, "leave_from_on": ago(-14), "leave_to_on": ago(-27)}, by="t", now=IMPORTED)
    found = {p.name: p for p in people_of(snapshot(store, TODAY).team, share=0.5, as_of=TODAY)}
    assert found["Mia Sand"].hours == pytest.approx(20 * WEEKS * 0.5) and not found["Mia Sand"].away
    assert found["Uwe Kern"].hours == pytest.approx(10 * WEEKS * 0.5 * 55 / 65) and found["Uwe Kern"].away == "away for 10 working days"


def test_who_is_on_leave_today_and_comes_back_gets_the_rest_of_the_quarter(tmp_path):
    store = a_store(tmp_path)
    edit_team(store, {"name": "Mia", "weekly_hours": 10.0, "leave_from_on": ago(5), "leave_to_on": ago(-4)}, by="t", now=IMPORTED)
    [mia] = people_of(snapshot(store, TODAY).team, share=1.0, as_of=TODAY)
    assert 0 < mia.hours < 10 * WEEKS


def test_working_hours_in_common_wrap_around_the_day_and_an_unknown_zone_is_unknown():
    assert in_common(1.0, 1.0) == 8 and in_common(0.0, -6.0) == 2 and in_common(-11.0, 12.0) == 7 and in_common(0.0, 12.0) == 0
    assert in_common(None, 1.0) is None and offset("Moon/Crater", TODAY) is None and offset("Europe/Berlin", TODAY) == 2.0


def test_a_country_stands_for_the_time_zone_and_what_is_unknown_is_said(tmp_path):
    store = a_store(tmp_path)
    for company, more in {"us": {"country": "United States"}, "jp": {"country": "Japan"}, "?": {}}.items():
        with_company(store, company, language="en", **more)
        with_subscription(store, company, mrr=100.0, currency="EUR")
    with_team_member(store, "Near", hours=3.0, skills="", languages="en", time_zone="America/New_York")
    with_team_member(store, "Far", hours=3.0, skills="", languages="en", time_zone="Asia/Singapore")
    made = planned(store, hours=24)
    assert (of(made, "us")["person"], of(made, "jp")["person"]) == ("Near", "Far")
    assert "7 of 8 working hours in common" in of(made, "us")["why"] and unmet(made, "time zone unknown")["accounts"] == 1


def test_whom_nobody_speaks_the_language_of_is_told_with_the_languages_that_are_short(tmp_path):
    store = a_store(tmp_path)
    for company, language in {"a": "fr", "b": "fr", "c": "pl", "d": "en"}.items():
        with_company(store, company, language=language, country="United Kingdom")
        with_subscription(store, company, mrr=100.0, currency="EUR")
    with_team_member(store, "Mia", hours=30.0, skills="", languages="en", time_zone="Europe/London")
    said = unmet(planned(store), "language")["says"]
    assert said == "3 accounts get somebody who does not speak their language: French 2, Polish 1"


def a_renewal(folder, *, days):
    """Mia (no special skill) owns acme, which an onboarding specialist would serve better; it renews in so many days."""
    store = a_store(folder)
    with_company(store, "acme", owner="Mia Sand", language="en")
    with_subscription(store, "acme", mrr=1_000.0, currency="EUR", term_start_on=ago(365 - days), term_end_on=ago(-days))
    with_person(store, "acme", role="champion", left_on=ago(20))
    with_team_member(store, "Mia Sand", hours=5.0, skills="commercial", languages="en")
    with_team_member(store, "Uwe Kern", hours=5.0, skills="executive", languages="en")
    return store


def test_a_change_of_person_costs_and_is_said(tmp_path):
    made = planned(a_renewal(tmp_path, days=200))
    row = of(made, "acme")
    assert row["person"] == "Uwe Kern" and "takes over from Mia Sand" in row["why"]
    assert "a change of person costs half a point" in row["why"]
    assert made["handoffs"] == []


def test_close_to_a_renewal_the_hand_off_is_warm_and_its_hours_are_in_the_plan(tmp_path):
    made = planned(a_renewal(tmp_path, days=30))
    [handed] = made["handoffs"]
    assert (handed["from"], handed["to"], handed["hours_each"]) == ("Mia Sand", "Uwe Kern", 1.0)
    assert made["hours_used"] == pytest.approx(of(made, "acme")["hours"] + 1.0) and "with a warm hand-off" in of(made, "acme")["why"]


def test_a_skill_that_nobody_has_is_replaced_by_a_generalist_for_less_and_that_is_said(tmp_path):
    store = a_renewal(tmp_path, days=200)
    edit_team(store, {"name": "Uwe Kern", "weekly_hours": 5.0, "skills": ["technical"]}, by="t", now=IMPORTED)
    made = planned(store)
    assert of(made, "acme")["person"] == "Mia Sand" and "gets somebody without it: x 0.6" in of(made, "acme")["why"]
    assert unmet(made, "skill")["account_ids"] == ["acme"]
    learnt = {row["skill"]: row for row in what_ifs(snapshot(store, TODAY), problem_of(snapshot(store, TODAY), None))["skills"]}
    assert learnt["executive"]["accounts_kept"]["point"] > 0


def test_a_protected_account_keeps_its_person_and_mode_whatever_the_impact(tmp_path):
    store = a_world(tmp_path, accounts=30)
    before = planned(store, hours=4)
    assert of(before, "c2") is None, "c2 belongs to Mia, and nothing speaks for it"
    protect(store, "c2", why="our first customer", by="Ada", now=IMPORTED)
    after = planned(store, hours=4)
    assert (of(after, "c2")["person"], of(after, "c2")["mode"]) == ("Mia Sand", "call")
    assert "protected: our first customer" in of(after, "c2")["why"] and after["impact"]["point"] <= before["impact"]["point"]


def test_a_protected_account_that_nobody_has_is_said_to_get_nobody(tmp_path):
    store = a_world(tmp_path, accounts=30)
    protect(store, "c3", why="a promise", by="Ada", now=IMPORTED)
    made = planned(store, hours=2)
    assert of(made, "c3") or unmet(made, "protected")["account_ids"] == ["c3"]


def test_size_permuted_among_accounts_changes_nothing_in_a_plan_of_accounts_kept(tmp_path):
    store = a_world(tmp_path, accounts=40)
    plain, shuffled = snapshot(store, TODAY), snapshot(store, TODAY)
    vars(shuffled)["signals"] = plain.signals.with_columns(pl.col("arr").shuffle(seed=3))
    plans = [plan(snap, hours=9) for snap in (plain, shuffled)]
    assert [(a["account_id"], a["mode"], a["person"]) for a in plans[0]["assignments"]] == [
        (a["account_id"], a["mode"], a["person"]) for a in plans[1]["assignments"]
    ]
    assert plans[0]["by_unit"]["arr_kept"] != plans[1]["by_unit"]["arr_kept"]


@pytest.mark.parametrize(("goals", "unit"), [({}, "accounts_kept"), ({"nrr": 110}, "arr_kept"), ({"logo_retention": 95}, "accounts_kept")])
def test_the_unit_follows_the_leaders_goals_unless_it_is_asked_for(tmp_path, goals, unit):
    store = a_world(tmp_path, accounts=12)
    set_goals(store, goals, by="Ada", now=IMPORTED, snap=snapshot(store, TODAY))
    made = planned(store, hours=9)
    assert made["unit"] == unit and made["unit_why"]
    assert planned(store, hours=9, unit="accounts_kept")["unit"] == "accounts_kept"


def test_both_units_are_shown_and_how_far_hours_follow_arr_under_each(tmp_path):
    made = planned(a_world(tmp_path, accounts=40), hours=9)
    kept, arr = (made["by_unit"][unit] for unit in ("accounts_kept", "arr_kept"))
    assert kept["impact_in_units"]["accounts_kept"]["point"] >= arr["impact_in_units"]["accounts_kept"]["point"]
    assert arr["impact_in_units"]["arr_kept"]["point"] >= kept["impact_in_units"]["arr_kept"]["point"]
    assert arr["rank_correlation_with_arr"] > kept["rank_correlation_with_arr"]


def test_a_difference_has_an_interval_that_holds_its_point_and_is_nothing_against_itself(tmp_path):
    store = a_world(tmp_path, accounts=40)
    made = planned(store, hours=9)
    for found in made["differences"].values():
        assert found["accounts_kept"]["low"] <= found["accounts_kept"]["point"] <= found["accounts_kept"]["high"]
    commit(store, made, now=IMPORTED)
    again = planned(store, hours=9)["differences"]["today"]["accounts_kept"]
    assert abs(again["point"]) <= 0.02 * made["impact"]["point"], "today is now this plan"


def test_one_more_hour_is_worth_the_price_and_one_more_person_more(tmp_path):
    store = a_world(tmp_path, accounts=60)
    snap = snapshot(store, TODAY)
    found = what_ifs(snap, problem_of(snap, 20.0))
    assert max(row["accounts_kept"] for row in found["more_hours"]) > 0
    assert all(row["accounts_kept"]["point"] > 0 for row in found["more_person"]) and {"csm", "executive"} <= {
        row["skill"] for row in found["more_person"]
    }


def test_by_hand_shows_the_price_in_both_units_and_who_pays(tmp_path):
    store = a_world(tmp_path, accounts=40)
    snap = snapshot(store, TODAY)
    problem, made = problem_of(snap, 24.0), plan(snap, hours=24)
    poor = next(row["account_id"] for row in made["assignments"] if row["mode"] == "call")
    found = by_hand(problem, poor, "workshop", "Mia Sand")
    assert found["change"]["accounts_kept"]["point"] < 0 and found["change"]["arr_kept"] is not None
    assert found["pays"] and found["own"]["plan"]["hours"] < found["own"]["by_hand"]["hours"] == found["hours"] == 4
    alone = by_hand(problem, poor, None, None)
    assert alone["own"]["by_hand"] is None and alone["change"]["accounts_kept"]["point"] <= 0


def test_by_hand_says_what_stands_against_it(tmp_path):
    store = a_renewal(tmp_path, days=30)
    snap = snapshot(store, TODAY)
    protect(store, "acme", why="a promise", by="Ada", now=IMPORTED)
    found = by_hand(problem_of(snap, None), "acme", "call", "Uwe Kern")
    assert any("is protected" in line for line in found["says"]) and any("with a warm hand-off" in line for line in found["says"])
    assert found["hours"] == 3.0, "an hour's call and an hour of each of the two"


def test_by_hand_refuses_strangers_and_people_without_hours(tmp_path):
    store = a_world(tmp_path)
    snap = snapshot(store, TODAY)
    problem = problem_of(snap, 9.0)
    with pytest.raises(NotFound):
        by_hand(problem, "nobody", "call", "Mia Sand")
    with pytest.raises(BadInput, match="no hours"):
        by_hand(problem, "c1", "call", "Ghost")


def test_what_was_promised_is_kept_with_the_plan(tmp_path):
    store = a_world(tmp_path)
    made = planned(store, hours=9)
    plan_id = commit(store, made, now=IMPORTED, by="Ada")
    [row] = store.rows("coverage_plan")
    assert (row["id"], row["unit"], row["rule"], row["by"]) == (plan_id, "accounts_kept", "impact", "Ada")
    assert row["forecast"]["impact_in_units"] == made["impact_in_units"] and row["evidence"]["most"] == "prior"
    assert row["forecast"]["expected"]["accounts"] == len(made["assignments"])
