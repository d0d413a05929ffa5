"""One cycle or one proposal as a story, step by step: what it saw, what it said, who let it through, and whether it would again."""

from pathlib import Path

import polars as pl
import streamlit as st

from cs_core.context.shelves.narrow import narrowed
from cs_core.context.wording.counted import counted
from cs_core.execution.playbooks.words import reason
from cs_core.orchestration.replay import replay
from cs_core.orchestration.trace import seen, steps, trace
from pages._ui import cycle_steps, proposed, tables, words
from pages._ui import proposal as shown_proposal
from pages._ui.edge import opened
from pages._ui.frame import Here, frame
from pages._ui.kept import known_of
from pages._ui.map import link

BY = {"email": "by e-mail", "slack": "by Slack", "crm_task": "as a task"}


def cycle_name(cycle: dict) -> str:
    """A cycle as people tell it from another: by the day that it looked at and the moment at which it ran."""
    ran = words.at(cycle["started_at"])
    of = words.day(cycle["as_of"])
    return f"Cycle of {ran}" if ran.startswith(of) else f"Cycle of {of}, run on {ran}"


def step(number: int, title: str):
    """One step of the story, open."""
    return st.expander(f"{number} · {title}", expanded=True, type="step")


def noticed(record: dict) -> None:
    """Why it looked at all, by which playbook, and the steps of the play before."""
    made = record["proposal"]
    st.text(f"{made['reason']}\nPlay: {made['play']}. Stakes: {made['stakes']}. Confidence: {made['confidence']:.0%}.")
    version = f"version {made['playbook_version']}" if made["playbook_version"] is not None else "version not recorded"
    st.caption(f"Playbook {version} of the {words.agent(made['agent'])} agent.")
    if record["run"]:
        on = pl.when(pl.col("state") == "started").then("started_on").otherwise("as_of").str.to_date()
        run = pl.DataFrame(record["run"], infer_schema_length=None).with_columns(pl.col("step") + 1, on.alias("as_of"))
        run = run.with_columns(pl.col("why").map_elements(lambda why: words.spelt_days(reason(why)), return_dtype=pl.String))
        tables.show(run, tables.RUN, alt="Steps of this play so far")


@st.cache_data(max_entries=200, show_spinner="Reading the brief of that day ...")
def brief_of(path: Path, day: str, account_id: str, version: tuple) -> dict:
    """The brief as the agent had it: counted, with its gaps. `version` changes when the store knows more."""
    with opened(path) as store:
        return seen(narrowed(known_of(store, pl.Series([day]).str.to_date()[0]), account_id), account_id)


def saw(here: Here, made: dict) -> None:
    """The facts it cited, and the gaps it was told of."""
    tables.facts(made["facts"], alt="Cited facts")
    told = brief_of(here.store.path, made["as_of"], made["account_id"], here.store.version("import_file", "note"))
    st.caption(f"The brief held {counted(told['facts'], 'fact')} of this customer; {len(made['facts']):,} of them cited.")
    gaps = ", ".join(map(words.label, told["unknowns"]))
    st.text(f"Looked for and not found: {gaps}." if gaps else "Nothing was looked for and not found.")


def said(record: dict) -> None:
    """The letter, by which words, and what a model was asked for it."""
    made = record["proposal"]
    st.caption(f"To: {words.said(made['recipient'] or 'our own team')}, {BY[made['channel']]}")
    st.text(f"{made['subject']}\n\n{made['body']}")
    for other in record["merged"]:
        which = "It also says what" if other["into_this"] else "Its words went into the letter of"
        who = f"the {words.agent(other['agent'])} agent" + (" wanted to say" if other["into_this"] else "")
        st.caption(f"{which} {who}: {other['play']}.")
        link("31_Trace", "Its own trace", "account_tree", proposal=other["id"])
    for other in record["redraft"]:
        which = "It stands in for a draft that a gate failed" if other["failed"] else "A gate failed it; another draft stands in for it"
        st.caption(f"{which}, written by {words.said(other['drafted_by'])}.")
        link("31_Trace", "The other draft", "account_tree", proposal=other["id"])
    if record["calls"]:
        tables.show(pl.DataFrame(record["calls"], infer_schema_length=None), tables.CALLS, alt="What a model was asked")
    else:
        st.caption("No model was asked in this cycle: the words are the playbook's, or an answer that was kept from an earlier cycle.")


def went(record: dict) -> None:
    """The route, what would have changed it, and who had it since."""
    routed = record["routed"]
    if not routed:
        st.caption("It was never routed.")
        return
    st.markdown(f"**{words.ROUTE_WORDS[routed['route']]}**" + (f" · {words.said(routed['assignee'])}" if routed["assignee"] else ""))
    st.text(f"Why: {routed['why']}.\nWhat would have changed it: {routed['change']}.")
    for row in record["handovers"]:
        to = f" to {row['to_person']}" if row["to_person"] else ""
        st.text(f"{words.day(row['as_of'])}: {row['how']}{to}. {row['why']}.")
    if record["task"]:
        with st.expander("Hand-off note"):
            shown_proposal.note(record["task"]["brief"])


