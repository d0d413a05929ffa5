"""Pairs of companies that look like one and are kept apart all the same: a person should say which they are."""

import polars as pl

from cs_core.context.identity.by_id import elsewhere
from cs_core.context.identity.companies import sound
from cs_core.context.identity.company_rows import Told, at_hosts, block_pairs, contested

FUZZY_THRESHOLD = 0.85
"""Names at least this alike are one company where the domains' own part agrees too; a name alone never suffices."""
LEAST_SPELLING = 80
"""Names of two companies are compared at all where this share of their letters agrees, in percent."""


def doubts(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """left, right, score, why of pairs of different groups (column `group`), surest first.

    Pairs that a person answered, and those that one system puts in one hierarchy, are no doubts.
    """
    found = pl.concat([rule(rows, told) for rule in DOUBTS])
    said = pl.concat([told.answers.select("left", "right"), told.answers.select(left="right", right="left")])
    for side in ("left", "right"):
        found = found.join(told.families.select(pl.col("key").alias(side), pl.col("family").alias(f"_{side}")), on=side, how="left")
    one_family = (pl.col("_left") == pl.col("_right")).fill_null(False)
    open_ = found.filter(~one_family).drop("_left", "_right").join(said, on=["left", "right"], how="anti")
    order = rows.select("key").with_row_index("_n")
    return (
        open_.join(order, left_on="left", right_on="key")
        .sort("score", "_n", "right", descending=[True, False, False])
        .unique(["left", "right"], keep="first", maintain_order=True)
        .drop("_n")
    )


def alike_names(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Names that are the same or nearly so, with nothing else to go by, or with domains that differ.

    Unit 26 is not like Unit 27; nor are two accounts of nearly one name where one system keeps both and their domains differ.
    """
    letters = pl.col("name_key").str.replace_all(" ", "")
    near = rows.with_columns(
        start=letters.str.slice(0, 6), end=letters.str.slice(-6), word=pl.col("name_key").str.split(" "),
        sound=pl.Series([sound(name) if name else None for name in rows["name_key"]], dtype=pl.String),
    )  # fmt: skip
    words = near.explode("word").unique(["key", "word"], maintain_order=True)
    order = near.with_columns(order=pl.col("word").list.sort().list.join(" "))
    spelled = [
        block_pairs(frame, by, least=LEAST_SPELLING) for frame, by in ((near, "start"), (near, "end"), (near, "sound"), (words, "word"))
    ]
    pairs = pl.concat([*spelled, block_pairs(order, "order")])
    of_account = rows.group_by("group").agg(pl.col("system").unique(), pl.col("host").drop_nulls().unique())
    number = pl.col("name_key").str.extract_all(r"\d+").list.join(" ").replace("", None)
    about = rows.select("key", "group", number=number).join(of_account, on="group").drop("group")
    for side in ("left", "right"):
        its = about.select(pl.all().name.suffix(f"_{side}"))
        pairs = pairs.join(its, left_on=side, right_on=f"key_{side}", maintain_order="left")
    numbered = (pl.col("number_left") != pl.col("number_right")).fill_null(False)
    one_system = pl.col("system_left").list.set_intersection("system_right").list.len() > 0
    one_host = pl.col("host_left").list.set_intersection("host_right").list.len() > 0
    kept_as_two = one_system & ~one_host & (pl.col("host_left").list.len() > 0) & (pl.col("host_right").list.len() > 0)
    pairs = pairs.filter(~numbered, (pl.col("score") == 1) | ~kept_as_two).select("left", "right", "score")
    said = pl.when(pl.col("score") == 1).then(pl.lit("same name, and nothing else agrees")).otherwise(pl.lit("alike names"))
    return pairs.filter(pl.col("score") >= FUZZY_THRESHOLD).with_columns(pl.col("score") * 0.7, why=said)


def one_of_a_family(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """A domain that companies share which are kept apart: a further row with it is one of them, but which?"""
    at = at_hosts(rows, told).drop_nulls("host")
    shared = at.join(contested(at, told, ["host"]), on="host", how="semi")
    kept = pl.concat([told.families["key"], told.answers["left"], told.answers["right"]]).unique()
    ours, third = shared.filter(pl.col("key").is_in(kept.implode())), shared.filter(~pl.col("key").is_in(kept.implode()))
    groups = ours["group"].unique()
    lost = third.filter(~pl.col("group").is_in(groups.implode())).unique("group", keep="first", maintain_order=True)
    pairs = ours.unique(["host", "group"], keep="first", maintain_order=True).join(lost, on="host")
    why = pl.lit("its domain is that of several companies of one group")
    return pairs.select(left="key", right="key_right", score=pl.lit(0.5), why=why)


def one_id_of_two(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """A row that names an id which companies of two systems bear."""
    names = rows.drop_nulls("external_id").select("key", "system", "group", wanted="external_id")
    other = rows.select(left="key", other="system", other_group="group", wanted="source_id")
    found = names.join(other, on="wanted").filter(pl.col("system") != pl.col("other"))
    settled = (pl.col("group") == pl.col("other_group")).any().over("key")
    open_ = found.filter(~settled & (pl.col("other_group").n_unique().over("key") > 1))
    return open_.select("left", right="key", score=pl.lit(0.5), why=pl.lit("it names an id that two systems use"))


def id_against_name(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """A row that names the id of one company, and has the name or the domain of another one of that system."""
    says = {
        "name_key": "its id is that of another company, but its name is this one's",
        "host": "its id is that of another company, but its domain is this one's",
    }
    found = pl.concat([elsewhere(rows, by).with_columns(why=pl.lit(why)) for by, why in says.items()])
    return found.select(left="right", right="key", score=pl.lit(0.75), why="why")


DOUBTS = (id_against_name, alike_names, one_of_a_family, one_id_of_two)
