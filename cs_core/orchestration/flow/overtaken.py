"""Letters that wait for a look while what their playbook stops for has come to be: an invoice was paid, they gave notice, they renewed."""

from collections.abc import Sequence

import polars as pl

from cs_core.context.passed_on import WITHDRAWN
from cs_core.context.snapshot import Snapshot
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
    versions = snap.history("proposal", "id", "as_of", "playbook_version").select("id", pl.col("playbook_version").alias("version"))
    known = current.with_columns(*(pl.lit(False).alias(word) for word in WORDS if word not in current.columns))
    agents, rows = {agent.name: agent for agent in roster}, []
    for (name, play, version), mine in waits.join(versions, on="id").group_by(*KEY, maintain_order=True):
        pinned = pinned_play(snap, agents[name], play, version) if name in agents and version is not None else None
        if pinned is None or not pinned.stop:
            continue
        told = mine.join(known, on="account_id", maintain_order="left").with_columns(which_holds(pinned.stop, WORDS).alias("_holds"))
        for row in told.drop_nulls("_holds").select("id", "assignee", "_holds").to_dicts():
            why = f"Nobody had decided on it when it was out of date, for it holds: {row['_holds']}"
            rows.append({"proposal_id": row["id"], "from_person": row["assignee"], "to_person": None, "how": WITHDRAWN, "why": why})
    return [row | {"id": key_of("handover", row["proposal_id"], WITHDRAWN), "as_of": snap.as_of, "cycle_id": cycle_id} for row in rows]
