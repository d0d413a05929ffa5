"""What human presence changes: an estimated effect with an interval, or "no usable effect".

From an experiment (touched at random) or from history (doubly robust, labelled as possibly confounded, with overlap and how strong a
hidden cause would have to be). Which accounts gain most is believed only where the Qini on held-out folds says so. Sources: Robins et
al. 1994 (AIPW), Radcliffe 2007 (Qini), Yadlowsky et al. 2021 (rank-weighted gains), Newcombe 1998 (difference of proportions).
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from cs_core.context.encoding import Encoding, learn
from cs_core.context.outlook import as_yes_no
from cs_core.errors import BadInput
from cs_core.leadership.effects.crossfit import Data, Nuisance, folds_of, nuisance
from cs_core.leadership.effects.learners import Blend, blend, learners, order
from cs_core.leadership.effects.ranking import Z, ahead, mean_error, qini
from cs_core.leadership.effects.sensitivity import Sensitivity, sensitivity, strongest
from cs_core.orchestration.record import newcombe
from cs_core.records import Interval

FEWEST_TOUCHED = 20
"""Fewer accounts than this with, or without, a person: nothing is estimated."""

FEWEST_LEARNT = 100
"""Fewer than this on either side: an average, but no difference between accounts."""

FEWEST_EVENTS = 10
FEWEST_ALIKE = 0.9
"""History in which a smaller share of accounts has like ones on both sides cannot tell: the rest is extrapolated."""

COMMON = (0.05, 0.95)
CHOICES = {"T- and DR-learner": ("T", "DR"), "T-learner": ("T",), "DR-learner": ("DR",)}
"""The first is taken unless another's Qini on held-out folds is surely better: two together err less than either."""

Z_BEST = NormalDist().inv_cdf(1 - 0.025 / len(CHOICES))


class Overlap(NamedTuple):
    """How far history compares like with like: propensities by arm (5th and 95th percentile), share in reach."""

    touched: tuple[float, float]
    untouched: tuple[float, float]
    share: float

    @property
    def alike(self) -> bool:
        """Enough accounts have like ones on the other side."""
        return self.share >= FEWEST_ALIKE


@dataclass(frozen=True)
class Impact:
    """An effect of human presence in units of the outcome; None where it cannot be told, with the reason in `says`."""

    average: Interval | None
    qini: Interval | None
    """Held-out gain an account of treating in the learner's order over treating at random, mean over all budgets."""
    evidence: str
    says: str
    usable: bool
    """The average or the order of accounts differs from nothing."""
    ranks: bool
    """The order of accounts was shown on held-out data."""
    touched: int
    untouched: int
    learner: str | None = None
    overlap: Overlap | None = None
    """Only for history; in an experiment chance made the arms comparable."""
    sensitivity: Sensitivity | None = None
    """Only for history: how strong a hidden cause would have to be."""
    _parts: "Parts | None" = None

    def effect(self, features: pl.DataFrame) -> pl.DataFrame:
        """effect, low, high (95 %) for each row: its own where a learner was fitted, else the average, else null."""
        if self._parts is None:
            values = self.average or (None, None, None)
            schema = dict.fromkeys(Interval._fields, pl.Float64)
            return pl.DataFrame([values] * features.height, schema=schema, orient="row").rename({"point": "effect"})
        if features.is_empty():
            return pl.DataFrame(schema=dict.fromkeys(("effect", "low", "high"), pl.Float64))
        found = self._parts.fitted.effect(self._parts.scale.apply(self._parts.encoding.matrix(features)))
        half, most = Z * np.sqrt(found.variance), self._parts.most
        told = {"effect": found.point, "low": found.point - half, "high": found.point + half}
        return pl.DataFrame({name: np.clip(values, -most, most) for name, values in told.items()})


class Scale(NamedTuple):
    """Centre and spread of each column; unknown numbers become the centre and a flag of their own."""

    centre: np.ndarray
    spread: np.ndarray
    flagged: np.ndarray

    def apply(self, x: np.ndarray) -> np.ndarray:
        """Standardised columns, then one 0/1 column for each that had unknowns; no NaN is left."""
        known = (x - self.centre) / self.spread
        return np.hstack([np.nan_to_num(known, nan=0.0), np.isnan(x[:, self.flagged]).astype(float)])


class Parts(NamedTuple):
    """What it takes to tell an account's own effect, and the most it can be (1 where the outcome is yes/no)."""

    encoding: Encoding
    scale: Scale
    fitted: Blend
    most: float


