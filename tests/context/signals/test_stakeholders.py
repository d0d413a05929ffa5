"""Who matters at a customer, how we know, and whether they are still there."""

import pytest

from cs_core.context.brief import brief
from cs_core.context.health.score import drivers
from cs_core.context.notes import add_note
from cs_core.context.readings import read_new
from cs_core.context.signals.stakeholders import people_status
from cs_core.context.snapshot import snapshot
from cs_core.execution.recipients import choose_recipient
from tests.worlds import IMPORTED, TODAY, a_store, ago, with_company, with_meeting, with_message, with_person, with_team_member, with_usage

ADA, BO, MIA = "ada@acme.example", "bo@acme.example", "mia@ours.example"


@pytest.fixture
def store(tmp_path):
    store = a_store(tmp_path)
    with_company(store, "acme", domain="acme.example")
    with_team_member(store, "Mia Sand")
    yield store
    store.close()


def wrote(store, who, days, body="See you on Monday.", **fields):
    with_message(store, "acme", body, sender=who, recipients=MIA, sent=ago(days), **fields)


def person(store, who=ADA, day=TODAY):
    read_new(store, now=IMPORTED)
    rows = people_status(snapshot(store, day))
    [row] = rows.filter(rows["person_id"] == who).to_dicts()
    return row


def signals(store, day=TODAY):
    read_new(store, now=IMPORTED)
    return snapshot(store, day).signals.to_dicts()[0]


