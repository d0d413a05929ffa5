"""What happened with one customer in a quarter, as facts of our own making: each count names the rows that it counts."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.brief import brief
from cs_core.context.observed import keepers
from cs_core.context.rows.joined_cases import running_last
from cs_core.context.signals.people import held
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage.rhythm import SPREAD
from cs_core.context.usage.use import last_week
from cs_core.execution.review_pack.book import REVIEW
from cs_core.records import Brief, Fact

WEEKS = 13
MEETING = "meeting"
DAYS = 7 * WEEKS
LATE_DAYS = 7
"""Use that is known less far than this before the day is told up to when."""


class Week(NamedTuple):
    """Uses of one week of the quarter, and of the same week of the quarter before."""

    ends_on: date
    uses: float
    before: float | None


class Quarter(NamedTuple):
    """All that a review tells of one account: its brief, the facts of the quarter, and rows in the order in which they are shown."""

    brief: Brief
    since: date
    facts: tuple[Fact, ...]
    """Counts and sums of the quarter, by key."""
    weeks: tuple[Week, ...]
    tickets: tuple[tuple[Fact, Fact, Fact | None], ...]
    """Subject, opened, closed; newest first."""
    contacts: tuple[tuple[Fact, Fact], ...]
    """Day, what it was; newest first."""
    plan: dict | None
    plan_fact: Fact | None
    """The row of the success plan, which bears its figures."""
    risks: tuple[Fact, ...]
    """Reasons of the open risks."""


def quarter_of(snap: Snapshot, account_id: str) -> Quarter:
    """The quarter that ends on the snapshot's day. Raises NotFound."""
    known, since = brief(snap, account_id), snap.as_of - timedelta(days=DAYS - 1)
    make = _Maker(account_id, snap.as_of)
    weeks, uses = _use(snap, make, since=known.get("customer_on"))
    tickets, counted = _tickets(snap, make, since)
    contacts, spoken = _contacts(snap, make, since)
    plan, row = _plan(snap, make)
    days = (("review_from", since), ("review_until", snap.as_of))
    period = [make(key, day, REVIEW, "the thirteen weeks up to its day") for key, day in days]
    return Quarter(known, since, (*period, *uses, *counted, *spoken), weeks, tickets, contacts, plan, row, _risks(snap, make))


class _Maker:
    """Makes facts of one account as of a day."""

    def __init__(self, account_id: str, as_of: date):
        self.account_id, self.as_of = account_id, as_of

    def __call__(self, key: str, value: object, source: str, row: str, *, unit: str = "", on: date | None = None, at: object = "") -> Fact:
        return Fact(
            id=f"{key}:{self.account_id}:{at or self.as_of}", key=key, value=value, unit=unit, observed_at=on or self.as_of, source=source,
            source_row=row,
        )  # fmt: skip

    def count(self, key: str, rows: pl.DataFrame, unit: str, *, none: str) -> Fact:
        """How many rows, named by the first of them; where there is none by the feed that was looked at."""
        if rows.is_empty():
            return self(key, 0, none, "no row in the quarter", unit=unit)
        place = rows["source_row"][0] + (f" and {rows.height - 1} more" if rows.height > 1 else "")
        return self(key, rows.height, rows["system"][0], place, unit=unit)


def _use(snap: Snapshot, make: _Maker, *, since: Fact | None) -> tuple[tuple[Week, ...], Iterable[Fact]]:
    """The last 13 full weeks that are known and their sums, with the days that they span, whether or not their feed goes on.

    The weeks before count only where they were recorded in full and they were customers all along.
    """
    feed, known = snap.use.feed, snap.provenance.filter(account_id=make.account_id, knowledge="usage")
    rows = dict(snap.use.weekly.filter(pl.col("account_id") == make.account_id).select("week", "uses").iter_rows())
    if feed is None or not rows or known.is_empty():
        return (), ()
    source = known["source"][0]
    month = next((m for m in feed.monthly if m.system == source), None)
    until, told = last_week(feed, source, snap.as_of), month.until if month else feed.newest_on
    first, start = (until - timedelta(days=n * DAYS - 1) for n in (1, 2))
    whole = feed.first_on <= start and since is not None and since.value <= start
    uses, before = (sum(rows.get(w, 0) for w in range(at, at + WEEKS)) for at in (0, WEEKS))
    weeks = tuple(
        Week(until - timedelta(weeks=w), rows.get(w, 0), rows.get(w + WEEKS, 0) if whole else None) for w in reversed(range(WEEKS))
    )
    span = f"events of the weeks from {start if whole else first} to {until}{SPREAD if month else ''}"
    late = [("uses_known_until", told)] if (snap.as_of - told).days > LATE_DAYS else []
    days = [("quarter_uses_from", max(first, feed.first_on)), ("quarter_uses_until", until), *late]
    facts = [make("quarter_uses", round(uses), source, span, unit="uses", on=until)]
    facts += [make(key, day, source, span, on=until) for key, day in days]
    if whole and before > 0:
        facts.append(make("quarter_uses_before", round(before), source, span, unit="uses", on=until))
        facts.append(make("quarter_uses_change", round(100 * (uses / before - 1), 1), source, span, unit="%", on=until))
    return weeks, facts


