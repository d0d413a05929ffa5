"""Default deny: what is neither one of our own phrasings nor made of words that we use of its facts, nobody can tell of."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cs_core.execution.playbooks.spoken import phrases_with, shipped_phrases
from cs_core.orchestration.judging.days import wrong_day
from cs_core.orchestration.judging.figures import find_figures
from cs_core.orchestration.judging.lexicon import beside_ours, shelf_of, without
from cs_core.orchestration.judging.understood import not_understood
from cs_core.records import Claim
from tests.orchestration.builders import TODAY, a_claim, a_fact, a_proposal, a_world
from tests.orchestration.test_gates_words import said

OURS = shelf_of(shipped_phrases())
TOP = (a_fact("top_feature", "route_planner", ""),)
USE = (a_fact("usage_4w", 120, "uses"), a_fact("usage_prev_4w", 180, "uses"))
RENEWAL = (a_fact("renewal_on", date(2026, 9, 9), ""), a_fact("notice_on", date(2026, 8, 10), ""))
TICKET = (a_fact("ticket", "Photos are lost", ""),)


def doubt(text, facts=()):
    return not_understood(text, facts, OURS, ("Acme Heating", "Ada"))


def test_a_phrasing_of_ours_with_its_facts_said_is_understood_letter_by_letter():
    assert beside_ours("What is used most at present is Route planner.", TOP, OURS) == ""
    assert beside_ours("What is used least at present is Route planner.", TOP, OURS) != ""


def test_what_a_leader_writes_into_a_playbook_is_ours_too():
    words = {"opening": ["The zenith of it all is {top_feature|feature}."]}
    book = {"name": "praise the zenith", "when": ["top_feature known"], "why": ["{top_feature}"], "gain": 0.1, "words": words}
    line = "The zenith of it all is Route planner."
    assert doubt(line, TOP) and not_understood(line, TOP, shelf_of(phrases_with([{"data": book}])), ()) is None


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Route planner is what gets used most right now.", TOP),
        ("Your team logged 120 uses in the past four weeks, compared with 180 in the four before.", USE),
        ("Your contract is up for renewal on 9 September 2026, and the deadline for notice is 10 August 2026.", RENEWAL),
        ('There\'s still an open ticket: "Photos are lost".', TICKET),
        ("Would a quick call help?", ()),
        ("Hi Ada,", ()),
    ],
)
def test_other_words_that_we_use_of_the_same_facts_are_understood(text, facts):
    assert doubt(text, facts) is None


@pytest.mark.parametrize(
    ("text", "facts", "word"),
    [
        ("Route planner is what gets used least right now.", TOP, "least"),
        ("Route planner can take your work.", TOP, "can"),
        ("Momentum is fading: 120 uses, after 180.", USE, "Momentum"),
        ("Your contract does not renew by itself on 9 September 2026; notice can be given until 10 August 2026.", RENEWAL, "not"),
        ("Shall I switch on the kiosk mode for your team?", (), "switch"),
        ("We can surely come down quite a bit.", (), "surely"),
        ("Hello Miguel,", (), "Miguel"),
    ],
)
def test_a_word_that_nobody_foresaw_cannot_pass(text, facts, word):
    assert f"“{word}”" in doubt(text, facts)


def test_a_fact_told_without_what_tells_it_apart_or_of_an_unknown_kind_cannot_pass():
    assert "top feature" in doubt("Your team uses Route planner.", TOP)
    assert "tides" in doubt("It is 4.", (a_fact("tides", 4, ""),))


def test_the_gate_names_the_sentence_that_it_cannot_tell_of_and_never_fails_one():
    assert said("is_understood", a_proposal()).passed
    verdict = said("is_understood", a_proposal(a_claim(), Claim(text="The moon is made of cheese.")))
    assert verdict.passed is None and "The moon is made of cheese." in verdict.why
    odd = a_proposal(subject="Your loyalty bonus")
    assert said("is_understood", odd).passed is None


def test_a_world_without_a_phrasing_does_not_know_it():
    made = a_proposal(a_claim("What is used most at present is Route planner, zenith.", TOP[0].id), facts=(*TOP, *USE))
    assert said("is_understood", made, world=replace(a_world(), phrases=())).passed is None


DAY = (a_fact("plan_due_on", date(2026, 8, 6), ""),)


@pytest.mark.parametrize(
    "text",
    [
        "due in the first quarter of 2026", "due in Q4 2026", "due in the first half of 2026", "due in late August 2026",
        "due in winter 2026",
        "due on 08.06.2027", "due on 7/8/2026", "due next week", "due at the end of August", "due tomorrow",
        "due on 6 August 2026 (already over)",
    ],
)  # fmt: skip
def test_a_span_of_days_that_holds_no_cited_day_is_told(text):
    assert wrong_day(f"It is {text}.", DAY, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "due in the third quarter of 2026", "due in H2 2026", "due in early August", "due in summer 2026", "due on 06.08.2026",
        "due on 8/6/2026", "due on 6 August 2026, which is still to come", "due this year",
    ],
)  # fmt: skip
def test_a_span_of_days_that_holds_the_cited_day_is_not(text):
    assert wrong_day(f"It is {text}.", DAY, TODAY) is None


def test_next_month_and_next_week_are_those_of_the_calendar():
    for days, text in ((3, "next month"), (40, "next month"), (20, "next week")):
        day = (a_fact("plan_due_on", TODAY + timedelta(days), ""),)
        assert (wrong_day(f"It is due {text}.", day, TODAY) is None) is (days == 3)


@pytest.mark.parametrize("name", ["Acme", "acme", "S.L.", "Émile", "İnci", "a", "Straße", "Kelvin"])
def test_a_name_is_left_out_wherever_it_stands_as_a_word_in_any_case(name):
    texts = ("Acme", "ACME's Acmes, x_acme acme_ acme-acme 2acme.", "Acme Acme S.L. S.L.s", "ÉMILE émile Emile", "INCI inci İNCI",
             "a cat, A-a", "STRASSE straße STRAßE", "\u212aelvin kelvin", "no name", "")  # fmt: skip
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    assert [without(text, name) for text in texts] == [whole.sub(" ", text) for text in texts]


def test_words_of_ours_on_another_contract_state_no_figure_that_no_fact_holds():
    told = [re.sub(r"\{[^}]*\}", "that day", text) for text in shipped_phrases() if "{other_end_on" in text]
    assert told and [text for text in told if find_figures(text)] == []
