"""The nouns, in the order in which they come into being: fact, brief, claim, proposal, case, verdict, decision, action, outcome."""

from cs_core.records.base import AGENTS, SEGMENTS, Interval, Record, key_of
from cs_core.records.done import Action, Decision, Delivery, Finding, Outcome, Task, Touch
from cs_core.records.known import FACT, Brief, Fact, dated
from cs_core.records.proposed import ROUTES, Case, Claim, Draft, Proposal, Route, Routed, Verdict

__all__ = [
    "AGENTS", "FACT", "ROUTES", "SEGMENTS", "Action", "Brief", "Case", "Claim", "Decision", "Delivery", "Draft", "Fact", "Finding",
    "Interval", "Outcome", "Proposal", "Record", "Route", "Routed", "Task", "Touch", "Verdict", "dated", "key_of",
]  # fmt: skip
