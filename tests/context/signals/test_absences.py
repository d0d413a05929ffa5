"""Who told us that they are away is not written to until they are back, by the day they named or by a word of theirs since."""

from datetime import date

import pytest

from cs_core.context.brief import brief
from cs_core.context.signals.absences import absences
from cs_core.context.signals.stakeholders import people_status
from cs_core.context.snapshot import snapshot
from cs_core.execution.recipients import choose_recipient
from tests.worlds import TODAY, a_store, ago, with_company, with_message, with_person, with_team_member

ADA, BO, MIA = "ada@acme.example", "bo@acme.example", "mia@ours.example"
LEAVE = f"I am on parental leave from {ago(20)} until {ago(-200)}. Please contact Bo in urgent cases."


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme", domain="acme.example")
        with_team_member(store, "Mia Sand")
        with_person(store, "acme", "Ada Lind", role="Executive Sponsor")
        with_person(store, "acme", "Bo Berg", role="Champion")
        yield store


def wrote(store, body, days, **fields):
    with_message(store, "acme", body, sender=ADA, recipients=MIA, sent=ago(days), **fields)


def addressee(store, day=TODAY):
    return choose_recipient(brief(snapshot(store, day), "acme"), "sponsor").email


@pytest.mark.parametrize("channel", ["email", "email-auto"])
def test_who_is_on_leave_is_passed_over_until_the_day_they_named(store, channel):
    assert addressee(store) == ADA
    wrote(store, LEAVE, 20, channel=channel)
    assert (addressee(store), addressee(store, ago(21)), addressee(store, ago(-201))) == (BO, ADA, ADA)
    [why] = people_status(snapshot(store, TODAY)).filter(person_id=ADA)["why"]
    assert why.endswith(f"is away until {ago(-200)}")


def test_who_writes_again_is_back(store):
    wrote(store, LEAVE, 20)
    wrote(store, "Could you send me the figures?", 3)
    assert addressee(store) == ADA


def test_an_absence_without_a_day_lasts_a_fortnight(store):
    wrote(store, "I am currently out of the office.", 10)
    assert (addressee(store), addressee(store, ago(-5))) == (BO, ADA)


@pytest.mark.parametrize(
    "said", ["My colleague is on leave until June.", "I was on holiday, sorry for the delay.", "We are out of luck with the export."]
)
def test_what_is_said_of_others_or_of_the_past_is_no_absence(store, said):
    wrote(store, said, 3)
    assert absences(snapshot(store, TODAY)).is_empty()


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("I am on parental leave from 10 November 2026 until June 2027.", date(2027, 5, 31)),
        ("I am out of the office until July 20, 2026, please write to Bo.", date(2026, 7, 20)),
        ("I'm on annual leave\nand back on 3 August.", date(2026, 8, 3)),
        ("I will be away until 2026-09-01.", date(2026, 9, 1)),
    ],
)
def test_the_end_of_an_absence_is_read_as_people_write_it(store, said, until):
    wrote(store, said, 1)
    assert absences(snapshot(store, TODAY))["away_until"].to_list() == [until]
