"""Who handles a proposal: first match wins, the last row catches all, and it catches towards a person. Never by account size.

Priority is the proposal's value times the goals' weights; human hours are given out in that order (`budget`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from cs_core.execution.draft import ALONE
from cs_core.execution.writing.no_letter import stands_in
from cs_core.orchestration.autonomy import LEVELS, read_first
from cs_core.orchestration.budget import cover_of, within_hours
from cs_core.orchestration.contact import closed
from cs_core.orchestration.contact.low_scores import LowScore, told, unanswered
from cs_core.orchestration.contact.quiet import next_day, why_quiet
from cs_core.orchestration.direction import NAMES
from cs_core.orchestration.governor import govern
from cs_core.orchestration.judging.policy import done_by_people
from cs_core.orchestration.learning.learnt import PROBE_ONE_IN, Lesson
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS, WITH_PERSON
from cs_core.orchestration.world import World
from cs_core.records import Proposal, Route, Routed, Verdict

IN_ANOTHERS_LETTER = "another letter to that person says it too"
SAMPLE_ONE_IN = 5
"""Of low-stakes proposals of an agent at level sample, so many are reviewed: one in five."""


@dataclass(frozen=True)
class Case:
    """One proposal as routing sees it."""

    proposal: Proposal
    verdicts: tuple[Verdict, ...]
    world: World

    @property
    def arm(self) -> str | None:
        return self.world.arms.get(self.proposal.account_id)

    @property
    def protected(self) -> bool:
        return self.proposal.account_id in self.world.protected

    @cached_property
    def level(self) -> str:
        """The agent's here; of a letter that says another agent's words too, the lower of the two."""
        said = [(self.proposal.agent, self.proposal.play)]
        said += [(j.agent, j.play) for j in self.world.taken_up.get(self.proposal.id, ())]
        return min((self.world.level(agent, self.proposal.account_id, play) for agent, play in said), key=LEVELS.index)

    @property
    def calendar(self) -> tuple[date, str | None, float]:
        """Day, country and how much is quiet there: what the vendor's policy says, or the leader's guardrail where that asks for more."""
        country = self.world.accounts.get(self.proposal.account_id, {}).get("country")
        return self.world.as_of, country, max(self.world.quiet, self.world.direction.guardrails["quiet_days"])

    @property
    def sure(self) -> float:
        return self.world.direction.guardrails["min_confidence"]

    @property
    def agent(self) -> str:
        return self.proposal.agent.replace("_", " ")

    def gates(self, passed: bool | None) -> str:
        """The gates that said so, with their reasons."""
        return "; ".join(f"{v.gate.replace('_', ' ')} ({v.why})" for v in self.verdicts if v.passed is passed)


class Row(NamedTuple):
    """One row of the policy: the route, when it applies, why in a sentence, and what would have changed it."""

    route: Route
    name: str
    when: Callable[[Case], bool]
    why: Callable[[Case], str]
    change: Callable[[Case], str]


def route(proposal: Proposal, verdicts: Sequence[Verdict], world: World) -> Routed:
    """The first row of ROUTES that applies. The assignee is the plan's person or the owner; `route_all` finds others and their hours."""
    case = Case(proposal, tuple(verdicts), world)
    row = next(row for row in ROUTES if row.when(case))
    return Routed(
        proposal_id=proposal.id,
        cycle_id=proposal.cycle_id,
        as_of=proposal.as_of,
        route=row.route,
        why=row.why(case),
        change=row.change(case),
        assignee=cover_of(proposal, world) if row.route.startswith("human") or row.route == "agent_with_review" else None,
        priority=proposal.value * world.weight(proposal.agent, proposal.account_id),
        goals=world.direction.serves(proposal.agent, world.segment(proposal.account_id)),
        merged_into=world.joined[proposal.id].into if row.name == IN_ANOTHERS_LETTER else None,
    )


def route_all(proposals: Sequence[Proposal], verdicts: Mapping[str, Sequence[Verdict]], world: World) -> list[Routed]:
    """Every proposal routed, in the order given: the governor's holds first, then ROUTES, then the budget of human hours."""
    return route_governed(proposals, verdicts, governed(proposals, verdicts, world))


def governed(proposals: Sequence[Proposal], verdicts: Mapping[str, Sequence[Verdict]], world: World) -> World:
    """The world with what the governor lets wait of those that no gate failed."""
    sound = [p for p in proposals if not any(v.passed is False for v in verdicts[p.id])]
    return replace(world, holds=govern(sound, world))


