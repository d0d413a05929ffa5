"""Alerts keep to their budget, are learnt from the store's own past, and a fall of a whole segment is told as one thing."""

import numpy as np
import polars as pl
import pytest

from cs_core.context.signals.alerts import DETECTORS, learnt, usage_alerts, watch
from cs_core.context.signals.profile import profile
from cs_core.context.signals.usage import weeks_of
from cs_core.context.signals.warning import KEPT, fall, slides
from cs_core.context.snapshot import snapshot
from cs_core.context.usage import events
from cs_core.records import key_of
from tests.worlds import IMPORTED, TODAY, ago, at, with_company, with_subscription, with_team_member

SUDDEN = DETECTORS["sudden"]


def noise(accounts=400, *, seed=1, weeks=KEPT):
    """Autocorrelated deviations of many accounts, nobody of whom falls for good."""
    rng = np.random.default_rng(seed)
    rest = rng.normal(size=(accounts, weeks)) * 0.3
    for week in range(1, weeks):
        rest[:, week] += 0.6 * rest[:, week - 1]
    return rest


@pytest.mark.parametrize("detector", DETECTORS.values(), ids=DETECTORS)
def test_the_learnt_limit_raised_no_more_alerts_a_week_than_the_budget_and_the_next_weaker_one_would_have(detector):
    rest, budget = noise(), 1.5
    threshold = learnt(detector, rest, budget=budget)
    assert 0 < threshold.a_week <= budget
    scores = np.column_stack([detector.score(rest[:, : KEPT - back]) for back in range(threshold.weeks + 1, 0, -1)])

    def raised(limit):
        return ((scores[:, 1:] >= limit) & (scores[:, :-1] < limit)).sum() / threshold.weeks

    assert raised(threshold.limit) == pytest.approx(threshold.a_week)
    weaker = np.unique(scores[scores < threshold.limit])[-1]
    assert raised(weaker) > budget


def test_a_larger_budget_gives_a_weaker_limit_but_never_one_that_noise_alone_reaches():
    limits = [learnt(SUDDEN, noise(), budget=b).limit for b in (0.2, 1, 5, 1_000)]
    assert limits == sorted(limits, reverse=True)
    assert limits[0] > limits[2]
    assert limits[-1] == SUDDEN.weakest


def test_no_budget_at_all_alerts_nobody_of_the_past():
    assert learnt(SUDDEN, noise(), budget=0.0).a_week == 0.0


def test_a_young_feed_or_a_handful_of_accounts_teaches_no_limit():
    assert learnt(SUDDEN, noise(10), budget=1.0) is None
    young = noise()
    young[:, : KEPT - 20] = np.nan
    assert learnt(SUDDEN, young, budget=1.0) is None


def test_the_newest_week_is_judged_and_not_learnt_from():
    rest = noise()
    fallen = rest.copy()
    fallen[:40, -1] -= 30
    assert learnt(SUDDEN, rest, budget=1.0) == learnt(SUDDEN, fallen, budget=1.0)


def a_book(store, *, accounts=90, weeks=60, seed=3, change=None, segment=lambda n: "enterprise" if n < 30 else "smb"):
    """Accounts with noisy weekly use; `change(n, week)` multiplies it, where week 0 is the newest."""
    rng, rows = np.random.default_rng(seed), []
    with store.transaction():
        for n in range(accounts):
            company = with_company(store, f"c{n:02}", segment=segment(n))
            with_subscription(store, company, mrr=10.0)
            for week in range(weeks):
                count = int(rng.poisson(600 * (change(n, week) if change else 1.0)))
                if count:
                    rows.append(_uses(company, ago(7 * week), count))
    events.add(store, "hubspot", "uses", pl.DataFrame(rows, schema=events.SCHEMA), now=IMPORTED)


def _uses(company, day, count):
    what = {"digest": int(key_of(company, day), 16), "event_id": f"{company}-{day}", "event": "board", "person": None, "at": at(day, 10)}
    where = {"system": "hubspot", "ref_object": "company", "ref": company, "file": "e.parquet", "row": 1}
    return what | where | {"count": count, "seconds": 1.0, "errors": 0}


def alerts_of(store, day=TODAY):
    snap = snapshot(store, day)
    rows = usage_alerts(snap, profile(snap), weeks_of(snap, profile(snap)))
    return dict(rows.select("account_id", "usage_alert").iter_rows()), dict(rows.select("account_id", "usage_alert_says").iter_rows())


