"""What moved an account's score, from one cycle to the next; and what a change of the weights would move, before it is made."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

import polars as pl

from cs_core.context.health.kept import kept_days, kept_rows
from cs_core.context.health.score import UNSETTLED, band, parts, score, why
from cs_core.context.health.weights import BANDS, Measure, changed, weights
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store

LEAST_MOVE = 1.0
"""Points: what moves the score by less is no change worth a line."""
LEAST_PART = 0.1
KEYS = ("measure", "points", "why")


def changes(store: Store, account_id: str, as_of: date) -> list[dict]:
    """Each change of the score between the cycles up to the day, newest first: date, since, from, to, drivers.

    A driver has measure, points moved and why; they add up to the change. A change of the weights is a driver of its own. `from` or
    `to` is null where too little was known for a score, with the measures that were lost or found as drivers.
    """
    rows = kept_rows(kept_days(store, before=as_of + timedelta(days=1)), account_id)
    rows = rows.filter(pl.col("churned_on").is_null()).sort("day")
    scored = [(row, _Set(weights(store, row["day"].item()))) for row in rows.iter_slices(1)]
    one = {by.key: by for _, by in scored}
    found = [_change(*before, *now) for before, now in pairwise((row, one[by.key]) for row, by in scored)]
    return [change for change in reversed(found) if change]


class _Set:
    """A set of weights, its score put together once."""

    def __init__(self, by: pl.DataFrame):
        self.weights, self.key = by, tuple(by.iter_rows())

    @cached_property
    def score(self) -> pl.Expr:
        return score(self.weights)


def _change(before: pl.DataFrame, old: _Set, now: pl.DataFrame, new: _Set) -> dict | None:
    was, then, is_now = (_score(*pair) for pair in ((before, old), (before, new), (now, new)))
    told = was is not None and is_now is not None
    if was == is_now or (told and abs(is_now - was) < LEAST_MOVE):
        return None
    a, b = before.row(0, named=True), now.row(0, named=True)
    drivers = [_moved(m, p, q, a, b) for (m, p, _), (_, q, w) in zip(parts(a, new.weights), parts(b, new.weights)) if w]
    if told:
        drivers = [d for d in drivers if abs(d["points"]) >= LEAST_PART]
        if then is not None and abs(then - was) >= LEAST_PART:
            drivers.append(_weights_driver(old.weights, new.weights, then - was))
    else:
        drivers = [d | {"points": None} for d in drivers if d.pop("became")]
    order = sorted(drivers, key=lambda d: -abs(d["points"] or 0))
    return {"date": b["day"], "since": a["day"], "from": was, "to": is_now, "drivers": [{k: d[k] for k in KEYS} for d in order]}


def _score(row: pl.DataFrame, by: _Set) -> float | None:
    found = row.select(by.score).item()
    return None if found is None else round(found, 1)


def _moved(measure: Measure, was: float | None, is_now: float | None, before: dict, now: dict) -> dict:
    """Points that a measure moved; `became` says that it became known or unknown."""
    then, said = why(measure, before), why(measure, now)
    said += f" (before: {then})" if then != said else ""
    became = (was is None) != (is_now is None)
    return {"measure": measure.name, "points": round((is_now or 0.0) - (was or 0.0), 1), "why": said, "became": became}


def _weights_driver(old: pl.DataFrame, new: pl.DataFrame, points: float) -> dict:
    both = new.join(old, on=["segment", "measure"], suffix="_old")
    fresh = both.filter(pl.col("set_at").is_not_null() & (pl.col("set_at").ne_missing(pl.col("set_at_old")))).sort("set_at")
    said = [f"{r['measure']} in {r['segment']}: {r['weight_old']:g} to {r['weight']:g} by {r['by']}" for r in fresh.iter_rows(named=True)]
    return {"measure": "weights", "points": round(points, 1), "why": "the weights were changed: " + "; ".join(said)}


def preview(snap: Snapshot, wanted: Sequence[dict]) -> dict:
    """What changes (segment, measure, weight, and worst, best where wanted) would do today, nothing saved. Raises BadInput.

    accounts (with a score before or after), moved (to another band), up, down, points (mean change), by_segment: the same for each
    segment, with `bands`: how many went from which band to which.
    """
    current = snap.signals.filter(pl.col("churned_on").is_null())
    new = current.select("segment", pl.col("health").alias("was"), pl.col("health_band").alias("was_in"),
                         score(changed(weights(snap.store, snap.as_of), wanted)).alias("health"), *UNSETTLED)  # fmt: skip
    rows = new.with_columns(band(tuple(UNSETTLED)).alias("now_in")).filter(pl.col("health").is_not_null() | pl.col("was").is_not_null())
    segments = rows.partition_by("segment", maintain_order=True)
    told = [{"segment": part["segment"][0]} | _counts(part) | {"bands": _bands(part)} for part in segments]
    return _counts(rows) | {"by_segment": sorted(told, key=lambda t: t["segment"] or "")}


def _counts(rows: pl.DataFrame) -> dict:
    rank = {name: i for i, (name, _) in enumerate(reversed(BANDS))}
    was, now = (pl.col(c).replace_strict(rank, default=None, return_dtype=pl.Int64) for c in ("was_in", "now_in"))
    up, down, points, lost = rows.select(
        (now > was).sum(), (now < was).sum().alias("down"), (pl.col("health") - pl.col("was")).mean().alias("points"),
        (pl.col("health").is_null() != pl.col("was").is_null()).sum().alias("lost"),
    ).row(0)  # fmt: skip
    mean = None if points is None else round(points, 2)
    return {"accounts": rows.height, "moved": up + down, "up": up, "down": down, "points": mean, "known_or_not": lost}


def _bands(rows: pl.DataFrame) -> list[dict]:
    moved = rows.filter(pl.col("was_in").ne_missing(pl.col("now_in")))
    counts = moved.group_by(pl.col("was_in").alias("from"), pl.col("now_in").alias("to")).agg(pl.len().alias("n"))
    return counts.sort("n", "from", "to", descending=[True, False, False]).to_dicts()

