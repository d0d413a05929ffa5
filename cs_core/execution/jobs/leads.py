"""Lead cases: customer-success-qualified leads (CSQL), from the day on which the facts qualified them to what became of them.

    qualified -> in conversation     a message of its play reached them, or one of ours logged a talk that its task asked for
              -> accepted            an expansion deal is open: from here on it is with people
              -> won | lost          the deal was closed, or the contract grew without one
              -> expired             its reason is gone, or nothing came of it in the days it is good for
              -> withdrawn           a risk or an escalation opened before a deal did, or the customer left

None is opened while a risk case is open, or where the growth agent's playbooks say never. Of leads that would be paid for an account
has one at a time, so that a deal belongs to one of them: what the customer wished in so many words takes the place of what was guessed.
"""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from cs_core.context.rates import NO_RATES, Rates, in_one
from cs_core.context.signals.contract import deals_of, open_deals
from cs_core.context.signals.wishes import buying
from cs_core.context.snapshot import Snapshot
from cs_core.execution.jobs.cases import SCHEMA, Standing
from cs_core.execution.jobs.lead_types import LEAD_TYPES, LeadType
from cs_core.execution.jobs.lead_values import VALUES, with_plans
from cs_core.execution.jobs.lead_words import read_of, told
from cs_core.execution.jobs.risks import at_risk
from cs_core.execution.playbooks.conditions import any_holds, holds
from cs_core.execution.playbooks.shelf import shelf

AGENT, KIND = "growth", "lead"
GOOD_DAYS = 90
"""So long is a lead good, before somebody has made a deal of it."""
REST_DAYS = {"won": 60, "lost": 180, "expired": 90, "withdrawn": 0}
"""Days before the same lead may be opened again, by how it ended."""
TROUBLE = ("open_risks >= 1", "escalations_open >= 1")
STEADY = 0.25
"""An expectation that moves by less is left as it stood: it would be rewritten daily for noise."""
GROWN = 1.02
"""Revenue from which on, against the day of the lead, a contract has grown."""
AMOUNTS = ("expected", "low", "high", "won_arr")
MEMORY = {
    "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64, "how": pl.String, "arr": pl.Float64, "measure": pl.String,
    "feature": pl.String, "talked_on": pl.String, "lives": pl.Int64, "mark": pl.String,
}  # fmt: skip


def leads(snap: Snapshot, before: Standing) -> pl.DataFrame:
    """The lead cases that stand otherwise than on record as of the day, new ones among them: a frame of `cases.SCHEMA`."""
    past = _remembered(before)
    frame = with_plans(snap.signals, snap)
    for more in (_risks(snap), _deals(snap), _wishes(snap)):
        frame = frame.join(more, on="account_id", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col("open_risks").fill_null(0))
    held = past.filter(pl.col("was_closed_on").is_null() & pl.col("key").is_in([t.name for t in LEAD_TYPES if t.priced]))
    priced_open = pl.col("account_id").is_in(held["account_id"].implode())
    frame = frame.with_columns(priced_open.alias("priced_open"), pl.lit(False).alias("wish_open"))
    used, spoken = snap.use.ever.select("account_id", pl.col("event").alias("was_feature"), used=True).unique(), _talks(snap)
    parts, by_month = [], snap.use.by_month
    for kind in LEAD_TYPES:
        concerned = _concerned(kind, frame, past, snap)
        if concerned.is_empty():
            continue
        rows = _moved(concerned, kind, snap, used, spoken)
        if kind.priced:
            taken = rows.filter(~pl.col("was_open"))["account_id"]
            frame = frame.with_columns(pl.col("priced_open") | pl.col("account_id").is_in(taken.implode()))
        if kind.stated:
            stands = rows.filter(pl.col("closed_on").is_null())["account_id"]
            frame = frame.with_columns(pl.col("account_id").is_in(stands.implode()).alias("wish_open"))
        parts.append(_written(rows, kind, by_month))
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts])


class Summary(NamedTuple):
    """What came of the leads: counts, and of those with a price what was expected and what was won a year.

    `won_expected` is what had been expected of the won ones, where both are known: of `n_priced` leads.
    """

    open: int
    won: int
    lost: int
    expired: int
    withdrawn: int
    open_expected: float
    open_low: float
    open_high: float
    unpriced: int
    """Open leads that bring no revenue of their own, or of which nobody can tell how much."""
    won_expected: float
    won_arr: float
    n_priced: int