def _tickets(snap: Snapshot, make: _Maker, since: date) -> tuple[tuple, list[Fact]]:
    mine = snap.tickets.filter(pl.col("account_id") == make.account_id)
    desks = keepers(snap).filter(frame="tickets")["system"]
    if desks.is_empty():
        return (), []
    opened = mine.filter(pl.col("opened_at").dt.date() >= since).sort("opened_at", descending=True)
    closed = mine.filter(pl.col("closed_at").dt.date() >= since).sort("closed_at", descending=True)
    shown = tuple(_ticket(row, make) for row in opened.to_dicts())
    feed = desks[0]
    counted = ("quarter_tickets_opened", opened), ("quarter_tickets_closed", closed)
    return shown, [make.count(key, rows, "tickets", none=feed) for key, rows in counted]


def _ticket(row: dict, make: _Maker) -> tuple[Fact, Fact, Fact | None]:
    def fact(key: str, value: object) -> Fact:
        return make(key, value, row["system"], row["source_row"], on=row["opened_at"].date(), at=row["source_id"])

    closed = fact("ticket_closed_on", row["closed_at"].date()) if row["closed_at"] else None
    return fact("ticket", row["subject"] or row["source_id"]), fact("ticket_opened_on", row["opened_at"].date()), closed


def _contacts(snap: Snapshot, make: _Maker, since: date) -> tuple[tuple, list[Fact]]:
    """Days on which we spoke, and messages sent, in the quarter. What several systems tell of one day is one contact."""
    lately = pl.col("at").dt.date() >= since
    spoken, written = (rows.filter(lately).sort("at", descending=True) for rows in (_spoken(snap, make), _sent(snap, make)))
    day, bare = pl.col("at").dt.date(), pl.col("what") == MEETING
    spoken = spoken.sort(day, ~bare, descending=True, maintain_order=True).unique(day, keep="first", maintain_order=True)
    rows = pl.concat([spoken, written]).sort("at", descending=True)
    return tuple(_contact(row, make) for row in rows.to_dicts()), [
        make.count("quarter_spoken", spoken, "days", none="team"), make.count("quarter_written", written, "messages", none="cs_core"),
    ]  # fmt: skip


def _spoken(snap: Snapshot, make: _Maker) -> pl.DataFrame:
    mine = pl.col("account_id") == make.account_id
    kind = pl.col("kind").str.to_lowercase()
    what = pl.when(kind.fill_null(MEETING) == MEETING).then(pl.lit(MEETING)).otherwise(pl.format("meeting: {}", kind)).alias("what")
    meetings = held(snap).filter(mine).select(pl.col("held_at").cast(pl.Datetime("us")).alias("at"), what, "system", "source_row")
    told = pl.col("mode").alias("what"), pl.lit("team").alias("system"), pl.format("touch:{}", "id").alias("source_row")
    return pl.concat([meetings, snap.history("touch").filter(mine).select(pl.col("at").cast(pl.Datetime("us")), *told)])


def _sent(snap: Snapshot, make: _Maker) -> pl.DataFrame:
    acts = snap.history("action").filter(pl.col("account_id") == make.account_id, pl.col("kind") == "message")
    done = snap.history("delivery").filter(pl.col("status") == "sent").unique("action_id", keep="first")
    sent = done.join(acts.select(pl.col("id").alias("action_id"), "subject"), on="action_id")
    told = pl.format("message: {}", "subject").alias("what"), pl.lit("cs_core").alias("system")
    return sent.select(pl.col("at").cast(pl.Datetime("us")), *told, pl.format("delivery:{}", "id").alias("source_row"))


def _contact(row: dict, make: _Maker) -> tuple[Fact, Fact]:
    day, place = row["at"].date(), row["source_row"]
    pairs = ("contact_on", day), ("contact_what", row["what"])
    on, what = (make(key, value, row["system"], place, on=day, at=place) for key, value in pairs)
    return on, what


def _plan(snap: Snapshot, make: _Maker) -> tuple[dict | None, Fact | None]:
    rows = snap.history("case", "id", "case_id", "account_id", "as_of", "closed_on", "state", "data", kind="success plan")
    rows = running_last(rows.filter(pl.col("account_id") == make.account_id))
    if rows.is_empty():
        return None, None
    row = rows.row(-1, named=True)
    plan = json.loads(row["data"])
    fact = make("success_plan", row["state"], "cs_core", f"case:{row['id']}", on=row["as_of"])
    return (plan, fact) if plan.get("objective") else (None, None)


def _risks(snap: Snapshot, make: _Maker) -> tuple[Fact, ...]:
    rows = snap.history("case", "id", "case_id", "account_id", "as_of", "closed_on", "reason", kind="risk")
    rows = rows.filter(pl.col("account_id") == make.account_id).unique("case_id", keep="last", maintain_order=True)
    still = rows.filter(pl.col("closed_on").is_null())
    return tuple(make("risk", r["reason"], "cs_core", f"case:{r['id']}", on=r["as_of"], at=r["id"]) for r in still.to_dicts())
