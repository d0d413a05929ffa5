"""What a story of the exam says: its signals and facts with real dates, and the figures that follow from them.

A story gives a day as ``{"days_ago": 12}`` or ``{"days_ahead": 30}``, a fact with a unit as ``{"value": 74, "unit": "%"}``, and leaves
out what is not known and what can be worked out: a tenure, a change, a share. So no story can contradict itself.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from cs_core.context.vocabulary import KNOWLEDGE, unit_of
from cs_core.execution.agent import Agent
from cs_core.execution.draft import draft
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.playbooks.conditions import OPEN_CASES
from cs_core.orchestration.gates import judge
from cs_core.orchestration.world import World
from cs_core.records import Brief, Proposal
from tests.execution.builders import TODAY, a_brief, signals_of

HERE = Path(__file__).parent
ACCOUNTS = ("a1", "b2", "c3", "d4", "e5")


def stories(agent: str) -> list[dict]:
    """The stories of one agent, as they stand in its file."""
    return json.loads((HERE / f"{agent}.json").read_text(encoding="utf-8"))


def signals_in(story: Mapping) -> dict:
    """The story's signals with what follows from them."""
    said = {key: _read(value) for key, value in story.get("signals", {}).items()}
    for key, (needs, work_out) in FOLLOWS.items():
        if key not in said and all(said.get(n) is not None for n in needs):
            said[key] = work_out(*(said[n] for n in needs))
    return said


def answer(agent: Agent, story: Mapping, **other) -> tuple[str | None, list[tuple[Proposal, Brief]]]:
    """The play that the agent proposes, and its drafts for some accounts that share the story, so that one lucky choice of words does
    not pass; None and none where it does nothing. `other` are signals in place of the story's.

    As in a cycle, a customer who left is only put before the renewal agent, and the open cases are counted.
    """
    known = signals_in(story) | other
    if "churned_on" in known and agent.name != "renewal":
        return None, []
    cases = {word: pl.lit(story.get("open_cases", {}).get(kind, 0)) for word, kind in OPEN_CASES.items()}
    rows = agent.notice(signals_of(*({"account_id": a} | known for a in ACCOUNTS)).with_columns(**cases)).to_dicts()
    told = [(_draft(agent, row, brief), brief) for row in rows for brief in [_brief(row["account_id"], story, known)]]
    said = [(proposal, brief) for proposal, brief in told if proposal is not None]
    return (said[0][0].play if said else None), said


def faults(story: Mapping, said: Proposal, brief: Brief) -> list[str]:
    """What is wrong with the words of a right answer, all gates included; none where nothing is."""
    text = f"{said.subject}\n{said.body}"
    found = [f"is a {said.kind}"] if said.kind != story["kind"] else []
    found += [f"lacks “{s}”" for s in story.get("must_say", ()) if s not in text]
    found += [f"says “{s}”" for s in story.get("must_not_say", ()) if s.lower() in text.lower()]
    return found + [f"{v.gate}: {v.why}" for v in judge(said, brief, _world(brief)) if not v.passed]


def _draft(agent: Agent, row: dict, brief: Brief) -> Proposal | None:
    return draft(agent, row, brief, OfflineModel(), cycle_id="exam", as_of=TODAY, value_unit="accounts_kept")


def _brief(account_id: str, story: Mapping, known: Mapping) -> Brief:
    facts = {key: _read(value) for key, value in story.get("facts", {}).items()}
    people = {"contact": facts.pop("contact", None), "role": facts.pop("contact_role", "champion")}
    brief = a_brief(account_id, **people, **{key: value for key, value in (known | facts).items() if value is not None})
    units = {key: value["unit"] for key, value in story.get("facts", {}).items() if isinstance(value, dict) and "unit" in value}
    units |= {key: unit_of(key, "EUR", known.get("meter_unit")) for key in known}
    return brief.model_copy(update={"facts": tuple(replace(f, unit=units.get(f.key, f.unit)) for f in brief.facts)})


def _world(brief: Brief) -> World:
    """The account alone in the world, its people reachable and all its sources reporting."""
    there = {"opted_out": None, "undeliverable": None, "left_on": None}
    told = [str(f.value).rstrip(">").split(" <") for f in brief.all("contact")]
    row = {key: fact.value for key in ("segment", "owner", "escalations_open", "health_band") if (fact := brief.get(key))}
    nothing = {"segment": None, "owner": None, "escalations_open": 0, "health_band": None}
    return World(
        as_of=TODAY,
        accounts={brief.account_id: {"name": brief.name} | nothing | row},
        people={brief.account_id: {email.lower(): {"name": name} | there for name, email in told}},
        newest=dict.fromkeys(KNOWLEDGE, TODAY),
    )


def _read(value: object) -> object:
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    if isinstance(value, dict):
        return TODAY + timedelta(days=value.get("days_ahead", 0) - value.get("days_ago", 0))
    return value


def _since(day: date) -> int:
    return (TODAY - day).days


def _until(day: date) -> int:
    return (day - TODAY).days


def _share(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 1) if whole else None


#: Signal -> the signals that it follows from, and how.
FOLLOWS = {
    "tenure_days": (("customer_on",), _since),
    "days_since_touch": (("last_touch_on",), _since),
    "days_since_event": (("last_event_on",), _since),
    "days_to_renewal": (("renewal_on",), _until),
    "days_to_notice": (("notice_on",), _until),
    "days_to_value": (("customer_on", "first_value_on"), lambda start, end: (end - start).days),
    "days_since_value": (("first_value_on",), _since),
    "days_to_full_value": (("customer_on", "full_value_on"), lambda start, end: (end - start).days),
    "usage_change": (("usage_4w", "usage_prev_4w"), lambda now, before: _share(now - before, before)),
    "utilisation": (("active_users_4w", "seats"), _share),
    "consumed_share": (("consumed", "commitment"), _share),
}
