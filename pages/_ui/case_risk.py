"""A risk on the account's page: what it is, how bad, since when, what says so, who sees to it by when, and how it ends."""

from datetime import date

import streamlit as st

from pages._ui import tables, words
from pages._ui.cards import figures
from pages._ui.frame import Here

LEVEL_COLORS = {"high": "red", "medium": "orange", "low": "gray"}
STATE_COLORS = {"open": "red", "easing": "orange", "cleared": "green", "renewed": "green", "churned": "gray"}
STATE_ICONS = {
    "open": ":material/warning:", "easing": ":material/trending_up:", "cleared": ":material/check_circle:",
    "renewed": ":material/autorenew:", "churned": ":material/logout:",
}  # fmt: skip


def show(here: Here, case: dict, brief: dict) -> None:
    """The newest row of a risk case, with its drivers and the facts that it cites."""
    data, state = case["data"], case["state"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{data['type'].capitalize()}**")
        st.badge(state, icon=STATE_ICONS.get(state), color=STATE_COLORS.get(state, "gray"))
        st.badge(f"severity {data['level']}", color=LEVEL_COLORS.get(data["level"], "gray"))
    st.text(case["reason"])
    figures(_cards(case, data, here.as_of))
    tables.facts(_ordered(case["facts"], data["drivers"]), alt="The facts that say so, the most telling first", key=f"risk_{case['id']}")
    st.caption(words.said(_ending(case, data)))


def _cards(case: dict, data: dict, as_of: date) -> list[tuple[str, str, str]]:
    end = ("Closed", case["closed_on"], "The day on which it ended") if case["closed_on"] else (
        "Due", case["due_on"], "By when somebody should have seen to it; a risk that is worse is due sooner"
    )  # fmt: skip
    days = words.count(data["lead_days"]) if case["closed_on"] else words.count((as_of - _date(case["opened_on"])).days)
    return [
        ("Seen first", words.short_day(_date(case["opened_on"])), "The day on which the agent saw it"),
        (end[0], words.short_day(_date(end[1])) if end[1] else "—", end[2]),
        ("Days from first seen to the end" if case["closed_on"] else "Days open", days, "Up to the day that is looked at"),
        ("Observed", _times(data["occurrences"]), "A further observation of the same risk is counted, and opens no second one"),
    ]


def _ordered(facts: list[dict], drivers: list[dict]) -> list[dict]:
    """The figures first, as the case orders them, then the words of people."""
    place = {driver["key"]: n for n, driver in enumerate(drivers)}
    return sorted(facts, key=lambda fact: place.get(fact["key"], len(place)))


def _ending(case: dict, data: dict) -> str:
    owner = case["owner"] or "the agent alone"
    if case["closed_on"]:
        return f"Kept by {owner}. Ended: {data['end']}."
    play = f" Recommended: {case['play']}." if case["play"] else ""
    days = data["quiet_days"]
    over = f"once it has been better for {days} days" if days else "as soon as it is over"
    before = f" It was open {_times(data['lives'] - 1)} before." if data["lives"] > 1 else ""
    return f"Kept by {owner}.{play} It closes by itself {over}.{before}"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def _date(on: date | str) -> date:
    return date.fromisoformat(on) if isinstance(on, str) else on
