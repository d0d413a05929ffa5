"""The commands of the loop: demo, import, audit, account, cycle, queue, decide, touch."""

import time
from datetime import datetime
from pathlib import Path

import click

from cs_core.cli.base import DAY, Call, cli, command, day, day_come, progress, stoppable, wall
from cs_core.cli.durable import DATABASE, durable_cycle
from cs_core.errors import BadInput


@command(cli, "demo")
@click.option("--accounts", type=click.IntRange(20, 1_000_000), default=2_000, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--weeks", type=click.IntRange(26, 520), default=78, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("data/demo"), show_default=True)
@click.option("--end", type=DAY, help="Last day of the demo's data; default today.")
@click.option("--past", type=click.IntRange(0, 52), default=0, show_default=True, help="Weekly cycles played before, by simulated people.")
@click.option("--reset", is_flag=True, help="Begin anew: remove the demo of this store first, never own data.")
def demo(
    call: Call, accounts: int, seed: int, weeks: int, out: Path, end: datetime | None, past: int, reset: bool
) -> dict:  # fmt: skip
    """Write a demo company's exports to a folder and import them like anybody's; with --past, give it weeks of work to look back on."""
    from cs_core.demo.first_start import make_demo, remove_demo

    started, now = time.monotonic(), wall()
    last = end.date() if end else now.date()
    if reset:
        remove_demo(Path(call.settings.store))
    with call.store() as store:
        report = make_demo(store, out, accounts=accounts, seed=seed, weeks=weeks, end=last, now=now, progress=progress)
        if past:
            from cs_core.leadership.rehearsal import rehearse

            rehearse(store, end=last, weeks=past, progress=progress)
    return report | {"seconds": round(time.monotonic() - started, 2)}


@command(cli, "import")
@click.argument("paths", nargs=-1, metavar="PATH_OR_URI...")
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: noun and columns of an unknown table.")
@click.option("--system", help="The system the files come from, where they do not say.")
@click.option("--table", help="Of a database (postgresql://..., sqlite:///...): the table to read.")
@click.option("--query", help="Of a database: the SELECT to read.")
@click.option("--watch", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Keep importing what changes here.")
@click.option("--every", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Seconds between two looks at that folder.")
def import_(
    call: Call, paths: tuple[str, ...], dry_run: bool, mapping: Path | None, system: str | None, table: str | None, query: str | None,
    folder: Path | None, every: float,
) -> tuple[dict, int]:  # fmt: skip
    """Import files, folders, zips and database tables; what was imported before stays as it is."""
    from cs_core.context.importing.databases import is_uri
    from cs_core.context.importing.landing import import_paths, store_to_try
    from cs_core.context.sources.mapping import read_mapping

    if folder:
        return _watched(call, folder, every, system, bool(paths or dry_run or mapping or table or query)), 0
    if not paths:
        raise BadInput("Name a file, folder, zip or database URI to import, or a folder by --watch.")
    chosen, store_path = read_mapping(mapping) if mapping else None, Path(call.settings.store)
    uris = [path for path in paths if is_uri(path)]
    sheets = _databases(uris, store_path, table, query)
    files = [Path(path) for path in paths if path not in uris]
    with store_to_try(store_path) if dry_run else call.store() as store:
        report = import_paths(
            store, files, sheets=sheets, now=wall(), dry_run=dry_run, mapping=chosen, system=system, by="--mapping", progress=progress
        )
        call.tell_past(store)
    return report, 1 if any(file["refused"] > file["not_needed"] for file in report["files"]) else 0


def _databases(uris: list[str], store: Path, table: str | None, query: str | None) -> list:
    if not uris:
        if table or query:
            raise BadInput("--table and --query are for a database: name its URI, such as postgresql://user@host/database.")
        return []
    from cs_core.context.importing.databases import read_database

    return [read_database(uri, own=store, table=table, query=query) for uri in uris]


def _watched(call: Call, folder: Path, every: float, system: str | None, more: bool) -> dict:
    from cs_core.context.importing.watch import watch

    if more:
        raise BadInput("--watch takes a folder and nothing else to import: leave out paths, --dry-run, --mapping, --table and --query.")
    click.echo(f"watching {folder}, stop with Ctrl-C", err=True)
    store = Path(call.settings.store)
    with stoppable() as sleep:
        return watch(store, folder, clock=wall, sleep=sleep, every=every, system=system, say=lambda line: click.echo(line, err=True))


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
    from cs_core.context.shelves.narrow import opened
    from cs_core.orchestration.account import account_page

    with call.existing() as store:
        one, account_id = opened(store, day(as_of, store), account)
        return account_page(one, account_id)


@command(cli, "cycle")
@click.option("--as-of", "as_of", type=DAY, help="Today or any past day; default today.")
@click.option("--model", "model_name", help="offline, or a model's name at the endpoint.")
@click.option("--agent", "agents", multiple=True, help="Only this agent; may be repeated.")
@click.option("--durable", is_flag=True, help="It outlives this process: begun again in the same words, it goes on (an extra).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that a durable cycle is done by.")
@DATABASE
def cycle(
    call: Call, as_of: datetime | None, model_name: str | None, agents: tuple[str, ...], durable: bool, workers: int, database: str | None
) -> dict:  # fmt: skip
    """One cycle: notice, draft, judge, route, record."""
    from cs_core.execution.models.model import model_from
    from cs_core.execution.roster import roster_of
    from cs_core.orchestration.cycle import run_cycle

    if not durable and (workers > 1 or database):
        raise BadInput("--workers and --database are for a durable cycle: add --durable")
    with call.existing() as store:
        model = model_from(call.settings, model_name or call.settings.model)
        now, on = store.now(wall()), day_come(as_of, store)
        call.tell_past(store)
        if not durable:
            return run_cycle(
                store,
                as_of=on,
                now=now,
                model=model,
                roster=roster_of(store),
                agents=agents or None,
                progress=progress,
                ticks=time.perf_counter,
            )
    asked = {"as_of": on.isoformat(), "now": now.isoformat(), "model": model.name, "agents": sorted(agents) or None}
    return durable_cycle(call, asked, workers=workers, database=database)


@command(cli, "touch")
@click.argument("account")
@click.option("--mode", help="call, meeting, workshop, email, chat or visit.")
@click.option("--minutes", type=float, default=0.0)
@click.option("--by", required=True)
@click.option("--task", "task_id")
@click.option("--result", default="")
@click.option("--one-way", is_flag=True, help="The customer did not answer.")
@click.option("--not-done", is_flag=True, help="The task stays open.")
@click.option("--withdraw", "touch_id", metavar="ID", help="Take back the touch of this id instead; the reason goes into --result.")
def touch(call: Call, account: str, one_way: bool, not_done: bool, touch_id: str | None, **given: object) -> dict:
    """Log what a person did for a customer, or withdraw what was logged by mistake."""
    from cs_core.context.shelves.narrow import account_named
    from cs_core.orchestration.work import log_touch, withdraw_touch

    with call.existing() as store:
        if touch_id:
            return withdraw_touch(store, touch_id, why=given["result"], by=given["by"], now=store.now(wall()))
        found = account_named(store, day(None, store), account)
        return log_touch(store, found, now=store.now(wall()), two_way=not one_way, done=not not_done, **given)


@command(cli, "note")
@click.argument("account")
@click.option("--key", help="What the note is of: remark, renewal_on, champion, desired_outcome ...")
@click.option("--text", help="The note itself.")
@click.option("--by", required=True)
@click.option("--quote", help="The customer's own words.")
@click.option("--said-by", help="Who at the customer said it.")
@click.option("--on", type=DAY, help="Since when it is known; default today.")
@click.option("--withdraw", "note_id", help="Take back the note of this id instead.")
def note(
    call: Call, account: str, key: str | None, text: str | None, by: str, on: datetime | None, note_id: str | None, **said: str | None
) -> dict:
    """Keep what only a head knows of a customer: it becomes a fact with author and day."""
    from cs_core.context.notes import add_note, withdraw_note
    from cs_core.context.shelves.narrow import account_named

    with call.existing() as store:
        now = store.now(wall())
        found = account_named(store, now.date(), account)
        if note_id:
            withdraw_note(store, note_id, account_id=found, by=by, now=now)
            return {"note_id": note_id, "account_id": found, "withdrawn": True}
        day = on.date() if on else None
        made = add_note(store, found, key=key or "", text=text or "", by=by, now=now, observed_on=day, **said)
        return {"note_id": made, "account_id": found, "withdrawn": False}


@command(cli, "queue")
@click.option("--limit", type=click.IntRange(1))
def queue(call: Call, limit: int | None) -> dict:
    """What waits for a person: due within three days first, then by customers kept."""
    from cs_core.orchestration.review import queue as waiting

    with call.existing() as store:
        return {"proposals": waiting(store, limit=limit, now=store.now(wall()))}


@command(cli, "decide")
@click.argument("proposal_id")
@click.argument("decision", type=click.Choice(["approve", "reject", "edit", "take-back"]))
@click.option("--body", help="The text as edited.")
@click.option("--reason", default="")
@click.option("--by", default="console")
def decide(call: Call, proposal_id: str, decision: str, body: str | None, reason: str, by: str) -> dict:
    """A person's decision on a proposal; take-back undoes it while nothing went out by it."""
    from cs_core.orchestration.review import decide as take
    from cs_core.orchestration.taking_back import undecide

    with call.existing() as store:
        if decision == "take-back":
            return undecide(store, proposal_id, by=by, now=store.now(wall()), why=reason)
        return take(store, proposal_id, decision, by=by, now=store.now(wall()), body=body, reason=reason)
