"""The nouns, in the order in which they come into being: fact, brief, claim, proposal, case, verdict, decision, action, outcome."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter

Route = Literal["agent", "agent_with_review", "human_with_draft", "human_only", "held", "rejected"]
ROUTES: tuple[str, ...] = ("agent", "agent_with_review", "human_with_draft", "human_only", "held", "rejected")
AGENTS: tuple[str, ...] = ("onboarding", "success_planning", "risk", "growth", "renewal", "relationship")
SEGMENTS: tuple[str, ...] = ("enterprise", "mid-market", "long tail")


def key_of(*parts: object) -> str:
    """A short stable id: the same parts give the same id on every machine and in every year."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


class Record(BaseModel):
    """A row someone may later be asked to explain: immutable, and closed to surprise fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(NamedTuple):
    """An estimate with its 95 % interval. An effect is never a bare number."""

    point: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing known of one account, where it came from and when it was true: kept small, and `FACT` is its JSON."""

    id: str
    key: str
    """What it says, in the vocabulary of `context.vocabulary.FACTS`: ``usage_change``, ``renewal_on``, ``champion`` ..."""
    value: str | int | float | bool | date | None
    unit: str = ""  # ``EUR/yr``, ``%``, ``days``, ``users`` ... ; empty for words and dates
    observed_at: date
    source: str  # the system of record: ``stripe``, ``hubspot``, ``product`` ...
    source_row: str  # file and row, or the span of rows that a sum was taken over
    recorded_at: datetime | None = None  # when that row was imported or written down (UTC); None of what is computed


FACT = TypeAdapter(Fact)


class Brief(Record):
    """All that an agent may read of one account as of a day: facts with ids, and what was looked for and not found."""

    account_id: str
    name: str
    as_of: date
    facts: tuple[Fact, ...]
    unknowns: tuple[str, ...] = ()
    """Knowledge looked for and not found. An agent must see the gaps too."""

    def get(self, key: str) -> Fact | None:
        """The first fact of that key, or None: facts stand in order of trust, so the first is the best known."""
        return self._by_key.get(key, (None,))[0]

    def all(self, key: str) -> tuple[Fact, ...]:
        """Every fact of that key, in order of trust."""
        return self._by_key.get(key, ())

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """Its facts by their ids, as claims cite them."""
        return {f.id: f for f in self.facts}

    @cached_property
    def _by_key(self) -> dict[str, tuple[Fact, ...]]:
        found: dict[str, tuple[Fact, ...]] = {}
        for fact in self.facts:
            found[fact.key] = (*found.get(fact.key, ()), fact)
        return found

    def model_copy(self, **changed: Any) -> Self:
        """A copy, which looks up its own facts."""
        copied = super().model_copy(**changed)
        for lookup in ("by_id", "_by_key"):
            copied.__dict__.pop(lookup, None)
        return copied


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


class Decision(Record):
    """A person's word on a proposal."""

    id: str
    proposal_id: str
    decision: Literal["approve", "edit", "reject"]
    by: str
    decided_at: datetime
    body: str | None = None
    """The text as edited; None where it was left as drafted."""
    reason: str = ""
    edit_distance: float = Field(default=0.0, ge=0, le=1, allow_inf_nan=False)
    """Share of characters changed: 0 sent as drafted, 1 rewritten."""
    seconds: float | None = None


class Action(Record):
    """Something to be done in the world, written before it is done and keyed so that it happens once."""

    id: str
    proposal_id: str
    account_id: str
    agent: str
    kind: Literal["message", "task"]
    channel: str
    recipient: str | None
    subject: str
    body: str
    created_at: datetime
    authorised_by: str
    """The person who approved it, or ``autonomy`` where an earned level did."""


class Delivery(Record):
    """One attempt at an action, and how it ended."""

    id: str
    action_id: str
    at: datetime
    status: Literal["sent", "failed", "skipped"]
    via: str
    why: str = ""


class Task(Record):
    """Work for a person: made when a route calls one in, or by hand."""

    id: str
    account_id: str
    proposal_id: str | None
    agent: str
    assignee: str  # a name of the team, or ``unassigned``
    title: str
    brief: str
    due_on: date
    minutes: float = Field(ge=0, allow_inf_nan=False)  # expected effort
    created_at: datetime


class Touch(Record):
    """Contact of a person with a customer, logged by that person."""

    id: str
    account_id: str
    task_id: str | None
    mode: str  # ``call``, ``workshop``, ``meeting``, ``email`` ...
    minutes: float = Field(gt=0, le=24 * 60, allow_inf_nan=False)
    two_way: bool
    by: str
    at: datetime
    result: str = ""
    done: bool = True  # whether the task is finished by it


class Outcome(Record):
    """What happened after an action or a touch, read back from later imports."""

    id: str
    account_id: str
    cause_id: str  # the action or touch it follows
    agent: str
    kind: str
    """``replied``, ``usage_recovered``, ``ticket_closed``, ``renewed``, ``churned``, ``expanded``, ``silence`` ..."""
    good: bool | None
    observed_on: date
    detail: str = ""


class Finding(Record):
    """What the orchestrator agent noticed, with figures and an action; the same (`about`) is said again once its figure (`size`) moves."""

    id: str
    cycle_id: str
    kind: str
    says: str
    action: str  # what to do about it, in words
    page: str = ""  # the page of the console where that is done
    act: dict | None = None
    """What one click does about it, for `leadership.act`: ``{"do": "set_level", ...}``; None where it takes more than a click."""
    about: str = ""
    size: FiniteFloat = 0.0
