"""The context audit: agent job by knowledge. Where it lives, how full and fresh, what contradicts it, what it blocks, what a gap costs."""

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

import polars as pl

from cs_core.context.completeness import completeness, lacking, ready_for
from cs_core.context.contradictions import contradictions
from cs_core.context.feeds import feeds
from cs_core.context.gaps import arr_of, gaps
from cs_core.context.observed import by_month
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage.events import missing
from cs_core.context.vocabulary import KNOWLEDGE, feed_days

__all__ = ["Job", "audit", "contradictions", "ready_for"]

PLACES = 3
"""So many places are named where knowledge lives; the rest is counted."""


class Job(NamedTuple):
    """What an agent is there for, the kinds of knowledge without which it does not act, and those that hold it once they are stale,
    and those without which it works worse (`watches` among them)."""

    job: str
    needs: tuple[str, ...]
    watches: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()


def audit(snap: Snapshot, jobs: Mapping[str, tuple]) -> dict:
    """The `audit` document. `jobs`: agent -> `Job`, or its fields in that order.

    It tells of a lake that lacks files, too: `lost` names them, and what is told of use leaves them out.
    """
    lost = missing(snap.store)
    snap = Snapshot(snap.store, snap.as_of, partial=True) if lost else snap
    current = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", "arr", "currency")
    known = completeness(snap).join(current, on="account_id", how="inner", maintain_order="left")
    wrong = contradictions(snap)
    places = _places(snap, current)
    state = {kind: _state(snap, kind, known.filter(pl.col("knowledge") == kind), places, wrong) for kind in KNOWLEDGE}
    told = {name: Job(*job) for name, job in jobs.items()}
    return {
        "as_of": snap.as_of.isoformat(),
        "agents": [_agent(name, job, known, state, current) for name, job in told.items()],
        "contradictions": wrong,
        "gaps": gaps(snap, {name: job[1:] for name, job in told.items()}, known),
        "knowledge": list(state.values()),
        "feeds": feeds(snap),
        "lost": lost,
    }


def _places(snap: Snapshot, current: pl.DataFrame) -> pl.DataFrame:
    """knowledge, kind (of PLACE_KINDS), place (system and file), accounts: where each kind lives, the commonest place first."""
    file = pl.col("source_row").str.extract(r"^([^:]+)")
    kind = pl.col("source").replace_strict(PLACE_KINDS, default="system", return_dtype=pl.String)
    place = (
        pl.when(kind == "head")
        .then(pl.lit(HEAD))
        .when(file.str.contains("/"))
        .then("source")
        .otherwise(pl.format("{} ({})", "source", file))
    )
    rows = snap.provenance.join(current, on="account_id", how="semi").group_by("knowledge", kind.alias("kind"), place.alias("place"))
    return rows.agg(pl.len().alias("accounts")).sort("accounts", "place", descending=[True, False])


def _state(snap: Snapshot, kind: str, rows: pl.DataFrame, places: pl.DataFrame, wrong: list[dict]) -> dict:
    """One cell of the matrix: filled is a share of current accounts, fresh_days the median age where known (null: nowhere)."""
    ages = (snap.as_of - rows.filter("known")["observed_on"]).dt.total_days().drop_nulls()
    mine = places.filter(pl.col("knowledge") == kind)
    return {
        "knowledge": kind,
        "says": KNOWLEDGE[kind].says,
        "lives_in": _lives_in(mine["place"].to_list()),
        "places": mine.select("kind", "place", "accounts").to_dicts(),
        "filled": round(rows["known"].mean() or 0.0, 4) if rows.height else 0.0,
        "fresh_days": int(median(ages)) if len(ages) else None,
        "limit_days": feed_days(kind, by_month(snap)),
        "stale": int(rows["stale"].sum()),
        "conflicts": sum(row["count"] for row in wrong if kind in row["knowledge"]),
        "blocks": lacking(rows, (kind,)).height,
    }


def _lives_in(places: list[str]) -> str:
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    return ", ".join(places[:PLACES]) + more if places else "nowhere"


def _agent(name: str, job: Job, known: pl.DataFrame, state: dict[str, dict], current: pl.DataFrame) -> dict:
    held = lacking(known, job.needs, job.watches)
    ready = current.join(held, on="account_id", how="anti")
    return {
        "agent": name,
        "job": job.job,
        "needs": [state[kind] for kind in job.needs],
        "watches": [state[kind] for kind in job.watches],
        "wants": [state[kind] for kind in job.wants if kind not in (*job.needs, *job.watches)],
        "ready_accounts": ready.height,
        "accounts": current.height,
        "ready_arr": arr_of(ready),
        "arr": arr_of(current),
    }


HEAD = "a person's head (notes)"
PLACE_KINDS = {"note": "head", "vendor": "document", "documents": "document", "cs_core": "computed", "team": "log"}
"""Source -> the kind of place that it is; every other is a system of record."""
