"""What a renewal is about, over all cases at once: the terms that end on its day, what each term cost, the deals, and what followed.

`cases` is a frame of account_id, renewal_on (the day, which is the case's key), opened_on and from_on (the first day of the term that
ends, null where unknown). Every function returns at most one row a case that it knows something of. Amounts stay in their currency; several
are added in the case's own at the leaders' rates, and where no rate leads there the sum is null, and ``untold`` names the others.
"""

import polars as pl

from cs_core.context.rates import across, rates
from cs_core.context.signals.contract import SHORTEST_TERM_DAYS, open_deals, running, running_terms
from cs_core.context.signals.people import two_way
from cs_core.context.signals.terms import LATE_DAYS, closed_over, price_terms
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import DAYS_A_MONTH

CASE = ["account_id", "renewal_on"]
MOST_TERMS = 5
"""Terms told of a price history, the last ones."""
NEAR_DAYS = 45
"""A contract that begins so long before the day, or later, may take the place of what ends on it."""
CONTRACT = pl.concat_str("system", "object", "source_id", separator="/")


def ending(snap: Snapshot, cases: pl.DataFrame) -> pl.DataFrame:
    """The running paid contracts whose term ends on the day, as one: arr, untold_now, seats, plan, currency, discount, billing, from_on,
    months, contracts (how many), commitment, unit, overage_price, auto_renew, own_notice_days, ids (of the contracts)."""
    paid = running_terms(snap).filter(~pl.col("trial"))
    rows = paid.join(cases.select(CASE), left_on=["account_id", "term_end_on"], right_on=CASE, coalesce=False, suffix="_case")
    begins = pl.coalesce("term_start_on", "started_on")
    days = (pl.col("renewal_on") - begins).dt.total_days()
    rows = rows.with_columns(pl.col("currency").drop_nulls().first().over(CASE).alias("own")).pipe(_in_own, snap)
    return rows.group_by(CASE, maintain_order=True).agg(
        yearly("mrr").alias("arr"),
        untold().alias("untold_now"),
        pl.when(pl.col("seats").is_not_null().any()).then(pl.col("seats").sum()).alias("seats"),
        pl.col("plan").drop_nulls().unique(maintain_order=True).str.join(" + ").alias("plan"),
        *(pl.col(c).drop_nulls().first() for c in ("currency", "discount", "billing", "commitment", "unit", "overage_price", "auto_renew")),
        pl.col("notice_days").drop_nulls().max().cast(pl.Int64).alias("own_notice_days"),
        begins.max().alias("from_on"),
        (days / DAYS_A_MONTH).round().max().cast(pl.Int64).alias("months"),
        pl.len().cast(pl.Int64).alias("contracts"),
        CONTRACT.sort().str.join(";").alias("ids"),
    )


def ends_ahead(snap: Snapshot, days: int) -> pl.DataFrame:
    """account_id, renewal_on: each day, from today on, on which the term of a running paid contract ends."""
    paid = running_terms(snap).filter(~pl.col("trial"))
    rows = paid.select("account_id", pl.col("term_end_on").alias("renewal_on")).drop_nulls().unique(maintain_order=True)
    return rows.filter((pl.col("renewal_on") - snap.as_of).dt.total_days().is_between(0, days))


def others(snap: Snapshot, cases: pl.DataFrame) -> pl.DataFrame:
    """others: running paid contracts whose term ends on a later day, which could be brought to one: plan, until_on, arr."""
    paid = running_terms(snap).filter(~pl.col("trial")).join(cases.select(CASE), on="account_id")
    later = paid.filter(pl.col("term_end_on") > pl.col("renewal_on")).sort("account_id", "term_end_on", maintain_order=True)
    told = pl.struct("plan", pl.col("term_end_on").alias("until_on"), (12 * pl.col("mrr")).round(2).alias("arr"))
    return later.group_by(CASE, maintain_order=True).agg(told.head(MOST_TERMS).alias("others"))


