"""How good the agents' output is: what people did with it, what the gates said, what came after; by agent, play, segment and version."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.errors import BadInput
from cs_core.leadership.output.agreement import agreement
from cs_core.leadership.output.blind import missed
from cs_core.leadership.output.judged import judged
from cs_core.leadership.output.track import followed, groups, track
from cs_core.leadership.output.versions import versions
from cs_core.records import AGENTS

BY: dict[str, tuple[str, ...]] = {
    "agent": ("agent",),
    "play": ("agent", "play"),
    "segment": ("segment",),
    "agent and segment": ("agent", "segment"),
    "prompt version": ("agent", "prompt"),
    "playbook version": ("agent", "playbook"),
    "writer": ("writer",),
    "month": ("month",),
}
"""What the figures may be grouped by: a word, and the columns of `track`."""


def quality(snap: Snapshot, by: str = "agent", *, segments: Sequence[str] = (), days: int | None = None) -> dict[str, Any]:
    """The `quality` document: agents and the groups asked for (see `track.groups`), versions, agreement, what was missed, reasons,
    and in words what counts as something good, over how many messages.

    An agent that has proposed nothing is listed with zeros, so that silence shows. `segments` limits the groups and
    versions to drafts for customers of these, `days` to drafts of the last so many. Raises BadInput for another grouping.
    """
    if by not in BY:
        raise BadInput(f"Quality is told by {', '.join(BY)}, not by {by!r}")
    rows = track(snap)
    rows = rows.filter(pl.col("segment").is_in(list(segments))) if segments else rows
    rows = rows.filter(pl.col("as_of") > snap.as_of - timedelta(days=days)) if days else rows
    agents = {row["agent"]: row for row in groups(rows, ("agent",))}
    nothing = groups(pl.concat([rows.clear(), _blank(rows)]), ("agent",))[0] if set(AGENTS) - set(agents) else {}
    listed = [agents.get(name, nothing | {"agent": name, "proposals": 0}) for name in (*AGENTS, *sorted(set(agents) - set(AGENTS)))]
    decided = sum(row["n"] for row in listed)
    says = "" if decided else "No proposal has been decided yet: rates come with the first decisions on the Review page."
    return {
        "as_of": snap.as_of.isoformat(), "agents": listed, "by": by, "groups": listed if by == "agent" else groups(rows, BY[by]),
        "versions": versions(rows), "judge": judged(snap) | agreement(snap), "missed": missed(snap),
        "reasons": reasons(snap), "decided": decided, "says": says, "followed": followed(rows),
    }  # fmt: skip


def _blank(rows: pl.DataFrame) -> pl.DataFrame:
    """One row of nothing: what a group of nobody's proposals looks like."""
    return pl.DataFrame({c: [None] for c in rows.columns}, schema=rows.schema)


def gates(snap: Snapshot) -> pl.DataFrame:
    """Verdicts by gate: gate, passed, failed, unknown; a gate that always or never fires shows here."""
    made = snap.history("proposal", "id", "as_of").select(pl.col("id").alias("proposal_id"))
    said, passed = snap.store.frame("verdict", "proposal_id", "gate", "passed").join(made, on="proposal_id", how="semi"), pl.col("passed")
    return said.group_by("gate").agg(
        passed.sum().alias("passed"), (~passed).sum().alias("failed"), passed.null_count().alias("unknown")
    ).sort("gate")  # fmt: skip


def reasons(snap: Snapshot) -> list[dict[str, Any]]:
    """Why people rejected: reason, n and, where all of them come from one play, that play; most frequent first."""
    said = snap.history("decision", "reason", "decision", "decided_at").filter(
        pl.col("decision") == "reject", pl.col("reason").fill_null("") != ""
    )
    return said.group_by("reason").agg(pl.len().alias("n")).sort("n", "reason", descending=[True, False]).to_dicts()
