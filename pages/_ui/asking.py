"""A table that no source knows: what it seems to mean, column by column, confirmed by a person and known from then on."""

import re
from pathlib import PurePath

import polars as pl
import streamlit as st

from cs_core.context.mappings import confirm_mapping
from cs_core.context.nouns import NOUNS
from cs_core.context.sources.table import fields_of
from cs_core.errors import CSError
from pages._ui import words
from pages._ui.edge import wall
from pages._ui.frame import Here
from pages._ui.login import signers

C = st.column_config
NOTHING = "(leave it out)"
CONTRACT = "contract: "
"""Begins what a column of a list of customers says of their contract."""
MEANT = ("company", "person", "subscription", "ticket", "deal", "meeting", "invoice", "message", "survey", "event")
"""What a row mostly is, first; the other nouns follow."""
COLUMNS = {
    "column": C.TextColumn("Column", disabled=True, width="medium"),
    "why": C.TextColumn("Why", disabled=True, width="large"),
}


def ask(here: Here, file: dict, *, key: str) -> None:
    """The question, as far as the importer can answer it by itself; nothing is written before the person confirms."""
    proposal = file.get("proposal") or _nothing_known(file)
    mapping, header = proposal["mapping"], proposal["header"]
    with st.container(border=True):
        st.markdown(f"**What does {words.said(file['path'])} mean?** {words.said(_sentence(proposal['says']))}")
        left, middle, right = st.columns(3)
        nouns = list(dict.fromkeys((*MEANT, *NOUNS)))
        noun = left.selectbox("Each row is one", nouns, index=nouns.index(mapping["noun"]), key=f"noun_{key}", format_func=words.label)
        ids = middle.multiselect("What names a row", header, default=_ids(mapping, header), key=f"ids_{key}")
        who = right.selectbox("You are", signers(here.store, here.snap.team), key=f"who_{key}")
        edited = st.data_editor(
            _rows(proposal, mapping), key=f"mapping_{key}_{noun}", hide_index=True, width="stretch", alt="What each column stands for",
            column_config=COLUMNS | {"field": C.SelectboxColumn("Stands for", options=_choices(noun), required=True)},
        )  # fmt: skip
        if st.button("Confirm what this table means", key=f"confirm_{key}", icon=":material/fact_check:"):
            try:
                confirm_mapping(here.store, _told(mapping, noun, ids, edited), header, by=who, now=wall())
            except CSError as error:
                st.error(words.said(error), icon=":material/error:")
            else:
                st.rerun()


def column_of(told: str | dict | list) -> str:
    """The column of one field of a mapping; of several that name a row together, all of them."""
    return told["column"] if isinstance(told, dict) else " and ".join(told) if isinstance(told, list) else told


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


def _choices(noun: str) -> list[str]:
    """The fields of the noun; for a customer also what a row may say of a contract."""
    contract = [CONTRACT + f for f in fields_of("subscription") if f != "company_ref"] if noun == "company" else []
    return [NOTHING, "known_at", *fields_of(noun), *contract]


def _rows(proposal: dict, mapping: dict) -> pl.DataFrame:
    """One row a column: what it is proposed to stand for, and why."""
    contract = [pair for part in mapping.get("also", []) for pair in part["columns"].items() if pair[0] not in ("id", "company_ref")]
    told = {column_of(c): CONTRACT + f for f, c in contract}
    told |= {column_of(c): f for f, c in mapping["columns"].items() if f != "id"}
    why = {m["column"]: m["why"] for m in proposal["columns"]} | {u["column"]: f"unsure: {u['why']}" for u in proposal["unsure"]}
    return pl.DataFrame({
        "column": proposal["header"], "field": [told.get(c, NOTHING) for c in proposal["header"]],
        "why": [why.get(c, "") for c in proposal["header"]],
    })  # fmt: skip


def _told(mapping: dict, noun: str, ids: list[str], edited: pl.DataFrame) -> dict:
    """The mapping as edited: a field that still reads its column keeps how it is read (cents, months)."""
    chosen = {field: column for column, field in edited.select("column", "field").iter_rows() if field != NOTHING}
    main = {f: c for f, c in chosen.items() if not f.startswith(CONTRACT)}
    contract = {f.removeprefix(CONTRACT): c for f, c in chosen.items() if f.startswith(CONTRACT)}
    key = ids[0] if len(ids) == 1 else ids
    before = mapping["columns"] if noun == mapping["noun"] else {}
    made = {k: mapping[k] for k in ("system", "object", "ref_object") if k in mapping}
    made |= {"noun": noun, "columns": {"id": key, **_as_read(main, before)}}
    if not contract:
        return made
    was = next(iter(mapping.get("also", [])), {"columns": {}})
    columns = {"id": key, "company_ref": ids[0] if ids else "", **_as_read(contract, was["columns"])}
    return made | {"also": [{"system": made["system"], "object": f"{made['object']}_contract", "noun": "subscription", "columns": columns}]}


def _as_read(chosen: dict[str, str], before: dict) -> dict:
    return {f: before[f] if f in before and column_of(before[f]) == c else c for f, c in chosen.items()}
