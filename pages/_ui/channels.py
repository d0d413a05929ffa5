"""Channels on the Strategy page: what may leave the machine by which way, sending it, and settling what nobody can tell."""

from datetime import datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.wording.counted import counted
from cs_core.execution.sending.attempts import open_ids, settle, unsettled
from cs_core.execution.sending.connect import CHANNELS, MODES, OUTBOX, overview, set_mode
from cs_core.execution.sending.delivery import deliver, outbox_of
from cs_core.orchestration.contact.since import stopped
from cs_core.settings import Settings
from pages._ui import tables, words
from pages._ui.confirm import act, came_of, confirm
from pages._ui.edge import opened, wall
from pages._ui.frame import Here
from pages._ui.login import signers

C = st.column_config
SHOWN = 10
COLUMNS = {
    "channel": C.TextColumn("Channel", pinned=True, width=85),
    "says": C.TextColumn("What it is", width=285),
    "mode": C.TextColumn("Mode", width=90),
    "state": C.TextColumn("Connected", width=195, help="Addresses and passwords stay in the environment of this program"),
    "sent": C.NumberColumn("Sent", format="localized", width=50, help="Of CRM: tasks put into its files"),
    "failed": C.NumberColumn("Not sent", format="localized", width=68, help="Refused, bounced, or nobody can tell"),
    "set_by": C.TextColumn("Set by", width=105),
    "why": C.TextColumn("Why", width=120),
}
NAMES = {"email": "E-mail", "slack": "Slack", "webhook": "Webhook", "crm": "CRM"}
SETTLED = (("sent", "It went out", "mark_email_read"), ("again", "Send it again", "replay"), ("drop", "Leave it", "close"))


def channels_part(here: Here) -> None:
    """The channels as they stand, a form that sets one, what a run of delivery would carry, and what waits for a person's word."""
    came_of("channels")
    rows = overview(here.store, here.settings)
    shown, alt = pl.DataFrame([_row(row) for row in rows], infer_schema_length=None), "Channels, their mode and what they sent"
    tables.show(shown, COLUMNS, alt=alt, row_height=tables.TALL, height="content")
    left, right = st.columns([3, 2], gap="large")
    with left, st.form("channel_form"):
        first, second = st.columns(2)
        first.selectbox("Channel", [c.name for c in CHANNELS if c.needs], format_func=NAMES.get, key="channel_name")
        second.selectbox("You are", signers(here.store, here.snap.team), key="channel_by")
        st.radio("What may go out", list(MODES), captions=list(MODES.values()), format_func=words.label, key="channel_mode")
        st.text_input("Why", key="channel_why", placeholder="Kept with the change")
        st.form_submit_button(
            "Set the channel", type="primary", icon=":material/save:", on_click=_set, args=(here.store.path, here.settings, here.now)
        )
    with right:
        st.caption(
            "Nothing leaves this machine by a channel that stands at outbox or is not connected: it waits in the folder "
            f"{outbox_of(here.store, here.settings).name}."
        )
        due = len(open_ids(here.store))
        leaves = [NAMES[r["channel"]] for r in rows if r["connected"] and r["mode"] != OUTBOX]
        confirm(
            f"Carry out {counted(due, 'approved action')}",
            [
                "Each goes once, by the way that its channel stands at: "
                + (f"{', '.join(leaves)} leave this machine, the rest waits in the outbox." if leaves else "all of it to the outbox."),
                "A decision whose action was carried out has no Undo any more.",
            ],
            _deliver, here.store.path, here.settings, here.now, key="deliver", icon=":material/send:", disabled=not due,
        )  # fmt: skip
    _doubts(here)


def _row(row: dict) -> dict:
    state = "yes" if row["connected"] else f"set {' and '.join(row['missing'])}"
    shown = {k: row[k] for k in ("says", "sent", "failed", "why")}
    set_by = f"{row['by']}, {words.day(datetime.fromisoformat(row['set_at']))}" if row["set_at"] else "default"
    return shown | {"channel": NAMES[row["channel"]], "mode": words.label(row["mode"]), "state": state, "set_by": set_by}


def _doubts(here: Here) -> None:
    """Messages that wait for a person's word."""
    rows = unsettled(here.store)
    if not rows:
        return
    st.markdown(f"**Waits for your word ({len(rows):,})**")
    st.caption("It may have gone out, or was refused again and again. Look in the mailbox first: a wrong “send it again” makes two copies.")
    for row in rows[:SHOWN]:
        with st.container(border=True):
            st.text(f"{here.name(row['account_id'])} · {row['subject']} · {row['recipient'] or 'a task'}")
            st.caption(words.said(row["why"]))
            with st.container(horizontal=True):
                for word, label, icon in SETTLED:
                    st.button(
                        label, key=f"{word}_{row['action_id']}", icon=f":material/{icon}:", on_click=_settle,
                        args=(here.store.path, row["action_id"], word, here.now),
                    )  # fmt: skip
    if len(rows) > SHOWN:
        st.caption(f"{len(rows) - SHOWN:,} more follow.")


def _set(path: Path, settings: Settings, now: datetime) -> None:
    name, mode, why, by = (st.session_state[f"channel_{k}"] for k in ("name", "mode", "why", "by"))

    def run() -> str:
        with opened(path) as store:
            set_mode(store, settings, name, mode, why=why, by=by, now=now)
        return f"{NAMES[name]}: {MODES[mode]}" + ("" if mode == OUTBOX else ", from the next run on")

    act("channels", run)


def _deliver(path: Path, settings: Settings, now: datetime) -> None:
    def run() -> str:
        with opened(path) as store:
            report = deliver(store, settings, now=now, clock=wall, stopped=stopped)
        waits = f", {report['waiting']:,} wait for a busy channel" if report["waiting"] else ""
        return f"{report['sent']:,} carried out, {len(report['failed']):,} not{waits}."

    act("channels", run)


def _settle(path: Path, action_id: str, word: str, now: datetime) -> None:
    def run() -> str:
        with opened(path) as store:
            return f"Action {action_id} {settle(store, action_id, word, by=st.session_state['channel_by'], now=now)['why']}"

    act("channels", run)
