"""The parts of one customer's page: what is known, who is there, which system says what, and what only a head knows."""

import polars as pl
import streamlit as st

from cs_core.context.field_history import SHAPE
from cs_core.context.notes import KINDS, add_note, standing, withdraw_note
from cs_core.context.signals.stakeholders import people_status
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage.behaviour import behaviour
from cs_core.context.wording import places
from cs_core.context.wording.signed import signed
from cs_core.context.wording.systems import system_names
from cs_core.errors import CSError
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.login import signers
from pages._ui.one import of_one
from pages._ui.toasts import anew

C = st.column_config
STATUS = {"there": "there", "silent": "silent", "gone": "gone", None: "cannot tell"}
PEOPLE = {
    "name": C.TextColumn("Name", pinned=True, width=125),
    "role": C.TextColumn("Role", width=112),
    "status": C.TextColumn("Is", width=60, help="Silent: no message, meeting or use for 60 days"),
    "last_two_way_on": C.DateColumn("Last two-way", format="D MMM YYYY", width=98),
    "last_mail_on": C.DateColumn("Last wrote", format="D MMM YYYY", width=98),
    "last_used_on": C.DateColumn("Last used", format="D MMM YYYY", width=98),
    "uses_4w": C.NumberColumn("Uses, 4 weeks", format="localized", width=102),
    "top_feature": C.TextColumn("Uses most", width=124),
    "title": C.TextColumn("Title", width=152),
    "threads": C.NumberColumn("Threads", format="localized", width=60),
    "role_from": C.TextColumn("Role from", width=80, help="The CRM, a colleague's note, or inferred from who writes and uses most"),
    "emails": C.ListColumn("Addresses", width=220),
    "why": C.TextColumn("Why", width="large"),
}
HISTORY = {
    "field": C.TextColumn("Field", pinned=True, width=150),
    "value": C.TextColumn("Value", width=140),
    "chosen": C.CheckboxColumn("Believed", width=72),
    "system": C.TextColumn("System", width=75),
    "since": C.DatetimeColumn("Since", format="D MMM YYYY", width=98),
    "until": C.DatetimeColumn("Until", format="D MMM YYYY", width=98),
    "why": C.TextColumn("Why", width=160),
    "source_row": C.TextColumn("Row", width=210),
    "recorded_at": C.DatetimeColumn("Imported", format="D MMM YYYY"),
}
MOVES = {
    "date": C.DateColumn("On", format="D MMM YYYY"),
    "from": C.NumberColumn("From", format="%.1f"),
    "to": C.NumberColumn("To", format="%.1f"),
    "drivers": C.TextColumn("What moved it", width="large"),
}


def brief_tab(here: Here, page: dict, account_id: str) -> None:
    """Every fact with its source; the score's drivers and moves; what is unknown and what they want."""
    tables.facts(page["facts"], alt="Facts of this account with their sources", height=420)
    left, right = st.columns([5, 2], gap="medium")
    with left:
        st.markdown("**What drives the health score**")
        tables.show(pl.DataFrame(page["health"]["drivers"], infer_schema_length=None), tables.DRIVERS, alt="Health drivers")
        if page["health"]["changes"]:
            st.markdown("**What moved it, cycle by cycle**")
            moves = [{**m, "drivers": _moved(m["drivers"])} for m in page["health"]["changes"]]
            tables.show(pl.DataFrame(moves, infer_schema_length=None), MOVES, alt="Changes of the health score")
        for name, label in (("churn", "leaving"), ("renewal", "renewal"), ("expansion", "expansion")):
            drivers = page["outlook"][name]["drivers"]
            if drivers:
                told = "; ".join(map(_driver, drivers[:3]))
                st.caption(f"What the model reads most for {label}, in percentage points: {told}. A description, not a cause.")
    with right:
        st.markdown("**What we looked for and did not find**")
        st.caption(", ".join(page["unknowns"]) or "Nothing is missing.")
        st.markdown("**What they want**")
        wanted = of_one(here, _wanted, account_id, says="Reading what they want")
        for want in wanted.iter_rows(named=True):
            st.text(want["outcome"] or "")
            quote = f"“{want['quote']}” — " if want["quote"] else ""
            st.caption(words.said(f"{quote}{want['stated_by'] or 'unknown'}, {words.day(want['stated_on'])} ({want['source_row']})"))
        if wanted.is_empty():
            st.caption("No desired outcome is on record. Success Planning will ask for it.")


def _wanted(snap: Snapshot, account_id: str) -> pl.DataFrame:
    return snap.desired_outcomes.filter(pl.col("account_id") == account_id).sort("stated_on", descending=True)


def people_tab(here: Here, account_id: str) -> None:
    """Who is there: role, silence, mail and use of the same person together."""
    shown = of_one(here, _people, account_id, says="Looking who is there")
    if shown.is_empty():
        st.caption("No person at this customer is known: agents prepare internal tasks for it and write to nobody.")
        return
    tables.show(shown, PEOPLE, alt="People at this customer: roles, mail and use")


