"""The third set of planted errors, without the gates: every class has enough of them, and each text holds together."""

from collections import Counter
from random import Random

import pytest

from bench.planted import tally
from bench.planted.company import good_drafts
from bench.planted.errors import PATTERNS as KNOWN
from bench.planted.fresh_patterns import PATTERNS
from bench.planted.later_patterns import PATTERNS as LATER
from bench.planted.pattern import CLASSES
from cs_core.context.store import open_store


@pytest.fixture(scope="module")
def planted(demo_template):
    """Texts with an error of each pattern; a stand-in for the gates passes everything, for here nothing is to be learned of them."""
    with open_store(demo_template) as store:
        found = good_drafts(store)
    draw, drafts = Random(5), Random(5).sample(found, min(60, len(found)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "judge", lambda proposal, brief, world: ())
        return tally.run(tally.texts(drafts, draw), PATTERNS, draw, most=4)[1]


def test_every_class_has_at_least_four_patterns_that_no_other_set_has():
    assert all(n >= 4 for n in Counter(p.kind for p in PATTERNS).values()) and {p.kind for p in PATTERNS} == set(CLASSES)
    assert len({p.plant for p in (*KNOWN, *LATER, *PATTERNS)}) == len(KNOWN) + len(LATER) + len(PATTERNS)


def test_every_class_is_planted_into_drafts_and_paraphrases(planted):
    assert {(j.pattern.kind, j.text.of) for j in planted} == {(kind, of) for kind in CLASSES for of in tally.KINDS}


def test_body_and_claims_of_a_planted_text_say_the_same_and_what_was_planted_is_told(planted):
    for j in planted:
        assert j.text.what and all(c.text in j.text.proposal.body for c in j.text.claims), j.text.what
        assert {i for c in j.text.claims for i in c.fact_ids} == {f.id for f in j.text.proposal.facts}, j.text.what
