"""Who is who, on the Context page: pairs that look like one wait for a person, and a wrong merge is undone."""

import polars as pl
import streamlit as st

from cs_core.context.identity.answers import answer, answered, merged, open_pairs, undo_merge
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.systems import system_name, system_names
from pages._ui import choosing, tables, words
from pages._ui.frame import Here
from pages._ui.login import signers
from pages._ui.toasts import anew

C = st.column_config
SHOWN = 10
ASKED_BY = ("import_file", "link", "identity_answer")
"""Tables whose rows change what is asked."""
MERGED = {
    "system": C.TextColumn("System"),
    "name": C.TextColumn("Name", width="medium"),
    "domain": C.TextColumn("Domain"),
    "why": C.TextColumn("Why it is this account", width="large"),
    "score": C.NumberColumn("Sure", format="percent"),
    "linked_at": C.DatetimeColumn("Linked", format="D MMM YYYY"),
}


def identity_tab(here: Here) -> None:
    """The queue of doubtful pairs, and the records behind one account."""
    who = st.selectbox("You are", signers(here.store, here.snap.team), key="identity_who")
    pairs = here.ask(_open, says="Comparing companies and people", tables=ASKED_BY)
    st.subheader(f"Pairs that may be one ({pairs.height:,})")
    st.caption("They stay apart until somebody says that they are one. An answer beats every rule, also in later imports.")
    if pairs.is_empty():
        st.caption("Nothing waits: no two companies or people look alike enough to ask.")
    for row in pairs.head(SHOWN).iter_rows(named=True):
        _pair(here, row, who)
    if pairs.height > SHOWN:
        st.caption(f"{pairs.height - SHOWN:,} more, less sure, follow.")
    _answered(here, who)
    st.subheader("The records behind an account")
    chosen = choosing.account(here, "Account", key="merged_of")
    if chosen:
        _records(here, chosen, who)


def _open(snap: Snapshot) -> pl.DataFrame:
    return open_pairs(snap.store)


def _answers(snap: Snapshot) -> pl.DataFrame:
    return answered(snap.store)


def _pair(here: Here, row: dict, who: str) -> None:
    companies = row["noun"] == "company"
    key = f"{row['noun']}_{row['left_key']}_{row['right_key']}"
    with st.container(border=True):
        left, right, acts = st.columns([3, 3, 2], vertical_alignment="center")
        for place, side in ((left, "left"), (right, "right")):
            place.markdown(f"**{words.said(row[f'{side}_name'] or row[f'{side}_key'])}**")
            where = f"{row[f'{side}_at'] or 'no domain or address'} · {system_name(row[f'{side}_system'])}"
            place.text(where, help=words.said(f"There its number is {row[f'{side}_key'].rpartition('/')[2]}") if companies else None)
        with acts.container(horizontal=True):
            for label, same, icon in ((f"Same {row['noun']}", True, "merge"), ("Different", False, "call_split")):
                if st.button(label, key=f"{label}_{key}", icon=f":material/{icon}:"):
                    answer(here.store, row["left_key"], row["right_key"], noun=row["noun"], same=same, by=who, now=here.now)
                    st.rerun()
        st.caption(f"{words.label(row['noun'])} · {row['score']:.0%} sure · {words.said(row['why'])}")


def _answered(here: Here, who: str) -> None:
    """What was answered, newest first; the opposite answer corrects it."""
    rows = here.ask(_answers, says="Reading what was answered", tables=ASKED_BY)
    if rows.is_empty():
        return
    with st.expander(f"Answered ({rows.height:,})"):
        for row in rows.head(SHOWN).iter_rows(named=True):
            said = "the same" if row["same"] else "different"
            names = " and ".join(row[f"{side}_name"] or row[f"{side}_key"] for side in ("left", "right"))
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"{names}: {said}, said {row['by']} on {words.day(row['answered_at'])}")
                opposite = f"Say {'different' if row['same'] else 'the same'}"
                if st.button(opposite, key=f"turn_{row['noun']}_{row['left_key']}_{row['right_key']}", icon=":material/undo:"):
                    answer(here.store, row["left_key"], row["right_key"], noun=row["noun"], same=not row["same"], by=who, now=here.now)
                    st.rerun()


def _records(here: Here, account_id: str, who: str) -> None:
    rows = merged(here.store, account_id).with_columns(system_names("system"))
    tables.show(rows, MERGED, alt="Company records that are one account")
    if rows.height < 2:
        st.caption("One record only: there is nothing to undo.")
        return
    names = {row["company_key"]: f"{row['system']}: {row['name'] or row['company_key']}" for row in rows.iter_rows(named=True)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox("Does not belong here", list(names), format_func=names.get, key=f"undo_{account_id}")
        if st.button("Undo the merge", icon=":material/undo:", help="Each side gets back the companies and the id that it had before."):
            moved = undo_merge(here.store, key, by=who, now=here.now)
            anew(f"{moved.height:,} records moved")
