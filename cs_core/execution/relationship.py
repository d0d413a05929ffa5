"""Relationship: a personal word at the right time to every customer, and silence when there is nothing worth saying.

Job: know who is due a word (champion every 45 days, sponsor and buyers every 90, others every 180, somebody new within 14), and write for
real reasons only: a release that mends their ticket, somebody new, a good answer or rating, use after a pause, an anniversary with a
result, news since the last word. Being due is no reason: then the case names the open risk that comes first, or says "due, nothing
worth saying yet".
Reads: people and roles, mails, meetings and touches of each person, releases, tickets, ratings and survey answers, tenure, use.
May do by itself: keep the case. Nothing leaves until it has earned it; then thank, welcome, or tell of a release, to the person whom the
reason is about.
Must ask: before it writes to a sponsor, and it stays silent while an escalation is open, health is red, ratings are bad or a champion left.
Success: share of people spoken with, both ways, within their cadence; replies; and no message that a reader would call noise.
"""

from cs_core.execution.agent import agent
from cs_core.execution.jobs.relationship_cases import keep

AGENT = agent(
    "relationship",
    job="keep in touch for a reason",
    charter=__doc__,
    needs=("people",),
    wants=("roles", "touches", "releases", "support", "usage", "desired outcome"),
    keep=keep,
    calm=("last_touch_on", "champion_touch_on", "people"),
)
