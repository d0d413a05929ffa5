"""The shelf: what a day's snapshot holds of every account, put down beside the store by account, so that one is opened without the others.

Linking and reading all that is known of a large book takes minutes, and is done once for its signals. What it came to is kept in files
sorted by account: a shelf for each day and state of what was imported. A shelf is no evidence and no backup: whatever changes beneath it
makes another one, and without it all is read again.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from os import utime
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple
from uuid import uuid4

import polars as pl

from cs_core.context.feeds import newest_days, newest_of_kinds
from cs_core.context.observed import Observed, held_as, keepers
from cs_core.context.signals.grievances import sold
from cs_core.context.signals.occasions import desks_that_say
from cs_core.context.signals.onboarding import course
from cs_core.context.signals.stakeholders import span_of_contact, written
from cs_core.context.signals.support import scales
from cs_core.context.store import Store
from cs_core.context.usage.rhythm import Monthly
from cs_core.context.usage.use import Feed, Use
from cs_core.errors import StoreError
from cs_core.records import key_of

BOOK_TABLES = ("import_file", "link", "identity_answer", "team_edit", "reading")
"""Tables whose rows change what a shelf holds."""
GROUP = 8_192
"""Rows that are read together: of one account so many are read at the most, and some more where it has more."""
MOST, MOST_READ = 3, 9
"""So many shelves stay, those that were asked for last, and of those that were asked for lately so many together: each is about as large as
the imported rows."""
LATELY = 3_600
"""Seconds: what was touched since then is read, or written, by somebody."""
GONE = "What was put down of this day was removed while it was read, as other days were looked at since: run it again"


class Shelf(NamedTuple):
    """One folder of frames. Raises StoreError where it is gone by now."""

    folder: Path

    @property
    def mark(self) -> str:
        """The `book_mark` of what it holds."""
        return self.folder.name[len("2026-06-30-") :]

    def of(self, name: str, account_ids: pl.Series) -> pl.DataFrame:
        """The rows of some accounts, in the order in which the whole book has them; groups of rows that lie wholly besides are not read."""
        key = pl.col("account_id")
        many = key.is_between(pl.lit(account_ids.min()), pl.lit(account_ids.max())) & key.is_in(account_ids.implode())
        with _while_there():
            return pl.scan_parquet(self._file(name)).filter(many if len(account_ids) > 1 else key == account_ids[0]).collect()

    def where(self, name: str, only: pl.Expr, *columns: str) -> pl.DataFrame:
        """Columns of some rows of the whole book: no more of it is held on the way."""
        with _while_there():
            return pl.scan_parquet(self._file(name)).filter(only).select(columns).collect()

    def whole(self, name: str) -> pl.DataFrame:
        """A frame of the whole book."""
        with _while_there():
            return pl.read_parquet(self._file(name))

    def moved(self, account_ids: Sequence[str] = ()) -> dict[str, str]:
        """`Cut.moved` of the day: of all that moved, or of what is part of some accounts now."""
        rows = self.of("moved", pl.Series(account_ids, dtype=pl.String)) if account_ids else self.whole("moved")
        return dict(rows.select("gone", "account_id").iter_rows())

    def _file(self, name: str) -> Path:
        with suppress(OSError):
            utime(self.folder)
        return self.folder / f"{name}{SUFFIX}"


@contextmanager
def _while_there() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StoreError(GONE) from error


def shelf_of(snap: Observed, *, spent: bool = False) -> Shelf | None:
    """The shelf of the snapshot's day, put down now where it is not there yet; None where nothing can be written beside the store.

    A snapshot that is `spent` is asked nothing afterwards: what is put down of it is let go at once.
    """
    if shelf_there(snap) is None:
        with suppress(OSError, pl.exceptions.ComputeError):  # so polars calls a disk that is full
            _put_down(snap, _folder(snap), spent)
    return shelf_there(snap)


def shelf_there(snap: Observed) -> Shelf | None:
    """The shelf of the snapshot's day where it was put down already."""
    folder = _folder(snap)
    return Shelf(folder) if folder.is_dir() else None


