"""One customer: what we know, where from, how old; what is open and what happened."""

import polars as pl
import streamlit as st

from cs_core.orchestration.account import account_page
from cs_core.orchestration.trace import trace
from pages._ui import tables, words
from pages._ui.frame import frame


def go(account_id: str | None) -> None:
    """Open an account, or the list: the address holds which, so that a link to it can be shared."""
    if account_id:
        st.query_params["account"] = account_id
    else:
        st.query_params.pop("account", None)
    st.rerun()


with frame("Accounts", "Everything known about a customer, each fact with its source and age.") as here:
    labels = dict(here.snap.signals.sort("name").select("account_id", "name").iter_rows())
    asked = st.query_params.get("account")
    if asked and asked not in labels:
        st.warning(f"No account {asked} is known as of this day.", icon=":material/search_off:")
        asked = None
    chosen = st.selectbox(
        "Account", list(labels), format_func=lambda i: f"{labels[i]} ({i})", index=list(labels).index(asked) if asked else None,
        key=f"account_{asked}", placeholder="Search by name, or choose a row below",
    )  # fmt: skip
    if chosen != asked:
        go(chosen)

    if chosen is None:
        rows = here.current.sort("churn_probability", "health", descending=[True, False], nulls_last=True)
        st.caption(f"{rows.height:,} current customers, likeliest to leave first. Choose a row to open it.")
        event = tables.show(
            rows, tables.ACCOUNTS, alt="Current customers", key="accounts", on_select="rerun", selection_mode="single-row", height=640
        )
        row = tables.picked(event, rows)
        if row:
            go(row["account_id"])
        st.stop()

    page = account_page(here.snap, chosen)
    row = here.snap.signals.row(by_predicate=pl.col("account_id") == chosen, named=True)
    st.subheader(page["name"])
    with st.container(horizontal=True):
        st.metric(
            "Health", words.count(page["health"]["score"]), border=True, help=page["health"]["band"] or "too little is known for a score"
        )
        st.metric("ARR", words.money(row["arr"], row["currency"]), border=True)
        st.metric("Days to renewal", words.count(row["days_to_renewal"]), border=True)
        st.metric(
            "Usage change",
            "—" if row["usage_change"] is None else f"{row['usage_change']:+.0f} %",
            border=True,
            help="Last 4 full weeks against the 4 before",
        )
        st.metric("Leaves in 90 days", words.share(page["outlook"]["churn_probability_90d"]), border=True, help=page["outlook"]["says"])
        st.metric("Days since touch", words.count(row["days_since_touch"]), border=True)

    brief, timeline, people, open_tab = st.tabs(["Brief", "Timeline", "People", f"Open ({len(page['open'])})"])
    with brief:
        left, right = st.columns([3, 2], gap="large")
        with left:
            tables.facts(page["facts"], alt="Facts of this account with their sources", height=560)
        with right:
            st.markdown("**What drives the health score**")
            tables.show(pl.DataFrame(page["health"]["drivers"], infer_schema_length=None), tables.DRIVERS, alt="Health drivers")
            st.markdown("**What we looked for and did not find**")
            st.caption(", ".join(page["unknowns"]) or "Nothing is missing.")
            wanted = here.snap.desired_outcomes.filter(pl.col("account_id") == chosen)
            st.markdown("**What they want**")
            for want in wanted.iter_rows(named=True):
                st.text(want["outcome"] or "")
                st.caption(f"“{want['quote']}” — {want['stated_by'] or 'unknown'}, {want['stated_on']} ({want['source_row']})")
            if wanted.is_empty():
                st.caption("No desired outcome is on record. Success Planning will ask for it.")
    with timeline:
        rows = pl.DataFrame(page["timeline"], infer_schema_length=None)
        if rows.is_empty():
            st.caption("Nothing has happened yet.")
        else:
            tables.show(rows, tables.TIMELINE, alt="Timeline, newest first", height=560)
    with people:
        rows = here.snap.people.filter(pl.col("account_id") == chosen)
        if rows.is_empty():
            st.caption("No person at this customer is known: agents prepare internal tasks for it and write to nobody.")
        else:
            tables.show(rows, tables.PEOPLE, alt="People at this customer")
    with open_tab:
        if not page["open"]:
            st.caption("Nothing is open for this customer.")
        for item in page["open"]:
            with st.container(border=True):
                st.markdown(f"**{words.agent(item['agent'])}** · {words.ROUTE_WORDS[item['route']]} · until {item['until']}")
                st.text(item["what"])
                st.caption(item["why"])
                if item["kind"] == "proposal":
                    with st.expander("Draft"):
                        st.text(trace(here.store, item["id"])["proposal"]["body"])
