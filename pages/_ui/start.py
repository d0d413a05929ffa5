"""The first start: the demo company is made in the background, with weeks to look back on where asked for; one's own data need not wait."""

from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from cs_core.context.store import MADE_UNTIL, REHEARSED, Store
from cs_core.demo.first_start import make_demo
from cs_core.errors import CSError
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.leadership.rehearsal import rehearse
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import WAITING
from cs_core.progress import Progress, part
from pages._ui import first_data, working
from pages._ui.edge import filled, opened, wall
from pages._ui.map import link

WEEKS, SEED = 78, 7
MADE_SHARE = 0.38
"""Of the time, as measured with 2,000 customers, when the company is imported; the first cycle is the rest."""
PAST_WEEKS, PAST_ACCOUNTS, PAST_MADE_SHARE = 13, 800, 0.03
"""A past to look back on: its weekly cycles, for how many customers at most, and when such a company is imported."""
PAST = "demo_past"
"""Under which the store keeps that a past was asked for, in weeks."""
KEY, OWN = "demo", "own"
MY_DATA = "My data"
"""As the sidebar has it."""


def ensure(path: Path, *, is_default: bool, accounts: int) -> None:
    """Have an empty default store filled with the demo company and a first cycle, and say how far it is; any other is left alone.

    One that was cut off begins again; one that is being made is never begun twice, whoever asks.
    """
    if not is_default:
        return
    with opened(path) as store:
        if _filled(store):
            return
        job = working.last(store)
        if job is None or not (job.running or job.error):
            job = _begin(store, accounts)
        _screen(store, job, accounts)
    st.stop()


def _filled(store: Store) -> bool:
    if store.get(PAST) and not store.get(REHEARSED):
        return False
    return bool(store.count("cycle")) or (filled(store) and not store.get(MADE_UNTIL))


def _begin(store: Store, accounts: int) -> working.Job | None:
    """Begin, unless another tab was quicker."""
    try:
        return working.start(store, "The demo company", partial(_fill, accounts=accounts), key=KEY,
                             says=partial(_came_of, made=_size(store, accounts)))  # fmt: skip
    except CSError:
        return working.last(store)


def _again(path: Path, accounts: int) -> None:
    with opened(path) as store:
        _begin(store, accounts)


def with_past(path: Path) -> None:
    """What is made next in this empty store is given weeks to look back on."""
    with opened(path) as store:
        store.put(PAST, str(PAST_WEEKS), at=wall())


def own_data() -> None:
    """The link to one's own data, on Import, from wherever the demo is looked at."""
    link("11_Context", "Import my own data", "upload", ("part", "Import"), (OWN, "1"))


def chosen_by_link() -> bool:
    """Before the sidebar asks whose data: whether a link that led here has answered."""
    if OWN not in st.query_params:
        return False
    del st.query_params[OWN]
    st.session_state["data"] = MY_DATA
    return True


def _fill(store: Store, progress: Progress, *, accounts: int) -> dict:
    """Both halves, each only where it is not there yet: the company, and its first cycle or the weeks that it looks back on."""
    now, weeks = wall(), int(store.get(PAST) or 0)
    made = PAST_MADE_SHARE if weeks else MADE_SHARE
    if not store.get("newest_on"):  # set last of all by an import
        end = date.fromisoformat(store.get(MADE_UNTIL) or now.date().isoformat())  # of a first start that was cut off, maybe yesterday
        make_demo(
            store, store.lake.parent / "demo", accounts=_size(store, accounts), seed=SEED, weeks=WEEKS, end=end, now=now,
            progress=part(progress, 0.0, made),
        )  # fmt: skip
    at, rest = store.now(now), part(progress, made, 1.0)
    if weeks:
        return rehearse(store, end=at.date(), weeks=weeks, progress=rest)[-1]
    return run_cycle(store, as_of=at.date(), now=at, model=OfflineModel(), roster=roster_of(store), progress=rest)


def _size(store: Store, accounts: int) -> int:
    return min(accounts, PAST_ACCOUNTS) if store.get(PAST) else accounts


def _came_of(done: dict, *, made: int) -> str:
    waits = sum(done["routed"].get(route, 0) for route in WAITING)
    return f"{done['accounts']:,} of its {made:,} customers are with us today; {waits:,} proposals wait for you."


def _screen(store: Store, job: working.Job | None, accounts: int) -> None:
    st.title("Welcome")
    st.caption("Six agents do the jobs of customer success for every customer, whatever its size: on a demo company, or on your own.")
    made, own = st.columns(2, gap="large")
    with made.container(border=True, height="stretch"):
        st.subheader("A demo company")
        st.markdown(
            f"{_size(store, accounts):,} invented customers and {WEEKS} weeks of history, imported from exports as yours would be. Then "
            f"{PLAYED if store.get(PAST) else FIRST} The console opens by itself when it is ready."
        )
        if job and job.error:
            working.ended(job)
            st.button("Begin again", type="primary", icon=":material/replay:", on_click=_again, args=(store.path, accounts))
        else:
            working.panel(store)
    with own.container(border=True, height="stretch"):
        st.subheader("My own data")
        st.markdown("Kept in a file of its own, which the demo company never touches. You need not wait for it.")
        first_data.smallest_start()
        own_data()


FIRST = (
    "six agents run their first cycle: a minute or two, once. Decisions, earned autonomy and a pilot to look back on come with “Play a "
    "quarter” in the sidebar."
)
PLAYED = (
    f"six agents run {PAST_WEEKS} weekly cycles, with simulated people who decide their drafts and a simulated leader who sets goals: some "
    "minutes, once."
)
