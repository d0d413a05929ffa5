"""Six agents and the orchestrator: what was done for whom, what each may do, its playbooks and rules, and a button to run a cycle."""

import polars as pl
import streamlit as st

from cs_core.context.wording.counted import counted
from cs_core.execution.roster import roster_of
from cs_core.orchestration.gates import GATES
from cs_core.orchestration.routing import ROUTES
from pages._ui import autonomy, cycling, findings, playbooks, tables, words, work
from pages._ui.frame import Here, frame
from pages._ui.login import barred
from pages._ui.parts import open_part


def cycle_form(here: Here, roster: tuple) -> None:
    """Run a cycle by hand, of all agents or some, offline or with a model."""
    with st.form("cycle", border=True), st.container(horizontal=True, vertical_alignment="bottom"):
        only = st.multiselect("Agents", [a.name for a in roster], format_func=words.agent, placeholder="All six")
        of_people = words.people_sent(here.settings.hide_people)
        told = f"offline, or a model's name at your OpenAI-compatible endpoint. {of_people}"
        model_name = st.text_input("Model", here.settings.model, help=told)
        go = st.form_submit_button("Run a cycle", type="primary", icon=":material/play_arrow:", **barred(here.store, "cycle"))
    if go:
        cycling.begin(here, model_name=model_name, agents=only)


def agents_panel(here: Here, roster: tuple) -> None:
    """Each agent's job, charter and track record."""
    rates, made = work.record(here)
    for agent in roster:
        rate = rates.get(agent.name)
        with st.container(border=True):
            st.markdown(f"**{words.agent(agent.name)}** · {agent.job}")
            so_far = counted(made.get(agent.name, 0), "proposal")
            st.caption(f"{so_far} so far. Sent unchanged: {words.interval(rate and rate['accepted'])}.")
            with st.expander("Charter", type="compact"):
                st.text(agent.charter)
            st.caption(f"Needs: {', '.join(agent.needs)}. Playbooks: {', '.join(agent.plays)}.")


def rules_panel() -> None:
    """The gates that every draft passes, and the routes."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Gates every draft passes")
        tables.show(
            pl.DataFrame([{"gate": words.label(g.__name__), "asks": (g.__doc__ or "").strip().splitlines()[0]} for g in GATES]),
            {"gate": st.column_config.TextColumn("Gate", width=150), "asks": st.column_config.TextColumn("What it asks", width=335)},
            alt="Quality gates", height="content", row_height=tables.TALL,
        )
    with right:
        st.subheader("Routes, first match wins")
        tables.show(
            pl.DataFrame([{"n": i + 1, "route": words.ROUTE_WORDS[r.route], "when": r.name} for i, r in enumerate(ROUTES)]),
            {"n": st.column_config.NumberColumn("", width=38), "route": st.column_config.TextColumn("Route", width=135),
             "when": st.column_config.TextColumn("When", width=300)},
            alt="Routing rules in order", height="content",
        )


with frame(
    "Agents", "Six agents do the jobs for every customer, whatever its size; the orchestrator judges and routes their work."
) as here:
    roster = roster_of(here.store)
    cycle_form(here, roster)
    open_part(
        {
            "Orchestrator": lambda: findings.panel(here),
            "Work done": lambda: work.panel(here),
            "Agents": lambda: agents_panel(here, roster),
            "Playbooks": lambda: playbooks.panel(here, roster),
            "May do alone": lambda: autonomy.panel(here),
            "Gates and routes": rules_panel,
        }
    )
