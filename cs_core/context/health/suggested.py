"""Weights that would have told better who is kept: a suggestion from the past, measured out of fold, and never applied by itself."""

import numpy as np
import polars as pl
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from cs_core.context.health.weights import LEAST_KNOWN, MEASURES
from cs_core.context.outlook import FEWEST_EVENTS
from cs_core.context.separation import auc_gain

FOLDS = 5
HOLD = 5.0
"""How strongly the weights of today are held on to: about so many squared log odds for a measure that runs away from them."""
NAMES = [m.name for m in MEASURES]


def suggestion(rows: pl.DataFrame, outcome: str, current: dict[str, float]) -> dict:
    """weights (measure, weight, suggested; none where none are shown to be better), gain in AUC (point, low, high) and says.

    Better means: the interval of the gain lies above 0, and it is above 0 in each of the folds.

    `rows`: the measures (0 to 1, null unknown) and whether the outcome was good; `current`: weight by measure.
    """
    x = rows.select(NAMES).to_numpy().astype(float)
    y, now = rows[outcome].to_numpy().astype(int), np.array([current[n] for n in NAMES])
    lost = int(len(y) - y.sum())
    if min(lost, len(y) - lost) < FEWEST_EVENTS:
        return _none(f"cannot tell: {lost} of {len(y)} were lost; {FEWEST_EVENTS} lost and kept are needed")
    old, new, each = weighted(x, now), np.empty(len(y)), []
    for train, held_out in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(x, y):
        new[held_out] = weighted(x[held_out], fitted(x[train], y[train], now))
        each.append(auc_gain(new[held_out], old[held_out], y[held_out]).point)
    gain = auc_gain(new, old, y)
    told = {k: round(v, 3) for k, v in gain._asdict().items()}
    if gain.low <= 0 or min(each) <= 0:
        return _none("keep the weights: no others are shown to have told better") | {"gain": told}
    best = fitted(x, y, now)
    table = [{"measure": n, "weight": float(w), "suggested": float(round(s))} for n, w, s in zip(NAMES, now, best, strict=True)]
    found = f"AUC higher by {gain.point:.3f} ({gain.low:.3f} to {gain.high:.3f}) out of fold, n = {len(y):,}, {lost} lost"
    return {"weights": table, "gain": told, "says": f"a suggestion, not applied: {found}"}


def _none(says: str) -> dict:
    return {"weights": [], "gain": None, "says": says}


def weighted(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The score of each row as `score.score` counts it, up to its scale; the middle where too little is known."""
    known = ~np.isnan(x)
    total = known @ weights
    points = np.where(known, x - 0.5, 0.0) @ weights
    return np.where(total >= LEAST_KNOWN * weights.sum(), points / np.maximum(total, 1e-9), 0.0)


def fitted(x: np.ndarray, y: np.ndarray, now: np.ndarray) -> np.ndarray:
    """Weights of the same sum, none negative: logistic regression on the measures, drawn towards a multiple of those of today."""
    centred, share = np.where(np.isnan(x), 0.0, x - 0.5), now / now.sum()

    def loss(p: np.ndarray) -> tuple[float, np.ndarray]:
        base, scale, own = p[0], p[1], p[2:]
        odds, apart = base + centred @ own, own - scale * share
        miss = 1 / (1 + np.exp(-odds)) - y
        value = np.logaddexp(0, odds).sum() - y @ odds + HOLD / 2 * apart @ apart
        return value, np.concatenate([[miss.sum(), -HOLD * apart @ share], centred.T @ miss + HOLD * apart])

    start = np.concatenate([[0.0, 1.0], share])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), (0, None)] + [(0, None)] * len(now)).x[2:]
    return now if found.sum() <= 0 else found * now.sum() / found.sum()

