"""What happened after a message or a touch, read back from later imports. It says what followed, not what caused it."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.asked_out import NO_MORE_THAN_STOP, OWN_WORDS, with_request
from cs_core.context.correspondence import OURS
from cs_core.context.returns import ASKED_TO_STOP, BOUNCED
from cs_core.context.signals.contract import deals_of, departures
from cs_core.context.signals.known import gathered
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.records import Outcome, key_of

LOOK_BACK_DAYS = 200
RECOVERED = 1.1
"""Use counts as recovered from ten in a hundred above what it was when we wrote."""
MIDNIGHT = time()
"""The hour of a mail of which only the day is known."""
YEARLY_DAYS = 300
"""Terms at least this long are renewed; a month that begins anew is not a renewal."""

TICKET_FACTS = ("ticket", "open_tickets", "escalations_open", "oldest_ticket_days")

CAUSE = {
    "cause_id": pl.String, "account_id": pl.String, "agent": pl.String, "on": pl.Date, "at": pl.Datetime("us"), "person": pl.String,
    "is_message": pl.Boolean, "uses": pl.Float64, "on_ticket": pl.Boolean,
}  # fmt: skip


class Kind(NamedTuple):
    """A kind of outcome: whether it is good, within how many days, and how it is found: causes -> cause_id, observed_on, detail."""

    kind: str
    good: bool
    days: int
    found: Callable[[pl.DataFrame, Snapshot, int], pl.DataFrame]


def read_outcomes(store: Store, *, as_of: date) -> int:
    """Append what followed the messages sent and the touches logged of the last 200 days; returns how many are new.

    Reading twice appends nothing: an outcome's id is made of its cause and kind.
    """
    snap = snapshot(store, as_of)
    causes = causes_of(snap)
    new = store.append("outcome", _turned_away(snap))
    if not causes.height:
        return new
    about = causes.select("cause_id", "account_id", "agent")
    return new + sum(store.append("outcome", _outcomes(kind, causes, about, snap)) for kind in KINDS)


def _outcomes(kind: Kind, causes: pl.DataFrame, about: pl.DataFrame, snap: Snapshot) -> list[Outcome]:
    found = kind.found(causes, snap, kind.days).filter(pl.col("observed_on") <= snap.as_of).sort("observed_on")
    first = found.unique("cause_id", keep="first", maintain_order=True).join(about, on="cause_id")
    return [Outcome(id=key_of("outcome", row["cause_id"], kind.kind), kind=kind.kind, good=kind.good, **row) for row in first.to_dicts()]


def causes_of(snap: Snapshot) -> pl.DataFrame:
    """Messages sent and touches logged, CAUSE's columns; `uses` and `on_ticket` are what the proposal behind it cited."""
    both = pl.concat([_sent(snap), _touched(snap)]).filter(pl.col("at").dt.date() >= snap.as_of - timedelta(days=LOOK_BACK_DAYS))
    cited = _cited(snap, both["proposal_id"].drop_nulls().unique().to_list())
    named = both.rename({"id": "cause_id"}).with_columns(pl.col("at").dt.date().alias("on"))
    full = named.join(cited, on="proposal_id", how="left").with_columns(pl.col("on_ticket").fill_null(False))
    return full.select(CAUSE.keys()).cast(CAUSE)


def _sent(snap: Snapshot) -> pl.DataFrame:
    done = snap.history("delivery").filter(pl.col("status") == "sent").unique("action_id", keep="first", maintain_order=True)
    rows = snap.history("action").filter(pl.col("kind") == "message")
    rows = rows.join(done.select("at", pl.col("action_id").alias("id")), on="id").with_columns(pl.col("recipient").str.to_lowercase())
    return rows.select("id", "account_id", "agent", "at", pl.col("recipient").alias("person"), "proposal_id", is_message=True)


def _touched(snap: Snapshot) -> pl.DataFrame:
    tasks = snap.history("task").select(pl.col("id").alias("task_id"), "proposal_id", "agent")
    rows = snap.history("touch").join(tasks, on="task_id", how="left").with_columns(pl.col("agent").fill_null("person"))
    return rows.select("id", "account_id", "agent", "at", pl.lit(None, pl.String).alias("person"), "proposal_id", is_message=False)


def _cited(snap: Snapshot, proposals: list[str]) -> pl.DataFrame:
    rows = []
    for row in snap.store.rows("proposal", id=proposals) if proposals else ():
        facts = {fact["key"]: fact["value"] for fact in row["facts"]}
        rows.append({"proposal_id": row["id"], "uses": facts.get("usage_4w"), "on_ticket": any(key in facts for key in TICKET_FACTS)})
    return pl.DataFrame(rows, schema={"proposal_id": pl.String, "uses": pl.Float64, "on_ticket": pl.Boolean}, strict=False)


