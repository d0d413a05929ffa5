"""What was tried of an action, read back from its delivery rows; and a person's word where nobody can tell how it ended.

Each attempt to send leaves two rows: one before (``started``, end unknown) and one after. The first word of `via` says how it ended:
``refused``, ``busy`` and ``bounced`` did not go out; ``started`` may have; ``settled`` is a person's word.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.store import Store
from cs_core.context.taken_back import standing_of
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.records import Action, Delivery, key_of

ATTEMPTS = 3
"""So often is an action tried that the other side refused; then a person settles it."""
UNKNOWN_END = "started, end unknown: it may have been sent; look in the mailbox, then settle it"
ON_ITS_WAY = timedelta(minutes=15)
"""So long after its start an attempt may still be going on in another process."""
WORDS = {
    "sent": "it went out",
    "again": "it did not go out and is to be sent again",
    "drop": "it is not to be sent any more",
}
AGAIN = "settled: again"


class Past(NamedTuple):
    """How an action stands."""

    tries: int
    """Attempts so far; the next one's rows are named by it."""
    refusals: int
    """Refused attempts since a person last said to try again."""
    last: Delivery | None
    """The newest row; None where nothing was tried."""

    @property
    def over(self) -> bool:
        """Sent, stopped, or for an address that takes no mail."""
        return self.last is not None and (self.last.status != "failed" or _word(self.last) == "bounced")

    @property
    def unknown(self) -> bool:
        """Begun, and nobody can tell whether it went out."""
        return self.last is not None and self.last.status == "failed" and _word(self.last) == "started"

    @property
    def stuck(self) -> bool:
        """Waits for a person's word."""
        return not self.over and (self.unknown or self.refusals >= ATTEMPTS)


def open_ids(store: Store) -> list[str]:
    """Actions that were neither sent nor stopped nor taken back, in the order in which they were written."""
    rows = store.frame("delivery", "action_id", "status", "via")
    over = rows.filter((pl.col("status") != "failed") | pl.col("via").str.starts_with("bounced"))
    made = standing_of(store, "action", "id")
    return made.join(over, left_on="id", right_on="action_id", how="anti", maintain_order="left")["id"].to_list()


def pasts(store: Store, actions: Collection[str]) -> dict[str, Past]:
    """How each of these actions stands."""
    rows: dict[str, list[Delivery]] = {action: [] for action in actions}
    for row in store.records(Delivery, action_id=list(actions)):
        rows[row.action_id].append(row)
    return {action: _past(action, found) for action, found in rows.items()}


def row_id(action_id: str, tries: int, end: str) -> str:
    """Id of a row of an attempt: of two processes only one can write it."""
    return key_of("delivery", action_id, tries, end)


def settle(store: Store, action_id: str, word: str, *, by: str, now: datetime) -> dict:
    """A person's word on an action that waits for one, as a row: ``{"action_id", "settled", "by", "why"}``.

    ``sent``: it went out. ``again``: it did not, and is sent in the next run. ``drop``: it is not sent any more.
    Raises BadInput, NotFound, and Refused where nothing is to be settled, or the attempt may still be going on.
    """
    if word not in WORDS:
        raise BadInput(f"{word!r} settles nothing: use one of {', '.join(WORDS)}")
    if not by.strip():
        raise BadInput("Say who settles it: --by NAME")
    if not store.count("action", id=action_id):
        raise NotFound(f"No action {action_id!r}: `python -m cs_core deliver` lists those that wait to be settled")
    with store.transaction():
        past = pasts(store, [action_id])[action_id]
        if not past.stuck:
            raise Refused(f"Action {action_id} does not wait to be settled: {_stands(past)}")
        if past.unknown and timedelta(0) <= now - past.last.at < ON_ITS_WAY:
            raise Refused(f"Action {action_id} was begun at {past.last.at:%H:%M} and may still be on its way: settle it in a quarter hour")
        status = {"sent": "sent", "again": "failed", "drop": "skipped"}[word]
        why = f"settled by {by.strip()}: {WORDS[word]}"
        via = f"settled: {word}"
        row = Delivery(id=row_id(action_id, past.tries, "settled"), action_id=action_id, at=now, status=status, via=via, why=why)
        store.append("delivery", [row])
    return {"action_id": action_id, "settled": word, "by": by.strip(), "why": why}


def unsettled(store: Store) -> list[dict]:
    """Actions that wait for a person's word, with why: action_id, account_id, subject, recipient, at, why, unknown (may have gone out)."""
    past = {i: p for i, p in pasts(store, open_ids(store)).items() if p.stuck}
    return [
        {"action_id": a.id, "account_id": a.account_id, "subject": a.subject, "recipient": a.recipient, "at": past[a.id].last.at,
         "why": past[a.id].last.why, "unknown": past[a.id].unknown}
        for a in store.records(Action, id=list(past))
    ]  # fmt: skip


def _past(action: str, rows: list[Delivery]) -> Past:
    ids, tries, refusals = {row.id for row in rows}, 0, 0
    while ids & {row_id(action, tries, "begun"), row_id(action, tries, "ended")}:
        tries += 1
    for row in rows:
        refusals = 0 if row.via == AGAIN else refusals + (_word(row) == "refused")
    return Past(tries, refusals, rows[-1] if rows else None)


def _word(row: Delivery) -> str:
    return row.via.split(" ")[0]


def _stands(past: Past) -> str:
    if past.last is None:
        return "nothing was tried yet"
    return f"{past.last.status} by {past.last.via}" if past.over else "the next run tries it again"
