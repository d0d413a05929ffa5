from itertools import product

import numpy as np
import polars as pl
import pytest

from cs_core.errors import BadInput
from cs_core.leadership.hours.allocate import allocate

MODES = ("agent with review", "call", "workshop", "named CSM")


def a_book(accounts: int, *, seed: int = 0, skills: tuple = ("csm",) * 4) -> pl.DataFrame:
    """Four modes an account, dearer ones with more impact, in random proportions."""
    rng = np.random.default_rng(seed)
    impact = rng.gamma(1, 0.02, (accounts, 1)) * np.array([0.3, 1, 1.8, 2.6]) * rng.lognormal(0, 0.4, (accounts, 4))
    return pl.DataFrame(
        {
            "account_id": np.repeat([f"acc-{i:06d}" for i in range(accounts)], 4),
            "mode": MODES * accounts,
            "skill": skills * accounts,
            "hours": [0.25, 1.0, 4.0, 12.0] * accounts,
            "impact": impact.ravel(),
        }
    )


def best_by_trying_everything(options: pl.DataFrame, capacity: dict[str, float]) -> float:
    """The highest total impact over all plans: only for a handful of accounts."""
    groups = [[None, *g.to_dicts()] for g in options.partition_by("account_id")]
    best = 0.0
    for plan in product(*groups):
        taken = [o for o in plan if o]
        used = {s: sum(o["hours"] for o in taken if o["skill"] == s) for s in {o["skill"] for o in taken}}
        if all(h <= capacity.get(s, 0) + 1e-9 for s, h in used.items()):
            best = max(best, sum(o["impact"] for o in taken))
    return best


def test_no_account_gets_two_modes_and_no_skill_more_than_its_hours():
    capacity = {"csm": 40.0, "technical": 60.0}
    plan = allocate(a_book(300, skills=("csm", "csm", "technical", "technical")), capacity)
    assert plan.chosen["account_id"].is_unique().all()
    used = dict(plan.chosen.group_by("skill").agg(pl.col("hours").sum()).iter_rows())
    assert all(used[s] <= capacity[s] for s in used)
    assert plan.value == pytest.approx(plan.chosen["impact"].sum())


@pytest.mark.parametrize("seed", range(8))
def test_a_handful_of_accounts_is_solved_exactly(seed):
    options, capacity = a_book(5, seed=seed, skills=("csm", "csm", "technical", "csm")), {"csm": 6.0, "technical": 5.0}
    plan = allocate(options, capacity)
    assert plan.value == pytest.approx(best_by_trying_everything(options, capacity))
    assert plan.value <= plan.bound


@pytest.mark.parametrize("hours_an_account", [0.05, 0.5, 3.0])
def test_a_large_book_lies_within_a_ten_thousandth_of_the_bound(hours_an_account):
    plan = allocate(a_book(20_000), {"csm": hours_an_account * 20_000})
    assert plan.bound * (1 - 1e-4) <= plan.value <= plan.bound


def test_each_skill_has_its_price_and_the_scarcer_one_costs_more():
    options = a_book(5_000, skills=("csm", "technical") * 2).with_columns(hours=1.0)
    plan = allocate(options, {"csm": 300.0, "technical": 1_500.0})
    assert plan.price["csm"] > plan.price["technical"] > 0
    assert plan.value >= plan.bound * (1 - 1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_skills_that_compete_for_the_same_accounts_never_exceed_their_hours(seed):
    rng = np.random.default_rng(seed)
    options = a_book(200, seed=seed, skills=tuple(rng.permutation(["csm", "csm", "technical", "senior"])))
    options = options.with_columns(hours=pl.Series(rng.uniform(0.1, 12, options.height)))
    capacity = {s: float(rng.uniform(0, 300)) for s in ("csm", "technical", "senior")}
    plan = allocate(options, capacity)
    used = dict(plan.chosen.group_by("skill").agg(pl.col("hours").sum()).iter_rows())
    assert all(hours <= capacity[s] + 1e-9 for s, hours in used.items())
    assert 0.97 * plan.bound < plan.value <= plan.bound


def test_the_price_is_what_one_more_hour_is_worth():
    options = a_book(4_000)
    here, more = allocate(options, {"csm": 2_000.0}), allocate(options, {"csm": 2_040.0})
    assert (more.value - here.value) / 40 == pytest.approx(here.price["csm"], rel=0.02)


def test_hours_to_spare_cost_nothing_and_everyone_gets_the_best():
    options = a_book(50)
    plan = allocate(options, {"csm": 50 * 12.0})
    assert plan.price == {"csm": 0.0}
    assert plan.value == pytest.approx(options.group_by("account_id").agg(pl.col("impact").max())["impact"].sum())


def test_many_equal_accounts_still_use_every_hour():
    plan = allocate(a_book(1_000).with_columns(impact=pl.col("hours") * 0.01), {"csm": 333.0})
    assert plan.chosen["hours"].sum() == pytest.approx(333.0)
    assert plan.price["csm"] == pytest.approx(0.01)


def test_a_skill_without_hours_is_never_used_but_has_a_price():
    options = a_book(20, skills=("csm", "csm", "technical", "absent"))
    plan = allocate(options, {"csm": 5.0, "technical": 0.0})
    assert set(plan.chosen["skill"]) == {"csm"}
    assert plan.price["technical"] > 0 and plan.price["absent"] > 0


def test_unknown_zero_and_harmful_impacts_are_never_chosen():
    options = a_book(4).with_columns(impact=pl.Series([None, 0.0, -0.5, 0.02] * 4))
    assert set(allocate(options, {"csm": 100.0}).chosen["mode"]) == {"named CSM"}


def test_nothing_to_give_is_an_empty_plan():
    for options in (a_book(3).clear(), a_book(3).with_columns(impact=-1.0)):
        plan = allocate(options, {"csm": 10.0})
        assert plan.chosen.is_empty() and plan.value == 0 and plan.price == {"csm": 0.0}


def test_the_order_of_the_rows_does_not_change_the_value():
    options = a_book(200)
    values = [allocate(o, {"csm": 77.0}).value for o in (options, options.reverse())]
    assert values[0] == pytest.approx(values[1])


@pytest.mark.parametrize(
    ("change", "capacity", "said"),
    [
        (lambda o: o.drop("hours"), {"csm": 1.0}, "options lack hours"),
        (lambda o: o.with_columns(hours=-1.0), {"csm": 1.0}, "finite hours"),
        (lambda o: o.with_columns(impact=float("nan")), {"csm": 1.0}, "finite"),
        (lambda o: o.with_columns(impact=pl.lit("much")), {"csm": 1.0}, "options.impact must be a number"),
        (lambda o: o, {"csm": -1.0}, "capacity of 'csm'"),
        (lambda o: o, {"csm": float("inf")}, "capacity of 'csm'"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(change, capacity, said):
    with pytest.raises(BadInput, match=said) as refused:
        allocate(change(a_book(2)), capacity)
    assert "\n" not in str(refused.value)


def test_of_equal_accounts_the_first_in_the_rows_are_taken():
    ids = ["z", "b", "m", "a"]
    options = pl.DataFrame({"account_id": ids, "mode": ["call"] * 4, "skill": ["csm"] * 4, "hours": [1.0] * 4, "impact": [0.1] * 4})
    assert allocate(options, {"csm": 2.0}).chosen["account_id"].to_list() == ["z", "b"]
