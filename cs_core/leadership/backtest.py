"""The past replayed: on each past day, whom would the risk agent have flagged, and who then left?

Each day sees only what was known by then (`Snapshot` cuts time). Departures are counted from what is known now, and only days are
replayed after which the whole window has passed.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.signals import known_signals
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput
from cs_core.execution.roster import roster_of
from cs_core.leadership.ranking import clustered_auc
from cs_core.leadership.revenue import days, disputed, every_departure, last_day
from cs_core.orchestration.record import wilson
from cs_core.records import Interval

WINDOW_DAYS = 90
STEPS_DAYS = (7, 14, 28)
"""Weekly where the span is short, else every two weeks, else every four."""

MOST_DAYS = 26
FEWEST_DEPARTURES = 10
EARLY_DAYS = (60, 90)

Progress = Callable[[float, str], None]
Notice = Callable[[pl.DataFrame], pl.DataFrame]


class Replay(NamedTuple):
    """Every current account on every replayed day: seen (account_id, day, arr, score, flagged, left_on, left), and all departures.

    `doubt` says how recorded departures and subscriptions contradict each other, if they do.
    """

    seen: pl.DataFrame
    replayed: tuple[date, ...]
    gone: pl.DataFrame
    doubt: str = ""


def backtest(store: Store, start: date, end: date, *, notice: Notice | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """The `backtest` document for past days from `start` to `end`; `notice` is by default the risk agent's.

    Raises BadInput where no day of the span is followed by 90 days of records.
    """
    replayed, said = _replayed_days(store, start, end)
    notice = notice or next(agent.notice for agent in roster_of(store) if agent.name == "risk")
    replay = _replay(store, replayed, notice, progress)
    if replay.doubt:
        said.append(f"Recorded departures count as leaving, though disputed: {replay.doubt}.")
    alerts, leavers = _alerts(replay), _leavers(replay)
    auc = _auc(replay.seen)
    caught = leavers.filter("caught")
    weeks = max(1.0, ((replayed[-1] - replayed[0]).days + 1) / 7)
    right, base = int(alerts["right"].sum()), float(replay.seen["left"].mean() or 0)
    precision = wilson(right, alerts.height) if alerts.height else None
    figures = {
        "from": replayed[0].isoformat(), "to": replayed[-1].isoformat(), "days": len(replayed), "window_days": WINDOW_DAYS,
        "flags": alerts.height, "departures": leavers.height, "caught": caught.height,
        "churned_arr": float(leavers["arr"].sum()), "caught_arr": float(caught["arr"].sum()),
        "median_lead_days": caught["lead"].median(), "early": {str(d): int((caught["lead"] >= d).sum()) for d in EARLY_DAYS},
        "precision": precision.point if precision else None,
        "precision_interval": precision._asdict() if precision else None, "base_rate": base,
        "flagged_share": float(replay.seen["flagged"].mean() or 0), "alerts_per_week": alerts.height / weeks,
        "auc": auc._asdict() if auc else None, "scored": int(replay.seen["score"].is_not_null().sum()), "seen": replay.seen.height,
    }  # fmt: skip
    return figures | {"says": " ".join([_says(auc, precision, base, leavers.height), *said])}


def _replayed_days(store: Store, start: date, end: date) -> tuple[list[date], list[str]]:
    """The days to replay, and in words where the span had to be cut."""
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


def _replay(store: Store, replayed: list[date], notice: Notice, progress: Progress | None) -> Replay:
    parts = []
    for i, day in enumerate(replayed):
        if progress:
            progress(i / len(replayed), f"as of {day}")
        parts.append(_seen(store, day, notice))
    told = snapshot(store, replayed[-1] + days(WINDOW_DAYS))
    gone = every_departure(told)
    seen = pl.concat(parts).sort("day", "account_id")
    # Of several departures the first one after the day counts.
    after = seen.select("account_id", "day").sort("day").join_asof(
        gone.select("account_id", "left_on").sort("left_on"), left_on="day", right_on="left_on", by="account_id",
        strategy="forward", allow_exact_matches=False, check_sortedness=False,
    )  # fmt: skip
    seen = seen.join(after, on=["account_id", "day"], how="left", maintain_order="left")
    left = (pl.col("left_on") - pl.col("day")).dt.total_days() <= WINDOW_DAYS
    return Replay(seen.with_columns(left.fill_null(False).alias("left")), tuple(replayed), gone, disputed(told))


def _seen(store: Store, day: date, notice: Notice) -> pl.DataFrame:
    """What that day's agent saw: current accounts, a simple score (100 less health, ranked within the day), and whom it flagged."""
    current = known_signals(snapshot(store, day)).filter(pl.col("churned_on").is_null())
    flagged = notice(current)["account_id"]
    score = (100 - pl.col("health")).rank() / pl.col("health").count()
    return current.select(
        "account_id",
        pl.lit(day).alias("day"),
        pl.col("arr").cast(pl.Float64),
        score.cast(pl.Float64).alias("score"),
        pl.col("account_id").is_in(flagged.implode()).alias("flagged"),
    )


