"""Rows that name their customer by nothing but its name: whose they are where one account alone bears it, and what a person should say.

A ref that is nobody's id is looked for among the names of all companies, without legal form, case and accents. A person's answer beats
what the name says, as between companies; of several accounts of a name it is the one that bears it with the same legal form, else nobody's.
"""

from collections.abc import Iterable

import polars as pl

from cs_core.context.identity.company_rows import Told, comparable
from cs_core.context.identity.doubts import alike_names
from cs_core.context.identity.linked_before import newest
from cs_core.context.identity.names import company_key
from cs_core.context.store import Store

NAMING = ("subscription", "invoice", "ticket", "deal", "person")
"""Nouns whose rows say by their company_ref whose they are; meetings and answers are also known by who was there or answered."""
BY_NAME = "by its name"
"""Begins why such a ref is linked."""
SURE = 0.9
NEARLY = "a row names its customer so, and the name is nearly this one's"


def refs(store: Store, nouns: Iterable[str] = NAMING) -> pl.DataFrame:
    """system, company_ref, names (whether one of `NAMING` has it) of all refs of these nouns, those of companies' ids too."""
    rows = [store.frame(n, "system", "company_ref").drop_nulls().unique(maintain_order=True).with_columns(names=n in NAMING) for n in nouns]
    return pl.concat(rows).group_by("system", "company_ref", maintain_order=True).agg(pl.col("names").any())


def may_be_names(of: pl.DataFrame) -> pl.DataFrame:
    """key (``system/ref``), system, name of those of `refs` that may be a name."""
    rows = of.filter("names", pl.col("company_ref").str.contains(r"\p{L}"))
    return rows.select(pl.concat_str("system", "company_ref", separator="/").alias("key"), "system", name="company_ref")


def named_refs(links: pl.DataFrame) -> pl.DataFrame:
    """system, company_ref of the refs that are of an account by their name; `links`: all there ever were."""
    return named_keys(links).str.splitn("/", 2).struct.rename_fields(["system", "company_ref"]).struct.unnest()


def named_keys(links: pl.DataFrame) -> pl.Series:
    """The keys that are of an account by their name, which are no records of it; `links`: all there ever were."""
    return newest(links).filter(pl.col("why").str.starts_with(BY_NAME))["key"]


def by_name(wanted: pl.DataFrame, companies: pl.DataFrame, at: pl.DataFrame, told: Told) -> pl.DataFrame:
    """company_key, account_id, score, why of the `wanted` (key, name) that a person, or their name, says to be of one account.

    `companies`: key, name. `at`: company_key, account_id of all companies.
    """
    if wanted.is_empty():
        return pl.DataFrame(schema={"company_key": pl.String, "account_id": pl.String, "score": pl.Float64, "why": pl.String})
    said = _answers(told).join(at, left_on="company", right_on="company_key").join(wanted.select(ref="key"), on="ref", how="semi")
    yes = said.filter("same").unique("ref", keep="first", maintain_order=True)
    no = said.filter(~pl.col("same")).select("ref", "account_id")
    named = _bearers(wanted, companies, at).filter(pl.col("account_id").n_unique().over("ref") == 1)
    named = named.unique("ref", keep="first", maintain_order=True)
    named = named.join(yes, on="ref", how="anti").join(no, on=["ref", "account_id"], how="anti")
    why = pl.format(f"{BY_NAME}, which is that of {{}}", "company")
    both = [
        yes.select("ref", "account_id", pl.lit(1.0).alias("score"), pl.format(f"{BY_NAME}, {{}} {{}}", "why", "company").alias("why")),
        named.select("ref", "account_id", pl.lit(SURE).alias("score"), why.alias("why")),
    ]
    return pl.concat(both).rename({"ref": "company_key"})


def borne_by_several(wanted: pl.DataFrame, companies: pl.DataFrame, at: pl.DataFrame) -> pl.Series:
    """The keys of the `wanted` whose name several accounts bear."""
    bearers = _bearers(wanted, companies, at)
    return bearers.filter(pl.col("account_id").n_unique().over("ref") > 1)["ref"].unique(maintain_order=True)


def alike(wanted: pl.DataFrame, companies: pl.DataFrame, at: pl.DataFrame, told: Told) -> pl.DataFrame:
    """left (a company), right (a ref), score, why: names nearly the same, of refs that nobody's name is the same as."""
    bearers = _bearers(wanted, companies, at)["ref"].unique()
    lost = wanted.filter(~pl.col("key").is_in(bearers.implode()))
    if lost.is_empty():
        return NONE
    groups = at.select(key="company_key", group="account_id")
    blank = [pl.lit(None, pl.String).alias(c) for c in ("domain", "external_id")]
    rank = pl.lit(LAST, pl.Int64).alias("rank")
    strange = lost.with_columns(*blank, rank, source_id="key").join(groups, on="key", how="anti")
    rows = comparable(pl.concat([companies.select(strange.columns), strange])).join(groups, on="key", how="left", maintain_order="left")
    ref = {side: pl.col(side).is_in(strange["key"].implode()) for side in ("left", "right")}
    pairs = alike_names(rows.with_columns(pl.coalesce("group", "key").alias("group")), told).filter(ref["right"] & ~ref["left"])
    said = _answers(told).select(left="company", right="ref")
    best = pairs.join(said, on=["left", "right"], how="anti").sort("score", descending=True, maintain_order=True)
    return best.unique("right", keep="first", maintain_order=True).with_columns(pl.lit(NEARLY).alias("why")).select(NONE.columns)


def _bearers(wanted: pl.DataFrame, companies: pl.DataFrame, at: pl.DataFrame) -> pl.DataFrame:
    """ref, company, account_id of the companies whose name each of the `wanted` bears."""
    if wanted.is_empty():
        companies = companies.clear()
    told = [frame.select("key", _name_key(frame["name"])).drop_nulls() for frame in (wanted, companies)]
    found = told[0].rename({"key": "ref"}).join(told[1].rename({"key": "company"}), on="_name", maintain_order="left_right")
    found = found.join(_spelt(wanted, "ref"), on="ref", how="left", maintain_order="left")
    found = found.join(_spelt(companies, "company"), on="company", how="left", maintain_order="left", suffix="_own")
    exact = (pl.col("spelt") == pl.col("spelt_own")).fill_null(False)
    found = found.filter(exact | ~exact.any().over("ref"))
    return found.join(at, left_on="company", right_on="company_key", maintain_order="left").select("ref", "company", "account_id")


def _spelt(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """`key`, spelt: the name with its legal form, whatever its case and spaces."""
    spelt = pl.col("name").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return frame.select(pl.col("key").alias(key), spelt.alias("spelt")).unique(key, keep="first", maintain_order=True)


def _name_key(names: pl.Series) -> pl.Series:
    return pl.Series("_name", [company_key(name) for name in names], dtype=pl.String)


def _answers(told: Told) -> pl.DataFrame:
    """ref, company, same, why of what people said, newest first, whichever of the two stands on the left."""
    ways = [told.answers.select(ref=left, company=right, same="same", why="why") for left, right in (("left", "right"), ("right", "left"))]
    return pl.concat(ways)


LAST = 10_000
"""Rank of a ref among companies: it is no anchor."""
NONE = pl.DataFrame(schema={"left": pl.String, "right": pl.String, "score": pl.Float64, "why": pl.String})
