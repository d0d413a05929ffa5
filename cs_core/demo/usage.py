"""The product's own data: workspaces, and events rolled up to one row a user, feature and week."""

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.consumption import METER
from cs_core.demo.course import NEVER
from cs_core.demo.mess import blanked, untidy
from cs_core.demo.weeks import timestamp
from cs_core.demo.world import World

BLOCK = 5_000
"""Accounts drawn at once: bounds the memory, and is part of what the seed means."""
WEIGHTS = np.array([1.0, 0.9, 0.55, 0.4, 0.3, 0.3, 0.3, 0.2])
"""How often each of FEATURES is a user's main one, where it has been taken up."""
USES = np.array([22.0, 26.0, 14.0, 8.0, 9.0, 7.0, 6.0, 3.0])
"""Mean uses in a week of an account of middling engagement."""


def workspaces(w: World) -> pl.DataFrame:
    """workspaces.csv: one an account."""
    rng, n = w.rng("workspaces"), w.who.size
    rows = pl.DataFrame(
        {
            "workspace_id": w.ids.workspace,
            "company_domain": blanked([f"{s}.example" for s in w.who.slug], rng, 0.01),
            "created_at": timestamp(w.who.start, rng.integers(8 * 3600, 17 * 3600, n), form="zulu"),
            "plan": [vendor.PLANS[at].name for at in w.who.plan],
        }
    )
    return untidy(rows, rng, key="workspace_id", date="created_at", altered=("plan", "Trial"))


def events(w: World) -> pl.DataFrame:
    """events.parquet. Distinct users a week are the course's active users, less the seats of people who left."""
    rng = w.rng("events")
    taken_up = _taken_up(w, rng)
    parts = [_events_of(w, np.arange(at, min(at + BLOCK, w.who.size)), taken_up, rng) for at in range(0, w.who.size, BLOCK)]
    rows = pl.concat(parts).sort("occurred_at", "workspace_id", "user_email", "event")
    rows = rows.with_columns(pl.format("ev_{}", pl.int_range(10_000_001, 10_000_001 + pl.len())).alias("event_id"))
    columns = ("event_id", "workspace_id", "user_email", "event", "occurred_at", "count", "duration_seconds", "errors")
    return pl.concat([_untidy(rows.select(columns), rng), _metered(w).select(columns)])


def _metered(w: World) -> pl.DataFrame:
    """What is billed by the unit: counted by the product itself for no user, once a week, and without mess."""
    m, rng = w.metered, w.rng("metered")
    second = m.day.astype("int64") * 86_400 + rng.integers(6 * 3600, 19 * 3600, len(m.day))
    return pl.DataFrame(
        {
            "event_id": pl.Series([f"mt_{at}" for at in range(1, len(m.day) + 1)], dtype=pl.String),
            "workspace_id": pl.Series(w.ids.workspace).gather(m.account),
            "user_email": pl.Series([None] * len(m.day), dtype=pl.String),
            "event": pl.Series([METER] * len(m.day), dtype=pl.String),
            "occurred_at": pl.Series(second * 1_000_000).cast(pl.Datetime("us")),
            "count": m.count.astype("int32"),
            "duration_seconds": np.zeros(len(m.day), "int32"),
            "errors": np.zeros(len(m.day), "int32"),
        }
    )


def _taken_up(w: World, rng: np.random.Generator) -> np.ndarray:
    """Accounts x features: the week of first use (NEVER outside the plan). Slow starters take several times as long."""
    n, holds = w.who.size, np.array([p.features for p in vendor.PLANS])[w.who.plan]
    pace = np.where(w.who.slow, 9, 2.5)[:, None] * np.arange(len(vendor.FEATURES))
    week = np.maximum(w.course.began, -60)[:, None] + np.floor(pace * rng.exponential(1.0, (n, len(vendor.FEATURES))))
    keen = rng.random((n, len(vendor.FEATURES))) < 0.75 + 0.12 * w.who.fit[:, None]
    keen[:, :2] = True
    week[:, :2] = np.minimum(week[:, :2], w.course.began[:, None])
    return np.where(keen & (np.arange(len(vendor.FEATURES)) < holds[:, None]), week, NEVER)


