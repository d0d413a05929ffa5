"""A closed office or a death that was told after the draft: known to whoever reviews it, in the way of a yes, and of what was approved."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.errors import Refused
from cs_core.execution.sending.delivery import deliver
from cs_core.orchestration.contact.since import stopped
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.world import load_world
from cs_core.settings import Settings
from tests.orchestration.builders import NOW, TODAY, a_proposal, waiting
from tests.worlds import a_store, ago, with_company, with_message, with_person

SAID = f"Our office is closed until {ago(-14)}."
TOLD = f"They wrote “{SAID[:-1]}” on {spelt(TODAY)}: nobody there is written to until {spelt(ago(-14))}"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", domain="acme.example")
        with_person(made, "acme", "Ada Lind")
        with_person(made, "acme", "Bo Berg")
        yield made


def waits(store, **changed):
    """A letter to Ada that was drafted four days ago, before the mail."""
    return waiting(store, a_proposal(as_of=ago(4), **changed))


def bo_writes(store, body: str = SAID, day=TODAY) -> None:
    with_message(store, "acme", body, sender="bo@acme.example", recipients="mia@ours.example", sent=day)


def test_the_reviewer_is_told_and_may_not_let_it_out(store):
    letter = waits(store)
    bo_writes(store)
    assert [row["by_now"] for row in queue(store, now=NOW)] == [TOLD]
    with pytest.raises(Refused, match="nobody_is_there: They wrote “Our office is closed"):
        decide(store, letter.id, "approve", by="Lea", now=NOW)
    assert store.count("action") == 0


@pytest.mark.parametrize(("play", "sent"), [("recover use", 0), ("tell the notice day", 1)])
def test_what_was_approved_before_is_stopped_at_delivery_but_for_a_day_of_the_contract(store, play, sent):
    decide(store, waits(store, play=play).id, "approve", by="Lea", now=NOW - timedelta(days=1))
    bo_writes(store)
    assert deliver(store, Settings(), now=NOW, stopped=stopped)["sent"] == sent
    assert store.rows("delivery")[-1]["why"] == ("" if sent else f"{TOLD}; it was approved before that was known")


def test_the_world_knows_of_it_until_its_day(store):
    bo_writes(store, "I am sorry, there was a death in the family.", ago(3))
    [account] = snapshot(store, TODAY).accounts["account_id"]
    assert load_world(snapshot(store, TODAY), [account]).closed[account].until == ago(-11)
    assert load_world(snapshot(store, TODAY + timedelta(days=12)), [account]).closed == {}
