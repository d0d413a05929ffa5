"""The leader's reading: quality, forecast, the board pack and the weekly digest."""

from datetime import datetime

import click

from cs_core.cli.base import DAY, Call, cli, command, day, wall
from cs_core.errors import BadInput

BY = ("agent", "play", "segment", "agent and segment", "prompt version", "playbook version", "writer", "month")


@command(cli, "quality")
@click.option("--by", type=click.Choice(BY), default="agent", show_default=True, help="What the rates are told for.")
@click.option("--as-of", "as_of", type=DAY)
@click.option("--draw", type=click.IntRange(1, 1000), metavar="N", help="Draw N accounts that an agent left alone, to be judged.")
@click.option("--draw-stopped", type=click.IntRange(1, 1000), metavar="N", help="Draw N drafts that gates stopped, to be judged.")
@click.option("--blind", is_flag=True, help="List the draws that wait for a label.")
@click.option("--label", "said", type=(str, str), metavar="ID WORD", help="Say of a draw: missed, 'rightly left', or 'cannot tell'.")
@click.option("--why", default="", help="In words, kept with the label.")
@click.option("--who", default="", metavar="NAME", help="Who draws or judges.")
def quality(
    call: Call, by: str, as_of: datetime | None, draw: int | None, draw_stopped: int | None, blind: bool, said: tuple[str, str] | None,
    why: str, who: str,
) -> dict:  # fmt: skip
    """How good the agents' output is, by people's decisions and the gates, with intervals; blind samples of what they left alone."""
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership import blind as samples
    from cs_core.leadership.quality import quality as rates

    if sum(map(bool, (draw, draw_stopped, blind, said))) > 1:
        raise BadInput("One thing at a time: --draw, --draw-stopped, --blind or --label")
    with call.existing() as store:
        now, snap = store.now(wall()), snapshot(store, day(as_of, store))
        if said:
            return samples.label(store, *said, by=who, now=now, why=why)
        if blind:
            return {"draws": samples.waiting(store)}
        if draw:
            return samples.draw(snap, draw, by=who, now=now)
        if draw_stopped:
            return samples.draw_stopped(snap, draw_stopped, by=who, now=now)
        return rates(snap, by)
