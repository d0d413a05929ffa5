"""Blind samples: a person judges accounts on which an agent did nothing, and drafts that gates stopped, without being told why.

What an agent missed leaves no trace of its own, so a random sample has to find it. Draws are seeded by their moment and kept with how
many they were drawn from, so that each has a known chance; a label is a row, and the newest one of a draw counts.
"""

from collections.abc import Sequence
from datetime import date, datetime
from math import ceil

import numpy as np
import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound
from cs_core.execution.agent import Agent
from cs_core.execution.roster import roster_of
from cs_core.leadership.output.track import share
from cs_core.orchestration.quarter import quarter
from cs_core.orchestration.record import wilson
from cs_core.records import Interval, key_of

QUIET_DAYS = 7
"""An agent did nothing for an account where nothing was done or waited within these days."""
FEWEST = 20
"""Labels below which no share is told."""
MISSED, LEFT, UNSURE = "missed", "rightly left", "cannot tell"
SHOULD_GO, RIGHT = "should have gone", "rightly stopped"
WORDS: dict[str, dict[str, int | None]] = {
    "no action": {MISSED: 1, LEFT: 0, UNSURE: None},
    "stopped": {SHOULD_GO: 1, RIGHT: 0, UNSURE: None},
}
"""What a person may say of a draw of each kind, and what is kept."""


def draw(snap: Snapshot, n: int, *, by: str, now: datetime, roster: Sequence[Agent] | None = None) -> dict:
    """Draw `n` pairs of account and agent at random, as many of each agent as may be, where the agent did nothing this week.

    ``{"drawn", "of", "agents": {agent: {"drawn", "of"}}}``. Pairs that wait for a label are not drawn again. Raises BadInput.
    """
    _check(n, by)
    rows = quarter(snap, roster or roster_of(snap.store), days=QUIET_DAYS, told=False)
    idle = rows.filter(~pl.col("outcome").is_in(["acted", "waiting"])).select("account_id", "agent").sort("agent", "account_id")
    open_pairs = {(d["account_id"], d["agent"]) for d in _open(snap.store)}
    rng, made, told = _dice("no action", now), [], {}
    agents = idle["agent"].unique(maintain_order=True).to_list()
    for at, agent in enumerate(agents):
        free = [a for a in idle.filter(pl.col("agent") == agent)["account_id"] if (a, agent) not in open_pairs]
        some = rng.choice(free, size=min(len(free), ceil((n - len(made)) / (len(agents) - at))), replace=False).tolist() if free else []
        told[agent] = {"drawn": len(some), "of": len(free)}
        made += [_row(key_of("blind", a, agent, now.isoformat()), a, agent, len(free), snap.as_of, by, now) for a in some]
    snap.store.append("blind_draw", made)
    return {"drawn": len(made), "of": sum(t["of"] for t in told.values()), "agents": told}


def draw_stopped(snap: Snapshot, n: int, *, by: str, now: datetime) -> dict:
    """Draw `n` drafts that gates stopped, at random among those never drawn: ``{"drawn", "of"}``. A draw bears the draft's own id."""
    _check(n, by)
    made = snap.history("proposal", "id", "account_id", "agent", "as_of")
    failed = snap.store.frame("verdict", "proposal_id", "passed", passed=False).select(pl.col("proposal_id").alias("id")).unique()
    free = made.join(failed, on="id", how="semi").filter(~pl.col("id").is_in(list(snap.store.keys("blind_draw")))).sort("id")
    picked = _dice("stopped", now).choice(free.height, size=min(n, free.height), replace=False).tolist() if free.height else []
    rows = [free.row(i, named=True) for i in sorted(picked)]
    snap.store.append("blind_draw", [_row(r["id"], r["account_id"], r["agent"], free.height, snap.as_of, by, now) for r in rows])
    return {"drawn": len(rows), "of": free.height}


def label(store: Store, draw_id: str, word: str, *, by: str, now: datetime, why: str = "") -> dict:
    """A person's word on a draw: ``{"id", "label", "kind"}``. Raises NotFound, and BadInput for a word that is none of its kind."""
    if not store.count("blind_draw", id=draw_id):
        raise NotFound(f"No draw {draw_id!r}: `python -m cs_core quality --blind` lists those that wait")
    kind = _kind(store, draw_id)
    if word not in WORDS[kind]:
        raise BadInput(f"{word!r} is no answer: say one of {', '.join(WORDS[kind])}")
    if not by.strip():
        raise BadInput("Say who judges: --by NAME")
    row = {"id": key_of("label", draw_id, by, now.isoformat()), "draw_id": draw_id, "missed": WORDS[kind][word], "why": why.strip()}
    store.append("blind_label", [row | {"by": by.strip(), "at": now}])
    return {"id": draw_id, "label": word, "kind": kind}


