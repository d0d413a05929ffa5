"""The words of layer 1: what the signals are called, in which unit, and which knowledge each needs.

`SIGNALS` is one row a column of the signals frame; a fact taken from a signal carries the same key and unit. `KNOWLEDGE` is what
a job may need to know, where it may live, and how old it may be.
"""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl


class Knowledge(NamedTuple):
    """A kind of knowledge: the nouns it comes from and the days after which it is stale (None: it does not age)."""

    nouns: tuple[str, ...]
    fresh_days: int | None
    says: str


KNOWLEDGE: dict[str, Knowledge] = {
    "profile": Knowledge(("company",), None, "who the customer is: name, segment, plan"),
    "contract": Knowledge(("subscription",), 45, "what is paid for: subscriptions, seats, commitments, recurring revenue"),
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

#: Days for which a note of one of our people holds, where they are not those of a feed: a date once told does not lapse with an export.
NOTED_DAYS: dict[str, int] = {"renewal date": 540}

#: Days for which a month that a system sums up holds: from its end until the next one is over, and two weeks in which that may come.
MONTH_DAYS: dict[str, int] = {"usage": 31 + 14}


def limit_days(knowledge: str, source: str, by_month: Collection[str] = ()) -> int | None:
    """Days after which knowledge of a source is stale; None where it does not age. A note may hold longer than a feed.

    `by_month`: the systems that tell use by the month only, and so speak seldom.
    """
    feed = KNOWLEDGE[knowledge].fresh_days
    if source in by_month:
        return MONTH_DAYS.get(knowledge, feed)
    return NOTED_DAYS.get(knowledge, feed) if source == "note" else feed


def feed_days(knowledge: str, by_month: Collection[str] = ()) -> int | None:
    """Days that knowledge of the feeds together holds: of use, where some system tells it by the month, as long as of such a one."""
    return limit_days(knowledge, next(iter(by_month), ""), by_month)


class Signal(NamedTuple):
    """One column of the signals frame."""

    unit: str
    knowledge: str
    says: str
    """What it measures, in a reader's words; null where the needed knowledge is missing, never a default."""
    exactly: str = ""
    """How it is worked out, and when else it is null."""


SIGNALS: dict[str, Signal] = {
    # Who they are.
    "account_id": Signal("", "profile", "the account"),
    "name": Signal("", "profile", "the account's name"),
    "segment": Signal(
        "", "profile", "segment", "enterprise, mid-market or long tail: the CRM's word, else by rank of ARR (`profile.SEGMENT_FROM_ARR`)"
    ),
    "industry": Signal("", "profile", "industry"),
    "country": Signal("", "profile", "country"),
    "owner": Signal("", "profile", "the named CSM, where there is one"),
    "customer_on": Signal("", "profile", "first day as a customer"),
    "tenure_days": Signal("days", "profile", "days since then"),
    "churned_on": Signal(
        "",
        "contract",
        "day on which the last subscription ended; where none is known, of the recorded departure, else of the lost renewal deal",
        "null for a current customer",
    ),
    # What they pay.
    "arr": Signal("{currency}/yr", "contract", "annual recurring revenue now: 12 x the sum of active MRR, trials left out"),
    "seats": Signal("seats", "contract", "seats bought"),
    "plan": Signal("", "contract", "plan of the running paid subscriptions; several are joined by “ + ”, most revenue first"),
    "currency": Signal("", "contract", "currency of the amounts"),
    "discount": Signal("%", "contract", "discount on the running contract"),
    "renewal_on": Signal("", "renewal date", "when the current term ends, or the open renewal deal's day; terms of a month just roll on"),
    "days_to_renewal": Signal("days", "renewal date", "days from now to then", "null where there is none or it is unknown"),
    "auto_renew": Signal("", "contract", "whether it renews by itself", "null where unknown"),
    "contract_kind": Signal("", "contract", "seats, consumption or both: what the running paid contracts sell", "null where unknown"),
    "notice_on": Signal(
        "", "renewal date", "last day on which notice can be given: the renewal less the contract's own notice days, else the policy's",
        "null where neither tells the days, or where notice was given",
    ),
    "days_to_notice": Signal("days", "renewal date", "days from now to then; negative once it has passed"),
    "notice_given_on": Signal(
        "", "contract", "day on which a running contract was cancelled that ends by the renewal",
        "null where none was, or no system tells it"
    ),
    "renewal_won_on": Signal("", "pipeline", "day on which the renewal deal of the running term was won", "null where none was"),
    "renewal_lost_on": Signal("", "pipeline", "day on which the renewal deal of the running term was lost", "null where none was"),
    "won_unentered_on": Signal(
        "", "pipeline", "day on which the renewal was won of a term that has ended, and that no contract on record follows",
        "null where one follows, or none was won",
    ),
    "term_over_on": Signal("", "contract", "day in a year on which the last term ended of who is still there and has nothing after it"),
    "other_end_on": Signal("", "contract", "when the term of another running contract ends, after the renewal", "null where there is none"),
    "price_change": Signal(
        "%", "contract", "change of the price of a seat (of a committed unit where no seats are sold) against the last term",
        "from versions of the contract that carry their term, or contracts that follow each other; null across a change of plan",
    ),
    "overdue_invoices": Signal("invoices", "billing", "open invoices past their due day"),
    "overdue_amount": Signal("{currency}", "billing", "their sum"),
    # What they committed to use.
    "meter_unit": Signal("", "contract", "what a consumption contract counts, in words"),
    "commitment": Signal("{unit}", "contract", "units bought for the term", "of contracts that count differently, the dearest one's"),
    "term_share": Signal("%", "contract", "share of the term of the commitment that has gone by"),
    "consumed": Signal(
        "{unit}", "usage", "units used since the term began", "count of the contract's meter; null where the feed began later than the term"
    ),
    "consumed_share": Signal("%", "usage", "share of the commitment that is used"),
    "burn_rate": Signal("{unit}/day", "usage", "units used a day, over the last 4 full weeks"),
    "consumed_by_end": Signal("{unit}", "usage", "units used by the end of the term if the burn rate stays what it is"),
    "consumed_by_end_low": Signal(
        "{unit}", "usage", "the lower end of what to expect by then: four in five cases lie above it and below the upper end",
        "from the spread of the last 13 full weeks, see `consumption`; null below 6 full weeks",
    ),
    "consumed_by_end_high": Signal("{unit}", "usage", "the upper end of what to expect by then"),
    "overage_expected": Signal("{unit}", "usage", "units beyond the commitment at the end of the term, at the present burn rate"),
    "overage_amount": Signal("{currency}", "usage", "what they cost at the contract's price of a unit beyond"),
    "exhausted_on": Signal(
        "", "usage", "day on which the commitment was or will be used up, at the present burn rate", "null where that is after the term"
    ),
    # What they do.
    "usage_4w": Signal("uses", "usage", "uses in the last 4 full weeks; even shares of the month where a feed tells months only"),
    "usage_prev_4w": Signal("uses", "usage", "uses in the 4 weeks before those"),
    "usage_change": Signal("%", "usage", "change between the two, in percent"),
    "usage_z": Signal(
        "", "usage", "use of the last 4 weeks against its own past, in usual swings", "robust z-score, each week's median taken out"
    ),
    "usage_alert": Signal(
        "", "usage", "sudden, slow drift, with its segment or none; limits are learnt from the past within a budget", "null: cannot tell"
    ),
    "usage_alert_says": Signal("", "usage", "the figure behind the alert, and where alerts begin"),
    "active_users_4w": Signal("users", "usage", "different people active in the last 4 weeks", "null where events name no person"),
    "utilisation": Signal("%", "usage", "active users / seats, in percent"),
    "peer_utilisation": Signal(
        "%", "usage", "median utilisation of the current customers of the same segment and plan", "null below 10 of them"
    ),
    "features_4w": Signal("features", "usage", "different features used in the last 4 weeks"),
    "plan_in_use": Signal("%", "usage", "features used in the last 4 weeks, as a share of those that their plan holds"),
    "top_feature": Signal("", "usage", "most used feature of the last 4 weeks", "null where they log in more often"),
    "unused_feature": Signal("", "usage", "a feature of their plan that they never used and that most peers on the plan use"),
    "last_event_on": Signal("", "usage", "last day with any use"),
    "days_since_event": Signal("days", "usage", "days since then", "null where its month alone is told, or nothing of late"),
    "back_on": Signal(
        "", "usage", "first day of the week, of the last 4, in which use began again after a pause", "a pause is 4 full weeks without use"
    ),
    "pause_weeks": Signal("weeks", "usage", "full weeks of that pause"),
    # How they got started.
    "onboarding_status": Signal("", "milestones", "done, on track, behind or stuck, against the expected days of the next milestone"),
    "next_milestone": Signal("", "milestones", "the first milestone not yet reached"),
    "milestones_done": Signal("milestones", "milestones", "milestones reached"),
    "milestones_total": Signal("milestones", "milestones", "milestones of the plan"),
    "milestone_progress": Signal("%", "milestones", "progress to the next milestone's threshold"),
    "first_value_on": Signal("", "milestones", "day on which the value milestone was reached"),
    "days_to_value": Signal("days", "milestones", "days from start to first value: TTV of this account"),
    "days_since_value": Signal("days", "milestones", "days since first value"),
    "full_value_on": Signal("", "milestones", "day on which the last milestone of the plan was reached", "null before all are reached"),
    "days_to_full_value": Signal("days", "milestones", "days from start to full value"),
    "milestone_on": Signal("", "milestones", "day on which a milestone was last reached"),
    "milestone_overdue_days": Signal("days", "milestones", "days past the expected day of the next milestone; negative while in time"),
    # What they say.
    "open_tickets": Signal("tickets", "support", "tickets open now"),
    "tickets_90d": Signal("tickets", "support", "tickets of the last 90 days"),
    "escalations_open": Signal("tickets", "support", "open tickets that are escalated or urgent"),
    "oldest_ticket_days": Signal("days", "support", "age of the oldest open ticket"),
    "satisfaction_90d": Signal("%", "support", "share of good ratings in 90 days", "null below 2 ratings"),
    "last_inbound_on": Signal("", "conversations", "last message from the customer"),
    "texts_30d": Signal("texts", "conversations", "mails, posts, calls and survey comments of 30 days that were read; no tickets"),
    "sentiment_30d": Signal(
        "points", "conversations", "share of positive less share of negative ones among them, -100 to 100", "null below 2 texts"
    ),
    "negative_topic": Signal(
        "", "conversations", "what more than half of their negative texts of 90 days are about", "null below 3 such texts"
    ),
    "open_asks": Signal("asks", "conversations", "things they asked for in 60 days that nobody of ours has answered since"),
    "buying_asks": Signal("asks", "conversations", "wishes to buy more among them"),
    "promises_overdue": Signal("promises", "conversations", "promises of ours whose day has passed with no contact of ours since"),
    "nps": Signal("points", "conversations", "share of promoters less share of detractors, each person's newest answer of a year"),
    "nps_answers": Signal("answers", "conversations", "people whose answer it rests on"),
    "csat": Signal("%", "conversations", "share of good answers on satisfaction, each person's newest of a year"),
    "csat_answers": Signal("answers", "conversations", "people whose answer it rests on"),
    "leaving_said_on": Signal(
        "", "conversations", "day on which they last spoke of ending the contract, in 60 days, 180 unanswered", "in a text that complains"
    ),
    "alarm_said_on": Signal(
        "", "conversations", "day on which they last complained so seriously that no praise makes up for it, in 60 days",
        "null once one of ours has written to them or spoken with them since",
    ),
    "buying_said_on": Signal("", "conversations", "day on which they last wished to buy more, in 60 days", "null where nobody did"),
    "competitor_said_on": Signal("", "conversations", "day on which they last spoke of another vendor, in 60 days, 180 unanswered"),
    "low_answer_on": Signal(
        "", "conversations", "day of the newest bad answer to a survey, in 60 days", "0 to 6 of 10, or 1 and 2 of 5; each person's newest"
    ),
    "last_touch_on": Signal("", "touches", "last two-way contact with a person of ours: a held meeting, a logged touch, a mail answered"),
    "days_since_touch": Signal("days", "touches", "days since then"),
    "answered_on": Signal(
        "", "conversations", "day of the newest good answer to a survey in 60 days, by a person who can be reached",
        "9 or 10 on the likelihood to recommend, or good on satisfaction",
    ),
    "mended_on": Signal(
        "", "releases", "day of the newest release, in 90 days, that mends what a ticket of theirs was about", "by the ticket's tags"
    ),
    # Who is there.
    "people": Signal("people", "people", "known people still there with an e-mail address"),
    "newcomer_on": Signal(
        "", "people", "day on which a person came to be known, in 60 days, where others were known before",
        "null once there was two-way contact with them",
    ),
    "champion": Signal("", "roles", "name of the champion still there"),
    "sponsor": Signal("", "roles", "name of the executive sponsor still there, else of the economic buyer or decision maker, told as such"),
    "champion_silent_days": Signal(
        "days", "roles", "days since the champion still there last wrote, met us or used the product", "null where there was no sign yet"
    ),
    "champion_unseen": Signal("", "roles", "why no sign of the champion could be seen", "null where one could"),
    "champion_touch_on": Signal("", "roles", "last two-way contact with the champion in person: a mail answered, a meeting held"),
    "sponsor_touch_on": Signal("", "roles", "the same with the person who is told as the sponsor"),
    "champion_left_on": Signal("", "roles", "day on which the last champion left, in the last 120 days", "null where one is there"),
    # What they want.
    "desired_outcome": Signal("", "desired outcome", "what they want, in the newest statement"),
    "outcome_stated_on": Signal("", "desired outcome", "day of that statement"),
    "outcome_way": Signal(
        "%", "desired outcome", "share of the way from where they started to their target, by their own newest figure",
        "null where they gave no figure since, or start or target is unknown",
    ),
    "outcome_told_on": Signal("", "desired outcome", "day of that figure of theirs"),
    "plan_state": Signal("", "desired outcome", "how the success plan stood at the last cycle, or how it was closed"),
    "plan_due_on": Signal("", "desired outcome", "day on which it is to be reached"),
    "plan_changed_on": Signal("", "desired outcome", "day of its newest version", "null where it is still the first one"),
    "open_renewal": Signal("{currency}/yr", "pipeline", "amount of the open renewal deal"),
    "open_expansion": Signal("{currency}/yr", "pipeline", "amount of the open expansion deal"),
    # How they stand.
    "pulse": Signal("of 6", "profile", "the CSM's own pulse: 1 leaving, 2 at risk, 3 worried, 4 steady, 5 happy, 6 thriving"),
    "pulse_age_days": Signal("days", "profile", "days since it was set; it speaks for 14"),
    "health": Signal("points", "usage", "health score 0-100", "null where too little is known"),
    "health_band": Signal("", "usage", "green, yellow or red"),
    "health_vs_own": Signal("points", "usage", "health less the account's own median of the past half year, by the weights of today"),
    "health_vs_own_weeks": Signal("weeks", "usage", "the past weeks with a score that this rests on"),
    "health_vs_peers": Signal("%", "usage", "share of current customers of the same segment and plan with a lower health"),
    "health_peers": Signal("accounts", "usage", "customers of the same segment and plan with a score"),
    "churn_probability": Signal("", "contract", "calibrated probability to leave within 90 days", "null where no model is usable"),
    "renewal_likelihood": Signal(
        "", "contract", "calibrated probability to renew a term that ends within 90 days", "null for other customers, or no usable model"
    ),
    "expansion_propensity": Signal(
        "", "contract", "calibrated probability to grow in seats or revenue by 5% within 180 days", "null where no model is usable"
    ),
}

WHOLE = frozenset(
    {"days", "seats", "invoices", "uses", "users", "features", "milestones", "tickets", "people", "weeks", "accounts", "texts", "asks",
     "promises", "answers", "of 6"}
)  # fmt: skip
"""Units that are counted, not measured."""
TOLD_WHOLE = frozenset({"health"})
"""Measured, and told as whole numbers, to the nearest: the same customer has one health wherever it is read."""
BARE = frozenset({"usage_z", "churn_probability", "renewal_likelihood", "expansion_propensity"})
"""Numbers without a unit."""


def unit_of(signal: str, currency: str | None, meter_unit: str | None = None) -> str:
    """The unit of a signal of one account, in its currency and in what its contract counts."""
    return SIGNALS[signal].unit.replace("{currency}", currency or "").replace("{unit}", meter_unit or "units")


def type_of(signal: str) -> type[pl.DataType]:
    """The polars type of a column of the signals frame."""
    unit = SIGNALS[signal].unit
    if signal.endswith("_on"):
        return pl.Date
    if signal == "auto_renew":
        return pl.Boolean
    if unit in WHOLE:
        return pl.Int64
    return pl.Float64 if unit or signal in BARE else pl.String