def came(record: dict) -> None:
    """The decision with its edit, the deliveries, the touches, the outcomes."""
    decision = record["decision"]
    if decision:
        took = f", after {decision['seconds']:.0f} seconds" if decision["seconds"] is not None else ""
        why = f" Reason: {decision['reason']}." if decision["reason"] else ""
        st.text(f"{decision['decision'].capitalize()} by {decision['by']} on {words.at(decision['decided_at'])}{took}.{why}")
        shown_proposal.told(record["changes"])
    for delivery in record["deliveries"]:
        st.text(f"{delivery['status'].capitalize()} via {delivery['via']} on {words.at(delivery['at'])}. {delivery['why']}")
    for touch in record["touches"]:
        st.text(f"{touch['mode'].capitalize()} by {touch['by']} on {words.at(touch['at'])}: {touch['result']}")
    for outcome in record["outcomes"]:
        st.text(f"{words.label(outcome['kind'])} on {words.day(outcome['observed_on'])}. {outcome['detail']}")
    if not (decision or record["deliveries"] or record["touches"] or record["outcomes"]):
        st.caption("Nothing yet: no one has decided, nothing was sent.")


def again(here: Here, proposal_id: str) -> None:
    """Judge it again as of its day, on demand."""
    if not st.button("Replay", icon=":material/replay:", help="Judge this proposal again, as of its day and by its settings"):
        st.caption("Judges it again as of its day and by the settings of that time. Nothing is changed.")
        return
    found = replay(here.store, proposal_id)
    before, now = ({v.gate: v for v in verdicts} for verdicts in (found.then, found.now))
    differ = [gate for gate in now if before.get(gate) is None or before[gate].passed is not now[gate].passed]
    if not differ:
        st.success(f"The same verdict from all {len(now)} gates.", icon=":material/check_circle:")
    for gate in differ:
        then = words.verdict(before[gate].passed, gate) if gate in before else f"{words.label(gate)} was not asked"
        st.markdown(f"Then: {then}  \nNow: {words.verdict(now[gate].passed, gate)}")
        st.text(now[gate].why)


with frame("Trace", "What each agent saw, said, which gate said what, and who let it through.") as here:
    runs = proposed.runs(here)
    if not runs:
        st.info("No cycle has run yet. Run one on the Agents page.", icon=":material/play_arrow:")
        link("20_Agents", "Run a cycle", "smart_toy")
        st.stop()
    by_id = {c["id"]: c for c in runs}
    chosen = st.selectbox(
        "Cycle",
        list(by_id),
        format_func=lambda i: f"{cycle_name(by_id[i])} · {counted(by_id[i]['accounts'], 'account')} · {by_id[i]['model']}",
        key="cycle",
        bind="query-params",
    )
    steps_of = st.expander("Steps of the cycle", key="steps", on_change="rerun")
    if steps_of.open:
        with steps_of:
            cycle_steps.show(steps(here.store, chosen))
    shown = proposed.of_cycle(here, chosen)
    st.subheader(f"Proposals ({shown.height:,})", anchor=False)
    if shown.is_empty():
        st.caption("This cycle proposed nothing new: what was due had been proposed before.")
    event = tables.show(
        shown, tables.PROPOSED, alt="Proposals of the cycle", key="proposals", on_select="rerun", selection_mode="single-row", height=330,
        row_height=tables.TALLER,
    )
    row = tables.picked(event, shown)
    asked = (row or {}).get("id") or st.query_params.get("proposal") or (shown["id"][0] if shown.height else None)
    if asked is None:
        st.stop()

    record = trace(here.store, asked)
    made = record["proposal"]
    st.subheader(f"{words.agent(made['agent'])} · {words.said(here.name(made['account_id']))}", anchor=False)
    st.caption(f"Proposed on {words.day(made['as_of'])}.")
    with step(1, "What it noticed"):
        noticed(record)
    with step(2, f"What it saw: {counted(len(made['facts']), 'cited fact')}"):
        saw(here, made)
    by = made["drafted_by"] + (f", prompt {made['prompt_version']}" if made["prompt_version"] else "")
    with step(3, f"What it said ({words.said(by)})"):
        said(record)
    with step(4, "What the gates said"):
        shown_proposal.gates(record["verdicts"])
    with step(5, "Where it went"):
        went(record)
    with step(6, "What came of it"):
        came(record)
    with step(7, "Would it be judged the same again?"):
        again(here, asked)
