"""What this data is: made, or of the past; and the way to begin a demo company anew."""

from datetime import date
from pathlib import Path

import streamlit as st

from cs_core.context.store import MADE_UNTIL, REHEARSED, Store
from cs_core.demo.first_start import remove_demo
from cs_core.errors import CSError
from pages._ui import kept, start, words, working
from pages._ui.confirm import confirm
from pages._ui.edge import wall
from pages._ui.login import barred, who


def about(store: Store, today: date) -> None:
    """In the sidebar: that a company is made, with its reset, or that the data is of the past."""
    if store.get(MADE_UNTIL):
        played = store.get(REHEARSED)
        st.caption(
            "Demo company: its customers, figures and people are invented."
            + (f" Its last {played} weeks were played by simulated people." if played else ""),
            help=words.sentence(SIMULATED) if played else None,
        )
        if not played:
            confirm(
                "Play a quarter", PLAYS, play, store.path, key="play_past", icon=":material/history:", width="stretch",
                **({"help": f"{start.PAST_WEEKS} weeks of work to look back on"} | barred(store, "meta")),
            )  # fmt: skip
        confirm(
            "Reset demo", GOES, reset, store.path, key="reset_demo", icon=":material/restart_alt:", width="stretch", **barred(store, "meta")
        )  # fmt: skip
    elif today < wall().date():
        st.caption(f"The newest row of this data is of {words.day(today)}: it is shown as of that day.")


def play(path: Path) -> None:
    """As `reset`; the new one is given weeks to look back on."""
    if reset(path):
        start.with_past(path)


def reset(path: Path) -> bool:
    """Remove the demo and all that this server keeps of it, where that may be; the next page begins a new one."""
    try:
        working.forget(path)
        remove_demo(path, actor=who())
    except (CSError, OSError) as error:
        st.toast(words.said(error), icon=":material/error:")
        return False
    kept.forget()
    for key in [key for key in st.session_state if key not in STAYS]:
        del st.session_state[key]
    return True


GOES = (
    "The demo company is removed and built anew, which takes a minute or two.",
    "All that was decided, logged, sent to the outbox, set as a goal or planned in it is gone, and so are saved views.",
    "Your own data, under “My data”, is not touched.",
)
PLAYS = (
    f"The demo company is built anew, with {start.PAST_ACCOUNTS:,} customers at most; then {start.PAST_WEEKS} weekly cycles are played by "
    "simulated people: drafts decided, test drafts and blind samples judged, a plan kept, a pilot run, autonomy earned. Some minutes.",
    *GOES[1:],
)
SIMULATED = (
    "goals, decisions, edits, touches, blind samples, levels granted. What its customers did was made before, and follows from none of it."
)
STAYS = ("answered_reset_demo", "answered_play_past")
"""By which a dialog knows that it was answered."""
