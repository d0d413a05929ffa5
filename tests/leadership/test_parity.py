"""Parity: what was acted on and delivered by decile of revenue, with intervals, and a word that does not say more than they do."""

import polars as pl
import pytest

from cs_core.leadership.parity import by_decile, parity


def a_book(acted: dict[int, float], n: int = 400) -> tuple[pl.DataFrame, pl.DataFrame]:
    """n accounts, one job each; `acted`: decile -> share of its accounts that were acted on (default half)."""
    arr = [float(i + 1) for i in range(n)]
    each = n // 10
    done = [(i % each) < acted.get(i // each + 1, 0.5) * each for i in range(n)]
    signals = pl.DataFrame({"account_id": [f"a{i}" for i in range(n)], "arr": arr, "churned_on": pl.Series([None] * n, dtype=pl.Date)})
    rows = pl.DataFrame({
        "account_id": [f"a{i}" for i in range(n)], "agent": ["risk"] * n, "outcome": ["acted" if d else "nothing needed" for d in done],
        "delivered": done,
    })  # fmt: skip
    return rows, signals


def test_deciles_hold_a_tenth_each_the_smallest_first():
    counted = by_decile(*a_book({1: 1.0})).filter(pl.col("agent") == "risk")
    assert counted["n"].to_list() == [40] * 10 and counted["acted"][0] == 40 and counted["acted"][9] == 20


@pytest.mark.parametrize(
    ("acted", "n", "said"),
    [
        ({}, 4_000, "small customers get as much"),
        ({1: 0.9, 2: 0.9, 3: 0.9}, 400, "small customers get as much"),
        ({1: 0.1, 2: 0.1, 3: 0.1}, 400, "small customers get less"),
        ({}, 120, "cannot tell yet"),
    ],
)
def test_it_says_no_more_than_the_interval_does(acted, n, said):
    found = parity(*a_book(acted, n))["risk"]["acted"]
    assert found["says"] == said
    assert found["difference"]["low"] <= found["difference"]["point"] <= found["difference"]["high"]


def test_too_few_customers_are_no_evidence():
    found = parity(*a_book({}, 40))["any"]["delivered"]
    assert found["difference"] is None and found["says"].startswith("cannot tell")


def test_customers_without_a_known_revenue_stand_in_no_decile():
    rows, signals = a_book({})
    lost = signals.with_columns(pl.when(pl.int_range(pl.len()) >= 200).then("arr").alias("arr"))
    assert by_decile(rows, lost)["n"].sum() == 2 * 200


def test_where_nothing_was_done_for_anybody_nothing_can_be_told():
    found = parity(*a_book(dict.fromkeys(range(1, 11), 0.0)))["risk"]["delivered"]
    assert found["difference"] is None and found["says"] == (
        "cannot tell yet: 0 of the 240 smallest and largest customers were reached, and 30 are needed to compare"
    )
