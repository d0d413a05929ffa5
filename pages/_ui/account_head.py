"""The head of one customer's page: how it stands at a look, the pulse to set, and the meeting to prepare for."""

from datetime import date

import streamlit as st

from cs_core.context.leaving import NOTICE_GIVEN
from cs_core.context.pulse import SCALE, STALE_DAYS, set_pulse, withdraw_pulse
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.places import source
from cs_core.context.wording.signed import signed
from cs_core.errors import CSError
from cs_core.execution.lifecycle import CANNOT_TELL, lifecycle
from cs_core.execution.papers.files import as_bytes
from cs_core.execution.papers.pack import Pack
from cs_core.orchestration.preparing.page import prepare
from pages._ui import exports, words
from pages._ui.cards import figures
from pages._ui.edge import again
from pages._ui.frame import Here
from pages._ui.one import of_one

STAGES = {
    "former": ":gray-badge[:material/logout: Former]", "leaving": ":red-badge[:material/door_open: Leaving]",
    "at risk": ":red-badge[:material/warning: At risk]", "renewal window": ":orange-badge[:material/event_repeat: Renewal window]",
    "in value": ":green-badge[:material/verified: In value]", "adopting": ":blue-badge[:material/trending_up: Adopting]",
    "onboarding": ":violet-badge[:material/rocket_launch: Onboarding]",
}  # fmt: skip
UNSTAGED = ":gray-badge[:material/help: Stage: cannot tell]"


def head(here: Here, page: dict, row: dict, stage: dict, cost: dict) -> None:
    """Who it is and how it stands, in one look; the browser's tab says who too."""
    st.set_page_config(page_title=f"{page['name']} · CS console")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(words.said(page["name"]), anchor=False, width="content")
        st.markdown(STAGES.get(stage["stage"], UNSTAGED), width="content", help=words.said(stage["stage_why"]))
        st.space("stretch")
        _pulse_popover(here, page)
        if st.button("Prepare for a meeting", icon=":material/groups:", type="primary", key="prepare"):
            _meeting(of_one(here, prepare, page["account_id"], says="Preparing the meeting"), here.as_of)
    st.caption(_who(row))
    if page["health"]["held_back"]:
        st.caption(f"Health is {words.said(page['health']['held_back'])}.")
    if stage["stage"] == "at risk" and page["health"]["status"] == "green":
        st.caption(f"At risk though health is green: {words.said(stage['stage_why']).removesuffix('.')}.")
    figures((label, value, words.said(why) if why else None) for some in _cards(page, row, cost) for label, value, why in some)
    if page["added"]:
        _added(page["added"])


def _added(added: dict) -> None:
    """That the revenue is added up, and where each part stands; a warning where it may be too much."""
    rows = [f"{words.money(r['arr'], r['currency'])}: {source(r['system'], r['source_row'])}" for r in added["records"]]
    told = f"{words.said(added['says'])}\n\n{words.said(' · '.join(rows))}"
    if added["doubtful"]:
        st.warning(told, icon=":material/content_copy:")
    else:
        st.caption(told)


def _who(row: dict) -> str:
    told = [
        words.label(row["segment"]) if row["segment"] else None, words.said(row["industry"]) if row["industry"] else None,
        words.said(row["country"]) if row["country"] else None, f"CSM {words.said(row['owner'])}" if row["owner"] else "No CSM is named",
        f"champion {words.said(row['champion'])}" if row["champion"] else "no champion is known",
        f"customer since {words.day(row['customer_on'])}" if row["customer_on"] else None,
    ]  # fmt: skip
    return " · ".join(t for t in told if t)


def term_label(row: dict, likely: float | None) -> str:
    """What the end of the term is called: who gave notice has no renewal ahead, nor has anybody whose term is over."""
    if row["notice_given_on"]:
        return f"Term ends, {NOTICE_GIVEN}"
    if row["term_over_on"]:
        return "Term over since"
    return f"Renewal, {words.share(likely)} likely" if likely is not None else "Renewal"


def term_days(row: dict) -> str:
    """When the term ends and until when notice can be given: of who gave it, the end alone."""
    ends, last_day = (words.day(row[on]) if row[on] else "not known" for on in ("renewal_on", "notice_on"))
    return f"Term ends: {ends}." + ("" if row["notice_given_on"] else f" Last day for notice: {last_day}.")


