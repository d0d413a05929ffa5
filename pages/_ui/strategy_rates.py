"""Currencies on the Strategy page: what sums are told in, and the rates by which other currencies are added."""

import polars as pl
import streamlit as st

from cs_core.context.rates import COLUMNS, given, in_one, rates, read_rates, set_rate, set_rates, set_reporting
from cs_core.context.snapshot import Snapshot
from cs_core.errors import CSError
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.toasts import anew

C = st.column_config
RATES = {
    "currency": C.TextColumn("One unit of", pinned=True),
    "rate": C.NumberColumn("Is worth", format="%.4f"),
    "to_currency": C.TextColumn("Of"),
    "observed_on": C.DateColumn("On", format="D MMM YYYY"),
    "by": C.TextColumn("Set by"),
}
ACCOUNTS = {
    "currency": C.TextColumn("Currency", pinned=True),
    "accounts": C.NumberColumn("Customers", format="localized"),
    "arr": C.NumberColumn("ARR, own currency", format="localized"),
}


def rates_part(here: Here) -> None:
    """How many customers pay in which currency, the rates, and what sums are told in."""
    st.subheader("Currencies")
    st.caption("Each customer's own figures stay in its own currency. Sums are told in one, every day at the newest rates.")
    accounts, currency, says = here.ask(_paid_in, says="Counting currencies")
    if says:
        st.warning(says, icon=":material/currency_exchange:")
    elif currency:
        st.success(f"All amounts can be added: sums are told in {currency}.", icon=":material/check_circle:")
    left, right = st.columns(2)
    with left:
        tables.show(accounts, ACCOUNTS, alt="Customers and their ARR by currency", key="paid_in")
    with right:
        rows = given(here.store)
        if rows:
            shown = pl.DataFrame(rows).with_columns(pl.col("observed_on").str.to_date())
            tables.show(shown, RATES, alt="Exchange rates", key="rates")
        else:
            st.caption("No rate is set yet.")
    _forms(here, currency or "EUR")


def _forms(here: Here, main: str) -> None:
    with st.form("rate", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.text_input("One unit of", placeholder="USD", max_chars=3, width=110)
        rate = st.number_input("Is worth", min_value=0.0, value=None, format="%.4f", placeholder="0.9200", width=150)
        into = st.text_input("Of", value=rates(here.store).reporting or main, max_chars=3, width=110)
        on = st.date_input("On", value=here.now.date(), max_value=here.now.date(), width=170)
        if st.form_submit_button("Set the rate", icon=":material/save:"):
            _done(here, lambda: set_rate(here.store, code, rate or 0.0, into=into, observed_on=on, by=here.by, now=here.now))
    with st.form("reporting", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.text_input("Tell sums in", value=rates(here.store).reporting or main, max_chars=3, width=110)
        if st.form_submit_button("Set the currency of sums", icon=":material/save:"):
            _done(here, lambda: set_reporting(here.store, chosen, by=here.by, now=here.now))
    with st.expander("Import a table of rates"):
        st.caption(f"A CSV with the columns {', '.join(f'`{c}`' for c in COLUMNS)}, such as `USD,0.92,EUR,2026-06-30`.")
        file = st.file_uploader("Table of rates", type="csv", key="rates_file")
        if file and st.button("Import the rates", icon=":material/upload:"):
            lines = file.getvalue().decode("utf-8-sig", errors="replace").splitlines()
            _done(here, lambda: set_rates(here.store, read_rates(lines), by=here.by, now=here.now))


def _done(here: Here, act: object) -> None:
    try:
        act()
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    anew("Set: every sum goes by it from now on")


def _paid_in(snap: Snapshot) -> tuple[pl.DataFrame, str | None, str]:
    current = snap.signals.filter(pl.col("churned_on").is_null()).select("currency", "arr")
    told = in_one(rates(snap.store), current, "arr")
    named = current.with_columns(pl.col("currency").fill_null("not known")).group_by("currency")
    known = pl.when(pl.col("arr").is_not_null().any()).then(pl.col("arr").sum())
    rows = named.agg(pl.len().alias("accounts"), known.alias("arr")).sort("accounts", descending=True)
    return rows, told.currency, told.says
