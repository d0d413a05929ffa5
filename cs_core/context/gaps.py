"""What a gap in the context costs: accounts and revenue that a job cannot serve, and drafts that people turned down or rewrote for it."""

from collections.abc import Mapping, Sequence

import polars as pl

from cs_core.context.completeness import lacking
from cs_core.context.facts.our_work import edits
from cs_core.context.snapshot import Snapshot
from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.context.wording.counted import together

Needs = Mapping[str, tuple[Sequence[str], Sequence[str], Sequence[str]]]
"""Agent -> the kinds of knowledge that it needs, those that it watches, and those that it wants (the watched ones among them)."""


def gaps(snap: Snapshot, needs: Needs, known: pl.DataFrame) -> list[dict]:
    """knowledge, blocks, cost (in words with figures), accounts, arr, agents, stale, rejected, edited.

    What blocks comes first, the dearest first. One row a kind that some job lacks for some account, or for want of which drafts were
    turned down; of what jobs want and can do without a row of its own, with `blocks` false. `known`: `completeness` of the current
    customers, with arr and currency.
    """
    turned = turned_down(snap)
    rows = [row for kind in KNOWLEDGE for row in _of_kind(_gap(kind, needs, known, turned), _worse(kind, needs, known))]
    return sorted(rows, key=_dearest)


def _of_kind(gap: dict | None, worse: dict | None) -> list[dict]:
    """The rows of one kind: what was turned down for it, where nothing is held, stands with what its want makes worse."""
    if gap and worse and not gap["blocks"]:
        return [worse | {"cost": f"{worse['cost']}; {gap['cost']}", "rejected": gap["rejected"], "edited": gap["edited"]}]
    return [row for row in (gap, worse) if row]


def _dearest(row: dict) -> tuple:
    return not row["blocks"], -row["accounts"] * len(row["agents"]), -row["rejected"] - row["edited"]


def turned_down(snap: Snapshot) -> pl.DataFrame:
    """knowledge, rejected, edited: decisions whose reason points at a kind of knowledge or names it; one decision may name several."""
    said = edits(snap).filter(pl.col("decision").is_in(["reject", "edit"]), pl.col("reason").fill_null("") != "")
    reason = pl.col("reason").str.to_lowercase()
    hits = [
        said.filter(reason.str.contains_any(_words(kind))).select(pl.lit(kind).alias("knowledge"), "decision", "id") for kind in KNOWLEDGE
    ]
    counted = (pl.col("decision") == "reject").sum().alias("rejected"), (pl.col("decision") == "edit").sum().alias("edited")
    return pl.concat(hits).group_by("knowledge").agg(*counted)


def _words(kind: str) -> list[str]:
    """What in a reason points at a kind of knowledge: its name, and the reasons of review that blame it."""
    return [kind, *(reason for reason, kinds in BLAMES if kind in kinds)]


def _gap(kind: str, needs: Needs, known: pl.DataFrame, turned: pl.DataFrame) -> dict | None:
    mine = known.filter(pl.col("knowledge") == kind)
    held = {agent: lacking(mine, needed, watched) for agent, (needed, watched, _) in needs.items()}
    held = {agent: rows for agent, rows in held.items() if rows.height}
    row = turned.row(by_predicate=pl.col("knowledge") == kind, named=True) if kind in turned["knowledge"] else {}
    rejected, edited = row.get("rejected", 0), row.get("edited", 0)
    if not held and not rejected + edited:
        return None
    lost = max(held.values(), key=lambda rows: rows.height) if held else mine.clear()
    parts = [_cannot(kind, list(held), lost, mine["account_id"].n_unique())] if held else []
    parts += [_turned(kind, rejected, edited)] if rejected + edited else []
    return {
        "knowledge": kind, "blocks": bool(held), "cost": "; ".join(parts), "accounts": lost.height, "arr": arr_of(lost),
        "agents": list(held),
        "stale": int((lost["known"] & lost["stale"]).sum()), "rejected": rejected, "edited": edited,
    }  # fmt: skip


def _worse(kind: str, needs: Needs, known: pl.DataFrame) -> dict | None:
    """What jobs want, do without, and lack: it is not there, or too old and not watched."""
    lacks = known.filter(pl.col("knowledge") == kind, ~pl.col("known") | pl.col("stale"))
    agents = [agent for agent, (needed, _, wanted) in needs.items() if kind in wanted and kind not in needed]
    held = {agent: lacks.filter(~(pl.lit(kind in needs[agent][1]) & pl.col("stale"))) for agent in agents}
    held = {agent: rows for agent, rows in held.items() if rows.height}
    if not held:
        return None
    lost, of = max(held.values(), key=lambda rows: rows.height), known["account_id"].n_unique()
    works = "work" if len(held) > 1 else "works"
    where = f"for {lost.height:,} of {of:,} accounts{_revenue(lost)} {_absent(kind, lost)}"
    cost = f"{_who(list(held))} {works} without it, worse: {where}"
    return {
        "knowledge": kind, "blocks": False, "cost": cost, "accounts": lost.height, "arr": arr_of(lost), "agents": list(held),
        "stale": int((lost["known"] & lost["stale"]).sum()), "rejected": 0, "edited": 0,
    }  # fmt: skip


def _absent(kind: str, lost: pl.DataFrame) -> str:
    stale = int((lost["known"] & lost["stale"]).sum())
    return f"no {kind} is known" + (f", or only an outdated one ({stale:,} of them)" if stale else "")


def _who(agents: list[str]) -> str:
    return " and ".join([", ".join(agents[:-1]), agents[-1]] if len(agents) > 1 else agents).replace("_", " ").capitalize()


def _cannot(kind: str, agents: list[str], lost: pl.DataFrame, of: int) -> str:
    stale = int((lost["known"] & lost["stale"]).sum())
    why = f", {stale:,} of them because it is too old" if stale else ""
    return f"{_who(agents)} cannot act for {lost.height:,} of {of:,} accounts{_revenue(lost)} without {kind}{why}"


def _turned(kind: str, rejected: int, edited: int) -> str:
    parts = [f"{n:,} {word}" for n, word in ((rejected, "rejected"), (edited, "edited")) if n]
    drafts = "draft" if rejected + edited == 1 else "drafts"
    return f"{drafts} turned down with a reason that points at {kind}: {' and '.join(parts)}"


def arr_of(rows: pl.DataFrame) -> dict[str, float]:
    """Currency -> the sum of known ARR; amounts of two currencies are never added up."""
    known = rows.drop_nulls("arr").group_by(pl.col("currency").fill_null("")).agg(pl.col("arr").sum().round(2)).sort("currency")
    return dict(known.iter_rows())


def _revenue(rows: pl.DataFrame) -> str:
    told = in_words(arr_of(rows))
    return f" ({told})" if told else ""


def in_words(arr: Mapping[str, float]) -> str:
    """What `arr_of` gives in words: ``3,600 EUR and 20 USD a year``; of an amount whose currency nobody told it says so."""
    known = [f"{amount:,.0f} {currency}" for currency, amount in arr.items() if currency]
    bare = [f"{amount:,.0f} a year, currency unknown" for currency, amount in arr.items() if not currency]
    return " and ".join([f"{together(known)} a year", *bare] if known else bare)


BLAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("wrong person", ("people", "roles")),
    ("wrong time", ("touches",)),
    ("already handled", ("touches", "conversations")),
)
"""(reason of review, kinds of knowledge that it blames). A wrong fact, tone or play blames none by itself: its words must name one."""
