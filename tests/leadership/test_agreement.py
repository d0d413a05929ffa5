"""The gates against people: kappa by the published table, corrected shares that hold, and a refusal where nothing can be told."""

from datetime import datetime

import numpy as np
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.output.agreement import ALL, Table, agreement, corrected, kappa
from cs_core.leadership.output.blind import draw_stopped, label, waiting
from tests.leadership.records import drafted
from tests.worlds import TODAY

NOW = datetime(2026, 6, 28, 9)


def row(store, gate=ALL):
    return next(r for r in agreement(snapshot(store, TODAY))["gates"] if r["gate"] == gate)


def planted(store, n, caught):
    made = {"error": "promise", "draft": {}, "expires_at": TODAY}
    rows = [(i < caught, ["figures_match"] * (i < caught)) for i in range(n)]
    store.append("planted", [made | {"id": f"t{i}", "caught": found, "gates": gates} for i, (found, gates) in enumerate(rows)])


def judged(store, n_wrong):
    """All the stopped drafts are drawn and judged, so many of them wrong."""
    draw_stopped(snapshot(store, TODAY), 1000, by="Lea", now=NOW)
    for at, one in enumerate(waiting(store)):
        label(store, one["id"], "rightly stopped" if at < n_wrong else "should have gone", by="Lea", now=NOW)


def test_kappa_is_that_of_the_textbook_table():
    found = kappa(Table(stopped=(20, 5), passed=(10, 15)))
    assert found.point == pytest.approx(0.4) and found.low < 0.4 < found.high
    error = (found.high - found.low) / 2 / 1.96
    assert error == pytest.approx(0.127, abs=0.02), "Fleiss, Cohen and Everitt's standard error of this table"


@pytest.mark.parametrize("table", [Table((0, 0), (3, 20)), Table((4, 0), (0, 0)), Table((0, 0), (0, 0))])
def test_where_one_of_the_two_never_says_one_of_the_words_there_is_no_kappa(table):
    assert kappa(table) is None


def test_kappas_interval_covers_as_often_as_it_says():
    rng, cells, hits = np.random.default_rng(7), np.array([0.25, 0.1, 0.15, 0.5]), 0
    truth = kappa(Table((0.25, 0.1), (0.15, 0.5)), 1000).point
    for _ in range(120):
        a, b, c, d = rng.multinomial(150, cells)
        found = kappa(Table((a, b), (c, d)))
        hits += found.low <= truth <= found.high
    assert hits / 120 >= 0.9


def test_a_corrected_share_is_rogan_and_gladens_and_its_interval_covers_the_truth():
    found = corrected((125, 1000), (450, 500), (475, 500))
    assert found.point == pytest.approx((0.125 + 0.95 - 1) / 0.85) and found.low < found.point < found.high
    rng, hits = np.random.default_rng(3), 0
    for _ in range(150):
        flagged = rng.binomial(1000, 0.1 * 0.9 + 0.9 * 0.05)
        interval = corrected((flagged, 1000), (rng.binomial(60, 0.9), 60), (rng.binomial(200, 0.95), 200))
        hits += interval.low <= 0.1 <= interval.high
    assert hits / 150 >= 0.92


def test_a_gate_no_better_than_a_coin_corrects_nothing():
    assert corrected((100, 1000), (10, 20), (10, 20)) is None
    assert corrected((100, 1000), (11, 20), (11, 20)) is None, "it may well be no better than a coin"


def test_decisions_alone_tell_no_agreement_because_nobody_saw_what_was_stopped(store):
    drafted(store, 30, word="approve")
    drafted(store, 5, word="reject", reason="wrong fact: usage")
    drafted(store, 8, gate=False)
    found = row(store)
    assert (found["passed_fine"], found["passed_wrong"], found["stopped_fine"], found["stopped_wrong"]) == (30, 5, 0, 0)
    assert found["kappa"] is None and "draw a sample" in found["says"]


