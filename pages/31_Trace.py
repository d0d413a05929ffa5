"""One cycle or one proposal, step by step: what it saw, what it said, who let it through."""

import polars as pl
import streamlit as st

from cs_core.orchestration.trace import cycles, steps, trace
from pages._ui import tables, words
from pages._ui.frame import frame
from pages._ui.map import link

with frame("Trace", "What each agent saw, said, which gate said what, and who let it through.") as here:
    runs = cycles(here.store)
    if not runs:
        st.info("No cycle has run yet. Run one on the Agents page.", icon=":material/play_arrow:")
        link("20_Agents", "Run a cycle", "smart_toy")
        st.stop()
    by_id = {c["id"]: c for c in runs}
    chosen = st.selectbox(
        "Cycle",
        list(by_id),
        format_func=lambda i: (
            f"{by_id[i]['as_of']} · {by_id[i]['accounts']:,} accounts · {by_id[i]['seconds']:.1f} s · {by_id[i]['model']} · {i}"
        ),
        key="cycle",
        bind="query-params",
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Steps of the cycle")
        tables.show(pl.DataFrame(steps(here.store, chosen), infer_schema_length=None), tables.STEPS, alt="Steps of the cycle", height=420)
    proposals = here.store.frame("proposal", "id", "agent", "account_id", "subject", cycle_id=chosen)
    proposals = proposals.join(
        here.store.frame("routed", "proposal_id", "route", cycle_id=chosen), left_on="id", right_on="proposal_id", how="left"
    )
    shown = proposals.with_columns(pl.col("account_id").replace(here.names).alias("account"), pl.col("route").replace(words.ROUTE_WORDS))
    with right:
        st.subheader(f"Proposals ({shown.height:,})")
        if shown.is_empty():
            st.caption("This cycle proposed nothing new: what was due had been proposed before.")
        event = tables.show(
            shown, tables.QUEUE, alt="Proposals of the cycle", key="proposals", on_select="rerun", selection_mode="single-row", height=420
        )
    row = tables.picked(event, shown)
    asked = (row or {}).get("id") or st.query_params.get("proposal") or (shown["id"][0] if shown.height else None)
    if asked is None:
        st.stop()

    record = trace(here.store, asked)
    proposal, routed = record["proposal"], record["routed"]
    st.subheader(f"{words.agent(proposal['agent'])} · {here.name(proposal['account_id'])} · {asked}")
    with st.expander("1 · What it noticed", expanded=True, type="step"):
        st.text(f"{proposal['reason']}\nPlay: {proposal['play']}. Stakes: {proposal['stakes']}. Confidence: {proposal['confidence']:.0%}.")
    with st.expander(f"2 · What it saw: {len(proposal['facts'])} cited facts", expanded=True, type="step"):
        tables.facts(proposal["facts"], alt="Cited facts")
    with st.expander(f"3 · What it said ({proposal['drafted_by']})", expanded=True, type="step"):
        st.caption(f"To: {proposal['recipient'] or 'our own team'} by {proposal['channel']}")
        st.text(f"{proposal['subject']}\n\n{proposal['body']}")
    with st.expander("4 · What the gates said", expanded=True, type="step"):
        for verdict in record["verdicts"]:
            st.markdown(words.verdict(verdict["passed"], verdict["gate"]))
            st.caption(verdict["why"])
    with st.expander("5 · Where it went", expanded=True, type="step"):
        if routed:
            st.markdown(f"**{words.ROUTE_WORDS[routed['route']]}**" + (f" · {routed['assignee']}" if routed["assignee"] else ""))
            st.caption(f"Why: {routed['why']}. What would change it: {routed['change']}.")
    with st.expander("6 · What came of it", expanded=True, type="step"):
        decision = record["decision"]
        if decision:
            st.text(f"{decision['decision']} by {decision['by']} at {decision['decided_at']}. {decision['reason']}")
        for delivery in record["deliveries"]:
            st.text(f"{delivery['status']} via {delivery['via']} at {delivery['at']}. {delivery['why']}")
        for touch in record["touches"]:
            st.text(f"{touch['mode']} by {touch['by']} at {touch['at']}: {touch['result']}")
        for outcome in record["outcomes"]:
            st.text(f"{outcome['kind']} on {outcome['observed_on']}. {outcome['detail']}")
        if not (decision or record["deliveries"] or record["touches"] or record["outcomes"]):
            st.caption("Nothing yet: no one has decided, nothing was sent.")
