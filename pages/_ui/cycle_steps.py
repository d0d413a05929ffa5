"""The steps of a cycle as people read them: what was done, by whom, of how many of what, and what came out of it."""

from typing import NamedTuple

import polars as pl
import streamlit as st

from pages._ui import tables, words

C = st.column_config
COLUMNS = {
    "step": C.TextColumn("Step", width=235),
    "agent": C.TextColumn("Agent", width=126),
    "of": C.TextColumn("Of", width=125),
    "made": C.TextColumn("Came out", width=145),
    "ms": C.NumberColumn("Milliseconds", format="localized", width=95),
    "detail": C.TextColumn("Detail", width=244),
}


class Step(NamedTuple):
    """What a kind of step does, what it is given (nothing that is counted where empty), and what comes out of it."""

    does: str
    of: str
    made: str


STEPS = {
    "outcomes": Step("Read what came of earlier work", "", "outcomes"),
    "read": Step("Have a model read what customers wrote", "", "texts"),
    "signals": Step("Work out each customer's signals", "", "customers"),
    "lessons": Step("Learn from people's decisions", "", "lessons"),
    "cases": Step("Bring cases up to date", "customers", "cases changed"),
    "runs": Step("Go on with plays that run", "", "steps due"),
    "notice": Step("Notice reasons to act", "customers", "reasons"),
    "reach": Step("Keep what people have time for", "reasons", "reasons"),
    "brief": Step("Read the briefs", "reasons", "customers"),
    "draft": Step("Put into words", "reasons", "drafts"),
    "judge": Step("Ask every gate", "drafts", "drafts passed"),
    "route": Step("Route", "drafts", "drafts go ahead"),
    "findings": Step("Look at the cycle as a whole", "drafts", "findings"),
}


def rows_of(taken: list[dict]) -> pl.DataFrame:
    """One row a step, of the rows of `trace.steps`."""
    rows = pl.DataFrame([_row(step) for step in taken], schema_overrides={"ms": pl.Float64})
    return rows.with_columns(pl.col("ms").round(0).cast(pl.Int64))


def show(taken: list[dict]) -> None:
    """The table of the steps."""
    tables.show(rows_of(taken), COLUMNS, alt="Steps of the cycle", height=420)


def _row(taken: dict) -> dict:
    said = STEPS.get(taken["kind"], Step(words.label(taken["kind"]), "rows", "rows"))
    return {
        "step": said.does, "agent": words.agent(taken["agent"]) if taken["agent"] else "", "of": _count(taken["rows_in"], said.of),
        "made": _count(taken["rows_out"], said.made), "ms": taken["ms"], "detail": taken["detail"],
    }  # fmt: skip


def _count(n: int, of: str) -> str:
    """1,234 customers, 1 customer; nothing where nothing is counted."""
    first, _, rest = of.partition(" ")
    return f"{n:,} {first.removesuffix('s') if n == 1 else first} {rest}".rstrip() if of else ""
