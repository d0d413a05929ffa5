"""A world whose answers are known, and what questions over it are told."""

from datetime import timedelta

import pytest

from cs_core.context.asking import answer, ready, settled
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.records import Action, Decision, Delivery, Outcome, Task
from tests.conftest import END
from tests.orchestration import builders
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    at,
    with_company,
    with_invoice,
    with_message,
    with_person,
    with_record,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
    with_usage,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Acme renews in 40 days and uses half of what it did; Bolt lost its champion and was never spoken with; Cedar left a month ago."""
    with a_store(tmp_path_factory.mktemp("asked")) as store:
        with_team_member(store)
        for name, segment, mrr, ends in (("acme", "enterprise", 5_000.0, ago(-40)), ("bolt", "long tail", 100.0, ago(-200))):
            term = {"term_start_on": ends - timedelta(days=365), "term_end_on": ends}
            with_company(store, name, segment=segment, owner="Mia Sand" if name == "acme" else None)
            with_subscription(store, name, mrr=mrr, seats=20, currency="EUR", **term)
        with_company(store, "cedar", segment="mid-market")
        with_subscription(store, "cedar", mrr=300.0, seats=5, currency="EUR", ended_on=ago(30))
        with_usage(store, "acme", [100] * 8 + [50] * 4)
        with_usage(store, "bolt", [10] * 12)
        with_person(store, "bolt", "Ben Oak", role="champion", left_on=ago(20))
        with_person(store, "acme", "Ada Lind", role="champion")
        with_ticket(store, "acme", "Export fails", opened=ago(50))
        with_ticket(store, "bolt", "Login slow", opened=ago(5))
        with_ticket(store, "bolt", "Long gone", opened=ago(90), closed_at=at(ago(80), 9))
        with_invoice(store, "bolt", due=ago(15), amount=250.0)
        with_message(store, "acme", "We look at other vendors.", sender="ada@acme.example", recipients="mia@ours.example")
        with_touch(store, "acme", day=ago(3), minutes=90.0)
        _drafts(store)
        yield store


def _drafts(store) -> None:
    made = [
        builders.waiting(store, builders.a_proposal(account="acme", as_of=ago(9), expires_at=ago(-5), play=f"play {n}")) for n in range(4)
    ]
    said = (("approve", 0.0, ""), ("edit", 0.3, ""), ("reject", 0.0, "wrong tone"))
    for proposal, (word, changed, why) in zip(made, said, strict=False):
        with_record(store, Decision(id=f"d-{proposal.id}", proposal_id=proposal.id, decision=word, by="Mia Sand", decided_at=at(ago(4), 9),
                                    body="New." if word == "edit" else None, reason=why, edit_distance=changed))  # fmt: skip
    builders.waiting(store, builders.a_proposal(account="bolt", as_of=ago(30), expires_at=ago(10)))
    builders.waiting(store, builders.a_proposal(account="bolt", as_of=ago(2), agent="growth"), route="held")
    sent = made[0]
    with_record(store, Action(id="a1", proposal_id=sent.id, account_id="acme", agent="risk", kind="message", channel="email",
                              recipient="ada@acme.example", subject="x", body="y", created_at=at(ago(4), 9),
                              authorised_by="Mia Sand"))  # fmt: skip
    with_record(store, Delivery(id="v1", action_id="a1", at=at(ago(4), 10), status="sent", via="outbox/a1.eml"))
    with_record(store, Outcome(id="o1", account_id="acme", cause_id="a1", agent="risk", kind="replied", good=True, observed_on=ago(2)))
    with_record(store, Outcome(id="o2", account_id="bolt", cause_id="a1", agent="risk", kind="silence", good=None, observed_on=ago(2)))
    with_record(store, Task(id="t1", account_id="bolt", proposal_id=None, agent="risk", assignee="Mia Sand", title="Call", brief="b",
                            due_on=ago(3), minutes=30.0, created_at=at(ago(9), 9)))  # fmt: skip


@pytest.fixture(scope="module")
def snap(world):
    return snapshot(world, TODAY)


@pytest.fixture(scope="module")
def on_demo(demo_template):
    with open_store(demo_template) as store:
        snap = snapshot(store, END)
        assert snap.signals.height
        yield snap


def told(snap, name: str, **chosen: str) -> list[dict]:
    question = ready(name)
    return answer(snap, question.sql, settled(question, chosen)).rows.to_dicts()
