"""What one more hour, person or skill would be worth, who responds to a person at all, and one account placed by hand with its price."""

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.signed import signed
from cs_core.errors import CSError
from cs_core.leadership.effects.prior import ALL
from cs_core.leadership.effects.response import response_map
from cs_core.leadership.hours.by_hand import by_hand
from cs_core.leadership.hours.capacity import GENERAL, WEEKS
from cs_core.leadership.hours.overrides import REASONS, Instead, keep
from cs_core.leadership.hours.placing import problem_of
from cs_core.leadership.hours.whatif import FULL_WEEK, what_ifs
from pages._ui import charts, charts_coverage, choosing, tables, words
from pages._ui.coverage_plan import CHANGED_BY, UNITS, full, standing_plan
from pages._ui.frame import Here

C = st.column_config
AGENTS_ALONE = "agents alone"
RESPONSES = {
    "persuadable": "a person changes the outcome. Spend people's hours here first.",
    "sure thing": "stays anyway. Leave it to the agents, and keep people for others.",
    "lost cause": "leaves anyway, as who gave notice for a term that ends within 90 days. Part well, and spend no hours to win it back.",
    "sleeping dog": "a person does harm: contact reminds it to think of leaving. Do not call unasked; answer when it comes to you.",
    "cannot tell": "too little is known to say which. Find out what is missing before hours are spent.",
}
"""The uplift words for who responds to a person: what each means, and what to do."""
LEAST = 0.005
"""What of an account kept is told as nothing."""
HOURS = {
    "skill": C.TextColumn("100 hours of"),
    "accounts_kept": C.NumberColumn("Accounts kept", format="%.2f"),
    "arr_kept": C.NumberColumn("ARR kept", format="localized"),
}
SKILLS = {
    "skill": C.TextColumn("Skill"),
    "person": C.TextColumn("Learnt by"),
    "asking": C.NumberColumn("Their accounts that ask for it", format="localized"),
    "accounts": C.TextColumn("Accounts kept"),
    "arr": C.TextColumn("ARR kept"),
}
PAYS = {
    "name": C.TextColumn("Account", pinned=True, width=170),
    "before": C.TextColumn("In the plan", width=110),
    "after": C.TextColumn("Then", width=110),
    "change": C.NumberColumn("Hours", format="%+.2f", width=70),
}


def _added(snap: Snapshot, hours: float | None, unit: str) -> dict:
    return what_ifs(snap, problem_of(snap, hours), unit=unit)


def _responding(snap: Snapshot) -> pl.DataFrame:
    """How each account responds to a person, with its name."""
    return response_map(snap).join(snap.signals.select("account_id", "name"), on="account_id", how="left")


def _placed(snap: Snapshot, hours: float | None, account: str, mode: str | None, person: str | None, unit: str) -> dict:
    return by_hand(problem_of(snap, hours), account, mode, person, unit=unit)


def what_if_part(here: Here, made: dict, hours: float | None) -> None:
    """The tab of what-ifs."""
    unit = made["unit"]
    found = here.ask(_added, hours, unit, says="Placing hours again and again", tables=CHANGED_BY)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Per 100 hours more")
        rows = pl.DataFrame([row | {"skill": _skill(row["skill"])} for row in found["more_hours"]], infer_schema_length=None)
        rows = rows.with_columns(pl.col(c) * 100 for c in UNITS if rows[c].dtype.is_float())
        if rows["arr_kept"].dtype.is_float():
            rows = rows.with_columns(pl.col("arr_kept").round(0))
        if _adds_nothing(found["more_hours"], unit):
            st.caption(f"Nothing: {_left_over(made)}.")
        else:
            tables.show(rows, HOURS, alt="Worth of a hundred hours more by skill", height="content")
            st.caption(
                "A hundred times what the next hour would add to the best plan under each unit. Where they are alike no skill is short."
            )
    with right:
        st.subheader("One more person")
        if found["more_person"] and _adds_nothing([row[unit] or {} for row in found["more_person"]], "point"):
            st.caption(f"Nothing: {_left_over(made)}. It takes other hours, a skill or a language that is short, not more of the same.")
        elif found["more_person"]:
            points = pl.DataFrame([{"what": _skill(row["skill"]), **row[unit]} for row in found["more_person"] if row[unit]])
            figure, alt = charts_coverage.added(points), "What one more person would add, by skill"
            told = {"unit": f"{UNITS[unit]} more, with its range", "n": len(made["assignments"]), "of": "customers in the plan"}
            charts.show(figure, alt=alt, key="more_person", height=240, **told)
            each = found["more_person"][0]["hours"]
            alike = len({round(row[unit]["point"], 3) for row in found["more_person"]}) == 1
            short = "The same whatever they can do: no skill is short." if alike else "By the skill that they bring."
            st.caption(f"{FULL_WEEK:g} hours a week, {each:,.0f} for plans in {WEEKS} weeks; all hours are placed again. {short}")
        else:
            st.caption("No team is known.")
    st.subheader("One of ours learns a skill")
    if found["skills"]:
        told = [
            row | {"skill": _skill(row["skill"]), "accounts": _learnt(row["accounts_kept"], "accounts_kept"),
                   "arr": _learnt(row["arr_kept"], "arr_kept")}
            for row in found["skills"]
        ]  # fmt: skip
        told = [{k: row[k] for k in SKILLS} for row in told]
        tables.show(pl.DataFrame(told), SKILLS, alt="What learning a skill would add", height="content")
        st.caption("Who has most accounts that ask for the skill and lacks it learns it: they then need nobody new.")
    else:
        st.caption("No skill is asked for that anybody lacks, or no skills are known.")
    st.subheader("Who responds to a person at all")
    _responses(here)


