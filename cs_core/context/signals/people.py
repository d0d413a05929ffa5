"""Who is there at the customer, when we last heard from them and spoke with them, and what they want."""

from datetime import timedelta

import polars as pl

from cs_core.context.observed import Observed, once
from cs_core.context.signals.absences import absences
from cs_core.context.signals.farewells import farewells

LEFT_WITHIN_DAYS = 120
"""A champion's departure is news for so long."""

ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("champion", ("champion", "advocate")),
    ("sponsor", ("sponsor",)),
    ("economic buyer", ("economic", "budget")),
    ("decision maker", ("decision",)),
    ("user", ("user",)),
)
"""(role, words by which sources say it), first match wins."""
CALLED: dict[str, str] = {"champion": "champion", "sponsor": "sponsor", "economic buyer": "sponsor", "decision maker": "sponsor"}
"""Role -> the fact that names whoever bears it: the sponsor is the executive one, else who holds the budget or decides, told as such."""
TOLD_AS = ("economic buyer", "decision maker")
"""Roles that are said beside the name where they stand for a sponsor."""
NOT_HELD: tuple[str, ...] = ("no show", "no-show", "noshow", "canceled", "cancelled", "scheduled", "rescheduled", "tentative", "noted")
"""Meeting outcomes that are no contact, a note of ours among them."""


def role_of(column: str, roles: tuple[tuple[str, tuple[str, ...]], ...] = ROLES) -> pl.Expr:
    """The role in our words from a source's; other words are kept in lower case."""
    said = pl.col(column).str.to_lowercase()
    told = said
    for role, words in reversed(roles):
        told = pl.when(said.str.contains_any(list(words))).then(pl.lit(role)).otherwise(told)
    return told


def _may_be_reached() -> pl.Expr:
    barred = pl.col("opted_out").fill_null(False) | pl.col("undeliverable").fill_null(False)
    return pl.col("email").is_not_null() & ~barred


@once
def present(snap: Observed) -> pl.DataFrame:
    """People still there, with `role` in our words and `reachable` (an address that takes mail, no opt-out, and not away by their
    own word); best known role first.

    Whoever wrote goodbye and was not seen since is not there, though a system may still say so.
    """
    order = {role: i for i, (role, _) in enumerate(ROLES)}
    rows = snap.people.join(farewells(snap), on=["account_id", "person_id"], how="anti", maintain_order="left")
    rows = rows.join(absences(snap), on=["account_id", "person_id"], how="left", maintain_order="left")
    rows = rows.filter(pl.col("left_on").is_null()).with_columns(
        role_of("role").alias("role"), (_may_be_reached() & pl.col("away_until").is_null()).alias("reachable")
    )
    rank = pl.col("role").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    return rows.sort("account_id", rank, "person_id")


@once
def named(snap: Observed) -> pl.DataFrame:
    """account_id, fact (champion or sponsor), person_id, called: the one person of each account whom that fact names."""
    rows = present(snap).drop_nulls(["role", "name"]).filter(pl.col("role").is_in(list(CALLED)))
    told = pl.when(pl.col("role").is_in(TOLD_AS)).then(pl.format("{} ({})", "name", "role")).otherwise("name").alias("called")
    rows = rows.select("account_id", pl.col("role").replace(CALLED).alias("fact"), "person_id", told)
    return rows.unique(["account_id", "fact"], keep="first", maintain_order=True)


def people(snap: Observed) -> pl.DataFrame:
    """account_id, people, champion, sponsor, champion_left_on."""
    one = present(snap).group_by("account_id", maintain_order=True).agg(pl.col("email").is_not_null().sum().cast(pl.Int64).alias("people"))
    for fact in ("champion", "sponsor"):
        who = named(snap).filter(pl.col("fact") == fact).select("account_id", pl.col("called").alias(fact))
        one = one.join(who, on="account_id", how="left", maintain_order="left")
    left = departed_champions(snap).filter(pl.col("left_on") > snap.as_of - timedelta(days=LEFT_WITHIN_DAYS))
    last = left.group_by("account_id").agg(pl.col("left_on").max().alias("champion_left_on"))
    rows = one.join(last, on="account_id", how="full", coalesce=True).sort("account_id")
    return rows.with_columns(
        pl.col("people").fill_null(0), pl.when(pl.col("champion").is_null()).then(pl.col("champion_left_on")).alias("champion_left_on")
    )


