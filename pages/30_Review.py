"""What waits for a person: one proposal at a time with its evidence; approve, edit, reject by keyboard, in bulk where it is safe."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.errors import CSError
from cs_core.execution.sending.connect import live
from cs_core.orchestration.review import ABOUT_KNOWLEDGE, REJECT_REASONS, SOON_DAYS, blamable, by_customer, decide, queue, reason_for
from cs_core.orchestration.taking_back import last_decided, undecide
from cs_core.orchestration.trace import merged
from pages._ui import exports, proposal, proposed, words
from pages._ui.edge import opened
from pages._ui.frame import Here, frame
from pages._ui.login import signers
from pages._ui.map import link
from pages._ui.seen import by_now, seen_first
from pages._ui.several import several

MOST_LISTED = 100
ORDER = f"Due within {SOON_DAYS} days first, then by how many customers it should keep or grow."
DECIDED = {"approve": "Approved", "edit": "Approved with your edits", "reject": "Rejected"}
# The same of what is a task for one of ours: nothing goes to the customer by it.
ACCEPTED = {"approve": "Accepted", "edit": "Accepted with your edits", "reject": "Rejected"}
ONE, SEVERAL = "One by one", "Several at once"

# What comes of a yes, by the way that the channel stands at.
SENT_BY = {
    "outbox": "Approving puts the text in the outbox, for a person to send.",
    "email": "Approving lets it out by e-mail, once, with the next delivery.",
    "slack": "Approving lets it out to Slack, once, with the next delivery.",
    "webhook": "Approving lets it out to your webhook, once, with the next delivery.",
}


def move(ids: list[str], steps: int) -> None:
    """The next or the previous of the list, staying at its ends."""
    at = ids.index(st.session_state["pick"]) if st.session_state.get("pick") in ids else 0
    st.session_state["pick"] = ids[min(max(at + steps, 0), len(ids) - 1)]
    st.session_state["rejecting"] = False


def ask_why(asking: bool) -> None:
    """Open or close the reasons of a rejection."""
    st.session_state["rejecting"] = asking


def attempt(path: Path, chosen: str, work: Callable) -> object | None:
    """Run before the page does, so it opens the store itself; a refusal is shown at the proposal's buttons and loses nothing."""
    try:
        with opened(path) as store:
            return work(store)
    except CSError as error:
        st.session_state["refused"] = (chosen, str(error))
        return None


def take(path: Path, now: datetime, ids: list[str], item: dict, decision: str, **given: object) -> None:
    """Decide one proposal, and go on to what takes its place in the list: another of the same customer may stand far down by itself."""
    chosen = item["id"]
    by, seconds = st.session_state.get("reviewer") or "console", by_now(chosen)
    if attempt(path, chosen, lambda store: decide(store, chosen, decision, by=by, now=now, seconds=seconds, **given)):
        st.session_state["pick"], st.session_state["place"] = None, ids.index(chosen)
        st.session_state["rejecting"] = False
        st.toast(did(item, decision), icon=":material/check:")


def did(made: dict, decision: str) -> str:
    """What was done with a proposal, in the words of its button."""
    return (ACCEPTED if for_people(made) else DECIDED)[decision]


def for_people(made: dict) -> bool:
    """Whether a yes makes it work for one of ours, and no letter."""
    return made["route"] == "human_only" or made["kind"] == "task"


def approve(path: Path, now: datetime, ids: list[str], item: dict) -> None:
    """Approve what stands in the field when it is clicked: words typed just before are no less an edit."""
    body = st.session_state.get(f"body_{item['id']}", item["body"])
    edited = {"body": body} if body != item["body"] else {}
    take(path, now, ids, item, "edit" if edited else "approve", **edited)


def undo(path: Path, now: datetime, chosen: str) -> None:
    """Take the last decision back: it waits again, and is shown."""
    by = st.session_state.get("reviewer") or "console"
    if attempt(path, chosen, lambda store: undecide(store, chosen, by=by, why="undone on Review", now=now)):
        st.session_state["pick"] = chosen
        st.toast("Taken back: it waits again", icon=":material/undo:")


