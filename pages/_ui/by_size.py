"""Does size decide? What small customers get less large ones, each with its interval, and one of them by tenth of revenue."""

import polars as pl
import streamlit as st

from cs_core.context.wording.counted import of_current
from pages._ui import charts, tables, words

C = st.column_config
NAMED = {
    "acted": "An agent acted", "delivered": "Delivered", "touch": "In contact", "plan": "Success plan", "grr": "Revenue kept",
    "renewal": "Renewal begun",
}  # fmt: skip
MEANS = (
    "In contact: two-way, with a person or an agent, in 90 days. Success plan: one with an objective stands. Revenue kept: over 12 "
    "months, by what was paid then. Renewal begun: of customers whose term ends."
)
TABLE = {
    "what": C.TextColumn("What", width=105),
    "point": C.NumberColumn(
        "Gap, points", format="%+.0f", width=90, help="Smallest three tenths less largest three, in percentage points"
    ),
    "low": C.NumberColumn("At least", format="%+.0f", width=60, help="The likely range (95% interval)"),
    "high": C.NumberColumn("At most", format="%+.0f", width=60, help="The likely range (95% interval)"),
    "says": C.TextColumn("Says", width=225),
}


def show(found: dict, *, key: str) -> None:
    """The `work` document's parity and sizes: what each gap consists of, all differences, and on the right the tenths of one of them."""
    done = found["parity"].get("any")
    if not done:
        st.caption("Cannot tell: of no customer the recurring revenue is known.")
        return
    parts = {what: done[what] | {"deciles": _shares(done["deciles"], what)} for what in ("acted", "delivered")} | found["size"]
    for gap, why in found["apart"].items():
        points = f"{_points(parts[gap]['difference'])['point']:+} points"
        st.markdown(f"**{NAMED[gap]}: {points}.** What the gap consists of: {words.said(why)}.")
    left, right = st.columns([5, 4], gap="medium")
    with left:
        rows = [{"what": NAMED[what], "says": part["says"], **_points(part["difference"])} for what, part in parts.items()]
        alt = "What small customers get less large ones"
        tables.show(pl.DataFrame(rows, infer_schema_length=None), TABLE, alt=alt, row_height=tables.TALLER, height="content")
        held = found["held_out"]
        left_out = f" Left out: {held:,} customers whom a running pilot keeps in standard care." if held else ""
        st.caption(f"{MEANS} Renewals: {found['size']['renewal']['why']}.{left_out}")
    with right:
        what = st.selectbox("By tenth of recurring revenue", list(NAMED), index=2, format_func=NAMED.get, key=f"{key}_what")
        known = [row for row in parts[what]["deciles"] if row["point"] is not None]
        if not known:
            st.caption(words.said(parts[what]["says"]))
            return
        bounds = ("point", "low", "high")
        shares = pl.DataFrame([{"decile": r["decile"], "n": r["n"], NAMED[what]: {k: r[k] for k in bounds}} for r in known])
        figure = charts.by_tenth(shares, kinds={NAMED[what]: charts.BLUE})
        figure.update_layout(showlegend=False)
        alt = f"{NAMED[what]}: share by tenth of recurring revenue, {charts.DOUBT}"
        n = shares["n"].sum()
        charts.show(figure, alt=alt, key=key, unit=f"share of customers, {charts.DOUBT}", n=n, of=_whom(found, what), on="y", height=260)


def _whom(found: dict, what: str) -> str:
    """Of whom the tenths are: what was kept is of those who paid then, all else of current customers."""
    if what == "grr":
        return "customers who paid twelve months ago"
    held = " and who are in no standard care of a pilot" if found["held_out"] else ""
    term = " and whose term ends" if what == "renewal" else ""
    return of_current(found["accounts"], f"those whose recurring revenue is on record{held}{term}")


def _shares(deciles: list[dict], what: str) -> list[dict]:
    return [{"decile": row["decile"], "n": row["n"], **(row[what] or dict.fromkeys(("point", "low", "high")))} for row in deciles]


def _points(gap: dict | None) -> dict:
    return {k: round(gap[k] * 100) if gap else None for k in ("point", "low", "high")}
