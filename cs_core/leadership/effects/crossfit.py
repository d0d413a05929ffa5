"""What is expected of an account, by models that never saw it, and the doubly robust gain that follows.

Accounts are dealt into folds. For every pair of folds there is a model that saw neither, so that a learner which is judged on one fold
can be taught on the others with gains that know nothing of it: ten fits more, in place of twenty in each fold. They are made only where
somebody is to be taught.
Sources: Robins et al. 1994 (AIPW), Chernozhukov et al. 2018 (cross-fitting).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

FOLDS = 5
EDGE = 0.02
"""Propensities are held this far from 0 and 1: no account weighs more than fifty others."""

TREES = {"max_iter": 60, "learning_rate": 0.1, "max_leaf_nodes": 8, "min_samples_leaf": 20, "early_stopping": False, "random_state": 0}


class Always(NamedTuple):
    """The model of an outcome that was the same for all."""

    value: float

    def predict(self, x: np.ndarray) -> np.ndarray:
        """That outcome, one for each row."""
        return np.full(len(x), self.value)


class Crossed(NamedTuple):
    """Models of one thing, each without one fold: of the outcome in one arm, or (no arm) of the touch."""

    kind: str
    arm: int | None
    models: tuple
    held_out: np.ndarray
    """Expected of each row by the model without its fold."""


class Data(NamedTuple):
    """A matrix without gaps, touch (0/1), outcome, fold of each row; whether the outcome is yes/no and the touch was drawn by chance."""

    x: np.ndarray
    t: np.ndarray
    y: np.ndarray
    fold: np.ndarray
    binary: bool
    randomised: bool


class Nuisance(NamedTuple):
    """Both arms' outcome by linear models and by trees, the closer of the two, the touch where it was not drawn, and the gains."""

    linear: tuple[Crossed, Crossed]
    trees: tuple[Crossed, Crossed] | None
    outcome: tuple[Crossed, Crossed]
    touch: Crossed | None
    gain: np.ndarray
    """Of each row the AIPW score: an unbiased, noisy gain."""
    propensity: np.ndarray
    residual: np.ndarray
    """Outcome less what was expected of it."""


def folds_of(t: np.ndarray, y: np.ndarray, *, binary: bool, groups: np.ndarray | None = None) -> np.ndarray:
    """The fold of each row, alike in touch and (where each kind is common enough) outcome; rows of one group stay together."""
    strata = 2 * t + y.astype(int) if binary else t
    if len(np.unique(strata)) < 4 or np.unique(strata, return_counts=True)[1].min() < FOLDS:
        strata = t
    parted = StratifiedKFold if groups is None else Dealt
    fold = np.empty(len(t), int)
    for number, (_, held_out) in enumerate(parted(FOLDS, shuffle=True, random_state=0).split(t[:, None], strata, groups)):
        fold[held_out] = number
    return fold


def nuisance(data: Data, *, trees: bool) -> Nuisance:
    """Fit what is expected with and without a touch; `trees`: whether boosted trees are tried as well as linear models."""
    arms = {kind: tuple(_crossed(data, kind, arm) for arm in (1, 0)) for kind in (("linear", "trees") if trees else ("linear",))}
    outcome = min(arms.values(), key=lambda both: _error(data, both))
    touch = None if data.randomised else _touch(data)
    one, zero = (crossed.held_out for crossed in outcome)
    p = _propensity(data, None if touch is None else touch.held_out)
    residual = data.y - np.where(data.t == 1, one, zero)
    return Nuisance(arms["linear"], arms.get("trees"), outcome, touch, _gain(data, one, zero, p), p, residual)


def gains_unseen(data: Data, known: Nuisance) -> np.ndarray:
    """gains[a, i]: the gain of row i by models that never saw fold a, nor the fold of i."""
    one, zero = (_without_pairs(data, crossed) for crossed in known.outcome)
    p = _propensity(data, None if known.touch is None else _without_pairs(data, known.touch))
    return _gain(data, one, zero, p)


