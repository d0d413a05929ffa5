"""A pilot that was started, on the Proof page: what it says, how it went, what its evidence supports, and how to stop it."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.wording.signed import in_points
from cs_core.leadership.pilot import status, stop
from cs_core.leadership.trials.scale_up import proposal, scale
from cs_core.leadership.trials.words import TOO_SMALL as SMALL
from cs_core.orchestration.pilots.arms import pilots
from pages._ui import charts, proof_charts, tables, words
from pages._ui.confirm import act, came_of, confirm
from pages._ui.edge import opened
from pages._ui.frame import Here
from pages._ui.login import barred
from pages._ui.proof_wizard import TOO_SMALL, wizard

C = st.column_config
NEW = "New pilot"
SAYS = {
    "works": ":green-badge[:material/check: Works]", "harms": ":red-badge[:material/close: Harms]",
    SMALL: ":orange-badge[:material/block: Too small to tell]",
}  # fmt: skip
CANNOT = ":gray-badge[:material/hourglass: Cannot tell yet]"
BOX = {"border": True, "height": "stretch"}
RANGE = "Beside or below it the likely range, on whichever day it is read (always-valid 95% interval)"
PAIRS = {
    "compared": C.TextColumn("Compared", width="medium"),
    "says": C.TextColumn("It tells", width="medium"),
    "point": C.NumberColumn("Difference, points", format="%+.1f"),
    "low": C.NumberColumn("Lowest", format="%+.1f", help=f"Of this pair alone. {RANGE}"),
    "high": C.NumberColumn("Highest", format="%+.1f"),
}
ARMS = {
    "arm": C.TextColumn("Group"),
    "n": C.NumberColumn("Accounts", format="localized"),
    "well": C.NumberColumn("Did well so far", format="localized", help="By the outcome that the pilot is judged by"),
    "share": C.NumberColumn("Share", format="%.1f%%"),
}


def _status(snap: Snapshot, name: str) -> dict:
    return status(snap.store, snap, name=name)


def _ahead(snap: Snapshot, name: str) -> dict:
    return proposal(snap.store, snap, name=name)


def pilot_part(here: Here) -> None:
    """The pilots there are, and the next one."""
    came_of("pilot")
    names = [p.name for p in reversed(pilots(here.store, here.as_of))]
    chosen = NEW
    if names:
        chosen = st.selectbox("Pilot", [*names, NEW], format_func=words.spelt_days, key="pilot_name", label_visibility="collapsed")
    if chosen == NEW:
        st.caption("Chance decides who is in which group, among customers alike in health and time with us: so groups compare fairly.")
        wizard(here)
        return
    state = here.ask(_status, chosen, says="Reading the pilot")
    _headline(state)
    first = state["pairs"][0]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"###### {first['one'].capitalize()} less {first['two']}: {state['outcome_says']}, week by week")
        if first["weeks"]:
            figure, alt = proof_charts.course(first["weeks"]), "The difference by week, with its likely range"
            n = sum(arm["n"] for arm in state["arms"])
            charts.show(figure, alt=alt, key="course", unit="difference of shares", n=n, of="customers drawn", on="y", height=320)
        else:
            st.caption("Nothing to draw yet: too little came to pass to compare the groups.")
    with right:
        st.markdown("###### Groups, as drawn")
        arms = pl.DataFrame(state["arms"], infer_schema_length=None).with_columns(pl.col("share").cast(pl.Float64) * 100)
        tables.show(arms, ARMS, alt="Groups of the pilot")
        st.caption("All who were drawn count in their group, whatever happened since. The ranges may be read on any day.")
    if any(p["effect"] for p in state["pairs"]):
        pairs = [{"compared": f"{p['one']} less {p['two']}", "says": p["says"], **_row(p["effect"])} for p in state["pairs"]]
        tables.show(pl.DataFrame(pairs, infer_schema_length=None), PAIRS, alt="Groups compared in pairs")
    if state["state"] == "running":
        _next(here, state)


def _headline(state: dict) -> None:
    first, _, rest = state["why"].partition(". ")
    badge = SAYS.get(SMALL if state["too_small"] else state["says"], CANNOT)
    st.markdown(f"{badge} **{words.said(first)}.**")
    st.markdown(words.said(rest))
    ahead = state["when"]
    with st.container(horizontal=True):
        st.metric("Accounts", words.count(state["n"]), **BOX)
        point, _, doubt = _points(state["effect"]).partition(" (")
        st.metric(
            f"Difference {state['outcome_says']}", SMALL if state["too_small"] else point, doubt.rstrip(")") or None,
            delta_color="off", delta_arrow="off", help=RANGE, **BOX,
        )  # fmt: skip
        st.metric("Smallest difference it would see", words.points(state["mde"]) if state["mde"] else TOO_SMALL, **BOX)
        span = f"Begun on {words.day(state['started_on'])}, all in on {words.day(state['due_on'])}"
        st.metric("Day", f"{state['day']} of {state['days']}", help=span, **BOX)
        when = (words.day(ahead["on"]) if ahead["on"] else "no date") if ahead else "now" if state["state"] == "running" else state["state"]
        last = ahead is not None and ahead["on"] == state["due_on"]
        st.metric("All outcomes in by" if last else "An answer by", when, help=ahead["says"] if ahead else None, **BOX)


def _next(here: Here, state: dict) -> None:
    ahead = here.ask(_ahead, state["name"], says="Reading what the evidence supports")
    st.markdown("###### What the evidence supports")
    st.markdown(words.said(ahead["says"]))
    at, allowed = (here.store.path, here.as_of, here.now, here.by, state["name"]), barred(here.store, "pilot_event")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        extend = f"Extend to {ahead['extend']:,} accounts, leave {ahead['stay']:,} without agents"
        if ahead["supported"]:
            confirm(
                extend if ahead["extend"] else "Give people where they help",
                [ahead["says"], f"From the next cycle on agents work for {ahead['extend']:,} customers who were held out until now."],
                _scale, *at, key="pilot_scale", last="The comparison ends with it.", type="primary", icon=":material/trending_up:",
                **allowed,
            )  # fmt: skip
        why = st.text_input("Why stop it?", key="pilot_stop_why", placeholder="Kept with the stop", width=320)
        confirm(
            "Stop the pilot",
            [
                f"From the next cycle on its groups hold none of its {state['n']:,} customers, and agents work for all of them again.",
                "What it shows by today is all that it will show; another pilot draws anew.",
            ],
            _stop, *at, key="pilot_stop", icon=":material/stop_circle:", **({"disabled": not why.strip()} | allowed),
        )  # fmt: skip
    st.caption("A pilot that surely harms stops by itself.")


def _scale(path: Path, as_of: date, now: datetime, by: str, name: str) -> None:
    def run() -> str:
        with opened(path) as store:
            return scale(store, snapshot(store, as_of), name, by=by, now=now)["says"]

    act("pilot", run)


def _stop(path: Path, as_of: date, now: datetime, by: str, name: str) -> None:
    def run() -> str:
        with opened(path) as store:
            ended = stop(store, as_of, name, why=st.session_state["pilot_stop_why"], by=by, now=now)
        return f"{ended['name']} is stopped: from the next cycle on its groups hold nobody"

    act("pilot", run)


def _row(effect: dict | None) -> dict:
    return {k: effect[k] * 100 if effect else None for k in ("point", "low", "high")}


def _points(effect: dict | None) -> str:
    return in_points(effect) if effect else "cannot tell yet"
