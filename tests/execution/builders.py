"""Briefs and signals by hand: only what a test names is known, all else is unknown."""

import json
from datetime import date, datetime, timedelta

import polars as pl

from cs_core.context.brief import noun_fact, places_of, signal_facts
from cs_core.context.cited_facts import cited
from cs_core.context.evidence import Evidence, aside
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.vocabulary import SIGNALS, type_of, unit_of
from cs_core.execution.agent import Agent
from cs_core.execution.draft import draft
from cs_core.execution.jobs.cases import Keep, kept
from cs_core.execution.models.model import Model, OfflineModel
from cs_core.records import Action, Brief, Case, Fact, Proposal

TODAY = date(2026, 6, 30)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def cases_written(store: Store, agent: str, keep: Keep, snap: Snapshot, *, cycle_id: str) -> pl.DataFrame:
    """The rows that a cycle writes of an agent's cases, written with the evidence that it keeps of them."""
    rows = kept(agent, keep, snap, cycle_id=cycle_id)
    with aside(store, Evidence(snap.signals, *cited(snap, rows)), as_of=snap.as_of, cycle_id=cycle_id) as put:
        store.append_frame("case", rows)
        put()
    return rows


def cases_kept(agent: str, keep: Keep, snap: Snapshot, *, cycle_id: str) -> list[Case]:
    """The rows that a cycle would write of an agent's cases, each with the facts that it cites in the row itself."""
    rows = kept(agent, keep, snap, cycle_id=cycle_id)
    known = _cited(snap, rows) if rows.height else {}
    facts = [[f for f in known[row["account_id"]] if f.key in json.loads(row["facts"])] for row in rows.to_dicts()]
    told = zip(rows.to_dicts(), facts, strict=True)
    return [Case.model_validate(row | {"data": json.loads(row["data"]), "facts": cites}) for row, cites in told]


def _cited(snap: Snapshot, rows: pl.DataFrame) -> dict[str, list[Fact]]:
    """Account -> the facts that its rows cite, among others, in the order of a brief."""
    told, found = cited(snap, rows), {}
    for signals in snap.signals.join(rows, on="account_id", how="semi").iter_rows(named=True):
        account = signals["account_id"]
        places, words = (part.filter(pl.col("account_id") == account).iter_rows() for part in told)
        found[account] = [*signal_facts(account, signals, places_of(places, snap.as_of)), *(noun_fact(*fact) for fact in words)]
    return found


def signals_of(*rows: dict) -> pl.DataFrame:
    """The signals frame of these accounts: a1, a2, ... unless named."""
    full = [{"account_id": f"a{n}", "name": f"Customer {n}", "currency": "EUR"} | row for n, row in enumerate(rows, 1)]
    return pl.DataFrame(
        {key: [row.get(key) for row in full] for key in SIGNALS}, schema={key: type_of(key) for key in SIGNALS}, strict=False
    )


def a_brief(account: str = "a1", *, contact: str | None = "Eva Lind <eva@kelmarn.example>", role: str = "champion", **known) -> Brief:
    """A brief with one fact a keyword; a list as value makes several. Keys with a colon are given with two underscores."""
    values = {"name": "Kelmarn Lifts"} | known
    facts = [fact for key, value in values.items() for fact in _facts(account, key.replace("__", ":"), value)]
    if contact:
        facts += _facts(account, "contact", contact) + _facts(account, "contact_role", role)
    return Brief(account_id=account, name=values["name"], as_of=TODAY, facts=tuple(facts), unknowns=())


def _facts(account: str, key: str, value: object) -> list[Fact]:
    unit = unit_of(key, "EUR") if key in SIGNALS else ""
    many = value if isinstance(value, list) else [value]
    row = "person.csv:2" if key.startswith("contact") else f"{key}.csv:2"
    return [
        Fact(id=f"{key}:{account}:{n}", key=key, value=v, unit=unit, observed_at=TODAY, source="test", source_row=row)
        for n, v in enumerate(many)
    ]


def noticed(agent: Agent, **signals) -> dict | None:
    """The agent's notice of one account with these signals, or None."""
    rows = agent.notice(signals_of(signals)).to_dicts()
    return rows[0] if rows else None


def play(agent: Agent, **signals) -> str | None:
    """The play that the agent finds due."""
    row = noticed(agent, **signals)
    return row and row["play"]


def drafted(
    agent: Agent, brief: Brief, notice: dict | None = None, *, model: Model | None = None, unit: str = "accounts_kept"
) -> Proposal | None:
    """The agent's proposal for a brief; without a notice, for what it notices in the brief's own signals."""
    known = {f.key: f.value for f in brief.facts if f.key in SIGNALS}
    row = notice or noticed(agent, **known)
    assert row is not None, "nothing is due"
    return draft(agent, row, brief, model or OfflineModel(), cycle_id="c1", as_of=TODAY, value_unit=unit)


def an_action(action: str = "x1", *, kind: str = "message", **fields) -> Action:
    """An approved message to Eva, or a task."""
    message = kind == "message"
    given = {
        "proposal_id": f"p-{action}", "account_id": "acme", "agent": "risk", "channel": "email" if message else "crm_task",
        "recipient": "eva@acme.example" if message else None, "subject": "Use is down by 34 %", "body": "Hello Eva,\n\nuse fell by 34 %.",
        "created_at": datetime(2026, 6, 28, 9), "authorised_by": "Mia Sand",
    }  # fmt: skip
    return Action(id=action, kind=kind, **(given | fields))
