"""Five questions of a Monday morning, each answered by one figure, one sentence and the page that explains it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot, end_of
from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import spelt
from cs_core.leadership.today import THEY, UNSERVED_DAYS
from cs_core.leadership.unseen import Unseen
from cs_core.orchestration.review import by_customer, waiting
from cs_core.orchestration.work import open_tasks

SOON_DAYS = 2
"""What expires within so many days is told apart: it is lost when nobody answers."""
SHOWN = 5

Tone = Literal["good", "watch", "bad", "neutral", "unknown"]


class Answer(NamedTuple):
    """A question, its figure, a sentence, how it stands, and where it is explained: page title, if any, and parameters of its address."""

    question: str
    figure: str
    says: str
    tone: Tone
    page: str
    query: tuple[tuple[str, str], ...] = ()


def on_goal(goals: Sequence[Mapping[str, Any]]) -> Answer:
    """Are we on goal? Of the goals with a target, how many are reached or on course, and which are off."""
    made = [g for g in goals if g["set"]]
    if not made:
        return Answer("Are we on goal?", "No goal set", "Set one: agents and people then work towards it.", "unknown", "Strategy")
    well = [g for g in made if g["status"] in GOOD]
    off = [g["name"] for g in made if g["status"] in BAD]
    open_ = [g["name"] for g in made if g["status"] not in GOOD | BAD]
    says = "; ".join(part for part in (_named("Off course", off), _named("Open", open_)) if part) or "Every goal is reached or on course."
    tone: Tone = "bad" if off else "watch" if open_ else "good"
    return Answer("Are we on goal?", f"{len(well)} of {len(made)} goals", says, tone, "Strategy")


def what_changed(changed: pl.DataFrame, days: int, blind: Collection[Unseen] = ()) -> Answer:
    """What changed? Customers who joined, gave notice, left, lost a champion or reached first value in the last days, counted by kind.

    `blind`: what nothing on record tells, see `unseen`: that nothing of it changed is not said, but what would tell it.
    """
    kinds = dict(changed.group_by("what").len().sort("len", "what", descending=[True, False]).iter_rows())
    says = ", ".join(f"{n:,} {THEY[what]}" for what, n in kinds.items())
    tone: Tone = "bad" if {"left", "gave notice"} & set(kinds) else "neutral"
    none, hidden = ([kind for kind in CHANGED if (kind in blind) is out] for out in (False, True))
    told = f"{says[0].upper()}{says[1:]}." if says else f"Nobody {_either([CHANGED[kind] for kind in none])}." if none else ""
    told = " ".join(filter(None, (told, _cannot_tell(hidden))))
    if changed.is_empty() and (not none or "departures" in blind):
        return Answer("What changed?", "Cannot tell yet", told, "unknown", "Context", (("part", "Import"),))
    return Answer("What changed?", f"{changed.height:,} in {days} days", told, tone, "Today" if changed.height else "")


def what_needs_me(needs: Mapping[str, Any]) -> Answer:
    """What needs me? Proposals that wait for a yes, test drafts among them, what is lost soon, and one's own tasks where they are known."""
    by = spelt(needs["soon_by"])
    none = f"None lapses before {by}" if needs["waiting"] else "Nothing waits for a yes"
    soon = f"{needs['soon']:,} lapse{'s' * (needs['soon'] == 1)} by {by}" if needs["soon"] else none
    tasks, whose = (needs["all_tasks"], "open") if needs["tasks"] is None else (needs["tasks"], "yours")
    own = f"; {counted(tasks, 'task')} {_are(tasks)} {whose}"
    tests = f" Among those to decide: {counted(needs['tests'], 'test draft')}." if needs["tests"] else ""
    whom = f"For {counted(needs['customers'], 'customer')}. " if needs["customers"] < needs["waiting"] else ""
    tone: Tone = "watch" if needs["soon"] else "neutral"
    return Answer("What needs me?", f"{needs['waiting']:,} to decide", f"{whom}{soon}{own}.{tests}", tone, "Review")


