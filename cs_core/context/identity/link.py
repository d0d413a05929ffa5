"""Which company of which system is which account: asked again after every import, appended where the answer changed."""

from datetime import datetime

import polars as pl

from cs_core.context.identity.accounts import link_companies
from cs_core.context.identity.addresses import address
from cs_core.context.identity.by_name import BY_NAME, by_name, may_be_names, refs
from cs_core.context.identity.company_rows import Told
from cs_core.context.identity.linked_before import NOBODYS, link_rows, newest
from cs_core.context.identity.names import PUBLIC_MAIL_DOMAINS
from cs_core.context.identity.told import merged_into, told
from cs_core.context.nouns import NOUNS
from cs_core.context.rows.believed import TRUSTED
from cs_core.context.store import Store
from cs_core.context.usage.events import scan
from cs_core.records import key_of


def link_store(store: Store, *, now: datetime) -> int:
    """Link the companies of all systems; returns how many links are new or changed.

    A ref that names no company of its own system is linked too where it names a company that was merged into another, another system's
    company by its id (a table kept by hand), or a company by its name that no two accounts bear; the last is given up where that changes.
    """
    before = link_rows(store)
    rows = companies(store)
    known = told(store, rows, before)
    found = link_companies(rows, known).rename({"key": "company_key"})
    found = pl.concat([found, _by_merge(found, known)])
    named = refs(store, (noun for noun in NOUNS if "company_ref" in NOUNS[noun].columns))
    found = pl.concat([found, _by_foreign_id(named, found)])
    found = pl.concat([found, by_name(_lost(may_be_names(named), found), rows, found.select("company_key", "account_id"), known)])
    present = newest(before).select(pl.col("key").alias("company_key"), "account_id", "why")
    lost = present.filter(pl.col("why").str.starts_with(BY_NAME)).join(found, on="company_key", how="anti")
    why = pl.lit(f"{BY_NAME} it is of no account any more")
    given_up = lost.select("company_key", account_id=pl.lit(NOBODYS), score=pl.lit(0.0), why=why)
    found = pl.concat([found, given_up])
    changed = found.join(present, on=["company_key", "account_id"], how="anti", maintain_order="left")
    run = {"batch": 1 + (before["batch"].max() or 0), "linked_at": now}
    return store.append(
        "link",
        ({**row, **run, "id": key_of(row["company_key"], row["account_id"], now, run["batch"])} for row in changed.iter_rows(named=True)),
    )


def unlinked(store: Store, found: pl.DataFrame) -> pl.DataFrame:
    """key, system, name of refs that may be a company's name and are nobody's yet; `found` holds the `company_key` of all that are."""
    return _lost(may_be_names(refs(store)), found)


def _lost(named: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    return named.join(found, left_on="key", right_on="company_key", how="anti", maintain_order="left")


def links(store: Store) -> pl.DataFrame:
    """company_key, account_id: the newest answer for each company."""
    return newest(link_rows(store)).select(pl.col("key").alias("company_key"), "account_id")


def companies(store: Store) -> pl.DataFrame:
    """One row a company of a system, in its newest version: key (``system/source_id``), system, source_id, name, domain, external_id,
    parent_ref, rank.

    A company that states no domain has the one of most of its people and users.
    """
    rows = store.frame("company", "system", "source_id", "name", "domain", "external_id", "parent_ref", "known_at")
    last = rows.sort("known_at", maintain_order=True).unique(["system", "source_id"], keep="last", maintain_order=True)
    last = last.join(_domain_of_people(store, last), on=["system", "source_id"], how="left", maintain_order="left")
    return last.with_columns(pl.coalesce("domain", "_domain").alias("domain")).select(
        pl.concat_str("system", "source_id", separator="/").alias("key"), "system", "source_id", "name", "domain", "external_id",
        "parent_ref", TRUSTED.alias("rank"),
    ).sort("rank", "key")  # fmt: skip


def _domain_of_people(store: Store, companies: pl.DataFrame) -> pl.DataFrame:
    """system, source_id, _domain of companies without a domain: the one that more than half of their people's addresses share."""
    unknown = companies.filter(pl.col("domain").is_null()).select("system", "source_id").lazy()
    people = store.frame("person", "system", "company_ref", "email").lazy()
    users = scan(store).filter(pl.col("ref_object") == "company").select("system", company_ref="ref", email="person")
    addresses = [f.rename({"company_ref": "source_id"}).join(unknown, on=["system", "source_id"], how="semi") for f in (people, users)]
    counted = (
        pl.concat(addresses).unique()
        .with_columns(address("email").str.extract(r"@([^@]+)$").alias("_domain"))
        .filter(pl.col("_domain").is_not_null(), ~pl.col("_domain").is_in(list(PUBLIC_MAIL_DOMAINS)))
        .group_by("system", "source_id", "_domain").agg(pl.len().alias("n"))
    )  # fmt: skip
    most = pl.col("n") * 2 > pl.col("n").sum().over("system", "source_id")
    return counted.filter(most).select("system", "source_id", "_domain").collect(engine="streaming")


def _by_merge(found: pl.DataFrame, known: Told) -> pl.DataFrame:
    """Links of ids that a system merged away, where exactly one account has the company that they are part of now."""
    accounts = dict(found.select("company_key", "account_id").iter_rows())
    lost = [(old, accounts[kept]) for old, kept in merged_into(known.merges, accounts) if old not in accounts]
    schema = {"company_key": pl.String, "account_id": pl.String}
    rows = pl.DataFrame(lost, schema=schema, orient="row").unique(maintain_order=True)
    one = rows.filter(pl.len().over("company_key") == 1)
    return one.with_columns(pl.lit(1.0).alias("score"), pl.lit("merged into another company of its system").alias("why"))


def _by_foreign_id(named: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Links of refs (`named`) of systems that have no such company, where exactly one account has a company with that id."""
    wanted = named.with_columns(pl.concat_str("system", "company_ref", separator="/").alias("company_key"))
    ids = found.with_columns(pl.col("company_key").str.splitn("/", 2).struct.field("field_1").alias("company_ref"))
    one = ids.unique(["company_ref", "account_id"]).filter(pl.len().over("company_ref") == 1)
    lost = wanted.join(found, on="company_key", how="anti", maintain_order="left")
    return lost.join(one.select("company_ref", "account_id"), on="company_ref", maintain_order="left").select(
        "company_key", "account_id", pl.lit(1.0).alias("score"), pl.lit("it names this company's id").alias("why")
    )
