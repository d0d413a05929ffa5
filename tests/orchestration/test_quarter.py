"""What became of each job of each customer in the quarter: one dated outcome for every account and agent, nobody left out."""

from datetime import datetime

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.quarter import OUTCOMES, _told, counts, quarter
from cs_core.records import Action, Case, Delivery, Routed, Task, Touch
from tests.worlds import (
    TODAY,
    a_proposal,
    a_store,
    ago,
    at,
    with_company,
    with_milestone,
    with_person,
    with_record,
    with_subscription,
    with_usage,
)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        for name in ("acme", "bolt"):
            with_company(made, name, segment="mid-market")
            with_subscription(made, name, mrr=1_000.0, seats=20)
            with_person(made, name)
        with_usage(made, "acme", weekly=[50] * 16)
        yield made


def outcome(store, account: str = "acme", agent: str = "risk", **more) -> dict:
    rows = quarter(snapshot(store, TODAY), ROSTER, **more)
    return rows.filter(account_id=account, agent=agent).row(0, named=True)


def proposed(store, *, route: str = "agent_with_review", day=None, **changed) -> str:
    day = day or ago(5)
    made = a_proposal(**({"as_of": day, "expires_at": ago(-10)} | changed))
    with_record(store, made)
    routed = Routed(proposal_id=made.id, cycle_id="c1", as_of=day, route=route, why="because", change="else", assignee="Mia Sand")
    store.append("routed", [routed.model_dump(mode="json") | {"id": made.id}])
    return made.id


def sent(store, proposal: str, *, day, status: str | None = "sent") -> None:
    action = Action(
        id=f"a-{proposal}", proposal_id=proposal, account_id="acme", agent="risk", kind="message", channel="email",
        recipient="ada@acme.example", subject="Your use", body="It fell.", created_at=at(day, 9), authorised_by="Mia Sand",
    )  # fmt: skip
    with_record(store, action)
    if status:
        with_record(store, Delivery(id=f"d-{proposal}", action_id=action.id, at=at(day, 10), status=status, via="smtp host"))


def test_every_account_has_one_outcome_an_agent(store):
    rows = quarter(snapshot(store, TODAY), ROSTER)
    assert rows.height == 2 * 6 and rows.select("account_id", "agent").is_unique().all()
    assert set(rows["outcome"]) <= set(OUTCOMES) and rows["on"].null_count() == rows["why"].null_count() == 0


def test_a_letter_that_went_out_is_acted_and_delivered(store):
    sent(store, proposed(store), day=ago(3))
    row = outcome(store)
    assert (row["outcome"], row["on"], row["delivered"]) == ("acted", ago(3), True)
    assert "ada@acme.example" in row["why"] and "smtp" in row["why"]


def test_a_letter_that_was_let_out_and_not_sent_yet_is_acted_but_not_delivered(store):
    sent(store, proposed(store), day=ago(3), status=None)
    row = outcome(store)
    assert (row["outcome"], row["delivered"]) == ("acted", False)


def test_a_letter_that_could_not_be_sent_is_not_acted(store):
    sent(store, proposed(store, day=ago(3), expires_at=ago(1)), day=ago(3), status="failed")
    assert outcome(store)["outcome"] != "acted"


def test_what_was_done_before_the_quarter_does_not_count(store):
    sent(store, proposed(store, day=ago(200), expires_at=ago(190)), day=ago(200))
    assert outcome(store)["outcome"] == "nothing needed"


def test_a_task_that_a_person_finished_is_acted_and_delivered(store):
    made = proposed(store, kind="task", channel="crm_task", recipient=None, recipient_name=None)
    task = Task(id="t1", account_id="acme", proposal_id=made, agent="risk", assignee="Mia Sand", title="Call them", brief="", due_on=TODAY,
                minutes=20, created_at=datetime(2026, 6, 23))  # fmt: skip
    with_record(store, task)
    call = {"mode": "call", "minutes": 15, "two_way": True, "by": "Mia Sand", "at": at(ago(2), 9)}
    with_record(store, Touch(id="x1", account_id="acme", task_id="t1", **call))
    row = outcome(store)
    assert (row["outcome"], row["on"], row["delivered"]) == ("acted", ago(2), True)


