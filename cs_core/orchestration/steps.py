"""The steps of a cycle as they are taken: what went in, what came out, how long it took. The Trace page shows them."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cs_core.records import key_of


class Steps:
    """Rows of the step table; tells `progress` of each step's beginning. `ticks` is a clock of seconds."""

    def __init__(self, cycle_id: str, *, ticks: Callable[[], float], progress: Callable[[float, str], None] | None = None):
        self.rows: list[dict] = []
        self._cycle_id, self._ticks, self._told, self._start = cycle_id, ticks, progress, ticks()

    @property
    def seconds(self) -> float:
        """Since the first step began."""
        return self._ticks() - self._start

    @contextmanager
    def step(self, kind: str, done: float, *, agent: str = "", rows_in: int = 0) -> Iterator[dict]:
        """Times what is done inside; the row it yields takes `rows_out` and `detail`."""
        self.tell(done, f"{kind.capitalize()}{': ' + agent.replace('_', ' ') if agent else ''}")
        row = {"cycle_id": self._cycle_id, "kind": kind, "agent": agent, "rows_in": rows_in, "rows_out": 0, "detail": ""}
        before = self._ticks()
        yield row
        self.rows.append(row | {"id": key_of(self._cycle_id, len(self.rows)), "ms": round(1000 * (self._ticks() - before), 3)})

    def tell(self, done: float, what: str) -> None:
        """Tell whoever listens how far it is (0 to 1)."""
        if self._told:
            self._told(done, what)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for circular garbage: a cycle makes millions of records that stay, and each search would walk over all."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
