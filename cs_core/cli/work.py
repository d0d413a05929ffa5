"""The commands about the agents' work: what became of each job."""

from datetime import datetime

import click

from cs_core.cli.base import DAY, Call, cli, command, day


@command(cli, "work")
@click.option("--as-of", "as_of", type=DAY)
@click.option("--days", type=click.IntRange(1, 730), default=91, show_default=True, help="How far back it counts.")
def work(call: Call, as_of: datetime | None, days: int) -> dict:
    """What each agent noticed, drafted and passed, what became of every customer, and whether small ones get as much."""
    from cs_core.execution.roster import roster_of
    from cs_core.leadership.jobs import jobs
    from cs_core.orchestration.flow.parts import seen

    with call.existing() as store:
        return jobs(seen(store, day(as_of, store)), roster_of(store), days=days)
