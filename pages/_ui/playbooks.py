"""Playbooks on screen: read as sentences, edited in a form, shown against today before they are saved, with every version."""

from datetime import datetime

import polars as pl
import streamlit as st

from cs_core.errors import CSError
from cs_core.execution.agent import Agent
from cs_core.execution.playbooks.edits import books, history, preview, save_playbook
from cs_core.execution.playbooks.shelf import shelf
from cs_core.execution.playbooks.words import changed, said, sentences
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.login import signers
from pages._ui.toasts import anew

C = st.column_config
ROLES = ("champion", "sponsor", "billing")
DUE = {
    "segment": C.TextColumn("Segment"),
    "today": C.NumberColumn("Due today", format="localized"),
    "then": C.NumberColumn("As edited", format="localized"),
}
EXAMPLES = {
    "name": C.TextColumn("Account", pinned=True),
    "segment": C.TextColumn("Segment"),
    "new": C.CheckboxColumn("New"),
    "reason": C.TextColumn("Why", width="large"),
}


def panel(here: Here, roster: tuple[Agent, ...]) -> None:
    """One agent's playbooks: choose one, read it, edit it."""
    st.caption("What each agent does and when, in sentences. A change is a new version, with its reason, from the next cycle on.")
    first, second = st.columns(2)
    by_name = {a.name: a for a in roster}
    agent = by_name[first.selectbox("Agent", list(by_name), format_func=words.agent, key="playbook_agent")]
    there = {book["name"]: book for book in books(here.store, agent.name)}
    label = {name: f"{name}{' (off)' if book['off'] else ''}" for name, book in there.items()}
    name = second.selectbox("Playbook", list(there), format_func=label.get, key=f"playbook_{agent.name}")
    book = there[name]
    with st.container(border=True):
        st.markdown(f"**{name}** · version {book['version']}, {_since(book)}")
        for lead, rest in sentences(book["data"]):
            st.markdown(f"**{lead}** {rest}.")
        if never := shelf(agent.name).never:
            st.caption(f"None of this agent's playbooks is due where {', or '.join(said(line) for line in never)}.")
    with st.expander("Edit", icon=":material/edit:", type="compact"):
        _edit(here, agent, book)
    with st.expander("Versions", icon=":material/history:", type="compact"):
        for version in history(here.store, agent.name, name):
            st.markdown(f"**Version {version['version']}**, {_since(version)}: {version['why']}")
            if version["changes"]:
                st.code("\n".join(map(changed, version["changes"])), language="diff", wrap_lines=True)


def _since(row: dict) -> str:
    return f"{words.day(datetime.fromisoformat(row['set_at']))} by {row['by']}" if row["set_at"] else "as shipped"


def _edit(here: Here, agent: Agent, book: dict) -> None:
    data, key = book["data"], f"{agent.name}_{book['name']}_{book['version']}"
    with st.form(f"playbook_{key}", border=False):
        left, right = st.columns(2, gap="large")
        with left:
            told = {c: _conditions(label, data.get(c, ()), f"{c}_{key}", says) for c, label, says in CONDITIONS}
        with right:
            told |= {"words": _words(data["words"], key)}
        steps = [_step(n, step, f"{n}_{key}") for n, step in enumerate(data.get("then", ()), 2)]
        on = st.toggle("Switched on", not book["off"], key=f"on_{key}")
        why = st.text_input("Why", key=f"why_{key}", placeholder="Kept with the version")
        who = st.selectbox("You are", signers(here.store, here.snap.team), key=f"by_{key}")
        with st.container(horizontal=True):
            look = st.form_submit_button("Preview", icon=":material/visibility:", help="For whom it would be due now, against today")
            save = st.form_submit_button("Save as a new version", type="primary", icon=":material/save:")
    made = _merged(data, told | {"then": steps, "off": not on})
    try:
        if save:
            version = save_playbook(here.store, agent.name, made, why=why, by=who, now=here.now, expected=book["version"])
            anew(f"“{book['name']}” is at version {version} from the next cycle on")
        if look:
            _preview(preview(here.snap, agent, made))
    except CSError as error:
        st.error(str(error), icon=":material/error:")


