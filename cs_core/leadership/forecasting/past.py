"""How right the forecast was: each quarter end forecast 30, 60 and 90 days before, by what was known then, against what happened."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from scipy.special import stdtrit

from cs_core.context.signals.outlooks import kept_file
from cs_core.context.snapshot import Snapshot
from cs_core.leadership.forecasting.windows import FEWEST_WINDOWS, FIGURES, Days, ahead, share
from cs_core.leadership.revenue import disputed, every_departure, months_before
from cs_core.orchestration.record import wilson
from cs_core.records import key_of

HORIZONS: dict[int, int] = {30: 1, 60: 2, 90: 3}
"""Days ahead as they are called -> whole months, so that a window of one quarter serves the next."""
MOST_QUARTERS = 6
FEWEST = 3
"""Forecasts below which no bias is told."""
VERSION = "3"
"""Raised with every change of the method: what an older one worked out is worked out again."""
TABLES = ("subscription", "deal", "churn_event", "company", "link", "note", "identity_answer")
"""What the replay rests on: as long as none of these grew, it stands."""


def bias(snap: Snapshot, days: Days | None = None) -> dict[str, Any]:
    """``{"quarters": [...], "horizons": [row a horizon and figure], "replayed": [row a forecast], "says"}``, kept beside the store.

    A replayed row: horizon, quarter, made_on, figure, point, low, high, happened. A horizon's: n, bias (forecast less what happened,
    with Student's interval), error (mean size), covered (k of n inside the interval, Wilson); null and a reason below FEWEST.
    """
    mark = key_of(VERSION, snap.as_of, *snap.store.version(*TABLES))
    return kept_file(snap, f"forecasts-{snap.as_of}-{mark}.json", lambda: _bias(snap, days or Days(snap.store)))


def begins(snap: Snapshot) -> date | None:
    """The month of the first departure on record: what left before it was not written down. None where nobody has left."""
    first = every_departure(snap)["left_on"].min()
    return first.replace(day=1) if first else None


def quarter_ends(day: date, n: int = MOST_QUARTERS) -> list[date]:
    """The last `n` ends of calendar quarters up to the day, newest first."""
    after = day + timedelta(days=1)
    first = date(after.year, 3 * ((after.month - 1) // 3) + 1, 1)
    return [months_before(first, 3 * k) - timedelta(days=1) for k in range(n)]


def _bias(snap: Snapshot, days: Days) -> dict[str, Any]:
    since, doubt = begins(snap), disputed(snap)
    if since is None or doubt:
        says = f"cannot tell: {doubt}" if doubt else "cannot tell: no departure is on record, so no past forecast can be judged"
        return {"quarters": [], "horizons": [], "replayed": [], "says": says}
    rows = [
        row for q in quarter_ends(snap.as_of) for horizon, months in HORIZONS.items() for row in _replayed(days, q, horizon, months, since)
    ]
    quarters = sorted({row["quarter"] for row in rows}, reverse=True)
    told = [_horizon(h, f, [r for r in rows if (r["horizon"], r["figure"]) == (h, f)]) for h in HORIZONS for f in FIGURES]
    says = f"{len(quarters)} quarter ends replayed, each with what was known then" if rows else (
        f"cannot tell yet: records begin in {since:%B %Y}, and a forecast needs {FEWEST_WINDOWS} windows before it"
    )  # fmt: skip
    return {"quarters": quarters, "horizons": told, "replayed": rows, "says": says}


def _replayed(days: Days, quarter: date, horizon: int, months: int, since: date) -> list[dict]:
    """The last day of the month so many months before the quarter's end, and its forecast beside what happened."""
    made_on = months_before(quarter + timedelta(days=1), months) - timedelta(days=1)
    found = {f: i for f, i in ahead(days, made_on, months, since).items() if i is not None}
    happened = days.window(made_on, quarter) if found else None
    return [
        {"horizon": horizon, "quarter": quarter.isoformat(), "made_on": made_on.isoformat(), "figure": figure, **told._asdict(),
         "happened": share(happened, figure)}
        for figure, told in found.items()
    ]  # fmt: skip


def _horizon(horizon: int, figure: str, rows: list[dict]) -> dict[str, Any]:
    n, found = len(rows), {"horizon": horizon, "figure": figure, "n": len(rows)}
    if n < FEWEST:
        says = f"cannot tell: {n} past forecasts, {FEWEST} are needed"
        return found | {"bias": None, "error": None, "covered": None, "says": says}
    off = np.array([row["point"] - row["happened"] for row in rows])
    half = float(stdtrit(n - 1, 0.975) * off.std(ddof=1) / np.sqrt(n))
    mean, inside = float(off.mean()), sum(row["low"] <= row["happened"] <= row["high"] for row in rows)
    told = {"point": mean, "low": mean - half, "high": mean + half}
    side = "too high" if told["low"] > 0 else "too low" if told["high"] < 0 else "no bias that could be told"
    covered = wilson(inside, n)._asdict() | {"k": inside, "n": n}
    return found | {"bias": told, "error": float(np.abs(off).mean()), "covered": covered, "says": side}


