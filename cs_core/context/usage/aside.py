"""The uses of one file, put aside until all of it is read, then given back by whom they tell of: never more than a part of them at once."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import polars as pl

SUFFIX = ".aside"
"""Ends the name of a file that nobody reads as the lake's."""
UNDONE = ".tmp"
"""And of one that is not written whole yet."""
HELD, SETTLED = 150_000, 200_000
"""Rows that are held before they are put aside, and about how many are given back at once, twice as many at the most."""
EVERY, GROUP = 1_000, 8_192
"""One row in so many is kept in mind, to tell where the others are cut; and rows of a file put aside that are read or left together."""
WHOM = pl.col("ref").fill_null("")
ORDER = ("_whom", "at")


class _Cut(NamedTuple):
    """Where one share begins: with a reference, and of one that is too large for a share amid its uses."""

    whom: str
    at: datetime | None
    digest: int | None

    def on(self) -> pl.Expr:
        """Whether a row stands here or later."""
        whom = pl.col("_whom")
        if self.at is None:
            return whom >= self.whom
        later = (pl.col("at") > self.at) | ((pl.col("at") == self.at) & (pl.col("digest") >= self.digest))
        return (whom > self.whom) | ((whom == self.whom) & later)


class Aside:
    """The rows (columns of `EVENT_COLUMNS`, each with its time) of one file; `folder` is where they may lie."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._held: list[pl.DataFrame] = []
        self._files: list[Path] = []
        self._sample: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Keep more rows, which stand behind those that are here."""
        self._held.append(rows)
        if sum(held.height for held in self._held) >= HELD:
            self._put()

    def in_order(self) -> Iterator[pl.DataFrame]:
        """All rows by reference and time, and as they came: those of one content together in one frame, so nearly always all of one
        reference. The files are gone then."""
        if not self._files:
            yield self._taken().drop("_whom")
            return
        if self._held:
            self._put()
        cuts = self._cuts()
        for begin, end in zip([None, *cuts], [*cuts, None], strict=True):
            within = (begin.on() if begin else pl.lit(True)) & (~end.on() if end else pl.lit(True))
            share = pl.concat(pl.scan_parquet(file).filter(within).collect() for file in self._files)  # one file stands open at a time
            if share.height:
                yield share.sort(ORDER, maintain_order=True).drop("_whom")
        for file in self._files:
            file.unlink()

    def _taken(self) -> pl.DataFrame:
        rows = pl.concat(self._held).with_columns(WHOM.alias("_whom")).sort(ORDER, maintain_order=True)
        self._held = []
        return rows

    def _put(self) -> None:
        rows = self._taken()
        self._sample.append(rows.select(*ORDER, "digest").gather_every(EVERY))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._files.append(whole(self.folder / f"{uuid4().hex}{SUFFIX}", rows, row_group_size=GROUP))

    def _cuts(self) -> list[_Cut]:
        each = max(SETTLED // EVERY, 1)
        cuts = pl.concat(self._sample).sort(*ORDER, "digest").gather_every(each, offset=each)
        amid = (pl.col("_whom") == pl.col("_whom").shift()).fill_null(False)
        cuts = cuts.with_columns(pl.when(amid).then(c) for c in ("at", "digest")).unique(maintain_order=True)
        return [_Cut(*row) for row in cuts.iter_rows()]


def whole(file: Path, frame: pl.DataFrame, *, row_group_size: int | None = None) -> Path:
    """Written whole or not at all."""
    part = file.with_name(f"{file.name}{UNDONE}")
    try:
        frame.write_parquet(part, row_group_size=row_group_size)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part.replace(file)
