"""What waits for a person: the proposal, its evidence, the verdicts; approve, edit, reject, in bulk where it is safe."""

from datetime import datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.store import open_store
from cs_core.errors import CSError
from cs_core.execution.connect import live
from cs_core.orchestration.review import REJECT_REASONS, decide, queue
from pages._ui import tables, words
from pages._ui.frame import frame
from pages._ui.map import link

SHOWN = ("id", "agent", "account_id", "subject", "route", "stakes", "reason", "expires_at", "assignee", "play")

SENT_BY = {
    "outbox": "Approving puts the text in the outbox, for a person to send.",
    "email": "Approving lets it out by e-mail, once, with the next delivery.",
    "slack": "Approving lets it out to Slack, once, with the next delivery.",
    "webhook": "Approving lets it out to your webhook, once, with the next delivery.",
}
"""What comes of a yes, by the way that the channel stands at."""


def take(path: Path, now: datetime, ids: list[str], decision: str, **given: object) -> None:
    """Decide, and say what came of each; a refusal loses nothing. Runs before the page does, so it opens the store itself."""
    by = st.session_state.get("reviewer") or "console"
    taken, refused = 0, []
    with open_store(path) as store:
        for proposal_id in ids:
            try:
                decide(store, proposal_id, decision, by=by, now=now, **given)
                taken += 1
            except CSError as error:
                refused.append(str(error))
    if taken:
        st.toast(f"{decision.capitalize()}: {taken:,} of {len(ids):,}", icon=":material/check:")
    st.session_state["refused"] = refused


with frame("Review", "Most valuable first. What you decide becomes each agent's track record, and what it may do alone.") as here:
    for why in st.session_state.pop("refused", []):
        st.error(why, icon=":material/block:")

    waiting = queue(here.store, now=here.now)
    if not waiting:
        st.info("Nothing waits for a person. Run a cycle on the Agents page.", icon=":material/done_all:")
        link("20_Agents", "Run a cycle", "smart_toy")
        st.stop()
    rows = pl.DataFrame([{k: p[k] for k in SHOWN} for p in waiting], infer_schema_length=None).with_columns(
        pl.col("account_id").replace(here.names).alias("account"), pl.col("expires_at").str.to_date()
    )
    rows = rows.filter(pl.col("account_id").is_in(set(here.signals["account_id"])))

    agents = st.pills(
        "Agent", sorted(rows["agent"].unique()), format_func=words.agent, selection_mode="multi", key="agent", bind="query-params"
    )
    left, right = st.columns([5, 2], vertical_alignment="bottom")
    with left:
        routes = st.pills(
            "Route",
            sorted(rows["route"].unique()),
            format_func=words.ROUTE_WORDS.get,
            selection_mode="multi",
            key="route",
            bind="query-params",
        )
    with right:
        team = sorted(here.snap.team["name"])
        st.selectbox("You are", [*team, "console"], key="reviewer")
    chosen = rows.filter(
        pl.col("agent").is_in(agents) if agents else pl.lit(True), pl.col("route").is_in(routes) if routes else pl.lit(True)
    )
    shown = chosen.with_columns(pl.col("agent").replace(words.AGENT_WORDS), pl.col("route").replace(words.ROUTE_WORDS))
    st.caption(f"{chosen.height:,} of {rows.height:,} waiting. Choose rows; with several, they must be of one agent and play.")
    event = tables.show(
        shown, tables.QUEUE, alt="Proposals waiting for a person", key="queue", on_select="rerun", selection_mode="multi-row", height=300
    )
    marked = [i for i in event.selection.rows if i < chosen.height] or [0]
    if chosen.is_empty():
        st.stop()
    picked = chosen[marked]

    if picked.height > 1:
        same = picked.select("agent", "play").n_unique() == 1
        st.subheader(f"{picked.height:,} chosen")
        st.caption(
            "Of one agent and play: they may be decided together."
            if same
            else "They are of different agents or plays: choose rows of one to decide them together."
        )
        st.button(
            "Approve all as drafted",
            type="primary",
            disabled=not same,
            on_click=take,
            args=(here.store.path, here.now, picked["id"].to_list(), "approve"),
        )
        st.stop()

    item = next(p for p in waiting if p["id"] == picked["id"][0])
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(here.name(item["account_id"]))
        st.markdown(f"**{words.agent(item['agent'])}** · {item['play']} · {words.ROUTE_WORDS[item['route']]}")
        st.caption(f"Why now: {item['reason']}  \nWhy here: {item['why']}.")
        st.text(f"To: {item['recipient'] or 'our own team, as a task'}\nSubject: {item['subject']}")
        body = st.text_area("Text", item["body"], height=300, key=f"body_{item['id']}")
        reason = st.selectbox(
            "Reason, where you reject", REJECT_REASONS, index=None, placeholder="Choose a reason", key=f"why_{item['id']}"
        )
        edited = body != item["body"]
        for_people = item["route"] == "human_only" or item["kind"] == "task"
        st.caption(
            "Accepting writes a task for a person: nothing is sent to the customer."
            if for_people
            else SENT_BY[live(here.store, here.settings).way_of(item["channel"], alone=False)]
        )
        with st.container(horizontal=True):
            st.button(
                "Accept the task" if for_people else "Approve",
                type="primary",
                icon=":material/check:",
                disabled=edited,
                on_click=take,
                args=(here.store.path, here.now, [item["id"]], "approve"),
                help="Send as drafted",
            )
            st.button(
                "Approve with my edits",
                icon=":material/edit:",
                disabled=not edited,
                on_click=take,
                args=(here.store.path, here.now, [item["id"]], "edit"),
                kwargs={"body": body},
            )
            st.button(
                "Reject",
                icon=":material/close:",
                disabled=reason is None,
                on_click=take,
                args=(here.store.path, here.now, [item["id"]], "reject"),
                kwargs={"reason": reason},
            )
            link("10_Accounts", "Account", "groups", account=item["account_id"])
            link("31_Trace", "Trace", "account_tree", proposal=item["id"], cycle=item["cycle_id"])
    with right:
        st.markdown("**Each sentence and what bears it**")
        facts = {f["id"]: f for f in item["facts"]}
        for claim in item["claims"]:
            st.text(claim["text"].strip())
            cited = [facts[i] for i in claim["fact_ids"] if i in facts]
            if cited:
                st.caption("  \n".join(map(words.cited, cited)))
        st.markdown("**Gates**")
        for verdict in item["verdicts"]:
            st.markdown(f"{words.verdict(verdict['passed'], verdict['gate'])}: {verdict['why']}")
