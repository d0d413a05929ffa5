"""The plan on the Coverage page: what it reaches against other ways, who gains, who loses and why, what it could not meet; commit."""

from collections.abc import Iterable

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted
from cs_core.context.wording.signed import amount, signed
from cs_core.demo.old_and_new import truth_path
from cs_core.leadership.coverage import current_plan, plan
from pages._ui import charts, charts_coverage, tables, words
from pages._ui.coverage_commit import commit_part
from pages._ui.coverage_said import said_of, with_hand_offs
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES
from pages._ui.map import link

C = st.column_config
UNITS = {"accounts_kept": "Accounts kept", "arr_kept": "ARR kept"}
BESIDE_PROOF = (
    "These figures differ from those of the old model against the new on Proof: here stands what the evidence or an assumption says that "
    "presence adds, for one quarter; there the demo company's true response, simulated, which counts touches, not their length."
)
WAYS = {"impact": "Impact", "arr": "ARR", "risk": "Churn risk", "random": "Chance"}
EVIDENCE = {"prior": "Assumption", "observed": "Observed", "experiment": "Experiment"}
CHANGED_BY = (*SIGNAL_TABLES, "coverage", "goal", "protected", "succession", "pilot", "pilot_event", "outcome", "rate")
"""Tables whose rows change a plan."""

MOVES = {
    "name": C.TextColumn("Account", pinned=True, width=200),
    "from": C.TextColumn("From", width=125),
    "to": C.TextColumn("To", width=125),
    "why": C.TextColumn("Why", width=510),
}
UNMET = {
    "what": C.TextColumn("What", width=115),
    "accounts": C.NumberColumn("Accounts", format="localized", width=80),
    "says": C.TextColumn("In words", width=375),
    "names": C.TextColumn("The first of them", width=420),
}
PLANS = {
    "plan": C.TextColumn("Plan", pinned=True, width=166),
    "accounts": C.TextColumn("Accounts kept", width=142, help="Expected, with its range"),
    "arr": C.TextColumn("ARR kept", width=184, help="Expected a year, with its range; of accounts of known ARR"),
    "rank": C.TextColumn("Follows ARR", width=92, help="Rank correlation of hours with ARR: +1 the largest first, 0 size plays no part"),
}
ANYBODY = "<br>(if anybody could do all work)"
"""Said of every bar that no team could carry out as it stands."""
TRIED = {
    "mode": C.TextColumn("Mode", pinned=True),
    "evidence": C.TextColumn("Evidence"),
    "used": C.TextColumn("Used"),
    "why": C.TextColumn("Why", width="large"),
}
KINDS = {"gains": "Gain a person", "loses": "Lose their person", "changes": "Change person"}


def planned(here: Here, hours: float | None, by: str, unit: str) -> dict:
    """The `coverage` document, with its long lists as frames under `frames`; worked out again only where something was added."""
    return here.ask(_plan, hours, by, unit, says="Placing hours", tables=CHANGED_BY)


def _plan(snap: Snapshot, hours: float | None, by: str, unit: str) -> dict:
    made = plan(snap, hours=hours, by=by, unit=unit)
    frames = {kind: pl.DataFrame(made["moves"][kind], infer_schema_length=None) for kind in KINDS}
    rows = pl.DataFrame(made["assignments"], infer_schema_length=None)
    if rows.height:
        facts = snap.signals.select("account_id", pl.col("name").alias("account"), "segment")
        rows = rows.drop("name").join(facts, on="account_id", how="left", maintain_order="left")
        rows = rows.with_columns(pl.col("hours").round(2))
        rows = rows.with_columns(pl.col("impact").round(0)) if unit == "arr_kept" else rows
    return made | {"frames": frames | {"assignments": rows}}


def standing_plan(here: Here) -> dict | None:
    """The plan that was committed last, as it stands on the day; None where there is none."""
    return here.ask(_standing, says="Reading the committed plan", tables=("coverage", "coverage_plan", "override", "succession"))


def _standing(snap: Snapshot) -> dict | None:
    return current_plan(snap.store, as_of=snap.as_of)


def figure(x: float | None, unit: str, *, beside: Iterable[float] = (), sign: bool = False) -> str:
    """An impact in its unit: 12.8, or 44.6K; with as many decimals as what it stands `beside`."""
    if x is None:
        return "—"
    if unit == "arr_kept":
        return words.money(x, beside=beside, sign=sign)
    return (signed if sign else amount)(x, ",.1f" if max(abs(other) for other in (x, *beside)) >= 1 else ",.2f")


def spread(found: dict | None, unit: str, *, sign: bool = False) -> str:
    """``-0.6 to 25.7``."""
    return " to ".join(_bounds(found, unit, sign)[1:]) if found else "cannot tell"


def full(found: dict | None, unit: str, *, sign: bool = False) -> str:
    """``12.8 (-0.6 to 25.7)``."""
    return "{} ({} to {})".format(*_bounds(found, unit, sign)) if found else "cannot tell: several currencies"


