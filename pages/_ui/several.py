"""Several drafts at once on the Review page: a table to choose from, and one yes for what is of one agent and one play."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.errors import Refused
from cs_core.execution.sending.connect import OUTBOX, live
from cs_core.orchestration.review import approve_all
from pages._ui import tables, words
from pages._ui.confirm import act, came_of, confirm
from pages._ui.edge import opened
from pages._ui.frame import Here
from pages._ui.seen import by_now, seen_first

WAYS = {"email": "by e-mail", "slack": "to Slack", "webhook": "to your webhook"}
YES = "Approve all as drafted"


def several(here: Here, rows: pl.DataFrame) -> None:
    """The table, what was chosen, and the button: it asks first where letters leave the house by it."""
    came_of("several")
    shown = rows.with_columns(
        pl.col("agent").replace(words.AGENT_WORDS), pl.col("route").replace(words.ROUTE_WORDS),
        pl.col("stakes").str.to_titlecase(), pl.col("play").map_elements(words.sentence, return_dtype=pl.String),
    )  # fmt: skip
    seen_first("several")
    event = tables.show(
        shown, tables.QUEUE, alt="Proposals waiting for a person", key="queue", on_select="rerun", selection_mode="multi-row", height=560,
        row_height=tables.TALL,
    )
    picked = rows[[i for i in event.selection.rows if i < rows.height]]
    same = picked.select("agent", "play").n_unique() == 1
    st.caption(
        "Choose rows of one agent and one play to approve them together." if not picked.height
        else f"{picked.height:,} chosen, of one agent and play: they may be approved together." if same
        else f"{picked.height:,} chosen, of different agents or plays: choose rows of one to approve them together."
    )  # fmt: skip
    args, looks = (here.store.path, here.now, picked["id"].to_list()), {"type": "primary", "icon": ":material/done_all:"}
    letters = picked.filter(pl.col("kind") == "message", pl.col("route") != "human_only")
    ways = _ways(here, letters["id"].to_list()) if same else []
    if ways:
        confirm(
            YES,
            [
                f"{letters.height:,} letters to {letters['account_id'].n_unique():,} customers go out {' and '.join(ways)}, once each, "
                "with the next delivery.",
                "Nobody reads them again before that.",
            ],
            _take, *args, key="several", last="Each can be taken back until it has gone out, and not after.", **looks,
        )  # fmt: skip
    else:
        st.button(YES, key="ask_several", disabled=not same, on_click=_take, args=args, **looks)


def _ways(here: Here, ids: Sequence[str]) -> list[str]:
    """By which ways these would leave the house; none where they wait in the outbox for a person to send."""
    on = live(here.store, here.settings)
    if not on.on or not ids:
        return []
    channels = here.store.frame("proposal", "channel", id=list(ids))["channel"].unique().sort()
    return [WAYS[way] for way in dict.fromkeys(on.way_of(channel, alone=False) for channel in channels) if way != OUTBOX]


def _take(path: Path, now: datetime, chosen: list[str]) -> None:
    def run() -> str:
        by = st.session_state.get("reviewer") or "console"
        with opened(path) as store:
            done = approve_all(store, chosen, by=by, now=now, seconds=by_now("several"))
        said = f"Approved {len(done['approved']):,} of {len(chosen):,}"
        if done["refused"]:
            raise Refused(f"{said}. Not the others: {'; '.join(dict.fromkeys(done['refused'].values()))}")
        return said

    act("several", run)
