"""Against fitting the golden cases: some thousand generated sentences about names that no rule has seen."""

import polars as pl
import pytest

from cs_core.context.identity.linking import link_text
from cs_core.context.identity.mentions import read_registry
from tests.context.identity.sentences import SHAPES, sentences

LEAST_RECALL = 0.97
"""Measured over seeds 0 to 7: 0.986. What is missed are customers called by an ordinary word that opens the sentence."""


@pytest.mark.parametrize("seed", range(4))
def test_no_sentence_is_linked_to_what_it_does_not_name_and_few_links_are_missed(seed):
    world, made = sentences(seed)
    registry, named, found = read_registry(world.registry), 0, 0
    assert len(made) >= 200
    assert {sentence.shape for sentence in made} == {shape.__name__ for shape in SHAPES}
    for sentence in made:
        linked = {subject[0] for subject in link_text(sentence.text, registry).subjects}
        assert linked <= sentence.expected, sentence
        named, found = named + len(sentence.expected), found + len(linked)
    print(f"seed {seed}: {len(made)} sentences, recall {found / named:.3f}")  # noqa: T201
    assert found / named >= LEAST_RECALL


def test_a_product_of_ours_that_is_called_like_a_customer_is_not_the_customer_unless_the_text_names_it_otherwise():
    world, _ = sentences(0)
    [product] = world.products
    key, account = next((key, a) for key, a in world.accounts.items() if a["name"] == product)
    links = link_text(f"We showed {product} to them.", world.registry)
    assert links.subjects == ()
    assert links.skipped == ((product, "may_be_a_product"),)
    known = link_text(f"{account['people'][0]['email']} asked how {product} works.", world.registry)
    assert key in {subject[0] for subject in known.subjects}


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Quillon is behind on its invoices.", True),
        ("Quillon met us on Monday.", True),
        ("Quillon migrated in March.", True),
        ("Quillon hues suit the wall.", False),
        ("The office (Quillon) is closed.", True),
        ("Quillon", True),
    ],
)
def test_a_word_that_opens_a_sentence_is_a_name_where_it_is_followed_like_one(text, linked):
    registry = pl.DataFrame([{"id": "q", "type": "account", "name": "Quillon"}, {"id": "z", "type": "account", "name": "Zorn"}])
    assert bool(link_text(text, registry).subjects) == linked
