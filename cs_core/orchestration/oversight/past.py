"""What came of earlier cycles, as the orchestrator reads it: decisions by version, what waits, what was sent, who may do what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.shelves.shelved import some_of
from cs_core.context.snapshot import Snapshot
from cs_core.context.stopped_plays import is_withdrawn
from cs_core.context.store import Store
from cs_core.execution.sending.connect import CHANNELS, OUTBOX
from cs_core.orchestration.contact.ledger import open_proposals
from cs_core.orchestration.contact.unanswered import done_tasks, settled
from cs_core.orchestration.oversight.earned import Standing, standings
from cs_core.orchestration.oversight.planted import caught
from cs_core.orchestration.pilots.arms import Drawn
from cs_core.orchestration.pilots.halt import halted
from cs_core.orchestration.world import MINUTES

DECIDED_DAYS = 180
SENT_DAYS = 7
EXPIRED_DAYS = 14
UNREAD_DAYS = 90

DECIDED = {
    "agent": pl.String, "play": pl.String, "prompt_version": pl.String, "playbook_version": pl.Int64, "decision": pl.String,
    "at": pl.Datetime,
}  # fmt: skip
WAITING = {"id": pl.String, "agent": pl.String, "route": pl.String, "as_of": pl.Date, "expires_at": pl.Date, "minutes": pl.Float64}
SENT = {"channel": pl.String, "failed": pl.Boolean, "why": pl.String}


class Unread(NamedTuple):
    """Of what customers wrote lately, so many texts whose mood the reader could not tell, of so many customers."""

    texts: int = 0
    of: int = 0
    accounts: int = 0


NOTHING_UNREAD = Unread()


@dataclass(frozen=True)
class Past:
    """Every field has a harmless default: nothing was done before."""

    decided: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECIDED))
    """What people decided in the last 180 days, oldest first, with the versions that wrote and called for it."""
    waiting: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WAITING))
    """What waits for a person now, with the minutes that it is reckoned to take."""
    called: int = 0
    expired: int = 0
    """Calls on people whose time ended in the last 14 days, and of them those that stood and nobody turned down, let go or did."""
    sent: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SENT))
    """Actions of which something was tried in the last 7 days, and whether the last try failed."""
    stands: Sequence[Standing] = ()
    lowered: Sequence[Standing] = ()
    """Levels that this cycle took back."""
    halted: Sequence[Drawn] = ()
    """Pilots that the stop rule ended in the last 28 days."""
    tests: Mapping[str, dict] = field(default_factory=dict)
    """Catch rates of test drafts, see `planted.caught`."""
    unread: Unread = NOTHING_UNREAD
    said: Mapping[str, dict] = field(default_factory=dict)
    """What the last cycle's findings were about -> their rows."""


NOTHING_BEFORE = Past()


def past_of(snap: Snapshot, *, lowered: Sequence[Standing] = ()) -> Past:
    """The past as of the snapshot's day; `lowered` are the levels that the cycle at hand took back."""
    called, expired = _answered(snap)
    return Past(
        decided=_decided(snap), waiting=_waiting(snap), called=called, expired=expired, sent=_sent(snap), stands=standings(snap),
        lowered=lowered, halted=halted(snap), tests=caught(snap.store), unread=_unread(snap), said=said_before(snap.store),
    )  # fmt: skip


def _unread(snap: Snapshot) -> Unread:
    """Of mails, posts and tickets; a call that nobody spoke in is no text of theirs."""
    theirs = pl.col("noun").is_in(["message", "ticket"]) & pl.col("inbound").fill_null(True)
    since = pl.col("at").dt.date() > snap.as_of - timedelta(days=UNREAD_DAYS)
    lately = some_of(snap, "readings", theirs & since, "account_id", "sentiment")
    lost = lately.filter(pl.col("sentiment").is_null())
    return Unread(lost.height, lately.height, lost["account_id"].n_unique())


def said_before(store: Store) -> dict[str, dict]:
    """What the findings of the newest cycle are about -> the rows in which they were first said."""
    cycles = store.rows("cycle")
    ids = [f["id"] for f in (cycles[-1]["summary"] or {}).get("findings", ())] if cycles else []
    return {row["about"]: row for row in store.rows("finding", id=ids)} if ids else {}


def _decided(snap: Snapshot) -> pl.DataFrame:
    since = snap.as_of - timedelta(days=DECIDED_DAYS)
    said = snap.history("decision", "proposal_id", "decision", "decided_at").filter(pl.col("decided_at").dt.date() >= since)
    made = snap.history("proposal", "id", "as_of", "agent", "play", "prompt_version", "playbook_version")
    rows = said.join(made, left_on="proposal_id", right_on="id").sort("decided_at", "proposal_id").rename({"decided_at": "at"})
    return rows.select(DECIDED.keys()).cast(DECIDED)


def _waiting(snap: Snapshot) -> pl.DataFrame:
    dates = snap.history("proposal", "id", "as_of", "expires_at")
    minutes = pl.col("route").replace_strict(MINUTES, default=0.0, return_dtype=pl.Float64).alias("minutes")
    rows = open_proposals(snap).select("id", "agent", "route").join(dates, on="id", maintain_order="left").with_columns(minutes)
    return rows.select(WAITING.keys()).cast(WAITING)


def _answered(snap: Snapshot) -> tuple[int, int]:
    """Calls on people whose time ended lately, and of them those that stood and nobody turned down, let go or did."""
    over = snap.history("proposal", "id", "as_of", "expires_at", "kind", "run_id").filter(
        pl.col("expires_at").is_between(snap.as_of - timedelta(days=EXPIRED_DAYS), snap.as_of, closed="left")
    )
    routed = snap.history("routed", "proposal_id", "as_of", "route").filter(pl.col("route").is_in(list(MINUTES)))
    calls = over.join(routed, left_on="id", right_on="proposal_id", how="semi")
    quiet = calls.filter(~is_withdrawn(snap.history("play_run")))
    for answered in (settled(snap), done_tasks(snap)):
        quiet = quiet.join(answered, left_on="id", right_on="proposal_id", how="anti")
    return calls.height, quiet.height


def _sent(snap: Snapshot) -> pl.DataFrame:
    rows = snap.history("delivery").filter(pl.col("at").dt.date() > snap.as_of - timedelta(days=SENT_DAYS))
    last = rows.filter(pl.col("status") != "skipped").unique("action_id", keep="last", maintain_order=True)
    word = pl.col("via").str.replace(r"^(?:refused|started|busy|bounced) ", "")
    channel = pl.coalesce(*(pl.when(word.str.starts_with(c.starts)).then(pl.lit(c.name)) for c in CHANNELS), pl.lit(OUTBOX))
    failed = (pl.col("status") == "failed") & ~pl.col("via").str.starts_with("bounced") & ~pl.col("via").str.starts_with("settled")
    return last.select(channel.alias("channel"), failed.alias("failed"), pl.col("why").fill_null(""))
