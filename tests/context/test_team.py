"""Our people as of a day: imported, then as edited."""

from datetime import datetime, timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.team import leads
from cs_core.records import key_of
from tests.worlds import TODAY, a_store, ago, with_team_member

EDITED = datetime.combine(ago(3), datetime.min.time())


@pytest.fixture
def store(tmp_path):
    store = a_store(tmp_path)
    with_team_member(store, "Mia Sand", hours=30.0, skills="technical; onboarding", languages="en;de")
    yield store
    store.close()


def edit(store, name="Mia Sand", *, at=EDITED, **fields):
    store.append("team_edit", [fields | {"id": key_of(name, at, fields), "name": name, "set_at": at, "by": "lead"}])


def team(store, day=TODAY):
    return {row["name"]: row for row in snapshot(store, day).team.to_dicts()}


def test_an_imported_person_has_skills_languages_and_hours(store):
    mia = team(store)["Mia Sand"]
    assert (mia["skills"], mia["languages"]) == (["technical", "onboarding"], ["en", "de"])
    assert (mia["weekly_hours"], mia["hours_left"], mia["on_leave"]) == (30.0, 30.0, False)


def test_nobody_is_there_without_a_table(tmp_path):
    with a_store(tmp_path / "empty") as store:
        assert snapshot(store, TODAY).team.is_empty()


@pytest.mark.parametrize(
    ("first", "last", "away"),
    [
        (0, 0, True), (-1, 5, True), (1, 5, False), (-5, -1, False), (-5, None, True), (None, 5, True), (None, -1, False),
        (None, None, False),
    ],
)  # fmt: skip
def test_leave_holds_from_its_first_to_its_last_day(store, first, last, away):
    days = [None if n is None else TODAY + timedelta(days=n) for n in (first, last)]
    edit(store, leave_from_on=days[0], leave_to_on=days[1])
    mia = team(store)["Mia Sand"]
    assert (mia["on_leave"], mia["hours_left"]) == (away, 0.0 if away else 30.0)


def test_the_newest_edit_wins_and_leaves_what_it_does_not_name(store):
    edit(store, weekly_hours=20.0, at=EDITED)
    edit(store, "mia sand", role="Lead", at=EDITED + timedelta(hours=1))
    mia = next(iter(team(store).values()))
    assert (mia["weekly_hours"], mia["role"], mia["skills"]) == (20.0, "Lead", ["technical", "onboarding"])


def test_an_edit_adds_and_removes_people_from_its_day_on(store):
    edit(store, "Bo Holt", weekly_hours=10.0)
    edit(store, "Mia Sand", gone=True)
    assert list(team(store)) == ["Bo Holt"]
    assert list(team(store, ago(4))) == ["Mia Sand"]


@pytest.mark.parametrize("role", ["Head of Success", "Team Lead", "Success Team Leader", "SVP Customers", "Teamleiterin", "Leitung CS"])
def test_a_role_says_who_leads_the_team(role):
    assert leads(role) and not leads("Senior Customer Success Manager") and not leads(None)
