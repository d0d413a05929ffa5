"""What a page asks of one customer: answered from that customer's part of the day's snapshot, and kept like every other answer."""

from collections.abc import Callable

from cs_core.context.shelves.narrow import narrowed
from cs_core.context.snapshot import Snapshot
from pages._ui.frame import Here
from pages._ui.kept import kept


def of_one(here: Here, function: Callable, account_id: str, *, says: str) -> object:
    """``function(snapshot, account_id)`` of a snapshot narrowed to the account, worked out once per state of the store and day."""
    name = f"{function.__module__}.{function.__qualname__}"
    return kept(here.snap, _asked, function, account_id, says=says, key=(name, account_id))


def _asked(snap: Snapshot, function: Callable, account_id: str) -> object:
    return function(part(snap, account_id), account_id)


def part(snap: Snapshot, account_id: str) -> Snapshot:
    """The account's part of the snapshot, the same one for all that a run of a page asks."""
    parts = vars(snap).setdefault("parts", {})
    if account_id not in parts:
        parts[account_id] = narrowed(snap, account_id)
    return parts[account_id]
