"""Goals that bind the system, and guardrails; what a change would do is shown before it is saved."""

import polars as pl
import streamlit as st

from cs_core.leadership.goals import preview, set_goals, show
from cs_core.orchestration.direction import GOALS, GUARDRAILS
from pages._ui import tables, words
from pages._ui.channels import channels_part
from pages._ui.frame import frame
from pages._ui.health import health_tab
from pages._ui.voice import voice_part

with frame(
    "Strategy", "Goals become weights, guardrails become limits; routing, contact caps and coverage read them in the next cycle."
) as here:
    goals_part, health_part, voice_tab = st.tabs(["Goals and guardrails", "Health score", "Voice"])
    with health_part:
        health_tab(here)
    with voice_tab:
        voice_part(here)
    with goals_part:
        document = show(here.store, here.snap)
        st.subheader("Goals")
        tables.show(
            pl.DataFrame(document["goals"], infer_schema_length=None, strict=False),
            tables.GOALS,
            alt="Goals with baseline, target and progress",
        )
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.subheader("Guardrails")
            limits = {words.label(g["says"]): f"{words.figure(g['value'])} {g['unit']}" for g in document["guardrails"]}
            st.table(limits, border="horizontal")
            st.subheader("Where the effort goes")
            drift = document["drift"]
            st.caption(drift["says"])
            if drift["rows"]:
                tables.show(pl.DataFrame(drift["rows"], infer_schema_length=None), tables.DRIFT, alt="Effort by goal")
        with right, st.container(border=True):
            st.subheader("Change the direction")
            keys = {g.key: g for g in (*GOALS, *GUARDRAILS)}
            key = st.selectbox("Goal or guardrail", list(keys), format_func=lambda k: keys[k].says, key="key")
            values = {g["key"]: g.get("target", g.get("value")) for g in (*document["goals"], *document["guardrails"])}
            value = st.number_input(
                f"New value ({keys[key].unit})", value=values.get(key), key=f"value_{key}", placeholder="Leave empty to take the goal away"
            )
            who = st.selectbox("You are", [*sorted(here.snap.team["name"]), "console"])
            with st.container(horizontal=True):
                look = st.button("Preview", icon=":material/visibility:", help="What it would have changed in the last cycle")
                save = st.button("Save", type="primary", icon=":material/save:")
            if save:
                set_goals(here.store, {key: value}, by=who, now=here.now, snap=here.snap)
                st.toast("Saved: the next cycle goes by it")
                st.rerun()
            if look:
                with st.spinner("Routing the last cycle again"):
                    would = preview(here.store, {key: value}, here.snap)
                st.markdown("**What it would have changed in the last cycle**")
                st.text(would["says"])
                if would["moved"]:
                    moved = pl.DataFrame(would["moved"], infer_schema_length=None).with_columns(
                        pl.col("account_id").replace(here.names).alias("account"),
                        pl.col("from", "to").replace(words.ROUTE_WORDS),
                        pl.col("agent").replace(words.AGENT_WORDS),
                    )
                    tables.show(moved, tables.MOVED, alt="Proposals that would move", height=320)
    st.subheader("Channels")
    channels_part(here)
