"""Relationship: a personal word at the right time to every customer, and silence when there is nothing worth saying.

Job: keep in touch over the whole book, for real reasons only: a release that mends their ticket or touches what they use most, a good
rating, an anniversary with a result, a long time without a word and something to say.
Reads: people and roles, touches, releases, tickets and ratings, tenure, use.
May do by itself: nothing until it has earned it; then thank for a rating or tell of a release.
Must ask: before it writes to a sponsor, and while anything unpleasant is open.
Success: share of customers with two-way contact in the period, replies, and no message that a reader would call noise.
"""

import polars as pl

from cs_core.execution.agent import agent
from cs_core.execution.play import Play, Script

PLEASED = 90
YEAR_DAYS, ANNIVERSARY_DAYS = 365, 14
LONG_SILENCE_DAYS = 120
BETTER, USED_BEFORE = 30, 20
"""A rise in percent that is news, and the uses before it below which a percentage says nothing."""
QUARTER_DAYS, WINDOW_DAYS, SHIFT_DAYS = 91, 14, 68
UNHAPPY = 50

_calm = (
    (pl.col("escalations_open").fill_null(0) == 0)
    & (pl.col("health_band").fill_null("") != "red")
    & (pl.col("satisfaction_90d").fill_null(100) >= UNHAPPY)
    & pl.col("champion_left_on").is_null()
)
_turn = ((pl.col("tenure_days") + SHIFT_DAYS) % QUARTER_DAYS) < WINDOW_DAYS
_anniversary = (pl.col("tenure_days") >= YEAR_DAYS) & ((pl.col("tenure_days") % YEAR_DAYS) < ANNIVERSARY_DAYS)
_result = pl.col("first_value_on").is_not_null() | (pl.col("usage_change") > 0)
_long_silent = pl.col("days_since_touch") >= LONG_SILENCE_DAYS
_risen = (pl.col("usage_change") >= BETTER) & (pl.col("usage_prev_4w") >= USED_BEFORE)
# News is what came since the last word, and lately.
_arrived = (pl.col("first_value_on") > pl.col("last_touch_on")) & (pl.col("tenure_days") - pl.col("days_to_value") < QUARTER_DAYS)

GOAL = ("Your goal with us is {desired_outcome|quote}.", "We have not forgotten your goal {desired_outcome|quote}.")
USE = (
    "In the last four weeks your team recorded {usage_4w}, most in {top_feature|feature}.",
    "Your team's last four weeks came to {usage_4w}, most of them in {top_feature|feature}.",
)
SPOKE = ("We last spoke on {last_touch_on}.", "Our last word with you was on {last_touch_on}.")

