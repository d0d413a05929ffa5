"""The forecast in one document: what was kept, what will be, the renewals ahead by category, and how right all this was before.

Categories are those of the renewal cases, by rules that a leader can read; what each is worth is told by the chances of its renewals,
and by how many of each category were renewed in the past.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

import polars as pl

from cs_core.context.rates import converted, rates
from cs_core.context.snapshot import Snapshot
from cs_core.execution.jobs.cases import COLUMNS, standing
from cs_core.execution.jobs.leads import csql_summary
from cs_core.execution.jobs.onboarding_times import onboarding_times
from cs_core.execution.jobs.renewal_forecast import CATEGORIES, renewal_forecast_rows
from cs_core.execution.jobs.risk_words import lead_times
from cs_core.leadership.forecast import (
    HISTORY,
    LOWER,
    OMITTED,
    OUTLOOK_DAYS,
    UPPER,
    expected_of,
    measure,
    renewal_forecast,
    renewal_rate,
    renewals,
    retention,
    unnoticed_rate,
)
from cs_core.leadership.forecasting.losses import losses
from cs_core.leadership.forecasting.over import not_ahead
from cs_core.leadership.forecasting.past import HORIZONS, begins, bias
from cs_core.leadership.forecasting.windows import FIGURES, Days, ahead, lost
from cs_core.leadership.revenue import disputed, months_before
from cs_core.orchestration.record import wilson
from cs_core.records import Interval

AHEAD_DAYS = 120
"""So far ahead renewals are told by category."""
AGENT = "renewal"
ENDED = ("renewed", "lost")
FEWEST = 5
"""Ended renewals of a category below which no share is told."""


def forecast(snap: Snapshot) -> dict[str, Any]:
    """The `forecast` document: as_of, currency, customers (all current ones), now (12 months, churn too), ahead, losses, year, rate,
    unnoticed, quarters, categories, came, apart, alike, bias, pace, over.
    """
    days, past = Days(snap.store), came(snap)
    kept = retention(snap)
    coming = _ahead(snap, days)
    return {
        "as_of": snap.as_of.isoformat(), "currency": kept["currency"], "customers": snap.signals["churned_on"].null_count(),
        "now": kept | {"churn": _less(kept["logo"])},
        "ahead": coming, "losses": _losses(snap, days, coming[-1]), "year": _year(snap, coming[-1]),
        "rate": renewal_rate(snap), "unnoticed": unnoticed_rate(snap), "quarters": renewal_forecast(snap),
        "categories": categories(snap), "came": past, "apart": apart(past), "alike": alike(past),
        "bias": bias(snap, days), "pace": pace(snap), "over": not_ahead(snap),
    }  # fmt: skip


def _less(share: dict[str, Any]) -> dict[str, Any]:
    """One minus a share, its bounds turned round: what is the most that was kept is the least that was lost."""
    if share["point"] is None:
        return share
    turned = {"point": 1 - share["point"], "low": 1 - share["high"], "high": 1 - share["low"]}
    return share | turned | {"says": share["says"].replace(UPPER, LOWER)}


def _ahead(snap: Snapshot, days: Days) -> list[dict[str, Any]]:
    """For each horizon: days, until, n, and each figure of today's payers on that day, with churn; or why it cannot be told."""
    since, doubt = begins(snap), disputed(snap)
    why = f"cannot tell: {doubt}" if doubt else "cannot tell: no departure is on record" if since is None else ""
    rows = []
    for horizon, months in HORIZONS.items():
        found = dict.fromkeys(FIGURES) if why else ahead(days, snap.as_of, months, since)
        n = days.on(snap.as_of).height
        told = {f: measure(i, n, "" if i else why or SHORT) for f, i in found.items()}
        until = months_before(snap.as_of, -months)
        rows.append({"days": horizon, "until": until.isoformat(), "n": n, **told, "churn": _less(told["logo"])})
    return rows


def _losses(snap: Snapshot, days: Days, coming: dict[str, Any]) -> dict[str, Any]:
    """See `losses`: the last horizon's loss of GRR, where it can be told."""
    since = begins(snap) if coming["grr"]["point"] is not None else None
    past = lost(days, snap.as_of, HORIZONS[coming["days"]], since) if since else None
    return losses(snap, past, coming["until"])


