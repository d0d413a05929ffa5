"""One cycle, the plot of the whole: know, notice, draft, judge, route, record; and learn first what came of the last one."""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from cs_core.context.readings import read_new
from cs_core.context.store import Store
from cs_core.errors import BadInput
from cs_core.execution.agent import Agent
from cs_core.execution.models.hiding import known_names
from cs_core.execution.models.model import OFFLINE, Model
from cs_core.execution.models.reader import MOST_READ, ModelReader
from cs_core.orchestration.contact.outcomes import read_outcomes
from cs_core.orchestration.contact.repeats import held_before
from cs_core.orchestration.contact.unanswered import handovers
from cs_core.orchestration.flow import minutes
from cs_core.orchestration.flow.cycle_record import CycleRecord
from cs_core.orchestration.flow.drafting import NOTHING, falls_apart, judged, judging, write, written_apart
from cs_core.orchestration.flow.one_call import taken_over, worth_of_all
from cs_core.orchestration.flow.one_letter import in_one_letter
from cs_core.orchestration.flow.overtaken import withdrawn
from cs_core.orchestration.flow.redraft import redraft, standing
from cs_core.orchestration.flow.running import moved
from cs_core.orchestration.flow.stages import know, notice
from cs_core.orchestration.flow.steps import Steps, uncollected
from cs_core.orchestration.flow.tally import tally
from cs_core.orchestration.flow.too_little import too_little
from cs_core.orchestration.orchestrator import findings
from cs_core.orchestration.oversight.earned import step_down
from cs_core.orchestration.oversight.past import past_of
from cs_core.orchestration.oversight.planting import plant
from cs_core.orchestration.oversight.same_day import with_earlier
from cs_core.orchestration.pilots.halt import halt
from cs_core.orchestration.routing import governed, route_governed
from cs_core.orchestration.runner import InlineRunner, Runner
from cs_core.progress import paced
from cs_core.records import key_of


