"""The health score: a weighted mean of measures, 0 to 100, with what each measure added or took; null where too little is known.

A measure reads one signal and scores it between a worst and a best value. Weights differ by segment, as the signals that tell do:
in the long tail nobody meets us, so use and support say most. A measure that is unknown is left out and named, never scored as 50.
"""

from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from cs_core.context.health.weights import BANDS, DEFAULTS, LEAST_KNOWN, MEASURES, OTHER, Measure
from cs_core.context.pulse import STALE_DAYS
from cs_core.context.vocabulary import SIGNALS, type_of
from cs_core.context.wording.days import spelt

STEPS: dict[str, dict[str, float]] = {"onboarding_status": {"done": 1.0, "on track": 0.8, "behind": 0.3, "stuck": 0.0}}
READS: tuple[str, ...] = ("segment", "champion", "champion_unseen", "pulse_age_days", *(m.signal for m in MEASURES))
"""The signals that a score and its drivers are made of."""
Scales = tuple[tuple[str, str, float, float, float], ...]
"""Weights as rows: measure, segment, worst, best, weight. The same ones are made an expression of once."""
WORST, BEST, WEIGHT = 2, 3, 4
UNSETTLED: dict[str, str] = {
    "leaving_said_on": "they spoke of ending the contract on {}",
    "alarm_said_on": "they complained seriously on {}, and nobody has answered",
    "competitor_said_on": "they spoke of another vendor on {}",
}
"""What no use or rating makes up for while it is not settled: signal -> how it is told."""


def health(rows: pl.DataFrame, weights: pl.DataFrame = DEFAULTS) -> pl.DataFrame:
    """account_id, health (0-100), health_band; null below `LEAST_KNOWN` of the weight, and for customers who left."""
    unsettled = [c for c in UNSETTLED if c in rows.columns]
    told = rows.select("account_id", score(weights).alias("health"), *unsettled).with_columns(band(unsettled).alias("health_band"))
    return told.drop(unsettled)


def score(weights: pl.DataFrame = DEFAULTS) -> pl.Expr:
    """The score over the signals; weights as `health.weights.weights` gives them."""
    return _score(_scales(weights))


@lru_cache(maxsize=8)
def _score(scales: Scales) -> pl.Expr:
    scores, shares, known = _scored(scales)
    points = 100 * pl.sum_horizontal((s * w).fill_null(0.0) for s, w in zip(scores, shares)) / known
    enough = (known >= LEAST_KNOWN * pl.sum_horizontal(shares)) & pl.col("churned_on").is_null()
    return pl.when(enough).then(points)


def drivers(row: dict, weights: pl.DataFrame = DEFAULTS) -> list[dict]:
    """What moved one account's score: measure, points (against the middle of the scale; null where unknown) and why, largest first.

    The points of the known measures and 50 add up to the score.
    """
    rows = [{"measure": m.name, "points": points, "why": why(m, row)} for m, points, weight in parts(row, weights) if weight]
    return sorted(rows, key=lambda r: (r["points"] is None, -abs(r["points"] or 0)))


def parts(row: dict, weights: pl.DataFrame = DEFAULTS) -> list[tuple[Measure, float | None, float]]:
    """Of one account each measure, its points (null where unknown) and its weight."""
    one = pl.DataFrame([row], schema_overrides={c: type_of(c) for c in row if c in SIGNALS})
    found = one.select(_parts(_scales(weights)))
    return [(m, found[m.name][0]["points"], found[m.name][0]["weight"]) for m in MEASURES]


def points(rows: pl.DataFrame, weights: pl.DataFrame = DEFAULTS) -> pl.DataFrame:
    """account_id, measure, points of every measure that moves the score: those of an account and 50 add up to its score."""
    each = rows.select("account_id", *(e.struct.field("points").alias(m.name) for m, e in zip(MEASURES, _parts(_scales(weights)))))
    told = each.unpivot(index="account_id", variable_name="measure", value_name="points")
    return told.filter(pl.col("points").is_not_null(), pl.col("points") != 0)


@lru_cache(maxsize=8)
def _parts(scales: Scales) -> list[pl.Expr]:
    """A struct each measure: its `points` against the middle of the scale, and its `weight`."""
    scores, shares, known = _scored(scales)
    moved = (pl.when(known > 0).then(100 * (s - 0.5) * w / known).round(1) for s, w in zip(scores, shares))
    return [pl.struct(p.alias("points"), w.alias("weight")).alias(m.name) for m, p, w in zip(MEASURES, moved, shares)]


