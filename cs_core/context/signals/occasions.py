"""Occasions: what happened lately at a customer that is worth a personal word. Each is null once it is news no more.

A fix for a ticket of theirs, somebody new, a good answer that they gave us, use after a pause.
"""

from datetime import timedelta

import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.signals.conversations import GOOD_ANSWER, answers
from cs_core.context.signals.people import present
from cs_core.context.signals.profile import first_contract
from cs_core.context.signals.stakeholders import people_status

NEWS_DAYS = 60
"""So long a new person, or a good answer, is news."""
RELEASE_DAYS = 90
"""So long a release is."""
SETTLED_DAYS = 30
"""Who came to be known within so many days of the start, or of the first person, was there from the start, and is not new."""
PAUSE_WEEKS, BACK_WEEKS = 4, 4
"""Full weeks without any use that make a pause, and for how many weeks after it its end is news."""
PROMOTER = 9
ASKED_WITHIN_DAYS = 120
"""A release is news to who asked at most so long before it came out."""
BROKEN: tuple[str, ...] = ("fault", "bug", "defect", "incident", "problem", "broken", "complaint")
"""Tags by which help desks say that something does not work. Where a desk uses any of them, only tickets that bear one can be mended."""
NOT_BROKEN: tuple[str, ...] = ("how-to", "how_to", "howto", "question", "access", "set-up", "setup", "training", "billing", "request")
"""Tags of tickets that no release mends, where a desk uses no such word: they ask how, or for something."""


def occasions(snap: Observed) -> pl.DataFrame:
    """account_id, mended_on, newcomer_on, answered_on, back_on, pause_weeks; what can be told of nobody is left out."""
    parts = [back(snap)]
    if not (snap.tickets.is_empty() or snap.knowledge.is_empty()):
        parts.append(mended(snap).group_by("account_id").agg(pl.col("published_on").max().alias("mended_on")))
    if not snap.people.is_empty():
        parts.append(newcomers(snap).select("account_id", pl.col("created_on").alias("newcomer_on")))
    if not snap.surveys.is_empty():
        parts.append(praise(snap).select("account_id", "answered_on"))
    out = snap.accounts.select("account_id")
    for part in parts:
        out = out.join(part, on="account_id", how="left", maintain_order="left")
    return out


def newcomers(snap: Observed) -> pl.DataFrame:
    """`new_people`, one row an account: the newest."""
    rows = new_people(snap).sort("account_id", "created_on", descending=[False, True], maintain_order=True)
    return rows.unique("account_id", keep="first", maintain_order=True)


@once
def new_people(snap: Observed) -> pl.DataFrame:
    """`people.present`: who came lately where others were known before, can be reached, and was not spoken with yet."""
    rows = present(snap).filter("reachable", pl.col("created_on") > snap.as_of - timedelta(days=NEWS_DAYS))
    if rows.is_empty():
        return rows
    start = snap.accounts.select("account_id", "customer_on").join(first_contract(snap), on="account_id", how="left")
    first = snap.people.group_by("account_id").agg(pl.col("created_on").min()).join(start, on="account_id", how="left")
    first = first.select("account_id", pl.max_horizontal("created_on", pl.coalesce("customer_on", "first_on")).alias("_first"))
    spoken = people_status(snap).filter(pl.col("last_two_way_on").is_not_null()).select("account_id", "person_id")
    rows = rows.join(first, on="account_id", maintain_order="left").join(spoken, on=["account_id", "person_id"], how="anti")
    return rows.filter((pl.col("created_on") - pl.col("_first")).dt.total_days() > SETTLED_DAYS).drop("_first")


