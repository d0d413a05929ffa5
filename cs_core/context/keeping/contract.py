"""The contract of the context store: what every layer may ask of it, whatever keeps the rows. test_store_contract.py and
test_store_contract_safe.py hold it.

Rows are appended, never changed; no SQL, and no assumption about files, leaves `context/`. Today one SQLite file keeps them (`sqlite.py`).
What another implementation does the same way stands in `access`, `alike`, `values` and the tables of `schema`; it is named in
`context.store`. The tests have a second one, of rows in memory.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import polars as pl

from cs_core.context.keeping.access import Actor
from cs_core.records import Record

T = TypeVar("T", bound=Record)

PAST_AFTER_DAYS = 90
REHEARSED = "rehearsed_weeks"
"""Key under which a made company keeps how many of its weeks simulated people played; the console shows it."""
MADE_UNTIL, MADE_FROM = "demo_end", "demo_from"
"""Keys by which a store is known to hold a made company: its last day, and the folder of its exports."""


class Store(Protocol):
    """The shared memory of the organisation: what is known, proposed, decided and done. Use `open_store`.

    One for each unit of work, never shared by threads. Every verb raises StoreError, in one line that says what to do, where what keeps the
    rows is damaged, locked or full. A store sees what others have committed; within a `transaction` also what it wrote itself.
    """

    path: Path
    """Its address: what `open_store` takes to open it again, and a name for it. Outside ``context/`` nothing is worked out from it."""
    lake: Path
    """Folder of Parquet files beside the rows: usage events, each cycle's signals, and what was worked out before and may be removed."""
    actor: Actor | None
    """Who is logged in; None means that everything is allowed."""

    @property
    def by(self) -> str:
        """How whoever opened the store signs; ``console`` where nobody is logged in."""
        ...

    def beside(self, name: str) -> Path:
        """A place of that name for files that belong to the store and to no table: ``outbox``. It may not exist yet."""
        ...

    def need(self, table: str) -> None:
        """Raises NotAllowed where whoever opened the store may not append to a table: what verbs ask that do more than append."""
        ...

    def append(self, table: str, items: Iterable[Record | dict]) -> int:
        """Add rows, all or none; a row whose primary key is there already is left as it is. Returns how many are new.

        Columns that a row lacks are null; keys that are no column are left out. Raises NotAllowed where the role of whoever opened the
        store forbids it, or a row is signed by somebody else: a row without signature is signed by them.

        Three rules hold whoever appends: a proposal has one decision that was not taken back, and another one is left out; so is the
        delivery of an action that was taken back; an action of a test draft (its `proposal_id` is a key of ``planted``) is an error.
        """
        ...

    def append_frame(self, table: str, frame: pl.DataFrame) -> int:
        """`append` for a frame of many rows; days and times become ISO text, columns it lacks stay null."""
        ...

    def rows(self, table: str, *, limit: int | None = None, **equals: Any) -> list[dict]:
        """Rows in the order in which they were written, JSON and booleans decoded, days and times as ISO text.

        `equals`: column = value, None for null, a list for any of its values (an empty one: no row); all must hold.
        """
        ...

    def records(self, kind: type[T], **equals: Any) -> list[T]:
        """Rows as records: ``store.records(Proposal, cycle_id=...)``. The table is the record's name in lower case; order as `rows`.

        What an older row does not say, as its column came later, is as the record has it by default.
        """
        ...

    def frame(self, table: str, *columns: str, **equals: Any) -> pl.DataFrame:
        """Rows as a polars frame, order as `rows`; ``*_on`` and ``as_of`` are Date, ``*_at`` and ``at`` Datetime (UTC), flags Boolean.

        JSON stays text. An empty table has its columns and types.
        """
        ...

    def latest(self, table: str, *by: str, **equals: Any) -> list[dict]:
        """The newest row of each group, groups in the order of their first row: how a setting that has a history is read."""
        ...

    def count(self, table: str, **equals: Any) -> int:
        """How many rows."""
        ...

    def version(self, *tables: str) -> tuple[int, ...]:
        """How far each table has grown: the same figures mean that nothing was added, a greater one that something was."""
        ...

    def state(self) -> tuple:
        """How far the whole store has grown, its settings included but those named ``seen_...``, which only say what readers were shown."""
        ...

    def keys(self, table: str) -> set[str]:
        """All primary keys of a table."""
        ...

    def keys_of(self, table: str, column: str) -> set[str]:
        """All values of one column, None among them where it is null somewhere."""
        ...

    def get(self, key: str, default: str = "") -> str:
        """A setting of the store itself (not history): schema facts, the demo's last day."""
        ...

    def put(self, key: str, value: str, *, at: datetime) -> None:
        """Set a setting of the store itself: the only thing that is ever overwritten. Raises NotAllowed as `append`."""
        ...

    def now(self, wall: datetime) -> datetime:
        """The store's clock: see `clock`."""
        ...

    def durable(self) -> None:
        """From now on each write is on disk before it returns: a power cut takes nothing back. A few milliseconds a write."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, for all that is written within; nested ones join the outer one, and an exception anywhere takes all of it back.

        One writer at a time: others wait, and after a while get a StoreError.
        """
        ...

    def copy_to(self, path: Path) -> None:
        """A consistent copy of the rows as one new file that `open_store` opens, taken while others may write."""
        ...

    def problems(self) -> list[str]:
        """What is wrong with the rows as they are kept; empty when all is well."""
        ...

    def close(self) -> None:
        """Give up what was held open. What was not committed is gone."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None:
        """Close; what was wrong with the store beneath an error goes on as a StoreError in one line."""
        ...


def clock(store: Store, wall: datetime) -> datetime:
    """The wall's time, or the same hour of the last day of a demo or of a file of the past.

    A demo never goes stale by itself; and where nothing happened for PAST_AFTER_DAYS though something is known that happens all the
    time (`newest.STEADY`), nor did our own people do anything, the data is a file of the past, which is read as of its own last day.
    """
    last, newest = store.get(MADE_UNTIL), store.get("newest_on")
    if not last and newest and _is_past(date.fromisoformat(newest), wall):
        ours = [day.date() for table, column in OURS if (day := store.frame(table, column)[column].max())]
        alive = max([date.fromisoformat(newest), *ours])
        last = alive.isoformat() if _is_past(alive, wall) else ""
    return datetime.combine(date.fromisoformat(last), wall.time()) if last else wall


def _is_past(day: date, wall: datetime) -> bool:
    return (wall.date() - day).days > PAST_AFTER_DAYS


OURS = (("note", "at"), ("pulse", "at"), ("touch", "at"), ("decision", "decided_at"), ("cycle", "started_at"))
"""Tables of what our own people do, with the column that dates it: a sign of life as good as a customer's."""
