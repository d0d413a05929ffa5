"""Are we on goal, what changed, what needs me, what did the agents do, who is not being served: answered in ten seconds."""

import polars as pl
import streamlit as st

from cs_core.leadership import answers, today
from cs_core.leadership.forecast import retention
from cs_core.leadership.goals import show as show_goals
from cs_core.leadership.unseen import unseen
from cs_core.orchestration import orchestrator
from pages._ui import today_head, today_parts, words
from pages._ui.frame import frame
from pages._ui.kept import SIGNAL_TABLES
from pages._ui.strategy_goals import MOVED_BY, STATUS

DAYS = 7


def kept_of(snap, chosen, filtered: bool) -> dict:
    """Retention of twelve months, of the accounts that the filters leave."""
    return retention(snap, months=12, accounts=chosen["account_id"] if filtered else None)


def goals_of(snap) -> list[dict]:
    """Every goal with where it stands."""
    return show_goals(snap.store, snap)["goals"]


def findings_of(snap) -> list[dict]:
    """What the newest cycle found."""
    return orchestrator.standing(snap.store)


def warnings_of(snap, current) -> tuple:
    """Whose use fell out of its own past, and what whole segments did."""
    return today.early_warnings(current, snap.use.weekly, today.with_open_risk(snap), snap.use.by_month)


def needs_of(snap, current, filtered: bool, person: str) -> dict:
    """What waits for a person, of the accounts that the filters leave."""
    return answers.needs_of(snap, current["account_id"].to_list() if filtered else None, person)


with frame("Today", "Are we on goal, what changed, what needs you, what the agents did, and who is not being served.") as here:
    standing = here.ask_current(today.standing)
    if not standing["customers"]:
        st.info(
            f"No customer is known as of {words.day(here.as_of)} among the accounts chosen: choose a later day or other filters.",
            icon=":material/event_busy:",
        )
        st.stop()
    days = here.days(DAYS)
    goals = here.ask(goals_of, says="Reading where the goals stand", tables=MOVED_BY)
    changed = here.ask_chosen(today.changes, days)
    needs = here.ask_current(needs_of, here.filtered, here.by, says="Reading what waits")
    cycle, did = here.ask(today.agents_did)
    alone = here.ask_current(today.unserved)
    blind = here.ask(unseen, tables=(*SIGNAL_TABLES, "touch", "delivery", "message", "meeting"))
    warned, fallen = here.ask_current(warnings_of, tables=(*SIGNAL_TABLES, "case"))

    news = answers.what_changed(changed, days, blind)
    today_head.answers(
        [
            answers.on_goal(goals),
            answers.what_needs_me(needs),
            news,
            answers.what_agents_did(cycle, did),
            answers.who_is_not_served(alone, standing["customers"], blind),
        ]
    )
    today_head.money(standing, here.ask_chosen(kept_of, here.filtered, says="Counting what was kept", tables=(*SIGNAL_TABLES, "rate")))
    stale = here.ask(today.stale_feeds, says="Reading how fresh the feeds are", tables=(*SIGNAL_TABLES, "rate"))
    for says in [*(feed["says"] for feed in stale), *fallen]:
        st.warning(words.said(says), icon=":material/sync_problem:")

    left, right = st.columns([3, 2], gap="large")
    with left:
        first = here.current.filter(pl.col("account_id").is_in([p["account_id"] for p in needs["first"]]))
        worth = {i: (arr, money) for i, arr, money in first.select("account_id", "arr", "currency").iter_rows()}
        today_parts.waiting(here, needs, worth)
        today_parts.warnings(warned, here.current["usage_alert"].is_not_null().any())
        today_parts.changes(changed, days, news.says, told=news.tone != "unknown")
        today_parts.unserved(alone, today.UNSERVED_DAYS, seen="contact" not in blind)
    with right:
        today_parts.goals(goals, STATUS)
        today_parts.agents(cycle, did, here.ask(findings_of))
