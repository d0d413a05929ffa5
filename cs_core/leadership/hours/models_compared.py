"""Who would be touched by a person and who by an agent: under the old model, people by ARR, and the new one, by impact."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.coverage import plan
from cs_core.leadership.trials.design import IN_NEED

PERSON, AGENT = "person", "agent"
WITHOUT_PERSON = "agent with review"
"""The mode of a plan in which an agent writes and a person only looks at it."""

NO_AGENTS, BY_ARR = "people by impact, nobody for the rest", "people by ARR, agents for the rest"


def assignments(snap: Snapshot, *, hours: float | None = None) -> dict[str, Any]:
    """old, new and others (by name): account -> person or agent, with the same hours of people in each.

    Agents take whoever gets no person and has neither an open escalation nor notice given: those are people's. Raises BadInput where
    neither a team nor hours are known.
    """
    by = {rule: plan(snap, hours=hours, by=rule)["assignments"] for rule in ("arr", "impact")}
    people = {rule: {row["account_id"]: PERSON for row in rows if row["mode"] != WITHOUT_PERSON} for rule, rows in by.items()}
    in_need = pl.any_horizontal(*(when.fill_null(False) for _, when in IN_NEED))
    rest = snap.signals.filter(pl.col("churned_on").is_null(), ~in_need)["account_id"]
    return {
        "old": people["arr"], "new": _with_agents(people["impact"], rest),
        "others": {NO_AGENTS: people["impact"], BY_ARR: _with_agents(people["arr"], rest)},
    }  # fmt: skip


def _with_agents(people: Mapping[str, str], rest: pl.Series) -> dict[str, str]:
    return dict.fromkeys(rest, AGENT) | dict(people)
