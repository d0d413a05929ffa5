"""A person's edit passes the same gates as a draft, as far as they can judge it: what the draft said already passed them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from difflib import SequenceMatcher

import polars as pl

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.errors import Refused
from cs_core.execution.writing.voice import voice_of
from cs_core.orchestration.direction import direction
from cs_core.orchestration.gates import sentences, without_quotes
from cs_core.orchestration.judging.arranged import signs, without_arranged, wrong_weekday
from cs_core.orchestration.judging.edited import as_told, facts_told, stands_for, unborne_edit, with_days
from cs_core.orchestration.judging.figures import find_figures
from cs_core.orchestration.judging.language import commits_in_another_language, nouns_in
from cs_core.orchestration.judging.policy import offence
from cs_core.orchestration.judging.verdicts import short
from cs_core.orchestration.neighbours import neighbours_of
from cs_core.records import Proposal


def check_edit(store: Store, proposal: Proposal, body: str, *, by: str, now: datetime, snap: Snapshot | None = None) -> None:
    """Raise Refused in one line that names the gate: keeps_policy, names_no_other_customer, figures_match, states_nothing_uncited.

    Sentences of the draft were judged with it; of what is new each figure, date and direction must be borne by the proposal's facts as
    in a draft, each name stand in them or in the draft, save our own people's. What nobody can tell the person who edits has judged.
    The recipient cannot be edited. A task may name another customer: it stays with us.
    """
    new = new_sentences(proposal.body, body)
    _keeps_policy(store, proposal, body, new)
    if not new:
        return
    snap = snap or snapshot(store, now.date())
    named = (*_names(snap, proposal), by)
    if proposal.kind == "message":
        _names_no_other_customer(snap, proposal, new, named)
    named += nouns_in("\n".join(new))
    proposal, before = with_days(proposal), stands_for(proposal.body, body)
    for sentence in new:
        if not signs(sentence):
            _is_borne(proposal, sentence, before.get(sentence, ""), named, (proposal.as_of, now.date()))


def new_sentences(draft: str, edited: str) -> list[str]:
    """Sentences of the edited text that the draft does not have, spacing and bullets aside."""
    before = {_plain(s) for s in sentences(draft)}
    return [s for s in sentences(edited) if _plain(s) not in before]


def changes(draft: str, edited: str) -> list[tuple[str, str]]:
    """What an edit did, sentence by sentence in order: ("kept" | "out" | "in", the sentence)."""
    before, after = sentences(draft), sentences(edited)
    found: list[tuple[str, str]] = []
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            found += [("kept", s) for s in before[a:b]]
        else:
            found += [("out", s) for s in before[a:b]] + [("in", s) for s in after[c:d]]
    return found


def _keeps_policy(store: Store, proposal: Proposal, body: str, new: list[str]) -> None:
    limit, internal = direction(store).guardrails["max_discount_percent"], proposal.kind == "task"
    text = "\n".join(new) if internal else body
    if why := offence(without_quotes(text, proposal.facts), max_discount=limit, internal=internal, voice=voice_of(store)):
        raise Refused(f"keeps_policy: {why}: change the text, or the guardrail or voice that forbids it")
    if not internal and (why := commits_in_another_language("\n".join(new))):
        raise Refused(f"keeps_policy: {why}: say it in English, or send it yourself and log the touch")


def _names_no_other_customer(snap: Snapshot, proposal: Proposal, new: list[str], named: tuple[str, ...]) -> None:
    found = neighbours_of(snap).named_in("\n".join(new), proposal.account_id, ours=" ".join(named))
    if found and found[0] not in proposal.body:
        raise Refused(f"names_no_other_customer: “{found[0]}” is another customer ({found[1]}): take the name out")


def _is_borne(proposal: Proposal, sentence: str, instead_of: str, named: tuple[str, ...], days: Sequence[date]) -> None:
    """A sentence is as it should be where it is so on the day of the draft, or today. When to talk is for whoever writes to say."""
    if why := wrong_weekday(sentence, days[-1]):
        raise Refused(f"figures_match: {why}: “{short(sentence)}”: change the day")
    said = sentence if sentence in proposal.body else without_arranged(sentence, days[-1])
    whys = [unborne_edit(said, proposal, named, day, instead_of=instead_of) for day in days]
    if None in whys:
        return
    what, is_absent, _ = whys[0].partition(" is not in the source")
    gate = "states_nothing_uncited" if is_absent and not find_figures(what) else "figures_match"
    known = as_told(sentence, facts_told(sentence, proposal, instead_of))
    said = OF_DRAFT.sub(lambda found: FOR_A_PERSON[found[0]], whys[0])
    to_do = f"say it as the facts do ({', '.join(known)})" if known else "change the text"
    raise Refused(f"{gate}: {said}: “{short(sentence)}”: {to_do}, or send it yourself and log the touch")


def _names(snap: Snapshot, proposal: Proposal) -> tuple[str, ...]:
    """The customer's name, that of everybody who is known there, the recipient's, and our people's."""
    theirs = pl.col("account_id") == proposal.account_id
    known = [name for frame in (snap.accounts, snap.people) for name in frame.filter(theirs)["name"].drop_nulls()]
    return (*known, proposal.recipient_name or "", *(member["name"] or "" for member in snap.team.to_dicts()))


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())


FOR_A_PERSON = {
    "is not in the source": "is in no fact of this proposal", "the source says": "the facts of this proposal say",
    "the source": "the facts of this proposal", "the cited facts": "the facts of this proposal",
    "no cited fact": "no fact of this proposal", "no cited day": "no day in the facts of this proposal",
    "no cited figure": "no figure in the facts of this proposal", "cited ": "",
}  # fmt: skip
"""How a reason names facts that a person has not cited; the first that fits holds."""
OF_DRAFT = re.compile("|".join(FOR_A_PERSON))
