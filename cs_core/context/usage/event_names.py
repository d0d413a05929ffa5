"""Events in words that other systems know: users by their address, features by their name, accounts by what the product calls them.

Product analytics names users by ids and features by codes; their names come from its own lists of users and features.
"""

import polars as pl

from cs_core.context.cut import Cut, known_by
from cs_core.context.nouns import NOUNS
from cs_core.context.rows.attendance import named
from cs_core.context.usage import events

ANYBODY = pl.lit(True)


def words_of(cut: Cut) -> list[pl.DataFrame]:
    """system, person, _word, and system, event, _word, as lists of the same system name them; left out where there are none."""
    told = (("person", _addresses(cut)), ("event", _features(cut)))
    return [known.select("system", pl.col("code").alias(column), pl.col("word").alias("_word")) for column, known in told if known.height]


def companies_named(cut: Cut) -> pl.DataFrame:
    """system, ref_object, ref, account_id of companies in events that no list of their system names, by exact name, domain or id."""
    refs = cut.users.filter(pl.col("ref_object") == "company").select("system", "ref_object", "ref").drop_nulls().unique()
    lost = refs.join(cut.links.rename({"company_ref": "ref"}), on=["system", "ref"], how="anti")
    return lost.join(named(cut.companies, lost["ref"].unique()), on="ref").select("system", "ref_object", "ref", "account_id")


def users_at(cut: Cut, wanted: pl.Expr = ANYBODY) -> pl.DataFrame:
    """ref (address), account_id of users, those `wanted`, that no list names, but whose address is in a customer's domain."""
    users = cut.users.select(pl.col("person").alias("ref")).drop_nulls().filter(wanted).unique()
    strangers = users.join(cut.people.select(pl.col("email").alias("ref")), on="ref", how="anti")
    domain = pl.col("ref").str.to_lowercase().str.extract(r"@([^@\s]+)$").alias("domain")
    return strangers.with_columns(domain).join(cut.domains, on="domain").select("ref", "account_id")


def _addresses(cut: Cut) -> pl.DataFrame:
    """system, code, word: the address of a user whose id is none, of systems that send events."""
    people = cut.store.frame("person").filter(pl.col("system").is_in(sorted(events.systems(cut.store))))
    known = known_by(people, NOUNS["person"], cut.as_of).filter(pl.col("email").is_not_null())
    told = known.select("system", pl.col("source_id").alias("code"), pl.col("email").str.to_lowercase().str.strip_chars().alias("word"))
    return told.filter(pl.col("code") != pl.col("word")).unique(["system", "code"], keep="last")


def _features(cut: Cut) -> pl.DataFrame:
    rows = cut.noun("label").filter(pl.col("kind") == "event").select("system", "code", pl.col("label").alias("word")).drop_nulls()
    return rows.unique(["system", "code"], keep="last", maintain_order=True)
