"""The outbox: a folder in which messages, calls and tasks wait for a person to send or import them. Nothing leaves the machine."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from cs_core.records import Action

TASK_COLUMNS = ("id", "account_id", "agent", "subject", "body", "created_at", "authorised_by")
_FORMULA = re.compile(r"^(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])|(?<=[;\t\r\n])(?=\s*[=+@\uff1d\uff0b\uff20]|\s*-\S)")
"""Where a cell begins a formula, or would once a spreadsheet cuts it at a semicolon, a tab or a line's end. "- " begins a bullet."""


def message_id(action_id: str) -> str:
    """Of the message that an action becomes, without its brackets: by it answers and bounces are told."""
    return f"{action_id}@actions.cs-console"


def as_email(action: Action, *, sender: str = "", reply_to: str = "") -> EmailMessage:
    """The message as it would be sent; its Message-ID follows from the action, so that a duplicate can be told by any mail system.

    Raises ValueError where an address or the subject would break out of its header.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = f"<{message_id(action.id)}>"
    mail["Date"] = action.created_at
    if sender:
        mail["From"] = sender
    if reply_to:
        mail["Reply-To"] = reply_to
    mail["To"] = action.recipient
    mail["Subject"] = " ".join(action.subject.split())
    mail["X-CS-Action"] = action.id
    mail.set_content(action.body)
    return mail


def put_message(folder: Path, action: Action) -> str:
    """Write the message as an .eml that mail programs open as an unsent draft. Returns the file's name; writing twice is harmless."""
    # No From: who sends it is not known here, and a made-up sender is worse than none. X-Unsent lets a mail program open it as a
    # draft of its own user, whose address then stands there.
    mail = as_email(action)
    mail["X-Unsent"] = "1"
    return _write(folder / f"{_file_name(action)}.eml", mail.as_bytes())


def put_text(folder: Path, action: Action) -> str:
    """Write a Slack post as text."""
    return _write(folder / f"{_file_name(action)}.txt", f"{action.subject}\n\n{action.body}\n".encode())


def put_call(folder: Path, action: Action, event: bytes) -> str:
    """Write the calendar file of a call, named as the letter or task that asks for it."""
    return _write(folder / f"{_file_name(action)}.ics", event)


def put_tasks(folder: Path, actions: Iterable[Action]) -> str:
    """Write all tasks into one tasks.csv, the whole file anew. Returns its name."""
    rows = ([getattr(action, column) for column in TASK_COLUMNS] for action in actions)
    return put_table(folder / "tasks.csv", ("action_id", *TASK_COLUMNS[1:]), rows)


def put_table(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a CSV in UTF-8, all of it or nothing; no cell is a formula, None is empty. Returns the file's name."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(map(safe_cell, row) for row in rows)
    return _write(path, text.getvalue().encode())


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else "" if value is None else str(value)
    return _FORMULA.sub("'", text)


def _file_name(action: Action) -> str:
    """Ids are ours, but a name that leaves the folder must be impossible."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in action.id)[:80]


def _write(path: Path, content: bytes) -> str:
    """All of the file or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(content)
    part.replace(path)
    return path.name
