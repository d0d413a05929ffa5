"""The event lake in one pass: what the signals and the briefs need of it, summed by account and never held whole."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from cs_core.context import events
from cs_core.context.cut import Cut
from cs_core.context.event_names import companies_named, in_words, users_at
from cs_core.context.identity.known_people import as_persons
from cs_core.context.metered import SPREAD_WEEKS, committed, metered
from cs_core.context.rhythm import SPREAD, Monthly, by_week, monthly, told_at
from cs_core.context.vocabulary import KNOWLEDGE

WINDOW = 4
"""Weeks of a window."""
BASELINE = 26
"""Weeks before the window that make an account's own past."""
KEPT = 56
"""Weeks summed by week: what is unusual is learnt from the last half year, each week of it against its own half year before."""
PAUSE_DAYS = 3
"""A feed whose newest row is this much older than a week's Sunday still counts as covering that week (quiet weekends)."""
LISTED = 5
"""So many rows of a file are named one by one; of more the span and the count are given."""


@dataclass(frozen=True)
class Feed:
    """The usage feed as a whole, as of a day: its first and newest day, and the Sunday on which its last full week ends."""

    first_on: date
    newest_on: date
    week_end: date
    names_people: bool
    stale: bool
    monthly: tuple[Monthly, ...] = ()
    """Its systems that tell use by the month only."""


@dataclass(frozen=True)
class Use:
    """Sums over the lake, each one row a group; weeks count back from 0, the last full one."""

    feed: Feed | None
    """None where there are no events yet."""
    weekly: pl.DataFrame
    """account_id, week, uses: the last `KEPT` weeks; a month's sum is spread evenly over its days."""
    lately: pl.DataFrame
    """account_id, event, person, uses: the last `WINDOW` weeks."""
    ever: pl.DataFrame
    """account_id, event, first, last, by_month (whether all of it is told by the month only)."""
    daily: pl.DataFrame
    """account_id, event, day, uses: only events that a value milestone counts."""
    people: pl.DataFrame
    """person_id (address), used: when they last used it."""
    spans: pl.DataFrame
    """account_id, source, place: the rows of the last 2 x `WINDOW` weeks."""
    counted: pl.DataFrame
    """account_id, event, source, place: the rows of events that a value milestone counts."""
    senders: pl.DataFrame
    """system, ref_object, newest: who sends events, by which kind of id, and until when."""
    metered: pl.DataFrame
    """account_id, day, uses: of the event that the account's contract counts, since its term began."""
    metered_weeks: pl.DataFrame
    """account_id, week, uses: of the same event, the last `SPREAD_WEEKS` full weeks, whichever term they fell in."""
    metered_places: pl.DataFrame
    """account_id, source, place: the rows of `metered`."""
    terms: pl.DataFrame
    """The commitments that run on the day: see `metered.committed`."""

    def covers(self, cut: Cut) -> pl.DataFrame:
        """account_id of those whose use we would see: they have events, or a company or contract in a system that sends them."""
        companies = cut.companies.select("account_id", "system", pl.lit("company").alias("ref_object"))
        contracts = cut.subscriptions.select("account_id", "system", pl.lit("subscription").alias("ref_object"))
        known = pl.concat([companies, contracts]).join(self.senders, on=["system", "ref_object"], how="semi").select("account_id")
        return pl.concat([known, self.ever.select("account_id")]).drop_nulls().unique().sort("account_id")


def linked(cut: Cut, span: Feed | None) -> pl.LazyFrame:
    """Events known by the cut's day, each with its account_id; those of no known account are left out. `span`: the cut's `feed`."""
    companies = cut.links.select("system", pl.lit("company").alias("ref_object"), pl.col("company_ref").alias("ref"), "account_id")
    subscriptions = cut.subscriptions.select(
        "system", pl.lit("subscription").alias("ref_object"), pl.col("source_id").alias("ref"), "account_id"
    ).drop_nulls()
    by_system = pl.concat([companies, companies_named(cut), subscriptions.unique(["system", "ref_object", "ref"])])
    day = pl.lit(cut.as_of).cast(pl.Datetime("us")).dt.offset_by("1d")
    told = events.scan(cut.store).with_columns(told_at(list(span.monthly) if span else []))
    rows = in_words(told.filter(pl.col("at") < day), cut)
    known = rows.join(by_system.lazy(), on=["system", "ref_object", "ref"], how="left")
    addresses = cut.addresses.select(pl.col("address").alias("ref"), "account_id").unique("ref")
    by_person = pl.concat([addresses, users_at(cut)]).unique("ref", keep="first").rename({"account_id": "_by_person"})
    linked_rows = (
        known.join(by_person.lazy(), left_on="person", right_on="ref", how="left")
        .with_columns(pl.coalesce("account_id", "_by_person").alias("account_id"))
        .drop("_by_person")
        .filter(pl.col("account_id").is_not_null())
    )
    return as_persons(linked_rows, cut.addresses, "person")


