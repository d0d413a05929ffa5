"""A person's own tasks: the brief, the touch they log, and its result."""

from datetime import datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.errors import CSError
from cs_core.orchestration.contact.unanswered import deputies, set_deputy
from cs_core.orchestration.trace import trace
from cs_core.orchestration.work import MODES, log_touch, open_tasks, withdraw_touch
from pages._ui import exports, proposal, tables, words
from pages._ui.edge import opened
from pages._ui.frame import Here, frame
from pages._ui.map import link
from pages._ui.names import bared
from pages._ui.toasts import anew

UNDONE = "undone on My work"
NOBODY = "the lead of the team"


def name_deputy(path: Path, now: datetime, person: str, team: set[str]) -> None:
    """Set or take away who answers in a person's place. Runs before the page does, so it opens the store itself."""
    chosen, by = st.session_state["deputy"], st.session_state.get("reviewer") or "console"
    with opened(path) as store:
        set_deputy(store, person, None if chosen == NOBODY else chosen, by=by, now=now, team=team)


def answers_for(here: Here, person: str) -> None:
    """Who answers in this person's place when half of a call's time is gone: a leader sets it."""
    team = set(here.snap.team["name"])
    if person not in team:
        return
    others, now = [NOBODY, *sorted(team - {person})], deputies(here.store).get(person, NOBODY)
    st.session_state["deputy"] = now
    with st.popover(f"Deputy: {words.said(now)}", icon=":material/swap_horiz:"):
        st.caption("Gets what is not answered when half of its time is gone. Without a deputy it goes to the lead of the team.")
        st.selectbox(
            f"Answers for {words.said(person)}", others, key="deputy", on_change=name_deputy, args=(here.store.path, here.now, person, team)
        )


def withdraw(path: Path, now: datetime, touch: str, by: str) -> None:
    """Take back the touch logged last. Runs before the page does, so it opens the store itself."""
    try:
        with opened(path) as store:
            withdraw_touch(store, touch, why=UNDONE, by=by, now=now)
        st.toast("Withdrawn: nothing counts it", icon=":material/undo:")
    except CSError as error:
        st.session_state["refused"] = str(error)


def last_touch(here: Here, done: pl.DataFrame, person: str) -> None:
    """What this person logged last, and the way back."""
    if done.is_empty():
        return
    row = done.sort("at").row(-1, named=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        told = f"Logged last: {row['mode']}, {words.duration(row['minutes'])}, with {here.name(row['account_id']).removesuffix('.')}."
        st.caption(words.said(told), width="content")
        st.button(
            "Undo", icon=":material/undo:", key="undo", type="tertiary", on_click=withdraw,
            args=(here.store.path, here.now, row["id"], person),
            help="The touch no longer counts, as hours or as evidence; a task that it finished is open again.",
        )  # fmt: skip


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
    first = here.by if here.by in people else busiest[0] if busiest else people[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        person = st.selectbox("Person", people, index=people.index(first), key="person", bind="query-params", width=360)
        answers_for(here, person)
    mine = tasks.filter(pl.col("assignee") == person).sort("due_on", "id").with_columns(bared("title"))
    done = here.snap.history("touch").filter(pl.col("by") == person)
    with st.container(horizontal=True):
        st.metric("Open tasks", words.count(mine.height), border=True)
        st.metric("Expected hours", words.figure(mine["minutes"].sum() / 60), border=True)
        st.metric("Touches logged", words.count(done.height), border=True)
        st.metric("Hours logged", words.figure(done["minutes"].sum() / 60), border=True)

    if "refused" in st.session_state:
        st.error(words.said(st.session_state.pop("refused")), icon=":material/block:")
    last_touch(here, done, person)
    if mine.is_empty():
        st.caption(f"Nothing is open for {words.said(person)}.")
    else:
        shown = mine.with_columns(pl.col("agent").replace(words.AGENT_WORDS))
        event = tables.show(
            shown, tables.TASKS, alt=f"Open tasks of {person}", key="tasks", on_select="rerun", selection_mode="single-row", height=300
        )
        task = tables.picked(event, mine) or mine.row(0, named=True)
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.subheader(words.said(task["account"]))
            st.markdown(f"**{words.agent(task['agent'])}** asks: {words.said(task['title'])}")
            if draft := proposal.note(task["brief"]):
                with st.expander("What the agent prepared", expanded=True):
                    st.text(proposal.beneath(draft, task["account"], task["title"]))
            facts = trace(here.store, task["proposal_id"])["proposal"]["facts"] if task["proposal_id"] else []
            if facts:
                with st.expander(f"Evidence: {len(facts)} facts"):
                    tables.facts(facts, alt="Facts behind the draft")
            exports.markdown(proposal.brief_as_markdown(task["account"], task["title"], task["brief"], facts))
        turn = st.session_state.setdefault("touch_turn", 0)
        with right, st.form(f"touch_{turn}", border=True):
            st.markdown("**Log the touch**")
            mode = st.selectbox("How", MODES)
            minutes = st.number_input("Minutes", min_value=1, max_value=600, value=20)
            two_way = st.toggle("They answered")
            result = st.text_area("What came of it", placeholder="What was agreed, and what is next")
            finished = st.toggle("The task is done")
            logged = st.form_submit_button("Log it", type="primary")
            if logged and not result.strip():
                st.error("Say what came of it: a touch without a result tells the next person nothing.", icon=":material/edit_note:")
            elif logged:
                log_touch(
                    here.store, task["account_id"], mode=mode, minutes=minutes, by=here.by if here.store.actor else person,
                    now=here.now, task_id=task["id"], result=result, two_way=two_way, done=finished,
                )  # fmt: skip
                st.session_state["touch_turn"] += 1
                anew(f"Logged {minutes} minutes with {words.said(task['account'])}")

    if not done.is_empty():
        with st.expander(f"What {words.said(person)} logged ({done.height:,})"):
            logged = done.with_columns(pl.col("account_id").replace(here.names).alias("account")).sort("at", descending=True)
            tables.show(logged, tables.LOGGED, alt="Logged touches", key="logged")
