"""The board pack to take away, and the weekly digest: read it, then have it mailed to the team's leaders."""

from datetime import date, datetime
from pathlib import Path

import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.demo.old_and_new import compare, truth_of, truth_path
from cs_core.errors import CSError, Refused
from cs_core.execution.papers.files import as_bytes
from cs_core.execution.sending.connect import modes
from cs_core.execution.sending.ours import leaders
from cs_core.leadership.hours.models_compared import assignments
from cs_core.leadership.reports import digest
from cs_core.leadership.reports.board import board
from cs_core.settings import Settings
from pages._ui import words
from pages._ui.confirm import act, came_of, confirm
from pages._ui.edge import again, opened
from pages._ui.frame import Here
from pages._ui.kept import known_of

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
        snap = known_of(store, as_of)
        compared = compare(truth_of(snap), **assignments(snap)) if simulated else None
        return as_bytes(board(snap, old_and_new=compared), kind)


def _digest(here: Here) -> None:
    st.markdown("**Weekly digest**")
    told = here.ask(digest.digest, says="Writing the week's digest")
    with st.container(border=True, height=520):
        st.markdown(digest.as_markdown(told, console="", literal=words.said))
    team = sorted(here.snap.team["name"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        to = st.multiselect("To", team, key="digest_to", placeholder="the team's leaders")
        by = st.selectbox("Authorised by", team, index=None, key="digest_by", placeholder="your name")
        names, why = here.ask(_receivers, tuple(to), says="Looking up who gets it", tables=("import_file", "link", "team_edit"))
        confirm(
            "Mail the digest", [f"It goes to {len(names):,} of our own people, once each: {', '.join(names)}.", _way(here)],
            _send, here.store.path, here.settings, here.as_of, told, to, here.now,
            key="digest", icon=":material/mail:", disabled=by is None or not names, help=words.said(why) or None,
        )  # fmt: skip
    st.caption(_way(here))
    came_of("digest")


def _receivers(snap: Snapshot, to: tuple[str, ...]) -> tuple[list[str], str]:
    """The names of those who would get it, or none and why."""
    try:
        return [row["name"] for row in leaders(snap, to)], ""
    except CSError as error:
        return [], str(error)


def _way(here: Here) -> str:
    on = modes(here.store)["email"] != "outbox" and bool(here.settings.smtp_url)
    return "It goes out by e-mail, to our own people only." if on else "E-mail is not switched on: it lies in the outbox as a file."


def _send(path: Path, settings: Settings, as_of: date, paper: dict, to: list[str], now: datetime) -> None:
    def run() -> str:
        with opened(path) as store:
            done = digest.send(known_of(store, as_of), settings, paper, to=to, by=st.session_state["digest_by"], now=now)
        how = "by e-mail" if done["by_way"] == ["email"] else "as files in the outbox"
        told = [f"{len(done['sent'])} sent {how}: {', '.join(done['sent'])}"] if done["sent"] else []
        told += [f"they have this week's digest already: {', '.join(done['skipped'])}"] if done["skipped"] else []
        told += [f"not sent to {one['to']}: {one['why']}" for one in done["failed"]]
        said = "; ".join(told)
        if done["failed"]:
            raise Refused(said)
        return said[:1].upper() + said[1:]

    act("digest", run)
