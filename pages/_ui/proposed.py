"""What was proposed, as it is listed: by cycle on the Trace page, and what waits on the Review page. Read once, without the texts."""

from datetime import date, datetime, time

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.orchestration import review
from cs_core.orchestration.trace import cycles
from pages._ui import words
from pages._ui.frame import Here
from pages._ui.names import bared


def runs(here: Here) -> list[dict]:
    """The cycles that ran."""
    return here.ask(_runs, says="Reading the cycles", tables=("cycle",))


def of_cycle(here: Here, cycle_id: str) -> pl.DataFrame:
    """id, agent, account_id, account, subject, reason, stakes, route, assignee: in words, one row a proposal."""
    return here.ask(_of_cycle, cycle_id, says="Reading what the cycle proposed", tables=("proposal", "routed", "import_file", "link"))


def waiting(here: Here) -> pl.DataFrame:
    """The columns of `review.LISTED` with the account's name, in that order, whatever the sidebar chose."""
    return here.ask(_waiting, here.now.date(), says="Reading what waits", tables=WAITS_BY)


def _waiting(snap: Snapshot, today: date) -> pl.DataFrame:
    rows = review.waiting(snap.store, now=datetime.combine(today, time()))
    return _named(snap, rows)


def _named(snap: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """With the account's name, or its id where it has none."""
    names = snap.signals.select("account_id", pl.coalesce("name", "account_id").alias("account"))
    return rows.join(names, on="account_id", how="left", maintain_order="left").with_columns(pl.coalesce("account", "account_id"))


def _runs(snap: Snapshot) -> list[dict]:
    return cycles(snap.store)


def _of_cycle(snap: Snapshot, cycle_id: str) -> pl.DataFrame:
    made = snap.store.frame("proposal", "id", "agent", "account_id", "subject", "reason", "stakes", cycle_id=cycle_id)
    routes = snap.store.frame("routed", "proposal_id", "route", "assignee", cycle_id=cycle_id)
    made = made.join(routes, left_on="id", right_on="proposal_id", how="left", maintain_order="left")
    named = _named(snap, made).with_columns(bared("subject"))
    return named.with_columns(pl.col("route").replace(words.ROUTE_WORDS), pl.col("agent").replace(words.AGENT_WORDS))


WAITS_BY = (
    "proposal", "routed", "decision", "taken_back", "task", "touch", "handover", "play_run", "planted", "planted_decision", "import_file",
    "link", "goal",
)  # fmt: skip
"""Tables whose rows change what waits."""
