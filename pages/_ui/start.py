"""The first start: a demo company in the store, with a bar that moves, before the first page shows."""

import threading
from datetime import datetime
from pathlib import Path

import streamlit as st

from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.orchestration.cycle import run_cycle
from pages._ui.edge import opened

ACCOUNTS, WEEKS, SEED = 2_000, 78, 7


@st.cache_resource
def _one_at_a_time() -> threading.Lock:
    return threading.Lock()


def ensure(path: Path, *, is_default: bool, now: datetime) -> None:
    """Fill an empty default store with the demo company and run a first cycle. Any other store is left to its owner."""
    if not is_default or _filled(path):
        return
    with _one_at_a_time():
        if not _filled(path):
            _fill(path, now)
    st.rerun()


def _filled(path: Path) -> bool:
    if not path.exists():
        return False
    with opened(path) as store:
        return bool(store.count("cycle")) or (bool(store.count("company")) and not store.get("demo_end"))


def _fill(path: Path, now: datetime) -> None:
    st.title("Setting up the demo company")
    st.caption(
        f"{ACCOUNTS:,} made accounts over {WEEKS} weeks, written as exports and imported like anybody's. A minute or two, once; keep this "
        "tab open. "
        "Your own data gets a file of its own: choose “My data” in the sidebar."
    )
    bar = st.progress(0.0, "Starting")
    with opened(path) as store:
        if not store.get("newest_on"):  # set last of all by an import: a first start that was cut off begins again
            make_demo(
                store, path.parent / "demo", accounts=ACCOUNTS, seed=SEED, weeks=WEEKS, end=now.date(), now=now,
                progress=lambda done, what: bar.progress(min(done, 1) * 0.7, what),
            )  # fmt: skip
        at = store.now(now)
        run_cycle(
            store, as_of=at.date(), now=at, model=OfflineModel(), roster=roster_of(store),
            progress=lambda done, what: bar.progress(0.7 + min(done, 1) * 0.3, what),
        )  # fmt: skip
