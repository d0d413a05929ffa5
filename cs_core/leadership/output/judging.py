"""Have a model judge letters: those that people decided, stopped ones that they judged blindly, test drafts, and some that nobody decided.

The first three tell how far a judge can be trusted, the last is what it tells something new of. Its words are kept in `judged` and read
by `judged` alone: no gate, route or queue knows of them.
"""

from datetime import datetime

import numpy as np
import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.errors import BadInput
from cs_core.execution.models.judge import NO_ANSWER, judge_draft, judge_version
from cs_core.execution.models.model import OFFLINE, Model
from cs_core.leadership.output.agreement import by_people
from cs_core.orchestration.runner import InlineRunner
from cs_core.records import key_of

BATCH = 20
"""Answers that are kept at a time: a stop loses no more."""
UNDECIDED_PART = 4
"""One of so many letters of a sample is one that nobody decided, as far as there are enough of both."""
HOW_TO_SET = "set OPENAI_API_KEY or OPENAI_BASE_URL, and CS_MODEL (or --model NAME), and run `python -m cs_core quality --judge 200`"


def judge_drafts(snap: Snapshot, model: Model, n: int, *, now: datetime) -> dict:
    """Have a model judge `n` letters that it has not judged by this rubric, drawn at random and seeded by the moment.

    ``{"model", "prompt_version", "drawn", "answered", "no_answer", "not_asked", "left", "tokens", "cost", "currency", "says"}``. Letters
    without an answer may be drawn again. Raises BadInput for the offline model.
    """
    snap.store.need("judged")
    if model.name == OFFLINE:
        raise BadInput(f"The offline model judges nothing: {HOW_TO_SET}")
    drafts, left = _sample(snap, model.name, n, now)
    roles = _roles(snap, drafts)
    items = [(draft, roles.get((draft["account_id"], draft["recipient"].lower())), model.turns.take(model.at_once)) for draft in drafts]
    counts = dict.fromkeys(("answered", "no_answer", "not_asked"), 0)
    for at in range(0, len(items), BATCH):
        some = items[at : at + BATCH]
        words = InlineRunner().each("Judge", lambda i: judge_draft(model, i[0], role=i[1], turn=i[2]), some, at_once=model.at_once)
        rows = []
        for (draft, *_), word in zip(some, words, strict=True):
            counts["not_asked" if not word.asked else "no_answer" if word.overall == NO_ANSWER else "answered"] += 1
            about = {"proposal_id": draft["id"], "model": model.name, "prompt_version": judge_version(), "at": now}
            said = {k: v for k, v in word._asdict().items() if k != "asked"}
            rows += [{"id": key_of(*about.values(), word.overall)} | about | said] if word.asked else []
        snap.store.append("judged", rows)
    used = {k: v for k, v in model.used().items() if k in ("tokens", "cost", "currency")}
    about = {"model": model.name, "prompt_version": judge_version(), "drawn": len(drafts)}
    return about | counts | {"left": left} | used | {"says": _says(len(drafts), counts)}


def _says(drawn: int, counts: dict[str, int]) -> str:
    if not drawn:
        return "Nothing is left that this judge has not judged"
    lost = f"{counts['no_answer']:,} without a usable answer, {counts['not_asked']:,} not asked: budget spent or model down"
    return f"{counts['answered']:,} of {drawn:,} letters judged" + (f"; {lost}" if counts["answered"] < drawn else "")


def _sample(snap: Snapshot, model: str, n: int, now: datetime) -> tuple[list[dict], int]:
    """Letters as rows of `proposal`, and how many more there are."""
    done = snap.store.frame("judged", "proposal_id", "overall", model=model, prompt_version=judge_version())
    done = set(done.filter(pl.col("overall") != NO_ANSWER)["proposal_id"])
    letters = set(snap.history("proposal", "id", "as_of", kind="message")["id"])
    told = by_people(snap).filter(pl.col("id").is_in(list(letters)))
    planted = {row["id"]: row["draft"] for row in snap.store.rows("planted") if row["as_of"] <= snap.as_of.isoformat()}
    stopped, decided = snap.store.frame("verdict", "proposal_id", passed=False), snap.history("decision", "proposal_id", "decided_at")
    rest = letters - set(told["id"]) - set(stopped["proposal_id"]) - set(decided["proposal_id"])
    wrong, fine = {*told.filter("wrong")["id"], *planted}, told.filter(~pl.col("wrong"))["id"]
    pools = [sorted(set(pool) - done) for pool in (wrong, fine, rest)]
    dice = np.random.default_rng(int(key_of("judge", model, now.isoformat()), 16))
    ids = [i for pool, size in zip(pools, _sizes(n, *map(len, pools)), strict=True) for i in _some(pool, size, dice)]
    rows = {row["id"]: row for row in snap.store.rows("proposal", id=ids)} | planted
    return [rows[i] for i in ids], sum(map(len, pools)) - len(ids)


def _sizes(n: int, wrong: int, fine: int, rest: int) -> tuple[int, int, int]:
    """How many of each to draw: the rest its part, wrong and fine ones as many as each other, as far as there are so many."""
    of_rest = min(rest, max(n // UNDECIDED_PART, n - wrong - fine))
    of_wrong = min(wrong, max((n - of_rest) // 2, n - of_rest - fine))
    return of_wrong, min(fine, n - of_rest - of_wrong), of_rest


def _some(ids: list[str], n: int, dice: np.random.Generator) -> list[str]:
    return [ids[i] for i in sorted(dice.choice(len(ids), size=n, replace=False))] if n else []


def _roles(snap: Snapshot, drafts: list[dict]) -> dict[tuple[str, str], str]:
    """(account, address) -> the role on record, else the title."""
    mine = snap.people.filter(pl.col("account_id").is_in([d["account_id"] for d in drafts]), pl.col("email").is_not_null())
    rows = mine.select("account_id", pl.col("email").str.to_lowercase(), pl.coalesce("role", "title").alias("role"))
    return {(account, email): role for account, email, role in rows.rows() if role}
