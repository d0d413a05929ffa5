"""What was linked before: which links still hold when some rows of an account must leave it, and who left with whom."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import polars as pl

from cs_core.context.store import Store


def link_rows(store: Store) -> pl.DataFrame:
    """Every link ever made, oldest first: key, account_id, score, why, linked_at, batch (one run of linking; 0 where none was noted)."""
    rows = store.frame("link", "company_key", "account_id", "score", "why", "linked_at", "batch")
    return rows.rename({"company_key": "key"}).with_columns(pl.col("batch").fill_null(0))


def newest(links: pl.DataFrame) -> pl.DataFrame:
    """The newest link of each key, in the order in which the keys were first linked; keys that were given up are left out."""
    first = links.select("key").unique(maintain_order=True)
    return first.join(links.unique("key", keep="last"), on="key", maintain_order="left").filter(pl.col("account_id") != NOBODYS)


def moved_away(links: pl.DataFrame, now: pl.DataFrame) -> dict[str, str]:
    """Account that no company belongs to any more -> the one account that all its companies are in now."""
    gone = links.filter((pl.col("account_id") != NOBODYS) & ~pl.col("account_id").is_in(now["account_id"].implode()))
    if gone.is_empty():
        return {}
    rows = gone.join(now.select("key", pl.col("account_id").alias("_now")), on="key")
    one = rows.select("account_id", "_now").unique().unique("account_id", keep="none")
    return dict(one.iter_rows())


def links_by(links: pl.DataFrame, end: datetime) -> pl.DataFrame:
    """key, account_id: the links as they stood at that moment; of companies linked only later, as they stand now."""
    known = links.filter(pl.col("linked_at") <= end)
    then = newest(known)
    if known.height == links.height:
        return then.rechunk().select("key", "account_id")
    later = newest(links.join(known, on="key", how="anti", maintain_order="left"))
    return pl.concat([then, later], rechunk=True).select("key", "account_id")


def moved_of(store: Store, account_ids: Collection[str], end: datetime) -> dict[str, str]:
    """Of these accounts, those that were part of another one at that moment -> that one."""
    if not account_ids:
        return {}
    links = link_rows(store)
    mine = links.filter(pl.col("account_id").is_in(list(account_ids))).select("key").unique()
    rows = links.join(mine, on="key", how="semi", maintain_order="left")
    moved = moved_away(rows, links_by(rows, end))
    return {account: moved[account] for account in account_ids if account in moved}


NOBODYS = ""
"""The account of a key that was of one and is given up."""


class Before(NamedTuple):
    """Earlier links: those that still hold, and those of accounts in which rows must come apart (key, account_id)."""

    known: pl.DataFrame
    split: pl.DataFrame


def still_known(links: pl.DataFrame, leaving: pl.DataFrame) -> Before:
    """What earlier links say where the left row of each pair (left, right) must leave the account of the right one.

    Who leaves has the account that it came from; who stays, stays. Of the rows that came later nobody knows which of the two they
    belong to: the rules decide anew, and what they leave stays together as before.
    """
    now = newest(links)
    at = now.select("key", "account_id", "batch")
    pairs = leaving.join(at, left_on="left", right_on="key").join(at, left_on="right", right_on="key", suffix="_right")
    pairs = pairs.filter(pl.col("account_id") == pl.col("account_id_right"))
    if pairs.is_empty():
        return Before(now.select("key", "account_id"), now.select("key", "account_id").clear())
    since = pairs.group_by("account_id").agg(pl.max_horizontal("batch", "batch_right").min().alias("_since"))
    goes = pl.col("key").is_in(pairs["left"].implode())
    stays = pl.col("key").is_in(pairs["right"].implode()) & ~goes
    first = links.group_by("key").agg(pl.col("batch").min().alias("_first"))
    rows = at.join(since, on="account_id", how="left", maintain_order="left").join(first, on="key", maintain_order="left")
    touched = rows.filter(pl.col("_since").is_not_null())
    came_from = _before_last(links, touched.filter(goes))
    untouched = rows.filter(pl.col("_since").is_null() | stays | (~goes & (pl.col("_first") < pl.col("_since"))))
    return Before(pl.concat([untouched.select("key", "account_id"), came_from]), touched.select("key", "account_id"))


def _before_last(links: pl.DataFrame, at: pl.DataFrame) -> pl.DataFrame:
    """key, account_id before the run that gave the key its present one; keys without an earlier link are left out."""
    last = at.select("key", pl.col("batch").alias("_last"))
    return newest(links.join(last, on="key", maintain_order="left").filter(pl.col("batch") < pl.col("_last"))).select("key", "account_id")


def parting(links: pl.DataFrame, key: str) -> tuple[list[str], list[str]]:
    """Who leaves the account of `key` and who stays, if the merge that it took part in is undone; both empty where it is alone.

    A row that moved in leaves, with the rows that moved with it. Else those leave that moved in last. Where nobody ever moved, the
    row itself leaves; but if the account has its id from that row, all the others do.
    """
    now = newest(links)
    account = now.filter(pl.col("key") == key)["account_id"]
    here = now.filter(pl.col("account_id").is_in(account.implode()))
    if here.height < 2:
        return [], []
    moved = here.join(_before_last(links, here).rename({"account_id": "_from"}), on="key", maintain_order="left").filter(
        pl.col("_from") != pl.col("account_id")
    )
    own = moved.filter(pl.col("key") == key)
    last = own if own.height else moved.filter(pl.col("batch") == pl.col("batch").max())
    first = dict(links.group_by("key").agg(pl.col("batch").min()).iter_rows())
    goes = moved.join(last.select("batch", "_from").unique(), on=["batch", "_from"], how="semi")["key"].to_list()
    came_after = bool(goes) and not own.height and first[key] > last["batch"].max()
    if not goes or len(goes) == here.height or came_after:
        bearer = links.filter(pl.col("account_id").is_in(account.implode()))["key"][0]
        goes = [k for k in here["key"] if (k == key) != (bearer == key)]
    since = here.filter(pl.col("key").is_in(goes))["batch"].max()
    rest = [k for k in here["key"] if k not in goes]
    return goes, [k for k in rest if first[k] <= since] or rest
