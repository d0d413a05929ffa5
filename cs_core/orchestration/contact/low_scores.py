"""Who gave us a low score in a survey and was not answered by a person since: no letter of another matter goes to that person.

A new draft is held by the governor; what was drafted before the score came is told to whoever reviews it, refused where it is of another
matter, and stopped at delivery where it was approved already.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.signals.grievances import OUT_OF, WORST_NPS, low_answers
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt
from cs_core.orchestration.contact.ledger import Ledger, contacts_of
from cs_core.records import Proposal

MAY_GO: tuple[str, ...] = (
    "own the escalation", "answer the unhappy", "make the last call", "announce the next term", "tell the notice day",
    "settle before the notice day", "settle what is beyond the commitment",
)  # fmt: skip
"""Plays whose letters need not wait: they speak of the same trouble, or a day of the contract does not wait. A person sends them."""
LOWISH = WORST_NPS / 10
"""No answer above this share of its scale is a low one."""


class LowScore(NamedTuple):
    """The newest low answer of one person at a customer."""

    score: str
    """As it is told: ``2 of 10``."""
    on: date


class Letter(NamedTuple):
    """What need be known of a draft, a test draft alike: a `Proposal` serves as well."""

    id: str
    account_id: str
    kind: str
    recipient: str | None
    recipient_name: str | None


Scores = Mapping[str, Mapping[str, LowScore]]
"""Account -> address in lower case -> what that person answered last, where it is low."""


def low_scores_of(snap: Snapshot, account_ids: Collection[str]) -> Scores:
    """The low answers of 60 days that were not bettered since, of those who gave an address."""
    rows = low_answers(snap).filter(pl.col("account_id").is_in(list(account_ids)), pl.col("email").is_not_null())
    told = rows.select("account_id", pl.col("email").str.to_lowercase(), OUT_OF.alias("score"), pl.col("at").dt.date())
    found: dict[str, dict[str, LowScore]] = {}
    for account_id, email, score, on in told.iter_rows():
        found.setdefault(account_id, {}).setdefault(email, LowScore(score, on))
    return found


def unanswered(proposal: Proposal | Letter, scores: Scores, ledger: Ledger) -> LowScore | None:
    """The low score that the reader of this message gave and that nobody has taken up; None of a task.

    Taken up is what a person of ours did since with the account or with that person: a logged touch, a done task, a meeting, a mail.
    """
    reader = (proposal.recipient or "").lower()
    given = scores.get(proposal.account_id, {}).get(reader) if proposal.kind == "message" else None
    return None if given is None or _taken_up(proposal.account_id, reader, given, ledger) else given


def low_scorers(account_id: str, scores: Scores, ledger: Ledger) -> tuple[str, ...]:
    """The addresses at an account whose low score nobody has taken up."""
    return tuple(who for who, given in scores.get(account_id, {}).items() if not _taken_up(account_id, who, given, ledger))


def _taken_up(account_id: str, reader: str, given: LowScore, ledger: Ledger) -> bool:
    since = (c for c in ledger.by_account.get(account_id, ()) if c.how == "person" and c.on >= given.on)
    return any(c.person is None or c.person.lower() == reader for c in since)


def by_now(store: Store, proposals: Sequence[Proposal | Letter], on: date, *, snap: Snapshot | None = None) -> dict[str, str]:
    """Proposal -> what a person must know before a yes: the low score that its reader gave, by all that is known by the day.

    `snap` is what was known that day, where several are asked for one by one.
    """
    suspects = _suspects(store) if proposals else frozenset()
    asked = [p for p in proposals if p.kind == "message" and (p.recipient or "").lower() in suspects]
    if not asked:
        return {}
    snap = snap or snapshot(store, on)
    scores = low_scores_of(snap, {p.account_id for p in asked})
    ledger = contacts_of(snap, scores) if scores else Ledger()
    return {p.id: told(p, given) for p in asked if (given := unanswered(p, scores, ledger))}


def _suspects(store: Store) -> frozenset[str]:
    """The addresses from which any low answer ever came, whatever became of it: of others nothing more need be read."""
    rows = store.frame("survey", "email", "score", "most").drop_nulls(["email", "score"])
    low = rows.filter((pl.col("score") <= LOWISH * pl.col("most")).fill_null(True))
    return frozenset(low["email"].str.to_lowercase())


def told(proposal: Proposal | Letter, given: LowScore) -> str:
    """In a sentence, for who reviews the letter or asks why it waits."""
    who = proposal.recipient_name or proposal.recipient
    return f"{who} gave us {given.score} in a survey on {spelt(given.on)}, and nobody has answered yet"
