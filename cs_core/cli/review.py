"""The command that makes a customer's quarterly review: review."""

from datetime import datetime
from pathlib import Path

import click

from cs_core.cli.base import DAY, Call, cli, command, day


@command(cli, "review")
@click.argument("account")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write to.")
@click.option("--format", "kind", type=click.Choice(["md", "html", "pptx", "all"]), default="all", show_default=True)
@click.option("--internal", is_flag=True, help="With the risks, for our own eyes.")
@click.option("--as-of", "as_of", type=DAY, help="The quarter ends on that day; default today.")
def review(call: Call, account: str, out: Path, kind: str, internal: bool, as_of: datetime | None) -> tuple[dict, int]:
    """The quarterly review of one customer, every number cited: Markdown, HTML, PowerPoint."""
    from cs_core.context.snapshot import snapshot
    from cs_core.execution.papers.files import FORMATS
    from cs_core.execution.review_pack.files import document, written
    from cs_core.execution.review_pack.slides import review as made

    with call.existing() as store:
        pack = made(snapshot(store, day(as_of, store)), account, internal=internal)
    paths = written(pack, out, tuple(FORMATS) if kind == "all" else (kind,))
    said = document(pack, [str(path) for path in paths])
    return said, 1 if said["uncited"] else 0
