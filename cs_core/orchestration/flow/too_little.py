"""Letters that were not written since too little is known of a customer to say anything of its own; and what would tell more."""

from collections.abc import Collection

from cs_core.execution.draft import keeps_silent
from cs_core.execution.playbooks.play import Play
from cs_core.execution.writing.phrases import slots
from cs_core.orchestration.flow.cycle_record import TooLittle
from cs_core.orchestration.flow.stages import Noticed, accounts_of
from cs_core.orchestration.judging.facts import knowledge_of
from cs_core.records import Proposal


def too_little(noticed: Noticed, proposals: Collection[Proposal]) -> dict[str, TooLittle]:
    """By agent that had such reasons. What is missing is what its plays' words speak of.

    Silence over a departure is left out, and a play that lacks what it tells of: without a release there is no letter on one.
    """
    made = {(p.agent, p.play, p.account_id) for p in proposals}
    silent = [(a, row) for a, row in noticed.asked if row["kind"] == "message" and (a.name, row["play"], row["account_id"]) not in made]
    told = noticed.briefs(accounts_of(silent)) if silent else {}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for agent, row in silent:
        brief, play = told[row["account_id"]], agent.plays[row["play"]]
        if keeps_silent(agent, brief) or any(brief.get(key) is None for key in play.script.needs):
            continue
        missing = _would_tell(play).intersection(brief.unknowns)
        found.setdefault(agent.name, {})[brief.account_id] = tuple(kind for kind in agent.wants if kind in missing)
    return {name: TooLittle(accounts) for name, accounts in found.items()}


def _would_tell(play: Play) -> set[str | None]:
    """The kinds of knowledge that the words of a play speak of, besides what makes them due."""
    phrasings = (*play.script.opening, *(t for group in play.script.details for t in group))
    return {knowledge_of(key) for t in phrasings for key, _ in slots(t)}
