"""What leaders have set: goals that weigh agents, keep minutes of people and stop what would undo them, and guardrails that limit.

The catalogues are data; `direction` reads what stands in the store now. A goal binds in three ways: the agents that serve it gain weight
in the queue and in the budget of human minutes; a share of those minutes is kept for the customers it is about; and work that would undo
it waits. It never lets a failed gate pass.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cs_core.context.store import Store
from cs_core.records import AGENTS, SEGMENTS

MOST_KEPT = 0.6
"""Share of people's minutes that one goal's quota takes at most, and all quotas together, whatever their weights."""

Account = Mapping[str, object]
"""One account as `orchestration.world` has it."""


class Quota(NamedTuple):
    """A share of people's minutes that is kept, at weight 1, for the customers that a goal is about: given the account and the target."""

    share: float
    says: str
    due: Callable[[Account, float], bool]


class Stop(NamedTuple):
    """Work that would undo a goal: these agents wait where the account's signal has one of these values."""

    agents: tuple[str, ...]
    signal: str
    values: tuple[str, ...]
    why: str
    change: str


class Goal(NamedTuple):
    """Something a leader may aim at: the agents that serve it, and how much weight each then gains (1 doubles it)."""

    key: str
    name: str
    says: str
    unit: str
    better: str
    """``up`` or ``down``."""
    most: float
    """The highest target that makes sense."""
    lifts: Mapping[str, float]
    counted_in: str
    """The unit of impact that follows from it: ``accounts_kept`` or ``arr_kept``."""
    segment: str | None = None
    """Only accounts of this segment count; None for all."""
    quota: Quota | None = None
    stop: Stop | None = None


class Guardrail(NamedTuple):
    """A limit with its default and the range within which a leader may move it."""

    key: str
    group: str
    name: str
    says: str
    unit: str
    default: float
    low: float
    high: float


@dataclass(frozen=True)
class Direction:
    """Goals set now (key -> target, key -> weight where it is not 1, key -> day), and every guardrail's value."""

    goals: Mapping[str, float] = field(default_factory=dict)
    guardrails: Mapping[str, float] = field(default_factory=lambda: {g.key: g.default for g in GUARDRAILS})
    weights: Mapping[str, float] = field(default_factory=dict)
    due: Mapping[str, date] = field(default_factory=dict)

    def serves(self, agent: str, segment: str | None) -> tuple[str, ...]:
        """Goals set now that this agent's work on an account of this segment serves."""
        return tuple(g.key for g in self._set() if agent in g.lifts and g.segment in (None, segment))

    def weight(self, agent: str, segment: str | None) -> float:
        """What a proposal's value is multiplied by: 1, and each goal served adds its lift times its own weight."""
        return 1.0 + sum(BY_KEY[key].lifts[agent] * self.weights.get(key, 1.0) for key in self.serves(agent, segment))

    def kept_for(self, account: Account) -> tuple[str, ...]:
        """Goals whose quota of people's minutes this account may draw on."""
        return tuple(g.key for g in self._set() if g.quota and g.quota.due(account, self.goals[g.key]))

    def quotas(self) -> dict[str, float]:
        """Goal -> share of people's minutes kept for it: its share times its weight, MOST_KEPT for all together at most."""
        shares = {g.key: g.quota.share * self.weights.get(g.key, 1.0) for g in self._set() if g.quota}
        return {key: share * min(1.0, MOST_KEPT / sum(shares.values())) for key, share in shares.items()}

    def stopped(self, agent: str, account: Account) -> tuple[Goal, Stop] | None:
        """The first goal that this agent's work on this account would undo, with its stop rule; None where none says stop."""
        for g in self._set():
            here = g.stop and agent in g.stop.agents and g.segment in (None, account.get("segment"))
            if here and account.get(g.stop.signal) in g.stop.values:
                return g, g.stop
        return None

    def ceiling(self, agent: str, segment: str | None) -> int:
        """The highest level of autonomy (0 shadow ... 3 autonomous) that this agent may have in this segment."""
        keys = ("autonomy_ceiling", f"ceiling_{agent}", ceiling_key(segment or ""))
        return int(min((self.guardrails[key] for key in keys if key in self.guardrails), default=HIGHEST))

    def _set(self) -> Iterable[Goal]:
        return (g for g in GOALS if g.key in self.goals)


class Unit(NamedTuple):
    """The unit in which impact is counted, and why in a sentence."""

    unit: str
    why: str


