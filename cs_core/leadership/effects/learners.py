"""Learners of an effect that differs between accounts: models of each arm (T), and of doubly robust gains (DR), linear and of trees.

No learner is best everywhere, so they are blended: what each says about who differs from the average is weighed by how well it told the
gains of accounts that it never saw, and what none could show is left out. Intervals add what the learners disagree about.
Sources: Kuenzel et al. 2019 (T), Kennedy 2023 (DR), Nychka 1988 (why the Bayesian variance of a penalised fit covers on average),
Buckland et al. 1997 (variance of a blend), Breiman 1996 (stacking).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import nnls
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegressionCV, RidgeCV
from threadpoolctl import threadpool_limits

from cs_core.leadership.effects.crossfit import FOLDS, Data, Nuisance, fitted, gains_unseen, predicted

PENALTIES = (0.001, 0.01, 0.1, 1.0)
"""Ridge penalties per row. At the greatest a slope counts as half, never as none: its doubt must stay in sight."""

PENALTIES_LOGIT = tuple(p / 10 for p in PENALTIES)
"""Log odds have less curvature than a square: the same slope needs less penalty."""

FEWEST_SPLIT = 9
"""With fewer of the rarer outcome three folds cannot choose a penalty: a straight line is drawn instead."""

DOUBT = 2.0
"""A weight is held back as if two rows had said that nobody differs."""


class Effects(NamedTuple):
    """What is said of each account: the effect and its variance."""

    point: np.ndarray
    variance: np.ndarray


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


class LinearT(NamedTuple):
    """Two models of the outcome, with and without a person; the effect is their difference."""

    present: Linear
    absent: Linear

    def effect(self, x: np.ndarray) -> Effects:
        """The effect and its variance, a row each of `x`."""
        (one, v1), (zero, v0) = self.present.predict(x), self.absent.predict(x)
        return Effects(one - zero, v1 + v0)


class LinearDR(NamedTuple):
    """One linear model of doubly robust gains."""

    gain: Linear

    def effect(self, x: np.ndarray) -> Effects:
        """The effect and its variance, a row each of `x`."""
        return Effects(*self.gain.predict(x))


class Trees(NamedTuple):
    """Models each without one fold, one (DR) or a pair (T) a fold: their mean, and the jackknife variance of leaving a fold out."""

    models: tuple[tuple, ...]

    def effect(self, x: np.ndarray) -> Effects:
        """The effect and its variance, a row each of `x`."""
        with threadpool_limits(1):
            told = np.array([_difference([predicted(m, x) for m in pair]) for pair in self.models])
        return Effects(told.mean(axis=0), (FOLDS - 1) * told.var(axis=0))


class Tried(NamedTuple):
    """A learner fitted, and what it says of each account when it never saw it."""

    learner: LinearT | LinearDR | Trees
    held_out: np.ndarray


class Blend(NamedTuple):
    """The average, and what the learners say about who differs from it."""

    learners: tuple
    weights: np.ndarray
    centres: np.ndarray
    """Mean effect of each learner over the accounts it was taught on."""
    average: float
    variance: float
    """Of the average."""
    plain: LinearDR
    """Its variance is the least that is told: what could not be learnt is not known to be nothing."""

    def effect(self, x: np.ndarray) -> Effects:
        """The effect and its variance, a row each of `x`."""
        told = [learner.effect(x) for learner in self.learners]
        apart = np.array([effects.point for effects in told]) - self.centres[:, None]
        spread = np.sqrt(np.array([effects.variance for effects in told]))
        shift = self.weights @ apart
        own = np.maximum((self.weights @ spread) ** 2, self.plain.effect(x).variance)
        disagreed = self.weights @ (apart - shift) ** 2 + (1 - self.weights.sum()) * shift**2
        return Effects(self.average + shift, self.variance + own + disagreed)


def learners(data: Data, known: Nuisance) -> dict[str, tuple[Tried, ...]]:
    """T- and DR-learners fitted on everything, each with what it said of accounts it had not seen."""
    fit = _logit if data.binary else _ridge
    x, t, y = data.x, data.t, data.y
    taught, gains = [data.fold != a for a in range(FOLDS)], gains_unseen(data, known)
    ridges = [_ridge(x[rows], gains[a, rows]) for a, rows in enumerate(taught)]
    grown = [_grown(x[rows], gains[a, rows]) for a, rows in enumerate(taught)]
    linear_t = Tried(LinearT(fit(x[t == 1], y[t == 1]), fit(x[t == 0], y[t == 0])), _difference([c.held_out for c in known.linear]))
    trees_t = Tried(Trees(tuple(zip(*(c.models for c in known.trees), strict=True))), _difference([c.held_out for c in known.trees]))
    linear_dr = Tried(LinearDR(_ridge(x, known.gain)), _held_out(data, [m.predict(x)[0] for m in ridges]))
    trees_dr = Tried(Trees(tuple((m,) for m in grown)), _held_out(data, [predicted(m, x) for m in grown]))
    return {"T": (linear_t, trees_t), "DR": (linear_dr, trees_dr)}


def blend(tried: Sequence[Tried], data: Data, known: Nuisance, variance: float) -> Blend:
    """One answer of several learners; `variance` is that of the average gain."""
    made = tuple(one.learner for one in tried)
    centres = np.array([learner.effect(data.x).point.mean() for learner in made])
    held_out = np.array([one.held_out for one in tried])
    plain = LinearDR(_ridge(data.x, known.gain))
    return Blend(made, _weights(held_out, known.gain), centres, float(known.gain.mean()), variance, plain)


def order(tried: Sequence[Tried], data: Data, known: Nuisance) -> np.ndarray:
    """What the blend says of each account without having seen it: its weights, too, are those of the other folds."""
    held_out, out = np.array([one.held_out for one in tried]), np.empty(len(data.t))
    for a in range(FOLDS):
        mine = data.fold == a
        out[mine] = _weights(held_out[:, ~mine], known.gain[~mine]) @ held_out[:, mine]
    return out


def _weights(held_out: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Weights, none negative, together at most 1, that tell held-out gains best."""
    apart, rest = (held_out - held_out.mean(axis=1, keepdims=True)).T, gain - gain.mean()
    root = np.linalg.cholesky(apart.T @ apart + np.eye(apart.shape[1]) * (DOUBT * rest.var() + 1e-12))
    found, _ = nnls(root.T, np.linalg.solve(root, apart.T @ rest))
    return found / max(1.0, found.sum())


