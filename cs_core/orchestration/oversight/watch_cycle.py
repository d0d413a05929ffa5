"""What the orchestrator sees in the cycle at hand: knowledge, feeds, hours, gates, collisions, goals and the model."""

from collections import Counter
from collections.abc import Sequence

from cs_core.context.vocabulary import KNOWLEDGE, feed_days
from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import spelt
from cs_core.orchestration.budget import lacks_hours, lacks_minutes_today, minutes_left, no_day_has_room
from cs_core.orchestration.contact.calls import in_the_way, the_same_call
from cs_core.orchestration.covered import UNASSIGNED
from cs_core.orchestration.direction import GUARDRAILS
from cs_core.orchestration.flow.cycle_record import FEW, CycleRecord, Note, name, playbook_off, set_guardrail, set_level
from cs_core.orchestration.flow.redraft import replaced
from cs_core.orchestration.gates import GATES
from cs_core.orchestration.oversight.planted import KEY as TEST_DRAFTS
from cs_core.orchestration.world import MINUTES
from cs_core.records import Routed

STALE_SHARE = 0.2
"""Of an agent's drafts: from so many on it reads stale context."""
STALE_FROM = 5
MOSTLY = 0.5
"""Of an agent's own work: above it, what serves no goal is a reason to put the whole agent in shadow."""
HOURS_STEP = 0.2
"""What one click adds to the share of people's hours that agents may ask for."""
DAY = "flag_minutes_a_day"
MINUTES_STEP = 60.0
"""What one click adds to the minutes a day."""
BY_GUARDRAIL = {g.key: g for g in GUARDRAILS}
MOST_LACKS = 3
"""Kinds of knowledge that are named as missing."""
TEST_RATE = 2.0
"""Test drafts for each 100 that one click asks for."""
TRY_GATES = "The drafts were sound, or a gate no longer works: mix known-bad test drafts into the queue to find out."
TRIED_GATES = "The drafts were sound, or a gate no longer works: these stopped none of the known-bad test drafts either."


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
    who = "no agent could" if everyone else f"{_agents(agents)} could not"
    lacks = f"no {'recent ' if _is_old(record, knowledge) else ''}{knowledge} on record ({KNOWLEDGE[knowledge].says})"
    says = f"{accounts:,} of {record.accounts:,} customers have {lacks}: {who} act on them."
    return Note("missing knowledge", says, "Import a source that holds it.", "Context", accounts, knowledge)


def _agents(names: Sequence[str]) -> str:
    """The risk and renewal agents."""
    *others, last = map(name, names)
    return f"the {', '.join(others)} and {last} agents" if others else f"the {last} agent"


def unsaid(record: CycleRecord) -> list[Note]:
    """Letters that were not written, as nothing of the customer's own could be said in them, the most first; with what is missing."""
    return [_unsaid(record, agent) for agent in sorted(record.unsaid, key=lambda a: (-len(record.unsaid[a].accounts), a))]


def _unsaid(record: CycleRecord, agent: str) -> Note:
    n, lacks = len(record.unsaid[agent].accounts), record.unsaid[agent].lacks
    least = int(record.world.direction.guardrails["min_cited_facts"])
    says = (
        f"{name(agent).capitalize()} had a reason to write to {counted(n, 'customer')} and wrote nothing: too little is known for a letter "
        f"that cites {counted(least, 'fact')} about them."
    )
    missing = ", ".join(f"{kind} of {of:,}" for kind, of in [*lacks.items()][:MOST_LACKS])
    says += f" Missing: {missing}." if missing else ""
    advice = "Import a source that holds it, or write to them yourselves." if missing else "Write to them yourselves."
    return Note("too little known", says, advice, "Context", n, agent)


def _is_old(record: CycleRecord, knowledge: str) -> bool:
    day, limit = record.world.newest.get(knowledge), feed_days(knowledge, record.world.by_month)
    return day is not None and limit is not None and (record.world.as_of - day).days > limit


