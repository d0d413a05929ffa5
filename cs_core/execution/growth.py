"""Growth: help customers who do well to do more, and only them.

Job: notice full seats, growing use and features that peers use, and open the conversation about more.
Reads: seats and active people, use by feature, what peers on the same plan use, tickets, health.
May do by itself: nothing until it has earned it; then show a feature that the customer already pays for.
Must ask: before anything with a price, always. It offers no discount and quotes no price.
Never: while an escalation or a risk is open, a bill is overdue, or the customer is unhappy.
Success: expansion ARR from leads it opened, and features taken up; never at the cost of retention.
"""

import polars as pl

from cs_core.execution.agent import agent
from cs_core.execution.play import Play, Script

EXPANSION_AS_KEPT = 0.25
"""An expansion won counts as a quarter of a customer kept, so that all agents' work stands in one queue: an assumption."""
FULL = 90
GROWTH, GROWTH_Z = 30, 1.5
GROWTH_UNSCORED = 60
USED_BEFORE = 50
SETTLED_DAYS = 60
QUARTER_DAYS, WINDOW_DAYS, SHIFT_DAYS = 91, 14, 45
"""A feature is shown once a quarter, half a quarter away from the success plan's check."""
UNHAPPY, RENEWAL_NEAR_DAYS, SLIPPING = 60, 30, -15

_settled = pl.col("tenure_days") >= SETTLED_DAYS
_turn = ((pl.col("tenure_days") + SHIFT_DAYS) % QUARTER_DAYS) < WINDOW_DAYS
# What is unknown does not forbid; what is known to be wrong does.
CALM = (
    (pl.col("escalations_open").fill_null(0) == 0)
    & (pl.col("health_band").fill_null("") != "red")
    & (pl.col("satisfaction_90d").fill_null(100) >= UNHAPPY)
    & (pl.col("overdue_invoices").fill_null(0) == 0)
    & (pl.col("usage_change").fill_null(0) > SLIPPING)
    & pl.col("champion_left_on").is_null()
    & (pl.col("days_to_renewal").fill_null(RENEWAL_NEAR_DAYS + 1) > RENEWAL_NEAR_DAYS)
    & pl.col("open_expansion").is_null()
)
_scored = pl.when(pl.col("usage_z").is_not_null()).then((pl.col("usage_change") >= GROWTH) & (pl.col("usage_z") >= GROWTH_Z))
_growing = _scored.otherwise(pl.col("usage_change") >= GROWTH_UNSCORED) & (pl.col("usage_prev_4w") >= USED_BEFORE)

GOAL = ("Your goal with us is {desired_outcome|quote}.", "We have {desired_outcome|quote} down as your goal.")

