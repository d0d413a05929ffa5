import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, Refused
from cs_core.leadership.pilot import AGENTS_ARM, ARMS, HOLDOUT, drawn, start, status
from tests.worlds import IMPORTED, TODAY, a_store, ago, land, with_company, with_subscription

SHARES = {"agents": 0.65, "agents + human": 0.10, "standard care": 0.25}
DUE = ago(-90)


def a_long_tail(folder, n=520, **fields):
    store = a_store(folder)
    with store.transaction():
        for i in range(n):
            company = with_company(store, f"c{i:04}", segment="Long tail", customer_on=ago(100 + 2 * i), **fields)
            with_subscription(store, company, mrr=100.0, currency="EUR", started_on=ago(100 + 2 * i))
    return store


def leave(store, accounts, on):
    """A later version of their subscription says that it ended."""
    with store.transaction():
        for account in accounts:
            started = ago(100 + 2 * int(account[1:]))
            fields = {"company_ref": account, "mrr": 100.0, "currency": "EUR", "started_on": started, "ended_on": on, "status": "canceled"}
            land(store, "subscription", f"sub-{account}", system="hubspot", born=started, known_at=IMPORTED, **fields)


def arm_of(store, arm):
    return sorted(row["account_id"] for row in store.rows("pilot", arm=arm))


def test_arms_are_alike_and_the_chance_of_each_is_kept():
    accounts = pl.DataFrame({"account_id": [f"a{i}" for i in range(1000)], "stratum": ["green, old"] * 600 + ["red, new"] * 400})
    rows = drawn(accounts, "first", SHARES)
    for stratum, n in (("green, old", 600), ("red, new", 400)):
        counts = dict(rows.filter(pl.col("stratum") == stratum).group_by("arm").len().iter_rows())
        assert all(abs(counts[arm] - share * n) <= 1 for arm, share in SHARES.items())
    assert dict(rows.group_by("arm").agg(pl.col("propensity").first()).iter_rows()) == SHARES


def test_every_account_has_its_chance_of_every_arm():
    """Over many pilots an account is in each arm about as often as its propensity says, in small strata too."""
    accounts = pl.DataFrame({"account_id": [f"a{i}" for i in range(7)], "stratum": ["s"] * 7})
    rows = pl.concat(drawn(accounts, f"pilot {k}", SHARES) for k in range(600))
    held = rows.group_by("account_id").agg((pl.col("arm") == HOLDOUT).mean().alias("share"))
    assert (held["share"] - 0.25).abs().max() < 0.07


def test_the_draw_depends_on_the_name_and_on_nothing_else():
    accounts = pl.DataFrame({"account_id": [f"a{i}" for i in range(100)], "stratum": ["s"] * 100})
    assert drawn(accounts, "x", SHARES).equals(drawn(accounts.reverse(), "x", SHARES))
    assert not drawn(accounts, "x", SHARES).equals(drawn(accounts, "y", SHARES))


def test_a_start_says_what_it_could_see_and_when(tmp_path):
    store = a_long_tail(tmp_path)
    told = start(store, snapshot(store, TODAY), now=IMPORTED)
    assert told["n"] == 520 and [a["arm"] for a in told["arms"]] == list(ARMS)
    assert told["arms"][2]["n"] >= 52 and told["effect"] is None and told["says"] == "cannot tell yet"
    assert told["mde"] is None or 0 < told["mde"] < 1
    assert str(DUE) in told["why"]


def test_too_few_accounts_are_refused_with_the_number_needed(tmp_path):
    store = a_long_tail(tmp_path, n=60)
    with pytest.raises(Refused, match="500 are needed"):
        start(store, snapshot(store, TODAY), now=IMPORTED)
    assert store.count("pilot") == 0


def test_protected_accounts_and_those_of_another_pilot_are_left_out(tmp_path):
    store = a_long_tail(tmp_path, n=1030)
    start(store, snapshot(store, TODAY), now=IMPORTED, name="one", protected=[f"c{i:04}" for i in range(510)])
    assert store.count("pilot") == 520
    start(store, snapshot(store, TODAY), now=IMPORTED, name="two")
    assert store.count("pilot", name="two") == 510
    with pytest.raises(Refused, match="already"):
        start(store, snapshot(store, TODAY), now=IMPORTED, name="two")


def test_larger_customers_are_never_drawn(tmp_path):
    store = a_long_tail(tmp_path, n=520)
    with_company(store, "giant", segment="Enterprise")
    with_subscription(store, "giant", mrr=9_000.0)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    assert "giant" not in {row["account_id"] for row in store.rows("pilot")}


@pytest.mark.parametrize("holdout", [0.05, 0.9])
def test_a_holdout_out_of_bounds_is_refused(tmp_path, holdout):
    store = a_store(tmp_path)
    with pytest.raises(BadInput, match="holdout"):
        start(store, snapshot(store, TODAY), now=IMPORTED, holdout=holdout)


def test_no_pilot_is_an_answer(tmp_path):
    store = a_store(tmp_path)
    told = status(store, snapshot(store, TODAY))
    assert told["says"] == "cannot tell yet" and told["arms"] == [] and "start one" in told["why"]
    assert told["preview"]["eligible"] == 0 and told["preview"]["mde"] is None and "500 are needed" in told["why"]


def test_before_a_start_it_is_told_what_a_pilot_could_show(tmp_path):
    store = a_long_tail(tmp_path)
    leave(store, [f"c{i:04}" for i in range(100, 130)], ago(10))
    told = status(store, snapshot(store, TODAY))
    ahead = told["preview"]
    assert ahead["eligible"] == 490 and [a["arm"] for a in ahead["arms"]] == list(ARMS) and ahead["needed"] == 500
    more = a_long_tail(tmp_path / "more", n=700)
    leave(more, [f"c{i:04}" for i in range(100, 220)], ago(10))
    ahead = status(more, snapshot(more, TODAY))["preview"]
    started = start(more, snapshot(more, TODAY), now=IMPORTED)
    assert ahead["eligible"] == started["n"] == 580 and sum(a["n"] for a in ahead["arms"]) == pytest.approx(580, abs=1)
    assert ahead["mde"] == pytest.approx(started["mde"], rel=0.02) and "points would be seen" in ahead["says"]


def test_departures_before_the_due_day_are_told_but_not_judged(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, arm_of(store, HOLDOUT)[:60], ago(-10))
    told = status(store, snapshot(store, ago(-20)))
    assert told["arms"][2]["left"] == 60 and told["effect"] is None and told["says"] == "cannot tell yet"


@pytest.mark.parametrize(("arm", "says"), [(HOLDOUT, "works"), (AGENTS_ARM, "harms")])
def test_a_large_difference_at_ninety_days_is_told(tmp_path, arm, says):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, arm_of(store, arm)[: len(arm_of(store, arm)) // 2], ago(-30))
    told = status(store, snapshot(store, DUE))
    assert told["says"] == says and abs(told["effect"]["point"]) == pytest.approx(0.5, abs=0.01)
    assert told["arms"][0]["due"] == told["arms"][0]["n"]


def test_a_small_difference_cannot_be_told(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, arm_of(store, HOLDOUT)[:3], ago(-30))
    told = status(store, snapshot(store, DUE))
    assert told["says"] == "cannot tell yet" and told["effect"]["low"] < 0 < told["effect"]["high"]


def test_leaving_after_the_ninety_days_counts_as_kept(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, arm_of(store, HOLDOUT), ago(-120))
    assert status(store, snapshot(store, ago(-200)))["arms"][2]["kept"] == len(arm_of(store, HOLDOUT))
