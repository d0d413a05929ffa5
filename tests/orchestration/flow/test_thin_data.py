"""A list of customers with what they pay and when they renew: what is sent is their own, and what cannot be is told, not drafted."""

from datetime import datetime, time, timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.playbooks.shelf import shelf
from cs_core.execution.roster import ROSTER
from cs_core.execution.writing.composer import STEP
from cs_core.execution.writing.telling import telling
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow.tally import NOTHING_TO_SAY, TOO_LITTLE
from cs_core.orchestration.judging.uncited import sentences, states
from cs_core.orchestration.quarter import quarter
from cs_core.records import AGENTS, Proposal, Verdict
from tests.worlds import TODAY, a_store, ago, at, with_company, with_person, with_subscription

NOON = datetime.combine(TODAY, time(12))
BEFORE = at(ago(1))
DAYS = (7, 20, 33, 33, 33, 40, 50, 57, 57, 70, 80, 95, 95, 110)
"""To the renewal of each customer; several end on one day, as contracts do."""
NAMES = ("Ada", "Bo", "Cleo", "Dag", "Eva", "Finn", "Gro", "Hugo", "Ida", "Jon", "Kim", "Liv", "Max", "Nia")


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        for n, days in enumerate(DAYS):
            company = with_company(store, f"c{n}", name=f"{NAMES[n]} Works", customer_on=None, known_at=BEFORE)
            end = TODAY + timedelta(days=days)
            with_subscription(store, company, mrr=100.0 + 7 * n, currency="EUR", term_end_on=end, started_on=None, known_at=BEFORE)
        yield store


def with_people(store):
    for n, name in enumerate(NAMES):
        with_person(store, f"c{n}", f"{name} Lind")


def cycle(store) -> dict:
    return run_cycle(store, as_of=TODAY, now=NOON, model=OfflineModel(), roster=ROSTER)


def failed(store) -> list[tuple[str, str]]:
    return [(v.gate, v.why) for v in store.records(Verdict) if v.passed is not True]


def test_of_a_list_of_customers_without_people_every_task_passes_its_gates(store):
    assert cycle(store)["proposals"]["renewal"] == len(DAYS) and failed(store) == []


def test_of_the_same_with_people_every_letter_passes_and_tells_two_facts_of_its_own(store):
    with_people(store)
    cycle(store)
    letters = store.records(Proposal)
    assert len(letters) >= 8 and failed(store) == []
    assert all(p.kind == "message" and len(telling(p.facts)) >= 2 for p in letters)


def test_a_quote_is_written_up_at_the_price_of_a_contract_that_was_agreed_long_ago_and_still_runs(store):
    company = with_company(store, "old", name="Old Works", customer_on=None, known_at=BEFORE)
    terms = {"currency": "EUR", "seats": 5, "plan": "Pro", "auto_renew": False, "term_end_on": TODAY + timedelta(days=50)}
    with_subscription(store, company, mrr=500.0, started_on=ago(900), **terms)
    with_subscription(store, "c0", "newer", mrr=90.0, currency="EUR", started_on=ago(2))
    cycle(store)
    [quote] = [p for p in store.records(Proposal) if p.account_id == "old"]
    assert quote.play == "write up the quote" and "1,200 EUR a seat and year" in quote.body and failed(store) == []


def test_no_look_back_is_offered_where_there_is_nothing_to_look_back_on_and_what_is_missing_is_told(store):
    with_people(store)
    made = cycle(store)
    assert "prepare the renewal" not in {p.play for p in store.records(Proposal)}
    [found] = [f["says"] for f in made["findings"] if f["kind"] == "too little known"]
    assert found == (
        "Renewal had a reason to write to 4 customers and wrote nothing: too little is known for a letter that cites 2 facts about them. "
        "Missing: usage of 4, desired outcome of 4."
    )
    assert made["agents"]["renewal"]["why_not"] == {TOO_LITTLE: 4} and made["not_drafted"] == 4
    assert NOTHING_TO_SAY not in made["agents"]["renewal"]["why_not"]


def test_of_whom_nothing_could_be_written_the_quarter_cannot_tell_and_names_what_is_missing(store):
    with_people(store)
    cycle(store)
    rows = quarter(snapshot(store, TODAY), ROSTER, only=["c11"]).filter(agent="renewal").to_dicts()
    assert [(row["outcome"], row["on"]) for row in rows] == [("cannot tell", TODAY)]
    assert rows[0]["why"] == "a letter is due, and too little is known to write it; missing: usage, desired outcome"


def test_no_shipped_question_or_step_states_anything():
    words = [w for agent in AGENTS for book in shelf(agent).playbook for w in (book.words, *(step.words for step in book.then))]
    said = [t for w in words for t in (*w.ask, *([STEP + w.step] if w.step else []))]
    assert len(said) > 100
    assert {s: why for t in said for s in sentences(t) if (why := states(s, ()))} == {}
