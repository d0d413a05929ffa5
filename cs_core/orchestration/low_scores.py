"""Who gave us a low score in a survey and was not answered by a person since: no letter of another matter goes to that person."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.signals.grievances import low_answers
from cs_core.context.snapshot import Snapshot
from cs_core.orchestration.ledger import Ledger
from cs_core.records import Proposal

MAY_GO: tuple[str, ...] = (
    "own the escalation", "answer the unhappy", "make the last call", "announce the next term", "tell the notice day",
    "settle before the notice day", "settle what is beyond the commitment",
)  # fmt: skip
"""Plays whose letters need not wait: they speak of the same trouble, or a day of the contract does not wait. A person sends them."""


class LowScore(NamedTuple):
    """The newest low answer of one person at a customer."""

    score: str
    """As it is told: ``2 of 10``."""
    on: date


Scores = Mapping[str, Mapping[str, LowScore]]
"""Account -> address in lower case -> what that person answered last, where it is low."""


def low_scores_of(snap: Snapshot, account_ids: Collection[str]) -> Scores:
    """The low answers of 60 days that were not bettered since, of those who gave an address."""
    rows = low_answers(snap).filter(pl.col("account_id").is_in(list(account_ids)), pl.col("email").is_not_null())
    whole = (pl.col(c).round(0).cast(pl.Int64) for c in ("score", "most"))
    told = rows.select("account_id", pl.col("email").str.to_lowercase(), pl.format("{} of {}", *whole), pl.col("at").dt.date())
    found: dict[str, dict[str, LowScore]] = {}
    for account_id, email, score, on in told.iter_rows():
        found.setdefault(account_id, {}).setdefault(email, LowScore(score, on))
    return found


def unanswered(proposal: Proposal, scores: Scores, ledger: Ledger) -> LowScore | None:
    """The low score that the reader of this message gave and that nobody has taken up; None of a task.

    Taken up is what a person of ours did since with the account or with that person: a logged touch, a done task, a meeting, a mail.
    """
    reader = (proposal.recipient or "").lower()
    given = scores.get(proposal.account_id, {}).get(reader) if proposal.kind == "message" else None
    if given is None:
        return None
    since = (c for c in ledger.by_account.get(proposal.account_id, ()) if c.how == "person" and c.on >= given.on)
    return None if any(c.person is None or c.person.lower() == reader for c in since) else given


def told(proposal: Proposal, given: LowScore) -> str:
    """In a sentence, for who reviews the letter or asks why it waits."""
    return f"{proposal.recipient_name or proposal.recipient} gave us {given.score} in a survey on {given.on}, and nobody has answered yet"
