"""Onboarding: bring each new customer to first value.

Job: from the first day to the value milestone of the plan, at the customer's own pace and no slower than it should be.
Reads: milestones and their expected days, use of each feature since the start, people and roles, the stated goal.
May do by itself: nothing until it has earned it; then write about the next milestone to a person known at the account.
Must ask: whenever onboarding is stuck, and before anything that promises work by our people.
Success: median time to value (start to value milestone), and the share of accounts on track, behind and stuck.
"""

import polars as pl

from cs_core.execution.agent import agent
from cs_core.execution.play import Play, Script

NO_USE_DAYS = 10
"""A new customer with no use at all by this day is waiting for something."""
NEW_DAYS = 365
"""After a year a milestone not reached is a matter of adoption, not of onboarding."""
JUST_REACHED_DAYS = 21
OVERDUE_WORST_DAYS = 60

# Null where milestones or the usage feed are not known: then nothing can be said to be late.
_status = pl.col("onboarding_status")
_new = pl.col("tenure_days").is_between(0, NEW_DAYS)
_overdue = pl.col("milestone_overdue_days") / OVERDUE_WORST_DAYS
_since_value = pl.col("tenure_days") - pl.col("days_to_value")

STEP = (
    "It takes {milestone_threshold} of {milestone_feature|feature}; so far there are {milestone_uses|n}.",
    "So far we count {milestone_uses|n} of the {milestone_threshold} of {milestone_feature|feature} that it takes.",
)

USE = (
    "In the last four weeks your team recorded {usage_4w|some}, most in {top_feature|feature}.",
    "Over the last four weeks we count {usage_4w|some}, most of them in {top_feature|feature}.",
    "Your team recorded {usage_4w|some} over the last four weeks; {top_feature|feature} saw most of them.",
)

GOAL = ("Your goal with us is {desired_outcome|quote}.", "What you want from it is {desired_outcome|quote}.")

