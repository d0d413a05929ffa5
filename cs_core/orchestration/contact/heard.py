"""When those whom agents wrote to last said a word to us: by person, and by account where a record does not tell who of theirs spoke."""

from datetime import date

import polars as pl

from cs_core.context.identity.known_people import addresses_of, as_persons
from cs_core.context.shelves.shelved import some_of
from cs_core.context.signals.people import held, talks
from cs_core.context.signals.stakeholders import seats
from cs_core.context.snapshot import Snapshot


def heard_of(snap: Snapshot, written: pl.DataFrame) -> dict[str, date]:
    """Of the persons and accounts of these letters of agents: see `Ledger.heard`."""
    if written.is_empty():
        return {}
    since, theirs = written["on"].min(), pl.col("inbound") & ~pl.col("automatic").fill_null(False)
    mine = pl.col("account_id").is_in(written["account_id"].unique().implode())
    people = addresses_of(some_of(snap, "people_of_systems", mine, "account_id", "emails", "person_id"))
    wrote = some_of(snap, "messages", theirs & (pl.col("sent_at").cast(pl.Date) >= since), "person_id", "sent_at")
    wrote = wrote.with_columns(pl.col("person_id").str.to_lowercase())
    rated = some_of(snap, "surveys", pl.col("answered_at").cast(pl.Date) >= since, "account_id", "email", "answered_at")
    rated = as_persons(rated.with_columns(pl.col("email").str.to_lowercase()), people, "email").select("email", "answered_at")
    met = _met(snap, held(snap).filter(mine, pl.col("held_at").cast(pl.Date) >= since), people)
    spoke = talks(snap).select("account_id", "at")
    rows = (wrote, rated, met, spoke)
    words = pl.concat(part.select(pl.nth(0).alias("who"), pl.nth(1).cast(pl.Date).alias("on")) for part in rows)
    said = words.filter(pl.col("on").is_between(since, snap.as_of)).drop_nulls("who")
    whom = pl.concat([written["person"], written["account_id"]]).drop_nulls()
    return dict(said.filter(pl.col("who").is_in(whom.implode())).group_by("who").agg(pl.col("on").max()).iter_rows())


def _met(snap: Snapshot, meetings: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """who, at: everybody of the customer's who was at a meeting; the account where it names nobody of them."""
    there = pl.col("account_id").is_in(meetings["account_id"].unique().implode())
    records = some_of(snap, "people_rows", there, "system", "source_id", "email")
    named = seats(meetings, records, people, snap.domains)
    rest = meetings.join(named, on=["account_id", "key"], how="anti").select(pl.col("account_id").alias("who"), at="held_at")
    return pl.concat([named.select(pl.col("person_id").alias("who"), "at"), rest])
