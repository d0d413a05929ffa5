"""The event lake: usage as Parquet beside the store, scanned lazily, never held whole."""

import glob
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from cs_core.context.nouns import EVENT_COLUMNS
from cs_core.context.store import Store

if TYPE_CHECKING:
    from cs_core.context.snapshot import Snapshot

SCHEMA = {
    "digest": pl.UInt64, "event_id": pl.String, "system": pl.String, "ref_object": pl.String, "ref": pl.String, "person": pl.String,
    "at": pl.Datetime("us"), "event": pl.String, "count": pl.Int64, "seconds": pl.Float64, "errors": pl.Int64, "file": pl.String,
    "row": pl.UInt32,
}  # fmt: skip
assert tuple(SCHEMA) == EVENT_COLUMNS


def scan(store: Store) -> pl.LazyFrame:
    """All events of the lake, unlinked; an empty frame of the same schema where nothing was imported."""
    files = sorted((store.lake / "events").glob("*/*.parquet"))
    return pl.scan_parquet(files) if files else pl.LazyFrame(schema=SCHEMA)


class Lake:
    """The lake while files are being landed: what it holds is read once, and a dry run only remembers."""

    def __init__(self, store: Store, *, keep: bool = True):
        self.store, self.keep = store, keep
        self._seen: pl.DataFrame | None = None

    def add(self, frame: pl.DataFrame, system: str, name: str) -> int:
        """Land the rows of `frame` (columns of `EVENT_COLUMNS`) that the lake does not hold yet; returns how many.

        A row is known by `digest` (of its id and content): the same row twice lands once, the same id with other content lands twice.
        """
        if self._seen is None:
            self._seen = scan(self.store).select("digest").collect()
        fresh = frame.unique("digest", keep="first", maintain_order=True)
        fresh = fresh.join(self._seen, on="digest", how="anti", maintain_order="left")
        fresh = fresh.select(*(pl.col(c).cast(t) for c, t in SCHEMA.items()))
        self._seen = pl.concat([self._seen, fresh.select("digest")])
        if fresh.height and self.keep:
            _write(self.store.lake / "events" / system, name, fresh)
        return fresh.height


def _write(folder: Path, name: str, fresh: pl.DataFrame) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    again = len(list(folder.glob(f"{glob.escape(name)}*.parquet")))
    part = folder / f"{name}{f'-{again + 1}' if again else ''}.parquet.tmp"
    fresh.sort("ref", "at").write_parquet(part)
    part.replace(part.with_suffix(""))


def add(store: Store, system: str, name: str, frame: pl.DataFrame) -> int:
    """Land one frame; see `Lake.add`."""
    return Lake(store).add(frame, system, name)


def linked(snap: "Snapshot") -> pl.LazyFrame:
    """Events up to the snapshot's day, each with its account_id; those of no known account are left out."""
    companies = snap.links.select("system", pl.lit("company").alias("ref_object"), pl.col("company_ref").alias("ref"), "account_id")
    subscriptions = snap.subscriptions.select(
        "system", pl.lit("subscription").alias("ref_object"), pl.col("source_id").alias("ref"), "account_id"
    ).drop_nulls()
    people = snap.people.select(
        pl.lit(None, pl.String).alias("system"), pl.lit("person").alias("ref_object"), pl.col("email").alias("ref"), "account_id"
    ).drop_nulls(["ref", "account_id"])
    by_system = pl.concat([companies, subscriptions.unique(["system", "ref_object", "ref"])])
    day = pl.lit(snap.as_of).cast(pl.Datetime("us")).dt.offset_by("1d")
    rows = scan(snap.store).filter(pl.col("at") < day)
    known = rows.join(by_system.lazy(), on=["system", "ref_object", "ref"], how="left")
    by_person = people.unique("ref").select("ref", pl.col("account_id").alias("_by_person"))
    return (
        known.join(by_person.lazy(), left_on="person", right_on="ref", how="left")
        .with_columns(pl.coalesce("account_id", "_by_person").alias("account_id"))
        .drop("_by_person")
        .filter(pl.col("account_id").is_not_null())
    )
