"""What agents want done: claim, draft, proposal and case; what the gates say of it, and whose it is to do."""

from datetime import date
from typing import Literal

from pydantic import Field, FiniteFloat

from cs_core.records.base import Record
from cs_core.records.known import Fact

Route = Literal["agent", "agent_with_review", "human_with_draft", "human_only", "held", "rejected"]
ROUTES: tuple[str, ...] = ("agent", "agent_with_review", "human_with_draft", "human_only", "held", "rejected")


class Claim(Record):
    """A sentence of a draft, and the facts that bear it. No facts means that it states none (a greeting, a question)."""

    text: str
    fact_ids: tuple[str, ...] = ()


class Draft(Record):
    """What a model or the offline composer wrote: words only. Recipient, channel, discount and route are code's."""

    subject: str
    claims: tuple[Claim, ...]

    @property
    def body(self) -> str:
        return "".join(c.text if c.text.startswith("\n") or not i else " " + c.text for i, c in enumerate(self.claims))


class Proposal(Record):
    """What an agent wants done for one account, and the evidence for it."""

    id: str
    cycle_id: str
    as_of: date
    agent: str
    job: str
    account_id: str
    kind: Literal["message", "task"]
    """A message goes to a person at the customer; a task is work for one of ours."""
    channel: Literal["email", "slack", "crm_task"]
    recipient: str | None
    """Decided by code from the brief: an e-mail address of a person known at this account; None for a task."""
    recipient_name: str | None = None
    subject: str
    body: str
    claims: tuple[Claim, ...]
    facts: tuple[Fact, ...]
    """The cited facts as they were: the evidence outlives the sources."""
    reason: str  # why now, in one sentence
    play: str
    """The next step by its catalogue name: ``re-engage champion``, ``quote renewal`` ..."""
    stakes: Literal["low", "medium", "high"]
    value: FiniteFloat = Field(ge=0)
    """Expected gain in the unit of the leader's goal, before weights; orders the queue."""
    value_unit: Literal["accounts_kept", "arr_kept"] = "accounts_kept"
    confidence: float = Field(ge=0, le=1, allow_inf_nan=False)
    drafted_by: str
    """``offline`` or the model's name; ``offline (fallback)`` where a model failed, or a gate its draft."""
    expires_at: date
    prompt_version: str | None = None  # of the agent's prompt, where a model wrote it
    playbook_version: int | None = None  # of the playbook that called for it
    run_id: str | None = None  # the running play that this is a step of
    tokens: int | None = None
    cost: FiniteFloat | None = None
    """What the model's words cost, in the currency of the price that was set; None where no price is known."""
    others_words: tuple[str, ...] | None = None  # keys of facts in others' words that it cites or a model was shown; None: not kept


class Case(Record):
    """One job of an agent for one customer over its life: an onboarding, a success plan, a risk, a lead, a renewal, a relationship.

    Each change is a new row: the newest of a `case_id` says how it stands, the rows before it how it came there.
    """

    id: str
    case_id: str
    agent: str
    account_id: str
    kind: Literal["onboarding", "success plan", "risk", "lead", "renewal", "relationship"]
    state: str  # in the kind's own words: ``stuck``, ``open``, ``achieved``, ``commit`` ...
    as_of: date
    opened_on: date
    due_on: date | None = None
    closed_on: date | None = None  # None while it is open
    owner: str | None = None  # one of our people, or None where the agent holds it alone
    reason: str  # why it stands so, in one sentence
    play: str | None = None  # the play that is recommended
    data: dict = Field(default_factory=dict)  # what this kind keeps: milestones, objectives, lines of a quote ... plain JSON
    facts: tuple[Fact | str, ...] = ()  # keys of the facts that say so, see `context.cited_facts`; in older rows the facts themselves
    cycle_id: str = ""


class Verdict(Record):
    """One gate's word on one proposal."""

    proposal_id: str
    gate: str
    passed: bool | None
    """``None`` means that the gate could not tell, which is never treated as a pass."""
    why: str


class Routed(Record):
    """Who handles the proposal, why, and what would have changed it."""

    proposal_id: str
    cycle_id: str
    as_of: date
    route: Route
    why: str
    change: str  # what would have sent it elsewhere
    assignee: str | None = None
    priority: FiniteFloat = 0.0  # value times the goals' weights: the order of the queue
    goals: tuple[str, ...] = ()  # goals that this proposal serves
    merged_into: str | None = None
    """The proposal whose letter says what this one wanted to say, where the two became one message."""
