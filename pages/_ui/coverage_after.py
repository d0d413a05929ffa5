"""What happens after a plan is committed: forecast against what came, who was right in overrides, and whether size decides."""

import polars as pl
import polars.selectors as cs
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.errors import CSError
from cs_core.leadership.hours.former import put_back, what_changes
from cs_core.leadership.hours.overrides import ledger, scored, take_back
from cs_core.leadership.hours.promised import against_forecast, plans
from pages._ui import by_size, tables, words, work
from pages._ui.coverage_plan import CHANGED_BY
from pages._ui.frame import Here
from pages._ui.login import barred
from pages._ui.toasts import anew

C = st.column_config
PEOPLE = {
    "person": C.TextColumn("Person"),
    "planned": C.NumberColumn("Planned hours", format="%.1f", help="For the whole quarter"),
    "logged": C.NumberColumn("Logged hours", format="%.1f", help="On customers of the plan"),
    "elsewhere": C.NumberColumn("Hours elsewhere", format="%.1f", help="On customers to whom the plan gives no hours"),
}
MODES = {
    "mode": C.TextColumn("Mode"),
    "accounts": C.NumberColumn("Customers", format="localized"),
    "planned": C.NumberColumn("Planned hours", format="%.1f"),
    "logged": C.NumberColumn("Logged hours", format="%.1f"),
}
WAYS = {
    "mode": C.TextColumn("Contact"),
    "touches": C.NumberColumn("Touches", format="localized"),
    "two_way": C.NumberColumn("Two-way", format="localized"),
    "minutes": C.NumberColumn("Minutes", format="localized"),
}
OVERRIDES = {
    "account": C.TextColumn("Customer", pinned=True),
    "planned": C.TextColumn("The plan said"),
    "instead": C.TextColumn("Instead"),
    "price": C.NumberColumn("Change", format="%+.3f", help="Of the plan's impact, in its unit; empty where nobody asked"),
    "reason": C.TextColumn("Reason"),
    "why": C.TextColumn("Why", width="medium"),
    "by": C.TextColumn("By"),
    "state": C.TextColumn("Stands"),
}
SCORED = {
    "who": C.TextColumn("Reason or person", pinned=True),
    "n": C.NumberColumn("With outcome", format="localized"),
    "hours": C.NumberColumn("Hours +/-", format="%.0f", help="More or fewer than the plan gave"),
    "kept": C.TextColumn("Stayed"),
    "forecast": C.TextColumn("Forecast", help="Of the plan as it was committed"),
    "says": C.TextColumn("Who was right", width="large"),
}
PROMISED_BY = (*CHANGED_BY, "coverage_plan", "override")
"""Tables whose rows change what came of a plan."""
AGENTS_ALONE = "agents alone"


MOVED = {
    "name": C.TextColumn("Customer", pinned=True, width="medium"),
    "what": C.TextColumn("What", width="small"),
    "from": C.TextColumn("Now", width="medium"),
    "to": C.TextColumn("By the former plan", width="medium"),
}
KINDS = {"gains": "Gains a person", "loses": "Left to agents", "changes": "Changes"}


def after_part(here: Here) -> None:
    """The tab after commit: every plan against what happened, the way back, the ledger of overrides, parity by size."""
    st.subheader("Forecast against what happened")
    made = here.ask(plans, says="Reading the committed plans", tables=PROMISED_BY)
    if made:
        _promised(here, made)
    else:
        st.caption("No plan is committed yet: once one is, what it promised is held against what happens.")
    _former(here)
    st.subheader("Overrides, and who was right")
    _overrides(here)
    st.subheader("Does size decide?")
    by_size.show(work.counted(here), key="coverage_size")


def _held_against(snap: Snapshot, plan_id: str) -> dict:
    return against_forecast(snap, next(p for p in plans(snap) if p["plan_id"] == plan_id))


def _ledger(snap: Snapshot) -> list[dict]:
    return ledger(snap.store)


def _promised(here: Here, made: list[dict]) -> None:
    ids = {plan["plan_id"]: _plan(plan) for plan in made}
    chosen = st.selectbox("Plan", list(ids), format_func=ids.get, key="after_plan") if len(ids) > 1 else made[0]["plan_id"]
    found = here.ask(_held_against, chosen, says="Holding the plan against what happened", tables=PROMISED_BY)
    hours, touched, kept = found["hours"], found["touched"], found["kept"]
    so_far = f"After {found['days']} of 91 days; {hours['elsewhere']:,.0f} h more on customers to whom the plan gives none"
    with st.container(horizontal=True):
        st.metric("Hours logged of planned", f"{hours['logged']:,.0f} of {hours['planned']:,.0f}", border=True, help=so_far)
        st.metric("Got their touch", f"{touched.get('accounts', 0):,} of {touched['n']:,}", border=True, help="Two-way contact in person")
        if kept["kept"] is None:
            st.metric("Customers kept", "Cannot tell yet", border=True, help=kept["says"])
        else:
            st.metric("Customers kept", f"{kept['kept']:,} of {kept['n']:,}", border=True)
            st.metric("Forecast with the plan", words.interval(kept["expected"], ",.0f"), border=True)
    st.markdown(f"{words.said(_sentence(ids[chosen], found))}  \n{words.said(found['says'])}")
    left, right = st.columns(2, gap="medium")
    with left:
        tables.show(_rounded(hours["by_person"]), PEOPLE, alt="Hours by person")
    with right:
        tables.show(_rounded(hours["by_mode"]), MODES, alt="Hours by mode of the plan")
        if hours["by_contact"]:
            tables.show(_rounded(hours["by_contact"]), WAYS, alt="Touches by way of contact")
        else:
            st.caption("No touch was logged in this time.")


