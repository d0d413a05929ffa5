"""A simulated leader: sets a direction, has a plan kept, grants what a record has earned, and changes the words of a playbook."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from math import ceil

from cs_core.context.pulse import SCALE, set_pulse
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.errors import CSError, Refused
from cs_core.execution.playbooks.edits import book, save_playbook
from cs_core.leadership.act import take
from cs_core.leadership.coverage import commit, plan
from cs_core.leadership.goals import set_goals
from cs_core.leadership.pilot import start
from cs_core.leadership.steering.past import cycle_signals
from cs_core.leadership.trials.design import MOST_HOLDOUT, USUAL_HOLDOUT, Design, shares_of
from cs_core.orchestration.cost import set_loaded_rate
from cs_core.orchestration.covered import standing
from cs_core.orchestration.orchestrator import standing as findings
from cs_core.orchestration.oversight.planted import KEY as TEST_DRAFTS
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS
from cs_core.orchestration.work import log_touch
from cs_core.records import key_of

LEADER = "leader (simulated)"
AIMS = {"long_tail_grr": "+2", "grr": "+0.4", "ttv_days": "-1"}
"""Goal -> target, or change against the day on which it is set."""
TESTS = 2.0
"""Known-bad test drafts for each 100."""
RATE, CURRENCY = 62.0, "EUR"
"""What an hour of the made team costs: invented as the team is."""
EDITED = ("success_planning", "ask for the outcome")
"""Whose first question the leader strikes out halfway: reviewers write another in its place."""

WAY = {"call": "call", "workshop": "workshop", "named CSM": "meeting"}
"""How a plan's mode is kept: whoever is named meets them."""
KEPT_OF_PLAN = 0.8
LEANING = (-1, 0, 0, 1)
"""How far a person's pulse lies from what the health score would make of it."""
MEETING, QUARTER = 60, 12
"""Minutes of the longest planned touch, and the weeks over which a plan's hours are spread."""


def lead(store: Store, day: date) -> None:
    """What a leader decides first; what this book of customers is too small for is left out."""
    now, snap = datetime.combine(day, time(9)), snapshot(store, day)
    due = day.replace(year=day.year + 1)
    for key, change in AIMS.items():
        with suppress(CSError):
            set_goals(store, {key: f"{change}@{due}"}, by=LEADER, now=now, snap=snap)
    set_goals(store, {TEST_DRAFTS: TESTS}, by=LEADER, now=now, snap=snap)
    set_loaded_rate(store, RATE, currency=CURRENCY, by=LEADER, now=now)
    two = (ONLY_AGENTS, HOLDOUT)
    for design in (Design(), *(Design(shares_of(two, holdout=held)) for held in (USUAL_HOLDOUT, MOST_HOLDOUT))):
        with suppress(Refused):
            start(store, snap, now=now, design=design, by=LEADER)
            break
    with suppress(CSError):
        commit(store, plan(snap), now=now, by=LEADER)


def grant(store: Store, *, now: datetime) -> None:
    """Say yes to every level that the newest cycle found to be earned; what is refused is left as it is."""
    for found in findings(store):
        if found["kind"] == "autonomy earned" and found["act"] and not found["taken"]:
            with suppress(CSError):
                take(store, found["id"], by=LEADER, now=now)


def change_words(store: Store, *, now: datetime) -> None:
    """A playbook without its first question: from then on there are two versions to compare."""
    agent, name = EDITED
    data = book(store, agent, name)["data"]
    words = data["words"] | {"ask": data["words"]["ask"][1:]}
    save_playbook(store, agent, data | {"words": words}, why="Reviewers replaced its first question (simulated)", by=LEADER, now=now)


def keep_the_plan(snap: Snapshot, week: int) -> None:
    """The plan's touches of this week, none longer than MEETING minutes, for KEPT_OF_PLAN of the customers; and the pulse after them."""
    store, day, at = snap.store, snap.as_of, datetime.combine(snap.as_of, time(9))
    kept = cycle_signals(snap, day, ("account_id", "health"))
    health = dict(kept.select("account_id", "health").drop_nulls().iter_rows()) if kept is not None else {}
    for row in standing(store, day).sort("account_id").to_dicts():
        chance = int(key_of("planned touch", row["account_id"]), 16)
        if row["mode"] not in WAY or chance // 100 % 100 >= KEPT_OF_PLAN * 100:
            continue
        parts = max(1, ceil(60 * row["hours"] / MEETING))
        met = sum((chance + k) % QUARTER == week for k in range(parts))
        if met and row["account_id"] in health:
            felt = round(1 + health[row["account_id"]] / 20) + LEANING[chance % len(LEANING)]
            set_pulse(
                store, row["account_id"], min(max(felt, 1), max(SCALE)), why="how it felt when we spoke (simulated)", by=row["person"],
                now=at + timedelta(hours=12),
            )  # fmt: skip
        for nth in range(met):
            log_touch(
                store, row["account_id"], mode=WAY[row["mode"]], minutes=round(60 * row["hours"] / parts), by=row["person"],
                now=at + timedelta(hours=nth), result="as planned (simulated)",
            )  # fmt: skip
