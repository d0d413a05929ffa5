"""The people at each customer, one row a person: their records and addresses brought together."""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

import polars as pl

from cs_core.context.identity.addresses import COLUMNS, address
from cs_core.context.identity.by_name import named_refs
from cs_core.context.identity.persons import Persons, one_person, together
from cs_core.context.identity.told import merged_into
from cs_core.context.nouns import NOUNS
from cs_core.context.rows.believed import TRUSTED

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
AT_ONCE = 1_000_000
"""Records of so many are brought together at once: of more, those of some accounts after those of others."""
ANY_OF_THEM = ("opted_out", "undeliverable")
"""What holds of a person as soon as one of their records says so."""


class Everybody(NamedTuple):
    """The people of all customers, worked out together of all records, which are wide and let go then."""

    people: pl.DataFrame
    """See `as_people`."""
    persons: Persons
    nodes: pl.DataFrame
    """account_id, node, system, email (these as categories), name of all records and addresses."""
    emails: pl.DataFrame
    """system, source_id, account_id (by their company), email of all records, whosever they are."""


def everybody(rows: pl.DataFrame, domains: pl.DataFrame, loose: pl.DataFrame, **told: pl.DataFrame) -> Everybody:
    """Everybody in `rows` (the noun person, linked), and whoever has one of the `loose` addresses. `told`: see `persons.one_person`."""
    rows = rows.with_columns(address("email"))
    of = _accounts_of(rows, domains)
    parts = -(-rows.height // AT_ONCE) or 1
    which = (of.hash() % parts, loose["account_id"].hash() % parts)
    some = [[frame.filter(part == n) for frame, part in zip((rows.with_columns(of), loose), which)] for n in range(parts)]
    people, persons, nodes = zip(*(_of_some(*one, told) for one in some), strict=True)
    emails = rows.select("system", "source_id", "account_id", "email")
    return Everybody(pl.concat(people), together(persons), pl.concat(nodes), emails)


def address_before_name(rows: pl.DataFrame, links: pl.DataFrame, domains: pl.DataFrame) -> pl.DataFrame:
    """The rows, those with no account whose company is told by its name only and whose address is in a customer's own domain."""
    named = named_refs(links)
    if named.is_empty():
        return rows
    told = rows.join(named.with_columns(_named=True), on=["system", "company_ref"], how="left", maintain_order="left")
    owned = address("email").str.split("@").list.last().is_in(domains["domain"].implode())
    return told.with_columns(pl.when(~(pl.col("_named") & owned).fill_null(False)).then("account_id").alias("account_id")).drop("_named")


def _of_some(rows: pl.DataFrame, loose: pl.DataFrame, told: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, Persons, pl.DataFrame]:
    """The people, persons and nodes of some accounts: nobody is one person with anybody at another one."""
    records = _records(rows)
    nodes = node_rows(records, loose).with_columns(pl.col("account_id", "node", "system").cast(pl.Categorical))
    persons = one_person(nodes, **told)
    fields = [c for c in NOUNS["person"].columns if c not in ("company_ref", "email", "merged_refs")]
    people = as_people(records, persons.joined, (*fields, "system", "source_id", "source_row", "known_at"))
    return people, persons, nodes.select("account_id", "node", "system", "name", pl.col("email").cast(pl.Categorical))


def _accounts_of(rows: pl.DataFrame, domains: pl.DataFrame) -> pl.Series:
    """The account of each record of a person: by its company, else by its domain."""
    by_domain = domains.rename({"account_id": "_by_domain"})
    places = rows.select("account_id", pl.col("email").str.split("@").list.last().alias("domain"))
    places = places.join(by_domain, on="domain", how="left", maintain_order="left")
    return places.select(pl.coalesce("account_id", "_by_domain").alias("account_id"))["account_id"]


def _records(rows: pl.DataFrame) -> pl.DataFrame:
    """The records of people at customers, best source first.

    With `record` (``system/id``) and `node`: the address by which a person is known, else the record itself.
    """
    records = rows.filter(pl.col("account_id").is_not_null(), ~pl.col("deleted").fill_null(False))
    record = pl.concat_str("system", pl.lit("/"), "source_id")
    return records.with_columns(rank=TRUSTED, record=record, node=pl.coalesce("email", record)).sort("rank", "source_id")


def node_rows(records: pl.DataFrame, loose: pl.DataFrame) -> pl.DataFrame:
    """What `persons.one_person` takes: the records, then the addresses of which there is no record."""
    other = loose.select(COLUMNS).join(records.select("account_id", "node"), on=["account_id", "node"], how="anti").sort(COLUMNS)
    ours = records.select(*COLUMNS, "record", "email", "phone")
    return pl.concat([ours, other.with_columns(email="node")], how="diagonal")


def as_people(records: pl.DataFrame, joined: pl.DataFrame, fields: Iterable[str]) -> pl.DataFrame:
    """One row a person: account_id, person_id (the first address, else the record), emails, same_as (why several are one), the fields.

    Of several records each field is the first that is known, best source first; whoever opted out anywhere has opted out.
    """
    groups = joined.select("account_id", "node", "group", "why")
    rows = records.join(groups, on=["account_id", "node"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce("group", "node").alias("group"))
    known = pl.col("group").is_in(rows["group"].implode())
    loose = groups.filter(known, pl.col("node").str.contains("@", literal=True)).join(rows, on=["account_id", "node"], how="anti")
    more = loose.group_by("account_id", "group", maintain_order=True).agg(pl.col("node").alias("_more"))
    values = [pl.col(c).max() if c in ANY_OF_THEM else pl.col(c).drop_nulls().first() for c in dict.fromkeys(("email", *fields))]
    people = rows.group_by("account_id", "group", maintain_order=True).agg(
        *values, pl.col("node").first().alias("_node"), pl.col("email").drop_nulls().unique(maintain_order=True).alias("emails"),
    )  # fmt: skip
    others = groups.join(people.select("account_id", node="_node"), on=["account_id", "node"], how="anti")
    reasons = pl.col("why").unique(maintain_order=True).str.join("; ").alias("same_as")
    told = others.group_by("account_id", "group", maintain_order=True).agg(reasons)
    for found in (more, told):
        people = people.join(found, on=["account_id", "group"], how="left", maintain_order="left")
    emails = pl.concat_list("emails", pl.col("_more").fill_null([])).alias("emails")
    first, rest = pl.coalesce("email", "_node").alias("person_id"), pl.exclude("account_id", "group", "_node", "_more", "emails")
    return people.select("account_id", first, rest, emails)


def owned(nodes: pl.DataFrame, joined: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """`nodes` with person_id: of whom each is, or would be, the record or address."""
    group, rows = joined.select("account_id", "node", "group"), nodes.select("account_id", "node", "system", "name", "email")
    rows = rows.join(group, on=["account_id", "node"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce("group", "node").alias("group"))
    ids = people.select("account_id", pl.col("person_id").alias("node"), "person_id").join(rows, on=["account_id", "node"])
    ids = ids.select("account_id", "group", "person_id").unique(["account_id", "group"])
    rows = rows.join(ids, on=["account_id", "group"], how="left", maintain_order="left").drop("group")
    return rows.with_columns(pl.coalesce("person_id", "node").alias("person_id"))


def addresses_of(people: pl.DataFrame) -> pl.DataFrame:
    """account_id, address, person_id: every address of every known person."""
    return people.select("account_id", address="emails", person_id="person_id").explode("address").drop_nulls("address")


def as_persons(rows: Frame, addresses: pl.DataFrame, column: str) -> Frame:
    """The rows (account_id and an address in `column`) with the address replaced by the person_id of whose it is."""
    other = addresses.filter(pl.col("address") != pl.col("person_id")).rename({"address": column, "person_id": "_person"})
    if other.is_empty():
        return rows
    lazy = isinstance(rows, pl.LazyFrame)
    known = rows.join(other.lazy() if lazy else other, on=["account_id", column], how="left", maintain_order="none" if lazy else "left")
    return known.with_columns(pl.coalesce("_person", column).alias(column)).drop("_person")


def accounts_of_records(records: pl.DataFrame, addresses: pl.DataFrame, merges: pl.DataFrame) -> pl.DataFrame:
    """system, person_ref, account_id: by their company, else by their address; ids that were merged away too."""
    known = addresses.select("account_id", email="address").unique().unique("email", keep="none").rename({"account_id": "_by_address"})
    rows = records.join(known, on="email", how="left", maintain_order="left")
    rows = rows.select("system", person_ref="source_id", account_id=pl.coalesce("account_id", "_by_address")).drop_nulls()
    if merges.is_empty():
        return rows
    keys = dict(rows.select(pl.concat_str("system", pl.lit("/"), "person_ref"), "account_id").iter_rows())
    gone = [(*old.split("/", 1), keys[kept]) for old, kept in merged_into(merges, keys) if old not in keys]
    lost = pl.DataFrame(gone, schema=dict.fromkeys(rows.columns, pl.String), orient="row").unique()
    return pl.concat([rows, lost.unique(["system", "person_ref"], keep="none")])
