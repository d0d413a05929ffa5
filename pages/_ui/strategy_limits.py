"""Guardrails, protected customers and the history of changes on the Strategy page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import polars as pl
import streamlit as st

from cs_core.context.wording.signed import figure_in
from cs_core.leadership.goals import history, undo
from cs_core.orchestration.autonomy import LEVELS
from cs_core.orchestration.contact.protection import protected
from cs_core.orchestration.direction import AUTONOMY, BY_KEY, GUARDRAILS
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.manual import chapter
from pages._ui.map import link
from pages._ui.toasts import anew

C = st.column_config
CHANGES = {
    "set_at": C.DatetimeColumn("When", format="D MMM YYYY HH:mm", width=145),
    "by": C.TextColumn("Who", width=135),
    "name": C.TextColumn("Goal or guardrail", width=270),
    "before": C.TextColumn("Before", width=125),
    "after": C.TextColumn("After", width=100),
    "more": C.TextColumn("Day and weight", width=220),
}
LIMITS = {g.key: g for g in GUARDRAILS}
STEPS = {"quiet_days": ("no day", "weekends", "weekends and public holidays")}
NO_CHANGE = "—"
SHORT = 14
"""Letters that stay on one line."""


def in_words(key: str, value: float | None, currency: str | None = None) -> str:
    """A value of a goal, guardrail or rate as people read it; not set, or the default, where there is none."""
    if key in BY_KEY:
        return "not set" if value is None else figure_in(value, _unit(BY_KEY[key].unit, currency))
    limit = LIMITS.get(key)
    if limit is None:
        return "not set" if value is None else figure_in(value, currency or "")
    if value is None:
        return f"{in_words(key, limit.default)} (default)"
    if said := choices(key):
        return said[int(value)]
    value, unit = (value * 100, "%") if limit.unit == "share" else (value, limit.unit)
    return figure_in(value, unit)


def _unit(of_goal: str, currency: str | None) -> str:
    """Of a change of a goal in money nobody noted the currency."""
    return of_goal.format(currency=currency) if currency or "{" not in of_goal else "a year"


def choices(key: str) -> Sequence[str]:
    """The words of a guardrail whose values are steps, in order; none where it is a figure."""
    return LEVELS if LIMITS[key].unit == "level" else STEPS.get(key, ())


def limits_part(here: Here, document: Mapping) -> None:
    """Every guardrail by group: its value, its default, and who set it when."""
    st.subheader("Guardrails")
    st.caption("Change one on the Goals tab: what it would have done to the last cycle is shown before it is saved.")
    sides = st.columns(2, gap="large")
    for group in dict.fromkeys(g["group"] for g in document["guardrails"]):
        with sides[group == AUTONOMY]:
            st.markdown(f"**{group}**")
            rows = [_limit(g) for g in document["guardrails"] if g["group"] == group]
            st.table(pl.DataFrame(rows), border="horizontal", alt=f"Guardrails: {group}")
    with sides[1]:
        st.markdown("**The model's budget**")
        budget = here.settings.token_budget
        said = "any number of" if budget is None else f"up to {budget:,}"
        st.caption(f"What a language model may read and write in one cycle: {said} tokens. Whoever runs the console sets it.")
        chapter("How it is set", "model")
        _protected(here)


def _limit(row: Mapping) -> dict[str, str]:
    who = f"{row['by']}, {datetime.fromisoformat(row['set_at']):%-d %b %Y}" if row["set_at"] else NO_CHANGE
    moved = row["value"] != row["default"]
    now, usual = (_on_a_line(in_words(row["key"], row[c])) for c in ("value", "default"))
    return {
        "Guardrail": words.said(row["name"]), "Now": f":material/edit:\u00a0**{now}**" if moved else now, "Default": usual,
        "Set\u00a0by": words.said(who),
    }  # fmt: skip


def _on_a_line(text: str) -> str:
    """A figure with its unit, which no line ends between; more words may wrap."""
    return text.replace(" ", "\u00a0") if len(text) <= SHORT else text


def _protected(here: Here) -> None:
    st.markdown("**Protected customers**")
    rows = protected(here.store, here.as_of)
    if not rows:
        st.caption("Nobody is protected. No agent writes unread to a protected customer, and no pilot withholds care from one.")
    for account, row in sorted(rows.items(), key=lambda pair: here.name(pair[0])):
        name = f"[{words.said(here.name(account))}](Accounts?account={quote(account, safe='')})"
        st.markdown(f"{name}: {words.said(row['why'])} ({words.said(row['by'])})")
    link("41_Coverage", "Protect a customer, or take the protection away", "shield")


def history_part(here: Here) -> None:
    """Who changed what when, newest first; one change can be set back."""
    st.subheader("History")
    changes = history(here.store)
    if not changes:
        st.caption("Nobody has changed a goal or a guardrail yet: all is as shipped.")
        return
    rows = pl.DataFrame([_change(c) for c in changes], schema=dict.fromkeys(CHANGES, pl.String))
    tables.show(rows.with_columns(pl.col("set_at").str.to_datetime(strict=False)), CHANGES, alt="Changes of goals and guardrails")
    newest = {c["key"]: c for c in reversed(changes)}
    choices = {c["id"]: c for c in changes if newest[c["key"]]["id"] == c["id"]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox("Set back", list(choices), format_func=lambda i: _back(choices[i]), key="undo", width=620)
        if st.button("Set it back", icon=":material/undo:"):
            undo(here.store, picked, by=st.session_state.get("direction_by") or "console", now=here.now)
            anew("Set back: the next cycle goes by it")


def _change(row: Mapping) -> dict[str, str | None]:
    more = [f"by {words.day(row['due_on'])}"] if row["due_on"] else []
    more += [f"weight {row['weight']:g}"] if row["weight"] is not None else []
    return {
        "set_at": row["set_at"], "by": row["by"], "name": row["name"], "before": in_words(row["key"], row["before"], row["currency"]),
        "after": in_words(row["key"], row["after"], row["currency"]), "more": ", ".join(more),
    }  # fmt: skip


def _back(row: Mapping) -> str:
    after, before = (in_words(row["key"], row[c], row["currency"]) for c in ("after", "before"))
    return f"{row['name']}: from {after} back to {before}"