def csql_summary(cases: pl.DataFrame, known: Rates = NO_RATES) -> Summary:
    """Over rows of `our_history`: each life of a lead counts once, as it stands by its newest row.

    One that was open when another account's lead took its place, as both became one, goes on in that one, and counts no more.
    Amounts are brought into one currency by the `known` rates; what has no rate counts among the leads, and in no sum.
    """
    rows = cases.filter(pl.col("kind") == KIND).unique(["case_id", "opened_on"], keep="last", maintain_order=True)
    rows = rows.filter(pl.col("closed_on").is_not_null() | pl.col("case_id").is_last_distinct())
    kept = pl.Struct(dict.fromkeys(AMOUNTS, pl.Float64) | {"currency": pl.String})
    rows = rows.with_columns(pl.col("data").str.json_decode(kept).alias("kept")).unnest("kept")
    unpriced = rows.filter(pl.col("closed_on").is_null())["expected"].null_count()
    rows = in_one(known, rows, *AMOUNTS).rows
    now = rows.filter(pl.col("closed_on").is_null())
    both = rows.filter((pl.col("state") == "won") & pl.col("expected").is_not_null() & pl.col("won_arr").is_not_null())
    ends = {state: rows.filter(pl.col("state") == state).height for state in ("won", "lost", "expired", "withdrawn")}
    return Summary(
        open=now.height, **ends, open_expected=now["expected"].sum(), open_low=now["low"].sum(), open_high=now["high"].sum(),
        unpriced=unpriced, won_expected=both["expected"].sum(), won_arr=both["won_arr"].sum(), n_priced=both.height,
    )  # fmt: skip


def _remembered(before: Standing) -> pl.DataFrame:
    rows = before.select(
        "account_id", pl.col("data").str.json_path_match("$.key").alias("key"), "state", "owner",
        *(pl.col(c).cast(pl.Date) for c in ("opened_on", "due_on", "closed_on")),
        pl.col("data").str.json_decode(pl.Struct(MEMORY)).alias("kept"),
    ).unnest("kept")  # fmt: skip
    read = rows.with_columns(pl.col("talked_on").str.to_date())
    return read.rename({c: f"was_{c}" for c in rows.columns if c not in ("account_id", "key")})


def _risks(snap: Snapshot) -> pl.DataFrame:
    """account_id, open_risks: as the risk agent has them this very day, whether or not its rows are written yet."""
    return at_risk(snap).select("account_id", pl.col("risks").list.len().cast(pl.Int64).alias("open_risks"))


def _wishes(snap: Snapshot) -> pl.DataFrame:
    """account_id, buying_said: the newest sentence in which they wish to buy more."""
    rows = buying(snap).unique("account_id", keep="first", maintain_order=True)
    return rows.select("account_id", pl.col("quote").alias("buying_said"))


def _deals(snap: Snapshot) -> pl.DataFrame:
    """account_id, deal_on (the oldest open expansion deal was made), won_on, won_amount, lost_on, lost_reason: of the newest ones."""
    closed = deals_of(snap, "expan").filter(pl.col("closed_on") <= snap.as_of).sort("closed_on", "source_id")
    made = open_deals(snap, "expan").group_by("account_id").agg(pl.col("created_on").min().alias("deal_on"))
    won = closed.filter("won").group_by("account_id").agg(
        pl.col("closed_on").last().alias("won_on"), pl.col("amount").last().alias("won_amount")
    )
    lost = closed.filter(~pl.col("won")).group_by("account_id").agg(
        pl.col("closed_on").last().alias("lost_on"), pl.col("lost_reason").last()
    )
    both = made.join(won, on="account_id", how="full", coalesce=True)
    return both.join(lost, on="account_id", how="full", coalesce=True)


