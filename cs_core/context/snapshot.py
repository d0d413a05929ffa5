"""Everything known as of a day: what was observed by then, and what follows from it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import polars as pl

from cs_core.context.cut import end_of
from cs_core.context.imports import imported
from cs_core.context.observed import Observed
from cs_core.context.provenance import origins
from cs_core.context.signals import signals
from cs_core.context.store import Store

__all__ = ["Snapshot", "by_moment", "end_of", "snapshot"]


@dataclass(frozen=True)
class Snapshot(Observed):
    """Everything known as of a day, as frames; each is read from the store, or computed, when first asked for."""

    @cached_property
    def signals(self) -> pl.DataFrame:
        """One row an account: see `context.vocabulary.SIGNALS`."""
        return signals(self)

    @cached_property
    def origins(self) -> pl.DataFrame:
        """Which row each kind of knowledge of an account comes from: see `context.provenance`."""
        return origins(self, self.signals)

    @cached_property
    def provenance(self) -> pl.DataFrame:
        """`origins` with recorded_at: when that row was imported."""
        return imported(self.origins, self.imports)


def snapshot(store: Store, as_of: date) -> Snapshot:
    """What was known as of the day."""
    return Snapshot(store, as_of)


def by_moment(snap: Snapshot, until: datetime) -> Snapshot:
    """The same day without what we ourselves did after that moment, nor what a cycle made that began then or later; the signals stay."""
    told = {"signals": snap.signals} | vars(snap)
    then = replace(snap, until=until)
    vars(then).update((name, value) for name, value in told.items() if name not in vars(then))
    return then
