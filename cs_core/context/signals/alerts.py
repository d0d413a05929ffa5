"""Who is alerted by the early warning: as many a week as our people can look at, and not one by one where a whole segment fell.

The threshold is learnt from the store's own past half year: the weakest one at which no more new alerts a week were raised than the
budget allows. A fall that a whole segment shares (an outage, a holiday, a broken feed) is taken out of nobody's own past by the week's
median once the segment is most of the book, so it is watched by itself, against the segment's own lowest weeks.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.context.observed import Observed
from cs_core.context.signals.usage import weeks_of
from cs_core.context.signals.warning import FEWEST_PEERS, Weeks, drift, fall, row_median, slides
from cs_core.context.usage.use import BASELINE, KEPT, WINDOW

ALERTS_PER_PERSON = 3.0
"""New alerts that one person can look into a week, beside all else. A judgement."""
SHARE = 0.01
"""Of the accounts watched, a week: the budget where no team is known."""
THEIR_JOB: tuple[str, ...] = ("csm", "success")
"""Words in a role that make it theirs; where nobody has one, all of the team count."""
FEWEST_WEEKS = 8
"""With fewer past weeks of scores no threshold can be learnt."""
LEARNT_FROM = 5_000
"""Accounts, evenly chosen, that a threshold is learnt from."""
SEGMENT_FALL = 0.8
"""A segment's middle account this far below the lowest week of half a year, as a share of it, is a fall of the whole segment."""
NONE, SHARED = "none", "with its segment"
SUDDEN, DRIFT = "sudden", "slow drift"
SANK = "Use sank for months while others' did not, to {} usual swings below its own past"
"""Of a fall that was under way before: it is no sudden one, though the same limit finds it."""


class Detector(NamedTuple):
    """One way to fall: its score (higher is worse), past weeks needed, the score below which nothing is news, its share of the budget."""

    name: str
    score: Callable[[np.ndarray], np.ndarray]
    span: int
    weakest: float
    share: float
    says: str


class Threshold(NamedTuple):
    """What was learnt: the limit, the new alerts a week that it gave, over so many past weeks, and the budget it was held to."""

    name: str
    limit: float
    a_week: float
    weeks: int
    budget: float


class Watch(NamedTuple):
    """What alerts are measured by, as of a day."""

    thresholds: tuple[Threshold, ...]
    budget: float
    people: int
    falls: pl.DataFrame
    """segment, accounts, fell (share of use, 0 to 1): segments that fell as a whole."""
    says: str


def usage_alerts(snap: Observed, accounts: pl.DataFrame, of: Weeks | None) -> pl.DataFrame:
    """account_id, usage_alert, usage_alert_says of current customers in `accounts` (account_id, segment). `of`: their `usage.weeks_of`.

    usage_alert is "sudden", "slow drift", "with its segment" or "none"; null where it cannot be told.
    """
    if of is None or not of.ids:
        return pl.DataFrame(schema={"account_id": pl.String, "usage_alert": pl.String, "usage_alert_says": pl.String})
    watched = _watch(snap, of, accounts)
    rows = pl.DataFrame({"account_id": of.ids, "latest": of.own[:, -1]}).join(
        accounts.select("account_id", "segment"), on="account_id", how="left", maintain_order="left"
    )
    rows = rows.join(watched.falls, on="segment", how="left", maintain_order="left")
    shared = (pl.col("latest") <= (1 - pl.col("fell")).log() / 2).fill_null(False)
    told, says = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for threshold in reversed(watched.thresholds):
        score = pl.Series(DETECTORS[threshold.name].score(of.rest)).fill_nan(None)
        over = pl.lit(score) >= threshold.limit
        told = pl.when(over).then(pl.lit(threshold.name)).when(score.is_not_null()).then(pl.coalesce(told, pl.lit(NONE))).otherwise(told)
        says = pl.when(over).then(_says(DETECTORS[threshold.name].says, threshold, pl.lit(score))).otherwise(says)
        if threshold.name == SUDDEN:
            sank = over & pl.lit(pl.Series(slides(of.rest)))
            told = pl.when(sank).then(pl.lit(DRIFT)).otherwise(told)
            says = pl.when(sank).then(_says(SANK, threshold, pl.lit(score))).otherwise(says)
    return rows.select(
        "account_id",
        pl.when(shared).then(pl.lit(SHARED)).otherwise(told).alias("usage_alert"),
        pl.when(shared).then(_says_shared()).otherwise(says).alias("usage_alert_says"),
    )


def watch(snap: Observed, accounts: pl.DataFrame) -> Watch | None:
    """The thresholds, the budget and the segments that fell, for `accounts` (account_id, segment, started_on, churned_on).

    None where the usage feed is stale.
    """
    of = weeks_of(snap, accounts)
    return None if of is None else _watch(snap, of, accounts)


