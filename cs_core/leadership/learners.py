"""Learners of an effect that differs between accounts: models of each arm (T), and doubly robust (DR).

All are linear in standardised features, so that an effect has a variance in closed form. Sources: Kuenzel et al. 2019
(T-learner), Kennedy 2023 (DR-learner), Nychka 1988 (why the Bayesian variance of a penalised fit covers on average).
"""

from typing import NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV, RidgeCV
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

FOLDS = 5
EDGE = 0.02
"""Propensities are held this far from 0 and 1: no account weighs more than fifty others."""

PENALTIES = (0.001, 0.01, 0.1, 1.0)
"""Ridge penalties per row. At the greatest a slope counts as half, never as none: its doubt must stay in sight."""

TREES = {"max_iter": 60, "learning_rate": 0.1, "max_leaf_nodes": 8, "min_samples_leaf": 20, "random_state": 0}


class Linear(NamedTuple):
    """A fitted linear score: coefficients (intercept first), their covariance, whether it is log odds."""

    beta: np.ndarray
    cov: np.ndarray
    log_odds: bool

    def predict(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Expected outcome and its variance, a row each of `x`."""
        z = np.column_stack([np.ones(len(x)), x])
        score, variance = z @ self.beta, np.einsum("ij,jk,ik->i", z, self.cov, z)
        if not self.log_odds:
            return score, variance
        p = 1 / (1 + np.exp(-score))
        return p, variance * (p * (1 - p)) ** 2


class Effects(NamedTuple):
    """What a fitted learner says of each account: the effect and its variance."""

    point: np.ndarray
    variance: np.ndarray


class TLearner(NamedTuple):
    """Two models of the outcome, with and without a person; the effect is their difference."""

    present: Linear
    absent: Linear

    def effect(self, x: np.ndarray) -> Effects:
        """The effect and its variance, a row each of `x`."""
        (one, v1), (zero, v0) = self.present.predict(x), self.absent.predict(x)
        return Effects(one - zero, v1 + v0)


class DRLearner(NamedTuple):
    """One linear model of doubly robust gains."""

    gain: Linear

    def effect(self, x: np.ndarray) -> Effects:
        """The effect and its variance, a row each of `x`."""
        return Effects(*self.gain.predict(x))


class Gains(NamedTuple):
    """For each account an unbiased, noisy gain (the AIPW score) and its propensity, both cross-fitted."""

    gain: np.ndarray
    propensity: np.ndarray


def fit_t(x: np.ndarray, t: np.ndarray, y: np.ndarray, gains: Gains, *, binary: bool) -> TLearner:
    """The T-learner; `gains` is not read (both learners are called alike)."""
    fit = _logit if binary else _ridge
    return TLearner(fit(x[t == 1], y[t == 1]), fit(x[t == 0], y[t == 0]))


def fit_dr(x: np.ndarray, t: np.ndarray, y: np.ndarray, gains: Gains, *, binary: bool) -> DRLearner:
    """The DR-learner: a ridge of the cross-fitted gains."""
    return DRLearner(_ridge(x, gains.gain))


def doubly_robust(
    x: np.ndarray, t: np.ndarray, y: np.ndarray, *, binary: bool, randomised: bool, trees: bool
) -> Gains:
    """Cross-fitted AIPW gains: each account's from models that never saw it. `trees`: which model of the outcome."""
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(x, t))
    propensity = np.full(len(t), t.mean()) if randomised else _propensity(x, t, folds)
    propensity = np.clip(propensity, EDGE, 1 - EDGE)
    one, zero = _expected(x, t, y, folds, binary=binary, trees=trees)
    gain = one - zero + t * (y - one) / propensity - (1 - t) * (y - zero) / (1 - propensity)
    return Gains(gain, propensity)


