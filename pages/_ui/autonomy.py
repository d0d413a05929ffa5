"""What each agent may do alone: levels, the record behind them, the form that grants one, harm that people report, every change."""

from datetime import datetime

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.errors import CSError
from cs_core.execution.roster import roster_of
from cs_core.orchestration.autonomy import LEVELS, START, changes, level, levels, plays_of, set_level
from cs_core.orchestration.direction import Direction, direction
from cs_core.orchestration.oversight.earned import HARM_DAYS, LIGHT, REPORTED, report_harm, standings
from cs_core.records import SEGMENTS
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES
from pages._ui.login import signers
from pages._ui.toasts import anew

C = st.column_config
RECORD = {
    "agent": C.TextColumn("Agent"),
    "play": C.TextColumn("Playbook", width="medium"),
    "segment": C.TextColumn("Segment"),
    "level": C.TextColumn("Level"),
    "k": C.NumberColumn("Good", format="localized", help="Sent unchanged or lightly edited, without harm"),
    "n": C.NumberColumn("Of", format="localized", help="Messages that people decided, and those sent alone that did harm"),
    "share": C.TextColumn("Share", help="In brackets the likely range (95% interval)"),
    "clears": C.TextColumn("Clears the bar"),
    "to": C.TextColumn("Calls for", help="Proposed only for a playbook whose drafts are of low stakes: no other goes out alone"),
    "since": C.DateColumn("Since", format="D MMM YYYY"),
}
CLEARS = {True: "yes", False: "no", None: "cannot tell yet"}
ALL = "all playbooks"
MOST_CHANGES = 20
RECORDED_BY = (*SIGNAL_TABLES, "proposal", "routed", "decision", "outcome", "autonomy", "goal", "playbook", "cycle")
"""Tables whose rows change the record."""


def panel(here: Here) -> None:
    """Levels and record of every agent, and what a leader may change."""
    aim = direction(here.store)
    limits = aim.guardrails
    st.caption(
        f"Every agent starts in review, and the long tail comes first. More is proposed for a playbook when {limits['autonomy_least']:.0f} "
        f"decisions or more say, by the lower bound, that {limits['autonomy_bar']:.0%} of its messages are sent unchanged or lightly "
        f"edited (at most {LIGHT:.0%} of the characters), without bounce, opt-out, complaint or violation in {HARM_DAYS} days. "
        "It is taken back by itself when the record no longer says so."
    )
    roster = roster_of(here.store)
    granted = levels(here.store)
    rows = [{"agent": words.agent(a.name), "play": ALL, **_by_segment(granted, a.name, None, aim)} for a in roster]
    own = sorted({(key[0], key[2]) for key in granted if len(key) > 2})
    rows += [{"agent": words.agent(agent), "play": play, **_by_segment(granted, agent, play, aim)} for agent, play in own]
    head = {"agent": "Agent", "play": "Playbook", **{s: s.capitalize() for s in SEGMENTS}}
    tables.show(pl.DataFrame(rows), head, alt="Autonomy by agent, playbook and segment")
    _record(here)
    _grant(here, [a.name for a in roster])
    _harm(here)
    _history(here)


def _plays(snap: Snapshot, agent: str) -> list[str]:
    return plays_of(snap.store, agent)


def _by_segment(granted: dict, agent: str, play: str | None, aim: Direction) -> dict[str, str]:
    return {s: level(granted, agent, s, play, ceiling=aim.ceiling(agent, s)) for s in SEGMENTS}


def _record(here: Here) -> None:
    st.subheader("The record behind it")
    every = here.ask(standings, says="Counting the record", tables=RECORDED_BY)
    found = sorted((s for s in every if s.trials), key=lambda s: -len(s.trials))
    if not found:
        st.caption("Nobody has decided on a message yet: the record begins with the first decisions on the Review page.")
        return
    rows = [
        {"agent": words.agent(s.agent), "play": s.play or ALL, "segment": s.segment, "level": s.level, "k": s.k, "n": len(s.trials),
         "share": words.interval(s.share and s.share._asdict()), "clears": CLEARS[s.clears], "to": s.to, "since": s.since}
        for s in found
    ]  # fmt: skip
    tables.show(pl.DataFrame(rows, infer_schema_length=None), RECORD, alt="Record of each agent, playbook and segment")


def _grant(here: Here, agents: list[str]) -> None:
    st.subheader("Grant or take back")
    left, right = st.columns(2)
    agent = left.selectbox("Agent", agents, format_func=words.agent, key="granted_agent")
    plays = here.ask(_plays, agent, says="Reading playbooks", tables=("proposal", "playbook"))
    play = right.selectbox("Playbook", [ALL, *plays], key=f"granted_play_{agent}")
    with st.form("autonomy", border=True, clear_on_submit=True):
        first, second, third, who = st.columns([2, 2, 4, 2])
        segment = first.selectbox("Segment", SEGMENTS[::-1])
        to = second.selectbox(
            "Level", LEVELS, index=LEVELS.index(START),
            help="shadow: nobody sees it; review: a person decides each; sample: one in five is reviewed; autonomous: low stakes go out",
        )  # fmt: skip
        why = third.text_input("Evidence", placeholder="For example: 60 of 62 sent unchanged")
        by = who.selectbox("You are", signers(here.store, here.snap.team), key="granted_by")
        if st.form_submit_button("Grant"):
            chosen = None if play == ALL else play
            set_level(here.store, agent, segment, to, play=chosen, why=why, by=by, now=here.now)
            anew(words.said(f"{words.agent(agent)}, {play}: level {to} in {segment} from the next cycle on"))


def _harm(here: Here) -> None:
    with st.expander("Report harm that a message did", icon=":material/report:", type="compact"):
        st.caption("Bounces and opt-outs are counted by themselves. What only a person knows is said here, and counts against the agent.")
        with st.form("harm", border=False, clear_on_submit=True):
            first, second, third, who = st.columns([2, 2, 4, 2])
            proposal = first.text_input("Proposal", help="Its id, as on the Trace page")
            kind = second.selectbox("What it was", REPORTED)
            detail = third.text_input("What happened")
            by = who.selectbox("You are", signers(here.store, here.snap.team), key="harm_by")
            if st.form_submit_button("Report"):
                try:
                    report_harm(here.store, proposal.strip(), kind, detail=detail, by=by, now=here.now)
                    st.toast("It counts against the agent from now on")
                except CSError as error:
                    st.error(words.said(error), icon=":material/block:")


def _history(here: Here) -> None:
    rows = changes(here.store)
    with st.expander(f"Every change ({len(rows):,})", icon=":material/history:", type="compact"):
        for row in rows[:MOST_CHANGES]:
            on = words.day(datetime.fromisoformat(row["set_at"]))
            what = f"{words.agent(row['agent'])}, {row['action'] or ALL}, {row['segment']}: {row['level']}"
            st.markdown(f"**{words.said(what)}** · {on} by {words.said(row['by'])}: {words.said(row['why'])}")
            if row["evidence"]:
                st.caption(_evidence(row["evidence"]))
        if not rows:
            st.caption("Nothing was changed yet: every agent is in review.")


def _evidence(kept: dict) -> str:
    told = f"Evidence: {kept['k']} of {kept['n']} since {kept['since']}, {words.interval(kept)}, bar {kept['bar']:.0%}"
    return words.said(f"{told}, {kept['harmed']} did harm; decisions {', '.join(kept['decisions'])}")