def _events_of(w: World, accounts: np.ndarray, taken_up: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    active = w.course.active[accounts]
    cell = np.repeat(np.arange(active.size), active.ravel())
    account, week = accounts[cell // w.weeks.count], cell % w.weeks.count
    seat = np.arange(len(cell)) - np.repeat(np.cumsum(active.ravel()) - active.ravel(), active.ravel())
    again = np.flatnonzero(rng.random(len(cell)) < 0.1)
    account, week, seat = (np.concatenate([v, v[again]]) for v in (account, week, seat))
    feature = _feature(account, week, taken_up, rng)
    rows = pl.DataFrame({"account": account, "week": week, "seat": seat, "feature": feature}).unique(maintain_order=True)
    rows = rows.filter(pl.Series(_still_there(w, *(rows[c].to_numpy() for c in ("account", "week", "seat")))))
    account, week, seat, feature = (rows[c].to_numpy() for c in ("account", "week", "seat", "feature"))
    return pl.DataFrame(
        {
            "workspace_id": pl.Series(w.ids.workspace).gather(account),
            "user_email": _emails(w, account, week, seat),
            "event": pl.Series(vendor.FEATURE_KEYS).gather(feature),
            "occurred_at": _moments(w, account, week, rng),
            **_amounts(w, account, week, feature, rng),
        }
    )


def _feature(account: np.ndarray, week: np.ndarray, taken_up: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A draw by weight among the features in use at the time."""
    share = np.cumsum(np.where(taken_up[account] <= week[:, None], WEIGHTS, 0), axis=1)
    return (rng.random(len(account))[:, None] * share[:, -1:] >= share).sum(axis=1)


def _still_there(w: World, account: np.ndarray, week: np.ndarray, seat: np.ndarray) -> np.ndarray:
    """Seat 0 is the champion's and empty until a successor comes; seat 1 the sponsor's."""
    c = w.course
    vacant = (seat == 0) & (week >= c.champion_left[account]) & (week < c.champion_new[account])
    contacts = np.array([len(of) for of in w.people.of])[account]
    return ~vacant & ~((seat == 1) & (contacts > 1) & (week >= c.sponsor_left[account]))


def _emails(w: World, account: np.ndarray, week: np.ndarray, seat: np.ndarray) -> pl.Series:
    """The seat's address; the successor's once the champion's seat has changed hands."""
    known = len(w.people.seat_email)
    book = pl.Series(np.concatenate([w.people.seat_email, w.people.successor]).tolist(), dtype=pl.String)
    changed = (seat == 0) & (week >= w.course.champion_new[account])
    return book.gather(np.where(changed, known + account, w.people.offset[account] + seat))


def _moments(w: World, account: np.ndarray, week: np.ndarray, rng: np.random.Generator) -> pl.Series:
    """The last use in the week: any of its days, in working hours, never before the account's start."""
    day = np.maximum(w.weeks.starts(week) + rng.integers(0, 7, len(week)), w.who.start[account])
    second = day.astype("int64") * 86_400 + rng.integers(6 * 3600, 19 * 3600, len(week))
    return pl.Series(second * 1_000_000).cast(pl.Datetime("us"))


def _amounts(w: World, account: np.ndarray, week: np.ndarray, feature: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Uses grow with engagement, time with uses; a fault shows as errors on its feature."""
    keen = np.exp(0.35 * w.course.engagement[account, week])
    count = 1 + rng.poisson(USES[feature] * keen)
    fault = np.zeros(len(account), bool)
    for at, (begins, ends) in enumerate(vendor.fault_weeks(w.weeks.count)):
        broken = feature == vendor.feature_index(vendor.FAULTS[at].feature)
        fault |= broken & w.course.faulty[account, at] & (week >= begins) & (week < ends)
    errors = rng.poisson(count * np.where(fault, 0.18, 0.008))
    seconds = (count * rng.uniform(20, 110, len(count))).astype("int32")
    return {"count": count.astype("int32"), "duration_seconds": seconds, "errors": errors.astype("int32")}


def _untidy(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Late rows at the end, 0.2 % repeats, a few ids with another count, a few rows of no workspace."""
    n = rows.height
    late = rng.random(n) < 0.01
    order = np.concatenate([np.flatnonzero(~late), np.flatnonzero(late)])
    again, other, lost = (rng.integers(0, n, k) for k in (1 + n // 500, 1 + n // 20_000, 1 + n // 20_000))
    homeless = rows[lost].with_columns(pl.lit(None, pl.String).alias("workspace_id"), pl.col("event_id") + "x")
    return pl.concat([rows[order], rows[again], rows[other].with_columns(pl.col("count") + 1), homeless])
