"""A leader edits playbooks: each change is a new version with its reason, checked before it is kept, and shown against today first."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.vocabulary import SIGNALS
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.agent import Agent
from cs_core.execution.jobs.cases import with_open_cases
from cs_core.execution.playbooks.shelf import Playbook, Words, parsed, play_of, shelf
from cs_core.execution.writing.composer import LAST_WORD
from cs_core.execution.writing.phrases import SLOT, slots
from cs_core.records import AGENTS, key_of

EXAMPLES = 10
SHIPPED = "as shipped"


def books(store: Store, agent: str) -> list[dict]:
    """The playbooks of an agent as they stand, in order of precedence: name, version, data, off, set_at, by, why. Raises NotFound."""
    _check_agent(agent)
    newest = {row["name"]: row for row in store.latest("playbook", "name", agent=agent)}
    own = shelf(agent)
    names = [*(b.name for b in own.playbook), *(n for n in newest if n not in {b.name for b in own.playbook})]
    return [_row(newest[n]) if n in newest else _shipped(agent, n) for n in names]


def book(store: Store, agent: str, name: str) -> dict:
    """One of them. Raises NotFound."""
    found = next((b for b in books(store, agent) if b["name"] == name), None)
    if found is None:
        raise NotFound(f"The {agent} agent has no playbook {name!r}: `python -m cs_core playbooks {agent}` lists them")
    return found


def save_playbook(store: Store, agent: str, data: Mapping, *, why: str, by: str, now: datetime, expected: int | None = None) -> int:
    """A new version of a playbook, or a new playbook; returns the version. `expected`: the version that the editor saw, 0 for none.

    Raises BadInput in one line where it cannot be read or no reason is given, Refused where somebody else was quicker, where the name
    is another agent's, or where nothing changed.
    """
    if not why.strip():
        raise BadInput("say why the playbook is changed: --why TEXT")
    if not by.strip():
        raise BadInput("say who changes it: --by NAME")
    _check_name(store, agent, str(data.get("name", "")))
    made = checked(agent, data)
    with store.transaction():
        before = next((b for b in books(store, agent) if b["name"] == made.name), None)
        stands = before["version"] if before else 0
        if expected is not None and expected != stands:
            who = f" by {before['by']}" if before and before["by"] else ""
            raise Refused(f"“{made.name}” stands at version {stands}{who}, not {expected}: look at it again before you save")
        plain = made.model_dump(mode="json", exclude_defaults=True)
        if before and plain == before["data"]:
            raise Refused(f"“{made.name}” says the same already: nothing was changed")
        version = max(stands, shelf(agent).version) + 1
        row = {"id": key_of("playbook", agent, made.name, version), "agent": agent, "name": made.name, "version": version, "data": plain}
        store.append("playbook", [row | {"why": why.strip(), "set_at": now, "by": by.strip()}])
    return version


def switch_playbook(store: Store, agent: str, name: str, *, off: bool, why: str, by: str, now: datetime) -> int:
    """Switch a playbook off or on again: a new version. What runs of it stops with the next cycle."""
    data = {k: v for k, v in book(store, agent, name)["data"].items() if k != "off"}
    return save_playbook(store, agent, data | ({"off": True} if off else {}), why=why, by=by, now=now)


def checked(agent: str, data: Mapping) -> Playbook:
    """The playbook that the data describes, with conditions, reasons and words that can be read. Raises BadInput in one line."""
    _check_agent(agent)
    made, own = parsed(data), shelf(agent)
    play_of(made, own, version=own.version)
    strange = [key for line in made.why for key, _ in slots(line) if key not in SIGNALS]
    if strange:
        raise BadInput(f"why: there is no signal {strange[0]!r}: the Context page lists them all")
    _check_words(made.words, made.kind, "words")
    for n, step in enumerate(made.then, 2):
        _check_words(step.words, step.do, f"words of step {n}")
    return made


def history(store: Store, agent: str, name: str) -> list[dict]:
    """Every version of a playbook, newest first: version, set_at, by, why, changes (lines that begin with - or +). Raises NotFound."""
    book(store, agent, name)
    mine = {b.name for b in shelf(agent).playbook}
    rows = [_shipped(agent, name)] if name in mine else []
    rows += [_row(row) for row in store.rows("playbook", agent=agent, name=name)]
    pairs = zip([None, *rows], rows)
    columns = ("version", "set_at", "by", "why")
    told = [{c: new[c] for c in columns} | {"changes": changes(old and old["data"], new["data"])} for old, new in pairs]
    return told[::-1]


def data_of(store: Store, agent: str, name: str, version: int) -> dict:
    """What a version of a playbook said. Raises NotFound."""
    book(store, agent, name)
    shipped = [_shipped(agent, name)] if name in {b.name for b in shelf(agent).playbook} else []
    found = [row["data"] for row in (*shipped, *store.rows("playbook", agent=agent, name=name)) if row["version"] == version]
    if not found:
        raise NotFound(f"“{name}” has no version {version}: the Agents page lists its versions")
    return found[-1]


def changes(old: Mapping | None, new: Mapping) -> list[str]:
    """What differs between two versions, line by line: ``- when: overdue_invoices >= 1``; nothing where there is no older one."""
    if old is None:
        return []
    lines = difflib.unified_diff(_lines(old), _lines(new), lineterm="", n=0)
    return [f"{line[0]} {line[1:]}" for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def preview(snap: Snapshot, agent: Agent, data: Mapping) -> dict:
    """For how many customers the playbook would be due now, against today: by segment, with examples. Nothing is saved.

    Due means that no playbook before it in the agent's order is. Raises BadInput as `save_playbook` does.
    """
    made = checked(agent.name, data)
    play = play_of(made, shelf(agent.name), version=0)
    others = {n: play if n == made.name else p for n, p in agent.plays.items()} | ({} if made.name in agent.plays else {made.name: play})
    after = replace(agent, plays={n: p for n, p in others.items() if not (made.off and n == made.name)})
    current = with_open_cases(snap.signals.filter(pl.col("churned_on").is_null()), snap)
    now, then = (_due(a, current, made.name) for a in (agent, after))
    every = now.select("account_id", today=1).join(then.select("account_id", then=1), on="account_id", how="full", coalesce=True)
    every = every.join(current.select("account_id", "name", "segment"), on="account_id").fill_null(0).sort("account_id")
    by = every.group_by(pl.col("segment").fill_null("no segment")).agg(pl.col("today", "then").sum()).sort("segment")
    told = then.select("account_id", "reason").join(every, on="account_id").sort("today", "account_id").head(EXAMPLES)
    return {
        "name": made.name, "accounts": current.height, "today": now.height, "then": then.height, "by_segment": by.to_dicts(),
        "new": every.filter(pl.col("today") == 0).height, "gone": every.filter(pl.col("then") == 0).height,
        "examples": told.select("account_id", "name", "segment", "reason", (pl.col("today") == 0).alias("new")).to_dicts(),
        "says": f"“{made.name}” would be due for {then.height:,} of {current.height:,} customers; today it is for {now.height:,}.",
    }  # fmt: skip


def _due(agent: Agent, current: pl.DataFrame, name: str) -> pl.DataFrame:
    return agent.notice(current).filter(pl.col("play") == name) if agent.plays else current.clear().select("account_id", reason=pl.lit(""))


def _row(row: Mapping) -> dict:
    return {c: row[c] for c in ("name", "version", "data", "set_at", "by", "why")} | {"off": bool(row["data"].get("off"))}


def _shipped(agent: str, name: str) -> dict:
    own = shelf(agent)
    found = next(b for b in own.playbook if b.name == name)
    data = found.model_dump(mode="json", exclude_defaults=True)
    return {"name": name, "version": own.version, "data": data, "set_at": None, "by": "", "why": SHIPPED, "off": found.off}


def _check_agent(agent: str) -> None:
    if agent not in AGENTS:
        raise NotFound(f"No agent {agent!r}: choose among {', '.join(AGENTS)}")


def _check_name(store: Store, agent: str, name: str) -> None:
    """One name means one playbook, whoever's it is: work is counted and learnt by it."""
    _check_agent(agent)
    owners = {b.name: a for a in AGENTS for b in shelf(a).playbook} | {r["name"]: r["agent"] for r in store.latest("playbook", "name")}
    if owners.get(name, agent) != agent:
        raise Refused(f"“{name}” is a playbook of the {owners[name].replace('_', ' ')} agent: choose another name")


