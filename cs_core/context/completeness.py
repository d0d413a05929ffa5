"""Context completeness: which kind of knowledge is there of which account, which is too old, and on which accounts a job may run.

A job is held for an account where a kind that it needs is missing or stale, and where a kind that it *watches* is stale: it can do
without ever having had it, but not with an outdated picture of it.
"""

from collections.abc import Collection, Sequence

import polars as pl

from cs_core.context.notes import SOURCE
from cs_core.context.observed import by_month
from cs_core.context.provenance import origins
from cs_core.context.snapshot import Snapshot
from cs_core.context.vocabulary import KNOWLEDGE, MONTH_DAYS, NOTED_DAYS


def completeness(snap: Snapshot, only: Collection[str] = ()) -> pl.DataFrame:
    """account_id, knowledge, known, stale, observed_on, source: every account by every kind of knowledge, or by `only` some.

    Stale is what is older than its kind may be; what a person noted holds longer than a feed (`vocabulary.NOTED_DAYS`), and what a
    system tells by the month until the next one can be expected (`vocabulary.MONTH_DAYS`).
    """
    longer = (NOTED_DAYS, MONTH_DAYS)
    days = [(kind, k.fresh_days, *(d.get(kind, k.fresh_days) for d in longer)) for kind, k in KNOWLEDGE.items() if not only or kind in only]
    kinds = pl.DataFrame(days, schema={"knowledge": pl.String} | dict.fromkeys(("_feed", "_noted", "_month"), pl.Int64), orient="row")
    found = origins(snap, snap.signals, only) if only else snap.origins
    found = found.filter(pl.col("knowledge").is_in(kinds["knowledge"].implode()))
    found = found.select("account_id", "knowledge", "observed_on", "source", pl.lit(True).alias("known"))
    grid = snap.accounts.select("account_id").join(kinds, how="cross")
    rows = grid.join(found, on=["account_id", "knowledge"], how="left", maintain_order="left")
    source = pl.col("source")
    limit = pl.when(source == SOURCE).then("_noted").when(source.is_in(by_month(snap))).then("_month").otherwise("_feed")
    age = (snap.as_of - pl.col("observed_on")).dt.total_days()
    known, stale = pl.col("known").fill_null(False), (age > limit).fill_null(False).alias("stale")
    return rows.select("account_id", "knowledge", known, stale, "observed_on", "source")


def lacking(known: pl.DataFrame, needs: Sequence[str], watches: Sequence[str] = ()) -> pl.DataFrame:
    """The rows of `completeness` that hold a job which needs and watches these kinds."""
    needed, watched = pl.col("knowledge").is_in(list(needs)), pl.col("knowledge").is_in(list(watches))
    return known.filter(pl.when(needed).then(~pl.col("known") | pl.col("stale")).otherwise(watched & pl.col("stale")))


def ready_for(snap: Snapshot, needs: Sequence[str], watches: Sequence[str] = (), *, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """account_id, name, ready, lacks (kinds, "too old" said of the stale), arr, currency: every current customer, for one job."""
    held = lacking(completeness(snap) if known is None else known, needs, watches)
    word = pl.when("known").then(pl.format("{} (too old)", "knowledge")).otherwise("knowledge")
    lacks = held.group_by("account_id", maintain_order=True).agg(word.alias("lacks"))
    current = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", "name", "arr", "currency")
    rows = current.join(lacks, on="account_id", how="left", maintain_order="left")
    return rows.select("account_id", "name", pl.col("lacks").is_null().alias("ready"), pl.col("lacks").fill_null([]), "arr", "currency")
