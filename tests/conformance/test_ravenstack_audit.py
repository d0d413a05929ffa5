"""RavenStack: the audit finds by general rules what its description says is wrong with it, and invents nothing."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from cs_core.context.audit import audit
from cs_core.context.brief import briefs
from cs_core.context.landing import import_paths
from cs_core.context.signals.churn import churn_says
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store

DATA = (
    Path(os.environ.get("CS_CONFORMANCE_DATA") or Path(__file__).resolve().parents[2].parent / "shared" / "data") / "exports" / "ravenstack"
)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no third-party data at {DATA}")

JOBS = {
    "risk": ("keep the customer", ("contract", "usage")),
    "renewal": ("renew", ("contract", "renewal date")),
    "relationship": ("write", ("people", "conversations")),
}


@pytest.fixture(scope="module")
def snap(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("ravenstack") / "context.db") as store:
        import_paths(store, [DATA], now=datetime(2025, 1, 2, 8))
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
    assert row["examples"]


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
    assert {fact.key for fact in facts if fact.source == "cs_core"} == {"health", "health_band", "segment"}
    assert not {"contact", "renewal_on", "champion"} & {fact.key for fact in facts}
    assert {one.get("arr").unit for one in told.values()} == {"/yr"}


def test_the_outlook_refuses(snap):
    assert churn_says(snap).startswith("Cannot tell: departures known: 0;")
    assert snap.signals["churn_probability"].null_count() == 500
