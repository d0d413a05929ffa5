"""The risk agent's flags beside the lists that teams keep: the largest first, the longest silent first, and chance.

Every list gives the same number of alerts on the same days: what the agent raised, up to what the team has hours for. Intervals and
differences come from drawing accounts anew, the same ones for every list.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from cs_core.leadership.backtesting.replay import Replay
from cs_core.leadership.effects.ranking import clustered_auc
from cs_core.records import key_of

AGAIN_DAYS = 90
"""Nobody is called about the same account again before."""

EARLY_DAYS = (60, 90)
LEAD_DAYS = 180
"""An alert longer before the departure than this has not foretold it."""

A_WEEK = (1, 2, 5, 10, 20, 50)
DRAWS, CHUNK = 1_000, 50
AGENT = "risk agent"


class Policy(NamedTuple):
    """One list: who may be on it, and in which order (the highest first)."""

    name: str
    says: str
    needs: str
    """The column of `Replay.seen` that it goes by: where it is known of nobody, there is no such list."""
    order: Callable[[pl.DataFrame], np.ndarray]
    """Over one day's rows of `Replay.seen`; minus infinity: not on the list. Equals are taken in a random order."""


def compared(replay: Replay, *, a_week: float | None) -> dict[str, Any]:
    """alerts, alerts_per_week and `policies`: one row a list, the agent's first.

    Each row: name, says, alerts, right, precision, caught (share of churned ARR flagged at all before), early (days -> share of churned
    ARR flagged so long ahead), median_lead_days, auc; every share with point, low, high; and `ahead`: by how much the agent is better
    (point, low, high) in precision and early. `a_week` is what the team can look at (None: all that the agent raises).
    """
    lists, chosen = _lists(replay, a_week), _possible(replay)
    figures = {policy.name: _figures(replay, lists[policy.name]) for policy in chosen}
    accounts = sorted({a for f in figures.values() for a in f.account["account_id"].to_list()})
    tables = {name: _matrix(f.account, accounts) for name, f in figures.items()}
    drawn = _drawn(tables, len(accounts))
    rows = [_row(policy, figures[policy.name], drawn, replay) for policy in chosen]
    weeks = max(1.0, ((replay.replayed[-1] - replay.replayed[0]).days + replay.step) / 7)
    return {"alerts": rows[0]["alerts"], "alerts_per_week": rows[0]["alerts"] / weeks, "policies": rows}


def by_alerts(replay: Replay, *, most: float) -> list[dict[str, Any]]:
    """What each list would reach with fewer alerts: a_week, name, precision and early_60 (shares or null), for A_WEEK up to `most`."""
    rows = []
    for a_week in (*(n for n in A_WEEK if n < most), most):
        for name, alerts in _lists(replay, a_week).items():
            total = dict(zip(SUMS, _figures(replay, alerts).account.select(SUMS).sum().row(0), strict=True))
            shares = {share: total[top] / total[of] if total[of] else None for share, (top, of) in SHARES.items()}
            rows.append({"a_week": a_week, "name": name, "precision": shares["precision"], "early_60": shares["early_60"]})
    return rows


class Figures(NamedTuple):
    """One list's figures: by account (account_id and SUMS), and the lead of each departure that was flagged before."""

    account: pl.DataFrame
    leads: list[int]


SUMS = ("alerts", "right", "arr", "arr_any", *(f"arr_{d}" for d in EARLY_DAYS))
SHARES: Mapping[str, tuple[str, str]] = {
    "precision": ("right", "alerts"), "caught": ("arr_any", "arr"), **{f"early_{d}": (f"arr_{d}", "arr") for d in EARLY_DAYS},
}  # fmt: skip


def _lists(replay: Replay, a_week: float | None) -> dict[str, pl.DataFrame]:
    """Of each list the alerts: account_id, day, left, left_on."""
    possible = _possible(replay)
    last: dict[str, dict[str, date]] = {policy.name: {} for policy in possible}
    chosen: dict[str, list[pl.DataFrame]] = {policy.name: [] for policy in possible}
    most, carried = (np.inf, 0.0) if a_week is None else (a_week * replay.step / 7, 0.0)
    for day in replay.replayed:
        rows = replay.seen.filter(pl.col("day") == day).sample(fraction=1.0, shuffle=True, seed=day.toordinal())
        room, n = carried + most, None
        for policy in possible:
            order = policy.order(rows)
            called = last[policy.name]
            order = np.where([a in called and (day - called[a]).days < AGAIN_DAYS for a in rows["account_id"]], -np.inf, order)
            can = int(np.isfinite(order).sum())
            n = min(can, int(room) if np.isfinite(room) else can) if n is None else n
            best = np.argsort(-order, kind="stable")[: min(n, can)]
            picked = rows[best.tolist()].select("account_id", "day", "left", "left_on")
            last[policy.name] |= dict.fromkeys(picked["account_id"], day)
            chosen[policy.name].append(picked)
        carried = min(room - n, 1.0) if np.isfinite(room) else 0.0
    return {name: pl.concat(parts) for name, parts in chosen.items()}


def _possible(replay: Replay) -> list[Policy]:
    return [policy for policy in POLICIES if replay.seen[policy.needs].null_count() < replay.seen.height]