def _check_words(words: Words, kind: str, where: str) -> None:
    needed = {"title": (words.title,), "step": (words.step,)} | (
        {"subject": words.subject, "opening": words.opening, "ask": words.ask} if kind == "message" else {}
    )
    for name, lines in needed.items():
        if not lines or not all(line.strip() for line in lines):
            raise BadInput(f"{where}: {name} is empty: a {kind} needs it{'' if kind == 'task' else ', or the task that takes its place'}")
    lines = [*words.subject, *words.opening, *words.ask, *words.background, words.title, words.step]
    lines += [t for group in words.details if not isinstance(group, str) for t in group]
    for line in lines:
        if "{" in SLOT.sub("", line) or "}" in SLOT.sub("", line):
            raise BadInput(f"{where}: “{line}” has a brace that opens or closes no slot")
    strange = [key for line in (*lines, *words.needs) for key in _keys(line, line in words.needs) if not _is_fact(key)]
    if strange:
        raise BadInput(f"{where}: there is no fact {strange[0]!r} that could stand in a slot")


def _keys(line: str, is_key: bool) -> Iterable[str]:
    return (line,) if is_key else (key for key, _ in slots(line))


def _is_fact(key: str) -> bool:
    return key in SIGNALS or key == LAST_WORD or key.startswith("policy:") or key in _facts_of_shelves()


def _facts_of_shelves() -> set[str]:
    """Facts besides the signals that shipped words speak of."""
    return {key for agent in AGENTS for text in _texts(shelf(agent).model_dump(mode="json")) for key, _ in slots(text)}


def _texts(data: object) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _lines(data: object, path: str = "") -> list[str]:
    """The data as lines ``path: value``, a list's items under one path."""
    if isinstance(data, Mapping):
        return [line for key, value in data.items() for line in _lines(value, f"{path}.{key}" if path else str(key))]
    if isinstance(data, list):
        return [line for value in data for line in _lines(value, path)]
    return [f"{path}: {data}"]
