"""A snapshot narrowed to some accounts: the same frames with their rows only, read from the day's shelf and not from the book.

What compares an account with others, or rests on a feed as a whole (the signals, the newest day of a system, which systems keep tickets),
is what the whole book says: it is handed over, and never worked out anew from some accounts.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from cs_core.context.brief import briefs, find_account
from cs_core.context.notes import standing
from cs_core.context.shelves.kept_signals import kept_signals
from cs_core.context.shelves.shelf import shelf_of, shelf_there
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store, columns_of
from cs_core.records import Brief

Briefs = Callable[[Collection[str]], Mapping[str, Brief]]
"""Accounts -> the brief of each that is known."""


@dataclass(frozen=True)
class Narrow(Shelved):
    """Everything known of some accounts as of a day. Use `narrowed` or `opened`."""

    account_ids: tuple[str, ...]

    def kept(self, name: str) -> pl.DataFrame:
        """As `Shelved.kept`, of these accounts."""
        return self.shelf.of(name, self._ids)

    def versions(self, name: str, *columns: str) -> pl.DataFrame:
        """Of companies, contracts and changes of fields those of these accounts; of other nouns every row, as they are asked for whole."""
        picked = self._picked.get(name, {})
        if len(self.account_ids) < MANY:
            return self.store.frame(name, *columns, **picked)
        rows = super().versions(name, *dict.fromkeys((*columns, *picked)) if columns else ())
        return rows.filter(True, *(pl.col(c).is_in(values) for c, values in picked.items())).select(columns or rows.columns)

    def noun(self, name: str) -> pl.DataFrame:
        """One noun as of the day; of people and messages those of these accounts."""
        return getattr(self, LINKED[name]) if name in LINKED else super().noun(name)

    def history(self, table: str, *columns: str, **equals: object) -> pl.DataFrame:
        """As `Cut.history`, of these accounts and of those that are part of them now."""
        mine = self._rows_of(table)
        rows = super().history(table, *columns, **(mine | equals))
        return rows.filter(self._mine) if "account_id" in rows.columns and not rows.is_empty() else rows

    @cached_property
    def notes(self) -> pl.DataFrame:
        """What our people noted of them."""
        return standing(self).filter(self._mine)

    @cached_property
    def hierarchy(self) -> pl.DataFrame:
        """Their own rows of the family tree, and those of their subsidiaries."""
        return self.shelf.whole("hierarchy").filter(self._mine | pl.col("parent_account_id").is_in(list(self.account_ids)))

    @cached_property
    def moved(self) -> dict[str, str]:
        """Accounts that are part of one of these now."""
        return self.shelf.moved(self.account_ids)

    @property
    def only(self) -> dict[str, list[str]]:
        """What picks the rows of these accounts, and of those that are part of them now."""
        return {"account_id": [*self.account_ids, *self.moved]}

    @cached_property
    def _ids(self) -> pl.Series:
        return pl.Series(self.account_ids, dtype=pl.String)

    @property
    def _mine(self) -> pl.Expr:
        return pl.col("account_id").is_in(self._ids.implode())

    @cached_property
    def _picked(self) -> dict[str, dict[str, list[str]]]:
        """Noun -> what picks these accounts' rows, and few others."""
        things = {noun: frame.select(PLACE) for noun, frame in (("company", self.companies), ("subscription", self.subscriptions))}
        rows = {noun: {c: places[c].unique().sort().to_list() for c in PLACE} for noun, places in things.items()}
        return rows | {"field_change": {"thing_ref": [ref for places in rows.values() for ref in places["source_id"]]}}

    def _rows_of(self, table: str) -> dict[str, list[str]]:
        """What picks these accounts' rows of a history table."""
        if "account_id" in columns_of(table):
            return self.only
        column, *parents = FOUND_BY[table]
        return {column: [key for parent in parents for key in self._keys[parent]]}

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return {table: self.store.frame(table, "id", **self.only)["id"].to_list() for table in ("proposal", "action", "task")}


def narrowed(snap: Snapshot, *account_ids: str) -> Snapshot:
    """The accounts' part of a snapshot, with what the signals of the whole book say; where nothing is kept beside the store, all of it."""
    shelf = snap.shelf if isinstance(snap, Shelved) else shelf_of(snap)
    rows = snap.signals.filter(pl.col("account_id").is_in(list(account_ids)))
    return snap if shelf is None else with_answers(Narrow(snap.store, snap.as_of, shelf, account_ids, until=snap.until), rows)


def briefs_of(snap: Snapshot, account_ids: Collection[str]) -> dict[str, Brief]:
    """`brief.briefs` of these accounts; where a shelf holds the book, no other account's rows are read for them."""
    wanted = sorted(account_ids)
    return briefs(narrowed(snap, *wanted) if wanted and isinstance(snap, Shelved) else snap, wanted)


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
    if shelf is None:
        return find_account(whole, words)
    there = Shelved(whole.store, whole.as_of, shelf)
    vars(whole).update(accounts=there.accounts, moved=there.moved)
    return find_account(there, words)


MANY = 1_000
"""So many accounts' rows are found sooner in the whole table, which is kept beside the store, than one by one."""
PLACE = ("system", "object", "source_id")
LINKED = {"person": "people_rows", "message": "messages"}
"""Nouns that are asked for by themselves, and the frame that has this account's rows of them."""
FOUND_BY = {
    "decision": ("proposal_id", "proposal"), "routed": ("proposal_id", "proposal"), "judged": ("proposal_id", "proposal"),
    "handover": ("proposal_id", "proposal", "task"), "delivery": ("action_id", "action"),
}  # fmt: skip
"""History tables without an account: the column by which theirs are found, and of which other rows of the account it holds ids."""