def _year(snap: Snapshot, coming: dict[str, Any]) -> dict[str, Any]:
    """The twelve months that end on the last horizon's day: what is kept of their payers so far, times what will be kept of it."""
    months = HORIZONS[coming["days"]]
    past = retention(snap, 12 - months)
    told = {f: _times(past[f], coming[f]) for f in FIGURES}
    known = any(told[f]["point"] is not None for f in FIGURES)
    return {"until": coming["until"], "from": past["from"], **told, "churn": _less(told["logo"]), "says": BESIDE_GOALS if known else ""}


def _times(past: dict[str, Any], coming: dict[str, Any]) -> dict[str, Any]:
    """What is past is no estimate: only the doubt of what is ahead counts."""
    if past["point"] is None or coming["point"] is None:
        return measure(None, past["n"], past["says"] or coming["says"])
    return measure(Interval(*(past["point"] * coming[end] for end in Interval._fields)), past["n"], past["says"])


def categories(snap: Snapshot) -> dict[str, Any]:
    """The open renewals of the next AHEAD_DAYS by category and currency, in the order of CATEGORIES.

    ``{"rows": [category, currency, n, arr, n_unknown, n_30 .. n_120, arr_30 .. arr_120, expected, goes_by], "says", "order"}``; `expected`
    is the ARR expected to renew, with its interval, `goes_by` what its chances rest on (basis -> renewals), and `order` says why a
    category is expected to renew less than a lesser one, where one is.
    """
    cases = standing(snap, AGENT)
    known = rates(snap.store)
    rows = renewal_forecast_rows(cases, as_of=snap.as_of, known=known)
    if rows.is_empty():
        says = f"no renewal case is open for the next {AHEAD_DAYS} days: cases begin with the first cycle"
        return {"rows": [], "says": says, "order": ""}
    still = cases.filter(pl.col("closed_on").is_null())
    open_ = still.select("account_id", pl.col("data").str.json_path_match("$.forecast.category").alias("category"))
    due = converted(known, renewals(snap, within_days=AHEAD_DAYS), "arr").join(open_.unique("account_id", keep="last"), on="account_id")
    parts = due.partition_by("category", "currency", as_dict=True)
    told = {key: expected_of(part)["expected"] for key, part in parts.items()}
    by = {key: dict(part.group_by("basis").len().sort("len", "basis", descending=[True, False]).iter_rows()) for key, part in parts.items()}
    none = measure(None, 0, "cannot tell: the day or the amount is not known")
    keys = [(row["category"], row["currency"]) for row in rows.to_dicts()]
    full = [row | {"expected": told.get(k, none), "goes_by": by.get(k, {})} for k, row in zip(keys, rows.to_dicts(), strict=True)]
    return {"rows": full, "says": "", "order": _order(full)}


def _order(rows: Sequence[dict[str, Any]]) -> str:
    """Why a category is expected to renew less of what is due than a lesser one: what their chances rest on, and how sure that is."""
    known = [row for row in rows if row["arr"] and row["expected"]["point"] is not None and row["category"] != OMITTED]
    return " ".join(_why(*pair) for pair in combinations(known, 2) if pair[0]["currency"] == pair[1]["currency"] and _less_of(*pair))


def _less_of(better: dict[str, Any], lesser: dict[str, Any]) -> bool:
    """Whether it shows, in percent with one decimal."""
    shares = (round(row["expected"]["point"] / row["arr"], 3) for row in (better, lesser))
    return next(shares) < next(shares)


def _why(better: dict[str, Any], lesser: dict[str, Any]) -> str:
    (p, low, high), (q, least, most) = (tuple(r["expected"][b] / r["arr"] for b in ("point", "low", "high")) for r in (better, lesser))
    sure = "their likely ranges overlap, so that may be chance" if low <= most and least <= high else "beyond chance"
    beyond = " and ".join(f"{r['goes_by'].get(HISTORY, 0):,} of {r['n']:,} in {r['category']}" for r in (better, lesser))
    says = f"{better['category'].capitalize()} is expected to renew {p:.1%} of what is due, {lesser['category']} {q:.1%}: {sure}. "
    return says + f"Beyond the outlook's {OUTLOOK_DAYS} days, the history of all renewals answers alike for each: {beyond}."