def estimate(
    features: pl.DataFrame, touched: pl.Series, outcome: pl.Series, *, randomised: bool, groups: pl.Series | None = None,
    if_usable: bool = False,
) -> Impact:  # fmt: skip
    """The effect of `touched` (yes/no) on `outcome` (yes/no or a number), one row an account.

    `features` must have been known before the touch. Rows with an unknown touch or outcome are left out. Where an account has several
    rows (one a past day), `groups` names the account of each: its rows are one piece of evidence. `if_usable`: who gains more is not
    learnt from history in which too few accounts have like ones, for it may not be used and most of the time goes into it. Raises
    BadInput where lengths differ or `touched` is not yes/no.
    """
    if not features.height == len(touched) == len(outcome):
        raise BadInput(f"{features.height} rows, {len(touched)} touched, {len(outcome)} outcomes: give as many of each")
    present, result, binary = as_yes_no(touched.alias("touched")), *_outcome(outcome)
    known = present.is_not_null() & result.is_not_null()
    t, y = present.filter(known).to_numpy().astype(int), result.filter(known).to_numpy()
    evidence = "experiment" if randomised else "observed"
    if why := _too_few(t, y, FEWEST_TOUCHED, FEWEST_EVENTS, binary):
        return _nothing(t, evidence, why)
    features, group = features.filter(known), None if groups is None else groups.filter(known).rank("dense").to_numpy().astype(int)
    encoding = learn(features)
    raw = encoding.matrix(features)
    scale = _scale(raw)
    fold = folds_of(t, y, binary=binary, groups=group)
    with threadpool_limits(1):  # of so small a table several threads mostly wait for each other, and any number of them says the same
        return _estimate(encoding, scale, Data(scale.apply(raw), t, y, fold, binary, randomised), group, if_usable)


def _outcome(outcome: pl.Series) -> tuple[pl.Series, bool]:
    try:
        return as_yes_no(outcome).cast(pl.Float64), True
    except BadInput:
        if not outcome.dtype.is_numeric():
            raise
    number = outcome.cast(pl.Float64)
    return number.set(~number.is_finite().fill_null(False), None), False


def _too_few(t: np.ndarray, y: np.ndarray, arm: int, events: int, binary: bool) -> str | None:
    here, away = int(t.sum()), int((1 - t).sum())
    if min(here, away) < arm:
        return f"{here:,} accounts with a person and {away:,} without; at least {arm} of each are needed"
    rarer = int(min(y.sum(), len(y) - y.sum())) if binary else len(np.unique(y))
    if binary and rarer < events:
        return f"only {rarer} accounts of {len(y):,} had the rarer outcome; at least {events} are needed"
    return None if rarer > 1 else "the outcome is the same for every account"


def _nothing(t: np.ndarray, evidence: str, why: str) -> Impact:
    here = int(t.sum())
    return Impact(None, None, evidence, f"Cannot tell: {why}.", False, False, here, len(t) - here)


def _scale(x: np.ndarray) -> Scale:
    known = ~np.isnan(x)
    n = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, x, 0).sum(axis=0) / n
    spread = np.sqrt(np.where(known, (x - centre) ** 2, 0).sum(axis=0) / n)
    return Scale(centre, np.where(spread > 0, spread, 1.0), ~known.all(axis=0))


def _estimate(encoding: Encoding, scale: Scale, data: Data, group: np.ndarray | None, if_usable: bool) -> Impact:
    x, t, y, _, binary, randomised = data
    thin = _too_few(t, y, FEWEST_LEARNT, 2 * FEWEST_EVENTS, binary) or (None if x.shape[1] else "no feature varies")
    if randomised and thin:
        return _impact(t, _difference(t, y, binary), None, thin=thin)
    if not x.shape[1]:
        return _nothing(t, "observed", "no feature varies, so like cannot be compared with like")
    known = nuisance(data, trees=not thin)
    mean = _mean(known.gain, group)
    average = _difference(t, y, binary) if randomised and group is None else mean
    doubt = None if randomised else _doubt(encoding, scale, data, known, average)
    if thin or (if_usable and doubt and not doubt[0].alike):
        return _impact(t, average, None, thin=thin, doubt=doubt)
    made = learners(data, known)
    tried = {name: sum((made[kind] for kind in kinds), ()) for name, kinds in CHOICES.items()}
    name, ordered = _chosen({name: order(parts, data, known) for name, parts in tried.items()}, known.gain, group)
    fitted = blend(tried[name], data, known, ((mean.high - mean.low) / 2 / Z) ** 2)
    parts = Parts(encoding, scale, fitted, 1.0 if binary else np.inf)
    return _impact(t, average, qini(ordered, known.gain, group, choices=len(CHOICES)), doubt=doubt, learner=name, parts=parts)


