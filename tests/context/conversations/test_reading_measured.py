"""How often the offline reader is right, and how much it misses: on cases that it was taught and on cases that it was not."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cs_core.context.conversations import OFFLINE, Text

CASES = [json.loads(line) for line in (Path(__file__).parent.parent / "conversation_cases.jsonl").read_text(encoding="utf-8").splitlines()]
TUESDAY = date(2026, 3, 3)


def measured(half):
    """(kind, word) -> hits, false alarms, misses over the cases of a half."""
    cases = [case for case in CASES if case["half"] == half]
    hit, false, missed = Counter(), Counter(), Counter()
    said = OFFLINE.read([Text(str(n), "message", TUESDAY, (("body", case["text"]),)) for n, case in enumerate(cases)])
    for case, reading in zip(cases, said, strict=True):
        pairs = [("promise", case.get("promises"), reading.words("promise"))]
        if case["by"] == "customer":
            pairs = [
                ("sentiment", [case["sentiment"]], [reading.sentiment]),
                ("topic", case["topics"], reading.words("topic")),
                ("ask", case["asks"], reading.words("ask")),
            ]
        for kind, wanted, got in pairs:
            hit.update((kind, word) for word in got if word in wanted)
            false.update((kind, word) for word in got if word not in wanted)
            missed.update((kind, word) for word in wanted if word not in got)
    return hit, false, missed


def rates(half, kind, word=None):
    """Precision, recall and how many there are."""
    hit, false, missed = (sum(n for (k, w), n in c.items() if k == kind and word in (None, w)) for c in measured(half))
    return hit / max(hit + false, 1), hit / max(hit + missed, 1), hit + missed


#: Measured on sentences written after the rules were frozen, and never used to mend them: a hair below what was found. The reader is
#: right where it speaks and misses much: what it does not see is called neutral, never positive.
FOUND_LATER = (
    ("sentiment", "negative", 0.90, 0.55), ("sentiment", "positive", 0.90, 0.40), ("sentiment", "neutral", 0.55, 0.90),
    ("topic", None, 0.85, 0.30), ("ask", None, 0.70, 0.50), ("promise", None, 0.85, 0.85),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "word", "precision", "recall"), FOUND_LATER)
def test_on_sentences_written_after_the_rules_it_is_as_good_as_we_say(kind, word, precision, recall):
    found = rates("after", kind, word)
    assert found[0] >= precision and found[1] >= recall, f"{kind} {word or ''}: precision {found[0]:.2f}, recall {found[1]:.2f}, {found[2]}"


@pytest.mark.parametrize("kind", ["sentiment", "topic", "ask", "promise"])
def test_what_it_was_taught_it_still_knows(kind):
    precision, recall, _ = rates("before", kind)
    assert precision >= 0.9 and recall >= 0.85


def test_the_cases_are_enough_and_each_half_is_there():
    halves = Counter(case["half"] for case in CASES)
    assert halves["before"] >= 60 and halves["after"] >= 60


def test_a_batch_reads_each_text_as_if_it_were_alone():
    texts = [Text(str(n), "message", TUESDAY, (("body", case["text"]),)) for n, case in enumerate(CASES[:40])]
    assert OFFLINE.read(texts) == [OFFLINE.read([text])[0] for text in texts]
