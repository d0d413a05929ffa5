"""One proposal on screen: the letter, what bears each sentence, what the gates said, and why it came here."""

import streamlit as st

from cs_core.orchestration.learning.edits import changes
from pages._ui import words

SIGNS = {"kept": " ", "out": "-", "in": "+"}


def heading(item: dict, name: str) -> None:
    """Whose it is, which play, which route, and why now and here."""
    st.subheader(words.said(name), anchor=False)
    marks = (words.agent(item["agent"]), words.said(item["play"]), words.ROUTE_WORDS[item["route"]], f"stakes {item['stakes']}")
    with st.container(horizontal=True, gap="small"):
        for mark, color in zip(marks, ("blue", "gray", "violet", "orange" if item["stakes"] == "high" else "gray"), strict=True):
            st.badge(mark, color=color)
    st.text(f"Why now: {item['reason']}\nWhy it came here: {item['why']}.\nWhat would change that: {item['change']}.")


def note(brief: str) -> str:
    """A task's hand-off note, one question a line; returns what follows it, the draft, or nothing."""
    asked, _, rest = brief.partition("\n\n")
    for line in asked.splitlines():
        question, _, answer = line.partition(": ")
        left, right = st.columns([1, 4], gap="small")
        left.caption(question if answer else "")
        right.text((answer or line)[:1].upper() + (answer or line)[1:])
    return rest


def difference(draft: str, edited: str) -> None:
    """What an edit takes out and writes, sentence by sentence; as plain text, whatever stands in it."""
    told(changes(draft, edited))


def told(rows: list[tuple[str, str]]) -> None:
    """Sentences as `edits.changes` tells them, those that were kept left out."""
    lines = [f"{SIGNS[how]} {sentence}" for how, sentence in rows if how != "kept"]
    if lines:
        st.code("\n".join(lines), language="diff", wrap_lines=True)


def evidence(item: dict) -> None:
    """Each sentence with the facts that bear it, then the gates; those that did not pass first."""
    facts = {f["id"]: f for f in item["facts"]}
    for claim in item["claims"]:
        cited = [facts[i] for i in claim["fact_ids"] if i in facts]
        if cited:
            st.text(claim["text"].strip())
            st.caption("  \n".join(words.said(words.cited(fact)) for fact in cited))
    gates(item["verdicts"])


def gates(verdicts: list[dict]) -> None:
    """The gates' words: doubts and failures in full, the passes on a line each in a fold."""
    doubts, passed = [v for v in verdicts if v["passed"] is not True], [v for v in verdicts if v["passed"] is True]
    for verdict in doubts:
        st.markdown(words.verdict(verdict["passed"], verdict["gate"]))
        st.text(verdict["why"])
    with st.expander(f"{len(passed)} of {len(verdicts)} gates passed"):
        for verdict in passed:
            st.markdown(words.verdict(True, verdict["gate"]))
            st.caption(words.said(verdict["why"]))
