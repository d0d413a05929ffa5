"""The past replayed: whom would the risk agent have flagged, who then left, and would a simpler list have done as well?"""

from datetime import date
from typing import Any

import polars as pl

from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.context.wording.signed import in_points
from cs_core.execution.roster import roster_of
from cs_core.leadership.backtesting.calibration import calibration
from cs_core.leadership.backtesting.leak import leak_test
from cs_core.leadership.backtesting.lists import EARLY_DAYS, by_alerts, compared
from cs_core.leadership.backtesting.replay import WINDOW_DAYS, Notice, Progress, Replay, Score, replay, replayed_days
from cs_core.leadership.effects.ranking import clustered_auc
from cs_core.leadership.revenue import days
from cs_core.orchestration.direction import direction
from cs_core.orchestration.record import wilson
from cs_core.orchestration.world import MINUTES
from cs_core.records import Interval

FEWEST_DEPARTURES = 10
MINUTES_A_FLAG = MINUTES["human_with_draft"]


def backtest(
    store: Store, start: date, end: date, *, notice: Notice | None = None, score: Score | None = None, a_week: float | None = None,
    leak: bool = False, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The `backtest` document for past days from `start` to `end`; `notice` is by default the risk agent's, `score` 100 less health.

    `a_week` is how many alerts the team can look at, by default what its hours allow; `leak` adds the leak test. `policies` holds the
    agent beside other lists at the same number of alerts. Raises BadInput where no day of the span is followed by 90 days of records.
    """
    chosen, said = replayed_days(store, start, end)
    notice = notice or next(agent.notice for agent in roster_of(store) if agent.name == "risk")
    share = 0.7 if leak else 0.95
    past = replay(store, chosen, notice, score=score, progress=progress and (lambda done, what: progress(done * share, what)))
    if past.doubt:
        said.append(f"Recorded departures count as leaving, though disputed: {past.doubt}.")
    if progress:
        progress(share, "lists compared")
    capacity = _capacity(store, past.replayed[-1], a_week)
    beside = compared(past, a_week=capacity["alerts_per_week"])
    figures = _figures(past) | {"capacity": capacity, "compared": beside, "calibration": calibration(past.seen)}
    figures["by_alerts"] = by_alerts(past, most=beside["alerts_per_week"])
    figures["leak_test"] = (
        leak_test(store, chosen, notice, score=score, progress=progress and (lambda done, what: progress(share + done * 0.28, what)))
        if leak
        else None
    )
    auc, precision = (Interval(**figures[k]) if figures[k] else None for k in ("auc", "precision_interval"))
    says = [_says(auc, precision, figures["base_rate"], figures["departures"]), *_beside(beside, figures["departures"])]
    return figures | {"says": " ".join([*says, *said])}


def _figures(past: Replay) -> dict[str, Any]:
    """Every flag of the agent, whatever the team's hours."""
    alerts, leavers, auc = _alerts(past), _leavers(past), _auc(past.seen)
    caught = leavers.filter("caught")
    weeks = max(1.0, ((past.replayed[-1] - past.replayed[0]).days + 1) / 7)
    precision = wilson(int(alerts["right"].sum()), alerts.height)
    churned, early = float(leavers["arr"].sum()), {d: caught.filter(pl.col("lead") >= d) for d in EARLY_DAYS}
    return {
        "from": past.replayed[0].isoformat(), "to": past.replayed[-1].isoformat(), "days": len(past.replayed), "window_days": WINDOW_DAYS,
        "flags": alerts.height, "departures": leavers.height, "caught": caught.height,
        "churned_arr": churned, "caught_arr": float(caught["arr"].sum()),
        "median_lead_days": caught["lead"].median(), "early": {str(d): rows.height for d, rows in early.items()},
        "early_arr_share": {str(d): float(rows["arr"].sum()) / churned if churned else None for d, rows in early.items()},
        "precision": precision.point if precision else None,
        "precision_interval": precision._asdict() if precision else None, "base_rate": float(past.seen["left"].mean() or 0),
        "flagged_share": float(past.seen["flagged"].mean() or 0), "alerts_per_week": alerts.height / weeks,
        "auc": auc._asdict() if auc else None, "scored": int(past.seen["score"].is_not_null().sum()), "seen": past.seen.height,
    }  # fmt: skip


def _capacity(store: Store, day: date, a_week: float | None) -> dict[str, Any]:
    """hours_per_week, minutes (a flag) and alerts_per_week: what the team can look at, null where no team is known; and says."""
    team, share = snapshot(store, day + days(WINDOW_DAYS)).team, direction(store).guardrails["human_share_of_hours"]
    hours = float(team["hours_left"].fill_null(0.0).sum()) * share
    if a_week is not None:
        says = f"Told to look at {a_week:g} alerts a week."
        return {"hours_per_week": hours or None, "minutes": MINUTES_A_FLAG, "alerts_per_week": a_week, "says": says}
    if not hours:
        says = "No team is known: every flag of the agent is taken to be looked at."
        return {"hours_per_week": None, "minutes": MINUTES_A_FLAG, "alerts_per_week": None, "says": says}
    able = hours * 60 / MINUTES_A_FLAG
    says = f"{hours:,.0f} hours a week ({share:.0%} of the team's) at {MINUTES_A_FLAG:g} minutes a flag: {able:,.0f} alerts a week."
    return {"hours_per_week": hours, "minutes": MINUTES_A_FLAG, "alerts_per_week": able, "says": says}


def _alerts(past: Replay) -> pl.DataFrame:
    """An account raises one alert when its flag goes up: account_id, first, last (day of the run), right (it left within the window)."""
    place = {day: i for i, day in enumerate(past.replayed)}
    flags = past.seen.filter("flagged").sort("account_id", "day")
    at = pl.col("day").replace_strict(place, return_dtype=pl.Int64)
    run = (at - pl.int_range(pl.len()).over("account_id")).alias("run")
    return flags.with_columns(run).group_by("account_id", "run", maintain_order=True).agg(
        pl.col("day").first().alias("first"), pl.col("day").last().alias("last"), pl.col("left").first().alias("right")
    )  # fmt: skip


def _leavers(past: Replay) -> pl.DataFrame:
    """Departures that a replayed day could foresee: account_id, left_on, arr before it, caught, lead (days since the flag went up)."""
    gone = past.seen.filter("left").sort("day").group_by("account_id", "left_on", maintain_order=True).agg(pl.col("arr").last())
    runs = gone.join(_alerts(past), on="account_id").filter(
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


def _beside(beside: dict[str, Any], left: int) -> list[str]:
    """How the agent's alerts compare with those of each list that needs no agent; nothing where too few left."""
    if left < FEWEST_DEPARTURES or not beside["alerts"]:
        return []
    right, early = (_against(beside, share) for share in ("precision", f"early_{EARLY_DAYS[0]}"))
    said = f"Of {beside['alerts_per_week']:.1f} alerts a week, the agent's right ones less those of a list sorted {right}."
    return [said, *([f"Of churned ARR flagged {EARLY_DAYS[0]} days ahead: {early}."] if early else [])]


def _against(beside: dict[str, Any], share: str) -> str:
    rows = [row for row in beside["policies"] if row["name"].startswith("sort by") and row["ahead"][share]]
    return "; ".join(f"{row['name'].removeprefix('sort ')} {_verdict(row['ahead'][share])}" for row in rows)


def _verdict(ahead: dict[str, float]) -> str:
    points = in_points(ahead)
    return points if ahead["low"] > 0 else f"{points}, which is no difference" if ahead["high"] >= 0 else f"{points}, which is worse"
