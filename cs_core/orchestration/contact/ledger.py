"""One ledger of contact with customers: agents' messages, people's touches, and the meetings and mails of later imports alike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.our_history import until_it_grows
from cs_core.context.passed_on import gone_over, with_stand_in
from cs_core.context.rows.known_by import end_of
from cs_core.context.shelves.shelved import some_of
from cs_core.context.signals.people import held
from cs_core.context.snapshot import Snapshot
from cs_core.context.stopped_plays import is_withdrawn
from cs_core.orchestration.contact.calls import STAY, Asked
from cs_core.orchestration.contact.heard import heard_of
from cs_core.orchestration.contact.unanswered import done_tasks

WINDOW_DAYS = 60
"""How far back the ledger looks; no cap and no quiet time reaches further."""
CALLED_OFF: tuple[str, ...] = ("no show", "no-show", "noshow", "canceled", "cancelled", "declined")
"""Outcomes by which a meeting in the calendar does not take place."""
CALLED = ("account_id", "kind", "stakes", "play", "assignee", "as_of")
PLANNED = (
    "system", "object", "source_id", "company_ref", "known_at", "recorded_at", "deleted", "status", "held_at", "held_by",
)  # fmt: skip
"""What of a meeting tells whether it is ahead, and with whom."""
MAY_HAVE_GONE = r"^(?:started|busy|settled: again)"
"""`via` of a failed delivery whose message may have arrived, or is tried again in the next run: see `execution.attempts`."""


class Contact(NamedTuple):
    """One contact of ours with a customer on a day."""

    account_id: str
    person: str | None
    """Address of the person at the customer; None where it is not known who took part."""
    on: date
    by: str
    how: str
    """``agent``, ``person`` (somebody of ours in person) or ``campaign`` (sent to many)."""


@dataclass(frozen=True)
class Ledger:
    """Contacts of the last weeks by account and by person, and what waits or is open on each account."""

    by_account: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict)
    by_person: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)
    """Account -> agent whose message to it waits for review."""
    worried: frozenset[str] = frozenset()
    """Accounts with a risk or escalation proposal that is still open."""
    calls: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)
    """Account -> its tasks of high stakes that nobody has done yet."""
    made: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)
    """Account -> the calls on whether it stays (`calls.STAY`) that were made in the last weeks, by whom and when."""
    heard: Mapping[str, date] = field(default_factory=dict)
    """Address in lower case -> the newest day on which that person wrote to us, answered a survey or was at a meeting with us; account ->
    on which one of ours spoke with somebody there, and nothing tells with whom."""
    at_risk: frozenset[str] = frozenset()
    """Accounts with a case of the risk agent that is open."""
    meets: Mapping[str, Contact] = field(default_factory=dict)
    """Account -> the next meeting in the calendar after the day, not called off."""

    def on_account(self, account_id: str, since: date) -> int:
        """Contacts after that day; what went to many is not counted against the account."""
        return sum(c.on > since and c.how != "campaign" for c in self.by_account.get(account_id, ()))

    def on_person(self, person: str, since: date) -> int:
        """Messages and talks with one person after that day."""
        return sum(c.on > since for c in self.by_person.get(person, ()))

    def last_by_person(self, account_id: str) -> Contact | None:
        """The newest contact by one of our people."""
        return max((c for c in self.by_account.get(account_id, ()) if c.how == "person"), key=lambda c: c.on, default=None)

    def last_letter(self, account_id: str) -> Contact | None:
        """The newest letter of an agent to anybody there."""
        return max((c for c in self.by_account.get(account_id, ()) if c.how == "agent"), key=lambda c: c.on, default=None)

    def without_answer(self, person: str) -> list[Contact]:
        """The agents' letters to one person since they, or somebody there of whom nothing tells who, last said a word; the oldest first."""
        theirs = (c for c in self.by_person.get(person, ()) if c.how == "agent")
        silent = (c for c in theirs if c.on > max(self.heard.get(person, date.min), self.heard.get(c.account_id, date.min)))
        return sorted(silent, key=lambda c: c.on)

    def last_from(self, person: str, agents: Collection[str]) -> Contact | None:
        """The newest message of these agents to one person."""
        theirs = (c for c in self.by_person.get(person, ()) if c.how == "agent" and c.by in agents)
        return max(theirs, key=lambda c: c.on, default=None)


def of_contacts(contacts: list[Contact], **more: object) -> Ledger:
    """A ledger over these contacts; the same person on the same day counts once, however many records say so."""
    once = {(c.account_id, c.person, c.on, c.how if c.person is None else ""): c for c in contacts}
    by_account: dict[str, list[Contact]] = {}
    by_person: dict[str, list[Contact]] = {}
    for contact in once.values():
        by_account.setdefault(contact.account_id, []).append(contact)
        if contact.person:
            by_person.setdefault(contact.person, []).append(contact)
    return Ledger({k: tuple(v) for k, v in by_account.items()}, {k: tuple(v) for k, v in by_person.items()}, **more)