@once
def praise(snap: Observed) -> pl.DataFrame:
    """One row an account: the newest good answer to a survey by somebody who can be reached; account_id, answered_on, name, email,
    score, most, comment, system, source_row, source_id."""
    good = (pl.col("score") - 1) / (pl.col("most") - 1) >= GOOD_ANSWER
    rows = pl.concat([answers(snap, "nps").filter(pl.col("score") >= PROMOTER), answers(snap, "csat").filter(good)])
    rows = rows.with_columns(pl.col("answered_at").dt.date().alias("answered_on"), pl.col("email").alias("address"))
    rows = rows.filter(pl.col("answered_on") > snap.as_of - timedelta(days=NEWS_DAYS)).drop("email")
    whose = rows.join(snap.addresses, on=["account_id", "address"], maintain_order="left")
    there = present(snap).filter("reachable").select("account_id", "person_id", "name", "email")
    known = whose.join(there, on=["account_id", "person_id"], maintain_order="left")
    last = known.sort("account_id", "answered_at", "source_id", descending=[False, True, False])
    return last.unique("account_id", keep="first", maintain_order=True)


def mended(snap: Observed) -> pl.DataFrame:
    """account_id, published_on: releases that mend what a ticket of theirs was about."""
    since = snap.as_of - timedelta(days=RELEASE_DAYS)
    notes = snap.knowledge.filter(pl.col("kind") == "release", pl.col("published_on") > since)
    fixes = notes.select("published_on", _topics("fixes")).explode("topic").drop_nulls("topic")
    asked = broken(snap).select("account_id", "opened_at", _topics("tags")).explode("topic")
    both = asked.join(fixes, on="topic").filter(pl.col("topic") != "", asked_before())
    return both.select("account_id", "published_on").unique()


def broken(snap: Observed) -> pl.DataFrame:
    """The tickets, of a known account and with tags, that a release may mend."""
    tags = pl.col("tags").str.to_lowercase()
    says_so, asks = tags.str.contains_any(list(BROKEN)), tags.str.contains_any(list(NOT_BROKEN))
    of_desk = pl.col("system").is_in(desks_that_say(snap)["system"].implode())
    return snap.tickets.drop_nulls(["account_id", "tags"]).filter(pl.when(of_desk).then(says_so).otherwise(~asks))


@once
def desks_that_say(snap: Observed) -> pl.DataFrame:
    """system: the help desks with any ticket whose tags say that something is broken."""
    says_so = pl.col("tags").str.to_lowercase().str.contains_any(list(BROKEN))
    return snap.tickets.drop_nulls(["account_id", "tags"]).filter(says_so).select("system").unique(maintain_order=True)


def asked_before() -> pl.Expr:
    """Whether a ticket was opened in the time before a release, published_on, in which it is news to who opened it."""
    ago = (pl.col("published_on") - pl.col("opened_at").dt.date()).dt.total_days()
    return ago.is_between(0, ASKED_WITHIN_DAYS)


def back(snap: Observed) -> pl.DataFrame:
    """account_id, back_on (first day of the week in which use began again), pause_weeks; empty where the feed is stale."""
    span, weekly = snap.use.feed, snap.use.weekly.filter(pl.col("uses") > 0)
    if span is None or span.stale:
        return pl.DataFrame(schema={"account_id": pl.String, "back_on": pl.Date, "pause_weeks": pl.Int64})
    seen = weekly.filter(pl.col("week") < BACK_WEEKS + PAUSE_WEEKS).group_by("account_id").len()
    few = weekly.join(seen.filter(pl.col("len") <= BACK_WEEKS), on="account_id", how="semi").sort("account_id", "week")
    pause = (pl.col("week").shift(-1).over("account_id") - pl.col("week") - 1).cast(pl.Int64).alias("pause_weeks")
    again = few.with_columns(pause).filter(pl.col("week") < BACK_WEEKS, pl.col("pause_weeks") >= PAUSE_WEEKS)
    begun = pl.lit(span.week_end) - pl.duration(days=7 * pl.col("week") + 6)
    return again.unique("account_id", keep="first", maintain_order=True).select("account_id", begun.alias("back_on"), "pause_weeks")


def _topics(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.split(";").list.eval(pl.element().str.strip_chars()).alias("topic")