def _people(snap: Snapshot, account_id: str) -> pl.DataFrame:
    mine = pl.col("account_id") == account_id
    rows = people_status(snap).filter(mine)
    does = behaviour(snap, account_id).drop("last_used_on")
    titles = snap.people.filter(mine).select("person_id", "title")
    shown = rows.join(does, on="person_id", how="left", maintain_order="left")
    return shown.join(titles, on="person_id", how="left", maintain_order="left").with_columns(
        pl.col("status").fill_null("cannot tell"), pl.coalesce("name", "person_id").alias("name"),
        pl.col("top_feature").str.replace_all("_", " "),
    )  # fmt: skip


def fields_tab(here: Here, page: dict, account_id: str) -> None:
    """Every value of every field by system, which one is believed and why."""
    history = pl.DataFrame(page["history"], schema=SHAPE)
    fields = list(dict.fromkeys(row["field"] for row in page["conflicts"]))
    st.caption(
        "Nothing is overwritten. Contracts go before company records on plan and seats; else the most trusted system that fills a field, "
        "and of its records the newest; a note where no system says anything."
    )
    if fields:
        st.warning(f"Systems disagree now on {', '.join(words.label(f).lower() for f in fields)}.", icon=":material/difference:")
    only = st.toggle("Only where systems disagree", key="conflicts_only", disabled=not fields)
    shown = history.filter(pl.col("field").is_in(fields)) if only and fields else history
    named = pl.col("field").str.replace("contract.", "contract: ", literal=True).str.replace("mrr$", "recurring revenue a month")
    place = pl.col("source_row").map_elements(places.place, return_dtype=pl.String)
    read = pl.Series("value", [_read(*pair) for pair in shown.select("field", "value").iter_rows()], dtype=pl.String)
    shown = shown.with_columns(named.map_elements(words.label, return_dtype=pl.String), system_names("system"), read, place)
    tables.show(shown, HISTORY, alt="Every value of every field, with its system and what is believed", height=560, row_height=tables.TALL)


def _read(field: str, value: str | None) -> str | None:
    """A value of a field as people read it: yes, 5 September 2026, revenue of 10868.0 a month as 10,868."""
    if value is None:
        return None
    if field == "contract.mrr":
        return f"{float(value):,.2f}".removesuffix(".00")
    return {"true": "yes", "false": "no"}.get(value) or words.spelt_days(value)


def notes_tab(here: Here, account_id: str) -> None:
    """What only a head knows: added with author and day, taken back without a trace lost."""
    rows = standing(here.snap).filter(pl.col("account_id") == account_id)
    for note in rows.iter_rows(named=True):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            said = f" — {note['said_by']}" if note["said_by"] else ""
            st.markdown(f"**{words.label(note['key'])}**: {words.said(note['text'] + said)}")
            quoted = f"“{note['quote']}” · " if note["quote"] else ""
            st.caption(words.said(f"{quoted}{note['by']}, {words.day(note['observed_on'])}"))
            if st.button("Take back", key=f"back_{note['id']}", help="Days before keep it."):
                withdraw_note(here.store, note["id"], account_id=account_id, by=_me(), now=here.now)
                st.rerun()
    if rows.is_empty():
        st.caption("No note yet. What only you know blocks the agents: say it here, and they work with it from the next cycle on.")
    turn = st.session_state.setdefault("note_turn", 0)
    with st.form(f"note_{turn}", border=True):
        left, right = st.columns(2)
        key = left.selectbox("What do you know?", list(KINDS), format_func=words.label)
        who = right.selectbox("You are", signers(here.store, here.snap.team))
        text = st.text_area("In words", placeholder="A name, a date as 2026-12-31, a number from 1 to 5, or a sentence")
        left, middle, right = st.columns(3)
        quote = left.text_input("Their words, where you have them")
        said_by = middle.text_input("Who said it")
        day = right.date_input("Known since", value=here.as_of, max_value=here.as_of)
        if st.form_submit_button("Add the note", type="primary", icon=":material/note_add:"):
            told = {"quote": quote or None, "said_by": said_by or None, "observed_on": day}
            _keep(here, account_id, key=key, text=text, by=who, **told)


def _keep(here: Here, account_id: str, **note: object) -> None:
    """The note kept, and a form for the next one; where it cannot be kept what was typed stays."""
    try:
        add_note(here.store, account_id, now=here.now, **note)
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    st.session_state["note_turn"] += 1
    anew("Kept: it is a fact from now on")


def _me() -> str:
    return st.session_state.get("reviewer") or "console"


def _driver(driver: dict) -> str:
    value = "not known" if driver["value"] is None else words.value(driver["value"])
    return f"{driver['says'].partition(';')[0]}: {value} ({signed(driver['points'], '.0f')})"


def _moved(drivers: list[dict]) -> str:
    """The largest drivers of one change in a line."""
    points = {d["measure"]: d["points"] for d in drivers[:4]}
    return "; ".join(f"{measure} {'known or unknown now' if p is None else signed(p, '.0f')}" for measure, p in points.items())