def _point(found: dict, unit: str, *, sign: bool = False) -> str:
    return _bounds(found, unit, sign)[0]


def _bounds(found: dict, unit: str, sign: bool) -> list[str]:
    """Point, low and high with the same number of decimals."""
    three = [found[bound] for bound in ("point", "low", "high")]
    return [figure(x, unit, beside=three, sign=sign) for x in three]


def plan_part(here: Here, made: dict) -> None:
    """The tab of the plan."""
    figures(made)
    quiet = said_of(made)
    with st.expander("How to read these figures", type="compact"):
        st.caption(words.said(quiet))
        if truth_path(here.snap) is not None:
            st.caption(BESIDE_PROOF)
            link("43_Proof", "Old model, new model", "science", part="Old model, new model")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("The same hours, placed otherwise")
        _ways(made)
    with right:
        st.subheader("Either unit, and what size has to do with it")
        _either_unit(made)
    st.subheader("Who gains, who loses, and why")
    _moves(made)
    st.subheader("Who gets whom")
    _assignments(made)
    st.subheader("What could not be met")
    _unmet(here, made)
    st.subheader("Commit")
    commit_part(here, made, standing_plan(here))
    with st.expander("What the evidence rests on", type="compact"):
        said = {True: "used", False: "not used"}
        tried = [row | {"evidence": EVIDENCE[row["evidence"]], "used": said[row["used"]]} for row in made["evidence_tried"]]
        tables.show(pl.DataFrame(tried), TRIED, alt="Evidence looked at for each mode", height="content")


def counted_in(made: dict) -> str:
    """The plan's unit, revenue with its currency: ARR kept, EUR."""
    currency = made["currency"] if made["unit"] == "arr_kept" else None
    return UNITS[made["unit"]] + (f", {currency}" if currency else "")


def figures(made: dict) -> None:
    """The row of figures: what the plan reaches, more than today and than by ARR, hours, the next hour, the evidence."""
    unit, impact = made["unit"], made["impact"]
    today, by_arr = (made["differences"][k][unit] for k in ("today", "arr"))
    quiet = {"delta_color": "off", "delta_arrow": "off", "border": True}
    with st.grid(columns=3):
        st.metric(counted_in(made), _point(impact, unit), spread(impact, unit), help=words.said(made["unit_why"]), **quiet)
        st.metric("More than today", _point(today, unit, sign=True), spread(today, unit, sign=True), help=made["today"]["says"], **quiet)
        if made["by"] != "arr":
            st.metric(
                "More than by ARR", _point(by_arr, unit, sign=True), spread(by_arr, unit, sign=True),
                help="The largest accounts first, each in the fullest mode, as if anybody could do the work", **quiet,
            )  # fmt: skip
        there, within = f"of {words.figure(made['hours'])}{with_hand_offs(made)}", f"Hours of people in {made['weeks']} weeks"
        st.metric("Hours used", words.figure(made["hours_used"]), there, help=within, **quiet)
        each = figure(made["hour_price"] * 100, unit, sign=True)
        price = "A hundred times what the next hour adds; by skill under What if"
        st.metric("Per 100 hours more", each, counted_in(made).replace("Accounts", "accounts"), help=price, **quiet)
        modes = ", ".join(f"{mode}: {EVIDENCE[e].lower()}" for mode, e in made["evidence_by_mode"].items())
        st.metric("Evidence", EVIDENCE[made["evidence"]], counted(len(made["assignments"]), "account"), help=modes, **quiet)


def _ways(made: dict) -> None:
    unit, detail = made["unit"], made["compare_detail"]
    today = made["today"]["impact_in_units"][unit]
    rows = [{"way": f"This plan, by {WAYS[made['by']].lower().replace('arr', 'ARR')}", "value": made["impact"]["point"]}]
    rows += [{"way": "Today", "value": today["point"]}] if today else []
    for rule, told in detail.items():
        rows.append({"way": f"{WAYS[rule]}: fullest mode first{ANYBODY}", "value": told["fullest"]})
    best = max(detail.values(), key=lambda d: d["one_mode"])
    rows.append({"way": f"{best['mode'][:1].upper()}{best['mode'][1:]} for as many as possible{ANYBODY}", "value": best["one_mode"]})
    charts.show(
        charts_coverage.ways(pl.DataFrame(rows), form=",.2f" if unit == "accounts_kept" else ",.0f"),
        alt="Expected effect of the same hours by way of placing them", key="compare", unit=f"{counted_in(made)}, {made['weeks']} weeks",
        n=len(made["assignments"]), of="customers in the plan", height=300,
    )  # fmt: skip
    st.caption(
        f"Expected ({EVIDENCE[made['evidence']].lower()}). {made['today']['says']} Hatched bars rank by one rule as if anybody could do "
        "all work: no plan that could be carried out."
    )


