"""One renewal on a customer's page: the timeline, the terms and their price history, the forecast with its reason, the quote draft."""

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from cs_core.context.brief import brief as brief_of
from cs_core.context.wording.places import source
from cs_core.context.wording.signed import signed
from cs_core.execution.jobs.quote import Quote, quote_of
from cs_core.execution.jobs.quote_text import as_csv, as_markdown
from cs_core.execution.jobs.renewal_steps import TERM_ENDS
from cs_core.orchestration.direction import direction
from cs_core.records import FACT
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.one import of_one

C = st.column_config
STATE_ICONS = {
    "done": ":material/check_circle:", "late": ":material/error:", "due": ":material/schedule:", "ahead": ":material/more_horiz:",
    "not needed": ":material/remove:", "passed over": ":material/redo:", "before we saw it": ":material/visibility_off:",
    "not done": ":material/cancel:",
}  # fmt: skip
STATE_COLORS = {"done": "green", "late": "red", "due": "orange", "not done": "red"}
CATEGORY_COLORS = {"commit": "green", "best case": "blue", "pipeline": "gray", "at risk": "red", "omitted": "violet"}
PRICES = {
    "from_on": C.DateColumn("From", format="D MMM YYYY"),
    "until_on": C.DateColumn("Until", format="D MMM YYYY"),
    "plan": C.TextColumn("Plan"),
    "seats": C.NumberColumn("Seats", format="localized"),
    "commitment": C.NumberColumn("Commitment", format="localized"),
    "price": C.NumberColumn("Price", format="localized", help="Of a seat and year; where no seats are sold, of a committed unit"),
    "basis": C.TextColumn("Of a"),
    "currency": C.TextColumn("Currency"),
    "discount": C.NumberColumn("Discount, %", format="%.0f"),
    "place": C.TextColumn("Source", width="large"),
}
LINES = {
    "kind": C.TextColumn(""),
    "what": C.TextColumn("Product", pinned=True),
    "now": C.NumberColumn("Now", format="localized"),
    "proposed": C.NumberColumn("Proposed", format="localized"),
    "unit": C.TextColumn("Unit"),
    "unit_price": C.NumberColumn("Unit price"),
    "amount": C.NumberColumn("List amount", format="localized"),
    "why": C.TextColumn("Why", width="large"),
}
OTHERS = {
    "plan": C.TextColumn("Plan"),
    "until_on": C.DateColumn("Until", format="D MMM YYYY"),
    "arr": C.NumberColumn("ARR", format="localized"),
}


def show(here: Here, case: dict, brief: dict) -> None:
    """The case as its newest row says: `data` is decoded; `brief` is the document of the account."""
    data = case["data"]
    _standing(case, data)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**Timeline**")
        for step in data["steps"]:
            _step(step)
    with right:
        _terms(data)
    _history(data)
    if case["closed_on"] is None:
        _quote(here, case["account_id"])


def _standing(case: dict, data: dict) -> None:
    end, forecast = data.get("end"), data["forecast"]
    with st.container(horizontal=True):
        st.metric("State", words.label(case["state"]), border=True)
        st.metric("Term ends", _day(data["renewal_on"], words.short_day), border=True)
        st.metric("ARR due", words.money(data["terms"]["arr"], data["terms"]["currency"]), border=True)
        if end:
            st.metric("Change", words.money(end["change"], end["currency"]), border=True, help=untold(end))
        else:
            given = data["notice"]["given_on"]
            label, day = ("Notice given", given) if given else ("Last day for notice", data["notice"]["last_day"])
            st.metric(label, _day(day, words.short_day), border=True)
    if end:
        st.markdown(f"**{words.label(end['outcome'])}**: {words.said(case['reason'])}")
        if end["said"]:
            st.caption("Reason as recorded")
            st.text(end["said"])
        return
    color = CATEGORY_COLORS.get(forecast["category"], "gray")
    st.markdown(f"Forecast: :{color}[**{words.label(forecast['category'])}**]")
    st.text(words.sentence(forecast["why"]))
    if forecast["crm_word"]:
        st.text(f"The CRM says {forecast['crm_word']}" + (": it differs" if forecast["crm_differs"] else ""))


def untold(end: dict) -> str | None:
    """Why the change of revenue cannot be told; None where it is."""
    other, own = end.get("untold"), end["currency"]
    return f"Cannot tell: no rate is known from {other} into {own}. Give one on Strategy." if other and end["change"] is None else None