def _adds_nothing(rows: list[dict], key: str) -> bool:
    return not any(row.get(key) for row in rows)


def _left_over(made: dict) -> str:
    return f"the plan uses {made['hours_used']:,.0f} of {made['hours']:,.0f} hours, and no more would change who is kept"


def _skill(skill: str) -> str:
    return "Anybody" if skill == GENERAL else skill.capitalize()


def _learnt(gain: dict | None, unit: str) -> str:
    if gain and not any(gain.values()):
        return "nothing now"
    if gain and unit == "accounts_kept" and max(map(abs, gain.values())) < LEAST:
        return "next to nothing"
    return full(gain, unit)


def _responses(here: Here) -> None:
    rows = here.ask(_responding, says="Looking at who responds to a person", tables=CHANGED_BY)
    shown = rows.filter(pl.col("kept_without").is_not_null())
    if shown.is_empty():
        st.caption("Cannot tell: of no account the chance of leaving is known.")
        return
    if foretold(shown):
        alt = "Accounts by their chance to stay and by what a person changes"
        of = f"customers{charts_coverage.drawn(shown)}"
        figure = charts_coverage.response(shown)
        charts.show(figure, alt=alt, key="response", unit="change by a person", n=shown.height, of=of, on="y", height=420)
        evidence = ", ".join(f"{n:,} by {e}" for e, n in rows.group_by("evidence").len().sort("evidence").iter_rows() if e)
        st.caption(f"Each by the mode that changes most. Evidence: {evidence.replace('prior', 'assumption')}.")
    else:
        st.caption("Of the others it cannot be told yet: the chance of leaving is known only of those who gave notice.")
    counts = dict(shown.group_by("kind").len().iter_rows())
    st.markdown("\n".join(f"- **{words.sentence(kind)}** ({counts[kind]:,}): {says}" for kind, says in RESPONSES.items() if kind in counts))


def foretold(shown: pl.DataFrame) -> bool:
    """Whether a chance to stay is known of anybody but those who leave for certain: else every point of the chart is at nothing."""
    return not shown.filter(pl.col("kept_without") > 0).is_empty()


def by_hand_part(here: Here, made: dict, hours: float | None) -> None:
    """The tab in which one account is placed by hand: the price first, then the reason."""
    people = [p["person"] for p in made["people"]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        account = choosing.account(here, "Account", key="hand_account")
        mode = st.selectbox("Mode", [*ALL, AGENTS_ALONE], index=1, key="hand_mode")
        person = st.selectbox("Person", people or ["unassigned"], key="hand_person", disabled=mode == AGENTS_ALONE)
    if account is None:
        st.caption("Choose an account: what the change costs of the plan is shown before anything is kept.")
        return
    wanted = None if mode == AGENTS_ALONE else mode
    try:
        found = here.ask(
            _placed, hours, account, wanted, person if wanted else None, made["unit"], says="Placing hours by hand", tables=CHANGED_BY
        )
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    _price(found)
    _keep(here, found)


def _price(found: dict) -> None:
    quiet = {"delta_color": "off", "delta_arrow": "off", "border": True}
    with st.grid(columns="auto", min_column_width=200):
        for unit, name in UNITS.items():
            change = found["change"][unit]
            value = _fine(change["point"], unit) if change else "cannot tell"
            between = f"{_fine(change['low'], unit)} to {_fine(change['high'], unit)}" if change else None
            st.metric(f"{name}, whole plan", value, between, **quiet)
        own = found["own"]
        alone = "Change in the chance to be kept"
        st.metric("Of this account itself", _own(own["by_hand"]), f"in the plan {_own(own['plan'])}", help=alone, **quiet)
        st.metric("Hours", f"{found['hours']:g}", f"in the plan {own['plan']['hours'] if own['plan'] else 0:g}", **quiet)
    for line in found["says"]:
        st.caption(words.said(line))
    left, right = st.columns(2, gap="large")
    for column, rows, title, none in ((left, found["pays"], "Who pays with hours", "Nobody loses hours."),
                                      (right, found["gains"], "Who gets hours", "Nobody else gets hours.")):  # fmt: skip
        with column:
            st.markdown(f"**{title}**")
            if rows:
                told = [row | {k: row[k] or AGENTS_ALONE for k in ("before", "after")} for row in rows]
                tables.show(pl.DataFrame(told, infer_schema_length=None), PAYS, alt=title, height="content")
            else:
                st.caption(none)


def _fine(value: float, unit: str) -> str:
    if unit == "accounts_kept" and 0 < abs(value) < LEAST:
        return "next to nothing"
    return signed(value, ",.2f" if unit == "accounts_kept" else ",.0f")


def _own(row: dict | None) -> str:
    return f"{signed(row['accounts_kept'] * 100, '.2f')} points" if row else AGENTS_ALONE


def _keep(here: Here, found: dict) -> None:
    if standing_plan(here) is None:
        st.caption("A change by hand overrides a committed plan: commit one first, on the Plan tab.")
        return
    price = found["change"][found["unit"]]["point"]
    with st.form("by_hand", border=True), st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.selectbox("Reason", list(REASONS), format_func=lambda key: REASONS[key].capitalize())
        why = st.text_input("Why", placeholder="In a sentence: later it is seen who was right")
        go = st.form_submit_button("Override the plan", type="primary", icon=":material/edit:")
    if not go:
        return
    instead = Instead(found["mode"], found["person"], found["hours"]) if found["mode"] else Instead(None)
    by = st.session_state.get("reviewer") or "console"
    try:
        keep(here.snap, found["account_id"], instead, reason=reason, why=why, by=by, now=here.now, price=price)
    except CSError as error:
        st.error(words.said(error), icon=":material/error:")
        return
    st.toast("Kept with its reason: it binds the next cycle")
