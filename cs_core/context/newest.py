"""The newest day that the store's data speaks of: what tells a live store from a file of the past; and a clock that never runs back.

Only what happens all the time can say by its silence that the data end: contracts and deals are few, and a year may lie between two.
Yet a contract that begins is as good a sign of life as any.
"""

from datetime import date, datetime, time, timedelta

import polars as pl

from cs_core.context.store import Store
from cs_core.context.usage import events

#: What happens all the time while customers are being served, beside their use: (noun, the column that dates it).
STEADY = (
    ("ticket", "opened_at"), ("message", "sent_at"), ("invoice", "issued_on"), ("meeting", "held_at"), ("survey", "answered_at"),
)  # fmt: skip
#: What else happens only then, but seldom.
SELDOM = (("subscription", "started_on"), ("churn_event", "churned_on"), ("deal", "created_on"))


def newest_on(store: Store, now: datetime) -> date | None:
    """The newest day of anything that happened, up to now; None in an empty store."""
    return _later(_steady(store, now), _newest(store, now, SELDOM))


def _steady(store: Store, now: datetime) -> date | None:
    """The newest day of what happens all the time, use among it."""
    at = events.scan(store).select("at").filter(pl.col("at") <= now)
    use = at.select(pl.col("at").max().cast(pl.Date)).collect(engine="streaming").item()
    return _later(use, _newest(store, now, STEADY))


def _newest(store: Store, now: datetime, nouns: tuple[tuple[str, str], ...]) -> date | None:
    """The newest day of the rows of these nouns."""
    days = [store.frame(noun, column).select(pl.col(column).cast(pl.Date).alias("on")) for noun, column in nouns]
    return pl.concat(days).filter(pl.col("on") <= now.date())["on"].max()


def _later(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def remember(store: Store, now: datetime) -> None:
    """Keep the newest day in the store, for its clock; empty where nothing is known that happens all the time, and silence says nothing."""
    steady = _steady(store, now)
    newest = _later(steady, _newest(store, now, SELDOM)) if steady else None
    store.put("newest_on", newest.isoformat() if newest else "", at=datetime.combine(now.date(), time()))


def never_back(store: Store, now: datetime) -> datetime:
    """The time by which an import writes: `now`, or that of the last import where the clock was put back since, by `SLIP` at most.

    Which of two versions of a row is the newer one is told by when they were written: what comes later must not look older.
    """
    last = store.frame("import_file", "imported_at")["imported_at"].max()
    return last if last and now < last <= now + SLIP else now


SLIP = timedelta(days=1)
"""Further back a clock is put to mend a clock that ran ahead: then what it says counts."""
