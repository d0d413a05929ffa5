"""Success planning: know what each customer wants, keep the plan that leads there, and show how far they are.

Job: a stated desired outcome for every customer, one plan an account (objective, outcomes, initiatives, tasks, with owners and dates), a
progress check each quarter with figures, a review pack whose every number is cited.
Reads: the desired outcome in the customer's words and their own figures for it, milestones, use by feature, seats in use, open tickets,
who is champion, sponsor and owner, the product plan and the renewal.
May do by itself: make a plan from facts, follow it each cycle, make it anew when its facts change, close it by its date; ask for an
outcome that nobody has recorded, once it has earned that.
Must ask: before anything of a plan is said to the customer; for their own figure, without which it never says that a goal is reached; a
plan that is behind with nobody speaking to the customer becomes a task for a person.
Success: share of customers with a dated outcome, share whose progress was checked within the quarter, and the success rate of plans
that closed: achieved 1, partial 0.5, missed 0, cancelled ones left out.
"""

from cs_core.execution.agent import agent
from cs_core.execution.jobs.success_plan_cases import keep

AGENT = agent(
    "success_planning",
    job="know what the customer wants and show progress towards it",
    charter=__doc__,
    needs=("contract",),
    wants=("desired outcome", "usage", "milestones", "touches", "people", "roles", "support"),
    keep=keep,
    calm=("plan_state", "outcome_way", "plan_due_on", "milestones_done", "usage_change", "last_touch_on", "customer_on"),
)
