"""What people decide, what is done about it and by whom, what came of it, and what is noticed in all that."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field, FiniteFloat

from cs_core.records.base import Record


class Decision(Record):
    """A person's word on a proposal."""

    id: str
    proposal_id: str
    decision: Literal["approve", "edit", "reject"]
    by: str
    decided_at: datetime
    body: str | None = None
    """The text as edited; None where it was left as drafted."""
    reason: str = ""
    edit_distance: float = Field(default=0.0, ge=0, le=1, allow_inf_nan=False)
    """Share of characters changed: 0 sent as drafted, 1 rewritten."""
    seconds: float | None = None


class Action(Record):
    """Something to be done in the world, written before it is done and keyed so that it happens once."""

    id: str
    proposal_id: str
    account_id: str
    agent: str
    kind: Literal["message", "task"]
    channel: str
    recipient: str | None
    subject: str
    body: str
    created_at: datetime
    authorised_by: str
    """The person who approved it, or ``autonomy`` where an earned level did."""


class Delivery(Record):
    """One attempt at an action, and how it ended."""

    id: str
    action_id: str
    at: datetime
    status: Literal["sent", "failed", "skipped"]
    via: str
    why: str = ""


class Task(Record):
    """Work for a person: made when a route calls one in, or by hand."""

    id: str
    account_id: str
    proposal_id: str | None
    agent: str
    assignee: str  # a name of the team, or ``unassigned``
    title: str
    brief: str
    due_on: date
    minutes: float = Field(ge=0, allow_inf_nan=False)  # expected effort
    created_at: datetime


class Touch(Record):
    """Contact of a person with a customer, logged by that person."""

    id: str
    account_id: str
    task_id: str | None
    mode: str  # ``call``, ``workshop``, ``meeting``, ``email`` ...
    minutes: float = Field(gt=0, le=24 * 60, allow_inf_nan=False)
    two_way: bool
    by: str
    at: datetime
    result: str = ""
    done: bool = True  # whether the task is finished by it


class Outcome(Record):
    """What happened after an action or a touch, read back from later imports."""

    id: str
    account_id: str
    cause_id: str  # the action or touch it follows
    agent: str
    kind: str
    """``replied``, ``usage_recovered``, ``ticket_closed``, ``renewed``, ``churned``, ``expanded``, ``silence`` ..."""
    good: bool | None
    observed_on: date
    detail: str = ""


class Finding(Record):
    """What the orchestrator agent noticed, with figures and an action; the same (`about`) is said again once its figure (`size`) moves."""

    id: str
    cycle_id: str
    kind: str
    says: str
    action: str  # what to do about it, in words
    page: str = ""  # the page of the console where that is done
    act: dict | None = None
    """What one click does about it, for `leadership.act`: ``{"do": "set_level", ...}``; None where it takes more than a click."""
    about: str = ""
    size: FiniteFloat = 0.0
