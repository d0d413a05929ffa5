"""Delivery: does what was approved, once. An action exists only where a person or an earned level allowed it.

Each attempt to send leaves two rows: one before (failed: started, end unknown) and one after. Of two processes only one can write
the first, so only one sends. Where a kill falls between sending and the second row nobody can tell whether the message went out:
it is then reported, and not sent again. Files of the outbox are named by the action: writing one twice is harmless.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl

from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.execution.channels import Mail, NotSentError, post_to_slack
from cs_core.execution.outbox import put_message, put_tasks, put_text
from cs_core.records import Action, Delivery, key_of
from cs_core.settings import Settings

ATTEMPTS = 3
"""So often is an action tried that the other side refused."""

UNKNOWN_END = "started, end unknown: it may have been sent; look in the mailbox before you send it by hand"

Send = Callable[[Action], str]
"""Sends one action and says by what way."""


def deliver(store: Store, settings: Settings, *, now: datetime) -> dict:
    """Send what is due: ``{"sent", "skipped", "failed": [{"action_id", "why"}]}``; `skipped` counts what was sent or stopped before, too.

    Messages go to the outbox unless SMTP (for e-mail) or a webhook (for Slack) is set; tasks always go to the outbox's tasks.csv.
    """
    actions = store.records(Action)
    past = _attempts(store)
    due = [a for a in actions if _is_due(past.get(a.id, []), _is_local(a, settings))]
    stuck = [{"action_id": a.id, "why": past[a.id][-1][-1].why} for a in actions if a.id in past and _is_stuck(past[a.id]) and a not in due]
    barred = _barred(store, now) if any(a.kind == "message" for a in due) else {}
    if any(a.kind == "task" for a in due):
        put_tasks(outbox_of(store, settings), [a for a in actions if a.kind == "task"])
    ended: list[Delivery] = []
    with _mail(settings) as mail:
        send = _sender(store, settings, mail)
        for action in due:
            end = _once(store, action, len(past.get(action.id, [])), send, barred=barred, local=_is_local(action, settings), now=now)
            ended += [end] if end else []
    failed = [{"action_id": d.action_id, "why": d.why} for d in ended if d.status == "failed"]
    sent = sum(d.status == "sent" for d in ended)
    return {"sent": sent, "skipped": len(actions) - sent - len(failed) - len(stuck), "failed": failed + stuck}


def outbox_of(store: Store, settings: Settings) -> Path:
    """The outbox's folder: as set, else beside the store."""
    return settings.outbox or store.path.with_suffix(".outbox")


def _once(store: Store, action: Action, tries: int, send: Send, *, barred: dict, local: bool, now: datetime) -> Delivery | None:
    """One attempt with its rows; None where another process has it in hand."""
    why_not = barred.get((action.account_id, (action.recipient or "").lower())) if action.kind == "message" else None
    if why_not:
        return _note(store, action, tries, now=now, status="skipped", via="none", why=why_not)
    if not local:
        begun = Delivery(id=_id(action, tries, "begun"), action_id=action.id, at=now, status="failed", via="started", why=UNKNOWN_END)
        if not store.append("delivery", [begun]):
            return None
    try:
        via = send(action)
    except NotSentError as error:
        return _note(store, action, tries, now=now, status="failed", via="refused", why=f"refused: {error}"[:300])
    except (OSError, ValueError) as error:
        why = f"{UNKNOWN_END} ({type(error).__name__})" if not local else f"{type(error).__name__}: {error}"[:300]
        return _note(store, action, tries, now=now, status="failed", via="started" if not local else "refused", why=why)
    return _note(store, action, tries, now=now, status="sent", via=via)


def _note(store: Store, action: Action, tries: int, *, now: datetime, status: str, via: str, why: str = "") -> Delivery | None:
    """The row after; None where another process wrote it first."""
    ended = Delivery(id=_id(action, tries, "ended"), action_id=action.id, at=now, status=status, via=via, why=why)
    return ended if store.append("delivery", [ended]) else None


def _sender(store: Store, settings: Settings, mail: Mail | None) -> Send:
    folder = outbox_of(store, settings)

    def send(action: Action) -> str:
        if action.kind == "task":
            return "outbox/tasks.csv"
        if action.channel == "slack":
            return post_to_slack(settings.slack_webhook, action) if settings.slack_webhook else "outbox/" + put_text(folder, action)
        return mail.send(action) if mail else "outbox/" + put_message(folder, action)

    return send


class _NoMail:
    """Stands where no SMTP server is set."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _mail(settings: Settings) -> Mail | _NoMail:
    return Mail(settings.smtp_url) if settings.smtp_url else _NoMail()


def _is_local(action: Action, settings: Settings) -> bool:
    """Whether it only writes a file: harmless to repeat."""
    out = settings.slack_webhook if action.channel == "slack" else settings.smtp_url
    return action.kind == "task" or not out


def _attempts(store: Store) -> dict[str, list[list[Delivery]]]:
    """Action -> its attempts, each a list of one or two rows."""
    found: dict[str, list[list[Delivery]]] = {}
    for row in store.records(Delivery):
        tries = found.setdefault(row.action_id, [])
        if tries and row.id == _id_of(row.action_id, len(tries) - 1, "ended"):
            tries[-1].append(row)
        else:
            tries.append([row])
    return found


def _is_due(tries: list[list[Delivery]], local: bool) -> bool:
    if any(row.status in ("sent", "skipped") for rows in tries for row in rows):
        return False
    return len(tries) < ATTEMPTS and (local or not _ended_unknown(tries))


def _ended_unknown(tries: list[list[Delivery]]) -> bool:
    return bool(tries) and tries[-1][-1].via == "started"


def _is_stuck(tries: list[list[Delivery]]) -> bool:
    """Not sent, and not tried again by itself."""
    return tries[-1][-1].status == "failed" and (_ended_unknown(tries) or len(tries) >= ATTEMPTS)


def _barred(store: Store, now: datetime) -> dict[tuple[str, str], str]:
    """(account, address) -> why nothing goes there any more: opted out, left, or mail came back since the message was approved."""
    people = snapshot(store, now.date()).people.filter(
        pl.col("email").is_not_null(),
        pl.any_horizontal(pl.col("opted_out", "undeliverable").fill_null(False), pl.col("left_on").is_not_null()),
    )
    rows = people.select("account_id", "email", "left_on", "opted_out").iter_rows()
    other = {True: "opted out of our mail"}
    return {(account, email.lower()): f"left on {left}" if left else other.get(out, "mail came back") for account, email, left, out in rows}


def _id(action: Action, tries: int, end: str) -> str:
    return _id_of(action.id, tries, end)


def _id_of(action_id: str, tries: int, end: str) -> str:
    return key_of("delivery", action_id, tries, end)