def _preview(told: dict) -> None:
    st.markdown(f"**{told['says']}** {told['new']:,} new, {told['gone']:,} no longer.")
    if told["by_segment"]:
        tables.show(pl.DataFrame(told["by_segment"]), DUE, alt="Customers for whom it is due, by segment")
    if told["examples"]:
        tables.show(pl.DataFrame(told["examples"]), EXAMPLES, alt="Examples of customers for whom it would be due")


def _words(data: dict, key: str) -> dict:
    """The words of a letter and of the task that takes its place."""
    told = {c: _lines(label, data.get(c, ()), f"{c}_{key}", says) for c, label, says in PHRASINGS}
    groups = "\n\n".join(g if isinstance(g, str) else "\n".join(g) for g in data.get("details", ()))
    says = "Groups of phrasings, an empty line between them; @name is a group that several playbooks share"
    told["details"] = _groups(st.text_area("Details", groups, key=f"details_{key}", height=160, help=says))
    return told | {c: st.text_input(label, data.get(c, ""), key=f"{c}_{key}") for c, label in TASK}


def _step(n: int, data: dict, key: str) -> dict:
    st.markdown(f"**Step {n}**")
    first, second, third = st.columns(3)
    days = first.number_input("Days after the start", 1, 365, data["after_days"], key=f"after_{key}")
    do = second.selectbox("Do", ("message", "task"), index=("message", "task").index(data["do"]), key=f"do_{key}")
    roles = list(dict.fromkeys((*ROLES, data.get("to", "champion"))))
    to = third.selectbox("To", roles, index=roles.index(data.get("to", "champion")), key=f"to_{key}")
    unless = _conditions("Unless", data.get("unless", ()), f"unless_{key}", "Any of these lines skips the step")
    told = {"after_days": int(days), "do": do, "to": to, "unless": unless}
    return _merged(data, told | {"words": _words(data.get("words", {}), f"step_{key}")})


def _lines(label: str, lines: object, key: str, says: str) -> list[str]:
    """One entry a line."""
    text = st.text_area(label, "\n".join(lines), key=key, help=says, height=max(68, 28 * (len(lines) + 1)))
    return [line.strip() for line in text.splitlines() if line.strip()]


def _conditions(label: str, lines: object, key: str, says: str) -> list[str]:
    """Conditions as they are stored, with how those that hold now read."""
    typed = _lines(label, lines, key, says)
    if lines:
        st.caption(words.said(f"Reads: {'; '.join(map(said, lines))}."))
    return typed


def _groups(text: str) -> list:
    parts = ([line.strip() for line in part.splitlines() if line.strip()] for part in text.split("\n\n"))
    return [part[0] if len(part) == 1 and part[0].startswith("@") else part for part in parts if part]


def _merged(data: dict, told: dict) -> dict:
    """The data with what was edited; what the form does not show stays."""
    words_told = {"words": _merged(data.get("words", {}), told["words"])} if "words" in told else {}
    return {k: v for k, v in (data | told | words_told).items() if v is not False and v not in ((), [], "")}


CONDITIONS = (
    ("when", "When", "Every line must hold: usage_change <= -25, champion known, days_to_renewal in 0..14"),
    ("unless", "Unless", "No line may hold"),
    ("stop", "Stops when", "Any line ends a running play; replied, touched, left and escalated may be used here"),
)
PHRASINGS = (
    ("subject", "Subject", "One phrasing a line; {name} and other facts stand in braces"),
    ("opening", "Opening", "Why we write: one phrasing a line"),
    ("ask", "Question", "One phrasing a line; states nothing"),
    ("background", "Task: background", "Further facts for our person, one a line"),
)
TASK = (("title", "Task: title"), ("step", "Task: step"))
