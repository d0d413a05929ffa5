"""The parts of the Ask page: choosing a question, its parameters in the address, and its answer with its query."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl
import streamlit as st

from cs_core.context.asking import LIMITS, READY, Answer, Ready, answer, meant, nearest, ready, schema_words, settled
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import counted
from cs_core.errors import BadInput, CSError
from cs_core.execution.models.asker import Told, ask_in_words
from cs_core.execution.models.model import OFFLINE, model_from
from pages._ui import charts, tables, words
from pages._ui.frame import Here
from pages._ui.kept import kept
from pages._ui.manual import chapter
from pages._ui.map import link

C = st.column_config
ASK, PREFIX = "ask", "with_"
LAYERS = {
    "context": "Customers", "leadership": "Revenue and people", "execution": "The agents' work", "orchestration": "What waits, and why",
}  # fmt: skip
TEXTS = {r.name: r.text for r in READY}


def choose() -> Ready | None:
    """The question that the address names, or the reader chose; None until one is."""
    asked = st.query_params.get(ASK)
    if asked and asked not in TEXTS:
        st.warning(f"There is no ready question {words.said(asked)}: choose one of these.", icon=":material/search_off:")
        asked = None
    names = list(TEXTS)
    chosen = st.selectbox(
        "Question", names, index=names.index(asked) if asked else None, format_func=TEXTS.get, key=f"ready_{asked}",
        placeholder=f"Search {len(names)} questions by their words, or choose one below",
    )  # fmt: skip
    if chosen != asked:
        open_question(chosen)
        st.rerun()
    if chosen:
        return ready(chosen)
    sides = st.columns(2)
    for at, (layer, heading) in enumerate(LAYERS.items()):
        with sides[at // 2], st.container(gap="xxsmall"):
            st.markdown(f"**{heading}**")
            for r in (r for r in READY if r.layer == layer):
                st.button(r.text, key=f"open_{r.name}", type="tertiary", help=r.tells, on_click=open_question, args=(r.name,))
    return None


def open_question(name: str | None, chosen: Mapping[str, str] = MappingProxyType({})) -> None:
    """Put the question and what is chosen of it into the address, so that a link to it can be shared; what was chosen for another goes."""
    for key in [k for k in st.query_params if k == ASK or k.startswith(PREFIX)]:
        del st.query_params[key]
    if name:
        st.query_params[ASK] = name
    for key, word in chosen.items():
        st.query_params[PREFIX + key] = word


def ready_answer(here: Here, question: Ready) -> None:
    """What the question tells, its parameters, and the answer among the accounts that the filters leave."""
    st.caption(question.tells)
    given = _given(question)
    found = _answered(here, question.sql, tuple(given.items()))
    if question.chart and found.rows.height:
        _chart(in_our_words(found.rows), question)
    show_answer(here, found, key=question.name, alt=question.text)


def _given(question: Ready) -> dict[str, str | int]:
    """The parameters: as the address says, else as they stand; what the reader chooses goes into the address."""
    said = {g.name: st.query_params[PREFIX + g.name] for g in question.given if PREFIX + g.name in st.query_params}
    try:
        now = settled(question, said)
    except BadInput as error:
        st.warning(words.said(error), icon=":material/error:")
        now = settled(question, {})
    chosen = {}
    for given, column in zip(question.given, st.columns([1] * len(question.given) + [3]), strict=False):
        key = f"{question.name}_{given.name}"
        if given.words:
            chosen[given.name] = column.selectbox(given.label, given.words, index=given.words.index(now[given.name]), key=key)
        else:
            chosen[given.name] = column.number_input(given.label, given.low, given.high, now[given.name], key=key)
        if chosen[given.name] != given.default or PREFIX + given.name in st.query_params:
            st.query_params[PREFIX + given.name] = str(chosen[given.name])
    return chosen


def in_our_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Agents and routes by the names that the console gives them."""
    named = {"Agent": words.AGENT_WORDS, "Route": words.ROUTE_WORDS}
    return rows.with_columns(pl.col(c).replace(named[c]) for c in named if rows.schema.get(c) == pl.String)


def _answered(here: Here, sql: str, given: tuple) -> Answer:
    return kept(here.snap, _ask, here, sql, given, says="Looking", key=(sql, given, here.scope))


def _ask(snap: Snapshot, here: Here, sql: str, given: tuple) -> Answer:
    return answer(snap, sql, dict(given), among=_among(here))


def _among(here: Here) -> pl.DataFrame | None:
    return here.signals if here.filtered else None


