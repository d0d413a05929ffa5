"""What a committed plan promised, held against what came: hours, touches, and accounts kept. It never says what caused it."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from cs_core.context.evidence import kept_of
from cs_core.context.leaving import chance_to_leave
from cs_core.context.signals.people import met
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt
from cs_core.leadership.forecast import NORMAL, measure
from cs_core.leadership.hours.capacity import WEEKS
from cs_core.orchestration.covered import promised
from cs_core.orchestration.record import wilson
from cs_core.records import Interval

DAYS = 90
"""Customers are looked at so long after a commit: what `churn_probability` looks ahead, and no sooner."""
IN_PERSON: tuple[str, ...] = ("call", "workshop", "named CSM")
"""Modes in which one of ours is in contact; a look at an agent's draft is no touch."""
NO_CAUSE = "More or fewer kept than forecast does not show that people caused it: a pilot does."


def plans(snap: Snapshot) -> list[dict[str, Any]]:
    """Every plan committed by the day, newest first: plan_id, as_of, set_at, accounts, hours, unit, rule, `promised` (the document's
    `expected`, None of older plans), and `until`, the day on which the next one took its place (None: it stands).

    A plan of before plans kept their unit counts accounts unless an impact above 1 says that it cannot.
    """
    changed = [row["id"] for row in snap.store.rows("override")]
    rows = snap.store.frame("coverage").filter(pl.col("as_of") <= snap.as_of, ~pl.col("id").is_in(changed))
    headers = {row["id"]: row for row in snap.store.rows("coverage_plan")}
    sums = rows.group_by("plan_id", maintain_order=True).agg(
        pl.col("as_of", "set_at").first(), pl.len().alias("accounts"), pl.col("hours").sum(), pl.col("impact").max().alias("_most")
    )
    found, until = [], None
    for row in sums.reverse().to_dicts():
        most, header = row.pop("_most") or 0, headers.get(row["plan_id"], {})
        unit = header.get("unit") or ("accounts_kept" if most <= 1 else "arr_kept")
        told = header.get("forecast") or {}
        found.append(row | {"unit": unit, "rule": header.get("rule"), "until": until, "promised": told.get("expected")})
        until = row["set_at"].date()
    return found


def against_forecast(snap: Snapshot, plan: dict[str, Any]) -> dict[str, Any]:
    """One of `plans` against what happened by the snapshot's day: `hours`, `touched`, `kept`, `left_to_agents`, and `says`.

    kept: expected with agents alone, expected with the plan, and what came, each of the accounts of the plan with a known chance; None
    before DAYS have passed. Impact counts for the share of the quarter for which the plan stood.
    """
    rows = promised(snap.store, plan["plan_id"])
    start, quarter = plan["as_of"], plan["as_of"] + timedelta(weeks=WEEKS)
    end = min(day for day in (snap.as_of + timedelta(days=1), quarter, plan["until"]) if day)
    stood = min(1.0, ((plan["until"] or quarter) - start).days / (7 * WEEKS))
    return plan | {
        "day": snap.as_of, "days": max(0, (end - start).days), "stood": max(0.0, stood), "hours": _hours(snap, rows, start, end),
        "touched": _touched(snap, rows, start, end), **_outcomes(snap, plan, rows, stood), "says": NO_CAUSE,
    }  # fmt: skip


def _hours(snap: Snapshot, rows: pl.DataFrame, start: date, end: date) -> dict[str, Any]:
    """Hours planned for the quarter and logged so far, by person and by mode of the plan; touches by way of contact."""
    touches = snap.history("touch").filter(pl.col("at").dt.date() >= start, pl.col("at").dt.date() < end)
    now = pl.col("account_id").replace(snap.moved)  # a touch of what is part of another account is that one's
    about = rows.select(now, "person", pl.col("mode").alias("planned_mode"), pl.col("hours").alias("_planned"))
    planned = about.select("account_id", "planned_mode").unique("account_id", keep="last", maintain_order=True)
    logged = touches.join(planned, on="account_id", how="left").with_columns(pl.col("minutes") / 60)
    on = pl.col("planned_mode").is_not_null()
    by = logged.group_by(pl.col("by").alias("person")).agg(
        pl.col("minutes").filter(on).sum().alias("logged"), pl.col("minutes").filter(~on).sum().alias("elsewhere")
    )
    people = about.group_by("person").agg(pl.col("_planned").sum().alias("planned")).join(by, on="person", how="full", coalesce=True)
    modes = about.group_by(pl.col("planned_mode").alias("mode")).agg(pl.len().alias("accounts"), pl.col("_planned").sum().alias("planned"))
    spent = logged.filter(on).group_by(pl.col("planned_mode").alias("mode")).agg(pl.col("minutes").sum().alias("logged"))
    ways = touches.group_by("mode").agg(pl.len().alias("touches"), pl.col("minutes").sum(), pl.col("two_way").sum())
    return {
        "planned": float(rows["hours"].sum()), "logged": float(logged.filter(on)["minutes"].sum()),
        "elsewhere": float(logged.filter(~on)["minutes"].sum()), "by_person": people.fill_null(0.0).sort("person").to_dicts(),
        "by_mode": modes.join(spent, on="mode", how="left").fill_null(0.0).sort("mode").to_dicts(),
        "by_contact": ways.sort("minutes", descending=True).to_dicts(),
    }  # fmt: skip


