"""What is kept: gross and net revenue retention, logo retention, and the renewals ahead, each with an interval or a reason why not.

GRR caps each account at what it paid at the start, so it never passes 100 %; NRR counts growth of the same accounts and no new
ones; the base of the renewal rate is the ARR that was due.
"""

from typing import Any, NamedTuple

import polars as pl

from cs_core.context.leaving import gave_notice
from cs_core.context.rates import converted, in_one, rates
from cs_core.context.signals.contract import SHORTEST_TERM_DAYS, decided
from cs_core.context.signals.terms import notice_policy
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.execution.jobs.cases import standing
from cs_core.leadership.revenue import ONLY_TODAYS, TRIAL, disputed, months_before, only_deals, recurring, unseen_losses
from cs_core.orchestration.record import wilson
from cs_core.records import Interval

FEWEST_ACCOUNTS = 10
FEWEST_RENEWALS = 20
FEWEST_TO_CHANGE = 30
NO_CHANGE = "no customer's amount has changed, so the source keeps only today's amounts; growth and downgrades are not seen"
UPPER, LOWER = "an upper bound", "a lower bound"
"""How a caveat begins: what was kept may be less than the figure, what was lost more."""
BOUNDS = {UPPER: "at most ", LOWER: "at least "}
NAMES = {"grr": "GRR", "nrr": "NRR", "logo": "logos kept"}
NORMAL = 1.96
OMITTED = "omitted"
"""The category of renewals of which notice was given, or whose deal is lost."""
GONE, UNNOTICED, OUTLOOK, HISTORY = "notice given or deal lost", "day for notice passed", "churn outlook", "renewal history"
"""What the chance of a renewal rests on."""
OUTLOOK_DAYS = 90
"""How far ahead `churn_probability` looks."""


def measure(point: Interval | None, n: int, says: str = "") -> dict[str, Any]:
    """One figure as shown: point, low, high (null where it cannot be told), n accounts, and in words why or with what caveat."""
    return {**(point._asdict() if point else dict.fromkeys(Interval._fields)), "n": n, "says": says}


class Book(NamedTuple):
    """Those who paid at the start of a span, and what they pay at its end."""

    base: pl.DataFrame
    """Everyone: account_id, arr, currency at the start."""
    both: pl.DataFrame
    """Of the commonest currency: account_id, arr at the start, now at the end (0: left)."""
    currency: str | None
    left_out: int
    """Accounts that pay in another currency."""


def book(snap: Snapshot, start: Snapshot, *, accounts: pl.Series | None = None) -> Book:
    """What the accounts that paid at the start pay now; `accounts` limits it to a group of ids."""
    base = recurring(start)
    if accounts is not None:
        base = base.filter(pl.col("account_id").is_in(accounts.implode()))
    same, currency, left_out = _one_currency(base)
    now = recurring(snap).select("account_id", pl.col("arr").alias("now"))
    return Book(base, same.join(now, on="account_id", how="left", maintain_order="left").fill_null(0), currency, left_out)


def retention(
    snap: Snapshot, months: int = 12, *, accounts: pl.Series | None = None, start: Snapshot | None = None
) -> dict[str, Any]:
    """GRR, NRR and logo retention (shares of 1) of those who paid `months` ago; `accounts` limits it to a group of ids.

    Intervals are 95 %: Wilson's on Kish's effective number of accounts for GRR (big accounts count for fewer than they are), the
    linearised ratio (Cochran 1977, 6.4) for NRR. Sums of money are of the commonest currency only, as subscriptions have them.
    No figure is given where recorded departures contradict the subscriptions that it is counted from, nor of a list of today's customers
    alone (`unseen_losses`), nor of deals alone. `start` is the snapshot of `months` ago, where the caller has it.
    """
    start = start or snapshot(snap.store, months_before(snap.as_of, months))
    known = {"as_of": snap.as_of.isoformat(), "from": start.as_of.isoformat(), "months": months}
    base, both, currency, left_out = book(snap, start, accounts=accounts)
    logos = _logos(base, recurring(snap))
    sums = both.select(
        pl.col("arr").sum().alias("starting_arr"),
        pl.col("arr").filter(pl.col("now") == 0).sum().alias("churned_arr"),
        (pl.col("arr") - pl.col("now")).clip(0).filter(pl.col("now") > 0).sum().alias("contraction_arr"),
        (pl.col("now") - pl.col("arr")).clip(0).sum().alias("expansion_arr"),
    ).row(0, named=True)
    shares, doubt = {"grr": _grr(both), "nrr": _nrr(both), "logo": logos}, disputed(snap, logos["n"])
    if doubt:
        shares = {name: measure(None, share["n"], f"cannot tell: {doubt}") for name, share in shares.items()}
    elif dealt := only_deals(snap):
        shares = {name: measure(None, share["n"], dealt) for name, share in shares.items()}
    elif unseen := unseen_losses(snap):
        shares = {name: _as_seen(share, unseen) for name, share in shares.items()}
    says = "; ".join(part for part in (doubt, _caveats(currency, left_out)) if part)
    return {**known, "currency": currency, **sums, **shares, "says": says}