def waiting(store: Store) -> list[dict]:
    """Draws without a label, in the order of drawing: id, account_id, agent, drawn_on, kind. Nothing of what the agent or a gate said."""
    drafts = store.keys("proposal")
    return [
        {k: d[k] for k in ("id", "account_id", "agent", "drawn_on")} | {"kind": "stopped" if d["id"] in drafts else "no action"}
        for d in _open(store)
    ]


def missed(snap: Snapshot) -> dict:
    """What agents missed: ``{"agents": [...], "all", "says"}``; each agent with share missed (and its interval), told, unsure, of.

    `all` weighs each agent by the accounts that it left alone, its interval by the square-and-add rule (Zou and Donner 2008); null below
    FEWEST labels.
    """
    rows = _labelled(snap).filter(pl.col("kind") == "no action")
    agents = []
    for (agent,), mine in rows.sort("agent").group_by("agent", maintain_order=True):
        told = mine.filter(pl.col("missed").is_not_null())
        about = {"agent": agent, "of": int(mine["of_accounts"].last()), "unsure": mine.height - told.height}
        agents.append(about | {"missed": share(int(told["missed"].sum()), told.height)})
    n = sum(a["missed"]["n"] for a in agents)
    whole = _together(agents) if n >= FEWEST else None
    if whole is None:
        return {"agents": agents, "all": None, "n": n, "says": f"cannot tell yet: {n} were judged, it takes {FEWEST}"}
    says = f"{whole.point:.0%} ({whole.low:.0%} to {whole.high:.0%}) of what the agents left alone should have been acted on"
    return {"agents": agents, "all": whole._asdict(), "n": n, "says": f"{says}; {n} were judged"}


def _together(agents: Sequence[dict]) -> Interval:
    told = [a for a in agents if a["missed"]["n"]]
    total = sum(a["of"] for a in told)
    parts = [(a["of"] / total, wilson(a["missed"]["k"], a["missed"]["n"])) for a in told]
    point = sum(w * p.point for w, p in parts)
    down, up = (sum((w * (getattr(p, end) - p.point)) ** 2 for w, p in parts) ** 0.5 for end in ("low", "high"))
    return Interval(point, max(0.0, point - down), min(1.0, point + up))


def stopped_labels(snap: Snapshot) -> pl.DataFrame:
    """id, wrong: stopped drafts that people judged blindly."""
    rows = _labelled(snap).filter(pl.col("kind") == "stopped", pl.col("missed").is_not_null())
    return rows.select("id", (pl.col("missed") == 0).alias("wrong"))


def _labelled(snap: Snapshot) -> pl.DataFrame:
    """Draws with their newest label as of the day: id, agent, account_id, kind, of_accounts, missed."""
    store = snap.store
    drawn = store.frame("blind_draw", "id", "account_id", "agent", "of_accounts")
    said = store.frame("blind_label", "draw_id", "missed", "at").filter(pl.col("at").dt.date() <= snap.as_of)
    last = said.unique("draw_id", keep="last", maintain_order=True).select(pl.col("draw_id").alias("id"), "missed")
    drafts = store.frame("proposal", "id").with_columns(pl.lit("stopped").alias("kind")) if drawn.height else None
    rows = drawn.join(last, on="id", maintain_order="left")
    if drafts is None:
        return rows.with_columns(pl.lit("no action").alias("kind"))
    return rows.join(drafts, on="id", how="left", maintain_order="left").with_columns(pl.col("kind").fill_null("no action"))


def _open(store: Store) -> list[dict]:
    done = store.keys_of("blind_label", "draw_id")
    return [d for d in store.rows("blind_draw") if d["id"] not in done]


def _kind(store: Store, draw_id: str) -> str:
    return "stopped" if store.count("proposal", id=draw_id) else "no action"


def _row(draw_id: str, account: str, agent: str, of: int, day: date, by: str, now: datetime) -> dict:
    about = {"id": draw_id, "drawn_on": day, "account_id": account, "agent": agent}
    return about | {"of_accounts": of, "by": by.strip(), "drawn_at": now}


def _dice(kind: str, now: datetime) -> np.random.Generator:
    """Seeded by what is drawn and when, so that a draw can be made again and nobody can choose it."""
    return np.random.default_rng(int(key_of("blind", kind, now.isoformat()), 16))


def _check(n: int, by: str) -> None:
    if not 1 <= n <= 1000:
        raise BadInput(f"Draw 1 to 1,000 at a time, not {n}")
    if not by.strip():
        raise BadInput("Say who draws: --by NAME")