def _cards(page: dict, row: dict, cost: dict) -> tuple[list, list]:
    health, value, pulse, renewal = page["health"], page["value"], page["pulse"], page["outlook"]["renewal"]
    due = f"in {row['days_to_renewal']:,} days" if row["days_to_renewal"] is not None else "not known"
    due = words.day(row["term_over_on"]) if row["term_over_on"] else due
    felt = f"{pulse['score']} of 6, {pulse['word']}" if pulse else "not set"
    age = pulse and f"{'Stale: ' if pulse['stale'] else ''}{pulse['age_days']} days old. {pulse['why']} ({pulse['by']})"
    drivers = "; ".join(f"{d['measure']} {signed(d['points'], '.0f')}" for d in health["drivers"][:3] if d["points"] is not None)
    drivers = "; ".join(part for part in (health["held_back"], drivers) if part)
    first = page["open"][0] if page["open"] else None
    spent = words.duration(60 * cost["hours"]) if cost["hours"] is not None else "—"
    priced = f"{words.share(cost['share'])} of revenue" if cost.get("share") is not None else spent
    return [
        (f"Health, {health['status']}" if health["status"] else "Health", words.count(health["score"]), drivers or "Too little is known"),
        (f"Pulse{', stale' if pulse and pulse['stale'] else ''}", felt, age or "Nobody has set a pulse"),
        ("ARR", words.money(row["arr"], row["currency"]), "Annual recurring revenue now"),
        (term_label(row, renewal["probability"]), due, f"{term_days(row)} {renewal['says']}"),
    ], [
        ("Value realised", "cannot tell" if value["realised"] is None else words.share(value["realised"]), value["says"]),
        (f"Cost to serve, {cost['days']} days", priced,
         f"{spent} of people, {words.count(cost['tokens'])} tokens of agents. {cost['says']}"),
        ("Days since touch", words.count(row["days_since_touch"]), "Since the last two-way contact with a person of ours"),
        ("Open work", words.count(len(page["open"])),
         f"Next: {first['what']}, by {words.day(first['until'])}" if first else "Nothing is open"),
    ]  # fmt: skip


def _pulse_popover(here: Here, page: dict) -> None:
    """Set how one feels, with the reason; one's own may be taken back, over a colleague's a newer one is set."""
    pulse, account_id = page["pulse"], page["account_id"]
    with st.popover("Set the pulse", icon=":material/favorite:", disabled=here.as_of != here.now.date()):
        turn = st.session_state.setdefault("pulse_turn", 0)
        score = st.segmented_control(
            "How do you feel about this customer?", list(SCALE), format_func=lambda n: f"{n} {SCALE[n]}", key=f"pulse_{turn}"
        )
        why = st.text_input("What makes you feel so", key=f"pulse_why_{turn}")
        st.caption(f"It speaks for {STALE_DAYS} days, and counts in the health score only where leaders give it a weight.")
        st.button(
            "Keep the pulse", type="primary", icon=":material/check:", key="pulse_keep", on_click=_keep, args=(account_id, score, why, here)
        )
        if missing := st.session_state.pop("pulse_missing", None):
            st.error(missing, icon=":material/edit_note:")
        if pulse:
            st.caption(f"Now {pulse['score']} ({pulse['word']}), {words.day(pulse['on'])}, {words.said(pulse['by'])}")
        if pulse and pulse["by"] == here.by:
            st.button("Take it back", icon=":material/undo:", key="pulse_back", on_click=_take_back, args=(pulse["id"], here))


def _keep(account_id: str, score: int | None, why: str, here: Here) -> None:
    if score is None or not why.strip():
        st.session_state["pulse_missing"] = "Choose how you feel first." if score is None else "Say what makes you feel so first."
        return
    try:
        with again(here.store) as store:
            set_pulse(store, account_id, score, why=why, by=here.by, now=here.now)
    except CSError as error:
        st.toast(words.said(error), icon=":material/error:")
        return
    st.session_state["pulse_turn"] += 1
    st.toast("Kept: it may be taken back from the same place")


def _take_back(pulse_id: str, here: Here) -> None:
    try:
        with again(here.store) as store:
            withdraw_pulse(store, pulse_id, by=here.by, now=here.now)
    except CSError as error:
        st.toast(words.said(error), icon=":material/error:")
        return
    st.toast("Taken back: the pulse before it holds again")


@st.dialog("Before the meeting", width="large", icon=":material/groups:")
def _meeting(pack: Pack, as_of: date) -> None:
    """The page to read before the call, to copy, and to take along."""
    text = as_bytes(pack, "md").decode()
    with st.container(horizontal=True):
        for kind, label, mime in (("html", "HTML", "text/html"), ("md", "Markdown", "text/markdown")):
            st.download_button(
                label, as_bytes(pack, kind), f"meeting-{pack.about}-{as_of}.{kind}", mime, icon=":material/download:",
                on_click="ignore", key=f"meeting_{kind}",
            )  # fmt: skip
    exports.markdown(text)
    st.caption("For our own eyes: nothing of this page is for the customer.")
    st.markdown(text)


def stage_of(snap: Snapshot, account_id: str) -> dict:
    """The account's stage and why."""
    rows = lifecycle(snap).filter(account_id=account_id)
    return rows.row(0, named=True) if rows.height else {"stage": None, "stage_why": CANNOT_TELL}
