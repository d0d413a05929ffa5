"""How likely an outcome is for each account: calibrated probabilities, or a refusal with the reason.

Two models are tried, a logistic one and boosted trees; the better by cross-validated log loss is kept and its
out-of-fold scores are calibrated. Whether it may be used is decided on out-of-fold predictions only.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from cs_core.context.encoding import Encoding, learn
from cs_core.context.separation import auc_interval, calibration_error
from cs_core.errors import BadInput
from cs_core.records import Interval

FEWEST_EVENTS = 20
"""With fewer accounts than this on either side of the outcome nothing is fitted."""

LEAST_AUC = 0.55
"""The whole interval has to lie above: with half a thousand accounts, chance alone now and then reaches past 0.5, and no decision
should hang on a ranking that may be little better than a coin."""
FOLDS = 5
DRIVER_ROWS = 2_000
EDGE = 1e-6
T_FOUR_DEGREES = 2.776
ONE_THREAD = 1
"""Many small fits on a busy machine: waiting threads made the same fit seven times as long (measured on two cores)."""
MANY = 20_000
"""From so many rows on a forecast is worth several threads."""

MODELS = {
    "logistic": make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=500),
    ),
    "boosted trees": HistGradientBoostingClassifier(
        learning_rate=0.1,
        max_iter=60,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=0,
    ),
}


@dataclass(frozen=True)
class Outlook:
    """What can be known of an outcome in advance. Figures are out of fold; None where nothing could be fitted."""

    n: int
    events: int
    auc: Interval | None
    """Chance that an account with the outcome is ranked above one without, DeLong's 95 % interval."""
    brier: float | None
    ece: float | None
    """Mean gap between forecast and observed share, over ten equally large groups."""
    usable: bool
    says: str
    model: str | None = None
    calibration: tuple[float, float] | None = None
    """Slope and intercept from the model's log odds to calibrated ones."""
    _parts: tuple | None = None
    _trial: tuple | None = None

    @cached_property
    def drivers(self) -> pl.DataFrame:
        """feature, auc_lost (when that column is shuffled), low, high, direction (``raises``, ``lowers``, null); empty where unusable.

        Computed when asked for: shuffling each column takes longer than the fit.
        """
        if not self.usable:
            return NO_DRIVERS
        with threadpool_limits(ONE_THREAD):
            return _drivers(*self._trial)

    def predict(self, features: pl.DataFrame) -> pl.Series:
        """Probability of the outcome, one an account, in order; the base rate for all where the outlook is unusable."""
        if not self.usable:
            base = (self.events + 0.5) / (self.n + 1) if self.n else None
            return pl.Series("probability", [base] * features.height, dtype=pl.Float64)
        encoding, _ = self._parts
        return pl.Series("probability", self._probability(encoding.matrix(features)), dtype=pl.Float64)

    def moved_by(self, features: pl.DataFrame, *, among: pl.DataFrame | None = None) -> pl.DataFrame:
        """For each account (row) and feature (column): the probability less what it were with the usual value of that feature.

        Usual is the median, or the commonest word, of these accounts, or of others that they are told `among`. A description of the model,
        not a cause; empty where unusable.
        """
        if not self.usable or features.is_empty():
            return pl.DataFrame()
        encoding, _ = self._parts
        x, owners = encoding.matrix(features), np.array(encoding.owners)
        usual, as_is = encoding.usual(x if among is None else encoding.matrix(among)), self._probability(x)
        moved = {column.name: np.zeros(len(x)) for column in encoding.columns}
        for name, by in moved.items():
            own = owners == name
            same = (x[:, own] == usual[own]) | (np.isnan(x[:, own]) & np.isnan(usual[own]))
            differs = np.flatnonzero(~same.all(axis=1))
            other = x[differs]
            other[:, own] = usual[own]
            by[differs] = as_is[differs] - self._probability(other)
        return pl.DataFrame(moved)

    def _probability(self, x: np.ndarray) -> np.ndarray:
        with threadpool_limits(ONE_THREAD if len(x) < MANY else None):
            return _calibrated(self.calibration, _score(self._parts[1], x)) if len(x) else np.zeros(0)


