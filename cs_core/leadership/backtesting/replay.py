"""The past, day by day: what each account looked like then, whom the risk agent flagged, and who left afterwards.

Each day sees only what was known by then (`Snapshot` cuts time). Departures are counted from what is known now, and only days are
replayed after which the whole window has passed.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.rates import in_one, rates
from cs_core.context.signals import known_signals
from cs_core.context.signals.past import FEATURES, features, past_rows
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt
from cs_core.errors import BadInput
from cs_core.leadership.revenue import days, disputed, every_departure, last_day

WINDOW_DAYS = 90
STEPS_DAYS = (7, 14, 28)
"""Weekly where the span is short, else every two weeks, else every four."""

MOST_DAYS = 26
MOST_MODELS = 8
"""Times that the outlook is learnt anew over the span; in between the last one, which knew less, is asked."""

Progress = Callable[[float, str], None]
Notice = Callable[[pl.DataFrame], pl.DataFrame]
Score = Callable[[Snapshot, pl.DataFrame], pl.Series]
"""(what was known that day, signals of the customers) -> the higher, the sooner they leave."""


class Replay(NamedTuple):
    """Every current account on every replayed day, and all departures.

    seen: account_id, day, arr, silent (days since two-way contact), score, likely (chance to leave within 90 days as it was learnt by
    that day, or null), urgency (what the agent's flags are ordered by), flagged, left_on, left (within the window).
    `doubt` says how recorded departures and subscriptions contradict each other, if they do.
    """

    seen: pl.DataFrame
    replayed: tuple[date, ...]
    gone: pl.DataFrame
    doubt: str = ""

    @property
    def step(self) -> int:
        """Days from one replayed day to the next."""
        return (self.replayed[1] - self.replayed[0]).days if len(self.replayed) > 1 else STEPS_DAYS[0]


def replayed_days(store: Store, start: date, end: date) -> tuple[list[date], list[str]]:
    """The days to replay, and in words where the span had to be cut. Raises BadInput where none is followed by 90 days of records."""
    if start > end:
        raise BadInput(f"--from {start} is after --to {end}")
    last = last_day(snapshot(store, end + days(WINDOW_DAYS)))
    if last is None:
        raise BadInput("Nothing dated is in the store: import customer records first")
    to = min(end, last - days(WINDOW_DAYS))
    if to < start:
        raise BadInput(
            f"The records end on {last}: replay days up to {last - days(WINDOW_DAYS)}, so that {WINDOW_DAYS} days after each are known"
        )
    said = [f"Days after {to} are left out: the records end on {last}."] if to < end else []
    step = next((s for s in STEPS_DAYS if (to - start).days // s < MOST_DAYS), max(1, (to - start).days // (MOST_DAYS - 1)))
    return [start + days(step * i) for i in range((to - start).days // step + 1)], said


def replay(
    store: Store, replayed: Sequence[date], notice: Notice, *, score: Score | None = None, learn: bool = True,
    progress: Progress | None = None,
) -> Replay:  # fmt: skip
    """Replay these days. `score` is by default 100 less health; `learn` False asks no outlook, which takes a second or two a model."""
    parts, model = [], None
    every = max(1, -(-len(replayed) // MOST_MODELS))
    for i, day in enumerate(replayed):
        if progress:
            progress(i / len(replayed), f"as of {spelt(day)}")
        snap = snapshot(store, day)
        if learn and i % every == 0:
            model = _outlook(snap)
        parts.append(_seen(snap, notice, score, model))
    told = snapshot(store, replayed[-1] + days(WINDOW_DAYS))
    gone = every_departure(told)
    return Replay(followed(pl.concat(parts), gone), tuple(replayed), gone, disputed(told))


def followed(seen: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """`seen` with left_on and left: of several departures of an account the first one after the day counts."""
    seen = seen.drop("left_on", "left", strict=False).sort("day", "account_id")
    after = seen.select("account_id", "day").sort("day").join_asof(
        gone.select("account_id", "left_on").sort("left_on"), left_on="day", right_on="left_on", by="account_id",
        strategy="forward", allow_exact_matches=False, check_sortedness=False,
    )  # fmt: skip
    seen = seen.join(after, on=["account_id", "day"], how="left", maintain_order="left")
    left = (pl.col("left_on") - pl.col("day")).dt.total_days() <= WINDOW_DAYS
    return seen.with_columns(left.fill_null(False).alias("left"))


def _seen(snap: Snapshot, notice: Notice, score: Score | None, model: object) -> pl.DataFrame:
    current = in_one(rates(snap.store), known_signals(snap).filter(pl.col("churned_on").is_null()), "arr").rows
    flagged = notice(current)["account_id"]
    raw = score(snap, current).alias("_raw") if score else (100 - pl.col("health")).alias("_raw")
    likely = model.predict(features(current)) if model is not None else pl.Series([None] * current.height, dtype=pl.Float64)
    rows = current.with_columns(raw, likely.cast(pl.Float64).alias("likely"))
    by_score = (pl.col("_raw").rank() / pl.col("_raw").count()).cast(pl.Float64)
    by_model = (pl.col("likely").rank() / pl.col("likely").count()).cast(pl.Float64)
    return rows.select(
        "account_id",
        pl.lit(snap.as_of).alias("day"),
        pl.col("arr").cast(pl.Float64),
        pl.col("days_since_touch").cast(pl.Int64).alias("silent"),
        by_score.alias("score"),
        "likely",
        (by_model if model is not None else by_score).alias("urgency"),
        pl.col("account_id").is_in(flagged.implode()).alias("flagged"),
    )


def _outlook(snap: Snapshot) -> object | None:
    """The churn outlook as it was learnt from the days before; None where none was usable."""
    from cs_core.context.outlook import fit_outcome  # noqa: PLC0415 - scikit-learn takes a second to import

    past = past_rows(snap)
    if "churn" not in past.columns:
        return None
    rows = past.filter(pl.col("churn").is_not_null())
    found = fit_outcome(rows.select(FEATURES), rows["churn"], groups=rows["account_id"])
    return found if found.usable else None
