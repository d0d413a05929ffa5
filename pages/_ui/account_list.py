"""The list of customers: the likeliest to leave first, a look at where pulse and health disagree, one row opens one customer."""

import polars as pl
import streamlit as st

from cs_core.context.health.weights import STATUSES
from cs_core.context.leaving import NOT_KNOWN, chance_to_leave, gave_notice, status
from cs_core.context.pulse import disagreements
from cs_core.context.snapshot import Snapshot
from cs_core.execution.lifecycle import lifecycle
from pages._ui import tables, words
from pages._ui.frame import Here

SORTS = {
    "Likeliest to leave": (["notice", "churn_probability", "health"], [True, True, False]),
    "Lowest health": (["health", "arr"], [False, True]),
    "Largest ARR": (["arr"], [True]),
    "Renewal soonest": (["days_to_renewal"], [False]),
    "Lowest pulse": (["pulse", "pulse_age_days"], [False, False]),
    "Oldest pulse": (["pulse_age_days"], [True]),
    "Longest without contact": (["days_since_touch"], [True]),
    "Name": (["name"], [False]),
}
MOST_NAMED = 255
"""Pixels of the names of a long list: with more, the CSM beside them would be cut at a laptop's width; a click shows a name whole."""
STAGES = ("onboarding", "adopting", "in value", "renewal window", "at risk", "leaving", "cannot tell")
DISAGREES = {"name": tables.ACCOUNTS["name"], "disagrees": st.column_config.TextColumn("Disagreement", width="large")} | {
    c: tables.ACCOUNTS[c] for c in ("pulse_age_days", "health", "arr", "currency", "owner")
}


def account_list(here: Here) -> str | None:
    """The id of the account whose row was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sort = st.selectbox("Sort", list(SORTS), key="sort", bind="query-params", width=240)
        statuses = st.pills("Status", STATUSES, selection_mode="multi", key="status", bind="query-params")
        stages = st.pills("Stage", STAGES, selection_mode="multi", key="stage", bind="query-params")
    rows = here.ask_current(_listed, sort, tuple(statuses or ()), tuple(stages or ()), says="Sorting the customers")
    st.caption(f"{rows.height:,} current customers. Choose a row to open it, or find one by name in the sidebar.")
    event = tables.show(
        rows, _columns(sort, rows), alt="Current customers", key="accounts", on_select="rerun", selection_mode="single-row", height=600,
        names=MOST_NAMED,
    )  # fmt: skip
    row = tables.picked(event, rows)
    apart = here.ask_current(_apart, says="Comparing pulse and health")
    if apart.height:
        first = ", ".join(words.said(name) for name in apart["name"].head(3)) + (" and others" if apart.height > 3 else "")
        with st.expander(f"Pulse and health disagree on {apart.height:,}: {first}", icon=":material/difference:"):
            st.caption(
                "A pulse that is not stale, against the health band, or against a notice given: one of the two knows what the "
                "other does not."
            )
            tables.show(apart, DISAGREES, alt="Customers on whom pulse and health disagree")
    return row and row["account_id"]


def _columns(sort: str, rows: pl.DataFrame) -> dict:
    """The columns of the list; the one that it is sorted by stands beside the name, a currency that all share in the heading of ARR."""
    by, one = SORTS[sort][0][0], rows["currency"].drop_nulls().n_unique() <= 1
    names = [c for c in dict.fromkeys(("name", by, *tables.ACCOUNTS)) if c in tables.ACCOUNTS and not (one and c == "currency")]
    return tables.in_currency({c: tables.ACCOUNTS[c] for c in names}, rows)


def _listed(snap: Snapshot, current: pl.DataFrame, sort: str, statuses: tuple[str, ...], stages: tuple[str, ...]) -> pl.DataFrame:
    columns, down = SORTS[sort]
    rows = current.join(lifecycle(snap), on="account_id", how="left", maintain_order="left")
    rows = rows.filter(pl.col("stage").fill_null("cannot tell").is_in(stages)) if stages else rows
    rows = rows.with_columns(status(), chance_to_leave(), gave_notice().alias("notice"))
    rows = rows.filter(pl.col("status").fill_null(NOT_KNOWN).is_in(statuses)) if statuses else rows
    return rows.sort(columns, descending=down, nulls_last=True).select(*dict.fromkeys(("account_id", *tables.ACCOUNTS, *columns)))


def _apart(snap: Snapshot, current: pl.DataFrame) -> pl.DataFrame:
    return disagreements(current)
