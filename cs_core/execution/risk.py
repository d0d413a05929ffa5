"""Risk: see a customer slipping before it is too late, and act on the cause.

Job: notice falling use, silence, lost champions, old escalations, bad ratings and unpaid bills for every customer, and propose the play.
Reads: use against the account's own past, tickets and ratings, people and roles, invoices, the churn outlook.
May do by itself: nothing until it has earned it; then low-stakes reminders.
Must ask: always where an escalation is open, and wherever the stakes are high.
Success: share of churned ARR flagged at least 60 days ahead, precision at the team's capacity, and use recovered after a play.
"""

import polars as pl

from cs_core.execution.agent import agent
from cs_core.execution.play import Play, Script

ESCALATION_DAYS = 2
SILENT_DAYS, SILENT_Z = 28, -1.5
USED_BEFORE = 20
"""Uses in the four weeks before: below it a change in percent says nothing."""
DROP, DROP_Z = -25, -2.0
DROP_UNSCORED = -45
"""Where the account's own past is too short for a z-score the drop must be plain."""
UNHAPPY = 50
LIKELY_TO_LEAVE = 0.35
RED = 40

_dropped = pl.when(pl.col("usage_z").is_not_null()).then((pl.col("usage_change") <= DROP) & (pl.col("usage_z") <= DROP_Z))
_drop = _dropped.otherwise(pl.col("usage_change") <= DROP_UNSCORED) & (pl.col("usage_prev_4w") >= USED_BEFORE)
# What a whole segment shares is an outage or a holiday: one look at the cause, not a letter to each of them.
_drop = _drop & pl.col("usage_alert").ne_missing("with its segment")

# Those who never use it weekly are not silent: where the past is long enough, it must be unlike them.
_silent = (pl.col("days_since_event") >= SILENT_DAYS) & (pl.col("usage_z").fill_null(SILENT_Z) <= SILENT_Z)

GOAL = ("Your goal with us is {desired_outcome|quote}.", "We still have your goal {desired_outcome|quote} in mind.")
TOP = ("What is used most at present is {top_feature|feature}.", "Most of what remains is in {top_feature|feature}.")
RENEWAL = ("Your term ends on {renewal_on}, in {days_to_renewal|soon}.", "In {days_to_renewal|soon}, on {renewal_on}, your term ends.")
TICKET = ("Your ticket {ticket|quote} is still open on our side.", "We still owe you an answer on {ticket|quote}.")

