"""What a cycle proposed, as the Trace page lists it: read once for each cycle."""

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.orchestration.trace import cycles
from pages._ui import words
from pages._ui.frame import Here


def runs(here: Here) -> list[dict]:
    """The cycles that ran."""
    return here.ask(_runs, says="Reading the cycles", tables=("cycle",))


def of_cycle(here: Here, cycle_id: str) -> pl.DataFrame:
    """id, agent, account_id, account, subject, reason, stakes, route, assignee: in words, one row a proposal."""
    return here.ask(_of_cycle, cycle_id, says="Reading what the cycle proposed", tables=("proposal", "routed", "import_file", "link"))


def _runs(snap: Snapshot) -> list[dict]:
    return cycles(snap.store)


def _of_cycle(snap: Snapshot, cycle_id: str) -> pl.DataFrame:
    made = snap.store.frame("proposal", "id", "agent", "account_id", "subject", "reason", "stakes", cycle_id=cycle_id)
    routes = snap.store.frame("routed", "proposal_id", "route", "assignee", cycle_id=cycle_id)
    names = snap.signals.select("account_id", pl.coalesce("name", "account_id").alias("account"))
    return (
        made.join(routes, left_on="id", right_on="proposal_id", how="left", maintain_order="left")
        .join(names, on="account_id", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("account", "account_id"), pl.col("route").replace(words.ROUTE_WORDS), pl.col("agent").replace(words.AGENT_WORDS)
        )
    )
