"""The commands that prepare a person for a customer: review, prep, pulse."""

from datetime import datetime
from pathlib import Path

import click

from cs_core.cli.base import DAY, Call, cli, command, day, wall


@command(cli, "review")
@click.argument("account")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write to.")
@click.option("--format", "kind", type=click.Choice(["md", "html", "pptx", "all"]), default="all", show_default=True)
@click.option("--internal", is_flag=True, help="With the risks, for our own eyes.")
@click.option("--as-of", "as_of", type=DAY, help="The quarter ends on that day; default today.")
def review(call: Call, account: str, out: Path, kind: str, internal: bool, as_of: datetime | None) -> tuple[dict, int]:
    """The quarterly review of one customer, every number cited: Markdown, HTML, PowerPoint."""
    from cs_core.context.shelves.narrow import opened
    from cs_core.execution.papers.files import FORMATS
    from cs_core.execution.review_pack.files import document, written
    from cs_core.execution.review_pack.slides import review as made

    with call.existing() as store:
        one, account_id = opened(store, day(as_of, store), account)
        pack = made(one, account_id, internal=internal)
    paths = written(pack, out, tuple(FORMATS) if kind == "all" else (kind,))
    said = document(pack, [str(path) for path in paths])
    return said, 1 if said["uncited"] else 0


@command(cli, "prep")
@click.argument("account")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file to write: .md, .html or .pptx.")
@click.option("--as-of", "as_of", type=DAY, help="As it was known on that day; default today.")
def prep(call: Call, account: str, out: Path | None, as_of: datetime | None) -> tuple[dict, int]:
    """One page before a call: who matters, what changed, what is open, what to ask and what not to say."""
    from cs_core.context.shelves.narrow import opened
    from cs_core.execution.papers.files import put
    from cs_core.execution.papers.markdown import as_markdown
    from cs_core.execution.papers.pack import counted
    from cs_core.orchestration.preparing.page import prepare

    with call.existing() as store:
        one, account_id = opened(store, day(as_of, store), account)
        pack = prepare(one, account_id)
    file = str(put(pack, out)) if out else None
    said = {"account_id": pack.about, "file": file, "text": as_markdown(pack)} | counted(pack)
    return said, 1 if said["uncited"] else 0


@command(cli, "pulse")
@click.argument("account")
@click.argument("score", type=int, required=False)
@click.option("--why", default="", help="What makes you feel so.")
@click.option("--by", required=True)
@click.option("--withdraw", "pulse_id", help="Take back the pulse of this id instead.")
def pulse(call: Call, account: str, score: int | None, why: str, by: str, pulse_id: str | None) -> dict:
    """Set the CSM's pulse of a customer: 1 leaving, 2 at risk, 3 worried, 4 steady, 5 happy, 6 thriving."""
    from cs_core.context.pulse import SCALE, set_pulse, withdraw_pulse
    from cs_core.context.shelves.narrow import account_named

    with call.existing() as store:
        now = store.now(wall())
        found = account_named(store, now.date(), account)
        if pulse_id:
            withdraw_pulse(store, pulse_id, by=by, now=now)
            return {"pulse_id": pulse_id, "account_id": found, "withdrawn": True}
        made = set_pulse(store, found, score or 0, why=why, by=by, now=now)
        return {"pulse_id": made, "account_id": found, "score": score, "says": SCALE[score], "withdrawn": False}
