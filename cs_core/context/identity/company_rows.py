"""Company rows made comparable, what is told beside them, and which of them may be compared at all."""

from typing import NamedTuple

import polars as pl
from rapidfuzz import fuzz, process

from cs_core.context.identity.companies import company_similarity
from cs_core.context.identity.names import company_domain, company_key, domain_stem

LARGEST_BLOCK = 50
"""Rows that may be compared pair by pair because they share something; a larger block shares nothing telling."""


def _empty(*columns: str) -> pl.DataFrame:
    return pl.DataFrame(schema={c: pl.Boolean if c == "same" else pl.String for c in columns})


class Told(NamedTuple):
    """What is known beside the rows, by their keys; an empty frame says nothing."""

    known: pl.DataFrame = _empty("key", "account_id")
    """Earlier links: rows of one account stay together, and it keeps its id."""
    split: pl.DataFrame = _empty("key", "account_id")
    """Links of accounts in which some rows must now come apart: the others stay together as far as they may."""
    answers: pl.DataFrame = _empty("left", "right", "same", "why")
    """What people said of pairs, newest first: it beats every rule."""
    merges: pl.DataFrame = _empty("left", "right", "why")
    """Rows that a system itself merged."""
    domains: pl.DataFrame = _empty("key", "domain")
    """Further domains of a row."""
    families: pl.DataFrame = _empty("key", "family")
    """Rows that one system puts in one hierarchy of parents and subsidiaries: different companies, all of them."""


NOTHING_TOLD = Told()


def comparable(companies: pl.DataFrame) -> pl.DataFrame:
    """The rows with name_key, host (company domain) and stem (its own part), best anchor first."""
    text = companies.select(
        pl.col("key", "system", "source_id", "name", "domain", "external_id").cast(pl.String).str.strip_chars(),
        pl.col("rank").cast(pl.Int64),
    )
    hosts = [company_domain(domain) for domain in text["domain"]]
    return text.with_columns(
        pl.Series("name_key", [company_key(name) for name in text["name"]], dtype=pl.String),
        pl.Series("host", hosts, dtype=pl.String),
        pl.Series("stem", [domain_stem(host) for host in hosts], dtype=pl.String),
    ).sort("rank", "system", "source_id", "key")


def at_hosts(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """One row a company and domain of it, its own and its further ones, best anchor first."""
    more = told.domains.filter(pl.col("key").is_in(rows["key"].implode()))
    further = pl.DataFrame(
        {"key": more["key"], "host": [company_domain(domain) for domain in more["domain"]]}, schema={"key": pl.String, "host": pl.String}
    )
    own = rows.with_row_index("_n")
    both = pl.concat([own, further.join(own.drop("host"), on="key").select(own.columns)])
    return both.unique(["key", "host"], keep="first", maintain_order=True).sort("_n", maintain_order=True).drop("_n")


def contested(rows: pl.DataFrame, told: Told, by: list[str]) -> pl.DataFrame:
    """Values of `by` that two groups share which must stay apart: such a value says nothing of a third row."""
    rows = rows.drop_nulls(by)
    members = rows.join(told.families, on="key").group_by("family", *by).agg(pl.col("group").n_unique().alias("n"))
    sides = [rows.select(pl.col("key").alias(side), pl.col("group").alias(f"{side}_group"), *by) for side in ("left", "right")]
    apart = told.answers.filter(~pl.col("same")).join(sides[0], on="left").join(sides[1], on=["right", *by])
    apart = apart.filter(pl.col("left_group") != pl.col("right_group"))
    return pl.concat([members.filter(pl.col("n") > 1).select(by), apart.select(by)]).unique(maintain_order=True)


def with_first(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """left, right: every row paired with the best anchor that shares `by` with it."""
    first = pl.col("key").first().over(by)
    return rows.drop_nulls(by).select(left=first, right="key").filter(pl.col("left") != pl.col("right"))


def block_pairs(rows: pl.DataFrame, by: str, *, least: int = 0) -> pl.DataFrame:
    """left, right, score: pairs of two groups that share `by`, with the likeness of their names; spelling below `least` % is out."""
    block = rows.drop_nulls([by, "name_key"]).filter(pl.len().over(by) <= LARGEST_BLOCK).with_row_index("n")
    columns = {name: name for name in ("n", "key", "group", "name", "name_key")} | {"block": by}
    block = block.select(**{name: pl.col(column) for name, column in columns.items()})
    found = block.join(block, on="block", suffix="_right").filter(
        (pl.col("n") < pl.col("n_right")) & (pl.col("group") != pl.col("group_right"))
    )
    spelling = process.cpdist(found["name_key"].to_list(), found["name_key_right"].to_list(), scorer=fuzz.ratio)
    found = found.filter(pl.Series(spelling, dtype=pl.Float64) >= least)
    scores = [company_similarity(a, b) for a, b in found.select("name", "name_right").iter_rows()]
    return found.select(left="key", right="key_right", score=pl.Series(scores, dtype=pl.Float64))
