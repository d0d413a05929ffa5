"""Were the chances right? Of those told 20 % to leave, did a fifth leave? Chances as they were learnt by each replayed day."""

from typing import Any

import polars as pl

from cs_core.context.separation import calibration_error
from cs_core.orchestration.record import wilson

GROUPS = 10
FEWEST = 200
"""Fewer rows than this in all: nothing is told."""


def calibration(seen: pl.DataFrame) -> dict[str, Any]:
    """of (what was held against the outcome), n (rows), accounts, ece (null for health), groups (told, left with interval, n), says."""
    known = seen.filter(pl.col("likely").is_not_null())
    if known.height >= FEWEST:
        groups = _groups(known, "likely")
        ece = calibration_error(known["likely"].to_numpy(), known["left"].to_numpy().astype(int))
        n, who = known.height, known["account_id"].n_unique()
        off = sum(not g["left"]["low"] <= g["told"] <= g["left"]["high"] for g in groups)
        says = f"Chances missed what happened by {ece * 100:.1f} points on average ({n:,} rows of {who:,} accounts)"
        says += f"; {off} of {len(groups)} groups lie outside their interval." if off else "; every group lies within its interval."
        return {"of": "chance to leave within 90 days", "n": n, "accounts": who, "ece": ece, "groups": groups, "says": says}
    scored = seen.filter(pl.col("score").is_not_null())
    found = {"of": "health", "n": scored.height, "accounts": scored["account_id"].n_unique(), "ece": None, "groups": []}
    if scored.height < FEWEST:
        return found | {"says": f"Cannot tell: {scored.height} rows with a score, {FEWEST} are needed."}
    says = "No outlook was usable on any of these days: instead of chances, tenths of health (the worst last) and how many of each left."
    return found | {"groups": _groups(scored, "score"), "says": says}


def _groups(rows: pl.DataFrame, by: str) -> list[dict[str, Any]]:
    """Tenths of equal size, the lowest first: told (their mean), left (share with its interval), n."""
    tenth = (pl.col(by).rank("ordinal") - 1) * GROUPS // pl.len()
    table = rows.with_columns(tenth.alias("_tenth")).group_by("_tenth").agg(pl.col(by).mean().alias("told"), pl.col("left").sum(), pl.len())
    return [{"told": told, "left": wilson(left, n)._asdict(), "n": n} for _, told, left, n in table.sort("_tenth").iter_rows()]
