"""The people who matter at each customer: their role and how we know it, when they last gave a sign, and whether they are still there.

A role is the CRM's (or a colleague's note's) word. Where nobody is named champion, whoever writes or uses by far the most is called one,
marked as inferred with the figure: a guess that a person may check, never one that a letter or a signal is built on.
"""

from datetime import date, timedelta

import polars as pl

from cs_core.context.identity.addresses import address
from cs_core.context.observed import Observed, once
from cs_core.context.signals.absences import absences
from cs_core.context.signals.farewells import farewells
from cs_core.context.signals.people import NOT_HELD, named, role_of
from cs_core.context.signals.usage import users_lately

SILENT_DAYS = 60
"""Without a sign for so long a person is silent; a sign is a message, a ticket, an answer, a meeting or use of the product."""
WRITING_DAYS, FEWEST_TEXTS, MOST_TEXTS = 180, 3, 0.5
"""An inferred champion wrote at least so many texts, and this share of all, in so many days."""
FEWEST_USERS, MOST_USE = 3, 0.4
"""Or has this share of four weeks' use where so many people use it."""
UNSEEN = "cannot tell: no address of theirs is known, so that no sign of them can be seen"
SIGNS = ("last_inbound_on", "last_two_way_on", "last_used_on")
STATUS = {
    **dict.fromkeys(("account_id", "person_id", "name", "role", "role_from"), pl.String), **dict.fromkeys(SIGNS, pl.Date),
    "status": pl.String, "silent_days": pl.Int64, "why": pl.String,
}  # fmt: skip