def ledger_of(
    snap: Snapshot, account_ids: Collection[str] | None = None, *, before: str | None = None, people: pl.Series | None = None
) -> Ledger:
    """The ledger as of the snapshot's day; `before` leaves out what the cycle of that id proposed (to replay it).

    `account_ids`: whose contacts are wanted; None: those of all. `people`: addresses in lower case of whom every contact is wanted, at
    whatever account.
    """
    recent = _recent(snap, account_ids, before, people)
    to_do = to_be_done(snap, before=before)
    open_now = to_do.filter(~pl.col("accepted"))
    messages = open_now.filter(pl.col("kind") == "message")
    return of_contacts(
        list(map(Contact._make, recent.iter_rows())),
        waiting=dict(messages.select("account_id", "agent").iter_rows()),
        worried=frozenset(open_now.filter(_worries())["account_id"]),
        calls=_calls(to_do),
        made=_made(snap, before, _since(snap)),
        heard=heard_of(snap, recent.filter(pl.col("how") == "agent")),
        at_risk=_at_risk(snap, before),
        meets=_planned(snap, account_ids),
    )


def contacts_of(snap: Snapshot, account_ids: Collection[str]) -> Ledger:
    """The ledger of who had contact with these accounts, and of nothing that waits or is open there."""
    return of_contacts(list(map(Contact._make, _recent(snap, account_ids, None, None).iter_rows())))


def open_proposals(snap: Snapshot, *, before: str | None = None) -> pl.DataFrame:
    """Proposals that wait for a person as of the day: id, as_of, account_id, agent, play, kind, stakes, route, assignee, priority."""
    return to_be_done(snap, before=before).filter(~pl.col("accepted")).drop("accepted")


@until_it_grows
def to_be_done(snap: Snapshot, *, before: str | None = None) -> pl.DataFrame:
    """The same, and tasks that somebody said yes to (`accepted`) and nobody has done: a yes to a call is no call."""
    told = snap.history("routed", "proposal_id", "as_of", "route", "assignee", "priority").drop("as_of")
    routed = told.filter(~pl.col("route").is_in(["agent", "held", "rejected"]))
    columns = ("id", "as_of", "cycle_id", "account_id", "agent", "play", "kind", "stakes", "expires_at", "run_id")
    live = snap.history("proposal", *columns).filter(pl.col("expires_at") >= snap.as_of, pl.col("cycle_id") != (before or ""))
    live = live.filter(~is_withdrawn(snap.history("play_run")))
    done = done_tasks(snap).select("proposal_id")
    rows = live.join(routed, left_on="id", right_on="proposal_id")
    handed = snap.history("handover")
    for over in (done, gone_over(handed)):
        rows = rows.join(over, left_on="id", right_on="proposal_id", how="anti", maintain_order="left")
    said = snap.history("decision").select("proposal_id", pl.col("decision").alias("_said")).unique("proposal_id", keep="last")
    rows = rows.join(said, left_on="id", right_on="proposal_id", how="left", maintain_order="left")
    accepted = pl.col("_said").is_not_null()
    rows = rows.filter(~accepted | ((pl.col("kind") == "task") & (pl.col("_said") != "reject"))).with_columns(accepted=accepted)
    return with_stand_in(rows.drop("expires_at", "cycle_id", "run_id", "_said"), handed, on="id")


def _since(snap: Snapshot) -> date:
    return snap.as_of - timedelta(days=WINDOW_DAYS)


def _recent(snap: Snapshot, account_ids: Collection[str] | None, before: str | None, people: pl.Series | None) -> pl.DataFrame:
    """Contacts of the last weeks; what an agent sent comes back with a later import of mail: the action, being last, is what counts."""
    parts = pl.concat([_messages(snap), _meetings(snap), _touches(snap), _actions(snap, before)])
    whose = pl.col("account_id").is_not_null() if account_ids is None else pl.col("account_id").is_in(list(account_ids))
    if people is not None:
        whose |= pl.col("account_id").is_not_null() & pl.col("person").is_in(people.implode())
    return parts.filter(whose, pl.col("on").is_between(_since(snap), snap.as_of))


def calls_a_person(kind: str, stakes: str) -> bool:
    """Whether one of ours is asked to speak with the customer, on a matter that a letter of another would cut across."""
    return kind == "task" and stakes == "high"


def _calls(to_do: pl.DataFrame) -> dict[str, tuple[Asked, ...]]:
    found: dict[str, tuple[Asked, ...]] = {}
    for account_id, kind, stakes, *asked in to_do.select(*CALLED).iter_rows():
        if calls_a_person(kind, stakes):
            found[account_id] = (*found.get(account_id, ()), Asked._make(asked))
    return found