def stopped_feeds(record: CycleRecord) -> list[Note]:
    """Sources whose newest row is older than their kind may be."""
    notes = []
    for knowledge, day in sorted(record.world.newest.items()):
        limit, age = feed_days(knowledge, record.world.by_month), (record.world.as_of - day).days
        if _is_old(record, knowledge) and KNOWLEDGE[knowledge].nouns != ("knowledge",):
            says = f"Nothing newer than {spelt(day)} is known of {knowledge}: {age} days, at most {limit} should pass."
            notes.append(Note("stale feed", says, "Check the export, and import a new one.", "Context", age, knowledge))
    return notes


def queue_larger_than_hours(record: CycleRecord) -> list[Note]:
    """More work for people than they have minutes today, or hours in the week."""
    if not record.world.team:
        asked = sum(MINUTES.get(r.route, 0.0) for r in record.routed) / 60
        says = f"No team is known, so {asked:.1f} hours of work for people were given out without a limit."
        return [Note("no team", says, "Enter the team or import team.csv.", "Coverage", asked)] if asked else []
    return [*_beyond_today(record), *_beyond_the_week(record)]


def _worth(record: CycleRecord, routed: Sequence[Routed]) -> float:
    """What these are assumed to keep: their values, whatever a goal makes of their order."""
    values = {p.id: p.value for p in record.proposals}
    return sum(values[r.proposal_id] for r in routed)


def _few(customers: float) -> str:
    return f"{customers:.1f}".removesuffix(".0")


def _beyond_today(record: CycleRecord) -> list[Note]:
    held = [r for r in record.routed if lacks_minutes_today(r)]
    if not held:
        return []
    a_day, share = (record.world.direction.guardrails[key] for key in (DAY, "human_share_of_hours"))
    says = (
        f"{len(held):,} proposals wait because the {a_day:.0f} minutes a day that agents may ask of each of our people went to what "
        f"comes first; together they are assumed to keep {_few(_worth(record, held))} customers."
    )
    if never := sum(no_day_has_room(r) for r in held):
        says += f" {never:,} of them wait for good: each takes longer than a whole day of those minutes."
    most = BY_GUARDRAIL[DAY].high
    act = set_guardrail(DAY, min(most, a_day + MINUTES_STEP)) if a_day < most and share > 0 else None
    advice = "Allow more minutes a day, or raise the autonomy of an agent with a good record."
    return [Note("queue larger than today", says, advice, "Strategy", len(held), act=act)]


def _beyond_the_week(record: CycleRecord) -> list[Note]:
    held = [r for r in record.routed if lacks_hours(r)]
    waits = len(held) + len(record.beyond)
    if not waits:
        return []
    hours = sum(max(0.0, m) for m in minutes_left(record.world).values()) / 60
    lost = _worth(record, held) + sum(record.beyond)
    unwritten = f" ({len(record.beyond):,} of them are not yet put into words)" if record.beyond else ""
    says = (
        f"{waits:,} proposals wait because the {hours:.1f} hours of people that were left this week went to what comes "
        f"first{unwritten}; together they are assumed to keep {_few(lost)} customers."
    )
    advice = "Open more hours, or raise the autonomy of an agent with a good record."
    return [Note("queue larger than hours", says, advice, "Strategy", waits, act=more_hours(record))]


def more_hours(record: CycleRecord) -> dict | None:
    """The act that opens more of people's hours to agents' work; None where all are open."""
    share = record.world.direction.guardrails["human_share_of_hours"]
    return set_guardrail("human_share_of_hours", min(1.0, round(share + HOURS_STEP, 2))) if share < 1 else None


def calls_not_made(record: CycleRecord) -> list[Note]:
    """What waits for a call, or another task, that one of ours was asked for on an earlier day and has not done: letters, quotes, calls."""
    holds = ((p, record.world.holds.get(p.id)) for p in record.proposals)
    held = [(p, WAITS_FOR[hold.rule]) for p, hold in holds if hold and hold.rule in WAITS_FOR]
    asked = ((p, waits, one) for p, waits in held for one in record.world.ledger.calls.get(p.account_id, ()))
    pairs = [(p, one) for p, waits, one in asked if one.since is not None and one.since < record.as_of and waits(p, [one])]
    if not pairs:
        return []
    tasks, made = {(p.account_id, one) for p, one in pairs}, {p.id: p.kind for p, _ in pairs}
    people = Counter(one.person or UNASSIGNED for _, one in tasks).most_common()
    who, first = ", ".join(f"{person} {n:,}" for person, n in people), min(one.since for _, one in tasks)
    noun = "letter" if {*made.values()} == {"message"} else "proposal"
    wait = f"{counted(len(made), noun)} {'waits' if len(made) == 1 else 'wait'}"
    says = f"{wait} until a call or another task of ours is done ({who}); the oldest was asked for on {spelt(first)}."
    return [Note("calls not made", says, "Make the calls and log them, or turn the tasks down.", "My work", len(made))]