def route_governed(proposals: Sequence[Proposal], verdicts: Mapping[str, Sequence[Verdict]], world: World) -> list[Routed]:
    """The same where the governor has spoken: see `governed`."""
    return within_hours([route(p, verdicts[p.id], world) for p in proposals], {p.id: p for p in proposals}, world)


def _sampled(case: Case) -> bool:
    return int(case.proposal.id[-4:], 16) % SAMPLE_ONE_IN == 0 if case.level == "sample" else False


def _may_go(case: Case) -> bool:
    return case.proposal.stakes == "low" and (case.level == "autonomous" or (case.level == "sample" and not _sampled(case)))


def _in_need(case: Case) -> bool:
    """No holdout withholds care from who waits on an escalation, gave notice, said that they leave or complained seriously."""
    about = case.world.accounts.get(case.proposal.account_id, {})
    return bool(about.get("escalations_open")) or any(about.get(c) is not None for c in IN_NEED)


def _steerable(case: Case) -> bool:
    """A model wrote it, or failed at it, that was shown words of others, or of which that isn't known."""
    return case.proposal.drafted_by not in ALONE and case.proposal.others_words != ()


def _their_words(case: Case) -> str:
    return ", ".join(key.replace("_", " ") for key in case.proposal.others_words or ()) or "not kept which"


def _by_itself(case: Case) -> str:
    """What would have let it go without a look."""
    low = case.proposal.stakes == "low"
    if case.level == "review":
        return "A higher level of autonomy on the Agents page" + ("" if low else ", and low stakes")
    return "Not being in the sample, or level autonomous" if low else STAKES.format("low")


def _planned(case: Case) -> bool:
    """The committed plan gives the account to a person for more than a look at drafts; a pilot's agents-only arm overrules it.

    What is of low stakes stays with the agents there too: hours that the plan placed are for talking, not for sending newsletters.
    """
    mode = case.world.coverage.get(case.proposal.account_id, {}).get("mode")
    return mode not in (None, "agent with review") and case.arm != ONLY_AGENTS and case.proposal.stakes != "low"


def _unwanted(case: Case) -> Lesson | None:
    return case.world.learnt.against(case.proposal, case.world.segment(case.proposal.account_id))


def _low_score(case: Case) -> LowScore | None:
    return unanswered(case.proposal, case.world.low_scores, case.world.ledger)


def _closed(case: Case) -> closed.Closed | None:
    return case.world.closed.get(case.proposal.account_id)


def _nobody(case: Case) -> bool:
    """Whether it is a task as nobody there can be written to."""
    return stands_in(case.proposal.body)


def _lead(case: Case) -> str:
    return case.world.joined[case.proposal.id].lead.replace("_", " ")


def _hold(case: Case, word: str) -> str:
    return getattr(case.world.holds[case.proposal.id], word)


