"""The health score: a weighted mean of measures, 0 to 100, with what each measure added or took; null where too little is known.

A measure reads one signal and scores it between a worst and a best value. Weights differ by segment, as the signals that tell do:
in the long tail nobody meets us, so use and support say most. A measure that is unknown is left out and named, never scored as 50.
"""

from typing import NamedTuple

import polars as pl

from cs_core.context.vocabulary import SIGNALS, type_of


class Measure(NamedTuple):
    """One input of the score: `worst` scores 0, `best` scores 1, in between linearly."""

    name: str
    signal: str
    worst: float
    best: float
    weights: dict[str, float]
    """By segment; `other` holds where the segment is unknown."""
    says: str


def health(signals_so_far: pl.DataFrame) -> pl.DataFrame:
    """account_id, health (0-100), health_band; null below `LEAST_KNOWN` of the weight, and for customers who left."""
    scores = [_score(m) for m in MEASURES]
    weights = [_weight(m) for m in MEASURES]
    known = pl.sum_horizontal(pl.when(s.is_not_null()).then(w).otherwise(0.0) for s, w in zip(scores, weights))
    total = pl.sum_horizontal(weights)
    points = 100 * pl.sum_horizontal((s * w).fill_null(0.0) for s, w in zip(scores, weights)) / known
    enough = (known >= LEAST_KNOWN * total) & pl.col("churned_on").is_null()
    rows = signals_so_far.select("account_id", pl.when(enough).then(points).alias("health"))
    return rows.with_columns(_band().alias("health_band"))


def drivers(row: dict) -> list[dict]:
    """What moved one account's score: measure, points (against the middle of the scale; null where unknown) and why, largest first.

    The points of the known measures and 50 add up to the score.
    """
    one = pl.DataFrame([row], schema_overrides={c: type_of(c) for c in row if c in SIGNALS})
    table = one.select(
        *(_score(m).alias(f"s{i}") for i, m in enumerate(MEASURES)), *(_weight(m).alias(f"w{i}") for i, m in enumerate(MEASURES))
    )
    found = table.row(0, named=True)
    scored = [(m, found[f"s{i}"], found[f"w{i}"]) for i, m in enumerate(MEASURES)]
    known = sum(w for _, s, w in scored if s is not None)
    rows = [{"measure": m.name, "points": _points(s, w, known), "why": _why(m, row, known=s is not None)} for m, s, w in scored if w]
    return sorted(rows, key=lambda r: (r["points"] is None, -abs(r["points"] or 0)))


def _points(score: float | None, weight: float, known: float) -> float | None:
    return None if score is None else round(100 * (score - 0.5) * weight / known, 1)


def _why(measure: Measure, row: dict, *, known: bool) -> str:
    if not known:
        return f"unknown: {measure.says}"
    if measure.signal == "champion_left_on":
        return f"{row['champion']} is there" if row["champion"] else f"the champion left on {row['champion_left_on']}"
    value = row[measure.signal]
    shown = f"{value:,.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    unit = SIGNALS[measure.signal].unit
    return f"{measure.says}: {shown}{' %' if unit == '%' else ''}"


def _score(measure: Measure) -> pl.Expr:
    value = _value(measure.signal).cast(pl.Float64)
    return ((value - measure.worst) / (measure.best - measure.worst)).clip(0.0, 1.0)


def _value(signal: str) -> pl.Expr:
    """Words become numbers by `STEPS`; a champion who left counts against one who is there; all else as it is."""
    if signal == "champion_left_on":
        there, left = pl.col("champion").is_not_null(), pl.col("champion_left_on").is_not_null()
        return pl.when(there).then(1.0).when(left).then(0.0)
    if signal in STEPS:
        return pl.col(signal).replace_strict(STEPS[signal], default=None, return_dtype=pl.Float64)
    return pl.col(signal)


def _weight(measure: Measure) -> pl.Expr:
    by_segment = {k: v for k, v in measure.weights.items() if k != "other"}
    return pl.col("segment").replace_strict(by_segment, default=measure.weights["other"], return_dtype=pl.Float64)


def _band() -> pl.Expr:
    band = pl.lit(None, pl.String)
    for name, lowest in reversed(BANDS):
        band = pl.when(pl.col("health") >= lowest).then(pl.lit(name)).otherwise(band)
    return band


def _by(enterprise: float, mid_market: float, long_tail: float) -> dict[str, float]:
    return {"enterprise": enterprise, "mid-market": mid_market, "long tail": long_tail, "other": mid_market}


LEAST_KNOWN = 0.5
"""Share of the weight that has to be known."""
BANDS: tuple[tuple[str, float], ...] = (("green", 67.0), ("yellow", 40.0), ("red", 0.0))
"""(band, lowest score), best first."""
STEPS: dict[str, dict[str, float]] = {"onboarding_status": {"done": 1.0, "on track": 0.8, "behind": 0.3, "stuck": 0.0}}

#: Judgement, not fitted: a leader may change it; whether the weights were right is a question to real renewals.
MEASURES: tuple[Measure, ...] = (
    Measure("usage trend", "usage_z", -4.0, 1.0, _by(20, 25, 30), "use of the last 4 weeks against their own past, in robust deviations"),
    Measure("licence utilisation", "utilisation", 10.0, 80.0, _by(15, 15, 15), "active users of the last 4 weeks by seats"),
    Measure("breadth", "features_4w", 0.0, 5.0, _by(5, 10, 10), "different features used in the last 4 weeks"),
    Measure("last use", "days_since_event", 28.0, 3.0, _by(5, 10, 15), "days since the last use"),
    Measure("onboarding", "onboarding_status", 0.0, 1.0, _by(5, 10, 10), "value milestones"),
    Measure("escalations", "escalations_open", 2.0, 0.0, _by(15, 10, 5), "open escalated or urgent tickets"),
    Measure("satisfaction", "satisfaction_90d", 40.0, 95.0, _by(10, 10, 10), "good ratings in 90 days"),
    Measure("champion", "champion_left_on", 0.0, 1.0, _by(15, 10, 5), "whether a champion is there"),
    Measure("contact", "days_since_touch", 120.0, 21.0, _by(10, 5, 0), "days since two-way contact"),
    Measure("payment", "overdue_invoices", 2.0, 0.0, _by(5, 5, 10), "invoices past their due day"),
)
