"""What a plan was made of, and what of it is otherwise now: the reasons for a new version, each a sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cs_core.context.told import looks_like_a_name
from cs_core.execution.writing.phrases import plain, quoted, say


def basis_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """The facts whose change makes a new version."""
    return {
        "outcome": known["desired_outcome"], "stated_on": known["outcome_stated_on"].isoformat(), "target": known.get("outcome_target"),
        "unit": known.get("outcome_unit") or "", "milestone": known.get("next_milestone"), "done": known.get("milestones_done"),
        "champion": known.get("champion"), "sponsor": known.get("sponsor"), "owner": known.get("owner"), "plan": known.get("plan"),
        "seats": known.get("seats"),
    }  # fmt: skip


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Sentences of what changed between two bases; empty where nothing did. What became unknown is no change, but for people who left."""
    return [said for rule in RULES if (said := rule(old, new))]


def _goal(old: Mapping, new: Mapping) -> str | None:
    if plain(old["outcome"]) != plain(new["outcome"]):
        return f"The goal is now {quoted(new['outcome'])}, before it was {quoted(old['outcome'])}."
    if old["target"] != new["target"] and new["target"] is not None:
        now = f"The target is now {say(new['target'], new['unit'])}"
        return f"{now}, before it was {say(old['target'], old['unit'])}." if old["target"] is not None else f"{now}."
    if old["stated_on"] != new["stated_on"]:
        return f"The goal was stated anew on {say(date.fromisoformat(new['stated_on']))}."
    return None


def _milestone(old: Mapping, new: Mapping) -> str | None:
    if old["milestone"] is None or new["done"] is None or old["done"] is None or new["done"] <= old["done"]:
        return None
    if old["milestone"] == new["milestone"]:
        return f"{new['done']} milestones are reached now, {old['done']} before."
    ahead = f", the next one is {quoted(new['milestone'])}" if new["milestone"] else ", and with it all of them"
    return f"The milestone {quoted(old['milestone'])} was reached{ahead}."


def _person(role: str, title: str):
    def said(old: Mapping, new: Mapping) -> str | None:
        before, now = old[role], new[role]
        if before == now or (before is None and now is None):
            return None
        if now is None:
            return f"{_name(before)} is no longer there as {title}."
        return f"{_name(now)} is now {title}" + (f", before it was {_name(before)}." if before else ".")

    return said


def _owner(old: Mapping, new: Mapping) -> str | None:
    if old["owner"] == new["owner"] or new["owner"] is None:
        return None
    return f"{_name(new['owner'])} now holds the plan on our side" + (f", before it was {_name(old['owner'])}." if old["owner"] else ".")


def _name(text: str) -> str:
    """A person's name as it is; what does not look like one is only quoted."""
    return plain(text) if looks_like_a_name(text) else quoted(text)


def _plan(old: Mapping, new: Mapping) -> str | None:
    if old["plan"] is None or new["plan"] is None or old["plan"] == new["plan"]:
        return None
    return f"The product plan is now {quoted(new['plan'])}, before it was {quoted(old['plan'])}."


def _seats(old: Mapping, new: Mapping) -> str | None:
    if not _many(old["seats"], new["seats"]):
        return None
    return f"The number of seats is now {say(new['seats'])}, before it was {say(old['seats'])}."


def _many(before: int | None, now: int | None) -> bool:
    """Whether seats changed by so much that a plan has to take notice."""
    if before is None or now is None:
        return False
    return abs(now - before) >= max(LEAST_SEATS, LEAST_SHARE * before)


def settled(old: Mapping[str, Any] | None, new: dict[str, Any]) -> dict[str, Any]:
    """The new basis; seats that changed by little stay at the old figure, so that many small steps add up to a change."""
    return new if not old or _many(old["seats"], new["seats"]) or new["seats"] is None else new | {"seats": old["seats"] or new["seats"]}


LEAST_SEATS, LEAST_SHARE = 2, 0.2
RULES = (_goal, _milestone, _person("champion", "champion"), _person("sponsor", "sponsor"), _owner, _plan, _seats)
