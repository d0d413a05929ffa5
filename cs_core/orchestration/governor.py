"""Who may speak to a customer now: precedence, one voice, caps. One ledger for agents and people; what must wait says why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cs_core.context.signals.grievances import UNANSWERED_DAYS
from cs_core.context.wording.days import spelt
from cs_core.orchestration.contact import closed
from cs_core.orchestration.contact.calls import ANSWERS, BY_HAND, Asked, heard_already, in_the_way, place_of_call, the_same_call
from cs_core.orchestration.contact.ledger import calls_a_person
from cs_core.orchestration.contact.low_scores import MAY_GO, low_scorers, told, unanswered
from cs_core.orchestration.direction import NAMES
from cs_core.orchestration.often import a_pause_after_silence, account_cap, letters_apart, offers_apart, person_cap
from cs_core.orchestration.world import Hold, World
from cs_core.records import Proposal

PRECEDENCE: tuple[str, ...] = ("escalation", "risk", "renewal", "onboarding", "success_planning", "growth", "relationship")
"""Who speaks first where several have something to say to one customer."""

QUIET: tuple[str, ...] = ("growth", "relationship")
"""Agents that say nothing, to anyone, while a complaint, a risk or an escalation is open at the account."""
AFTER_NOTICE: tuple[str, ...] = ("answer the notice", "make the last call", "ask why they left", "enter the new contract")
"""Plays of renewal that may still speak once the customer has given notice; any other would press for what they declined."""
COMPLAINTS: tuple[tuple[str, str], ...] = (
    ("leaving_said_on", "They spoke of ending the contract on {}, in a complaint"),
    ("alarm_said_on", "They complained seriously on {}, and nobody has answered since"),
    ("low_answer_on", "They answered a survey badly on {}"),
)
"""(signal with the day of an open complaint, how it is told). The signals forget after `UNANSWERED_DAYS` at the latest."""


@dataclass
class Turn:
    """What was granted so far in this cycle: who speaks to an account and to an address, and accounts in trouble."""

    speaks: dict[str, Proposal] = field(default_factory=dict)
    hears: dict[str, Proposal] = field(default_factory=dict)
    """Address in lower case -> the proposal that writes to it, whichever account it stands at."""
    worried: set[str] = field(default_factory=set)
    calls: dict[str, tuple[Asked, ...]] = field(default_factory=dict)
    """Account -> the tasks of high stakes that a person is asked to do for it."""


Rule = Callable[[Proposal, Turn, World], Hold | None]


def concern(proposal: Proposal) -> str:
    """The proposal's place in PRECEDENCE: an escalation, else its agent's own."""
    return "escalation" if "escalation" in proposal.play else proposal.agent


def govern(proposals: Iterable[Proposal], world: World) -> dict[str, Hold]:
    """Proposal -> why it must wait, for those that must. Give it only proposals that no gate failed."""
    turn, holds = Turn(), {}
    for proposal in sorted(proposals, key=lambda p: _place(p, world)):
        hold = next((replace(h, rule=rule.__name__) for rule in rules_for(proposal) if (h := rule(proposal, turn, world))), None)
        if hold:
            holds[proposal.id] = hold
        elif not _left_alone(proposal, world):
            _grant(proposal, turn)
    return holds


def _left_alone(proposal: Proposal, world: World) -> bool:
    """Whether nobody will see it: a draft for the record only, or one that reviewers turn down here. It takes nobody's turn."""
    shadow = world.level(proposal.agent, proposal.account_id, proposal.play) == "shadow"
    return shadow or world.learnt.against(proposal, world.segment(proposal.account_id)) is not None


def rules_for(proposal: Proposal) -> Sequence[Rule]:
    """A task does not contact the customer: only the rules on what may not be worked at all bind it, and a call before what it sends."""
    if proposal.kind == "message":
        return RULES
    return (*CONTRADICTIONS, a_call_first) if proposal.play in BY_HAND else CONTRADICTIONS


def _place(proposal: Proposal, world: World) -> tuple:
    """Calls of ours before every letter, whoever's it is, but for those of `QUIET`, which wait to hear of trouble; then by precedence.

    Of several for one and the same call the one that tells the others' matter too."""
    waits = proposal.agent in QUIET or not calls_a_person(proposal.kind, proposal.stakes)
    named = concern(proposal)
    rank = PRECEDENCE.index(named) if named in PRECEDENCE else len(PRECEDENCE)
    place = place_of_call(proposal.play) if proposal.kind == "task" else 0
    return waits, place, rank, -proposal.value * world.weight(proposal.agent, proposal.account_id), proposal.id


