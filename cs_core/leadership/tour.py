"""The four layers and their proof in five stops: one sentence each, and the figure of this store that shows it."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import spelt
from cs_core.leadership import pilot
from cs_core.leadership.answers import on_goal
from cs_core.leadership.goals import show
from cs_core.leadership.today import agents_did, proposed
from cs_core.records import SEGMENTS

CANNOT_TELL = "Cannot tell yet"


class Stop(NamedTuple):
    """One stop: the layer, what it is there for, and the page that shows it with parameters of its address."""

    layer: str
    says: str
    page: str
    query: tuple[tuple[str, str], ...]
    figure: Callable[[Snapshot], tuple[str, str]]
    """The figure of a store, and a sentence to it; never made up: where nothing is known it says so."""


def known(snap: Snapshot) -> tuple[str, str]:
    """How many customers, and from how many systems what is known of them comes."""
    current = snap.signals.filter(pl.col("churned_on").is_null()).height
    files = snap.store.frame("import_file", "system", "landed").filter(pl.col("landed") > 0)
    exports, systems = counted(files.height, "export"), counted(files["system"].n_unique(), "system")
    if not current:
        return CANNOT_TELL, "No current customer is known: import the smallest useful export first."
    return counted(current, "customer"), f"known from {exports} of {systems}, imported as they came."


def done(snap: Snapshot) -> tuple[str, str]:
    """What agents propose as of the newest cycle, and how much of it for the smallest customers."""
    cycle, _ = agents_did(snap)
    if cycle is None:
        return CANNOT_TELL, "No cycle has run: run one on the Agents page, it takes a minute."
    proposals = proposed(snap)
    small = proposals.join(snap.signals.filter(pl.col("segment") == SEGMENTS[-1]), on="account_id", how="semi").height
    figure = counted(proposals.height, "proposal")
    of = f"; {small / proposals.height:.0%} of them are for customers of the {SEGMENTS[-1]}" if proposals.height else ""
    return figure, f"stand as of the cycle of {_day(cycle)}, which looked at all {counted(cycle['accounts'], 'customer')}{of}."


def judged(snap: Snapshot) -> tuple[str, str]:
    """What became of the proposals: sent alone, to a person, or kept back."""
    cycle, did = agents_did(snap)
    if cycle is None:
        return CANNOT_TELL, "No cycle has run, so nothing was judged."
    routes = dict(did.group_by("route").agg(pl.col("proposals").sum()).iter_rows())
    back = routes.get("held", 0) + routes.get("rejected", 0)
    people = sum(n for route, n in routes.items() if route in TO_PEOPLE)
    return f"{people:,} to people", f"{routes.get('agent', 0):,} may go with no person's yes, and {back:,} were held or rejected by code."


def steered(snap: Snapshot) -> tuple[str, str]:
    """How the goals stand."""
    answer = on_goal(show(snap.store, snap)["goals"])
    return answer.figure, answer.says


def proved(snap: Snapshot) -> tuple[str, str]:
    """What the newest pilot says of agents for the long tail."""
    if pilot.found(snap.store, snap.as_of) is None:
        return CANNOT_TELL, "No pilot has been started: a randomised one, with a holdout, is what can tell."
    found = pilot.status(snap.store, snap)
    return found["says"].capitalize(), f"{found['why'].rstrip('.')}."


def _day(cycle: dict) -> str:
    return spelt(date.fromisoformat(str(cycle["as_of"])[:10]))


TO_PEOPLE = ("agent_with_review", "human_with_draft", "human_only")
STOPS: tuple[Stop, ...] = (
    Stop("Context", "Everything starts with what is known of a customer: where it lives, how fresh it is, and what is missing.",
         "Context", (), known),
    Stop("Execution", "Six agents do the jobs of customer success for every customer, whatever its size, and cite a source for each claim.",
         "Agents", (("part", "Work done"),), done),
    Stop("Orchestration", "Code, not a model, judges each draft and decides whether it may go, waits for a person, or is held.",
         "Review", (), judged),
    Stop("Leadership", "Leaders set goals and limits, and put people's hours where a person changes the outcome.",
         "Strategy", (), steered),
    Stop("Proof", "Whether it works for the long tail is measured against customers who were left alone, and said with an interval.",
         "Proof", (), proved),
)  # fmt: skip
