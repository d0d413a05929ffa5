"""Risk cases: one a customer and type, from the day on which it was seen to the day on which it ended, and how it ended.

    open -> easing -> cleared        its condition ended, and did not come back for the days that its type asks for
    open -> churned                  the customer left, or its renewal was lost
    open -> renewed                  the customer renewed; of risks that a renewal settles

A further observation of the same risk is an occurrence: it is counted, and no second case. Severity is the worst since it opened.
"""

from collections.abc import Collection

import polars as pl

from cs_core.context.observed import once
from cs_core.context.signals.contract import decided
from cs_core.context.snapshot import Snapshot
from cs_core.context.vocabulary import type_of
from cs_core.execution.jobs.cases import SCHEMA, standing
from cs_core.execution.jobs.risk_types import RISK_TYPES, RiskType
from cs_core.execution.jobs.risk_words import read_of, told
from cs_core.execution.playbooks.conditions import any_holds, holds, scale

AGENT, KIND = "risk", "risk"
BACK = 0.85
"""Use is back at this share of what it was before the fall."""
LEVELS = ((2 / 3, "high", 2), (1 / 3, "medium", 7), (0.0, "low", 14))
"""Severity from which on a risk is of the level, and the days in which somebody should have seen to it."""
UNSCALED = 0.3
"""The severity where no scale can tell: seen, and not yet bad."""
SAME_TERM_DAYS = 45
"""A renewal date that moves by less is a correction of the same one."""
LOST_DAYS = 400
"""For so long a lost renewal stands for the term that is running out: its customer opens no further risk."""
MEMORY = {
    "severity": pl.Float64, "level": pl.String, "occurrences": pl.Int64, "seen": pl.Float64, "eased_on": pl.String,
    "renewal_on": pl.String, "base": pl.Float64, "lives": pl.Int64, "mark": pl.String,
}  # fmt: skip
"""What a case remembers in its data from one day to the next."""


@once
def risks(snap: Snapshot) -> pl.DataFrame:
    """The risk cases that stand otherwise than on record as of the day, new ones among them: a frame of `cases.SCHEMA`."""
    before = _remembered(standing(snap, AGENT))
    frame = snap.signals.join(renewals_decided(snap), on="account_id", how="left", maintain_order="left")
    today = pl.lit(snap.as_of)
    found = ((kind, _concerned(kind, frame, before, today)) for kind in RISK_TYPES)
    by_month = snap.use.by_month
    parts = [_written(_moved(rows, kind, today), kind, by_month) for kind, rows in found if not rows.is_empty()]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts])


def at_risk(snap: Snapshot) -> pl.DataFrame:
    """account_id, risks: the types open as of the day, the gravest first, of every account that has one."""
    before = standing(snap, AGENT).select("account_id", _key(), pl.col("closed_on").cast(pl.Date))
    both = pl.concat([before, risks(snap).select(before.columns)]).unique(["account_id", "key"], keep="last")
    rank = pl.col("key").replace_strict({kind.name: n for n, kind in enumerate(RISK_TYPES)}, default=len(RISK_TYPES))
    still = both.filter(pl.col("closed_on").is_null()).sort("account_id", rank)
    return still.group_by("account_id", maintain_order=True).agg(pl.col("key").alias("risks"))


def renewals_decided(snap: Snapshot) -> pl.DataFrame:
    """account_id, won_on, lost_on: the newest renewal deals that were closed."""
    return decided(snap, "renew").filter(pl.col("closed_on") <= snap.as_of).group_by("account_id").agg(
        pl.col("closed_on").filter(pl.col("won")).max().alias("won_on"), pl.col("closed_on").filter(~pl.col("won")).max().alias("lost_on")
    )


def _key() -> pl.Expr:
    return pl.col("data").str.json_path_match("$.key").alias("key")


