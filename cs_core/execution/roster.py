"""The six agents, in the order of `records.AGENTS`."""

from cs_core.context.audit import Job
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

#: Agent -> its job, the knowledge it cannot do without, and what holds it once stale: what the context audit goes by.
JOBS: dict[str, Job] = {a.name: Job(a.job, a.needs, a.watches, a.wants) for a in ROSTER}
