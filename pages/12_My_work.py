"""A person's own tasks: the brief, the touch they log, and its result."""

import polars as pl
import streamlit as st

from cs_core.orchestration.trace import trace
from cs_core.orchestration.work import MODES, log_touch, open_tasks
from pages._ui import tables, words
from pages._ui.frame import frame
from pages._ui.map import link

with frame(
    "My work", "Your tasks with a brief each. What you log counts: against contact caps, as hours used, and as evidence of impact."
) as here:
    tasks = open_tasks(here.store, as_of=here.as_of).with_columns(pl.col("account_id").replace(here.names).alias("account"))
    people = sorted({*here.snap.team["name"], *tasks["assignee"].drop_nulls()})
    if not people:
        st.info("No team and no task yet. Import team.csv or edit the team on Coverage, then run a cycle.", icon=":material/group_add:")
        link("41_Coverage", "Edit the team", "diversity_3")
        st.stop()

    busiest = tasks.group_by("assignee").len().sort("len", "assignee", descending=[True, False])["assignee"].to_list()
    person = st.selectbox("Person", people, index=people.index(busiest[0]) if busiest else 0, key="person", bind="query-params")
    mine = tasks.filter(pl.col("assignee") == person).sort("due_on", "id")
    done = here.snap.history("touch").filter(pl.col("by") == person)
    with st.container(horizontal=True):
        st.metric("Open tasks", words.count(mine.height), border=True)
        st.metric("Expected hours", f"{mine['minutes'].sum() / 60:.1f}", border=True)
        st.metric("Touches logged", words.count(done.height), border=True)
        st.metric("Minutes logged", words.count(done["minutes"].sum()), border=True)

    if mine.is_empty():
        st.caption(f"Nothing is open for {person}.")
    else:
        event = tables.show(
            mine, tables.TASKS, alt=f"Open tasks of {person}", key="tasks", on_select="rerun", selection_mode="single-row", height=300
        )
        task = tables.picked(event, mine) or mine.row(0, named=True)
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.subheader(task["account"])
            st.markdown(f"**{words.agent(task['agent'])}** asks: {task['title']}")
            st.text(task["brief"])
            if task["proposal_id"]:
                record = trace(here.store, task["proposal_id"])
                with st.expander("Draft and evidence", expanded=True):
                    st.text(record["proposal"]["body"])
                    tables.facts(record["proposal"]["facts"], alt="Facts behind the draft")
        with right, st.form("touch", border=True, clear_on_submit=True):
            st.markdown("**Log the touch**")
            mode = st.selectbox("How", MODES)
            minutes = st.number_input("Minutes", min_value=1, max_value=600, value=20)
            two_way = st.toggle("They answered", value=True)
            result = st.text_area("What came of it", placeholder="What was agreed, and what is next")
            finished = st.toggle("The task is done", value=True)
            if st.form_submit_button("Log it", type="primary"):
                log_touch(
                    here.store, task["account_id"], mode=mode, minutes=minutes, by=person, now=here.now, task_id=task["id"],
                    result=result, two_way=two_way, done=finished,
                )  # fmt: skip
                st.toast(f"Logged {minutes} minutes with {task['account']}")
                st.rerun()

    if not done.is_empty():
        with st.expander(f"What {person} logged ({done.height:,})"):
            logged = done.with_columns(pl.col("account_id").replace(here.names).alias("account")).sort("at", descending=True)
            st.dataframe(logged.select("at", "account", "mode", "minutes", "two_way", "result"), hide_index=True, alt="Logged touches")
