"""How good the agents' output is: what people sent as drafted, edited or rejected, and how much of it was grounded."""

from typing import Any

import polars as pl

from cs_core.context.store import Store
from cs_core.orchestration.record import KINDS, rates
from cs_core.records import AGENTS

NO_JUDGE = (
    "There is no model judge yet: the gates check figures, citations and policy exactly, and people's decisions are the only word "
    "on tone and usefulness."
)


def quality(store: Store) -> dict[str, Any]:
    """The `quality` document: for each agent n decided and each rate as point, low, high (95 %); null where nothing was decided.

    ``grounded`` is of the proposals that gates judged, the other rates of those that people decided. An agent that has proposed
    nothing is listed with zeros, so that silence shows.
    """
    found = {row["agent"]: row for row in rates(store).to_dicts()}
    rows = [{"agent": name, **_counts(found.get(name))} for name in (*AGENTS, *sorted(set(found) - set(AGENTS)))]
    decided = sum(row["n"] for row in rows)
    says = "" if decided else "No proposal has been decided yet: rates come with the first decisions on the Review page."
    return {"agents": rows, "judge": {"available": False, "says": NO_JUDGE}, "reasons": reasons(store), "decided": decided, "says": says}


def _counts(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        nothing = {"n": 0, "point": None, "low": None, "high": None}
        return {"proposals": 0, "n": 0, "judged": 0} | {kind: dict(nothing) for kind in KINDS}
    counts = {k: row[k] for k in ("proposals", "n", "judged")}
    return counts | {kind: _rate(row, kind, counts["judged" if kind == "grounded" else "n"]) for kind in KINDS}


def _rate(row: dict[str, Any], kind: str, n: int) -> dict[str, Any]:
    return {"n": n, "point": row[kind], "low": row[f"{kind}_low"], "high": row[f"{kind}_high"]}


def gates(store: Store) -> pl.DataFrame:
    """Verdicts by gate: gate, passed, failed, unknown; a gate that always or never fires shows here."""
    said = store.frame("verdict", "gate", "passed")
    passed = pl.col("passed")
    return said.group_by("gate").agg(
        passed.sum().alias("passed"), (~passed).sum().alias("failed"), passed.null_count().alias("unknown")
    ).sort("gate")  # fmt: skip


def reasons(store: Store) -> list[dict[str, Any]]:
    """Why people rejected: reason and how often, most frequent first."""
    said = store.frame("decision", "reason", "decision", decision="reject").filter(pl.col("reason").fill_null("") != "")
    return said.group_by("reason").agg(pl.len().alias("n")).sort("n", "reason", descending=[True, False]).to_dicts()
