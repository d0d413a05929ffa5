"""Playbooks are data: shipped as files, edited as versions, refused in one line where they cannot be read."""

import re

import pytest
from pydantic import ValidationError

from cs_core.errors import BadInput
from cs_core.execution.agent import with_edits
from cs_core.execution.playbooks.play import noticed
from cs_core.execution.playbooks.shelf import FOLDER, parsed, play_of, shelf, shipped, with_default
from cs_core.execution.roster import ROSTER
from cs_core.execution.writing.phrases import SLOT, slots
from cs_core.orchestration.judging.figures import find_figures
from cs_core.records import AGENTS
from tests.execution.builders import signals_of

RISK = ROSTER[2]
FALL = dict(RISK.plays["settle the invoices"].data)


def an_edit(**changed) -> dict:
    return {"agent": "risk", "name": "settle the invoices", "version": 2, "data": FALL | changed}


def due(roster, **signals) -> str | None:
    rows = roster[2].notice(signals_of(signals))
    return rows["play"][0] if rows.height else None


@pytest.mark.parametrize("agent", AGENTS)
def test_what_ships_can_be_read_written_down_and_read_again(agent):
    for play in shipped(agent):
        assert play_of(parsed(play.data), shelf(agent), version=play.version).data == play.data


def test_an_edit_takes_the_place_of_what_shipped():
    later = with_edits(ROSTER, [an_edit(when=["overdue_invoices >= 3"])])
    assert due(ROSTER, overdue_invoices=1) == "settle the invoices" and due(later, overdue_invoices=1) is None
    assert due(later, overdue_invoices=3) == "settle the invoices"
    assert later[2].plays["settle the invoices"].version == 2
    assert list(later[2].plays) == list(RISK.plays)


def test_a_playbook_switched_off_is_never_due():
    assert due(with_edits(ROSTER, [an_edit(off=True)]), overdue_invoices=3) is None


def test_a_new_playbook_comes_after_those_that_shipped():
    later = with_edits(ROSTER, [an_edit(name="mind the small bills") | {"name": "mind the small bills"}])
    assert list(later[2].plays)[-1] == "mind the small bills"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"when": []}, "when"),
        ({"gain": float("inf")}, "gain"),
        ({"stakes": "enormous"}, "stakes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_playbook_that_cannot_be_read_is_refused_in_one_line(wrong, said):
    with pytest.raises(BadInput, match=said) as error:
        parsed(FALL | wrong)
    assert "\n" not in str(error.value)


def test_a_group_of_phrasings_that_does_not_exist_is_refused():
    words = dict(FALL["words"]) | {"details": ["@gaol"]}
    with pytest.raises(BadInput, match="@gaol"):
        play_of(parsed(FALL | {"words": words}), shelf("risk"), version=2)


def test_the_default_of_a_file_is_part_of_each_of_its_playbooks_but_of_those_that_go_without():
    file = {"version": 3, "default": {"unless": ["arr > 0"], "stop": ["seats > 0"]}, "playbook": [
        {"name": "first", "unless": ["people <= 1"], "stop": ["seats > 0", "arr > 0"]}, {"name": "second", "without_default": True},
    ]}  # fmt: skip
    assert with_default(file) == {"version": 3, "playbook": [
        {"name": "first", "unless": ("people <= 1", "arr > 0"), "stop": ("seats > 0", "arr > 0")}, {"name": "second"},
    ]}  # fmt: skip
    with pytest.raises(ValidationError, match="until"):
        with_default(file | {"default": {"until": ["arr > 0"]}})


def test_every_renewal_letter_is_over_once_the_deal_is_decided_and_the_file_says_so_once():
    decided = {"renewal_won_on known", "renewal_lost_on known"}
    without = [play.name for play in shipped("renewal") if not decided <= set(play.data.get("unless", ())) & set(play.data.get("stop", ()))]
    assert without == ["enter the new contract", "ask why they left", "answer the notice"]
    assert (FOLDER / "renewal.toml").read_text(encoding="utf-8").count("renewal_won_on known") == 2


def test_a_customer_who_does_not_answer_is_called_by_a_person_before_a_fourth_letter_of_one_kind():
    bounded = {play.name: play.most_letters for agent in AGENTS for play in shipped(agent) if play.most_letters}
    letters = {play.name for play in shipped("risk") if play.kind == "message"}
    assert letters <= bounded.keys()
    assert bounded["unblock the milestone"] == bounded["agree the plan"] == bounded["recover use"] == 2
    assert set(bounded.values()) == {2, 3}


def test_one_customer_speaks_for_all_that_share_what_the_play_is_about():
    book = {"name": "look at the segment", "when": ["usage_alert = with its segment"], "why": ["{segment} fell."], "gain": 0.1, "words": {}}
    one = play_of(parsed(book | {"one_per": "segment"}), shelf("risk"), version=1)
    fell = {"usage_alert": "with its segment", "segment": "enterprise"}
    rows = noticed(signals_of(fell, fell, fell | {"segment": "long tail"}), (one,))
    assert rows["account_id"].to_list() == ["a1", "a3"]


def test_one_per_must_name_a_signal():
    book = {"name": "look at the segment", "when": ["arr > 0"], "why": ["{segment} fell."], "gain": 0.1, "words": {}, "one_per": "colour"}
    with pytest.raises(BadInput, match="colour"):
        play_of(parsed(book), shelf("risk"), version=1)


@pytest.mark.parametrize("agent", AGENTS)
def test_no_step_claims_that_nobody_spoke_for_its_own_task_may_have_been_a_talk(agent):
    for play in shipped(agent):
        for step in play.then:
            looked = any("days_since_touch" in line for line in step.unless)
            assert looked or not step.script.title.startswith(("no talk", "no word")), (play.name, step.script.title)


@pytest.mark.parametrize("words", ["of no use to you", "nobody had the time", "What we can see of it", "the start is done"])
def test_no_letter_says_what_nobody_would_send(words):
    assert not [book.name for agent in ROSTER for book in shelf(agent.name).playbook if words in book.model_dump_json()]


TASKS = [
    (f"{agent}: {play.name}, {n}", play, script)
    for agent in AGENTS
    for play in shipped(agent)
    for n, script in enumerate((*([play.script] if play.kind == "task" else []), *(s.script for s in play.then if s.do == "task")))
]


WORDS = {"name", "segment"}
"""Slots that hold no figure."""


@pytest.mark.parametrize(("play", "script"), [task[1:] for task in TASKS], ids=[task[0] for task in TASKS])
def test_the_figures_in_a_tasks_title_are_told_in_its_text_too_or_no_gate_lets_it_pass(play, script):
    """Whichever phrasing of the reason is the first that is known; what comes first of the background is always told."""
    title = {key for key, form in slots(script.title) if form != "quote"} - WORDS
    always = {key for key, _ in slots(script.background[0])} if script.background else set()
    asked = set(re.findall(r"[a-z_0-9]+", " ".join(play.data["when"])))
    before = []
    for told in ({key for key, _ in slots(why)} for why in play.why_in_full or play.why):
        never = any(earlier <= title | told | asked for earlier in before)
        assert never or title <= told | always
        before.append(told)


@pytest.mark.parametrize("script", [task[2] for task in TASKS], ids=[task[0] for task in TASKS])
def test_no_tasks_title_holds_a_number_of_its_own_which_no_fact_bears(script):
    assert not find_figures(SLOT.sub("", script.title))