def test_a_champion_who_wrote_lately_is_there(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    wrote(store, ADA, 5)
    row = person(store)
    assert (row["role"], row["role_from"], row["status"], row["silent_days"]) == ("champion", "CRM", "there", 5)
    assert signals(store)["champion_silent_days"] == 5


def test_a_champion_who_neither_writes_nor_uses_it_is_silent(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    with_person(store, "acme", "Bo Berg")
    wrote(store, ADA, 90)
    wrote(store, BO, 2)
    row = person(store)
    assert (row["status"], row["silent_days"], row["last_inbound_on"]) == ("silent", 90, ago(90))
    assert person(store, day=ago(60))["status"] == "there"


def test_use_of_the_product_is_a_sign(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    wrote(store, ADA, 90)
    with_usage(store, "acme", [3], person=ADA, until=ago(4))
    assert (person(store)["status"], person(store)["last_used_on"]) == ("there", ago(4))


def test_where_nothing_is_imported_any_more_nobody_can_tell_who_is_silent(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    wrote(store, ADA, 90)
    row = person(store)
    assert row["status"] is None and "cannot tell" in row["why"] and str(ago(90)) in row["why"]


def test_whoever_the_system_says_left_is_gone(store):
    with_person(store, "acme", "Ada Lind", role="Champion", left_on=ago(20))
    wrote(store, ADA, 25)
    assert (person(store)["status"], person(store)["silent_days"]) == ("gone", None)
    assert person(store, day=ago(21))["status"] == "there"


def test_a_goodbye_without_a_sign_since_is_believed_before_the_crm(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    with_person(store, "acme", "Bo Berg")
    wrote(store, ADA, 30, "My last day at Acme is on Friday. It was good to work with you.")
    wrote(store, BO, 2)
    row, signal = person(store), signals(store)
    assert row["status"] == "gone" and "My last day at Acme is on Friday." in row["why"]
    assert (signal["champion"], signal["champion_left_on"]) == (None, ago(30))
    assert signals(store, ago(20))["champion"] == "Ada Lind"


def test_whoever_comes_back_after_a_goodbye_or_tells_of_another_one_is_there(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    with_person(store, "acme", "Bo Berg", role="Sponsor")
    wrote(store, ADA, 40, "I am leaving the project, goodbye.")
    wrote(store, ADA, 3)
    wrote(store, BO, 30, "Tom has left the company, Petra takes over from him.")
    assert (person(store)["status"], person(store, BO)["status"]) == ("there", "there")
    assert (signals(store)["champion"], signals(store)["champion_left_on"]) == ("Ada Lind", None)


def test_two_way_contact_is_told_by_person(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    with_person(store, "acme", "Bo Berg", role="Economic buyer")
    wrote(store, ADA, 9, thread="a")
    with_message(store, "acme", "Yes.", sender=MIA, recipients=ADA, sent=ago(8), thread="a")
    with_message(store, "acme", "Hello?", sender=MIA, recipients=BO, sent=ago(3), thread="b")
    with_meeting(store, "acme", held=ago(50), recorded_at=IMPORTED, attendees=f"{BO};{MIA}")
    assert (person(store)["last_two_way_on"], person(store, BO)["last_two_way_on"]) == (ago(8), ago(50))
    assert person(store, BO)["role"] == "economic buyer"
    row = signals(store)
    assert (row["champion_touch_on"], row["sponsor_touch_on"]) == (ago(8), ago(50))


def test_who_writes_by_far_the_most_is_inferred_and_says_so(store):
    for name in ("Ada Lind", "Bo Berg"):
        with_person(store, "acme", name)
    for days in (3, 9, 20):
        wrote(store, ADA, days, f"Hello from day {days}.")
    wrote(store, BO, 5)
    row = person(store)
    assert (row["role"], row["role_from"]) == ("champion", "inferred") and "wrote 3 of the 4 texts" in row["why"]
    assert person(store, BO)["role"] is None
    assert signals(store)["champion"] is None and signals(store)["champion_silent_days"] is None


def test_where_the_crm_names_a_champion_nobody_is_guessed(store):
    with_person(store, "acme", "Ada Lind")
    with_person(store, "acme", "Bo Berg", role="Champion")
    for days in (3, 9, 20):
        wrote(store, ADA, days, f"Hello from day {days}.")
    assert person(store)["role_from"] is None


def test_the_heaviest_user_is_inferred_where_many_use_it(store):
    for name in ("Ada Lind", "Bo Berg", "Cy Holm"):
        with_person(store, "acme", name)
        with_usage(store, "acme", [30 if name == "Ada Lind" else 4], person=f"{name.split()[0].lower()}@acme.example")
    assert person(store)["role_from"] == "inferred" and "30 of the 38 uses" in person(store)["why"]
    assert (person(store, BO)["role"], person(store, BO)["role_from"]) == ("user", "inferred")


def test_one_reading_of_the_sponsor_everywhere_the_executive_sponsor_before_the_economic_buyer(store):
    with_person(store, "acme", "Ada Lind", role="Economic buyer")
    with_person(store, "acme", "Bo Berg", role="Executive sponsor")
    for who, days in ((ADA, 3), (BO, 40)):
        with_meeting(store, "acme", held=ago(days), recorded_at=IMPORTED, attendees=f"{who};{MIA}")
    assert (person(store)["role"], person(store, BO)["role"]) == ("economic buyer", "sponsor")
    assert (signals(store)["sponsor"], signals(store)["sponsor_touch_on"]) == ("Bo Berg", ago(40))
    told = brief(snapshot(store, TODAY), "acme")
    [row] = [fact.source_row for fact in told.all("contact") if "Bo Berg" in fact.value]
    assert told.get("sponsor").source_row == told.get("sponsor_touch_on").source_row == row


@pytest.mark.parametrize(("said", "told_as"), [("Budget holder", "economic buyer"), ("Decision Maker", "decision maker")])
def test_without_an_executive_sponsor_whoever_holds_the_budget_or_decides_is_named_as_such_and_written_to(store, said, told_as):
    with_person(store, "acme", "Ada Lind", role=said)
    told = brief(snapshot(store, TODAY), "acme")
    assert told.get("sponsor").value == f"Ada Lind ({told_as})" and signals(store)["sponsor"] is not None
    assert choose_recipient(told, "sponsor").role == "sponsor"


def test_an_economic_buyer_of_a_note_alone_is_who_a_letter_to_the_sponsor_goes_to(store):
    with_person(store, "acme", "Bo Berg")
    with_person(store, "acme", "Ada Lind", role="Champion")
    add_note(store, "acme", key="economic_buyer", text="Bo Berg", by="Mia Sand", now=IMPORTED)
    assert choose_recipient(brief(snapshot(store, TODAY), "acme"), "sponsor").email == BO


def test_a_champion_of_whom_only_a_name_is_known_is_not_called_silent_and_earns_no_points(store):
    with_person(store, "acme", "Bo Berg")
    wrote(store, BO, 2)
    add_note(store, "acme", key="champion", text="Ada Lind", by="Mia Sand", now=IMPORTED)
    read_new(store, now=IMPORTED)
    snap = snapshot(store, TODAY)
    [ada] = people_status(snap).filter(name="Ada Lind").to_dicts()
    assert ada["status"] is None and "no address" in ada["why"]
    row = snap.signals.to_dicts()[0]
    assert (row["champion"], row["champion_silent_days"]) == ("Ada Lind", None)
    [measure] = [driver for driver in drivers(row) if driver["measure"] == "champion"]
    assert measure["points"] is None and "no address" in measure["why"]
