"""Changing a goal or a guardrail: the figures, what it would have changed in the last cycle, and only then the button that saves."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl
import streamlit as st

from cs_core.context.wording.signed import between, signed
from cs_core.leadership.goals import set_goals
from cs_core.leadership.steering.aims import WEIGHTS, Aim
from cs_core.leadership.steering.preview import preview
from cs_core.orchestration.direction import BY_KEY, GOALS, GUARDRAILS
from pages._ui import tables, words, working
from pages._ui.frame import Here
from pages._ui.kept import known_of
from pages._ui.login import barred, signers
from pages._ui.map import BY_TITLE, link
from pages._ui.strategy_goals import amount
from pages._ui.strategy_limits import choices, in_words
from pages._ui.toasts import anew

C = st.column_config
KEYS = {g.key: g for g in (*GOALS, *GUARDRAILS)}
MOVED = {
    "name": C.TextColumn("Customer", pinned=True, width="medium"),
    "agent": C.TextColumn("Agent"),
    "play": C.TextColumn("Play", width="medium"),
    "from": C.TextColumn("From"),
    "to": C.TextColumn("To"),
    "person": C.TextColumn("Person", width="medium"),
    "why": C.TextColumn("Why", width="large"),
}
ITSELF, RELATIVE, AWAY = "The target itself", "Against today", "Take it away"
BACK = "Back to the default"
PREVIEW = "preview"


def change_part(here: Here, document: Mapping) -> None:
    """The form; its preview stays on screen until something is saved or another change is looked at."""
    st.subheader("Change the direction")
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(border=True):
        kind = st.segmented_control("What", ["A goal", "A guardrail"], default="A goal", required=True, key="direction_kind")
        rows = document["goals"] if kind == "A goal" else document["guardrails"]
        standing = {row["key"]: row for row in rows}
        key = st.selectbox(kind.removeprefix("A ").capitalize(), list(standing), format_func=lambda k: KEYS[k].name, key=f"key_{kind}")
        aim = _goal(here, standing[key]) if kind == "A goal" else _limit(standing[key])
        who = st.selectbox("You are", signers(here.store, here.snap.team), key="direction_by")
        asked = st.button("Preview", icon=":material/visibility:", help="What it would have changed in the last cycle", type="primary")
        told = working.found(here.store, PREVIEW, state=_state(here, key, aim))
        if asked and told is None:  # of what was looked at already the answer stands, and its button takes a click meanwhile
            _begin(here, key, aim)
        st.caption("It is shown first, and saved with a second click. Usually some seconds; you may look at other pages meanwhile.")
    with right:
        if told:
            _seen(here, standing[key], aim, told, who)
        else:
            st.caption(words.said(KEYS[key].says.capitalize() + "."))
            if kind == "A goal":
                st.markdown("\n".join(f"- {words.said(line)}" for line in standing[key]["binds"]))


def _begin(here: Here, key: str, aim: Aim) -> None:
    """Route the last cycle again, in the background."""
    day = here.as_of
    working.start(
        here.store, "The preview",
        lambda store, progress: preview(store, {key: aim}, known_of(store, day), progress=progress), key=PREVIEW,
        state=_state(here, key, aim), says=lambda told: f"{KEYS[key].name}: it stands on Strategy, not saved.",
    )  # fmt: skip
    st.rerun()


def _state(here: Here, key: str, aim: Aim) -> tuple:
    """What a preview holds for: the change, the day, what is set, and the cycles there are."""
    return key, aim, here.as_of, here.store.version("goal", "cycle")


def _goal(here: Here, row: Mapping) -> Aim:
    goal = BY_KEY[row["key"]]
    ways = [ITSELF, RELATIVE, *([AWAY] if row["set"] else [])]
    how = st.segmented_control("How", ways, default=ITSELF, required=True, key=f"how_{goal.key}")
    if how == AWAY:
        return Aim(None)
    now = "today's figure cannot be told" if row["now"] is None else f"today {amount(row['now'], row['unit'])}"
    if how == RELATIVE:
        sign = 1 if goal.better == "up" else -1
        step = st.number_input(
            f"{'More' if sign > 0 else 'Fewer'} than today ({row['unit']})", min_value=0.0, value=2.0, key=f"step_{goal.key}", help=now
        )
        value = sign * step
    else:
        start = row["target"] if row["target"] is not None else row["now"]
        start = None if start is None else round(start, 1)
        value = st.number_input(f"New value ({row['unit']})", value=start, key=f"value_{goal.key}", help=now)
    left, right = st.columns(2)
    tomorrow = here.as_of + timedelta(days=1)
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else here.as_of + timedelta(days=HALF_A_YEAR)
    with left:
        due = st.date_input("By", value=max(due, tomorrow), min_value=tomorrow, key=f"due_{goal.key}")
    with right:
        low, high = WEIGHTS
        weight = st.number_input("Weight", low, high, value=float(row["weight"] or 1.0), step=0.5, key=f"weight_{goal.key}")
    return Aim(value, how == RELATIVE, due, weight)


def _limit(row: Mapping) -> Aim:
    limit = KEYS[row["key"]]
    st.caption(f"Now {in_words(limit.key, row['value'])}; the default is {in_words(limit.key, limit.default)}.")
    if st.toggle(BACK, key=f"back_{limit.key}"):
        return Aim(None)
    if said := choices(limit.key):
        at = st.selectbox("New value", range(len(said)), index=int(row["value"]), format_func=said.__getitem__, key=f"value_{limit.key}")
        return Aim(float(at))
    step = 0.05 if limit.unit == "share" else 1.0
    unit = "share of 1" if limit.unit == "share" else limit.unit
    return Aim(
        st.number_input(f"New value ({unit})", float(limit.low), float(limit.high), float(row["value"]), step, key=f"value_{limit.key}")
    )


def _seen(here: Here, row: Mapping, aim: Aim, told: Mapping, who: str) -> None:
    st.markdown(f"**{words.said(_promise(row, aim))}**")
    st.text(told["says"])
    if would := told["lever"]:
        st.text(would["says"])
        part = {"part": would["part"]} if would["part"] else {}
        link(BY_TITLE[would["page"]], f"Open {would['part'] or would['page']}", "arrow_forward", **part)
    for why in told["refused"]:
        st.warning(words.said(why), icon=":material/block:")
    if told["moved"]:
        _figures(told)
    if told["moved"]:
        _moved(told)
    allowed = {"disabled": bool(told["refused"])} | barred(here.store, "goal")
    if st.button("Save this change", type="primary", icon=":material/save:", **allowed):
        set_goals(here.store, {row["key"]: aim}, by=who, now=here.now, snap=here.snap)
        working.seen(here.store, PREVIEW)
        anew(SAVED_GOAL if row["key"] in BY_KEY else SAVED_LIMIT)


def _promise(row: Mapping, aim: Aim) -> str:
    """What saving would set, in words: before -> after."""
    if row["key"] not in BY_KEY:
        return f"{row['name']}: {in_words(row['key'], row['value'])} → {in_words(row['key'], aim.value)}"
    before = "not set" if row["target"] is None else amount(row["target"], row["unit"])
    if aim.value is None:
        return f"{row['name']}: {before} → not set"
    after = aim.value + (row["now"] or 0.0) if aim.relative else aim.value
    days = f" by {words.day(aim.due_on)}" if aim.due_on else ""
    return f"{row['name']}: {before} → {amount(after, row['unit'])}{days}, weight {aim.weight or 1:g}"


def _figures(told: Mapping) -> None:
    hours, impact = told["hours"], told["impact"]
    with st.container(horizontal=True):
        more = hours["after"] - hours["before"]
        st.metric("Hours of people", f"{hours['after']:.1f}", signed(more) if abs(more) >= SEEN else None, delta_color="off", border=True)
        help = "Customers whom a person would have looked after, and would not then"
        st.metric("Lose attention", f"{len(told['loses_attention']):,}", border=True, help=help)
        st.metric("Gain attention", f"{len({m['account_id'] for m in told['gains']}):,}", border=True)
        if impact:
            kept = impact["accounts_kept"]
            st.metric(
                f"Customers kept ({EVIDENCE[impact['evidence']]})", signed(kept["point"], ".2f"),
                f"{signed(kept['low'], '.2f')} to {signed(kept['high'], '.2f')}",
                delta_color="off", delta_arrow="off", border=True, help=impact["says"],
            )  # fmt: skip
    if impact and impact["arr_kept"]:
        arr = impact["arr_kept"]
        kept = f"In recurring revenue kept: {between(arr, ',.0f')}."
        st.caption(words.said(f"{kept} {impact['says']}"))
    both = told["routes"]
    rows = {words.ROUTE_WORDS[r]: [str(both["before"][r]), str(both["after"][r])] for r in both["before"]}
    shown = pl.DataFrame({"": ["as set now", "as changed"], **rows})
    st.table(shown, border="horizontal", alt="Routes of the last cycle before and after")


def _moved(told: Mapping) -> None:
    lost = sorted({m["name"] for m in told["loses"] if m["account_id"] in set(told["loses_attention"])})
    if lost:
        st.markdown(f"**Lose attention:** {words.said(', '.join(lost[:12]))}{f' and {len(lost) - 12} more' if len(lost) > 12 else ''}")
    before, after = (pl.col(c).fill_null("nobody") for c in ("person_from", "person_to"))
    moved = pl.DataFrame(told["moved"], infer_schema_length=None).with_columns(
        pl.col("from", "to").replace(words.ROUTE_WORDS), pl.col("agent").replace(words.AGENT_WORDS),
        pl.when(pl.col("person_from").eq_missing(pl.col("person_to"))).then(after)
        .otherwise(pl.format("{} → {}", before, after)).alias("person"),
    )  # fmt: skip
    with st.expander(f"The {moved.height:,} proposals that move", expanded=moved.height <= 10):
        tables.show(moved, MOVED, alt="Proposals that would move", height=320 if moved.height > 8 else "auto")


SAVED_GOAL, SAVED_LIMIT = "Saved: Review is ordered by it from now on, and the next cycle goes by it", "Saved: the next cycle goes by it"
HALF_A_YEAR = 182
SEEN = 0.05
"""Hours that show with one decimal."""
EVIDENCE = {"experiment": "from a pilot", "observed": "observed, may be confounded", "prior": "an assumption"}
