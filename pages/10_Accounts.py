"""One customer: what we know, where from, how old; what is open and what happened."""

import polars as pl
import streamlit as st

from cs_core.orchestration.account import account_page
from cs_core.orchestration.trace import trace
from pages._ui import tables, words
from pages._ui.account import brief_tab, fields_tab, notes_tab, people_tab, standing_metrics
from pages._ui.frame import frame
from pages._ui.jobs import jobs_tab


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
        st.warning(f"No account {words.said(asked)} is known as of this day.", icon=":material/search_off:")
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
    st.subheader(words.said(page["name"]))
    standing_metrics(page, row)
    brief, jobs, timeline, people, fields, notes, open_tab = st.tabs(
        ["Brief", "Jobs", "Timeline", "People", "Fields and sources", "Notes", f"Open ({len(page['open'])})"]
    )
    with brief:
        brief_tab(here, page, chosen)
    with jobs:
        jobs_tab(here, page, chosen)
    with timeline:
        rows = pl.DataFrame(page["timeline"], infer_schema_length=None)
        if rows.is_empty():
            st.caption("Nothing has happened yet.")
        else:
            tables.show(rows, tables.TIMELINE, alt="Timeline, newest first", height=560)
    with people:
        people_tab(here, chosen)
    with fields:
        fields_tab(here, page, chosen)
    with notes:
        notes_tab(here, chosen)
    with open_tab:
        if not page["open"]:
            st.caption("Nothing is open for this customer.")
        for item in page["open"]:
            with st.container(border=True):
                st.markdown(f"**{words.agent(item['agent'])}** · {words.ROUTE_WORDS[item['route']]} · until {item['until']}")
                st.text(item["what"])
                st.caption(words.said(item["why"]))
                if item["kind"] == "proposal":
                    with st.expander("Draft"):
                        st.text(trace(here.store, item["id"])["proposal"]["body"])