def _held_out(data: Data, told: Sequence[np.ndarray]) -> np.ndarray:
    return np.array(told)[data.fold, np.arange(len(data.t))]


def _difference(told: Sequence[np.ndarray]) -> np.ndarray:
    return told[0] - told[1] if len(told) > 1 else told[0]


def _grown(x: np.ndarray, gain: np.ndarray):
    few = max(20, len(gain) // 32)
    model = HistGradientBoostingRegressor(
        max_iter=40, learning_rate=0.1, max_leaf_nodes=4, min_samples_leaf=few, early_stopping=False, random_state=0
    )
    return fitted(model, x, gain)


def _ridge(x: np.ndarray, y: np.ndarray) -> Linear:
    chosen = RidgeCV(alphas=[len(y) * p for p in PENALTIES]).fit(x, y)
    z = np.column_stack([np.ones(len(x)), x])
    noise = np.var(y - chosen.predict(x)) * len(y) / max(len(y) - z.shape[1], 1)
    beta = np.concatenate([[chosen.intercept_], chosen.coef_])
    return Linear(beta, noise * np.linalg.inv(z.T @ z + _penalty(z, chosen.alpha_)), log_odds=False)


def _logit(x: np.ndarray, y: np.ndarray) -> Linear:
    if min(y.sum(), len(y) - y.sum()) < FEWEST_SPLIT:
        return _ridge(x, y)
    strengths = [1 / (len(y) * p) for p in PENALTIES_LOGIT]
    model = LogisticRegressionCV(Cs=strengths, cv=3, scoring="neg_log_loss", max_iter=500, l1_ratios=(0,), use_legacy_attributes=False)
    model.fit(x, y)
    z = np.column_stack([np.ones(len(x)), x])
    p = model.predict_proba(x)[:, 1]
    curvature = z.T @ (z * (p * (1 - p))[:, None]) + _penalty(z, 1 / model.C_)
    beta = np.concatenate([model.intercept_, model.coef_[0]])
    return Linear(beta, np.linalg.inv(curvature), log_odds=True)


def _penalty(z: np.ndarray, strength: float) -> np.ndarray:
    diagonal = np.full(z.shape[1], float(strength))
    diagonal[0] = 1e-9
    return np.diag(diagonal)
