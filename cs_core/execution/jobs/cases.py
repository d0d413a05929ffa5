"""Cases: what an agent keeps of one job for one customer over its whole life. A case changes by a new row, never by an edit.

An agent says each cycle how every case of its job stands, over all accounts at once; what differs from the newest row on record is
written, with the facts that say so. A case that nothing has changed for costs nothing.
"""

from collections.abc import Callable

import polars as pl

from cs_core.context.cited_facts import keys_cited, with_facts
from cs_core.context.observed import once
from cs_core.context.rows.joined_cases import JOINED, case_id
from cs_core.context.snapshot import Snapshot
from cs_core.execution.playbooks.conditions import OPEN_CASES, OPEN_OF_TYPE, OPEN_WORDS, QUOTED, QUOTES_OUT
from cs_core.records import Case, key_of

COLUMNS = tuple(c for c in Case.model_fields if c != "facts")
"""The table's columns but for the facts: whoever reads all cases reads no fact."""

Standing = pl.DataFrame
"""The row by which each of an agent's cases stands, closed ones included, in COLUMNS."""

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
OWN = ("key", "mark", JOINED)
"""What a case's data holds besides what its agent says."""
COMPARED = ("state", "due_on", "closed_on", "owner", "play")


def standing(snap: Snapshot, agent: str) -> Standing:
    """The row by which each of an agent's cases stands as of the snapshot's day."""
    return newest_cases(snap).filter(pl.col("agent") == agent)


def cases_of(snap: Snapshot, account_id: str) -> list[dict]:
    """One account's cases as they stand on the snapshot's day, the open ones first, then the newest: rows with data and facts read.

    What an account that is part of it wrote cites what was known of that one.
    """
    mine = dict(newest_cases(snap).filter(pl.col("account_id") == account_id).select("id", "case_id").iter_rows())
    rows = with_facts(snap.store, snap.store.rows("case", id=list(mine)) if mine else [])
    rows = [row | {"account_id": account_id, "case_id": mine[row["id"]]} for row in rows]
    newest = sorted(rows, key=lambda row: row["as_of"], reverse=True)
    return sorted(newest, key=lambda row: row["closed_on"] is not None)


@once
def newest_cases(snap: Snapshot) -> pl.DataFrame:
    """The row by which each case stands as of the snapshot's day, in COLUMNS: one an agent, account and key, see `joined_cases`."""
    return snap.history("case", *COLUMNS).unique("case_id", keep="last", maintain_order=True)


def with_open_cases(signals: pl.DataFrame, snap: Snapshot, changed: Standing | None = None) -> pl.DataFrame:
    """The signals with how many cases of each kind are open: a column a word of `OPEN_WORDS`, 0 where none is.

    `changed` are the rows that the cycle is about to write: they count as they will stand.
    """
    columns = {"case_id": pl.String, "account_id": pl.String, "kind": pl.String, "state": pl.String, "closed_on": pl.Date}
    typed = pl.col("kind").is_in([kind for kind, _ in OPEN_OF_TYPE.values()]) | _quoted()
    key = pl.when(typed).then(pl.col("data").cast(pl.String)).str.json_path_match("$.key").alias("key")
    known = (newest_cases(snap),) if changed is None else (newest_cases(snap), changed)
    rows = pl.concat([frame.select(*(pl.col(c).cast(t) for c, t in columns.items()), key) for frame in known])
    still = rows.unique("case_id", keep="last").filter(pl.col("closed_on").is_null())
    each = [(pl.col("kind") == kind).sum().cast(pl.Int64).alias(word) for word, kind in OPEN_CASES.items()]
    named = {word: (pl.col("kind") == kind) & (pl.col("key") == of) for word, (kind, of) in OPEN_OF_TYPE.items()}
    named[QUOTES_OUT] = _quoted() & (pl.col("key") == pl.col("renewal_on").cast(pl.String))
    each += [said.sum().cast(pl.Int64).alias(word) for word, said in named.items()]
    still = still.join(signals.select("account_id", "renewal_on"), on="account_id", how="left")
    counts = still.group_by("account_id").agg(each)
    return signals.join(counts, on="account_id", how="left", maintain_order="left").with_columns(pl.col(OPEN_WORDS).fill_null(0))


def _quoted() -> pl.Expr:
    return (pl.col("kind") == "renewal") & pl.col("state").is_in(QUOTED)


def kept(agent: str, keep: Keep | None, snap: Snapshot, *, cycle_id: str) -> pl.DataFrame:
    """The rows that an agent's cases have to gain as of the day: those that are new, and those that stand otherwise than before.

    A frame of the table's columns: `data` and `facts`, the keys of what they cite, as JSON.
    """
    before = standing(snap, agent)
    shape = {c: before.schema.get(c, pl.String) for c in Case.model_fields}
    now = pl.DataFrame(schema=SCHEMA) if keep is None else keep(snap, before)
    rows = now if now.is_empty() else _changed(now.select(SCHEMA.keys()).cast(SCHEMA), before)
    if rows.is_empty():
        return pl.DataFrame(schema=shape)
    ids = [case_id(agent, account, key) for account, key in rows.select("account_id", "key").iter_rows()]
    own = {
        "id": pl.Series([key_of(whole, snap.as_of, cycle_id) for whole in ids], dtype=pl.String),
        "case_id": pl.Series(ids, dtype=pl.String), "agent": pl.lit(agent), "as_of": pl.lit(snap.as_of), "cycle_id": pl.lit(cycle_id),
    }  # fmt: skip
    rows = rows.join(_parts(snap), on="account_id", how="left", maintain_order="left").with_columns(pl.col("mark").fill_null(""))
    rows = rows.with_columns(_unclosed()).with_columns(data=_with_key(), facts=keys_cited(pl.col("cites")), **own)
    return rows.select(shape.keys()).cast(shape)


def _parts(snap: Snapshot) -> pl.DataFrame:
    """account_id, JOINED: of each account that others became part of, which."""
    rows = pl.DataFrame(sorted(snap.moved.items()), schema={JOINED: pl.String, "account_id": pl.String}, orient="row")
    return rows.group_by("account_id").agg(JOINED)


def _unclosed() -> pl.Expr:
    """A case's data less the brace that ends it."""
    return pl.col("data").fill_null("{}").str.strip_chars().str.strip_suffix("}").str.strip_chars_end()


def _with_key() -> pl.Expr:
    """Data that is `_unclosed` with its key and mark, by which its next row is told from it, and the accounts that it speaks for too."""
    plain, whole = (pl.struct(OWN[:n]).struct.json_encode() for n in (2, 3))
    told = pl.when(pl.col(JOINED).is_null()).then(plain).otherwise(whole).str.strip_prefix("{")
    return pl.concat_str("data", pl.when(pl.col("data") == "{").then(pl.lit("")).otherwise(pl.lit(", ")), told)


def _changed(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The rows that are new, or that differ from the newest row of their case in what is COMPARED or in their mark."""
    kept = {name: pl.col("data").str.json_path_match(f"$.{name}").fill_null("") for name in ("key", "mark")}
    old = before.select("account_id", kept["key"].alias("key"), kept["mark"].alias("mark"), *COMPARED, pl.lit(True).alias("_there"))
    rows = now.join(old, on=["account_id", "key"], how="left", maintain_order="left", suffix="_old")
    differs = [pl.col(c).ne_missing(pl.col(f"{c}_old")) for c in COMPARED]
    differs.append(pl.col("mark").fill_null("") != pl.col("mark_old").fill_null(""))
    return rows.filter(pl.col("_there").is_null() | pl.any_horizontal(differs)).select(SCHEMA.keys())
