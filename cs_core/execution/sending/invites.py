"""A call that somebody of ours should arrange: a calendar file beside the task or the letter. No time is made up, nobody is invited."""

import re
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from cs_core.execution.sending.about import About
from cs_core.records import Action

ASKS = re.compile(r"\b(?:calls?|meet|meets|meeting|workshop|business review|qbr|ebr|kick-?off|appointment)\b", re.I)
"""Words of a subject or a play that ask for a conversation."""


def asks_for_call(action: Action, about: About) -> bool:
    """Whether it asks for a conversation, and a day is known by which."""
    return about.due_on is not None and bool(ASKS.search(f"{action.subject} {about.play}"))


def as_event(action: Action, about: About) -> bytes:
    """The day by which to speak, as a tentative entry that blocks no time; organiser, guests and hour are left to whoever opens it."""
    event = Event()
    event.add("uid", f"{action.id}@actions.cs-console")
    event.add("dtstamp", action.created_at.replace(tzinfo=UTC))
    event.add("dtstart", about.due_on)
    event.add("dtend", about.due_on + timedelta(days=1))
    event.add("summary", " ".join(f"{about.account or action.account_id}: {action.subject}".split()))
    event.add("description", _told(action, about))
    event.add("status", "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//CS console//Actions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def _told(action: Action, about: About) -> str:
    who = f"With: {action.recipient}" if action.recipient else ""
    length = f"Planned: {about.minutes:.0f} minutes" if about.minutes else ""
    why = f"Why: {about.reason}" if about.reason else ""
    return "\n".join([line for line in (who, length, why) if line] + ["", action.body]).strip()