@uncollected()
def run_cycle(
    store: Store,
    *,
    as_of: date,
    now: datetime,
    model: Model,
    roster: Sequence[Agent],
    agents: Collection[str] | None = None,
    progress: Callable[[float, str], None] | None = None,
    ticks: Callable[[], float] = time.perf_counter,
    runner: Runner | None = None,
    learn: bool = True,
) -> dict:
    """All agents over all current customers as of a day; returns the document of the `cycle` command.

    What was proposed that day, still waits, or was dealt with lately is not proposed again but counted as `repeated`: a second
    cycle on the same day acts once. What was held on an earlier day is tried again, and written only if it may go now. Nothing
    is written before everything is known, then all of it at once. `learn` False leaves out what people's decisions have taught.
    Where a cycle of a later day stands (`later_cycle`), what this day would propose is told and nothing of it kept: customers would hear
    twice, and cases would end as they stood before.

    Raises BadInput for an agent that is not on the roster, Refused where another cycle was written meanwhile.
    """
    store.need("cycle")
    chosen, since, later = _chosen(roster, agents), store.version("cycle"), _later(store, as_of)
    cycle_id = id_of(as_of=as_of, now=now, model=model.name, roster=roster, agents=agents)
    steps = Steps(cycle_id, ticks=ticks, progress=paced(progress, OFFLINE_PACE) if model.name == OFFLINE else progress)
    run = runner or InlineRunner(steps.done)
    with steps.step("outcomes", 0.0) as step:
        step["rows_out"] = outcomes = 0 if later else read_outcomes(store, as_of=as_of)
    if model.name != OFFLINE:
        with steps.step("read", 0.02) as step:
            step["rows_out"] = read_new(store, now=now, reader=ModelReader(model, _names(store)), most=MOST_READ, until=as_of)
    known = know(store, chosen, roster, steps, as_of=as_of, cycle_id=cycle_id, learn=learn)
    lowered = []
    if not later:
        lowered = step_down(known.snap, now=now)
        halt(known.snap, now=now)
    parted, alone = falls_apart(known.snap, model, runner), NOTHING
    noticed = notice(known, chosen, steps, parted=parted)
    world = judging(noticed, known)
    if parted:
        proposals, alone = written_apart(noticed, known, world, steps, cycle_id=cycle_id)
    else:
        proposals = write(noticed, known, model, run, steps, cycle_id=cycle_id)
    world, verdicts = judged(proposals, noticed, world, run, steps, alone=alone)
    drafted, unsaid = len(proposals), too_little(noticed, proposals)
    proposals, verdicts, world = redraft(proposals, verdicts, world, noticed, known, model)
    proposals, verdicts, world = in_one_letter(proposals, verdicts, noticed.briefs, world)
    with steps.step("route", 0.9, rows_in=len(proposals)) as step:
        world = governed(proposals, verdicts, world)
        proposals = worth_of_all(proposals, world.holds)
        routed = route_governed(proposals, verdicts, world)
        step["rows_out"] = sum(r.route not in ("held", "rejected") for r in routed)
    ready = {name: len(ids) for name, ids in known.able.ready.items()}
    accounts = known.current.height
    missing, used = known.able.missing, minutes.used(model)
    with steps.step("findings", 0.95, rows_in=len(proposals)) as step:
        past = past_of(known.snap, lowered=lowered)
        seen = world, past, noticed.beyond, unsaid
        made = CycleRecord(cycle_id, as_of, accounts, proposals, verdicts, routed, missing, ready, used, *seen)
        found = findings(with_earlier(made, known.snap))
        step["rows_out"] = len(found)
    written = minutes.without_held_again(made, held_before(known.snap))
    again = {"repeated": noticed.all.total() - noticed.wanted.total(), "held_again": len(proposals) - len(written.proposals)}
    again |= {"not_drafted": len(noticed.asked) - drafted, "unwritten": len(noticed.beyond)}
    stand = standing(proposals)
    table = tally(chosen, ready=ready, accounts=accounts, noticed=noticed, proposals=stand, verdicts=verdicts, routed=routed, unsaid=unsaid)
    document = minutes.document(written, found, **again, outcomes=outcomes, seconds=steps.seconds)
    document |= {"agents": table, "later_cycle": later.isoformat() if later else None}
    document |= {"unsaid": {agent: dict(found.accounts) for agent, found in unsaid.items()}}
    if later:
        steps.tell(1.0, f"Nothing is kept: a cycle as of {later} stands")
        return document
    steps.tell(0.98, "Writing it down")
    minutes.write(
        store, written, found, document, now=now, evidence=known.evidence, steps=steps, cases=known.cases, calls=model.taken_calls(),
        runs=moved(written, known.plays),
        handed=[
            *handovers(known.snap, cycle_id=cycle_id), *withdrawn(known.snap, known.current, chosen, cycle_id=cycle_id),
            *taken_over(known.snap, proposals, routed, cycle_id=cycle_id),
        ],
        planted=plant(made, noticed.briefs, now=now, before=store.count("planted")), since=since,
    )  # fmt: skip
    steps.tell(1.0, "Done")
    return document


def _later(store: Store, as_of: date) -> date | None:
    """The day of the newest cycle, where that is after this day."""
    newest = store.frame("cycle", "as_of")["as_of"].max()
    return newest if newest and newest > as_of else None


def id_of(*, as_of: date, now: datetime, model: str, roster: Sequence[Agent], agents: Collection[str] | None = None) -> str:
    """The id of the cycle that is asked for in these words. Raises BadInput for an agent that is not on the roster."""
    return key_of("cycle", as_of, now.isoformat(), model, *(a.name for a in _chosen(roster, agents)))


def _names(store: Store) -> frozenset[str]:
    """Of everybody who is known at a customer: a model that reads what they write is not told them."""
    return known_names(store.frame("person", "name")["name"])


def _chosen(roster: Sequence[Agent], agents: Collection[str] | None) -> list[Agent]:
    unknown = set(agents or ()) - {a.name for a in roster}
    if unknown:
        raise BadInput(f"No agent {sorted(unknown)[0]!r}: choose among {', '.join(a.name for a in roster)}")
    return [a for a in roster if not agents or a.name in agents]


OFFLINE_PACE = (
    (0.0, 0.0), (0.05, 0.0), (0.2, 0.28), (0.25, 0.28), (0.28, 0.36), (0.35, 0.38), (0.4, 0.46), (0.8, 0.53), (0.9, 0.89), (0.98, 0.93),
    (1.0, 1.0),
)  # fmt: skip
"""Where no model drafts, signals and gates take most of the time: shares of it as measured on made companies of 2,000 and 10,000
customers."""
