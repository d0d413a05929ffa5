"""A matter that a customer has heard of: the play does not begin again for it, and what else there is to say has its turn."""

from datetime import datetime, time

import pytest

from cs_core.context.wording.days import spelt
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide
from tests.worlds import (
    a_store,
    ago,
    with_company,
    with_invoice,
    with_message,
    with_person,
    with_subscription,
    with_team_member,
    with_usage,
)

RE_ENGAGE = "re-engage after the champion left"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", owner="Mia Sand")
        with_person(made, "acme", "Ada Lind", role="Champion", left_on=ago(60))
        with_person(made, "acme", "Tom Berg", role="Executive sponsor")
        with_team_member(made, "Mia Sand", hours=40.0)
        with_subscription(made, "acme", mrr=1_000.0, seats=20, plan="Pro", currency="EUR")
        with_usage(made, "acme", [40] * 60)
        yield made


def cycle(store, day) -> list[dict]:
    now = datetime.combine(day, time(12))
    made = run_cycle(store, as_of=day, now=now, model=OfflineModel(), roster=ROSTER, agents=["risk"])
    return store.rows("proposal", cycle_id=made["cycle_id"])


def the_loss_is_written_of(store) -> None:
    """A letter on the champion who left, approved; the customer answers two days later, which ends the play."""
    [letter] = cycle(store, ago(40))
    assert (letter["play"], letter["recipient"]) == (RE_ENGAGE, "tom@acme.example")
    decide(store, letter["id"], "approve", by="Mia Sand", now=datetime.combine(ago(40), time(13)))
    with_message(store, "acme", "Thank you, noted.", sender="tom@acme.example", recipients="us@ours.example", sent=ago(38))


def test_one_loss_of_a_champion_is_written_of_once(store):
    the_loss_is_written_of(store)
    assert [row["play"] for days in (33, 15, 8, 1) for row in cycle(store, ago(days))] == []


def test_what_else_there_is_to_say_is_not_kept_back_by_it(store):
    the_loss_is_written_of(store)
    with_invoice(store, "acme", due=ago(12))
    [letter] = cycle(store, ago(5))
    assert letter["play"] == "settle the invoices"


def test_another_champion_who_leaves_is_another_matter(store):
    the_loss_is_written_of(store)
    with_person(store, "acme", "Eva Holm", role="Champion", left_on=ago(20))
    [letter] = cycle(store, ago(5))
    assert letter["play"] == RE_ENGAGE and spelt(ago(20)) in letter["body"]
