"""Risk: see a customer slipping before it is too late, act on the cause, and say when it is over.

Job: keep a record of every risk of every customer: its type, reason, drivers with their figures, owner, due day and the play to run.
Reads: use against the account's own past and the early warning, the outlook; tickets, ratings and surveys; what customers write about
leaving, about other vendors and about us; promises of ours and whether we kept them; champions who left or fell silent; unpaid bills.
May do by itself: open, count and close risks; nothing towards a customer until it has earned it, then low-stakes reminders.
Must ask: wherever an escalation is open, a promise of ours is broken, or somebody spoke of leaving: those are people's.
Never: say a score, a chance or the word risk to a customer.
Success: share of churned ARR flagged at least 60 days ahead, precision at the team's capacity, and use recovered after a play.
"""

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.execution.agent import agent
from cs_core.execution.jobs.cases import Standing
from cs_core.execution.jobs.risks import risks


def keep(snap: Snapshot, before: Standing) -> pl.DataFrame:
    """How the risks stand, all accounts at once; `before` is what `risks` reads for itself, once a snapshot, since growth asks too."""
    return risks(snap)


AGENT = agent(
    "risk",
    job="keep the customer",
    charter=__doc__,
    needs=("contract",),
    watches=("usage",),
    wants=("usage", "support", "roles", "people", "billing", "touches", "conversations", "renewal date"),
    keep=keep,
    calm=("usage_change", "usage_z", "usage_alert", "champion_silent_days", "escalations_open", "overdue_invoices", "health"),
)