@once
def people_status(snap: Observed) -> pl.DataFrame:
    """One row a person: account_id, person_id, name, role, role_from, last_inbound_on, last_two_way_on, last_used_on, status,
    silent_days, why.

    role_from: CRM, note or inferred. status: there, silent (no sign for 60 days) or gone; null where we could not have seen a sign.
    """
    if snap.people.is_empty():
        return pl.DataFrame(schema=STATUS)
    rows = _with_roles(snap, _with_signs(snap))
    last, seen_until = pl.max_horizontal(SIGNS), _watched_until(snap)
    rows = rows.with_columns(last.alias("_last"), (pl.lit(snap.as_of) - last).dt.total_days().alias("silent_days"))
    blind = pl.lit(seen_until is None or (snap.as_of - seen_until).days > SILENT_DAYS // 2)
    rows = _with_farewell(snap, rows)
    gone = pl.any_horizontal(pl.col("left_on", "gone_on").is_not_null())
    quiet = pl.col("_last").is_null() | (pl.col("silent_days") > SILENT_DAYS)
    unseen = pl.col("email").is_null() & pl.col("_last").is_null()
    status = pl.when(gone).then(pl.lit("gone")).when(~quiet).then(pl.lit("there")).when(~(blind | unseen)).then(pl.lit("silent"))
    return rows.with_columns(status.alias("status")).select(
        "account_id", "person_id", "name", "role", "role_from", *SIGNS, "status",
        pl.when(~gone).then("silent_days").alias("silent_days"),
        pl.concat_str(_why(seen_until), "role_why", "_farewell", "_away", separator="; ", ignore_nulls=True).alias("why"),
    )  # fmt: skip


def contact(snap: Observed) -> pl.DataFrame:
    """account_id, champion_silent_days, champion_touch_on, sponsor_touch_on, of those whom the CRM or a note names and who are there,
    and champion_unseen.

    The sponsor is the one whom the fact `sponsor` names.
    """
    told = people_status(snap).filter(pl.col("role_from").is_in(("CRM", "note")), pl.col("status") != "gone")
    rows = told.join(named(snap).filter(pl.col("fact") == "sponsor"), on=["account_id", "person_id"], how="left", maintain_order="left")
    champion, sponsor = pl.col("role") == "champion", pl.col("fact").is_not_null()
    told = rows.group_by("account_id").agg(
        pl.col("silent_days").filter(champion).min().alias("champion_silent_days"),
        pl.col("last_two_way_on").filter(champion).max().alias("champion_touch_on"),
        pl.col("last_two_way_on").filter(sponsor).max().alias("sponsor_touch_on"),
    )
    return told.join(_unseen_champions(snap), on="account_id", how="full", coalesce=True)


def _unseen_champions(snap: Observed) -> pl.DataFrame:
    """account_id, champion_unseen, where no champion of the account could be seen to do anything."""
    rows = people_status(snap).filter(pl.col("role") == "champion", pl.col("status").fill_null("") != "gone")
    blind = rows.group_by("account_id").agg((pl.col("why") == UNSEEN).all().alias("_blind")).filter("_blind")
    return blind.select("account_id", pl.lit("no address of the champion is known").alias("champion_unseen"))


def _with_signs(snap: Observed) -> pl.DataFrame:
    wrote = snap.readings.filter(pl.col("inbound")).select("account_id", "person_id", "at")
    mails = snap.messages.filter(pl.col("inbound"), ~pl.col("automatic")).select("account_id", "person_id", at="sent_at")
    used = snap.use.people.select("person_id", pl.col("used").dt.date().alias("last_used_on"))
    by = ["account_id", "person_id"]
    rows = snap.people.join(_last(pl.concat([wrote, mails]), "last_inbound_on"), on=by, how="left", maintain_order="left")
    rows = rows.join(_last(_two_way(snap), "last_two_way_on"), on=by, how="left", maintain_order="left")
    return rows.join(used, on="person_id", how="left", maintain_order="left")


def _last(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.drop_nulls().group_by("account_id", "person_id").agg(pl.col("at").max().dt.date().alias(name))


def _two_way(snap: Observed) -> pl.DataFrame:
    """account_id, person_id, at: threads in which they wrote and we did, from the second side's first word on, and meetings with them."""
    mails = snap.messages.filter(~pl.col("automatic")).drop_nulls(["account_id", "person_id", "thread"])
    first = mails.group_by("account_id", "person_id", "thread").agg(
        pl.col("sent_at").filter(pl.col("inbound")).min().alias("theirs"), pl.col("sent_at").filter("outbound").min().alias("ours_at")
    )
    other = pl.when(pl.col("inbound")).then("ours_at").when("outbound").then("theirs")
    replies = mails.join(first, on=["account_id", "person_id", "thread"]).filter(other < pl.col("sent_at"))
    held = pl.col("held_at").dt.date() <= pl.col("recorded_at").dt.date()
    meetings = snap.meetings.filter(held, ~pl.col("status").str.to_lowercase().is_in(NOT_HELD).fill_null(False))
    seated = seats(meetings, snap.noun("person"), snap.addresses, snap.domains).drop("key")
    return pl.concat([replies.select("account_id", "person_id", at="sent_at"), seated])


def seats(meetings: pl.DataFrame, records: pl.DataFrame, addresses: pl.DataFrame, domains: pl.DataFrame) -> pl.DataFrame:
    """account_id, person_id, at, key (of the meeting): who of the customer's people was there, by address, or by the number that the
    meeting's system gave their record; a stranger at a domain of theirs is the address itself.
    """
    told = meetings.select("account_id", "key", "system", at="held_at", address="attendees", ref="person_refs")
    by_address = told.with_columns(_each("address")).explode("address").with_columns(address("address"))
    known = records.select("system", ref="source_id", address=address("email"))
    by_ref = told.drop("address").with_columns(_each("ref")).explode("ref").with_columns(pl.col("ref").str.strip_chars())
    by_ref = by_ref.join(known, on=["system", "ref"])
    columns = ["account_id", "key", "at", "address"]
    rows = pl.concat([by_address.select(columns), by_ref.select(columns)]).unique(maintain_order=True)
    rows = rows.join(addresses, on=["account_id", "address"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("address").str.split("@").list.last().alias("domain"))
    rows = rows.join(domains.with_columns(_here=True), on=["account_id", "domain"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce("person_id", pl.when("_here").then("address")).alias("person_id"))
    return rows.select("account_id", "person_id", "at", "key").drop_nulls("person_id")


def _each(column: str) -> pl.Expr:
    return pl.col(column).str.split(";")


def _with_roles(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """Adds role, role_from and role_why (of an inferred one)."""
    told = role_of("role")
    source = pl.when(told.is_not_null()).then(pl.when(pl.col("role_system") == "note").then(pl.lit("note")).otherwise(pl.lit("CRM")))
    rows = rows.with_columns(told.alias("role"), source.alias("role_from"))
    open_ = rows.filter(pl.col("left_on").is_null())
    lacks = open_.filter(~(pl.col("role") == "champion").fill_null(False).any().over("account_id"), pl.col("role").is_null())
    guesses = [guess.join(lacks, on=["account_id", "person_id"], how="semi") for guess in (_writes_most(snap), _uses_most(snap))]
    one = pl.concat(guesses).unique("account_id", keep="first", maintain_order=True).rename({"role_why": "_champion"})
    for told in (one, users_lately(snap)):
        rows = rows.join(told, on=["account_id", "person_id"], how="left", maintain_order="left")
    guess = pl.when(pl.col("_champion").is_not_null()).then(pl.lit("champion")).when(pl.col("uses").is_not_null()).then(pl.lit("user"))
    rows = rows.with_columns(pl.when(pl.col("role").is_null()).then(guess).alias("_role"))
    mine = pl.col("_role").is_not_null()
    why = pl.coalesce("_champion", pl.format("{} uses in 4 weeks", "uses"))
    return rows.with_columns(
        pl.coalesce("role", "_role").alias("role"), pl.when(mine).then(pl.lit("inferred")).otherwise("role_from").alias("role_from"),
        pl.when(mine).then(pl.format("{} inferred: {}", "_role", why)).alias("role_why"),
    )  # fmt: skip


def _writes_most(snap: Observed) -> pl.DataFrame:
    since = snap.as_of - timedelta(days=WRITING_DAYS)
    texts = snap.readings.filter(pl.col("inbound"), pl.col("at").dt.date() > since).group_by("account_id", "person_id").len("n")
    of = pl.col("n").sum().over("account_id")
    most = texts.with_columns(of.alias("of")).filter(pl.col("n") >= FEWEST_TEXTS, pl.col("n") > MOST_TEXTS * pl.col("of"))
    why = pl.format("wrote {} of the {} texts of {} days", "n", "of", pl.lit(WRITING_DAYS)).alias("role_why")
    return most.drop_nulls("person_id").select("account_id", "person_id", why).sort("account_id", "person_id")


def _uses_most(snap: Observed) -> pl.DataFrame:
    known = users_lately(snap).drop_nulls("person_id").rename({"uses": "n"})
    known = known.with_columns(pl.col("n").sum().over("account_id").alias("of"), pl.len().over("account_id").alias("users"))
    most = known.filter(pl.col("users") >= FEWEST_USERS, pl.col("n") >= MOST_USE * pl.col("of"))
    most = most.sort("account_id", "n", "person_id", descending=[False, True, False])
    return most.select("account_id", "person_id", pl.format("{} of the {} uses of 4 weeks", "n", "of").alias("role_why"))


def _watched_until(snap: Observed) -> date | None:
    """The newest day of any mail, ticket or use: no silence is seen beyond it."""
    feed = snap.use.feed
    known = [day.date() for day in written(snap)["at"].drop_nulls()] + ([feed.newest_on] if feed and feed.names_people else [])
    return max(known, default=None)


@once
def written(snap: Observed) -> pl.DataFrame:
    """at: when the newest mail of all, and the newest ticket of all, was written; null where there is none."""
    return pl.concat([snap.messages.select(at=pl.col("sent_at").max()), snap.tickets.select(at=pl.col("opened_at").max())])


@once
def span_of_contact(snap: Observed) -> pl.DataFrame:
    """One row: when the first and the newest mail, and the first and the newest meeting, with anybody was; null where none is known."""
    mails, meetings = snap.messages["sent_at"], snap.meetings["held_at"]
    ends = {"first_mail": mails.min(), "newest_mail": mails.max(), "first_meeting": meetings.min(), "newest_meeting": meetings.max()}
    return pl.DataFrame([ends], schema=dict.fromkeys(ends, pl.Datetime("us")))


def _with_farewell(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `_farewell`, what a person last wrote of a change of contact, gone_on where it was their own goodbye, and `_away`."""
    told = snap.said.filter(pl.col("kind") == "topic", pl.col("word") == "champion change").drop_nulls("person_id").sort("at")
    words = pl.format("wrote on {}: “{}”", pl.col("at").dt.date(), "quote").alias("_farewell")
    last = told.select("account_id", "person_id", words).unique(["account_id", "person_id"], keep="last", maintain_order=True)
    gone = farewells(snap).select("account_id", "person_id", "gone_on")
    away = absences(snap).select("account_id", "person_id", pl.format("is away until {}", "away_until").alias("_away"))
    for told in (last, gone, away):
        rows = rows.join(told, on=["account_id", "person_id"], how="left", maintain_order="left")
    return rows


def _why(seen_until: date | None) -> pl.Expr:
    last = pl.format("last sign on {}", "_last")
    unseen = "no mail, ticket or use that names people is imported" if seen_until is None else f"nothing is imported after {seen_until}"
    return (
        pl.when(pl.col("left_on").is_not_null()).then(pl.format("left on {} ({})", "left_on", "system"))
        .when(pl.col("status") == "gone").then(pl.lit("said goodbye, and gave no sign since"))
        .when(pl.col("email").is_null() & pl.col("_last").is_null()).then(pl.lit(UNSEEN))
        .when(pl.col("status").is_null()).then(pl.lit(f"cannot tell: {unseen}"))
        .when(pl.col("_last").is_null()).then(pl.lit("never wrote, met us or used it, as far as we see"))
        .otherwise(last)
    )  # fmt: skip
