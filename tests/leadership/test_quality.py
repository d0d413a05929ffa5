"""Output quality: every rate with its n and interval, by whatever it is asked by; versions; what it would take to tell."""

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput
from cs_core.leadership.output.track import AMOUNTS, FEWEST, GOOD, SHARES, groups, median, track
from cs_core.leadership.output.versions import MATTERS, needed
from cs_core.leadership.quality import BY, gates, quality
from cs_core.orchestration.contact.outcomes import KINDS
from cs_core.orchestration.record import LIGHT
from cs_core.records import AGENTS
from tests.leadership.records import drafted
from tests.worlds import TODAY, ago, with_company


def told(store, by="agent"):
    return quality(snapshot(store, TODAY), by)


def of(document, agent="risk"):
    return next(row for row in document["agents"] if row["agent"] == agent)


def test_before_any_decision_every_agent_is_listed_and_nothing_is_claimed(store):
    document = told(store)
    assert [row["agent"] for row in document["agents"]] == list(AGENTS)
    assert all(row["accepted"]["point"] is None and row["n"] == 0 == row["proposals"] for row in document["agents"])
    assert "No proposal has been decided yet" in document["says"] and document["versions"] == [] and document["missed"]["all"] is None


def test_drafts_are_sent_unchanged_lightly_edited_rewritten_or_rejected_with_n_and_interval(store):
    drafted(store, 8, word="approve")
    drafted(store, 3, word="edit", far=LIGHT)
    drafted(store, 2, word="edit", far=LIGHT + 0.01)
    drafted(store, 1, word="edit", far=0.0)
    drafted(store, 6, word="reject", reason="wrong tone")
    drafted(store, 5)
    risk = of(told(store))
    assert (risk["proposals"], risk["n"], risk["judged"]) == (25, 20, 25)
    counts = {k: risk[k]["k"] for k in ("accepted", "light", "rewritten", "edited", "rejected", "usable")}
    assert counts == {"accepted": 9, "light": 3, "rewritten": 2, "edited": 5, "rejected": 6, "usable": 12}
    assert all(risk[k]["n"] == 20 and risk[k]["low"] < risk[k]["point"] < risk[k]["high"] for k in counts)
    assert risk["accepted"]["low"] == pytest.approx(0.258, abs=1e-3) and risk["accepted"]["high"] == pytest.approx(0.658, abs=1e-3)
    assert told(store)["reasons"] == [{"reason": "wrong tone", "n": 6}]


def test_every_rate_of_every_grouping_has_its_n_and_bounds(store):
    for agent in AGENTS:
        drafted(store, 3, word="approve", agent=agent, seconds=90.0, cost=0.01, tokens=900, prompt_version="v1")
        drafted(store, 1, word="reject", agent=agent, seconds=30.0, cost=0.01, tokens=900, prompt_version="v2")
    for by in BY:
        for row in told(store, by)["groups"]:
            for s in SHARES:
                rate = row["accepted" if s.name == "unchanged" else s.name]
                assert rate["n"] == 0 or 0 <= rate["low"] <= rate["point"] <= rate["high"] <= 1, (by, s)
            assert all({"point", "low", "high", "n", "unit"} <= row[a.name].keys() for a in AMOUNTS)


def test_another_grouping_is_refused_with_those_that_there_are(store):
    with pytest.raises(BadInput, match="agent, play, segment"):
        told(store, "colour")


def test_groups_are_by_segment_play_and_version(store):
    with_company(store, "acme", segment="mid-market")
    with_company(store, "tiny", segment="long tail")
    drafted(store, 4, word="approve", account_id="acme", playbook_version=1)
    drafted(store, 4, word="reject", account_id="tiny", playbook_version=2, play="notice a fall")
    by_segment = {row["segment"]: row["accepted"]["point"] for row in told(store, "segment")["groups"]}
    assert by_segment == {"mid-market": 1.0, "long tail": 0.0}
    assert {(r["agent"], r["play"]) for r in told(store, "play")["groups"]} == {("risk", "re-engage champion"), ("risk", "notice a fall")}
    assert {r["playbook"] for r in told(store, "playbook version")["groups"]} == {"1", "2"}


def test_only_drafts_of_the_last_days_are_counted_where_days_are_asked_for(store):
    drafted(store, 4, word="approve", days=60)
    drafted(store, 2, word="reject", days=10)
    assert of(quality(snapshot(store, TODAY), days=30))["n"] == 2
    assert of(quality(snapshot(store, TODAY), days=90))["n"] == 6


def test_an_escaped_draft_was_sent_and_had_failed_a_gate_or_did_harm(store):
    drafted(store, 7, word="approve")
    drafted(store, 1, word="approve", gate=False)
    drafted(store, 1, word="approve", came=("complaint", False, 2))
    drafted(store, 1, word="approve", came=("silence", False, 30))
    drafted(store, 5, gate=False)
    risk = of(told(store))
    assert (risk["escaped"]["k"], risk["escaped"]["n"], risk["sent"]) == (2, 10, 10)


def test_what_gates_found_ungrounded_or_said_before_is_a_share_of_what_they_judged(store):
    drafted(store, 6, gates={"not_a_duplicate": True})
    drafted(store, 2, gates={"not_a_duplicate": False})
    drafted(store, 1, gate=False, gates={"not_a_duplicate": True})
    drafted(store, 1, gate=None, gates={"not_a_duplicate": True})
    risk = of(told(store))
    assert (risk["grounded"]["k"], risk["grounded"]["n"]) == (8, 10) and (risk["repeats"]["k"], risk["repeats"]["n"]) == (2, 10)


