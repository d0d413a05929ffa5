"""What a question may be asked about: tables in a person's words, as of a day, without addresses, telephone numbers, settings or secrets.

Each table is read only where a question names it, and of it only the columns that the question names.
"""

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from cs_core.context.passed_on import is_gone, tasks_now, with_stand_in
from cs_core.context.snapshot import Snapshot
from cs_core.context.stopped_plays import is_withdrawn
from cs_core.context.vocabulary import SIGNALS

ACCOUNT = "the customer, as accounts.account_id"
MOST_CHARS = 4_000
"""Of one text that a question can reach."""
Read = Callable[[Snapshot, tuple[str, ...]], pl.DataFrame]


class Table(NamedTuple):
    """One table: what a row is, what each column says, and how the columns asked for are read."""

    says: str
    columns: dict[str, str]
    read: Read


def schema_words() -> str:
    """Every table and column with what it says, a line each: what a model is shown, and a page."""
    told = []
    for name, table in TABLES.items():
        told.append(f"{name}: {table.says}")
        told += [f"  {column}: {says}" for column, says in table.columns.items()]
    return "\n".join(told)


def _signals(snap: Snapshot, columns: tuple[str, ...]) -> pl.DataFrame:
    return snap.signals.select(columns)


def _signal_words(name: str) -> str:
    signal = SIGNALS[name]
    unit = signal.unit.replace("{currency}", "currency").replace("{unit}", "units")
    return signal.says + (f" [{unit}]" if unit else "") + (" [0 to 1]" if name in CHANCES else "")


def _of_frame(frame: str, **named: pl.Expr) -> Read:
    """Reads a frame of the snapshot; `named` are the columns not there under their own name. Rows of no account stay out."""

    def read(snap: Snapshot, columns: tuple[str, ...]) -> pl.DataFrame:
        rows = getattr(snap, frame)
        if "account_id" in rows.columns:
            rows = rows.filter(pl.col("account_id").is_not_null())
        return rows.select(named.get(c, pl.col(c)).alias(c) for c in columns)

    return read


def _of_history(table: str, dated: str, **named: str) -> Read:
    """Reads a history table; `named` are the columns whose name in the store is another."""

    def read(snap: Snapshot, columns: tuple[str, ...]) -> pl.DataFrame:
        own = {c: named.get(c, c) for c in columns}
        rows = snap.history(table, *dict.fromkeys((*own.values(), dated)))
        return rows.select(pl.col(theirs).alias(c) for c, theirs in own.items())

    return read


def _drafts(snap: Snapshot, columns: tuple[str, ...]) -> pl.DataFrame:
    own = {"draft_id": "id", "made_on": "as_of", "expires_on": "expires_at"}
    kept = {"account_id", "agent", "play", "kind", "channel", "subject", "reason", "stakes"} & set(columns)
    rows = snap.history("proposal", *dict.fromkeys(("id", "as_of", "expires_at", "run_id", "kind", *sorted(kept))))
    rows = rows.rename({theirs: ours for ours, theirs in own.items()})
    if {"route", "route_why", "for_person", "state"} & set(columns):
        routed = snap.history("routed", "proposal_id", "as_of", "route", "why", "assignee")
        routed = routed.select("route", draft_id="proposal_id", route_why="why", for_person="assignee").unique("draft_id", keep="last")
        rows = rows.join(routed, on="draft_id", how="left", maintain_order="left")
        rows = with_stand_in(rows, snap.history("handover"), on="draft_id", person="for_person")
    if {"decision", "decided_at", "decided_by", "decision_reason", "edited_percent", "state"} & set(columns):
        said = snap.history("decision", "proposal_id", "decision", "decided_at", "by", "reason", "edit_distance")
        said = said.select(
            "decision", "decided_at", draft_id="proposal_id", decided_by="by", decision_reason="reason",
            edited_percent=100 * pl.col("edit_distance"),
        )  # fmt: skip
        rows = rows.join(said, on="draft_id", how="left", maintain_order="left")
    return (_with_state(snap, rows) if "state" in columns else rows).select(columns)


