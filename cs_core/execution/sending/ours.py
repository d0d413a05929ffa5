"""Mail to our own people, such as the weekly digest: the same channel and the same rows as mail to customers, and no agent's action.

It goes out where a leader set e-mail to send what a person approved; else it waits in the outbox. Each is sent once, by its id.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.team import leads
from cs_core.errors import BadInput, Refused
from cs_core.execution.sending.attempts import pasts
from cs_core.execution.sending.channels import Mail
from cs_core.execution.sending.connect import OUTBOX, live
from cs_core.execution.sending.delivery import carry_out, outbox_of
from cs_core.execution.sending.outbox import put_message
from cs_core.records import Action, key_of
from cs_core.settings import Settings

ABOUT = "digest"
"""`agent` of such a mail."""


def leaders(snap: Snapshot, names: Sequence[str] = ()) -> list[dict]:
    """Rows of the team (name, email): those named, else those whose role says that they lead.

    Raises BadInput for a name that is none of ours or has no address, Refused where nobody leads, or where an address is a customer's.
    """
    team = {m["name"].lower(): m for m in snap.team.to_dicts()}
    if unknown := [n for n in names if n.strip().lower() not in team]:
        raise BadInput(f"{', '.join(unknown)} is not of the team: it goes to our own people only")
    found = [team[n.strip().lower()] for n in names] or [m for m in team.values() if leads(m["role"])]
    if not found:
        raise Refused("Nobody of the team leads it by their role: name who gets it with --to NAME")
    if without := [m["name"] for m in found if "@" not in (m["email"] or "")]:
        raise BadInput(f"No address is known of {', '.join(without)}: add it on the Coverage page")
    theirs = set(snap.people["email"].drop_nulls().str.to_lowercase())
    if customers := [m["email"] for m in found if m["email"].lower() in theirs]:
        raise Refused(f"{', '.join(customers)} is known as a customer's address: a digest never goes to a customer")
    return found


def message(recipient: dict, subject: str, body: str, *, key: str, by: str, now: datetime) -> Action:
    """A mail to one of ours, authorised by a person; the same key to the same address is the same mail."""
    if not by.strip():
        raise BadInput("Say who authorises it: --by NAME")
    return Action(
        id=key_of(ABOUT, key, recipient["email"].lower()), proposal_id="", account_id="", agent=ABOUT, kind="message", channel="email",
        recipient=recipient["email"], subject=subject, body=body, created_at=now, authorised_by=by.strip(),
    )  # fmt: skip


def send(store: Store, settings: Settings, mails: Sequence[Action], *, now: datetime) -> dict:
    """Send each once: ``{"sent": [address], "skipped": [address], "failed": [{"to", "why"}], "waiting", "by_way"}``.

    `by_way` is ``email`` where it went out, ``outbox`` where it lies as a file.
    """
    store.need("delivery")
    on = live(store, settings)
    past = pasts(store, [m.id for m in mails])
    due = [m for m in mails if not past[m.id].over and not past[m.id].stuck]
    ways = {m.id: "email" if on.way(m) == "email" else OUTBOX for m in due}
    with ExitStack() as stack:
        senders = {OUTBOX: lambda mail: "outbox/" + put_message(outbox_of(store, settings), mail)}
        if "email" in ways.values():
            senders["email"] = stack.enter_context(Mail(settings.smtp_url, ca=settings.smtp_ca)).send
        ended, waiting = carry_out(store, [(m, past[m.id].tries, ways[m.id]) for m in due], senders, {}, now)
    to = {m.id: m.recipient for m in mails}
    failed = [{"to": to[d.action_id], "why": d.why} for d in ended if d.status == "failed"]
    failed += [{"to": m.recipient, "why": past[m.id].last.why} for m in mails if past[m.id].stuck]
    return {
        "sent": [to[d.action_id] for d in ended if d.status == "sent"], "skipped": [m.recipient for m in mails if past[m.id].over],
        "failed": failed, "waiting": waiting, "by_way": sorted(set(ways.values())),
    }  # fmt: skip
