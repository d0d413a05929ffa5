"""What a gap between sizes consists of: parts that add up to it, each customer at the first reason that is on record."""

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.apart import CANNOT, apart
from cs_core.leadership.served import by_size
from cs_core.records import Outcome
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_record, with_subscription, with_touch

LESS = {"difference": {"point": -0.4, "low": -0.5, "high": -0.3}}
EVEN = {"difference": {"point": 0.0, "low": -0.1, "high": 0.1}}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A hundred customers of rising size: we speak to the large, agents write to the small, and at every fifth nobody has an address."""
    store = a_store(tmp_path_factory.mktemp("apart"))
    for i in range(100):
        with_subscription(store, with_company(store, f"c{i}"), mrr=100.0 + i, currency="EUR")
        if i % 5:
            with_person(store, f"c{i}", f"Ada Lind{i}", email=f"ada@c{i}.test")
    for i in range(70, 100):
        with_touch(store, f"c{i}", day=ago(10))
    said = {"agent": "risk", "kind": "replied", "good": True, "cause_id": "a1"}
    for i in range(3):
        with_record(store, Outcome(id=f"o{i}", observed_on=ago(5), account_id=f"c{i}", **said))
    yield store
    store.close()


def quarter(*, delivered: range) -> pl.DataFrame:
    done = [i in delivered for i in range(100)]
    outcomes = ["acted" if yes else "nothing needed" for yes in done]
    return pl.DataFrame({"account_id": [f"c{i}" for i in range(100)], "agent": "risk", "outcome": outcomes, "delivered": done})


def test_a_gap_in_contact_is_told_by_who_spoke_who_answered_and_why_the_others_did_not(store):
    rows, snap = quarter(delivered=range(15)), snapshot(store, TODAY)
    said = apart(snap, rows, {"touch": by_size(snap, rows)["touch"]})["touch"]
    assert said.split("; ") == [
        "spoke with one of us: 0% of the small, 100% of the large",
        "an agent's work reached them, no contact came of it: 40% of the small, 0% of the large",
        "nothing was due by what is known: 40% of the small, 0% of the large",
        "answered an agent: 10% of the small, 0% of the large",
        "all else: +10 points",
    ]


def test_customers_whom_nobody_may_write_to_are_told(store):
    said = apart(snapshot(store, TODAY), quarter(delivered=range(70, 100)), {"delivered": LESS})["delivered"]
    assert "an agent's work reached them: 0% of the small, 100% of the large" in said
    assert "nobody there may be written to: 20% of the small" in said


def test_without_a_gap_nothing_is_told_and_without_reasons_it_says_so(store):
    snap, rows = snapshot(store, TODAY), quarter(delivered=range(0))
    assert apart(snap, rows, {"touch": EVEN, "acted": {"difference": None}}) == {}
    assert apart(snap, rows, {"grr": LESS}) == {"grr": CANNOT}