def _scored(scales: Scales) -> tuple[list[pl.Expr], list[pl.Expr], pl.Expr]:
    """Of each measure what it scores and its weight; and the weight of those that are known."""
    scores, shares = [_measured(m, scales) for m in MEASURES], [_by_segment(m, scales, WEIGHT) for m in MEASURES]
    return scores, shares, pl.sum_horizontal(pl.when(s.is_not_null()).then(w).otherwise(0.0) for s, w in zip(scores, shares))


def why(measure: Measure, row: dict) -> str:
    """What a measure read of an account, in words."""
    if measure.signal == "champion_left_on" and row["champion"] and row["champion_unseen"]:
        return f"unknown whether {row['champion']} is there: {row['champion_unseen']}"
    if measure.signal == "champion_left_on" and (row["champion"] or row["champion_left_on"]):
        return f"{row['champion']} is there" if row["champion"] else f"the champion left on {spelt(row['champion_left_on'])}"
    value = row[measure.signal]
    if value is None:
        return f"unknown: {measure.says}"
    shown = f"{value:,.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    unit = SIGNALS[measure.signal].unit
    return f"{measure.says}: {shown}{'%' if unit == '%' else ''}"


def reads(measure: Measure) -> str:
    """What a measure reads, and in which unit its scale is given: a share in %, a step or a yes as a number."""
    if steps := STEPS.get(measure.signal):
        return f"{measure.says}: {', '.join(f'{step} {value:g}' for step, value in steps.items())}"
    if SIGNALS[measure.signal].unit == "%":
        return f"{measure.says}, in %"
    return f"{measure.says}: yes 1, no 0" if measure.signal == "champion_left_on" else measure.says


def measured(measure: Measure, weights: pl.DataFrame = DEFAULTS) -> pl.Expr:
    """A measure between 0 and 1, on the scale of the account's segment."""
    return _measured(measure, _scales(weights))


def _measured(measure: Measure, scales: Scales) -> pl.Expr:
    worst, best = (_by_segment(measure, scales, column) for column in (WORST, BEST))
    return ((_value(measure.signal).cast(pl.Float64) - worst) / (best - worst)).clip(0.0, 1.0)


def _value(signal: str) -> pl.Expr:
    """Words become numbers by `STEPS`; a champion who left counts against one who is there.

    One whom nobody could see counts for nothing, and so does a pulse that is stale.
    """
    if signal == "champion_left_on":
        there, left = pl.col("champion").is_not_null(), pl.col("champion_left_on").is_not_null()
        return pl.when(there & pl.col("champion_unseen").is_not_null()).then(None).when(there).then(1.0).when(left).then(0.0)
    if signal == "pulse":
        return pl.when(pl.col("pulse_age_days") <= STALE_DAYS).then("pulse")
    if signal in STEPS:
        return pl.col(signal).replace_strict(STEPS[signal], default=None, return_dtype=pl.Float64)
    return pl.col(signal)


def _scales(weights: pl.DataFrame) -> Scales:
    return tuple(weights.select("measure", "segment", "worst", "best", "weight").iter_rows())


def _by_segment(measure: Measure, scales: Scales, column: int) -> pl.Expr:
    values = {row[1]: row[column] for row in scales if row[0] == measure.name}
    other = values.pop(OTHER)
    if set(values.values()) == {other}:
        return pl.lit(other, pl.Float64)
    return pl.col("segment").replace_strict(values, default=other, return_dtype=pl.Float64)


def band(unsettled: Sequence[str] = ()) -> pl.Expr:
    """The band of a column `health`; who said one of the `unsettled` (of `UNSETTLED`) is at best in the second, whatever the score."""
    told = pl.lit(None, pl.String)
    for name, lowest in reversed(BANDS):
        told = pl.when(pl.col("health") >= lowest).then(pl.lit(name)).otherwise(told)
    (best, _), (second, _), *_ = BANDS
    said = pl.any_horizontal(pl.lit(False), *(pl.col(c).is_not_null() for c in unsettled))
    return pl.when(said & (told == best)).then(pl.lit(second)).otherwise(told)


def held_back(row: dict) -> str:
    """Why an account is in no better band than the second though its score is of the first; empty where it is not so."""
    (best, lowest), *_ = BANDS
    if row["health"] is None or row["health"] < lowest or row["health_band"] == best:
        return ""
    said = next((words.format(spelt(row[signal])) for signal, words in UNSETTLED.items() if row.get(signal)), "")
    return f"not {best} though the score is: {said}" if said else ""
