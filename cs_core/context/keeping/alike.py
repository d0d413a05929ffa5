"""What every implementation of the contract does alike, by its other verbs."""

from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from cs_core.context.keeping import access
from cs_core.context.keeping.access import UNNAMED, Actor
from cs_core.context.keeping.contract import clock
from cs_core.context.keeping.schema import columns_of
from cs_core.context.keeping.troubles import trouble
from cs_core.records import Record

T = TypeVar("T", bound=Record)


class Alike:
    """Part of a `Store`: whoever keeps the rows adds the verbs that read and write them."""

    path: Path
    lake: Path
    actor: Actor | None

    @property
    def by(self) -> str:
        """As in the contract."""
        return self.actor.name if self.actor else UNNAMED

    def need(self, table: str) -> None:
        """As in the contract."""
        access.need(self.actor, table)

    def records(self, kind: type[T], **equals: Any) -> list[T]:
        """As in the contract."""
        rows, fields = self.rows(kind.__name__.lower(), **equals), kind.model_fields
        said = ({k: v for k, v in row.items() if k in fields and (v is not None or fields[k].is_required())} for row in rows)
        return [kind.model_validate(row) for row in said]

    def latest(self, table: str, *by: str, **equals: Any) -> list[dict]:
        """As in the contract."""
        return list({tuple(row[c] for c in by): row for row in self.rows(table, **equals)}.values())

    def keys(self, table: str) -> set[str]:
        """As in the contract."""
        return self.keys_of(table, next(iter(columns_of(table))))

    def now(self, wall: datetime) -> datetime:
        """As in the contract."""
        return clock(self, wall)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, *__: object) -> None:
        """Close; what the database, the disk or the lake said was wrong with it goes on as a StoreError, in one line."""
        self.close()
        if told := trouble(error, self.path, self.lake):
            raise told from error
