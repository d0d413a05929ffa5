"""From a notice and a brief to a proposal: the words may be a model's, everything else is decided here.

Recipient, channel, kind, value and expiry never come from a model or from a customer's text.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from cs_core.context.told import told_keys
from cs_core.errors import BudgetSpent, ModelError
from cs_core.execution.agent import Agent
from cs_core.execution.models.hiding import Hiding
from cs_core.execution.models.metering import Bill, Turn
from cs_core.execution.models.model import OFFLINE, Model
from cs_core.execution.models.prompt import Answer, brief_text, hiding_of, instructions, shown, version
from cs_core.execution.playbooks.runs import run_of
from cs_core.execution.recipients import Recipient, choose_recipient, of_reader
from cs_core.execution.writing.composer import departed, framed
from cs_core.execution.writing.plain import plain
from cs_core.records import Brief, Claim, Draft, Fact, Proposal, key_of

SHELF_DAYS = 7
"""A draft is good for this long, or until its due day if that is later: its facts age."""
DAYS_AHEAD = frozenset({"notice_on", "renewal_on"})
"""Facts that are a day of the contract: what speaks of it comes too late once it has passed."""

UNASKED = f"{OFFLINE} (budget)"
ALONE = frozenset({OFFLINE, UNASKED})
"""What a draft is `drafted_by` of which no model has seen anything. A model that failed has: a text may have made it fail."""

SILENT_AFTER_DEPARTURE = frozenset({"success_planning", "growth", "relationship"})
"""Agents that say nothing while a departure is on record: they would write as if nothing had happened."""


def draft(
    agent: Agent, notice: dict, brief: Brief, model: Model, *, cycle_id: str, as_of: date, value_unit: str, turn: Turn | None = None
) -> Proposal | None:
    """What the agent wants done for one account, or None where there is nothing worth saying.

    `notice` is a row of `agent.notice`. Nobody to write to makes it a task for one of ours. `value` is the assumed gain in kept
    accounts, or that times ARR for ``arr_kept`` (0 where ARR is unknown). A model that fails, or that the budget does not cover any
    more, is replaced by the offline composer. `turn` is its place among questions asked at the same time.
    """
    if keeps_silent(agent, brief):
        return None
    person, row = _addressed(notice, brief)
    brief = of_reader(brief, person)
    bill = Bill(agent.name, brief.account_id, version(agent.name), turn)
    words, drafted_by = _words(agent, row, brief, model, bill)
    if words is None or not words.body.strip():
        return None
    claims, proposal_id = stated(words), key_of(agent.name, notice["play"], brief.account_id, as_of)
    cited = {i for c in claims for i in c.fact_ids}
    facts = tuple(f for f in brief.facts if f.id in cited)
    return Proposal(
        id=proposal_id,
        cycle_id=cycle_id,
        as_of=as_of,
        agent=agent.name,
        job=agent.job,
        account_id=brief.account_id,
        kind=row["kind"],
        channel="email" if person else "crm_task",
        recipient=person.email if person else None,
        recipient_name=person.name or None if person else None,
        subject=words.subject,
        body=words.body,
        claims=claims,
        facts=facts,
        reason=agent.reason(brief, notice),
        play=notice["play"],
        stakes=notice["stakes"],
        value=_value(notice["gain"], brief, value_unit),
        value_unit=value_unit,
        confidence=notice["confidence"],
        drafted_by=drafted_by,
        expires_at=_good_until(facts, as_of, notice["due_days"]),
        playbook_version=agent.plays[notice["play"]].version,
        run_id=notice.get("run_id") or run_of(proposal_id),
        prompt_version=bill.prompt_version if drafted_by == model.name != OFFLINE else None,
        tokens=bill.tokens if model.name != OFFLINE else None,
        cost=bill.cost if model.cost is not None else None,
        others_words=told_keys(f for f in brief.facts if f.id in cited or (drafted_by not in ALONE and shown(f))),
    )


def _good_until(facts: Iterable[Fact], as_of: date, due_days: int) -> date:
    days = (f.value for f in facts if f.key in DAYS_AHEAD and isinstance(f.value, date))
    return min((as_of + timedelta(days=max(SHELF_DAYS, due_days)), *(day for day in days if day >= as_of)))


def keeps_silent(agent: Agent, brief: Brief) -> bool:
    """Whether it says nothing whatever there is to say, as a departure is on record."""
    return agent.name in SILENT_AFTER_DEPARTURE and departed(brief)


def key_of_draft(agent: Agent, notice: dict, brief: Brief, model: Model) -> str:
    """Of the question that `draft` asks the model, so that a known answer can be looked up beforehand."""
    person, row = _addressed(notice, brief)
    brief = of_reader(brief, person)
    told = brief_text(brief, row, hiding_of(brief, row, on=model.hides))
    return model.key(instructions(agent, row), told, Answer, version(agent.name))


def _addressed(notice: dict, brief: Brief) -> tuple[Recipient | None, dict]:
    """Who is written to, and the notice with what that decides."""
    person = choose_recipient(brief, notice["role"], notice.get("avoid", ())) if notice["kind"] == "message" else None
    kind = "message" if person else "task"
    return person, {**notice, "kind": kind, "to": person.name if person else None, "nobody": notice["kind"] == "message" and person is None}


def stated(words: Draft) -> tuple[Claim, ...]:
    """The sentences that state something, each with its facts and without the marks of layout; the rest stands in the body only."""
    return tuple(c.model_copy(update={"text": c.text.strip().removeprefix("- ")}) for c in words.claims if c.fact_ids)


def _words(agent: Agent, row: dict, brief: Brief, model: Model, bill: Bill) -> tuple[Draft | None, str]:
    offline = agent.compose(brief, row)
    if model.name == OFFLINE or offline is None:
        return offline, OFFLINE
    try:
        hiding = hiding_of(brief, row, on=model.hides)
        answer = model.write(instructions(agent, row), brief_text(brief, row, hiding), Answer, bill)
        subject, claims = hiding.show(plain(answer.subject)), _claims(answer, hiding)
    except BudgetSpent:
        return offline, UNASKED
    except ModelError:
        return offline, f"{OFFLINE} (fallback)"
    return framed(brief, row, " ".join(subject.split()), claims), model.name


def _claims(answer: Answer, hiding: Hiding) -> list[Claim]:
    """The model's sentences in paragraphs of its own making; a citation that does not exist stays, for the gates to catch."""
    return [
        Claim(
            text=("\n\n" if said.new_paragraph or not at else "") + " ".join(hiding.show(plain(said.text)).split()),
            fact_ids=tuple(dict.fromkeys(hiding.show(fact) for fact in said.fact_ids)),
        )
        for at, said in enumerate(answer.claims)
    ]


def _value(gain: float, brief: Brief, unit: str) -> float:
    if unit == "accounts_kept":
        return gain
    arr = brief.get("arr")
    return gain * float(arr.value) if arr is not None and arr.value is not None else 0.0
