"""The six agents, in the order of `records.AGENTS`."""

from cs_core.context.audit import Job
from cs_core.context.store import Store
from cs_core.execution import growth, onboarding, relationship, renewal, risk, success_planning
from cs_core.execution.agent import Agent, with_edits

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


def roster_of(store: Store) -> tuple[Agent, ...]:
    """The six agents as they work on this store: with the playbooks that its leader has edited."""
    return with_edits(ROSTER, store.latest("playbook", "agent", "name"))
