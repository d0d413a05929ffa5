"""How columns are shown: one dict a table, sentence case, formats by meaning."""

import polars as pl
import streamlit as st

from cs_core.context.health.weights import STATUSES
from cs_core.context.wording.places import OURS, place
from cs_core.context.wording.systems import system_names
from pages._ui import exports, words
from pages._ui.cells import local, marked, whole
from pages._ui.cited import valued
from pages._ui.heights import no_taller
from pages._ui.names import read_whole

C = st.column_config

ACCOUNTS = {
    "name": C.TextColumn("Account", pinned=True, width=220),
    "status": C.MultiselectColumn(
        "Status", width=102, options=STATUSES, color=("violet", "red", "orange", "green", "gray"),
        help="The health band, or that notice was given, which outweighs it",
    ),
    "health": C.ProgressColumn(
        "Health", width=60, min_value=0, max_value=100, format="%d",
        help="Empty where too little is known. The score knows of use and the like only: of who gave notice it may be high to the last day",
    ),
    "churn_probability": C.NumberColumn(
        "Churn risk", format="%d%%", width=77,
        help="Within 90 days, as computed; 100% where notice was given for a term that ends by then; empty where it cannot be told",
    ),
    "arr": C.NumberColumn("ARR", format="localized", width=72, help="Annual recurring revenue now"),
    "currency": C.TextColumn("Currency", width=72),
    "days_to_renewal": C.NumberColumn("Term ends", format="in %d days", width=82),
    "stage": C.TextColumn("Stage", width=114, help="The first that holds: leaving, at risk, renewal window, in value, adopting or new"),
    "segment": C.TextColumn("Segment", width=89),
    "owner": C.TextColumn("CSM", width=124),
    "pulse": C.NumberColumn("Pulse", format="%d", width=55, help="The CSM's own: 1 leaving to 6 thriving; empty where nobody set one"),
    "pulse_age_days": C.NumberColumn("Pulse age", format="%d days", width=80, help="Stale after 14 days"),
    "days_since_touch": C.NumberColumn(
        "Days since touch", format="%d", width=120, help="Since the last two-way contact with a person of ours"
    ),
    "usage_change": C.NumberColumn("Usage change %", format="%.0f", width=112, help="Last 4 full weeks against the 4 before"),
    "utilisation": C.NumberColumn("Seats in use %", format="%.0f", width=102),
    "open_tickets": C.NumberColumn("Open tickets", format="%d", width=92),
    "onboarding_status": C.TextColumn("Onboarding", width=92),
    "champion": C.TextColumn("Champion", width=120),
}

FACTS = {
    "key": C.TextColumn("Fact", width=200),
    "value": C.TextColumn("Value", width=255),
    "observed_at": C.DateColumn("As of", format="D MMM YYYY", width=92),
    "source": C.TextColumn("Source", width=72),
    "source_row": C.TextColumn("Row", width=257),
    "recorded_at": C.DatetimeColumn("Imported", format="D MMM YYYY", width=92),
}

TIMELINE = {
    "at": C.DatetimeColumn("When", format="D MMM YYYY", width=96),
    "kind": C.TextColumn("What", width=80),
    "text": C.TextColumn("Text", width=570),
    "source": C.TextColumn("Source", width=98),
    "source_row": C.TextColumn("Row", width=160),
}

QUARTER = {
    "agent": C.TextColumn("Job of", width=120),
    "outcome": C.TextColumn("Outcome", width=105),
    "on": C.DateColumn("On", format="D MMM YYYY", width=95),
    "why": C.TextColumn("Why", width=685),
}

QUEUE = {
    "account": C.TextColumn("Account", pinned=True, width=145),
    "agent": C.TextColumn("Agent", width=95),
    "play": C.TextColumn("Play", width=115),
    "reason": C.TextColumn("Why now", width=290),
    "assignee": C.TextColumn("For", width=98),
    "due_on": C.DateColumn("Due", format="D MMM", width=60, help="The same day as on My work"),
    "stakes": C.TextColumn("Stakes", width=64),
    "route": C.TextColumn("Route", width=105),
    "subject": C.TextColumn("Subject", width=200),
}

PROPOSED = {
    "account": C.TextColumn("Account", pinned=True, width=158),
    "agent": C.TextColumn("Agent", width=95),
    "route": C.TextColumn("Route", width=100),
    "assignee": C.TextColumn("For", width=98),
    "reason": C.TextColumn("Why now", width=290),
    "subject": C.TextColumn("Subject", width=150),
    "stakes": C.TextColumn("Stakes", width=60),
}