def last_one(here: Here) -> None:
    """What was decided last, and the way back while nothing went out by it."""
    last = last_decided(here.store, by=st.session_state.get("reviewer") or "console")
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        made = here.store.rows("proposal", id=last["proposal_id"])[0]
        made["route"] = here.store.rows("routed", proposal_id=made["id"])[-1]["route"]
        st.caption(f"{did(made, last['decision'])}: {words.said(here.name(made['account_id']).removesuffix('.'))}.", width="content")
        st.button(
            "Undo", icon=":material/undo:", key="undo", type="tertiary", on_click=undo,
            args=(here.store.path, here.now, last["proposal_id"]),
            help="Nothing has gone out by it yet: it waits again, and counts nowhere.",
        )  # fmt: skip


def one(here: Here, item: dict, ids: list[str], of_customer: pl.DataFrame) -> None:
    """The proposal in the middle, its evidence at the right, and the keys that decide it; and what else waits `of_customer`."""
    seen_first(item["id"])
    middle, right = st.columns([5, 3], gap="medium")
    with middle:
        proposal.heading(item, here.name(item["account_id"]))
        others(item, of_customer)
        for other in merged(here.store, item["id"], None):
            st.caption(f"This letter also says what the {words.agent(other['agent'])} agent wanted to say ({words.said(other['play'])}).")
        note(here, item)
        if item["by_now"]:
            st.warning(f"{words.said(item['by_now'])}.", icon=":material/sentiment_dissatisfied:")
        st.text(f"To: {item['recipient'] or 'our own team, as a task'}\nSubject: {item['subject']}")
        body = st.text_area("Text", item["body"], height="content", key=f"body_{item['id']}")
        decide_on(here, item, ids, body)
        proposal.difference(item["body"], body)  # below the buttons: a click that ends the typing still finds its button in place
    with right:
        st.markdown("**What each sentence rests on**")
        proposal.evidence(item, edited=body != item["body"])
        with st.container(horizontal=True):
            link("10_Accounts", "Account", "groups", account=item["account_id"])
            link("31_Trace", "Trace", "account_tree", proposal=item["id"], cycle=item["cycle_id"])
        exports.markdown(proposal.as_markdown(item, here.name(item["account_id"]), body))


def others(item: dict, of_customer: pl.DataFrame) -> None:
    """What else waits for the same customer: whoever decides one knows of the other."""
    rest = of_customer.filter(pl.col("id") != item["id"])
    said = [f"{words.agent(agent)}: {words.said(words.sentence(play))}" for agent, play in rest.select("agent", "play").iter_rows()]
    if said:
        st.caption(f":material/stacks: Also waits for this customer, beside it in the list: {'; '.join(said)}.")


def note(here: Here, item: dict) -> None:
    """The hand-off note, where it is work for a person."""
    task = here.store.rows("task", proposal_id=item["id"])
    if task:
        with st.expander("Hand-off note", icon=":material/assignment_ind:"):
            proposal.note(task[-1]["brief"])


def decide_on(here: Here, item: dict, ids: list[str], body: str) -> None:
    """Approve, or reject with a reason: two keys at most."""
    args = (here.store.path, here.now, ids, item)
    theirs = for_people(item)
    verb = "Accept" if theirs else "Approve"
    label = f"{verb} with my edits" if body != item["body"] else "Accept the task" if theirs else verb
    with st.container(horizontal=True):
        st.button(
            label, type="primary", icon=":material/check:", shortcut="A", key="approve", on_click=approve, args=args,
        )  # fmt: skip
        if st.session_state.get("rejecting"):
            st.button("Cancel", icon=":material/undo:", shortcut="Esc", on_click=ask_why, args=(False,))
        else:
            st.button("Reject", icon=":material/close:", shortcut="X", on_click=ask_why, args=(True,))
    refused_for(item["id"])
    if st.session_state.get("rejecting"):
        those = " and ".join(str(n) for n, code in enumerate(REJECT_REASONS, 1) if code in ABOUT_KNOWLEDGE)
        about = st.selectbox(f"What is wrong or missing, for {those}", blamable(item["facts"]), format_func=str.capitalize, key="about")
        with st.container(horizontal=True):
            for n, code in enumerate(REJECT_REASONS, 1):
                reason = reason_for(code, about if code in ABOUT_KNOWLEDGE else None)
                st.button(code.capitalize(), shortcut=str(n), on_click=take, args=(*args, "reject"), kwargs={"reason": reason})
    st.caption(has_it(here, item["id"]) if theirs else SENT_BY[live(here.store, here.settings).way_of(item["channel"], alone=False)])


