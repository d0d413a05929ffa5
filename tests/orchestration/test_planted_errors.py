"""Errors planted by code that shares nothing with the gates: how many are caught, and how many sound texts are turned away."""

from random import Random

import pytest

from bench.planted.company import a_store, good_drafts, made
from bench.planted.errors import PATTERNS
from bench.planted.later_patterns import PATTERNS as LATER
from bench.planted.paraphrase import paraphrase
from bench.planted.pattern import CLASSES
from bench.planted.tally import KINDS, Judged, row, run, texts
from bench.planted.texts import as_drafted
from cs_core.context.store import open_store
from cs_core.orchestration.record import wilson

CAUGHT, REJECTED = 0.99, 0.02
"""What is asked of the gates: the share of errors caught at least, and of sound texts failed at most."""
DRAFTS, EACH = 60, 12
FEWER_CAUGHT, MORE_REJECTED = 0.95, 0.05
"""The same for a small sample: it fails only where the whole 95 % interval lies beyond."""
SURE = ("wrong number", "swapped account", "stale fact", "wrong date")
"""Classes that a small sample is held to."""


@pytest.fixture(scope="module")
def goods(demo_template):
    """Sixty drafts of the small company."""
    with open_store(demo_template) as store:
        found = good_drafts(store)
    return Random(3).sample(found, min(DRAFTS, len(found)))


@pytest.fixture(scope="module")
def sample(goods):
    """They and their paraphrases, judged sound and with every error that may be known."""
    draw = Random(3)
    return run(texts(goods, draw), PATTERNS, draw, most=EACH)


def caught(harmed: list[Judged], error: str):
    """(Share of a class that is failed, its interval, how many), of texts that passed before they were harmed."""
    found = row(error, [j for j in harmed if j.base == "passed" and j.pattern.kind == error])
    return wilson(found.failed, found.n), found.n


def test_every_class_of_error_is_planted_into_drafts_and_paraphrases(sample):
    _, harmed = sample
    assert {(j.pattern.kind, j.text.of) for j in harmed} == {(error, kind) for error in CLASSES for kind in KINDS}
    assert all(sum(p.kind == error for p in both) >= 2 for error in CLASSES for both in (PATTERNS, LATER))


@pytest.mark.parametrize("error", SURE)
def test_in_a_small_sample_nothing_speaks_against_the_share_that_must_be_caught(sample, error):
    share, n = caught(sample[1], error)
    assert n >= 20 and share.high >= FEWER_CAUGHT, f"{error}: {share.point:.0%} of {n}"


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_small_sample_nothing_speaks_against_the_share_that_may_be_turned_away(sample, kind):
    found = row(kind, [j for j in sample[0] if j.text.of == kind])
    assert wilson(found.failed, found.n).low <= MORE_REJECTED, f"{found.failed} of {found.n}"


def test_body_and_claims_of_a_planted_text_say_the_same(sample):
    for j in sample[1]:
        if j.pattern.name != "recipient":
            assert all(c.text in j.text.proposal.body for c in j.text.claims), j.text.what
            assert {i for c in j.text.claims for i in c.fact_ids} == {f.id for f in j.text.proposal.facts}, j.text.what


def test_a_paraphrase_differs_and_cites_the_same_facts(goods):
    told = [(t, paraphrase(t, Random(1))) for t in map(as_drafted, goods)]
    for drafted, free in told:
        if free is not None:
            assert free.proposal.body != drafted.proposal.body
            assert {f.id for f in free.proposal.facts} == {f.id for f in drafted.proposal.facts}
    assert sum(free is not None for _, free in told) > 0.9 * len(told)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 11])
def test_in_a_whole_company_the_gates_catch_and_let_through_what_they_must(tmp_path, seed):
    with a_store(tmp_path, "whole") as store:
        made(store, tmp_path / "whole", accounts=300, seed=seed)
        draw = Random(seed)
        unharmed, harmed = run(texts(good_drafts(store), draw), (*PATTERNS, *LATER), draw, most=60)
    shares = {error: caught(harmed, error)[0].point for error in CLASSES}
    failed = {kind: row(kind, [j for j in unharmed if j.text.of == kind]) for kind in KINDS}
    assert min(shares.values()) >= CAUGHT, shares
    assert all(r.failed <= REJECTED * r.n for r in failed.values()), failed
