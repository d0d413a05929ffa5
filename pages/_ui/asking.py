"""A table that no source knows: what it seems to mean, column by column, confirmed by a person and known from then on."""

import re
from pathlib import PurePath

import polars as pl
import streamlit as st

from cs_core.context.importing.mappings import confirm_mapping
from cs_core.context.nouns import NOUNS
from cs_core.context.sources.mapping import USES, column_of, columns_in, columns_told, counts_told, reading_of, readings_of
from cs_core.context.sources.synonyms import called
from cs_core.context.sources.table import plain
from cs_core.errors import CSError
from pages._ui import words
from pages._ui.edge import wall
from pages._ui.frame import Here
from pages._ui.login import signers

C = st.column_config
NOTHING, NAMES = "(leave it out)", "id"
"""A column that is not read, and one that names the row and is nothing else."""
CONTRACT = "contract: "
"""Begins what a column of a list of customers says of their contract."""
LANDED_ROWS = "rows that it landed change when their file is imported again"
LANDED_USES = "uses that it landed stay as they are"
MEANT = ("company", "person", "subscription", "ticket", "deal", "meeting", "invoice", "message", "survey", "event")
"""What a row mostly is, first; the other nouns follow."""
COLUMNS = {
    "column": C.TextColumn("Column", disabled=True, width="medium"),
    "why": C.TextColumn("Why", disabled=True, width="large"),
}


def ask(here: Here, file: dict, *, key: str) -> None:
    """The question, as far as the importer can answer it by itself; nothing is written before the person confirms."""
    _question(here, file["path"], file.get("proposal") or _nothing_known(file), key=key)


def ask_again(here: Here, kept: dict) -> None:
    """The question about a table whose meaning was confirmed, with the confirmed answer filled in."""
    key = f"{kept['signature']}_{kept['set_at']}"
    with st.expander("Change the mapping", icon=":material/edit:", on_change="rerun", key=f"change_{key}") as more:
        if more.open:
            _question(here, kept["mapping"]["object"], _confirmed(kept), key=key)


def can_change(kept: dict) -> bool:
    """Whether the editor can show all that a mapping says: one written by hand may say more."""
    proposal, noun = _confirmed(kept), kept["mapping"]["noun"]
    ids = _ids(kept["mapping"], proposal["header"])
    known = noun == "event" or noun in NOUNS
    return known and _told(kept["mapping"], noun, ids, _rows(proposal, noun, ids)) == kept["mapping"]


def _question(here: Here, name: str, proposal: dict, *, key: str) -> None:
    mapping, header = proposal["mapping"], proposal["header"]
    with st.container(border=True):
        st.markdown(f"**What does {words.said(name)} mean?** {words.said(_sentence(proposal['says']))}")
        left, middle, right = st.columns(3)
        nouns = list(dict.fromkeys((*MEANT, *NOUNS)))
        noun = left.selectbox("Each row is one", nouns, index=nouns.index(mapping["noun"]), key=f"noun_{key}", format_func=words.label)
        ids = middle.multiselect("What names a row", header, default=_ids(mapping, header), key=f"ids_{key}")
        who = right.selectbox("You are", signers(here.store, here.snap.team), key=f"who_{key}")
        edited = _edited(proposal, noun, ids, key)
        if st.button("Confirm what this table means", key=f"confirm_{key}", icon=":material/fact_check:"):
            try:
                told = _told(mapping, noun, ids, edited)
                confirm_mapping(here.store, told, header, by=who, now=wall(), why=_left_out(proposal, edited, who))
            except CSError as error:
                st.error(words.said(error), icon=":material/error:")
            else:
                if told != proposal.get("confirmed"):
                    st.rerun()
                st.info("It says what was confirmed already.", icon=":material/info:")


def field_words(choice: str) -> str:
    """A choice of the editor as people read it."""
    if choice in (NOTHING, NAMES):
        return {NOTHING: NOTHING, NAMES: "(only names the row)"}[choice]
    return f"{CONTRACT}{called(choice.removeprefix(CONTRACT))}" if choice.startswith(CONTRACT) else words.sentence(called(choice))


def _edited(proposal: dict, noun: str, ids: list[str], key: str) -> pl.DataFrame:
    """What each column stands for, as edited; what was chosen stays where another noun or another id is chosen."""
    held, turn = st.session_state.setdefault(f"choices_{key}", {}), (noun, ids, proposal["header"])
    if held.get("turn") != turn:
        held |= {"turn": turn, "rows": _rows(proposal, noun, ids, held.get("edited"))}
    held["edited"] = st.data_editor(
        held["rows"], key=f"mapping_{key}_{noun}_{'_'.join(ids)}", hide_index=True, width="stretch", alt="What each column stands for",
        column_config=COLUMNS | {
            "field": C.SelectboxColumn("Stands for", options=_choices(noun), required=True, width="medium", format_func=field_words),
        },
    )  # fmt: skip
    return held["edited"]