IN_NEED: Mapping[str, str] = {
    "notice_given_on": "has given notice", "leaving_said_on": "said that they leave",
    "alarm_said_on": "waits for an answer to a serious complaint",
}  # fmt: skip
"""Signal -> what a customer did on its day from whom no care is withheld; nor is it where an escalation is open."""
STAKES = "A playbook that sets the stakes of this play {}, on the Agents page"
ROUTES: tuple[Row, ...] = (
    Row("rejected", "a gate failed", lambda c: any(v.passed is False for v in c.verdicts),
        lambda c: f"A gate failed: {c.gates(False)}", lambda c: "A draft that passes the gate"),
    Row("held", IN_ANOTHERS_LETTER, lambda c: c.proposal.id in c.world.joined,
        lambda c: f"The {_lead(c)} agent's letter to the same person says it too: one message instead of two",
        lambda c: f"The {_lead(c)} agent's letter not being due: this would go by itself"),
    Row("held", "a contact rule says wait", lambda c: c.proposal.id in c.world.holds,
        lambda c: _hold(c, "why"), lambda c: _hold(c, "change")),
    Row("held", "reviewers turn such drafts down here", lambda c: _unwanted(c) is not None,
        lambda c: f"{_unwanted(c).says}; one customer in {PROBE_ONE_IN} still gets it, as a test",
        lambda c: "Reviewers who approve it, or the lesson switched off on the Quality page"),
    Row("held", "a pilot leaves the customer in standard care", lambda c: c.arm == HOLDOUT and not (c.protected or _in_need(c)),
        lambda c: "The customer is in a pilot's holdout and gets standard care", lambda c: "The end of the pilot"),
    Row("held", "the agent drafts for the record only", lambda c: c.level == "shadow",
        lambda c: f"The {c.agent} agent is at level “shadow” here: its drafts are kept on record only",
        lambda c: "A higher level of autonomy on the Agents page"),
    Row("human_only", "the play is always done by a person", lambda c: done_by_people(c.proposal.play),
        lambda c: f"“{c.proposal.play}” is done by a person", lambda c: "Nothing: people always do this play"),
    Row("human_with_draft", "its reader gave a low score", lambda c: _low_score(c) is not None,
        lambda c: f"{told(c.proposal, _low_score(c))}: a person writes to them",
        lambda c: "A person's contact with them since, or a better answer of theirs"),
    Row("human_with_draft", "the customer is closed or in mourning", lambda c: c.proposal.kind == "message" and _closed(c) is not None,
        lambda c: f"{closed.told(_closed(c))}; a day of the contract does not wait, so a person writes",
        lambda c: "That day; of a closed office also a word of theirs before it"),
    Row("human_with_draft", "a pilot gives it to a person", lambda c: c.arm == WITH_PERSON,
        lambda c: "The pilot gives this customer a person besides the agents", lambda c: "The end of the pilot"),
    Row("human_with_draft", "the coverage plan gives it to a person", _planned,
        lambda c: f"The coverage plan gives this customer a person ({c.world.coverage[c.proposal.account_id]['mode']})",
        lambda c: f"A coverage plan that spends the hours elsewhere. {STAKES.format('low')}"),
    Row("human_with_draft", "the stakes are high", lambda c: c.proposal.stakes == "high",
        lambda c: "The stakes are high", lambda c: STAKES.format("lower")),
    Row("human_with_draft", "the agent is not sure", lambda c: c.proposal.confidence < c.sure,
        lambda c: f"The {c.agent} agent is {c.proposal.confidence:.0%} sure of it; below {c.sure:.0%} a person takes it",
        lambda c: f"More confidence, or a lower figure at {NAMES['min_confidence']}"),
    Row("human_with_draft", "a gate could not tell", lambda c: any(v.passed is None for v in c.verdicts),
        lambda c: f"A gate could not tell: {c.gates(None)}", lambda c: "The fact that the gate lacks"),
    Row("human_with_draft", "it is a task for one of ours, not a letter", lambda c: c.proposal.kind == "task",
        lambda c: "Nobody at the customer can be written to" if _nobody(c) else "It is work for one of ours: a call, a check or an entry",
        lambda c: "A person at the customer with an e-mail address" if _nobody(c) else "A playbook with a letter here, on the Agents page"),
    Row("agent_with_review", "a language model read other people's words", _steerable,
        lambda c: f"A model was asked that read other people's words ({_their_words(c)}): whoever wrote them may have steered it",
        lambda c: "A draft of the offline composer, which only quotes such words, or a brief that holds none"),
    Row("agent_with_review", "the customer is protected", lambda c: c.protected,
        lambda c: "The customer is protected: no agent writes to it unread, whatever autonomy it has earned",
        lambda c: "The protection taken away on the Coverage page"),
    Row("held", "today is a quiet day there", lambda c: _may_go(c) and why_quiet(*c.calendar) is not None,
        lambda c: f"{why_quiet(*c.calendar)}: it goes by itself on {next_day(*c.calendar)}",
        lambda c: "A working day at the customer, a person who sends it, or fewer quiet days on the Strategy page"),
    Row("agent", "low stakes, and the agent may send alone", _may_go,
        lambda c: f"Low stakes, every gate passed, and the {c.agent} agent is at level “{c.level}” here",
        lambda c: "A lower level of autonomy, or higher stakes"),
    Row("agent_with_review", "a person reviews what the agent sends", lambda c: c.level in ("review", "sample", "autonomous"),
        lambda c: read_first(c.agent, c.level, c.proposal.stakes),
        _by_itself),
    Row("human_with_draft", "nothing else applied", lambda c: True,
        lambda c: "No other row of the policy applied", lambda c: "A row of the policy that covers this case"),
)  # fmt: skip
