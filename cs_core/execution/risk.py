"""Risk: see a customer slipping before it is too late, and act on the cause.

Job: notice falling use, silence, lost champions, old escalations, bad ratings and unpaid bills for every customer, and propose the play.
Reads: use against the account's own past, tickets and ratings, people and roles, invoices, the churn outlook.
May do by itself: nothing until it has earned it; then low-stakes reminders.
Must ask: always where an escalation is open, and wherever the stakes are high.
Success: share of churned ARR flagged at least 60 days ahead, precision at the team's capacity, and use recovered after a play.
"""

from cs_core.execution.agent import agent

AGENT = agent(
    "risk",
    job="keep the customer",
    charter=__doc__,
    needs=("contract",),
    watches=("usage",),
    wants=("usage", "support", "roles", "people", "billing", "touches", "conversations"),
)
