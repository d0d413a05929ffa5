"""Cadence: how often each person at a customer should hear from one of ours and answer, and when that is due next.

Two-way contact counts: a mail answered, a meeting they were at. A logged touch that names nobody counts for the person whom we would
write to first.
"""

from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.signals.occasions import new_people
from cs_core.context.signals.people import met, present
from cs_core.context.signals.stakeholders import people_status, span_of_contact
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.vocabulary import KNOWLEDGE


class Watch(NamedTuple):
    """The first and the newest day of any mail, meeting or logged touch: no contact is seen outside it."""

    first_on: date
    newest_on: date


class Every(NamedTuple):
    """A row of the cadence."""

    role: str | None
    """A role in our words; None for everybody else who is known."""
    days: int


CADENCE: tuple[Every, ...] = (
    Every("champion", 45),
    Every("sponsor", 90),
    Every("economic buyer", 90),
    Every("decision maker", 90),
    Every(None, 180),
)
"""Whoever bears the role is due so many days after the last two-way contact. A role that is only inferred counts as none."""
NEW_DAYS = 14
"""Somebody new (see `occasions.new_people`) is due so many days after they came to be known, whatever their role."""


def watched(snap: Snapshot) -> Watch | None:
    """From when to when contact with anybody can be seen; None where nothing that tells of it is known, or it is too old."""
    touched = snapshot(snap.store, snap.as_of).history("touch", "at")["at"]
    days = [*span_of_contact(snap).row(0), touched.min(), touched.max()]
    known = [day.date() for day in days if day is not None]
    known = [min(day, snap.as_of) for day in known]
    limit = KNOWLEDGE["touches"].fresh_days
    return Watch(min(known), max(known)) if known and (snap.as_of - max(known)).days <= limit else None


def due_people(snap: Snapshot, watch: Watch) -> pl.DataFrame:
    """One row a person who can be reached, whom we would write to first standing first: account_id, name, role, last_two_way_on,
    every_days, due_on."""
    signs = people_status(snap).select("account_id", "person_id", "role_from", "last_two_way_on")
    rows = present(snap).filter("reachable").join(signs, on=["account_id", "person_id"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.when(pl.col("role_from") != "inferred").then("role").alias("role"))
    rows = rows.join(_unnamed(snap, rows), on="account_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.max_horizontal("last_two_way_on", pl.when(_is_first()).then("_touch_on")).alias("last_two_way_on"))
    start = pl.max_horizontal("created_on", pl.lit(watch.first_on))
    is_new = pl.col("person_id").is_in(new_people(snap)["person_id"].implode())
    rows = rows.with_columns(pl.when(is_new).then(NEW_DAYS).otherwise(_every()).cast(pl.Int64).alias("every_days"))
    due = pl.coalesce("last_two_way_on", start) + pl.duration(days=pl.col("every_days"))
    name = pl.coalesce("name", "email").alias("name")
    return rows.select("account_id", name, "role", "last_two_way_on", "every_days", due.alias("due_on"))


def _is_first() -> pl.Expr:
    return pl.int_range(pl.len()).over("account_id") == 0


def _unnamed(snap: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, _touch_on: the last contact with nobody in particular, where it is newer than any with a person."""
    last = met(snap).group_by("account_id").agg(pl.col("at").max().dt.date().alias("_touch_on"))
    theirs = rows.group_by("account_id").agg(pl.col("last_two_way_on").max().alias("_theirs"))
    both = last.join(theirs, on="account_id", how="left", maintain_order="left")
    return both.filter((pl.col("_touch_on") > pl.col("_theirs")).fill_null(True)).select("account_id", "_touch_on")


def _every() -> pl.Expr:
    named = {row.role: row.days for row in CADENCE if row.role}
    rest = next(row.days for row in CADENCE if row.role is None)
    return pl.col("role").replace_strict(named, default=rest, return_dtype=pl.Int64)
