"""The event lake: usage as Parquet beside the store, scanned lazily, never held whole."""

import hashlib
from collections.abc import Hashable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.nouns import EVENT_COLUMNS
from cs_core.context.store import Store
from cs_core.context.usage.aside import SUFFIX, UNDONE, WHOM, Aside, whole
from cs_core.errors import StoreError

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
GONE = "{file} of the lake is missing{more}, and customers' use with it: import its file again, or put a backup back by `restore FILE`"


def scan(store: Store, *, path: str | None = None) -> pl.LazyFrame:
    """All events of the lake, unlinked, those too that count no more (see `restated`); an empty frame of the same schema where nothing was
    imported. `path`: the column that says in which file of the lake each stands."""
    files = sorted((store.lake / "events").glob("*/*.parquet"))
    schema = SCHEMA | ({path: pl.String} if path else {})
    return pl.scan_parquet(files, include_file_paths=path) if files else pl.LazyFrame(schema=schema)


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


class _Held(NamedTuple):
    """A file, from which reference to which it tells of, and from when to when."""

    file: Path
    least: str
    most: str
    first: datetime
    last: datetime

    def meets(self, other: "_Held") -> bool:
        """Whether both may hold a row of one content."""
        return self.least <= other.most and other.least <= self.most and self.first <= other.last and other.first <= self.last


class Lake:
    """The lake while files are being landed: of a file of any size, and of a lake of any size, only a part stands in memory at once."""

    def __init__(self, store: Store, *, now: datetime, tried: Path | None = None):
        """`tried`: where a dry run lands what it finds, instead of the lake."""
        self.store, self.now, self.tried = store, now, tried
        self._files: list[_Held] | None = None
        self._waiting: dict[tuple[str, str, Hashable], Aside] = {}

    def add(self, frame: pl.DataFrame, system: str, name: str, of: Hashable = None) -> None:
        """Have the rows of `frame` (columns of `EVENT_COLUMNS`, each with its time) land with the next `settle`, which tells of it by `of`.

        Call both in one transaction of the store, then no other import is at work on the lake.
        """
        if self._files is None:
            self._files = self._begin()
        waiting = self._waiting.setdefault((system, name, of), Aside((self.tried or self.store.lake / "events") / system))
        waiting.add(frame.select(pl.col(c).cast(t) for c, t in SCHEMA.items()))

    def settle(self) -> Iterator[tuple[Hashable, int]]:
        """Land what was added, of all parts of a file together in the order of whom they tell of: `of`, and how many rows are new.

        A row is known by `digest` (of its id and content): the same row twice lands once, the same id with other content lands twice.
        """
        for (_, name, of), waiting in self._waiting.items():
            landed = 0
            for rows in waiting.in_order():
                fresh = self._unknown(rows.unique("digest", keep="first", maintain_order=True))
                landed += fresh.height
                if fresh.height:
                    self._write(waiting.folder, name, fresh)
            yield of, landed
        self._waiting.clear()

    def _begin(self) -> list[_Held]:
        """What each file of the lake holds."""
        if not self.tried:
            _own(self.store, now=self.now)
        files = sorted((self.store.lake / "events").glob("*/*.parquet"))
        return _held(pl.scan_parquet(files, include_file_paths="_path")) if files else []

    def _unknown(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those that the lake does not hold: one of the same content has its reference and time, so most files are not looked into."""
        if not self._files or rows.is_empty():
            return rows
        own = _Held(Path(), *_span(rows))
        files = [held.file for held in self._files if held.meets(own)]
        if not files:
            return rows
        there = pl.scan_parquet(files).select("digest").join(rows.lazy().select("digest"), on="digest", how="semi")
        return rows.join(there.collect(engine="streaming"), on="digest", how="anti", maintain_order="left")

    def _write(self, folder: Path, name: str, fresh: pl.DataFrame) -> None:
        file = _write(folder, name, fresh)
        self._files.append(_Held(file, *_span(fresh)))
        if not self.tried:
            written(self.store, file, fresh.height, now=self.now)


def _held(rows: pl.LazyFrame) -> list[_Held]:
    """Of each file `_path`."""
    found = rows.select("_path", "at", WHOM.alias("_whom")).group_by("_path").agg(SPAN).collect(engine="streaming")
    return [_Held(Path(path), *span) for path, *span in found.iter_rows()]


def _span(rows: pl.DataFrame) -> tuple:
    """From which reference to which they tell, and from when to when."""
    return rows.select("at", WHOM.alias("_whom")).select(SPAN).row(0)


SPAN = (pl.col("_whom").min().alias("least"), pl.col("_whom").max().alias("most"), pl.col("at").min().alias("first"), pl.col("at").max())


def written(store: Store, file: Path, rows: int, *, now: datetime) -> None:
    """Note in the store what a file of the lake holds, so that `backup.check` can miss it, and tell when it is another."""
    store.put(f"{NOTE}{file.relative_to(store.lake).as_posix()}", f"{rows} {digest_of(file)}", at=now)


def digest_of(file: Path) -> str:
    """A short digest of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=8)).hexdigest()


def _own(store: Store, *, now: datetime) -> None:
    """Note the files that an import wrote which was cut off before it could: their rows are here, and are not landed again.

    What it left half done goes.
    """
    known = noted(store)
    for file in (store.lake / "events").glob("*/*"):
        if file.suffix in (SUFFIX, UNDONE):
            file.unlink()
        elif file.suffix == ".parquet" and file.relative_to(store.lake).as_posix() not in known:
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
    rows = store.frame("meta", "key", "value").filter(pl.col("key").str.starts_with(NOTE))
    notes = {key.removeprefix(NOTE): value.partition(" ") for key, value in rows.iter_rows()}
    return {file: Noted(int(rows), digest) for file, (rows, _, digest) in notes.items()}


def missing(store: Store, under: str = "events", *, lake: Path | None = None) -> list[str]:
    """The files under a folder of the lake, those of use unless told, that must be there and are not, by their names alone.

    `lake`: where it lies, if not beside the store.
    """
    names = (name for name in noted(store) if name.startswith(f"{under}/"))
    return sorted(name for name in names if not ((lake or store.lake) / name).exists())


def need_all(store: Store) -> None:
    """Raises StoreError where a file of use is missing: what is worked out from the rest would be wrong, and look right."""
    if gone := missing(store):
        more = f" ({len(gone) - 1:,} more are: see `check`)" if len(gone) > 1 else ""
        raise StoreError(GONE.format(file=gone[0], more=more))


def _write(folder: Path, name: str, fresh: pl.DataFrame) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    names = (f"{name}{f'-{n}' if n > 1 else ''}.parquet" for n in count(1))
    return whole(folder / next(free for free in names if not (folder / free).exists()), fresh)


def add(store: Store, system: str, name: str, frame: pl.DataFrame, *, now: datetime) -> int:
    """Land one frame; see `Lake.add`."""
    lake = Lake(store, now=now)
    lake.add(frame, system, name)
    return sum(landed for _, landed in lake.settle())
