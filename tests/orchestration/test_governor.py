"""One voice, precedence, and caps that count agents and people alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.governor import govern
from cs_core.orchestration.ledger import Contact, Ledger, ledger_of, of_contacts
from cs_core.records import Action
from tests.orchestration.builders import NOW, TODAY, a_proposal, a_task, a_world, waiting
from tests.worlds import a_store, with_company, with_meeting, with_message, with_person, with_record, with_team_member, with_touch

RISK = a_proposal()
RENEWAL = a_proposal(agent="renewal", play="prepare the quote", value=9.0)
GROWTH = a_proposal(agent="growth", play="talk about seats", value=9.0)


def by(how: str, days: int, n: int = 1, person: str | None = "ada@acme.example") -> list[Contact]:
    return [Contact("acme", person, TODAY - timedelta(days=days + i), "Mia Sand", how) for i in range(n)]


def test_one_message_a_customer_and_the_higher_precedence_speaks_whatever_the_value():
    holds = govern([RENEWAL, RISK], a_world())
    assert set(holds) == {RENEWAL.id} and "risk agent speaks" in holds[RENEWAL.id].why


def test_an_escalation_speaks_before_everything():
    urgent = a_proposal(agent="relationship", play="own the escalation", value=0.0)
    assert set(govern([RISK, urgent], a_world())) == {RISK.id}


def test_other_customers_are_not_held():
    other = a_proposal(account="bolt", recipient="ada@bolt.example")
    assert not govern([RISK, other], a_world())


@pytest.mark.parametrize(
    "quiet", [GROWTH, a_task(agent="growth", play="talk about growth"), a_proposal(agent="relationship", play="say what is new")]
)
def test_no_growth_and_no_greetings_while_there_is_trouble(quiet):
    in_trouble = a_world()
    in_trouble.accounts["acme"]["escalations_open"] = 2
    assert "2 escalated tickets" in govern([quiet], in_trouble)[quiet.id].why
    assert "risk" in govern([quiet, RISK], a_world())[quiet.id].why
    assert "risk" in govern([quiet], a_world(ledger=Ledger(worried=frozenset({"acme"}))))[quiet.id].why
    assert not govern([quiet], a_world())


def test_tasks_do_not_contact_the_customer_so_caps_do_not_bind_them():
    full = a_world(ledger=of_contacts(by("agent", 4, 9)))
    task = a_task()
    assert govern([RISK], full) and not govern([task], full)


def test_an_agent_in_shadow_takes_nobodys_turn():
    assert not govern([RISK, RENEWAL], a_world(autonomy={("risk", "mid-market"): "shadow"}))


def test_no_second_message_while_one_waits():
    assert "waits for review" in govern([RISK], a_world(ledger=Ledger(waiting={"acme": "renewal"})))[RISK.id].why


def test_a_persons_touch_counts_against_the_cap():
    two = of_contacts(by("person", 4, 2, person=None))
    assert "cap is 2" in govern([RISK], a_world(ledger=two))[RISK.id].why
    assert not govern([RISK], a_world(ledger=of_contacts(by("person", 4, 1, person=None))))
    higher = Direction({}, Direction().guardrails | {"max_contacts_per_account_7d": 5})
    assert not govern([RISK], a_world(ledger=two, direction=higher))


def test_the_cap_of_a_person_counts_28_days_and_campaigns_too():
    assert "had 4 messages" in govern([RISK], a_world(ledger=of_contacts(by("campaign", 8, 4))))[RISK.id].why
    assert not govern([RISK], a_world(ledger=of_contacts(by("campaign", 25, 4))))


def test_agents_stay_quiet_for_days_after_a_person_spoke():
    assert "Mia Sand was in contact" in govern([RISK], a_world(ledger=of_contacts(by("person", 1))))[RISK.id].why


def test_two_records_of_one_contact_count_once():
    assert of_contacts(by("person", 4) + by("agent", 4)).on_account("acme", TODAY - timedelta(days=7)) == 1


def test_the_ledger_reads_touches_meetings_mails_and_actions(tmp_path):
    with a_store(tmp_path) as store:
        with_team_member(store, "Mia Sand")
        with_company(store, "acme", domain="acme.example")
        with_person(store, "acme", "Ada Lind")
        with_touch(store, "acme", day=TODAY - timedelta(days=9))
        with_meeting(store, "acme", held=TODAY - timedelta(days=12))
        with_meeting(store, "acme", held=TODAY - timedelta(days=13), status="No show")
        with_message(
            store, "acme", "Here is the plan", sender="mia@ours.example", recipients="ada@acme.example", sent=TODAY - timedelta(days=14)
        )
        with_message(store, "acme", "Thank you", sender="ada@acme.example", recipients="mia@ours.example", sent=TODAY - timedelta(days=13))
        action = {"id": "a1", "proposal_id": "p1", "account_id": "acme", "agent": "risk", "kind": "message", "channel": "email"}
        with_record(store, Action(**action, recipient="Ada@acme.example", subject="", body="", created_at=NOW, authorised_by="Lea"))
        ledger = ledger_of(snapshot(store, TODAY))
        assert ledger.on_account("acme", TODAY - timedelta(days=20)) == 4
        assert ledger.on_person("ada@acme.example", TODAY - timedelta(days=28)) == 2
        assert ledger.last_by_person("acme").on == TODAY - timedelta(days=9)
        assert ledger_of(snapshot(store, TODAY - timedelta(days=10))).on_account("acme", TODAY - timedelta(days=20)) == 2


def test_the_ledger_knows_what_waits_and_can_leave_out_a_cycle(tmp_path):
    with a_store(tmp_path) as store:
        waiting(store)
        snap = snapshot(store, TODAY)
        assert ledger_of(snap).waiting == {"acme": "risk"} and ledger_of(snap).worried == {"acme"}
        replay = ledger_of(snap, before="c1")
        assert not replay.waiting and not replay.worried
        assert replace(replay, waiting={"acme": "risk"}).waiting