@pytest.mark.parametrize(
    ("route", "says"), [("agent_with_review", "waits for Mia Sand"), ("held", "is held: because"), ("rejected", "did not pass: because")]
)
def test_what_waits_says_for_whom_or_why(store, route, says):
    proposed(store, route=route)
    row = outcome(store)
    assert row["outcome"] == "waiting" and says in row["why"] and row["on"] == ago(5)


def test_a_case_whose_turn_has_not_come_reads_as_its_state_its_reason_and_what_is_next(store):
    case = {"agent": "success_planning", "account_id": "acme", "kind": "success plan", "state": "no objective on record"}
    told = {"reason": "what they want to achieve is not on record: ask.", "play": "ask for the outcome", "data": {}}
    with_record(store, Case(id="k1", case_id="k", as_of=ago(5), opened_on=ago(5), **case, **told))
    said = "success plan, no objective on record: what they want to achieve is not on record: ask. Next: “ask for the outcome”"
    assert outcome(store, agent="success_planning")["why"] == said


def test_what_is_missing_is_named(store):
    row = outcome(store, agent="onboarding")
    assert (row["outcome"], row["why"]) == ("cannot tell", "milestones is missing")


def test_where_nothing_is_needed_the_facts_say_so(store):
    row = outcome(store)
    assert row["outcome"] == "nothing needed" and row["why"] and row["fact_ids"]
    assert all(":acme:" in fact for fact in row["fact_ids"])


def test_where_a_job_was_closed_before_it_was_done_nothing_needed_says_what_comes_instead(store):
    with_milestone(store, "Routes planned", event="use", threshold=5.0, days=30)
    case = {"agent": "onboarding", "account_id": "acme", "kind": "onboarding", "state": "stuck", "opened_on": ago(400)}
    told = {"reason": "3 of 4 milestones reached after a year: the success plan goes on from here.", "closed_on": ago(35), "data": {}}
    with_record(store, Case(id="k1", case_id="k", as_of=ago(5), **case, **told))
    row = outcome(store, agent="onboarding")
    said = "onboarding closed, stuck: 3 of 4 milestones reached after a year: the success plan goes on from here"
    assert (row["outcome"], row["why"]) == ("nothing needed", said) and row["fact_ids"]


def test_counts_add_up_to_the_book(store):
    sent(store, proposed(store), day=ago(3))
    told = counts(quarter(snapshot(store, TODAY), ROSTER))
    assert all(sum(seen[word] for word in OUTCOMES) == 2 for seen in told.values())
    assert told["risk"]["delivered"] == 1


def test_outcomes_without_their_words_are_the_same_outcomes(store):
    sent(store, proposed(store), day=ago(3))
    snap, columns = snapshot(store, TODAY), ["account_id", "agent", "outcome", "delivered", "on"]
    rows, bare = quarter(snap, ROSTER), quarter(snap, ROSTER, told=False)
    assert bare.select(columns).equals(rows.select(columns)) and "nothing needed" in rows["outcome"]


@pytest.mark.parametrize(
    ("key", "said", "told"),
    [("auto_renew", "yes", "renews by itself"), ("auto_renew", "no", "does not renew by itself"),
     ("days_to_renewal", "283 days", "283 days to the end of the term"), ("tenure_days", "40 days", "40 days as a customer"),
     ("usage_change", "-8.6%", "use -8.6% against the four weeks before"), ("usage_alert", "none", "no alert by use"),
     ("utilisation", "33%", "utilisation 33%"), ("usage_4w", "82 uses", "82 uses in 4 weeks")],
)  # fmt: skip
def test_why_nothing_is_needed_is_told_in_words_and_not_by_names_of_fields(key, said, told):
    assert _told(key, said) == told