def _talks(snap: Snapshot) -> pl.DataFrame:
    """account_id, play, talked_on: the newest day on which a message of the play was delivered, or a talk on its task was logged."""
    plays = snap.store.frame("proposal", "id", "play", agent=AGENT).rename({"id": "proposal_id"})
    if plays.is_empty():
        return pl.DataFrame(schema={"account_id": pl.String, "play": pl.String, "talked_on": pl.Date})
    sent = snap.history("delivery").filter(pl.col("status") == "sent").select(pl.col("action_id").alias("id"), "at")
    letters = snap.history("action").select("id", "account_id", "proposal_id").join(sent, on="id").drop("id")
    asked = snap.history("task").select(pl.col("id").alias("task_id"), "proposal_id").drop_nulls()
    talks = snap.history("touch").select("account_id", "task_id", "at").join(asked, on="task_id").drop("task_id")
    both = pl.concat([letters.select(c := ["account_id", "proposal_id", "at"]), talks.select(c)]).join(plays, on="proposal_id")
    return both.group_by("account_id", "play").agg(pl.col("at").cast(pl.Date).max().alias("talked_on"))


def _concerned(kind: LeadType, frame: pl.DataFrame, past: pl.DataFrame, snap: Snapshot) -> pl.DataFrame:
    """Accounts with an open lead of the type, and those for which one opens today."""
    mine = past.filter(pl.col("key") == kind.name)
    held = mine.filter(pl.col("was_closed_on").is_null())["account_id"]
    opens = holds(kind.opens) & ~any_holds(shelf(AGENT).never) & pl.col("churned_on").is_null()
    opens = opens & (_news() if kind.stated else ~pl.col("priced_open") if kind.priced else pl.lit(True))
    was_open = pl.col("account_id").is_in(held.implode())
    concerned = frame.select(opens | was_open).to_series()
    if not concerned.any():
        return frame.clear()
    rows = frame.filter(concerned).with_columns(was_open.alias("was_open")).join(mine, on="account_id", how="left", maintain_order="left")
    rested = (snap.as_of - pl.col("was_closed_on")).dt.total_days() >= pl.col("was_state").replace_strict(REST_DAYS, default=0)
    again = pl.lit(kind.stated) & (pl.col("buying_said_on") > pl.col("was_closed_on"))
    return rows.filter(pl.col("was_open") | rested.fill_null(True) | again)


def _news() -> pl.Expr:
    """Whether the wish was said after the last expansion deal was closed, which had answered it."""
    return (pl.col("buying_said_on") > pl.max_horizontal("won_on", "lost_on")).fill_null(True)


def _moved(rows: pl.DataFrame, kind: LeadType, snap: Snapshot, used: pl.DataFrame, spoken: pl.DataFrame) -> pl.DataFrame:
    """How each stands today, beside how it stood."""
    today, was_open = pl.lit(snap.as_of), pl.col("was_open")
    old = {c: pl.when(was_open).then(pl.col(f"was_{c}")) for c in (*MEMORY, "opened_on", "due_on")}
    worth = VALUES[kind.name]()
    rows = rows.with_columns(
        pl.coalesce(old["opened_on"], today).alias("opened_on"),
        pl.coalesce(old["due_on"], today + pl.duration(days=GOOD_DAYS)).alias("due_on"),
        pl.coalesce(old["arr"], pl.col("arr").cast(pl.Float64)).alias("arr_then"),
        pl.coalesce(old["measure"], _measure(kind)).alias("measure"),
        pl.coalesce(old["feature"], pl.when(not kind.priced).then("unused_feature")).alias("feature"),
        pl.when(was_open).then("was_lives").otherwise(pl.col("was_lives").fill_null(0) + 1).alias("lives"),
        *(worth[c].cast(pl.Float64).round(0).alias(f"now_{c}") for c in ("low", "expected", "high")),
        worth["how"].alias("now_how"), worth["why_not"].alias("why_not"),
    )  # fmt: skip
    moved = ((pl.col("now_expected") / old["expected"] - 1).abs() > STEADY).fill_null(pl.col("now_expected").is_not_null())
    fresh = ~was_open | moved
    for c in ("low", "expected", "high", "how"):
        rows = rows.with_columns(pl.when(fresh).then(f"now_{c}").otherwise(f"was_{c}").alias(c))
    talks = spoken.filter(pl.col("play") == kind.play).drop("play")
    rows = rows.join(talks, on="account_id", how="left", maintain_order="left")
    rows = rows.join(used, on=["account_id", "was_feature"], how="left", maintain_order="left")
    since = pl.col("opened_on")
    rows = rows.with_columns(pl.when(pl.col("talked_on") >= since).then("talked_on").alias("talked_on"))
    rows = rows.with_columns(pl.lit(None, pl.String).alias("state"), *_ends(kind, today)).with_columns(_state().alias("state"))
    return rows.with_columns(
        pl.when(pl.col("state").is_in(list(REST_DAYS))).then(today).alias("closed_on"),
        pl.when(kind.priced).then("owner").alias("priced_by"),
        pl.coalesce(pl.col("expected").cast(pl.Int64).cast(pl.String), pl.lit("cannot tell")).alias("mark"),
    )


