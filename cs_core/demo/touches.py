"""What the vendor's people and campaigns did in the past: every touch of the course, as a meeting or as a mail."""

from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.mess import untidy
from cs_core.demo.people import Contact
from cs_core.demo.weeks import timestamp, workday
from cs_core.demo.world import World

PURPOSES = ("Check-in", "Business review", "Onboarding", "Renewal")


class Touch(NamedTuple):
    """One touch by a person of the team."""

    account: int
    week: int
    day: int
    by: vendor.Member
    to: Contact | None
    purpose: str
    """One of PURPOSES."""
    mail: bool


class Booking(NamedTuple):
    """A meeting as it was planned."""

    touch: Touch
    outcome: str
    """Completed, No show or Canceled."""
    at: int
    """Its beginning in seconds since 1970."""
    minutes: int
    logged: bool
    """Whether somebody entered it in the CRM."""


def touches(w: World) -> list[Touch]:
    """Each human touch of the course: two in three are meetings, the others mails."""
    rng, c = w.rng("touches"), w.course
    account, week = np.nonzero(c.human)
    day = np.maximum(workday(w.weeks.starts(week) + rng.integers(0, 7, len(week))), w.who.start[account])
    pool = np.where(w.who.owner[account] >= 0, w.who.owner[account], rng.integers(3, len(vendor.TEAM), len(week)))
    purpose = _purposes(w, account, week, rng)
    mail, pick = rng.random(len(week)) < 0.33, rng.integers(0, 64, len(week)).tolist()
    rows = zip(account.tolist(), week.tolist(), day.tolist(), pool.tolist(), purpose.tolist(), mail.tolist(), pick, strict=True)
    return [
        Touch(a, t, d, vendor.TEAM[p], _whom(w, a, t, k), PURPOSES[why], m and _whom(w, a, t, k) is not None)
        for a, t, d, p, why, m, k in rows
    ]


def _whom(w: World, account: int, week: int, pick: int) -> Contact | None:
    """The champion two times in three, else anybody who is there."""
    return (w.people.champion(account, week) if pick % 3 else None) or w.people.someone(account, week, pick)


def _purposes(w: World, account: np.ndarray, week: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    last = w.weeks.count - 1
    soon = np.zeros(len(account), bool)
    for ahead in range(7):
        soon |= (w.course.deciding[account, np.minimum(week + ahead, last)] > 0) & ~w.who.monthly[account]
    review = (rng.random(len(account)) < 0.25) & (w.who.segment[account] < 2)
    return np.select([week - w.course.began[account] < 12, soon, review], [2, 3, 1], 0)


def bookings(w: World, all_touches: list[Touch]) -> list[Booking]:
    """The touches that were meetings, and those that were planned and did not take place, a week before."""
    rng = w.rng("meetings")
    held = [t for t in all_touches if not t.mail]
    rows = [(t, "Completed") for t in held]
    rows += [(t, "No show" if at % 3 else "Canceled") for at, t in enumerate(held) if rng.random() < 0.1]
    seconds = 900 * rng.integers(34, 66, len(rows))
    forgotten = w.rng("not logged").random(len(rows)) < 0.08
    found = []
    for (t, outcome), second, lost in zip(rows, seconds.tolist(), forgotten.tolist(), strict=True):
        day = t.day - (0 if outcome == "Completed" else 7)
        at = day * 86_400 + second + LATER.get(t.by.zone, 0)
        recent = outcome == "Completed" and w.weeks.end - day < CALENDAR_DAYS and t.to is not None
        found.append(Booking(t, outcome, at, MINUTES.get(t.purpose, 30), not (recent and lost)))
    return sorted(found, key=lambda b: (b.at, b.touch.account))


def meetings(w: World, booked: list[Booking]) -> pl.DataFrame:
    """meetings.csv: the bookings, except the few of the last quarter that nobody logged and only a calendar knows."""
    number = {p.email: str(61_000_000_000 + 13 * at) for at, p in enumerate(w.people.contacts)}
    logged = [b for b in booked if b.logged]
    rows = [_meeting(w, b, str(77_000_000_000 + 19 * at), number) for at, b in enumerate(logged)]
    when = np.array([b.at for b in logged], "int64")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(MEETING, pl.String))
    frame = frame.with_columns(pl.Series("Activity date", timestamp(when // 86_400, when % 86_400, form="minute")))
    return untidy(frame, w.rng("meeting rows"), key="Record ID", date="Activity date", altered=("Duration (minutes)", "999"))


def _meeting(w: World, b: Booking, record: str, number: dict[str, str]) -> dict:
    t = b.touch
    return {
        "Record ID": record,
        "Meeting name": f"{t.purpose}: {w.who.name[t.account]}",
        "Meeting type": t.purpose,
        "Meeting outcome": b.outcome,
        "Activity date": "",
        "Duration (minutes)": str(b.minutes),
        "Activity assigned to": t.by.name,
        "Associated Company IDs": w.ids.crm[t.account],
        "Associated Contact IDs": number[t.to.email] if t.to else "",
    }


CALENDAR_DAYS = 91
"""How far back the team's calendars were exported."""
MINUTES = {"Business review": 60, "Onboarding": 45, "Renewal": 45}
LATER = {"America/Chicago": 5 * 3600}
"""Seconds by which the working day of a zone begins after Europe's."""
MEETING = (
    "Record ID", "Meeting name", "Meeting type", "Meeting outcome", "Activity date", "Duration (minutes)", "Activity assigned to",
    "Associated Company IDs", "Associated Contact IDs",
)  # fmt: skip
