"""The relationship case: who is due a word by their cadence, and that being due is no reason to write."""

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.execution.jobs.relationship_cases import NOTHING
from cs_core.execution.jobs.relationship_people import CADENCE
from cs_core.execution.relationship import AGENT
from cs_core.records import Action
from tests.execution.builders import cases_kept
from tests.worlds import (
    TODAY,
    a_proposal,
    a_store,
    ago,
    at,
    with_company,
    with_invoice,
    with_meeting,
    with_message,
    with_person,
    with_record,
    with_release,
    with_subscription,
    with_ticket,
    with_touch,
    with_usage,
)  # fmt: skip

OURS = "mia@ours.example"


@pytest.fixture
def store(tmp_path):
    """A customer of two years; another one, met yesterday, shows that meetings are known for 300 days."""
    with a_store(tmp_path) as made:
        with_company(made, "acme")
        with_subscription(made, "acme", mrr=100.0, seats=8, plan="Pro")
        with_company(made, "other")
        with_subscription(made, "other", mrr=10.0)
        with_person(made, "other", "Bo Berg")
        for n in (300, 90, 45, 1):
            with_meeting(made, "other", held=ago(n), attendees="bo@other.example")
        yield made


def keep(store, day=TODAY, account="acme"):
    """A cycle's cases of that day, written; the rows of the account."""
    rows = cases_kept("relationship", AGENT.keep, snapshot(store, day), cycle_id=f"c{day}")
    store.append("case", rows)
    return [row for row in rows if row.account_id == account]


def met(store, name: str, days: int):
    with_meeting(store, "acme", held=ago(days), attendees=f"{name}@acme.example")


def test_each_person_has_the_cadence_of_their_role(store):
    for name, role in (("Ada Lind", "Champion"), ("Sam Roy", "Executive Sponsor"), ("Bea Orr", "Budget Holder"), ("Uwe Kern", "End User")):
        with_person(store, "acme", name, role=role)
    with_meeting(store, "acme", held=ago(10), attendees=";".join(f"{name}@acme.example" for name in ("ada", "sam", "bea", "uwe")))
    [case] = keep(store)
    told = {p["name"]: (p["every_days"], p["due_on"]) for p in case.data["people"]}
    assert told == {
        "Ada Lind": (45, str(ago(-35))), "Sam Roy": (90, str(ago(-80))), "Bea Orr": (90, str(ago(-80))), "Uwe Kern": (180, str(ago(-170))),
    }  # fmt: skip
    assert (case.state, case.due_on) == ("in touch", ago(-35))
    assert [row.role for row in CADENCE][-1] is None


def test_its_life_in_touch_then_due_then_overdue_then_in_touch_again(store):
    with_person(store, "acme", role="Champion")
    met(store, "ada", 100)
    states = [row.state for n in range(95, 20, -8) for row in keep(store, ago(n))]
    assert states == ["in touch", "due", "overdue"]
    with_message(store, "acme", "How is it going?", sender=OURS, recipients="ada@acme.example", sent=ago(5))
    with_message(store, "acme", "Fine, thank you", sender="ada@acme.example", recipients=OURS, sent=ago(4))
    [case] = keep(store)
    assert (case.state, case.due_on) == ("in touch", ago(-41))


