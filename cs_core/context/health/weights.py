"""What the health score is made of: measures, and per segment their weights and scales, as leaders last set them.

The defaults are judgement, not fitted. A change is a new row from its moment on; any earlier day is still scored as it was then.
"""

from collections.abc import Sequence
from datetime import date, datetime
from math import isfinite
from typing import NamedTuple

import polars as pl

from cs_core.context.cut import end_of
from cs_core.context.leaving import NOT_KNOWN, NOTICE_GIVEN
from cs_core.context.store import Store
from cs_core.errors import BadInput
from cs_core.records import SEGMENTS, key_of

OTHER = "other"
"""Where the segment is unknown."""


class Measure(NamedTuple):
    """One input of the score: `worst` scores 0, `best` scores 1, in between linearly; weights by segment."""

    name: str
    signal: str
    worst: float
    best: float
    weights: dict[str, float]
    says: str


def weights(store: Store, as_of: date) -> pl.DataFrame:
    """segment, measure, weight, worst, best, set_at, by: of each the newest set by the day, else the default (set_at and by null)."""
    rows = store.frame("health_weight").filter(pl.col("set_at") <= end_of(as_of))
    set_ = rows.group_by("segment", "measure", maintain_order=True).agg(
        pl.col("weight", "worst", "best").drop_nulls().last().name.suffix("_set"), pl.col("set_at", "by").last()
    )
    both = DEFAULTS.drop("set_at", "by").join(set_, on=["segment", "measure"], how="left", maintain_order="left")
    chosen = [pl.coalesce(f"{c}_set", c).alias(c) for c in ("weight", "worst", "best")]
    return both.select("segment", "measure", *chosen, "set_at", "by")


def set_weight(
    store: Store, *, segment: str, measure: str, weight: float, worst: float | None = None, best: float | None = None, by: str,
    now: datetime,
) -> str:  # fmt: skip
    """Set the weight of a measure in a segment from `now` on, and its scale where given; returns the row's id.

    Raises BadInput for a segment or measure that does not exist, a negative weight, all weights zero, or a scale turned round.
    """
    changed(weights(store, now.date()), [{"segment": segment, "measure": measure, "weight": weight, "worst": worst, "best": best}])
    if not by.strip():
        raise BadInput("say who sets the weight: a change of the score is somebody's")
    row = {"segment": segment, "measure": measure, "weight": float(weight), "worst": worst, "best": best, "set_at": now, "by": by.strip()}
    key = key_of("health_weight", store.count("health_weight"), *row.values())
    store.append("health_weight", [{"id": key} | row])
    return key


def changed(current: pl.DataFrame, changes: Sequence[dict]) -> pl.DataFrame:
    """`current` (as `weights` gives it) with changes (segment, measure, weight, and worst, best where wanted). Raises BadInput."""
    rows = {(r["segment"], r["measure"]): r for r in current.to_dicts()}
    for change in changes:
        where = (change["segment"], change["measure"])
        if where not in rows:
            raise BadInput(f"no measure {where[1]!r} in segment {where[0]!r}: use {', '.join(SCORED)} and {', '.join(_NAMES)}")
        told = {c: float(change[c]) for c in ("weight", "worst", "best") if change.get(c) is not None}
        rows[where] |= told
        _check(where, rows[where], told)
    table = pl.DataFrame(list(rows.values()), schema=current.schema)
    for segment, total in table.group_by("segment", maintain_order=True).agg(pl.col("weight").sum()).iter_rows():
        if total <= 0:
            raise BadInput(f"all weights of {segment} would be 0, and nothing would be scored: leave one above 0")
    return table


def _check(where: tuple[str, str], row: dict, told: dict) -> None:
    segment, measure = where
    if not all(isfinite(v) for v in told.values()):
        raise BadInput(f"{measure} of {segment}: weight, worst and best must be finite numbers")
    if row["weight"] < 0:
        raise BadInput(f"{measure} of {segment}: a weight must be 0 or more, not {row['weight']:g}")
    usual = next(m for m in MEASURES if m.name == measure)
    if (row["best"] - row["worst"]) * (usual.best - usual.worst) <= 0:
        more = "above" if usual.best > usual.worst else "below"
        raise BadInput(f"{measure} of {segment}: best ({row['best']:g}) must lie {more} worst ({row['worst']:g})")


def _by(enterprise: float, mid_market: float, long_tail: float) -> dict[str, float]:
    return {"enterprise": enterprise, "mid-market": mid_market, "long tail": long_tail, OTHER: mid_market}


LEAST_KNOWN = 0.5
"""Share of the weight that has to be known."""
BANDS: tuple[tuple[str, float], ...] = (("green", 67.0), ("yellow", 40.0), ("red", 0.0))
"""(band, lowest score), best first."""
STATUSES = (NOTICE_GIVEN, *(band for band, _ in reversed(BANDS)), NOT_KNOWN)
"""How a customer may stand, the worst first: see `leaving.status`, NOT_KNOWN where that is null."""
SCORED: tuple[str, ...] = (*SEGMENTS, OTHER)

MEASURES: tuple[Measure, ...] = (
    Measure("usage trend", "usage_z", -4.0, 1.0, _by(20, 25, 30), "use of the last 4 weeks against their own past, in usual swings"),
    Measure("licence utilisation", "utilisation", 10.0, 80.0, _by(15, 15, 15), "active users of the last 4 weeks by seats"),
    Measure("breadth", "features_4w", 0.0, 5.0, _by(5, 10, 10), "different features used in the last 4 weeks"),
    Measure("last use", "days_since_event", 28.0, 3.0, _by(5, 10, 15), "days since the last use"),
    Measure("onboarding", "onboarding_status", 0.0, 1.0, _by(5, 10, 10), "value milestones"),
    Measure("escalations", "escalations_open", 2.0, 0.0, _by(15, 10, 5), "open escalated or urgent tickets"),
    Measure("satisfaction", "satisfaction_90d", 40.0, 95.0, _by(10, 10, 10), "good ratings in 90 days"),
    Measure("champion", "champion_left_on", 0.0, 1.0, _by(15, 10, 5), "whether a champion is there"),
    Measure("contact", "days_since_touch", 120.0, 21.0, _by(10, 5, 0), "days since two-way contact"),
    Measure("pulse", "pulse", 1.0, 6.0, _by(0, 0, 0), "the CSM's own pulse of 1 to 6: counts only where it is given a weight"),
    Measure("payment", "overdue_invoices", 2.0, 0.0, _by(5, 5, 10), "invoices past their due day"),
)
_NAMES = tuple(m.name for m in MEASURES)

DEFAULTS = pl.DataFrame(
    [(segment, m.name, float(m.weights[segment]), m.worst, m.best, None, None) for segment in SCORED for m in MEASURES],
    schema={
        "segment": pl.String, "measure": pl.String, "weight": pl.Float64, "worst": pl.Float64, "best": pl.Float64,
        "set_at": pl.Datetime("us"), "by": pl.String,
    },
    orient="row",
)  # fmt: skip
