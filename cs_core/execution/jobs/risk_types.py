"""What may be wrong with a customer: when a risk of each type opens, when it has ended, how bad it is, and which play answers it.

A risk ends by a condition of its own, further back than the one that opened it, and only once that has held for some days: so it does
not flap. What cannot be told ends nothing.
"""

from typing import NamedTuple


class RiskType(NamedTuple):
    """One type of risk, in conditions of plain words over the signals; an account has at most one open risk of a type."""

    name: str
    opens: tuple[str, ...]
    """All must hold."""
    unless: tuple[str, ...]
    """None may hold when it opens: another risk tells it better."""
    ends: tuple[str, ...]
    """All must hold for it to be over. ``use is back``: at least 85 % of what it was before the fall."""
    days: int
    """For so many days."""
    severity: tuple[str, ...]
    """Scales; the worst counts."""
    least: float
    """The severity that it has at least, 0 to 1."""
    says: tuple[str, ...]
    """The reason: the first phrasing whose facts are known."""
    drivers: tuple[str, ...]
    """Signals and facts that say so, the most telling first."""
    again: str
    """A day or a count: when it rises, the same risk was observed once more."""
    plays: tuple[tuple[str, str], ...]
    """(condition, play): the first that holds is recommended; the last one asks for nothing."""
    by_renewal: bool = False
    """Whether a renewal ends it."""


