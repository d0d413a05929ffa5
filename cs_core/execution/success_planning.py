"""Success planning: know what each customer wants, and show how far they are.

Job: a stated desired outcome for every customer, a plan that leads there, and a progress check each quarter with figures.
Reads: the desired outcome in the customer's words, use by feature, milestones, tenure, touches.
May do by itself: nothing until it has earned it; then ask for an outcome that nobody has recorded.
Must ask: before it says that an outcome is achieved or missed, and before a plan is changed.
Success: share of customers with a dated outcome, and share whose progress was checked within the quarter.
"""

import polars as pl

from cs_core.execution.agent import agent
from cs_core.execution.play import Play, Script

QUARTER_DAYS = 91
WINDOW_DAYS = 14
"""Each account's turn comes once a quarter, counted from its own start, so that the book is spread over the weeks."""
SETTLED_DAYS = 30
PLAN_DAYS = 120
LONG_DAYS = 730

_turn = (pl.col("tenure_days") % QUARTER_DAYS) < WINDOW_DAYS
_settled = pl.col("tenure_days") >= SETTLED_DAYS
_outcome = pl.col("desired_outcome").is_not_null()
_quiet = (pl.col("escalations_open").fill_null(0) == 0) & pl.col("champion_left_on").is_null()

USE = (
    "In the last four weeks your team recorded {usage_4w}, {usage_prev_4w|n} in the four before.",
    "Your team's last four weeks: {usage_4w}, against {usage_prev_4w|n} in the four weeks before.",
    "Over the last four weeks we count {usage_4w}; over the four before it was {usage_prev_4w|n}.",
)

AIM = (
    "The target we noted is {outcome_target} ({outcome_metric}), from {outcome_baseline}.",
    "You wanted to bring {outcome_metric} from {outcome_baseline} to {outcome_target}.",
)

PLAYS = (
    Play(
        "agree the plan",
        when=_outcome & _settled & _quiet & _turn & ((pl.col("tenure_days") < PLAN_DAYS) | pl.col("last_touch_on").is_null()),
        why=(
            "They want {desired_outcome|quote}; last spoken with on {last_touch_on}.",
            "They want {desired_outcome|quote}, and nobody is on record as having spoken with them since {customer_on}.",
        ),
        gain=0.02,
        severity=1 - pl.col("tenure_days") / LONG_DAYS,
        stakes="low",
        role="sponsor",
        due_days=14,
        script=Script(
            subject=("A plan for {desired_outcome|quote}", "Your goal {desired_outcome|quote}: first steps"),
            opening=(
                "Your goal on our record is {desired_outcome|quote}.",
                "What you want from working with us is, in our notes, {desired_outcome|quote}.",
                "We have {desired_outcome|quote} down as what you want to reach.",
            ),
            details=(
                AIM,
                (
                    "The next milestone on the way is {next_milestone|quote}, {milestone_progress} done.",
                    "On the way there the next milestone is {next_milestone|quote}.",
                ),
                USE,
                ("What your team uses most is {top_feature|feature}.", "Most of your use is in {top_feature|feature}."),
            ),
            ask=(
                "Is that still the goal, and who on your side owns it?",
                "Shall we write the steps, owners and dates down together?",
                "What would you want to see first to call it a success?",
            ),
            title="agree a plan for {desired_outcome|quote}",
            background=(
                "In their words: {outcome_quote|quote}.",
                "Target: {outcome_target} ({outcome_metric}).",
                "Next milestone: {next_milestone|quote}.",
            ),
            step="confirm the goal, then agree owner, first step and date.",
        ),
    ),
    Play(
        "report progress",
        when=_outcome & _settled & _quiet & _turn & pl.col("usage_4w").is_not_null(),
        why=(
            "Quarterly check on {desired_outcome|quote}: {usage_4w} in the last four weeks against {usage_prev_4w|n} in the four before.",
            "Quarterly check on {desired_outcome|quote}: {usage_4w} in the last four weeks.",
        ),
        gain=0.015,
        severity=pl.col("usage_change").abs() / 50,
        stakes="low",
        role="sponsor",
        due_days=14,
        script=Script(
            subject=("Where you stand on {desired_outcome|quote}", "Quarterly check: {desired_outcome|quote}"),
            opening=(
                "This is the quarterly look at your goal {desired_outcome|quote}.",
                "Your goal with us is {desired_outcome|quote}; here is where you stand.",
                "A short check on what you set out to reach: {desired_outcome|quote}.",
            ),
            details=(
                AIM,
                USE,
                ("What is used most is {top_feature|feature}.", "Most of it is in {top_feature|feature}."),
                ("Of your {seats|n} seats {utilisation} were active.", "{utilisation} of your {seats|n} seats were active."),
            ),
            ask=(
                "Does that match what you see on your side, and what is your own figure for the goal now?",
                "What does your own measure of the goal say today?",
                "Are you where you wanted to be by now?",
            ),
            title="quarterly check on {desired_outcome|quote}",
            background=(
                "In their words: {outcome_quote|quote}.",
                "Target: {outcome_target} ({outcome_metric}).",
                "Most used: {top_feature|feature}.",
            ),
            step="ask for their own figure, compare it with the target, and write both into the plan.",
        ),
    ),
    Play(
        "ask for the outcome",
        when=pl.col("desired_outcome").is_null() & _settled & _quiet & _turn,
        why=(
            "Customer since {customer_on}, and what they want to achieve is not on record; they use {top_feature|feature} most.",
            "Customer since {customer_on}, and what they want to achieve is not on record.",
        ),
        gain=0.01,
        severity=pl.col("tenure_days") / LONG_DAYS,
        stakes="low",
        role="sponsor",
        due_days=14,
        script=Script(
            subject=(
                "What should {top_feature|feature} do for you?",
                "A question about {name}'s goal",
                "What does success look like at {name}?",
            ),
            opening=(
                "You have been with us since {customer_on}, and your team uses {top_feature|feature} most.",
                "Since {customer_on} your team has been a customer; what it uses most today is {top_feature|feature}.",
                "{name} has been a customer since {customer_on}.",
            ),
            details=(USE, ("You have {seats} on the {plan} plan.", "Your {plan} plan covers {seats}.")),
            ask=(
                "What result would make it worth the money this year, and how would you measure it?",
                "Which one figure in your work should be better a year from now?",
                "What do you want to reach with it, and by when?",
            ),
            title="ask for the desired outcome",
            background=("Last four weeks: {usage_4w}.", "Most used: {top_feature|feature}."),
            step="ask for one measurable outcome with a target and a date, and record it.",
        ),
    ),
)

GUIDANCE = (
    "Tie everything to the customer's own desired outcome, in their words. Report figures as they are; never say that a goal is reached."
)

AGENT = agent(
    "success_planning",
    job="know what the customer wants and show progress towards it",
    charter=__doc__,
    needs=("contract",),
    wants=("desired outcome", "usage", "milestones", "touches", "people", "roles"),
    plays=PLAYS,
    guidance=GUIDANCE,
)
