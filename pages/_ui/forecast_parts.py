"""The forecast on screen: retention now and ahead, renewals by category and quarter, and forecasts against what happened."""

from datetime import date

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from cs_core.context.wording.counted import counted, of_current
from cs_core.leadership.forecast import caveats
from pages._ui import charts, retained, tables, words

C = st.column_config
FIGURES = {"grr": "GRR", "nrr": "NRR", "logo": "Logos kept"}
COLORS = {
    "commit": charts.GREEN, "best case": charts.BLUE, "pipeline": charts.GRAY, "at risk": charts.ORANGE, "omitted": charts.RED,
}  # fmt: skip
SLICES = {30: "within 30 days", 60: "31 to 60", 90: "61 to 90", 120: "91 to 120"}
CATEGORY = {
    "category": C.TextColumn("Category", width=75),
    "currency": C.TextColumn("Currency", width=72),
    "n": C.NumberColumn("Renewals", format="localized", width=78),
    "arr": C.NumberColumn("ARR due", format="localized", width=82),
    "expected": C.TextColumn("Expected to renew", width=145, help="Chance times revenue; in brackets the likely range (95% interval)"),
    "of_due": C.TextColumn("Share", width=112, help="Of what is due; not told apart: no record shows yet that such renew otherwise"),
    "by": C.TextColumn("Goes by", width=130, help="What the chances of its renewals rest on, and of how many"),
    "share": C.TextColumn("30 days before", width=105, help="Renewed, of ended renewals of this category 30 days before their end"),
    "share_60": C.TextColumn("60 days before", width=105),
    "share_90": C.TextColumn("90 days before", width=105),
}
HORIZONS = {"share": 30, "share_60": 60, "share_90": 90}
"""Column -> days before their end at which renewals were of the category: shown where any of them have ended."""
QUARTER = {
    "quarter": C.TextColumn("Quarter"),
    "currency": C.TextColumn("Currency"),
    "renewals": C.NumberColumn("Renewals", format="localized"),
    "due": C.NumberColumn("ARR due", format="localized"),
    "expected": C.TextColumn("Expected to renew", help="In brackets the likely range (95% interval)"),
    "share": C.TextColumn("Of what is due"),
}
LOSSES = {
    "says": C.TextColumn("Customer", width=330),
    "outlook": C.TextColumn("Expected churn (Today)", width=150),
    "renewals": C.TextColumn("Lost at renewals ahead", width=170),
    "past": C.TextColumn("Lost by retention (GRR)", width=170),
}
RETENTION = {
    "figure": C.TextColumn("Figure", width=85),
    "now": C.TextColumn("12 months to now", width=181),
    "d30": C.TextColumn("Next 30 days", width=187),
    "d60": C.TextColumn("Next 60 days", width=187),
    "d90": C.TextColumn("Next 90 days", width=181),
}


def head(document: dict) -> None:
    """The figures of twelve months: those of the past as they are, what is expected with its interval below."""
    now, year = document["now"], document["year"]
    with st.container(horizontal=True):
        for key, name in (("grr", "GRR"), ("nrr", "NRR"), ("churn", "Logo churn")):
            st.metric(f"{name}, twelve months", retained.share(now[key]), border=True, height="stretch", help=retained.why(now[key]))
        _metric(f"GRR to {words.day(date.fromisoformat(year['until']))}", year["grr"])
    said = [*caveats(now), document["now"]["says"], year["says"] and f"To {words.day(date.fromisoformat(year['until']))}: {year['says']}"]
    for line in filter(None, said):
        st.caption(words.said(words.sentence(line).removesuffix(".") + "."))


def _metric(label: str, told: dict) -> None:
    doubt = None if told["point"] is None else f"{told['low']:.1%} to {told['high']:.1%}"
    help_ = told["says"] or f"{told['n']:,} customers; below it how far off that may be (95% interval)"
    value = "—" if told["point"] is None else f"{told['point']:.1%}"
    st.metric(label, value, doubt, delta_color="off", delta_arrow="off", border=True, help=help_)