PLAYS = (
    Play(
        "thank for the rating",
        when=_calm & (pl.col("satisfaction_90d") >= PLEASED) & (pl.col("open_tickets") == 0) & _turn,
        why=("{satisfaction_90d} of their ratings in 90 days were good, on {tickets_90d}; none is open.",),
        gain=0.01,
        severity=pl.col("tickets_90d") / 8,
        stakes="low",
        due_days=10,
        script=Script(
            subject=("Thank you for rating our support", "Your {tickets_90d} with us"),
            opening=(
                "You rated {satisfaction_90d} of our answers as good over the last 90 days. Thank you.",
                "Thank you for your ratings: of those in the last 90 days {satisfaction_90d} were good.",
                "You opened {tickets_90d} in the last 90 days and rated {satisfaction_90d} of the answers as good. Thank you.",
            ),
            details=(USE, GOAL),
            ask=("Is there one thing that we could still do better?", "What should we look at next?"),
            title="good ratings, say thank you",
            background=("Tickets in 90 days: {tickets_90d|n}.",),
            step="thank them in a line, and ask whether they would act as a reference.",
        ),
    ),
    Play(
        "mark the anniversary",
        when=_calm & _anniversary & _result,
        why=(
            "Customer since {customer_on}; first value was reached on {first_value_on}, and use is at {usage_4w} in four weeks.",
            "Customer since {customer_on}, with {usage_4w} in the last four weeks.",
            "Customer since {customer_on}; first value was reached on {first_value_on}.",
        ),
        gain=0.01,
        stakes="low",
        due_days=10,
        script=Script(
            subject=("With us since {customer_on}", "{name}, a customer since {customer_on}"),
            opening=(
                "You have been with us since {customer_on}.",
                "On {customer_on} you became a customer.",
                "{name} became a customer on {customer_on}.",
            ),
            details=(
                (
                    "First value came on {first_value_on}, after {days_to_value}.",
                    "It took {days_to_value} to first value, on {first_value_on}.",
                ),
                USE,
                GOAL,
            ),
            ask=("What has changed most for you since?", "What should the next year bring?"),
            title="anniversary: customer since {customer_on}",
            background=("First value: {first_value_on}.",),
            step="write a personal line that names a result.",
        ),
    ),
    Play(
        "say what is new",
        when=_calm & _long_silent & _risen,
        why=(
            "News since the last word on {last_touch_on}: use is up by {usage_change}, to {usage_4w} in the last four weeks.",
            "News since the last word on {last_touch_on}: use went from {usage_prev_4w|n} to {usage_4w} in four weeks.",
        ),
        gain=0.015,
        severity=pl.col("days_since_touch") / 365,
        stakes="low",
        due_days=10,
        script=Script(
            subject=("{usage_4w} in four weeks at {name}", "More use at {name} of late"),
            opening=(
                "There is good news from your team: its use is up by {usage_change} over the last four weeks, to {usage_4w}.",
                "Your team's use has grown to {usage_4w} in the last four weeks, from {usage_prev_4w|n} in the four before.",
                "Your team recorded {usage_4w} in the last four weeks, up from {usage_prev_4w|n} in the four before.",
            ),
            details=(("Most of it is in {top_feature|feature}.", "What is used most is {top_feature|feature}."), SPOKE, GOAL),
            ask=("What is behind it?", "Is there something that you would like to go through?"),
            title="use has grown since the last word",
            background=("Use: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",),
            step="call for a few minutes, tell them, and ask what is behind it.",
        ),
    ),
    Play(
        "greet the first value",
        when=_calm & _long_silent & _arrived,
        why=("News since the last word on {last_touch_on}: first value was reached on {first_value_on}, after {days_to_value}.",),
        gain=0.015,
        severity=pl.col("days_since_touch") / 365,
        stakes="low",
        due_days=10,
        script=Script(
            subject=("A milestone at {name} on {first_value_on}", "{first_value_on}: your first result"),
            opening=(
                "Your team reached its first result on {first_value_on}, after {days_to_value}.",
                "On {first_value_on}, after {days_to_value}, your team reached its first result.",
            ),
            details=(USE, SPOKE, GOAL),
            ask=("Does it feel like one on your side?", "What should come next?"),
            title="first value reached on {first_value_on}",
            background=("Use: {usage_4w} in the last four weeks, {usage_prev_4w|n} in the four before.",),
            step="call for a few minutes, tell them, and ask what should come next.",
        ),
    ),
    Play(
        "tell of the release",
        when=_calm & _turn & (pl.col("top_feature").is_not_null() | (pl.col("tickets_90d") > 0)),
        why=("They use {top_feature|feature} most.", "They had {tickets_90d} in 90 days."),
        why_in_full=("A release, {release|quote}, {release_reason|reason}.",),
        gain=0.01,
        stakes="low",
        due_days=14,
        script=Script(
            needs=("release",),
            subject=("New: {release}", "{release}: new for your team"),
            opening=(
                "We have released {release|quote}, which {release_reason|reason}.",
                "{release|quote} is out, and it {release_reason|reason}.",
                "A new release, {release|quote}, {release_reason|reason}.",
            ),
            details=(USE, GOAL),
            ask=("Would you tell us whether it helps?", "Shall we show it to your team?"),
            title="tell them of {release|quote}",
            background=("It {release_reason|reason}.", "Most used: {top_feature|feature}.", "Open ticket: {ticket|quote}."),
            step="tell them in a line what it changes for them.",
        ),
    ),
)

GUIDANCE = "Write a personal line with one real reason, and stop. If the facts hold no reason, say so in one sentence and nothing else."

AGENT = agent(
    "relationship",
    job="keep in touch for a reason",
    charter=__doc__,
    needs=("people",),
    wants=("roles", "touches", "releases", "support", "usage", "desired outcome"),
    plays=PLAYS,
    guidance=GUIDANCE,
)
