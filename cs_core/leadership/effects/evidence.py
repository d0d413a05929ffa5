"""What a person's presence changes for each account, by the best evidence that the store holds for each way of being present.

A pilot's randomisation comes before observed history, and that before the labelled assumption of `prior`. A source is used only where
its interval does not cover nothing; history, besides, only where like can be compared with like and where a hidden cause as strong as
the strongest known feature would not explain it away. Every row says which it rests on.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.leaving import chance_to_leave, sure_to_leave
from cs_core.context.signals.outlooks import content_mark, kept_file
from cs_core.context.snapshot import Snapshot
from cs_core.leadership.effects.presence import contacts
from cs_core.leadership.effects.prior import PRIOR, prior_impact
from cs_core.leadership.effects.sources import SOURCES, Source
from cs_core.records import key_of

ASSUMED = "prior"
STRONGEST_FIRST = ("experiment", "observed", ASSUMED)
VERSION = "3"
OURS = ("pilot", "pilot_event", "decision", "delivery", "taken_back")
"""Histories that evidence rests on, besides what was imported."""


class Tried(NamedTuple):
    """One source of evidence looked at for one mode: whether it is used, and in words why or why not."""

    mode: str
    evidence: str
    used: bool
    why: str


@dataclass(frozen=True)
class Effects:
    """What each mode changes for each current account, and by which evidence."""

    options: pl.DataFrame
    """As `prior_impact` has it, and `evidence` of each row: experiment, observed or prior."""
    evidence: str
    """That on which most of the expected impact rests."""
    says: list[str]
    tried: list[Tried]
    """By mode, in the order in which sources were looked at; what comes after a usable one was not needed."""


def effects(snap: Snapshot) -> Effects:
    """The change in P(kept) of every current account by every mode, each mode by its best usable evidence.

    Who gave notice is a lost cause: no past effect speaks of them, and the assumption leaves no room for one. Worked out once for what
    the store holds, and kept beside it: a page that asks again waits for nothing.
    """
    current = snap.signals.filter(pl.col("churned_on").is_null()).with_columns(chance_to_leave())
    assumed = prior_impact(current).with_columns(evidence=pl.lit(ASSUMED))
    found = kept_file(snap, f"effects-{snap.as_of}-{_mark(snap)}.json", lambda: _found(snap, current, assumed))
    told = pl.DataFrame(found["rows"], schema=TOLD, orient="row")
    both = assumed.join(told, on=["account_id", "mode"], how="left", maintain_order="left", suffix="_told")
    options = both.select(
        "account_id", "mode", "skill", "hours",
        *(pl.coalesce(f"{c}_told", c).alias(c) for c in ("impact", "low", "high", "why", "evidence")),
    )  # fmt: skip
    return Effects(options, _mostly(options), _says(options), [Tried(*row) for row in found["tried"]])


def _found(snap: Snapshot, current: pl.DataFrame, assumed: pl.DataFrame) -> dict[str, Any]:
    """Of each mode what was tried, and the rows of the first source that may be used (TOLD)."""
    seen, current = contacts(snap), current.filter(~sure_to_leave())
    tried: list[Tried] = []
    rows: list[tuple] = []
    for mode in (m.mode for m in PRIOR):
        own = assumed.filter(pl.col("mode") == mode)
        for evidence, look in SOURCES:
            source = look(snap, mode, seen, current)
            tried.append(Tried(mode, evidence, source.rows is not None, source.why))
            if source.rows is not None:
                rows += _told(source, own, evidence).iter_rows()
                break
        else:
            tried.append(Tried(mode, ASSUMED, True, "no usable effect is known from a pilot or from history: the assumption stands"))
    return {"tried": tried, "rows": rows}


def _told(source: Source, own: pl.DataFrame, evidence: str) -> pl.DataFrame:
    """The rows of one mode by a source. Where only an average is known it is spread as the assumption has it, and says so."""
    both = own.join(source.rows, on="account_id", how="inner", suffix="_own", maintain_order="left")
    spread = pl.col("impact") / pl.col("impact").mean() if source.alike and both["impact"].mean() else pl.lit(1.0)
    why = pl.col("why_own") + (pl.lit(SPREAD) if source.alike else pl.lit(""))
    figures = {"impact": "effect", "low": "low_own", "high": "high_own"}
    return both.select(
        "account_id", "mode", *((pl.col(c) * spread).clip(-1, 1).round(6).alias(name) for name, c in figures.items()),
        why.alias("why"), pl.lit(evidence).alias("evidence"),
    )  # fmt: skip


def _mark(snap: Snapshot) -> str:
    return key_of(VERSION, content_mark(snap), *(snap.store.count(table) for table in OURS))


def _mostly(options: pl.DataFrame) -> str:
    """The evidence of the larger part of what is expected; the assumption where there is nothing."""
    shares = dict(options.group_by("evidence").agg(pl.col("impact").abs().sum()).iter_rows())
    return max(STRONGEST_FIRST, key=lambda e: (shares.get(e, 0.0), e == ASSUMED))


def _says(options: pl.DataFrame) -> list[str]:
    modes = {e: options.filter(pl.col("evidence") == e)["mode"].unique().sort().to_list() for e in STRONGEST_FIRST}
    if not modes["experiment"] and not modes["observed"]:
        return [PRIOR_SAYS, PILOT_SAYS]
    told = [f"{SAID[e]}: {', '.join(modes[e])}." for e in STRONGEST_FIRST if modes[e]]
    return [" ".join(told), RANGE_SAYS]


TOLD = {
    "account_id": pl.String, "mode": pl.String, "impact": pl.Float64, "low": pl.Float64, "high": pl.Float64, "why": pl.String,
    "evidence": pl.String,
}  # fmt: skip
SPREAD = "; who gains more than others is assumed: room and reasons of the assumption"
SAID = {
    "experiment": "Impact as a pilot measured it",
    "observed": "Impact as observed, which may be confounded",
    ASSUMED: "Impact assumed, not measured",
}
PRIOR_SAYS = "Impact is an assumption with a range, not a measurement: low and high add up every account's low and high."
PILOT_SAYS = "The result of a pilot would replace it."
RANGE_SAYS = "Low and high add up every account's low and high."
