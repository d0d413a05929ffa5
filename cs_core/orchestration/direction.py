"""What leaders have set: goals that weigh agents against each other, and guardrails that limit them.

The catalogues are data; `direction` reads what stands in the store now. A goal gives the agents that serve it more weight in the
queue and in the budget of human hours; it never lets a failed gate pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from cs_core.context.store import Store


class Goal(NamedTuple):
    """Something a leader may aim at: the agents that serve it, and how much weight each then gains (1 doubles it)."""

    key: str
    says: str
    unit: str
    better: str
    """``up`` or ``down``."""
    lifts: Mapping[str, float]
    segment: str | None = None
    """Only accounts of this segment count; None for all."""


class Guardrail(NamedTuple):
    """A limit with its default and the range within which a leader may move it."""

    key: str
    says: str
    unit: str
    default: float
    low: float
    high: float


@dataclass(frozen=True)
class Direction:
    """Goals set now (key -> target) and every guardrail's value."""

    goals: Mapping[str, float] = field(default_factory=dict)
    guardrails: Mapping[str, float] = field(default_factory=lambda: {g.key: g.default for g in GUARDRAILS})

    def serves(self, agent: str, segment: str | None) -> tuple[str, ...]:
        """Goals set now that this agent's work on an account of this segment serves."""
        return tuple(g.key for g in GOALS if g.key in self.goals and agent in g.lifts and g.segment in (None, segment))

    def weight(self, agent: str, segment: str | None) -> float:
        """What a proposal's value is multiplied by: 1, and each goal served adds its lift."""
        return 1.0 + sum(BY_KEY[key].lifts[agent] for key in self.serves(agent, segment))


def direction(store: Store, *, until: datetime | None = None) -> Direction:
    """What is set now, or was `until` then: the newest row of each key counts, one without a value takes the goal or the limit away."""
    rows = (row for row in store.rows("goal") if until is None or row["set_at"] <= until)
    newest = {(row["kind"], row["key"]): row["value"] for row in rows}
    goals = {g.key: newest["goal", g.key] for g in GOALS if newest.get(("goal", g.key)) is not None}
    limits = {g.key: newest.get(("guardrail", g.key)) for g in GUARDRAILS}
    return Direction(goals, {g.key: g.default if limits[g.key] is None else limits[g.key] for g in GUARDRAILS})


GOALS: tuple[Goal, ...] = (
    Goal("grr", "gross revenue retention over 12 months", "%", "up",
         {"risk": 1.0, "renewal": 1.0, "onboarding": 0.5, "relationship": 0.25}),
    Goal("nrr", "net revenue retention over 12 months", "%", "up", {"growth": 1.0, "renewal": 0.5, "risk": 0.5}),
    Goal("long_tail_grr", "gross revenue retention of the long tail over 12 months", "%", "up",
         {"risk": 1.0, "renewal": 1.0, "onboarding": 0.5, "success_planning": 0.5}, "long tail"),
    Goal("logo_retention", "share of customers kept over 12 months", "%", "up",
         {"risk": 1.0, "renewal": 0.5, "onboarding": 0.5, "relationship": 0.5}),
    Goal("ttv_days", "median days from start to first value", "days", "down", {"onboarding": 1.5}),
    Goal("touch_every_days", "two-way contact with every customer at least this often", "days", "down",
         {"relationship": 1.5, "success_planning": 0.5}),
    Goal("onboarding_on_track", "share of onboardings that are done or on track", "%", "up", {"onboarding": 1.5}),
    Goal("expansion_arr", "recurring revenue added by existing customers over 12 months", "{currency}/yr", "up",
         {"growth": 1.5, "success_planning": 0.25}),
)  # fmt: skip

GUARDRAILS: tuple[Guardrail, ...] = (
    Guardrail("max_contacts_per_person_28d", "messages one person at a customer may get from us in 28 days", "messages", 4, 0, 28),
    Guardrail("max_contacts_per_account_7d", "contacts one customer may get from us in 7 days, by agents and people", "contacts", 2, 0, 14),
    Guardrail("min_days_between_touches", "days an agent stays quiet after a person of ours spoke with the customer", "days", 3, 0, 60),
    Guardrail("max_discount_percent", "discount that a draft may mention", "%", 0, 0, 30),
    Guardrail("autonomy_ceiling", "highest autonomy any agent may have: 0 shadow, 1 review, 2 sample, 3 autonomous", "level", 3, 0, 3),
    Guardrail("autonomy_bar", "share sent unchanged or lightly edited and without harm that earns autonomy, by its lower bound", "share",
              0.9, 0.5, 1),
    Guardrail("autonomy_least", "decisions of people on an agent's drafts before more autonomy is proposed", "decisions", 30, 10, 1000),
    Guardrail("test_drafts", "known-bad test drafts in the review queue for each 100 drafts, which can never be sent: 0 none", "drafts",
              0, 0, 10),
    Guardrail("human_share_of_hours", "share of weekly hours open to work that agents ask for (0.6 is 60 %)", "share", 0.6, 0, 1),
    Guardrail("min_confidence", "confidence of an agent below which a person takes the proposal (0.5 is 50 %)", "share", 0.5, 0, 1),
    Guardrail("flag_minutes_a_day", "minutes a day that agents may ask of each of our people", "minutes", 240, 0, 720),
    Guardrail("quiet_weekends", "no message goes by itself on a Saturday or Sunday: 0 no, 1 yes", "yes or no", 0, 0, 1),
    Guardrail("min_cited_facts", "different facts of the customer that a draft must cite", "facts", 2, 1, 10),
)  # fmt: skip

BY_KEY: dict[str, Goal] = {goal.key: goal for goal in GOALS}