def test_whoever_was_heard_from_keeps_the_relationship_for_as_long_as_whom_we_would_write_to_first(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    with_person(store, "acme", "Uwe Kern", role="End User")
    met(store, "ada", 100)
    met(store, "uwe", 30)
    [case] = keep(store)
    assert (case.state, case.due_on) == ("in touch", ago(-15))
    assert {p["name"]: p["due_on"] for p in case.data["people"]}["Ada Lind"] == str(ago(55)), "she is due all the same"
    assert f"Ada Lind (champion) has been due since {spelt(ago(55))}" in case.reason, "her own day, not the relationship's"
    assert spelt(ago(-15)) not in case.reason
    assert keep(store, ago(-20))[0].state == "due"


def test_a_customer_whom_none_of_ours_owns_or_has_spoken_with_is_nobodys_delay(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    [case] = keep(store)
    assert (case.state, case.due_on) == ("never spoken with", None)
    assert case.reason.startswith("None of ours owns this customer, nor is known to have spoken with anybody there.")
    with_company(store, "owned", owner="Mia Sand")
    with_subscription(store, "owned", mrr=10.0)
    with_person(store, "owned", "Eva Falk", role="Champion")
    assert keep(store, account="owned")[0].state == "overdue"
    met(store, "ada", 2)
    assert keep(store, ago(-1))[0].state == "in touch"


def test_due_alone_is_no_reason_to_write(store):
    with_person(store, "acme", role="Champion")
    met(store, "ada", 50)
    [case] = keep(store)
    assert case.state == "due" and case.play is None and case.data["reason_waiting"] == NOTHING
    assert case.reason == "Ada Lind (champion) has been due since 23 June 2026. There is nothing worth saying yet."


def test_where_a_risk_is_open_it_comes_first_and_is_named_until_it_is_cleared(store):
    with_person(store, "acme", role="Champion")
    met(store, "ada", 70)
    with_ticket(store, "acme", "Still not solved", opened=ago(9), priority="urgent")
    [case] = keep(store)
    assert (case.state, case.play) == ("overdue", None)
    assert case.reason == "Ada Lind (champion) has been due since 3 June 2026. An open risk comes first: escalation."
    assert case.data["reason_waiting"] == "due, and an open risk comes first: escalation"
    assert keep(store) == [], "nothing changed"
    with_invoice(store, "acme", due=ago(60))
    [case] = keep(store, ago(-1))
    assert case.reason.endswith("An open risk comes first: escalation, non-payment.")


def test_a_mail_of_ours_without_an_answer_is_no_contact(store):
    with_person(store, "acme", role="Champion")
    met(store, "ada", 100)
    with_message(store, "acme", "How is it going?", sender=OURS, recipients="ada@acme.example", sent=ago(5))
    assert keep(store)[0].state == "overdue"


def test_a_logged_call_counts_for_whom_we_would_write_to_first(store):
    with_person(store, "acme", "Ada Lind", role="Champion")
    with_person(store, "acme", "Uwe Kern", role="End User")
    with_touch(store, "acme", day=ago(3))
    people = {p["name"]: p["last_two_way_on"] for p in keep(store)[0].data["people"]}
    assert people == {"Ada Lind": str(ago(3)), "Uwe Kern": None}


def test_somebody_new_is_due_within_a_fortnight_and_is_a_reason(store):
    with_person(store, "acme", role="Champion")
    met(store, "ada", 5)
    with_person(store, "acme", "Nia Roth", created_on=ago(20))
    [case] = keep(store)
    assert (case.state, case.due_on, case.play) == ("due", ago(6), "welcome the newcomer")
    assert case.data["reason_waiting"].startswith("Somebody new is known since 8 June 2026")


def test_a_release_that_mends_their_ticket_is_a_reason(store):
    with_person(store, "acme", role="Champion")
    with_ticket(store, "acme", "Photos are lost", opened=ago(40), tags="bug;photos", closed_at=ago(35))
    with_release(store, "Fix: photos", published=ago(6), fixes="photos")
    assert keep(store)[0].play == "tell of the fix"


def test_a_release_that_touches_nothing_they_use_is_none(store):
    with_person(store, "acme", role="Champion")
    with_usage(store, "acme", [20] * 20)
    day = ago(-(24 - (730 % 91)) % 91)
    with_release(store, "Elsewhere", published=day, event="route_planner")
    assert keep(store, day)[0].play is None
    with_release(store, "Here", published=day, event="dispatch_board")
    assert keep(store, day)[0].play == "tell of the release"


def test_who_does_not_want_to_be_written_to_is_left_alone(store):
    with_person(store, "acme", role="Champion", opted_out=True)
    [case] = keep(store)
    assert (case.state, case.due_on, case.play) == ("silent by choice", None, None) and case.data["opted_out"] == 1


def test_where_nobody_is_known_it_says_so(store):
    assert keep(store)[0].state == "nobody known"
    with_person(store, "acme", role="Champion", undeliverable=True)
    [case] = cases_kept("relationship", AGENT.keep, snapshot(store, TODAY), cycle_id="again") or [None]
    assert case is None or case.state == "nobody known"


def test_where_no_contact_could_be_seen_nobody_can_tell(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_subscription(store, "acme", mrr=100.0)
        with_person(store, "acme", role="Champion")
        [case] = keep(store)
        assert case.state == "cannot tell" and "no mail, meeting or logged touch" in case.reason


def test_it_is_closed_when_they_leave(store):
    with_company(store, "gone")
    with_subscription(store, "gone", mrr=100.0, ended_on=ago(3))
    with_person(store, "gone", role="Champion")
    assert keep(store, ago(10), "gone")[0].closed_on is None
    [case] = keep(store, account="gone")
    assert (case.closed_on, case.reason, case.play) == (ago(3), "They left on 25 June 2026.", None)
    assert keep(store, account="gone") == []


def test_what_was_said_already_is_no_reason_any_more(store):
    with_person(store, "acme", role="Champion")
    met(store, "ada", 50)
    with_person(store, "acme", "Nia Roth", created_on=ago(20))
    assert keep(store)[0].play == "welcome the newcomer"
    proposal = a_proposal("acme", agent="relationship", play="welcome the newcomer", as_of=ago(1))
    with_record(store, proposal)
    told = {"channel": "email", "recipient": "ada@acme.example", "subject": "s", "body": "b", "authorised_by": "Mia Sand"}
    made = {"id": "x1", "proposal_id": proposal.id, "account_id": "acme", "agent": "relationship", "created_at": at(ago(1))}
    with_record(store, Action(kind="message", **made, **told))
    [case] = keep(store)
    assert case.play is None and case.data["reason_waiting"] == NOTHING


def test_a_playbook_that_a_leader_switched_off_is_no_reason(store):
    with_person(store, "acme", role="Champion")
    met(store, "ada", 5)
    with_person(store, "acme", "Nia Roth", created_on=ago(20))
    off = dict(AGENT.plays["welcome the newcomer"].data) | {"off": True}
    row = {"id": "p1", "agent": "relationship", "name": "welcome the newcomer", "version": 2, "data": off, "set_at": None, "by": "Mia"}
    store.append("playbook", [row | {"why": ""}])
    assert keep(store)[0].play is None
