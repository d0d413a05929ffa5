"""The newest day that the store's data speaks of: what tells a live store from a file of the past; and a clock that never runs back."""

from datetime import date, datetime, time, timedelta

import polars as pl

from cs_core.context import events
from cs_core.context.store import Store

#: What happens only while customers are being served: (noun, the column that dates it).
ACTIVITY = (
    ("subscription", "started_on"), ("ticket", "opened_at"), ("message", "sent_at"), ("invoice", "issued_on"),
    ("meeting", "held_at"), ("churn_event", "churned_on"), ("deal", "created_on"),
)  # fmt: skip


def newest_on(store: Store, now: datetime) -> date | None:
    """The newest day of anything that happened, up to now; None in an empty store."""
    days = [store.frame(noun, column).select(pl.col(column).cast(pl.Date).alias("on")) for noun, column in ACTIVITY]
    at = events.scan(store).select("at").filter(pl.col("at") <= now)
    use = at.select(pl.col("at").max().cast(pl.Date).alias("on")).collect(engine="streaming")
    return pl.concat([*days, use]).filter(pl.col("on") <= now.date())["on"].max()


def remember(store: Store, now: datetime) -> None:
    """Keep the newest day in the store, for its clock."""
    newest = newest_on(store, now)
    if newest:
        store.put("newest_on", newest.isoformat(), at=datetime.combine(now.date(), time()))


def never_back(store: Store, now: datetime) -> datetime:
    """The time by which an import writes: `now`, or that of the last import where the clock was put back since, by `SLIP` at most.

    Which of two versions of a row is the newer one is told by when they were written: what comes later must not look older.
    """
    last = store.frame("import_file", "imported_at")["imported_at"].max()
    return last if last and now < last <= now + SLIP else now


SLIP = timedelta(days=1)
"""Further back a clock is put to mend a clock that ran ahead: then what it says counts."""