def came(snap: Snapshot) -> list[dict[str, Any]]:
    """What became of each category so many days before the end: category, horizon, n, share renewed with its interval (null: too few)."""
    rows = snap.history("case", "case_id", "agent", "as_of", "state", "closed_on", "data", kind="renewal")
    word = rows.select("case_id", "as_of", pl.col("data").str.json_path_match("$.forecast.category").alias("category"))
    last = rows.unique("case_id", keep="last", maintain_order=True).filter(pl.col("state").is_in(ENDED), pl.col("closed_on").is_not_null())
    found = []
    for horizon in HORIZONS:
        ends = last.select("case_id", "state", (pl.col("closed_on") - timedelta(days=horizon)).alias("by"))
        then = ends.join(word, on="case_id").filter(pl.col("as_of") <= pl.col("by")).sort("as_of")
        then = then.unique("case_id", keep="last", maintain_order=True)
        counts = {c: (int((p["state"] == "renewed").sum()), p.height) for (c,), p in then.partition_by("category", as_dict=True).items()}
        found += [_came(c, horizon, *counts.get(c, (0, 0))) for c in CATEGORIES]
    return found


def _came(category: str, horizon: int, k: int, n: int) -> dict[str, Any]:
    share = wilson(k, n) if n >= FEWEST else None
    says = "" if share else f"cannot tell yet: {n} ended, {FEWEST} are needed"
    return {"category": category, "horizon": horizon, "k": k, **measure(share, n, says)}


def apart(rows: Sequence[dict[str, Any]], horizon: int = 30) -> str:
    """Whether the categories told renewals apart so many days before the end, in words: of no two of them may the intervals overlap."""
    known = [row for row in rows if row["horizon"] == horizon and row["point"] is not None]
    told = ", ".join(f"{row['category']} {row['k']:,} of {row['n']:,}" for row in known)
    if len(known) < 2:
        so_far = f" (renewed so far: {told})" if told else ""
        return f"Whether the categories tell renewals apart cannot be told yet: {FEWEST} ended renewals of each of two are needed{so_far}"
    pairs = list(combinations(known, 2))
    same = [pair for pair in pairs if _overlap(*pair)]
    if not same:
        return f"The categories told renewals apart: {told} renewed, and no two 95% intervals overlap"
    among = {row["category"] for pair in same for row in pair}
    names = [row["category"] for row in known if row["category"] in among]
    some = " and ".join([", ".join(names[:-1]), names[-1]]).capitalize()
    which = "The categories" if len(same) == len(pairs) > 1 else some
    so_far = f"{told} renewed, by their category {horizon} days before the end"
    return f"{which} cannot be told apart yet: {so_far}; their 95% intervals overlap"


def alike(rows: Sequence[dict[str, Any]], horizon: int = 30) -> list[str]:
    """The categories that their own record does not yet tell from every other; of the omitted the notice or the lost deal is known."""
    known = [row for row in rows if row["horizon"] == horizon and row["point"] is not None]
    told = {row["category"] for row in known if len(known) > 1 and not any(_overlap(row, other) for other in known if other is not row)}
    return [category for category in CATEGORIES if category != OMITTED and category not in told]


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["low"] <= other["high"] and other["low"] <= one["high"]


def pace(snap: Snapshot) -> dict[str, Any]:
    """How early risks are seen, how fast value is reached, and what leads of customer success bring: counts and medians."""
    cases = snap.history("case", *COLUMNS)
    return {
        "risk_lead": lead_times(cases)._asdict(), "leads": csql_summary(cases, rates(snap.store))._asdict(),
        "onboarding": {name: t._asdict() for name, t in onboarding_times(snap.signals)._asdict().items()},
    }  # fmt: skip


BESIDE_GOALS = (
    "the renewals and notices of the days ahead are counted here; Strategy carries the trend of a goal's twelve-month figure on, and may "
    "tell another figure for the same day"
)
SHORT = "cannot tell yet: the records are too short, or too few customers pay"
