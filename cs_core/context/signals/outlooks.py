"""How likely each customer is to leave, to renew and to grow, learnt from this store's own past days; nothing where nothing can be told.

Which model is good, and whether any is, is judged once for the week's rows (`past`); each day that model is fitted and asked again. The
answers of a day are kept beside the store by its content, so that a page fits nothing; but what moves an account of a large book: `EACH`.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.observed import Observed
from cs_core.context.pulse import NOUN as PULSE
from cs_core.context.signals.known import known_signals
from cs_core.context.signals.outcomes import HORIZON_DAYS, OUTCOMES, Outcome
from cs_core.context.signals.past import FEATURES, FEWEST, MOST_ROWS, VERSION, features, learning_rows, mark
from cs_core.context.taken_back import count_of
from cs_core.context.vocabulary import SIGNALS, type_of
from cs_core.records import Interval, key_of

if TYPE_CHECKING:
    from cs_core.context.outlook import Outlook

MOST_DRIVERS = 4
LEAST_CLASH = 0.05
"""By how much leaving and renewing may miss 1 together before it is said that their models disagree."""
LEAST_MOVE = 0.005
"""Half a percentage point: what moves a probability by less is no driver."""
EACH = 10_000
"""Of so many customers at most what moves each is kept with its probability. Of more it is worked out when one is looked at: of all of
100,000 it takes as long as all else that the models are asked, and of a million an answer would lie in a file of hundreds of megabytes."""
KEPT = ("n", "events", "auc", "brier", "ece", "usable", "says", "model", "calibration")
"""Of an outlook: what is judged once a week."""


def likelihoods(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id and the signal of each outcome, for `rows` (known signals); null where no model is usable or it cannot be asked."""
    found, told = rows.select("account_id"), _told(snap, rows)
    for outcome in OUTCOMES:
        likely = told[outcome.name]["probability"]
        schema = {"account_id": pl.String, outcome.signal: pl.Float64}
        column = pl.DataFrame({"account_id": list(likely), outcome.signal: list(likely.values())}, schema=schema)
        found = found.join(column, on="account_id", how="left", maintain_order="left")
    return found


def outlook_says(snap: Observed) -> dict[str, str]:
    """Of each outcome by name, in one sentence: how good its probabilities are, or why there are none."""
    return {name: told["says"] for name, told in _told(snap, None).items()}


def outlook_of(snap: Observed, row: dict) -> dict[str, dict]:
    """Of one account (its row of the signals), each outcome by name: probability, says, drivers (feature, says, value, usual, points).

    Points are percentage points of probability against the usual value of that feature, all else as it is: how the model reads the
    account, not why it will act so.
    """
    told, known = _told(snap, None), cache(partial(learnt, snap))
    found = {o.name: _one(o, row, told[o.name], partial(_moved_now, known, row, o)) for o in OUTCOMES}
    clash = _clash(row)
    return found | {name: found[name] | {"says": f"{clash} {found[name]['says']}"} for name in ("churn", "renewal") if clash}


def _clash(row: dict) -> str:
    """Two models answer what is nearly one question where the term ends before the churn horizon does: empty where they agree."""
    leaves, renews, days = (row[name] for name in ("churn_probability", "renewal_likelihood", "days_to_renewal"))
    if leaves is None or renews is None or days is None or not 0 <= days <= HORIZON_DAYS or abs(leaves + renews - 1) < LEAST_CLASH:
        return ""
    low, high = sorted((1 - leaves, renews))
    ends = "today" if days == 0 else "in 1 day" if days == 1 else f"in {days} days"
    return (
        f"Two separate models disagree: {leaves:.0%} likely to leave within {HORIZON_DAYS} days, {renews:.0%} likely to renew a term that "
        f"ends {ends}. Take renewal to be {low:.0%} to {high:.0%} likely."
    )


def _one(outcome: Outcome, row: dict, told: dict, now: Callable[[dict], list[tuple]]) -> dict:
    p = row[outcome.signal]
    moved = [] if p is None else now(told["usual"]) if told["drivers"] is None else told["drivers"].get(row["account_id"], [])
    asked = pl.DataFrame([row], infer_schema_length=None).select(outcome.asked_of.fill_null(False)).item()
    says = f"{p:.0%} likely to {outcome.says}. {told['says']}" if p is not None else told["says"]
    if not asked:
        says = f"Not asked: {outcome.otherwise}."
    return {"signal": outcome.signal, "probability": p, "says": says, "drivers": [_driver(*d) for d in moved]}


def _driver(feature: str, value: object, usual: object, points: float) -> dict:
    return {"feature": feature, "says": WORDS.get(feature) or SIGNALS[feature].says, "value": value, "usual": usual, "points": points}


def _told(snap: Observed, rows: pl.DataFrame | None) -> dict[str, dict]:
    """says, probability, drivers by account (None: of more than EACH) and the usual features, for each outcome.

    From the file beside the store, else worked out now.
    """
    name = f"told-{snap.as_of}-{content_mark(snap)}.json"
    return kept_file(snap, name, lambda: _asked(snap, known_signals(snap) if rows is None else rows))


def learnt(snap: Observed) -> tuple[pl.DataFrame, dict[str, dict]]:
    """The rows of past days, and of each outcome by name what was judged from them: kept beside the store for the week."""
    past = learning_rows(snap)
    return past, kept_file(snap, f"judged-{mark(snap)}.json", lambda: _judged(past))