def test_a_steady_slide_is_called_a_slow_one_however_low_it_came_and_a_fall_at_once_is_not(store):
    def change(n, week):
        if n in (1, 2, 3, 4):  # at once, so many weeks ago
            return 0.3 if week < 3 * n else 1.0
        return min(1.0, 0.25 + 0.025 * week) if n == 50 else 1.0

    a_book(store, change=change)
    alerts, says = alerts_of(store)
    assert [alerts[f"c0{n}"] for n in (1, 2, 3, 4)] == ["sudden"] * 4
    assert alerts["c50"] == "slow drift"
    assert says["c50"].startswith("Use sank for months while others' did not, to ") and len(says["c50"]) < 110


def test_a_fall_at_once_of_noisy_use_is_seldom_taken_for_a_slide():
    rng = np.random.default_rng(5)
    for ago_ in range(1, 17):
        rest = rng.normal(0, 0.3, (2_000, KEPT))
        rest[:, -ago_:] -= 1.0
        assert slides(rest).mean() < 0.01, ago_
    assert not slides(np.full((3, KEPT), np.nan)).any()


def test_one_who_falls_at_once_and_one_who_drifts_are_told_apart_and_the_others_are_left_alone(store):
    def change(n, week):
        if n == 1 and week < 3:
            return 0.1
        return 1 - 0.0145 * max(0, 13 - week) if n == 50 else 1.0

    a_book(store, change=change)
    alerts, says = alerts_of(store)
    assert (alerts["c01"], alerts["c50"]) == ("sudden", "slow drift")
    assert sum(a != "none" for a in alerts.values()) <= 4
    assert says["c01"].startswith("Use fell more than others' did, to ") and "alerts begin at " in says["c01"] and len(says["c01"]) < 110
    assert says["c50"].startswith("Use drifted down over a quarter while others' did not, by ") and len(says["c50"]) < 110
    assert says["c02"] is None


def test_the_signals_carry_the_alert_and_an_earlier_day_knows_nothing_of_it(store):
    a_book(store, change=lambda n, week: 0.1 if n == 1 and week < 3 else 1.0)
    rows = snapshot(store, TODAY).signals
    assert rows.filter(pl.col("account_id") == "c01")["usage_alert"].item() == "sudden"
    assert alerts_of(store, ago(22))[0]["c01"] == "none"


def test_a_segment_that_falls_at_once_is_one_alert_though_the_median_hides_it(store):
    a_book(store, change=lambda n, week: 0.5 if n >= 30 and week < 1 else 1.0)
    snap = snapshot(store, TODAY)
    assert snap.signals.filter(pl.col("segment") == "long tail")["usage_z"].median() > -2
    [row] = watch(snap, profile(snap)).falls.to_dicts()
    assert (row["segment"], row["accounts"]) == ("long tail", 60)
    assert row["fell"] == pytest.approx(0.5, abs=0.06)
    alerts, says = alerts_of(store)
    assert [alerts[f"c{n:02}"] for n in range(30, 90)].count("with its segment") == 60
    assert "with its segment" not in [alerts[f"c{n:02}"] for n in range(30)]
    assert says["c40"] == f"Its whole segment of 60 accounts fell by {round(100 * row['fell'])}%: look for an outage or a holiday first"


def test_a_dip_that_the_segment_has_had_before_is_no_fall_of_it(store):
    a_book(store, change=lambda n, week: 0.6 if n >= 30 and week in (0, 20) else 1.0)
    snap = snapshot(store, TODAY)
    assert watch(snap, profile(snap)).falls.is_empty()


def test_the_budget_follows_the_people_who_are_there(store):
    a_book(store)
    snap = snapshot(store, TODAY)
    alone = watch(snap, profile(snap))
    assert (alone.people, alone.budget) == (0, pytest.approx(0.9)) and "no team is known" in alone.says
    with_team_member(store, "Mia Sand", role="Senior CSM")
    with_team_member(store, "Ben Oak", role="CSM", leave_from_on=ago(3), leave_to_on=ago(-3))
    with_team_member(store, "Cy Reed", role="Technical advisor")
    snap = snapshot(store, TODAY)
    assert (watch(snap, profile(snap)).people, watch(snap, profile(snap)).budget) == (1, 3.0)


def test_what_cannot_be_told_is_null_with_the_reason_and_not_calm(store):
    a_book(store, weeks=18)
    snap = snapshot(store, TODAY)
    assert set(alerts_of(store)[0].values()) == {None}
    assert watch(snap, profile(snap)).says.startswith("Cannot tell: the usage feed is too young")
    later = snapshot(store, ago(-30))
    assert watch(later, profile(later)) is None
    assert later.signals["usage_alert"].null_count() == 90


def test_learning_from_a_sample_gives_about_the_limit_of_all():
    rest = noise(4_000)
    every, sample = learnt(SUDDEN, rest, budget=8.0), learnt(SUDDEN, rest[::4], budget=2.0)
    assert sample.limit == pytest.approx(every.limit, rel=0.1)
    assert np.isfinite(fall(rest)).all()
