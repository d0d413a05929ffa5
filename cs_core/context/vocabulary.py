"""The words of layer 1: what the signals are called, in which unit, and which knowledge each needs.

`SIGNALS` is one row a column of the signals frame; a fact taken from a signal carries the same key and unit. `KNOWLEDGE` is what
a job may need to know, where it may live, and how old it may be.
"""

from typing import NamedTuple

import polars as pl


class Knowledge(NamedTuple):
    """A kind of knowledge: the nouns it comes from and the days after which it is stale (None: it does not age)."""

    nouns: tuple[str, ...]
    fresh_days: int | None
    says: str


KNOWLEDGE: dict[str, Knowledge] = {
    "profile": Knowledge(("company",), None, "who the customer is: name, segment, plan"),
    "contract": Knowledge(("subscription",), 45, "what is paid for: subscriptions, seats, recurring revenue"),
    "renewal date": Knowledge(("subscription", "deal"), 45, "when the current term ends, or that it just rolls on by the month"),
    "usage": Knowledge(("event",), 21, "what people do in the product, by week"),
    "people": Knowledge(("person",), 180, "a person to write to, with an e-mail address"),
    "roles": Knowledge(("person",), 180, "who is champion, sponsor, economic buyer"),
    "support": Knowledge(("ticket",), 30, "tickets, their state and satisfaction"),
    "conversations": Knowledge(("message",), 30, "e-mails and Slack posts of the customer"),
    "touches": Knowledge(("meeting", "message"), 60, "when we last spoke with them"),
    "billing": Knowledge(("invoice",), 45, "invoices and whether they are paid"),
    "pipeline": Knowledge(("deal",), 60, "renewal and expansion deals"),
    "milestones": Knowledge(("knowledge",), None, "the vendor's value milestones and how long each should take"),
    "products and prices": Knowledge(("knowledge",), None, "the vendor's plans, prices and features"),
    "releases": Knowledge(("knowledge",), 180, "what was shipped, and which tickets it mends"),
    "policies": Knowledge(("knowledge",), None, "discount authority, notice days, contact rules"),
    "desired outcome": Knowledge(("desired_outcome",), 540, "what the customer wants, in their words, with a date"),
}


class Signal(NamedTuple):
    """One column of the signals frame."""

    unit: str
    knowledge: str
    says: str
    """What it measures; null where the needed knowledge is missing, never a default."""