IMPORTS = {
    "path": C.TextColumn("File", pinned=True, width=290),
    "system": C.TextColumn("System"),
    "object": C.TextColumn("Object"),
    "decision": C.TextColumn("Decision", help="Used, not needed (nobody's job needs it), or not understood"),
    "rows": C.NumberColumn("Rows", format="localized"),
    "landed": C.NumberColumn("Landed", format="localized"),
    "unchanged": C.NumberColumn("Unchanged", format="localized"),
    "refused": C.NumberColumn("Refused", format="localized"),
    "imported_at": C.DatetimeColumn("Imported", format="D MMM YYYY HH:mm"),
}

NEEDS = {
    "knowledge": C.TextColumn("Knowledge"),
    "kind": C.TextColumn("The job", help="Needs it: held without it. Watches it: held where too old. Wants it: works without, worse."),
    "filled": C.ProgressColumn("Filled", min_value=0, max_value=1, format="percent", help="Share of current accounts of which it is known"),
    "fresh_days": C.NumberColumn("Age in days", format="%.0f", help="Median age; empty where nothing is known"),
    "limit_days": C.NumberColumn("Stale after", format="%d", help="Empty where it does not age"),
    "conflicts": C.NumberColumn("Contradictions", format="localized"),
    "blocks": C.NumberColumn("Accounts blocked", format="localized"),
    "lives_in": C.TextColumn("Lives in", width="large"),
}

WARNED = {
    "name": C.TextColumn("Account", width=150),
    "why": C.TextColumn(
        "Uses", width=215,
        help="Sudden: the last 4 full weeks against a usual 4 of the half year before. Slow: a usual week of the last quarter against one "
        "of the half year before it. An alert comes only beyond its usual ups and downs.",
    ),
    "acts": C.TextColumn(
        "Case", width=80,
        help="Risk open: the Risk agent keeps a case, on the customer's page, and what is due for it waits in Review. Watched: a small "
        "fall of late, or an old one that no longer goes on; no case and no draft for it until it falls further.",
    ),
    "arr": C.NumberColumn("ARR", format="localized", width=72),
}

CHANGES = {
    "name": C.TextColumn("Account", width=190),
    "what": C.TextColumn("What", width=142),
    "on": C.DateColumn("On", format="D MMM YYYY", width=95),
    "arr": C.NumberColumn("ARR", format="localized", width=75, help="Of those who left: what they had paid"),
}

UNSERVED = {
    "name": C.TextColumn("Account", width=180),
    "segment": C.TextColumn("Segment", width=92),
    "arr": C.NumberColumn("ARR", format="localized", width=75),
    "last_on": C.DateColumn("Last contact", format="D MMM YYYY", width=100),
    "status": C.TextColumn("Status", width=85),
}

DRIVERS = {
    "measure": C.TextColumn("Measure", width=130),
    "points": C.NumberColumn("Points", format="%.1f", width=60),
    "why": C.TextColumn("Why", width=500),
}

REFUSED = {
    "file": C.TextColumn("File"),
    "row": C.NumberColumn("Row", format="%d"),
    "why": C.TextColumn("Why", width="large"),
    "content": C.TextColumn("Content", width="large"),
}

TASKS = {
    "account": C.TextColumn("Account", pinned=True, width=255),
    "title": C.TextColumn("Task", width=430),
    "agent": C.TextColumn("Asked by", width=110),
    "due_on": C.DateColumn("Due", format="D MMM", width=65),
    "minutes": C.NumberColumn("Minutes", format="%d", width=75),
}

LOGGED = {
    "at": C.DatetimeColumn("When", format="D MMM YYYY HH:mm"),
    "account": C.TextColumn("Account"),
    "mode": C.TextColumn("How"),
    "minutes": C.NumberColumn("Minutes", format="%d"),
    "two_way": C.CheckboxColumn("They answered"),
    "result": C.TextColumn("What came of it", width="large"),
}

RUN = {
    "as_of": C.DateColumn("On", format="D MMM YYYY"),
    "state": C.TextColumn("State"),
    "step": C.NumberColumn("Step", format="%d"),
    "why": C.TextColumn("Why", width="large"),
}

CALLS = {
    "model": C.TextColumn("Model"),
    "mode": C.TextColumn("Asked by", help="How the answer was asked for: by schema, as JSON, or as text"),
    "prompt_version": C.TextColumn("Prompt"),
    "tokens_in": C.NumberColumn("Tokens in", format="localized"),
    "tokens_out": C.NumberColumn("Tokens out", format="localized"),
    "ms": C.NumberColumn("Milliseconds", format="%.0f"),
    "problem": C.TextColumn("Problem", width="medium"),
}

