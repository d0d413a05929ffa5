"""What is told of companies beside their own rows: people's answers, merges, further domains, parents, and earlier links."""

from collections.abc import Iterable, Iterator

import polars as pl

from cs_core.context.identity.company_rows import Told, with_first
from cs_core.context.identity.groups import join, root
from cs_core.context.identity.hierarchy import climb
from cs_core.context.identity.linked_before import newest, still_known
from cs_core.context.store import Store


def told(store: Store, companies: pl.DataFrame, links: pl.DataFrame) -> Told:
    """All that is told of the companies (key, system, parent_ref) whose earlier links are given."""
    said, families = answers(store, "company"), _families(companies)
    of_companies = said.filter(pl.all_horizontal(pl.col("left", "right").is_in(companies["key"].implode())))
    before = still_known(links, _leaving(of_companies, families, newest(links)))
    return Told(before.known, before.split, said, merges(store, "company"), _domains(store), families)


def answers(store: Store, noun: str) -> pl.DataFrame:
    """left, right, same, why, by, answered_at: the newest answer to each pair, newest first. An answer "different" says that left goes."""
    rows = store.frame("identity_answer", "left_key", "right_key", "same", "why", "by", "answered_at", noun=noun)
    word = pl.when(pl.col("same")).then(pl.lit("said to be one")).otherwise(pl.lit("said to be another"))
    given = pl.when(pl.col("why") != "").then(pl.format(" ({})", "why")).otherwise(pl.lit(""))
    pair = pl.concat_list("left_key", "right_key").list.sort()
    last = rows.with_columns(pair.alias("_pair")).unique("_pair", keep="last", maintain_order=True).reverse()
    why = pl.format("{} by {}{},", word, "by", given).alias("why")
    return last.select(pl.col("left_key").alias("left"), pl.col("right_key").alias("right"), "same", why, "by", "answered_at")


def _leaving(said: pl.DataFrame, families: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """left, right: rows that must leave the account of another one, by an answer or because they are its parent or subsidiary."""
    relatives = now.join(families, on="key", maintain_order="left")
    relatives = with_first(relatives, ["family", "account_id"]).select(left="right", right="left")
    one = pl.concat([said.filter("same").select("left", "right"), said.filter("same").select(left="right", right="left")])
    return pl.concat([said.filter(~pl.col("same")).select("left", "right"), relatives.join(one, on=["left", "right"], how="anti")])


def _families(companies: pl.DataFrame) -> pl.DataFrame:
    """key, family of companies whose system names a parent of theirs, or them as a parent."""
    above = companies.select("key", pl.concat_str("system", pl.lit("/"), "parent_ref").alias("parent")).drop_nulls("parent")
    places = climb(dict(above.filter(pl.col("key") != pl.col("parent")).iter_rows()))
    rows = [(key, place.root) for key, place in places.items()]
    found = pl.DataFrame(rows, schema={"key": pl.String, "family": pl.String}, orient="row")
    return found.join(companies.select("key"), on="key", how="semi", maintain_order="left")


def _domains(store: Store) -> pl.DataFrame:
    """key, domain that a system keeps in a table of its own."""
    rows = store.frame("label", "system", "code", "label", "deleted", kind="domain").filter(~pl.col("deleted").fill_null(False))
    return rows.select(key=pl.concat_str("system", pl.lit("/"), "code"), domain="label").drop_nulls().unique(maintain_order=True)


def merges(store: Store, noun: str) -> pl.DataFrame:
    """left (kept), right (merged away), why of companies or people that their own system merged; keys are ``system/id``."""
    rows = store.frame("merge", "system", "of", "kept_ref", "merged_ref")
    own = store.frame(noun, "system", "object", "source_id", "merged_refs")
    objects = pl.concat([own.select("system", "object"), own.select("system", pl.lit(noun).alias("object"))]).unique()
    told = rows.join(objects, left_on=["system", "of"], right_on=["system", "object"], how="semi", maintain_order="left")
    listed = own.drop_nulls("merged_refs").with_columns(pl.col("merged_refs").str.split(";")).explode("merged_refs")
    listed = listed.select("system", kept_ref="source_id", merged_ref=pl.col("merged_refs").str.strip_chars())
    both = pl.concat([told.select(listed.columns), listed]).filter(pl.col("merged_ref") != "", pl.col("merged_ref") != pl.col("kept_ref"))
    left, right = (pl.concat_str("system", pl.lit("/"), column) for column in ("kept_ref", "merged_ref"))
    return both.unique(maintain_order=True).select(left=left, right=right, why=pl.format("merged in {}", "system")).drop_nulls()


def merged_into(merges: pl.DataFrame, present: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(id that was merged away, company still there that it is part of now), through merges of merges."""
    parent: dict[str, str] = {}
    for left, right in merges.select("left", "right").iter_rows():
        join(parent, left, right)
    there: dict[str, list[str]] = {}
    named = dict.fromkeys([*merges["left"], *merges["right"]])
    for key in named.keys() & set(present):
        there.setdefault(root(parent, key), []).append(key)
    for key in named:
        for kept in sorted(there.get(root(parent, key), ())):
            yield key, kept
