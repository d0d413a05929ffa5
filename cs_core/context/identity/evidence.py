"""How much two records' agreement says that they are one person: log-likelihood ratios, field by field, as data.

After Fellegi and Sunter (1969): ln(m/u), where m is how often records of one person look like this and u how often
those of two people do. u of an exact agreement is the value's own frequency: a rare value says more than a common one.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler


class Level(NamedTuple):
    """One degree of agreement: likeness at least `least` (0..1); `m` among one person's records, `u` among strangers'.

    `u` None stands for the frequency of the value itself; the others are the least, see `chance`.
    """

    least: float
    m: float
    u: float | None
    says: str


def weigh(
    field: str, left: pl.Series, right: pl.Series, frequency: dict[str, float], by_chance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Per pair the log-likelihood ratio of the field (0 where a value is missing), and the index of its level (-1).

    `by_chance` is u by level, of `chance`. Agreement in what everybody shares says nothing, and never speaks against a pair.
    """
    levels, reached = LEVELS[field], _reached(field, left, right)
    rarity = left.replace_strict(frequency, default=1.0, return_dtype=pl.Float64).to_numpy()
    u = np.where([level.u is None for level in levels], np.nan, by_chance)[reached]
    u = np.where(np.isnan(u), rarity, u)
    ratio = np.log(np.array([level.m for level in levels])[reached] / u)
    ratio = np.where(np.array([level.least for level in levels])[reached] == 1, np.maximum(ratio, 0.0), ratio)
    known = (left.is_not_null() & right.is_not_null()).to_numpy()
    return np.where(known, ratio, 0.0), np.where(known, reached, -1)


def chance(field: str, left: pl.Series, right: pl.Series) -> np.ndarray:
    """u by level: the share of strangers' pairs (left, right) that reach it, where that is more than its least.

    Companies that are all called "Company 7" are nearly the same by chance. A short list says little: it counts beside CAUTION pairs.
    """
    known = (left.is_not_null() & right.is_not_null()).to_numpy()
    levels, reached = LEVELS[field], _reached(field, left, right)[known]
    least = np.array([level.u or 0.0 for level in levels])
    hits = np.bincount(reached, minlength=len(levels))
    agreed = np.array([level.m > 2 * (level.u or 0.0) for level in levels])
    return np.where(agreed, np.maximum(least, (hits + CAUTION * least) / (known.sum() + CAUTION)), least)


def _reached(field: str, left: pl.Series, right: pl.Series) -> np.ndarray:
    likeness = MEASURES.get(field, _spelling)(left, right)
    return np.array([likeness >= level.least for level in LEVELS[field]]).argmax(axis=0)


def _texts(values: pl.Series) -> list[str]:
    return values.fill_null("").to_list()


def _spelling(left: pl.Series, right: pl.Series) -> np.ndarray:
    """Jaro-Winkler likeness; 1 only for equal values."""
    return process.cpdist(_texts(left), _texts(right), scorer=JaroWinkler.similarity)


def _word(left: pl.Series, right: pl.Series) -> np.ndarray:
    """Spelling, and short forms: one name that begins the other (Rob, Robert; an initial)."""
    a, b = _texts(left), _texts(right)
    short = np.array(
        [x != y and bool(x and y) and (x.startswith(y) or y.startswith(x)) for x, y in zip(a, b, strict=True)],
        dtype=bool,
    )
    return np.where(short, np.maximum(0.9, process.cpdist(a, b, scorer=JaroWinkler.similarity)), _spelling(left, right))


def _day(left: pl.Series, right: pl.Series) -> np.ndarray:
    """1 for the same day; else the share of ISO date characters that agree, swapped neighbours counted as one slip."""
    return process.cpdist(_texts(left), _texts(right), scorer=OSA.normalized_similarity)


def _address(left: pl.Series, right: pl.Series) -> np.ndarray:
    """Spelling where user and domain are both alike; the same user at another domain is 0.5, for namesakes share it."""
    (user_a, host_a), (user_b, host_b) = (
        zip(*(v.split("@", 1) if "@" in v else ("", "") for v in _texts(side)), strict=True) if len(side) else ((), ())
        for side in (left, right)
    )
    users = process.cpdist(user_a, user_b, scorer=OSA.normalized_similarity)
    hosts = process.cpdist(host_a, host_b, scorer=OSA.normalized_similarity)
    return np.where(hosts >= 0.8, np.minimum(users, hosts), np.where(users >= 0.99, 0.5, 0.0))


CAUTION = 200
"""Pairs of strangers at large that the pairs of one list are added to."""
MEASURES = {"given": _word, "family": _word, "born": _day, "email": _address}
_NAME = (
    Level(1.0, 0.60, None, "same"),
    Level(0.86, 0.25, 0.008, "nearly the same"),
    Level(0.70, 0.06, 0.04, "somewhat alike"),
    Level(0.0, 0.09, 0.95, "different"),
)
LEVELS = {
    "given": _NAME,
    "family": _NAME,
    "email": (
        Level(1.0, 0.70, None, "same"),
        Level(0.7, 0.20, 0.0005, "nearly the same"),
        Level(0.5, 0.02, 0.05, "the same before the @"),
        Level(0.0, 0.08, 0.98, "different"),
    ),
    "phone": (Level(1.0, 0.75, None, "same"), Level(0.0, 0.25, 0.99, "different")),
    "born": (
        Level(1.0, 0.55, None, "same"),
        Level(0.89, 0.25, 0.008, "one slip away"),
        Level(0.79, 0.12, 0.06, "two slips away"),
        Level(0.69, 0.06, 0.10, "three slips away"),
        Level(0.0, 0.02, 0.83, "different"),
    ),
    "domain": (Level(1.0, 0.80, None, "same"), Level(0.0, 0.20, 0.95, "different")),
    "company": (
        Level(1.0, 0.75, None, "same"),
        Level(0.92, 0.10, 0.01, "nearly the same"),
        Level(0.0, 0.15, 0.95, "different"),
    ),
    "city": (
        Level(1.0, 0.60, None, "same"),
        Level(0.86, 0.25, 0.03, "nearly the same"),
        Level(0.0, 0.15, 0.90, "different"),
    ),
}
"""Degrees of agreement by field, best first. The m are ordinary error rates of typed records, not fitted to a data set."""