PLAYS = (
    Play(
        "talk about seats",
        when=CALM & _settled & (pl.col("utilisation") >= FULL) & (pl.col("usage_change") >= 0),
        why=(
            "{active_users_4w|people} active on {seats}, {utilisation} of what they have, and use changed by {usage_change}.",
            "{active_users_4w|people} active on {seats}, and {usage_4w} in the last four weeks.",
        ),
        gain=0.12 * EXPANSION_AS_KEPT,
        severity=(pl.col("utilisation") - FULL) / 30,
        role="sponsor",
        due_days=14,
        script=Script(
            subject=(
                "{utilisation} of your seats are in use",
                "Your {seats} at {name}",
                "{active_users_4w|people} on {seats} at {name}",
            ),
            opening=(
                "In the last four weeks we counted {active_users_4w|people} active on {seats}.",
                "Your {plan} plan covers {seats}; in the last four weeks we counted {active_users_4w|people} active.",
                "{utilisation} of your {seats|n} seats were in use over the last four weeks, by {active_users_4w|people}.",
            ),
            details=(
                ("Most of their work is in {top_feature|feature}.", "What they use most is {top_feature|feature}."),
                (
                    "They recorded {usage_4w}, {usage_prev_4w|n} in the four weeks before.",
                    "That makes {usage_4w}, against {usage_prev_4w|n} in the four weeks before.",
                ),
                GOAL,
            ),
            ask=(
                "Are more people to join in the coming months?",
                "Do you expect your team to grow, or is the number right as it is?",
                "Is anybody waiting for a seat?",
            ),
            title="{active_users_4w|people} active on {seats}",
            background=("Most used: {top_feature|feature}.", "Uses in the last four weeks: {usage_4w|n}."),
            step="ask whether more people are to join; open an expansion deal only if they say so.",
        ),
    ),
    Play(
        "talk about growth",
        when=CALM & _settled & _growing,
        why=(
            "Use grew by {usage_change}: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",
            "Use grew to {usage_4w} in the last four weeks, from {usage_prev_4w|n} in the four before.",
        ),
        gain=0.06 * EXPANSION_AS_KEPT,
        severity=pl.col("usage_change") / 100,
        role="sponsor",
        due_days=14,
        script=Script(
            subject=("Use at {name} is up by {usage_change}", "{usage_4w} in four weeks: what has grown?"),
            opening=(
                "Your team's use grew by {usage_change}: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",
                "We count {usage_4w} by your team in the last four weeks, up from {usage_prev_4w|n} in the four before.",
                "Use at {name} is up by {usage_change} over the last four weeks, from {usage_prev_4w|n} to {usage_4w}.",
            ),
            details=(
                ("Most of it is in {top_feature|feature}.", "What is used most is {top_feature|feature}."),
                ("You have {seats} on the {plan} plan.", "Your {plan} plan covers {seats}."),
                GOAL,
            ),
            ask=(
                "Is this the new normal, and does your plan still fit it?",
                "What is behind it, and will it go on?",
                "Are other teams about to join?",
            ),
            title="use up to {usage_4w} in four weeks",
            background=("Most used: {top_feature|feature}.",),
            step="ask what is behind the growth and whether the plan still fits.",
        ),
    ),
    Play(
        "show the unused feature",
        when=CALM & _settled & _turn & pl.col("unused_feature").is_not_null(),
        why=(
            "Most peers on the plan use {unused_feature|feature} and they never have; what they use most is {top_feature|feature}.",
            "Most peers on the plan use {unused_feature|feature} and they never have.",
        ),
        gain=0.02 * EXPANSION_AS_KEPT,
        severity=pl.col("utilisation") / 100,
        stakes="low",
        due_days=14,
        script=Script(
            subject=("{unused_feature|feature} in your {plan} plan", "{name} has not tried {unused_feature|feature} yet"),
            opening=(
                "Your {plan} plan holds {unused_feature|feature}, and your team has not used it so far.",
                "One part of your {plan} plan is unused so far: {unused_feature|feature}.",
                "{unused_feature|feature} is part of your plan, and we have seen no use of it by your team.",
            ),
            details=(
                (
                    "Most of your work is in {top_feature|feature}.",
                    "Your team's work is mostly in {top_feature|feature}.",
                    "What your team uses most today is {top_feature|feature}.",
                ),
                (
                    "In the last four weeks that was {usage_4w} over {features_4w}.",
                    "Over the last four weeks your team recorded {usage_4w} over {features_4w}.",
                ),
                GOAL,
            ),
            ask=(
                "Is it of no use to you, or has nobody had the time?",
                "Would it help to see it at work on your own data?",
                "Who on your team could try it?",
            ),
            title="has not used {unused_feature|feature} yet",
            background=("Most used: {top_feature|feature}.", "Features in use: {features_4w|n}."),
            step="ask whether it would help them; show it on their own data if so.",
        ),
    ),
)

GUIDANCE = "Open a conversation, do not sell: state the use that suggests it and ask. No price, no discount, no urgency."

AGENT = agent(
    "growth",
    job="help the customer to grow with us",
    charter=__doc__,
    needs=("contract", "usage"),
    wants=("products and prices", "people", "roles", "support", "pipeline", "desired outcome"),
    plays=PLAYS,
    guidance=GUIDANCE,
)