def fit_outcome(features: pl.DataFrame, outcome: pl.Series, *, groups: pl.Series | None = None) -> Outlook:
    """An outlook on a yes/no outcome from one row an account; rows with an unknown outcome are left out.

    Where an account has several rows (one a past day), `groups` names the account of each: it is then judged only by models that never
    saw that account, since a customer is easily known again by its own earlier row.

    Source: DeLong et al. 1988 (interval of the AUC), Platt 1999 (calibration). Raises BadInput where lengths differ or
    the outcome is not yes/no.
    """
    known = as_yes_no(outcome).is_not_null()
    features, y = _known(features, outcome)
    events = int(y.sum())
    if min(events, len(y) - events) < FEWEST_EVENTS:
        return refuse(len(y), events, f"at least {FEWEST_EVENTS} with and {FEWEST_EVENTS} without it are needed")
    encoding = learn(features)
    if not encoding.columns:
        return refuse(len(y), events, "no column of the features varies")
    with threadpool_limits(ONE_THREAD):
        return _fit(encoding, encoding.matrix(features), y, None if groups is None else groups.filter(known).to_numpy())


def fit_again(features: pl.DataFrame, outcome: pl.Series, *, judged: Outlook) -> Outlook:
    """The outlook that was judged before on the same rows, able to predict again: its model is fitted once, its figures stand."""
    features, y = _known(features, outcome)
    encoding = learn(features)
    with threadpool_limits(ONE_THREAD):
        return replace(judged, _parts=(encoding, clone(MODELS[judged.model]).fit(encoding.matrix(features), y)))


def _known(features: pl.DataFrame, outcome: pl.Series) -> tuple[pl.DataFrame, np.ndarray]:
    if features.height != len(outcome):
        raise BadInput(f"{features.height} rows of features but {len(outcome)} outcomes: give one outcome for each row")
    happened = as_yes_no(outcome)
    known = happened.is_not_null()
    return features.filter(known), happened.filter(known).to_numpy().astype(int)


def as_yes_no(values: pl.Series) -> pl.Series:
    """Boolean from true/false, 1/0 or yes/no in any case; null stays null. Raises BadInput on anything else."""
    words = values.cast(pl.String).str.strip_chars().str.to_lowercase().replace("", None)
    answer = words.replace_strict(YES_NO, default=None, return_dtype=pl.Boolean)
    strange = words.filter(answer.is_null() & words.is_not_null())
    if len(strange):
        raise BadInput(f"{values.name or 'outcome'} must be yes/no, true/false or 1/0, not {strange[0]!r}")
    return answer


def _fit(encoding: Encoding, x: np.ndarray, y: np.ndarray, groups: np.ndarray | None) -> Outlook:
    folds = _folds(y, np.arange(len(y)) if groups is None else groups)
    tried = {name: _out_of_fold(model, x, y, folds) for name, model in MODELS.items()}
    name = min(tried, key=lambda m: log_loss(y, _sigmoid(tried[m][0])))
    scores, fitted = tried[name]
    honest = _calibrated_out_of_fold(scores, y, folds)
    auc, brier = auc_interval(scores, y), float(np.mean((honest - y) ** 2))
    skill = 1 - brier / (y.mean() * (1 - y.mean()))
    usable = auc.low > LEAST_AUC and skill > 0
    parts = (encoding, clone(MODELS[name]).fit(x, y)) if usable else None
    return Outlook(
        n=len(y), events=int(y.sum()), auc=auc, brier=brier, ece=calibration_error(honest, y), usable=bool(usable),
        says=_says(auc, skill, len(y), int(y.sum()), name), model=name, calibration=_calibrate(scores, y), _parts=parts,
        _trial=(encoding, fitted, x, y, folds),
    )  # fmt: skip


def refuse(n: int, events: int, why: str) -> Outlook:
    """An outlook that says why there is none."""
    says = f"Cannot tell: {events:,} of {n:,} accounts had the outcome; {why}. Use rules."
    return Outlook(n, events, auc=None, brier=None, ece=None, usable=False, says=says)


