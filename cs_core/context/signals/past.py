"""What is learnt from: the customers of past days, their signals as known on that day, and what came of it later.

Each past day gives one row for every account that was a customer then (a discrete-time hazard). The rows are kept beside the store for
the week: most of the time of a fit goes into them, and an outcome that takes a quarter to come to pass is not learnt anew by the day.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from math import log
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.identity.linked_before import link_rows
from cs_core.context.nouns import NOUNS
from cs_core.context.observed import Observed
from cs_core.context.rest import RESTS, as_it_rests, let_rest, resting, resting_as, resting_of
from cs_core.context.signals.contract import departures, overdue
from cs_core.context.signals.known import gathered
from cs_core.context.signals.outcomes import OUTCOMES, Outcome, days_back
from cs_core.context.signals.people import last_touch, people
from cs_core.context.signals.support import support
from cs_core.context.usage.events import missing
from cs_core.records import key_of

MOST_PERIODS = 6
"""Past days learnt from at most."""
ENOUGH = 120
"""With so many on the rarer side of an outcome, older days are left alone: they take time and tell of an older company."""
FEWEST = 20
"""With fewer on the rarer side nothing is learnt, and no past day is looked at."""
WARM_UP_DAYS = 90
"""A feed younger than this on a past day has not shown what is normal yet."""
MOST_ROWS = 40_000
"""Rows of one outcome that a fit reads at most, evenly chosen: more take time and tell no more."""
MOST_CUSTOMERS = MOST_ROWS
"""Customers of past days that are looked at, at most: each gives a row, and no fit reads more of them."""
GROWTH = 1.1
"""A tenth more is much: a store that has grown by it since Monday is learnt from anew at once, and a book larger by it than
`MOST_CUSTOMERS` is worth choosing among."""
VERSION = "10"

#: Only what carries its own day in every source. Seats, price, plan and term are known of a past day where contract history was
#: imported; where an export holds the newest versions alone they already tell who renewed, and a model cannot tell the two apart.
FEATURES: tuple[str, ...] = (
    "segment", "industry", "tenure_days", "days_to_anniversary", "overdue_invoices", "usage_4w", "usage_change", "usage_z",
    "active_users_4w", "features_4w", "days_since_event", "open_tickets", "tickets_90d", "escalations_open", "satisfaction_90d",
    "days_since_touch", "people", "has_champion", "champion_left",
)  # fmt: skip
LEARNT_FROM = (overdue, support, people, last_touch)
"""The parts of the signals that give `FEATURES`, besides profile and use: all else would only cost time."""


class ReadOnce(NamedTuple):
    """A store for looking back over several days: what snapshots need of `Store`, each table read once."""

    frame: Callable[..., pl.DataFrame]
    lake: Path
    version: Callable[..., tuple[int, ...]]


def monday(day: date) -> date:
    """The day as of which is learnt what holds for the week of `day`: never a later one."""
    return day - timedelta(days=day.weekday())


def mark(snap: Observed) -> str:
    """A short name of the week and of about how much is known: it changes when any kind of row, or the lake, grows by a tenth.

    Of what there are few a tenth is ten rows: the first touch that is logged teaches nothing.
    """
    files = (p.stat().st_size for p in (snap.store.lake / "events").glob("*/*.parquet"))
    sizes = [*snap.store.version(*NOUNS, "link", "touch", "note", "taken_back"), sum(files)]
    return f"{monday(snap.as_of)}-{key_of(VERSION, *(round(log(1 + n / 100) / log(GROWTH)) for n in sizes), *missing(snap.store))}"


def learning_rows(snap: Observed) -> pl.DataFrame:
    """`FEATURES`, day, account_id, and for each outcome by its name whether it happened (null: not asked); empty where none did."""
    path = snap.store.lake / "outlook" / f"rows-{mark(snap)}.parquet"
    if path.exists():
        return pl.read_parquet(path)
    with resting(snap.store) as down:
        back = on_monday(snap)
        vars(back).setdefault(RESTS, down)
        rows = past_rows(_of_so_many(back))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".tmp")
    rows.write_parquet(part)
    part.replace(path)
    return rows


def on_monday(snap: Observed) -> Observed:
    """What was known by the week's Monday, of all customers and from the store: a shelf has the frames of its own day alone."""
    return resting_as(snap, Observed(snap.store, monday(snap.as_of), partial=snap.partial))