PLAYS = (
    Play(
        "own the escalation",
        when=(pl.col("escalations_open") >= 1) & (pl.col("oldest_ticket_days") >= ESCALATION_DAYS),
        why=("Escalated or urgent tickets open: {escalations_open|n}; the oldest open ticket is {oldest_ticket_days} old.",),
        gain=0.08,
        severity=pl.col("oldest_ticket_days") / 21,
        stakes="high",
        confidence=0.85,
        due_days=1,
        script=Script(
            subject=("Your open ticket {ticket|quote}", "Your tickets with us at {name}"),
            opening=(
                "Your oldest open ticket with us has waited {oldest_ticket_days}; marked urgent: {escalations_open|n} of {open_tickets|n}.",
                "We have left you waiting: the oldest open ticket is {oldest_ticket_days} old, with {escalations_open|n} marked urgent.",
            ),
            details=(
                ("Among them is {ticket|quote}, opened on {ticket_opened_on}.", "One of them is {ticket|quote} of {ticket_opened_on}."),
                RENEWAL,
                ("In the last 90 days you opened {tickets_90d}.", "It makes {tickets_90d} that you opened in the last 90 days."),
            ),
            ask=("When today can we call you about it?", "Whom should we call, and at what number, to settle this with you?"),
            title="open escalation, {oldest_ticket_days} old",
            background=("Open tickets: {open_tickets|n}.", "One of them: {ticket|quote}.", "Good ratings in 90 days: {satisfaction_90d}."),
            step="take ownership, call today, and agree a dated plan with support.",
        ),
    ),
    Play(
        "re-engage after the champion left",
        when=pl.col("champion_left_on").is_not_null(),
        why=(
            "The champion left on {champion_left_on}; {usage_4w} in the last four weeks, a change of {usage_change}.",
            "The champion left on {champion_left_on}.",
        ),
        gain=0.06,
        severity=0.5 - pl.col("usage_change") / 100,
        role="sponsor",
        due_days=5,
        script=Script(
            subject=("Who takes over at {name}?", "After the change in your team on {champion_left_on}"),
            opening=(
                "Our main contact at {name} left on {champion_left_on}.",
                "Since {champion_left_on} our main contact at {name} is no longer there.",
            ),
            details=(
                (
                    "Your team recorded {usage_4w|some} in the last four weeks, {usage_prev_4w|n} in the four before.",
                    "Over the last four weeks your team recorded {usage_4w|some}; in the four before it was {usage_prev_4w|n}.",
                ),
                RENEWAL,
                GOAL,
                TOP,
                ("You have {seats} on the {plan} plan.", "Your {plan} plan covers {seats}."),
            ),
            ask=(
                "Who will look after it from now on, and may we show that person what is set up?",
                "Whom should we speak with from now on?",
                "Would a short introduction for the new owner help?",
            ),
            title="champion left on {champion_left_on}",
            background=("Uses in the last four weeks: {usage_4w|n}.", "Sponsor on record: {sponsor}."),
            step="find the successor through the sponsor, and hand over what was agreed before.",
        ),
    ),
    Play(
        "break the silence",
        when=_silent & (pl.col("tenure_days") > SILENT_DAYS),
        why=("No use for {days_since_event}: the last was on {last_event_on}.",),
        gain=0.05,
        severity=pl.col("days_since_event") / 90,
        confidence=0.75,
        due_days=5,
        script=Script(
            subject=("No use at {name} since {last_event_on}", "{days_since_event} without use at {name}"),
            opening=(
                "The last use by your team was on {last_event_on}, {days_since_event} ago.",
                "We have seen no use by your team since {last_event_on}, {days_since_event} ago.",
                "For {days_since_event} now, since {last_event_on}, we have recorded no use at {name}.",
            ),
            details=(TICKET, RENEWAL, GOAL, ("Your {plan} plan covers {seats}.", "You pay for {seats} on the {plan} plan.")),
            ask=(
                "Has something changed on your side?",
                "Did something stop working for you, or is the work done elsewhere now?",
                "Is it worth a short call to see whether we should set it up anew?",
            ),
            title="no use for {days_since_event}",
            background=("Open tickets: {open_tickets|n}.", "Last message from them: {message|quote}."),
            step="call, ask what changed, and record the answer as the risk's reason.",
        ),
    ),
    Play(
        "recover use",
        when=_drop,
        why=("Use fell by {usage_change|size}: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",),
        gain=0.05,
        severity=-pl.col("usage_change") / 100,
        due_days=7,
        script=Script(
            subject=(
                "Use at {name} is down by {usage_change|size}",
                "Less use of late: {usage_4w|n} against {usage_prev_4w|n}",
                "Your team's use has fallen by {usage_change|size}",
            ),
            opening=(
                "Your team's use fell by {usage_change|size}: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",
                "We count {usage_4w} by your team in the last four weeks, down from {usage_prev_4w|n} in the four before.",
                "Over the last four weeks your team's use is down by {usage_change|size}, from {usage_prev_4w|n} to {usage_4w}.",
            ),
            details=(
                TICKET,
                RENEWAL,
                TOP,
                ("Active people: {active_users_4w|n}, on {seats}.", "On your {seats} we count {active_users_4w} in that time."),
                GOAL,
            ),
            ask=(
                "Is that a quiet season, or is something in the way?",
                "What has changed in the work?",
                "Is there something that stopped working for your team?",
            ),
            title="use down by {usage_change|size}",
            background=(
                "Most used at present: {top_feature|feature}.",
                "Active people: {active_users_4w|n}.",
                "Open ticket: {ticket|quote}.",
            ),
            step="ask what changed, check the open tickets first, and agree one step to bring the work back.",
        ),
    ),
    Play(
        "answer the unhappy",
        when=pl.col("satisfaction_90d") < UNHAPPY,
        why=(
            "Only {satisfaction_90d|some} of their ratings in 90 days were good, on {tickets_90d}.",
            "{satisfaction_90d|none} of their ratings in 90 days was good, on {tickets_90d}.",
        ),
        gain=0.04,
        severity=1 - pl.col("satisfaction_90d") / 100,
        due_days=5,
        script=Script(
            subject=("Your ratings of our support", "{name}: our support has let you down"),
            opening=(
                "{satisfaction_90d|none} of the ratings you gave our support in the last 90 days was good.",
                "Of the ratings you gave our support in the last 90 days, only {satisfaction_90d|some} were good.",
                "Only {satisfaction_90d|some} of the ratings you gave our support in the last 90 days were good.",
            ),
            details=(
                ("You opened {tickets_90d} in that time.", "In that time you opened {tickets_90d} with us."),
                RENEWAL,
                TICKET,
                GOAL,
            ),
            ask=(
                "Which of these cost you most, so that we take it up first?",
                "What should we have done differently?",
            ),
            title="our support was rated badly",
            background=("Tickets in 90 days: {tickets_90d|n}.", "Open ticket: {ticket|quote}."),
            step="read the tickets, then call and ask which one hurt most.",
        ),
    ),
    Play(
        "settle the invoices",
        when=pl.col("overdue_invoices") >= 1,
        why=("Overdue invoices: {overdue_invoices|n}, together {overdue_amount}.", "Overdue invoices: {overdue_invoices|n}."),
        gain=0.01,
        severity=pl.col("overdue_invoices") / 3,
        stakes="low",
        confidence=0.8,
        role="billing",
        script=Script(
            subject=("{name}: {overdue_amount} past due", "{overdue_invoices} past due at {name}"),
            opening=(
                "In our books you have {overdue_invoices} past the due day, together {overdue_amount}.",
                "Our records show {overdue_invoices} past due, {overdue_amount} in all.",
                "Open with us from {name}: {overdue_amount}, on {overdue_invoices} past due.",
            ),
            details=(
                RENEWAL,
                ("The running contract is the {plan} plan with {seats}.", "At present you have {seats} on the {plan} plan."),
            ),
            ask=(
                "Is something wrong with the bill, or has it gone to the wrong desk?",
                "Who on your side should receive it?",
                "Could you tell us whether it has reached you?",
            ),
            title="overdue: {overdue_invoices}",
            step="check with finance whether there is a dispute before anybody writes.",
        ),
    ),
    Play(
        "look closer",
        when=(pl.col("churn_probability") >= LIKELY_TO_LEAVE) | (pl.col("health") < RED) | (pl.col("usage_alert") == "slow drift"),
        why=(
            "{usage_alert_says}.",
            "Health is {health} and the outlook gives a chance of {churn_probability|share} to leave within 90 days.",
            "Health is {health}.",
            "The outlook gives a chance of {churn_probability|share} to leave within 90 days.",
        ),
        gain=0.02,
        severity=pl.max_horizontal(pl.col("churn_probability"), 1 - pl.col("health") / 100),
        confidence=0.5,
        kind="task",
        due_days=10,
        script=Script(
            subject=(),
            opening=(),
            title="signs of risk without one plain cause",
            background=(
                "Use: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",
                "Active seats: {utilisation} of {seats|n}.",
                "Good ratings in 90 days: {satisfaction_90d}.",
                "Last message from them: {message|quote}.",
            ),
            step="read the timeline and decide whether a call is due; record what you find.",
        ),
    ),
)

GUIDANCE = (
    "State what changed with its figures and ask what is behind it. Never guess the cause, never mention scores or risk to a customer."
)

AGENT = agent(
    "risk",
    job="keep the customer",
    charter=__doc__,
    needs=("contract",),
    watches=("usage",),
    wants=("usage", "support", "roles", "people", "billing", "touches", "conversations"),
    plays=PLAYS,
    guidance=GUIDANCE,
)
