"""One customer: how it stands, what it wants, who is there, what is open; what we know, where from, how old; what happened."""

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.orchestration.account import account_page
from cs_core.orchestration.cost import cost_of, cost_to_serve, loaded_rate
from cs_core.orchestration.trace import trace
from pages._ui import tables, words
from pages._ui.account import brief_tab, fields_tab, notes_tab, people_tab
from pages._ui.account_head import head, stage_of
from pages._ui.account_list import account_list
from pages._ui.account_overview import overview_tab
from pages._ui.frame import Here, frame
from pages._ui.jobs import jobs_tab
from pages._ui.names import bare, bared
from pages._ui.one import of_one
from pages._ui.parts import open_part


def go(account_id: str | None) -> None:
    """Open an account, or the list: the address holds which, so that a link to it can be shared."""
    if account_id:
        st.query_params["account"] = account_id
    else:
        st.query_params.pop("account", None)
    st.rerun()


def cost_of_one(snap: Snapshot, account_id: str) -> dict:
    """What serving the account costs."""
    return cost_of(cost_to_serve(snap), account_id, loaded_rate(snap.store, snap.as_of))


def timeline_tab(page: dict) -> None:
    """What happened, newest first; the customer's own name, which stands above, is left out."""
    rows = pl.DataFrame(page["timeline"], infer_schema_length=None)
    if rows.is_empty():
        st.caption("Nothing has happened yet.")
        return
    rows = rows.with_columns(pl.lit(page["name"]).alias("account")).with_columns(bared("text"))
    tables.show(tables.sourced(rows), tables.TIMELINE, alt="Timeline, newest first", height=560)


def open_tab(here: Here, page: dict) -> None:
    """Drafts that wait and tasks that are not done, each with its owner and day."""
    if not page["open"]:
        st.caption("Nothing is open for this customer.")
    for item in page["open"]:
        with st.container(border=True):
            who = words.said(item["assignee"] or "nobody yet")
            told = (words.agent(item["agent"]), words.ROUTE_WORDS[item["route"]], who, f"due {words.day(item['until'])}")
            st.markdown(f"**{told[0]}** · {' · '.join(told[1:])}")
            st.text(bare(item["what"], page["name"]))
            st.caption(words.said(item["why"]))
            if item["kind"] == "proposal":
                with st.expander("Draft"):
                    st.text(trace(here.store, item["id"])["proposal"]["body"])


with frame("Accounts", "Every customer, and everything known about one: each fact with its source and age.") as here:
    account_id = st.query_params.get("account")
    if account_id and account_id not in here.names:
        st.warning(f"No account {words.said(account_id)} is known as of this day.", icon=":material/search_off:")
        account_id = None
    if not account_id:
        if chosen := account_list(here):
            go(chosen)
        st.stop()

    if st.button("All accounts", icon=":material/arrow_back:", type="tertiary"):
        go(None)
    page = of_one(here, account_page, account_id, says="Opening the account")
    row = here.snap.signals.row(by_predicate=pl.col("account_id") == account_id, named=True)
    cost = of_one(here, cost_of_one, account_id, says="Adding up the hours")
    head(here, page, row, of_one(here, stage_of, account_id, says="Placing the account"), cost)
    open_part(
        {
            "Overview": lambda: overview_tab(here, page, cost),
            "Brief": lambda: brief_tab(here, page, account_id),
            "Jobs": lambda: jobs_tab(here, page, account_id),
            "Timeline": lambda: timeline_tab(page),
            "People": lambda: people_tab(here, account_id),
            "Fields and sources": lambda: fields_tab(here, page, account_id),
            "Notes": lambda: notes_tab(here, account_id),
            "Open work": lambda: open_tab(here, page),
        }
    )
