"""The commands about our people: protected customers, overrides of a plan, what plans promised, and a person who leaves."""

from datetime import datetime

import click

from cs_core.cli.base import DAY, Call, cli, command, day, wall
from cs_core.errors import BadInput


@command(cli, "protect")
@click.argument("account", required=False)
@click.option("--off", is_flag=True, help="Take the protection away.")
@click.option("--why", default="", help="The reason.")
@click.option("--by", default="console", show_default=True, help="Who decides it.")
def protect(call: Call, account: str | None, off: bool, why: str, by: str) -> dict:
    """Protect a customer: no agent writes to it unread, no pilot withholds care. Without ACCOUNT: those that are protected."""
    from cs_core.context.brief import find_account
    from cs_core.context.snapshot import snapshot
    from cs_core.orchestration.contact.protection import protect as begin
    from cs_core.orchestration.contact.protection import protected, unprotect

    with call.existing() as store:
        now = store.now(wall())
        snap = snapshot(store, now.date())
        if account is not None:
            (unprotect if off else begin)(store, find_account(snap, account), why=why, by=by, now=now)
        names = dict(snap.accounts.select("account_id", "name").iter_rows())
        rows = protected(store, now.date()).items()
        return {"protected": [{"account_id": a, "name": names.get(a, a)} | {k: row[k] for k in ("why", "by", "set_at")} for a, row in rows]}


@command(cli, "override")
@click.argument("account", required=False)
@click.option("--mode", help="What is to be done instead; without it the account is left to agents.")
@click.option("--person", help="Who does it.")
@click.option("--hours", type=click.FloatRange(min=0), default=0.0, help="Hours of the quarter.")
@click.option("--price", type=float, help="By how much the plan's impact changes, as the Coverage page shows it.")
@click.option("--reason", default="", help="One of the reasons that are scored later.")
@click.option("--why", default="", help="A sentence.")
@click.option("--by", default="console", show_default=True, help="Who decides it.")
@click.option("--take-back", "back", metavar="ID", help="Restore what stood before this override.")
def override(
    call: Call, account: str | None, mode: str | None, person: str | None, hours: float, price: float | None, reason: str, why: str,
    by: str, back: str | None,
) -> dict:  # fmt: skip
    """Override the committed plan for one customer, with the reason. Without ACCOUNT: every override, and who was right."""
    from cs_core.context.brief import find_account
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership.hours.overrides import REASONS, Instead, keep, ledger, scored, take_back

    with call.existing() as store:
        now = store.now(wall())
        snap = snapshot(store, now.date())
        if back:
            take_back(store, back, by=by, now=now)
        elif account is not None:
            if not reason:
                raise BadInput(f"override needs --reason, one of: {', '.join(REASONS)}")
            keep(snap, find_account(snap, account), Instead(mode, person, hours), reason=reason, why=why, by=by, now=now, price=price)
        return {"overrides": ledger(store), "scored": scored(snap)}


@command(cli, "promised")
@click.option("--as-of", "as_of", type=DAY)
def promised(call: Call, as_of: datetime | None) -> dict:
    """Every committed plan against what happened: hours, touches, customers kept. It does not say what caused it."""
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership.hours.promised import against_forecast, plans

    with call.existing() as store:
        snap = snapshot(store, day(as_of, store))
        return {"as_of": snap.as_of.isoformat(), "plans": [against_forecast(snap, plan) for plan in plans(snap)]}


@command(cli, "leaver")
@click.argument("name")
@click.option("--last-day", "last", type=DAY, required=True, help="The day on which they are here last.")
@click.option("--give", metavar="ACCOUNT=PERSON", multiple=True, help="A successor of your own choice; again for more.")
@click.option("--by", default="console", show_default=True, help="Who decides it.")
@click.option("--commit", "write", is_flag=True, help="Write it: tasks for both sides, open work passed on, the team changed.")
def leaver(call: Call, name: str, last: datetime, give: tuple[str, ...], by: str, write: bool) -> dict:
    """A person leaves: all that they hold, who takes it over, and a brief of each customer. --commit writes it."""
    from cs_core.context.brief import find_account
    from cs_core.context.snapshot import snapshot
    from cs_core.leadership.leavers.succession import leave, propose

    if bad := [word for word in give if "=" not in word]:
        raise BadInput(f"--give needs ACCOUNT=PERSON, not {bad[0]!r}")
    with call.existing() as store:
        now = store.now(wall())
        snap = snapshot(store, now.date())
        chosen = {find_account(snap, account): person for account, _, person in (word.rpartition("=") for word in give)}
        made = propose(snap, name, last.date(), chosen=chosen)
        return made | ({"written": leave(store, made, by=by, now=now)} if write else {})