def _step(step: dict) -> None:
    """One line of the timeline: never by colour alone."""
    color = STATE_COLORS.get(step["state"], "gray")
    when = f"done {_day(step['done_on'])}" if step["done_on"] else step["state"]
    mark = f":{color}[{STATE_ICONS[step['state']]} {when}]"
    planned = "on" if step["name"] == TERM_ENDS else "planned for"
    st.markdown(f"{mark} · **{words.label(step['name'])}**, {planned} {_day(step['on'])}", help=words.said(step["done_by"] or ""))


def _terms(data: dict) -> None:
    terms, notice, deal = data["terms"], data["notice"], data["deal"]
    told = {
        "Plan": terms["plan"],
        "Seats": words.count(terms["seats"]),
        "Commitment": f"{words.count(terms['commitment'])} {terms['unit'] or ''}" if terms["commitment"] else None,
        "Term": f"{terms['months']} months from {_day(terms['from_on'])}" if terms["months"] else None,
        "Billed": f"by the {terms['billing']}" if terms["billing"] else None,
        "Discount": f"{terms['discount']:g}%" if terms["discount"] else None,
        "Renews by itself": words.value(terms["auto_renew"]) if terms["auto_renew"] is not None else "unknown",
        "Notice": f"{notice['days']} days, {notice['state'] or 'unknown'}" if notice["days"] is not None else "unknown",
        "Renewal deal": f"{deal['name']}, {deal['stage'] or 'no stage'}" if deal["name"] else None,
    }
    st.markdown("**Terms**")
    for label, value in told.items():
        if value:
            st.text(f"{label}: {value}")


def _history(data: dict) -> None:
    if data["prices"]:
        st.markdown("**Price history**")
        rows = pl.DataFrame(data["prices"], infer_schema_length=None)
        place = pl.struct("system", "source_row").map_elements(_place, return_dtype=pl.String)
        rows = rows.with_columns(place.alias("place"), *(pl.col(c).str.to_date() for c in ("from_on", "until_on")))
        tables.show(rows, PRICES, alt="What each term cost")
    if data.get("others"):
        st.markdown("**Other contracts, ending later**")
        rows = pl.DataFrame(data["others"], infer_schema_length=None).with_columns(pl.col("until_on").str.to_date())
        tables.show(rows, OTHERS, alt="Contracts that could be brought to the same day")


def _place(row: dict) -> str:
    return source(row["system"], row["source_row"]) if row["system"] and row["source_row"] else ""


def _quote(here: Here, account_id: str) -> None:
    with st.expander("Quote draft", icon=":material/request_quote:"):
        known = of_one(here, brief_of, account_id, says="Reading what is known")
        quote = quote_of(known, direction(here.store).guardrails)
        st.caption("Internal until a person approves it. The agent offers no discount of its own.")
        if quote.notice:
            st.warning(words.said(quote.notice), icon=":material/door_open:")
        if not quote.made:
            st.text("No quote yet. Missing: " + "; ".join(quote.missing))
            return
        _lines(quote)
        with st.container(horizontal=True):
            name = f"quote-{account_id}-{quote.start}"
            st.download_button("Markdown", as_markdown(quote), f"{name}.md", "text/markdown", icon=":material/download:", key=f"{name}_md")
            st.download_button("Lines for the CRM", as_csv(quote), f"{name}.csv", "text/csv", icon=":material/download:", key=f"{name}_csv")


def _lines(quote: Quote) -> None:
    marked = [("line", line) for line in quote.lines] + [("alternative", line) for line in quote.alternatives]
    rows = [{"kind": kind} | line.model_dump() for kind, line in marked]
    tables.show(pl.DataFrame(rows, infer_schema_length=None), LINES, alt="Lines of the quote draft")
    with st.container(horizontal=True):
        st.metric("Total of the term", f"{words.figure(quote.total)} {quote.currency}", border=True)
        st.metric("Discount carried over", f"{quote.discount:g}%", border=True)
        if quote.price_change is not None:
            st.metric("A seat against now", f"{signed(quote.price_change)}%", border=True)
        if quote.total_if_approved is not None:
            st.metric("Total if approved", f"{words.figure(quote.total_if_approved)} {quote.currency}", border=True)
    if quote.approval:
        st.warning(f"Needs approval: {words.said(quote.approval)}", icon=":material/verified_user:")
    for note in quote.notes:
        st.caption(words.said(note))
    with st.expander("Facts", type="compact"):
        tables.facts([FACT.dump_python(fact, mode="json") for fact in quote.facts], alt="Facts that the quote cites")


def _day(on: str | None, spelt: Callable[[date], str] = words.day) -> str:
    """An ISO day as people write it."""
    return "unknown" if not on else spelt(date.fromisoformat(on))