def _watch(snap: Observed, of: Weeks, accounts: pl.DataFrame) -> Watch:
    people = _people(snap)
    budget = ALERTS_PER_PERSON * people if people else SHARE * len(of.ids)
    sample = of.rest[:: max(1, -(-len(of.ids) // LEARNT_FROM))]
    scale = len(of.ids) / max(1, len(sample))
    found = [learnt(d, sample, budget=budget * d.share / scale) for d in DETECTORS.values()]
    thresholds = tuple(t._replace(a_week=t.a_week * scale, budget=t.budget * scale) for t in found if t)
    return Watch(thresholds, budget, people, segment_falls(of, accounts), _watch_says(thresholds, budget, people))


def _people(snap: Observed) -> int:
    here = snap.team.filter(pl.col("hours_left") > 0)
    theirs = here.filter(pl.col("role").str.to_lowercase().str.contains_any(list(THEIR_JOB)))
    return theirs.height or here.height


def learnt(detector: Detector, rest: np.ndarray, *, budget: float) -> Threshold | None:
    """The weakest limit at which the past weeks raised no more than `budget` new alerts a week; None with too short a past.

    An alert is new in the week in which it crosses the limit; the newest week itself is not learnt from.
    """
    if len(rest) < FEWEST_PEERS:
        return None
    backs = range(KEPT - detector.span, 0, -1)
    scores = np.column_stack([detector.score(rest[:, : KEPT - back]) for back in backs])
    known = (~np.isnan(scores)).sum(axis=0) >= FEWEST_PEERS
    scores = scores[:, known]
    weeks = scores.shape[1] - 1
    if weeks < FEWEST_WEEKS:
        return None
    before, now = np.nan_to_num(scores[:, :-1], nan=-np.inf), np.nan_to_num(scores[:, 1:], nan=-np.inf)
    crossed = now > np.maximum(before, detector.weakest)
    high, low = now[crossed], before[crossed]
    limits = np.unique(np.concatenate([[detector.weakest], np.nextafter(high, np.inf)]))
    raised = np.searchsorted(np.sort(low), limits, side="left") - np.searchsorted(np.sort(high), limits, side="left")
    within = limits[raised <= budget * weeks]
    limit = float(within[0])
    return Threshold(detector.name, limit, float(raised[limits == limit][0] / weeks), weeks, budget)


def segment_falls(of: Weeks, accounts: pl.DataFrame) -> pl.DataFrame:
    """segment, accounts, fell: segments whose middle account used far less last week than in any week of the half year before."""
    names = pl.DataFrame({"account_id": of.ids}).join(accounts, on="account_id", how="left", maintain_order="left")["segment"].to_numpy()
    found = []
    for name in sorted({n for n in names if n is not None}):
        own = of.own[names == name][:, -(WINDOW + BASELINE) :]
        middle = np.where((~np.isnan(own)).sum(axis=0) >= FEWEST_PEERS, row_median(own.T), np.nan)
        past, now = middle[:-WINDOW], middle[-1]
        if (~np.isnan(past)).sum() >= FEWEST_WEEKS and now - np.nanmin(past) <= np.log(SEGMENT_FALL):
            found.append((name, int((~np.isnan(own[:, -1])).sum()), float(1 - np.exp(now - np.nanmedian(past)))))
    return pl.DataFrame(found, schema={"segment": pl.String, "accounts": pl.Int64, "fell": pl.Float64}, orient="row")


def _says(words: str, threshold: Threshold, score: pl.Expr) -> pl.Expr:
    return pl.format(f"{words}; alerts begin at {threshold.limit:.1f}", score.round(1))


def _says_shared() -> pl.Expr:
    words = "Its whole segment of {} accounts fell by {}%: look for an outage or a holiday first"
    return pl.format(words, "accounts", (100 * pl.col("fell")).round(0).cast(pl.Int64))


def _watch_says(thresholds: tuple[Threshold, ...], budget: float, people: int) -> str:
    whose = f"{people} people x {ALERTS_PER_PERSON:g}" if people else f"{SHARE:.0%} of the accounts, since no team is known"
    if not thresholds:
        return f"Cannot tell: the usage feed is too young to learn limits from {FEWEST_WEEKS} past weeks of scores. Use rules."
    held = "; ".join(f"{t.name} from {t.limit:.1f}, {t.a_week:.1f} a week" for t in thresholds)
    return f"Budget of new alerts a week: {budget:.0f} ({whose}). Learnt limits: {held}."


#: In this order: who fell suddenly is not also told to drift.
DETECTORS: dict[str, Detector] = {
    d.name: d
    for d in (
        Detector(SUDDEN, lambda rest: -fall(rest), WINDOW + BASELINE, 2.0, 2 / 3,
                 "Use fell more than others' did, to {} usual swings below its own past"),
        Detector(DRIFT, drift, 39, 6.5, 1 / 3,
                 "Use drifted down over a quarter while others' did not, by {} usual swings in all"),
    )
}  # fmt: skip
