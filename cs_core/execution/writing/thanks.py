"""What a letter begins with to whoever has lately given us a good answer to a survey: it is not written as if nothing had been said."""

from collections.abc import Iterable
from datetime import date

from cs_core.records import Brief, Claim

THANKS = (
    "Thank you for the {answer_score} that you gave us in our survey on {answered_on}.",
    "You answered our survey on {answered_on} with {answer_score}: thank you for that.",
)
THANKS_DAYS = 14
NO_THANKS = frozenset({"own the escalation", "answer the unhappy", "settle the invoices"})
"""Plays whose letters begin with an apology or a bill, and with nothing else."""


def thanks(brief: Brief, play: str, said: Iterable[Claim]) -> tuple[str, ...]:
    """The phrasings, where the reader's answer is new and neither told in `said` nor thanked for: see `recipients.of_reader`."""
    day, scores = brief.get("answered_on"), {f.id for f in brief.all("answer_score")}
    lately = day is not None and isinstance(day.value, date) and (brief.as_of - day.value).days <= THANKS_DAYS
    told = any(not scores.isdisjoint(c.fact_ids) for c in said)
    return THANKS if lately and scores and not told and play not in NO_THANKS else ()
