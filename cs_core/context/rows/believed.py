"""Which of the records of one account is believed: the most trusted system's first; of several records that one system keeps of it, the
one with the largest running contract, else the newest. Since when it is a customer, the earliest of them tells."""

import polars as pl

from cs_core.context.nouns import NOUNS, TRUST

TRUSTED = pl.col("system").replace_strict({s: i for i, s in enumerate(TRUST)}, default=len(TRUST), return_dtype=pl.Int64)
"""The rank of a row's system: 0 is trusted most."""
SINCE = "customer_on"
NO_CONTRACTS = pl.DataFrame(
    schema={"system": pl.String, "company_ref": pl.String, "mrr": pl.Float64, "trial": pl.Boolean, "ended_on": pl.Date}
)


def with_rank(companies: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """`companies` by account, the record to believe first. In: rank of their system, known_at; contracts with system, company_ref, mrr."""
    runs = contracts.filter(pl.col("ended_on").is_null(), ~pl.col("trial").fill_null(False))
    pays = runs.group_by("system", "company_ref").agg(pl.col("mrr").max().alias("_pays"))
    rows = companies.join(pays, on=["system", "company_ref"], how="left").with_columns(pl.col("_pays").fill_null(0.0))
    by = {"account_id": False, "rank": False, "_pays": True, "known_at": True, "source_id": False}
    return rows.sort(*by, descending=list(by.values())).drop("_pays")


def several(companies: pl.DataFrame) -> pl.DataFrame:
    """system, company_ref of records that are not the only one which their system keeps of an account."""
    return companies.filter(pl.len().over("account_id", "rank") > 1).select("system", "company_ref")


def saying(companies: pl.DataFrame, field: str) -> pl.DataFrame:
    """The records, in the order of `with_rank`, that stand and fill a field; the first of an account is the one that is believed."""
    rows = companies.filter(~pl.col("deleted").fill_null(False)).drop_nulls(field)
    return rows.sort("account_id", "rank", SINCE, maintain_order=True) if field == SINCE else rows


def accounts_of(live: pl.DataFrame) -> pl.DataFrame:
    """One row an account of the rows of its companies: each field from the most trusted system that fills it.

    An account that no system names is called by its domain, else by its id.
    """
    fields = [c for c in NOUNS["company"].columns if c not in ("external_id", "parent_ref", "merged_refs", *NOUNS["company"].undated)]
    rows = live.group_by("account_id", maintain_order=True).agg(
        *(pl.col(c).drop_nulls().first() for c in fields), pl.col("system").unique().sort().alias("systems")
    ).with_columns(pl.coalesce("name", "domain", "account_id").alias("name"))  # fmt: skip
    since = saying(live, SINCE).unique("account_id", keep="first", maintain_order=True).select("account_id", SINCE)
    return rows.drop(SINCE).join(since, on="account_id", how="left", maintain_order="left").select(rows.columns)