WAITS_FOR = {"a_call_first": in_the_way, "one_call": the_same_call}
"""Rule of the governor -> whether what it held waits for a task."""


def silent_and_loud_gates(record: CycleRecord) -> list[Note]:
    """Gates that stop nearly everything; with enough drafts, gates that could tell nothing."""
    notes, said = [], record.said
    for gate in (g.__name__ for g in GATES):
        failed, unknown = said[gate, False], said[gate, None]
        drafts = said[gate, True] + failed + unknown
        if drafts >= FEW and failed / drafts >= 0.5:
            says = f"The gate “{_named(gate)}” failed {failed:,} of {drafts:,} drafts."
            advice = "Read three of them: the drafts are bad, or the gate is."
            notes.append(Note("gate fires too often", says, advice, "Trace", failed, gate))
        if drafts >= FEW and unknown / drafts >= 0.5:
            says = f"The gate “{_named(gate)}” could not tell for {unknown:,} of {drafts:,} drafts."
            notes.append(Note("gate cannot tell", says, "Bring the knowledge that it lacks.", "Context", unknown, gate))
    return notes


def _named(gate: str) -> str:
    return gate.replace("_", " ")


def idle_gates(record: CycleRecord) -> list[Note]:
    """All gates that stopped nothing in a large cycle, and no test draft ever, in one note."""
    stopped = {gate for gate, passed in record.said if passed is not True}
    stopped |= set(record.past.tests.get("gates", {}).get("fired", ()))
    idle = [g.__name__ for g in GATES if g.__name__ not in stopped]
    if len(record.proposals) < 5 * FEW or not idle:
        return []
    says = f"{len(idle)} of {len(GATES)} gates let all {len(record.proposals):,} drafts through: {', '.join(map(_named, idle))}."
    act = None if record.world.direction.guardrails[TEST_DRAFTS] else set_guardrail(TEST_DRAFTS, TEST_RATE)
    advice = TRIED_GATES if record.past.tests.get("gates", {}).get("fired") else TRY_GATES
    return [Note("gates never fire", says, advice, "Strategy", len(idle), act=act)]


def collisions(record: CycleRecord) -> list[Note]:
    """The pair of agents of which one waits most often because the other speaks to the same customer, and the play that waits most."""
    route = {r.proposal_id: r.route for r in record.routed}
    speaks = {p.account_id: p.agent for p in record.proposals if p.kind == "message" and route[p.id] not in ("held", "rejected")}
    waits = [p for p in record.proposals if p.kind == "message" and route[p.id] == "held" and speaks.get(p.account_id, p.agent) != p.agent]
    pairs = Counter(tuple(sorted((p.agent, speaks[p.account_id]))) for p in waits)
    if not pairs or (most := pairs.most_common(1)[0])[1] < FEW:
        return []
    (one, other), n = most
    both = Counter((p.agent, p.play) for p in waits if {p.agent, speaks[p.account_id]} == {one, other})
    (agent, play), times = both.most_common(1)[0]
    says = f"{name(one).capitalize()} and {name(other)} had something to say to the same customer {n:,} times; one of them waited."
    advice = f"See whether “{play}” of {name(agent)} can go: it waited {times:,} of these times."
    return [Note("agents collide", says, advice, "Agents", n, f"{one} {other}", playbook_off(agent, play))]