def departed_champions(snap: Observed) -> pl.DataFrame:
    """account_id, left_on, system, source_row of champions who left: by a system's word, else by their own goodbye."""
    champions = snap.people.filter(role_of("role") == "champion")
    told = champions.filter(pl.col("left_on").is_not_null()).select("account_id", "left_on", "system", "source_row")
    still = champions.filter(pl.col("left_on").is_null()).select("account_id", "person_id")
    gone = farewells(snap).join(still, on=["account_id", "person_id"], how="semi")
    return pl.concat([told, gone.select("account_id", pl.col("gone_on").alias("left_on"), "system", "source_row")])


def last_inbound(snap: Observed) -> pl.DataFrame:
    """account_id, last_inbound_on: the customer's last message that a person wrote."""
    rows = snap.messages.filter(pl.col("account_id").is_not_null(), pl.col("inbound"), ~pl.col("automatic"))
    return rows.group_by("account_id").agg(pl.col("sent_at").max().dt.date().alias("last_inbound_on"))


def two_way(snap: Observed) -> pl.DataFrame:
    """account_id, on, system, source_row: every day of two-way contact: held meetings, logged touches, mails answered by a person."""
    days = met(snap).select("account_id", pl.col("at").dt.date().alias("on"), "system", "source_row")
    return pl.concat([days, answered(snap)]).drop_nulls(["account_id", "on"]).sort("account_id", "on")


@once
def held(snap: Observed) -> pl.DataFrame:
    """The meetings that took place: what was written down before its day was only planned."""
    past = pl.col("held_at").dt.date() <= pl.col("recorded_at").dt.date()
    return snap.meetings.filter(~pl.col("status").str.to_lowercase().is_in(NOT_HELD).fill_null(False), past)


def met(snap: Observed) -> pl.DataFrame:
    """account_id, at, system, source_row of held meetings and logged two-way touches."""
    rows = pl.concat([held(snap).select("account_id", pl.col("held_at").alias("at"), "system", "source_row"), talks(snap)])
    return rows.drop_nulls(["account_id", "at"])


def talks(snap: Observed) -> pl.DataFrame:
    """account_id, at, system, source_row of the touches that one of ours logged as two-way."""
    touches = snap.history("touch").filter(pl.col("two_way"))
    return touches.select("account_id", "at", pl.lit("team").alias("system"), ("touch:" + pl.col("id")).alias("source_row"))


def answered(snap: Observed) -> pl.DataFrame:
    """account_id, on, system, source_row of the messages by which a thread became, or went on, two-way between people."""
    rows = snap.messages.filter(pl.col("account_id").is_not_null(), ~pl.col("automatic"), pl.col("thread").is_not_null())
    if rows.is_empty():
        return rows.select("account_id", pl.col("sent_at").dt.date().alias("on"), "system", "source_row")
    first = rows.group_by("account_id", "thread").agg(
        pl.col("sent_at").filter(pl.col("inbound")).min().alias("theirs"),
        pl.col("sent_at").filter("outbound").min().alias("ours_at"),
    )
    other = pl.when(pl.col("inbound")).then(pl.col("ours_at")).when("outbound").then(pl.col("theirs"))
    replies = rows.join(first, on=["account_id", "thread"]).filter(other < pl.col("sent_at"))
    return replies.select("account_id", pl.col("sent_at").dt.date().alias("on"), "system", "source_row")


def last_touch(snap: Observed) -> pl.DataFrame:
    """account_id, last_touch_on, days_since_touch."""
    last = two_way(snap).group_by("account_id").agg(pl.col("on").max().alias("last_touch_on"))
    return last.with_columns((snap.as_of - pl.col("last_touch_on")).dt.total_days().alias("days_since_touch"))


def wanted(snap: Observed) -> pl.DataFrame:
    """account_id, desired_outcome: the newest statement of each account."""
    rows = snap.desired_outcomes.drop_nulls(["account_id", "outcome"]).sort("account_id", "stated_on", "source_row")
    return rows.group_by("account_id", maintain_order=True).agg(pl.col("outcome").last().alias("desired_outcome"))