PLAYS = (
    Play(
        "start together",
        when=_new & _status.is_not_null() & pl.col("last_event_on").is_null() & (pl.col("tenure_days") >= NO_USE_DAYS),
        why=(
            "Customer since {customer_on} and no use yet: {milestones_done|n} of {milestones_total|n} milestones reached, next is "
            "{next_milestone|quote}.",
            "Customer since {customer_on}, and {milestones_done|n} of {milestones_total|n} milestones reached.",
        ),
        gain=0.06,
        severity=pl.col("tenure_days") / 90,
        confidence=0.8,
        due_days=3,
        script=Script(
            subject=("Getting {name} started", "Your first step: {next_milestone|lower}"),
            opening=(
                "You joined us on {customer_on}, and so far {milestones_done|n} of {milestones_total|n} milestones are reached.",
                "Since you joined on {customer_on} we have recorded {milestones_done|n} of {milestones_total|n} milestones.",
            ),
            details=(
                ("The step to begin with is {next_milestone|quote}.", "The one to begin with is {next_milestone|quote}."),
                STEP,
                GOAL,
            ),
            ask=(
                "Who on your side should we set this up with?",
                "Is something holding the start up, and would it help to do the first step together?",
            ),
            title="no use since the start",
            background=("The next milestone is {next_milestone|quote}.", *STEP[:1]),
            step="call, find out who runs the roll-out, and do the first milestone together.",
        ),
    ),
    Play(
        "unblock the milestone",
        when=_new & (_status == "stuck"),
        why=(
            "Onboarding is stuck at {next_milestone|quote}: {milestone_progress} done, {milestone_overdue_days} past the expected day.",
            "Onboarding is stuck at {next_milestone|quote}, {milestone_overdue_days} past the expected day.",
            "Onboarding is stuck at {next_milestone|quote}.",
        ),
        gain=0.05,
        severity=_overdue,
        confidence=0.8,
        due_days=5,
        script=Script(
            subject=("{next_milestone}: what is in the way?", "{name}: what keeps {next_milestone|quote} from being done?"),
            opening=(
                "You have reached {milestones_done|n} of {milestones_total|n} milestones, and {next_milestone|quote} is now "
                "{milestone_overdue_days} later than planned.",
                "{next_milestone|quote} was due {milestone_overdue_days} ago and is {milestone_progress} done.",
                "Your roll-out has come to a halt at {next_milestone|quote}.",
            ),
            details=(
                STEP,
                USE,
                GOAL,
                ("Open with our support is {ticket|quote}.", "We also see your open ticket {ticket|quote}."),
            ),
            ask=(
                "What is in the way: time, data, or something on our side?",
                "Shall we go through this one step together, on a short call?",
                "Is this step still the right one for you, or should we plan another first?",
            ),
            title="onboarding is stuck at {next_milestone|quote}",
            background=(
                STEP[0],
                "Reached so far: {milestones_done|n} of {milestones_total|n} milestones.",
                "Most used at present: {top_feature|feature}.",
            ),
            step="ask what is in the way, then do this one milestone together.",
        ),
    ),
    Play(
        "nudge to the milestone",
        when=_new & (_status == "behind"),
        why=(
            "Onboarding is behind: {next_milestone|quote} is {milestone_progress} done and {milestone_overdue_days} past the expected day.",
            "Onboarding is behind at {next_milestone|quote}.",
        ),
        gain=0.03,
        severity=_overdue,
        stakes="low",
        script=Script(
            subject=("Next step: {next_milestone|lower}", "Your next milestone: {next_milestone|quote}"),
            opening=(
                "You are {milestone_progress|some} of the way to {next_milestone|quote}, {milestone_overdue_days} past the day planned.",
                "{next_milestone|quote} is {milestone_progress} done and was due {milestone_overdue_days} ago.",
                "The next step for your team is {next_milestone|quote}.",
            ),
            details=(
                STEP,
                (
                    "Your team has reached {milestones_done|n} of {milestones_total|n} milestones.",
                    "{milestones_done|n} of your {milestones_total|n} milestones are behind you.",
                ),
                GOAL,
                USE,
            ),
            ask=(
                "Does anything keep your team from finishing it?",
                "Would a worked example for your team help?",
                "Who on your side could finish it this week?",
            ),
            title="onboarding is behind at {next_milestone|quote}",
            background=(STEP[0], "Reached so far: {milestones_done|n} of {milestones_total|n} milestones."),
            step="send the guide for this milestone and offer a short call.",
        ),
    ),
    Play(
        "build on first value",
        when=_new & _since_value.is_between(0, JUST_REACHED_DAYS) & pl.col("next_milestone").is_not_null(),
        why=("First value reached on {first_value_on}, {days_to_value} after the start; next is {next_milestone|quote}.",),
        gain=0.015,
        severity=1 - _since_value / JUST_REACHED_DAYS,
        stakes="low",
        due_days=10,
        script=Script(
            subject=("What comes after your first milestone", "{name}: first value reached, what next"),
            opening=(
                "On {first_value_on} your team reached the first value milestone, {days_to_value} after the start.",
                "It took your team {days_to_value} to reach first value, on {first_value_on}.",
            ),
            details=(
                ("The next milestone is {next_milestone|quote}.", "What comes next is {next_milestone|quote}."),
                ("You are {milestone_progress|some} of the way there.", "Of that, {milestone_progress|some} is done already."),
                GOAL,
            ),
            ask=("Shall we plan the next step with you?", "Which of your people should lead the next step?"),
            title="first value reached, plan the next milestone",
            background=("Progress to it: {milestone_progress}.",),
            step="note the date in the success plan and agree the next milestone.",
        ),
    ),
)

GUIDANCE = "Name the one next milestone, how far they are, and what would unblock it. Never list more than one step."

AGENT = agent(
    "onboarding",
    job="bring the customer to first value",
    charter=__doc__,
    needs=("contract", "milestones"),
    watches=("usage",),
    wants=("usage", "people", "roles", "desired outcome", "support"),
    plays=PLAYS,
    guidance=GUIDANCE,
)