def _grant(proposal: Proposal, turn: Turn) -> None:
    if concern(proposal) in ("escalation", "risk"):
        turn.worried.add(proposal.account_id)
    if calls_a_person(proposal.kind, proposal.stakes):
        turn.calls[proposal.account_id] = (*turn.calls.get(proposal.account_id, ()), Asked(proposal.play))
    if proposal.kind == "message":
        turn.speaks[proposal.account_id] = proposal
        turn.hears.setdefault((proposal.recipient or "").lower(), proposal)


def trouble_first(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """No growth and no greetings while a risk or an escalation is open; no growth while a risk is being watched either.

    What they are owed an answer to waits for an escalation only.
    """
    if proposal.agent not in QUIET:
        return None
    tickets = world.accounts.get(proposal.account_id, {}).get("escalations_open") or 0
    if tickets:
        return Hold(f"{tickets:.0f} escalated ticket{'s' * (tickets != 1)} open at this customer", "The escalation being closed")
    if proposal.play in ANSWERS:
        return None
    if proposal.account_id in turn.worried or proposal.account_id in world.ledger.worried:
        return Hold("A risk is being worked at this customer", "The risk proposal being decided or done")
    if proposal.agent == "growth" and proposal.account_id in world.ledger.at_risk:
        return Hold("A risk is open at this customer: nothing is sold into it", "The case of the risk being closed")
    return None


def no_sale_into_a_complaint(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """No upsell and no thanks to somebody who complained, until it is settled."""
    known = world.accounts.get(proposal.account_id, {})
    if proposal.agent not in QUIET or proposal.play in ANSWERS:
        return None
    open_yet = ((key, says) for key, says in COMPLAINTS if known.get(key) and not _taken_up(proposal.account_id, key, known[key], world))
    told = next((says.format(spelt(known[key])) for key, says in open_yet), None)
    settled = f"The complaint being settled, or at most {UNANSWERED_DAYS} days without another"
    return Hold(f"{told}: first that is answered", settled) if told else None


def _taken_up(account_id: str, key: str, on: date, world: World) -> bool:
    """Whether one of ours was in contact since a bad answer, and with whoever gave it where their address is known; of the others the
    signals themselves tell that they are settled."""
    if key != "low_answer_on" or low_scorers(account_id, world.low_scores, world.ledger):
        return False
    last = world.ledger.last_by_person(account_id)
    return last is not None and last.on >= on


def no_push_after_notice(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """Who has given notice is not asked to renew as if nothing had happened, nor sold more; what answers the notice may speak."""
    given = world.accounts.get(proposal.account_id, {}).get("notice_given_on")
    if given is None or proposal.agent not in ("renewal", "growth") or proposal.play in AFTER_NOTICE:
        return None
    why = f"They gave notice on {spelt(given)}: only what answers it may be said"
    return Hold(why, "The notice being withdrawn, or a play that answers it")


def no_work_against_a_goal(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """What would undo a goal that the leader has set waits, as long as the customer stands as it does."""
    account = world.accounts.get(proposal.account_id, {})
    found = world.direction.stopped(proposal.agent, account)
    if found is None:
        return None
    goal, stop = found
    why = stop.why.format(value=account[stop.signal])
    return Hold(f"{why} (goal: {goal.name})", f"{stop.change}, or the goal {goal.key} taken away")


def no_play_that_drives_people_off(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """A play after whose messages too many people asked us to stop, or complained, sends no more."""
    told, limit = world.optouts.get((proposal.agent, proposal.play)), world.direction.guardrails["max_optouts_percent"]
    if told is None or not told.over(limit):
        return None
    share = f"{told.stopped} of {told.messages} messages of “{proposal.play}” in 90 days"
    return Hold(f"After {share} people asked us to stop or complained; the limit is {limit:g}%", STOPPED)


def low_score_first(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """Who gave us a low score hears of nothing else before a person has answered it; `MAY_GO` names what need not wait."""
    given = unanswered(proposal, world.low_scores, world.ledger)
    if given is None or proposal.play in MAY_GO:
        return None
    return Hold(told(proposal, given), "A person's contact with them since: the task done or a touch logged; or a better answer of theirs")


def nobody_is_there(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """Who told us that their office is closed, or that somebody died, is written to on no day of it but for a day of the contract."""
    known = world.closed.get(proposal.account_id)
    if known is None or proposal.play in closed.MAY_GO:
        return None
    return Hold(closed.told(known), "That day; of a closed office also a word of theirs before it")


def serious_complaint_first(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """Who complained seriously hears of nothing else before one of ours has answered; `MAY_GO` names what need not wait."""
    wrote = world.accounts.get(proposal.account_id, {}).get("alarm_said_on")
    if wrote is None or proposal.play in MAY_GO:
        return None
    why = dict(COMPLAINTS)["alarm_said_on"].format(spelt(wrote))
    answer = "A person's answer since: a mail, the task done or a touch logged"
    return Hold(why, f"{answer}; two weeks of rest after their ticket was closed; or 60 days without another")


def one_call(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """A customer is called once to hear whether they stay, whoever of the agents asks for it."""
    account_id, known = proposal.account_id, world.accounts.get(proposal.account_id, {})
    if why := the_same_call(proposal, _asked(proposal, turn, world), known):
        return Hold(why, "That task being done, turned down or over")
    why = heard_already(proposal, world.ledger.made.get(account_id, ()), known)
    return Hold(why, "Another word of theirs on it since") if why else None


def a_call_first(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """While a person of ours is to do something of high stakes for a customer, no letter goes there that would cut across it."""
    why = in_the_way(proposal, _asked(proposal, turn, world))
    return Hold(why, "The task being done, turned down or over") if why else None


def _asked(proposal: Proposal, turn: Turn, world: World) -> tuple[Asked, ...]:
    return (*world.ledger.calls.get(proposal.account_id, ()), *turn.calls.get(proposal.account_id, ()))


def one_voice(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """One message a customer, and a person, in a cycle; the one of higher precedence speaks."""
    first = turn.speaks.get(proposal.account_id)
    if first is not None:
        why = f"The {_name(first.agent)} agent speaks to this customer first: {first.play}"
        return Hold(why, "The other message not being due", first.id)
    other = turn.hears.get((proposal.recipient or "").lower())
    if other is None:
        return None
    why = f"The {_name(other.agent)} agent writes to the same person first, for another account: {other.play}"
    return Hold(why, "The other message not being due")


def one_in_the_queue(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """No second message while one waits for review."""
    waits = world.ledger.waiting.get(proposal.account_id)
    return Hold(f"A message of the {_name(waits)} agent to this customer waits for review", "That message being decided") if waits else None


def a_person_just_spoke(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """Agents stay quiet for some days after a person of ours spoke with the customer."""
    last, quiet = world.ledger.last_by_person(proposal.account_id), world.direction.guardrails["min_days_between_touches"]
    if last is None or (world.as_of - last.on).days >= quiet:
        return None
    said = f"{last.by or 'A person of ours'} was in contact on {spelt(last.on)}"
    return Hold(said, f"{quiet:.0f} days since then, or a lower figure at {NAMES['min_days_between_touches']}")


def a_person_is_about_to_speak(proposal: Proposal, turn: Turn, world: World) -> Hold | None:
    """Agents stay quiet for as many days before a meeting that is in the calendar."""
    meets, quiet = world.ledger.meets.get(proposal.account_id), world.direction.guardrails["min_days_between_touches"]
    if meets is None or (meets.on - world.as_of).days > quiet:
        return None
    said = f"{meets.by or 'A person of ours'} meets this customer on {spelt(meets.on)}"
    return Hold(said, f"The meeting being held or called off, or a lower figure at {NAMES['min_days_between_touches']}")


def _name(agent: str) -> str:
    return agent.replace("_", " ")


STOPPED = f"A play with other words or another audience, older requests, or a higher figure at {NAMES['max_optouts_percent']}"
CONTRADICTIONS: tuple[Rule, ...] = (trouble_first, no_sale_into_a_complaint, no_push_after_notice, no_work_against_a_goal, one_call)
"""They bind tasks too: what must not be said now is not to be prepared now either, and nobody is asked twice for one call."""
RULES: tuple[Rule, ...] = (
    *CONTRADICTIONS, no_play_that_drives_people_off, nobody_is_there, serious_complaint_first, low_score_first, a_call_first,
    one_voice, one_in_the_queue, a_person_just_spoke, a_person_is_about_to_speak, letters_apart, offers_apart,
    a_pause_after_silence, account_cap, person_cap,
)  # fmt: skip
"""In this order; the first that objects is the reason given."""
