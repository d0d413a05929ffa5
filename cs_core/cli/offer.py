"""The quote of the next term, on the command line."""

from datetime import datetime

import click

from cs_core.cli.base import DAY, Call, cli, command, day


@command(cli, "quote")
@click.argument("account")
@click.option("--format", "form", type=click.Choice(["md", "csv", "json"]), default="md", show_default=True, help="How it is written.")
@click.option("--as-of", "as_of", type=DAY)
def quote(call: Call, account: str, form: str, as_of: datetime | None) -> tuple[dict, int]:
    """Draft the quote for a customer's next term: internal, every figure with its fact; exit status 1 where something is missing."""
    import json

    from cs_core.context.brief import brief
    from cs_core.context.shelves.narrow import opened
    from cs_core.execution.jobs.quote import quote_of
    from cs_core.execution.jobs.quote_text import as_csv, as_data, as_markdown
    from cs_core.orchestration.direction import direction

    with call.existing() as store:
        one, account_id = opened(store, day(as_of, store), account)
        made = quote_of(brief(one, account_id), direction(store).guardrails)
    data = as_data(made)
    text = {"md": as_markdown, "csv": as_csv, "json": lambda _: json.dumps(data, ensure_ascii=False, indent=2)}[form](made)
    return data | {"format": form, "text": text}, 0 if made.made else 1
