"""Renewal: the commercial close, from 120 days before the term ends to the day itself.

Job: no renewal date comes as a surprise to the customer or to us; each step of the timeline is taken in time.
Reads: renewal date, notice days and auto-renewal, plan and seats, use, open renewal deal, invoices.
May do by itself: nothing until it has earned it; then remind a customer of the date.
Must ask: before any quote, and always in the last fortnight. It offers no discount and changes no terms.
Success: renewal rate (renewed ARR over ARR due), renewals settled before the notice day, forecast error.
"""

import polars as pl

from cs_core.execution.agent import agent
from cs_core.execution.play import Play, Script

PREPARE_FROM, QUOTE_FROM, NOTICE_FROM, LAST_FROM = 120, 75, 45, 14
"""Days before the end of the term on which each step begins."""

_days = pl.col("days_to_renewal")
_worry = (1 - pl.col("health") / 100).fill_null(0.5)

TERMS = (
    "You have {seats} on the {plan} plan.",
    "The term covers {seats} on the {plan} plan.",
    "At present that is the {plan} plan with {seats}.",
)
USE = (
    "In the last four weeks your team recorded {usage_4w}, most in {top_feature|feature}.",
    "Your team's last four weeks came to {usage_4w}, most of them in {top_feature|feature}.",
)
GOAL = ("Your goal with us is {desired_outcome|quote}.", "We would like to look at your goal again: {desired_outcome|quote}.")
AUTO = ("The contract gives {policy:renewal_notice_days} of notice before that day.", "The notice period is {policy:renewal_notice_days}.")

PLAYS = (
    Play(
        "make the last call",
        when=_days.is_between(0, LAST_FROM),
        why=("The term ends on {renewal_on}, in {days_to_renewal}.",),
        gain=0.05,
        severity=_worry,
        stakes="high",
        role="sponsor",
        due_days=3,
        script=Script(
            subject=("Your renewal on {renewal_on}", "{renewal_on}: your term at {name} ends"),
            opening=(
                "Your term ends on {renewal_on}, in {days_to_renewal}.",
                "On {renewal_on}, {days_to_renewal} from now, your term ends.",
            ),
            details=(TERMS, USE),
            ask=("Is everything settled on your side?", "Is there anything open that we should settle before then?"),
            title="term ends in {days_to_renewal}",
            background=("Plan: {plan|quote}, {seats}.", "Recurring revenue: {arr}.", "Overdue invoices: {overdue_invoices|n}."),
            step="call the person who decides, and record the answer and its reason.",
        ),
    ),
    Play(
        "settle before the notice day",
        when=_days.is_between(LAST_FROM + 1, NOTICE_FROM),
        why=("The term ends on {renewal_on}, in {days_to_renewal}.",),
        gain=0.04,
        severity=_worry,
        role="sponsor",
        due_days=7,
        script=Script(
            subject=("Before {renewal_on}: your renewal", "{days_to_renewal} to your renewal"),
            opening=(
                "Your term ends on {renewal_on}, in {days_to_renewal}.",
                "There are {days_to_renewal} left until your term ends on {renewal_on}.",
            ),
            details=(AUTO, TERMS, USE),
            ask=(
                "Do you want to go on as it is, or should something change?",
                "What should be different in the next term?",
                "Is there anything that speaks against going on?",
            ),
            title="{days_to_renewal} to the end of the term",
            background=("Notice: {policy:renewal_notice_days}.", "Recurring revenue: {arr}.", "Use: {usage_4w} in the last four weeks."),
            step="ask for their decision, and agree the terms before the notice day.",
        ),
    ),
    Play(
        "prepare the quote",
        when=_days.is_between(NOTICE_FROM + 1, QUOTE_FROM),
        why=(
            "The term ends on {renewal_on}, in {days_to_renewal}; {seats} on the {plan} plan.",
            "The term ends on {renewal_on}, in {days_to_renewal}.",
        ),
        gain=0.03,
        severity=_worry,
        role="sponsor",
        due_days=10,
        script=Script(
            subject=("Your next term from {renewal_on}", "Renewal at {name}: seats and plan"),
            opening=(
                "Your term runs until {renewal_on}, and we would like to put the next one on paper.",
                "For the term that follows {renewal_on} we are about to write up the offer.",
            ),
            details=(
                ("Today you have {seats} on the {plan} plan.", "We would start from what you have: {seats} on the {plan} plan."),
                (
                    "In the last four weeks {active_users_4w} were active, {utilisation} of the seats.",
                    "Active in the last four weeks: {active_users_4w}, {utilisation} of the seats.",
                ),
                GOAL,
            ),
            ask=(
                "Is that the right number of seats for the next term?",
                "Should the next term look the same?",
                "Who signs on your side, and whom should the offer go to?",
            ),
            title="quote for the term from {renewal_on}",
            background=("Recurring revenue: {arr}.", "Active seats: {utilisation}.", "Discount on the running term: {discount}."),
            step="draft the quote at list terms; anything else needs the person with discount authority.",
        ),
    ),
    Play(
        "prepare the renewal",
        when=_days.is_between(QUOTE_FROM + 1, PREPARE_FROM),
        why=(
            "The term ends on {renewal_on}, in {days_to_renewal}; health {health}.",
            "The term ends on {renewal_on}, in {days_to_renewal}.",
        ),
        gain=0.025,
        severity=_worry,
        stakes="low",
        due_days=14,
        script=Script(
            subject=("Looking ahead to {renewal_on}", "{name}: a look back before your renewal"),
            opening=(
                "Your term runs until {renewal_on}, so there is time to look at what it brought you.",
                "Before your term ends on {renewal_on} we want to look back with you.",
                "Your renewal is on {renewal_on}.",
            ),
            details=(
                GOAL,
                USE,
                (
                    "Of your {seats|n} seats {utilisation} are in use.",
                    "{utilisation} of your {seats|n} seats are in use.",
                ),
            ),
            ask=(
                "What worked this year, and what did not?",
                "Which result should we have ready when you decide?",
                "Who takes part in the decision on your side?",
            ),
            title="prepare the renewal of {renewal_on}",
            background=("Recurring revenue: {arr}.", "Active seats: {utilisation}.", "Use: {usage_4w} in the last four weeks."),
            step="collect results against their goal, and find out who decides.",
        ),
    ),
)

GUIDANCE = "Give the date, what the term covers and what it brought. No price, no discount, no pressure; ask one question."

AGENT = agent(
    "renewal",
    job="renew the contract in time",
    charter=__doc__,
    needs=("contract", "renewal date"),
    wants=("usage", "people", "roles", "policies", "pipeline", "desired outcome", "billing"),
    plays=PLAYS,
    guidance=GUIDANCE,
)