SIGNALS: dict[str, Signal] = {
    # Who they are.
    "account_id": Signal("", "profile", "the account"),
    "name": Signal("", "profile", "the account's name"),
    "segment": Signal(
        "", "profile", "enterprise, mid-market or long tail: the CRM's word, else by rank of ARR (`profile.SEGMENT_FROM_ARR`)"
    ),
    "industry": Signal("", "profile", "industry"),
    "country": Signal("", "profile", "country"),
    "owner": Signal("", "profile", "the named CSM, where there is one"),
    "customer_on": Signal("", "profile", "first day as a customer"),
    "tenure_days": Signal("days", "profile", "days since then"),
    "churned_on": Signal("", "contract", "day on which the last subscription ended; null for a current customer"),
    # What they pay.
    "arr": Signal("{currency}/yr", "contract", "annual recurring revenue now: 12 x the sum of active MRR, trials left out"),
    "seats": Signal("seats", "contract", "seats bought"),
    "plan": Signal("", "contract", "plan of the running paid subscriptions; several are joined by “ + ”, most revenue first"),
    "currency": Signal("", "contract", "currency of the amounts"),
    "discount": Signal("%", "contract", "discount on the running contract"),
    "renewal_on": Signal("", "renewal date", "when the current term ends, or the open renewal deal's day; terms of a month just roll on"),
    "days_to_renewal": Signal("days", "renewal date", "days from now to then; null where there is none or it is unknown"),
    "auto_renew": Signal("", "contract", "whether it renews by itself; null where unknown"),
    "overdue_invoices": Signal("invoices", "billing", "open invoices past their due day"),
    "overdue_amount": Signal("{currency}", "billing", "their sum"),
    # What they do.
    "usage_4w": Signal("uses", "usage", "uses in the last 4 full weeks"),
    "usage_prev_4w": Signal("uses", "usage", "uses in the 4 weeks before those"),
    "usage_change": Signal("%", "usage", "change between the two, in percent"),
    "usage_z": Signal("", "usage", "robust z-score of the last 4 weeks against the account's own past, each week's median taken out"),
    "active_users_4w": Signal("users", "usage", "different people active in the last 4 weeks; null where events name no person"),
    "utilisation": Signal("%", "usage", "active users / seats, in percent"),
    "features_4w": Signal("features", "usage", "different features used in the last 4 weeks"),
    "top_feature": Signal("", "usage", "most used feature of the last 4 weeks"),
    "unused_feature": Signal("", "usage", "a feature of their plan that they never used and that most peers on the plan use"),
    "last_event_on": Signal("", "usage", "last day with any use"),
    "days_since_event": Signal("days", "usage", "days since then"),
    # How they got started.
    "onboarding_status": Signal("", "milestones", "done, on track, behind or stuck, against the expected days of the next milestone"),
    "next_milestone": Signal("", "milestones", "the first milestone not yet reached"),
    "milestones_done": Signal("milestones", "milestones", "milestones reached"),
    "milestones_total": Signal("milestones", "milestones", "milestones of the plan"),
    "milestone_progress": Signal("%", "milestones", "progress to the next milestone's threshold"),
    "first_value_on": Signal("", "milestones", "day on which the value milestone was reached"),
    "days_to_value": Signal("days", "milestones", "days from start to first value: TTV of this account"),
    "milestone_overdue_days": Signal("days", "milestones", "days past the expected day of the next milestone; negative while in time"),
    # What they say.
    "open_tickets": Signal("tickets", "support", "tickets open now"),
    "tickets_90d": Signal("tickets", "support", "tickets of the last 90 days"),
    "escalations_open": Signal("tickets", "support", "open tickets that are escalated or urgent"),
    "oldest_ticket_days": Signal("days", "support", "age of the oldest open ticket"),
    "satisfaction_90d": Signal("%", "support", "share of good ratings in 90 days; null below 2 ratings"),
    "last_inbound_on": Signal("", "conversations", "last message from the customer"),
    "last_touch_on": Signal("", "touches", "last two-way contact with a person of ours: a held meeting, a logged touch, a mail answered"),
    "days_since_touch": Signal("days", "touches", "days since then"),
    # Who is there.
    "people": Signal("people", "people", "known people still there with an e-mail address"),
    "champion": Signal("", "roles", "name of the champion still there"),
    "sponsor": Signal("", "roles", "name of the executive sponsor or economic buyer still there"),
    "champion_left_on": Signal("", "roles", "day on which the last champion left, in the last 120 days; null where one is there"),
    # What they want.
    "desired_outcome": Signal("", "desired outcome", "what they want, in the newest statement"),
    "open_renewal": Signal("{currency}/yr", "pipeline", "amount of the open renewal deal"),
    "open_expansion": Signal("{currency}/yr", "pipeline", "amount of the open expansion deal"),
    # How they stand.
    "health": Signal("points", "usage", "health score 0-100; null where too little is known"),
    "health_band": Signal("", "usage", "green, yellow or red"),
    "churn_probability": Signal("", "contract", "calibrated probability to leave within 90 days; null where no model is usable"),
}

WHOLE = frozenset({"days", "seats", "invoices", "uses", "users", "features", "milestones", "tickets", "people"})
"""Units that are counted, not measured."""


def type_of(signal: str) -> type[pl.DataType]:
    """The polars type of a column of the signals frame."""
    unit = SIGNALS[signal].unit
    if signal.endswith("_on"):
        return pl.Date
    if signal == "auto_renew":
        return pl.Boolean
    if unit in WHOLE:
        return pl.Int64
    return pl.Float64 if unit or signal in ("usage_z", "churn_probability") else pl.String
