"""The old model against the new on the demo company's truth, on the Proof page. Simulated, and said so."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import of_current
from cs_core.demo.old_and_new import compare, truth_of, truth_path
from cs_core.leadership.hours.models_compared import assignments
from cs_core.progress import Progress
from pages._ui import charts, tables, working
from pages._ui.frame import Here
from pages._ui.kept import known_of
from pages._ui.map import link

C = st.column_config
MODELS = {
    "name": C.TextColumn("Model", pinned=True, width=280),
    "people": C.NumberColumn("With a person", format="localized"),
    "agents": C.NumberColumn("With an agent", format="localized"),
    "accounts": C.NumberColumn("Accounts kept", format="localized"),
    "more_accounts": C.NumberColumn("More accounts", format="%+.1f"),
    "arr": C.NumberColumn("ARR kept", format="localized"),
    "more_arr": C.NumberColumn("More ARR", format="localized"),
}
CHANGED_BY = ("import_file", "link", "touch", "goal", "team_edit")
"""Tables whose rows change the comparison."""
BESIDE_COVERAGE = (
    "These figures differ from those on Coverage: here stands the demo company's true response, which counts touches, not their length; "
    "there what the evidence or an assumption says that presence adds."
)


OPEN = "those whose next decision to stay is still open in the demo company"


def models_part(here: Here) -> None:
    """The comparison where the store is the demo and its truth lies beside its exports; else why there is none."""
    if truth_path(here.snap) is None:
        st.info(
            "Who would have stayed under another model is known only of the demo company, whose true response lies beside its exports. "
            "With your own data the pilot answers it.", icon=":material/info:",
        )  # fmt: skip
        return
    st.warning("Simulated: a demo company. It compares rules; it promises nothing of your customers.", icon=":material/experiment:")
    hours = st.number_input(
        "Hours of people for a quarter", min_value=0.0, value=None, step=50.0, placeholder="the team's own", key="models_hours"
    )
    found = _compared(here, hours)
    if found is None:
        st.caption("Placing the same hours by each rule, and simulating who stays: usually a few seconds, longest after new data.")
        return
    first, _, rest = found["says"].partition(" Simulated: ")
    st.markdown(f"**{first}**")
    st.caption(f"{found['accounts']:,} {of_current(found['customers'], OPEN)}. Simulated: {rest} {BESIDE_COVERAGE}")
    link("41_Coverage", "What Coverage expects of presence", "diversity_3")
    if differ(found["differences"]):
        _differences(found)
    tables.show(pl.DataFrame(_rows(found), infer_schema_length=None), MODELS, alt="Models compared")
    st.markdown("###### Accounts kept by segment")
    tables.show(pl.DataFrame(_segments(found)), {"model": C.TextColumn("Model", width="large")} | _columns(found), alt="Kept by segment")


def differ(differences: Sequence[Mapping]) -> bool:
    """Whether any model keeps anything else than the old one: else every point of the charts is at nothing."""
    return any(d[unit][bound] for d in differences for unit in ("accounts_kept", "arr_kept") for bound in ("point", "low", "high"))


def _differences(found: Mapping) -> None:
    """Two charts side by side: what each model keeps more than the old one, in accounts and in ARR."""
    left, right = st.columns(2, gap="large")
    for column, unit, title in ((left, "accounts_kept", "accounts kept"), (right, "arr_kept", "ARR kept")):
        with column:
            rows = pl.DataFrame([{"name": d["name"], **d[unit]} for d in found["differences"]])
            st.markdown(f"###### More {title} than under the old model")
            figure = charts.intervals(rows, y="name", percent=False, marks={"": 0})
            alt = f"Difference in {title} to the old model"
            charts.show(figure, alt=alt, key=f"models_{unit}", unit=title, n=found["accounts"], of="simulated customers", height=240)


def _compared(here: Here, hours: float | None) -> dict | None:
    """The comparison for these hours as things stand; None while it is worked out."""
    day = here.as_of
    return working.found_or_begun(
        here.store, "The comparison", lambda store, progress: _worked_out(known_of(store, day), hours, progress),
        key="old and new", state=(day, hours, here.store.version(*CHANGED_BY)), says=lambda told: "It stands on Proof.",
    )  # fmt: skip


def _worked_out(snap: Snapshot, hours: float | None, progress: Progress) -> dict:
    progress(0.0, "placing the same hours by each rule, which takes longest after new data")
    models = assignments(snap, hours=hours)
    progress(0.8, "simulating who stays under each")
    return compare(truth_of(snap), **models) | {"customers": snap.signals["churned_on"].null_count()}


def _rows(found: dict) -> list[dict]:
    less = {d["name"]: d for d in found["differences"]}
    return [_row(m, less.get(m["name"])) for m in found["models"]]


def _row(model: dict, less: dict | None) -> dict:
    row = {k: model[k] for k in ("name", "people", "agents")}
    for unit, digits in (("accounts", 1), ("arr", 0)):
        row[unit] = round(model[f"{unit}_kept"]["point"], digits)
        row[f"more_{unit}"] = round(less[f"{unit}_kept"]["point"], digits) + 0.0 if less else None  # never minus zero
    return row


def _segments(found: dict) -> list[dict]:
    return [{"model": m["name"]} | {s["segment"]: round(s["accounts_kept"], 1) for s in m["segments"]} for m in found["models"]]


def _columns(found: dict) -> dict:
    segments = found["models"][0]["segments"]
    return {s["segment"]: C.NumberColumn(f"{s['segment'].capitalize()} ({s['n']:,})", format="localized") for s in segments}
