"""People on the Coverage page: a person leaves and nothing walks out of the door; customers that are protected."""

from collections import Counter
from datetime import timedelta

import polars as pl
import streamlit as st

from cs_core.context.wording.counted import counted
from cs_core.errors import CSError
from cs_core.leadership.leavers.handoffs import SECTIONS, WRITTEN
from cs_core.leadership.leavers.succession import leave, propose
from cs_core.orchestration.contact.protection import protect, protected, unprotect, without_a_person
from pages._ui import choosing, exports, tables, words
from pages._ui.coverage_plan import standing_plan
from pages._ui.frame import Here
from pages._ui.toasts import anew

C = st.column_config
HANDS = {
    "name": C.TextColumn("Customer", pinned=True, disabled=True),
    "to_person": C.SelectboxColumn("Taken over by"),
    "meet": C.DateColumn("Met together by", format="D MMM", disabled=True, help="Empty: handed over in writing"),
    "renewal_on": C.DateColumn("Renews", format="D MMM YYYY", disabled=True),
    "items": C.NumberColumn("Things held", disabled=True),
    "why": C.TextColumn("Why", width="large", disabled=True),
}
WAY = {
    "name": C.TextColumn("Customer", pinned=True),
    "person": C.TextColumn("Of"),
    "mode": C.TextColumn("Planned"),
    "hours": C.NumberColumn("Hours", format="%.1f"),
}
PROTECTED = {
    "account": C.TextColumn("Customer", pinned=True),
    "why": C.TextColumn("Why", width="medium"),
    "by": C.TextColumn("By"),
    "set_at": C.TextColumn("Since"),
}
KINDS = {
    "renewal": "Renewals within 60 days", "account": "accounts owned", "plan": "customers in the plan",
    "relationship": "relationships only they have", "promise": "open promises", "meeting": "meetings ahead", "task": "open tasks",
    "draft": "drafts that wait", "case": "open cases", "deal": "open deals", "note": "notes", "deputy": "colleagues they stand in for",
}  # fmt: skip
NOTICE = timedelta(days=28)


def people_part(here: Here) -> None:
    """The tab of our people: a person leaves; protected customers."""
    st.subheader("A person leaves")
    if here.snap.team.is_empty():
        st.caption("No team is known: import a team.csv, or enter the team.")
    else:
        _leaver(here)
    st.subheader("Protected customers")
    st.caption("No agent writes to them unread, no pilot withholds care from them, and a plan that gives them nobody says so.")
    _protected(here)