def _figures(replay: Replay, alerts: pl.DataFrame) -> Figures:
    gone = replay.seen.filter("left").sort("day").group_by("account_id", "left_on", maintain_order=True).agg(pl.col("arr").last())
    before = gone.join(alerts.select("account_id", "day"), on="account_id").filter(
        (pl.col("left_on") - pl.col("day")).dt.total_days().is_between(1, LEAD_DAYS)
    )
    first = before.group_by("account_id", "left_on").agg(pl.col("day").min())
    lead = (pl.col("left_on") - pl.col("day")).dt.total_days().alias("lead")
    led = gone.join(first, on=["account_id", "left_on"], how="left").with_columns(lead, pl.col("arr").fill_null(0.0))
    ahead = [pl.when(pl.col("lead") >= d).then("arr").otherwise(0.0).sum().alias(name) for d, name in LEADS]
    by_leaver = led.group_by("account_id").agg(pl.col("arr").sum(), *ahead)
    counted = (pl.len().alias("alerts"), pl.col("left").sum().alias("right"))
    by_alert = alerts.group_by("account_id").agg(e.cast(pl.Float64) for e in counted)
    account = by_alert.join(by_leaver, on="account_id", how="full", coalesce=True).fill_null(0.0).sort("account_id")
    return Figures(account, led["lead"].drop_nulls().to_list())


def _matrix(account: pl.DataFrame, accounts: list[str]) -> np.ndarray:
    every = pl.DataFrame({"account_id": accounts}, schema={"account_id": pl.String})
    return every.join(account, on="account_id", how="left", maintain_order="left").fill_null(0.0).select(SUMS).to_numpy()


def _drawn(tables: Mapping[str, np.ndarray], n: int) -> dict[str, dict[str, np.ndarray]]:
    """Of each list and share its value over all accounts (first), then over DRAWS draws of accounts, the same for every list."""
    rng, at = np.random.default_rng(0), {name: i for i, name in enumerate(SUMS)}
    sums = {name: [table.sum(axis=0)[None]] for name, table in tables.items()}
    for _ in range(DRAWS // CHUNK):
        weight = rng.poisson(1.0, (CHUNK, n))
        for name, table in tables.items():
            sums[name].append(weight @ table)
    found = {}
    for name, parts in sums.items():
        total = np.concatenate(parts)
        with np.errstate(invalid="ignore", divide="ignore"):
            found[name] = {share: total[:, at[top]] / total[:, at[of]] for share, (top, of) in SHARES.items()}
    return found


def _row(policy: Policy, figures: Figures, drawn: Mapping[str, Mapping[str, np.ndarray]], replay: Replay) -> dict[str, Any]:
    mine, agent = drawn[policy.name], drawn[AGENT]
    shares = {share: _interval(mine[share]) for share in SHARES}
    ahead = {share: _interval(agent[share] - mine[share]) for share in SHARES} if policy.name != AGENT else None
    return {
        "name": policy.name, "says": policy.says, "alerts": int(figures.account["alerts"].sum()),
        "right": int(figures.account["right"].sum()), **{share: shares[share] for share in ("precision", "caught")},
        "early": {str(d): shares[f"early_{d}"] for d in EARLY_DAYS},
        "median_lead_days": float(np.median(figures.leads)) if figures.leads else None, "auc": _auc(policy, replay), "ahead": ahead,
    }  # fmt: skip


def _interval(values: np.ndarray) -> dict[str, float] | None:
    known = values[1:][np.isfinite(values[1:])]
    if not np.isfinite(values[0]) or len(known) < DRAWS / 2:
        return None
    low, high = np.quantile(known, [0.025, 0.975])
    return {"point": float(values[0]), "low": float(low), "high": float(high)}


def _auc(policy: Policy, replay: Replay) -> dict[str, float] | None:
    """How well the order of the list, over all accounts of a day, ranks those who leave; of flags: flagged ones first."""
    parts = []
    for (_,), rows in replay.seen.group_by("day", maintain_order=True):
        order = rows["urgency"].fill_null(0.5).to_numpy() + rows["flagged"].to_numpy() if policy.name == AGENT else policy.order(rows)
        ranks = (pl.Series(order).rank().to_numpy() - 0.5) / rows.height
        parts.append(rows.select("account_id", "left").with_columns(pl.Series("order", ranks)))
    every = pl.concat(parts)
    found = clustered_auc(*(every[c].to_numpy() for c in ("order", "left", "account_id")))
    return found._asdict() if found else None


def _flagged(rows: pl.DataFrame) -> np.ndarray:
    return np.where(rows["flagged"].to_numpy(), rows["urgency"].fill_null(0.5).to_numpy(), -np.inf)


def _likeliest(rows: pl.DataFrame) -> np.ndarray:
    return rows["urgency"].fill_null(0.5).to_numpy()


def _chance(rows: pl.DataFrame) -> np.ndarray:
    return np.random.default_rng(int(key_of("chance", rows["day"][0]), 16)).random(rows.height)


def _longest_silent(rows: pl.DataFrame) -> np.ndarray:
    """No known contact counts as longer than any."""
    return rows["silent"].fill_null(1_000_000).to_numpy().astype(float)


LEADS = ((1, "arr_any"), *((d, f"arr_{d}") for d in EARLY_DAYS))
POLICIES = (
    Policy(AGENT, "the agent's flags, the likeliest to leave first", "flagged", _flagged),
    Policy("likeliest first", "all accounts by their chance to leave, flagged or not", "urgency", _likeliest),
    Policy("sort by ARR", "the largest accounts first", "arr", lambda r: r["arr"].fill_null(0.0).to_numpy()),
    Policy("sort by last touch", "the longest without two-way contact first", "silent", _longest_silent),
    Policy("chance", "accounts drawn at random", "account_id", _chance),
)