def _made(snap: Snapshot, before: str | None, since: date) -> dict[str, tuple[Asked, ...]]:
    """Tasks that a talk with the customer ended: who only tried has made no call."""
    asked = snap.history("proposal", "id", "as_of", "account_id", "play", "kind", "cycle_id")
    asked = asked.filter(pl.col("play").is_in(STAY), pl.col("kind") == "task", pl.col("cycle_id") != (before or ""))
    tasks = snap.history("task").select(pl.col("id").alias("task_id"), pl.col("proposal_id").alias("id"))
    talks = snap.history("touch").filter("done", "two_way", pl.col("at").dt.date() >= since).select("task_id", "by", pl.col("at").dt.date())
    rows = asked.join(tasks, on="id", maintain_order="left").join(talks, on="task_id", maintain_order="left")
    found: dict[str, tuple[Asked, ...]] = {}
    for account_id, *made in rows.select("account_id", "play", "by", "at").iter_rows():
        found[account_id] = (*found.get(account_id, ()), Asked._make(made))
    return found


def _worries() -> pl.Expr:
    return (pl.col("agent") == "risk") | pl.col("play").str.contains("escalation", literal=True)


def _at_risk(snap: Snapshot, before: str | None) -> frozenset[str]:
    """Accounts whose newest row of some risk case is open."""
    other = pl.lit(before is None) | (pl.col("cycle_id").fill_null("") != (before or ""))
    rows = snap.history("case", "case_id", "account_id", "cycle_id", "as_of", "closed_on", kind="risk").filter(other)
    last = rows.unique("case_id", keep="last", maintain_order=True)
    return frozenset(last.filter(pl.col("closed_on").is_null())["account_id"])


def _planned(snap: Snapshot, account_ids: Collection[str] | None) -> dict[str, Contact]:
    """The next meeting of each account that is in the calendar: written down by the day, held after it, not called off."""
    end = end_of(snap.as_of)
    rows = snap.store.frame("meeting", *PLANNED).filter(pl.col("known_at") <= end, pl.col("recorded_at") <= end)
    rows = rows.sort("known_at", maintain_order=True).unique(["system", "object", "source_id"], keep="last", maintain_order=True)
    off = pl.col("deleted").fill_null(False) | pl.col("status").str.to_lowercase().is_in(CALLED_OFF).fill_null(False)
    ahead = snap.with_accounts(rows.filter(~off, pl.col("held_at") > end), "meeting").drop_nulls("account_id")
    ahead = ahead.sort("held_at", "source_id").unique("account_id", keep="first", maintain_order=True)
    planned = ahead.select(*_row("account_id", pl.lit(None, pl.String), pl.col("held_at"), pl.col("held_by"), pl.lit("person")))
    mine = planned if account_ids is None else planned.filter(pl.col("account_id").is_in(list(account_ids)))
    return {row[0]: Contact._make(row) for row in mine.iter_rows()}


def _row(account: str, person: pl.Expr, on: pl.Expr, by: pl.Expr, how: pl.Expr) -> list[pl.Expr]:
    return [pl.col(account).alias("account_id"), person.alias("person"), on.cast(pl.Date).alias("on"), by.alias("by"), how.alias("how")]


def _actions(snap: Snapshot, before: str | None) -> pl.DataFrame:
    """Messages that went out, may have, or are about to: written, and not failed or skipped since."""
    going = pl.when(pl.col("via").str.contains(MAY_HAVE_GONE)).then(pl.lit("sent")).otherwise("status").alias("status")
    last = snap.history("delivery").unique("action_id", keep="last").select(pl.col("action_id").alias("id"), going)
    mine = snap.history("proposal", "id", "as_of", cycle_id=before or "").select(pl.col("id").alias("proposal_id"))
    rows = snap.history("action").filter(pl.col("kind") == "message").join(last, on="id", how="left")
    sent = rows.join(mine, on="proposal_id", how="anti").filter(pl.col("status").fill_null("sent") == "sent")
    person = pl.col("recipient").str.to_lowercase()
    return sent.select(*_row("account_id", person, pl.col("created_at"), pl.col("agent"), pl.lit("agent")))


def _touches(snap: Snapshot) -> pl.DataFrame:
    rows = snap.history("touch")
    return rows.select(*_row("account_id", pl.lit(None, pl.String), pl.col("at"), pl.col("by"), pl.lit("person")))


def _meetings(snap: Snapshot) -> pl.DataFrame:
    return held(snap).select(*_row("account_id", pl.lit(None, pl.String), pl.col("held_at"), pl.col("held_by"), pl.lit("person")))


def _messages(snap: Snapshot) -> pl.DataFrame:
    rows = some_of(snap, "messages", ~pl.col("inbound"), "account_id", "person_id", "sent_at", "ours", "automatic")
    how = pl.when(pl.col("automatic").fill_null(False)).then(pl.lit("campaign")).otherwise(pl.lit("person"))
    return rows.select(*_row("account_id", pl.col("person_id"), pl.col("sent_at"), pl.col("ours"), how))