def _alerts(replay: Replay) -> pl.DataFrame:
    """An account raises one alert when its flag goes up: account_id, first, last (day of the run), right (it left within the window)."""
    place = {day: i for i, day in enumerate(replay.replayed)}
    flags = replay.seen.filter("flagged").sort("account_id", "day")
    at = pl.col("day").replace_strict(place, return_dtype=pl.Int64)
    run = (at - pl.int_range(pl.len()).over("account_id")).alias("run")
    return flags.with_columns(run).group_by("account_id", "run", maintain_order=True).agg(
        pl.col("day").first().alias("first"), pl.col("day").last().alias("last"), pl.col("left").first().alias("right")
    )  # fmt: skip


def _leavers(replay: Replay) -> pl.DataFrame:
    """Departures that a replayed day could foresee: account_id, left_on, arr before it, caught, lead (days since the flag went up)."""
    gone = replay.seen.filter("left").sort("day").group_by("account_id", "left_on", maintain_order=True).agg(pl.col("arr").last())
    runs = gone.join(_alerts(replay), on="account_id").filter(
        pl.col("first") < pl.col("left_on"), pl.col("last") >= pl.col("left_on") - days(WINDOW_DAYS)
    )
    first = runs.group_by("account_id", "left_on").agg(pl.col("first").min())
    joined = gone.join(first, on=["account_id", "left_on"], how="left", maintain_order="left")
    lead = (pl.col("left_on") - pl.col("first")).dt.total_days()
    return joined.with_columns(pl.col("first").is_not_null().alias("caught"), lead.alias("lead"))


def _auc(seen: pl.DataFrame) -> Interval | None:
    known = seen.filter(pl.col("score").is_not_null())
    return clustered_auc(*(known[c].to_numpy() for c in ("score", "left", "account_id"))) if known.height else None


def _says(auc: Interval | None, precision: Interval | None, base: float, left: int) -> str:
    if left < FEWEST_DEPARTURES:
        return f"Cannot tell: {left} accounts left within {WINDOW_DAYS} days of a replayed day, {FEWEST_DEPARTURES} are needed."
    flags = "No account was flagged."
    if precision:
        better = "more often than" if precision.low > base else "no more often than" if precision.high >= base else "less often than"
        share = f"{precision.point:.0%} of the time ({precision.low:.0%} to {precision.high:.0%})"
        flags = f"Flagged accounts left {share}, {better} the {base:.0%} of all."
    if auc is None:
        return f"Cannot tell: too few accounts have a health score. {flags}"
    figure = f"AUC {auc.point:.2f} ({auc.low:.2f} to {auc.high:.2f})"
    if auc.low <= 0.5 <= auc.high:
        return f"There is nothing to find: health does not tell who left, {figure}, and the interval covers 0.5, which is guessing. {flags}"
    if auc.high < 0.5:
        return f"Health points the wrong way: {figure}; do not act on it before its measures are mended. {flags}"
    return f"Health tells who leaves better than chance: {figure}. {flags}"