def kept_beside(
    snap: Observed, name: str, work: Callable[[], pl.DataFrame], *, account_id: str | None = None, spent: bool = False
) -> pl.DataFrame:  # fmt: skip
    """A frame of the whole book on the day's shelf, worked out where it is not there; older ones of `name`'s first word go.

    With an account, its rows. `spent`: as in `shelf_of`.
    """
    mine = pl.lit(True) if account_id is None else pl.col("account_id") == account_id
    if there := shelf_there(snap):
        with suppress(FileNotFoundError):  # or another process has put a newer one there since
            return pl.scan_parquet(beside(there, name)).filter(mine).collect()
    rows = work()
    shelf = shelf_of(snap, spent=spent)
    if shelf is None:
        return rows.filter(mine)
    file = beside(shelf, name)
    part = file.with_suffix(f".{uuid4().hex}")
    with suppress(OSError, pl.exceptions.ComputeError):
        for old in shelf.folder.glob(f"{name.partition('-')[0]}-*{SUFFIX}"):
            old.unlink(missing_ok=True)
        rows.write_parquet(part, compression="zstd", compression_level=1, row_group_size=GROUP)
        part.replace(file)
    part.unlink(missing_ok=True)
    return rows.filter(mine)


def beside(shelf: Shelf, name: str) -> Path:
    """Where a frame that is `kept_beside` lies, if it does."""
    return shelf.folder / f"{name}{SUFFIX}"


def _folder(snap: Observed) -> Path:
    return snap.store.lake / "shelf" / f"{snap.as_of}-{book_mark(snap)}"


def book_mark(snap: Observed) -> str:
    """A short mark of all that a shelf rests on: what was imported, linked and read, and the program that did it.

    It stays what it was when the snapshot was first asked for it: what is imported while a snapshot is read is not all in its frames, so
    they must not stand for it.
    """
    if MARK not in vars(snap):
        vars(snap)[MARK] = _mark_now(snap.store)
    return vars(snap)[MARK]


def _mark_now(store: Store) -> str:
    files = sorted(f"{p.parent.name}/{p.name}:{p.stat().st_size}" for p in (store.lake / "events").glob("*/*.parquet"))
    imported = store.frame("import_file", "id")["id"].tail(1).to_list()
    return key_of("shelf", _program(), *store.version(*BOOK_TABLES), *imported, *files)