def _as_seen(share: dict[str, Any], unseen: str) -> dict[str, Any]:
    """A share of records that cannot show all that was lost: what they show of it, and why that is not all."""
    if unseen == ONLY_TODAYS and share["n"] >= FEWEST_ACCOUNTS:
        return measure(None, share["n"], unseen)
    return share if share["point"] is None or share["says"] else share | {"says": unseen}


def bound(told: dict[str, Any]) -> str:
    """``at most ``, ``at least `` before a figure that is a bound, else nothing."""
    return next((word for start, word in BOUNDS.items() if told["point"] is not None and told["says"].startswith(start)), "")


def caveats(now: dict[str, Any]) -> list[str]:
    """Why figures of `retention` cannot be told or are bounds, each reason once: ``GRR, NRR, logos kept: cannot tell yet: ...``."""
    named: dict[str, list[str]] = {}
    for key, name in NAMES.items():
        if now[key]["says"]:
            named.setdefault(now[key]["says"], []).append(name)
    return [f"{', '.join(names)}: {says}" for says, names in named.items()]


def _one_currency(base: pl.DataFrame) -> tuple[pl.DataFrame, str | None, int]:
    """Only one currency is summed, the commonest; what a rate is known for was brought into the reporting one before."""
    if base.is_empty():
        return base, None, 0
    currency = base["currency"].value_counts(sort=True)["currency"][0]
    same = base.filter(pl.col("currency").eq_missing(currency))
    return same.drop("currency"), currency, base.height - same.height


def _logos(base: pl.DataFrame, now: pl.DataFrame) -> dict[str, Any]:
    kept = base.join(now, on="account_id", how="semi").height
    return _share(kept, base.height, base.height)


def _share(k: float, n: float, accounts: int, says: str = "") -> dict[str, Any]:
    if accounts < FEWEST_ACCOUNTS:
        return measure(None, accounts, f"cannot tell: {accounts} accounts paid at the start, {FEWEST_ACCOUNTS} are needed")
    return measure(wilson(k, n), accounts, says)


def _grr(both: pl.DataFrame) -> dict[str, Any]:
    start, kept = both["arr"], both.select(pl.min_horizontal("arr", "now")).to_series()
    total = start.sum()
    effective = total**2 / (start**2).sum() if total else 0.0
    says = f"{UPPER}: {NO_CHANGE}" if _never_changes(both) else ""
    return _share(kept.sum() / total * effective if total else 0.0, effective, both.height, says)


def _nrr(both: pl.DataFrame) -> dict[str, Any]:
    n = both.height
    if n < FEWEST_ACCOUNTS:
        return measure(None, n, f"cannot tell: {n} accounts paid at the start, {FEWEST_ACCOUNTS} are needed")
    if _never_changes(both):
        return measure(None, n, f"cannot tell: {NO_CHANGE}")
    ratio = both["now"].sum() / both["arr"].sum()
    apart = both["now"] - ratio * both["arr"]
    half = NORMAL * float((apart**2).sum() * n / (n - 1)) ** 0.5 / both["arr"].sum()
    return measure(Interval(ratio, max(0.0, ratio - half), ratio + half), n)


def _never_changes(both: pl.DataFrame) -> bool:
    """Not one of many kept accounts pays another amount than then: the source keeps the present amount only."""
    kept = both.filter(pl.col("now") > 0)
    return kept.height >= FEWEST_TO_CHANGE and bool((kept["now"] == kept["arr"]).all())


def _caveats(currency: str | None, left_out: int) -> str:
    if not left_out:
        return ""
    return f"money in {currency or 'the unnamed currency'} only: {left_out:,} accounts pay in another and no rate is known for it"


def renewal_rate(snap: Snapshot, months: int = 12) -> dict[str, Any]:
    """Share of the ARR due that was renewed: renewal deals of known customers closed in the last `months`, Wilson's interval on Kish's
    effective number.
    """
    since, n = months_before(snap.as_of, months), FEWEST_RENEWALS
    closed = decided(snap, "renew").filter(pl.col("closed_on") > since)
    closed = in_one(rates(snap.store), closed, "amount").rows
    if closed.height < n:
        return measure(None, closed.height, f"cannot tell yet: {closed.height} renewals closed in {months} months, {n} are needed")
    due = closed["amount"].fill_null(0)
    if due.sum() == 0:
        return measure(None, closed.height, "cannot tell: renewal deals carry no amounts")
    effective = due.sum() ** 2 / (due**2).sum()
    return measure(wilson(closed.filter("won")["amount"].sum() / due.sum() * effective, effective), closed.height)