def effort_without_goal(record: CycleRecord) -> list[Note]:
    """Work that serves none of the goals set; or that no goal is set at all."""
    if not record.world.direction.goals:
        n = len(record.routed)
        says = f"No goal is set: {counted(n, 'proposal')} {'was' if n == 1 else 'were'} ordered by expected gain alone."
        return [Note("no goal", says, "Set a goal.", "Strategy")] if record.routed else []
    alive = [r for r in record.routed if r.route not in ("held", "rejected")]
    idle = [r for r in alive if not r.goals]
    if not idle:
        return []
    made = {p.id: p for p in record.proposals}
    by_agent = Counter(made[r.proposal_id].agent for r in idle).most_common()
    agents = ", ".join(f"{name(a)} {n:,}" for a, n in by_agent)
    says = f"{len(idle):,} of {len(alive):,} proposals that go ahead serve none of the goals set ({agents})."
    most, n = by_agent[0]
    own = sum(made[r.proposal_id].agent == most for r in alive)
    if n <= MOSTLY * own:
        play = Counter(p.play for p in (made[r.proposal_id] for r in idle) if p.agent == most).most_common(1)[0][0]
        advice = f"Set the goal that “{play}” of {name(most)} serves, or have fewer of it."
        return [Note("effort without goal", says, advice, "Strategy", len(idle))]
    act = set_level(most, "shadow", why=f"{n:,} of its {own:,} proposals served none of the goals set, as of {spelt(record.as_of)}")
    advice = (
        f"Add the goal that it serves, or set {name(most)} to “shadow”: its drafts are then kept on record only, and take nobody's time."
    )
    return [Note("effort without goal", says, advice, "Strategy", len(idle), act=act)]


def stale_context(record: CycleRecord) -> list[Note]:
    """Agents of whose drafts many rest on facts older than they may be."""
    agent_of = {p.id: p.agent for p in record.proposals}
    drafts = Counter(agent_of.values())
    said = {i: next((v for v in vs if v.gate == "facts_are_fresh" and v.passed is not True), None) for i, vs in record.verdicts.items()}
    old = [(agent_of[i], v.why) for i, v in said.items() if v is not None and i in agent_of]
    notes = []
    for agent, n in Counter(a for a, _ in old).most_common():
        if n >= STALE_FROM and n / drafts[agent] >= STALE_SHARE:
            why = Counter(w for a, w in old if a == agent).most_common(1)[0][0]
            says = f"{name(agent).capitalize()} works from old facts: {n:,} of its {drafts[agent]:,} drafts cite facts too old."
            notes.append(Note("stale context", says, f"Bring newer rows; most often {why}.".replace("_", " "), "Context", n, agent))
    return notes


def model_failures(record: CycleRecord) -> list[Note]:
    """Drafts that fell back to the offline composer: there was no usable answer, or a gate failed it."""
    own = record.own
    failed, model = replaced(own), record.model["name"]
    fell = sum(p.drafted_by.endswith("(fallback)") for p in own) - len(failed)
    jobs, notes = len(own) - len(failed), []
    if fell:
        says = f"The model {model} gave no usable answer for {fell:,} of {jobs:,} drafts; the offline composer wrote them."
        why = record.model.get("problem") or ""
        says += f" Most often it was “{why}”." if why else ""
        notes.append(Note("model failures", says, "Check the endpoint, the key and the model's limits.", "Trace", fell))
    if failed:
        gates = Counter(v.gate for i in failed for v in record.verdicts[i] if v.passed is False)
        often = _named(gates.most_common(1)[0][0])
        says = f"A gate failed {len(failed):,} of {jobs:,} drafts, as the model {model} wrote them, most often for “{often}”; "
        says += "the offline composer wrote them again."
        advice = "Read some of them on the Trace page, or choose another model."
        notes.append(Note("model drafts failed", says, advice, "Trace", len(failed)))
    return notes


def model_budget(record: CycleRecord) -> list[Note]:
    """Drafts that the token budget did not cover."""
    own = record.own
    unpaid = sum(p.drafted_by.endswith("(budget)") for p in own)
    if not unpaid:
        return []
    drafts = f"{unpaid:,} of {len(own) - len(replaced(own)):,} drafts"
    says = f"The token budget did not cover {drafts}, those with the least to gain; the offline composer wrote them."
    return [Note("model budget", says, "Have the model's budget raised, or let fewer agents use it.", "Trace", unpaid)]