def _chosen(orders: dict[str, np.ndarray], gain: np.ndarray, group: np.ndarray | None) -> tuple[str, np.ndarray]:
    """The learner whose held-out Qini is best, the first unless another is surely better than it."""
    first, *others = orders
    better = {name: ahead(orders[name], orders[first], gain, group) for name in others}
    name = max(better, key=lambda n: better[n])
    name = name if better[name] > Z_BEST else first
    return name, orders[name]


def _mean(gain: np.ndarray, group: np.ndarray | None) -> Interval:
    half, point = Z * mean_error(gain, group), float(gain.mean())
    return Interval(point, point - half, point + half)


def _difference(t: np.ndarray, y: np.ndarray, binary: bool) -> Interval:
    """Difference in means: Newcombe's interval for shares, Welch's (normal) for numbers."""
    here, away = y[t == 1], y[t == 0]
    if not binary:
        point = float(here.mean() - away.mean())
        half = Z * float(np.sqrt(here.var(ddof=1) / len(here) + away.var(ddof=1) / len(away)))
        return Interval(point, point - half, point + half)
    return newcombe(float(here.sum()), len(here), float(away.sum()), len(away))


def _overlap(propensity: np.ndarray, t: np.ndarray) -> Overlap:
    ends = [tuple(np.quantile(propensity[t == arm], (0.05, 0.95)).tolist()) for arm in (1, 0)]
    return Overlap(*ends, share=float(((propensity >= COMMON[0]) & (propensity <= COMMON[1])).mean()))


def _doubt(encoding: Encoding, scale: Scale, data: Data, known: Nuisance, average: Interval) -> tuple[Overlap, Sensitivity]:
    owners = np.array(encoding.owners)
    feature = strongest(data.x, [*owners, *owners[scale.flagged]], data.t, data.y)
    robust = sensitivity(average, known.residual, known.propensity, data.t)
    return _overlap(known.propensity, data.t), Sensitivity(*robust, *feature)


def _impact(
    t: np.ndarray, average: Interval, order: Interval | None, *, thin: str | None = None,
    doubt: tuple[Overlap, Sensitivity] | None = None, learner: str | None = None, parts: Parts | None = None,
) -> Impact:  # fmt: skip
    here = int(t.sum())
    overlap, robust = doubt or (None, None)
    alike = overlap is None or overlap.alike
    ranks, differs = bool(order and order.low > 0) and alike, not average.low <= 0 <= average.high and alike
    says = _opening(average, differs, ranks, alike, f"n = {len(t):,} with {here:,} touched") + _order(ranks, thin)
    says, evidence = (says + _caution(overlap, robust), "observed") if doubt else (says, "experiment")
    return Impact(average, order, evidence, says, differs or ranks, ranks, here, len(t) - here, learner, overlap, robust, parts)


def _opening(average: Interval, differs: bool, ranks: bool, alike: bool, size: str) -> str:
    figure = f"average {average.point:.3g} ({average.low:.3g} to {average.high:.3g}), {size}"
    if not alike:
        return f"Cannot tell from this history: too few accounts have like ones on both sides; {figure}."
    if differs:
        return f"A person changes the outcome: {figure}."
    return f"No usable effect{' on average' if ranks else ''}: {figure}; the interval covers nothing."


def _order(ranks: bool, thin: str | None) -> str:
    if thin:
        return f" Who gains more cannot be told: {thin}."
    return f" Who gains more {'was' if ranks else 'could not be'} shown on held-out accounts."


def _caution(overlap: Overlap, robust: Sensitivity) -> str:
    alike = f" Observed, may be confounded; {overlap.share:.0%} of accounts have like ones on both sides."
    if not robust.average:
        return alike
    away = f" A hidden cause that explains {robust.average:.1%} of what is open of both touch and outcome would explain the average away"
    known = f"; the strongest known feature ({robust.feature}) explains {robust.strongest:.1%}." if robust.feature else "."
    return f"{alike}{away}, {robust.interval:.1%} its interval{known}"
