"""Zendesk's exports: organizations, users and tickets, one JSON object a line."""

import json
from random import Random

import numpy as np

from cs_core.demo import vendor
from cs_core.demo.people import Contact
from cs_core.demo.second_records import phoned
from cs_core.demo.ticket_words import reported, ticket_words
from cs_core.demo.weeks import timestamp
from cs_core.demo.world import World

DAY = 86_400
FIRST_AGENT = 410_000_001


def organizations(w: World) -> list[str]:
    """organizations.jsonl: three in ten lack the CRM's id, one in twenty its domain."""
    rng, n = w.rng("organizations"), w.who.size
    made = timestamp(w.who.start, rng.integers(8 * 3600, 17 * 3600, n), form="zulu").tolist()
    linked, domain = rng.random(n) < 0.7, rng.random(n) < 0.95
    linked |= ~domain
    rows = [
        {
            "id": int(w.ids.organization[at]),
            "name": w.who.name[at].upper() if at % 53 == 5 else w.who.name[at],
            "domain_names": [f"{w.who.slug[at]}.example"] if domain[at] else [],
            "external_id": w.ids.crm[at] if linked[at] else None,
            "created_at": made[at],
            "updated_at": made[at],
            "tags": [vendor.PLANS[w.who.plan[at]].name.lower()],
        }
        for at in range(n)
    ]
    rows += [call.organization for call in phoned(w)]
    return _untidy(rows, rng, altered=("tags", ["vip"]))


def users_and_tickets(w: World) -> tuple[list[str], list[str]]:
    """users.jsonl and tickets.jsonl. A user exists once they wrote, or were a contact that sales had copied in."""
    rng, dice = w.rng("tickets"), w.dice("tickets")
    cases = _cases(w, rng)
    ids: dict[str, int] = {}
    users = [_agent(at, m) for at, m in enumerate(vendor.TEAM)]
    tickets = [_ticket(w, case, ids, users, dice, number) for number, case in enumerate(cases)]
    for p in w.people.contacts:
        if p.email not in ids and dice.random() < 0.5:
            _user(w, p.account, p.email, p.name, ids, users)
    users += [_private_user(w, at, p) for at, p in enumerate(w.people.at_home)]
    for call in phoned(w):
        users.append(call.user)
        tickets.append(call.ticket)
    times = ("created_at", "updated_at", "solved_at")
    for name in times:
        stamps = timestamp(np.zeros(len(tickets), int), np.array([t[name] or 0 for t in tickets]), form="zulu").tolist()
        for t, stamp in zip(tickets, stamps, strict=True):
            t[name] = stamp if t[name] else None
    return _untidy(users, rng, altered=("name", "Unknown")), _untidy(tickets, rng, altered=("priority", None))


def _cases(w: World, rng: np.random.Generator) -> list[tuple]:
    """One entry a ticket in order of time: account, week, second it was made, second it was solved (0 open), complaint, fault (-1 none)."""
    c, weeks = w.course, w.weeks
    account, week = np.nonzero(c.tickets)
    times = c.tickets[account, week]
    first = np.concatenate([np.full(len(account), True), np.full(int(times.sum()) - len(account), False)])
    account, week = (np.concatenate([v, np.repeat(v, times - 1)]) for v in (account, week))
    before = np.where(week > 0, c.complaint[account, week - 1], False)
    complaint = first & c.complaint[account, week] & ~before
    made = (weeks.starts(week) + np.minimum(rng.integers(0, 7, len(week)), rng.integers(0, 7, len(week)))) * DAY + rng.integers(
        6, 18, len(week)
    ) * 3600
    made = np.maximum(made, w.who.start[account] * DAY + 9 * 3600) + rng.integers(0, 3600, len(week))
    solved = made + (np.exp(rng.normal(0.3, 0.9, len(week))) * DAY).astype(int)
    closes = np.array([_closes(c.complaint[a], t) for a, t in zip(account[complaint], week[complaint], strict=True)], int)
    solved[complaint] = np.where(closes < 0, 1 << 40, np.maximum(weeks.starts(closes) * DAY + 12 * 3600, made[complaint] + DAY))
    solved = np.where((solved >= (weeks.end + 1) * DAY) | (rng.random(len(week)) < 0.004), 0, solved)
    rows = zip(
        account.tolist(), week.tolist(), made.tolist(), solved.tolist(), complaint.tolist(), _faults(w, account, week, rng), strict=True
    )
    return sorted(rows, key=lambda row: (row[2], row[0]))


def _closes(open_weeks: np.ndarray, week: int) -> int:
    """The week in which a complaint that is open in `week` is closed, -1 if it still is."""
    closed = np.flatnonzero(~open_weeks[week:])
    return week + int(closed[0]) if len(closed) else -1


def _faults(w: World, account: np.ndarray, week: np.ndarray, rng: np.random.Generator) -> list[int]:
    """Which fault a ticket is about, for three in four tickets of accounts that one troubles."""
    about = np.full(len(account), -1)
    for at, (begins, ends) in enumerate(vendor.fault_weeks(w.weeks.count)):
        about[w.course.faulty[account, at] & (week >= begins) & (week < ends)] = at
    return np.where(rng.random(len(account)) < 0.75, about, -1).tolist()


