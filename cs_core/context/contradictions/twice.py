"""One id for two things: records and usage rows that an export gives twice with different content."""

import polars as pl

from cs_core.context.contradictions.rule import Checked, spaced, told
from cs_core.context.cut import end_of
from cs_core.context.nouns import NOUNS
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage import events
from cs_core.context.usage.restated import counting, not_counting

THING = ["system", "object", "source_id"]
SIDES = (("value", ""), ("source_row", "row_"))


def same_id_twice(snap: Snapshot) -> Checked:
    """Ids of records that one export gives twice with different content, at the same time: neither can be called the newer."""
    columns = (*THING, "digest", "known_at", "recorded_at")
    frames = [snap.store.frame(noun, *columns).with_columns(pl.lit(noun).alias("noun")) for noun in NOUNS]
    rows = pl.concat(frames).filter(pl.col("known_at") <= end_of(snap.as_of))
    one = rows.group_by("noun", *THING, "known_at", "recorded_at").agg(pl.col("digest").n_unique().alias("contents"))
    one = one.group_by("noun", *THING).agg((pl.col("contents") > 1).any().alias("twice"))
    both = _contents(snap, one.filter("twice"))
    return Checked(
        one.join(both, on=THING, how="left"), pl.concat_str(THING, separator="/"), pl.col("twice"), told("{} {}", spaced("field"), "a"),
        told("{} {}", spaced("field"), "b"), pl.col("row_a"), pl.col("row_b"),
    )  # fmt: skip


def _contents(snap: Snapshot, twice: pl.DataFrame) -> pl.DataFrame:
    """Of each such id the first field that differs, with both values and rows."""
    found = [pl.DataFrame(schema=dict.fromkeys((*THING, "field", "a", "b", "row_a", "row_b"), pl.String))]
    for noun in twice["noun"].unique().sort():
        mine = twice.filter(pl.col("noun") == noun)
        rows = snap.store.frame(noun, source_id=mine["source_id"].to_list()).join(mine, on=THING, how="semi")
        text = rows.with_columns(pl.col(c).cast(pl.String).fill_null("empty") for c in NOUNS[noun].columns)
        fields = text.unpivot(list(NOUNS[noun].columns), index=[*THING, "source_row"], variable_name="field", value_name="value")
        sides = [pl.col(c).first().alias(f"{n}a") for c, n in SIDES] + [pl.col(c).last().alias(f"{n}b") for c, n in SIDES]
        one = fields.group_by(*THING, "field", maintain_order=True).agg(sides).filter(pl.col("a") != pl.col("b"))
        found.append(one.unique(THING, keep="first", maintain_order=True).select(found[0].columns))
    return pl.concat(found)


def same_event_twice(snap: Snapshot) -> Checked:
    """Ids of usage rows that stand for two different things."""
    rows = events.scan(snap.store).filter(pl.col("at") <= end_of(snap.as_of)).drop_nulls("event_id")
    rows = counting(rows, not_counting(snap.store, end_of(snap.as_of)))
    one = rows.group_by("system", "event_id").agg((pl.len() > 1).alias("twice")).collect()
    said = pl.format("{} uses of {} at {}", pl.col("count").fill_null(1), spaced("event"), pl.col("at").dt.to_string("%Y-%m-%d %H:%M"))
    place = pl.format("{}:{}", "file", "row")
    again = (
        rows.join(one.filter("twice").lazy(), on=["system", "event_id"], how="semi")
        .group_by("system", "event_id")
        .agg(said.first().alias("a"), said.last().alias("b"), place.first().alias("row_a"), place.last().alias("row_b"))
    )
    both = one.join(again.collect(), on=["system", "event_id"], how="left")
    thing = pl.concat_str("system", "event_id", separator="/")
    return Checked(both, thing, pl.col("twice"), pl.col("a"), pl.col("b"), pl.col("row_a"), pl.col("row_b"))
