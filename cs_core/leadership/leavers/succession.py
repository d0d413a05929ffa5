"""A person of ours leaves: who takes what over, warm hand-offs with a brief each, one preview and one commit. Nothing is left unnamed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from cs_core.context.passed_on import PASSED_ON
from cs_core.context.shelves.narrow import briefs_of
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import spelt
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.leadership.coverage import edit_team
from cs_core.leadership.hours.continuity import HANDOFF_HOURS
from cs_core.leadership.hours.overrides import Instead, keep
from cs_core.leadership.leavers.handoffs import brief_of, questions
from cs_core.leadership.leavers.leaving import holdings
from cs_core.leadership.leavers.making_room import SPARE, Load, ends, gives_way, planned
from cs_core.leadership.leavers.successors import choose, wanted
from cs_core.orchestration.contact.unanswered import deputies, set_deputy, stand_in
from cs_core.orchestration.direction import direction
from cs_core.records import Task, key_of

WARM: tuple[str, ...] = ("renewal", "promise", "relationship", "meeting", "note")
"""Kinds of things for which the two meet the customer together, in the order in which they are given the leaver's hours."""
FIRST_DAYS = 5
"""Before a renewal the introduction comes within so many days: who negotiates should know them."""
WRITE_MINUTES, READ_MINUTES = 15.0, 15.0
"""What it takes to write down what one knows of an account, and to read a brief."""
AGENT = "leadership"