def _gain(data: Data, one: np.ndarray, zero: np.ndarray, p: np.ndarray) -> np.ndarray:
    t, y = data.t, data.y
    return one - zero + t * (y - one) / p - (1 - t) * (y - zero) / (1 - p)


def _propensity(data: Data, told: np.ndarray | None) -> np.ndarray:
    """Chance of being touched: what is told of it or, where the touch was drawn, the share that was."""
    return np.clip(np.full(len(data.t), data.t.mean()) if told is None else told, EDGE, 1 - EDGE)


def fitted(model, x: np.ndarray, y: np.ndarray):
    """The model fitted, or one that always says the same where nothing varied."""
    return Always(float(y[0])) if (y == y[0]).all() else model.fit(x, y)


def predicted(model, x: np.ndarray) -> np.ndarray:
    """Expected outcome of each row: a chance where the model is of yes and no."""
    return model.predict_proba(x)[:, 1] if hasattr(model, "predict_proba") else model.predict(x)


def _error(data: Data, arms: tuple[Crossed, Crossed]) -> float:
    expected = np.where(data.t == 1, arms[0].held_out, arms[1].held_out)
    return float(np.mean((data.y - expected) ** 2))


def _model(kind: str, binary: bool):
    if kind == "trees":
        return HistGradientBoostingClassifier(**TREES) if binary else HistGradientBoostingRegressor(**TREES)
    return LogisticRegression(C=0.3, max_iter=500) if binary else RidgeCV(alphas=(0.1, 1.0, 10.0, 100.0))


def _crossed(data: Data, kind: str, arm: int | None) -> Crossed:
    fit = _fitter(data, kind, arm)
    models, held_out = tuple(fit(data.fold != a) for a in range(FOLDS)), np.empty(len(data.t))
    for a, model in enumerate(models):
        held_out[data.fold == a] = predicted(model, data.x[data.fold == a])
    return Crossed(kind, arm, models, held_out)


def _without_pairs(data: Data, crossed: Crossed) -> np.ndarray:
    """seen[a, i]: expected of row i by a model that saw neither fold a nor the fold of i."""
    fit, fold = _fitter(data, crossed.kind, crossed.arm), data.fold
    seen = np.empty((FOLDS, len(fold)))
    seen[fold, np.arange(len(fold))] = crossed.held_out
    for a in range(FOLDS):
        for b in range(a):
            model = fit((fold != a) & (fold != b))
            seen[b, fold == a], seen[a, fold == b] = (predicted(model, data.x[fold == k]) for k in (a, b))
    return seen


def _fitter(data: Data, kind: str, arm: int | None) -> Callable[[np.ndarray], object]:
    y, binary = (data.t, True) if arm is None else (data.y, data.binary)
    only = np.ones(len(y), bool) if arm is None else data.t == arm
    return lambda rows: fitted(_model(kind, binary), data.x[rows & only], y[rows & only])


def _touch(data: Data) -> Crossed:
    """Whether one is touched: linear or trees, whichever is closer."""
    tried = [_crossed(data, kind, None) for kind in ("linear", "trees")]
    return min(tried, key=lambda crossed: log_loss(data.t, np.clip(crossed.held_out, EDGE, 1 - EDGE)))


class Dealt(StratifiedGroupKFold):
    """The same folds with all of them weighed at once: group by group and fold by fold it takes as long as ten fits."""

    def _find_best_fold(self, y_counts_per_fold: np.ndarray, y_cnt: np.ndarray, group_y_counts: np.ndarray) -> int:
        n = len(y_counts_per_fold)
        trials = y_counts_per_fold + np.eye(n)[:, :, None] * group_y_counts
        uneven, sizes = (trials / y_cnt).std(axis=1).mean(axis=1).tolist(), y_counts_per_fold.sum(axis=1).tolist()
        best = 0
        for fold in range(1, n):
            alike = np.abs(uneven[fold] - uneven[best]) <= ALIKE[0] + ALIKE[1] * uneven[best]
            if uneven[fold] < uneven[best] or (alike and sizes[fold] < sizes[best]):
                best = fold
        return best


ALIKE = (1e-8, 1e-5)
"""As numpy.isclose has it."""
