"""Who of the workers is alive: each counts its heart's beats in a table of the engine's own database, and watches the others' counts.

A count that stands still for so long is a dead worker, by the watcher's own steady clock: no two clocks are compared, and one that is
set back takes nobody for dead. Of all who see it, the one who takes the row away has the dead worker's work to see to.
"""

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError

NEVER = -1
"""The count of one who left work behind and never beat."""


class Hearts:
    """The beats as one worker sees them; `version` says whose work it can take over."""

    def __init__(self, database: sql.Engine, worker: str, version: str, *, schema: str | None, stale_s: float) -> None:
        self._db, self._me, self._version, self._stale = database, worker, version, stale_s
        self._table = sql.Table(
            "cs_workers", sql.MetaData(schema=schema), sql.Column("worker", sql.String, primary_key=True),
            sql.Column("version", sql.String, nullable=False), sql.Column("beat", sql.Integer, nullable=False),
        )  # fmt: skip
        self._seen: dict[str, tuple[int, float]] = {}

    def begin(self) -> None:
        """Make the table where it is missing, and be known."""
        self._table.metadata.create_all(self._db)
        self.beat()

    def beat(self) -> None:
        """Once more; a worker that others took for dead is back."""
        mine = self._table.c.worker == self._me
        with self._db.begin() as told:
            if not told.execute(self._table.update().where(mine).values(beat=self._table.c.beat + 1)).rowcount:
                told.execute(self._table.insert().values(worker=self._me, version=self._version, beat=0))

    def leave(self) -> None:
        """Go politely: whatever this worker holds may be taken over at once."""
        mine = self._table.c.worker == self._me
        with self._db.begin() as told:
            told.execute(self._table.update().where(mine).values(beat=NEVER))

    def versions(self) -> set[str]:
        """Of all who are not known to be dead."""
        with self._db.connect() as told:
            return set(told.execute(sql.select(self._table.c.version).where(self._table.c.beat != NEVER)).scalars())

    def dead(self, holders: dict[str, str], now: float) -> list[str]:
        """Workers whose work is now ours to see to. `holders`: worker -> version of its work; `now` in seconds of a steady clock."""
        for worker in holders.keys() - self._counts().keys():
            self._noted(worker, holders[worker])
        counts, found = self._counts(), []
        self._seen = {worker: self._seen.get(worker, (NEVER, 0.0)) for worker in counts}
        for worker, count in counts.items():
            before, since = self._seen[worker]
            if count != before or since == 0.0:
                self._seen[worker] = (count, now)
            if worker != self._me and (count == NEVER or now - self._seen[worker][1] >= self._stale) and self._taken(worker, count):
                found.append(worker)
        return found

    def _counts(self) -> dict[str, int]:
        with self._db.connect() as told:
            return {row.worker: row.beat for row in told.execute(sql.select(self._table.c.worker, self._table.c.beat))}

    def _noted(self, worker: str, version: str) -> None:
        try:
            with self._db.begin() as told:
                told.execute(self._table.insert().values(worker=worker, version=version, beat=0))
        except IntegrityError:
            return  # another was quicker

    def _taken(self, worker: str, count: int) -> bool:
        """Whether the row could be taken away as it was: of all who try, one can."""
        as_seen = (self._table.c.worker == worker, self._table.c.beat == count)
        with self._db.begin() as told:
            return told.execute(self._table.delete().where(*as_seen)).rowcount == 1
