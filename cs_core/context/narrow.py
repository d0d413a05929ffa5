"""A snapshot narrowed to one account: the same frames with that account's rows only, read from the day's shelf and not from the book.

What compares an account with others, or rests on a feed as a whole (the signals, the newest day of a system, which systems keep tickets),
is what the whole book says: it is handed over, and never worked out anew from one account.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from cs_core.context.brief import find_account
from cs_core.context.kept_signals import kept_signals
from cs_core.context.notes import standing
from cs_core.context.observed import hand_over
from cs_core.context.shelf import ANSWERS, ATTRIBUTES, SUMS, Shelf, feed_from, shelf_of, shelf_there
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store, columns_of
from cs_core.context.use import Use


@dataclass(frozen=True)
class Narrow(Snapshot):
    """Everything known of one account as of a day. Use `narrowed` or `opened`."""

    account_id: str
    shelf: Shelf

    def versions(self, name: str, *columns: str) -> pl.DataFrame:
        """Of companies, contracts and changes of fields those of this account; of other nouns every row, as they are asked for whole."""
        return self.store.frame(name, *columns, **self._picked.get(name, {}))

    def noun(self, name: str) -> pl.DataFrame:
        """One noun as of the day; of people and messages those of this account."""
        return getattr(self, LINKED[name]) if name in LINKED else super().noun(name)

    def history(self, table: str, *columns: str, **equals: object) -> pl.DataFrame:
        """As `Cut.history`, of this account and of those that are part of it now."""
        mine = self._rows_of(table)
        rows = super().history(table, *columns, **(mine | equals))
        return rows.filter(pl.col("account_id") == self.account_id) if "account_id" in rows.columns else rows

    @cached_property
    def notes(self) -> pl.DataFrame:
        """What our people noted of it."""
        return standing(self).filter(self._mine)

    @cached_property
    def hierarchy(self) -> pl.DataFrame:
        """Its own row of the family tree, and those of its subsidiaries."""
        return self.shelf.whole("hierarchy").filter(self._mine | (pl.col("parent_account_id") == self.account_id))

    @cached_property
    def moved(self) -> dict[str, str]:
        """Accounts that are part of this one now."""
        return dict.fromkeys(self.shelf.of("moved", self.account_id)["gone"], self.account_id)

    @cached_property
    def imported_use(self) -> pl.DataFrame:
        """When each system's newest use was imported."""
        return self.shelf.whole("imported_use")

    @cached_property
    def use(self) -> Use:
        """Its sums over the event lake; the feed and who sends it are those of the whole book."""
        sums = {name: self.shelf.of(f"use-{name}", self.account_id) for name in SUMS}
        people = self.shelf.of("use-people", self.account_id).drop("account_id")
        return Use(feed=feed_from(self.shelf.whole("feed")), people=people, senders=self.shelf.whole("senders"), **sums)

    @property
    def only(self) -> dict[str, list[str]]:
        """What picks the rows of this account, and of those that are part of it now."""
        return {"account_id": [self.account_id, *self.moved]}

    @property
    def _mine(self) -> pl.Expr:
        return pl.col("account_id") == self.account_id

    @cached_property
    def _picked(self) -> dict[str, dict[str, list[str]]]:
        """Noun -> what picks this account's rows, and few others."""
        things = {noun: frame.select(PLACE) for noun, frame in (("company", self.companies), ("subscription", self.subscriptions))}
        rows = {noun: {c: places[c].unique().sort().to_list() for c in PLACE} for noun, places in things.items()}
        return rows | {"field_change": {"thing_ref": [ref for places in rows.values() for ref in places["source_id"]]}}

    def _rows_of(self, table: str) -> dict[str, list[str]]:
        """What picks this account's rows of a history table."""
        if "account_id" in columns_of(table):
            return self.only
        column, *parents = FOUND_BY[table]
        return {column: [key for parent in parents for key in self._keys[parent]]}

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return {table: self.store.frame(table, "id", **self.only)["id"].to_list() for table in ("proposal", "action", "task")}


def _from_shelf(name: str) -> cached_property:
    return cached_property(lambda snap: snap.shelf.of(name, snap.account_id))


for _name in ATTRIBUTES:
    _frame = _from_shelf(_name)
    _frame.__set_name__(Narrow, _name)
    setattr(Narrow, _name, _frame)


def narrowed(snap: Snapshot, account_id: str) -> Snapshot:
    """The account's part of a snapshot, with what the signals of the whole book say; where nothing is kept beside the store, all of it."""
    rows, shelf = snap.signals.filter(pl.col("account_id") == account_id), shelf_of(snap)
    if shelf is None:
        return snap
    narrow = Narrow(snap.store, snap.as_of, account_id, shelf)
    vars(narrow)["signals"] = rows
    for answer in ANSWERS:
        hand_over(narrow, answer, shelf.whole(answer.__name__))
    return narrow


def opened(store: Store, as_of: date, words: str) -> tuple[Snapshot, str]:
    """The part of a day's snapshot of the account of an id or a name, and that account's id. Raises NotFound with the nearest names."""
    whole = snapshot(store, as_of)
    account_id = _named(whole, words)
    row = kept_signals(whole, account_id=account_id)
    if shelf_there(whole) is None:
        return whole, account_id
    vars(whole)["signals"] = row
    return narrowed(whole, account_id), account_id


def account_named(store: Store, as_of: date, words: str) -> str:
    """The account id for an id or a name, told by the accounts of the day's shelf where there is one. Raises NotFound."""
    return _named(snapshot(store, as_of), words)


def _named(whole: Snapshot, words: str) -> str:
    shelf = shelf_there(whole)
    if shelf:
        vars(whole).update(accounts=shelf.whole("accounts"), moved=shelf.moved())
    return find_account(whole, words)


PLACE = ("system", "object", "source_id")
LINKED = {"person": "people_rows", "message": "messages"}
"""Nouns that are asked for by themselves, and the frame that has this account's rows of them."""
FOUND_BY = {
    "decision": ("proposal_id", "proposal"), "routed": ("proposal_id", "proposal"), "judged": ("proposal_id", "proposal"),
    "handover": ("proposal_id", "proposal", "task"), "delivery": ("action_id", "action"),
}  # fmt: skip
"""History tables without an account: the column by which theirs are found, and of which other rows of the account it holds ids."""
