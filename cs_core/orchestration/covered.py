"""Who covers which account now: the plan committed last, as overridden since, with successors in place of those who have left."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from cs_core.context.cut import end_of
from cs_core.context.identity.linked_before import moved_of
from cs_core.context.store import Store

UNASSIGNED = "unassigned"
"""Who is named where nobody is there to do it."""


def standing(store: Store, as_of: date) -> pl.DataFrame:
    """The columns of `coverage`, one row an account that has somebody: of the newest plan the newest row, which an override adds.

    An account that was taken out of the plan has a row without a mode, and is not among them. What is part of another account by now
    stands for that one where the plan has no row of its own of it.
    """
    rows = store.frame("coverage").filter(pl.col("as_of") <= as_of)
    if rows.is_empty():
        return rows
    hands = last_hands(store, as_of)
    own = rows.filter(pl.col("plan_id") == rows["plan_id"][-1]).with_columns(in_place("person", hands))
    moved = moved_of(store, own["account_id"].unique().to_list(), end_of(as_of))
    own = own.sort(~pl.col("account_id").is_in(list(moved)), maintain_order=True).with_columns(pl.col("account_id").replace(moved))
    return left_standing(own).with_columns(in_place("person", hands))


def left_standing(rows: pl.DataFrame) -> pl.DataFrame:
    """Of one plan's rows of `coverage` those that stand last, one an account that has somebody."""
    return rows.unique("account_id", keep="last", maintain_order=True).filter(pl.col("mode").is_not_null())


def promised(store: Store, plan_id: str) -> pl.DataFrame:
    """The plan as it was committed, whatever was overridden since: the row that an override writes has the override's id."""
    written = [row["id"] for row in store.rows("override", plan_id=plan_id)]
    return store.frame("coverage", plan_id=plan_id).filter(~pl.col("id").is_in(written))


def last_hands(store: Store, as_of: date) -> dict[tuple[str, str], str]:
    """(account, who left) -> who took the account over, from the day after the last day on."""
    rows = store.frame("succession").filter(pl.col("last_day_on") < as_of, pl.col("to_person").is_not_null())
    return {(a, leaver): to for a, leaver, to in rows.select("account_id", "leaver", "to_person").iter_rows()}


def in_place(person: str, hands: Mapping[tuple[str, str], str]) -> pl.Expr:
    """The column `person` of rows with an account_id, with whoever took the account over from them."""
    if not hands:
        return pl.col(person)
    keys = pl.concat_str("account_id", pl.lit("\x1f"), person)
    known = {f"{account}\x1f{leaver}": followed(hands, account, leaver) for account, leaver in hands}
    return pl.coalesce(keys.replace_strict(known, default=None, return_dtype=pl.String), person).alias(person)


def followed(hands: Mapping[tuple[str, str], str], account: str, person: Any) -> Any:
    """Who has the account now where it was `person`: a successor may have left since, too."""
    seen = set()
    while (account, person) in hands and person not in seen:
        seen.add(person)
        person = hands[account, person]
    return person
