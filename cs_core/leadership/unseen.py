"""What nothing on record can tell: of it, no change and no contact is no news, good or bad."""

from typing import Literal

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.revenue import ONLY_TODAYS, unseen_losses

Unseen = Literal["contracts", "departures", "people", "use", "contact"]

TOLD_BY: dict[Unseen, tuple[str, ...]] = {
    "contracts": ("subscription", "churn_event"),
    "people": ("person",),
    "contact": ("message", "meeting", "touch", "delivery"),
}
"""The tables that tell of each; where all of them are empty, it is not seen."""


def unseen(snap: Snapshot) -> frozenset[Unseen]:
    """Which kinds have not one row on record, of any customer; ``use`` where no product use is.

    ``departures`` where a list of today's customers is all there is: see `unseen_losses`.
    """
    none = {kind for kind, tables in TOLD_BY.items() if not any(snap.store.version(*tables))}
    none |= {"use"} if snap.use.ever.is_empty() else set()
    return frozenset(none | ({"departures"} if unseen_losses(snap) == ONLY_TODAYS else set()))
