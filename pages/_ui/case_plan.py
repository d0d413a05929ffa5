"""A success plan on the customer's page: the goal, how far it is, who does what by when, what changed; and the review to take along."""

from datetime import date

import polars as pl
import streamlit as st

from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.execution.papers.files import as_bytes
from cs_core.execution.review_pack.files import file_name
from cs_core.execution.review_pack.slides import review
from pages._ui import tables, words
from pages._ui.cited import cited
from pages._ui.edge import again
from pages._ui.frame import Here

C = st.column_config
OUTCOMES = {
    "text": C.TextColumn("Outcome", width=250),
    "current_says": C.TextColumn("Now", width=130),
    "progress": C.TextColumn("Progress", width=90),
    "seen": C.TextColumn("Seen by", width=115, help="Their own figure, or what we can see ourselves"),
    "owner": C.TextColumn("Owner", width=120),
    "due_on": C.DateColumn("By", format="D MMM YYYY", width=95),
    "why": C.TextColumn("Why", width=180),
}
TASKS = {
    "initiative": C.TextColumn("Initiative", width=160),
    "text": C.TextColumn("Task", width=250),
    "whose": C.TextColumn("Whose", width=60),
    "owner": C.TextColumn("Owner", width=120),
    "due_on": C.DateColumn("By", format="D MMM YYYY", width=95),
    "progress": C.TextColumn("Progress", width=90),
    "why": C.TextColumn("Why", width=170),
}
ICONS = {
    "achieved": ":green-badge[:material/check_circle: achieved]", "on course": ":blue-badge[:material/trending_up: on course]",
    "behind": ":orange-badge[:material/schedule: behind]", "cannot tell": ":gray-badge[:material/help: cannot tell]",
    "partial": ":orange-badge[:material/incomplete_circle: partial]", "missed": ":red-badge[:material/cancel: missed]",
    "cancelled": ":gray-badge[:material/block: cancelled]", "just begun": ":blue-badge[:material/start: just begun]",
    "on hold": ":gray-badge[:material/pause_circle: on hold]",
}  # fmt: skip
KINDS = {"md": "Markdown", "html": "HTML", "pptx": "PowerPoint"}


def show(here: Here, case: dict, brief: dict) -> None:
    """The case `case` (its newest row) of the account document `brief`."""
    plan = case["data"]
    if not plan.get("objective"):
        st.markdown("No objective on record. What they want to achieve is asked for, not guessed.")
        st.caption("Once they have said it, note it under Notes as their desired outcome: the next cycle makes the plan of it.")
        downloads(here, brief["account_id"])
        return
    _objective(case, plan)
    rows = [o | {"seen": "what we see" if o["proxy"] else "their own figure", "due_on": _day(o["due_on"])} for o in plan["outcomes"]]
    tables.show(_frame(rows, OUTCOMES), OUTCOMES, alt="Outcomes of the plan", row_height=tables.TALL, height="content")
    tasks = [
        t | {"initiative": i["text"], "due_on": _day(t["due_on"])} for o in plan["outcomes"] for i in o["initiatives"] for t in i["tasks"]
    ]
    tables.show(_frame(tasks, TASKS), TASKS, alt="Initiatives and tasks of the plan", row_height=tables.TALL, height="content")
    if plan["changed"]:
        st.markdown(f"**What changed on {words.day(_day(plan['changed_on']))}**")
        for said in plan["changed"]:
            st.text(said)
    with st.expander("What it rests on"):
        for fact in case["facts"]:
            st.text(cited(fact))
    downloads(here, brief["account_id"])


def _objective(case: dict, plan: dict) -> None:
    goal = plan["objective"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(ICONS.get(case["state"], case["state"]), width="content")
        st.text(goal["text"], width="content")
    if goal["quote"]:
        st.text(f"“{goal['quote']}”" + (f" {goal['stated_by']}" if goal["stated_by"] else ""))
    st.caption(
        f"Version {plan['version']} · stated on {words.day(_day(goal['stated_on']))} · to be reached by {words.day(_day(plan['due_on']))}, "
        f"{words.said(plan['due_why'])}"
    )
    st.text(f"Owner at the customer: {goal['owner']}. Ours: {case['owner'] or 'the agent'}. Why so: {case['reason']}.")
    if plan["success_rate"] is not None:
        st.metric("Success rate", words.share(plan["success_rate"]), help="Achieved 1, partial 0.5, missed 0; cancelled outcomes left out")


def downloads(here: Here, account_id: str) -> None:
    """The quarterly review as files, made when asked for."""
    st.markdown("**Quarterly review**")
    inside = st.toggle("Internal version, with the risks", key=f"review_internal_{account_id}")
    known, as_of = here.store, here.as_of
    with st.container(horizontal=True):
        for kind, label in KINDS.items():
            st.download_button(
                label, on_click="ignore",
                data=lambda kind=kind: _bytes(known, as_of, account_id, kind, internal=inside),
                file_name=file_name(account_id, as_of, kind, internal=inside),
                icon=":material/download:", key=f"review_{kind}_{account_id}",
            )  # fmt: skip


def _bytes(known: Store, as_of: date, account_id: str, kind: str, *, internal: bool) -> bytes:
    with again(known) as store:
        return as_bytes(review(snapshot(store, as_of), account_id, internal=internal), kind)


def _frame(rows: list[dict], columns: dict) -> pl.DataFrame:
    return pl.DataFrame([{c: row[c] for c in columns} for row in rows], infer_schema_length=None)


def _day(text: str) -> date:
    return date.fromisoformat(text)