FALLEN = (
    "usage_alert = sudden and usage_change <= -25 or usage_alert = sudden and usage_z <= -3 and usage_change <= -15"
    " or usage_alert = slow drift and usage_change <= -15"
    " or usage_change <= -25 and usage_z <= -2.5 or usage_z unknown and usage_change <= -45"
)
"""Against its own past, and still falling, from far down were it a little each month: what has begun to come back is left to do so."""
UNHAPPY = (
    "satisfaction_90d < 50 or sentiment_30d <= -50 and texts_30d >= 2 or low_answer_on known and sentiment_30d <= 0"
    " or low_answer_on known and sentiment_30d unknown and days_to_renewal <= 90"
    " or low_answer_on known and sentiment_30d unknown and days_to_renewal unknown"
)
"""One bad answer is enough by itself while a term of theirs may end within a quarter; only what they wrote since, where it praises more
than it complains, speaks against it. One of whom longer is left is answered too, and is no risk yet."""
RISK_TYPES: tuple[RiskType, ...] = (
    RiskType(
        "intent to leave",
        opens=("leaving_said_on known",),
        unless=(),
        ends=("leaving_said_on unknown", "sentiment_30d > 0", "days_since_touch <= 30"),
        days=7,
        severity=("days_to_renewal from 180 to 0",),
        least=0.8,
        says=("They spoke of ending the contract on {leaving_said_on}; the term ends on {renewal_on}.",
              "They spoke of ending the contract on {leaving_said_on}."),
        drivers=("leaving_said_on", "leaving_said", "renewal_on", "arr"),
        again="leaving_said_on",
        plays=(("", "hear why they want to leave"),),
        by_renewal=True,
    ),
    RiskType(
        "escalation",
        opens=("escalations_open >= 1", "oldest_ticket_days >= 2"),
        unless=(),
        ends=("escalations_open = 0",),
        days=3,
        severity=("oldest_ticket_days from 0 to 14",),
        least=0.7,
        says=("Escalated or urgent tickets open: {escalations_open|n}; the oldest open ticket is {oldest_ticket_days} old.",),
        drivers=("escalations_open", "oldest_ticket_days", "ticket", "ticket_opened_on", "open_tickets"),
        again="escalations_open",
        plays=(("", "own the escalation"),),
    ),
    RiskType(
        "broken promise",
        opens=("promises_overdue >= 1",),
        unless=(),
        ends=("promises_overdue = 0",),
        days=0,
        severity=("promises_overdue from 0 to 3",),
        least=0.7,
        says=("Promises of ours whose day has passed: {promises_overdue|n}.",),
        drivers=("promises_overdue", "promise", "promise_due_on", "last_touch_on"),
        again="promises_overdue",
        plays=(("", "keep our promise"),),
    ),
    RiskType(
        "competitor",
        opens=("competitor_said_on known",),
        unless=("leaving_said_on known",),
        ends=("competitor_said_on unknown", "sentiment_30d >= 0 or texts_30d = 0"),
        days=7,
        severity=("days_to_renewal from 180 to 0",),
        least=0.5,
        says=("They spoke of another vendor on {competitor_said_on}.",),
        drivers=("competitor_said_on", "competitor_said", "renewal_on", "arr"),
        again="competitor_said_on",
        plays=(("", "hear why they look elsewhere"),),
        by_renewal=True,
    ),
    RiskType(
        "champion lost",
        opens=("champion_left_on known",),
        unless=(),
        ends=("champion known",),
        days=0,
        severity=("usage_change from 0 to -50", "days_to_renewal from 180 to 0"),
        least=0.4,
        says=("The champion left on {champion_left_on}, and nobody has taken over.",),
        drivers=("champion_left_on", "sponsor", "people", "usage_change", "renewal_on"),
        again="champion_left_on",
        plays=(("", "re-engage after the champion left"),),
    ),
    RiskType(
        "silence",
        opens=("days_since_event >= 28", "tenure_days > 28"),
        unless=("usage_z > -1.5",),
        ends=("days_since_event <= 7",),
        days=7,
        severity=("days_since_event from 0 to 90",),
        least=0.3,
        says=("No use for {days_since_event}: the last was on {last_event_on}.",),
        drivers=("last_event_on", "days_since_event", "usage_z", "last_inbound_on"),
        again="",
        plays=(("", "break the silence"),),
    ),
    RiskType(
        "never used",
        opens=("usage_4w = 0", "usage_prev_4w = 0", "last_event_on unknown", "arr > 0", "tenure_days >= 90"),
        unless=(),
        ends=("last_event_on known",),
        days=0,
        severity=("tenure_days from 90 to 365", "days_to_renewal from 180 to 0"),
        least=0.4,
        says=("A customer since {customer_on} that pays {arr}, and no use of theirs is on record.",),
        drivers=("customer_on", "arr", "usage_4w", "usage_prev_4w", "seats", "renewal_on"),
        again="",
        plays=(("", "ask why it is not used"),),
    ),
    RiskType(
        "usage decline",
        opens=(FALLEN, "usage_prev_4w >= 20"),
        unless=("usage_alert = with its segment", "days_since_event >= 28"),
        ends=("usage_z >= -1 and usage_alert != sudden or use is back",),
        days=14,
        severity=("usage_change from 0 to -100", "usage_z from -1 to -7"),
        least=0.0,
        says=("{usage_alert_says|whole}: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",
              "Use fell by {usage_change|size}: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before."),
        drivers=("usage_change", "usage_4w", "usage_prev_4w", "usage_z", "usage_alert_says", "active_users_4w"),
        again="",
        plays=(("", "recover use"),),
    ),
    RiskType(
        "dissatisfaction",
        opens=(UNHAPPY,),
        unless=(),
        ends=("satisfaction_90d >= 60 or satisfaction_90d unknown", "sentiment_30d >= -20 or sentiment_30d unknown",
              "low_answer_on unknown", "texts_30d known or open_tickets known"),
        days=14,
        severity=("satisfaction_90d from 100 to 0", "sentiment_30d from 0 to -100", "days_to_renewal from 90 to 0"),
        least=0.2,
        says=("{satisfaction_90d|none} of their ratings in 90 days was good; {tickets_90d} came in.",
              "Only {satisfaction_90d|low} of their ratings in 90 days were good; {tickets_90d} came in.",
              "A bad answer to a survey on {low_answer_on}.",
              "Of {texts_30d} in 30 days more complain than praise: {sentiment_30d} on a scale from -100 to 100."),
        drivers=(
            "satisfaction_90d", "low_answer_on", "low_answer", "low_answer_by", "low_answer_said", "sentiment_30d", "negative_topic",
            "said",
        ),
        again="low_answer_on",
        plays=(
            ("satisfaction_90d < 50", "answer the unhappy"), ("low_answer_on known", "answer the low score"), ("", "look closer"),
        ),
    ),
    RiskType(
        "champion silent",
        opens=("champion_silent_days >= 30",),
        unless=("days_since_event >= 28",),
        ends=("champion_silent_days <= 10 or champion unknown",),
        days=0,
        severity=("champion_silent_days from 0 to 90",),
        least=0.3,
        says=("No sign of the champion, {champion}, for {champion_silent_days}.",),
        drivers=("champion", "champion_silent_days", "sponsor", "last_touch_on", "usage_4w"),
        again="",
        plays=(("", "reach the silent champion"),),
    ),
    RiskType(
        "non-payment",
        opens=("overdue_invoices >= 1",),
        unless=(),
        ends=("overdue_invoices = 0",),
        days=0,
        severity=("overdue_invoices from 0 to 4",),
        least=0.0,
        says=("Overdue invoices: {overdue_invoices|n}, together {overdue_amount}.", "Overdue invoices: {overdue_invoices|n}."),
        drivers=("overdue_invoices", "overdue_amount"),
        again="overdue_invoices",
        plays=(("", "settle the invoices"),),
    ),
    RiskType(
        "under-use of the commitment",
        opens=("term_share >= 25", "commitment_by_end <= 70", "consumed_by_end_high < commitment"),
        unless=(),
        ends=("commitment_by_end >= 85",),
        days=14,
        severity=("commitment_by_end from 100 to 20",),
        least=0.0,
        says=(
            "{consumed_share} of the commitment is used after {term_share} of the term; at this rate {consumed_by_end|n} of {commitment}.",
        ),
        drivers=("consumed_share", "term_share", "commitment", "consumed_by_end", "burn_rate", "renewal_on"),
        again="",
        plays=(("", "use what was committed"),),
        by_renewal=True,
    ),
    RiskType(
        "likely to leave",
        opens=("churn_probability >= 0.35 or renewal_likelihood <= 0.5 or health < 40",),
        unless=(),
        ends=("churn_probability < 0.25 or churn_probability unknown", "renewal_likelihood >= 0.6 or renewal_likelihood unknown",
              "health >= 50 or health unknown", "churn_probability known or renewal_likelihood known or health known"),
        days=14,
        severity=("churn_probability from 0 to 0.7", "renewal_likelihood from 1 to 0", "health from 80 to 0"),
        least=0.0,
        says=("The outlook gives a chance of {renewal_likelihood|share} to renew.",
              "The outlook gives a chance of {churn_probability|share} to leave within 90 days.", "Health is {health}."),
        drivers=("churn_probability", "renewal_likelihood", "health", "health_vs_own", "renewal_on"),
        again="",
        plays=(("", "look closer"),),
        by_renewal=True,
    ),
)  # fmt: skip
"""In order of precedence: the first open one is an account's main risk."""
