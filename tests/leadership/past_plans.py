"""A plan of the past with its outcome: what tests of promises and overrides look back on."""

from datetime import datetime, time, timedelta

import polars as pl

from cs_core.context.snapshot import snapshot
from tests.worlds import a_store, ago, with_company, with_subscription, with_team_member, with_touch

THEN = ago(100)
NOON_THEN = datetime.combine(THEN, time(12))


def a_past(folder, *, accounts=60, left=(), chance=0.1):
    """Accounts c0, c1 ... that each left with the same chance in the eyes of that day; those of `left` did, 40 days after the plan."""
    store = a_store(folder)
    with_team_member(store, "Mia Sand", hours=30)
    with_team_member(store, "Uwe Kern", hours=20)
    for i in range(accounts):
        ended = {"ended_on": THEN + timedelta(days=40)} if i in left else {}
        with_subscription(store, with_company(store, f"c{i}", segment="long tail"), mrr=100.0, currency="EUR", **ended)
    folder = store.lake / "snapshots"
    folder.mkdir(parents=True)
    then = snapshot(store, THEN).signals.with_columns(pl.lit(chance).alias("churn_probability"))
    then.write_parquet(folder / f"{THEN}-c1.parquet")
    return store


def commit_then(store, planned, *, unit="accounts_kept", day=THEN, plan_id="p1", told=None, **impact):
    """A plan of that day: account -> (mode, person, hours), each with the same impact; `told`: its evidence and forecast."""
    now = datetime.combine(day, time(12))
    impact = {"impact": 0.05, "low": 0.0, "high": 0.1} | impact
    about = {"plan_id": plan_id, "as_of": day, "set_at": now, "why": "test"} | impact
    rows = [{"account_id": a, "mode": m, "person": p, "hours": h, "id": f"{plan_id}-{a}"} | about for a, (m, p, h) in planned.items()]
    store.append("coverage", rows)
    header = {"id": plan_id, "as_of": day, "rule": "impact", "unit": unit, "hours": 0.0, "set_at": now}
    store.append("coverage_plan", [header | (told or {})])


def two_way(store, account, days, **more):
    """A logged talk so many days after the plan."""
    return with_touch(store, account, day=THEN + timedelta(days=days), **more)
