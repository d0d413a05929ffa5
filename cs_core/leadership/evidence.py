"""What a person's presence changes for each account, by the best evidence that the store holds for each way of being present.

A pilot's randomisation comes before observed history, and that before the labelled assumption of `prior`. Every row says which it is.
"""

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.prior import PRIOR, prior_impact

EXPERIMENT, OBSERVED, ASSUMED = "experiment", "observed", "prior"


class Tried(NamedTuple):
    """One source of evidence looked at for one mode: whether it is used, and in words why or why not."""

    mode: str
    evidence: str
    used: bool
    why: str


@dataclass(frozen=True)
class Effects:
    """What each mode changes for each current account, and by which evidence."""

    options: pl.DataFrame
    """As `prior_impact` has it, and `evidence` of each row."""
    evidence: str
    """The strongest that any mode rests on: experiment, observed or prior."""
    says: list[str]
    tried: list[Tried]


def effects(snap: Snapshot) -> Effects:
    """The change in P(kept) of every current account by every mode, each mode by its best usable evidence."""
    current = snap.signals.filter(pl.col("churned_on").is_null())
    options = prior_impact(current).with_columns(evidence=pl.lit(ASSUMED))
    tried = [Tried(mode.mode, ASSUMED, True, mode.why) for mode in PRIOR]
    return Effects(options, ASSUMED, [PRIOR_SAYS], tried)


PRIOR_SAYS = "Impact is an assumption with a range, not a measurement: low and high add up every account's low and high."