def prices(snap: Snapshot, cases: pl.DataFrame) -> pl.DataFrame:
    """prices: of accounts with one running contract, each term told from the oldest on: from_on, until_on, plan, seats, price, basis ..."""
    rows = price_terms(snap).join(cases.select(CASE), on="account_id", maintain_order="left")
    told = pl.struct(pl.col(c).cast(kind).round(4) if c == "price" else pl.col(c).cast(kind) for c, kind in PRICE.items())
    return rows.group_by(CASE, maintain_order=True).agg(told.tail(MOST_TERMS).alias("prices"))


def deals(snap: Snapshot, cases: pl.DataFrame) -> pl.DataFrame:
    """The open renewal deal nearest to the day (deal, stage, deal_amount, deal_currency, close_on, crm_word, deal_seen_on), and of those
    closed over this renewal the last one: won_on, won_amount and won_currency, or lost_on and lost_reason."""
    seen = pl.min_horizontal(pl.col("known_at").dt.date(), pl.lit(snap.as_of)).alias("deal_seen_on")
    there = open_deals(snap, "renew").join(cases.select(CASE), on="account_id")
    near = (pl.col("close_on") - pl.col("renewal_on")).dt.total_days().abs()
    there = there.sort(*CASE, near, nulls_last=True, maintain_order=True).unique(CASE, keep="first", maintain_order=True)
    there = there.select(
        *CASE, pl.col("name").alias("deal"), "stage", pl.col("amount").alias("deal_amount"), pl.col("currency").alias("deal_currency"),
        "close_on", pl.col("forecast").alias("crm_word"), seen,
    )  # fmt: skip
    won = pl.col("won")
    last = closed_over(snap, cases.select(*CASE, "from_on")).select(
        *CASE, "won_on", pl.when(won).then("amount").alias("won_amount"),
        pl.when(won).then(pl.col("currency").str.to_uppercase()).alias("won_currency"), "lost_on",
        pl.when(~won).then("lost_reason").alias("lost_reason"),
    )  # fmt: skip
    return there.join(last, on=CASE, how="full", coalesce=True)


def begun(snap: Snapshot, cases: pl.DataFrame) -> pl.DataFrame:
    """What took the place of the term: renewed_on (its first day), arr_after, untold_after, seats_after, until_on. `cases` have a currency.

    A new term of the same contracts (`ids`), or a contract that began since; near the day where other terms of the account end too. A term
    of a month renews nothing.
    """
    begins = pl.coalesce("term_start_on", "started_on")
    days = (pl.col("term_end_on") - pl.col("term_start_on")).dt.total_days()
    rows = running(snap).filter(~pl.col("trial"), days.fill_null(SHORTEST_TERM_DAYS) >= SHORTEST_TERM_DAYS)
    alone = (pl.len().over("account_id") == 1).alias("_alone")
    mine = cases.select(*CASE, "opened_on", "ids", pl.col("from_on").alias("_was"), pl.col("currency").alias("own"), alone)
    rows = rows.with_columns(begins.alias("_from"), CONTRACT.alias("_id")).join(mine, on="account_id")
    later = (pl.col("_from") > pl.col("opened_on")) & (pl.col("_from") > pl.col("_was")).fill_null(True)
    other = (pl.col("term_end_on") != pl.col("renewal_on")).fill_null(True)
    same = pl.col("_id").is_in(pl.col("ids").str.split(";")).fill_null(True)
    near = pl.col("_alone") | (pl.col("_from") >= pl.col("renewal_on") - pl.duration(days=NEAR_DAYS))
    fresh = (pl.col("started_on") > pl.col("opened_on")).fill_null(False) & near
    return rows.filter(later, other, same | fresh).pipe(_in_own, snap).group_by(CASE, maintain_order=True).agg(
        pl.col("_from").min().alias("renewed_on"),
        yearly("mrr").alias("arr_after"),
        untold().alias("untold_after"),
        pl.when(pl.col("seats").is_not_null().any()).then(pl.col("seats").sum()).alias("seats_after"),
        pl.col("term_end_on").max().alias("until_on"),
    )


