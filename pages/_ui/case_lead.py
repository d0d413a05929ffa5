"""A lead on the account's page: what it is of, what it may bring a year and how that was worked out, its evidence, how far it is."""

from datetime import date

import streamlit as st

from pages._ui import tables, words
from pages._ui.cards import figures
from pages._ui.frame import Here

COLORS = {"qualified": "blue", "in conversation": "blue", "accepted": "violet", "won": "green", "lost": "red"}
ICONS = {
    "qualified": ":material/lightbulb:", "in conversation": ":material/forum:", "accepted": ":material/handshake:",
    "won": ":material/trophy:", "lost": ":material/close:", "expired": ":material/hourglass_disabled:",
    "withdrawn": ":material/do_not_disturb_on:",
}  # fmt: skip


def show(here: Here, case: dict, brief: dict) -> None:
    """The newest row of a lead case, with its expectation and the facts that it cites."""
    data, state, currency = case["data"], case["state"], case["data"]["currency"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Lead: {data['type']}**")
        st.badge(state, icon=ICONS.get(state), color=COLORS.get(state, "gray"))
    st.text(case["reason"])
    figures(_cards(case, data, currency))
    with st.container(border=True):
        st.caption("How the expectation was worked out")
        st.text(data["how"])
    tables.facts(case["facts"], alt="The facts that bear the lead out", key=f"lead_{case['id']}")
    st.caption(words.said(_whose(case, data)))


def _cards(case: dict, data: dict, currency: str | None) -> list[tuple[str, str, str]]:
    between = "—" if data["low"] is None else f"{words.money(data['low'])} to {words.money(data['high'], currency)}"
    end = ("Closed", case["closed_on"]) if case["closed_on"] else ("Good until", case["due_on"])
    return [
        ("Expected a year", words.money(data["expected"], currency), "What they would pay on top, not multiplied by any chance"),
        ("Between", between, "The low and the high end of it"),
        ("Won a year", words.money(data.get("won_arr"), currency), "The amount of the deal, else the rise of the revenue since"),
        (end[0], words.short_day(_date(end[1])) if end[1] else "—", "A lead of which nobody made a deal expires"),
    ]


def _whose(case: dict, data: dict) -> str:
    owner = f"{case['owner']} prices it" if case["owner"] else "kept by the agent alone"
    talked = f" They were written to or spoken with on {words.day(_date(data['talked_on']))}." if data["talked_on"] else ""
    play = f" Recommended: {case['play']}." if case["play"] and not case["closed_on"] else ""
    return f"Qualified on {words.day(_date(case['opened_on']))}, {owner}.{talked}{play}"


def _date(on: date | str) -> date:
    return date.fromisoformat(on) if isinstance(on, str) else on