def propose(snap: Snapshot, name: str, last_day: date, *, chosen: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The preview: `items` (all that they hold, each with a new owner or why there is none), `accounts` in order of urgency with a brief
    each, hours that it asks of the leaver and that they have, `over` (person -> hours over theirs), `gives_way` (customers of the plan
    who are left to agents for it), and `says`. `chosen`: account -> a successor of the leader's own choice.

    Raises NotFound for somebody who is not of the team, BadInput for a last day that is past, Refused where it was done before.
    """
    _check(snap, name, last_day, chosen or {})
    held = holdings(snap, name)
    own = held.drop_nulls("account_id")
    order = _by_urgency(own)
    warm, short = _warm(snap, name, last_day, own, order)
    meet = _meet(snap, last_day, own, warm)
    hands, loads = choose(snap, name, wanted(snap, name, order, meet=meet), chosen=chosen)
    over = {person: load for person, load in loads.items() if load.taken and load.free < -SPARE}
    way = gives_way(planned(snap, without=order), over)
    accounts = _accounts(snap, name, last_day, own, order, hands, meet)
    items = [row | _new_owner(snap, name, row, hands) for row in held.to_dicts()]
    nobody = sum(item["to_person"] is None for item in items)
    return {
        "leaver": name, "last_day": last_day, "as_of": snap.as_of, "member": _member(snap, name),
        "items": items, "accounts": accounts, "warm": len(warm),
        "in_writing": len(order) - len(warm), "hours_asked": len(warm) * HANDOFF_HOURS, "hours_there": _hours_there(snap, name, last_day),
        "nobody": nobody, "says": _says(name, items, nobody, warm, short, over, way),
        "over": {person: -load.free for person, load in over.items()}, "gives_way": _named(snap, way),
    }  # fmt: skip


def leave(store: Store, made: Mapping[str, Any], *, by: str, now: datetime) -> dict[str, int]:
    """Commit a preview: succession rows, tasks for both sides, open work passed on and the team changed from the day after the last day;
    what gives way in the plan is overridden from the next cycle on, and can be taken back as any override can.

    Returns how many of each were written. Raises Refused where it was committed before.
    """
    name, last_day = made["leaver"], made["last_day"]
    if not by.strip():
        raise BadInput("say who decides it: --by NAME")
    snap = snapshot(store, made["as_of"]) if made["gives_way"] else None
    with store.transaction():
        _refuse_twice(store, name, made["as_of"])
        for row in made["gives_way"]:
            why = f"makes room in {row['person']}'s hours for what {name} leaves"
            keep(snap, row["account_id"], Instead(None), reason="capacity", why=why, by=by, now=now)
        about = {"leaver": name, "last_day_on": last_day, "by": by.strip(), "set_at": now}
        rows = [{k: a[k] for k in ("account_id", "to_person", "brief", "why")} | about for a in made["accounts"]]
        store.append("succession", [row | {"id": key_of("succession", name, row["account_id"], last_day)} for row in rows])
        tasks = [(account, task) for account in made["accounts"] for task in _tasks(made, account, now)]
        store.append("task", [task for _, task in tasks])
        undone = [t.model_dump() | {"work": t.id, "to_person": a["to_person"], "why": a["why"]} for a, t in tasks if t.assignee == name]
        handed = [row for item in (*made["items"], *undone) if (row := _handed(made, item))]
        store.append("handover", handed)
        for item in made["items"]:
            if item["kind"] == "deputy":
                team = {item["ref"].removeprefix("deputy:"), name} | ({item["to_person"]} - {None})
                set_deputy(store, item["ref"].removeprefix("deputy:"), item["to_person"], by=by, now=now, team=team)
        edit_team(store, made["member"] | {"leave_from_on": last_day + timedelta(days=1)}, by=by, now=now)
    return {"accounts": len(rows), "tasks": len(tasks), "passed_on": len(handed), "nobody": made["nobody"]}


def _member(snap: Snapshot, name: str) -> dict[str, Any]:
    return snap.team.filter(pl.col("name") == name).select("name", "weekly_hours").to_dicts()[0]


def _check(snap: Snapshot, name: str, last_day: date, chosen: Mapping[str, str]) -> None:
    team = set(snap.team["name"])
    for person in (name, *chosen.values()):
        if person not in team:
            raise NotFound(f"{person} is not of the team: the Coverage page lists who is")
    if name in chosen.values():
        raise BadInput(f"{name} leaves and takes nothing over: choose somebody else")
    if last_day < snap.as_of:
        raise BadInput(f"The last day, {last_day}, is past: give the day on which they are here last")
    _refuse_twice(snap.store, name, snap.as_of)


def _refuse_twice(store: Store, name: str, as_of: date) -> None:
    done = [row for row in store.rows("succession", leaver=name) if row["last_day_on"] >= as_of.isoformat()]
    if done:
        raise Refused(f"{name} was handed over on {done[0]['set_at'][:10]} already, with {done[0]['last_day_on']} as the last day")


def _by_urgency(own: pl.DataFrame) -> list[str]:
    """Accounts: renewals first, the nearest before the others, then by the first kind in WARM, then the rest."""
    rank = pl.col("kind").replace_strict({kind: i for i, kind in enumerate(WARM)}, default=len(WARM), return_dtype=pl.Int64)
    due = pl.col("due_on").filter(pl.col("kind") == "renewal").min()
    rows = own.group_by("account_id", maintain_order=True).agg(rank.min().alias("_rank"), due.alias("_due"))
    return rows.sort("_rank", "_due", "account_id", nulls_last=True)["account_id"].to_list()


def _warm(snap: Snapshot, name: str, last_day: date, own: pl.DataFrame, order: Sequence[str]) -> tuple[list[str], int]:
    """Accounts that are introduced together as far as the leaver's hours reach, and how many that should be are done in writing."""
    need = set(own.filter(pl.col("kind").is_in(WARM))["account_id"])
    due = [account for account in order if account in need]
    fits = int(_hours_there(snap, name, last_day) // HANDOFF_HOURS)
    return due[:fits], max(0, len(due) - fits)


def _hours_there(snap: Snapshot, name: str, last_day: date) -> float:
    """Hours of theirs until the last day, as far as leaders open hours to such work."""
    weekly = snap.team.filter(pl.col("name") == name)["hours_left"][0] or 0.0
    days = int(np.busday_count(snap.as_of, last_day + timedelta(days=1)))
    return weekly / 5 * days * direction(snap.store).guardrails["human_share_of_hours"]


def _accounts(
    snap: Snapshot, name: str, last_day: date, own: pl.DataFrame, order: Sequence[str], hands: Mapping[str, tuple], meet: Mapping[str, date]
) -> list[dict[str, Any]]:  # fmt: skip
    known, by_account = briefs_of(snap, order), {}
    for row in own.to_dicts():
        by_account.setdefault(row["account_id"], []).append(row)
    facts = snap.signals.filter(pl.col("account_id").is_in(order)).select("account_id", "arr", "currency", "renewal_on", "segment")
    about = {row["account_id"]: row for row in facts.to_dicts()}
    rows = []
    for account in order:
        held, (to, why) = by_account[account], hands[account]
        row = about[account] | {
            "name": known[account].name, "leaver": name, "last_day": last_day, "to_person": to, "why": why, "items": len(held),
            "renews_soon": any(h["kind"] == "renewal" for h in held), "introduce_by": meet.get(account) if to else None,
            "only_theirs": any(h["kind"] in WARM[1:] for h in held), "ask": questions(held, known[account].unknowns),
        }  # fmt: skip
        rows.append(row | {"brief": brief_of(row, held, known[account])})
    return rows


def _meet(snap: Snapshot, last_day: date, own: pl.DataFrame, warm: Sequence[str]) -> dict[str, date]:
    """By when the two meet each of these customers: within FIRST_DAYS where it renews, else before the last day."""
    renews = set(own.filter(pl.col("kind") == "renewal")["account_id"])
    soon = min(last_day, snap.as_of + timedelta(days=FIRST_DAYS))
    return {account: _working(soon if account in renews else last_day, snap.as_of) for account in warm}


def _working(day: date, first: date) -> date:
    """The day, or the Friday before a weekend unless that is past."""
    return max(first, day - timedelta(days=max(0, day.weekday() - 4)))


def _new_owner(snap: Snapshot, name: str, row: Mapping[str, Any], hands: Mapping[str, tuple]) -> dict[str, Any]:
    """Whose an item is from the day after the last day."""
    if row["account_id"] is not None:
        to, why = hands[row["account_id"]]
        return {"to_person": to, "why": why}
    team = {member["name"]: member for member in snap.team.to_dicts() if member["name"] != name}
    named = {person: deputy for person, deputy in deputies(snap.store).items() if deputy != name}
    to = stand_in(row["ref"].removeprefix("deputy:"), team, named)
    return {"to_person": to, "why": "the lead of the team" if to else "nobody can take this: no lead of the team is there, name a deputy"}


def _tasks(made: Mapping[str, Any], account: Mapping[str, Any], now: datetime) -> list[Task]:
    """For the leaver an introduction, or to write down what only they know; for the successor to take over."""
    name, to, last = made["leaver"], account["to_person"], made["last_day"]
    common = {"account_id": account["account_id"], "proposal_id": None, "agent": AGENT, "brief": account["brief"], "created_at": now}
    tasks = []
    if account["introduce_by"]:
        title, minutes, due = f"Introduce {to} to {account['name']}, together", HANDOFF_HOURS * 60, account["introduce_by"]
        tasks.append((name, title, minutes, due))
        tasks.append((to, f"Meet {account['name']} with {name}", HANDOFF_HOURS * 60, due))
    elif account["only_theirs"] or account["renews_soon"]:
        tasks.append((name, f"Write down what only you know of {account['name']}", WRITE_MINUTES, last))
    if to and not account["introduce_by"]:
        tasks.append((to, f"Take {account['name']} over from {name}", READ_MINUTES, last))
    return [
        Task(id=key_of("task", "leaving", name, last, who, account["account_id"]), assignee=who, title=title, minutes=minutes, due_on=due,
             **common)
        for who, title, minutes, due in tasks
    ]  # fmt: skip


def _handed(made: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row that passes open work on, from the day after the last day: a draft, a task, and what they did not do of the hand-off."""
    if item["work"] is None or item["to_person"] is None:
        return None
    return {
        "id": key_of("handover", item["work"], made["leaver"], made["last_day"]), "proposal_id": item["work"], "how": PASSED_ON,
        "as_of": made["last_day"] + timedelta(days=1), "from_person": made["leaver"], "to_person": item["to_person"],
        "why": f"{made['leaver']} left on {spelt(made['last_day'])}; {item['why']}", "cycle_id": None,
    }  # fmt: skip


def _named(snap: Snapshot, way: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What gives way, with the customer's name."""
    names = dict(snap.accounts.select("account_id", "name").iter_rows()) if way else {}
    return [{**row, "name": names[row["account_id"]]} for row in way]


def _says(name: str, items: Sequence[Mapping[str, Any]], nobody: int, warm: Sequence[str], short: int, over: Mapping[str, Load],
          way: Sequence[Mapping[str, Any]]) -> str:  # fmt: skip
    told = f"{len(items):,} things are in {name}'s hands: {len(items) - nobody:,} have a new owner"
    told += f", {nobody:,} nobody can take: say who." if nobody else "."
    told += f" {counted(len(warm), 'customer')} {'is' if len(warm) == 1 else 'are'} met together before the last day"
    told += f"; {short:,} more should be, and their hours do not reach: in writing." if short else "."
    told += ends(over, way)
    own = sum(item["kind"] == "account" for item in items)
    return told + (f" Change the owner of {own:,} accounts in the CRM, too: until then its records name {name}." if own else "")
