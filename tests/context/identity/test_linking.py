"""What a text is linked to, and what it must never be linked to."""

import polars as pl
import pytest

from cs_core.context.identity.linking import link_text
from cs_core.context.identity.mentions import read_registry

ROWS = [
    ("bolt", "account", "Boltwerk GmbH", ["BWK"], "boltwerk.de", None, None),
    ("heron", "account", "Heron Analytics", [], "heron.io", None, None),
    ("target", "account", "Target", [], "target.example", None, None),
    ("may", "account", "May & Co", [], "mayco.example", None, None),
    ("bolt-lea", "contact", "Lea Brandt", [], None, "lea@boltwerk.de", "bolt"),
    ("bolt-will", "contact", "Will Stone", [], None, None, "bolt"),
    ("heron-lea", "contact", "Lea Okafor", [], None, None, "heron"),
    ("bolt-deal", "opportunity", "Plant rollout", [], None, None, "bolt"),
    ("heron-deal", "opportunity", "Plant rollout", [], None, None, "heron"),
    ("heron-use", "use_case", "Churn radar", [], None, None, "heron"),
]
REGISTRY = read_registry(pl.DataFrame(ROWS, schema=["id", "type", "name", "aliases", "domain", "email", "account_id"], orient="row"))


def linked(text):
    return {subject[0] for subject in link_text(text, REGISTRY).subjects}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boltwerk wants the Plant rollout; Lea will join.", {"bolt", "bolt-deal", "bolt-lea"}),
        ("BWK's plant rollout is late.", {"bolt", "bolt-deal"}),
        ("The eu.heron.io team asked Lea for numbers.", {"heron", "heron-lea"}),
        ("From: lea@boltwerk.de\nLea here, with news.", {"bolt", "bolt-lea"}),
        ("Churn radar needs an owner.", {"heron-use"}),
        ("We met Heron Analytics on Monday.", {"heron"}),
        ("boltwerk gmbh", {"bolt"}),
        ("boltwerk gmbh: lea brandt says hi.", {"bolt", "bolt-lea"}),
        ("Target. Will Lea join?", {"target"}),
        ("At the Target renewal call we spoke of prices.", {"target"}),
        ("We met May & Co yesterday.", {"may"}),
        ("It is not Boltwerk's fault.", {"bolt"}),
    ],
)
def test_a_text_is_linked_to_what_it_names(text, expected):
    assert linked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Lea asked for the recap.",
        "The Plant rollout is late.",
        "We missed the target by far, and bwk is no word.",
        "Target the ten largest customers first.",
        "The Boltwerk Foundation gave a prize.",
        "At the Target in Berlin we met many people.",
        "In May & Co-operation we trust.",
        "In May we trust.",
        "We lost to Boltwerk & Partners.",
        "lea brandt wrote a book.",
        "churn radar is a word of ours.",
        "a heron analytics of sorts",
        "Not Boltwerk but Southwerk complained.",
        "It was not Heron Analytics, they say.",
        "Great. Will Lea join?",
        "notboltwerk.de and boltwerk.de.evil.example wrote.",
        "Write to someone@gmail.com about the heron on the lake.",
        "",
    ],
)
def test_a_text_that_names_nobody_for_sure_is_linked_to_nobody(text):
    assert linked(text) == set()


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("Not Boltwerk but Southwerk complained.", ("Boltwerk", "denied")),
        ("At the Target in Berlin.", ("Target", "may_be_an_ordinary_word")),
        ("lea brandt wrote a book.", ("lea brandt", "small_letters_without_account_scope")),
    ],
)
def test_what_was_nearly_linked_is_told_with_the_reason(text, skipped):
    assert link_text(text, REGISTRY).skipped == (skipped,)


def test_a_customer_called_by_a_word_of_praise_is_not_meant_by_praise():
    registry = pl.DataFrame([{"id": "g", "type": "account", "name": "Great"}, {"id": "z", "type": "account", "name": "Zorn"}])
    assert link_text("Great. Will they join?", registry).subjects == ()


def test_a_first_name_with_another_family_name_is_another_person():
    links = link_text("Boltwerk sent Lea Winter to the workshop.", REGISTRY)
    assert {subject[0] for subject in links.subjects} == {"bolt"}
    assert ("Lea", "another_family_name") in links.skipped


def test_an_ordinary_word_at_the_start_of_a_sentence_is_no_contact():
    assert linked("Boltwerk is quiet. Will they renew?") == {"bolt"}


def test_a_child_of_an_account_outside_the_scope_is_left_out_with_the_reason():
    links = link_text("Boltwerk asked about Churn radar.", REGISTRY)
    assert links.skipped == (("Churn radar", "outside_account_scope"),)


def test_a_first_name_that_two_accounts_in_scope_share_is_ambiguous():
    links = link_text("Boltwerk met Heron Analytics and Lea took notes.", REGISTRY)
    assert ("Lea", "ambiguous_in_account_scope") in links.skipped


def test_the_quote_stands_in_the_text_and_the_reason_in_words():
    text = "Call with Boltwerk GmbH today."
    [(_, quote, score)] = link_text(text, REGISTRY).subjects
    assert quote in text
    assert 0 < score <= 1
    assert "1 linked" in link_text(text, REGISTRY).why


def test_the_registry_of_a_single_account_is_its_own_scope():
    alone = pl.DataFrame(
        [
            {"id": "a", "type": "account", "name": "Solo", "account_id": None},
            {"id": "c", "type": "contact", "name": "Ida Berg", "account_id": "a"},
        ]
    )
    assert [s[0] for s in link_text("We heard that Ida has left.", alone).subjects] == ["c"]
