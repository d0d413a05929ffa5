from datetime import datetime

import numpy as np
import polars as pl
import pytest

from cs_core.context.signals.past import FEATURES, mark
from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.leadership.effects.evidence import effects
from cs_core.leadership.effects.presence import CALL, NAMED, REVIEWED, WORKSHOP, contacts, present
from cs_core.leadership.effects.prior import ALL, prior_impact
from cs_core.leadership.effects.response import KINDS, PERSUADED, PUT_OFF, response_map
from cs_core.orchestration.pilots.arms import ONLY_AGENTS, WITH_PERSON
from tests.worlds import TODAY, a_store, ago, at, with_company, with_meeting, with_subscription, with_touch

N = 240
STARTED, CALLED = ago(100), ago(80)


def a_book(folder, n=N, *, ended=()):
    """Long-tail customers; the subscriptions of `ended` (numbers) ended thirty days ago."""
    store = a_store(folder)
    with store.transaction():
        for i in range(n):
            company = with_company(store, f"c{i:03}", segment="Long tail", customer_on=ago(200 + i))
            over = {"ended_on": ago(30), "status": "canceled"} if i in ended else {}
            with_subscription(store, company, mrr=100.0, currency="EUR", started_on=ago(200 + i), **over)
    return store


def a_pilot(store, *, started=STARTED, n=N):
    """Every other account of the book is drawn to a person, the rest to agents only."""
    rows = [
        {"id": f"p{i}", "name": "first", "as_of": started, "arm": ONLY_AGENTS if i % 2 else WITH_PERSON, "account_id": f"c{i:03}",
         "propensity": 0.5, "stratum": "all", "started_at": datetime(2026, 1, 1).isoformat()}
        for i in range(n)
    ]  # fmt: skip
    store.append("pilot", rows)


def with_calls(store, accounts):
    with store.transaction():
        for i in accounts:
            with_touch(store, f"c{i:03}", day=CALLED)


def why(found, mode, evidence):
    return next(t.why for t in found.tried if (t.mode, t.evidence) == (mode, evidence))


def by_mode(found):
    return dict(found.options.group_by("mode").agg(pl.col("evidence").first()).iter_rows())


def a_measured_book(folder):
    """A pilot that came due: of 120 with a person 2 left, of 120 without 40; most were called."""
    store = a_book(folder, ended=(2, 4, *range(1, N, 6)))
    a_pilot(store)
    with_calls(store, range(0, 200, 2))
    return store


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    snap = snapshot(a_measured_book(tmp_path_factory.mktemp("measured")), TODAY)
    return snap, effects(snap)


def test_without_a_pilot_or_a_past_the_assumption_stands_and_what_was_looked_at_is_told(tmp_path):
    snap = snapshot(a_book(tmp_path, 3), TODAY)
    found = effects(snap)
    assumed = prior_impact(snap.signals)
    assert found.options.drop("evidence").equals(assumed)
    assert set(found.options["evidence"]) == {"prior"} and found.evidence == "prior"
    assert why(found, CALL, "experiment") == "no pilot has compared agents + human with agents"
    assert why(found, CALL, "observed") == "no past day tells who was kept"
    assert [t.mode for t in found.tried if t.used] == list(ALL)
    assert "assumption" in found.says[0]


def test_a_pilot_that_came_due_replaces_the_assumption_for_the_mode_that_it_tried(measured):
    _, found = measured
    assert by_mode(found) == {CALL: "experiment", REVIEWED: "prior", WORKSHOP: "prior", NAMED: "prior"}
    calls = found.options.filter(pl.col("mode") == CALL)
    assert calls["impact"].mean() == pytest.approx(38 / 120, abs=0.06)
    assert (calls["low"] <= calls["impact"]).all() and (calls["impact"] <= calls["high"]).all()
    assert calls["why"].str.contains("Measured in pilot “first”: agents \\+ human less agents, kept at 90 days, 83% of them reached").all()
    assert found.evidence == "experiment" and "Impact as a pilot measured it: call." in found.says[0]


def test_a_measured_average_is_spread_as_assumed_where_the_order_was_not_shown(measured):
    snap, found = measured
    calls = found.options.filter(pl.col("mode") == CALL)
    alike = calls["why"].str.contains("who gains more than others is assumed")
    assumed = prior_impact(snap.signals.filter(pl.col("churned_on").is_null())).filter(pl.col("mode") == CALL)
    assert alike.all() or not alike.any()
    if alike.all():
        assert np.allclose(calls["impact"] / calls["impact"].mean(), assumed["impact"] / assumed["impact"].mean(), atol=1e-3)


def test_asked_again_it_tells_the_same_and_a_new_touch_asks_anew(measured):
    snap, found = measured
    again = effects(snapshot(snap.store, TODAY))
    assert again.options.equals(found.options) and again.tried == found.tried
    kept = sorted((snap.store.lake / "outlook").glob("effects-*.json"))
    with_touch(snap.store, "c200", day=ago(3))
    effects(snapshot(snap.store, TODAY))
    assert len(sorted((snap.store.lake / "outlook").glob("effects-*.json"))) == len(kept) + 1


def test_a_pilot_that_is_not_due_or_of_which_nothing_was_logged_is_not_used(tmp_path):
    store = a_book(tmp_path, 60)
    a_pilot(store, started=ago(20), n=60)
    early = effects(snapshot(store, TODAY))
    assert why(early, CALL, "experiment") == f"pilot “first” comes due on {spelt(ago(-70))}"
    late = effects(snapshot(store, ago(-71)))
    assert why(late, CALL, "experiment") == "nobody logged what was done in pilot “first”"
    assert set(late.options["evidence"]) == {"prior"}


