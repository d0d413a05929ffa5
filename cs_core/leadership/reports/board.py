"""The board pack: the console's own figures on a dozen slides, every number with where it stands, and what has to be decided.

It is made of the same documents as the pages (goals, forecast, work, quality, coverage, pilot), and of nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.rates import in_one, rates
from cs_core.context.snapshot import Snapshot
from cs_core.execution.jobs.cases import standing
from cs_core.execution.papers.pack import Pack, Slide
from cs_core.execution.roster import roster_of
from cs_core.leadership.forecasting.ahead import forecast
from cs_core.leadership.goals import show as goals
from cs_core.leadership.hours.promised import plans
from cs_core.leadership.jobs import jobs
from cs_core.leadership.pilot import status
from cs_core.leadership.quality import quality
from cs_core.leadership.reports import slides
from cs_core.leadership.reports.decisions import decisions
from cs_core.leadership.reports.words import amount

TITLE = "Customer success: board pack"
EVIDENCE = {"prior": "an assumption", "observed": "observed, may be confounded", "experiment": "from a pilot"}
UNITS = {"accounts_kept": "customers kept more", "arr_kept": "{currency} a year of recurring revenue kept more"}


class Documents(NamedTuple):
    """What the console says on the day: the documents of its pages."""

    forecast: Mapping[str, Any]
    goals: Sequence[Mapping[str, Any]]
    jobs: Mapping[str, Any]
    quality: Mapping[str, Any]
    plan: Mapping[str, Any] | None
    pilot: Mapping[str, Any]
    risks: Sequence[Mapping[str, Any]]
    needs: Sequence[Any]
    old_and_new: Mapping[str, Any] | None = None
    """Old model against new on a demo company, where there is one."""


def documents(snap: Snapshot, *, old_and_new: Mapping[str, Any] | None = None) -> Documents:
    """Every document that the pack is made of, as of the snapshot's day."""
    return Documents(
        forecast(snap), [g for g in goals(snap.store, snap)["goals"] if g["target"] is not None], jobs(snap, roster_of(snap.store)),
        quality(snap), _plan(snap), status(snap.store, snap), _risks(snap), decisions(snap), old_and_new,
    )  # fmt: skip


def board(snap: Snapshot, told: Documents | None = None, *, old_and_new: Mapping[str, Any] | None = None) -> Pack:
    """The pack as of the snapshot's day. `told`: its documents, where the caller has them; `old_and_new`: see `Documents`."""
    told = told or documents(snap, old_and_new=old_and_new)
    sheet = slides.Sheet(snap.as_of)
    made: list[Slide] = [slide for draw in slides.SLIDES if (slide := draw(told, sheet)) is not None]
    return Pack("board", TITLE, "Customer success, for the board", snap.as_of, True, tuple(made), sheet.cited())


def _plan(snap: Snapshot) -> dict[str, Any] | None:
    """The plan of people's hours that stands, with its evidence and what it promised; None where none was committed."""
    found = plans(snap)
    if not found:
        return None
    told = {row["id"]: row for row in snap.store.rows("coverage_plan")}.get(found[0]["plan_id"], {})
    impact = (told.get("forecast") or {}).get("impact")
    currency = in_one(rates(snap.store), snap.signals.filter(pl.col("churned_on").is_null()), "arr").currency
    forecast = f"{amount(impact)} {UNITS[found[0]['unit']].format(currency=currency or 'of no currency known')}" if impact else None
    evidence = EVIDENCE.get((told.get("evidence") or {}).get("most"))
    return found[0] | {"evidence": evidence, "forecast": forecast}


def _risks(snap: Snapshot) -> list[dict[str, Any]]:
    """The worst open risk of each customer, most revenue first: id, account_id, reason, as_of, of, and what ABOUT says of the customer."""
    open_ = standing(snap, "risk").filter(pl.col("closed_on").is_null())
    level = pl.col("data").str.json_path_match("$.severity").cast(pl.Float64, strict=False).fill_null(0.0).alias("severity")
    worst = open_.with_columns(level).sort("severity", descending=True, maintain_order=True).unique("account_id", keep="first")
    about = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", *ABOUT)
    rows = worst.select("id", "account_id", "reason", "as_of").join(about, on="account_id")
    told = rows.sort(pl.col("arr").fill_null(0.0), "account_id", descending=[True, False]).head(slides.MOST_ROWS)
    return told.with_columns(pl.lit(open_.height).alias("of")).to_dicts()


ABOUT = ("name", "arr", "currency", "renewal_on", "notice_given_on")
