"""Human hours by impact: what-if, who moves and why, the price of an hour; commit."""

import polars as pl
import streamlit as st

from cs_core.leadership.coverage import commit, current_plan, edit_team, plan
from pages._ui import charts, tables, words
from pages._ui.frame import frame

UNITS = {"accounts_kept": "Accounts kept", "arr_kept": "ARR kept"}
WAYS = {"impact": "Impact", "arr": "ARR", "risk": "Churn risk", "random": "Chance"}

with frame(
    "Coverage", "People go where their presence changes the outcome in a way an agent can't; size enters only when you ask for ARR."
) as here:
    team = here.snap.team
    with st.container(horizontal=True, vertical_alignment="bottom"):
        hours = st.number_input(
            "Hours of people for the coming quarter", min_value=0.0, value=None, step=20.0, key="hours", bind="query-params",
            placeholder="The team's own" if team.height else "No team yet: enter hours", help="What if there were more or fewer?",
        )  # fmt: skip
        by = st.segmented_control(
            "Fill by", list(WAYS), format_func=WAYS.get, default="impact", key="by", bind="query-params", required=True
        )
        unit = st.segmented_control(
            "Count", list(UNITS), format_func=UNITS.get, default="accounts_kept", key="unit", bind="query-params", required=True
        )
    if hours is None and team.is_empty():
        st.info(
            "Enter the weekly hours of your people, or add them below: without either nothing can be allocated.",
            icon=":material/group_add:",
        )
    else:
        made = plan(here.snap, hours=hours, by=by, unit=unit)
        impact, price = made["impact"], made["hour_price"]
        with st.container(horizontal=True):
            st.metric(UNITS[unit], words.interval(impact, ",.1f"), border=True, help=made["says"])
            st.metric("Hours used", f"{made['hours_used']:,.0f} of {made['hours']:,.0f}", border=True, help=f"Over {made['weeks']} weeks")
            st.metric("Accounts covered", words.count(len(made["assignments"])), border=True)
            st.metric(
                "One more hour is worth",
                f"{price:,.4f} {UNITS[unit].lower()}",
                border=True,
                help="; ".join(f"{skill}: {worth:,.4f}" for skill, worth in made["hour_prices"].items()),
            )
            st.metric("Evidence", made["evidence"], border=True, help="experiment, observed, or a labelled prior")
        st.caption(made["says"])
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("The same hours, placed otherwise")
            compare = pl.DataFrame(
                [
                    {"way": f"This plan, by {WAYS[by].lower()}", "value": impact["point"]},
                    *({"way": f"{WAYS[k]}: fullest mode first", "value": d["fullest"]} for k, d in made["compare_detail"].items()),
                    *({"way": f"{WAYS[k]}: {d['mode']} for everybody", "value": d["one_mode"]} for k, d in made["compare_detail"].items()),
                ]
            )
            charts.show(
                charts.bars(compare, x="value", y="way", unit=f"{UNITS[unit].lower()} (expected, from the {made['evidence']})"),
                alt="Expected effect of the same hours by way of placing them",
                key="compare",
                height=300,
            )
            st.caption(
                f"Rank correlation of hours with ARR: {made['rank_correlation_with_arr']:+.2f}"
                if made["rank_correlation_with_arr"] is not None
                else "Rank correlation of hours with ARR: cannot tell, ARR is unknown."
            )
        with right:
            st.subheader("Who gains, who loses")
            moves = made["moves"]
            st.caption(
                f"Against {moves['against']}: {len(moves['gains']):,} accounts gain a person, {len(moves['loses']):,} lose one, "
                f"{len(moves['changes']):,} change, {moves['same']:,} stay."
            )
            kinds = {"gains": "Gain a person", "loses": "Lose their person", "changes": "Change person"}
            kind = st.segmented_control(
                "Who", list(kinds), format_func=kinds.get, default="loses", required=True, label_visibility="collapsed"
            )
            if moves[kind]:
                tables.show(pl.DataFrame(moves[kind], infer_schema_length=None), tables.PERSON_MOVES, alt=kinds[kind], height=210)
        st.subheader("Who gets whom, and why")
        facts = here.snap.signals.select("account_id", pl.col("name").alias("account"), "segment")
        rows = pl.DataFrame(made["assignments"], infer_schema_length=None)
        if rows.is_empty():
            st.caption("No hour changes anything by this way of counting.")
        else:
            rows = rows.drop("name").join(facts, on="account_id", how="left")
            tables.show(rows, tables.ASSIGNMENTS, alt="Assignments of people to accounts", height=360)
        committed = current_plan(here.store)
        st.caption(
            f"Committed now: plan of {committed['as_of']}, {len(committed['assignments']):,} accounts."
            if committed
            else "No plan is committed yet: until then tasks go to owners and by skill."
        )
        if st.button(
            "Commit this plan",
            type="primary",
            icon=":material/done_all:",
            help="The next cycle routes these accounts' work to these people",
        ):
            commit(here.store, made, now=here.now)
            st.toast("Committed: the next cycle routes by it")
            st.rerun()

    st.subheader("The team")
    st.caption("Changes are kept with their date; leave is respected.")
    columns = list(tables.TEAM)
    shown = team.with_columns(pl.col("skills", "languages").list.join("; ")).select([c for c in columns if c in team.columns])
    edited = st.data_editor(shown, column_config=tables.TEAM, num_rows="dynamic", hide_index=True, key="team", alt="The team")
    if st.button("Save the team", disabled=edited.equals(shown)):
        names = set(edited["name"].drop_nulls())
        for row in edited.filter(pl.col("name").is_not_null()).iter_rows(named=True):
            if row not in shown.to_dicts():
                edit_team(here.store, row, by="console", now=here.now)
        for row in shown.filter(~pl.col("name").is_in(names)).iter_rows(named=True):
            edit_team(here.store, row | {"gone": True}, by="console", now=here.now)
        st.rerun()
