"""A letter that waits for a look goes to nobody once what its playbook stops for has come to be."""

from datetime import datetime, time

import pytest

from cs_core.context.asking.tables import TABLES
from cs_core.context.snapshot import snapshot
from cs_core.errors import Refused
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.contact.repeats import in_line
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide, queue
from tests.orchestration.builders import with_acme_at_work
from tests.worlds import (
    a_store,
    ago,
    with_churn_event,
    with_invoice,
    with_subscription,
)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_acme_at_work(made)
        yield made


def cycle(store, days: int) -> None:
    now = datetime.combine(ago(days), time(7))
    run_cycle(store, as_of=now.date(), now=now, model=OfflineModel(), roster=ROSTER, agents=["risk"])


def waits(store, days: int) -> list[str]:
    return [row["play"] for row in queue(store, now=datetime.combine(ago(days), time(9)))]


def test_who_pays_while_the_letter_about_the_bill_waits_for_a_look_does_not_get_it(store):
    with_invoice(store, "acme", due=ago(40), paid=ago(8))
    cycle(store, 10)
    [letter] = queue(store, now=datetime.combine(ago(10), time(9)))
    assert letter["play"] == "settle the invoices"
    cycle(store, 9)
    assert waits(store, 9) == ["settle the invoices"], "it is not paid yet"
    cycle(store, 7)
    assert waits(store, 7) == []
    [row] = store.rows("handover", proposal_id=letter["id"])
    assert (row["how"], row["from_person"]) == ("withdrawn", letter["assignee"]) and row["why"].endswith("overdue_invoices = 0")
    assert not any(row["waits"] for row in in_line(snapshot(store, ago(7)), {})), "it takes no minutes of anybody"
    asked = TABLES["drafts"].read(snapshot(store, ago(7)), ("draft_id", "state"))
    assert asked.filter(draft_id=letter["id"])["state"].to_list() == ["no longer asked"]
    with pytest.raises(Refused, match="was withdrawn on 21 June 2026"):
        decide(store, letter["id"], "approve", by="Mia Sand", now=datetime.combine(ago(7), time(10)))
    cycle(store, 6)
    assert store.count("handover", how="withdrawn") == 1


def test_who_leaves_while_a_letter_to_them_waits_for_a_look_does_not_get_it(store):
    with_invoice(store, "acme", due=ago(40))
    cycle(store, 10)
    assert waits(store, 10) == ["settle the invoices"]
    with_subscription(store, "acme", mrr=1_000.0, seats=20, ended_on=ago(8), known_at=datetime.combine(ago(8), time(8)), status="cancelled")
    with_churn_event(store, "acme", churned=ago(8))
    cycle(store, 7)
    [row] = store.rows("handover", how="withdrawn")
    assert row["why"].endswith("the customer left on 20 June 2026") and waits(store, 7) == []
