"""Relationship: a personal word at the right time to every customer, and silence when there is nothing worth saying.

Job: keep in touch over the whole book, for real reasons only: a release that mends their ticket or touches what they use most, a good
rating, an anniversary with a result, a long time without a word and something to say.
Reads: people and roles, touches, releases, tickets and ratings, tenure, use.
May do by itself: nothing until it has earned it; then thank for a rating or tell of a release.
Must ask: before it writes to a sponsor, and while anything unpleasant is open.
Success: share of customers with two-way contact in the period, replies, and no message that a reader would call noise.
"""

from cs_core.execution.agent import agent

AGENT = agent(
    "relationship",
    job="keep in touch for a reason",
    charter=__doc__,
    needs=("people",),
    wants=("roles", "touches", "releases", "support", "usage", "desired outcome"),
)
