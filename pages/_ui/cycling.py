"""A cycle from the console: run in the background, and what it made in a sentence."""

import time
from collections.abc import Sequence

import streamlit as st

from cs_core.context.store import Store
from cs_core.context.wording.counted import counted
from cs_core.execution.models.model import model_from
from cs_core.execution.roster import roster_of
from cs_core.orchestration.cycle import run_cycle
from cs_core.progress import Progress
from pages._ui import words, working
from pages._ui.frame import Here


def begin(here: Here, *, model_name: str = "", agents: Sequence[str] = ()) -> None:
    """Begin a cycle as of the day looked at, of some agents or all, and draw the page again."""
    model, roster = model_from(here.settings, model_name or here.settings.model), roster_of(here.store)

    def cycle(store: Store, progress: Progress) -> dict:
        return run_cycle(
            store, as_of=here.as_of, now=here.now, model=model, roster=roster, agents=agents or None, progress=progress,
            ticks=time.perf_counter,
        )  # fmt: skip

    working.start(here.store, "A cycle", cycle, key="cycle", says=came_of)
    st.rerun()


def came_of(done: dict) -> str:
    """What a cycle made, in a sentence."""
    made = f"{counted(sum(done['proposals'].values()), 'new proposal')} for {counted(done['accounts'], 'account')}"
    later = done.get("later_cycle")
    return f"{made}, and nothing is kept: a cycle as of {words.day(later)} stands." if later else f"{made}."
