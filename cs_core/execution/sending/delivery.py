"""Delivery: does what was approved, once. An action exists only where a person or an earned level allowed it.

Each attempt to send leaves two rows: one before (failed: started, end unknown) and one after. Of two processes only one can write
the first, so only one sends. Where a kill falls between sending and the second row nobody can tell whether the message went out:
it is then reported, and not sent again until a person settles it. Files of the outbox are named by the action: writing one twice
is harmless. Which way an action takes: see `connect`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import polars as pl

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.taken_back import is_taken_back
from cs_core.context.written_to import why_not
from cs_core.execution.sending.about import About, about
from cs_core.execution.sending.attempts import ATTEMPTS, UNKNOWN_END, open_ids, pasts, row_id
from cs_core.execution.sending.channels import Mail
from cs_core.execution.sending.connect import OUTBOX, live
from cs_core.execution.sending.crm_files import check_crms, put_crm
from cs_core.execution.sending.invites import as_event, asks_for_call
from cs_core.execution.sending.outbox import put_call, put_message, put_tasks, put_text
from cs_core.execution.sending.refusals import BusyError, NotSentError
from cs_core.execution.sending.webhooks import check_address, client, post_signed, post_to_slack
from cs_core.progress import Progress, silent
from cs_core.records import Action, Delivery
from cs_core.settings import Settings

__all__ = ["ATTEMPTS", "UNKNOWN_END", "carry_out", "deliver", "outbox_of"]

TASKS_FILE = "outbox/tasks.csv"
"""`via` of a task that waits in the outbox."""

NO_WAY = "none"
"""`via` of what was stopped: its reader is out of reach since somebody let it out."""

Send = Callable[[Action], str]
"""Sends one action and says by what way."""
Stopped = Callable[[Store, Sequence[Action], date], Mapping[str, str]]
"""Actions by a day -> the ids of those that must not go any more, and why: what came to be known since somebody let them out."""


def deliver(
    store: Store, settings: Settings, *, now: datetime, clock: Callable[[], datetime] | None = None, progress: Progress = silent,
    stopped: Stopped | None = None,
) -> dict:  # fmt: skip
    """Send what is due: ``{"sent", "skipped", "failed": [{"action_id", "why"}], "waiting"}``.

    `skipped` counts what was sent or stopped before, too; `waiting` what a busy channel left for the next run. `clock` is the wall's
    (UTC), which a signed webhook needs; `now` is the store's. What is `stopped` is skipped with its reason. A stop by `progress` falls
    between two. Raises BadInput where an address in the environment cannot be used.
    """
    store.need("delivery")
    way = live(store, settings).way
    past = pasts(store, open_ids(store))
    actions = store.records(Action, id=list(past))
    stuck = [{"action_id": a.id, "why": past[a.id].last.why} for a in actions if past[a.id].stuck]
    due = [(a, past[a.id].tries, way(a)) for a in actions if not past[a.id].stuck]
    tasks = [a for a, _, to in due if a.kind == "task" and to == OUTBOX]
    snap = snapshot(store, now.date())
    with ExitStack() as stack:
        senders = _senders(store, settings, stack, about(snap, [a for a, _, _ in due]), clock or (lambda: now))
        if tasks:
            put_tasks(outbox_of(store, settings), [*_tasks_before(store), *tasks])
        try:
            late = stopped(store, [a for a, _, _ in due], now.date()) if stopped and due else {}
            ended, waiting = carry_out(store, due, senders, _barred(snap, due) | late, now, progress)
        finally:  # of what went out before a stop the files say so too
            put_crm(outbox_of(store, settings), snap, settings.crm, tasks=tasks, now=now)
    failed = [{"action_id": d.action_id, "why": d.why} for d in ended if d.status == "failed"] + stuck
    sent = sum(d.status == "sent" for d in ended)
    return {"sent": sent, "skipped": store.count("action") - sent - len(failed) - waiting, "failed": failed, "waiting": waiting}


def carry_out(
    store: Store, due: Sequence[tuple[Action, int, str]], senders: Mapping[str, Send], barred: Mapping, now: datetime,
    progress: Progress = silent,
) -> tuple[list[Delivery], int]:
    """How each of `due` (action, attempts before, way) ended, and how many a busy way left for the next run.

    `barred`: action id -> why it does not go.
    """
    if any(to != OUTBOX for _, _, to in due):
        store.durable()
    ended: list[Delivery] = []
    busy: set[str] = set()
    waiting = 0
    for n, (action, tries, to) in enumerate(due):
        progress(n / len(due), f"{n + 1:,} of {len(due):,}, by {to}")
        if to in busy:
            waiting += 1
            continue
        row = _once(store, action, tries, senders[to], to=to, barred=barred, now=now)
        ended += [row] if row else []
        busy |= {to} if row and row.via.startswith(BusyError.word) else set()
    return ended, waiting


def outbox_of(store: Store, settings: Settings) -> Path:
    """The outbox's folder: as set, else beside the store."""
    return settings.outbox or store.beside("outbox")