def _touched(snap: Snapshot, rows: pl.DataFrame, start: date, end: date) -> dict[str, Any]:
    """Accounts that were to get a person and had two-way contact with one of ours since: share with its interval."""
    due = rows.filter(pl.col("mode").is_in(IN_PERSON)).select(pl.col("account_id").replace(snap.moved).unique()).to_series()
    days = pl.col("at").dt.date()
    spoken = met(snap).filter((days >= start) & (days < end))["account_id"].unique()
    had = due.is_in(spoken.implode()).sum()
    if not len(due):
        return measure(None, 0, "the plan gave nobody a person in contact")
    return measure(wilson(had, len(due)), len(due)) | {"accounts": int(had)}


def _outcomes(snap: Snapshot, plan: dict[str, Any], rows: pl.DataFrame, stood: float) -> dict[str, Any]:
    first = plan["as_of"] + timedelta(days=DAYS)
    if snap.as_of < first:
        early = {"kept": None, "n": rows.height, "says": f"cannot tell yet, first on {spelt(first)}"}
        return {"kept": early, "left_to_agents": early}
    book = expected(snap, plan, rows)
    return {
        "kept": _kept(book.filter("in_plan"), stood),
        "left_to_agents": _kept(book.filter(~pl.col("in_plan")), 0.0),
    }


def expected(snap: Snapshot, plan: dict[str, Any], rows: pl.DataFrame) -> pl.DataFrame:
    """One row a customer of the day of the commit: account_id, in_plan, alone (chance to be kept with agents alone), impact, low, high
    (in accounts, 0 outside of the plan), kept (DAYS later; null where it is not known any more). Null chances stay null.
    """
    then = signals_then(snap.store, plan["as_of"]).filter(pl.col("churned_on").is_null())
    size = pl.col("arr").cast(pl.Float64) if plan["unit"] == "arr_kept" else pl.lit(1.0)
    worth = [(pl.col(c) / pl.when(size > 0).then(size)).alias(c) for c in ("impact", "low", "high")]
    last = plan["as_of"] + timedelta(days=DAYS)
    now = snap.signals.select("account_id", (pl.col("churned_on").is_null() | (pl.col("churned_on") > last)).alias("kept"))
    book = then.select("account_id", "arr", (1 - chance_to_leave().cast(pl.Float64)).alias("alone"))
    book = book.join(rows.select("account_id", "impact", "low", "high", pl.lit(True).alias("in_plan")), on="account_id", how="left")
    book = book.with_columns(pl.col("in_plan").fill_null(False), *worth).with_columns(
        pl.when("in_plan").then(c).otherwise(0.0).alias(c) for c in ("impact", "low", "high")
    )
    return book.join(now, on="account_id", how="left")


def _kept(book: pl.DataFrame, stood: float) -> dict[str, Any]:
    """How many were expected to stay, by agents alone and with people, and how many did."""
    known = book.drop_nulls(["alone", "impact", "kept"])
    n, unknown = known.height, book.height - known.height
    if not n:
        return {"kept": None, "n": 0, "says": f"cannot tell: of {unknown:,} accounts no chance to stay was known at the commit"}
    alone = forecast(known, 0.0)
    whole, came = forecast(known, stood), int(known["kept"].sum())
    word = "fewer than" if came < whole.low else "more than" if came > whole.high else "within what was"
    says = f"{came:,} of {n:,} kept: {word} forecast ({whole.point:,.1f}, {whole.low:,.1f} to {whole.high:,.1f})"
    says += f"; {unknown:,} of unknown chance are left out" if unknown else ""
    return {
        "n": n, "kept": came, "share": wilson(came, n)._asdict(), "expected_alone": alone._asdict(), "expected": whole._asdict(),
        "unknown": unknown, "says": says,
    }  # fmt: skip


def forecast(book: pl.DataFrame, stood: float) -> Interval:
    """Accounts expected to be kept with a 95 % interval: the range of the impact, and chance from account to account.

    `book` has alone, impact, low, high; `stood` is the share of the quarter for which the impact counts.
    """
    point, low, high = ((book["alone"] + stood * book[c]).clip(0, 1) for c in ("impact", "low", "high"))
    chance = NORMAL * float((point * (1 - point)).sum()) ** 0.5
    middle, n = float(point.sum()), book.height
    down, up = (((middle - float(end.sum())) ** 2 + chance**2) ** 0.5 for end in (low, high))
    return Interval(middle, max(0.0, middle - down), min(float(n), middle + up))


def signals_then(store: Store, day: date) -> pl.DataFrame:
    """The signals of a day: as that day's last cycle kept them, else worked out again."""
    kept = kept_of(store, day, "account_id", "churn_probability", "notice_given_on", "days_to_renewal", "arr", "churned_on")
    if kept:
        return pl.read_parquet(kept)
    return snapshot(store, day).signals
