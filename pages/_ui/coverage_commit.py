"""Committing a plan on the Coverage page: what it will be held against, and a yes that knows what the plan does not meet."""

from datetime import date, datetime
from pathlib import Path

import streamlit as st

from cs_core.context.wording.counted import counted
from cs_core.leadership.coverage import commit
from pages._ui import words
from pages._ui.confirm import act, came_of, confirm
from pages._ui.edge import opened
from pages._ui.frame import Here


def commit_part(here: Here, made: dict, committed: dict | None) -> None:
    """What is committed now, what this plan is held against, and the button; it says first what the plan does not meet."""
    accounts = counted(len(committed["assignments"]), "account") if committed else ""
    st.caption(
        f"Committed now: the plan of {words.day(date.fromisoformat(str(committed['as_of'])))}, {accounts}."
        if committed
        else "No plan is committed yet: until then tasks go to owners and by skill."
    )
    st.caption(_held_against(made["expected"]))
    came_of("commit_plan")
    confirm(
        "Commit this plan", _consequences(made), _take, here.store.path, made, here.now, here.by, key="commit_plan",
        last="A later plan takes its place, and one account is placed otherwise by hand.", type="primary", icon=":material/done_all:",
        help="The next cycle routes these accounts' work to these people",
    )  # fmt: skip


def _held_against(expected: dict) -> str:
    """What the plan promises, which what happens will be held against; that it promises no figure where no chance is known."""
    if not expected["known"]:
        return "What happens will be shown beside it. How many stay cannot be said before: no account's chance of leaving is known yet."
    return (
        f"It will be held against what happens: of {counted(expected['known'], 'account')} whose chance of leaving is known, "
        f"{expected['without']:,.1f} are expected to stay without it and {expected['with']:,.1f} with it."
    )


def _consequences(made: dict) -> list[str]:
    """What is said before a yes: whose work goes where, and each kind of need that the plan does not meet."""
    lost, unmet = len(made["moves"]["loses"]), made["unmet"]
    goes = f"From the next cycle on, work for {counted(len(made['assignments']), 'account')} goes to the people of this plan"
    alone = f"; {lost:,} {'loses its' if lost == 1 else 'lose their'} person to agents alone" if lost else ""
    kept = "What is of medium or high stakes there a person sends; with what is of low stakes the agents go on."
    return [f"{goes}{alone}.", kept, *(f"{row['what'].capitalize()}: {row['says']}." for row in unmet)]


def _take(path: Path, made: dict, now: datetime, by: str) -> None:
    def run() -> str:
        with opened(path) as store:
            commit(store, made, now=now, by=by)
        return "Committed: the next cycle routes by it."

    act("commit_plan", run)
