"""The event lake: usage as Parquet beside the store, scanned lazily, never held whole."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.nouns import EVENT_COLUMNS
from cs_core.context.store import Store

SCHEMA = {
    "digest": pl.UInt64, "event_id": pl.String, "system": pl.String, "ref_object": pl.String, "ref": pl.String, "person": pl.String,
    "at": pl.Datetime("us"), "event": pl.String, "count": pl.Int64, "seconds": pl.Float64, "errors": pl.Int64, "file": pl.String,
    "row": pl.UInt32,
}  # fmt: skip
assert tuple(SCHEMA) == EVENT_COLUMNS
PART = 1_000_000
"""Rows of the lake that are held at once: about 0.2 GB while they are linked and summed."""
NOTE = "lake:"
"""Begins the keys of `meta` that say what the lake must hold."""


def scan(store: Store) -> pl.LazyFrame:
    """All events of the lake, unlinked; an empty frame of the same schema where nothing was imported."""
    files = sorted((store.lake / "events").glob("*/*.parquet"))
    return pl.scan_parquet(files) if files else pl.LazyFrame(schema=SCHEMA)


def parts(store: Store) -> Iterator[pl.LazyFrame]:
    """`scan` in parts of at most `PART` rows, one at least; a file is sorted by whom it tells of, so most of them are whole in one part."""
    rows = scan(store)
    for start in range(0, rows.select(pl.len()).collect().item() or 1, PART):
        yield rows.slice(start, PART)


def who(store: Store) -> pl.DataFrame:
    """system, ref_object, ref, person, first: everybody who uses the product, as events name them, with the time of their first use."""
    named = scan(store).group_by("system", "ref_object", "ref", "person")
    return named.agg(pl.col("at").min().alias("first")).collect(engine="streaming")


def systems(store: Store) -> set[str]:
    """The systems that events of the lake come from."""
    return {folder.name for folder in (store.lake / "events").glob("*") if any(folder.glob("*.parquet"))}


class Lake:
    """The lake while files are being landed: what it holds is read once, and a dry run only remembers."""

    def __init__(self, store: Store, *, now: datetime, keep: bool = True):
        self.store, self.keep, self.now = store, keep, now
        self._seen: pl.DataFrame | None = None

    def add(self, frame: pl.DataFrame, system: str, name: str) -> int:
        """Land the rows of `frame` (columns of `EVENT_COLUMNS`) that the lake does not hold yet; returns how many.

        A row is known by `digest` (of its id and content): the same row twice lands once, the same id with other content lands twice.
        Call it in a transaction of the store: then no other import is at work on the lake.
        """
        if self._seen is None:
            if self.keep:
                _own(self.store, now=self.now)
            self._seen = scan(self.store).select("digest").collect()
        fresh = frame.unique("digest", keep="first", maintain_order=True)
        fresh = fresh.join(self._seen, on="digest", how="anti", maintain_order="left")
        fresh = fresh.select(*(pl.col(c).cast(t) for c, t in SCHEMA.items()))
        self._seen = pl.concat([self._seen, fresh.select("digest")])
        if fresh.height and self.keep:
            file = _write(self.store.lake / "events" / system, name, fresh)
            written(self.store, file, fresh.height, now=self.now)
        return fresh.height


def written(store: Store, file: Path, rows: int, *, now: datetime) -> None:
    """Note in the store what a file of the lake holds, so that `backup.check` can miss it, and tell when it is another."""
    store.put(f"{NOTE}{file.relative_to(store.lake).as_posix()}", f"{rows} {digest_of(file)}", at=now)


def digest_of(file: Path) -> str:
    """A short digest of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=8)).hexdigest()


def _own(store: Store, *, now: datetime) -> None:
    """Note the files that an import wrote which was cut off before it could: their rows are here, and are not landed again."""
    known = noted(store)
    for file in (store.lake / "events").glob("*/*.parquet"):
        if file.relative_to(store.lake).as_posix() not in known:
            written(store, file, pl.scan_parquet(file).select(pl.len()).collect().item(), now=now)


def imports(store: Store, end: datetime) -> pl.DataFrame:
    """system, recorded_at of each file of the lake that holds a use up to `end`."""
    files = sorted((store.lake / "events").glob("*/*.parquet"))
    if not files:
        return pl.DataFrame(schema={"system": pl.String, "recorded_at": pl.Datetime("us")})
    rows = pl.scan_parquet(files, include_file_paths="_path").filter(pl.col("at") <= end).select("system", "_path").unique().collect()
    known = pl.col("key").str.strip_prefix(NOTE)
    notes = store.frame("meta").filter(pl.col("key").str.starts_with(NOTE))
    noted = notes.select(known.alias("_file"), pl.col("set_at").alias("recorded_at"))
    names = [Path(path).relative_to(store.lake).as_posix() for path in rows["_path"]]
    return rows.with_columns(pl.Series("_file", names, dtype=pl.String)).join(noted, on="_file").select("system", "recorded_at")


class Noted(NamedTuple):
    """What a file of the lake must hold."""

    rows: int
    digest: str
    """Of its bytes; empty where it was noted before digests were."""


def noted(store: Store) -> dict[str, Noted]:
    """What each file that the lake must have holds, by its path within the lake."""
    notes = {row["key"].removeprefix(NOTE): row["value"].partition(" ") for row in store.rows("meta") if row["key"].startswith(NOTE)}
    return {file: Noted(int(rows), digest) for file, (rows, _, digest) in notes.items()}


def _write(folder: Path, name: str, fresh: pl.DataFrame) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    names = (f"{name}{f'-{n}' if n > 1 else ''}.parquet" for n in count(1))
    part = folder / f"{next(free for free in names if not (folder / free).exists())}.tmp"
    try:
        fresh.sort("ref", "at").write_parquet(part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part.replace(part.with_suffix(""))


def add(store: Store, system: str, name: str, frame: pl.DataFrame, *, now: datetime) -> int:
    """Land one frame; see `Lake.add`."""
    return Lake(store, now=now).add(frame, system, name)
