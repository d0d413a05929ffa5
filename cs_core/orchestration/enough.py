"""Enough letters of one play: who had as many in half a year as its playbook allows is spoken with by a person, not written to again."""

from collections.abc import Mapping, Sequence

from cs_core.context.counted import counted
from cs_core.execution.agent import Agent
from cs_core.execution.playbooks.runs import Key
from cs_core.orchestration.running import Notices


def in_person(notices: Sequence[tuple[Agent, dict]], letters: Mapping[Key, int]) -> Notices:
    """The notices; what would be a letter too many (`repeats.letters_of`) is a task, and the step of a running play is left out."""
    found = []
    for agent, row in notices:
        said = letters.get((agent.name, row["play"], row["account_id"]), 0)
        if row["kind"] != "message" or said < (agent.plays[row["play"]].most_letters or said + 1):
            found.append((agent, row))
        elif "run_id" not in row:
            found.append((agent, row | _task(row, said)))
    return found


def _task(row: Mapping, said: int) -> dict:
    again = f"{counted(said, 'letter')} of this play went out in half a year, so a person goes on: "
    return {"kind": "task", "enough": True, "again": again, "reason": again + (row["reason"] or "its reason still stands.")}
