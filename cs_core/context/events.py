"""The event lake: usage as Parquet beside the store, scanned lazily, never held whole."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

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
ASIDE = ".aside"
"""Ends the name of a part that waits for the others of its file."""
SETTLED, GROUP = 200_000, 8_192
"""Rows of a file in parts that are put in order at once; and of a waiting part that are read or left together."""
WHOM = pl.col("ref").fill_null("")
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
        self._waiting: dict[tuple[str, str], list[pl.LazyFrame]] = {}

    def add(self, frame: pl.DataFrame, system: str, name: str) -> int:
        """Land the rows of `frame` (columns of `EVENT_COLUMNS`) that the lake does not hold yet; returns how many.

        A row is known by `digest` (of its id and content): the same row twice lands once, the same id with other content lands twice.
        Call it in a transaction of the store, then no other import is at work on the lake, and `settle` before that ends.
        """
        if self._seen is None:
            if self.keep:
                _own(self.store, now=self.now)
            self._seen = scan(self.store).select("digest").collect()
        fresh = frame.unique("digest", keep="first", maintain_order=True)
        there = self._seen.join(fresh.select("digest"), on="digest", how="semi")
        fresh = fresh.join(there, on="digest", how="anti", maintain_order="left")
        fresh = fresh.select(*(pl.col(c).cast(t) for c, t in SCHEMA.items()))
        self._seen = pl.concat([self._seen, fresh.select("digest")])
        if fresh.height and self.keep:
            parts = self._waiting.setdefault((system, name), [])
            parts.append(_aside(self.store.lake / "events" / system, fresh) if parts else fresh.lazy())
        return fresh.height

    def settle(self) -> None:
        """Put what was added in its place: of all parts of a file together, in the order of whom they tell of."""
        for (system, name), parts in self._waiting.items():
            folder = self.store.lake / "events" / system
            for frame in _in_order(parts):
                file = _write(folder, name, frame)
                written(self.store, file, frame.height, now=self.now)
            _clear(folder)
        self._waiting.clear()


def _aside(folder: Path, fresh: pl.DataFrame) -> pl.LazyFrame:
    """A part in a file that nobody reads as the lake's, until all parts are there."""
    folder.mkdir(parents=True, exist_ok=True)
    return pl.scan_parquet(_whole(folder / f"{uuid4().hex}{ASIDE}", fresh.sort(WHOM, "at"), row_group_size=GROUP))


def _clear(folder: Path) -> None:
    for aside in folder.glob(f"*{ASIDE}"):
        aside.unlink()


def _in_order(parts: list[pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    """The rows of all parts by whom they tell of, about `SETTLED` at once, all of one reference together."""
    sizes = pl.DataFrame(schema={"whom": pl.String, "len": pl.UInt32})
    for part in parts:  # one after the other: a file that is scanned stands in the address space
        more = part.group_by(WHOM.alias("whom")).len().collect()
        sizes = pl.concat([sizes, more]).group_by("whom").agg(pl.col("len").sum())
    shares = sizes.sort("whom").group_by((pl.col("len").cum_sum() - 1) // SETTLED, maintain_order=True)
    for _, least, most in shares.agg(pl.col("whom").first(), pl.col("whom").last().alias("most")).iter_rows():
        within = pl.col("ref").is_between(pl.lit(least), pl.lit(most))  # of a column as it stands: what lies elsewhere is not read
        wanted = within if least else within | pl.col("ref").is_null()
        yield pl.concat(part.filter(wanted).collect() for part in parts).sort(WHOM, "at")


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
    for folder in (store.lake / "events").glob("*"):
        _clear(folder)
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
    return _whole(folder / next(free for free in names if not (folder / free).exists()), fresh)


def _whole(file: Path, frame: pl.DataFrame, *, row_group_size: int | None = None) -> Path:
    """Written whole or not at all."""
    part = file.with_name(f"{file.name}.tmp")
    try:
        frame.write_parquet(part, row_group_size=row_group_size)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part.replace(file)


def add(store: Store, system: str, name: str, frame: pl.DataFrame, *, now: datetime) -> int:
    """Land one frame; see `Lake.add`."""
    lake = Lake(store, now=now)
    landed = lake.add(frame, system, name)
    lake.settle()
    return landed