def test_answers_and_good_outcomes_count_only_of_messages_old_enough_to_tell(store):
    drafted(store, 3, word="approve", came=("replied", True, 5))
    drafted(store, 1, word="approve", came=("replied", True, 20))
    drafted(store, 6, word="approve")
    drafted(store, 4, word="approve", days=20, came=("replied", True, 2))
    drafted(store, 9, word="approve", days=3)
    risk = of(told(store))
    assert (risk["replied"]["k"], risk["replied"]["n"]) == (7, 14)
    assert (risk["good"]["k"], risk["good"]["n"]) == (4, 10)


def test_what_counts_as_good_is_told_kind_by_kind_and_over_how_many_messages(store):
    assert told(store)["followed"] == "Cannot tell yet what came of it: no message was sent 30 days ago or earlier."
    drafted(store, 3, word="approve", came=("usage_recovered", True, 29))
    drafted(store, 1, word="approve", came=("replied", True, 5))
    drafted(store, 2, word="approve", came=("churned", False, 5))
    drafted(store, 4, word="approve", days=20, came=("replied", True, 2))
    said = told(store)["followed"]
    assert said.startswith("Something good came after 4 of 6 messages sent 30 days ago or earlier, within 30 days (their use rose")
    assert "by a tenth or more: 3; they answered: 1; they renewed: 0" in said and "only a pilot shows" in said


def test_every_good_kind_of_outcome_has_its_words():
    assert set(GOOD) == {kind.kind for kind in KINDS if kind.good}


def test_minutes_distance_and_cost_have_a_middle_an_interval_and_their_number(store):
    for seconds in (30, 60, 90, 120, 150, 180, 240, 600):
        drafted(store, 1, word="approve", seconds=float(seconds), cost=0.02, tokens=1000)
    drafted(store, 2, word="reject", reason="wrong tone", cost=0.02, tokens=1000)
    risk = of(told(store))
    assert risk["minutes"]["point"] == pytest.approx(2.25) and risk["minutes"]["n"] == 8
    assert risk["minutes"]["low"] <= 1.0 and risk["minutes"]["high"] >= 4.0
    assert risk["cost"]["point"] == pytest.approx(0.025) and risk["cost"]["low"] <= 0.025 <= risk["cost"]["high"], "the rejected cost, too"
    assert risk["tokens"]["point"] == pytest.approx(1250)
    assert risk["distance"] == {"point": None, "low": None, "high": None, "n": 0, "unit": "share"}


def test_a_median_has_no_bounds_below_so_few_and_covers_the_true_one_as_often_as_it_says():
    assert median(pl.Series([1.0] * (FEWEST - 1)))[1:] == (None, None)
    rng = pl.Series(range(400)).sample
    hits = sum(low <= 199.5 <= high for _, low, high in (median(rng(25, seed=s).cast(pl.Float64)) for s in range(300)))
    assert hits / 300 >= 0.93


def test_what_is_learnt_later_does_not_change_a_past_day(store):
    drafted(store, 4, word="approve", days=40)
    drafted(store, 4, word="reject", days=10)
    then = quality(snapshot(store, ago(30)))
    assert of(then)["n"] == 4 and of(then)["accepted"]["point"] == 1.0 and of(told(store))["n"] == 8


def test_a_version_is_held_against_the_one_before_it(store):
    drafted(store, 90, word="approve", days=80, playbook_version=1)
    drafted(store, 10, word="reject", days=80, playbook_version=1)
    drafted(store, 40, word="approve", days=30, playbook_version=2)
    drafted(store, 60, word="reject", days=30, playbook_version=2)
    [row] = told(store)["versions"]
    assert (row["before"], row["now"], row["play"]) == ("1", "2", "re-engage champion")
    assert row["difference"]["point"] == pytest.approx(-0.5) and row["difference"]["high"] < 0 and row["more"] == 0
    assert row["says"] == "worse than the version before"


def test_where_two_versions_cannot_be_told_apart_it_says_how_many_more_decisions_it_takes(store):
    drafted(store, 1800, word="approve", days=80, prompt_version="a1")
    drafted(store, 200, word="reject", days=80, prompt_version="a1")
    drafted(store, 18, word="approve", days=30, prompt_version="a2")
    drafted(store, 2, word="reject", days=30, prompt_version="a2")
    row = next(r for r in told(store)["versions"] if r["what"] == "prompt")
    assert row["more"] > 200 and f"{row['more']:,} more decisions" in row["says"]


def test_the_number_needed_is_that_of_the_published_formula_and_none_where_the_older_version_is_too_little_known():
    # Two equal groups at 90 %, 5 points apart, 80 % power: z^2 * 2pq / d^2.
    many = needed(900, 1000, 0, 0)
    assert many is not None
    p = (900 + 1) / 1002
    n = p * (1 - p) / ((MATTERS / 2.8016) ** 2 - p * (1 - p) / 1000)
    assert many == pytest.approx(n, abs=1)
    assert needed(18, 20, 18, 20) is None


def test_gates_are_counted_with_what_they_could_not_tell(store):
    for passed in (True, True, False, None):
        drafted(store, 1, gate=passed)
    assert gates(snapshot(store, TODAY)).to_dicts() == [{"gate": "figures_match", "passed": 2, "failed": 1, "unknown": 1}]


def test_no_rows_make_no_groups(store):
    assert groups(track(snapshot(store, TODAY)), ("agent",)) == []
