"""The six agents, in the order of `records.AGENTS`."""

from cs_core.execution import growth, onboarding, relationship, renewal, risk, success_planning
from cs_core.execution.agent import Agent

ROSTER: tuple[Agent, ...] = (
    onboarding.AGENT,
    success_planning.AGENT,
    risk.AGENT,
    growth.AGENT,
    renewal.AGENT,
    relationship.AGENT,
)

#: Agent -> its job and the knowledge it cannot do without: what the context audit goes by.
JOBS: dict[str, tuple[str, tuple[str, ...]]] = {a.name: (a.job, a.needs) for a in ROSTER}
