"""The command that asks: a ready question, or one in words where there is a model."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from cs_core.cli.base import DAY, Call, cli, command, day
from cs_core.errors import BadInput

if TYPE_CHECKING:
    from cs_core.context.asking import Answer, Ready


@command(cli, "ask")
@click.argument("question", required=False)
@click.option("--ready", "name", metavar="NAME", help="A ready question, by its name; needs no model.")
@click.option("--set", "chosen", multiple=True, metavar="KEY=VALUE", help="What a ready question takes: days=30, segment=enterprise.")
@click.option("--list", "listed", is_flag=True, help="Name the ready questions.")
@click.option("--model", metavar="NAME", help="The model that writes the query; default $CS_MODEL.")
@click.option("--as-of", "as_of", type=DAY)
def ask(
    call: Call, question: str | None, name: str | None, chosen: tuple[str, ...], listed: bool, model: str | None, as_of: datetime | None
) -> dict | tuple[dict, int]:
    """Ask the store a question: read-only, limited in time and rows, and the query is shown; exit status 1 where it cannot be answered."""
    from cs_core.context.asking import READY, answer, meant, nearest, ready, settled
    from cs_core.context.snapshot import snapshot
    from cs_core.execution.models.asker import ask_in_words
    from cs_core.execution.models.model import OFFLINE, model_from

    if sum(map(bool, (question, name, listed))) != 1 or (chosen and not name):
        raise BadInput("Ask one thing: a QUESTION in words, or --ready NAME (with --set KEY=VALUE), or --list")
    if listed:
        return {"questions": [_ready(r) for r in READY]}
    with call.existing() as store:
        snap = snapshot(store, day(as_of, store))
        if name:
            found = ready(name)
            return _document(answer(snap, found.sql, settled(found, _pairs(chosen))), found.text, found.tells)
        asked = model_from(call.settings, model)
        near = [{"name": r.name, "text": r.text, "set": meant(r, question)} for r in nearest(question)]
        if asked.name == OFFLINE:
            said = "A question in words needs a model (see --model); a ready question needs none"
            return {"question": question, "ok": False, "says": f"{said}. Nearest:" if near else said, "nearest": near}, 1
        told = ask_in_words(snap, question, asked)
    if told.answer is None:
        return {"question": question, "ok": False, "says": f"The store cannot tell: {told.cannot}", "nearest": near}, 1
    return _document(told.answer, question, told.says)


def _pairs(chosen: tuple[str, ...]) -> dict[str, str]:
    if not all("=" in pair for pair in chosen):
        raise BadInput("Write what you choose as KEY=VALUE: --set days=30")
    return dict(pair.split("=", 1) for pair in chosen)


def _ready(r: "Ready") -> dict:
    given = [{"key": g.name, "says": g.label, "default": g.default} for g in r.given]
    return {"name": r.name, "layer": r.layer, "text": r.text, "tells": r.tells, "given": given, "sql": r.sql}


def _document(found: "Answer", question: str, says: str) -> dict:
    return {
        "question": question, "says": says, "as_of": found.given["as_of"], "given": found.given, "columns": found.rows.columns,
        "rows": found.rows.to_dicts(), "n": found.rows.height, "cut": found.cut, "seconds": found.seconds, "sql": found.sql,
    }  # fmt: skip
