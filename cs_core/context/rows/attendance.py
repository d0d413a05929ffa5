"""Whose a meeting, an answer or an event is, where it names no company of its own system: by its people, else by an exact name."""

from typing import NamedTuple

import polars as pl

from cs_core.context.identity.names import LEFT_OUT, REWRITTEN, company_domain, company_key

MOST_ACCOUNTS = 3
"""Customers at one meeting; with more it is a broadcast, and nobody's two-way contact."""


class Known(NamedTuple):
    """What tells whose something is, as of a day."""

    companies: pl.DataFrame
    addresses: pl.DataFrame
    """account_id, address: every address of everybody known."""
    domains: pl.DataFrame
    team: pl.DataFrame


def attended(known: Known, meetings: pl.DataFrame) -> pl.DataFrame:
    """The meetings, each with the account it was with: as it says, else by the company's name, else by who was there.

    One with people of several accounts is a row of each; `held_by` is our person among those who were there, where one is known.
    """
    if meetings.is_empty():
        return meetings
    rows = by_name(known, meetings).with_row_index("_n")
    seats = _seats(known, rows.filter(pl.col("attendees").is_not_null()))
    host = seats.filter(pl.col("member").is_not_null()).group_by("_n", maintain_order=True).agg(pl.col("member").first())
    guests = seats.select("_n", pl.col("account_id").alias("_guest")).drop_nulls().unique(maintain_order=True)
    guests = guests.filter(pl.len().over("_n") <= MOST_ACCOUNTS)
    lost = rows.filter(pl.col("account_id").is_null()).select("_n").join(guests, on="_n", maintain_order="left")
    told = rows.join(lost, on="_n", how="left", maintain_order="left").join(host, on="_n", how="left", maintain_order="left")
    return told.with_columns(
        pl.coalesce("account_id", "_guest").alias("account_id"), pl.coalesce("member", "held_by").alias("held_by")
    ).drop("_n", "_guest", "member")  # fmt: skip


def answered(known: Known, answers: pl.DataFrame) -> pl.DataFrame:
    """Answers to surveys with the account of who gave them (by their address, or its domain), else of the company they name."""
    if answers.is_empty():
        return answers
    seats = _seats(known, answers.with_row_index("_n").with_columns(pl.col("email").alias("attendees")))
    whose = seats.group_by("_n", maintain_order=True).agg(pl.col("account_id").drop_nulls().first().alias("_guest"))
    rows = answers.with_row_index("_n").join(whose, on="_n", how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce("account_id", "_guest").alias("account_id")).drop("_n", "_guest")
    return by_name(known, rows).with_columns(pl.col("email").str.to_lowercase().str.strip_chars())


def by_name(known: Known, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, those without an account with the one that is called, or has the domain or id, that `company_ref` says."""
    lost = rows.filter(pl.col("account_id").is_null()).select("company_ref").drop_nulls().unique()
    return _filled(rows, named(known.companies, lost["company_ref"]).rename({"ref": "company_ref"}), "company_ref")


def named(companies: pl.DataFrame, refs: pl.Series) -> pl.DataFrame:
    """ref, account_id of those that fit exactly one account by a company's name, else by its domain or id."""
    keys = pl.DataFrame({"ref": refs.cast(pl.String)}).filter(pl.col("ref") != "")
    if keys.is_empty():
        return keys.with_columns(pl.lit(None, pl.String).alias("account_id"))
    told, found = companies.select("account_id", "name", "domain", "company_ref"), []
    for column, way in (("name", company_key), ("domain", company_domain), ("company_ref", str)):
        wanted = keys.with_columns(_key(keys["ref"], way)).drop_nulls()
        if wanted.is_empty():
            continue
        near = told.filter(_may_be(column, wanted["_key"])).select("account_id", column).unique()
        one = near.select(_key(near[column], way), "account_id").drop_nulls().unique().filter(pl.len().over("_key") == 1)
        found.append(wanted.join(one, on="_key").select("ref", "account_id"))
    return pl.concat(found).unique("ref", keep="first", maintain_order=True)


def _may_be(column: str, keys: pl.Series) -> pl.Expr:
    """Whether a company's `column` can have one of these keys: cheap, true of all that have and of few others."""
    if column == "company_ref":
        return pl.col(column).is_in(keys.implode())
    longest = [max(key.replace(".", "").split(" "), key=len) for key in keys.unique()]
    letters = pl.col(column).str.to_lowercase().str.replace_all(LEFT_OUT, "")
    return letters.str.contains_any(longest) | pl.col(column).str.contains(REWRITTEN)


def _key(values: pl.Series, way) -> pl.Series:
    return pl.Series("_key", [way(value) or None if value else None for value in values], dtype=pl.String)


def _filled(rows: pl.DataFrame, found: pl.DataFrame, on: str) -> pl.DataFrame:
    told = rows.join(found.rename({"account_id": "_found"}), on=on, how="left", maintain_order="left")
    return told.with_columns(pl.coalesce("account_id", "_found").alias("account_id")).drop("_found")


def _seats(known: Known, rows: pl.DataFrame) -> pl.DataFrame:
    """_n, address, account_id (null for ours and for strangers), member (our person's name): one row an address of a row."""
    seats = rows.select("_n", pl.col("attendees").str.to_lowercase().str.split(";").alias("address")).explode("address")
    seats = seats.with_columns(pl.col("address").str.strip_chars())
    seats = seats.with_columns(pl.col("address").str.split("@").list.last().alias("domain"))
    people = known.addresses.select("address", pl.col("account_id").alias("_by_person")).drop_nulls()
    team = known.team.select(pl.col("email").str.to_lowercase().alias("address"), pl.col("name").alias("member"))
    team = team.drop_nulls("address").unique("address", keep="last", maintain_order=True)
    ours = team["address"].str.split("@").list.last().unique()
    return (
        seats.join(people.unique("address", keep="none"), on="address", how="left", maintain_order="left")
        .join(known.domains.rename({"account_id": "_by_domain"}), on="domain", how="left", maintain_order="left")
        .join(team, on="address", how="left", maintain_order="left")
        .with_columns(pl.when(~pl.col("domain").is_in(ours.implode())).then(pl.coalesce("_by_person", "_by_domain")).alias("account_id"))
        .select("_n", "address", "account_id", "member")
    )
