"""Goals on the Strategy page: where each stands against its target, what moved it, and where the effort went."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import in_unit, unit_behind
from cs_core.leadership.goals import show, since_set
from cs_core.leadership.steering.course import likely
from cs_core.leadership.steering.moved import what_moved
from cs_core.leadership.steering.past import figures
from pages._ui import strategy_charts, tables, words
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES

C = st.column_config
STATUS = {
    "reached": ":green[:material/check_circle: reached]",
    "on course": ":green[:material/trending_up: on course]",
    "could go either way": ":orange[:material/trending_flat: could go either way]",
    "off course": ":red[:material/trending_down: off course]",
    "missed": ":red[:material/cancel: missed]",
    "cannot tell yet": ":gray[:material/help: cannot tell yet]",
}  # fmt: skip
"""Status -> word, icon and colour: never by colour alone."""
NAMES = {
    "name": C.TextColumn("Customer", pinned=True, width="medium"),
    "kind": C.TextColumn("What happened"),
    "change": C.NumberColumn("Moved it by", format="%+.2f"),
    "segment": C.TextColumn("Segment"),
    "why": C.TextColumn("Why", width="large"),
}


#: Tables whose rows change where goals stand, or where effort went.
MOVED_BY = (*SIGNAL_TABLES, "cycle", "goal", "proposal", "routed", "action", "decision", "outcome", "autonomy", "protected", "rate")


def standing(here: Here) -> dict:
    """The `goals` document with its past, worked out again only where something was added."""
    return here.ask(_standing, says="Reading where the goals stand, and the last months", tables=MOVED_BY)


def _standing(snap: Snapshot) -> dict:
    return show(snap.store, snap, past=figures)


def _moved(snap: Snapshot, key: str) -> tuple[date, dict]:
    since, stored = since_set(snap, key)
    return since, what_moved(snap, key, since=since, stored=stored)


def goals_part(here: Here, document: Mapping) -> None:
    """The table of the goals that are set, those that are not, and one goal looked at closely."""
    st.subheader("Goals")
    made = [g for g in document["goals"] if g["set"]]
    if made:
        st.table(pl.DataFrame([_row(g) for g in made]), border="horizontal", alt="Goals: when set, now, forecast, target and status")
        st.caption(words.said(f"{document['unit']['why']}."))
    else:
        st.caption("No goal is set yet. A goal lifts the work that serves it, keeps people's minutes for it, and stops what would undo it.")
    others = [g for g in document["goals"] if not g["set"]]
    with st.expander(f"{len(others)} goals that are not set" if made else "What can be aimed at", expanded=not made):
        binds = [words.said(f"{'. '.join(g['binds'])}.") for g in others]
        rows = [
            {"Goal": _named(g), "Now (likely range)": _with_doubt(g, g), "How it would bind": says}
            for g, says in zip(others, binds, strict=True)
        ]
        st.table(pl.DataFrame(rows), border="horizontal", alt="Goals that are not set, and where they stand")
    _closely(here, document["goals"], made)


def _named(goal: Mapping) -> str:
    """Its name and what is measured: no figure stands there unexplained."""
    more = goal["says"].removeprefix(goal["name"].lower())
    name = f"**{goal['name']}**" + (f" {words.said(more)}" if more != goal["says"] else f"  \n{words.said(words.sentence(more))}")
    return name if goal["now"] is None or not goal["why"] else f"{name}. {words.said(words.sentence(goal['why']))}"


def _closely(here: Here, goals: list[Mapping], made: list[Mapping]) -> None:
    keys = {g["key"]: g for g in (made or goals)}
    key = st.selectbox("Look closely at", list(keys), format_func=lambda k: keys[k]["name"], key="closely", width=420)
    goal = keys[key]
    left, right = st.columns(2, gap="large")
    with left:
        if goal["set"]:
            st.text(_sentence(goal))
        st.caption(words.said(". ".join(goal["binds"]) + "."))
        if len(goal.get("past") or ()) > 1:
            strategy_charts.course(goal, unit=goal["unit"])
    with right:
        since, told = here.ask(_moved, key, says="Taking the change apart", tables=MOVED_BY)
        st.markdown(f"**What moved it since {words.day(since)}**")
        st.text(_moved_in_words(told, goal))
        if told["parts"]:
            _parts(told, goal["unit"])


def _parts(told: Mapping, unit: str) -> None:
    changes, digits = adding_up([p["change"] for p in told["parts"]], told["change"])
    said = [_on_a_line(amount(x, unit, signed=True, digits=digits)) for x in changes]
    rows = [(p["kind"].capitalize(), x, words.count(p["n"]) if p["n"] else "") for p, x in zip(told["parts"], said, strict=True)]
    rows.append(("**Together**", f"**{_on_a_line(amount(told['change'], unit, signed=True, digits=digits))}**", ""))
    shown = pl.DataFrame(rows, schema=["What happened", "Moved it by", "Customers"], orient="row")
    st.table(shown, border="horizontal", alt="What moved it, adding up")
    names = [a | {"kind": p["kind"]} for p in told["parts"] for a in p["accounts"]]
    if names:
        with st.expander("The customer behind it" if len(names) == 1 else f"The {len(names):,} customers behind it"):
            schema = {"name": pl.String, "kind": pl.String, "change": pl.Float64, "segment": pl.String, "why": pl.String}
            rows = pl.DataFrame(names, schema=schema).with_columns(pl.col("change").round(2))
            tables.show(rows.drop("change") if rows["change"].is_null().all() else rows, NAMES, alt="Customers that moved it", height=320)


def _moved_in_words(told: Mapping, goal: Mapping) -> str:
    if told["change"] is None:
        return told["says"]
    unit, (_, digits) = goal["unit"], adding_up([p["change"] for p in told["parts"]], told["change"])
    start, end = (amount(told[k], unit, digits=digits) for k in ("from", "to"))
    return f"From {start} to {end}: {amount(told['change'], unit, signed=True, digits=digits)}."


def adding_up(parts: list[float | None], total: float | None) -> tuple[list[float | None], int]:
    """Parts of a change rounded so that they add up to the rounded total, and to how many decimals: one, or two where one will not do.

    What is left then goes to the largest part; whole figures from a thousand on.
    """
    if total is None or None in parts or not parts:
        return parts, 1
    for digits in (0,) if max(map(abs, (*parts, total))) >= 1_000 else (1, 2):
        short = [round(x, digits) for x in parts]
        rest = round(round(total, digits) - sum(short), digits)
        if not rest and all(bool(s) == bool(x) for s, x in zip(short, parts, strict=True)):
            return short, digits
    most = max(range(len(short)), key=lambda i: abs(short[i]))
    short[most] = round(short[most] + rest, digits)
    return short, digits


def _row(goal: Mapping) -> dict[str, str]:
    unit, ahead = goal["unit"], goal["forecast"]
    known = ahead["point"] is not None
    return {
        "Goal": f"**{goal['name']}**" + (f" (weight {goal['weight']:g})" if goal["weight"] != 1 else ""),
        "Status": STATUS[goal["status"]],
        "When set": f"{amount(goal['baseline'], unit)}{_on(goal['baseline_on'])}",
        "Now (likely range)": _with_doubt(goal, goal),
        "Forecast (likely range)": _forecast(goal, ahead) + (_on(ahead["on"]) if known else ""),
        "Target": f"**{amount(goal['target'], unit)}**{_on(goal['due_on']) or ', no day'}",
        "Will be met": likely(ahead["chance"], wide=ahead["wide"]) if ahead["chance"] is not None else "cannot tell yet",
    }  # fmt: skip


def _forecast(goal: Mapping, ahead: Mapping) -> str:
    if ahead["wide"]:
        return f"anything from {words.figure(ahead['low'])} to {amount(ahead['high'], goal['unit'])}"
    return _with_doubt(goal, ahead, point=ahead["point"])


def _with_doubt(goal: Mapping, told: Mapping, *, point: float | None = None) -> str:
    at = goal["now"] if point is None and told is goal else point
    if at is None:
        return "cannot tell yet"
    if None in (told["low"], told["high"]) or told["low"] == told["high"]:
        return amount(at, goal["unit"])
    return f"{amount(at, goal['unit'])} ({words.figure(told['low'])} to {words.figure(told['high'])})"


def _sentence(goal: Mapping) -> str:
    now, target = amount(goal["now"], goal["unit"]), amount(goal["target"], goal["unit"])
    said = f"{goal['status'].capitalize()}: {now} now, {target} aimed at{_on(goal['due_on'])}. "
    ahead = goal["forecast"]
    said += f"Forecast: {ahead['says']}."
    return said if goal["now"] is None or not goal["why"] else said + f" {words.sentence(goal['why'])}."


def _on_a_line(text: str) -> str:
    return text.replace(" ", "\u00a0")


def amount(x: float | None, unit: str, *, signed: bool = False, digits: int = 1) -> str:
    """A figure in its unit: 84.5%, 33 days, 119,535 EUR/yr; a difference of percentages in points."""
    if x is None:
        return "unknown"
    x = round(x, digits) + 0.0
    sign = "+" if signed and x > 0 else ""
    unit = "points" if signed and unit == "%" else unit_behind(abs(x), unit)
    return in_unit(f"{sign}{f'{x:,.2f}' if digits == 2 else words.figure(x)}", unit)


def _on(day: str | None) -> str:
    """``, 31 Dec 2026``, or nothing."""
    return f", {date.fromisoformat(day):%-d %b %Y}" if day else ""


def drift_part(here: Here, document: Mapping) -> None:
    """Where four weeks of effort went, as a chart with its sentence once a goal is set, and what worked against one."""
    st.subheader("Where the effort went")
    told = document["drift"]
    st.caption(words.said(told["says"]))
    if not told["rows"] or not any(goal["set"] for goal in document["goals"]):
        return
    strategy_charts.effort(told)
    for row in (r for r in told["rows"] if r["kind"] == "worked against"):
        count = f"{row['actions']:,.0f} messages" if row["actions"] else f"{row['touches']:,.0f} touches, {row['minutes']:,.0f} minutes"
        with st.expander(f"Worked against “{row['name']}”: {count}", icon=":material/warning:"):
            st.caption(words.said(row["why"] + "."))
            st.text(", ".join(sorted(here.name(a) for a in row["accounts"])))
