"""A question in words, turned into a query by a language model and run where it can do no harm; mended once where it cannot be run.

The model sees the question and what the tables are called, never a row of them. What it writes is run by `context.asking`, which lets
nothing but reading through: a hostile question or a hostile model can at worst get a refusal, or a wrong answer that shows its query.
"""

import json
from typing import NamedTuple

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from cs_core.context.asking import LIMITS, Answer, Limits, answer, schema_words
from cs_core.context.snapshot import Snapshot
from cs_core.errors import BadInput, CSError
from cs_core.execution.models.hiding import Hiding, known_names
from cs_core.execution.models.metering import Bill
from cs_core.execution.models.model import Model
from cs_core.execution.models.prompt import prompt

NAME = "ask"
MOST_CHARS = 1_000
"""Of a question."""


class Query(BaseModel):
    """A model's answer to a question: a query, or why there is none."""

    model_config = ConfigDict(extra="forbid")

    sql: str = Field(max_length=LIMITS.sql_chars)
    says: str = Field(max_length=500)
    cannot: str = Field(max_length=500)


class Told(NamedTuple):
    """What came of a question in words: an answer and what its rows are, or why these tables cannot answer it."""

    answer: Answer | None
    says: str
    cannot: str


def ask_in_words(
    snap: Snapshot, question: str, model: Model, *, among: pl.DataFrame | None = None, limits: Limits = LIMITS
) -> Told:
    """The answer as of the snapshot's day, by one query of the model's, mended once. "Cannot be answered" is an answer.

    `among`: as in `answer`.

    Raises BadInput for no question, ModelError where the model fails, and what `answer` raises where the mended query fails too.
    """
    question = " ".join(question.split())
    if not question or len(question) > MOST_CHARS:
        raise BadInput(f"Ask one question of at most {MOST_CHARS:,} characters")
    hiding = Hiding(known_names(snap.people["name"]), on=model.hides)
    data = {"question": hiding.hide(question), "as_of": snap.as_of.isoformat(), "tables": schema_words()}
    first = _written(model, data)
    query = _shown(first, hiding)
    if _none(query):
        return _cannot(query)
    try:
        return Told(answer(snap, query.sql, among=among, limits=limits), query.says, "")
    except CSError as error:
        query = _shown(_written(model, data | {"last_query": first.sql, "problem": hiding.hide(str(error))}), hiding)
    return _cannot(query) if _none(query) else Told(answer(snap, query.sql, among=among, limits=limits), query.says, "")


def _written(model: Model, data: dict) -> Query:
    bill = Bill(NAME, prompt_version=f"{NAME} {prompt(NAME).version}")
    return model.write(prompt(NAME).parts["rules"], json.dumps(data, ensure_ascii=False), Query, bill)


def _shown(query: Query, hiding: Hiding) -> Query:
    """The query with the words behind its placeholders; in SQL as they stand within quotes."""
    sql = hiding.show(query.sql, inside=lambda words: words.replace("'", "''"))
    return query.model_copy(update={"sql": sql, "says": hiding.show(query.says), "cannot": hiding.show(query.cannot)})


def _none(query: Query) -> bool:
    return not query.sql.strip()


def _cannot(query: Query) -> Told:
    return Told(None, query.says, query.cannot or "The model wrote no query: ask in other words, or choose a ready question.")