def _nothing_known(file: dict) -> dict:
    """The question where the importer has no answer at all."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", PurePath(file["path"]).name.split(".")[0]).strip("_") or "table"
    return {
        "mapping": {"system": "table", "object": name, "noun": "company", "columns": {}}, "columns": [], "unsure": [],
        "says": "nothing in it is recognised: say what a row is, and what each column stands for.", "header": file["header"],
    }  # fmt: skip


def _sentence(text: str) -> str:
    """With a capital at its head and a stop at its end."""
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def _ids(mapping: dict, header: list[str]) -> list[str]:
    told = mapping["columns"].get("id", [])
    return [column for column in ([told] if isinstance(told, str) else told) if column in header]


def _confirmed(kept: dict) -> dict:
    """A mapping in force as the question that it answers, with the columns that it leaves out and why.

    Of those an older version kept only the plain name.
    """
    mapping = kept["mapping"]
    read = [c for part in (mapping, *mapping.get("also", [])) for told in part["columns"].values() for c in columns_in(told)]
    read += mapping.get("counts", {}).values()
    named = {plain(column): column for column in (*kept["left_out"], *read)}
    header = [named.get(name, name) for name in kept["signature"].split(",")]
    return {
        "mapping": mapping, "confirmed": mapping, "columns": [], "unsure": [],
        "header": sorted(header, key=lambda c: read.index(c) if c in read else len(read)),
        "left_out": {c: kept["left_out"].get(c) or f"the answer of {kept['by']} does not read it" for c in header if c not in read},
        "says": f"the answer of {kept['by']} is filled in; {LANDED_USES if mapping['noun'] == 'event' else LANDED_ROWS}",
    }  # fmt: skip


def _choices(noun: str) -> list[str]:
    """What a column may stand for: for a customer also what a row may say of a contract."""
    contract = [CONTRACT + reading for reading in readings_of("subscription") if reading != "company_ref"] if noun == "company" else []
    return [NOTHING, NAMES, "known_at", *readings_of(noun), *contract]


def _rows(proposal: dict, noun: str, ids: list[str], edited: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a column: what it was chosen to stand for, else is proposed to, and why."""
    mapping, header = proposal["mapping"], proposal["header"]
    told = _shown(mapping) | (dict(edited.select("column", "field").iter_rows()) if edited is not None else {})
    told = {c: field for c, field in told.items() if field in _choices(noun) and field != NAMES}
    why = {m["column"]: m["why"] for m in proposal["columns"]} | {u["column"]: f"unsure: {u['why']}" for u in proposal["unsure"]}
    why |= {c: f"left out: {reason}" for c, reason in proposal.get("left_out", {}).items()}
    why |= {c: "; ".join(filter(None, ("names the row", why.get(c)))) for c in ids}
    both = {column_of(c): f for f, c in _contract(mapping)["columns"].items() if column_of(c) in _shown(mapping, contract=False)}
    why |= {c: "; ".join(filter(None, (why.get(c), f"also read as {CONTRACT}{called(f)}"))) for c, f in both.items() if c not in ids}
    return pl.DataFrame({
        "column": header, "field": [told.get(c, NOTHING if c not in ids else NAMES) for c in header],
        "why": [why.get(c, "") for c in header],
    }, schema={"column": pl.String, "field": pl.String, "why": pl.String})  # fmt: skip


def _left_out(proposal: dict, edited: pl.DataFrame, who: str) -> dict[str, str]:
    """Why each column that is left out now is: what was doubtful of it, or what it was taken for by whoever left it out."""
    doubts = {u["column"]: u["why"] for u in proposal["unsure"]} | proposal.get("left_out", {})
    taken = {c: f"{who} left it out; it was taken for {field_words(choice)}" for c, choice in _shown(proposal["mapping"]).items()}
    left = edited.filter(pl.col("field") == NOTHING)["column"]
    return {c: taken.get(c) or doubts.get(c) or f"{who} left it out" for c in left}


def _contract(mapping: dict) -> dict:
    """What a mapping's rows say of a contract, without what ties it to its customer."""
    part = next(iter(mapping.get("also", [])), {"columns": {}})
    return part | {"columns": {f: c for f, c in part["columns"].items() if f not in ("id", "company_ref")}}


def _shown(mapping: dict, *, contract: bool = True) -> dict[str, str]:
    """Column -> choice, as a mapping has it; a column of both is shown as the customer's."""
    own = {c: reading_of(mapping["noun"], f, told) for f, told in mapping["columns"].items() if f != "id" for c in columns_in(told)}
    own |= dict.fromkeys(mapping.get("counts", {}).values(), USES)
    theirs = {column_of(c): CONTRACT + reading_of("subscription", f, c) for f, c in _contract(mapping)["columns"].items()}
    return theirs | own if contract else own


def _told(mapping: dict, noun: str, ids: list[str], edited: pl.DataFrame) -> dict:
    """The mapping as edited: a field that still reads its column keeps how it is read (cents, months)."""
    chosen = [(f, c) for c, f in edited.select("column", "field").iter_rows() if f not in (NOTHING, NAMES)]
    main = [(f, c) for f, c in chosen if f != USES and not f.startswith(CONTRACT)]
    counts = counts_told([c for f, c in chosen if f == USES], mapping.get("counts", {}))
    contract = [(f.removeprefix(CONTRACT), c) for f, c in chosen if f.startswith(CONTRACT)]
    key = ids[0] if len(ids) == 1 else ids
    before = mapping["columns"] if noun == mapping["noun"] else {}
    made = {k: mapping[k] for k in ("system", "object", "ref_object", "currency") if k in mapping}
    made |= {"noun": noun, "columns": {"id": key, **columns_told(noun, main, before)}} | ({"counts": counts} if counts else {})
    if not contract:
        return made
    was = _contract(mapping)
    columns = _of_both(mapping, main) | columns_told("subscription", contract, was["columns"])
    columns = {"id": key, "company_ref": ids[0] if ids else ""} | columns
    name = was.get("object", f"{made['object']}_contract")
    return made | {"also": [{"system": made["system"], "object": name, "noun": "subscription", "columns": columns}]}


def _of_both(mapping: dict, main: list[tuple[str, str]]) -> dict:
    """What a contract is told of columns that are shown as the customer's (a currency), where they still are."""
    still = {c for c, f in _shown(mapping, contract=False).items() if (f, c) in main}
    return {f: c for f, c in _contract(mapping)["columns"].items() if column_of(c) in still}
