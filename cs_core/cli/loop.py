"""The commands of the loop: demo, import, audit, account, cycle, queue, decide, deliver, touch."""

import time
from datetime import datetime
from pathlib import Path

import click

from cs_core.cli.base import DAY, Call, cli, command, day, progress, wall


@command(cli, "demo")
@click.option("--accounts", type=click.IntRange(20, 1_000_000), default=2_000, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--weeks", type=click.IntRange(26, 520), default=78, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("data/demo"), show_default=True)
@click.option("--end", type=DAY, help="Last day of the demo's data; default today.")
def demo(call: Call, accounts: int, seed: int, weeks: int, out: Path, end: datetime | None) -> dict:
    """Write a made company's exports to a folder and import them like anybody's."""
    from cs_core.demo.first_start import make_demo

    started, now = time.monotonic(), wall()
    last = end.date() if end else now.date()
    with call.store() as store:
        report = make_demo(store, out, accounts=accounts, seed=seed, weeks=weeks, end=last, now=now, progress=progress)
    return report | {"seconds": round(time.monotonic() - started, 2)}


@command(cli, "import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: noun and columns of an unknown table.")
@click.option("--system", help="The system the files come from, where they do not say.")
def import_(call: Call, paths: tuple[Path, ...], dry_run: bool, mapping: Path | None, system: str | None) -> tuple[dict, int]:
    """Import files, folders and zips; what was imported before stays as it is."""
    from cs_core.context.landing import import_paths, store_to_try
    from cs_core.context.sources.mapping import read_mapping

    chosen = read_mapping(mapping) if mapping else None
    with store_to_try(Path(call.settings.store)) if dry_run else call.store() as store:
        report = import_paths(store, list(paths), now=wall(), dry_run=dry_run, mapping=chosen, system=system, progress=progress)
    lost = [f for f in report["files"] if f["rows"] and f["refused"] == f["rows"] and f["decision"] != "not needed"]
    return report, 1 if lost else 0


@command(cli, "audit")
@click.option("--as-of", "as_of", type=DAY)
def audit(call: Call, as_of: datetime | None) -> dict:
    """What is known, where it lives, and what each agent lacks."""
    from cs_core.context.audit import audit as run
    from cs_core.context.snapshot import snapshot
    from cs_core.execution.roster import JOBS

    with call.existing() as store:
        return run(snapshot(store, day(as_of, store)), JOBS)


@command(cli, "account")
@click.argument("account")
@click.option("--as-of", "as_of", type=DAY)
def account(call: Call, account: str, as_of: datetime | None) -> dict:
    """One customer: facts with their sources, health, outlook, what is open, and the timeline."""
    from cs_core.context.snapshot import snapshot
    from cs_core.orchestration.account import account_page

    with call.existing() as store:
        return account_page(snapshot(store, day(as_of, store)), account)


@command(cli, "cycle")
@click.option("--as-of", "as_of", type=DAY, help="Any past day; default today.")
@click.option("--model", "model_name", help="offline, or a model's name at the endpoint.")
@click.option("--agent", "agents", multiple=True, help="Only this agent; may be repeated.")
def cycle(call: Call, as_of: datetime | None, model_name: str | None, agents: tuple[str, ...]) -> dict:
    """One cycle: notice, draft, judge, route, record."""
    from cs_core.execution.model import model_from
    from cs_core.execution.roster import ROSTER
    from cs_core.orchestration.cycle import run_cycle

    with call.existing() as store:
        model = model_from(call.settings, model_name or call.settings.model)
        now = store.now(wall())
        return run_cycle(
            store,
            as_of=day(as_of, store),
            now=now,
            model=model,
            roster=ROSTER,
            agents=agents or None,
            progress=progress,
            ticks=time.perf_counter,
        )


@command(cli, "touch")
@click.argument("account")
@click.option("--mode", required=True)
@click.option("--minutes", type=float, required=True)
@click.option("--by", required=True)
@click.option("--task", "task_id")
@click.option("--result", default="")
@click.option("--one-way", is_flag=True, help="The customer did not answer.")
@click.option("--not-done", is_flag=True, help="The task stays open.")
def touch(call: Call, account: str, one_way: bool, not_done: bool, **given: object) -> dict:
    """Log what a person did for a customer."""
    from cs_core.context.brief import find_account
    from cs_core.context.snapshot import snapshot
    from cs_core.orchestration.work import log_touch

    with call.existing() as store:
        found = find_account(snapshot(store, day(None, store)), account)
        return log_touch(store, found, now=store.now(wall()), two_way=not one_way, done=not not_done, **given)


@command(cli, "queue")
@click.option("--limit", type=click.IntRange(1))
def queue(call: Call, limit: int | None) -> dict:
    """What waits for a person, most valuable first."""
    from cs_core.orchestration.review import queue as waiting

    with call.existing() as store:
        return {"proposals": waiting(store, limit=limit, now=store.now(wall()))}


@command(cli, "decide")
@click.argument("proposal_id")
@click.argument("decision", type=click.Choice(["approve", "reject", "edit"]))
@click.option("--body", help="The text as edited.")
@click.option("--reason", default="")
@click.option("--by", default="console")
def decide(call: Call, proposal_id: str, decision: str, body: str | None, reason: str, by: str) -> dict:
    """A person's decision on a proposal."""
    from cs_core.orchestration.review import decide as take

    with call.existing() as store:
        return take(store, proposal_id, decision, by=by, now=store.now(wall()), body=body, reason=reason)


@command(cli, "deliver")
def deliver(call: Call) -> tuple[dict, int]:
    """Send what may go, once each."""
    from cs_core.execution.delivery import deliver as send

    with call.existing() as store:
        report = send(store, call.settings, now=store.now(wall()))
    return report, 1 if report["failed"] else 0