def _propensity(x: np.ndarray, t: np.ndarray, folds: list) -> np.ndarray:
    """Held-out chance of being touched: linear or trees, whichever is closer."""
    tried = [_cross(_outcome_model(True, trees), x, t, folds) for trees in (False, True)]
    return min(tried, key=lambda p: log_loss(t, np.clip(p, EDGE, 1 - EDGE)))


def prefers_trees(x: np.ndarray, t: np.ndarray, y: np.ndarray, *, binary: bool) -> bool:
    """Whether boosted trees come closer to held-out outcomes than a linear model."""
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(x, t))
    seen = np.where(t == 1, *_expected(x, t, y, folds, binary=binary, trees=False))
    grown = np.where(t == 1, *_expected(x, t, y, folds, binary=binary, trees=True))
    return bool(np.mean((y - grown) ** 2) < np.mean((y - seen) ** 2))


def _expected(x: np.ndarray, t: np.ndarray, y: np.ndarray, folds: list, *, binary: bool, trees: bool) -> tuple:
    """Held-out expected outcome of every account with and without a person."""
    return tuple(_cross(_outcome_model(binary, trees), x, y, folds, only=t == arm) for arm in (1, 0))


def _outcome_model(binary: bool, trees: bool):
    if trees:
        return HistGradientBoostingClassifier(**TREES) if binary else HistGradientBoostingRegressor(**TREES)
    return LogisticRegression(C=0.3, max_iter=500) if binary else RidgeCV(alphas=(0.1, 1.0, 10.0, 100.0))


def _cross(model, x: np.ndarray, y: np.ndarray, folds: list, *, only: np.ndarray | None = None) -> np.ndarray:
    out = np.empty(len(y))
    for train, held_out in folds:
        train = train if only is None else train[only[train]]
        out[held_out] = _fit_predict(model, x[train], y[train], x[held_out])
    return out


def _fit_predict(model, x: np.ndarray, y: np.ndarray, new: np.ndarray) -> np.ndarray:
    if (y == y[0]).all():
        return np.full(len(new), y[0], dtype=float)
    with threadpool_limits(1):
        fitted = clone(model).fit(x, y)
        return fitted.predict_proba(new)[:, 1] if hasattr(fitted, "predict_proba") else fitted.predict(new)


def _ridge(x: np.ndarray, y: np.ndarray) -> Linear:
    chosen = RidgeCV(alphas=[len(y) * p for p in PENALTIES]).fit(x, y)
    z = np.column_stack([np.ones(len(x)), x])
    noise = np.var(y - chosen.predict(x)) * len(y) / max(len(y) - z.shape[1], 1)
    beta = np.concatenate([[chosen.intercept_], chosen.coef_])
    return Linear(beta, noise * np.linalg.inv(z.T @ z + _penalty(z, chosen.alpha_)), log_odds=False)


def _logit(x: np.ndarray, y: np.ndarray) -> Linear:
    strengths = [1 / (len(y) * p) for p in PENALTIES_LOGIT]
    model = LogisticRegressionCV(
        Cs=strengths, cv=3, scoring="neg_log_loss", max_iter=500, l1_ratios=(0,), use_legacy_attributes=False
    ).fit(x, y)
    z = np.column_stack([np.ones(len(x)), x])
    p = model.predict_proba(x)[:, 1]
    curvature = z.T @ (z * (p * (1 - p))[:, None]) + _penalty(z, 1 / model.C_)
    beta = np.concatenate([model.intercept_, model.coef_[0]])
    return Linear(beta, np.linalg.inv(curvature), log_odds=True)


def _penalty(z: np.ndarray, strength: float) -> np.ndarray:
    diagonal = np.full(z.shape[1], float(strength))
    diagonal[0] = 1e-9
    return np.diag(diagonal)


PENALTIES_LOGIT = tuple(p / 10 for p in PENALTIES)
"""Log odds have less curvature than a square: the same slope needs less penalty."""

LEARNERS = (("T-learner", fit_t), ("DR-learner", fit_dr))
