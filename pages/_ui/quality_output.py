"""Quality of output on screen: what became of drafts, one rate at a time with its interval, and the whole table."""

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.signed import signed
from cs_core.leadership.output.track import AMOUNTS, SHARES, share
from cs_core.leadership.quality import BY, quality
from pages._ui import charts, tables, words
from pages._ui.frame import Here
from pages._ui.kept import SIGNAL_TABLES

C = st.column_config
JUDGED_BY = (
    *SIGNAL_TABLES, "proposal", "verdict", "routed", "decision", "outcome", "action", "blind_draw", "blind_label", "judged", "planted",
    "planted_decision", "playbook", "cycle", "model_call",
)  # fmt: skip
"""Tables whose rows change what is told of drafts."""
FATES = {"accepted": "Sent unchanged", "light": "Lightly edited", "rewritten": "Rewritten", "rejected": "Rejected"}
FATE_COLORS = dict(zip(FATES.values(), (charts.GREEN, charts.BLUE, charts.ORANGE, charts.RED), strict=True))
HEAD = {"usable": "Usable", "rejected": "Rejected", "grounded": "Facts hold", "escaped": "Sent with an error", "replied": "Replied"}
SHOWN = {("accepted" if s.name == "unchanged" else s.name): s for s in SHARES}
MOST = 24
"""Groups that one chart holds; the table has all."""
GROUP = {"group": C.TextColumn("Group", pinned=True, width=150)}
COUNTS = {
    "proposals": C.NumberColumn("Proposed", format="localized", width=80),
    "n": C.NumberColumn("Decided", format="localized", width=75),
}
HEADINGS = {
    "usable": "Usable", "edited": "Sent with edits", "grounded": "Facts hold", "repeats": "Repeats", "escaped": "Sent with an error",
    "replied": "Replied",
    "good": "Good outcome", "distance": "Share of text changed", "minutes": "Minutes to decide", "tokens": "Tokens a draft",
    "cost": "Cost a draft",
}  # fmt: skip
"""Short ones, where the words that explain them are too long for a column."""


def _column(name: str) -> object:
    says, of = (SHOWN[name].says, f"of {SHOWN[name].of}") if name in SHOWN else (next(a.says for a in AMOUNTS if a.name == name), "a draft")
    return C.TextColumn(HEADINGS.get(name, says), help=f"{says}, {of}; in brackets the 95% interval", width=139)


TOOK = "What they took"
TABLES: tuple[tuple[str, dict], ...] = (
    ("What became of them", GROUP | COUNTS | {c: _column(c) for c in ("usable", "accepted", "light", "rewritten", "rejected")}),
    ("How right they were, and what came of them", GROUP | {c: _column(c) for c in ("grounded", "repeats", "escaped", "replied", "good")}),
    (TOOK, GROUP | {c: _column(c) for c in ("edited", *(a.name for a in AMOUNTS))}),
)
VERSIONS = {
    "of": C.TextColumn("Of", width=175),
    "change": C.TextColumn("Version", width=62),
    "says": C.TextColumn("What that says", width=260),
    "usable_before": C.TextColumn("Usable before", width=175, help="Sent unchanged or lightly edited, of drafts decided"),
    "usable_now": C.TextColumn("Usable now", width=175),
    "difference": C.TextColumn("Difference in points", width=145, help="In brackets its 95% interval (Newcombe)"),
}


def told(here: Here, by: str = "agent", segments: tuple[str, ...] = (), days: int | None = None) -> dict:
    """The `quality` document, worked out again only where something was added."""
    return here.ask(_told, by, segments, days, says="Reading what became of every draft", tables=JUDGED_BY)


def _told(snap: Snapshot, by: str, segments: tuple[str, ...], days: int | None) -> dict:
    return quality(snap, by, segments=segments, days=days)


def panel(here: Here) -> None:
    """The groups that are asked for."""
    by = st.segmented_control("Told by", list(BY), default="agent", required=True, key="by", bind="query-params")
    document = told(here, by or "agent", here.segments, here.period)
    groups = document["groups"]
    _head(document["agents"])
    if not document["decided"]:
        st.info(document["says"], icon=":material/rate_review:")
    named = [row | {"group": name_of(row)} for row in groups if row["proposals"]]
    if not named:
        st.caption("No cycle has proposed anything yet.")
        return
    if document["decided"]:
        left, right = st.columns(2, gap="large")
        with left:
            _fates(named)
        with right:
            _rate(named)
    rows, unknown = table_of(named), {a.name for a in AMOUNTS if _unknown(a.name, document["agents"])}
    for title, columns in TABLES:
        if not any(rows[c].drop_nulls().len() for c in columns if c not in GROUP | COUNTS and c in rows.columns):
            continue
        st.subheader(title)
        if "good" in columns:
            st.caption(words.said(document["followed"]))
        shown = {c: column for c, column in columns.items() if c not in unknown}
        tables.show(rows, shown, alt=f"{title}, by group", key=f"quality_{title}")
    st.caption(" · ".join(f"{a.says}: {WHY_NOT[a.name]}" for a in AMOUNTS if a.name in unknown))
    _reasons(document["reasons"])


def _head(agents: list[dict]) -> None:
    known = [row for row in agents if row["n"]]
    decided = sum(row["n"] for row in known)
    with st.container(horizontal=True):
        of = f"Of {sum(row['proposals'] for row in agents):,} proposals"
        st.metric("Decided by people", f"{decided:,}", border=True, height="stretch", help=of)
        for key, label in HEAD.items():
            told = share(*(sum(row[key][c] for row in agents) for c in ("k", "n")))
            doubt = f"{told['low']:.1%} to {told['high']:.1%}" if told["n"] else None
            help_ = f"{SHOWN[key].says}: {told['k']:,} of {told['n']:,} {SHOWN[key].of}; below it how far off that may be (95% interval)"
            value = words.share(told["point"], 1) if told["n"] else "—"
            st.metric(label, value, doubt, delta_color="off", delta_arrow="off", border=True, height="stretch", help=help_)


