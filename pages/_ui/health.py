"""The health score on the Strategy page: weights that leaders edit, what a change would move, and whether they were right."""

import polars as pl
import streamlit as st

from cs_core.context.health import MEASURES, weights
from cs_core.context.health.changes import preview
from cs_core.context.health.right import weights_right
from cs_core.context.health.score import reads
from cs_core.context.health.weights import set_weight
from cs_core.errors import CSError
from cs_core.records import SEGMENTS
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.login import signers
from pages._ui.toasts import anew

C = st.column_config
WEIGHTS = {
    "measure": C.TextColumn("Measure", disabled=True, width=125),
    "reads": C.TextColumn("What it reads", disabled=True, width=472),
    "weight": C.NumberColumn("Weight", min_value=0.0, max_value=1000.0, format="%.0f", required=True, width=78),
    "worst": C.NumberColumn("Scores 0 at", format="%.1f", required=True, width=108),
    "best": C.NumberColumn("Scores 100 at", format="%.1f", required=True, width=123),
    "by": C.TextColumn("Set by", disabled=True, width=95),
}
JUDGED = {
    "name": C.TextColumn("Measure", pinned=True),
    "auc": C.TextColumn("Told stayers from leavers", help="AUC with its 95% interval: 50% is guessing, 100% is perfect"),
    "n": C.NumberColumn("Customers", format="localized"),
    "lost": C.NumberColumn("Lost", format="localized"),
    "says": C.TextColumn("Says", width="large"),
}
READS = {m.name: reads(m) for m in MEASURES}
"""Measure -> what it reads, and in which unit: what its scale is given in."""
EDITED = ("weight", "worst", "best")


def health_tab(here: Here) -> None:
    """Edit the weights of one segment, see what would move, save; then the table of what happened."""
    st.caption("Judgement, not fitted. What is unknown of an account is left out of its score and named, never counted as middling.")
    with st.container(horizontal=True, vertical_alignment="top"):
        segment = st.segmented_control("Segment", [*SEGMENTS, "other"], default=SEGMENTS[0], key="health_segment", required=True)
        who = st.selectbox("You are", signers(here.store, here.snap.team), key="health_who", width=360)
    now = weights(here.store, here.as_of).filter(pl.col("segment") == segment)
    now = now.with_columns(pl.col("by").fill_null("default"), pl.col("measure").replace_strict(READS).alias("reads"))
    edited = st.data_editor(
        now.select(list(WEIGHTS)), column_config=WEIGHTS, hide_index=True, key=f"weights_{segment}", num_rows="fixed", width="stretch",
        height="content", alt=f"Weights of the health score: {segment}",
    )  # fmt: skip
    changes = _changes(now, edited, segment)
    with st.container(horizontal=True):
        look = st.button("Preview", icon=":material/visibility:", disabled=not changes, key="health_look")
        save = st.button("Save the weights", type="primary", icon=":material/save:", disabled=not changes)
    if save:
        _save(here, changes, who)
    if look:
        try:
            said = _would(preview(here.snap, changes))
        except CSError as error:
            st.error(str(error), icon=":material/error:")
        else:
            st.markdown("**What it would move now**")
            st.text(said)
    st.subheader("Were the weights right?")
    if st.toggle("Look at what happened to customers scored 90 and 180 days ago", key="health_right"):
        with st.spinner("Scoring past days; a few seconds, then kept for the week"):
            found = weights_right(here.snap)
        for outcome in found["outcomes"]:
            _judged(outcome)


def _save(here: Here, changes: list[dict], who: str) -> None:
    """All of them or, where one cannot be, none; the reason stands beside the button."""
    try:
        with here.store.transaction():
            for change in changes:
                set_weight(here.store, **change, by=who, now=here.now)
    except CSError as error:
        st.error(str(error), icon=":material/error:")
        return
    anew("Saved: scores go by it from now on; earlier days keep theirs")


def _changes(now: pl.DataFrame, edited: pl.DataFrame, segment: str) -> list[dict]:
    """Rows that differ, as `set_weight` takes them."""
    pairs = zip(now.iter_rows(named=True), edited.iter_rows(named=True), strict=True)
    moved = [new for old, new in pairs if any(old[c] != new[c] for c in EDITED)]
    return [{"segment": segment, "measure": row["measure"], **{c: row[c] for c in EDITED}} for row in moved]


def _judged(outcome: dict) -> None:
    """One outcome: the score and its measures over all customers, then what each segment suggests."""
    with st.container(border=True):
        st.markdown(f"**Customers who {outcome['says']}** · n = {outcome['n']:,}, {outcome['lost']:,} did not")
        rows = [{"name": "The score", **outcome["score"]}, *({"name": m["measure"], **m} for m in outcome["measures"])]
        shown = [row | {"auc": words.interval(row["auc"])} for row in rows]
        tables.show(pl.DataFrame(shown, infer_schema_length=None, strict=False), JUDGED, alt=f"Measures against {outcome['outcome']}")
        for part in outcome["by_segment"]:
            st.caption(f"{words.label(part['segment'])} (n = {part['n']:,}, {part['lost']:,} lost): {part['suggestion']['says']}")


def _would(found: dict) -> str:
    """A preview in words."""
    head = f"{found['moved']:,} of {found['accounts']:,} scored customers change their band: {found['up']:,} up, {found['down']:,} down"
    head += f"; {found['known_or_not']:,} gain or lose their score." if found["known_or_not"] else "."
    lines = [
        f"{words.label(part['segment'] or 'no segment')}: "
        + (", ".join(f"{b['n']:,} from {b['from'] or 'no score'} to {b['to'] or 'no score'}" for b in part["bands"]) or "none")
        for part in found["by_segment"]
    ]
    return "\n".join((head, *lines))
