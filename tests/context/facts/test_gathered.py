"""Facts of some keys alone: only the parts that tell them are asked, and what they tell is what a whole brief holds of them."""

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.facts.gathered import GIVES, PARTS, noun_facts
from cs_core.context.readings import read_new
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.conftest import END
from tests.worlds import IMPORTED, TODAY, a_store, ago, with_company, with_person, with_ticket


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_person(made, with_company(made, "acme", domain="acme.example"), "Ada Lind")
        yield made


def test_the_facts_of_some_keys_are_those_that_a_whole_brief_holds_of_them(demo_template):
    with open_store(demo_template) as store:
        snap = snapshot(store, END)
        whole = noun_facts(snap, snap.signals)
        for keys in ({"ticket"}, {"outcome_quote", "said"}, {"plan_price", "contact"}, set(whole["key"])):
            assert noun_facts(snap, snap.signals, keys).rows() == whole.filter(pl.col("key").is_in(keys)).rows()


def test_a_part_tells_the_keys_that_it_is_asked_for_and_no_other_part_tells_them(demo_template):
    with open_store(demo_template) as store:
        snap = snapshot(store, END)
        for part in PARTS:
            others = frozenset().union(*(keys for other, keys in GIVES.items() if other != part))
            told = set(part(snap, snap.signals)["key"])
            assert told <= GIVES.get(part, told) and not told & others, part.__name__


def test_the_first_ticket_is_an_escalated_one_and_is_said_to_be_opened_by_nobody_who_opened_another(store):
    with_ticket(store, "acme", "A small wish", opened=ago(30), person_ref="p-acme-Ada Lind")
    with_ticket(store, "acme", "All is down", opened=ago(10), priority="Urgent")
    read_new(store, now=IMPORTED)
    known = brief(snapshot(store, TODAY), "acme")
    assert (known.get("ticket").value, known.get("ticket_opened_on").value, known.get("ticket_by")) == ("All is down", ago(10), None)
    with_ticket(store, "acme", "Nobody can log in", opened=ago(11), priority="P1", person_ref="p-acme-Ada Lind")
    read_new(store, now=IMPORTED)
    known = brief(snapshot(store, TODAY), "acme")
    assert (known.get("ticket").value, known.get("ticket_by").value) == ("Nobody can log in", "Ada Lind <ada@acme.example>")


def test_who_opened_a_ticket_is_known_by_an_address_too(store):
    with_ticket(store, "acme", "All is down", person_ref="Ada@acme.example ")
    read_new(store, now=IMPORTED)
    assert brief(snapshot(store, TODAY), "acme").get("ticket_by").value == "Ada Lind <ada@acme.example>"
