"""A leader edits playbooks: refused in one line where they cannot be, kept as versions where they can, shown before they bind."""

import re
from datetime import datetime

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.playbooks.edits import book, books, checked, history, preview, save_playbook, switch_playbook
from cs_core.execution.playbooks.shelf import shelf
from cs_core.execution.playbooks.words import changed, reason, said, sentences
from cs_core.execution.roster import ROSTER, roster_of
from cs_core.records import AGENTS
from tests.worlds import TODAY, ago, with_company, with_invoice, with_subscription

NOW = datetime(2026, 6, 28, 9)
NAME = "settle the invoices"
FIRST = shelf("risk").version


def shipped(**changed) -> dict:
    found = next(b for b in shelf("risk").playbook if b.name == NAME)
    return found.model_dump(mode="json", exclude_defaults=True) | changed


def save(store, *, agent="risk", because="three is enough", expected=None, **changed) -> int:
    return save_playbook(store, agent, shipped(**changed), why=because, by="Lea", now=NOW, expected=expected)


@pytest.mark.parametrize("agent", AGENTS)
def test_every_playbook_that_ships_would_be_accepted_as_an_edit(agent):
    for one in shelf(agent).playbook:
        assert checked(agent, one.model_dump(mode="json", exclude_defaults=True)).name == one.name


def test_an_edit_is_a_version_that_the_next_cycle_works_with_and_the_old_one_stays_on_record(store):
    assert book(store, "risk", NAME)["version"] == FIRST
    assert save(store, when=["overdue_invoices >= 3"]) == FIRST + 1
    assert roster_of(store)[2].plays[NAME].version == FIRST + 1 and book(store, "risk", NAME)["by"] == "Lea"
    assert save(store, when=["overdue_invoices >= 4"], because="four") == FIRST + 2
    told = history(store, "risk", NAME)
    assert [(h["version"], h["why"]) for h in told] == [(FIRST + 2, "four"), (FIRST + 1, "three is enough"), (FIRST, "as shipped")]
    assert told[0]["changes"] == ["- when: overdue_invoices >= 3", "+ when: overdue_invoices >= 4"] and told[2]["changes"] == []


def test_a_playbook_of_ones_own_comes_last(store):
    assert save(store, name="mind the small bills", expected=0) == FIRST + 1
    assert books(store, "risk")[-1]["name"] == "mind the small bills" and list(roster_of(store)[2].plays)[-1] == "mind the small bills"


def test_switched_off_it_is_never_due_and_on_again_it_is(store):
    switch_playbook(store, "risk", NAME, off=True, why="finance does it", by="Lea", now=NOW)
    assert NAME not in roster_of(store)[2].plays and book(store, "risk", NAME)["off"]
    switch_playbook(store, "risk", NAME, off=False, why="no more", by="Lea", now=NOW)
    assert roster_of(store)[2].plays[NAME].version == FIRST + 2