def _measure(kind: LeadType) -> pl.Expr:
    """What would show that it came true: the seats, the commitment or the plan of the day, as text."""
    return pl.col(kind.grows).cast(pl.String) if kind.grows else pl.lit(None, pl.String)


def _ends(kind: LeadType, today: pl.Expr) -> list[pl.Expr]:
    """Columns: deal, grew, taken_up, refused, left, troubled, outdone, past, each whether it is so; only what was open can end."""
    since, open_ = pl.col("opened_on"), pl.col("was_open")
    grew = pl.lit(False)
    if kind.grows in ("seats", "commitment"):
        grew = pl.col(kind.grows).cast(pl.Float64) > pl.col("measure").cast(pl.Float64, strict=False)
    elif kind.grows == "plan":
        grew = pl.col("plan") != pl.col("measure")
    more = pl.col("arr") >= GROWN * pl.col("arr_then")
    told = {
        "deal": pl.lit(kind.priced) & pl.col("deal_on").is_not_null(),
        "bought": pl.lit(kind.priced) & (pl.col("won_on") >= since),
        "grew": grew & more,
        "taken_up": pl.lit(not kind.priced) & pl.col("used").fill_null(False),
        "refused": pl.lit(kind.priced) & (pl.col("lost_on") >= since) & pl.col("deal_on").is_null(),
        "left": pl.col("churned_on").is_not_null(),
        "troubled": any_holds(TROUBLE),
        "outdone": pl.lit(kind.priced and not kind.stated) & pl.col("wish_open"),
        "past": (today > pl.col("due_on")) | any_holds(kind.gone),
    }
    return [(open_ & said.fill_null(False)).alias(name) for name, said in told.items()]


def _state() -> pl.Expr:
    """The first that is so."""
    found = pl.when(pl.col("left")).then(pl.lit("withdrawn"))
    for column, state in STATES:
        found = found.when(pl.col(column)).then(pl.lit(state))
    return found.when(pl.col("talked_on").is_not_null()).then(pl.lit("in conversation")).otherwise(pl.lit("qualified"))


STATES = (
    ("bought", "won"), ("grew", "won"), ("taken_up", "won"), ("refused", "lost"), ("deal", "accepted"), ("troubled", "withdrawn"),
    ("outdone", "withdrawn"), ("past", "expired"),
)  # fmt: skip
"""In order of precedence: an open deal outlives a risk, for people hold it."""


def _written(rows: pl.DataFrame, kind: LeadType, by_month: Collection[str]) -> pl.DataFrame:
    """Of those the ones that changed, in words and with what they remember; of the accounts `by_month` no single week is known."""
    same = (
        pl.col("was_open") & (pl.col("state") == pl.col("was_state")) & pl.col("priced_by").eq_missing(pl.col("was_owner"))
        & pl.col("mark").eq_missing(pl.col("was_mark"))
    )  # fmt: skip
    changed = rows.filter(~same)
    words = [told(row, kind, by_month=row["account_id"] in by_month) for row in changed.select(read_of(kind)).iter_rows(named=True)]
    return changed.select(
        "account_id", pl.lit(kind.name).alias("key"), pl.lit(KIND).alias("kind"), "state", "opened_on", "due_on", "closed_on",
        pl.col("priced_by").alias("owner"), pl.Series("reason", [w.reason for w in words], dtype=pl.String),
        pl.when(pl.col("closed_on").is_null()).then(pl.lit(kind.play)).alias("play"),
        pl.Series("data", [w.data for w in words], dtype=pl.String),
        pl.lit(list(kind.evidence), pl.List(pl.String)).alias("cites"), "mark",
    ).cast(SCHEMA)  # fmt: skip