def show_answer(here: Here, found: Answer, *, key: str, alt: str) -> None:
    """The rows, how many they are and whether there are more, and the query; a row of a customer opens it."""
    rows = in_our_words(found.rows)
    more = f"The first {rows.height:,} rows; there are more" if found.cut else counted(rows.height, "row")
    st.caption(f"{more}, as of {words.day(here.as_of)}" + (", among the accounts that the filters leave" if here.filtered else ""))
    if rows.is_empty():
        st.info("Nothing fits: no row answers this as of this day.", icon=":material/check_circle:")
    elif "account_id" in rows.columns:
        event = tables.show(
            rows, _columns(rows), alt=alt, key=f"answer_{key}", on_select="rerun", selection_mode="single-row", height="auto"
        )
        row = tables.picked(event, rows)
        if row and row["account_id"]:
            name = here.names.get(row["account_id"], row["account_id"])
            link("10_Accounts", f"Open {words.said(name)}", "groups", account=row["account_id"])
        else:
            st.caption("Choose a row to open the customer.")
    else:
        tables.show(rows, _columns(rows), alt=alt, key=f"answer_{key}")
    with st.expander("The query", icon=":material/database:"):
        st.code(found.sql, language="sql", wrap_lines=True)
        filled = ", ".join(f":{name} = {value}" for name, value in found.given.items())
        st.caption(f"{words.said(filled)} · {found.seconds:.3f} s · reads only, at most {LIMITS.rows:,} rows and {LIMITS.seconds:g} s")


def _columns(rows: pl.DataFrame) -> dict:
    """Formats by kind: the first column is pinned, and ids are not shown."""
    shown = [c for c in rows.columns if not c.endswith("_id")] or rows.columns
    return {c: _column(c, rows.schema[c], pinned=c == shown[0]) for c in shown}


def _column(name: str, kind: pl.DataType, *, pinned: bool) -> object:
    if kind == pl.Date:
        return C.DateColumn(name, format="D MMM YYYY", pinned=pinned)
    if kind.is_numeric():
        return C.NumberColumn(name, format="localized", pinned=pinned)
    return C.TextColumn(name, pinned=pinned)


def _chart(rows: pl.DataFrame, question: Ready) -> None:
    chart = question.chart
    sums = rows.select(pl.col(chart.by).cast(pl.String), chart.of).drop_nulls()
    if sums[chart.by].is_duplicated().any() or sums.is_empty():
        return
    figure = charts.bars(sums, x=chart.of, y=chart.by)
    alt, height = f"{question.text} {chart.of} by {chart.by}", 90 + 34 * sums.height
    charts.show(figure, alt=alt, key=f"chart_{question.name}", unit=chart.unit, n=sums.height, of=f"rows: {chart.by}", height=height)


def in_words(here: Here) -> None:
    """A question in the reader's own words: by a model, or the ready questions nearest to it where there is none."""
    offline = here.settings.model == OFFLINE
    with st.form("own_words", border=False):
        said = st.text_input("Your question", key="own_question", placeholder="Who is about to leave in the long tail?", max_chars=1_000)
        go = st.form_submit_button("Find the nearest" if offline else "Ask", icon=":material/forum:")
    if offline:
        st.caption(
            "No language model is connected, so a question in free words cannot be answered yet: the ready questions nearest to it are "
            "offered. With a model, yours or a vendor's, it is; it is shown the question and never a row."
        )
        chapter("How to connect a model", "model")
    else:
        st.caption(
            f"{words.said(here.settings.model)} is shown the question and the names of the columns below, never a row. "
            f"{words.people_sent(here.settings.hide_people)}"
        )
        if go and said.strip():
            _put(here, said)
        _last(here)
    if said.strip():
        _near(said, offline=offline)
    with st.expander("What can be asked about", icon=":material/menu_book:"):
        st.code(schema_words(), language=None)


def _put(here: Here, said: str) -> None:
    """Ask the model; the answer stays until another question is asked, or the day or the filters change."""
    with st.spinner("Writing a query and running it: as long as the model takes to answer ..."):
        try:
            told: Told | str = ask_in_words(here.snap, said, model_from(here.settings), among=_among(here))
        except CSError as error:
            told = str(error)
    st.session_state["told"] = (_asked_of(here), said, told)


def _asked_of(here: Here) -> tuple:
    return str(here.store.path), here.as_of, here.scope


def _last(here: Here) -> None:
    of, said, told = st.session_state.get("told", (None, "", ""))
    if of != _asked_of(here):
        return
    if isinstance(told, str):
        st.error(words.said(told), icon=":material/error:")
    elif told.answer is None:
        st.info(f"The store cannot tell: {words.said(told.cannot)}", icon=":material/help:")
    else:
        st.markdown(f"**{words.said(said)}**")
        st.caption(f"{words.said(told.says)} The query was written by a model: read it before you rely on the answer.")
        show_answer(here, told.answer, key="own", alt=said)


def _near(said: str, *, offline: bool) -> None:
    found = nearest(said)
    if found:
        st.markdown("**Ready questions that are like it**")
    elif offline:
        st.caption("No ready question is like it: look through the list.")
    for r in found:
        chosen = meant(r, said)
        text = f"{r.text} ({', '.join(chosen.values())})" if chosen else r.text
        st.button(text, key=f"near_{r.name}", type="tertiary", help=r.tells, on_click=open_question, args=(r.name, chosen))
