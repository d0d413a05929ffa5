"""How new what each system sends is: the newest day of any of its rows, and of each kind of them.

A system that sends nothing that happens all the time (contracts and no invoices) is as new as its newest file: years may lie between
two contracts, and that none began says nothing of the age of the list.
"""

import polars as pl

from cs_core.context.known_by import end_of
from cs_core.context.newest import STEADY
from cs_core.context.notes import SOURCE
from cs_core.context.nouns import NOUNS
from cs_core.context.observed import Observed, once
from cs_core.context.vocabulary import KNOWLEDGE


@once
def newest_days(snap: Observed) -> pl.DataFrame:
    """system, life: the newest day, up to the snapshot's, on which anything of a system's rows happened, was written or read (`_read`)."""
    rows = [_days(getattr(snap, name), noun, snap) for noun, name in FRAMES.items()]
    own = pl.DataFrame({"system": ["team"], "life": [snap.as_of]})
    return pl.concat([*rows, _used(snap), own, _read(snap)]).group_by("system").agg(pl.col("life").max())


@once
def newest_of_kinds(snap: Observed) -> pl.DataFrame:
    """noun, system, life: the newest day of each kind of a system's rows, whosever they are (or of its file, see `_read`).

    What people note is sent by no system.
    """
    found = {"event": _used(snap)}
    found |= {noun: _or_read(_days(getattr(snap, name), noun, snap), snap) for noun, name in FRAMES.items()}
    rows = [frame.sort("system").select(pl.lit(noun).alias("noun"), "system", "life") for noun, frame in found.items()]
    return pl.concat(rows).drop_nulls().filter(pl.col("system") != SOURCE)


def feeds(snap: Observed) -> list[dict]:
    """system, noun, newest_on, days, limit_days, stale: every feed by its newest row (or file), oldest first: see `newest_of_kinds`."""
    found = newest_of_kinds(snap)
    limits = {
        noun: min((k.fresh_days for k in KNOWLEDGE.values() if k.nouns[0] == noun and k.fresh_days), default=None)
        for noun in found["noun"].unique()
    }
    rows = [
        {"system": system, "noun": noun, "newest_on": day.isoformat(), "days": (snap.as_of - day).days, "limit_days": limits[noun]}
        for noun, system, day in found.iter_rows()
    ]
    return sorted(
        ({**row, "stale": row["limit_days"] is not None and row["days"] > row["limit_days"]} for row in rows), key=lambda r: -r["days"]
    )


def _used(snap: Observed) -> pl.DataFrame:
    """system, life: the newest day of the use that a system sends."""
    return snap.use.senders.group_by("system").agg(pl.col("newest").max().dt.date().alias("life"))


@once
def _read(snap: Observed) -> pl.DataFrame:
    """system, life: of systems that send nothing that happens all the time, the day on which their newest file up to then was read.

    A file of which nothing was new was read as well; one that was refused whole was not.
    """
    files = snap.store.frame("import_file", "system", "landed", "unchanged", "imported_at").drop_nulls("system")
    files = files.filter(pl.col("landed") + pl.col("unchanged") > 0, pl.col("imported_at") <= end_of(snap.as_of))
    steady = [getattr(snap, FRAMES[noun]).select("system") for noun, _ in STEADY]
    steady = pl.concat([*steady, snap.use.senders.select("system")]).unique()
    files = files.join(steady, on="system", how="anti")
    return files.group_by("system").agg(pl.col("imported_at").max().dt.date().alias("life"))


def _or_read(days: pl.DataFrame, snap: Observed) -> pl.DataFrame:
    """The days of a kind of rows, those of `_read` where they are later."""
    read = _read(snap).rename({"life": "_read"})
    return days.join(read, on="system", how="left").select("system", pl.max_horizontal("life", "_read").alias("life"))


def _days(frame: pl.DataFrame, noun: str, snap: Observed) -> pl.DataFrame:
    columns = ["known_at", NOUNS[noun].born, *(day for day, _ in NOUNS[noun].hides)]
    days = [pl.col(c).cast(pl.Date) for c in columns if c in frame.columns]
    past = [pl.when(day <= snap.as_of).then(day) for day in days]
    return frame.group_by("system").agg(pl.max_horizontal(past).max().alias("life"))


FRAMES = {
    "company": "companies", "subscription": "subscriptions", "invoice": "invoices", "ticket": "tickets", "deal": "deals",
    "survey": "surveys", "message": "messages", "churn_event": "churn_events", "desired_outcome": "desired_outcomes",
    "meeting": "meetings", "person": "people",
}  # fmt: skip