def _rounded(rows: list[dict]) -> pl.DataFrame:
    """Hours and minutes to one decimal: nobody reads the rest."""
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(cs.float().round(1))


def _former(here: Here) -> None:
    """The plan before this one: what putting it back would change, and the button that does it."""
    found = here.ask(what_changes, says="Holding the former plan against this one", tables=PROMISED_BY)
    if found is None:
        return
    moved = [row | {"what": said} for kind, said in KINDS.items() for row in found[kind]]
    with st.expander(f"The former plan, of {words.day(found['as_of'])}", icon=":material/undo:"):
        st.markdown(
            f"Put back, it gives {found['accounts']:,} customers {found['hours']:,.0f} h in place of {found['hours_now']:,.0f} h: "
            f"{len(found['gains']):,} gain a person, {len(found['loses']):,} are left to agents alone, {len(found['changes']):,} change "
            f"person, way or hours, {found['same']:,} stay as they are. It stands from today on, overrides of that time included."
        )
        if moved:
            rows = pl.DataFrame(moved, infer_schema_length=None).with_columns(pl.col("from", "to").fill_null(AGENTS_ALONE.capitalize()))
            tables.show(rows, MOVED, alt="What the former plan would change", height=min(300, 40 + 36 * rows.height), key="former")
        if st.button("Put the former plan back", icon=":material/undo:", key="put_back", **barred(here.store, "coverage_plan")):
            _done(lambda: put_back(here.store, by=here.by, now=here.now), "It stands again: the next cycle goes by it")


def _plan(plan: dict) -> str:
    until = f"until {words.day(plan['until'])}" if plan["until"] else "stands"
    return f"Plan of {words.day(plan['as_of'])}, {plan['accounts']:,} customers, {until}"


def _sentence(name: str, found: dict) -> str:
    kept, others = found["kept"], found["left_to_agents"]
    if kept["kept"] is None:
        return f"{name}. Customers kept: {kept['says']}."
    alone = words.interval(kept["expected_alone"], ",.1f")
    return f"{name}. Of its customers {kept['says']}; with agents alone {alone}. Of those left to agents {others['says']}."


def _overrides(here: Here) -> None:
    rows = here.ask(_ledger, says="Reading the overrides", tables=PROMISED_BY)
    if rows:
        told = pl.DataFrame([_told(here, row) for row in rows], infer_schema_length=None)
        tables.show(told, OVERRIDES, alt="Overrides of plans", height=min(240, 40 + 36 * len(rows)))
        _take_back(here, [row for row in rows if row["standing"]])
        _scores(here)
    else:
        st.caption("No plan was overridden yet: the tab “By hand” does it. An override binds the next cycle and is scored after 90 days.")


def _scores(here: Here) -> None:
    found = here.ask(scored, says="Scoring the overrides", tables=PROMISED_BY)
    groups = [{"who": "All"} | found["all"]]
    groups += [{"who": row["reason"].capitalize()} | row for row in found["by_reason"]]
    groups += [{"who": row["by"]} | row for row in found["by_by"]]
    shown = [row | {"kept": words.interval(row["kept"]), "forecast": words.share(row["forecast"])} for row in groups]
    tables.show(pl.DataFrame(shown, infer_schema_length=None, strict=False), SCORED, alt="Who was right, by reason and by person")
    st.caption(
        "Looked at after 90 days: how many stayed beyond the forecast, held against the same of customers left as planned. Where an "
        f"override freed hours and nothing can be told, they were freed at no cost that shows. {found['waiting']:,} wait for their day."
    )


def _told(here: Here, row: dict) -> dict:
    said = {"account": here.name(row["account_id"]), "state": "yes" if row["standing"] else "no"}
    return row | said | {"reason": row["reason"].capitalize(), **{k: _said(row[k]) for k in ("planned", "instead")}}


def _said(what: dict | None) -> str:
    return f"{what['mode']}, {what['person']}, {what['hours']:g} h" if what else AGENTS_ALONE


def _take_back(here: Here, rows: list[dict]) -> None:
    if not rows:
        return
    names = {row["id"]: f"{here.name(row['account_id'])}: {_said(row['instead'])}" for row in rows}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Take back", list(names), format_func=names.get, index=None, placeholder="An override that stands")
        if st.button("Restore the plan", disabled=chosen is None, icon=":material/undo:"):
            _done(lambda: take_back(here.store, chosen, by=here.by, now=here.now), "Restored: the next cycle goes by the plan")


def _done(act: object, says: str) -> None:
    """Do it and say so, or say in one line beside the button why not."""
    try:
        act()
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    anew(says)
