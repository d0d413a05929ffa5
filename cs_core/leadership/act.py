"""One click on a finding: does what the finding proposes, once, by the same functions that a person would use."""

from collections.abc import Callable, Mapping
from datetime import datetime

from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt
from cs_core.errors import NotFound, Refused
from cs_core.execution.playbooks.edits import data_of, save_playbook, switch_playbook
from cs_core.execution.sending.connect import set_mode
from cs_core.leadership.goals import set_goals
from cs_core.leadership.steering.aims import LIMITS
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.orchestrator import standing
from cs_core.records import SEGMENTS, key_of
from cs_core.settings import Settings

Do = Callable[..., str]


def take(store: Store, finding_id: str, *, by: str, now: datetime) -> str:
    """Do what a finding proposes; returns what was done, in a sentence. Kept with who did it and when.

    Raises NotFound for an unknown finding; Refused where it was taken before, no longer stands after the newest cycle, proposes
    nothing that a click can do, or where what it proposes is refused to a person too.
    """
    found = next((f for f in standing(store) if f["id"] == finding_id), None)
    if found is None and not store.count("finding", id=finding_id):
        raise NotFound(f"No finding {finding_id!r}: the Agents page lists those that stand")
    if found is None:
        raise Refused(f"Finding {finding_id} no longer stands after the newest cycle: look at what it says now")
    if not found["act"]:
        raise Refused(f"A click does not mend this: {found['action']} See the {found['page']} page")
    with store.transaction():
        act = found["act"]
        row = {"id": key_of("taken", finding_id), "finding_id": finding_id, "act": act, "by": by, "at": now}
        if found["taken"] or store.count("taken", id=row["id"]):
            raise Refused(f"This was done already: {store.rows('taken', id=row['id'])[0]['says']}")
        says = DOES[act["do"]](store, act, why=f"The orchestrator found: {found['says']}", by=by, now=now)
        store.append("taken", [row | {"says": says}])
    return says


def in_words(act: Mapping) -> str:
    """What a click would do, for its button."""
    return SAYS[act["do"]](act)


def _set_level(store: Store, act: Mapping, *, why: str, by: str, now: datetime) -> str:
    """Of all segments the long tail comes first; one in which it is refused refuses it all."""
    for segment in [act["segment"]] if act["segment"] else SEGMENTS[::-1]:
        set_level(
            store, act["agent"], segment, act["to"], play=act["play"], why=act.get("why") or why, by=by, now=now,
            evidence=act.get("evidence"),
        )  # fmt: skip
    return f"{by} set {_whom(act)} to {act['to']} on {spelt(now)}"


def _set_guardrail(store: Store, act: Mapping, *, why: str, by: str, now: datetime) -> str:
    set_goals(store, {act["key"]: act["value"]}, by=by, now=now, snap=snapshot(store, now.date()))
    return f"{by} set {_limit(act)} on {spelt(now)}"


def _limit(act: Mapping) -> str:
    """A guardrail by the name that Strategy gives it, with its new value: “Quiet days” to 3 days."""
    limit, value = LIMITS[act["key"]], act["value"]
    return f"“{limit.name}” to {f'{value:.0%}' if limit.unit == 'share' else f'{value:g}'}"


def _playbook_off(store: Store, act: Mapping, *, why: str, by: str, now: datetime) -> str:
    version = switch_playbook(store, act["agent"], act["name"], off=True, why=why, by=by, now=now)
    return f"{by} switched “{act['name']}” off on {spelt(now)} (version {version})"


def _playbook_version(store: Store, act: Mapping, *, why: str, by: str, now: datetime) -> str:
    """The words and conditions of an older version, as a new one: history is never rewritten."""
    agent, name = act["agent"], act["name"]
    version = save_playbook(store, agent, data_of(store, agent, name, act["version"]), why=why, by=by, now=now)
    return f"{by} took “{name}” back to what version {act['version']} said on {spelt(now)} (version {version})"


def _set_channel(store: Store, act: Mapping, *, why: str, by: str, now: datetime) -> str:
    set_mode(store, Settings(), act["channel"], act["to"], why=why, by=by, now=now)
    return f"{by} put {act['channel']} back to the {act['to']} on {spelt(now)}"


def _whom(act: Mapping) -> str:
    play = f", “{act['play']}”" if act["play"] else ""
    return f"{act['agent'].replace('_', ' ')}{play} in {act['segment'] or 'every segment'}"


DOES: Mapping[str, Do] = {
    "set_level": _set_level,
    "set_guardrail": _set_guardrail,
    "playbook_off": _playbook_off,
    "playbook_version": _playbook_version,
    "set_channel": _set_channel,
}
SAYS: Mapping[str, Callable[[Mapping], str]] = {
    "set_level": lambda act: f"Set {_whom(act)} to {act['to']}",
    "set_guardrail": lambda act: f"Set {_limit(act)}",
    "playbook_off": lambda act: f"Switch “{act['name']}” off",
    "playbook_version": lambda act: f"Go back to version {act['version']} of “{act['name']}”",
    "set_channel": lambda act: f"Put {act['channel']} back to the {act['to']}",
}
