"""Plant test drafts in a cycle: copies of real letters, each with one error that no reviewer and no gate should let pass."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import NamedTuple

from cs_core.context.shelves.narrow import Briefs
from cs_core.orchestration.contact.repeats import Repeats
from cs_core.orchestration.flow.cycle_record import CycleRecord
from cs_core.orchestration.gates import judge
from cs_core.orchestration.oversight.planted import KEY
from cs_core.records import Proposal, Verdict, key_of


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


def plant(made: CycleRecord, briefs: Briefs, *, now: datetime, before: int = 0) -> list[dict]:
    """Rows of `planted` for this cycle: as many as the guardrail asks for, none by default. `before`: how many were planted so far.

    A copy is made of letters that passed every gate, those that are held first, so that nobody finds two letters to one customer.
    """
    rate = made.world.direction.guardrails[KEY]
    drafts = [p for p in made.proposals if p.kind == "message"]
    routes = {r.proposal_id: r for r in made.routed}
    fit = [p for p in drafts if all(v.passed for v in made.verdicts[p.id]) and routes[p.id].route in ("held", "agent_with_review")]
    fit.sort(key=lambda p: (routes[p.id].route != "held", key_of("planted", p.id)))
    most = ceil(rate * len(drafts) / 100)
    apart = replace(made.world, repeats=Repeats())
    copies: list[tuple[Proposal, tuple[Error, Proposal, str]]] = []
    for proposal in fit:
        if len(copies) == most:
            break
        if spoilt := _spoilt(proposal, before + len(copies)):
            copies.append((proposal, spoilt))
    known = briefs({proposal.account_id for proposal, _ in copies})
    return [
        _row(draft, error, words, made, judge(draft, known[draft.account_id], apart), now, of=proposal)
        for proposal, (error, draft, words) in copies
    ]


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
        "draft": draft.model_dump(mode="json") | {"verdicts": shown, "goals": list(routed.goals), "spoilt_by": words, "error": error.says},
        "assignee": routed.assignee, "priority": routed.priority, "caught": True if failed else None if doubt else False, "gates": failed,
        "expires_at": draft.expires_at, "planted_at": now,
    }  # fmt: skip
