"""The orchestrator's findings, each with one click that acts on it; how well it calls people in; whether gates and reviewers still look."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted
from cs_core.errors import CSError
from cs_core.leadership.act import in_words, take
from cs_core.orchestration.direction import GUARDRAILS
from cs_core.orchestration.orchestrator import standing
from cs_core.orchestration.oversight.flags import precision
from cs_core.orchestration.oversight.planted import caught
from pages._ui import tables, words
from pages._ui.edge import opened
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES
from pages._ui.login import signers
from pages._ui.map import BY_TITLE, link

C = st.column_config
FOUND_BY = ("cycle", "finding", "taken")
CALLED_BY = (*SIGNAL_TABLES, "cycle", "proposal", "routed", "decision", "task", "outcome")
"""Tables whose rows change the findings, and the calls."""
TEST_DRAFTS = next(g for g in GUARDRAILS if g.key == "test_drafts")
CALLS = {
    "what": C.TextColumn("Requests to people", width="large"),
    "n": C.NumberColumn("Number", format="localized"),
    "of": C.NumberColumn("Of", format="localized", help="Of which it could be told"),
    "share": C.TextColumn("Share", help="In brackets the likely range (95% interval)"),
}
SAID = {
    "needed": "Needed: somebody said yes, or did the work",
    "not_needed": "Not needed: no use to the customer, or handled already",
    "draft_rejected": "The draft was rejected for its words",
    "late": "Answered after the due day",
    "ignored": "Ended without an answer",
    "missed": "Missed: customers who left or were harmed without a request in 60 days",
}
ERRORS = {
    "error": C.TextColumn("Planted error"),
    "n": C.NumberColumn("Planted", format="localized"),
    "caught": C.NumberColumn("Caught by a gate", format="localized"),
}


def act(path: Path, finding_id: str, now: datetime) -> None:
    """Do what a finding proposes; runs before the page does, so it opens the store itself."""
    with opened(path) as store:
        try:
            st.toast(take(store, finding_id, by=st.session_state.get("leader") or "console", now=now), icon=":material/check:")
        except CSError as error:
            st.session_state["act_refused"] = str(error)


def panel(here: Here) -> None:
    """What stands after the newest cycle, the most important first."""
    if why := st.session_state.pop("act_refused", None):
        st.error(words.said(why), icon=":material/block:")
    found = here.ask(_standing, says="Reading the findings", tables=FOUND_BY)
    if found:
        st.selectbox("You are", signers(here.store, here.snap.team), key="leader")
    for finding in found:
        with st.container(border=True):
            _finding(here, finding)
    if not found:
        ran = here.store.count("cycle")
        st.caption("The last cycle found nothing out of the ordinary." if ran else "No cycle has been run yet.")
    _calls(called_in(here))
    _looking(here.ask(_caught, says="Counting the test drafts", tables=("planted", "planted_decision")))


def called_in(here: Here) -> dict:
    """How well people are called in: see `oversight.flags.precision`."""
    return here.ask(_precision, says="Following the calls on people", tables=CALLED_BY)


def _precision(snap: Snapshot) -> dict:
    return precision(snap.store, snap.as_of, snap=snap)


def _standing(snap: Snapshot) -> list[dict]:
    return standing(snap.store)


def _caught(snap: Snapshot) -> dict:
    return caught(snap.store)


def _finding(here: Here, finding: dict) -> None:
    st.markdown(f"**{words.said(finding['says'])}**")
    since = "New in this cycle." if finding["new"] else f"Since {words.day(date.fromisoformat(finding['since']))}."
    st.caption(f"{words.said(finding['action'])} {since}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if finding["taken"]:
            st.markdown(f":green[:material/check_circle:] {words.said(finding['taken']['says'])}.")
        elif finding["act"]:
            told = (here.store.path, finding["id"], here.now)
            st.button(words.said(in_words(finding["act"])), key=f"act_{finding['id']}", icon=":material/bolt:", on_click=act, args=told)
        if finding["page"] in BY_TITLE:
            link(BY_TITLE[finding["page"]], f"Open {finding['page']}", "arrow_forward")


def _calls(told: dict) -> None:
    st.subheader("How well it calls people in")
    st.caption(told["says"])
    if told["calls"]:
        rows = [
            {"what": text, "n": told[key]["n"], "of": told[key]["of"], "share": _share(told[key]["rate"])} for key, text in SAID.items()
        ]
        if any(told[key]["rate"] for key in SAID):  # before any share can be told, the line above says all there is
            tables.show(pl.DataFrame(rows), CALLS, alt="The orchestrator's calls on people and what came of them")
        st.caption(f"{counted(told['calls'], 'request')} in all, {told['open']:,} of them open.")


def _looking(told: dict) -> None:
    st.subheader("Do gates and reviewers still look?")
    if not told["gates"]["n"]:
        st.caption(
            "Test drafts are known-bad letters in the review queue, which can never be sent. None was planted yet: "
            f"set “{TEST_DRAFTS.name}” on the Strategy page to plant some."
        )
        link("40_Strategy", "Open Strategy", "arrow_forward")
        return
    for who in ("gates", "reviewers"):
        st.markdown(f"{told[who]['says'].capitalize()}.")
    open_ = {"Gates could not tell": told["gates"]["unknown"], "No reviewer decided": told["reviewers"]["undecided"]}
    if lines := [f"{what} on {n:,} of them." for what, n in open_.items() if n]:
        st.caption(" ".join(lines))
    tables.show(pl.DataFrame(told["errors"]), ERRORS, alt="Test drafts by planted error")


def _share(rate: tuple | None) -> str:
    return words.interval(rate and rate._asdict())