def unit_of(now: Direction) -> Unit:
    """The unit of impact that follows from the leader's goals: that of most weight; accounts kept where none is set or both weigh alike."""
    votes = {unit: [g for g in GOALS if g.key in now.goals and g.counted_in == unit] for unit in UNITS}
    weights = {unit: sum(now.weights.get(g.key, 1.0) for g in goals) for unit, goals in votes.items()}
    unit = "arr_kept" if weights["arr_kept"] > weights["accounts_kept"] else "accounts_kept"
    if not any(votes.values()):
        return Unit(unit, "No goal is set: impact is counted in customers kept, so that size decides nothing")
    if weights["arr_kept"] == weights["accounts_kept"]:
        return Unit(unit, "Goals in revenue and goals in customers weigh alike: impact is counted in customers kept")
    *names, last = (g.name for g in votes[unit])
    named = f"{', '.join(names)} and {last} are" if names else f"{last} is"
    return Unit(unit, f"{named} counted in {UNITS[unit]}, so impact is too")


def ceiling_key(segment: str) -> str:
    """The guardrail that holds a segment's ceiling: ``ceiling_long_tail``."""
    return f"ceiling_{segment.replace(' ', '_').replace('-', '_')}"


def direction(store: Store, *, until: str | None = None) -> Direction:
    """What is set now, or was `until` then (ISO text, as the store has it): the newest row of each key counts.

    A row without a value takes the goal away, or puts the limit back to its default.
    """
    newest = {(row["kind"], row["key"]): row for row in store.rows("goal") if until is None or row["set_at"] <= until}
    goals = {g.key: row for g in GOALS if (row := newest.get(("goal", g.key))) and row["value"] is not None}
    limits = {key: row["value"] for (kind, key), row in newest.items() if kind == "guardrail"}
    return Direction(
        {key: row["value"] for key, row in goals.items()},
        {g.key: g.default if limits.get(g.key) is None else limits[g.key] for g in GUARDRAILS},
        {key: row["weight"] for key, row in goals.items() if row["weight"] is not None},
        {key: date.fromisoformat(row["due_on"]) for key, row in goals.items() if row["due_on"]},
    )


HIGHEST = 3
"""Level autonomous, as ceilings count."""
UNITS: Mapping[str, str] = {"accounts_kept": "customers", "arr_kept": "recurring revenue"}


def _in_trouble(why: str) -> Stop:
    return Stop(("growth",), "health_band", ("red",), why, "Their health out of the red")


NOT_STARTED = Stop(
    ("growth", "relationship"), "onboarding_status", ("behind", "stuck"),
    "They are {value} in their onboarding: nothing but what brings them to first value is said", "The onboarding back on track",
)  # fmt: skip


def _overdue(account: Account, days: float) -> bool:
    since = account.get("days_since_touch")
    return since is None or since > days


GOALS: tuple[Goal, ...] = (
    Goal("grr", "Gross revenue retention", "gross revenue retention over 12 months", "%", "up", 100,
         {"risk": 1.0, "renewal": 1.0, "onboarding": 0.5, "relationship": 0.25}, "arr_kept",
         stop=_in_trouble("Their health is {value} and revenue is to be kept: nothing is sold into it")),
    Goal("nrr", "Net revenue retention", "net revenue retention over 12 months", "%", "up", 300,
         {"growth": 1.0, "renewal": 0.5, "risk": 0.5}, "arr_kept"),
    Goal("long_tail_grr", "Gross revenue retention of the long tail", "gross revenue retention of the long tail over 12 months", "%", "up",
         100, {"risk": 1.0, "renewal": 1.0, "onboarding": 0.5, "success_planning": 0.5}, "accounts_kept", "long tail",
         Quota(0.3, "customers of the long tail", lambda account, target: account.get("segment") == "long tail"),
         _in_trouble("Their health is {value} and the long tail is to be kept: nothing is sold into it")),
    Goal("logo_retention", "Customers kept", "share of customers kept over 12 months", "%", "up", 100,
         {"risk": 1.0, "renewal": 0.5, "onboarding": 0.5, "relationship": 0.5}, "accounts_kept",
         stop=_in_trouble("Their health is {value} and customers are to be kept: nothing is sold into it")),
    Goal("ttv_days", "Time to value", "median days from start to first value, of customers of the last year", "days", "down",
         3650, {"onboarding": 1.5}, "accounts_kept", None,
         Quota(0.15, "customers who are behind or stuck on their way to first value",
               lambda account, target: account.get("onboarding_status") in ("behind", "stuck")), NOT_STARTED),
    Goal("touch_every_days", "Contact with every customer",
         "days within which nine in ten customers had two-way contact, of those ever in contact", "days", "down",
         3650, {"relationship": 1.5, "success_planning": 0.5}, "accounts_kept", None,
         Quota(0.3, "customers without two-way contact for longer than the goal's days", _overdue)),
    Goal("onboarding_on_track", "Onboardings on track", "share of onboardings that are done or on track", "%", "up", 100,
         {"onboarding": 1.5}, "accounts_kept", None,
         Quota(0.15, "onboardings that are behind or stuck",
               lambda account, target: account.get("onboarding_status") in ("behind", "stuck")), NOT_STARTED),
    Goal("expansion_arr", "Expansion", "recurring revenue added by existing customers over 12 months", "{currency}/yr", "up",
         float("inf"), {"growth": 1.5, "success_planning": 0.25}, "arr_kept"),
)  # fmt: skip

