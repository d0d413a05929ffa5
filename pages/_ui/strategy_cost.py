"""Cost to serve on the Strategy page: what an hour of our people costs, and what each segment takes of them."""

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.errors import CSError
from cs_core.orchestration.cost import DAYS, TARGET, by_segment, cost_to_serve, loaded_rate, set_loaded_rate
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.toasts import anew

C = st.column_config
SEGMENTS = {
    "segment": C.TextColumn("Segment", pinned=True),
    "currency": C.TextColumn("Currency"),
    "accounts": C.NumberColumn("Customers", format="localized"),
    "hours": C.NumberColumn("Hours of people", format="localized"),
    "hours_each": C.NumberColumn("Hours each", format="localized", help="A customer"),
    "tokens": C.NumberColumn("Tokens", format="localized", help="Of agents"),
    "revenue": C.NumberColumn("Revenue", format="localized", help="Recurring, of these days"),
    "cost": C.NumberColumn("Cost", format="localized", help="Of the hours, in the currency of the loaded rate"),
    "share": C.NumberColumn("Share of revenue", format="%.1f%%", help=f"Only in the rate's own currency; target: at most {TARGET:.0%}"),
}


def cost_part(here: Here) -> None:
    """The loaded rate, and hours, cost and share by segment and currency."""
    st.subheader("Cost to serve")
    rate = loaded_rate(here.store, here.as_of)
    st.caption(f"Touches logged, meetings held and drafts looked at in {DAYS} days, against recurring revenue of the same days.")
    with st.form("loaded_rate", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        set_to = rate.amount if rate else None
        amount = st.number_input("Loaded rate of an hour", min_value=0.0, value=set_to, placeholder="not set", width=200)
        currency = st.text_input("Currency", value=rate.currency if rate else "EUR", max_chars=3, width=100)
        if st.form_submit_button("Set the rate", icon=":material/save:"):
            _set(here, amount, currency)
    if rate:
        st.caption(f"{words.figure(rate.amount)} {rate.currency} an hour, set by {words.said(rate.by)} on {words.day(rate.set_at[:10])}")
    rows = here.ask(_segments, says="Adding up the hours")
    tables.show(rows, SEGMENTS, alt="Cost to serve by segment and currency")


def _set(here: Here, amount: float | None, currency: str) -> None:
    try:
        set_loaded_rate(here.store, amount or None, currency=currency, by=here.by, now=here.now)
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    anew("Set: cost to serve goes by it from now on")


def _segments(snap: Snapshot) -> pl.DataFrame:
    short = (pl.col("revenue", "cost").round(0).cast(pl.Int64), pl.col("hours").round(1), pl.col("hours_each").round(2))
    return by_segment(cost_to_serve(snap)).with_columns(*short, pl.col("share") * 100, pl.col("segment").fill_null("not known"))