def test_a_blind_sample_of_what_was_stopped_gives_kappa_with_its_interval(store):
    drafted(store, 60, word="approve")
    drafted(store, 6, word="edit", far=0.7)
    drafted(store, 40, gate=False)
    judged(store, 35)
    found = row(store)
    assert (found["stopped_wrong"], found["stopped_fine"]) == (35, 5)
    assert found["kappa"]["point"] == pytest.approx(kappa(Table((35, 5), (6, 60))).point) and "agreement" in found["says"]


def test_a_sample_stands_for_all_that_was_stopped(store):
    drafted(store, 60, word="approve")
    drafted(store, 6, word="edit", far=0.7)
    drafted(store, 40, gate=False)
    draw_stopped(snapshot(store, TODAY), 20, by="Lea", now=NOW)
    for at, one in enumerate(waiting(store)):
        label(store, one["id"], "rightly stopped" if at < 18 else "should have gone", by="Lea", now=NOW)
    found = row(store)
    assert found["kappa"]["point"] == pytest.approx(kappa(Table((36, 4), (6, 60))).point)


def test_rejections_that_only_say_it_was_not_needed_say_nothing_of_the_gates(store):
    drafted(store, 5, word="approve")
    drafted(store, 9, word="reject", reason="already handled")
    assert row(store)["passed_wrong"] == 0 and row(store)["passed_fine"] == 5


def test_a_gate_answers_for_its_own_kind_of_error_only(store):
    drafted(store, 5, word="approve", gates={"right_tone": True})
    drafted(store, 3, word="reject", reason="wrong tone", gates={"right_tone": True})
    assert row(store, "right_tone")["passed_wrong"] == 3
    assert row(store, "figures_match")["passed_wrong"] == 0 and row(store, "figures_match")["passed_fine"] == 8


def test_what_a_gate_could_not_tell_is_neither_passed_nor_stopped(store):
    drafted(store, 4, word="approve", gate=None)
    found = row(store, "figures_match")
    assert found["unknown"] == 4 and found["passed_fine"] == 0


def test_how_many_drafts_are_wrong_is_told_once_test_drafts_and_a_sample_are_there(store):
    drafted(store, 200, word="approve")
    drafted(store, 30, gate=False)
    planted(store, 40, 36)
    said = agreement(snapshot(store, TODAY))["prevalence"]
    assert said["corrected"] is None and "blindly" in said["says"]
    judged(store, 12)
    said = agreement(snapshot(store, TODAY))["prevalence"]
    assert said["sensitivity"]["n"] == 40, "people called only twelve wrong: the test drafts stand in"
    assert said["corrected"]["point"] == pytest.approx((30 / 230 + 200 / 218 - 1) / (0.9 + 200 / 218 - 1))


def test_what_people_called_wrong_tells_how_many_wrong_ones_are_found_where_there_are_enough(store):
    drafted(store, 300, word="approve")
    drafted(store, 30, word="reject", reason="wrong tone")
    drafted(store, 40, gate=False)
    judged(store, 35)
    said = agreement(snapshot(store, TODAY))["prevalence"]
    assert said["sensitivity"]["n"] == 65 and said["sensitivity"]["point"] == pytest.approx(35 / 65)
    assert said["corrected"]["point"] == pytest.approx(65 / 370, abs=1e-3), "of those reviewed it is what people said"


def test_without_test_drafts_or_enough_wrong_ones_it_says_what_is_lacking(store):
    drafted(store, 30, word="approve")
    drafted(store, 30, gate=False)
    judged(store, 5)
    assert "test drafts were planted" in agreement(snapshot(store, TODAY))["prevalence"]["says"]


def test_planted_drafts_count_for_the_gates_that_caught_them(store):
    drafted(store, 1, word="approve")
    planted(store, 10, 8)
    assert (row(store)["planted"]["caught"], row(store, "figures_match")["planted"]["n"]) == (8, 10)
