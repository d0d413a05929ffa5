"""Blind samples on screen: draw, then judge one after the other by a key; neither the agent's nor a gate's word is shown."""

import polars as pl
import streamlit as st

from cs_core.context.brief import brief
from cs_core.execution.roster import JOBS
from cs_core.leadership.output.blind import MISSED, WORDS, draw, draw_stopped, label, missed, waiting
from cs_core.records import FACT
from pages._ui import charts, tables, words
from pages._ui.frame import Here
from pages._ui.login import signers

ICONS = ("flag", "check", "question_mark")
DRAWS = {
    "no action": ("Draw what agents left alone", "Accounts on which an agent did nothing this week, at random"),
    "stopped": ("Draw what gates stopped", "Drafts that failed a gate, at random among those never drawn"),
}


def panel(here: Here) -> None:
    """What the samples say so far, the buttons that draw, and the draw that waits."""
    _estimate(here.ask(missed, says="Counting what agents missed", tables=("cycle", "blind_draw", "blind_label", "import_file")))
    _draw(here)
    queue = waiting(here.store)
    if not queue:
        st.caption("No draw waits for a label.")
        return
    st.subheader(f"Judge without being told ({len(queue):,} wait)")
    one = queue[0]
    with st.container(border=True):
        (_stopped if one["kind"] == "stopped" else _left_alone)(here, one)
        why = st.text_input("Why, in a few words", key=f"why_{one['id']}", placeholder="optional, kept with your label")
        with st.container(horizontal=True):
            for at, word in enumerate(WORDS[one["kind"]]):
                icon, key = f":material/{ICONS[at]}:", str(at + 1)
                if st.button(word.capitalize(), key=f"{word}_{one['id']}", icon=icon, shortcut=key):
                    label(here.store, one["id"], word, by=_who(), now=here.now, why=why)
                    st.rerun()


def _who() -> str:
    return st.session_state.get("judge") or "console"


def _draw(here: Here) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("You are", signers(here.store, here.snap.team), key="judge", width=260)
        n = st.number_input("How many", 1, 200, 24, key="draw_n", width=140)
        for kind, (text, help_) in DRAWS.items():
            if st.button(text, key=f"draw_{kind}", icon=":material/casino:", help=help_):
                done = (draw_stopped if kind == "stopped" else draw)(here.snap, int(n), by=_who(), now=here.now)
                st.toast(f"{done['drawn']:,} drawn of {done['of']:,}", icon=":material/casino:")


def _estimate(found: dict) -> None:
    st.markdown("**What agents missed**")
    st.caption(
        f"A random sample of accounts on which an agent did nothing, judged by people who are not told why. {found['says'].capitalize()}."
    )
    told = [a for a in found["agents"] if a["missed"]["n"]]
    known = [{"agent": f"{words.agent(a['agent'])} ({a['missed']['n']:,} of {a['of']:,})", **a["missed"]} for a in told]
    if known:
        figure = charts.intervals(pl.DataFrame(known, infer_schema_length=None), y="agent")
        n, alt = sum(a["missed"]["n"] for a in told), "Share missed by agent"
        unit, height = f"share missed, {charts.DOUBT}", 110 + 26 * len(known)
        charts.show(figure, alt=alt, key="missed", unit=unit, n=n, of="accounts labelled", height=height)


def _left_alone(here: Here, one: dict) -> None:
    told = brief(here.snap, one["account_id"])
    job = JOBS[one["agent"]].job if one["agent"] in JOBS else ""
    st.markdown(f"**{words.said(told.name)}** · should the {words.agent(one['agent'])} agent have acted here? Its job: {words.said(job)}")
    tables.facts([FACT.dump_python(f, mode="json") for f in told.facts], alt="What is known of this customer", height=420)
    st.caption(f"Not known: {', '.join(map(words.label, told.unknowns)) or 'nothing'}. “{MISSED.capitalize()}” means that it should have.")


def _stopped(here: Here, one: dict) -> None:
    [draft] = here.store.rows("proposal", id=one["id"])
    name, agent = words.said(here.name(one["account_id"])), words.agent(one["agent"])
    st.markdown(f"**{name}** · should this draft of the {agent} agent have gone out?")
    st.text(f"{draft['subject']}\n\n{draft['body']}")
    tables.facts(draft["facts"], alt="The facts that the draft cites", height=260)