def _once(store: Store, action: Action, tries: int, send: Send, *, to: str, barred: Mapping, now: datetime) -> Delivery | None:
    """One attempt with its rows; None where another process has it in hand, or a person took it back since it was chosen."""
    if is_taken_back(store, "action", action.id):
        return None
    if action.id in barred:
        return _note(store, action, tries, now=now, status="skipped", via=NO_WAY, why=barred[action.id])
    if to != OUTBOX:
        begun = row_id(action.id, tries, "begun")
        row = Delivery(id=begun, action_id=action.id, at=now, status="failed", via=f"started {to}", why=UNKNOWN_END)
        if not store.append("delivery", [row]):
            return None
    try:
        via = send(action)
    except NotSentError as error:
        return _note(store, action, tries, now=now, status="failed", via=f"{error.word} {to}", why=f"refused: {error}"[:300])
    except (OSError, ValueError) as error:
        if to == OUTBOX:
            return _note(store, action, tries, now=now, status="failed", via="refused outbox", why=f"{type(error).__name__}: {error}"[:300])
        return _note(store, action, tries, now=now, status="failed", via=f"started {to}", why=f"{UNKNOWN_END} ({error})"[:300])
    return _note(store, action, tries, now=now, status="sent", via=via)


def _note(store: Store, action: Action, tries: int, *, now: datetime, status: str, via: str, why: str = "") -> Delivery | None:
    """The row after; None where another process wrote it first."""
    ended = Delivery(id=row_id(action.id, tries, "ended"), action_id=action.id, at=now, status=status, via=via, why=why)
    return ended if store.append("delivery", [ended]) else None


def _senders(
    store: Store, settings: Settings, stack: ExitStack, told: Mapping[str, About], clock: Callable[[], datetime]
) -> dict[str, Send]:
    """Way -> how it sends; of e-mail the session is opened at its first message. Raises BadInput before anything is sent."""
    folder, on = outbox_of(store, settings), live(store, settings).on
    mail = stack.enter_context(Mail(settings.smtp_url, ca=settings.smtp_ca)) if "email" in on else None
    slack = check_address(settings.slack_webhook, "CS_SLACK_WEBHOOK") if "slack" in on else ""
    hook = check_address(settings.webhook_url, "CS_WEBHOOK_URL") if "webhook" in on else ""
    http = stack.enter_context(client()) if slack or hook else None
    check_crms(settings.crm)

    def put(action: Action) -> str:
        if asks_for_call(action, told[action.id]):
            put_call(folder, action, as_event(action, told[action.id]))
        if action.kind == "task":
            return TASKS_FILE
        return "outbox/" + (put_text(folder, action) if action.channel == "slack" else put_message(folder, action))

    senders: dict[str, Send] = {
        OUTBOX: put,
        "slack": lambda action: post_to_slack(http, slack, action, told[action.id]),
        "webhook": lambda action: post_signed(http, hook, settings.webhook_secret, action, told[action.id], at=clock()),
    }
    return senders | ({"email": mail.send} if mail else {})


def _tasks_before(store: Store) -> Iterable[Action]:
    """Tasks that stand in the outbox's file already, in the order in which they were written."""
    return store.records(Action, id=store.frame("delivery", "action_id", via=TASKS_FILE)["action_id"].to_list())


def _barred(snap: Snapshot, due: Sequence[tuple[Action, int, str]]) -> dict[str, str]:
    """Message -> why nothing goes to its reader any more: opted out, left, or mail came back since it was approved."""
    messages = [a for a, _, _ in due if a.kind == "message"]
    if not messages:
        return {}
    people = snap.people.filter(
        pl.col("email").is_not_null(),
        pl.any_horizontal(pl.col("opted_out", "undeliverable").fill_null(False), pl.col("left_on").is_not_null()),
    )
    rows = people.select("account_id", "email", "left_on", "opted_out", "undeliverable").iter_rows(named=True)
    closed = {(row["account_id"], row["email"].lower()): why for row in rows if (why := why_not(row, snap.as_of))}
    return {a.id: why for a in messages if (why := closed.get((a.account_id, (a.recipient or "").lower())))}
