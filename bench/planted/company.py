"""The drafts to plant into: of a made company, from cycles of several days with the offline composer, each with its brief and world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cs_core.context.brief import briefs
from cs_core.context.completeness import completeness
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store, open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow.readiness import newest
from cs_core.orchestration.world import World, load_world, to_judge
from cs_core.records import Brief, Proposal

END = date(2026, 6, 30)
DAYS_BACK = (66, 38, 17, 0)
"""Days before the end on which a cycle is run."""
EARLIER_DAYS = 100
"""The earlier snapshot that stale facts are taken from: further back than any knowledge that ages in weeks may be."""


@dataclass(frozen=True)
class Good:
    """A draft that nobody harmed, and all that is needed to judge it and to harm it."""

    proposal: Proposal
    brief: Brief
    world: World
    earlier: Brief | None
    """What was known of the same account a hundred days before."""
    others: tuple["Good", ...] = ()
    """Drafts of other accounts from the same day."""


def made(store: Store, folder: Path, *, accounts: int, seed: int, weeks: int = 78, days_back: Sequence[int] = DAYS_BACK) -> None:
    """A demo company with one cycle on each of the days."""
    now = datetime.combine(END, time(12))
    make_demo(store, folder / "exports", accounts=accounts, seed=seed, weeks=weeks, end=END, now=now)
    for back in sorted(days_back, reverse=True):
        day = END - timedelta(days=back)
        run_cycle(store, as_of=day, now=datetime.combine(day, time(12)), model=OfflineModel(), roster=ROSTER)


def good_drafts(store: Store) -> list[Good]:
    """All that the composer wrote, day by day, with the world it was judged in: its own cycle's drafts are left out of that."""
    proposals = [p for p in store.records(Proposal) if p.drafted_by == "offline"]
    found: list[Good] = []
    for day, cycle in dict.fromkeys((p.as_of, p.cycle_id) for p in proposals):
        theirs = [p for p in proposals if p.cycle_id == cycle]
        snap, ids = snapshot(store, day), sorted({p.account_id for p in theirs})
        known, past = briefs(snap, ids), briefs(snapshot(store, day - timedelta(days=EARLIER_DAYS)), ids)
        world = to_judge(load_world(snap, ids, before=cycle), snap, ids, newest=newest(completeness(snap)))
        of_day = [Good(p, known[p.account_id], world, past.get(p.account_id)) for p in theirs]
        found += [Good(g.proposal, g.brief, g.world, g.earlier, _others(of_day, at)) for at, g in enumerate(of_day)]
    return found


def _others(of_day: list[Good], at: int) -> tuple[Good, ...]:
    """Some drafts of the same day to other accounts, those of the same play first."""
    mine = of_day[at].proposal
    ring = of_day[at + 1 :] + of_day[:at]
    away = [g for g in ring if g.proposal.account_id != mine.account_id and g.brief.name != of_day[at].brief.name]
    return tuple(sorted(away, key=lambda g: g.proposal.play != mine.play)[:MOST_OTHERS])


def a_store(folder: Path, name: str) -> Store:
    """An empty store in a folder of its own."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    return open_store(folder / name / "context.db")


MOST_OTHERS = 12
