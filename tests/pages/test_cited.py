"""A fact is told with its source as people read it, and what is on screen can be pasted as Markdown."""

import pytest

from cs_core.context.wording.places import source
from pages._ui import proposal, words
from pages._ui.cited import cited, together, valued

TICKETS = {
    "id": "t1", "key": "tickets_90d", "value": 1, "unit": "tickets", "source": "zendesk", "source_row": "tickets.jsonl:3412 and 5 more",
    "observed_at": "2026-11-27",
}  # fmt: skip
OPENED = TICKETS | {"id": "t2", "key": "ticket_opened_on", "value": "2026-11-02", "unit": "", "source_row": "tickets.jsonl:3412"}


def test_a_fact_names_its_system_row_and_day_in_words():
    assert cited(TICKETS) == "Tickets, last 90 days: 1 ticket · Zendesk, tickets.jsonl, row 3412 and 5 more · 27 November 2026"
    assert cited(OPENED) == "Ticket opened on: 2 November 2026 · Zendesk, tickets.jsonl, row 3412 · 27 November 2026"


def test_facts_of_one_place_and_day_say_once_where_they_stand():
    more = TICKETS | {"id": "t3", "key": "escalations_open", "value": 2}
    assert together([TICKETS, OPENED, more]) == [
        "Tickets, last 90 days: 1 ticket; Escalated or urgent tickets: 2 tickets · Zendesk, tickets.jsonl, row 3412 and 5 more · "
        "27 November 2026",
        cited(OPENED),
    ]


def test_a_fact_in_a_table_has_its_unit_beside_its_value():
    assert [valued(TICKETS), valued(TICKETS | {"key": "usage_change", "value": -35.2, "unit": "%"})] == ["1 ticket", "-35.2%"]


def test_what_an_agent_prepared_does_not_say_the_task_above_it_again():
    assert proposal.beneath("Acme: use is down\n\nCall them.", "Acme", "Use is down") == "Call them."
    assert proposal.beneath("Your tickets\n\nHello Ada,", "Acme", "Use is down") == "Your tickets\n\nHello Ada,"
    assert proposal.beneath("Call them.", "Acme", "Call them.") == "Call them."


@pytest.mark.parametrize(
    ("system", "row", "says"),
    [
        ("hubspot", "companies.csv:12", "HubSpot, companies.csv, row 12"),
        ("product", "events.parquet:1,22,333", "Product, events.parquet, rows 1, 22 and 333"),
        ("product", "events.parquet: 9 rows of this account between 2026-10-01 and 2026-11-27",
         "Product, events.parquet: 9 rows of this account between 1 October 2026 and 27 November 2026"),
        ("vendor", "no row of customer_portal so far; milestones.csv:4", "Vendor, no row of customer portal so far; milestones.csv, row 4"),
        ("calls", "2026-11-02-acme-1.vtt:88", "Calls, 2026-11-02-acme-1.vtt, line 88"),
        ("team", "touch:be81892686ed4f70", "Team, touch be818926"),
        ("email", "team.mbox:3", "E-mail, team.mbox, message 3"),
        ("cs_core", "rule: ARR rank (subscriptions)", "Our own rule: ARR rank (subscriptions)"),
    ],
)  # fmt: skip
def test_a_place_reads_as_words_and_keeps_file_and_row(system, row, says):
    assert source(system, row) == says


def test_a_draft_is_copied_with_what_bears_it_and_no_mark_of_others_is_a_mark():
    item = {
        "agent": "risk", "play": "own the escalation", "route": "human_only", "recipient": None, "reason": "Tickets *open*: 1",
        "subject": "Your tickets", "claims": [{"text": "You opened 1.", "fact_ids": ["t1"]}], "facts": [TICKETS, OPENED],
    }  # fmt: skip
    text = proposal.as_markdown(item, "Acme [AG]", "Hello Ada,\n\nYou opened 1.")
    assert text.startswith("# Acme \\[AG\\]\n\nRisk · Own the escalation · Person only") and "Tickets \\*open\\*: 1" in text
    assert "> Hello Ada,\n>\n> You opened 1." in text and text.count("Zendesk") == 1 and "our own team, as a task" in text


def test_a_brief_is_copied_question_by_question_with_its_draft():
    text = proposal.brief_as_markdown("Acme", "Call them", "Why you: you know them\nUntil: Friday\n\nHello Ada,", [OPENED])
    assert text == (
        "# Acme\n\nCall them\n\n- **Why you**: You know them\n- **Until**: Friday\n\n## What the agent prepared\n\n> Hello Ada,\n\n"
        "## Evidence\n\n- Ticket opened on: 2 November 2026 · Zendesk, tickets.jsonl, row 3412 · 27 November 2026"
    )


@pytest.mark.parametrize(("minutes", "says"), [(20, "20 min"), (720, "12 h"), (90, "1 h 30 min"), (0, "0 min")])
def test_a_time_spent_reads_as_hours_and_minutes(minutes, says):
    assert words.duration(minutes) == says


def test_our_own_words_name_facts_and_days_as_people_read_them_and_leave_addresses_alone():
    told = words.plain("desired_outcome is of 2025-01-11; write to chantal_leenders@gmail.example")
    assert told == "desired outcome is of 11 January 2025; write to chantal_leenders@gmail.example"
