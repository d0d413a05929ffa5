"""The orchestrator agent: after each cycle it reads the record and says, with figures, what a leader should look at.

Job: notice what no single agent can see: missing knowledge, a queue larger than the hours, gates that never or always fire, agents
that collide, effort that serves no goal, a model that fails, a feed that stopped.
Reads: the cycle's proposals, verdicts and routes, the context audit, goals and hours. It never writes to a customer.
Success: leaders act on what it reports, and nothing they find by themselves was missing from it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.orchestration.budget import minutes_left
from cs_core.orchestration.gates import GATES
from cs_core.orchestration.world import MINUTES, World
from cs_core.records import Finding, Proposal, Routed, Verdict, key_of

CHARTER = (__doc__ or "").strip()

FEW = 20
"""Below so many proposals a rate says nothing."""


class CycleRecord(NamedTuple):
    """What one cycle did."""

    cycle_id: str
    as_of: date
    accounts: int
    proposals: Sequence[Proposal]
    verdicts: Mapping[str, Sequence[Verdict]]
    routed: Sequence[Routed]
    missing: Mapping[str, Mapping[str, int]]
    ready: Mapping[str, int]
    model: Mapping[str, object]
    world: World


class Note(NamedTuple):
    """One finding before it gets its id: kind, what it says, what to do, and on which page."""

    kind: str
    says: str
    action: str
    page: str


def findings(record: CycleRecord) -> list[Finding]:
    """Every finding of the cycle, in the order of WATCHES."""
    notes = [note for watch in WATCHES for note in watch(record)]
    return [Finding(id=key_of("finding", record.cycle_id, n.kind, n.says), cycle_id=record.cycle_id, **n._asdict()) for n in notes]


def missing_knowledge(record: CycleRecord) -> list[Note]:
    """Knowledge that agents lacked for some accounts, in one note each, the largest gap first, with the agents that it stops."""
    stops: dict[str, list[str]] = {}
    for agent, gaps in record.missing.items():
        for knowledge in gaps:
            stops.setdefault(knowledge, []).append(agent)
    gaps = {k: max(record.missing[a][k] for a in agents) for k, agents in stops.items()}
    return [_gap(record, k, n, stops[k]) for k, n in sorted(gaps.items(), key=lambda gap: (-gap[1], gap[0]))]


def _gap(record: CycleRecord, knowledge: str, accounts: int, agents: Sequence[str]) -> Note:
    everyone = len(agents) == len(record.missing) > 1
    who = "no agent could" if everyone else f"{_name(', '.join(agents))} could not"
    lacks = f"{KNOWLEDGE[knowledge].says} ({knowledge})"
    verb = "have nothing recent of" if _is_old(record, knowledge) else "lack"
    says = f"{accounts:,} of {record.accounts:,} customers {verb} {lacks}: {who} act on them."
    return Note("missing knowledge", says, "Import a source that holds it.", "Context")


def _is_old(record: CycleRecord, knowledge: str) -> bool:
    day, limit = record.world.newest.get(knowledge), KNOWLEDGE[knowledge].fresh_days
    return day is not None and limit is not None and (record.world.as_of - day).days > limit


def stopped_feeds(record: CycleRecord) -> list[Note]:
    """Sources whose newest row is older than their kind may be."""
    notes = []
    for knowledge, day in sorted(record.world.newest.items()):
        limit, age = KNOWLEDGE[knowledge].fresh_days, (record.world.as_of - day).days
        if _is_old(record, knowledge) and KNOWLEDGE[knowledge].nouns != ("knowledge",):
            says = f"Nothing newer than {day} is known of {knowledge}: {age} days, at most {limit} should pass."
            notes.append(Note("stale feed", says, "Check the export, and import a new one.", "Context"))
    return notes


def queue_larger_than_hours(record: CycleRecord) -> list[Note]:
    """More work for people than hours."""
    if not record.world.team:
        asked = sum(MINUTES.get(r.route, 0.0) for r in record.routed) / 60
        says = f"No team is known, so {asked:.1f} hours of work for people were given out without a limit."
        return [Note("no team", says, "Enter the team or import team.csv.", "Coverage")] if asked else []
    held = [r for r in record.routed if r.route == "held" and r.why.startswith("This week's")]
    if not held:
        return []
    hours = sum(max(0.0, m) for m in minutes_left(record.world).values()) / 60
    lost = sum(r.priority for r in held)
    says = (
        f"{len(held):,} proposals wait because the {hours:.1f} hours of people that were left this week went to work of higher "
        f"priority; together they are assumed to keep {lost:.2f} customers."
    )
    return [Note("queue larger than hours", says, "Open more hours, or raise the autonomy of an agent with a good record.", "Strategy")]


def silent_and_loud_gates(record: CycleRecord) -> list[Note]:
    """Gates that stop nearly everything; with enough drafts, gates that could tell nothing."""
    notes = []
    for gate in (g.__name__ for g in GATES):
        said = [v.passed for verdicts in record.verdicts.values() for v in verdicts if v.gate == gate]
        failed, unknown = said.count(False), said.count(None)
        if len(said) >= FEW and failed / len(said) >= 0.5:
            says = f"The gate {gate} failed {failed:,} of {len(said):,} drafts."
            notes.append(Note("gate fires too often", says, "Read three of them: the drafts are bad, or the gate is.", "Trace"))
        if len(said) >= FEW and unknown / len(said) >= 0.5:
            says = f"The gate {gate} could not tell for {unknown:,} of {len(said):,} drafts."
            notes.append(Note("gate cannot tell", says, "Bring the knowledge that it lacks.", "Context"))
    return notes


def idle_gates(record: CycleRecord) -> list[Note]:
    """All gates that stopped nothing in a large cycle, in one note."""
    stopped = {v.gate for verdicts in record.verdicts.values() for v in verdicts if v.passed is not True}
    idle = [g.__name__ for g in GATES if g.__name__ not in stopped]
    if len(record.proposals) < 5 * FEW or not idle:
        return []
    says = f"{len(idle)} of {len(GATES)} gates stopped none of {len(record.proposals):,} drafts: {', '.join(idle)}."
    return [Note("gates never fire", says, "Plant a bad draft to see that they still look.", "Quality")]


def collisions(record: CycleRecord) -> list[Note]:
    """Pairs of agents that want to speak to the same customers."""
    by_account: dict[str, list[str]] = {}
    for proposal in record.proposals:
        by_account.setdefault(proposal.account_id, []).append(proposal.agent)
    pairs = Counter((a, b) for agents in by_account.values() for a in set(agents) for b in set(agents) if a < b)
    if not pairs or (most := pairs.most_common(1)[0])[1] < FEW:
        return []
    (one, other), n = most
    says = f"{_name(one).capitalize()} and {_name(other)} had something to say to the same customer {n:,} times; one of them waited."
    return [Note("agents collide", says, "See whether one of the two plays can go.", "Agents")]


def effort_without_goal(record: CycleRecord) -> list[Note]:
    """Work that serves none of the goals set; or that no goal is set at all."""
    if not record.world.direction.goals:
        says = f"No goal is set: {len(record.routed):,} proposals were ordered by expected gain alone."
        return [Note("no goal", says, "Set a goal.", "Strategy")] if record.routed else []
    alive = [r for r in record.routed if r.route not in ("held", "rejected")]
    idle = [r for r in alive if not r.goals]
    if not idle:
        return []
    agent_of = {p.id: p.agent for p in record.proposals}
    agents = ", ".join(f"{_name(a)} {n:,}" for a, n in Counter(agent_of[r.proposal_id] for r in idle).most_common())
    says = f"{len(idle):,} of {len(alive):,} proposals that go ahead serve none of the goals set ({agents})."
    return [Note("effort without goal", says, "Add the goal that it serves, or put the agent in shadow.", "Strategy")]


def model_failures(record: CycleRecord) -> list[Note]:
    """Drafts that fell back to the offline composer."""
    fell = sum(p.drafted_by.endswith("(fallback)") for p in record.proposals)
    if not fell:
        return []
    drafts = f"{fell:,} of {len(record.proposals):,} drafts"
    says = f"The model {record.model['name']} gave no usable answer for {drafts}; the offline composer wrote them."
    return [Note("model failures", says, "Check the endpoint and the key.", "Trace")]


def model_budget(record: CycleRecord) -> list[Note]:
    """Drafts that the token budget did not cover."""
    unpaid = sum(p.drafted_by.endswith("(budget)") for p in record.proposals)
    if not unpaid:
        return []
    drafts = f"{unpaid:,} of {len(record.proposals):,} drafts"
    says = f"The token budget did not cover {drafts}, those with the least to gain; the offline composer wrote them."
    return [Note("model budget", says, "Raise CS_MODEL_TOKEN_BUDGET, or let fewer agents use the model.", "Trace")]


def _name(agent: str) -> str:
    return agent.replace("_", " ")


WATCHES: tuple[Callable[[CycleRecord], list[Note]], ...] = (
    missing_knowledge,
    stopped_feeds,
    queue_larger_than_hours,
    silent_and_loud_gates,
    idle_gates,
    collisions,
    effort_without_goal,
    model_failures,
    model_budget,
)
