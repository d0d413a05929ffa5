import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.demo.old_and_new import NEW, OLD, compare, truth_of, truth_path
from cs_core.errors import BadInput
from cs_core.leadership.hours.models_compared import assignments
from tests.conftest import END
from tests.worlds import TODAY, a_store, with_company


def a_truth():
    """A giant whom a call doesn't change, and ten small ones whom it keeps; agents help them half as much and harm the giant."""
    return pl.DataFrame(
        {
            "account_id": ["giant", *(f"s{i}" for i in range(10))], "segment": ["enterprise", *["long tail"] * 10],
            "arr": [90_000.0, *[1_000.0] * 10], "kept": [0.9, *[0.5] * 10],
            "effect_human": [0.0, *[0.4] * 10], "effect_agent": [-0.1, *[0.2] * 10],
        }
    )  # fmt: skip


SMALL = [f"s{i}" for i in range(10)]


def test_what_each_model_keeps_is_what_the_truth_says():
    told = compare(a_truth(), {"giant": "person"}, dict.fromkeys(SMALL[:5], "person") | dict.fromkeys(SMALL[5:], "agent"))
    old, new = told["models"]
    assert (old["name"], new["name"]) == (OLD, NEW) and (new["people"], new["agents"]) == (5, 5)
    assert old["accounts_kept"]["point"] == pytest.approx(5.9) and new["accounts_kept"]["point"] == pytest.approx(8.9)
    less = told["differences"][0]
    assert less["accounts_kept"]["point"] == pytest.approx(3.0) and less["arr_kept"]["point"] == pytest.approx(3_000)
    assert less["accounts_kept"]["low"] <= 3 <= less["accounts_kept"]["high"]
    assert told["simulated"] and "Simulated" in told["says"]
    assert "the new model keeps 3.0 more accounts than the old one (" in told["says"] and "and 3,000 more ARR (" in told["says"]
    other = compare(a_truth(), dict.fromkeys(SMALL, "person"), {"giant": "person"})["says"]
    assert "keeps 4.0 fewer accounts than the old one (" in other and "4,000 less ARR" in other
    assert {s["segment"]: round(s["accounts_kept"], 6) for s in new["segments"]} == {"enterprise": 0.9, "long tail": 8.0}


def test_the_same_plan_makes_no_difference_and_that_is_said():
    told = compare(a_truth(), {"giant": "person"}, {"giant": "person"})
    assert told["differences"][0]["accounts_kept"] == {"point": 0.0, "low": 0.0, "high": 0.0}
    assert told["apart"] == 0 and told["alike"] and "both models reach the same customers" in told["says"]
    assert "-0" not in told["says"] and "+0" not in told["says"]


def test_an_interval_holds_its_point_where_what_it_counts_with_is_seldom_drawn():
    truth = a_truth().with_columns(effect_agent=pl.when(pl.col("account_id") == "giant").then(-0.0003).otherwise(0.0))
    told = compare(truth, {}, {"giant": "agent"})
    for figure in told["differences"][0]["accounts_kept"], told["differences"][0]["arr_kept"]:
        assert figure["low"] <= figure["point"] < 0 <= figure["high"]
    assert "all but 1 of 11 customers alike" in told["says"] and "-0" not in told["says"]


def test_harm_counts_as_harm():
    told = compare(a_truth(), {}, {"giant": "agent"}, others={"all by agents": dict.fromkeys(["giant", *SMALL], "agent")})
    assert told["differences"][0]["accounts_kept"]["point"] == pytest.approx(-0.1)
    assert told["differences"][1]["name"] == "all by agents"


def test_the_same_seed_gives_the_same_interval():
    plans = ({"giant": "person"}, dict.fromkeys(SMALL, "agent"))
    assert compare(a_truth(), *plans) == compare(a_truth(), *plans)


def test_the_truth_is_found_beside_the_demo_s_exports_and_nowhere_else(demo_store, tmp_path):
    with open_store(demo_store) as store:
        snap = snapshot(store, END)
        truth = truth_of(snap)
        assert truth.height > 60 and truth["kept"].is_between(0, 1).all() and truth["account_id"].is_unique().all()
        told = compare(truth, **assignments(snap, hours=60))
        old, new = told["models"][:2]
        assert old["agents"] == 0 < new["agents"] and old["people"] <= new["people"]
    own = a_store(tmp_path / "own")
    with_company(own)
    assert truth_path(snapshot(own, TODAY)) is None
    with pytest.raises(BadInput, match="demo company"):
        truth_of(snapshot(own, TODAY))
