"""Tone, language, links, days and likeness: what a letter may not be, whatever its facts."""

from dataclasses import replace

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.execution.writing.voice import PLAIN
from cs_core.orchestration.beside import NEAREST, near
from cs_core.orchestration.gates import judge
from cs_core.orchestration.judging.language import language_of
from cs_core.orchestration.judging.uncited import states
from cs_core.records import Claim
from tests.conftest import END
from tests.orchestration.builders import FACTS, a_brief, a_claim, a_fact, a_proposal, a_task, a_world


def said(gate: str, proposal, brief=None, world=None):
    """What one gate answers."""
    return next(v for v in judge(proposal, brief or a_brief(), world or a_world()) if v.gate == gate)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Please look at it!! Now!", "shouts"),
        ("PLEASE ANSWER this time.", "shouts"),
        ("Shall we talk? 🙂", "emoji"),
        ("You failed to answer us.", "blames"),
        ("You are our most valued customer.", "flatters"),
        ("This is your final reminder.", "presses"),
        ("Please " + "do look at this with us " * 30, "words"),
        ("Please look at this" + " and at what came of it" * 10 + ".", "a sentence of"),
        ("Would you tell us why it is so? Would you tell us why it is so?", "the same twice"),
        ("Please see the <b>last</b> weeks.", "layout"),
        ("Please see ** the last weeks.", "layout"),
        ("| use | last | |---|---|", "layout"),
    ],
)
def test_a_letter_in_the_wrong_tone_fails_and_says_why(text, why):
    found = said("right_tone", a_proposal(a_claim(), Claim(text=text)))
    assert found.passed is False and why in found.why


def test_a_plain_letter_a_single_thanks_and_a_note_among_us_are_no_matter_of_tone():
    assert said("right_tone", a_proposal(a_claim(), Claim(text="Thanks!"))).passed
    assert said("right_tone", a_task(body="Call them TODAY, this is URGENT!!")).passed


def test_links_go_only_where_the_leader_allowed():
    linking = a_proposal(a_claim(), Claim(text="Please see https://help.ours.example/start."))
    assert said("links_only_where_allowed", linking).passed is False
    allowed = a_world(voice=PLAIN._replace(domains=("ours.example",)))
    assert said("links_only_where_allowed", linking, world=allowed).passed
    assert said("keeps_policy", linking, world=allowed).passed
    other = a_proposal(a_claim(), Claim(text="Please see https://notours.example."))
    assert said("links_only_where_allowed", other, world=allowed).passed is False


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wir haben gesehen, dass die Nutzung in den letzten Wochen gefallen ist.", "de"),
        ("Nous avons vu que votre équipe travaille moins dans le produit.", "fr"),
        ("What is it that has changed for your team?", "en"),
        ("Hello Ada", None),
    ],
)
def test_a_language_is_told_by_its_common_words(text, code):
    assert language_of(text) == code


def test_the_language_must_be_the_readers_and_where_that_is_not_known_to_be_ours_nobody_can_tell():
    world = a_world()
    world.people["acme"]["ada@acme.example"] = world.people["acme"]["ada@acme.example"] | {"language": "de"}
    assert said("right_language", a_proposal()).passed
    assert said("right_language", a_proposal(), world=world).passed is None
    wrote = a_fact("ticket", "We can not see the report that you sent to us", "")
    assert said("right_language", a_proposal(), a_brief(facts=(*FACTS, wrote)), world).passed
    german = a_proposal(a_claim(), Claim(text="Was hat sich bei Ihnen in der Arbeit geändert, und wie sind die Zahlen im Team für uns?"))
    foreign = german.model_copy(update={"body": german.claims[-2].text})
    assert said("right_language", foreign).passed is False
    assert said("right_language", foreign, world=world).passed


def test_a_text_that_would_be_true_of_its_neighbours_is_not_of_this_customer():
    alike, other = {"usage_change": -34.0, "usage_4w": 120}, {"usage_change": 12.0, "usage_4w": 80}
    at = lambda *near: replace(a_world(), near={"acme": near})  # noqa: E731
    assert said("fits_no_neighbour", a_proposal(), world=at(alike, alike, other, other, other)).passed is False
    assert said("fits_no_neighbour", a_proposal(), world=at(alike, other, other, other, other)).passed
    assert said("fits_no_neighbour", a_proposal()).passed
    quote = a_fact("ticket", "Export fails", "")
    own = a_proposal(a_claim(), a_claim("Your ticket is: Export fails.", quote.id), facts=(*FACTS, quote))
    assert said("fits_no_neighbour", own, a_brief(facts=(*FACTS, quote)), at(*[alike] * 5)).passed


def test_neighbours_are_current_customers_of_the_same_segment_and_plan(demo_template):
    with open_store(demo_template) as store:
        snap = snapshot(store, END)
        rows = {r["account_id"]: r for r in snap.signals.select("account_id", "segment", "plan", "churned_on").to_dicts()}
        found = near(snap.signals, list(rows))
        some = list(found.places)[::7]
        assert all(r.get("arr") == o.get("arr") for account in some for r, o in zip(found.get(account), found.of(some).get(account)))
    assert len(found.places) > 50 and max(map(len, found.places.values())) == NEAREST
    for account in found.places:
        others = found.get(account)
        assert account not in {o.get("account_id") for o in others}
        assert all(o.get("churned_on") is None for o in others)
        assert {(o.get("segment"), o.get("plan")) for o in others} == {(rows[account]["segment"], rows[account]["plan"])}


def test_no_channel_but_those_for_messages_carries_one():
    assert said("right_recipient", a_proposal(channel="crm_task")).passed is False
    assert said("right_recipient", a_proposal(channel="slack")).passed


@pytest.mark.parametrize(
    "text",
    [
        "Voice control is now part of the product.", "Route planning supports offline work.", "Our export connector can do that.",
        "The first step is done.", "We can switch on the new mobile app for you.", "Would you like to try our forecast module?",
        "We think that you may leave us.", "We hear your team would rather stop.", "I assume that it is too much for them.",
    ],
)  # fmt: skip
def test_an_uncited_sentence_that_declares_something_or_speaks_of_a_part_of_the_product_states(text):
    assert states(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "I'm writing with something we noticed.", "This is just to keep you in the loop.", "I thought you might like to see this.",
        "We would be glad to go through it with you.", "We think it would be useful to talk.",
        "Please reply so that we understand your plans.",
        "Suggested step: offer two dates, and bring their results.",
        "Would you tell us whether it helps?", "Please tell us what is in the way.", "Let us know which day suits you.", "Best regards,",
    ],
)  # fmt: skip
def test_what_is_only_offered_asked_or_said_of_the_letter_itself_states_nothing(text):
    assert states(text, ()) is None
