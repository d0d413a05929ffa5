"""A pilot before it starts, on the Proof page: whom, which arms, judged by what; what it could see; and the start."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.errors import CSError
from cs_core.leadership.pilot import preview, start
from cs_core.leadership.trials.design import FEW_PEOPLE, LONG_TAIL, MOST_HOLDOUT, USUAL_HOLDOUT, Design, before, shares_of
from cs_core.orchestration.pilots.arms import ARMS, HOLDOUT, ONLY_AGENTS, WITH_PERSON
from cs_core.orchestration.pilots.outcomes import BY_KEY, OUTCOMES
from cs_core.records import SEGMENTS
from pages._ui import charts, proof_charts, tables, words
from pages._ui.confirm import act, confirm
from pages._ui.edge import opened
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES, kept
from pages._ui.login import barred

C = st.column_config
OUT = {"why": C.TextColumn("Left out because", width=290), "n": C.NumberColumn("Accounts", format="localized")}
SIZES = {"arm": C.TextColumn("Group", width="medium"), "n": C.NumberColumn("Accounts", format="localized")}
WORTH = "a third of those who did badly before does well"
POWER = {
    "named": C.TextColumn("Judged by", width="large"),
    "base": C.NumberColumn("Before", format="percent", help="Share of customers like these over the same time before today"),
    "mde": C.TextColumn("Smallest difference seen", help="In four of five such pilots of the customers eligible now"),
    "takes": C.TextColumn("Accounts it takes", help=f"In the pilot, for four of five such pilots to see it where {WORTH}"),
    "due_on": C.TextColumn("All in on"),
}
GETS = {
    ONLY_AGENTS: "Agents work as they are allowed to; people only review",
    WITH_PERSON: "Every proposal goes to a person with the draft",
    HOLDOUT: "What they have today from people and support; agents hold back",
}


def wizard(here: Here) -> None:
    """The form, and what the pilot that it describes could see."""
    chosen = _form()
    if chosen is None:
        return
    try:
        seen = here.ask(before, says="Reading how customers did over the last half year, a few seconds", tables=(*SIGNAL_TABLES, "rate"))
        ahead = kept(here.snap, _ahead, chosen, seen, says="Reading what it could see", key=chosen)
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    enough = ahead["eligible"] >= ahead["needed"]
    st.markdown(f"**{ahead['says']}**")
    with st.container(horizontal=True):
        st.metric("Eligible accounts", words.count(ahead["eligible"]), border=True, help=f"{ahead['needed']:,} are needed for 50 a group")
        st.metric("Smallest difference it would see", words.points(ahead["mde"]) if ahead["mde"] else TOO_SMALL, border=True)
        seen = f"To see it in four of five such pilots where {WORTH}"
        st.metric("Accounts it takes to tell", _takes(ahead["takes"]), border=True, help=seen)
        st.metric("All in on", words.day(ahead["due_on"]), border=True, help="The answer may come sooner: it can be read on any day")
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("###### What a pilot of this shape would see, by its size")
        charts.show(
            proof_charts.power(ahead["power"], n=ahead["eligible"]), key="power", height=340, on="y",
            unit="difference seen in 4 of 5", n=ahead["eligible"], of="customers eligible",
            alt="Smallest difference seen in four of five pilots by number of accounts",
        )  # fmt: skip
    with right:
        st.markdown("###### Groups")
        tables.show(pl.DataFrame(ahead["arms"]), SIZES, alt="Groups that the pilot would have")
        st.caption(" ".join(f"**{arm['arm'].capitalize()}**: {GETS[arm['arm']]}." for arm in ahead["arms"]))
        if ahead["out"]:
            tables.show(pl.DataFrame(ahead["out"]), OUT, alt="Customers that are left out")
        st.caption("Nobody in need is drawn where a group goes without agents, and whoever comes into need later is helped at once.")
    rows = [
        r | {"base": r["base"] and round(r["base"]["point"], 3), "named": _named(r["outcome"]), "due_on": words.day(r["due_on"])}
        | {"mde": words.points(r["mde"]) if r["mde"] else TOO_SMALL.capitalize(), "takes": _takes(r["takes"])}
        for r in ahead["power"]
    ]
    tables.show(pl.DataFrame(rows, infer_schema_length=None), POWER, alt="What each outcome could show")
    st.caption("An early sign tells sooner, and less: " + "; ".join(o.proxy for o in OUTCOMES if o.proxy) + ".")
    if enough:
        _start(here, chosen, ahead)


TOO_SMALL = "too few to tell"


def _takes(told: dict | None) -> str:
    """How many accounts a pilot must have, and what it sees by them: ``9,800 for 1.1 points``."""
    if told is None:
        return "cannot tell"
    return f"{told['n']:,} for {words.points(told['rise'])}" if told["n"] else f"too many for {words.points(told['rise'])}"


def _form() -> tuple | None:
    with st.form("pilot", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            segments = st.multiselect("Segments", SEGMENTS, default=[LONG_TAIL], help="None chosen: customers of any size")
            least = st.number_input("ARR from", min_value=0.0, value=None, step=1_000.0, placeholder="any")
            most = st.number_input("ARR up to", min_value=0.0, value=None, step=1_000.0, placeholder="any")
            renewal = st.number_input("No renewal due within (days)", min_value=0, value=None, step=30, placeholder="none left out")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            arms = st.pills("Groups", ARMS, selection_mode="multi", default=list(ARMS))
            holdout = st.slider("Standard care, %", 10, int(MOST_HOLDOUT * 100), int(USUAL_HOLDOUT * 100))
            people = st.slider("Agents + human, %", 5, 85, int(FEW_PEOPLE * 100), help="With two groups, of these two")
            outcome = st.selectbox("Judged by", [o.key for o in OUTCOMES], format_func=_named)
        st.form_submit_button("Show what it could see", icon=":material/query_stats:")
    try:
        few = people / 100 if len(arms) == len(ARMS) or HOLDOUT not in arms else None
        return tuple(shares_of(arms, holdout=holdout / 100, people=few).items()), tuple(segments), least, most, renewal, outcome
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return None


def _named(key: str) -> str:
    return BY_KEY[key].says.capitalize() + (" (an early sign)" if BY_KEY[key].proxy else "")


def _ahead(snap: Snapshot, chosen: tuple, seen: Mapping[str, pl.DataFrame]) -> dict:
    return preview(snap, _design(chosen), seen=seen)


def _design(chosen: tuple) -> Design:
    return Design(dict(chosen[0]), *chosen[1:])


def _start(here: Here, chosen: tuple, ahead: dict) -> None:
    if not ahead["mde"]:
        st.warning(
            "This pilot is too small to tell, whatever comes of it: choose an early sign, more accounts or a larger group in standard "
            "care.", icon=":material/block:",
        )  # fmt: skip
    arms, until = ", ".join(f"{arm['n']:,} {arm['arm']}" for arm in ahead["arms"]), words.day(ahead["due_on"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Name", placeholder=f"for example: {here.as_of:%B} pilot", key="pilot_new_name", width=320)
        confirm(
            "Start this pilot",
            [
                f"{ahead['eligible']:,} customers are drawn at random now and stay in their group until {until}: {arms}.",
                "From the next cycle on each group is treated as its name says; whoever comes into need is helped in any group.",
                "It can be stopped on any day, and the draw stays in the history.",
            ],
            _begin, here.store.path, here.as_of, here.now, here.by, chosen,
            key="pilot_start", last="The draw cannot be made again.", icon=":material/science:", type="primary",
            **barred(here.store, "pilot"),
        )  # fmt: skip


def _begin(path: Path, as_of: date, now: datetime, by: str, chosen: tuple) -> None:
    def run() -> str:
        with opened(path) as store:
            begun = start(store, snapshot(store, as_of), now=now, name=st.session_state["pilot_new_name"], design=_design(chosen), by=by)
        st.session_state["pilot_name"] = begun["name"]
        return f"{begun['name']} has begun: {begun['n']:,} customers are drawn"

    act("pilot", run)
