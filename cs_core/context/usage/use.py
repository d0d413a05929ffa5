"""The event lake in one pass: what the signals and the briefs need of it, summed by account and never held whole."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import polars as pl

from cs_core.context.cut import Cut
from cs_core.context.rest import let_rest
from cs_core.context.usage import events
from cs_core.context.usage.linked_use import linker
from cs_core.context.usage.metered import SPREAD_WEEKS, committed, meters
from cs_core.context.usage.rhythm import SPREAD, Monthly, by_week, monthly
from cs_core.context.vocabulary import KNOWLEDGE, MONTH_DAYS

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


class Sum(NamedTuple):
    """One sum over the lake: what it is told by, what it adds up of rows, and of sums of some of them."""

    by: tuple[str, ...]
    of: tuple[pl.Expr, ...]
    again: tuple[pl.Expr, ...]


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
    """account_id, event, person (all three as `WORD`), uses: the last `WINDOW` weeks."""
    ever: pl.DataFrame
    """account_id, event, first, last, by_month (whether all of it is told by the month only)."""
    daily: pl.DataFrame | None
    """account_id, event (both as `WORD`), day, uses: only events that a value milestone counts, each as it was told.

    None where `signals.onboarding.course`, which is all that asks for it, was kept.
    """
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

    @property
    def by_month(self) -> frozenset[str]:
        """Accounts all of whose use is told by the month only."""
        each = self.ever.group_by("account_id").agg(pl.col("by_month").all())
        return frozenset(each.filter("by_month")["account_id"])

    def covers(self, cut: Cut) -> pl.DataFrame:
        """account_id of those whose use we would see: they have events, or a company or contract in a system that sends them."""
        companies = cut.companies.select("account_id", "system", pl.lit("company").alias("ref_object"))
        contracts = cut.subscriptions.select("account_id", "system", pl.lit("subscription").alias("ref_object"))
        known = pl.concat([companies, contracts]).join(self.senders, on=["system", "ref_object"], how="semi").select("account_id")
        return pl.concat([known, self.ever.select("account_id")]).drop_nulls().unique().sort("account_id")


def use(cut: Cut, found: Feed | None) -> Use:
    """All sums in one pass over the lake, part by part. `found`: its `feed`."""
    terms = committed(cut)
    if found is None:
        return Use(None, **_unused(), terms=terms)
    months = found.monthly
    link, end = linker(cut, months, WORD), found.week_end
    milestones = cut.knowledge.filter(pl.col("kind") == "milestone")["event"].drop_nulls().unique().to_list()
    counts = meters(terms).with_columns(pl.col("account_id", "event").cast(WORD))
    parts = []
    let_rest(cut)
    for part in events.parts(cut.store):
        rows = link(part.select(READ)).select(_shaped(end, months)).collect()
        recent = _by_week(rows.lazy(), found, cut.as_of).collect() if months else rows
        recent = recent.filter(pl.col("week").is_between(0, KEPT - 1))
        parts.append(_summed(rows, recent, milestones, counts))
    return Use(found, **_told(_together(parts), milestones, months), terms=terms)


@cache
def _unused() -> dict[str, pl.DataFrame]:
    """The sums where nothing was used."""
    linked = {"account_id": WORD} | {c: WORD if kind == pl.String else kind for c, kind in events.SCHEMA.items()}
    rows = pl.DataFrame(schema=linked).select(_shaped(date.min, ()))
    counts = pl.DataFrame(schema={"account_id": WORD, "event": WORD, "starts": pl.Date, "since": pl.Date})
    return _told(_summed(rows, rows, [], counts), [], ())


def _shaped(end: date, months: tuple[Monthly, ...]) -> list[pl.Expr]:
    """The columns that `SUMS` are made of, of linked rows; `uses` are parts of one where months are spread over weeks."""
    at, row = pl.col("at"), pl.col("row")
    week = ((pl.lit(end) - at.dt.date()).dt.total_days() // 7).cast(pl.Int32)
    return [
        pl.col("account_id", "system", "ref_object", "event", "person", "file"), week.alias("week"), at.dt.date().alias("day"), at,
        pl.col("count").fill_null(1).alias("uses"), pl.col("system").is_in([m.system for m in months]).alias("by_month"), row,
    ]  # fmt: skip


def _summed(rows: pl.DataFrame, recent: pl.DataFrame, milestones: list[str], counts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The sums of some rows. `recent`: those of the last `KEPT` weeks, spread over them; `counts`: account_id, event, starts of meters."""
    counted, recently = (frame.filter(pl.col("event").is_in(counts["event"].unique().implode())) for frame in (rows, recent))
    metered = counted.join(counts, on=["account_id", "event"]).filter(pl.col("day") >= pl.col("starts"))
    weeks = recently.filter(pl.col("week") < SPREAD_WEEKS).join(counts, on=["account_id", "event"], how="semi")
    lately, spans = (recent.filter(pl.col("week") < n) for n in (WINDOW, 2 * WINDOW))
    if rows["by_month"].any():
        spans = spans.unique([*SUMS["spans"].by, "row"])
    of = {
        "weekly": _in_turn(recent), "lately": lately, "all": rows, "people": rows.drop_nulls("person"), "spans": spans, "metered": metered,
        "metered_weeks": weeks, "metered_places": metered,
    }  # fmt: skip
    same = [c for c in ("system", "ref_object", "file") if rows[c].n_unique() == 1]
    sums = {name: _grouped(frame, SUMS[name], same) for name, frame in of.items()}
    return sums | {"daily": rows.filter(pl.col("event").is_in(milestones)).select("account_id", "event", "day", "uses")}


