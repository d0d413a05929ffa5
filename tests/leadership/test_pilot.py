"""A pilot is designed: whom it draws, what it could show and when, and what makes no sense."""

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, Refused
from cs_core.leadership.pilot import preview, start, status
from cs_core.leadership.trials.design import Design, drawn, shares_of, smallest, takes
from cs_core.orchestration.contact.protection import protect
from cs_core.orchestration.pilots.arms import ARMS, HOLDOUT, ONLY_AGENTS, WITH_PERSON
from tests.leadership.long_tail import SPELT, a_long_tail, leave
from tests.worlds import IMPORTED, TODAY, a_store, ago, with_company, with_subscription, with_ticket

SHARES = {"agents": 0.65, "agents + human": 0.10, "standard care": 0.25}


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
    assert told["arms"][2]["n"] >= 52 and told["effect"] is None and told["says"] == "cannot tell yet" and told["too_small"]
    assert told["mde"] is None or 0 < told["mde"] < 1
    assert SPELT in told["why"]


@pytest.mark.parametrize("n", [7, 100, 162, 577])
def test_the_groups_that_are_shown_add_up_to_those_who_are_eligible(n):
    sizes = Design(shares_of(ARMS)).sizes(n)
    assert sum(sizes.values()) == n and all(abs(sizes[arm] - n * share) < 1 for arm, share in Design(shares_of(ARMS)).shares.items())


def test_too_few_accounts_are_refused_with_the_number_needed(tmp_path):
    store = a_long_tail(tmp_path, n=60)
    with pytest.raises(Refused, match="500 are needed"):
        start(store, snapshot(store, TODAY), now=IMPORTED)
    assert store.count("pilot") == 0


def test_protected_accounts_and_those_of_another_pilot_are_left_out(tmp_path):
    store = a_long_tail(tmp_path, n=1030)
    start(store, snapshot(store, TODAY), now=IMPORTED, name="one", besides=[f"c{i:04}" for i in range(510)])
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
def test_a_holdout_out_of_bounds_is_refused(holdout):
    with pytest.raises(BadInput, match="holdout"):
        shares_of(ARMS, holdout=holdout)


def test_no_pilot_is_an_answer(tmp_path):
    store = a_store(tmp_path)
    told = status(store, snapshot(store, TODAY))
    assert told["says"] == "cannot tell yet" and told["arms"] == [] and "start one" in told["why"]
    assert told["preview"]["eligible"] == 0 and told["preview"]["mde"] is None and "500 are needed" in told["why"]


def test_before_a_start_it_is_told_what_a_pilot_could_show(tmp_path):
    store = a_long_tail(tmp_path, n=700)
    leave(store, [f"c{i:04}" for i in range(100, 220)], ago(10))
    snap = snapshot(store, TODAY)
    ahead = preview(snap)
    started = start(store, snap, now=IMPORTED)
    assert ahead["eligible"] == started["n"] == 580 and sum(a["n"] for a in ahead["arms"]) == 580
    assert ahead["mde"] == started["mde"] and "points would be seen in four of five" in ahead["says"]


def test_the_more_accounts_the_smaller_the_difference_that_is_seen_and_proxies_are_called_so(tmp_path):
    store = a_long_tail(tmp_path)
    leave(store, [f"c{i:04}" for i in range(100, 220)], ago(10))
    power = {row["outcome"]: row for row in preview(snapshot(store, TODAY))["power"]}
    seen = [size["mde"] for size in power["kept_90"]["sizes"] if size["mde"]]
    assert len(seen) >= 4 and seen == sorted(seen, reverse=True)
    assert not power["kept_90"]["proxy"] and power["contact_28"]["proxy"] and power["use_56"]["proxy"]
    assert power["kept_180"]["due_on"] == str(ago(-180))


def test_nobody_in_need_is_drawn_where_an_arm_goes_without_care(tmp_path):
    store = a_long_tail(tmp_path)
    for i in range(5):
        with_ticket(store, f"c{i:04}", "Dispatch is down", escalated=True, priority="urgent")
    protect(store, "c0100", why="named in a press release", by="Ada", now=IMPORTED)
    snap = snapshot(store, TODAY)
    out = {row["why"]: row["n"] for row in preview(snap)["out"]}
    assert out == {"protected": 1, "an escalation is open": 5}
    start(store, snap, now=IMPORTED)
    assert not {"c0000", "c0004", "c0100"} & {row["account_id"] for row in store.rows("pilot")}
    people = Design(shares_of((ONLY_AGENTS, WITH_PERSON)))
    assert {row["why"] for row in preview(snap, people)["out"]} == {"protected", "in another pilot"}


def test_a_pilot_may_be_about_any_size_of_customer_and_leave_renewals_out(tmp_path):
    store = a_long_tail(tmp_path)
    for i in range(30):
        with_company(store, f"m{i}", segment="Mid-market")
        end = ago(-30 if i < 10 else -200)
        with_subscription(store, f"m{i}", mrr=900.0, term_start_on=ago(165), term_end_on=end)
    snap = snapshot(store, TODAY)
    assert preview(snap, Design(segments=("mid-market",)))["eligible"] == 30
    assert preview(snap, Design(segments=()))["eligible"] == 550
    assert preview(snap, Design(segments=(), least_arr=5_000))["eligible"] == 30
    assert preview(snap, Design(segments=("mid-market",), renewal_days=90))["eligible"] == 20


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"outcome": "joy"}, "judged by"),
        ({"segments": ("giants",)}, "No segment"),
        ({"least_arr": 9.0, "most_arr": 1.0}, "smaller figure first"),
    ],
)
def test_a_design_that_makes_no_sense_is_refused(wrong, says):
    with pytest.raises(BadInput, match=says):
        Design(**wrong)


def test_two_arms_share_what_is_there():
    assert shares_of((ONLY_AGENTS, HOLDOUT), holdout=0.5) == {ONLY_AGENTS: 0.5, HOLDOUT: 0.5}
    assert shares_of((ONLY_AGENTS, WITH_PERSON)) == {ONLY_AGENTS: 0.5, WITH_PERSON: 0.5}
    assert shares_of((WITH_PERSON, HOLDOUT), holdout=0.4) == {WITH_PERSON: 0.6, HOLDOUT: 0.4}
    with pytest.raises(BadInput, match="two or three"):
        shares_of((HOLDOUT,))
    with pytest.raises(BadInput, match="fewer people"):
        shares_of(ARMS, holdout=0.5, people=0.5)


def test_how_large_a_pilot_must_be_is_the_fewest_accounts_that_would_see_a_third_of_the_failures_prevented():
    design, outcome, base = Design(), Design().of, {"point": 0.9}
    must = takes(design, outcome, base)
    assert must["rise"] == pytest.approx(0.1 / 3)
    assert smallest(design, outcome, base, must["n"]) <= must["rise"] < (smallest(design, outcome, base, must["n"] - 100) or 1)
    assert takes(design, outcome, {"point": 1.0}) is None and takes(design, outcome, None) is None
    assert takes(design, outcome, {"point": 0.99999})["n"] is None