CONTACT, LETTERS, AUTONOMY, HOURS, OVERSIGHT = "Contact with customers", "What letters may say", "Autonomy", "People's hours", "Oversight"
LEVEL_WORDS = "0 shadow, 1 review, 2 sample, 3 autonomous"

GUARDRAILS: tuple[Guardrail, ...] = (
    Guardrail("max_contacts_per_person_28d", CONTACT, "Messages to one person in 28 days",
              "messages one person at a customer may get from us in 28 days", "messages", 4, 0, 28),
    Guardrail("max_contacts_per_account_7d", CONTACT, "Contacts with one customer in 7 days",
              "contacts one customer may get from us in 7 days, by agents and people", "contacts", 2, 0, 14),
    Guardrail("min_days_between_touches", CONTACT, "Quiet days around a person's contact",
              "days an agent stays quiet after a person of ours spoke with the customer", "days", 3, 0, 60),
    Guardrail("min_days_between_letters", CONTACT, "Quiet days between letters to one customer",
              "days between two letters of agents to one customer; what answers them or tells a day of the contract need not wait",
              "days", 3, 0, 28),
    Guardrail("min_days_between_offers", CONTACT, "Quiet days between offers to one person",
              "days between two letters by which the growth agent would sell more to one person", "days", 30, 0, 60),
    Guardrail("min_days_after_silence", CONTACT, "Quiet days where nobody answers",
              "days between two letters to one person who answered none of our last three", "days", 14, 0, 60),
    Guardrail("quiet_days", CONTACT, "Quiet days",
              "no message goes by itself on: 0 no day, 1 weekends, 2 weekends and public holidays where the customer is", "days", 0, 0, 2),
    Guardrail("max_optouts_percent", CONTACT, "Requests to stop, after which a play stops",
              "share of a play's messages of 90 days after which people asked us to stop or complained, above which it stops",
              "%", 5, 0, 100),
    Guardrail("max_discount_percent", LETTERS, "Discount a draft may mention", "discount that a draft may mention", "%", 0, 0, 30),
    Guardrail("min_cited_facts", LETTERS, "Facts a draft must cite", "different facts of the customer that a draft must cite",
              "facts", 2, 1, 10),
    Guardrail("min_confidence", LETTERS, "Confidence below which a person takes it",
              "confidence of an agent below which a person takes the proposal (0.5 is 50%)", "share", 0.5, 0, 1),
    Guardrail("autonomy_ceiling", AUTONOMY, "Highest autonomy of any agent", f"highest autonomy any agent may have: {LEVEL_WORDS}",
              "level", 3, 0, 3),
    *(Guardrail(f"ceiling_{agent}", AUTONOMY, f"Highest autonomy of the {agent.replace('_', ' ')} agent",
                f"highest autonomy the {agent.replace('_', ' ')} agent may have: {LEVEL_WORDS}", "level", 3, 0, 3) for agent in AGENTS),
    *(Guardrail(ceiling_key(segment), AUTONOMY, f"Highest autonomy with {segment} customers",
                f"highest autonomy any agent may have with {segment} customers: {LEVEL_WORDS}", "level", 3, 0, 3)
      for segment in SEGMENTS),
    Guardrail("autonomy_bar", AUTONOMY, "Share sent unchanged that earns autonomy",
              "share sent unchanged or lightly edited and without harm that earns autonomy, by its lower bound", "share", 0.9, 0.5, 1),
    Guardrail("autonomy_least", AUTONOMY, "Decisions before autonomy is earned",
              "decisions of people on an agent's drafts before more autonomy is proposed", "decisions", 30, 10, 1000),
    Guardrail("human_share_of_hours", HOURS, "Share of hours open to agents' requests",
              "share of weekly hours open to work that agents ask for (0.6 is 60%)", "share", 0.6, 0, 1),
    Guardrail("flag_minutes_a_day", HOURS, "Minutes a day agents may ask of each person",
              "minutes a day that agents may ask of each of our people", "minutes", 120, 0, 720),
    Guardrail("test_drafts", OVERSIGHT, "Known-bad test drafts per 100",
              "known-bad test drafts in the review queue for each 100 drafts, which can never be sent: 0 none", "drafts", 0, 0, 10),
)  # fmt: skip

NAMES: dict[str, str] = {guardrail.key: f"“{guardrail.name}” on the Strategy page" for guardrail in GUARDRAILS}
"""Guardrail -> how a sentence names it to whoever may want it otherwise."""
BY_KEY: dict[str, Goal] = {goal.key: goal for goal in GOALS}