def over(snap: Snapshot, cases: pl.DataFrame) -> pl.DataFrame:
    """over_on, arr_over: paid contracts of the case's day, or of no day, that ended since it was opened and not long after its day.

    `cases` have a currency.
    """
    rows = snap.subscriptions.filter(pl.col("ended_on").is_not_null(), ~pl.col("trial").fill_null(False))
    rows = rows.join(cases.select(*CASE, "opened_on", pl.col("currency").alias("own")), on="account_id")
    late = pl.duration(days=LATE_DAYS)
    near = (pl.col("term_end_on") == pl.col("renewal_on")).fill_null(pl.col("ended_on") >= pl.col("renewal_on") - late)
    rows = rows.filter(near, pl.col("ended_on").is_between("opened_on", pl.col("renewal_on") + late))
    rows = rows.with_columns(pl.col("currency").str.to_uppercase()).pipe(_in_own, snap)
    return rows.group_by(CASE).agg(pl.col("ended_on").max().alias("over_on"), yearly("mrr").alias("arr_over"))


def spoken(snap: Snapshot, cases: pl.DataFrame, days: tuple[int, ...]) -> pl.DataFrame:
    """spoken_N for each N of days: the first two-way contact from N days before the day on."""
    rows = two_way(snap).select("account_id", "on").join(cases.select(CASE), on="account_id")
    since = (pl.col("renewal_on") - pl.col("on")).dt.total_days()
    return rows.filter(since <= max(days)).group_by(CASE).agg(pl.col("on").filter(since <= n).min().alias(f"spoken_{n}") for n in days)


def done_by_us(snap: Snapshot, agent: str) -> pl.DataFrame:
    """account_id, play, on, result: letters of an agent that were sent, and tasks of it that a person finished."""
    made = snap.history("proposal", "id", "account_id", "play", "as_of", agent=agent).select(
        pl.col("id").alias("proposal_id"), "account_id", "play"
    )
    sent = snap.history("delivery").filter(pl.col("status") == "sent").join(
        snap.history("action").select(pl.col("id").alias("action_id"), "proposal_id"), on="action_id"
    )
    told = sent.join(made, on="proposal_id").select("account_id", "play", pl.col("at").dt.date().alias("on"), pl.lit("").alias("result"))
    touched = snap.history("touch").filter(pl.col("task_id").is_not_null()).drop("account_id")
    tasks = snap.history("task").select(pl.col("id").alias("task_id"), "proposal_id")
    touched = touched.join(tasks, on="task_id").join(made, on="proposal_id")
    return pl.concat([told, touched.select("account_id", "play", pl.col("at").dt.date().alias("on"), "result")]).sort("account_id", "on")


def at_rates(snap: Snapshot, amount: str, currency: str, own: str) -> pl.Expr:
    """An amount in the case's own currency; where one of the two is not told it stands as it is, and it is null where no rate is known."""
    same = pl.col(currency).is_null() | pl.col(own).is_null()
    return pl.col(amount) * pl.when(same).then(1.0).otherwise(across(rates(snap.store), pl.col(currency), pl.col(own)))


def _in_own(rows: pl.DataFrame, snap: Snapshot) -> pl.DataFrame:
    """Contracts with mrr in the currency `own`, and `bare`: the currency of those for which no rate is known."""
    told = at_rates(snap, "mrr", "currency", "own")
    return rows.with_columns(told.alias("mrr"), pl.when(pl.col("mrr").is_not_null() & told.is_null()).then("currency").alias("bare"))


def untold() -> pl.Expr:
    """The currencies of contracts that cannot be added, as ``GBP and USD``; null where all can."""
    return pl.when(pl.col("bare").is_not_null().any()).then(pl.col("bare").drop_nulls().unique().sort().str.join(" and "))


def yearly(column: str) -> pl.Expr:
    """Recurring revenue of a year, null where no contract tells its own, or one of them cannot be added."""
    known = pl.col(column).is_not_null().any() & pl.col("bare").is_null().all()
    return pl.when(known).then((12 * pl.col(column)).sum().round(2))


PRICE: dict[str, type[pl.DataType]] = {
    "from_on": pl.String, "until_on": pl.String, "plan": pl.String, "seats": pl.Int64, "commitment": pl.Float64, "price": pl.Float64,
    "basis": pl.String, "discount": pl.Float64, "currency": pl.String, "system": pl.String, "source_row": pl.String,
}  # fmt: skip
"""What is kept of each term of a price history."""