def retention(document: dict) -> None:
    """What each figure is now and on each horizon, drawn and as a table."""
    ahead = document["ahead"]
    rows = [
        {"label": f"{name}, next {a['days']} days", **a[key]} for key, name in FIGURES.items() for a in ahead if a[key]["point"] is not None
    ]
    until = words.short_day(date.fromisoformat(document["year"]["until"]))
    year = C.TextColumn(f"12 months to {until}", width=190, help="What is kept of them so far, times what is expected until then")
    if rows or any(document["now"][key]["point"] is not None for key in FIGURES):
        tables.show(pl.DataFrame(_table(document)), RETENTION | {"year": year}, alt="Retention now and ahead, with likely ranges")
    n, whom = ahead[0]["n"], of_current(document["customers"], "those who pay today")
    st.caption(
        f"{n:,} {whom}. Ahead: as much as was kept lately in as many days, customers whose renewal falls "
        "into them apart from the rest; who gave notice for an end in them is lost. Twelve months to "
        f"{words.day(date.fromisoformat(document['year']['until']))}: what is kept of their payers so far, times what is expected. "
        "NRR leaves new customers out."
    )
    st.markdown("**What today's customers are expected to keep**")
    if rows:
        figure, alt = charts.intervals(pl.DataFrame(rows, infer_schema_length=None), y="label"), "Forecast of GRR, NRR and logos kept"
        charts.show(figure, alt=alt, key="ahead", unit=f"share kept, {charts.DOUBT}", n=n, of=whom, height=340)
    else:
        st.caption(words.said(ahead[0]["grr"]["says"]).capitalize() + ".")
    _losses(document["losses"])
    _pace(document["pace"])


def _losses(told: dict) -> None:
    """The three figures of what may be lost, and how one leads to the other."""
    if not told["says"]:
        return
    st.subheader(f"What may be lost within {told['days']} days")
    ways = ("outlook", "renewals", "past")
    rows = [{"says": words.sentence(row["says"])} | {w: _lost(row[w], (w, row["part"]) != OUT) for w in ways} for row in told["rows"]]
    rows.append({"says": f"Together, {told['currency'] or 'currency unknown'}"} | {w: _lost(told["totals"][w]) for w in ways})
    tables.show(pl.DataFrame(rows), LOSSES, alt="What may be lost, as Today, the renewals ahead and retention count it", height="content")
    st.caption(
        "Three questions, so three figures: **Expected churn** on Today is each customer's revenue times its own chance to leave; "
        "**Renewals ahead** counts only what falls due, by the record of such terms where the day for notice passed; **Retention** is "
        "what as many days lost lately, downgrades too, to "
        f"{words.day(date.fromisoformat(told['until']))}, and knows no customer by name. Whoever gave notice is lost in all three."
    )


OUT = ("renewals", "rest")
"""The way that does not count a part: what has no renewal in those days is no loss at a renewal."""


def _lost(amount: float | None, counts: bool = True) -> str:
    if amount is None:
        return "cannot tell yet" if counts else "not counted"
    return f"{amount:,.0f}"


def _table(document: dict) -> list[dict]:
    found = []
    for key, name in (*FIGURES.items(), ("churn", "Logo churn")):
        cells = {"figure": name, "now": retained.interval(document["now"][key]), "year": retained.interval(document["year"][key])}
        found.append(cells | {f"d{a['days']}": retained.interval(a[key]) for a in document["ahead"]})
    return found


def _pace(pace: dict) -> None:
    st.subheader("How early, how fast, how much more")
    risk, leads, first = pace["risk_lead"], pace["leads"], pace["onboarding"]["first_value"]
    full = pace["onboarding"]["full_value"]
    with st.container(horizontal=True):
        lead = risk["median"]
        told = f"Of {risk['n']:,} departures that a risk case foresaw; those it did not are in the backtest"
        st.metric("Risk seen ahead", "—" if lead is None else f"{lead:,.0f} days", border=True, help=told)
        for name, time in (("First value, all customers", first), ("Full value, all customers", full)):
            days = time["within"]
            help_ = f"Days within which half of {time['watched']:,} customers got there, those still on the way or gone counted as such. "
            help_ += "Of any year: time to value on the Strategy page counts customers of the last year only"
            st.metric(name, "—" if days is None else f"{days:,.0f} days", border=True, help=help_)
        st.metric("Leads open (CSQL)", f"{leads['open']:,}", border=True, help=f"Expected {leads['open_expected']:,.0f} a year; "
                  f"{leads['unpriced']:,} bring none of their own or cannot be priced")  # fmt: skip
        st.metric("Leads won", f"{leads['won']:,}", border=True, help=f"{leads['won_arr']:,.0f} a year; {leads['lost']:,} were lost")


def renewals(document: dict) -> None:
    """By category in the next 120 days, and by quarter."""
    told = document["categories"]
    st.markdown("**By category, the next 120 days**")
    if not told["rows"]:
        st.caption(words.said(told["says"]).capitalize() + ".")
    else:
        _categories(told["rows"], document["came"], document["alike"])
        if told["order"]:
            st.markdown(words.said(told["order"]))
        st.markdown(f"{words.said(document['apart'])}.")
    if document["over"]:
        st.markdown(f"{words.said(document['over'])}.")
    st.subheader("By quarter")
    rows = document["quarters"]
    if not rows:
        st.caption("No renewal with a known day lies ahead.")
        return
    _quarters(rows)
    tables.show(pl.DataFrame([_quarter(r) for r in rows], infer_schema_length=None), QUARTER, alt="Renewals by quarter")
    rate = document["rate"]
    known = f"{words.interval(rate)} of revenue due renewed in the last twelve months"
    told = rate["says"].capitalize() if rate["point"] is None else known
    st.caption(f"{words.said(told)} ({counted(rate['n'], 'renewal')}). Near ones go by the churn outlook; where notice was given, as lost.")
    sure, n = document["unnoticed"], f"{document['unnoticed']['n']:,}"
    if sure["point"] is not None:
        st.caption(f"Where the day for notice passed and none was given, {words.interval(sure, '.1%')} of {n} terms renewed by themselves.")
    if document["losses"]["says"]:
        st.caption(words.said(document["losses"]["says"]))


