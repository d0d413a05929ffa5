"""What became of what each agent noticed in a cycle: already in hand, turned down, nothing to say, drafted, passed, and why not."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from cs_core.execution.agent import Agent
from cs_core.orchestration.flow.cycle_record import TooLittle
from cs_core.orchestration.flow.stages import Noticed
from cs_core.orchestration.gates import CHECKS
from cs_core.records import Proposal, Routed, Verdict

NOTHING_TO_SAY = "nothing worth saying"
TOO_LITTLE = "too little is known of them for a letter of their own"
IN_HAND = "proposed or done lately"
BEYOND = "waits for people's time before it is put into words"
TURNED_DOWN = "turned down by a person, and its facts are the same"


def tally(
    agents: Sequence[Agent],
    *,
    ready: Mapping[str, int],
    accounts: int,
    noticed: Noticed,
    proposals: Collection[Proposal],
    verdicts: Mapping[str, Sequence[Verdict]],
    routed: Collection[Routed],
    unsaid: Mapping[str, TooLittle] = MappingProxyType({}),
) -> dict[str, dict[str, Any]]:
    """Agent -> accounts, ready, noticed, drafted, passed, routed (by route) and why_not: reason -> how many were stopped by it.

    noticed = drafted + the first five reasons; drafted = passed + the gates' reasons. A draft that several gates stop counts at each.
    """
    counts = [noticed.all, noticed.fresh, noticed.wanted, Counter(agent.name for agent, _ in noticed.asked)]
    drafted, passed = Counter(p.agent for p in proposals), Counter(p.agent for p in proposals if all(v.passed for v in verdicts[p.id]))
    routes = {r.proposal_id: r.route for r in routed}
    found = {}
    for name in (a.name for a in agents):
        seen, new, wanted, put = (part[name] for part in counts)
        mine = [p for p in proposals if p.agent == name]
        thin = len(unsaid[name].accounts) if name in unsaid else 0
        before = {IN_HAND: seen - new, TURNED_DOWN: new - wanted, BEYOND: wanted - put}
        before |= {TOO_LITTLE: thin, NOTHING_TO_SAY: put - drafted[name] - thin}
        why = before | _stopped(mine, verdicts)
        found[name] = {
            "accounts": accounts, "ready": ready[name], "noticed": seen, "drafted": drafted[name], "passed": passed[name],
            "routed": dict(Counter(routes[p.id] for p in mine)), "why_not": {reason: n for reason, n in why.items() if n},
        }  # fmt: skip
    return found


def _stopped(proposals: Sequence[Proposal], verdicts: Mapping[str, Sequence[Verdict]]) -> dict[str, int]:
    words = {False: "failed the check that", None: "nobody can tell whether"}
    return dict(Counter(f"{words[v.passed]} {CHECKS[v.gate]}" for p in proposals for v in verdicts[p.id] if v.passed is not True))
