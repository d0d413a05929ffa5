"""RavenStack: the audit finds by general rules what its description says is wrong with it, and invents nothing."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from cs_core.context.audit import audit
from cs_core.context.brief import briefs
from cs_core.context.importing.landing import import_paths
from cs_core.context.signals.outlooks import outlook_says
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store

DATA = (
    Path(os.environ.get("CS_CONFORMANCE_DATA") or Path(__file__).resolve().parents[2].parent / "shared" / "data") / "exports" / "ravenstack"
)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no third-party data at {DATA}")

IMPORTED = datetime(2025, 1, 2, 8)
JOBS = {
    "risk": ("keep the customer", ("contract", "usage")),
    "renewal": ("renew", ("contract", "renewal date")),
    "relationship": ("write", ("people", "conversations")),
}


@pytest.fixture(scope="module")
def snap(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("ravenstack") / "context.db") as store:
        import_paths(store, [DATA], now=IMPORTED)
        yield snapshot(store, date(2024, 12, 31))


@pytest.fixture(scope="module")
def document(snap):
    return audit(snap, JOBS)


@pytest.mark.parametrize(
    ("rule", "count", "of"),
    [
        ("churn flag against departures", 312, 500),  # agrees for 38 %
        ("use before contract", 19_142, 25_000),  # 77 %
        ("plan against contract", 3_365, 5_000),  # 67 %
        ("same usage id, other content", 21, 24_979),
        ("ticket before customer", 1_077, 2_000),
    ],
)
def test_its_known_contradictions_are_found(document, rule, count, of):
    [row] = [row for row in document["contradictions"] if row["rule"] == rule]
    assert (row["count"], row["of"]) == (count, of)
    assert len(row["examples"]) == 3
    for example in row["examples"]:
        assert example["left"] != example["right"] or example["left_row"] != example["right_row"]
        assert example["left_row"].startswith("ravenstack_") and (example["right_row"] or "ravenstack_").startswith("ravenstack_")


def _cell(place: str, column: str) -> str:
    """What the export itself says at file:line."""
    file, line = place.rsplit(":", 1)
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return dict(zip(lines[0].split(","), lines[int(line) - 1].split(",")))[column]


def test_the_examples_are_what_stands_in_those_rows_of_the_files(document):
    rules = {row["rule"]: row["examples"] for row in document["contradictions"]}
    for example in rules["use before contract"]:
        assert example["left"].endswith(_cell(example["left_row"], "usage_date"))
        assert example["right"].endswith(_cell(example["right_row"], "start_date"))
    for example in rules["plan against contract"]:
        assert example["left"].endswith(_cell(example["left_row"], "plan_tier"))
        assert example["right"].endswith(_cell(example["right_row"], "plan_tier"))
    for example in rules["ticket before customer"]:
        assert example["left"].endswith(_cell(example["left_row"], "submitted_at")[:10])
        assert example["right"].endswith(_cell(example["right_row"], "signup_date"))
    for example in rules["churn flag against departures"]:
        assert example["left"] == f"churn flag {_cell(example['left_row'], 'churn_flag').lower()}"
    for example in rules["same usage id, other content"]:
        ids = {_cell(example[row], "usage_id") for row in ("left_row", "right_row")}
        assert ids == {example["thing"].removeprefix("ravenstack/")}


def test_jobs_that_lack_knowledge_are_told_for_how_many(document):
    ready = {agent["agent"]: (agent["ready_accounts"], agent["accounts"]) for agent in document["agents"]}
    assert ready == {"risk": (500, 500), "renewal": (0, 500), "relationship": (0, 500)}
    assert {gap["knowledge"] for gap in document["gaps"]} == {"renewal date", "people", "conversations"}


def test_nothing_is_invented(snap):
    rows = snap.signals
    absent = ("renewal_on", "champion", "sponsor", "people", "currency", "onboarding_status", "last_touch_on", "desired_outcome", "owner")
    assert {c: rows[c].null_count() for c in absent} == dict.fromkeys(absent, 500)
    assert rows["churned_on"].null_count() == 500


def test_every_customer_has_a_brief_whose_facts_have_sources(snap):
    told = briefs(snap, snap.signals["account_id"].to_list())
    assert len(told) == 500
    facts = [fact for one in told.values() for fact in one.facts]
    assert all(fact.source in ("ravenstack", "cs_core") and fact.source_row and fact.observed_at <= snap.as_of for fact in facts)
    computed = {fact.key for fact in facts if fact.source == "cs_core"}
    assert {"health", "health_band", "segment"} <= computed
    assert not {"champion", "sponsor", "renewal_on", "owner", "contact", "arr", "plan"} & computed
    assert {fact.recorded_at for fact in facts if fact.source == "ravenstack"} == {IMPORTED}
    assert not {"contact", "renewal_on", "champion"} & {fact.key for fact in facts}
    assert {one.get("arr").unit for one in told.values()} == {"/yr"}


def test_the_outlook_refuses(snap):
    assert outlook_says(snap)["churn"].startswith("Cannot tell")
    assert snap.signals["churn_probability"].null_count() == 500