def _remembered(before: pl.DataFrame) -> pl.DataFrame:
    """The cases on record: account_id, key, and with `was_` before their names state, days, owner and MEMORY."""
    days = ("opened_on", "due_on", "closed_on")
    rows = before.select(
        "account_id", _key(), "state", "owner", "play", *(pl.col(c).cast(pl.Date) for c in days),
        pl.col("data").str.json_decode(pl.Struct(MEMORY)).alias("kept"),
    ).unnest("kept")  # fmt: skip
    read = rows.with_columns(pl.col("eased_on", "renewal_on").str.to_date())
    return read.rename({c: f"was_{c}" for c in rows.columns if c not in ("account_id", "key")})


def _concerned(kind: RiskType, frame: pl.DataFrame, before: pl.DataFrame, today: pl.Expr) -> pl.DataFrame:
    """Accounts with an open risk of the type, and those for which one opens today."""
    mine = before.filter(pl.col("key") == kind.name)
    held = mine.filter(pl.col("was_closed_on").is_null())["account_id"]
    concerned = frame.select(holds(kind.opens) | pl.col("account_id").is_in(held.implode())).to_series()
    if not concerned.any():
        return frame.clear()
    rows = frame.filter(concerned).join(mine, on="account_id", how="left", maintain_order="left")
    was_open = pl.col("was_state").is_not_null() & pl.col("was_closed_on").is_null()
    opens = holds(kind.opens)
    lost = (pl.col("lost_on") > pl.coalesce("won_on", pl.date(1, 1, 1))) & ((today - pl.col("lost_on")).dt.total_days() <= LOST_DAYS)
    base = pl.when(was_open).then("was_base")
    rows = rows.with_columns(
        was_open.alias("was_open"),
        opens.alias("opens"),
        (holds(kind.ends, {"use is back": pl.col("usage_4w") >= BACK * base}) & ~opens).alias("ends"),
        pl.coalesce("churned_on", pl.when(lost).then("lost_on")).alias("gone_on"),
        (_day_or_count(kind.again) if kind.again else pl.lit(None, pl.Float64)).alias("again"),
        _severity(kind).alias("now"),
    )
    settled = pl.lit(kind.by_renewal and bool(kind.again)) & (pl.col("was_state") == "renewed") & (pl.col("again") <= pl.col("was_seen"))
    new = pl.col("opens") & ~any_holds(kind.unless) & pl.col("gone_on").is_null() & ~settled.fill_null(False)
    return rows.filter(pl.col("was_open") | new)


def _day_or_count(signal: str) -> pl.Expr:
    column = pl.col(signal)
    return (column.to_physical() if type_of(signal) == pl.Date else column).cast(pl.Float64)


def _severity(kind: RiskType) -> pl.Expr:
    scales = [scale(text).clip(0, 1) for text in kind.severity]
    return pl.max_horizontal(pl.max_horizontal(scales).fill_null(UNSCALED), pl.lit(kind.least))


