"""A customer with a term that ends, and what the renewal agent makes of a day."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.jobs.cases import standing
from cs_core.execution.renewal import AGENT
from tests.execution.builders import cases_kept
from tests.worlds import TODAY, a_proposal, a_store, ago, at, land, with_company, with_record

END = ago(-60)
"""The term ends sixty days from today."""
YEAR = timedelta(days=365)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made)
        yield made


def a_term(store, company="acme", *, start=END - YEAR, end=END, known=None, id="s1", **fields):
    given = {"started_on": min(start, ago(500)), "mrr": 1_000.0, "seats": 20, "plan": "Pro", "currency": "EUR"} | fields
    born = given["started_on"]
    land(store, "subscription", id, system="hubspot", born=born, known_at=at(known or start), company_ref=company, term_start_on=start,
         term_end_on=end, **given)  # fmt: skip


def cycle(store, day=TODAY) -> list[dict]:
    """One cycle of the case keeper; returns the rows that it wrote."""
    rows = cases_kept("renewal", AGENT.keep, snapshot(store, day), cycle_id=f"c{day}")
    store.append("case", rows)
    return [row.model_dump() for row in rows]


def case(store, day=TODAY, account="acme") -> dict | None:
    """The newest row as of the day, with its data."""
    rows = standing(snapshot(store, day), "renewal").filter(pl.col("account_id") == account).to_dicts()
    return rows[-1] | {"data": json.loads(rows[-1]["data"])} if rows else None


def after(store, *days) -> dict | None:
    for day in days:
        cycle(store, day)
    return case(store, days[-1])


def a_task_done(store, play: str, *, made: date, done: date, result: str) -> None:
    """A task that the agent's play asked for, and what the person who did it wrote down."""
    asked = with_record(store, a_proposal(agent="renewal", play=play, kind="task", recipient=None, channel="crm_task", as_of=made))
    task = {"id": "t1", "account_id": "acme", "proposal_id": asked, "agent": "renewal", "assignee": "Mia Sand", "title": play}
    store.append("task", [task | {"brief": "", "due_on": made, "minutes": 20.0, "created_at": at(made)}])
    touch = {"id": "x1", "account_id": "acme", "task_id": "t1", "mode": "call", "minutes": 10.0, "two_way": False, "by": "Mia Sand"}
    store.append("touch", [touch | {"at": at(done), "result": result, "done": True}])


def steps(row: dict) -> dict[str, str]:
    return {step["name"]: step["state"] for step in row["data"]["steps"]}
