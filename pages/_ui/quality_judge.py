"""A model judge beside people: one row for each model and rubric, and what its word says of drafts that nobody decided."""

import polars as pl
import streamlit as st

from cs_core.context.wording.signed import signed
from pages._ui import tables, words
from pages._ui.manual import chapter

C = st.column_config
ROWS = {
    "judge": C.TextColumn("Judge", pinned=True, width="medium"),
    "n": C.NumberColumn("Beside people", format="localized", help="Drafts that both judged; wrong ones are drawn as often as fine ones"),
    "kappa": C.TextColumn("Agreement", help="Beyond chance (Cohen's kappa), in brackets its 95% interval; 1 is all. What was drawn too "
                          "often is weighed back"),
    "says": C.TextColumn("What that says", width="medium"),
    "send": C.TextColumn("Send: fine, wrong", help="What people made of drafts that it would send"),
    "back": C.TextColumn("Not as it is: wrong, fine", help="What people made of drafts that it would change or reject"),
    "undecided": C.TextColumn("Undecided sent back", help="Of drafts that nobody decided, with its 95% interval"),
    "corrected": C.TextColumn("Of them wrong", help="That share corrected for the judge's own errors (Rogan and Gladen's correction)"),
    "planted": C.TextColumn("Caught test drafts"),
    "no_answer": C.NumberColumn("No answer", format="localized"),
    "tokens": C.NumberColumn("Tokens", format="localized"),
}  # fmt: skip


def panel(judge: dict) -> None:
    """The newest judge in words, all of them in a table; without one, what to set."""
    st.subheader("A model judge, and people")
    if not judge["available"]:
        st.info(
            "No model has judged drafts yet. Where one is connected, whoever runs the console has it judge 200 of them beside people, "
            "and it says here how far its word can be trusted, and how many drafts nobody looked at are wrong.", icon=":material/gavel:",
        )  # fmt: skip
        chapter("How to connect a model", "model")
        return
    st.caption("A model that judged drafts by a rubric, one at a time. It measures: nothing goes out, waits or is stopped by its word.")
    rows = pl.DataFrame([_row(v) for v in judge["versions"]], infer_schema_length=None).select(*ROWS)
    tables.show(rows, ROWS, alt="Model judges and people", height="content")
    lines = "; ".join(f"{words.label(k).lower()} {m['no']:,} no, {m['unsure']:,} unsure" for k, m in judge["lines"].items())
    people = judge["length"]["people"]
    beside = f"; people's own {signed(people['point'], '.2f')}, n = {people['n']:,}" if people else ""
    st.caption(
        f"{words.said(judge['corrected_says'].capitalize())}. Of {judge['answered']:,} letters by its rubric: {lines}. "
        f"Length: {judge['length']['says']}{beside}."
    )


def _row(one: dict) -> dict:
    pairs = {"send": ("send_fine", "send_wrong"), "back": ("back_wrong", "back_fine")}
    counts = {name: ", ".join(f"{one['confusion'][k]:,}" for k in pair) for name, pair in pairs.items()}
    told = {k: words.interval(one[k], f) if one[k] and one[k]["point"] is not None else None for k, f in FORMS.items()}
    planted = one["planted"]
    return {
        "judge": f"{one['model']}, {one['prompt_version']}", "n": one["n"], "says": one["says"], **counts, **told,
        "planted": f"{planted['k']:,} of {planted['n']:,}" if planted["n"] else None, "no_answer": one["no_answer"],
        "tokens": one["tokens"],
    }  # fmt: skip


FORMS = {"kappa": ".2f", "undecided": ".1%", "corrected": ".1%"}
