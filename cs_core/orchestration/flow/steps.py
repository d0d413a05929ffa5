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

    def done(self, kind: str, n: int, of: int) -> None:
        """Tell how far a step of SPANS is."""
        self.tell(*so_far(kind, n, of))

    def tell(self, done: float, what: str) -> None:
        """Tell whoever listens how far it is (0 to 1)."""
        if self._told:
            self._told(done, what)


def so_far(kind: str, n: int, of: int) -> tuple[float, str]:
    """The share of the whole cycle, and the words, where `n` of a step's items or parts are done."""
    start, end = SPANS[kind]
    return start + (end - start) * n / of, f"{kind}: {n:,} of {of:,}" if of > 1 else kind


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


SPANS = {"Signals": (0.05, 0.2), "Cases": (0.25, 0.28), "Draft": (0.4, 0.8), "Judge": (0.8, 0.9), "Draft and judge": (0.4, 0.9)}
"""From where to where a step that is done piece by piece takes the whole cycle."""
