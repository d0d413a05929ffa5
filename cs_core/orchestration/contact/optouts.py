"""How often people asked us to stop after a play's messages: what the guardrail on it is held against."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.returns import ASKED_TO_STOP
from cs_core.context.snapshot import Snapshot

KINDS = (ASKED_TO_STOP, "complaint")
"""Outcomes of a message that say that it was not wanted."""
WINDOW_DAYS = 90
FEWEST = 3
"""Fewer requests never stop a play: one reader's word is no verdict on it."""


class Optouts(NamedTuple):
    """Of one play's messages of the last 90 days: how many there were, and after how many somebody asked us to stop or complained."""

    stopped: int
    messages: int

    def over(self, limit: float) -> bool:
        """Whether the share, in percent, exceeds the limit, on enough requests to say so."""
        return self.stopped >= FEWEST and 100 * self.stopped > limit * self.messages


def optouts_of(snap: Snapshot) -> Mapping[tuple[str, str], Optouts]:
    """(agent, play) -> Optouts as of the day, of the plays after whose messages anybody asked us to stop or complained."""
    unwanted = snap.history("outcome", "cause_id", "observed_on", kind=list(KINDS)).select(pl.col("cause_id").alias("id")).unique()
    if unwanted.is_empty():
        return {}
    since = snap.as_of - timedelta(days=WINDOW_DAYS)
    sent = snap.history("action", "id", "proposal_id", "agent", "created_at", kind="message")
    sent = sent.filter(pl.col("created_at").dt.date() > since)
    plays = snap.history("proposal", "id", "play", "as_of").select(pl.col("id").alias("proposal_id"), "play")
    said = sent.join(plays, on="proposal_id").with_columns(pl.col("id").is_in(unwanted["id"].implode()).alias("unwanted"))
    counts = said.group_by("agent", "play").agg(pl.col("unwanted").sum(), pl.len()).filter(pl.col("unwanted") > 0)
    return {(agent, play): Optouts(k, n) for agent, play, k, n in counts.iter_rows()}