def _with_state(snap: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """`state`: decided, done by a person, no longer asked, expired, stopped, waiting, or what its route says."""
    done = snap.history("touch", "task_id", "done", "at").filter("done").select("task_id")
    tasks = snap.history("task", "id", "proposal_id", "created_at").join(done, left_on="id", right_on="task_id", how="semi")
    finished = pl.col("draft_id").is_in(tasks["proposal_id"].drop_nulls().implode())
    state = (
        pl.when(pl.col("decision").is_not_null()).then(pl.lit("decided"))
        .when(~pl.col("route").is_in(CALLS).fill_null(False)).then(pl.coalesce("route", pl.lit("not routed")))
        .when(finished).then(pl.lit("done by a person"))
        .when(is_gone(snap.history("handover"), "draft_id")).then(pl.lit("no longer asked"))
        .when(pl.col("expires_on") < snap.as_of).then(pl.lit("expired"))
        .when(is_withdrawn(snap.history("play_run", "run_id", "state", "as_of"))).then(pl.lit("stopped"))
        .otherwise(pl.lit("waiting"))
    )  # fmt: skip
    return rows.with_columns(state.alias("state"))


def _tasks(snap: Snapshot, columns: tuple[str, ...]) -> pl.DataFrame:
    named = {"task_id": "id", "draft_id": "proposal_id", "for_person": "assignee"}
    rows = tasks_now(snap.history("task"), snap.history("handover")).rename({theirs: ours for ours, theirs in named.items()})
    logged = snap.history("touch", "task_id", "minutes", "done", "at").drop_nulls("task_id")
    sums = logged.group_by("task_id").agg(pl.col("minutes").sum().alias("minutes_logged"), pl.col("done").any().alias("done"))
    return rows.join(sums, on="task_id", how="left", maintain_order="left").with_columns(pl.col("done").fill_null(False)).select(columns)


def _sent(snap: Snapshot, columns: tuple[str, ...]) -> pl.DataFrame:
    acts = snap.history("action", "id", "proposal_id", "account_id", "agent", "channel", "kind", "subject", "authorised_by", "created_at")
    acts = acts.drop("created_at").rename({"id": "action_id", "proposal_id": "draft_id", "authorised_by": "approved_by"})
    rows = snap.history("delivery", "action_id", "at", "status", "why").join(acts, on="action_id", maintain_order="left")
    return rows.select(columns)


def _no_address(column: str) -> pl.Expr:
    """A name; nothing where it is an address."""
    return pl.when(~pl.col(column).str.contains("@", literal=True)).then(column)


CHANCES = frozenset({"churn_probability", "renewal_likelihood", "expansion_propensity"})
CALLS: tuple[str, ...] = ("agent_with_review", "human_with_draft", "human_only")
"""Routes that wait for a person."""

TABLES: dict[str, Table] = {
    "accounts": Table(
        "one row a customer as of the day, former ones too (churned_on tells); null is unknown, never zero",
        {name: _signal_words(name) for name in SIGNALS},
        _signals,
    ),
    "subscriptions": Table(
        "contracts and plans, running and ended",
        {"account_id": ACCOUNT, "plan": "", "product": "", "status": "null where unknown", "started_on": "", "ended_on": "",
         "cancelled_on": "", "term_start_on": "", "term_end_on": "", "auto_renew": "1 or 0", "billing": "", "seats": "seats",
         "mrr": "revenue a month [currency]", "currency": "", "discount": "%", "trial": "1 or 0"},
        _of_frame("subscriptions"),
    ),
    "invoices": Table(
        "bills",
        {"account_id": ACCOUNT, "number": "", "issued_on": "", "due_on": "", "paid_on": "null while open", "amount": "[currency]",
         "currency": "", "status": ""},
        _of_frame("invoices"),
    ),
    "tickets": Table(
        "support tickets",
        {"account_id": ACCOUNT, "ticket": "its number at the help desk", "subject": "", "status": "", "priority": "", "opened_at": "",
         "closed_at": "null while open", "escalated": "1 or 0", "satisfaction": "rating as given", "tags": "joined by ;"},
        _of_frame("tickets", ticket=pl.col("source_id")),
    ),
    "deals": Table(
        "renewals, expansions and new business of the CRM",
        {"account_id": ACCOUNT, "name": "", "kind": "", "stage": "", "amount": "[currency]", "currency": "", "created_on": "",
         "close_on": "planned", "closed_on": "null while open", "won": "1 or 0, null while open", "owner": "", "lost_reason": ""},
        _of_frame("deals"),
    ),
    "people": Table(
        "people at customers, without their addresses",
        {"account_id": ACCOUNT, "name": "", "title": "", "role": "champion, sponsor ...", "language": "", "left_on": "null while there",
         "opted_out": "1 or 0", "undeliverable": "1 or 0", "has_address": "1 or 0: whether an e-mail address is known"},
        _of_frame("people", has_address=pl.col("email").is_not_null()),
    ),
    "messages": Table(
        "e-mails, posts and replies",
        {"account_id": ACCOUNT, "sent_at": "", "channel": "", "inbound": "1 where the customer wrote it",
         "outbound": "1 where one of us did",
         "automatic": "1 or 0", "sender_name": "", "our_person": "", "subject": "", "body": "the text, its beginning"},
        _of_frame("messages", sender_name=_no_address("sender_name"), our_person=_no_address("ours")),
    ),
    "meetings": Table(
        "meetings with customers",
        {"account_id": ACCOUNT, "held_at": "", "kind": "", "status": "", "minutes": "minutes", "held_by": "our person", "title": "",
         "notes": "the text, its beginning"},
        _of_frame("meetings"),
    ),
    "surveys": Table(
        "answers to surveys",
        {"account_id": ACCOUNT, "kind": "nps, csat ...", "score": "as given", "most": "the best score there is", "comment": "",
         "answered_at": ""},
        _of_frame("surveys"),
    ),
    "wishes": Table(
        "what customers said they want",
        {"account_id": ACCOUNT, "outcome": "", "metric": "", "baseline": "", "target": "", "unit": "", "quote": "", "stated_on": "",
         "stated_by": ""},
        _of_frame("desired_outcomes"),
    ),
    "team": Table(
        "our people",
        {"name": "", "role": "", "weekly_hours": "hours", "skills": "joined by ;", "languages": "joined by ;", "time_zone": ""},
        _of_frame("team"),
    ),
    "drafts": Table(
        "what the agents proposed, how it was routed, and what a person decided",
        {"draft_id": "", "account_id": ACCOUNT, "made_on": "", "agent": "", "play": "", "kind": "message or task", "channel": "",
         "subject": "", "reason": "why now", "stakes": "low, medium or high", "expires_on": "",
         "route": "agent, agent_with_review, human_with_draft, human_only, held or rejected", "route_why": "",
         "for_person": "who is to handle it",
         "state": "waiting (for a person), decided, done by a person, no longer asked, expired, stopped, else its route",
         "decision": "approve, edit or reject; null while undecided", "decided_at": "", "decided_by": "", "decision_reason": "",
         "edited_percent": "% of the characters that a person changed"},
        _drafts,
    ),
    "sent": Table(
        "attempts to send what was approved",
        {"account_id": ACCOUNT, "draft_id": "", "at": "", "status": "sent, failed or skipped", "why": "", "agent": "", "channel": "",
         "kind": "message or task", "subject": "", "approved_by": "a person, or autonomy"},
        _sent,
    ),
    "tasks": Table(
        "work for our people",
        {"task_id": "", "account_id": ACCOUNT, "draft_id": "", "agent": "who called it in", "for_person": "", "title": "", "due_on": "",
         "minutes": "expected [minutes]", "created_at": "", "minutes_logged": "minutes", "done": "1 or 0: whether a touch finished it"},
        _tasks,
    ),
    "touches": Table(
        "contact that our people logged",
        {"account_id": ACCOUNT, "task_id": "", "at": "", "mode": "call, workshop, meeting, email ...", "minutes": "minutes",
         "two_way": "1 or 0", "by_person": "", "result": ""},
        _of_history("touch", "at", by_person="by"),
    ),
    "outcomes": Table(
        "what happened after an action or a touch",
        {"account_id": ACCOUNT, "observed_on": "", "agent": "", "kind": "replied, renewed, churned, silence ...",
         "good": "1, 0, or null where it is neither", "detail": ""},
        _of_history("outcome", "observed_on"),
    ),
}  # fmt: skip