def test_whoever_was_slower_looks_again(store):
    save(store, when=["overdue_invoices >= 3"], expected=FIRST)
    with pytest.raises(Refused, match=f"stands at version {FIRST + 1} by Lea, not {FIRST}"):
        save(store, when=["overdue_invoices >= 5"], expected=FIRST)
    assert store.count("playbook") == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"when": ["overdue_bills >= 1"]}, "overdue_bills"),
        ({"when": [""]}, "no condition"),
        ({"stop": ["answered"]}, "answered"),
        ({"why": ["Open: {overdue_bills}."]}, "why: there is no signal 'overdue_bills'"),
        ({"severity": ["overdue_invoices upwards"]}, "no scale"),
        ({"words": shipped()["words"] | {"ask": [" "]}}, "ask is empty"),
        ({"words": shipped()["words"] | {"title": ""}}, "title is empty"),
        ({"words": shipped()["words"] | {"opening": ["You owe {overdue_amont}."]}}, "no fact 'overdue_amont'"),
        ({"words": shipped()["words"] | {"opening": ["You owe {overdue_amount."]}}, "opens or closes no slot"),
        ({"then": [{"after_days": 7, "do": "task", "words": {"title": "call"}}]}, "words of step 2: step is empty"),
        ({"then": [{"after_days": 0, "do": "task", "words": {"title": "call", "step": "call."}}]}, "after_days"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(store, changed, said):
    with pytest.raises(BadInput, match=said) as error:
        save(store, **changed)
    assert "\n" not in str(error.value) and store.count("playbook") == 0


def test_a_change_without_a_reason_an_author_or_a_difference_is_refused(store):
    with pytest.raises(BadInput, match="say why"):
        save(store, because=" ")
    with pytest.raises(BadInput, match="say who"):
        save_playbook(store, "risk", shipped(gain=0.5), why="more", by="", now=NOW)
    with pytest.raises(Refused, match="says the same already"):
        save(store)


def test_the_name_of_another_agents_playbook_is_refused(store):
    with pytest.raises(Refused, match="is a playbook of the risk agent"):
        save(store, agent="growth")


def test_an_agent_or_a_playbook_that_does_not_exist_is_named(store):
    with pytest.raises(NotFound, match="No agent 'sales'"):
        books(store, "sales")
    with pytest.raises(NotFound, match="playbooks risk"):
        history(store, "risk", "sing")


def test_a_preview_says_for_whom_it_would_be_due_and_saves_nothing(store):
    for n, company in enumerate(("acme", "bolt", "cedar")):
        with_company(store, company, segment="long tail" if n else "enterprise")
        with_subscription(store, company, mrr=100.0, seats=5)
        for bill in range(n + 1):
            with_invoice(store, company, due=ago(20 + bill))
    told = preview(snapshot(store, TODAY), ROSTER[2], shipped(when=["overdue_invoices >= 2"]))
    assert (told["today"], told["then"], told["gone"], told["new"]) == (3, 2, 1, 0)
    assert told["by_segment"] == [{"segment": "enterprise", "today": 1, "then": 0}, {"segment": "long tail", "today": 2, "then": 2}]
    assert [e["account_id"] for e in told["examples"]] == ["bolt", "cedar"] and store.count("playbook") == 0
    assert preview(snapshot(store, TODAY), ROSTER[2], shipped(off=True))["then"] == 0


def test_it_reads_as_sentences():
    then = [{"after_days": 10, "do": "message", "to": "sponsor", "unless": ["touched"], "words": {}}]
    told = sentences(shipped(unless=["open_tickets >= 1"], then=then, stop=["health < 5"]))
    assert told[:2] == [("When", "an invoice is overdue"), ("Unless", "a ticket is open")]
    again = "10 days after the start write to the sponsor, unless one of ours spoke with them since the play began"
    assert told[3] == ("Then", again)
    assert told[4] == ("At most", "3 letters to one customer in half a year, then a task for one of ours")
    assert told[5][1].endswith("or its reason is gone; or health is less than 5 points")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("champion unknown", "no champion is known"),
        ("days_to_renewal in 46..75", "the term ends in 46 to 75 days"),
        ("usage_z known and usage_z <= -2 or first_value_on > last_touch_on",
         "use can be held against its own past and use stands at least 2 usual swings below its own past, "
         "or first value is after the last contact with one of ours"),
        ("usage_alert = slow drift", "their use drifts down slowly"),
        ("usage_change <= -25", "use fell by at least 25%"),
        ("usage_change >= 10", "use grew by at least 10%"),
        ("milestone_overdue_days in -13..0", "the next milestone is due in 0 to 13 days"),
        ("churn_probability < 0.25", "the chance to leave within 90 days is less than 25%"),
        ("escalations_open >= 1", "an escalated or urgent ticket is open"),
        ("open_tickets = 0", "no ticket is open"),
        ("features_4w >= 3", "features 4w is at least 3"),
        ("nps known", "nps is known"),
    ],
)  # fmt: skip
def test_a_condition_reads_in_words(line, words):
    assert said(line) == words


def test_a_reason_of_the_record_names_its_condition_in_words():
    assert reason("it holds: notice_given_on known") == "it holds: notice was given"
    assert reason("turned down: wrong tone") == "turned down: wrong tone"


def test_what_changed_between_versions_reads_in_words_where_it_is_a_condition():
    assert changed("- when: overdue_invoices >= 1") == "- when: an invoice is overdue"
    assert changed("+ then.unless: replied") == "+ then.unless: the customer wrote to us since the play began"
    assert changed("+ words.subject: Your use = our joy") == "+ words.subject: Your use = our joy"


def test_every_condition_that_ships_reads_without_a_signals_own_name():
    books = [book for agent in AGENTS for book in shelf(agent).playbook]
    lines = {line for book in books for line in (*book.when, *book.unless, *book.stop, *(u for step in book.then for u in step.unless))}
    assert [line for line in sorted(lines) if "_" in said(line)] == [] and len(lines) > 100
    assert [line for line in sorted(lines) if re.search(r"\w+ known|<|>|=", line) and said(line) == line] == []