def _asked(snap: Observed, rows: pl.DataFrame) -> dict[str, dict]:
    past, judged = learnt(snap)
    return {o.name: _answers(o, judged[o.name], past, rows) for o in OUTCOMES}


def _judged(past: pl.DataFrame) -> dict[str, dict]:
    """Which model is usable for each outcome, and how good it is."""
    judged = {}
    for outcome in OUTCOMES:
        rows = _rows_of(past, outcome)
        if rows.is_empty():
            says = f"Cannot tell: in no past day could {FEWEST} customers be seen to {outcome.says}, and {FEWEST} not to. Use rules."
            judged[outcome.name] = {"usable": False, "says": says}
            continue
        from cs_core.context.outlook import fit_outcome  # noqa: PLC0415 - takes a second to import, and most runs judge nothing

        found = fit_outcome(rows.select(FEATURES), rows[outcome.name], groups=rows["account_id"])
        judged[outcome.name] = {key: getattr(found, key) for key in KEPT}
    return judged


def _answers(outcome: Outcome, judged: dict, past: pl.DataFrame, rows: pl.DataFrame) -> dict:
    if not judged["usable"]:
        return {"says": judged["says"], "probability": {}, "drivers": {}, "usual": {}}
    model, asked = _fitted(outcome, judged, past), rows.filter(outcome.asked_of)
    seen, ids = features(asked), asked["account_id"].to_list()
    likely = dict(zip(ids, model.predict(seen).round(4).to_list(), strict=True))
    usual = {c: seen[c].median() if seen[c].dtype.is_numeric() else seen[c].mode().sort().first() for c in seen.columns}
    moved = dict(zip(ids, _drivers(model, seen, usual), strict=True)) if asked.height <= EACH else None
    return {"says": model.says, "probability": likely, "drivers": moved, "usual": usual}


def _moved_now(known: Callable[[], tuple[pl.DataFrame, dict[str, dict]]], row: dict, outcome: Outcome, usual: dict) -> list[tuple]:
    """What moves the probability of one account; `known` tells what was `learnt`, which is read once for all outcomes."""
    past, judged = known()
    seen = features(pl.DataFrame([row], schema_overrides={c: type_of(c) for c in row if c in SIGNALS}))
    return _drivers(_fitted(outcome, judged[outcome.name], past), seen, usual)[0]


def _fitted(outcome: Outcome, judged: dict, past: pl.DataFrame) -> "Outlook":
    from cs_core.context.outlook import Outlook, fit_again  # noqa: PLC0415 - see above

    rows = _rows_of(past, outcome)
    return fit_again(rows.select(FEATURES), rows[outcome.name], judged=Outlook(**judged | {"auc": Interval(*judged["auc"])}))


def _rows_of(past: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    if outcome.name not in past.columns:
        return past.clear()
    rows = past.filter(pl.col(outcome.name).is_not_null()).sort("day", "account_id")
    return rows.gather_every(max(1, -(-rows.height // MOST_ROWS)))


def _drivers(model: "Outlook", seen: pl.DataFrame, usual: dict) -> list[list[tuple]]:
    """Of each account the features that move its probability most: feature, value, the usual one, percentage points."""
    middles = {c: pl.Float64 if kind.is_numeric() else kind for c, kind in seen.schema.items()}
    moved = model.moved_by(seen, among=pl.DataFrame([usual], schema=middles))
    if moved.is_empty():
        return [[] for _ in range(seen.height)]
    names = moved.columns
    points, values = moved.to_numpy(), [seen[c].to_list() for c in names]
    most = np.argsort(-np.abs(points), axis=1, kind="stable")[:, :MOST_DRIVERS].tolist()
    told = []
    for at, (columns, row) in enumerate(zip(most, points.tolist(), strict=True)):
        told.append([(names[c], values[c][at], usual[names[c]], round(100 * row[c], 1)) for c in columns if abs(row[c]) >= LEAST_MOVE])
    return told


def kept_file(snap: Observed, name: str, work_out: Callable[[], dict]) -> dict:
    """A document beside the store by its name, worked out where it is not there yet."""
    path = snap.store.lake / "outlook" / name
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    told = json.dumps(work_out())
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".tmp")
        part.write_text(told, encoding="utf-8")
        part.replace(path)
    return json.loads(told)


def content_mark(snap: Observed) -> str:
    """A short mark of all that an answer may rest on: it changes with every import, link, note and logged touch, and not with a pulse.

    It never changes while `signals_mark` stays: the answers are those of a whole book, and made with its signals.
    """
    counts = *snap.store.version(*NOUNS, "link", "touch", "note"), count_of(snap.store, besides=PULSE)
    files = sorted(f"{p.parent.name}/{p.name}:{p.stat().st_size}" for p in (snap.store.lake / "events").glob("*/*.parquet"))
    return key_of(VERSION, *counts, *files)


#: Features that are no signals themselves, or whose words lean on those of the signal before.
WORDS = {
    "tenure_days": "days as a customer",
    "days_since_event": "days since the last use",
    "days_since_touch": "days since two-way contact",
    "usage_change": "change of use against the four weeks before, in percent",
    "days_to_anniversary": "days to the anniversary of the first day as a customer",
    "has_champion": "whether a champion is there",
    "champion_left": "whether the champion left lately",
}
