"""Were the weights right? Past scores against what happened: real departures and real renewals, by measure and by segment.

Customers of days 90 and 180 days ago are scored by the weights of today on what was known on that day, and compared with what they did
in the 90 days that followed. An AUC is the chance that a customer who stayed had scored above one who was lost: 0.5 is guessing.
"""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from scipy.stats import binomtest

from cs_core.context.health.score import UNSETTLED, band, measured, score
from cs_core.context.health.suggested import suggestion
from cs_core.context.health.weights import BANDS, MEASURES, SCORED, weights
from cs_core.context.outlook import FEWEST_EVENTS
from cs_core.context.separation import auc_interval
from cs_core.context.signals.known import known_signals
from cs_core.context.signals.outcomes import left_within, renewed
from cs_core.context.signals.outlooks import kept_file
from cs_core.context.signals.past import looking_back, mark, on_monday
from cs_core.context.snapshot import Snapshot
from cs_core.records import key_of

DAYS_BACK = (90, 180)
VERSION = "2"
WINS, LOSES, CANNOT = "right way round", "wrong way round: see first whether our attention follows trouble", "cannot tell"


def weights_right(snap: Snapshot) -> dict:
    """as_of, days, and for each of `OUTCOMES` its name, says, n, lost, score, bands, measures, by_segment, suggestion.

    score and each measure: auc (point, low, high; null where it cannot be told), n, lost, weight, says. bands: share lost with its
    interval. suggestion: weights that would have told better, or why there are none; nothing is ever changed by it. Kept for the week.
    """
    set_ = weights(snap.store, snap.as_of)
    name = f"right-{mark(snap)}-{key_of(VERSION, *(v for row in set_.select('weight', 'worst', 'best').iter_rows() for v in row))}.json"
    return kept_file(snap, name, lambda: _judged(snap, set_))


def _judged(snap: Snapshot, set_: pl.DataFrame) -> dict:
    now = looking_back(on_monday(snap))
    days = [now.as_of - timedelta(days=n) for n in DAYS_BACK]
    rows = pl.concat([scored(now, day, set_) for day in days])
    told = [_outcome(rows, name, says, set_) for name, says in OUTCOMES.items()]
    return {"as_of": now.as_of.isoformat(), "days": [d.isoformat() for d in days], "outcomes": told}


def scored(now: Snapshot, day: date, set_: pl.DataFrame) -> pl.DataFrame:
    """Customers of a past day: segment, health, health_band, each measure (0 to 1), its weight, and whether they stayed and renewed."""
    then = replace(now, as_of=day)
    rows = known_signals(then).filter(pl.col("churned_on").is_null())
    told = rows.with_columns(pl.col("segment").fill_null("other"))
    for found in (
        left_within(now, then).select("account_id", (~pl.col("happened")).alias("stayed")),
        renewed(now, then).rename({"happened": "renewed"}),
    ):
        told = told.join(found, on="account_id", how="left", maintain_order="left")
    columns = [measured(m, set_).alias(m.name) for m in MEASURES]
    told = told.select("account_id", "segment", score(set_).alias("health"), *columns, "stayed", "renewed", *UNSETTLED)
    return told.with_columns(band(tuple(UNSETTLED)).alias("health_band")).drop(UNSETTLED)


def _outcome(rows: pl.DataFrame, outcome: str, says: str, set_: pl.DataFrame) -> dict:
    known = rows.filter(pl.col(outcome).is_not_null())
    parts = [(segment, known.filter(pl.col("segment") == segment)) for segment in SCORED]
    by_segment = [_segment(name, part, outcome, set_) for name, part in parts if part.height]
    return {"outcome": outcome, "says": says} | _told(known, outcome) | {"bands": _bands(known, outcome), "by_segment": by_segment}


def _segment(name: str, rows: pl.DataFrame, outcome: str, set_: pl.DataFrame) -> dict:
    current = dict(set_.filter(pl.col("segment") == name).select("measure", "weight").iter_rows())
    told = _told(rows, outcome)
    measures = [m | {"weight": current[m["measure"]]} for m in told["measures"]]
    return {"segment": name} | told | {"measures": measures, "suggestion": suggestion(rows, outcome, current)}


def _told(rows: pl.DataFrame, outcome: str) -> dict:
    measures = [{"measure": m.name} | _separates(rows, m.name, outcome) for m in MEASURES]
    lost = int((~rows[outcome]).sum())
    return {"n": rows.height, "lost": lost, "score": _separates(rows, "health", outcome), "measures": measures}


def _separates(rows: pl.DataFrame, column: str, outcome: str) -> dict:
    """How well one column told who was kept from who was lost."""
    known = rows.drop_nulls(column)
    kept = known[outcome].to_numpy().astype(int)
    lost = len(kept) - int(kept.sum())
    about = {"n": len(kept), "lost": lost}
    if min(lost, len(kept) - lost) < FEWEST_EVENTS:
        return {"auc": None} | about | {"says": f"{CANNOT}: {lost} of {len(kept)} were lost; {FEWEST_EVENTS} lost and kept are needed"}
    auc = auc_interval(known[column].to_numpy(), kept)
    says = WINS if auc.low > 0.5 else LOSES if auc.high < 0.5 else f"{CANNOT}: the interval covers 0.5, which is guessing"
    return {"auc": {k: round(v, 3) for k, v in auc._asdict().items()}} | about | {"says": says}


def _bands(rows: pl.DataFrame, outcome: str) -> list[dict]:
    told = []
    for name, _ in BANDS:
        part = rows.filter(pl.col("health_band") == name)
        lost = int((~part[outcome]).sum())
        reach = binomtest(lost, part.height).proportion_ci(method="wilson") if part.height else None
        share = {"share": lost / part.height, "low": reach.low, "high": reach.high} if reach else dict.fromkeys(("share", "low", "high"))
        told.append({"band": name, "n": part.height, "lost": lost} | share)
    return told


OUTCOMES: dict[str, str] = {
    "stayed": "stayed for the 90 days that followed",
    "renewed": "renewed the term that ended in the 90 days that followed",
}