def unnoticed_rate(snap: Snapshot, months: int = 12) -> dict[str, Any]:
    """Of the terms that ended in the last `months` with the day for notice passed and none given: the share that renewed by itself.

    Counted against it is every contract that ended so, whether or not it would have renewed by itself: once cancelled, none says so.
    """
    since, policy = months_before(snap.as_of, months), notice_policy(snap)["notice_days"]
    days = pl.coalesce("notice_days", pl.lit(policy[0] if len(policy) else None, pl.Int64))
    long = (pl.col("term_end_on") - pl.col("term_start_on")).dt.total_days() >= SHORTEST_TERM_DAYS
    terms = snap.subscriptions.filter(~TRIAL, pl.col("account_id").is_not_null(), long, days.is_not_null())
    told_by = pl.col("term_end_on") - pl.duration(days=days)
    began = pl.col("term_start_on").is_between(since, snap.as_of, closed="right") & (pl.col("started_on") < pl.col("term_start_on"))
    ended = pl.col("ended_on").is_between(since, snap.as_of, closed="right") & (pl.col("ended_on") >= pl.col("term_end_on"))
    late = pl.col("cancelled_on").is_null() | (pl.col("cancelled_on") > told_by)
    k, lost = terms.filter(began, "auto_renew").height, terms.filter(ended, late).height
    if k + lost < FEWEST_RENEWALS:
        return measure(None, k + lost, f"cannot tell yet: {k + lost} such terms ended in {months} months, {FEWEST_RENEWALS} are needed")
    return measure(wilson(k, k + lost), k + lost)


def renewals(snap: Snapshot, *, within_days: int = 365) -> pl.DataFrame:
    """Renewals ahead, nearest first: account_id, name, renewal_on, arr, currency, auto_renew, probability, low, high, basis.

    The churn outlook answers for the days it looks ahead, the renewal history beyond; null where neither can tell. Where notice was
    given, or the deal is lost as the renewal's case says, it is counted as not renewing. What renews by itself, and whose day for notice
    passed with none given, goes by what became of such terms (`unnoticed_rate`), where enough of them ended.
    """
    cases = standing(snap, "renewal").filter(pl.col("closed_on").is_null())
    word = pl.col("data").str.json_path_match("$.forecast.category")
    gone = gave_notice() | pl.col("account_id").is_in(cases.filter(word == OMITTED)["account_id"].implode())
    rate, unnoticed = renewal_rate(snap), unnoticed_rate(snap)
    known = pl.lit(unnoticed["point"] is not None)
    passed = (known & pl.col("auto_renew") & (pl.col("days_to_notice") < 0)).fill_null(False)
    by_itself = {bound: pl.lit(unnoticed[bound], pl.Float64) for bound in Interval._fields}
    near = (pl.col("days_to_renewal") <= OUTLOOK_DAYS) & pl.col("churn_probability").is_not_null()
    kept = (1 - pl.col("churn_probability")).cast(pl.Float64)
    past = {bound: pl.lit(rate[bound], pl.Float64) for bound in Interval._fields}
    basis = pl.when(near).then(pl.lit(OUTLOOK)).when(pl.lit(rate["point"] is not None)).then(pl.lit(HISTORY))
    due = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("days_to_renewal").is_between(0, within_days))
    chances = {
        bound: pl.when(gone).then(0.0).when(passed).then(by_itself[bound]).when(near).then(kept).otherwise(past[bound]) for bound in past
    }
    return due.select(
        "account_id", "name", "renewal_on", "arr", "currency", "auto_renew",
        chances["point"].alias("probability"), chances["low"].alias("low"), chances["high"].alias("high"),
        pl.when(gone).then(pl.lit(GONE)).when(passed).then(pl.lit(UNNOTICED)).otherwise(basis.otherwise(pl.lit("cannot tell yet")))
        .alias("basis"),
    ).sort("renewal_on", "account_id")  # fmt: skip


def renewal_forecast(snap: Snapshot) -> list[dict[str, Any]]:
    """By quarter and currency: renewals, due_arr, and the ARR expected to renew with a 95 % interval, or null and why.

    The interval adds chance from account to account (sum of p (1 - p) ARR squared) to the doubt about the history's rate, which
    all accounts share.
    """
    due = converted(rates(snap.store), renewals(snap), "arr").with_columns(
        (pl.col("renewal_on").dt.year().cast(pl.String) + " Q" + pl.col("renewal_on").dt.quarter().cast(pl.String)).alias("quarter")
    )
    groups = due.group_by("quarter", "currency", maintain_order=True)
    return [{"quarter": q, "currency": c, **expected_of(rows)} for (q, c), rows in groups]


def expected_of(rows: pl.DataFrame) -> dict[str, Any]:
    unknown = rows.filter(pl.col("probability").is_null() | pl.col("arr").is_null()).height
    totals = {"renewals": rows.height, "due_arr": rows["arr"].sum()}
    if unknown:
        says = f"cannot tell yet: {unknown} of {rows.height} have no probability or no ARR"
        return {**totals, "expected": measure(None, rows.height, says)}
    p, arr = pl.col("probability"), pl.col("arr")
    sums = [(pl.col(c) * arr).sum().alias(c) for c in ("probability", "low", "high")]
    point, low, high, var = rows.select(*sums, (p * (1 - p) * arr**2).sum().alias("var")).row(0)
    chance = NORMAL * var**0.5
    down, up = ((point - low) ** 2 + chance**2) ** 0.5, ((high - point) ** 2 + chance**2) ** 0.5
    return {**totals, "expected": measure(Interval(point, max(0.0, point - down), min(totals["due_arr"], point + up)), rows.height)}