def what_agents_did(cycle: Mapping | None, did: pl.DataFrame) -> Answer:
    """What did the agents do? The proposals that stand as of the last cycle, and how many of them may go out with no person's yes."""
    if cycle is None:
        return Answer("What did agents do?", "No cycle yet", "Run one: it takes a minute.", "unknown", "Agents")
    routes = dict(did.group_by("route").agg(pl.col("proposals").sum()).iter_rows())
    total, alone = sum(routes.values()), routes.get("agent", 0)
    held = routes.get("held", 0) + routes.get("rejected", 0)
    says = f"{alone:,} by agents alone, {total - alone - held:,} to people, {held:,} held or rejected. "
    says += f"Last cycle {spelt(date.fromisoformat(str(cycle['as_of'])[:10]))}, {counted(cycle['accounts'], 'customer')}."
    return Answer("What did agents do?", counted(total, "proposal"), says, "neutral", "Agents", (("part", "Work done"),))


def who_is_not_served(alone: pl.DataFrame, customers: int, blind: Collection[Unseen] = ()) -> Answer:
    """Who is not being served? Customers without two-way contact and without an agent's message for UNSERVED_DAYS, by segment."""
    if not customers:
        return Answer("Who is not served?", "Cannot tell yet", "No customer is known.", "unknown", "Coverage")
    if "contact" in blind:
        says = "No mail, meeting or visit is on record: import them, or log what people do."
        return Answer("Who is not served?", "Cannot tell yet", says, "unknown", "Coverage")
    most = alone.group_by(pl.col("segment").fill_null("no segment known")).len().sort("len", "segment", descending=[True, False])
    says = "; ".join(f"{n:,} {segment}" for segment, n in most.iter_rows())
    told = f"No contact for {UNSERVED_DAYS} days: {says}." if says else f"Everybody had contact within {UNSERVED_DAYS} days."
    tone: Tone = "good" if alone.is_empty() else "watch"
    return Answer("Who is not served?", f"{alone.height / customers:.0%} of {customers:,}", told, tone, "Coverage")


def needs_of(snap: Snapshot, ids: Collection[str] | None, person: str) -> dict[str, Any]:
    """What waits for a person as of the day: waiting, customers, tests, soon, soon_by, tasks (one's own; None to an outsider), all_tasks,
    first.

    ``tests`` are the test drafts among what waits, which no cycle counts. ``ids`` limits it to some accounts, None takes all. ``first``
    are the customers whose work stands first in the queue, each with `account_id` and all that waits for it as `work`, without the texts.
    """
    mine = None if ids is None else list(ids)
    rows = waiting(snap.store, now=end_of(snap.as_of)).filter(pl.col("as_of") <= snap.as_of)
    rows = by_customer(rows if mine is None else rows.filter(pl.col("account_id").is_in(mine)))
    first = rows["account_id"].unique(maintain_order=True)[:SHOWN].to_list()
    planted = snap.store.keys_of("planted", "id")
    by = snap.as_of + timedelta(days=SOON_DAYS)
    tasks = open_tasks(snap.store, as_of=snap.as_of)
    tasks = tasks if mine is None else tasks.filter(pl.col("account_id").is_in(mine))
    return {
        "waiting": rows.height, "customers": rows["account_id"].n_unique(), "tests": rows["id"].is_in(list(planted)).sum(),
        "soon": (rows["expires_at"] <= by).sum(), "soon_by": by,
        "tasks": tasks.filter(pl.col("assignee") == person).height if person in set(snap.team["name"]) else None, "all_tasks": tasks.height,
        "first": [{"account_id": i, "work": rows.filter(account_id=i).select(FIRST).to_dicts()} for i in first],
    }  # fmt: skip


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _cannot_tell(kinds: Sequence[Unseen]) -> str:
    if not kinds:
        return ""
    who, by = _either([CHANGED[kind] for kind in kinds]), _either([WOULD_TELL[kind] for kind in kinds], "and")
    return f"Cannot tell yet who {who}: {by} would tell."


def _either(parts: Sequence[str], word: str = "or") -> str:
    return f" {word} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _named(what: str, names: Sequence[str]) -> str:
    return f"{what}: {', '.join(name[0].lower() + name[1:] if name[1:2].islower() else name for name in names)}" if names else ""


CHANGED: dict[Unseen, str] = {
    "contracts": "joined", "departures": "left", "people": "lost a champion", "use": "reached first value",
}  # fmt: skip
"""What tells of each change."""
WOULD_TELL: dict[Unseen, str] = {
    "contracts": "contracts", "departures": "former customers or contracts that ended", "people": "contacts",
    "use": "product use",
}  # fmt: skip
"""What to import, where nothing on record tells of a change."""
GOOD = frozenset({"reached", "on course"})
BAD = frozenset({"off course", "missed"})
FIRST = ("id", "agent", "route", "subject", "reason", "due_on")
