"""One proposal on screen: the letter, what bears each sentence, what the gates said, and why it came here."""

import streamlit as st

from cs_core.execution.writing.markdown import escaped
from cs_core.orchestration.learning.edits import changes
from pages._ui import words
from pages._ui.cited import cited, together
from pages._ui.names import bare

SIGNS = {"kept": " ", "out": "-", "in": "+"}


def heading(item: dict, name: str) -> None:
    """Whose it is, which play, which route, and why now and here."""
    st.subheader(words.said(name), anchor=False)
    play, stakes = words.said(words.sentence(item["play"])), f"{item['stakes'].capitalize()} stakes"
    marks = (words.agent(item["agent"]), play, words.ROUTE_WORDS[item["route"]], stakes)
    with st.container(horizontal=True, gap="small"):
        for mark, color in zip(marks, ("blue", "gray", "violet", "orange" if item["stakes"] == "high" else "gray"), strict=True):
            st.badge(mark, color=color)
    st.text(item["reason"])
    due, lapses = (words.day(item[c]) for c in ("due_on", "expires_at"))
    told = f"{due}; lapses on {lapses} if nobody sees to it" if lapses != due else due
    st.caption(words.said(f"Due {told}. Why it came here: {item['why']}. What would send it elsewhere: {item['change']}."))


def note(brief: str) -> str:
    """A task's hand-off note, one question a line; returns what follows it, the draft, or nothing."""
    asked, rest = _asked(brief)
    for question, answer in asked:
        left, right = st.columns([1, 4], gap="small")
        left.caption(question)
        right.text(answer)
    return rest


def _asked(brief: str) -> tuple[list[tuple[str, str]], str]:
    """(question, answer) of each line of a hand-off note, and the draft after it."""
    lines, _, rest = brief.partition("\n\n")
    parts = [(line, *line.partition(": ")) for line in lines.splitlines()]
    return [(question if answer else "", words.sentence(answer or line)) for line, question, _, answer in parts], rest


def beneath(draft: str, account: str, title: str) -> str:
    """What an agent prepared, without its heading where the task above it says the same."""
    heading, _, rest = draft.partition("\n\n")
    return rest if rest and bare(heading, account) == bare(title, account) else draft


def brief_as_markdown(account: str, title: str, brief: str, facts: list[dict]) -> str:
    """A task with its hand-off note, its draft and its evidence, to paste."""
    asked, draft = _asked(brief)
    lines = [f"- **{question}**: {escaped(answer)}" if question else f"- {escaped(answer)}" for question, answer in asked]
    parts = [f"# {escaped(account)}", escaped(title), "\n".join(lines)]
    return "\n\n".join([*parts, *(["## What the agent prepared", _quoted(draft)] if draft else []), *_borne(facts)])


def as_markdown(item: dict, account: str, body: str) -> str:
    """A draft as it stands in the field, with the facts that bear it, to paste."""
    about = f"{words.agent(item['agent'])} · {words.sentence(item['play'])} · {words.ROUTE_WORDS[item['route']]}"
    to = item["recipient"] or "our own team, as a task"
    head = [f"- **Why now**: {escaped(item['reason'])}", f"- **To**: {escaped(to)}", f"- **Subject**: {escaped(item['subject'])}"]
    used = {i for claim in item["claims"] for i in claim["fact_ids"]}
    parts = [f"# {escaped(account)}", escaped(about), "\n".join(head), _quoted(body)]
    return "\n\n".join([*parts, *_borne([fact for fact in item["facts"] if fact["id"] in used])])


def _quoted(text: str) -> str:
    return "\n".join(f"> {escaped(line)}".rstrip() for line in text.strip().splitlines())


def _borne(facts: list[dict]) -> list[str]:
    return ["## Evidence", "\n".join(f"- {escaped(cited(fact))}" for fact in facts)] if facts else []


def difference(draft: str, edited: str) -> None:
    """What an edit takes out and writes, sentence by sentence; as plain text, whatever stands in it."""
    told(changes(draft, edited))


def told(rows: list[tuple[str, str]]) -> None:
    """Sentences as `edits.changes` tells them, those that were kept left out."""
    lines = [f"{SIGNS[how]} {sentence}" for how, sentence in rows if how != "kept"]
    if lines:
        st.code("\n".join(lines), language="diff", wrap_lines=True)


def evidence(item: dict, *, edited: bool = False) -> None:
    """Each sentence with the facts that bear it, then the gates; those that did not pass first. `edited`: the text is another by now."""
    facts = {f["id"]: f for f in item["facts"]}
    for claim in item["claims"]:
        borne = [facts[i] for i in claim["fact_ids"] if i in facts]
        if borne:
            st.text(claim["text"].strip())
            st.caption("  \n".join(map(words.said, together(borne))))
    if edited:
        st.caption("The gates judged the draft before your edit. Your words are judged when you approve them.")
    gates(item["verdicts"], "gates passed before your edit" if edited else "gates passed")


def gates(verdicts: list[dict], passing: str = "gates passed") -> None:
    """The gates' words: doubts and failures in full, the passes on a line each in a fold."""
    doubts, passed = [v for v in verdicts if v["passed"] is not True], [v for v in verdicts if v["passed"] is True]
    for verdict in doubts:
        st.markdown(words.verdict(verdict["passed"], verdict["gate"]))
        st.text(words.plain(verdict["why"]))
    with st.expander(f"{len(passed)} of {len(verdicts)} {passing}"):
        for verdict in passed:
            st.markdown(words.verdict(True, verdict["gate"]))
            st.caption(words.said(words.plain(verdict["why"])))
