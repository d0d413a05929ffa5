"""How well people are called in: needed, not needed, late, ignored, and what was missed."""

from cs_core.orchestration.oversight.flags import ENOUGH, precision
from cs_core.orchestration.review import action_of
from cs_core.records import Outcome, Task, Touch
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import ago, at, with_company, with_subscription


def called(store, n: int = 1, *, word: str = "", reason: str = "", days: int = 20, answered: int = 18, **changed) -> list:
    """So many calls of so many days ago, and what was said to each so many days ago."""
    made = []
    for _ in range(n):
        number = store.count("proposal")
        draft = a_proposal(id=f"p{number}", as_of=ago(days), **({"expires_at": ago(days - 7)} | changed))
        made.append(waiting(store, draft, route="human_with_draft"))
        if word:
            row = {"id": f"d{number}", "proposal_id": draft.id, "decision": word, "by": "Lea", "decided_at": at(ago(answered), 10)}
            store.append("decision", [row | {"reason": reason, "edit_distance": 0.0}])
    return made


def test_calls_are_told_by_what_came_of_them_and_words_are_counted_apart(store):
    called(store, 7, word="approve")
    called(store, 2, word="edit")
    called(store, 2, word="reject", reason="not worth their time")
    called(store, 1, word="reject", reason="already handled")
    called(store, 4, word="reject", reason="wrong tone")
    called(store, 5)
    called(store, 3, days=2)
    found = precision(store, TODAY)
    assert (found["calls"], found["open"]) == (24, 3)
    assert {k: (found[k]["n"], found[k]["of"]) for k in ("needed", "not_needed", "draft_rejected", "ignored")} == {
        "needed": (9, 12), "not_needed": (3, 12), "draft_rejected": (4, 16), "ignored": (5, 21),
    }  # fmt: skip
    rate = found["needed"]["rate"]
    assert rate.point == 0.75 and rate.low < 0.5 < 0.9 < rate.high and "9 of 12 requests" in found["says"]


def test_few_calls_cannot_tell_yet_and_none_tell_nothing(store):
    assert "nothing can be told" in precision(store, TODAY)["says"]
    called(store, ENOUGH - 1, word="approve")
    found = precision(store, TODAY)
    assert found["needed"]["rate"] is None
    assert found["says"].startswith("9 of 9 requests to people that could be told about were needed; below 10 no share can be told yet.")


def test_an_answer_after_the_due_day_is_late(store):
    called(store, word="approve", answered=15)
    called(store, word="approve", answered=14)
    assert precision(store, TODAY)["late"] == {"n": 1, "of": 2, "rate": None}


def test_work_that_was_done_was_needed_though_nobody_decided(store):
    with_company(store)
    [made] = called(store)
    task = Task(id="t", account_id="acme", proposal_id=made.id, agent="risk", assignee="Mia", title="call", brief="", due_on=ago(15),
                minutes=20, created_at=at(ago(20), 9))  # fmt: skip
    store.append("task", [task])
    touch = Touch(id="x", account_id="acme", task_id="t", mode="call", minutes=10, two_way=True, by="Mia", at=at(ago(14), 9))
    store.append("touch", [touch])
    found = precision(store, TODAY)
    assert (found["needed"]["n"], found["ignored"]["n"], found["late"]["n"]) == (1, 0, 1)


def test_customers_who_left_or_were_harmed_without_a_call_were_missed(store):
    for name, left in (("acme", ago(10)), ("bolt", ago(10)), ("cedar", None)):
        with_company(store, name)
        with_subscription(store, name, mrr=100.0, **({"ended_on": left} if left else {}))
    called(store, account="bolt", days=30)
    assert precision(store, TODAY)["missed"]["of"] == 0, "no cycle had been run for so long"
    store.append("cycle", [{"id": "young", "as_of": ago(5), "started_at": NOW, "summary": {}}])
    young = precision(store, TODAY)["says"]
    assert "No customer left" not in young and "cannot be told yet: that begins on 22 August 2026, 60 days after" in young
    store.append("cycle", [{"id": "c", "as_of": ago(100), "started_at": NOW, "summary": {}}])
    assert precision(store, TODAY)["missed"] == {"n": 1, "of": 2, "rate": None}
    sent = waiting(store, a_proposal(id="alone", account="cedar", as_of=ago(6)), route="agent")
    store.append("action", [action_of(sent, by="autonomy", now=at(ago(6), 9), route="agent")])
    cause = store.rows("action")[0]["id"]
    harm = {"account_id": "cedar", "cause_id": cause, "agent": "risk", "kind": "complaint", "good": False, "observed_on": ago(3)}
    store.append("outcome", [Outcome(id="o", **harm)])
    found = precision(store, TODAY)
    assert found["missed"]["n"] == 2 and "3 customers who left or were harmed, 2 had no request" in found["says"]
    assert "Counted since 19 May 2026." in found["says"]