@cache
def _program() -> str:
    """Which files this program is made of: what another one put down is not read."""
    here = Path(__file__).parents[1]
    return key_of(*(f"{p.relative_to(here)}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in sorted(here.rglob("*.py"))))


def _put_down(snap: Observed, folder: Path, spent: bool) -> None:
    part = _half(folder)
    part.mkdir(parents=True)
    try:
        for name, frame_of in WHOLE.items():
            _write(frame_of(snap), part, name)
        if spent:
            _let_go(snap, {*vars(snap)} - {*BY_ACCOUNT, *BENEATH})
        for name, frame_of in BY_ACCOUNT.items():
            _write(_by_account(frame_of(snap).drop_nulls("account_id")), part, name)
            if spent:
                _let_go(snap, {name} - {*BENEATH})
        with suppress(OSError):
            part.rename(folder)
    finally:
        rmtree(part, ignore_errors=True)
    _tidy(folder)


def _tidy(newest: Path) -> None:
    """Remove shelves that nobody needs, and halves (their names have a suffix) that a killed process left: a live one's are younger."""
    now, touched = newest.stat().st_mtime, {p: p.stat().st_mtime for p in newest.parent.iterdir() if p.is_dir()}
    whole = sorted((p for p in touched if not p.suffix), key=touched.__getitem__, reverse=True)
    lately = {p for p, at in touched.items() if now - at < LATELY}
    for old in touched.keys() - {*whole[:MOST], *lately.difference(whole[MOST_READ:])}:
        with suppress(OSError):  # renamed first, as nobody must find half a shelf
            rmtree(old.rename(_half(old)), ignore_errors=True)


def _half(folder: Path) -> Path:
    """A name that is no shelf's."""
    return folder.with_name(f"{folder.name}.{uuid4().hex}")


def _let_go(snap: Observed, names: set[str]) -> None:
    for name in names:
        vars(snap).pop(name, None)


def _by_account(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of their accounts' ids, as places among these: places are sorted in a fifth of the time that words take.

    The ids are words, for which groups of rows that lie besides are not read: of codes no file says which it has.
    """
    of = pl.col("account_id")
    ids = pl.Enum(rows.select(of.unique().cast(pl.String)).to_series().sort())
    return rows.sort(of.cast(ids).to_physical(), maintain_order=True).with_columns(of.cast(pl.String))


def _write(rows: pl.DataFrame, folder: Path, name: str) -> None:
    rows.write_parquet(folder / f"{name}{SUFFIX}", compression="zstd", compression_level=1, row_group_size=GROUP)


def _used_by(snap: Observed) -> pl.DataFrame:
    """account_id, person_id, used: `Use.people` of everybody known."""
    return snap.people_of_systems.select("account_id", "person_id").unique(maintain_order=True).join(snap.use.people, on="person_id")


def _feed(snap: Observed) -> pl.DataFrame:
    """The feed as a frame of one row; of none where there is no use."""
    if snap.use.feed is None:
        return pl.DataFrame({"first_on": []})
    told = asdict(snap.use.feed)
    return pl.DataFrame([told | {"monthly": None}]).with_columns(
        pl.Series("monthly", [[m._asdict() for m in snap.use.feed.monthly]], dtype=pl.List(pl.Struct(MONTHLY)))
    )


def feed_from(rows: pl.DataFrame) -> Feed | None:
    """The feed that `_feed` wrote."""
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return Feed(**row | {"monthly": tuple(Monthly(**m) for m in row["monthly"])})


def _moved(snap: Observed) -> pl.DataFrame:
    """gone, account_id: accounts that are part of another one on the day."""
    return pl.DataFrame(list(snap.moved.items()), schema={"gone": pl.String, "account_id": pl.String}, orient="row")


def _by_attribute(name: str) -> Callable[[Observed], pl.DataFrame]:
    return lambda snap: getattr(snap, name)


def _summed(name: str) -> Callable[[Observed], pl.DataFrame]:
    return lambda snap: getattr(snap.use, name)


SUFFIX = ".rows"
MONTHLY = {"system": pl.String, "first_on": pl.Date, "until": pl.Date, "opens": pl.Boolean}
ATTRIBUTES = (
    "links", "companies", "accounts", "domains", "people_of_systems", "people_rows", "subscriptions", "invoices", "tickets", "deals",
    "meetings", "surveys", "churn_events", "outcomes_of_systems", "messages", "said", "readings",
)  # fmt: skip
"""Frames of a snapshot that are kept by account."""
SUMS = ("weekly", "lately", "ever", "spans", "counted", "metered", "metered_weeks", "metered_places", "terms")
"""Those of its `use`."""
BY_ACCOUNT: dict[str, Callable[[Observed], pl.DataFrame]] = (
    {name: _by_attribute(name) for name in ATTRIBUTES} | {f"use-{name}": _summed(name) for name in SUMS} | {"use-people": _used_by}
    | {"moved": _moved, "course": course}
)  # fmt: skip
MARK = "book_mark"
BENEATH = (
    "store", "as_of", "partial", MARK, "links", "_links", "_person_rows", "_persons_of_systems", "people_of_systems", "use",
    held_as(course),
)  # fmt: skip
"""What those that are put down are made of, in whatever order."""
ANSWERS = (newest_days, newest_of_kinds, keepers, written, span_of_contact, desks_that_say, scales, sold)
"""What is told of the whole book, whichever account is looked at; each is worked out once a snapshot."""
WHOLE: dict[str, Callable[[Observed], pl.DataFrame]] = (
    {answer.__name__: answer for answer in ANSWERS} | {"feed": _feed, "senders": _summed("senders")}
    | {name: _by_attribute(name) for name in ("hierarchy", "imported_use")}
)  # fmt: skip
assert {*SUMS, "feed", "people", "senders", "daily"} == set(Use.__dataclass_fields__)  # `daily` is all in `course`
