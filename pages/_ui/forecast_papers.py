"""The board pack to take away, and the weekly digest: read it, then have it mailed to the team's leaders."""

from datetime import date

import streamlit as st

from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.demo.old_and_new import compare, truth_of, truth_path
from cs_core.errors import CSError
from cs_core.execution.papers.files import as_bytes
from cs_core.execution.sending.connect import modes
from cs_core.leadership.hours.models_compared import assignments
from cs_core.leadership.reports import digest
from cs_core.leadership.reports.board import board
from pages._ui import words
from pages._ui.edge import again
from pages._ui.frame import Here

KINDS = {"pptx": "PowerPoint", "html": "Web page", "md": "Markdown"}


def panel(here: Here) -> None:
    """Both papers."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        _board(here)
    with right:
        _digest(here)


def _board(here: Here) -> None:
    st.markdown("**Board pack**")
    st.caption(
        "Goals, retention, forecast, what the agents did, quality, coverage, pilot, risks and decisions: the figures of these pages, each "
        "with a mark that leads to where it stands. Made when you ask for it, in a few seconds."
    )
    known, as_of = here.store, here.as_of
    simulated = truth_path(here.snap) is not None and st.toggle("With the simulated old model against new", key="board_simulated")
    with st.container(horizontal=True):
        for kind, label in KINDS.items():
            st.download_button(
                label, on_click="ignore", file_name=f"board-{as_of}.{kind}",
                data=lambda kind=kind: _bytes(known, as_of, kind, simulated=simulated),
                icon=":material/download:", key=f"board_{kind}",
            )  # fmt: skip


def _bytes(known: Store, as_of: date, kind: str, *, simulated: bool) -> bytes:
    with again(known) as store:
        snap = snapshot(store, as_of)
        compared = compare(truth_of(snap), **assignments(snap)) if simulated else None
        return as_bytes(board(snap, old_and_new=compared), kind)


def _digest(here: Here) -> None:
    st.markdown("**Weekly digest**")
    told = here.ask(digest.digest, says="Writing the week's digest")
    with st.container(border=True, height=520):
        st.markdown(digest.as_markdown(told, console=""))
    team = sorted(here.snap.team["name"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        to = st.multiselect("To", team, key="digest_to", placeholder="those who lead the team")
        by = st.selectbox("Authorised by", team, index=None, key="digest_by", placeholder="your name")
        pressed = st.button("Mail it", icon=":material/mail:", disabled=by is None)
    st.caption(_way(here))
    if pressed:
        _send(here, told, to, by)


def _way(here: Here) -> str:
    on = modes(here.store)["email"] != "outbox" and bool(here.settings.smtp_url)
    return "It goes out by e-mail, to our own people only." if on else "E-mail is not switched on: it lies in the outbox as a file."


def _send(here: Here, told: dict, to: list[str], by: str) -> None:
    try:
        done = digest.send(here.snap, here.settings, told, to=to, by=by, now=here.now)
    except CSError as error:
        st.error(words.said(error), icon=":material/block:")
        return
    for one in done["failed"]:
        st.error(f"{words.said(one['to'])}: {words.said(one['why'])}", icon=":material/error:")
    if done["sent"]:
        how = "by e-mail" if done["by_way"] == ["email"] else "as files in the outbox"
        st.success(f"{len(done['sent'])} sent {how}: {words.said(', '.join(done['sent']))}", icon=":material/check:")
    elif done["skipped"]:
        st.info(f"They have this week's digest already: {words.said(', '.join(done['skipped']))}", icon=":material/info:")
