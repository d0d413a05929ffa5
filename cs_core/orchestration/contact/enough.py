"""Enough letters of one play: who had as many in half a year as its playbook allows is spoken with by a person, not written to again."""

from collections.abc import Mapping

from cs_core.context.wording.counted import counted
from cs_core.execution.playbooks.runs import Key
from cs_core.orchestration.flow.notices import Notices


def in_person(notices: Notices, letters: Mapping[Key, int]) -> Notices:
    """The notices; what would be a letter too many (`repeats.letters_of`) is a task, and the step of a running play is left out."""
    places, too_many = notices.places(letters), {}
    for place, (agent, row) in zip(places, notices.at(places)):
        said = letters[agent.name, row["play"], row["account_id"]]
        if row["kind"] == "message" and said >= (agent.plays[row["play"]].most_letters or said + 1):
            too_many[place] = None if "run_id" in row else row | _task(row, said)
    return notices.in_place(too_many)


def _task(row: Mapping, said: int) -> dict:
    again = f"{counted(said, 'letter')} of this play went out in half a year, so a person goes on: "
    return {"kind": "task", "enough": True, "again": again, "reason": again + (row["reason"] or "its reason still stands.")}