def use(cut: Cut) -> Use:
    """All sums in one pass over the lake."""
    found = feed(cut)
    end = pl.lit(found.week_end if found else cut.as_of)
    day, milestones = pl.col("at").dt.date(), cut.knowledge.filter(pl.col("kind") == "milestone")["event"].drop_nulls().unique()
    week = ((end - day).dt.total_days() // 7).cast(pl.Int32)
    rows = linked(cut, found).select(
        "account_id", "system", "ref_object", "event", "person", "at", "file", "row", pl.col("count").fill_null(1), week.alias("week")
    )
    months, uses = found.monthly if found else (), pl.col("count").sum().alias("uses")
    by_month = pl.col("system").is_in([m.system for m in months])
    recent = _by_week(rows, found, cut.as_of) if months else rows
    recent = recent.filter(pl.col("week").is_between(0, KEPT - 1))
    summed = pl.col("count").sum().round().cast(pl.Int64).alias("uses") if months else uses
    terms = committed(cut)
    by_contract, in_term = metered(recent, terms)[0], metered(rows, terms)[1]
    sums = (
        recent.group_by("account_id", "week").agg(summed),
        recent.filter(pl.col("week") < WINDOW).group_by("account_id", "event", "person").agg(summed),
        rows.group_by("account_id", "event").agg(
            pl.col("at").min().alias("first"), pl.col("at").max().alias("last"), by_month.all().alias("by_month")
        ),
        rows.filter(pl.col("event").is_in(milestones.implode())).group_by("account_id", "event", day.alias("day")).agg(uses),
        rows.drop_nulls("person").group_by(pl.col("person").alias("person_id")).agg(pl.col("at").max().alias("used")),
        _places(recent.filter(pl.col("week") < 2 * WINDOW), "account_id", months=months),
        _places(rows.filter(pl.col("event").is_in(milestones.implode())), "account_id", "event"),
        rows.group_by("system", "ref_object").agg(pl.col("at").max().alias("newest")),
        in_term.group_by("account_id", day.alias("day")).agg(uses),
        by_contract.filter(pl.col("week") < SPREAD_WEEKS).group_by("account_id", "week").agg(summed),
        _places(in_term, "account_id"),
    )
    return Use(found, *pl.collect_all(sums), terms)


def _by_week(rows: pl.LazyFrame, span: Feed, as_of: date) -> pl.LazyFrame:
    """`rows` with those of a month as their shares of its weeks: back from the last week that its system tells in full.

    A system that tells nothing any more has no such week: its silence is counted to the feed's own.
    """
    live = timedelta(days=KNOWLEDGE["usage"].fresh_days)
    ends = [_sunday(m.until) if as_of - m.until <= live else span.week_end for m in span.monthly]
    each = pl.col("system").is_in([m.system for m in span.monthly])
    whole = rows.filter(~each).with_columns(pl.col("count").cast(pl.Float64))
    return pl.concat([whole, by_week(rows.filter(each).drop("week"), list(span.monthly), ends).select(whole.collect_schema().names())])


def _places(rows: pl.LazyFrame, *by: str, months: tuple[Monthly, ...] = ()) -> pl.LazyFrame:
    """The columns of `by`, source, place: in words, the rows of the file with most of them, and how many are in other files."""
    row, n = pl.col("row"), pl.len().alias("n")
    rows = rows.unique([*by, "system", "file", "row"]) if months else rows
    each = rows.group_by(*by, "system", "file").agg(n, row.min().alias("low"), row.max().alias("high"), row.bottom_k(LISTED).alias("few"))
    most = each.sort("n", "file", descending=[True, False]).group_by(*by, maintain_order=True)
    one = most.agg(pl.all().first(), pl.col("n").slice(1).sum().alias("more"), (pl.len() - 1).alias("files"))
    listed = pl.format("{}:{}", "file", pl.col("few").list.sort().cast(pl.List(pl.String)).list.join(","))
    spread = pl.format("{}: {} rows of this account between {} and {}", "file", "n", "low", "high")
    place = pl.when(pl.col("n") <= LISTED).then(listed).otherwise(spread)
    also = pl.when(pl.col("files") > 0).then(pl.format(" and {} rows in {} other files", "more", "files")).otherwise(pl.lit(""))
    how = pl.when(pl.col("system").is_in([m.system for m in months])).then(pl.lit(SPREAD)).otherwise(pl.lit(""))
    return one.select(*by, pl.col("system").alias("source"), (place + also + how).alias("place"))


def feed(cut: Cut) -> Feed | None:
    """How far the usage feed reaches; stale where its newest event is older than usage may be."""
    end = pl.lit(cut.as_of + timedelta(days=1)).cast(pl.Datetime("us"))
    at, named = pl.col("at"), pl.col("person").is_not_null().any().alias("named")
    dated = (at.dt.truncate("1d") == at).all().alias("dated")
    found = events.scan(cut.store).filter(at < end).group_by("system").agg(named, dated, at.dt.date().unique().alias("days")).collect()
    if found.is_empty():
        return None
    by_month = [monthly(system, days, cut.as_of) if dated else None for system, _, dated, days in found.iter_rows()]
    firsts = [m.first_on if m else min(days) for m, days in zip(by_month, found["days"])]
    newest = [m.until if m else max(days) for m, days in zip(by_month, found["days"])]
    reach = max(day if m else min(cut.as_of, day + timedelta(days=PAUSE_DAYS)) for m, day in zip(by_month, newest))
    stale = (cut.as_of - max(newest)).days > KNOWLEDGE["usage"].fresh_days
    return Feed(min(firsts), max(newest), _sunday(reach), found["named"].any(), stale, tuple(m for m in by_month if m))


def _sunday(day: date) -> date:
    """The last one up to the day."""
    return day - timedelta(days=day.isoweekday() % 7)
