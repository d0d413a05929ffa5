"""The leader's reading: quality, forecast, the board pack and the weekly digest."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cs_core.cli.base import DAY, Call, cli, command, day, wall
from cs_core.errors import BadInput

if TYPE_CHECKING:
    from cs_core.context.snapshot import Snapshot

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
@click.option("--judge", type=click.IntRange(1, 10_000), metavar="N", help="Have a model judge N letters: a measurement, never a gate.")
@click.option("--model", metavar="NAME", help="The model that judges; default $CS_MODEL.")
def quality(
    call: Call, by: str, as_of: datetime | None, draw: int | None, draw_stopped: int | None, blind: bool, said: tuple[str, str] | None,
    why: str, who: str, judge: int | None, model: str | None,
) -> dict:  # fmt: skip
    """How good the agents' output is, by people's decisions and the gates, with intervals; blind samples of what they left alone."""
    from cs_core.leadership.output import blind as samples
    from cs_core.leadership.quality import quality as rates
    from cs_core.orchestration.flow.parts import seen

    if sum(map(bool, (draw, draw_stopped, blind, said, judge))) > 1:
        raise BadInput("One thing at a time: --draw, --draw-stopped, --blind, --label or --judge")
    with call.existing() as store:
        now, snap = store.now(wall()), seen(store, day(as_of, store))
        if said:
            return samples.label(store, *said, by=who, now=now, why=why)
        if blind:
            return {"draws": samples.waiting(store)}
        if draw:
            return samples.draw(snap, draw, by=who, now=now)
        if draw_stopped:
            return samples.draw_stopped(snap, draw_stopped, by=who, now=now)
        if judge:
            return _judged(call, snap, judge, model, now)
        return rates(snap, by)


def _judged(call: Call, snap: "Snapshot", n: int, model: str | None, now: datetime) -> dict:
    from cs_core.execution.models.model import model_from
    from cs_core.leadership.output.judging import judge_drafts

    return judge_drafts(snap, model_from(call.settings, model), n, now=now)


@command(cli, "forecast")
@click.option("--as-of", "as_of", type=DAY)
def forecast(call: Call, as_of: datetime | None) -> dict:
    """What was kept and will be, renewals ahead by category, and how right past forecasts were."""
    from cs_core.leadership.forecasting.ahead import forecast as told
    from cs_core.orchestration.flow.parts import seen

    with call.existing() as store:
        return told(seen(store, day(as_of, store)))


@command(cli, "board")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file: .pptx, .md or .html.")
@click.option("--as-of", "as_of", type=DAY)
@click.option("--old-and-new", "simulated", is_flag=True, help="With the simulated old model against new; demo company only.")
def board(call: Call, out: Path, as_of: datetime | None, simulated: bool) -> tuple[dict, int]:
    """The board pack, of the same figures as the pages, every number with its source."""
    from cs_core.execution.papers.files import put
    from cs_core.execution.papers.pack import counted
    from cs_core.leadership.reports.board import board as made
    from cs_core.orchestration.flow.parts import seen

    with call.existing() as store:
        snap = seen(store, day(as_of, store))
        pack = made(snap, old_and_new=_compared(snap) if simulated else None)
    said = {"file": str(put(pack, out)), "slides": len(pack.slides)} | counted(pack)
    return said, 1 if said["uncited"] else 0


def _compared(snap: "Snapshot") -> dict:
    from cs_core.demo.old_and_new import compare, truth_of
    from cs_core.leadership.hours.models_compared import assignments

    return compare(truth_of(snap), **assignments(snap))


@command(cli, "digest")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it as Markdown.")
@click.option("--send", is_flag=True, help="Mail it to the team's leaders; into the outbox where e-mail is not on.")
@click.option("--to", "names", multiple=True, metavar="NAME", help="Who of the team gets it; may be repeated. Default: those who lead it.")
@click.option("--by", default="", metavar="NAME", help="Who authorises the mail.")
@click.option("--console", default="", metavar="URL", help="Where its links lead; default http://localhost:8501.")
@click.option("--as-of", "as_of", type=DAY)
def digest(
    call: Call, out: Path | None, send: bool, names: tuple[str, ...], by: str, console: str, as_of: datetime | None
) -> tuple[dict, int]:  # fmt: skip
    """The week for leaders: what changed and what needs a decision. Never for a customer."""
    from cs_core.leadership.reports import digest as week
    from cs_core.orchestration.flow.parts import seen

    with call.existing() as store:
        snap = seen(store, day(as_of, store))
        told = week.digest(snap)
        url = console or week.CONSOLE
        if out:
            told["file"] = str(_put(out, week.as_markdown(told, console=url)))
        if send:
            told["mail"] = week.send(snap, call.settings, told, to=names, by=by, now=store.now(wall()), console=url)
    return told, 1 if send and told["mail"]["failed"] else 0


def _put(path: Path, text: str) -> Path:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"Cannot write {path}: {error.strerror or error}. Name another file by --out.") from error
    return path
