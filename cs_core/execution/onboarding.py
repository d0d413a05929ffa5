"""Onboarding: bring each new customer to first value.

Job: from the first day to the value milestone of the plan, at the customer's own pace and no slower than it should be.
Reads: milestones and their expected days, use of each feature since the start, people and roles, the stated goal.
May do by itself: nothing until it has earned it; then write about the next milestone to a person known at the account.
Must ask: whenever onboarding is stuck, and before anything that promises work by our people.
Success: median time to value (start to value milestone), and the share of accounts on track, behind and stuck.
"""

from cs_core.execution.agent import agent

AGENT = agent(
    "onboarding",
    job="bring the customer to first value",
    charter=__doc__,
    needs=("contract", "milestones"),
    watches=("usage",),
    wants=("usage", "people", "roles", "desired outcome", "support"),
)
