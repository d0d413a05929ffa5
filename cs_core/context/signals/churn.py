"""Who is likely to leave within 90 days, learnt from this store's own past days; nothing where there is no usable signal.

Each past day gives one row for every account that was a customer then: its signals as known on that day, and whether it had left 90
days later (a discrete-time hazard). The result is kept beside the store, by day and content, since a fit takes seconds.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.observed import Observed
from cs_core.context.signals.contract import departures, overdue
from cs_core.context.signals.known import gathered, known_signals
from cs_core.context.signals.people import last_touch, people
from cs_core.context.signals.support import support
from cs_core.records import key_of

HORIZON_DAYS = 90
MOST_PERIODS = 6
"""Past days learnt from at most, one horizon apart, so that no departure counts twice."""
ENOUGH_DEPARTURES = 120
"""With so many, older days are left alone: they take time and tell of an older company."""
WARM_UP_DAYS = 90
"""A feed younger than this on a past day has not shown what is normal yet."""
FEWEST_DEPARTURES = 20
VERSION = "4"

#: Only what carries its own day in every source. Seats, price, plan and term are known of a past day where contract history was
#: imported; where an export holds the newest versions alone they already tell who renewed, and a model cannot tell the two apart.
FEATURES: tuple[str, ...] = (
    "segment", "industry", "tenure_days", "days_to_anniversary", "overdue_invoices", "usage_4w", "usage_change", "usage_z",
    "active_users_4w", "features_4w", "days_since_event", "open_tickets", "tickets_90d", "escalations_open", "satisfaction_90d",
    "days_since_touch", "people", "has_champion", "champion_left",
)  # fmt: skip
LEARNT_FROM = (overdue, support, people, last_touch)
"""The parts of the signals that give `FEATURES`, besides profile and use: all else would only cost time."""


class ReadOnce(NamedTuple):
    """A store for looking back over several days: what snapshots need of `Store`, each table read once."""

    frame: Callable[..., pl.DataFrame]
    lake: Path


def churn_probabilities(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, churn_probability of the current customers in `rows` (known signals); empty where no model is usable."""
    kept = _kept(snap, rows)["probability"]
    return pl.DataFrame(
        {"account_id": list(kept), "churn_probability": list(kept.values())},
        schema={"account_id": pl.String, "churn_probability": pl.Float64},
    )


def churn_says(snap: Observed) -> str:
    """One sentence: how good the churn probabilities are, or why there are none."""
    return _kept(snap, None)["says"]


def past_days(snap: Observed) -> pl.DataFrame | None:
    """`FEATURES` and `left` of the customers of each past day learnt from; None where too few have left, or no day has a full horizon."""
    left = departures(snap)
    if left.height < FEWEST_DEPARTURES:
        return None
    periods, seen = [], 0
    back = replace(snap, store=ReadOnce(frame=cache(snap.store.frame), lake=snap.store.lake))
    for day in _days(snap, left):
        periods.append(_period(back, left, day))
        seen += periods[-1]["left"].sum()
        if seen >= ENOUGH_DEPARTURES:
            break
    return pl.concat(periods) if periods else None


def _days(snap: Observed, left: pl.DataFrame) -> list[date]:
    """Past days from which there is a full horizon to look at, and before which the feeds had begun."""
    began = snap.use.feed.first_on if snap.use.feed else left["churned_on"].min()
    days = [snap.as_of - timedelta(days=n * HORIZON_DAYS) for n in range(1, MOST_PERIODS + 1)]
    return [day for day in days if day >= began + timedelta(days=WARM_UP_DAYS)]


def _period(snap: Observed, left: pl.DataFrame, day: date) -> pl.DataFrame:
    """Features of the customers of one past day, and `left`: whether they had left a horizon later."""
    rows = gathered(replace(snap, as_of=day), LEARNT_FROM).filter(pl.col("churned_on").is_null()).drop("churned_on")
    soon = left.filter(pl.col("churned_on") <= day + timedelta(days=HORIZON_DAYS)).select("account_id", pl.lit(True).alias("left"))
    outcome = rows.select("account_id").join(soon, on="account_id", how="left", maintain_order="left")["left"].fill_null(False)
    return features(rows).with_columns(outcome)


def features(rows: pl.DataFrame) -> pl.DataFrame:
    """What the model may see of the signals: no name, no owner, no date."""
    return rows.with_columns(
        (365 - pl.col("tenure_days") % 365).alias("days_to_anniversary"),
        pl.col("champion").is_not_null().alias("has_champion"),
        pl.col("champion_left_on").is_not_null().alias("champion_left"),
    ).select(FEATURES)


def _kept(snap: Observed, rows: pl.DataFrame | None) -> dict:
    """says and probability by account: from the file beside the store, else fitted now."""
    path = snap.store.lake / "outlook" / f"churn-{snap.as_of}-{_content(snap)}.json"
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    found = _fitted(snap, known_signals(snap) if rows is None else rows)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".tmp")
        part.write_text(json.dumps(found), encoding="utf-8")
        part.replace(path)
    return found


def _fitted(snap: Observed, rows: pl.DataFrame) -> dict:
    from cs_core.context.outlook import fit_outcome  # noqa: PLC0415 - scikit-learn takes a second to import, and most runs fit nothing

    past = past_days(snap)
    if past is None:
        said = f"Cannot tell: departures known: {departures(snap).height:,}; needed: {FEWEST_DEPARTURES}. Use rules."
        return {"says": said, "probability": {}}
    outlook = fit_outcome(past.drop("left"), past["left"])
    current = rows.filter(pl.col("churned_on").is_null())
    likely = outlook.predict(features(current)).round(4).to_list() if outlook.usable else []
    return {"says": outlook.says, "probability": dict(zip(current["account_id"].to_list(), likely, strict=False))}


def _content(snap: Observed) -> str:
    """A short mark of all that a fit may read: it changes with every import, link and logged touch."""
    counts = [snap.store.count(table) for table in (*NOUNS, "link", "touch")]
    files = sorted(f"{p.parent.name}/{p.name}:{p.stat().st_size}" for p in (snap.store.lake / "events").glob("*/*.parquet"))
    return key_of(VERSION, *counts, *files)