def _says(auc: Interval, skill: float, n: int, events: int, model: str) -> str:
    found = f"AUC {auc.point:.2f} ({auc.low:.2f} to {auc.high:.2f}) out of fold, n = {n:,} with {events:,} events"
    if auc.low <= 0.5:
        return f"No usable signal: {found}; the interval covers 0.5, which is guessing. Use rules."
    if auc.low <= LEAST_AUC:
        return f"No usable signal: {found}; the interval reaches below {LEAST_AUC}, too near to guessing. Use rules."
    if skill <= 0:
        return f"No usable signal: {found}, but its probabilities are no better than the base rate. Use rules."
    doubt = " Suspiciously good: look for a column that is only known afterwards." if auc.point > 0.97 else ""
    return f"Usable: {found}, {model}, calibrated.{doubt}"


def _folds(y: np.ndarray, groups: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows to learn from and rows held out, FOLDS times: no group is on both sides, and those with the outcome are spread evenly.

    scikit-learn's StratifiedGroupKFold balances rows of groups of any size, which takes ten seconds for 40,000 of them.
    """
    _, of = np.unique(groups, return_inverse=True)
    happened = np.zeros(of.max() + 1, dtype=int)
    np.maximum.at(happened, of, y)
    parted = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(happened[:, None], happened)
    return [(np.flatnonzero(np.isin(of, train)), np.flatnonzero(np.isin(of, held_out))) for train, held_out in parted]


def _out_of_fold(model, x: np.ndarray, y: np.ndarray, folds: list) -> tuple[np.ndarray, list]:
    fitted = [clone(model).fit(x[train], y[train]) for train, _ in folds]
    scores = np.empty(len(y))
    for part, (_, held_out) in zip(fitted, folds, strict=True):
        scores[held_out] = _score(part, x[held_out])
    return scores, fitted


def _score(model, x: np.ndarray) -> np.ndarray:
    """Log odds, held away from certainty."""
    p = np.clip(model.predict_proba(x)[:, 1], EDGE, 1 - EDGE)
    return np.log(p / (1 - p))


def _calibrate(scores: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    fitted = LogisticRegression(C=1e4).fit(scores[:, None], y)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _calibrated(calibration: tuple[float, float], scores: np.ndarray) -> np.ndarray:
    return _sigmoid(calibration[0] * scores + calibration[1])


def _calibrated_out_of_fold(scores: np.ndarray, y: np.ndarray, folds: list) -> np.ndarray:
    honest = np.empty(len(y))
    for train, held_out in folds:
        honest[held_out] = _calibrated(_calibrate(scores[train], y[train]), scores[held_out])
    return honest


def _sigmoid(scores: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-scores))


def _drivers(encoding: Encoding, fitted: list, x: np.ndarray, y: np.ndarray, folds: list) -> pl.DataFrame:
    owners = np.array(encoding.owners)
    rng = np.random.default_rng(0)
    tests = [(model, held_out[:DRIVER_ROWS]) for model, (_, held_out) in zip(fitted, folds, strict=True)]
    rows = []
    for column in encoding.columns:
        lost = [_auc_lost(model, x[rows_], y[rows_], owners == column.name, rng) for model, rows_ in tests]
        half = T_FOUR_DEGREES * np.std(lost, ddof=1) / np.sqrt(FOLDS)
        direction = _direction(x[:, owners == column.name], y) if column.levels is None else None
        rows.append((column.name, np.mean(lost), np.mean(lost) - half, np.mean(lost) + half, direction))
    return pl.DataFrame(rows, schema=NO_DRIVERS.schema, orient="row").sort("auc_lost", descending=True)


def _auc_lost(model, x: np.ndarray, y: np.ndarray, own: np.ndarray, rng: np.random.Generator) -> float:
    shuffled = x.copy()
    shuffled[:, own] = x[rng.permutation(len(x))][:, own]
    return auc_interval(_score(model, x), y).point - auc_interval(_score(model, shuffled), y).point


def _direction(values: np.ndarray, y: np.ndarray) -> str | None:
    known = ~np.isnan(values[:, 0])
    if not 0 < y[known].sum() < known.sum():
        return None
    auc = auc_interval(values[known, 0], y[known])
    return "raises" if auc.low > 0.5 else "lowers" if auc.high < 0.5 else None


YES_NO = {"true": True, "yes": True, "1": True, "1.0": True, "false": False, "no": False, "0": False, "0.0": False}

NO_DRIVERS = pl.DataFrame(
    schema={"feature": pl.String, "auc_lost": pl.Float64, "low": pl.Float64, "high": pl.Float64, "direction": pl.String}
)