def _after(causes: pl.DataFrame, events: pl.DataFrame, days: int, *, by: tuple[str, ...] = ("account_id",)) -> pl.DataFrame:
    """Events (account_id, day, detail) that came after a cause, at most so many days later; within a day their `sent_at` tells."""
    pairs = causes.join(events.filter(pl.col("day").is_not_null()), on=list(by))
    later = (pl.col("day") - pl.col("on")).dt.total_days()
    if "sent_at" in events.columns:
        pairs = pairs.filter((pl.col("sent_at") >= pl.col("at")) | (pl.col("sent_at").dt.time() == MIDNIGHT))
    return pairs.filter(later.is_between(0, days)).select("cause_id", pl.col("day").alias("observed_on"), "detail")


def replied(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """Somebody answered in the message's thread, or the recipient wrote to us; who asks us to stop has not answered."""
    inbound = with_request(snap.messages.filter(~pl.col("automatic"), ~pl.col("outbound"), ~NO_MORE_THAN_STOP))
    inbound = inbound.filter(pl.col("request").is_null())
    texts = inbound.select(
        "account_id", pl.col("person_id").alias("person"), pl.col("sent_at").dt.date().alias("day"),
        pl.col("subject").fill_null("").alias("detail"), "inbound", "thread", "sent_at",
    )  # fmt: skip
    asked = causes.filter("is_message").with_columns(pl.format(THREAD, "cause_id").alias("thread"))
    wrote = _after(asked, texts.filter("inbound", pl.col("person").is_not_null()), days, by=("account_id", "person"))
    return pl.concat([_after(asked, texts.drop("sent_at").drop_nulls("thread"), days, by=("thread",)), wrote])


def asked_to_stop(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """The recipient asks us in plain words not to write any more: in a whole sentence, or in no more than “stop”. Nothing else is that."""
    inbound = with_request(snap.messages.filter("inbound", ~pl.col("automatic"), pl.col("person_id").is_not_null()))
    words = pl.when(NO_MORE_THAN_STOP).then(OWN_WORDS).otherwise("request")
    said = pl.col("person_id").alias("person"), pl.col("sent_at").dt.date().alias("day"), words.alias("detail")
    texts = inbound.select("account_id", "sent_at", *said).drop_nulls("detail")
    return _after(causes.filter("is_message"), texts, days, by=("account_id", "person"))


def silence(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """No reply from anybody at the customer for so long, though the message did not come back."""
    heard = snap.messages.filter("inbound").select("account_id", "sent_at", pl.col("sent_at").dt.date().alias("day"), _detail(""))
    quiet = causes.filter("is_message").join(_after(causes, heard, days), on="cause_id", how="anti")
    for other in (replied, bounced):
        quiet = quiet.join(other(causes, snap, days), on="cause_id", how="anti")
    return quiet.select("cause_id", (pl.col("on") + pl.duration(days=days)).alias("observed_on"), pl.lit("no reply").alias("detail"))


def bounced(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """The message came back: a mail system names it, or else its recipient; of several to the same address, the last one before."""
    sent = causes.filter("is_message", pl.col("person").is_not_null())
    reports = _reports(snap)
    if not (sent.height and reports.height):
        return sent.head(0).select("cause_id", pl.col("on").alias("observed_on"), pl.lit("").alias("detail"))
    named = _after(sent, reports.filter(pl.col("cause_id").is_not_null()), days, by=("cause_id",))
    to = reports.filter(pl.col("cause_id").is_null()).drop("cause_id").explode("person").drop_nulls("person")
    by_address = _after(sent, to, days, by=("person",)).join(sent.select("cause_id", "on", "person"), on="cause_id")
    last = by_address.sort("on").unique(["person", "observed_on"], keep="last", maintain_order=True)
    return pl.concat([named, last.select(named.columns)])


def _reports(snap: Snapshot) -> pl.DataFrame:
    """day, detail, cause_id (the action whose message a report of failure names) or else person: the addresses that it names."""
    text = pl.col("body").fill_null("")
    told = pl.col("sender").str.to_lowercase().str.contains(MAIL_SYSTEM) | (pl.col("automatic") & text.str.contains(REPORT))
    recent = pl.col("sent_at").dt.date() >= snap.as_of - timedelta(days=LOOK_BACK_DAYS)
    rows = snap.messages.filter(recent, ~pl.col("outbound"), told).filter(~text.str.contains(NOT_FINAL))
    named = text.str.extract_all(FINAL).list.join(" ")
    said = pl.when(named != "").then(named).otherwise(text.str.replace(COPY, "")).str.to_lowercase()
    why = pl.concat_str(pl.lit("mail came back"), pl.format(" ({})", text.str.extract(CODE)), ignore_nulls=True)
    return rows.select(
        pl.col("sent_at").dt.date().alias("day"), why.alias("detail"), text.str.extract(OURS).alias("cause_id"),
        said.str.extract_all(ADDRESS).list.unique().alias("person"),
    )  # fmt: skip


def _turned_away(snap: Snapshot) -> list[Outcome]:
    """Messages whose recipient the mail server itself refused for good: they never left, and are an outcome all the same."""
    rows = snap.history("delivery").filter(pl.col("via").str.starts_with("bounced"))
    rows = rows.select("at", "why", pl.col("action_id").alias("id")).join(snap.history("action"), on="id")
    return [
        Outcome(
            id=key_of("outcome", row["id"], BOUNCED), account_id=row["account_id"], cause_id=row["id"], agent=row["agent"],
            kind=BOUNCED, good=False, observed_on=row["at"].date(), detail=row["why"],
        )
        for row in rows.to_dicts()
    ]  # fmt: skip


def ticket_closed(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """A ticket that was open when we wrote about tickets was closed."""
    closed = snap.tickets.with_columns(pl.col("closed_at").dt.date().alias("day"), pl.col("opened_at").dt.date().alias("opened"))
    rows = closed.select("account_id", "day", pl.col("subject").fill_null("").alias("detail"), "opened").filter(pl.col("day").is_not_null())
    pairs = causes.filter("on_ticket").join(rows, on="account_id").filter(pl.col("opened") <= pl.col("on"))
    within = (pl.col("day") - pl.col("on")).dt.total_days().is_between(0, days)
    return pairs.filter(within).select("cause_id", pl.col("day").alias("observed_on"), "detail")


def usage_recovered(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """Four full weeks later or more, use stands at least ten in a hundred above what we cited."""
    waited = (pl.lit(snap.as_of) - pl.col("on")).dt.total_days()
    due = causes.filter(pl.col("uses").is_not_null(), waited.is_between(28, days))
    if not due.height:
        return due.select("cause_id", pl.col("on").alias("observed_on"), pl.lit("").alias("detail"))
    now = due.join(gathered(snap, ()).select("account_id", "usage_4w"), on="account_id").filter(pl.col("usage_4w") > 0)
    better = now.filter(pl.col("usage_4w") >= RECOVERED * pl.col("uses"))
    detail = pl.format("{} uses in 4 weeks, {} when we wrote", pl.col("usage_4w").cast(pl.Int64), pl.col("uses").cast(pl.Int64))
    return better.select("cause_id", pl.lit(snap.as_of).alias("observed_on"), detail.alias("detail"))


def renewed(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """A renewal deal was won, or a new term of a year began."""
    terms = snap.subscriptions.filter((pl.col("term_end_on") - pl.col("term_start_on")).dt.total_days() >= YEARLY_DAYS)
    again = terms.filter(pl.col("term_start_on") > pl.col("started_on"))
    began = again.select("account_id", pl.col("term_start_on").alias("day"), _detail("new term"))
    return _after(causes, pl.concat([began, _won(snap, "renewal")]), days)


def expanded(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """An expansion deal was won."""
    return _after(causes, _won(snap, "expansion"), days)


def churned(causes: pl.DataFrame, snap: Snapshot, days: int) -> pl.DataFrame:
    """The customer left."""
    gone = departures(snap).join(snap.accounts, on="account_id", how="semi", maintain_order="left")
    return _after(causes, gone.select("account_id", pl.col("churned_on").alias("day"), _detail("left")), days)


def _won(snap: Snapshot, kind: str) -> pl.DataFrame:
    won = deals_of(snap, kind).filter("won")
    return won.select("account_id", pl.col("closed_on").alias("day"), pl.col("name").fill_null("").alias("detail"))


def _detail(words: str) -> pl.Expr:
    return pl.lit(words).alias("detail")


THREAD = "{}@actions.cs-console"
"""Thread of the answers to a message: what its Message-ID says, see `execution.outbox.message_id`."""
MAIL_SYSTEM = r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@"
REPORT = r"(?im)^Action: failed"
FINAL = r"(?im)^Final-Recipient: .*$"
COPY = r"(?ims)^[ >]*(?:-{3,}|return-path:|received:|original message).*"
"""Where a report without fields begins to copy the mail itself, which may name others."""
NOT_FINAL = r"(?im)^(?:Action: (?:delayed|delivered|relayed|expanded)|Status: [24]\.)"
ADDRESS = r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"
CODE = r"\b(5\.\d{1,3}\.\d{1,3})\b"
"""The enhanced code of a failure, which says why (RFC 3463)."""

KINDS: tuple[Kind, ...] = (
    Kind(BOUNCED, False, 14, bounced),
    Kind(ASKED_TO_STOP, False, LOOK_BACK_DAYS, asked_to_stop),
    Kind("replied", True, 14, replied),
    Kind("silence", False, 30, silence),
    Kind("ticket_closed", True, 30, ticket_closed),
    Kind("usage_recovered", True, 90, usage_recovered),
    Kind("renewed", True, 120, renewed),
    Kind("expanded", True, 120, expanded),
    Kind("churned", False, 90, churned),
)