def _leaver(here: Here) -> None:
    team = sorted(here.snap.team["name"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Who leaves", team, index=None, placeholder="Choose a person", key="leaver")
        last = st.date_input("Last day", value=here.as_of + NOTICE, min_value=here.as_of, key="leaver_last")
    if name is None:
        st.caption("The preview lists all that they hold, who takes it over, and a brief for each customer. Nothing is written before.")
        return
    chosen = st.session_state.setdefault("leaver_chosen", {})
    try:
        made = propose(here.snap, name, last, chosen=chosen.get(name))
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    held = Counter(item["kind"] for item in made["items"])
    with st.container(horizontal=True):
        st.metric("Things in their hands", words.count(len(made["items"])), border=True)
        st.metric("Without a new owner", words.count(made["nobody"]), border=True)
        st.metric("Customers to hand over", words.count(len(made["accounts"])), border=True)
        st.metric("Met together", words.count(made["warm"]), border=True,
                  help=f"{made['hours_asked']:,.0f} h of theirs; they have {made['hours_there']:,.0f} h until the last day")  # fmt: skip
    st.markdown(words.said(made["says"]))
    st.caption(", ".join(f"{said} {held[kind]:,}" for kind, said in KINDS.items() if kind in held))
    if made["gives_way"]:
        with st.expander(f"What gives way in the plan ({len(made['gives_way']):,})"):
            tables.show(pl.DataFrame(made["gives_way"]), WAY, alt="What gives way in the plan")
            st.caption("Left to agents from the next cycle on; under After commit each can be taken back.")
    if made["accounts"]:
        _hands(made, [n for n in team if n != name], chosen)
    if st.button("Hand it over", type="primary", icon=":material/move_down:", help="Writes tasks for both sides and passes open work on"):
        try:
            done = leave(here.store, made, by=st.session_state.get("reviewer") or "console", now=here.now)
        except CSError as error:
            st.error(words.said(error), icon=":material/error:")
            return
        over, made = counted(done["accounts"], "customer"), counted(done["tasks"], "task")
        anew(f"{over} handed over, {made} made, {done['passed_on']:,} open ones passed on")


def _hands(made: dict, others: list[str], chosen: dict) -> None:
    """Who takes what: the table, in which a successor can be changed, and the brief of one customer to copy."""
    rows = pl.DataFrame([a | {"meet": a["introduce_by"]} for a in made["accounts"]], infer_schema_length=None).select(list(HANDS))
    columns = HANDS | {"to_person": C.SelectboxColumn("Taken over by", options=others, help="Choose somebody else here")}
    key = f"hands_{made['leaver']}"
    shown = exports.no_formulas(rows)
    edited = st.data_editor(shown, column_config=columns, hide_index=True, height=320, key=key, alt="Who takes what over", placeholder="—")
    new = {a["account_id"]: to for a, to in zip(made["accounts"], edited["to_person"], strict=True) if to and to != a["to_person"]}
    if new:
        chosen.setdefault(made["leaver"], {}).update(new)
        st.rerun()
    briefs = {a["account_id"]: a for a in made["accounts"]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        account = st.selectbox("Brief of", list(briefs), format_func=lambda a: briefs[a]["name"], key="leaver_brief")
        whole = "\n".join(a["brief"] for a in made["accounts"])
        st.download_button("All briefs", whole, f"handover {made['leaver']}.txt", "text/plain", icon=":material/download:")
    _brief(briefs[account]["brief"])


def _brief(text: str) -> None:
    """A brief to read: its titles bold, and which fact or row each number means small below."""
    body, _, written = text.partition(f"\n\n{WRITTEN}\n")
    title, *lines = body.splitlines()
    with st.container(border=True, height=440):
        st.markdown(f"**{words.said(title)}**")
        st.markdown("  \n".join(f"**{line}**" if line in SECTIONS else words.said(line) for line in lines))
        st.caption(f"{WRITTEN}: {words.said(written)}" if written else "")


def _protected(here: Here) -> None:
    known = protected(here.store, here.as_of)
    left, right = st.columns([2, 1], gap="large")
    with left:
        if known:
            rows = [{"account": here.name(a), "why": r["why"], "by": r["by"], "set_at": r["set_at"][:10]} for a, r in known.items()]
            tables.show(pl.DataFrame(rows), PROTECTED, alt="Protected customers")
            _without(here)
        else:
            st.caption("No customer is protected.")
    with right, st.container(border=True):
        account = choosing.account(here, "Customer", key="protect_account")
        with st.form("protect", border=False, clear_on_submit=True):
            why = st.text_input("Why", placeholder="In a sentence")
            with st.container(horizontal=True):
                on = st.form_submit_button("Protect", icon=":material/shield:")
                off = st.form_submit_button("Let go")
    if on or off:
        _change(here, account, why, off=off)


def _without(here: Here) -> None:
    """Protected customers to whom the plan that stands gives nobody."""
    plan = standing_plan(here)
    alone = without_a_person(here.store, here.as_of, [a["account_id"] for a in plan["assignments"]]) if plan else []
    if alone:
        names = ", ".join(words.said(here.name(row["account_id"])) for row in alone)
        st.warning(f"The plan that stands gives nobody to {names}.", icon=":material/person_off:")


def _change(here: Here, account: str | None, why: str, *, off: bool) -> None:
    if account is None:
        st.error("Choose a customer.", icon=":material/error:")
        return
    try:
        who = st.session_state.get("reviewer") or "console"
        (unprotect if off else protect)(here.store, account, why=why, by=who, now=here.now)
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    anew("Let go" if off else "Protected from the next cycle on")
