"""Does size decide? What small customers get less large ones, each with its interval, and one of them by tenth of revenue."""

import polars as pl
import streamlit as st

from pages._ui import charts, tables, words

C = st.column_config
NAMED = {
    "acted": "An agent acted", "delivered": "It was delivered", "touch": "In two-way contact in 90 days", "plan": "A success plan stands",
    "grr": "Revenue kept over 12 months", "renewal": "Renewal prepared, where a term ends",
}  # fmt: skip
TABLE = {
    "what": C.TextColumn("What"),
    "small": C.TextColumn("Smallest three tenths less largest three", help="With the 95 % interval, in points"),
    "says": C.TextColumn("Says", width="large"),
}


def show(found: dict, *, key: str) -> None:
    """The `work` document's parity and sizes: differences with a word each, and on the right the tenths of one of them."""
    done = found["parity"].get("any")
    if not done:
        st.caption("Cannot tell: of no customer the recurring revenue is known.")
        return
    parts = {what: done[what] | {"deciles": _shares(done["deciles"], what)} for what in ("acted", "delivered")} | found["size"]
    left, right = st.columns(2, gap="large")
    with left:
        rows = [{"what": NAMED[what], "small": _points(part["difference"]), "says": part["says"]} for what, part in parts.items()]
        tables.show(pl.DataFrame(rows), TABLE, alt="What small customers get less large ones")
        st.caption(f"Renewals: {found['size']['renewal']['why']}.")
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
        charts.show(figure, alt=f"{NAMED[what]}: share by tenth of recurring revenue, with 95 % intervals", key=key, height=260)


def _shares(deciles: list[dict], what: str) -> list[dict]:
    return [{"decile": row["decile"], "n": row["n"], **(row[what] or dict.fromkeys(("point", "low", "high")))} for row in deciles]


def _points(gap: dict | None) -> str:
    return f"{gap['point'] * 100:+.0f} ({gap['low'] * 100:+.0f} to {gap['high'] * 100:+.0f})" if gap else "cannot tell yet"
