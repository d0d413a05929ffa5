"""The commands by which things leave the machine: deliver, channels."""

import click

from cs_core.cli.base import Call, cli, command, progress, stoppable, wall
from cs_core.errors import BadInput


@command(cli, "deliver")
@click.option(
    "--settle", "settled", type=(str, click.Choice(["sent", "again", "drop"])), metavar="ACTION_ID sent|again|drop",
    help="Say how an action ended of which nobody can tell; nothing is sent by it.",
)  # fmt: skip
@click.option("--by", default="", help="Who settles it.")
def deliver(call: Call, settled: tuple[str, str] | None, by: str) -> tuple[dict, int]:
    """Send what may go, once each; or settle what nobody can tell."""
    from cs_core.execution.sending.attempts import settle
    from cs_core.execution.sending.delivery import deliver as send
    from cs_core.orchestration.contact.since import stopped

    with call.existing() as store:
        now = store.now(wall())
        if settled:
            return settle(store, *settled, by=by, now=now), 0
        with stoppable() as sleep:

            def tell(share: float, what: str) -> None:
                progress(share, what)
                sleep(0)

            report = send(store, call.settings, now=now, clock=wall, progress=tell, stopped=stopped)
    return report, 1 if report["failed"] else 0


@command(cli, "channels")
@click.argument("words", nargs=-1)
@click.option("--why", default="", help="The reason, kept with the change.")
@click.option("--by", default="", help="Who decides.")
def channels(call: Call, words: tuple[str, ...], why: str, by: str) -> dict:
    """Show by which channels something may go out, or set one: ``channels set email approved --why TEXT --by NAME``."""
    from cs_core.execution.sending.connect import overview, set_mode

    if words and (words[0] != "set" or len(words) != 3):
        raise BadInput("channels knows only `set CHANNEL MODE --why TEXT --by NAME`; `channels` alone lists them")
    with call.existing() as store:
        if words:
            set_mode(store, call.settings, words[1], words[2], why=why, by=by, now=store.now(wall()))
        return {"channels": overview(store, call.settings)}
