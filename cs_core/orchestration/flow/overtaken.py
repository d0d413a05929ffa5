"""Letters that wait for a look while what their playbook stops for has come to be (an invoice was paid, they gave notice, they renewed),
or while the customer left: no letter is for who is no customer any more."""

from collections.abc import Sequence

import polars as pl

from cs_core.context.passed_on import WITHDRAWN
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt
from cs_core.execution.agent import Agent
from cs_core.execution.playbooks.conditions import which_holds
from cs_core.execution.playbooks.runs import pinned_play
from cs_core.execution.playbooks.shelf import WORDS
from cs_core.orchestration.contact.ledger import to_be_done
from cs_core.records import key_of

KEY = ("agent", "play", "version")


def withdrawn(snap: Snapshot, current: pl.DataFrame, roster: Sequence[Agent], *, cycle_id: str) -> list[dict]:
    """Rows of `handover` for them. `current`: the signals of current customers."""
    waits = to_be_done(snap).filter(pl.col("kind") == "message", ~pl.col("accepted"))
    waits = waits.select("id", "account_id", "agent", "play", "assignee")
    if waits.is_empty():
        return []
    left = dict(snap.signals.select("account_id", "churned_on").drop_nulls().iter_rows())
    gone = pl.col("account_id").is_in([*left])
    theirs = waits.filter(gone).select("id", "assignee", "account_id").iter_rows()
    found = [(letter, person, f"the customer left on {spelt(left[account_id])}") for letter, person, account_id in theirs]
    found += _stopped(snap, waits.filter(~gone), current, roster)
    rows = [
        {"proposal_id": letter, "from_person": person, "why": f"Nobody had decided on it when it was out of date, for {why}"}
        for letter, person, why in found
    ]
    told = {"to_person": None, "how": WITHDRAWN, "as_of": snap.as_of, "cycle_id": cycle_id}
    return [row | told | {"id": key_of("handover", row["proposal_id"], WITHDRAWN)} for row in rows]


def _stopped(snap: Snapshot, waits: pl.DataFrame, current: pl.DataFrame, roster: Sequence[Agent]) -> list[tuple[str, str | None, str]]:
    """Of what waits the id and the person of what its playbook stops, and what it stops for."""
    versions = snap.history("proposal", "id", "as_of", "playbook_version").select("id", pl.col("playbook_version").alias("version"))
    known = current.with_columns(*(pl.lit(False).alias(word) for word in WORDS if word not in current.columns))
    agents, found = {agent.name: agent for agent in roster}, []
    for (name, play, version), mine in waits.join(versions, on="id").group_by(*KEY, maintain_order=True):
        pinned = pinned_play(snap, agents[name], play, version) if name in agents and version is not None else None
        if pinned is None or not pinned.stop:
            continue
        told = mine.join(known, on="account_id", maintain_order="left").with_columns(which_holds(pinned.stop, WORDS).alias("_holds"))
        stops = told.drop_nulls("_holds").select("id", "assignee", "_holds").iter_rows()
        found += [(letter, person, f"it holds: {line}") for letter, person, line in stops]
    return found