def _of_so_many(snap: Observed) -> Observed:
    """Of a much larger book `MOST_CUSTOMERS`, evenly chosen: of all, many more rows would be worked out than a fit reads."""
    ids, most = link_rows(snap.store)["account_id"].unique().sort(), MOST_CUSTOMERS
    chosen = ids.gather([n * len(ids) // most for n in range(most)]) if len(ids) > GROWTH * most else ()
    return as_it_rests(snap, among=tuple(chosen))


def past_rows(snap: Observed) -> pl.DataFrame:
    """As `learning_rows`, worked out anew."""
    back = looking_back(snap)
    labels = [] if _too_few(back) else [found.with_columns(pl.lit(o.name).alias("outcome")) for o in OUTCOMES for found in _labels(back, o)]
    if not labels:
        return pl.DataFrame(schema={"account_id": pl.String, "day": pl.Date})
    wide = pl.concat(labels).pivot("outcome", index=["day", "account_id"], values="happened")
    days = sorted(wide["day"].unique())
    if len(days) == 1:  # one day asks most tables once: what was read to label it may go
        back = snap
    let_rest(back)
    known = pl.concat([_features_of(back, day) for day in days])
    return known.join(wide, on=["day", "account_id"], how="inner", maintain_order="left")


def _too_few(back: Observed) -> bool:
    """Whether there are not as many customers as are needed on both sides, however many days are looked at."""
    enough = 2 * FEWEST / MOST_PERIODS
    return link_rows(back.store)["account_id"].n_unique() < enough or back.accounts.height < enough


def looking_back(snap: Observed) -> Observed:
    """The same with each table of the store read once, whatever number of days is looked at."""
    rest = resting_of(snap)
    once = cache(lambda *asked, **equals: rest(snap.store.frame(*asked, **equals)))
    return as_it_rests(snap, store=ReadOnce(frame=once, lake=snap.store.lake, version=snap.store.version))


def _labels(now: Observed, outcome: Outcome) -> list[pl.DataFrame]:
    """day, account_id, happened for each past day; none where in all of them too few are on the rarer side."""
    found, yes, no = [], 0, 0
    for day in days_back(outcome, now.as_of, MOST_PERIODS):
        if day < _began(now) + timedelta(days=WARM_UP_DAYS) or min(yes, no) >= ENOUGH:
            break
        rows = outcome.labels(now, as_it_rests(now, as_of=day))
        found.append(rows.select(pl.lit(day).alias("day"), "account_id", "happened"))
        happened = int(rows["happened"].sum())
        yes, no = yes + happened, no + rows.height - happened
    return found if min(yes, no) >= FEWEST else []


def _began(now: Observed) -> date:
    """When the feeds began; without use, when the first customer left."""
    first = now.feed.first_on if now.feed else departures(now)["churned_on"].min()
    return first or now.as_of


def _features_of(back: Observed, day: date) -> pl.DataFrame:
    rows = gathered(as_it_rests(back, as_of=day), LEARNT_FROM).filter(pl.col("churned_on").is_null())
    return features(rows).with_columns(rows["account_id"], pl.lit(day).alias("day"))


def features(rows: pl.DataFrame) -> pl.DataFrame:
    """What the model may see of the signals: no name, no owner, no date."""
    return rows.with_columns(
        (365 - pl.col("tenure_days") % 365).alias("days_to_anniversary"),
        pl.col("champion").is_not_null().alias("has_champion"),
        pl.col("champion_left_on").is_not_null().alias("champion_left"),
    ).select(FEATURES)
