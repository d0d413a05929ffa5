"""Rows that point at a customer whom no table names: they are kept, and belong to nobody until the customer is imported."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from cs_core.context.cut import Cut
from cs_core.context.gaps import arr_of, in_words
from cs_core.context.identity.addresses import address
from cs_core.context.identity.by_name import borne_by_several
from cs_core.context.identity.link import companies, links
from cs_core.context.store import Store
from cs_core.context.usage.event_names import companies_named
from cs_core.context.usage.events import scan
from cs_core.context.wording.counted import counted

NOUNS_TOLD = (
    ("subscription", "subscription"), ("invoice", "invoice"), ("ticket", "ticket"), ("deal", "deal"), ("person", "contact"),
)  # fmt: skip
"""Nouns whose rows name their customer by its id, and what a reader calls them."""
IDS_SHOWN = 3


def orphans(store: Store, on: date) -> list[str]:
    """One line a noun: how many rows point at no known customer, the first of them, and what running subscriptions are worth.

    A contact whose address is in a customer's domain is theirs, whatever company it names; those that name none are told apart. Of uses,
    which may also be known by who made them: of how many customers those are that name nobody else.
    """
    known, cut = links(store).rename({"company_key": "key"}), Cut(store, on)
    named = [line for noun, name in NOUNS_TOLD for line in _of(cut, noun, name, known)]
    return [*named, *_of_nobody(cut), *_uses(cut, known), *_prospects(cut)]


def _prospects(cut: Cut) -> Iterator[str]:
    """One line on companies that are no customers yet: no mistake, but nobody should look for them among the customers."""
    rows = cut.prospects.sort("name")
    if rows.height:
        first = _first(rows.select(pl.format("{}: {}", "name", "stage")).to_series())
        many = f"{rows.height:,} companies are no customers" if rows.height > 1 else "1 company is no customer"
        yield f"{many} yet by the stage in the CRM ({first}): no job is done there before a contract or a first day as customer"


def _uses(cut: Cut, known: pl.DataFrame) -> Iterator[str]:
    rows = scan(cut.store).filter(pl.col("ref_object") == "company", pl.col("ref").is_not_null()).group_by("system", "ref")
    alone = rows.agg(pl.col("person").is_null().all().alias("alone")).filter("alone").collect(engine="streaming")
    lost = alone.with_columns(pl.concat_str("system", "ref", separator="/").alias("key")).join(known, on="key", how="anti")
    if lost.height:
        lost = lost.join(companies_named(cut), on=["system", "ref"], how="anti").sort("ref")
    if lost.height:
        whom, first = counted(lost.height, "customer"), _first(lost["ref"])
        yield f"uses of {whom} are of nobody known ({first}): import the table that names the customer, or correct the name or id"


def _of(cut: Cut, noun: str, name: str, known: pl.DataFrame) -> Iterator[str]:
    terms = {"subscription": ("mrr", "currency", "ended_on"), "person": ("email",)}.get(noun, ())
    lost = _last(cut.store, noun, *terms).filter(pl.col("company_ref").is_not_null())
    lost = lost.with_columns(pl.concat_str("system", "company_ref", separator="/").alias("key")).join(
        known, on="key", how="anti", maintain_order="left"
    )
    if noun == "person" and lost.height:
        lost = _of_no_domain(lost, cut.domains)
    if lost.height:
        first = _first(lost.select(pl.format("{} of {}", "source_id", "company_ref")).to_series())
        yield (
            f"{counted(lost.height, name)} {'points' if lost.height == 1 else 'point'} at no known customer"
            f" ({first}){_worth(lost, cut.as_of) if noun == 'subscription' else ''}:"
            f" import the table that names the customer, or correct the id{_of_several(cut.store, lost, known)}"
        )


def _of_nobody(cut: Cut) -> Iterator[str]:
    """One line on contacts that name no customer, are tied to none, and have no address in a customer's domain, nor in our own."""
    store, lost = cut.store, _last(cut.store, "person", "email").filter(pl.col("company_ref").is_null())
    if lost.is_empty():
        return
    ties = store.frame("relation", "system", "left_object", "left_ref", "right_object", "right_ref")
    sides = [ties.select("system", object=f"{side}_object", source_id=f"{side}_ref") for side in ("left", "right")]
    lost = lost.join(pl.concat(sides), on=["system", "object", "source_id"], how="anti", maintain_order="left")
    ours = store.frame("team_member", "email").select(_domain()).unique().drop_nulls()
    lost = _of_no_domain(_of_no_domain(lost, cut.domains), ours)
    if lost.height:
        first = _first(lost["source_id"])
        many = f"{lost.height:,} contacts name" if lost.height > 1 else "1 contact names"
        yield f"{many} no customer, and no customer's domain is in the address ({first}): import them with the column of their company"


def _last(store: Store, noun: str, *columns: str) -> pl.DataFrame:
    """The rows of a noun in their newest version, without those deleted; `columns` besides what every row has."""
    rows = store.frame(noun, "system", "object", "source_id", "company_ref", "known_at", "deleted", *columns)
    last = rows.sort("known_at", maintain_order=True).unique(["system", "object", "source_id"], keep="last", maintain_order=True)
    return last.filter(~pl.col("deleted").fill_null(False))


def _first(words: pl.Series) -> str:
    return ", ".join(words.head(IDS_SHOWN)) + (", ..." if len(words) > IDS_SHOWN else "")


def _of_several(store: Store, lost: pl.DataFrame, known: pl.DataFrame) -> str:
    """What is to be done about rows that name their customer as several are called; empty where none does."""
    named = lost.select("key", name="company_ref").unique(maintain_order=True)
    several = borne_by_several(named, companies(store), known.rename({"key": "company_key"}))
    n = lost.filter(pl.col("key").is_in(several.implode())).height
    called = named.filter(pl.col("key").is_in(several.implode()))["name"].head(IDS_SHOWN)
    return f"; {n:,} of them {'name' if n > 1 else 'names'} it as several are called ({', '.join(called)}): write its id" if n else ""


def _of_no_domain(people: pl.DataFrame, domains: pl.DataFrame) -> pl.DataFrame:
    """Those whose address is in no customer's domain."""
    return people.with_columns(_domain()).join(domains, on="domain", how="anti", maintain_order="left")


def _domain() -> pl.Expr:
    return address("email").str.split("@").list.last().alias("domain")


def _worth(lost: pl.DataFrame, on: date) -> str:
    running = lost.filter((pl.col("ended_on") > on).fill_null(True)).select((pl.col("mrr") * 12).alias("arr"), "currency")
    told = in_words(arr_of(running))
    return f", worth {told}" if told else ""
