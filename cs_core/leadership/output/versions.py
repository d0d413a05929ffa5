"""A version of a prompt or a playbook held against the one before it: the difference with its interval, and what it would take to tell."""

from math import ceil
from typing import NamedTuple

import polars as pl

from cs_core.leadership.output.track import share
from cs_core.orchestration.record import newcombe

MATTERS = 0.05
"""A difference of this many shares of 1 is worth knowing of: a decision, not a measurement."""
FEWEST = 5
"""Decisions of either version below which nothing is told."""
POWER_Z = 1.959963984540054 + 0.8416212335729143
"""Two-sided 95 %, and a power of 80 %."""


class Kind(NamedTuple):
    """What has versions: its column of `track`, and what one version belongs to."""

    column: str
    of: tuple[str, ...]


def versions(rows: pl.DataFrame) -> list[dict]:
    """The newest version with decisions against the one before, for each agent's prompt and each playbook that had two.

    what, agent, play (null for a prompt), before, now, usable_before, usable_now (shares), difference, says, more: decisions that are
    still needed on the newer one to tell MATTERS; 0 where it can be told, null where no number of them would do.
    """
    decided = rows.filter(pl.col("usable").is_not_null())
    found = []
    for what, kind in KINDS.items():
        told = decided.filter(pl.col(kind.column) != "none").group_by(*kind.of, kind.column).agg(
            pl.col("usable").sum().alias("k"), pl.len().alias("n"), pl.col("as_of").min().alias("since")
        )  # fmt: skip
        for group in told.sort(*kind.of, "since", kind.column).partition_by(kind.of):
            if group.height > 1:
                found.append(_compared(what, kind, *group.tail(2).to_dicts()))
    return found


def _compared(what: str, kind: Kind, before: dict, now: dict) -> dict:
    gap = newcombe(now["k"], now["n"], before["k"], before["n"])
    few = min(before["n"], now["n"]) < FEWEST
    more = needed(before["k"], before["n"], now["k"], now["n"]) if few or gap.low <= 0 <= gap.high else 0
    return {
        "what": what, "agent": now["agent"], "play": now.get("play"), "before": before[kind.column], "now": now[kind.column],
        "usable_before": share(before["k"], before["n"]), "usable_now": share(now["k"], now["n"]), "difference": gap._asdict(),
        "more": more, "says": FEW if few else _says(gap, more, before["n"]),
    }  # fmt: skip


def needed(k_before: int, n_before: int, k: int, n: int, *, gap: float = MATTERS) -> int | None:
    """How many more decisions on the newer version tell a difference of `gap` (power 80 %, 5 % two-sided); None where none suffice.

    Two shares with unequal numbers (Fleiss, Levin and Paik 2003, 4.4): gap^2 = z^2 (pq/n_before + pq/n), p pooled and drawn towards one
    half by two decisions, so that a perfect record is not taken for certainty. The older version gains no more decisions: where its
    own doubt is wider than the gap, no number of new ones helps.
    """
    p = (k_before + k + 1) / (n_before + n + 2)
    room = (gap / POWER_Z) ** 2 - p * (1 - p) / n_before
    return max(0, ceil(p * (1 - p) / room) - n) if room > 0 else None


def _says(gap: object, more: int | None, n_before: int) -> str:
    if gap.low > 0:
        return "better than the version before"
    if gap.high < 0:
        return "worse than the version before"
    if more is None:
        return f"cannot tell: {n_before:,} decisions on the version before leave a difference of {MATTERS:.0%} within their own doubt"
    if more == 0:
        return f"no difference of {MATTERS:.0%} or more is likely"
    return f"cannot tell yet: {more:,} more decisions are needed to tell a difference of {MATTERS:.0%}"


FEW = f"cannot tell yet: one of the two was decided fewer than {FEWEST} times"
KINDS: dict[str, Kind] = {
    "prompt": Kind("prompt", ("agent",)),
    "playbook": Kind("playbook", ("agent", "play")),
}
