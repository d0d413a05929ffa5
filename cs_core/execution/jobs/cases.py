"""Cases: what an agent keeps of one job for one customer over its whole life. A case changes by a new row, never by an edit.

An agent says each cycle how every case of its job stands, over all accounts at once; what differs from the newest row on record is
written, with the facts that say so. A case that nothing has changed for costs nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping

import polars as pl

from cs_core.context.brief import facts_of
from cs_core.context.observed import once
from cs_core.context.snapshot import Snapshot
from cs_core.execution.playbooks.conditions import OPEN_CASES
from cs_core.records import Case, key_of

Standing = pl.DataFrame
"""The newest row of each of an agent's cases, closed ones included: the table's columns."""

Keep = Callable[[Snapshot, Standing], pl.DataFrame]
"""Snapshot and the agent's own cases so far -> how every case of its job stands now: a frame of SCHEMA."""

SCHEMA = {
    "account_id": pl.String,
    "key": pl.String,  # what tells a case from others of the same agent and account: a renewal date, a type of risk
    "kind": pl.String,
    "state": pl.String,
    "opened_on": pl.Date,
    "due_on": pl.Date,
    "closed_on": pl.Date,
    "owner": pl.String,
    "reason": pl.String,
    "play": pl.String,
    "data": pl.String,  # JSON
    "cites": pl.List(pl.String),  # keys of the facts that say so
    "mark": pl.String,  # what else, besides state, days, owner and play, makes a new row worth writing when it changes
}
COMPARED = ("state", "due_on", "closed_on", "owner", "play")


def case_id(agent: str, account_id: str, key: str) -> str:
    """The id of a case over its whole life."""
    return key_of("case", agent, account_id, key)


def standing(snap: Snapshot, agent: str) -> Standing:
    """The newest row of each of an agent's cases as of the snapshot's day."""
    return _newest(snap).filter(pl.col("agent") == agent)


def cases_of(snap: Snapshot, account_id: str) -> list[dict]:
    """One account's cases as they stand on the snapshot's day, the open ones first, then the newest: rows with data and facts read."""
    mine = _newest(snap).filter(pl.col("account_id") == account_id)["id"].to_list()
    rows = snap.store.rows("case", id=mine) if mine else []
    newest = sorted(rows, key=lambda row: row["as_of"], reverse=True)
    return sorted(newest, key=lambda row: row["closed_on"] is not None)


@once
def _newest(snap: Snapshot) -> pl.DataFrame:
    return snap.history("case").unique("case_id", keep="last", maintain_order=True)


def with_open_cases(signals: pl.DataFrame, snap: Snapshot, changed: Iterable[Case] = ()) -> pl.DataFrame:
    """The signals with how many cases of each kind are open: a column a word of `OPEN_CASES`, 0 where none is.

    `changed` are the rows that the cycle is about to write: they count as they will stand.
    """
    now = [{"case_id": c.case_id, "account_id": c.account_id, "kind": c.kind, "closed_on": c.closed_on} for c in changed]
    columns = {"case_id": pl.String, "account_id": pl.String, "kind": pl.String, "closed_on": pl.Date}
    rows = pl.concat([_newest(snap).select(pl.col(c).cast(t) for c, t in columns.items()), pl.DataFrame(now, schema=columns)])
    still = rows.unique("case_id", keep="last").filter(pl.col("closed_on").is_null())
    each = [(pl.col("kind") == kind).sum().cast(pl.Int64).alias(word) for word, kind in OPEN_CASES.items()]
    counts = still.group_by("account_id").agg(each)
    return signals.join(counts, on="account_id", how="left", maintain_order="left").with_columns(pl.col(list(OPEN_CASES)).fill_null(0))


def kept(agent: str, keep: Keep | None, snap: Snapshot, *, cycle_id: str) -> list[Case]:
    """The rows that an agent's cases have to gain as of the day: those that are new, and those that stand otherwise than before."""
    if keep is None:
        return []
    before = standing(snap, agent)
    now = keep(snap, before).select(SCHEMA.keys()).cast(SCHEMA)
    fresh = _changed(now, before).to_dicts()
    cited: dict[str, set[str]] = {}
    for row in fresh:
        cited.setdefault(row["account_id"], set()).update(row["cites"] or ())
    told = facts_of(snap, cited)
    return [_case(agent, row, snap, told.get(row["account_id"], ()), cycle_id) for row in fresh]


def _changed(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The rows that are new, or that differ from the newest row of their case in what is COMPARED or in their mark."""
    kept = {name: pl.col("data").str.json_path_match(f"$.{name}").fill_null("") for name in ("key", "mark")}
    old = before.select("account_id", kept["key"].alias("key"), kept["mark"].alias("mark"), *COMPARED, pl.lit(True).alias("_there"))
    rows = now.join(old, on=["account_id", "key"], how="left", maintain_order="left", suffix="_old")
    differs = [pl.col(c).ne_missing(pl.col(f"{c}_old")) for c in COMPARED]
    differs.append(pl.col("mark").fill_null("") != pl.col("mark_old").fill_null(""))
    return rows.filter(pl.col("_there").is_null() | pl.any_horizontal(differs)).select(SCHEMA.keys())


def _case(agent: str, row: Mapping, snap: Snapshot, facts: tuple, cycle_id: str) -> Case:
    whole = case_id(agent, row["account_id"], row["key"])
    data = json.loads(row["data"] or "{}") | {"key": row["key"], "mark": row["mark"] or ""}
    named = {c: row[c] for c in ("account_id", "kind", "state", "opened_on", "due_on", "closed_on", "owner", "reason", "play")}
    wanted = set(row["cites"] or ())
    return Case(
        id=key_of(whole, snap.as_of, cycle_id), case_id=whole, agent=agent, as_of=snap.as_of, data=data,
        facts=tuple(f for f in facts if f.key in wanted), cycle_id=cycle_id, **named,
    )  # fmt: skip
