"""A closed office and a death: whoever tells us of one is left in peace until it is over, and what only sounds like it is not read so."""

from datetime import date, timedelta

import pytest

from cs_core.context.brief import brief
from cs_core.context.signals.closures import closures, read_closure
from cs_core.context.snapshot import snapshot
from tests.worlds import TODAY, a_store, ago, with_company, with_message, with_person

SUNDAY = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("said", "why", "first", "last"),
    [
        ("Our office is closed until 12 January.", "closed", SUNDAY, date(2027, 1, 12)),
        ("We will be closed from 24 December to 6 January, happy holidays!", "closed", date(2026, 12, 24), date(2027, 1, 6)),
        ("Please note that the plant will be shut between 23 December and 2 January.", "closed", date(2026, 12, 23), date(2027, 1, 2)),
        ("We’re closed for two weeks.", "closed", SUNDAY, date(2027, 1, 3)),
        ("Our offices will be closed on Monday.", "closed", SUNDAY, date(2026, 12, 21)),
        ("We close over Christmas and are back on 4 January.", "closed", SUNDAY, date(2027, 1, 4)),
        ("There was a death in the family.", "mourning", SUNDAY, date(2027, 1, 3)),
        ("Our managing director, Tom Berg, passed away on Friday.", "mourning", SUNDAY, date(2027, 1, 3)),
        ("I lost my father last week and am away until 15 January.", "mourning", SUNDAY, date(2027, 1, 15)),
        ("The funeral of our colleague is on Tuesday.", "mourning", SUNDAY, date(2027, 1, 3)),
    ],
)
def test_what_tells_of_a_closed_office_or_of_a_death_is_read_with_its_days(said, why, first, last):
    assert read_closure(said, SUNDAY) == (why, first, last)


@pytest.mark.parametrize(
    "said",
    ["The ticket is closed until you reopen it.", "Is your office closed until 12 January?", "We are closed on weekends.",
     "Our office in Leipzig is closed for good.", "The deal will be closed from our side.", "If the office is closed, ring the bell.",
     "The battery died on Friday.", "The loss of our colleague's data is a problem.", "My father died years ago.",
     "We closed the quarter well.", "The office is not closed.", "Our manager's password expired."],
)  # fmt: skip
def test_what_only_sounds_like_it_is_not(said):
    assert read_closure(said, SUNDAY) is None


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", domain="acme.example")
        with_person(made, "acme", "Ada Lind")
        yield made


def they_write(store, body: str, days: int, **fields) -> None:
    with_message(store, "acme", body, sender="ada@acme.example", recipients="mia@ours.example", sent=ago(days), **fields)


def until(store, day=TODAY):
    return closures(snapshot(store, day))["closed_until"].to_list()


@pytest.mark.parametrize("channel", ["email", "email-auto"])
def test_a_closed_office_is_open_again_after_its_day_or_once_somebody_there_writes(store, channel):
    they_write(store, f"Hello Mia,\n\nour office is closed until {ago(-9)}.", 5, channel=channel)
    assert until(store) == [ago(-9)] and until(store, ago(6)) == [] and until(store, TODAY + timedelta(days=10)) == []
    they_write(store, "Could you send us the figures?", 1)
    assert until(store) == []


def test_mourning_is_not_over_because_somebody_writes(store):
    they_write(store, "There was a death in the family, please bear with us.", 5)
    they_write(store, "Could you send us the figures?", 1)
    assert until(store) == [ago(-9)]


def test_what_we_wrote_ourselves_and_they_quote_is_not_theirs(store):
    they_write(store, "Thanks.\n\nOn Monday Mia wrote:\n> Our office is closed until Friday.", 1)
    assert until(store) == []


def test_the_brief_quotes_it_with_its_row_and_its_day(store):
    they_write(store, f"Our office is closed until {ago(-9)}.", 5)
    told = brief(snapshot(store, TODAY), "acme")
    assert told.get("closed_said").value == f"Our office is closed until {ago(-9)}." and told.get("closed_until").value == ago(-9)
    assert told.get("closed_said").source == "email"
