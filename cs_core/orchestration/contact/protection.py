"""Customers that a leader protects: no agent writes to one unread, no pilot withholds care from it, no plan forgets it in silence."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cs_core.context.cut import end_of
from cs_core.context.identity.linked_before import moved_of
from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.records import key_of


def protect(store: Store, account_id: str, *, why: str, by: str, now: datetime) -> str:
    """Protect a customer from the next cycle on; returns the row's id. Protecting it again replaces the reason.

    Raises BadInput without a reason or a name, NotFound for an account that is not known.
    """
    if not why.strip() or not by.strip():
        raise BadInput("Protecting a customer needs a reason and a name: who is to know later why no agent may write to it alone?")
    if not store.count("link", account_id=account_id):
        raise NotFound(f"No account {account_id!r}: give its id or name as on the Accounts page")
    return _write(store, account_id, why=why, by=by, now=now, gone=False)


def unprotect(store: Store, account_id: str, *, why: str, by: str, now: datetime) -> str:
    """Take the protection away from the next cycle on, that of whoever is part of the customer too; returns a row's id.

    Raises Refused where the customer is not protected, BadInput without a reason.
    """
    if not why.strip() or not by.strip():
        raise BadInput("Taking a protection away needs a reason and a name")
    each = [row["account_id"] for account, row in _standing(store, now.date()) if account == account_id]
    if not each:
        raise Refused(f"{account_id} is not protected: nothing to take away")
    with store.transaction():
        return [_write(store, one, why=why, by=by, now=now, gone=True) for one in each][-1]


def protected(store: Store, as_of: date) -> dict[str, dict[str, Any]]:
    """Account -> why, by, set_at of those that are protected as of the day; of what is part of another one by now, that one is."""
    return dict(_standing(store, as_of))


def protected_ids(store: Store, as_of: date) -> frozenset[str]:
    """Ids of the accounts that are protected as of the day."""
    return frozenset(protected(store, as_of))


def without_a_person(store: Store, as_of: date, planned: Sequence[str]) -> list[dict[str, Any]]:
    """Protected accounts to which a plan gives nobody: account_id and why it is protected. `planned`: accounts that get a person."""
    return [{"account_id": a, "why": row["why"]} for a, row in sorted(protected(store, as_of).items()) if a not in set(planned)]


def _standing(store: Store, as_of: date) -> list[tuple[str, dict[str, Any]]]:
    """Each protection that stands as of the day, with the account that it protects: that account's own is its last."""
    known = [row for row in store.rows("protected") if date.fromisoformat(row["set_at"][:10]) <= as_of]
    rows = [row for row in {row["account_id"]: row for row in known}.values() if not row["gone"]]
    moved = moved_of(store, [row["account_id"] for row in rows], end_of(as_of))
    found = [(moved.get(row["account_id"], row["account_id"]), row) for row in rows]
    return sorted(found, key=lambda pair: pair[0] == pair[1]["account_id"])


def _write(store: Store, account_id: str, *, why: str, by: str, now: datetime, gone: bool) -> str:
    row_id = key_of("protected", account_id, store.count("protected"), now.isoformat())
    row = {"id": row_id, "account_id": account_id, "why": why.strip(), "by": by.strip(), "set_at": now, "gone": gone}
    store.append("protected", [row])
    return row_id
