"""Growth: help customers who do well to do more, and only them.

Job: keep a record of every lead that the facts qualify: a wish to buy that they stated, full seats, a commitment that will not last, a
plan that is used to its limits, a feature that peers use; with the revenue it may bring, between a low and a high figure, how that was
worked out, and the evidence.
Reads: seats and active people, what was committed to and how fast it is used, use by feature and what peers on the plan use, prices of
plans, open deals, health, tickets; and what the risk agent holds open.
May do by itself: open, follow and close leads; nothing towards a customer until it has earned it, then show a feature they already pay for.
Must ask: before anything with a price, always. It offers no discount and quotes no price: a person prices, and a person answers a stated
wish, never a letter.
Never: while a risk or an escalation is open, a bill is overdue, the customer is unhappy, or far below what it committed to.
Success: expansion ARR won from leads it opened against what was expected of them, and features taken up; never at the cost of retention.
"""

from cs_core.execution.agent import agent
from cs_core.execution.jobs.leads import leads

AGENT = agent(
    "growth",
    job="help the customer to grow with us",
    charter=__doc__,
    needs=("contract", "usage"),
    wants=("products and prices", "people", "roles", "support", "pipeline", "desired outcome"),
    keep=leads,
    calm=("utilisation", "seats", "active_users_4w", "consumed_share", "term_share", "usage_change", "features_4w", "open_expansion"),
)