def _grouped(rows: pl.DataFrame, sum_: Sum, same: list[str]) -> pl.DataFrame:
    """A sum of some rows. `same`: columns with one value in all of them, as those of a file have; to group by them too takes longer."""
    once = [pl.col(c).first() for c in sum_.by if c in same]
    sums = rows.group_by(c for c in sum_.by if c not in same).agg(*once, *sum_.of)
    return sums.select(*sum_.by, pl.exclude(sum_.by))


def _in_turn(rows: pl.DataFrame) -> pl.DataFrame:
    """account_id, week, uses: rows that follow each other as one where they can be. Most do: a file is sorted by whom and when."""
    other = pl.any_horizontal(pl.col(c) != pl.col(c).shift(1) for c in ("account_id", "week")).fill_null(True)
    turns = rows.select("account_id", "week", "uses", other.cum_sum().alias("_n")).with_columns(pl.col("_n").set_sorted())
    return turns.group_by("_n").agg(pl.col("account_id", "week").first(), pl.col("uses").sum()).drop("_n")


def _together(parts: list[dict[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """The sums of all parts: only of accounts that several parts tell of is anything left to be added up."""
    if len(parts) == 1:
        return parts[0]
    whose = pl.concat([part["all"].select("account_id").unique() for part in parts])
    several = whose.filter(whose.is_duplicated()).unique()
    sums = {name: _added(pl.concat([part[name] for part in parts]), sum_, several) for name, sum_ in SUMS.items()}
    return sums | {"daily": pl.concat([part["daily"] for part in parts])}


def _added(rows: pl.DataFrame, sum_: Sum, several: pl.DataFrame) -> pl.DataFrame:
    if "account_id" not in sum_.by:
        return rows.group_by(sum_.by).agg(sum_.again)
    again, once = (rows.join(several, on="account_id", how=how) for how in ("semi", "anti"))
    return pl.concat([once, again.group_by(sum_.by).agg(sum_.again)])


def _told(sums: dict[str, pl.DataFrame], milestones: list[str], months: tuple[Monthly, ...]) -> dict[str, pl.DataFrame]:
    """The frames of `Use`: words as words but in the largest, whole uses, places in words."""
    each, coded = sums.pop("all"), {name: sums.pop(name) for name in ("daily", "lately")}
    of = {"ever": each, "senders": each, "counted": each.filter(pl.col("event").is_in(milestones))}
    sums = sums | {name: rows.group_by(OF_ALL[name].by).agg(OF_ALL[name].again) for name, rows in of.items()}
    words = {name: rows.with_columns(pl.col(WORD).cast(pl.String)) for name, rows in sums.items()} | coded
    if months:
        words |= {name: words[name].with_columns(pl.col("uses").round().cast(pl.Int64)) for name in ("weekly", "lately", "metered_weeks")}
    places = {name: _places(words[name], months if name == "spans" else ()) for name in ("spans", "counted", "metered_places")}
    return words | {"people": words["people"].rename({"person": "person_id"})} | places


def _by_week(rows: pl.LazyFrame, span: Feed, as_of: date) -> pl.LazyFrame:
    """`rows` with those of a month as their shares of its weeks: back from the last week that its system tells in full.

    A system that tells nothing any more has no such week: its silence is counted to the feed's own.
    """
    ends = [last_week(span, m.system, as_of) for m in span.monthly]
    each = pl.col("system").is_in([m.system for m in span.monthly])
    whole = rows.filter(~each).with_columns(pl.col("uses").cast(pl.Float64))
    return pl.concat([whole, by_week(rows.filter(each).drop("week"), list(span.monthly), ends).select(whole.collect_schema().names())])


def last_week(span: Feed, system: str, as_of: date) -> date:
    """The Sunday that ends week 0 of what a system tells: the last that it tells in full, where that is by the month and goes on."""
    month = next((m for m in span.monthly if m.system == system), None)
    live = month is not None and (as_of - month.until).days <= MONTH_DAYS["usage"]
    return _sunday(month.until) if live else span.week_end


def _places(rows: pl.DataFrame, months: tuple[Monthly, ...]) -> pl.DataFrame:
    """The columns of `by`, source, place: in words, the rows of the file with most of them, and how many are in other files."""
    by = [c for c in ("account_id", "event") if c in rows.columns]
    most = rows.sort("n", "file", descending=[True, False]).group_by(*by, maintain_order=True)
    one = most.agg(pl.all().first(), pl.col("n").slice(1).sum().alias("more"), (pl.len() - 1).alias("files"))
    listed = pl.format("{}:{}", "file", pl.col("few").list.sort().cast(pl.List(pl.String)).list.join(","))
    spread = pl.format("{}: {} rows of this account between {} and {}", "file", "n", "low", "high")
    place = pl.when(pl.col("n") <= LISTED).then(listed).otherwise(spread)
    also = pl.when(pl.col("files") > 0).then(pl.format(" and {} rows in {} other files", "more", "files")).otherwise(pl.lit(""))
    how = pl.when(pl.col("system").is_in([m.system for m in months])).then(pl.lit(SPREAD)).otherwise(pl.lit(""))
    return one.select(*by, pl.col("system").alias("source"), (place + also + how).alias("place"))


def feed(cut: Cut) -> Feed | None:
    """How far the usage feed reaches; stale where each system's newest event is older than its use may be.

    Raises StoreError where the lake lacks a file, unless the cut is `partial`: all that is told of use begins here.
    """
    if not cut.partial:
        events.need_all(cut.store)
    end = pl.lit(cut.as_of + timedelta(days=1)).cast(pl.Datetime("us"))
    at, named = pl.col("at"), pl.col("person").is_not_null().any().alias("named")
    dated = (at.dt.date().cast(pl.Datetime("us")) == at).all().alias("dated")
    found = events.scan(cut.store).filter(at < end).group_by("system").agg(named, dated, at.dt.date().unique().alias("days")).collect()
    if found.is_empty():
        return None
    by_month = [monthly(system, days, cut.as_of) if dated else None for system, _, dated, days in found.iter_rows()]
    firsts = [m.first_on if m else min(days) for m, days in zip(by_month, found["days"])]
    newest = [m.until if m else max(days) for m, days in zip(by_month, found["days"])]
    reach = max(day if m else min(cut.as_of, day + timedelta(days=PAUSE_DAYS)) for m, day in zip(by_month, newest))
    limits = [MONTH_DAYS["usage"] if m else KNOWLEDGE["usage"].fresh_days for m in by_month]
    stale = all((cut.as_of - day).days > limit for day, limit in zip(newest, limits))
    return Feed(min(firsts), max(newest), _sunday(reach), found["named"].any(), stale, tuple(m for m in by_month if m))


def _sunday(day: date) -> date:
    """The last one up to the day."""
    return day - timedelta(days=day.isoweekday() % 7)


WORD = pl.Categorical()
"""While they are summed, words are numbers: they are compared in a third of the time."""
READ = ("digest", "system", "ref_object", "ref", "person", "at", "event", "count", "file", "row")
_ROW = pl.col("row")
_USES = ((pl.col("uses").sum(),),) * 2
_PLACE = (  # `few`: all of them where no more than `LISTED` are, and of no use elsewhere
    (pl.len().alias("n"), _ROW.min().alias("low"), _ROW.max().alias("high"), _ROW.head(LISTED).alias("few")),
    (pl.col("n").sum(), pl.col("low").min(), pl.col("high").max(), pl.col("few").explode().head(LISTED)),
)
_EVER = (
    (pl.col("at").min().alias("first"), pl.col("at").max().alias("last"), pl.col("by_month").all()),
    (pl.col("first").min(), pl.col("last").max(), pl.col("by_month").all()),
)
SUMS: dict[str, Sum] = {
    "weekly": Sum(("account_id", "week"), *_USES),
    "lately": Sum(("account_id", "event", "person"), *_USES),
    "all": Sum(("account_id", "event", "system", "ref_object", "file"), _EVER[0] + _PLACE[0], _EVER[1] + _PLACE[1]),
    "people": Sum(("person",), (pl.col("at").max().alias("used"),), (pl.col("used").max(),)),
    "spans": Sum(("account_id", "system", "file"), *_PLACE),
    "metered": Sum(("account_id", "day"), *_USES),
    "metered_weeks": Sum(("account_id", "week"), *_USES),
    "metered_places": Sum(("account_id", "system", "file"), *_PLACE),
}
"""The frames of `Use` as they are added up, of the columns of `_shaped`, and what those of `OF_ALL` are made of."""
OF_ALL: dict[str, Sum] = {
    "ever": Sum(("account_id", "event"), *_EVER),
    "counted": Sum(("account_id", "event", "system", "file"), *_PLACE),
    "senders": Sum(("system", "ref_object"), (), (pl.col("last").max().alias("newest"),)),
}
