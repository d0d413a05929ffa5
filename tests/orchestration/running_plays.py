"""A customer with unpaid bills, and a play about them that runs."""

import shutil
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from cs_core.context.store import Store, open_store
from cs_core.execution.agent import with_edits
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.playbooks.shelf import parsed, play_of, shelf
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide, queue
from cs_core.records import Delivery
from tests.worlds import TODAY, a_store, ago, with_company, with_invoice, with_person, with_subscription, with_team_member

BILLS = {
    "name": "mind the bills",
    "when": ["overdue_invoices >= 1"],
    "why": ["Overdue invoices: {overdue_invoices|n}, together {overdue_amount}."],
    "gain": 0.02,
    "role": "champion",
    "words": {
        "subject": ["{name}: {overdue_amount} past due"],
        "opening": ["In our books {name} has {overdue_invoices} past the due day, together {overdue_amount}."],
        "details": [["You have {seats} on the {plan} plan."]],
        "ask": ["Has it gone to the wrong desk?"],
    },
    "then": [
        {
            "after_days": 10,
            "do": "message",
            "to": "champion",
            "words": {
                "subject": ["{overdue_amount} at {name}, again"],
                "opening": ["On {last_word_on} we wrote about {overdue_amount} that is past due; it is open still.",
                            "Still open at {name}: {overdue_amount}, on {overdue_invoices}."],
                "details": [["The contract is the {plan} plan, for {seats}."]],
                "ask": ["Who on your side can look into it with us this week?"],
            },
        },
        {
            "after_days": 20,
            "do": "task",
            "unless": ["open_tickets >= 1"],
            "words": {"title": "bills unanswered", "step": "call, and ask who pays."},
        },
    ],
    "stop": ["health < 5 or escalated"],
}  # fmt: skip


def roster_with(*books: dict, version: int = 2) -> tuple:
    """The risk agent with these playbooks only."""
    own = shelf("risk")
    plays = {b["name"]: play_of(parsed(b), own, version=version) for b in books}
    return (replace(ROSTER[2], plays=plays),)


def at(days: int, hour: int = 12) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(hour))


def cycle(store, days: int = 0, *, hour: int = 12, roster=None) -> dict:
    now = at(days, hour)
    return run_cycle(store, as_of=now.date(), now=now, model=OfflineModel(), roster=roster or roster_with(BILLS))


def bills(folder) -> Store:
    """Acme has not paid a bill; Bolt has. Mia has hours."""
    store = a_store(folder)
    with_team_member(store, "Mia Sand", hours=10)
    for company in ("acme", "bolt"):
        with_company(store, company, name=f"{company.title()} Heating", segment="long tail", domain=f"{company}.example")
        with_subscription(store, company, mrr=100.0, seats=5, plan="Essential", currency="EUR")
        with_person(store, company, "Ada Lind")
        with_invoice(store, company, due=ago(20), paid=ago(25) if company == "bolt" else None)
    return store


@pytest.fixture
def store(tmp_path):
    with bills(tmp_path) as store:
        yield store


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The first letter was made, approved and sent on day 0; on day 1 the play runs. Never written to: `running` is a copy."""
    folder = tmp_path_factory.mktemp("begun")
    with bills(folder) as store:
        cycle(store)
        approve(store, 0)
        cycle(store, 1)
        yield store


@pytest.fixture
def running(begun, tmp_path):
    begun.copy_to(tmp_path / "context.db")
    shutil.copytree(begun.lake, tmp_path / "context.lake")
    with open_store(tmp_path / "context.db") as store:
        yield store


def approve(store, days: int, *, sent: bool = True) -> str:
    """A person says yes to what waits, and it is sent."""
    [row] = queue(store, now=at(days))
    action = decide(store, row["id"], "approve", by="Lea", now=at(days, 13))["action_id"]
    if sent:
        store.append("delivery", [Delivery(id=f"d-{action}", action_id=action, at=at(days, 14), status="sent", via="outbox")])
    return row["id"]


def states(store) -> list[tuple]:
    return [(row["state"], row["step"]) for row in store.rows("play_run")]


def last(store) -> dict:
    return store.rows("play_run")[-1]


def leader_sets(running, version: int, days: int, **changed) -> tuple:
    """A leader's version of the playbook in the running, and the roster that the next cycle works with."""
    row = {"id": f"pb{version}", "agent": "risk", "name": "mind the bills", "version": version, "data": BILLS | changed, "set_at": at(days)}
    running.append("playbook", [row | {"why": "test", "by": "Lea"}])
    return with_edits(ROSTER[2:3], running.latest("playbook", "agent", "name"))