def _moved(rows: pl.DataFrame, kind: RiskType, today: pl.Expr) -> pl.DataFrame:
    """How each stands today, beside how it stood."""
    old = {c: pl.when("was_open").then(pl.col(f"was_{c}")) for c in (*MEMORY, "opened_on", "due_on")}
    rows = rows.with_columns(
        pl.coalesce(old["opened_on"], today).alias("opened_on"),
        pl.when("opens").then(pl.max_horizontal(old["severity"], "now")).otherwise(old["severity"]).alias("severity"),
        # What is better stays so until the condition that opened it is back.
        pl.when(~pl.col("opens")).then(pl.coalesce(old["eased_on"], pl.when("ends").then(today))).alias("eased_on"),
        pl.coalesce(old["renewal_on"], "renewal_on").alias("renewal_was_on"),
        pl.coalesce(old["base"], pl.col("usage_prev_4w").cast(pl.Float64)).alias("base"),
        pl.max_horizontal(old["seen"], "again").alias("seen"),
        pl.when("was_open").then("was_lives").otherwise(pl.col("was_lives").fill_null(0) + 1).alias("lives"),
        old["eased_on"].is_not_null().alias("was_easing"),
    )
    rows = rows.with_columns(_level().alias("level"), _renewed_on(kind, today).alias("renewed_on"))
    worse = (pl.col("severity") > pl.col("was_severity") + 1e-9) & (pl.col("level") != pl.col("was_level"))
    more = pl.col("opens") & (pl.col("was_easing") | worse | (pl.col("seen") > pl.col("was_seen"))).fill_null(False)
    due = today + pl.duration(days=pl.col("level").replace_strict({name: days for _, name, days in LEVELS}, return_dtype=pl.Int64))
    over = pl.col("ends") & ((today - pl.col("eased_on")).dt.total_days() >= kind.days)
    rows = rows.with_columns(
        pl.when("was_open").then(pl.col("was_occurrences") + more).otherwise(1).cast(pl.Int64).alias("occurrences"),
        pl.when(~pl.col("was_open") | worse).then(pl.min_horizontal(old["due_on"], due)).otherwise("was_due_on").alias("due_on"),
        pl.when(pl.col("gone_on").is_not_null()).then(pl.lit("churned")).when(pl.col("renewed_on").is_not_null()).then(pl.lit("renewed"))
        .when(over).then(pl.lit("cleared")).when(pl.col("eased_on").is_not_null()).then(pl.lit("easing")).otherwise(pl.lit("open"))
        .alias("state"),
    )  # fmt: skip
    ended = pl.coalesce("gone_on", "renewed_on", pl.when(over).then(today))
    return rows.with_columns(
        _not_before(ended, "opened_on").alias("closed_on"),
        pl.format("{}, {}", "level", "occurrences").alias("mark"),
    ).with_columns(pl.when(pl.col("closed_on").is_null()).then(_play(kind)).alias("play"))


def _not_before(day: pl.Expr, first: str) -> pl.Expr:
    return pl.when(day.is_not_null()).then(pl.max_horizontal(day, pl.col(first)))


def _play(kind: RiskType) -> pl.Expr:
    """The play recommended while the condition holds; from then on the one that was."""
    due = pl.coalesce(*(pl.when(holds([line] if line else [])).then(pl.lit(name)) for line, name in kind.plays))
    return pl.when(pl.col("opens") | ~pl.col("was_open")).then(due).otherwise("was_play")


def _level() -> pl.Expr:
    steps = pl.when(pl.col("severity") >= LEVELS[0][0]).then(pl.lit(LEVELS[0][1]))
    return steps.when(pl.col("severity") >= LEVELS[1][0]).then(pl.lit(LEVELS[1][1])).otherwise(pl.lit(LEVELS[2][1]))


def _renewed_on(kind: RiskType, today: pl.Expr) -> pl.Expr:
    """When a risk that a renewal settles was settled by one: a won deal since, or a term that ended and goes on."""
    won = pl.when(pl.col("won_on") >= pl.col("was_opened_on")).then("won_on")
    later = (pl.col("renewal_on") - pl.col("renewal_was_on")).dt.total_days() > SAME_TERM_DAYS
    past = pl.when((pl.col("renewal_was_on") < today) & later).then("renewal_was_on")
    return pl.when(pl.col("was_open") & pl.lit(kind.by_renewal)).then(pl.coalesce(won, past))


def _written(rows: pl.DataFrame, kind: RiskType, by_month: Collection[str]) -> pl.DataFrame:
    """Of those the ones that changed, in words and with what they remember; of the accounts `by_month` no single week is known."""
    same = pl.all_horizontal("was_open", *(pl.col(c).eq_missing(pl.col(f"was_{c}")) for c in ("state", "due_on", "owner", "play", "mark")))
    changed = rows.filter(~same)
    words = [told(row, kind, by_month=row["account_id"] in by_month) for row in changed.select(read_of(kind)).iter_rows(named=True)]
    return changed.select(
        "account_id", pl.lit(kind.name).alias("key"), pl.lit(KIND).alias("kind"), "state", "opened_on", "due_on", "closed_on", "owner",
        pl.Series("reason", [w.reason for w in words], dtype=pl.String),
        "play",
        pl.Series("data", [w.data for w in words], dtype=pl.String),
        pl.lit(list(kind.drivers), pl.List(pl.String)).alias("cites"), "mark",
    ).cast(SCHEMA)  # fmt: skip