def _categories(rows: list[dict], came: list[dict], alike: list[str]) -> None:
    most = rows[0]["currency"]
    pieces = [
        {"slice": word, "category": r["category"], "arr": r[f"arr_{end}"] or 0.0}
        for r in rows if r["currency"] == most for end, word in SLICES.items()
    ]  # fmt: skip
    figure = charts.stacked(pl.DataFrame(pieces), x="arr", y="slice", color="category", colors=COLORS)
    n, unit = sum(r["n"] for r in rows if r["currency"] == most), f"ARR due, {most or 'currency unknown'}"
    charts.show(figure, alt="Revenue due by category and days ahead", key="categories", unit=unit, n=n, of="renewals", height=280)
    before = {(c["category"], c["horizon"]): c for c in came}
    shown = [
        r | {"category": r["category"].capitalize(), "expected": _money(r["expected"]), "of_due": _of_due(r, alike)}
        | {"by": _by(r["goes_by"])}
        | {name: _share(before[(r["category"], h)]) for name, h in HORIZONS.items()}
        for r in rows
    ]  # fmt: skip
    rows = pl.DataFrame(shown, infer_schema_length=None)
    untold = {name for name, h in HORIZONS.items() if not any(c["n"] for c in came if c["horizon"] == h)}
    columns = {c: column for c, column in CATEGORY.items() if c not in untold | {"currency"}}
    columns = tables.in_currency(columns, rows)
    tables.show(rows, columns, alt="Renewals by category with what is expected", row_height=tables.TALL, height="content")
    st.caption(
        "Categories follow from the renewal agent's rules, and say what to do: commit to it, win it, or work on its risk. What each "
        "is worth follows from its renewals: lost where notice was given or the deal is lost (omitted); the record of such terms where "
        "the day for notice passed with none given; the churn outlook within 90 days; the renewal history beyond."
    )


def _of_due(row: dict, alike: list[str]) -> str | None:
    share = row["expected"]["point"] / row["arr"] if row["arr"] and row["expected"]["point"] is not None else None
    return share if share is None else f"{share:.0%}, not told apart" if row["category"] in alike else words.share(share, 1)


def _by(counts: dict) -> str:
    """Churn outlook 41, renewal history 25."""
    return words.sentence(", ".join(f"{basis} {n:,}" for basis, n in counts.items()))


def _share(row: dict) -> str:
    n = f"n\u00a0=\u00a0{row['n']:,}"
    return n if row["point"] is None else f"{words.interval(row)}, {n}"


def _money(told: dict) -> str | None:
    return None if told["point"] is None else words.interval(told, ",.0f")


def _quarter(row: dict) -> dict:
    told, due = row["expected"], row["due_arr"]
    known = told["point"] is not None and due
    share = words.interval({k: told[k] / due for k in ("point", "low", "high")}) if known else None
    what = {k: row[k] for k in ("quarter", "currency", "renewals")}
    return what | {"due": round(due) if due else None, "expected": _money(told), "share": share}


def _quarters(rows: list[dict]) -> None:
    known = [r for r in rows if r["currency"] == rows[0]["currency"]]
    names, figure = [r["quarter"] for r in known], go.Figure()
    figure.add_bar(x=names, y=[r["due_arr"] for r in known], name="due", marker_color=charts.GRAY, opacity=0.45)
    told = [r for r in known if r["expected"]["point"] is not None]
    figure.add_scatter(
        x=[r["quarter"] for r in told], y=[r["expected"]["point"] for r in told], mode="markers", name="expected to renew",
        marker={"size": 9, "color": charts.BLUE},
        error_y={"type": "data", "symmetric": False, "color": charts.GRAY, "thickness": 1.5,
                 "array": [r["expected"]["high"] - r["expected"]["point"] for r in told],
                 "arrayminus": [r["expected"]["point"] - r["expected"]["low"] for r in told]},
    )  # fmt: skip
    figure.update_yaxes(rangemode="tozero")
    n, unit = sum(r["renewals"] for r in known), f"ARR, {known[0]['currency'] or 'currency unknown'}"
    alt = "Revenue due and expected to renew by quarter"
    charts.show(figure, alt=alt, key="quarters", unit=unit, n=n, of="renewals", on="y", height=300)
