"""A day's cycles are one: a second one proposes nothing again, so what it drafted itself is not what there is to find something in."""

from cs_core.context.snapshot import Snapshot
from cs_core.orchestration.flow.cycle_record import CycleRecord
from cs_core.records import Proposal, Routed, Verdict


def with_earlier(made: CycleRecord, snap: Snapshot) -> CycleRecord:
    """The record with what earlier cycles of its day proposed before its own, each serving the goals that are set now."""
    cycles = snap.store.frame("cycle", "id", as_of=made.as_of)["id"].to_list()
    before = {p.id: p for p in (snap.store.records(Proposal, cycle_id=cycles) if cycles else ())}
    if not before:
        return made
    verdicts: dict[str, list[Verdict]] = {i: [] for i in before}
    for verdict in snap.store.records(Verdict, proposal_id=list(before)):
        verdicts[verdict.proposal_id].append(verdict)

    def as_set_now(r: Routed) -> Routed:
        about = before[r.proposal_id]
        return r.model_copy(update={"goals": made.world.direction.serves(about.agent, made.world.segment(about.account_id))})

    routed = [as_set_now(r) for r in snap.store.records(Routed, proposal_id=list(before))]
    return made._replace(
        proposals=[*before.values(), *made.proposals], verdicts={**verdicts, **made.verdicts}, routed=[*routed, *made.routed]
    )
