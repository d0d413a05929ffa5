"""What a person of ours holds: everything that would walk out of the door with them, each with the row that says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.rows.known_by import end_of
from cs_core.context.signals.conversations import overdue_promises
from cs_core.context.signals.people import answered, met
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt_in
from cs_core.execution.jobs.cases import newest_cases
from cs_core.leadership.hours.continuity import RENEWAL_DAYS
from cs_core.orchestration.contact.ledger import CALLED_OFF, open_proposals
from cs_core.orchestration.contact.unanswered import deputies
from cs_core.orchestration.covered import standing
from cs_core.orchestration.work import open_tasks

CONTACT_DAYS = 180
"""Two-way contact longer ago is no living relationship."""
UNDATED_DAYS = 30
"""A promise without a day counts as open for so long, where we have not been in contact since."""
HELD = {
    "kind": pl.String, "account_id": pl.String, "ref": pl.String, "says": pl.String, "due_on": pl.Date, "theirs": pl.String,
    "work": pl.String,
}  # fmt: skip
"""What is held: `ref` is the row that says so, `theirs` the person at the customer whom it is about, `work` the id by which work is
passed on: of the proposal, or of a task without one."""


def holdings(snap: Snapshot, name: str) -> pl.DataFrame:
    """HELD, one row a thing that `name` holds of current customers, and what they do for colleagues (account_id null)."""
    current = snap.signals.filter(pl.col("churned_on").is_null())["account_id"]
    rows = pl.concat([_typed(hold.kind, hold.find(snap, name)) for hold in HOLDS])
    rows = rows.filter(pl.col("account_id").is_null() | pl.col("account_id").is_in(current.implode()))
    return rows.unique(["kind", "account_id", "ref"], keep="first", maintain_order=True)


def contacts(snap: Snapshot) -> pl.DataFrame:
    """ours, account_id, theirs (address, null where it is not known who), on, ref: two-way contact of our people in CONTACT_DAYS."""
    touches = snap.history("touch").filter("two_way")
    logged = touches.select(pl.col("by").alias("ours"), "account_id", _none("theirs"), pl.col("at").alias("on"), _ref("touch"))
    held = met(snap).join(snap.meetings.select("system", "source_row", "held_by").unique(), on=["system", "source_row"])
    seen = held.select(pl.col("held_by").alias("ours"), "account_id", _none("theirs"), pl.col("at").alias("on"), _row())
    mails = snap.messages.select("system", "source_row", "ours", pl.col("person_id").alias("theirs")).unique(["system", "source_row"])
    wrote = answered(snap).join(mails, on=["system", "source_row"]).select("ours", "account_id", "theirs", "on", _row())
    parts = [part.with_columns(pl.col("on").cast(pl.Date)) for part in (logged, seen, wrote)]
    since = snap.as_of - timedelta(days=CONTACT_DAYS)
    return pl.concat(parts).drop_nulls(["ours", "account_id"]).filter(pl.col("on").is_between(since, snap.as_of))


def _accounts(snap: Snapshot, name: str) -> pl.DataFrame:
    own = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("owner") == name)
    return own.with_columns(says=pl.lit("the CRM names them as the account's owner"), ref=pl.format("owner:{}", "account_id"))


def _plan(snap: Snapshot, name: str) -> pl.DataFrame:
    rows = standing(snap.store, snap.as_of).filter(pl.col("person") == name)
    said = pl.format("the coverage plan gives it {} h of theirs ({})", pl.col("hours").round(2), "mode")
    return rows.with_columns(said.alias("says"), pl.format("coverage:{}", "id").alias("ref"))


def _renewals(snap: Snapshot, name: str) -> pl.DataFrame:
    mine = pl.concat([_accounts(snap, name).select("account_id"), _plan(snap, name).select("account_id")]).unique(maintain_order=True)
    due = snap.signals.join(mine, on="account_id", how="semi").filter(pl.col("days_to_renewal").is_between(0, RENEWAL_DAYS))
    return due.with_columns(
        says=pl.format("renews on {}", spelt_in("renewal_on")), due_on="renewal_on", ref=pl.format("renewal_on:{}", "account_id")
    )


def _relationships(snap: Snapshot, name: str) -> pl.DataFrame:
    """Accounts, and people there, with whom nobody else of the team has had two-way contact."""
    team = snap.team["name"].to_list()
    seen = contacts(snap).filter(pl.col("ours").is_in(team)).sort("on", "account_id", "ref")  # of one day always the same is cited
    alone = seen.filter(pl.col("ours").unique().len().over("account_id") == 1, pl.col("ours") == name)
    only = pl.format("only they of ours were in two-way contact in {} days, last on {}", pl.lit(CONTACT_DAYS), spelt_in("on"))
    whole = alone.unique("account_id", keep="last", maintain_order=True).with_columns(only.alias("says"), theirs=pl.lit(None))
    named = seen.drop_nulls("theirs")
    known = named.filter(pl.col("ours").unique().len().over("account_id", "theirs") == 1, pl.col("ours") == name)
    known = known.unique(["account_id", "theirs"], keep="last", maintain_order=True)
    known = known.join(snap.people.select("account_id", pl.col("person_id").alias("theirs"), "name", "role"), on=["account_id", "theirs"],
                       how="left")  # fmt: skip
    who = pl.coalesce("name", "theirs") + pl.when(pl.col("role").is_not_null()).then(pl.format(" ({})", "role")).otherwise(pl.lit(""))
    says = pl.format("only they write with {}, last on {}", who, spelt_in("on"))
    people = known.with_columns(says.alias("says"), theirs=pl.coalesce("name", "theirs"))
    return pl.concat([part.select("account_id", "ref", "says", pl.col("theirs").cast(pl.String)) for part in (whole, people)])


def _notes(snap: Snapshot, name: str) -> pl.DataFrame:
    rows = snap.notes.filter((pl.col("by") == name) | (pl.col("said_by") == name).fill_null(False))
    return rows.with_columns(
        says=pl.format("their note of {}: {}: {}", spelt_in("observed_on"), _plain("key"), "text"),
        ref=pl.format("note:{}", "id"),
    )


def _promises(snap: Snapshot, name: str) -> pl.DataFrame:
    """Promises in their mails, or theirs in the notes of a call: due, overdue, or without a day and nothing from us since."""
    wrote = snap.messages.filter(pl.col("outbound"), pl.col("ours") == name)["key"]
    spoken = (pl.col("speaker").str.to_lowercase() == name.lower()).fill_null(False)
    said = snap.sayings.filter(pl.col("kind") == "promise", spoken | pl.col("key").is_in(wrote.implode()))
    late = overdue_promises(snap).select("key", "start", late=pl.lit(True))
    since = contacts(snap).group_by("account_id").agg(pl.col("on").max().alias("_last"))
    rows = said.join(late, on=["key", "start"], how="left").join(since, on="account_id", how="left")
    recent = pl.col("at").dt.date() >= snap.as_of - timedelta(days=UNDATED_DAYS)
    undated = pl.col("due_on").is_null() & recent & ~(pl.col("_last") > pl.col("at").dt.date()).fill_null(False)
    open_now = rows.filter((pl.col("due_on") >= snap.as_of).fill_null(False) | pl.col("late").fill_null(False) | undated)
    return open_now.with_columns(
        says=pl.format("promised on {}: “{}”", spelt_in("at"), pl.col("quote").str.strip_chars()),
        ref=pl.format("{} {}:{}", "system", "source_row", "start"),
    )


def _tasks(snap: Snapshot, name: str) -> pl.DataFrame:
    return open_tasks(snap.store, person=name, as_of=snap.as_of).with_columns(
        says=pl.format("open task: {}", "title"), ref=pl.format("task:{}", "id"), work=pl.coalesce("proposal_id", "id")
    )


def _proposals(snap: Snapshot, name: str) -> pl.DataFrame:
    """Drafts that wait for their word; what made a task is told as the task."""
    tasks = open_tasks(snap.store, person=name, as_of=snap.as_of)["proposal_id"]
    rows = open_proposals(snap).filter(pl.col("assignee") == name, ~pl.col("id").is_in(tasks.implode()))
    says = pl.format("a draft waits for their word: {}", _plain("play"))
    return rows.with_columns(says.alias("says"), ref=pl.format("proposal:{}", "id"), work="id")


def _meetings(snap: Snapshot, name: str) -> pl.DataFrame:
    end = end_of(snap.as_of)
    rows = snap.store.frame("meeting").filter(pl.col("known_at") <= end, pl.col("recorded_at") <= end)
    rows = rows.sort("known_at", maintain_order=True).unique(["system", "object", "source_id"], keep="last", maintain_order=True)
    off = pl.col("deleted").fill_null(False) | pl.col("status").str.to_lowercase().is_in(CALLED_OFF).fill_null(False)
    ahead = snap.with_accounts(rows.filter(~off, pl.col("held_at") > end, pl.col("held_by") == name), "meeting").drop_nulls("account_id")
    title = pl.coalesce("title", "kind", pl.lit("a meeting"))
    return ahead.with_columns(says=pl.format("a meeting on {}: {}", spelt_in("held_at"), title), due_on=pl.col("held_at").dt.date(),
                              ref=pl.format("{} {}", "system", "source_row"))  # fmt: skip


def _cases(snap: Snapshot, name: str) -> pl.DataFrame:
    rows = newest_cases(snap).filter(pl.col("closed_on").is_null(), pl.col("owner") == name)
    says = pl.format("{} case, {}: {}", _plain("kind"), _plain("state"), "reason")
    return rows.with_columns(says.alias("says"), ref=pl.format("case:{}", "case_id"))


def _deals(snap: Snapshot, name: str) -> pl.DataFrame:
    rows = snap.deals.filter(pl.col("owner") == name, pl.col("won").is_null(), pl.col("closed_on").is_null()).drop_nulls("account_id")
    title = pl.coalesce("name", "kind", pl.lit("a deal"))
    return rows.with_columns(says=pl.format("open deal: {}", title), due_on="close_on", ref=pl.format("{} {}", "system", "source_row"))


def _deputies(snap: Snapshot, name: str) -> pl.DataFrame:
    rows = [{"says": f"deputy of {who}", "ref": f"deputy:{who}"} for who, deputy in deputies(snap.store).items() if deputy == name]
    return pl.DataFrame(rows, schema={"says": pl.String, "ref": pl.String}).with_columns(_none("account_id"))


def _typed(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    known = rows.with_columns(pl.lit(kind).alias("kind"))
    absent = [pl.lit(None, dtype).alias(c) for c, dtype in HELD.items() if c not in known.columns]
    return known.with_columns(absent).select(HELD.keys()).cast(HELD)


def _none(column: str) -> pl.Expr:
    return pl.lit(None, pl.String).alias(column)


def _plain(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all("_", " ")


def _ref(table: str) -> pl.Expr:
    return pl.format(table + ":{}", "id").alias("ref")


def _row() -> pl.Expr:
    return pl.format("{} {}", "system", "source_row").alias("ref")


class Hold(NamedTuple):
    """A kind of thing that a person holds, and how it is found: account_id, ref, says, and where known due_on and theirs."""

    kind: str
    find: Callable[[Snapshot, str], pl.DataFrame]


HOLDS: tuple[Hold, ...] = (
    Hold("renewal", _renewals), Hold("account", _accounts), Hold("plan", _plan), Hold("relationship", _relationships),
    Hold("promise", _promises), Hold("meeting", _meetings), Hold("task", _tasks), Hold("draft", _proposals), Hold("case", _cases),
    Hold("deal", _deals), Hold("note", _notes), Hold("deputy", _deputies),
)  # fmt: skip
"""In the order of a brief."""
