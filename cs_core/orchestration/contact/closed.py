"""Customers who told us that their office is closed or that somebody died: no letter goes to anybody there meanwhile.

A new draft is held by the governor; what was drafted before is told to whoever reviews it, refused, and stopped at delivery where it was
approved already. What a day of the contract asks for goes, and a person sends it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.identity.addresses import address
from cs_core.context.signals.closures import HINTS, MOST_DAYS, closures
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt
from cs_core.orchestration.contact.low_scores import Letter
from cs_core.records import Proposal

MAY_GO: tuple[str, ...] = (
    "make the last call", "announce the next term", "tell the notice day", "settle before the notice day",
    "settle what is beyond the commitment",
)  # fmt: skip
"""Plays whose letters speak of a day of the contract, which does not wait."""


class Closed(NamedTuple):
    """What a customer told us: their sentence, its day, and until when it holds."""

    quote: str
    on: date
    until: date


def closed_of(snap: Snapshot, account_ids: Collection[str]) -> Mapping[str, Closed]:
    """Account -> what holds there on the day."""
    rows = closures(snap).filter(pl.col("account_id").is_in(list(account_ids)))
    told = rows.select("account_id", "quote", pl.col("at").dt.date(), "closed_until").iter_rows()
    return {account_id: Closed(*rest) for account_id, *rest in told}


def told(closed: Closed) -> str:
    """In a sentence, for who reviews a letter or asks why it waits."""
    return f"They wrote “{closed.quote.strip(' .!')}” on {spelt(closed.on)}: nobody there is written to until {spelt(closed.until)}"


def by_now(store: Store, proposals: Sequence[Proposal | Letter], on: date, *, snap: Snapshot | None = None) -> dict[str, str]:
    """Letter -> what a person must know before a yes. `snap` is what was known that day, where several are asked for one by one."""
    letters = [p for p in proposals if p.kind == "message"]
    if not letters or not _hinted(store, letters, on):
        return {}
    found = closed_of(snap or snapshot(store, on), {p.account_id for p in letters})
    return {p.id: told(found[p.account_id]) for p in letters if p.account_id in found}


def _hinted(store: Store, letters: Sequence[Proposal | Letter], on: date) -> bool:
    """Whether any mail of these weeks from where the letters go may tell of it: else nothing more need be read.

    What a colleague wrote from elsewhere is known to the governor, in the next cycle.
    """
    there = {(p.recipient or "").lower().rpartition("@")[2] for p in letters}
    mails = store.frame("message", "sender", "body", "sent_at").filter(pl.col("sent_at").dt.date() > on - timedelta(days=MOST_DAYS))
    theirs = mails.filter(address("sender").str.split("@").list.last().is_in(list(there)))
    return bool(theirs["body"].str.contains_any(HINTS, ascii_case_insensitive=True).any())