def _fates(rows: list[dict]) -> None:
    st.markdown("**What people made of the drafts**")
    known = [row for row in rows if row["n"]]
    if not known:
        st.caption("Cannot tell yet: none of these was decided.")
        return
    pieces = [(row, key, word) for row in known[:MOST] for key, word in FATES.items()]
    shown = pl.DataFrame([{"group": f"{r['group']} ({r['n']:,})", "fate": word, "share": r[key]["point"]} for r, key, word in pieces])
    figure = charts.stacked(shown, x="share", y="group", color="fate", colors=FATE_COLORS)
    charts.of_the_whole(figure)
    alt = "Shares of drafts sent unchanged, lightly edited, rewritten and rejected"
    n = sum(row["n"] for row in known[:MOST])
    charts.show(figure, alt=alt, key="fates", unit="share of drafts decided", n=n, of="drafts decided", height=_height(known) + 30)


def _rate(rows: list[dict]) -> None:
    key = st.selectbox("Rate", list(SHOWN), format_func=lambda k: SHOWN[k].says, key="rate", index=list(SHOWN).index("usable"))
    known = [{"group": f"{r['group']} ({r[key]['n']:,})", **r[key]} for r in rows if r[key]["n"]]
    if not known:
        st.caption(f"Cannot tell yet: there are no {SHOWN[key].of} to tell from.")
        return
    frame = pl.DataFrame(known[:MOST], infer_schema_length=None)
    figure, of = charts.intervals(frame, y="group"), SHOWN[key].of
    unit, alt = f"share of {of}, {charts.DOUBT}", f"{SHOWN[key].says}, {charts.DOUBT}"
    charts.show(figure, alt=alt, key="rates", unit=unit, n=frame["n"].sum(), of=of, height=_height(known))


def _height(rows: list[dict]) -> int:
    return 130 + 26 * min(len(rows), MOST)


def name_of(row: dict) -> str:
    """A group in words: ``Risk, long tail``."""
    parts = [words.agent(v) if k == "agent" else f"version {v}" if k == "playbook" else str(v) for k, v in row.items() if k in GROUPED]
    return ", ".join(parts)


GROUPED = ("agent", "play", "segment", "prompt", "playbook", "writer", "month")


def table_of(rows: list[dict]) -> pl.DataFrame:
    """Every figure with its interval, as text."""
    told = [{c: row[c] for c in ("group", "proposals", "n")} | {k: words.interval(row[k]) for k in SHOWN} | _amounts(row) for row in rows]
    return pl.DataFrame(told, infer_schema_length=None).with_columns(pl.selectors.string().replace("cannot tell yet", None))


def _amounts(row: dict) -> dict[str, str | None]:
    return {a.name: amount_text(row[a.name]) for a in AMOUNTS}


def amount_text(told: dict) -> str | None:
    """``2.3 (1.5 to 3.0)``, without an interval where there is none, or None."""
    if told["point"] is None:
        return None
    form = ".0%" if told["unit"] == "share" else ",.1f" if told["unit"] == "minutes" else ",.3g" if told["point"] < 100 else ",.0f"
    return f"{told['point']:{form}}" if told["low"] is None else words.interval(told, form)


def _unknown(name: str, agents: list[dict]) -> bool:
    return not any(row[name]["point"] is not None for row in agents)


WHY_NOT = {
    "distance": "no draft was edited",
    "minutes": "no decision has its time: the Review page takes it, other ways do not",
    "tokens": "no model has drafted; the composer takes none",
    "cost": "no model has drafted, or no price is set",
}


def _reasons(reasons: list[dict]) -> None:
    st.subheader("Why people rejected")
    if not reasons:
        st.caption("Nothing was rejected with a reason.")
        return
    shown = {"reason": "Reason", "n": C.NumberColumn("Rejected", format="localized")}
    tables.show(pl.DataFrame(reasons), shown, alt="Reasons for rejecting", width="content")


def versions_panel(here: Here) -> None:
    """Each prompt and playbook of which two versions were decided."""
    st.caption("The newest version of a prompt or a playbook with decisions, held against the one before it.")
    rows = told(here, segments=here.segments, days=here.period)["versions"]
    if not rows:
        st.info(
            "Only one version of each has been decided so far. Edit a playbook on the Agents page, or change a prompt: "
            "the comparison begins with the first decisions on the new version.", icon=":material/difference:",
        )  # fmt: skip
        return
    rows = sorted(rows, key=lambda r: (r["says"].startswith("cannot"), -r["usable_now"]["n"]))
    shown, alt = pl.DataFrame([_version(row) for row in rows]), "Versions compared with those before"
    tables.show(shown, VERSIONS, alt=alt, height="content", row_height=tables.TALL)


def _version(row: dict) -> dict:
    of = words.agent(row["agent"]) + (f": {row['play']}" if row["play"] else ": prompt")
    d = {k: v * 100 for k, v in row["difference"].items()}
    shares = {k: f"{words.interval(row[k])}, n\u00a0=\u00a0{row[k]['n']:,}" for k in ("usable_before", "usable_now")}
    told = {"of": of, "change": f"{row['before']} to {row['now']}", "says": row["says"]}
    return told | shares | {"difference": f"{words.leaning(d['point'], 'up', 'down')} ({signed(d['low'])} to {signed(d['high'])})"}
