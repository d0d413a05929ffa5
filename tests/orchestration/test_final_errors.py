"""The last set of planted errors, without the gates: each pattern plants, none leaves a text as it was, and the writers are right."""

from collections import Counter
from random import Random

import pytest

from bench.planted import said
from bench.planted.company import good_drafts
from bench.planted.errors import PATTERNS as KNOWN
from bench.planted.final_patterns import PATTERNS
from bench.planted.final_phrasings import paraphrase
from bench.planted.final_sayings import VOICES
from bench.planted.fresh_patterns import PATTERNS as FRESH
from bench.planted.later_patterns import PATTERNS as LATER
from bench.planted.pattern import CLASSES
from bench.planted.texts import as_drafted
from cs_core.context.store import open_store


@pytest.fixture(scope="module")
def drafts(demo_template):
    with open_store(demo_template) as store:
        return [as_drafted(g) for g in good_drafts(store) if g.proposal.claims]


@pytest.fixture(scope="module")
def written(drafts):
    """(draft, the same as a free writer says it)."""
    draw = Random(3)
    return [(t, p) for t in drafts if (p := paraphrase(t, draw)) is not None]


@pytest.fixture(scope="module")
def planted(drafts):
    """Pattern name -> some (text, harmed text)."""
    draw, found = Random(5), {}
    for pattern in PATTERNS:
        mixed = draw.sample(drafts, len(drafts))
        both = ((t, h) for t in mixed if (h := pattern.plant(t, draw)) is not None)
        found[pattern.name] = [pair for pair, _ in zip(both, range(4))]
    return found


def test_there_are_at_least_forty_that_no_other_set_has_and_five_of_each_class():
    others = (*KNOWN, *LATER, *FRESH)
    assert len(PATTERNS) >= 40 and all(n >= 5 for n in Counter(p.kind for p in PATTERNS).values())
    assert {p.kind for p in PATTERNS} == set(CLASSES)
    assert not {p.plant for p in PATTERNS} & {p.plant for p in others} and not {p.name for p in PATTERNS} & {p.name for p in others}


def test_nearly_every_pattern_finds_a_place_in_a_small_company_and_every_class_does(planted):
    found = {name for name, texts in planted.items() if texts}
    assert len(found) >= len(PATTERNS) - 8, {p.name for p in PATTERNS} - found
    assert {p.kind for p in PATTERNS if p.name in found} == set(CLASSES)


def test_no_pattern_leaves_a_text_as_it_was_and_each_tells_what_it_did(planted):
    for name, texts in planted.items():
        for text, harmed in texts:
            assert harmed.what and (harmed.proposal.body, harmed.proposal.subject) != (text.proposal.body, text.proposal.subject), name
            assert harmed.brief == text.brief and harmed.proposal.recipient == text.proposal.recipient, name


def test_body_and_claims_of_a_planted_text_hold_together(planted):
    for name, texts in planted.items():
        for _, harmed in texts:
            assert all(c.text in harmed.proposal.body for c in harmed.proposal.claims), (name, harmed.what)
            assert {i for c in harmed.claims for i in c.fact_ids} == {f.id for f in harmed.proposal.facts}, (name, harmed.what)


def test_eight_writers_put_most_drafts_in_other_words_and_body_and_claims_agree(drafts, written):
    assert len(VOICES) == 8 and len(written) > 0.85 * len(drafts)
    for draft, text in written:
        assert text.proposal.body != draft.proposal.body and all(c.text in text.proposal.body for c in text.claims)
        assert {i for c in text.claims for i in c.fact_ids} == {i for c in draft.claims for i in c.fact_ids}


def test_what_a_writer_says_in_figures_and_days_is_in_the_facts_of_the_sentence(written):
    for draft, text in written:
        for claim in (c for c in text.claims if c not in draft.claims):
            facts = text.facts(claim)
            known, days = said.values(facts), {str(f.value) for f in facts}
            known |= {float(f.unit.removeprefix("of ")) for f in facts if f.unit.startswith("of ")}
            assert all(str(s.value) in days for s in said.dates(claim.text, text.proposal.as_of.year)), claim.text
            exact = [s for s in said.numbers(claim.text) if not s.rough and not _is_rough(claim.text, s)]
            assert all(abs(s.value) in known for s in exact), claim.text
            rough = [s for s in said.numbers(claim.text) if s not in exact]
            assert all(any(abs(s.value - k) <= 0.1 * k for k in known) for s in rough), claim.text


def _is_rough(text: str, span: said.Span) -> bool:
    return text[: span.start].endswith(("little over ", "almost ", "just under ", "just over ")) or text[span.end :].startswith("k")
