"""How new what each system sends is: the newest day of any of its rows, and of each kind of them.

A system that sends nothing that happens all the time (contracts and no invoices) is as new as its newest file: years may lie between
two contracts, and that none began says nothing of the age of the list. The same holds of its slow rows where it sends both: contracts
beside tickets are as new as the file in which they came, or as the newest ticket, where the tickets that were read with them or later
end before that.
"""

import polars as pl

from cs_core.context.newest import STEADY
from cs_core.context.notes import SOURCE
from cs_core.context.nouns import NOUNS
from cs_core.context.observed import Observed, by_month, once
from cs_core.context.rows.known_by import end_of
from cs_core.context.vocabulary import KNOWLEDGE, limit_days


@once
def newest_days(snap: Observed) -> pl.DataFrame:
    """system, life: the newest day, up to the snapshot's, on which anything of a system's rows happened, was written or read (`_read`)."""
    rows = [_days(getattr(snap, name), noun, snap) for noun, name in FRAMES.items()]
    own = pl.DataFrame({"system": ["team"], "life": [snap.as_of]})
    return pl.concat([*rows, _used(snap), own, _read(snap)]).group_by("system").agg(pl.col("life").max())


@once
def newest_of_kinds(snap: Observed) -> pl.DataFrame:
    """noun, system, life: the newest day of each kind of a system's rows, whosever they are (of slow ones, see `_slow`, of their file).

    What people note is sent by no system.
    """
    found = {"event": _used(snap)}
    found |= {noun: _days(getattr(snap, name), noun, snap) for noun, name in FRAMES.items()}
    found |= {noun: _slow(days, noun, found, snap) for noun, days in found.items() if noun not in QUICK}
    rows = [frame.sort("system").select(pl.lit(noun).alias("noun"), "system", "life") for noun, frame in found.items()]
    return pl.concat(rows).drop_nulls().filter(pl.col("system") != SOURCE)


def feeds(snap: Observed) -> list[dict]:
    """system, noun, newest_on, days, limit_days, stale: every feed by its newest row (or file), oldest first: see `newest_of_kinds`."""
    found, months = newest_of_kinds(snap), by_month(snap)
    rows = [
        {
            "system": system, "noun": noun, "newest_on": day.isoformat(), "days": (snap.as_of - day).days,
            "limit_days": _limit(noun, system, months),
        }
        for noun, system, day in found.iter_rows()
    ]  # fmt: skip
    return sorted(
        ({**row, "stale": row["limit_days"] is not None and row["days"] > row["limit_days"]} for row in rows), key=lambda r: -r["days"]
    )


def _limit(noun: str, system: str, months: tuple[str, ...]) -> int | None:
    """Days after which a system's rows of a kind are stale, by the strictest of what they tell first; None where none of it ages."""
    days = (limit_days(kind, system, months if noun == "event" else ()) for kind, k in KNOWLEDGE.items() if k.nouns[0] == noun)
    return min((limit for limit in days if limit), default=None)


def _used(snap: Observed) -> pl.DataFrame:
    """system, life: the newest day of the use that a system sends."""
    return snap.use.senders.group_by("system").agg(pl.col("newest").max().dt.date().alias("life"))


@once
def _read(snap: Observed) -> pl.DataFrame:
    """system, life: of systems that send nothing that happens all the time, the day on which their newest file up to then was read."""
    steady = [getattr(snap, FRAMES[noun]).select("system") for noun, _ in STEADY]
    steady = pl.concat([*steady, snap.use.senders.select("system")]).unique()
    files = _files(snap).join(steady, on="system", how="anti")
    return files.group_by("system").agg(pl.col("read").max().alias("life"))


@once
def _files(snap: Observed) -> pl.DataFrame:
    """system, object, read: the day on which the newest file of each kind of table was read, up to the snapshot's.

    A file of which nothing was new was read as well; one that was refused whole was not.
    """
    files = snap.store.frame("import_file", "system", "object", "landed", "unchanged", "imported_at").drop_nulls("system")
    files = files.filter(pl.col("landed") + pl.col("unchanged") > 0, pl.col("imported_at") <= end_of(snap.as_of))
    return files.group_by("system", "object").agg(pl.col("imported_at").max().dt.date().alias("read"))


@once
def people_listed(snap: Observed) -> pl.DataFrame:
    """system, listed: the day on which the newest list of people of each system was read."""
    files = _files(snap).join(_objects(snap, ("person",)), on=["system", "object"], how="semi")
    return files.group_by("system").agg(pl.col("read").max().alias("listed"))


def _slow(days: pl.DataFrame, noun: str, found: dict[str, pl.DataFrame], snap: Observed) -> pl.DataFrame:
    """The days of a slow kind of rows, or the day its file was read: but no later than the system's quick rows go, if read as late.

    Of a day before the first file was read, the quick rows alone tell.
    """
    if days.is_empty():
        return days
    files, quick = _files(snap), pl.concat([found[name] for name in QUICK])
    whole = files.group_by("system").agg(pl.col("read").max().alias("any"))
    own = files.join(_objects(snap, (noun,)), on=["system", "object"], how="semi").group_by("system").agg(pl.col("read").max())
    others = files.join(_objects(snap, tuple(FRAMES.keys() - set(QUICK))), on=["system", "object"], how="anti")
    beside = others.group_by("system").agg(pl.col("read").max().alias("quick_read"))
    rows = days.join(quick.group_by("system").agg(pl.col("life").max().alias("quick")), on="system", how="left")
    for more in (whole, own, beside):
        rows = rows.join(more, on="system", how="left")
    read = pl.coalesce("read", "any")
    alone = (read > pl.col("quick_read")).fill_null(pl.col("quick").is_null())
    told = pl.when(alone).then(read).otherwise(pl.min_horizontal(read, "quick"))
    return rows.select("system", pl.max_horizontal("life", told).alias("life"))


def _objects(snap: Observed, nouns: tuple[str, ...]) -> pl.DataFrame:
    """system, object of the tables in which rows of these kinds came."""
    frames = [snap.noun(noun) if noun == "person" else getattr(snap, FRAMES[noun]) for noun in nouns]
    return pl.concat([frame.select("system", "object") for frame in frames]).unique()


def _days(frame: pl.DataFrame, noun: str, snap: Observed) -> pl.DataFrame:
    if frame.is_empty():
        return pl.DataFrame(schema={"system": pl.String, "life": pl.Date})
    columns = ["known_at", NOUNS[noun].born, *(day for day, _ in NOUNS[noun].hides)]
    days = [pl.col(c).cast(pl.Date) for c in columns if c in frame.columns]
    past = [pl.when(day <= snap.as_of).then(day) for day in days]
    return frame.group_by("system").agg(pl.max_horizontal(past).max().alias("life"))


FRAMES = {
    "company": "companies", "subscription": "subscriptions", "invoice": "invoices", "ticket": "tickets", "deal": "deals",
    "survey": "surveys", "message": "messages", "churn_event": "churn_events", "desired_outcome": "desired_outcomes",
    "meeting": "meetings", "person": "people",
}  # fmt: skip
QUICK = ("event", *(noun for noun, _ in STEADY))
"""Kinds of rows that happen all the time, so that their silence tells."""