def _either_unit(made: dict) -> None:
    rows = [_plan_row("This plan", made["impact_in_units"], made["rank_correlation_with_arr"])]
    for unit, found in made["by_unit"].items():
        if found:
            name = f"Best by {UNITS[unit].lower().replace('arr', 'ARR')}"
            rows.append(_plan_row(name, found["impact_in_units"], found["rank_correlation_with_arr"]))
    rows.append({"plan": "Today"} | _in_both(made["today"]["impact_in_units"]))
    for name, key in (("More than today", "today"), *([("More than by ARR", "arr")] if made["by"] != "arr" else [])):
        rows.append({"plan": name} | _in_both(made["differences"][key]))
    tables.show(pl.DataFrame(rows, infer_schema_length=None), PLANS, alt="Plans in either unit", height="content")
    st.caption(
        "The range of a difference is narrower than two ranges side by side: how much a mode does is one unknown, and what both plans do "
        "alike cancels out. Best by a unit is before it is said who takes which account."
    )


def _plan_row(name: str, impact: dict, rank: float | None) -> dict:
    return {"plan": name} | _in_both(impact) | {"rank": "cannot tell" if rank is None else signed(rank, ".2f")}


def _in_both(impact: dict) -> dict:
    return {k: full(impact[u], u) for k, u in (("accounts", "accounts_kept"), ("arr", "arr_kept"))}


def _moves(made: dict) -> None:
    moves = made["moves"]
    st.caption(
        f"Against {moves['against']}, accounts that gain a person: {len(moves['gains']):,}; that lose theirs to agents alone: "
        f"{len(moves['loses']):,}; that change: {len(moves['changes']):,}; that stay: {moves['same']:,}. {_handed(made)}"
    )
    kind = st.segmented_control(
        "Who", list(KINDS), format_func=lambda k: f"{KINDS[k]} ({len(moves[k]):,})", required=True,
        default="loses" if moves["loses"] else "gains",
        label_visibility="collapsed",
    )  # fmt: skip
    if moves[kind]:
        rows = made["frames"][kind]
        shown = {k: column for k, column in MOVES.items() if kind == "changes" or k != {"gains": "from", "loses": "to"}[kind]}
        picked = tables.show(
            rows, shown, alt=KINDS[kind], height=min(400, 40 + tables.TALL * rows.height), on_select="rerun",
            selection_mode="single-row", key=f"moves_{kind}", row_height=tables.TALL,
        )  # fmt: skip
        _in_full(tables.picked(picked, rows))
    else:
        st.caption("Nobody.")


def _handed(made: dict) -> str:
    n = len(made["handoffs"])
    return f"{n:,} change within 60 days of their renewal: each with a warm hand-off, an hour of each of the two, counted in." if n else ""


def _assignments(made: dict) -> None:
    rows = made["frames"]["assignments"]
    if rows.is_empty():
        st.caption("No hour changes anything by this way of counting.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        people = st.multiselect("Person", sorted(set(rows["person"])), placeholder="Everybody")
        modes = st.multiselect("Mode", sorted(set(rows["mode"])), placeholder="Every mode")
    more = "" if people or modes else with_hand_offs(made).replace(", with", "; besides")
    rows = rows.filter(pl.col("person").is_in(people)) if people else rows
    rows = rows.filter(pl.col("mode").is_in(modes)) if modes else rows
    st.caption(f"{counted(rows.height, 'account')}, {words.figure(rows['hours'].sum())} hours{more}.")
    form = "%.3f" if made["unit"] == "accounts_kept" else "localized"
    columns = {
        "account": C.TextColumn("Account", pinned=True, width=190), "segment": C.TextColumn("Segment", width=100),
        "mode": C.TextColumn("Mode", width=92), "person": C.TextColumn("Person", width=110),
        "hours": C.NumberColumn("Hours", format="localized", width=58),
        "impact": C.NumberColumn(UNITS[made["unit"]], format=form, width=110, help="Expected change"),
        "person_why": C.TextColumn("Why this person", width=314), "why": C.TextColumn("Why", width="large"),
    }  # fmt: skip
    picked = tables.show(
        rows, columns, alt="Assignments of people to accounts", height=400, on_select="rerun", selection_mode="single-row", key="assigned",
        row_height=tables.TALL,
    )
    _in_full(tables.picked(picked, rows))


def _in_full(row: dict | None) -> None:
    """The words of the chosen row, which a table cuts off."""
    if row is None:
        st.caption("Choose a row to read its why in full.")
    else:
        st.caption(f"**{words.said(row.get('account') or row['name'])}**: {words.said(row['why'])}.")


def _unmet(here: Here, made: dict) -> None:
    if not made["unmet"]:
        st.caption("All was met." if made["people"] else "No team is known: languages, skills and time zones were not looked at.")
        return
    rows = [row | {"what": row["what"].capitalize(), "names": _some(here, row["account_ids"])} for row in made["unmet"]]
    tables.show(pl.DataFrame(rows), UNMET, alt="What the plan could not meet", height="content", row_height=tables.TALL)


def _some(here: Here, ids: list[str]) -> str:
    more = f" and {len(ids) - 3:,} more" if len(ids) > 3 else ""
    return ", ".join(here.name(i) for i in ids[:3]) + more
