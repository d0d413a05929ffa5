"""Running plays in a cycle: which steps are taken up, and what of the cycle's own proposals begins a run or carries one on."""

from collections.abc import Mapping

from cs_core.context.snapshot import Snapshot
from cs_core.execution.playbooks.runs import Course, run_row
from cs_core.orchestration.contact.repeats import tried_today
from cs_core.orchestration.flow.cycle_record import CycleRecord
from cs_core.orchestration.flow.notices import Notices, given
from cs_core.records import Proposal, Routed


def taken_up(course: Course, snap: Snapshot) -> Notices:
    """The steps that are due and were not tried this very day."""
    return given(course.due).less(tried_today(snap) if course.due else ())


def without_running(noticed: Notices, course: Course) -> Notices:
    """Notices less those whose play runs already, and less what an agent would begin where it goes on with another play today."""
    steps = {(agent.name, row["account_id"]) for agent, row in course.due}
    return noticed.less(course.open).less(steps, ("agent", "account_id"))


def moved(made: CycleRecord, course: Course) -> list[dict]:
    """The cycle's rows of `play_run`: the course, then what its own proposals began by themselves, or carried on."""
    steps = {row["run_id"]: {"agent": agent.name} | row for agent, row in course.due}
    routed, by_id = {r.proposal_id: r for r in made.routed}, {p.id: p for p in made.proposals}
    rows = list(course.rows)
    for proposal in made.proposals:
        step, spoken = steps.get(proposal.run_id), _spoken_by(proposal, routed, by_id)
        if step and _said(spoken[1]):
            rows.append(_row(step, "stepped", step["step"], proposal, made))
        elif step is None and _acts(*spoken):
            rows.append(_row(_new(proposal), "started", 0, proposal, made))
    return rows


def _said(routed: Routed) -> bool:
    """Whether what says its words goes its way."""
    return routed.route not in ("held", "rejected")


def _acts(proposal: Proposal, routed: Routed) -> bool:
    """Whether it does something as soon as it is written: sent by autonomy, or a task on somebody's desk."""
    return routed.route == "agent" or (proposal.kind == "task" and routed.route.startswith("human"))


def _spoken_by(proposal: Proposal, routed: Mapping[str, Routed], by_id: Mapping[str, Proposal]) -> tuple[Proposal, Routed]:
    """The proposal that says its words, and that one's route: the letter into which they went, else itself."""
    said = by_id.get(routed[proposal.id].merged_into or "", proposal)
    return said, routed[said.id]


def _new(proposal: Proposal) -> dict:
    told = {c: getattr(proposal, c) for c in ("run_id", "agent", "play", "account_id")}
    return told | {"version": proposal.playbook_version, "started_on": proposal.as_of}


def _row(run: dict, state: str, step: int, proposal: Proposal, made: CycleRecord) -> dict:
    return run_row(run, state, step=step, as_of=made.as_of, cycle_id=made.cycle_id, proposal_id=proposal.id)