def has_it(here: Here, proposal_id: str) -> str:
    """What comes of accepting a task: who has it on My work since the cycle, and that the customer hears nothing of it."""
    tasks = here.store.rows("task", proposal_id=proposal_id)
    if not tasks or not tasks[-1]["assignee"]:
        return "Accepting writes a task for a person: nothing is sent to the customer."
    stands = f"It stands on My work of {words.said(tasks[-1]['assignee'])} already; accepting also writes it out for your CRM."
    return f"{stands} Nothing is sent to the customer."


def refused_for(chosen: str | None) -> None:
    """Why the last decision was refused, said once: beside the buttons of this proposal, or of any that is no longer listed (None)."""
    about, why = st.session_state.get("refused") or (None, "")
    if why and chosen in (about, None):
        st.error(words.said(words.refused(why)), icon=":material/block:")
        del st.session_state["refused"]


def labels(rows: list[dict]) -> dict[str, str]:
    """What stands in the list for each proposal, a customer's name once: no two alike, as the list tells them apart by their words."""
    said: dict[str, str] = {}
    for before, row in zip([None, *rows], rows, strict=False):
        same = before is not None and before["account_id"] == row["account_id"]
        text = f"↳ {words.agent(row['agent'])}" if same else f"{words.said(row['account'])} · {words.agent(row['agent'])}"
        while text in said.values():
            text += "\u200b"
        said[row["id"]] = text
    return said


with frame("Review", f"{ORDER} Your decisions are each agent's track record.") as here:
    rows = proposed.waiting(here)
    if (st.session_state.get("refused") or ("", ""))[0] not in set(rows["id"]):
        refused_for(None)
    last_one(here)
    if rows.is_empty():
        st.info("Nothing waits for a person. Run a cycle on the Agents page.", icon=":material/done_all:")
        link("20_Agents", "Run a cycle", "smart_toy")
        st.stop()
    if here.filtered:
        rows = rows.join(here.signals.select("account_id"), on="account_id", how="semi", maintain_order="left")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        agents = st.pills(
            "Agent", sorted(rows["agent"].unique()), format_func=words.agent, selection_mode="multi", key="agent", bind="query-params"
        )
        routes = st.pills(
            "Route", sorted(rows["route"].unique()), format_func=words.ROUTE_WORDS.get, selection_mode="multi", key="route",
            bind="query-params",
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("You are", signers(here.store, here.snap.team), key="reviewer", width=260)
        mine = st.toggle("Only what is mine", key="mine", bind="query-params")
        way = st.segmented_control("Decide", [ONE, SEVERAL], default=ONE, key="way", required=True)
    chosen = by_customer(rows).filter(
        pl.col("agent").is_in(agents) if agents else pl.lit(True),
        pl.col("route").is_in(routes) if routes else pl.lit(True),
        pl.col("assignee") == st.session_state["reviewer"] if mine else pl.lit(True),
    )
    if chosen.is_empty():
        st.caption(f"None of {rows.height:,} that wait is among these: take a filter away.")
        st.stop()
    if way == SEVERAL:
        st.caption(f"{chosen.height:,} of {rows.height:,} waiting.")
        several(here, chosen)
        st.stop()

    listed = chosen.head(MOST_LISTED)
    ids = listed["id"].to_list()
    said = labels(listed.to_dicts())
    asked = st.query_params.pop("pick", None)  # a link from elsewhere opens one; from then on the list leads
    if asked in ids:
        st.session_state["pick"] = asked
    place = st.session_state.pop("place", 0)
    if st.session_state.get("pick") not in ids:
        st.session_state["pick"] = ids[min(place, len(ids) - 1)]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Previous", icon=":material/arrow_upward:", shortcut="K", on_click=move, args=(ids, -1))
        st.button("Next", icon=":material/arrow_downward:", shortcut="J", on_click=move, args=(ids, 1))
        only = f", the first {len(ids)} listed: filter to see others" if chosen.height > len(ids) else ""
        customers = f", for {chosen['account_id'].n_unique():,} customers" if chosen["account_id"].is_duplicated().any() else ""
        st.caption(f"{chosen.height:,} of {rows.height:,} waiting{customers}{only}.", width="content")
    left, rest = st.columns([1, 3], gap="medium")
    with left, st.container(height=760):
        st.radio(
            "Waiting", ids, format_func=said.get, captions=[words.said(words.sentence(p)) for p in listed["play"]], key="pick",
            label_visibility="collapsed", on_change=ask_why, args=(False,),
        )  # fmt: skip
    with rest:
        for item in queue(here.store, only=[st.session_state["pick"]], now=here.now):
            one(here, item, ids, listed.filter(account_id=item["account_id"]))