TEAM = {
    "name": C.TextColumn("Name", required=True),
    "email": C.TextColumn("E-mail"),
    "role": C.TextColumn("Role"),
    "weekly_hours": C.NumberColumn("Hours a week", min_value=0, max_value=80, format="%.0f"),
    "skills": C.TextColumn("Skills", help="Separated by ;"),
    "languages": C.TextColumn("Languages", help="Separated by ;"),
    "time_zone": C.TextColumn("Time zone"),
    "leave_from_on": C.DateColumn("Leave from"),
    "leave_to_on": C.DateColumn("Leave to"),
}


KEPT = r"^([a-z_]+):([0-9a-f]{8})[0-9a-f]*$"
"""A row of our own as it is kept: its kind and its id, of which a few letters tell it from another."""
TALL, TALLER = 72, 92
"""Heights of rows, in pixels, whose text is wrapped to be read whole: three lines of it, and four."""
MOST_SENT = 2_000
"""Rows of a table that go to the browser; the export holds all of them."""


def show(
    rows: pl.DataFrame, columns: dict, *, alt: str, key: str | None = None, export: bool = True, names: int | None = None, **options: object
) -> object:  # fmt: skip
    """A table with only the columns that its dict names and the frame holds, in the dict's order, and a way to take it along.

    Of a long table the first MOST_SENT rows are shown, and how many there are is said; the export holds all. `names`: pixels that the
    customers' names take at most. A `height` in pixels is the most: below the last row nothing is drawn.
    """
    present = [c for c in columns if c in rows.columns]
    whole_table = rows.select(present)
    shown = exports.no_formulas(whole(local(whole_table.head(MOST_SENT), columns)))
    columns, tall = read_whole(shown, columns, height=options.get("row_height"), most=names)
    if tall:
        options["row_height"] = max(tall, options.get("row_height") or 0)
    options |= no_taller(shown.height, options)
    event = st.dataframe(
        marked(shown, columns), column_config={c: columns[c] for c in present}, hide_index=True, alt=alt, key=key, placeholder="—",
        **options,
    )  # fmt: skip
    if rows.height > MOST_SENT:
        st.caption(f"The first {MOST_SENT:,} of {rows.height:,} rows, in this order. Filter to see others; the export holds all.")
    if export and rows.height:
        exports.offer(whole_table, {c: heading(columns[c], c) for c in present}, alt=alt, key=key)
    return event


def in_currency(columns: dict, rows: pl.DataFrame) -> dict:
    """The columns with the currency of `arr` in its heading where all rows have one, else in a column of its own."""
    named = rows["currency"].drop_nulls().unique()
    if named.len() == 1:
        return columns | {"arr": {**columns["arr"], "label": f"{columns['arr']['label']}, {named[0]}"}}
    return columns | {"currency": ACCOUNTS["currency"]} if named.len() else columns


def heading(column: object, name: str) -> str:
    """A column's heading as it stands on screen."""
    return column if isinstance(column, str) else (column or {}).get("label") or words.label(name)


def facts(rows: list[dict], *, alt: str, key: str | None = None, height: int | str = "auto") -> None:
    """Facts with their sources, in words; says so where there are none."""
    if not rows:
        st.caption("No fact is cited.")
        return
    shown = pl.DataFrame([f | {"key": words.label(f["key"]), "value": valued(f)} for f in rows], infer_schema_length=None)
    read = {"observed_at": pl.col("observed_at").str.to_date(), "recorded_at": pl.col("recorded_at").str.to_datetime(strict=False)}
    show(sourced(shown.with_columns(read[c] for c in read if c in shown.columns)), FACTS, alt=alt, key=key, height=height)


def sourced(rows: pl.DataFrame) -> pl.DataFrame:
    """Source and row as people read them: our own with its kind and a short number, a row of a file with the file's name."""
    own = pl.col("source") == OURS
    row = pl.col("source_row").cast(pl.String)
    kept = row.str.contains(KEPT)
    short = row.str.replace(KEPT, "$1 $2").str.replace_all("_", " ", literal=True)
    read = row.map_elements(place, return_dtype=pl.String)
    return rows.with_columns(
        system_names("source").alias("source"),
        pl.when(own | kept).then(short).otherwise(read).alias("source_row"),
    )


def picked(event: object, rows: pl.DataFrame) -> dict | None:
    """The row chosen in a table shown with ``on_select="rerun", selection_mode="single-row"``; None where none is."""
    chosen = event.selection.rows
    return rows.row(chosen[0], named=True) if chosen and chosen[0] < rows.height else None