def test_a_pilot_that_shows_nothing_leaves_the_assumption_and_says_why(tmp_path):
    store = a_book(tmp_path, ended=(*range(0, N, 12), *range(1, N, 12)))
    a_pilot(store)
    with_calls(store, range(0, 180, 2))
    found = effects(snapshot(store, TODAY))
    assert "No usable effect" in why(found, CALL, "experiment")
    assert by_mode(found)[CALL] == "prior"
    assert why(found, WORKSHOP, "experiment") == "pilot “first” tried: call"


def a_past(store, *, met, left, need):
    """What is learnt from, of one past day, as the outlook keeps it; and the meetings of those who were met after it."""
    with store.transaction():
        for i in np.flatnonzero(met):
            with_meeting(store, f"c{i:03}", held=ago(80))
    snap = snapshot(store, TODAY)
    blank = {c: [None] * len(met) for c in FEATURES} | {"usage_z": need}
    told = {"account_id": [f"c{i:03}" for i in range(len(met))], "day": [ago(90)] * len(met), "churn": left}
    path = store.lake / "outlook" / f"rows-{mark(snap)}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(blank | told).with_columns(pl.col("usage_z").cast(pl.Float64)).write_parquet(path)
    return snap


def test_history_that_can_carry_it_is_used_and_called_observed(tmp_path):
    rng = np.random.default_rng(0)
    met, need = rng.random(N) < 0.5, rng.normal(size=N)
    left = rng.random(N) < np.where(met, 0.05, 0.4)
    found = effects(a_past(a_book(tmp_path), met=met, left=left, need=need))
    calls = found.options.filter(pl.col("mode") == CALL)
    assert set(calls["evidence"]) == {"observed"}
    assert calls["impact"].mean() == pytest.approx(0.35, abs=0.12)
    assert calls["why"].str.starts_with("Observed, may be confounded").all()
    assert found.tried[-1].used and "hidden cause" in why(found, CALL, "observed")


def test_history_in_which_only_the_well_were_met_does_not_replace_the_assumption(tmp_path):
    rng = np.random.default_rng(0)
    need = rng.normal(size=N)
    met = need + 0.2 * rng.normal(size=N) > 0
    left = rng.random(N) < np.where(need > 0, 0.05, 0.4)
    found = effects(a_past(a_book(tmp_path), met=met, left=left, need=need))
    assert by_mode(found)[CALL] == "prior"
    assert "Cannot tell from this history" in why(found, CALL, "observed")


def test_modes_are_read_off_contacts(tmp_path):
    store = a_book(tmp_path, 4)
    with_meeting(store, "c000", held=ago(10), kind="check-in")
    with_meeting(store, "c001", held=ago(10), title="Workshop: first board")
    for days in (25, 18, 11, 4):
        with_touch(store, "c002", day=ago(days))
    found = present(contacts(snapshot(store, TODAY)), ago(28), TODAY)
    told = {row["account_id"]: [m for m in (CALL, WORKSHOP, NAMED, REVIEWED) if row[m]] for row in found.to_dicts()}
    assert told == {"c000": [CALL], "c001": [WORKSHOP], "c002": [NAMED]}
    assert present(contacts(snapshot(store, TODAY)), ago(200), ago(100)).is_empty()


def test_each_account_is_of_one_kind_by_cut_offs_that_can_be_read(tmp_path):
    snap = snapshot(a_book(tmp_path, 2), TODAY)
    known = effects(snap)
    rows = [
        ("persuadable", 0.7, PERSUADED, 0.0, 0.1), ("sleeping dog", 0.9, PUT_OFF, -0.05, 0.0), ("sure thing", 0.9, 0.001, 0.0, 0.01),
        ("lost cause", 0.2, 0.001, 0.0, 0.01), ("cannot tell", 0.9, 0.01, -0.2, 0.2), ("cannot tell", None, 0.1, 0.05, 0.2),
    ]  # fmt: skip
    told = pl.DataFrame(rows, schema=["kind", "kept_without", "effect", "low", "high"], orient="row")
    kind = pl.lit(KINDS[-1].kind)
    for one in reversed(KINDS[:-1]):
        kind = pl.when(one.when.fill_null(False)).then(pl.lit(one.kind)).otherwise(kind)
    assert told.with_columns(kind.alias("found"))["found"].to_list() == told["kind"].to_list()
    shown = response_map(snap, known=known)
    assert shown["account_id"].to_list() == ["c000", "c001"]
    assert set(shown["kind"]) == {"cannot tell"}, "without a chance of being kept nothing is told"


def test_whoever_gave_notice_for_a_near_end_is_a_lost_cause_whatever_a_pilot_measured(tmp_path):
    store = a_measured_book(tmp_path)
    with_subscription(store, "c005", mrr=100.0, currency="EUR", started_on=ago(205), term_end_on=ago(-40), cancelled_on=ago(3))
    snap = snapshot(store, TODAY)
    found = effects(snap)
    mine, calls = found.options.filter(pl.col("account_id") == "c005"), found.options.filter(pl.col("mode") == CALL)
    assert mine["impact"].to_list() == [0] * len(ALL) and set(mine["evidence"]) == {"prior"}
    assert calls.filter(pl.col("account_id") != "c005")["evidence"].unique().to_list() == ["experiment"]
    row = response_map(snap, known=found).row(by_predicate=pl.col("account_id") == "c005", named=True)
    assert (row["kept_without"], row["effect"], row["kind"]) == (0, 0, "lost cause")


def test_the_day_of_a_touch_is_not_before_the_past_day(tmp_path):
    store = a_book(tmp_path, 1)
    with_meeting(store, "c000", held=ago(90))
    seen = contacts(snapshot(store, TODAY))
    assert seen["on"].to_list() == [at(ago(90)).date()]
    assert present(seen, ago(90), ago(62)).is_empty()
