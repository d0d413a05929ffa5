"""The weekly digest for leaders: what changed since last week and what needs a decision, each with its page. Never for a customer."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.rates import in_one, rates
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import signed
from cs_core.execution.jobs.cases import standing
from cs_core.execution.jobs.renewal_forecast import CATEGORIES, renewal_forecast_rows
from cs_core.execution.sending.ours import leaders, message
from cs_core.execution.sending.ours import send as send_ours
from cs_core.execution.writing.markdown import escaped
from cs_core.leadership import today
from cs_core.leadership.forecast import bound, retention
from cs_core.leadership.goals import show as goals
from cs_core.leadership.output.track import groups, track
from cs_core.leadership.reports.decisions import decisions
from cs_core.leadership.reports.words import money, number
from cs_core.leadership.revenue import recurring
from cs_core.orchestration.oversight.earned import REPORTED
from cs_core.settings import Settings

DAYS = 7
MOST_NAMES = 5
CONSOLE = "http://localhost:8501"


class Week(NamedTuple):
    """Today and the same day a week ago."""

    now: Snapshot
    before: Snapshot

    @property
    def compared(self) -> bool:
        """Whether cases were kept a week ago too: they begin with the first cycle, and what it finds is no news of the week."""
        first = self.now.store.frame("cycle", "as_of")["as_of"].min()
        return first is None or first <= self.before.as_of


class Change(NamedTuple):
    """What changed, in words, and the page that has the whole of it."""

    says: str
    page: str


def digest(snap: Snapshot) -> dict:
    """The `digest` document: as_of, since, subject, changed (says, page) and decisions (says, page, source)."""
    week = Week(snap, snapshot(snap.store, snap.as_of - timedelta(days=DAYS)))
    changed = [c for told in TOLD for c in told(week)]
    needs = decisions(snap)
    subject = f"Customer success, week to {spelt(snap.as_of)}: {counted(len(needs), 'decision')} needed"
    return {
        "as_of": snap.as_of.isoformat(), "since": week.before.as_of.isoformat(), "subject": subject,
        "changed": [c._asdict() for c in changed], "decisions": [n._asdict() for n in needs],
    }  # fmt: skip


def as_markdown(told: dict, *, console: str = CONSOLE, literal: Callable[[str], str] = escaped) -> str:
    """The digest as Markdown: every line leads to its page of the console. `literal`: how words stand as they are where it is read."""
    return _written(told, lambda row: f"- {literal(row['says'])} [{row['page']}]({_url(row, console)})", console)


def as_text(told: dict, *, console: str = CONSOLE) -> str:
    """The digest as the text of a mail."""
    return _written(told, lambda row: f"- {row['says']}\n  {_url(row, console)}", console)


def _written(told: dict, line: Callable[[dict], str], console: str) -> str:
    parts = [f"# {told['subject']}", "", f"Since {spelt(told['since'])}.", "", "## Needs a decision", ""]
    parts += [line(n) for n in told["decisions"]] or ["Nothing does."]
    parts += ["", "## What changed", ""]
    parts += [line(c) for c in told["changed"]] or ["Nothing that is on record."]
    return "\n".join([*parts, "", f"The console: {console}", ""])


def _url(row: dict, console: str) -> str:
    return f"{console.rstrip('/')}/{row['page'].replace(' ', '_')}"


def send(
    snap: Snapshot, settings: Settings, told: dict, *, to: Sequence[str] = (), by: str, now: datetime, console: str = CONSOLE
) -> dict:  # fmt: skip
    """Mail the digest to the leaders of the team, or to those named, once each: see `execution.sending.ours`. `by` authorises it."""
    text = as_text(told, console=console)
    mails = [message(one, told["subject"], text, key=told["as_of"], by=by, now=now) for one in leaders(snap, to)]
    return send_ours(snap.store, settings, mails, now=now)


def _customers(week: Week) -> list[Change]:
    rows = today.changes(week.now, week.now.signals, days=DAYS)
    found = []
    for word, says in today.THEY.items():
        mine = rows.filter(pl.col("what") == word).sort("arr", descending=True, nulls_last=True)
        if mine.height:
            told = in_one(rates(week.now.store), mine, "arr")
            total = told.rows["arr"].sum()
            worth = f", {total:,.0f} {told.currency or ''}".rstrip() + " a year" if word in PRICED and total else ""
            names = ", ".join(mine["name"].drop_nulls().head(MOST_NAMES)) + (" and others" if mine.height > MOST_NAMES else "")
            found.append(Change(f"{counted(mine.height, 'customer')} {says}{worth}: {names.removesuffix('.')}.", "Accounts"))
    return found


def _retention(week: Week) -> list[Change]:
    now, then = retention(week.now), retention(week.before)
    found = []
    for key, name in (("grr", "GRR"), ("nrr", "NRR")):
        if now[key]["point"] is None:
            continue
        told = f"{name} of twelve months is {bound(now[key])}{_interval(now[key])}"
        moved = "" if then[key]["point"] is None else f", {signed(now[key]['point'] * 100 - then[key]['point'] * 100)} points in the week"
        found.append(Change(f"{told}{moved}.", "Forecast"))
    (arr, currency), (was, _) = (_arr(s, now["currency"]) for s in week)
    return [*found, Change(f"Recurring revenue is {money(arr, currency)} a year, {signed(arr - was, ',.0f')} in the week.", "Forecast")]


def _arr(snap: Snapshot, currency: str | None) -> tuple[float, str | None]:
    return float(recurring(snap).filter(pl.col("currency").eq_missing(pl.lit(currency)))["arr"].sum()), currency


def _renewals(week: Week) -> list[Change]:
    if not week.compared:
        return []
    now, then = ({(r["category"], r["currency"]): r for r in _by_category(s)} for s in week)
    found = []
    for key in sorted({*now, *then}, key=lambda k: (CATEGORIES.index(k[0]), k[1] or "")):
        n, was = (side.get(key, {}).get("n") or 0 for side in (now, then))
        if n != was:
            worth = now.get(key, {}).get("arr")
            due = f" worth {money(worth, key[1])}" if worth else ""
            found.append(Change(f"Renewals of the next 120 days that are {key[0]}: {n:,}{due}, {was:,} a week ago.", "Forecast"))
    return found


def _by_category(snap: Snapshot) -> list[dict]:
    return renewal_forecast_rows(standing(snap, "renewal"), as_of=snap.as_of, known=rates(snap.store)).to_dicts()


def _goals(week: Week) -> list[Change]:
    told = [g for g in goals(week.now.store, week.now)["goals"] if g["target"] is not None]
    return [Change(f"Goal “{g['says']}”, {number(g['target'])} {g['unit']} aimed at: {g['progress']}.", "Strategy") for g in told]


def _agents(week: Week) -> list[Change]:
    rows = track(week.now).filter(pl.col("as_of") > week.before.as_of)
    if rows.is_empty():
        return []
    [found] = groups(rows.with_columns(pl.lit("all").alias("whole")), ("whole",))
    told = f"Agents made {found['proposals']:,} proposals; people decided {found['n']:,}"
    usable = f", and sent {_interval(found['usable'])} unchanged or lightly edited" if found["n"] else ""
    new = pl.col("observed_on") > week.before.as_of
    harm = week.now.history("outcome", "kind", "observed_on").filter(new, pl.col("kind").is_in(list(REPORTED)))
    reported = [Change(f"{counted(harm.height, 'report')} of harm done by what was sent.", "Quality")] if harm.height else []
    return [Change(f"{told}{usable}.", "Quality"), *reported]


def _risks(week: Week) -> list[Change]:
    rows = week.now.history("case", "case_id", "as_of", "opened_on", "closed_on", kind="risk")
    rows = rows.unique("case_id", keep="last", maintain_order=True)
    still = rows.filter(pl.col("closed_on").is_null()).height
    are = "is" if still == 1 else "are"
    if not week.compared:
        says = "No cycle had run a week ago: how risks and renewals changed cannot be told."
        return [Change(f"{says} {counted(still, 'risk')} {are} open.", "Agents")]
    opened = rows.filter(pl.col("opened_on").cast(pl.Date) > week.before.as_of).height
    closed = rows.filter(pl.col("closed_on").cast(pl.Date) > week.before.as_of).height
    were = "risk was" if opened == 1 else "risks were"
    return [Change(f"{opened:,} {were} opened and {closed:,} closed; {still:,} {are} open.", "Agents")] if opened or closed else []


def _interval(share: dict) -> str:
    return f"{share['point']:.1%} ({share['low']:.1%} to {share['high']:.1%})"


PRICED = ("left", "gave notice", "became a customer")
TOLD: tuple[Callable[[Week], list[Change]], ...] = (_customers, _retention, _renewals, _risks, _agents, _goals)
"""What is told, in this order."""