def _ticket(w: World, case: tuple, ids: dict[str, int], users: list[dict], dice: Random, number: int) -> dict:
    account, week, made, solved, complaint, fault = case
    features = vendor.PLANS[w.who.plan[account]].features
    feature = vendor.FAULTS[fault].feature if fault >= 0 else vendor.FEATURE_KEYS[dice.randrange(features)]
    new = week - w.course.began[account] < 10
    topic = "complaint" if complaint else "fault" if fault >= 0 else dice.choice(TOPICS_NEW if new else TOPICS)
    person = w.people.someone(account, week, dice.randrange(64)) if dice.random() < 0.7 else None
    email, name = (person.email, person.name) if person else _seat_holder(w, account, dice)
    words = ticket_words(topic, feature, name.split()[0], dice)
    end = (w.weeks.end + 1) * DAY
    status = _status(solved, made, end, dice)
    return {
        "id": 24_001 + number,
        "subject": words.subject,
        "description": words.body,
        "status": status,
        "priority": dice.choice(("high", "urgent")) if complaint else dice.choice(PRIORITIES),
        "type": TYPES[topic],
        "requester_id": _user(w, account, email, name, ids, users),
        "assignee_id": None if status == "new" else FIRST_AGENT + dice.randrange(len(vendor.TEAM)),
        "organization_id": int(w.ids.organization[account]) if dice.random() < 0.96 else None,
        "created_at": made,
        "updated_at": solved or min(made + dice.randrange(3) * DAY + 900, end - 60),
        "solved_at": solved,
        "satisfaction_rating": {"score": _score(complaint, solved, w.course.engagement[account, week], dice)},
        "tags": [topic, feature, *(["escalation"] if complaint else []), *reported(topic, words.subject)],
        "via": {"channel": dice.choice(("email", "email", "web", "api"))},
    }


def _status(solved: int, made: int, end: int, dice: Random) -> str:
    if solved:
        return "closed" if end - solved > 28 * DAY else "solved"
    return "new" if end - made < DAY else dice.choice(("open", "open", "pending", "hold"))


def _score(complaint: bool, solved: int, engagement: float, dice: Random) -> str:
    """A third rate; complaints mostly badly."""
    if not solved or dice.random() > 0.5:
        return dice.choice(("offered", "unoffered"))
    return "bad" if dice.random() < (0.65 if complaint else 0.16 - 0.06 * float(engagement)) else "good"


def _seat_holder(w: World, account: int, dice: Random) -> tuple[str, str]:
    """Someone with a seat whom sales never met."""
    first, last = int(w.people.offset[account]), int(w.people.offset[account + 1])
    email = w.people.seat_email[first + min(2 + dice.randrange(max(last - first, 3)), last - first - 1)]
    return email, " ".join(part.rstrip("0123456789").capitalize() for part in email.split("@")[0].split("."))


def _user(w: World, account: int, email: str, name: str, ids: dict[str, int], users: list[dict]) -> int:
    """The user's id; on first sight the user is written down."""
    if email not in ids:
        ids[email] = 520_000_000 + 7 * len(ids)
        when = str(np.datetime64(max(int(w.who.start[account]), w.weeks.first), "D")) + "T09:00:00Z"
        users.append(
            {
                "id": ids[email],
                "name": name,
                "email": email.upper() if len(ids) % 41 == 0 else None if len(ids) % 97 == 0 else email,
                "organization_id": int(w.ids.organization[account]) if len(ids) % 29 else None,
                "role": "end-user",
                "created_at": when,
                "updated_at": when,
                "active": True,
            }
        )
    return ids[email]


def _private_user(w: World, at: int, p: Contact) -> dict:
    """Somebody whom support also knows by an address of their own."""
    when = str(np.datetime64(max(int(w.who.start[p.account]), w.weeks.first), "D")) + "T10:00:00Z"
    return {
        "id": 580_000_000 + 11 * at, "name": p.name, "email": p.private_email, "organization_id": int(w.ids.organization[p.account]),
        "role": "end-user", "created_at": when, "updated_at": when, "active": True,
    }  # fmt: skip


def _agent(at: int, member: vendor.Member) -> dict:
    made = "2021-01-04T09:00:00Z"
    return {
        "id": FIRST_AGENT + at, "name": member.name, "email": member.email, "organization_id": None, "role": "agent",
        "created_at": made, "updated_at": made, "active": True,
    }  # fmt: skip


def _untidy(rows: list[dict], rng: np.random.Generator, *, altered: tuple[str, object]) -> list[str]:
    """Lines of JSON with a few repeats, one id with two contents, one without an id, one with an unreadable date and one cut short."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if len(rows) < 8:
        return lines
    at = rng.integers(0, len(rows), 4 + len(rows) // 300)
    extra = [lines[i] for i in at[3:]]
    extra.append(json.dumps(rows[at[0]] | dict([altered]), ensure_ascii=False))
    extra.append(json.dumps(rows[at[1]] | {"id": None}, ensure_ascii=False))
    extra.append(json.dumps(rows[at[2]] | {"id": 1 + int(rows[at[2]]["id"]) * 10, "created_at": "0000-00-00"}, ensure_ascii=False))
    extra.append(lines[-1][: len(lines[-1]) // 2])
    return lines + extra


TOPICS = ("how-to", "how-to", "how-to", "access", "billing", "integration", "performance", "request", "request", "fault")
TOPICS_NEW = ("set-up", "set-up", "set-up", "how-to", "how-to", "access")
TYPES = {
    "fault": "problem", "complaint": "incident", "performance": "incident", "how-to": "question", "access": "question",
    "billing": "question", "integration": "problem", "set-up": "question", "request": "task",
}  # fmt: skip
PRIORITIES = ("low", "normal", "normal", "normal", "high", None)
