"""Groundedness against people's error marks on texts that language models wrote (one annotator a text: labels are noisy)."""

import gzip
import json
import os
from pathlib import Path

import pytest
from sklearn.metrics import f1_score, roc_auc_score

from cs_core.orchestration.judging.grounding import check_text

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CS_CONFORMANCE_DATA", ROOT / ".." / "shared" / "data")) / "text" / "quintd_dev.jsonl.gz"
pytestmark = pytest.mark.skipif(
    not DATA.is_file(), reason="the third-party data folder is absent; set CS_CONFORMANCE_DATA"
)


def test_texts_that_people_found_incorrect_rank_above_the_others():
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wrong = [any(error["type"] == "INCORRECT" for error in row["human_errors"]) for row in rows]
    checks = [check_text(row["output"], row["input"].split("```")[1]) for row in rows]
    flagged = [check.grounded is False for check in checks]
    auc = roc_auc_score(wrong, [check.score for check in checks])
    length = roc_auc_score(wrong, [len(row["output"]) for row in rows])
    by_score = f1_score(wrong, [check.score >= 0.5 for check in checks])
    always = f1_score(wrong, [True] * len(wrong))
    print(f"quintd: F1 flagged {f1_score(wrong, flagged):.3f}, F1 score >= 0.5 {by_score:.3f}, always {always:.3f}")  # noqa: T201
    print(f"quintd: AUC {auc:.3f}, by text length alone {length:.3f}")  # noqa: T201
    assert auc > max(length, 0.74)
    assert f1_score(wrong, flagged) > max(always, 0.69)
    assert by_score > 0.66
