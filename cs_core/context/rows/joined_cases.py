"""Cases of accounts that became one: of the same agent and key they are one case, and here it is decided whose row stands.

No row is edited. An account that is part of another one has its cases as that one's, under the ids that the other's own rows have; once
it stands alone again, they are its own as before. Of the rows written apart those of one account go on: of an open case before a closed
one, of the account itself before one that is part of it, of the newest. The first row that the account has since says for whom else it
speaks (`JOINED` in its data): from then on its own rows stand.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.store import Store
from cs_core.records import key_of

JOINED = "joined"
"""Of a case's data: the accounts that were part of its account when the row was written."""


def case_id(agent: str, account_id: str, key: str) -> str:
    """The id of a case over its whole life."""
    return key_of("case", agent, account_id, key)


class JoinedCases(NamedTuple):
    """What `our_history` says otherwise of cases than their rows do."""

    ids: dict[str, str]
    """Case of an account that is part of another one -> the case that it is now."""
    behind: pl.Series
    """Ids of rows that another account's rows of the same case stand before."""

    def told(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of the table, with `id` and `case_id`: each under the case that it is now, those that stand last of their case."""
        last = ~pl.col("id").is_in(self.behind.implode())
        return rows.with_columns(pl.col("case_id").replace(self.ids)).sort(last, maintain_order=True)


def running_last(cases: pl.DataFrame) -> pl.DataFrame:
    """Of rows of `our_history` the one by which each case stands; those that run after those that are closed, each in their order."""
    return cases.unique("case_id", keep="last", maintain_order=True).sort(pl.col("closed_on").is_null(), maintain_order=True)


def joined_cases(store: Store, moved: Mapping[str, str], *, until: date) -> JoinedCases:
    """Of the rows of cases written by the day. `moved`: account that is part of another one -> that one."""
    columns = ("id", "case_id", "agent", "account_id", "as_of", "closed_on", "data")
    rows = store.frame("case", *columns, account_id=sorted({*moved, *moved.values()})).filter(pl.col("as_of") <= until)
    key, said = (pl.col("data").str.json_path_match(f"$.{name}") for name in ("key", JOINED))
    rows = rows.with_columns(key.alias("key"), said.str.json_decode(pl.List(pl.String)).alias(JOINED)).drop("data").with_row_index("n")
    gone = rows.filter(pl.col("account_id").is_in(list(moved)), pl.col("key").is_not_null()).unique("case_id")
    ids = {row["case_id"]: case_id(row["agent"], moved[row["account_id"]], row["key"]) for row in gone.iter_rows(named=True)}
    rows = rows.with_columns(pl.col("case_id").replace(ids), pl.col("account_id").is_in(list(moved)).alias("gone"))
    return JoinedCases(ids, _behind(rows.filter(pl.col("account_id").n_unique().over("case_id") > 1)))


def _behind(rows: pl.DataFrame) -> pl.Series:
    """Of cases that several accounts have rows of, the ids of those written apart that do not go on."""
    parts = rows.filter("gone").group_by("case_id").agg(pl.col("account_id").unique().alias("parts"), pl.col("n").max().alias("last"))
    rows = rows.join(parts, on="case_id", how="left", maintain_order="left")
    for_all = pl.col("parts").list.set_difference(pl.col(JOINED)).list.len() == 0
    apart = rows.filter(~(for_all & ~pl.col("gone") & (pl.col("n") > pl.col("last"))).fill_null(False))
    newest = apart.unique(["case_id", "account_id"], keep="last")
    spoken = apart.select("case_id", "n", pl.col(JOINED).alias("account_id")).explode("account_id").drop_nulls("account_id")
    spoken = spoken.group_by("case_id", "account_id").agg(pl.col("n").max().alias("spoken_at"))
    heard = newest.join(spoken, on=["case_id", "account_id"], how="left").filter((pl.col("spoken_at") < pl.col("n")).fill_null(True))
    order = pl.col("closed_on").is_not_null(), pl.col("gone"), -pl.col("n").cast(pl.Int64)
    on = heard.sort(*order).unique("case_id", keep="first", maintain_order=True)
    return apart.join(on, on=["case_id", "account_id"], how="anti")["id"]
