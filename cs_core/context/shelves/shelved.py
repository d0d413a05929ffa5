"""A snapshot of what the day's shelf holds: the frames of a whole book, read when they are asked for, and linked and read no second time.

What rests on rows of nobody too (the newest day of a system, which systems keep tickets) stands on the shelf as an answer.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from cs_core.context.observed import hand_over
from cs_core.context.shelves.shelf import ANSWERS, ATTRIBUTES, MARK, SUMS, Shelf, feed_from
from cs_core.context.signals.onboarding import course
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage.use import WORD, Feed, Use


@dataclass(frozen=True)
class Shelved(Snapshot):
    """Everything known as of a day, read from its shelf: of each frame the rows of known accounts, by account. Use `with_answers`."""

    shelf: Shelf

    def kept(self, name: str) -> pl.DataFrame:
        """A frame of `shelf.BY_ACCOUNT`."""
        return self.shelf.whole(name)

    @cached_property
    def hierarchy(self) -> pl.DataFrame:
        """As `Cut.hierarchy`."""
        return self.shelf.whole("hierarchy")

    @cached_property
    def moved(self) -> dict[str, str]:
        """As `Cut.moved`."""
        return self.shelf.moved()

    @cached_property
    def imported_use(self) -> pl.DataFrame:
        """When each system's newest use was imported."""
        return self.shelf.whole("imported_use")

    @cached_property
    def feed(self) -> Feed | None:
        """How far the usage feed of the whole book reaches."""
        return feed_from(self.shelf.whole("feed"))

    @cached_property
    def use(self) -> Use:
        """Sums over the event lake; the feed and who sends it are those of the whole book."""
        sums = {name: self.kept(f"use-{name}") for name in SUMS}
        sums["lately"] = sums["lately"].with_columns(pl.col("account_id").cast(WORD))
        people = self.kept("use-people").drop("account_id")
        return Use(feed=self.feed, people=people, senders=self.shelf.whole("senders"), daily=None, **sums)


def _from_shelf(name: str) -> cached_property:
    return cached_property(lambda snap: snap.kept(name))


for _name in ATTRIBUTES:
    _frame = _from_shelf(_name)
    _frame.__set_name__(Shelved, _name)
    setattr(Shelved, _name, _frame)


def some_of(snap: Snapshot, name: str, only: pl.Expr, *columns: str) -> pl.DataFrame:
    """Columns of some rows of one of a snapshot's own frames, those of known accounts as a shelf has them.

    It is not read for it as a whole where a shelf holds the book.
    """
    if type(snap) is Shelved and name not in vars(snap):
        return snap.shelf.where(name, only, *columns)
    return getattr(snap, name).filter(pl.col("account_id").is_not_null(), only).select(columns)


def for_a_while(snap: Snapshot) -> Snapshot:
    """The same, with frames of its own that go with it, for the shelf has them; where no shelf holds the book, the snapshot itself."""
    return with_answers(replace(snap), snap.signals) if isinstance(snap, Shelved) else snap


def with_answers(snap: Shelved, signals: pl.DataFrame | None = None) -> Shelved:
    """With what is told of the whole book, and with its signals where they are there.

    It stands for what was imported when the shelf was put down, and for nothing later.
    """
    vars(snap)[MARK] = snap.shelf.mark
    if signals is not None:
        vars(snap)["signals"] = signals
    for answer in ANSWERS:
        hand_over(snap, answer, snap.shelf.whole(answer.__name__))
    hand_over(snap, course, snap.kept("course"))
    return snap
