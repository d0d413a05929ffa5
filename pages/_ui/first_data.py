"""One's own data, in words: the smallest export that is worth a first page, what each further one adds, and blank tables to fill in."""

import polars as pl
import streamlit as st

from cs_core.context.importing.first_exports import Export, exports, smallest
from cs_core.execution.roster import JOBS
from pages._ui import tables, words

C = st.column_config
STEPS = {
    "name": C.TextColumn("Table", pinned=True),
    "gives": C.TextColumn("What it tells", width="medium"),
    "runs": C.TextColumn("Can work from then on", width="medium"),
    "helps": C.TextColumn("Work better with it", width="large"),
}


def smallest_start() -> None:
    """The smallest useful start, as a list with what each table holds."""
    found = exports(JOBS)
    least = smallest(found)
    st.markdown(f"**The smallest useful start** is {_listed([f'one table of {export.name}' for export in least])}:")
    st.markdown("\n".join(f"- {words.label(export.name)}: {_columns(export)}" for export in least))
    st.caption(f"With that, {_agents(least[-1].runs)} can work for every customer in it. Each further export adds to it, in any order.")


def further() -> None:
    """What each export adds, and the blank tables."""
    found = exports(JOBS)
    rows = [
        {
            "name": words.label(export.name), "gives": words.label(", ".join(export.gives)),
            "runs": _agents(export.runs), "helps": _agents(export.helps),
        }
        for export in found
    ]  # fmt: skip
    tables.show(pl.DataFrame(rows), STEPS, alt="What each export adds", key="first_exports", height="content")
    st.caption(
        "No system to export it from? Fill in a blank table: it is understood as it stands. Replace its two made rows by your own. "
        "One list of customers that also holds ARR and renewal date is understood too, after one question."
    )
    with st.container(horizontal=True):
        for export in found:
            if export.headings:
                st.download_button(
                    words.label(export.name), export.blank, f"{export.name}.csv", "text/csv", key=f"blank_{export.name}",
                    on_click="ignore", icon=":material/csv:", help=f"Columns: {', '.join(export.headings)}",
                )  # fmt: skip


def _columns(export: Export) -> str:
    return ", ".join(heading.upper() if heading in LETTERS else heading.replace("_", " ") for heading in export.headings)


def _agents(names: tuple[str, ...]) -> str:
    return _listed([words.agent(name) for name in names])


def _listed(parts: list[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1] if parts else "") if part)


LETTERS = ("arr", "csm")
"""Headings that are read letter by letter."""
