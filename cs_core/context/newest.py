"""The newest day that the store's data speaks of: what tells a live store from a file of the past."""

from datetime import date, datetime, time

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
    use = events.scan(store).select(pl.col("at").filter(pl.col("at") <= now).max().cast(pl.Date).alias("on")).collect()
    return pl.concat([*days, use]).filter(pl.col("on") <= now.date())["on"].max()


def remember(store: Store, now: datetime) -> None:
    """Keep the newest day in the store, for its clock."""
    newest = newest_on(store, now)
    if newest:
        store.put("newest_on", newest.isoformat(), at=datetime.combine(now.date(), time()))
