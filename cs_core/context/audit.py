"""What we know and what each job lacks: where knowledge lives, how full and fresh it is, what contradicts it, what a gap costs."""

from datetime import date
from statistics import median

import polars as pl

from cs_core.context.contradictions import contradictions
from cs_core.context.provenance import feeds
from cs_core.context.snapshot import Snapshot
from cs_core.context.vocabulary import KNOWLEDGE

__all__ = ["audit", "contradictions", "coverage_of_knowledge"]

Jobs = dict[str, tuple[str, tuple[str, ...]]]
PLACES = 3
"""So many places are named where knowledge lives; the rest is counted."""


def audit(snap: Snapshot, jobs: Jobs) -> dict:
    """The `audit` document. `jobs`: agent -> (its job, the kinds of knowledge without which it does not act on an account)."""
    current = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", "arr", "currency")
    known = coverage_of_knowledge(snap).join(current, on="account_id", maintain_order="left")
    known = known.with_columns((~pl.col("known") | pl.col("stale")).alias("blocked"))
    wrong = contradictions(snap)
    places = _places(snap)
    state = {kind: _state(kind, rows, places, wrong, snap.as_of) for kind, rows in _by_kind(known)}
    return {
        "as_of": snap.as_of.isoformat(),
        "agents": [_agent(name, job, needs, known, state, current.height) for name, (job, needs) in jobs.items()],
        "contradictions": wrong,
        "gaps": _gaps(jobs, known, snap),
        "knowledge": list(state.values()),
        "feeds": feeds(snap),
    }


def coverage_of_knowledge(snap: Snapshot) -> pl.DataFrame:
    """account_id, knowledge, known, observed_on, stale: every account by every kind of knowledge; stale past `fresh_days`."""
    kinds = pl.DataFrame(
        {"knowledge": list(KNOWLEDGE), "fresh_days": [k.fresh_days for k in KNOWLEDGE.values()]}, schema_overrides={"fresh_days": pl.Int64}
    )
    grid = snap.accounts.select("account_id").join(kinds, how="cross")
    found = snap.provenance.select("account_id", "knowledge", "observed_on", pl.lit(True).alias("known"))
    age = (snap.as_of - pl.col("observed_on")).dt.total_days()
    rows = grid.join(found, on=["account_id", "knowledge"], how="left", maintain_order="left")
    return rows.select(
        "account_id",
        "knowledge",
        pl.col("known").fill_null(False),
        "observed_on",
        (age > pl.col("fresh_days")).fill_null(False).alias("stale"),
    )


def _by_kind(known: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    return [(kind, known.filter(pl.col("knowledge") == kind)) for kind in KNOWLEDGE]


def _places(snap: Snapshot) -> dict[str, str]:
    """Where each kind lives: system and file, by how many accounts it serves."""
    file = pl.col("source_row").str.extract(r"^([^:]+)")
    place = pl.when(file.str.contains("/")).then("source").otherwise(pl.format("{} ({})", "source", file)).alias("place")
    rows = snap.provenance.group_by("knowledge", place).len().sort("len", "place", descending=[True, False])
    told = {}
    for kind, names in rows.group_by("knowledge", maintain_order=True).agg("place").iter_rows():
        more = f" and {len(names) - PLACES} more" if len(names) > PLACES else ""
        told[kind] = ", ".join(names[:PLACES]) + more
    return told


def _state(kind: str, rows: pl.DataFrame, places: dict[str, str], wrong: list[dict], as_of: date) -> dict:
    """One cell of the matrix: filled is a share of current accounts, fresh_days the median age where known (null: nowhere)."""
    ages = (as_of - rows.filter("known")["observed_on"]).dt.total_days().drop_nulls()
    return {
        "knowledge": kind,
        "says": KNOWLEDGE[kind].says,
        "lives_in": places.get(kind, "nowhere"),
        "filled": round(rows["known"].mean() or 0.0, 4) if rows.height else 0.0,
        "fresh_days": int(median(ages)) if len(ages) else None,
        "limit_days": KNOWLEDGE[kind].fresh_days,
        "stale": int(rows["stale"].sum()),
        "conflicts": sum(row["count"] for row in wrong if kind in row["knowledge"]),
        "blocks": int(rows["blocked"].sum()),
    }


def _agent(name: str, job: str, needs: tuple[str, ...], known: pl.DataFrame, state: dict[str, dict], accounts: int) -> dict:
    lacking = known.filter(pl.col("knowledge").is_in(needs), "blocked")["account_id"].n_unique()
    return {"agent": name, "job": job, "needs": [state[kind] for kind in needs], "ready_accounts": accounts - lacking, "accounts": accounts}


def _gaps(jobs: Jobs, known: pl.DataFrame, snap: Snapshot) -> list[dict]:
    """Every kind of knowledge that a job needs and some current account lacks, dearest first; cost in words with figures."""
    rows = []
    for kind in KNOWLEDGE:
        agents = [name for name, (_, needs) in jobs.items() if kind in needs]
        lacking = known.filter(pl.col("knowledge") == kind, "blocked")
        if agents and lacking.height:
            of = known["account_id"].n_unique()
            rows.append({"knowledge": kind, "cost": _cost(kind, agents, lacking, of), "accounts": lacking.height, "agents": agents})
    return sorted(rows, key=lambda row: -row["accounts"] * len(row["agents"]))


def _cost(kind: str, agents: list[str], lacking: pl.DataFrame, of: int) -> str:
    who = " and ".join([", ".join(agents[:-1]), agents[-1]] if len(agents) > 1 else agents).replace("_", " ")
    stale = int((lacking["known"] & lacking["stale"]).sum())
    why = f", {stale:,} of them because it is too old" if stale else ""
    return f"{who.capitalize()} cannot act for {lacking.height:,} of {of:,} accounts{_revenue(lacking)} without {kind}{why}"


def _revenue(lacking: pl.DataFrame) -> str:
    money = lacking["currency"].drop_nulls().unique().to_list()
    if lacking["arr"].null_count() == lacking.height or len(money) > 1:
        return ""
    return f" ({lacking['arr'].sum():,.0f}{' ' + money[0] if money else ''} a year)"
