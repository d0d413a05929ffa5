"""Onboarding: bring each new customer to first value, and on to full value.

Job: a welcome on the first day; then the step that follows from what the customer did: which milestone of the plan is ahead, how far it
is, what is used and by how many; until every milestone is reached, or a year has passed, or they leave.
Reads: milestones and their expected days, use of each feature since the start, seats and active people, roles, open tickets, the goal.
May do by itself: keep the case: on track, behind or stuck, and the days to first and to full value. Nothing leaves until it has earned it;
then the welcome, and letters about the next milestone to a person known at the account.
Must ask: whenever onboarding is stuck or has not begun, and before anything that promises work by our people.
Success: median days to first and to full value over all who started, and the share of customers on track, behind and stuck.
"""

from cs_core.execution.agent import agent
from cs_core.execution.jobs.onboarding_course import keep

AGENT = agent(
    "onboarding",
    job="bring the customer to first value",
    charter=__doc__,
    needs=("contract", "milestones"),
    watches=("usage",),
    wants=("usage", "people", "roles", "desired outcome", "support"),
    keep=keep,
    calm=("full_value_on", "onboarding_status", "milestones_done", "tenure_days"),
)
