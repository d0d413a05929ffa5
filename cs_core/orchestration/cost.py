"""Cost to serve: hours of people times the loaded rate that leaders set, and tokens of agents; against recurring revenue of the same days.

Hours are logged touches, held meetings of days without a logged touch, and the time people looked at drafts. Without a loaded rate there
are hours only. Revenue is compared only in the rate's own currency.
"""

from datetime import date, datetime, timedelta
from math import isfinite
from typing import NamedTuple

import polars as pl

from cs_core.context.cut import end_of
from cs_core.context.signals.people import held
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput
from cs_core.records import key_of

DAYS = 91
"""A quarter."""
TARGET = 0.2
"""Share of recurring revenue that serving should cost at most."""
SETTING, KEY = "setting", "loaded_rate"
READS: tuple[str, ...] = (
    "import_file", "link", "identity_answer", "touch", "decision", "proposal", "model_call", "goal", "taken_back",
)
"""Tables whose rows change it."""
NO_RATE = "Set a loaded rate on the Strategy page, under Cost to serve, to see cost"


class LoadedRate(NamedTuple):
    """What an hour of our people costs with everything that goes with it: amount and currency, and who set it when."""

    amount: float
    currency: str
    by: str
    set_at: str


def set_loaded_rate(store: Store, amount: float | None, *, currency: str = "", by: str, now: datetime) -> None:
    """Set the cost of an hour from `now` on; None takes it away. Raises BadInput for an amount, currency or name that cannot be."""
    code = currency.strip().upper()
    if amount is not None and not (isfinite(amount) and amount > 0 and len(code) == 3 and code.isalpha()):
        raise BadInput("A loaded rate is an amount above 0 and a currency of three letters, such as 85 EUR")
    if not by.strip():
        raise BadInput("Say who sets the loaded rate: cost to serve rests on it")
    row = {"key": KEY, "kind": SETTING, "value": amount, "text": code, "set_at": now, "by": by.strip()}
    store.append("goal", [{"id": key_of(SETTING, KEY, store.count("goal"), now.isoformat())} | row])


def loaded_rate(store: Store, as_of: date) -> LoadedRate | None:
    """The rate that was set last by the day."""
    rows = [r for r in store.rows("goal", kind=SETTING, key=KEY) if r["set_at"] <= end_of(as_of).isoformat()]
    if not rows or rows[-1]["value"] is None:
        return None
    last = rows[-1]
    return LoadedRate(last["value"], last["text"], last["by"], last["set_at"])


def cost_to_serve(snap: Snapshot, *, days: int = DAYS) -> pl.DataFrame:
    """account_id, segment, currency, hours, touches, meetings, tokens, model_cost, revenue, cost, cost_currency, share: current customers.

    revenue: recurring revenue of these days at today's rate. share: cost of hours by revenue; null without a rate or in another currency.
    """
    since = snap.as_of - timedelta(days=days)
    rows = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", "segment", "currency", "arr")
    for part in (_people(snap, since), _agents(snap, since)):
        rows = rows.join(part, on="account_id", how="left", maintain_order="left")
    counted = [pl.col(c).fill_null(0) for c in ("hours", "touches", "meetings", "tokens")]
    rows = rows.with_columns(*counted, (pl.col("arr") * days / 365).alias("revenue"))
    return _priced(rows, loaded_rate(snap.store, snap.as_of)).drop("arr")


def by_segment(rows: pl.DataFrame) -> pl.DataFrame:
    """segment, currency, accounts, hours, hours_each, tokens, revenue, cost, share of rows of `cost_to_serve`, most hours first.

    Who brings no revenue that is known, and so no currency, stands with the others of the segment, in their commonest currency.
    """
    usual = rows.drop_nulls("currency").group_by("segment").agg(pl.col("currency").mode().sort().first().alias("usual"))
    bare = pl.col("currency").is_null() & (pl.col("revenue").fill_null(0) == 0)
    rows = rows.join(usual, on="segment", how="left", maintain_order="left")
    rows = rows.with_columns(pl.when(bare).then("usual").otherwise("currency").alias("currency"))
    has_both = pl.col("cost").is_not_null() & pl.col("share").is_not_null()
    told = rows.group_by("segment", "currency").agg(
        pl.len().alias("accounts"), pl.col("hours").sum(), pl.col("hours").mean().alias("hours_each"), pl.col("tokens").sum(),
        pl.col("revenue").sum(),
        pl.when(pl.col("cost").is_not_null().any()).then(pl.col("cost").sum()).alias("cost"),
        (pl.col("cost").filter(has_both).sum() / pl.col("revenue").filter(has_both).sum()).alias("share"),
    )  # fmt: skip
    return told.with_columns(pl.col("share").fill_nan(None)).sort("hours", descending=True)


