"""How rows of one system hang together where they do not say so themselves: associations of two rows, and the words of codes."""

import polars as pl

#: Noun -> its columns that may hold codes, and the kind of label that has their words; words of a closed list are in lower case.
WORDS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "company": (("owner", "owner", False),),
    "deal": (("owner", "owner", False), ("stage", "stage", True), ("kind", "pipeline", True)),
    "ticket": (("status", "ticket stage", True),),
    "meeting": (("held_by", "owner", False),),
}


def worded(rows: pl.DataFrame, noun: str, labels: pl.DataFrame) -> pl.DataFrame:
    """The rows with words for codes; a code without one word of its own system stays as it is."""
    if labels.is_empty():
        return rows
    for column, kind, lower in WORDS.get(noun, ()):
        said = labels.filter(pl.col("kind") == kind).drop_nulls(["code", "label"])
        if said.is_empty():
            continue
        word = pl.col("label").str.to_lowercase() if lower else pl.col("label")
        one = said.select("system", pl.col("code").alias(column), word.alias("_word")).unique().unique(["system", column], keep="none")
        rows = rows.join(one, on=["system", column], how="left", maintain_order="left")
        rows = rows.with_columns(pl.coalesce("_word", column).alias(column)).drop("_word")
    return rows


def tied(relations: pl.DataFrame, objects: pl.DataFrame) -> pl.DataFrame:
    """system, object, source_id, ref: which rows are tied to which row of the given objects (system, object), from either side."""
    sides = (("left", "right"), ("right", "left"))
    ties = [
        relations.select(
            "system", object=f"{own}_object", source_id=f"{own}_ref", _other=f"{other}_object", ref=f"{other}_ref",
        )
        for own, other in sides
    ]  # fmt: skip
    wanted = objects.rename({"object": "_other"})
    return pl.concat(ties).drop_nulls().join(wanted, on=["system", "_other"], how="semi", maintain_order="left").drop("_other")


def of_one_account(ties: pl.DataFrame, links: pl.DataFrame, ref: str) -> pl.DataFrame:
    """system, object, source_id, account_id of rows whose ties (`ref`, a column of `links`) all lead to one account."""
    found = ties.join(links.rename({ref: "ref"}), on=["system", "ref"]).select("system", "object", "source_id", "account_id").unique()
    return found.unique(["system", "object", "source_id"], keep="none")


def joined_refs(ties: pl.DataFrame) -> pl.DataFrame:
    """system, object, source_id, refs: what each row is tied to, joined by semicolons."""
    rows = ties.unique(maintain_order=True).group_by("system", "object", "source_id", maintain_order=True)
    return rows.agg(pl.col("ref").str.join(";").alias("refs"))

def or_else(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The rows with the account that `told` (system, object, source_id, account_id) says where they have none."""
    if told.is_empty():
        return rows
    found = rows.join(told.rename({"account_id": "_told"}), on=["system", "object", "source_id"], how="left", maintain_order="left")
    return found.with_columns(pl.coalesce("account_id", "_told").alias("account_id")).drop("_told")
