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


def meetings(w: World, all_touches: list[Touch]) -> pl.DataFrame:
    """meetings.csv: the touches that were meetings, and those that were planned and did not take place."""
    rng = w.rng("meetings")
    held = [t for t in all_touches if not t.mail]
    number = {p.email: str(61_000_000_000 + 13 * at) for at, p in enumerate(w.people.contacts)}
    rows = [_meeting(w, t, "Completed", number) for t in held]
    rows += [_meeting(w, t, "No show" if at % 3 else "Canceled", number) for at, t in enumerate(held) if rng.random() < 0.1]
    n = len(rows)
    frame = pl.DataFrame(rows, schema={name: pl.String if name != "day" else pl.Int64 for name in MEETING})
    day = frame["day"].to_numpy() - np.where(frame["Meeting outcome"].to_numpy() == "Completed", 0, 7)
    frame = frame.with_columns(pl.Series("Activity date", timestamp(day, 900 * rng.integers(34, 66, n), form="minute")))
    ids = pl.Series("Record ID", [str(77_000_000_000 + 19 * i) for i in range(n)])
    frame = frame.drop("day").sort("Activity date", "Associated Company IDs").with_columns(ids)
    return untidy(frame, rng, key="Record ID", date="Activity date", altered=("Duration (minutes)", "999"))


def _meeting(w: World, t: Touch, outcome: str, number: dict[str, str]) -> dict:
    minutes = {"Business review": 60, "Onboarding": 45, "Renewal": 45}.get(t.purpose, 30)
    return {
        "Record ID": "",
        "Meeting name": f"{t.purpose}: {w.who.name[t.account]}",
        "Meeting type": t.purpose,
        "Meeting outcome": outcome,
        "Activity date": "",
        "Duration (minutes)": str(minutes),
        "Activity assigned to": t.by.name,
        "Associated Company IDs": w.ids.crm[t.account],
        "Associated Contact IDs": number[t.to.email] if t.to else "",
        "day": t.day,
    }


MEETING = (
    "Record ID", "Meeting name", "Meeting type", "Meeting outcome", "Activity date", "Duration (minutes)", "Activity assigned to",
    "Associated Company IDs", "Associated Contact IDs", "day",
)  # fmt: skip