def cost_of(rows: pl.DataFrame, account_id: str, rate: LoadedRate | None, *, days: int = DAYS) -> dict:
    """One account's row of `cost_to_serve` as a document, with days, target and says; hours are null for a former customer."""
    mine = rows.filter(pl.col("account_id") == account_id)
    if mine.is_empty():
        return dict.fromkeys(rows.columns) | {"account_id": account_id, "days": days, "target": TARGET, "says": "No longer a customer"}
    row = mine.row(0, named=True)
    return row | {"days": days, "target": TARGET, "says": _says(row, rate)}


def _says(row: dict, rate: LoadedRate | None) -> str:
    if rate is None:
        return NO_RATE
    if row["share"] is None:
        return "Cannot compare: " + (f"revenue is in {row['currency']}" if row["currency"] and row["revenue"] else "revenue is not known")
    within = "within" if row["share"] <= TARGET else "above"
    return f"{row['share']:.0%} of recurring revenue, {within} the target of {TARGET:.0%}"


def _priced(rows: pl.DataFrame, rate: LoadedRate | None) -> pl.DataFrame:
    if rate is None:
        none = {"cost": pl.Float64, "cost_currency": pl.String, "share": pl.Float64}
        return rows.with_columns(pl.lit(None, t).alias(c) for c, t in none.items())
    rows = rows.with_columns((pl.col("hours") * rate.amount).alias("cost"), pl.lit(rate.currency).alias("cost_currency"))
    comparable = (pl.col("currency") == rate.currency) & (pl.col("revenue") > 0)
    return rows.with_columns(pl.when(comparable).then(pl.col("cost") / pl.col("revenue")).alias("share"))


def unlogged_meetings(snap: Snapshot, since: date) -> pl.DataFrame:
    """account_id, minutes, on of meetings held after a day; not of days with a logged touch there, which would tell the time twice."""
    touched = snap.history("touch", "account_id", "at").select("account_id", pl.col("at").dt.date().alias("on")).unique()
    meetings = held(snap).select("account_id", "minutes", pl.col("held_at").dt.date().alias("on")).filter(pl.col("on") > since)
    return meetings.drop_nulls("account_id").join(touched, on=["account_id", "on"], how="anti")


def _people(snap: Snapshot, since: date) -> pl.DataFrame:
    """account_id, hours, touches, meetings."""
    touches = snap.history("touch", "id", "account_id", "minutes", "at").filter(pl.col("at").dt.date() > since)
    unlogged = unlogged_meetings(snap, since)
    looks = snap.history("decision", "id", "proposal_id", "seconds", "decided_at").filter(pl.col("decided_at").dt.date() > since)
    made = snap.history("proposal", "id", "account_id", "as_of").select(pl.col("id").alias("proposal_id"), "account_id")
    looked = looks.drop_nulls("seconds").join(made, on="proposal_id").select("account_id", (pl.col("seconds") / 60).alias("minutes"))
    one, none = pl.lit(1, pl.Int64), pl.lit(0, pl.Int64)
    minutes = pl.concat(
        [
            touches.select("account_id", "minutes", one.alias("touches"), none.alias("meetings")),
            unlogged.select("account_id", "minutes", none.alias("touches"), one.alias("meetings")),
            looked.select("account_id", "minutes", none.alias("touches"), none.alias("meetings")),
        ]
    )
    return minutes.group_by("account_id").agg((pl.col("minutes").sum() / 60).alias("hours"), pl.col("touches", "meetings").sum())


def _agents(snap: Snapshot, since: date) -> pl.DataFrame:
    """account_id, tokens, model_cost (null where no price is set)."""
    calls = snap.store.frame("model_call", "account_id", "tokens_in", "tokens_out", "cost", "at", **snap.only)
    mine = calls.filter(pl.col("at") <= end_of(snap.as_of), pl.col("at").dt.date() > since).drop_nulls("account_id")
    return mine.group_by("account_id").agg(
        (pl.col("tokens_in").fill_null(0) + pl.col("tokens_out").fill_null(0)).sum().alias("tokens"),
        pl.when(pl.col("cost").is_not_null().any()).then(pl.col("cost").sum()).alias("model_cost"),
    )
