"""A few facts of many accounts at once, as JSON text: what a row of the history keeps of the facts that say so."""

from collections.abc import Iterator

import polars as pl

from cs_core.context.brief import COMPUTED, DIGITS, FROM_SIGNALS
from cs_core.context.facts import noun_facts
from cs_core.context.snapshot import Snapshot
from cs_core.context.vocabulary import SIGNALS, TOLD_WHOLE, unit_of

SHAPE = {"account_id": pl.String, "key": pl.String, "place": pl.Int64, "fact": pl.String}


def cited_facts(snap: Snapshot, wanted: pl.DataFrame) -> pl.DataFrame:
    """account_id, key, place, fact: of each (account_id, key) that is wanted what is known of it, each fact as JSON of a `Fact`.

    In the order of `place` the facts of one account stand as in its brief.
    """
    pairs = wanted.select("account_id", "key").unique()
    return pl.concat([pl.DataFrame(schema=SHAPE), *_of_signals(snap, pairs), *_of_nouns(snap, pairs)])


def _of_signals(snap: Snapshot, pairs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    asked = set(pairs["key"])
    rows = snap.signals.join(pairs, on="account_id", how="semi")
    told = dict(zip(("observed_on", "source", "source_row"), (snap.as_of, *COMPUTED)))
    computed = rows.select("account_id", **{c: pl.lit(v) for c, v in told.items()}, recorded_at=pl.lit(None, pl.Datetime("us")))
    for place, (key, knowledge) in enumerate(FROM_SIGNALS):
        if key in asked:
            beneath = computed if knowledge == "computed" else snap.provenance.filter(pl.col("knowledge") == knowledge)
            of_key = rows.select("account_id", _told(key).alias("value"), _unit(key).alias("unit"), pl.lit(key).alias("key"))
            known = of_key.drop_nulls("value").join(pairs, on=["account_id", "key"], how="semi").join(beneath, on="account_id")
            yield _as_json(known.with_columns(row=pl.col("observed_on").cast(pl.String), place=pl.lit(place, pl.Int64)))


def _told(key: str) -> pl.Expr:
    return pl.col(key).round(0).cast(pl.Int64) if key in TOLD_WHOLE else pl.col(key)


def _of_nouns(snap: Snapshot, pairs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    asked = pairs.filter(~pl.col("key").is_in(list(SIGNALS)))
    if asked.is_empty():
        return
    accounts = snap.signals.join(asked, on="account_id", how="semi")
    rows = noun_facts(snap, accounts, set(asked["key"])).join(asked, on=["account_id", "key"], how="semi", maintain_order="left")
    rows = rows.with_columns(pl.col("unit").fill_null("")).with_row_index("place", len(FROM_SIGNALS)).cast({"place": pl.Int64})
    whole = pl.col("number") == pl.col("number").round(0)
    words, other = rows.filter(pl.col("text").is_not_null()), rows.filter(pl.col("text").is_null())
    counts, numbers, days = other.filter(whole), other.filter(~whole), other.filter(pl.col("number").is_null())
    kinds = ((words, "text", pl.String), (counts, "number", pl.Int64), (numbers, "number", pl.Float64), (days, "day", pl.Date))
    for of_kind, column, kind in kinds:
        yield _as_json(of_kind.drop_nulls(column).with_columns(pl.col(column).cast(kind).alias("value")))


def _unit(key: str) -> pl.Expr:
    if "{" not in SIGNALS[key].unit:
        return pl.lit(SIGNALS[key].unit)
    of = pl.struct(currency=pl.col("currency"), meter=pl.col("meter_unit"))
    return of.map_elements(lambda row: unit_of(key, row["currency"], row["meter"]), return_dtype=pl.String)


def _as_json(known: pl.DataFrame) -> pl.DataFrame:
    """Rows of SHAPE from account_id, key, row, value, unit, observed_on, source, source_row, recorded_at and place."""
    value = pl.col("value").round(DIGITS) if known["value"].dtype.is_float() else pl.col("value")
    fact = pl.struct(
        id=pl.format("{}:{}:{}", "key", "account_id", "row"), key="key", value=value, unit="unit", observed_at="observed_on",
        source="source", source_row="source_row", recorded_at=pl.col("recorded_at").dt.to_string("%Y-%m-%dT%H:%M:%S"),
    ).struct.json_encode()  # fmt: skip
    whole = pl.when(pl.col("recorded_at").is_null()).then(fact.str.strip_suffix("}") + ',"recorded_at":null}').otherwise(fact)
    return known.select("account_id", "key", "place", whole.alias("fact"))
