"""What a plan says of itself on the Coverage page: a goal's share that it misses stands out, hours of hand-offs are named."""

import streamlit as st

from cs_core.context.wording.counted import counted
from cs_core.leadership.coverage import kept_in_words
from cs_core.leadership.hours.quotas import why_missed
from pages._ui import words


def said_of(made: dict) -> str:
    """What the plan says of itself, to be read beside its figures; a share of the hours that a goal keeps and this plan misses stands out.
    """
    quiet, free = made["says"], sum(person["left"] for person in made["people"])
    for told in made["kept_by_goals"]:
        if told["met"]:
            continue
        sentence = kept_in_words(told)
        quiet = quiet.replace(sentence, "")
        more = " People with the skills and languages that they ask for (Team tab), or more hours, could raise it."
        raised = more if told["left"] else ""
        other = "Or change" if raised else "Change"
        st.warning(
            f"{words.said(sentence)} {words.said(why_missed(told, free))}{raised} {other} the goal on the Strategy page.",
            icon=":material/warning:",
        )
    return quiet


def with_hand_offs(made: dict) -> str:
    """Hours that the people before spend on hand-offs: among the hours used, in no account's row."""
    hours = sum(row["hours_each"] for row in made["handoffs"])
    return f", with {counted(round(hours), 'hand-off hour')}" if hours else ""
