"""Test drafts: known-bad letters among the real ones, to measure whether gates and reviewers still look. Off unless a leader asks.

A test draft is a copy of a real one with one planted error. It lives in a table of its own and is no proposal: nothing that sends, counts
or learns ever sees it, and the database refuses an action made of it. The gates' word is taken down apart; the reviewer sees it as if
they had passed it. Who approves one is told at once.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from cs_core.context.store import Store
from cs_core.errors import Refused
from cs_core.orchestration.gates import judge
from cs_core.orchestration.orchestrator import CycleRecord
from cs_core.orchestration.record import wilson
from cs_core.orchestration.repeats import Repeats
from cs_core.records import Brief, Interval, Proposal, Verdict, key_of

KEY = "test_drafts"
"""The guardrail: how many for each 100 drafts."""
ENOUGH = 20
"""Below so many, nothing is told."""
NOT_YET = "cannot tell yet"


class Error(NamedTuple):
    """A way to spoil a letter: its name, what a reviewer is told, and how: sentence -> the sentence spoilt, and the words that spoil it."""

    name: str
    says: str
    spoil: Callable[[str], tuple[str, str] | None]


def _wrong_figure(sentence: str) -> tuple[str, str] | None:
    figures = list(re.finditer(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?![\w.,]*\d)", sentence))
    if not figures:
        return None
    last = figures[-1]
    other = f"{int(last[0].replace(',', '')) * 3 + 17:,}"
    return sentence[: last.start()] + other + sentence[last.end() :], other


def _more(words: str) -> Callable[[str], tuple[str, str]]:
    return lambda sentence: (f"{sentence} {words}", words)


ERRORS: tuple[Error, ...] = (
    Error("wrong figure", "a figure that no fact bears", _wrong_figure),
    Error("unauthorised discount", "a discount that nobody may give", _more("As a thank-you, we will take 35 % off your next invoice.")),
    Error("promise", "a promise that nobody made", _more("We guarantee that this will be solved for you by the end of next week.")),
    Error("invented feature", "a feature that does not exist",
          _more("The Horizon Sync module that you asked for went live in your account on Monday.")),
)  # fmt: skip


def plant(made: CycleRecord, briefs: Mapping[str, Brief], *, now: datetime, before: int = 0) -> list[dict]:
    """Rows of `planted` for this cycle: as many as the guardrail asks for, none by default. `before`: how many were planted so far.

    A copy is made of letters that passed every gate, those that are held first, so that nobody finds two letters to one customer.
    """
    rate = made.world.direction.guardrails[KEY]
    drafts = [p for p in made.proposals if p.kind == "message"]
    routes = {r.proposal_id: r for r in made.routed}
    fit = [p for p in drafts if all(v.passed for v in made.verdicts[p.id]) and routes[p.id].route in ("held", "agent_with_review")]
    fit.sort(key=lambda p: (routes[p.id].route != "held", key_of("planted", p.id)))
    most = round(rate * len(drafts) / 100 + 0.499) if rate else 0
    apart = replace(made.world, repeats=Repeats())
    rows: list[dict] = []
    for proposal in fit:
        if len(rows) == most:
            break
        if spoilt := _spoilt(proposal, before + len(rows)):
            error, draft, words = spoilt
            rows.append(_row(draft, error, words, made, judge(draft, briefs[draft.account_id], apart), now, of=proposal))
    return rows


def _spoilt(proposal: Proposal, number: int) -> tuple[Error, Proposal, str] | None:
    """The letter with the error whose turn it is, or with the next that fits, and the words that spoil it; None where none does."""
    for n in range(len(ERRORS)):
        error = ERRORS[(number + n) % len(ERRORS)]
        for at, claim in enumerate(proposal.claims):
            made = error.spoil(claim.text) if claim.fact_ids and proposal.body.count(claim.text) == 1 else None
            if made:
                text, words = made
                claims = [*proposal.claims[:at], claim.model_copy(update={"text": text}), *proposal.claims[at + 1 :]]
                changed = {"id": key_of(proposal.id, error.name), "body": proposal.body.replace(claim.text, text), "claims": tuple(claims)}
                return error, proposal.model_copy(update=changed), words
    return None


def _row(draft: Proposal, error: Error, words: str, made: CycleRecord, verdicts: Sequence[Verdict], now: datetime, *, of: Proposal) -> dict:
    """It waits as the letter it copies would, with the verdicts of that."""
    failed = [v.gate for v in verdicts if v.passed is False]
    doubt = any(v.passed is None for v in verdicts)
    shown = [v.model_dump() | {"proposal_id": draft.id} for v in made.verdicts[of.id]]
    routed = next(r for r in made.routed if r.proposal_id == of.id)
    return {
        "id": draft.id, "cycle_id": made.cycle_id, "as_of": made.as_of, "error": error.name, "route": "agent_with_review",
        "draft": draft.model_dump(mode="json") | {"verdicts": shown, "goals": list(routed.goals), "spoilt_by": words},
        "assignee": routed.assignee, "priority": routed.priority, "caught": True if failed else None if doubt else False, "gates": failed,
        "expires_at": draft.expires_at, "planted_at": now,
    }  # fmt: skip


def waiting(store: Store, columns: Collection[str], *, now: datetime) -> list[dict]:
    """Test drafts that are undecided and have not expired, as rows of the review queue with these columns of the proposal."""
    decided = store.keys_of("planted_decision", "planted_id")
    rows = [r for r in store.rows("planted") if r["id"] not in decided and r["expires_at"] >= now.date().isoformat()]
    return [_as_waiting(row, row["draft"], columns) for row in rows]


def _as_waiting(row: dict, draft: dict, columns: Collection[str]) -> dict:
    why = f"Every gate passed; the {draft['agent'].replace('_', ' ')} agent is at level review here, the stakes are {draft['stakes']}"
    routed = {"why": why, "change": "A higher level of autonomy on the Agents page", "goals": draft["goals"]}
    verdicts = [{k: v[k] for k in ("gate", "passed", "why")} for v in draft["verdicts"]]
    return {c: draft.get(c) for c in columns} | routed | {c: row[c] for c in ("route", "assignee", "priority")} | {"verdicts": verdicts}


def is_planted(store: Store, proposal_id: str) -> bool:
    """Whether it is a test draft."""
    return bool(store.count("planted", id=proposal_id))


def decide_planted(
    store: Store, planted_id: str, decision: str, *, by: str, now: datetime, body: str | None, seconds: float | None
) -> dict:
    """A reviewer's word on a test draft, taken down once: the answer of `review.decide`, and no action, ever.

    An edit has found the error where the words that spoil it are gone. Raises Refused where the error was let through, so that whoever
    did is told at once, and where it was decided before.
    """
    [row] = store.rows("planted", id=planted_id)
    found = decision == "reject" or (decision == "edit" and row["draft"]["spoilt_by"] not in " ".join((body or "").split()))
    made = {"id": key_of("planted_decision", planted_id), "planted_id": planted_id, "decision": decision, "caught": found, "by": by}
    if not store.append("planted_decision", [made | {"decided_at": now, "seconds": seconds}]):
        raise Refused(f"Proposal {planted_id} was decided already")
    if not found:
        says = next((e.says for e in ERRORS if e.name == row["error"]), row["error"])
        raise Refused(f"This was a test draft: it holds {says}, and you let it pass. Nothing was sent; look twice at the next one")
    return {"id": planted_id, "decision": decision, "action_id": None}


def caught(store: Store) -> dict:
    """Catch rates: ``{"gates": {"n","caught","unknown","rate","says"}, "reviewers": {...,"expired"}, "errors": [{"error","n","caught"}]}``.

    `rate` is an Interval, None until ENOUGH were seen. What a gate could not tell is not caught, and counted by itself.
    """
    rows = store.rows("planted")
    said = {r["planted_id"]: r["caught"] for r in store.rows("planted_decision")}
    by_error = {e: [r["caught"] is True for r in rows if r["error"] == e] for e in dict.fromkeys(r["error"] for r in rows)}
    gates, people = [r["caught"] is True for r in rows], [bool(said[r["id"]]) for r in rows if r["id"] in said]
    return {
        "gates": _rate("gates", gates) | {"unknown": sum(r["caught"] is None for r in rows)},
        "reviewers": _rate("reviewers", people) | {"undecided": len(rows) - len(people)},
        "errors": [{"error": e, "n": len(x), "caught": sum(x)} for e, x in sorted(by_error.items())],
    }


def _rate(who: str, caught_them: Sequence[bool]) -> dict:
    n, k = len(caught_them), sum(caught_them)
    rate: Interval | None = wilson(k, n) if n >= ENOUGH else None
    told = f"{who} caught {k} of {n} test drafts"
    says = f"{told}: {rate.point:.0%} ({rate.low:.0%} to {rate.high:.0%})" if rate else f"{told}: {NOT_YET}, it takes {ENOUGH}"
    return {"n": n, "caught": k, "rate": rate, "says": says}
