"""Contracts whose worth is added up though it may not be: of several records of one customer, where one that is told twice counts twice,
and in several currencies, where the sum is told as if it were in one unless a rate between them is known.
"""

from typing import Any

import polars as pl

from cs_core.context.contradictions.rule import Checked, told
from cs_core.context.observed import Observed
from cs_core.context.rates import across, rates
from cs_core.context.signals.contract import running
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt
from cs_core.context.wording.systems import system_name, system_names

TELLS = ("account_id", "record", "arr", "currency", "term_end_on", "started_on", "system", "company_ref", "source_id", "source_row")
SEVERAL_RECORDS = pl.col("record").n_unique().over("account_id") > 1
ADVICE = (
    "If that is one contract told twice, take it out of one of the records and import that again; if these are two customers, undo the "
    "merge under Context, Who is who."
)


def same_contract_twice(snap: Snapshot) -> Checked:
    """Accounts whose contracts stand with several records, two of which state one worth and one date."""
    rows = stated(snap).filter(SEVERAL_RECORDS)
    of = rows.unique("account_id", keep="first", maintain_order=True).select("account_id")
    pairs = alike(rows).unique("account_id", keep="first", maintain_order=True)
    rows = of.join(pairs, on="account_id", how="left", maintain_order="left")
    one, other = (pl.format("{} {}", system_names(f"system{side}"), f"company_ref{side}") for side in ("", "_right"))
    sides = told("{} states {} {} a year", one, _spelt("arr"), "currency"), told("{} states the same, and the two are added", other)
    return Checked(rows, pl.col("account_id"), pl.col("record").is_not_null(), *sides, pl.col("source_row"), pl.col("source_row_right"))


def several_currencies(snap: Snapshot) -> Checked:
    """Accounts with contracts in more than one currency, added as if all were in the first, as no rate between them is known."""
    rows = _paid(snap).filter(pl.col("currency") != "")
    first = pl.col("currency").first().over("account_id")
    rows = rows.with_columns(across(rates(snap.store), pl.col("currency"), first).alias("_rate"))
    other = pl.col("_rate").is_null()
    one = rows.group_by("account_id", maintain_order=True).agg(
        *(pl.col(c).first().alias(f"{c}_a") for c in ("arr", "currency", "source_row")),
        *(pl.col(c).filter(other).first().alias(f"{c}_b") for c in ("arr", "currency", "source_row")),
        pl.len().alias("contracts"),
    )
    left, right = (told("{} {} a year", _spelt(f"arr_{side}"), f"currency_{side}") for side in "ab")
    right = pl.format("{} is added as if it were {}", right, "currency_a")
    wrong, places = pl.col("currency_b").is_not_null(), (pl.col(f"source_row_{side}") for side in "ab")
    return Checked(one.filter(pl.col("contracts") > 1), pl.col("account_id"), wrong, left, right, *places)


def contracts_added(snap: Snapshot, account_id: str) -> dict[str, Any] | None:
    """says, doubtful, records of an account whose contracts stand with several records or in several currencies; None of any other.

    doubtful: whether two records state one contract alike, or the currencies differ. records: system, record, arr, currency, contracts
    and source_row (of the largest).
    """
    rows = stated(snap).filter(pl.col("account_id") == account_id)
    if rows.is_empty():
        return None
    records = rows.group_by("record", "system", "company_ref", "currency", maintain_order=True).agg(
        pl.col("arr").sum().round(2), pl.len().alias("contracts"), pl.col("source_row").first()
    )
    parts = [f"{_amount(row)} ({system_name(row['system'])} {row['company_ref']})" for row in records.to_dicts()]
    several, codes = records["record"].n_unique(), _codes(snap, account_id)
    who = f"{several} records of this customer state contracts" if several > 1 else "This customer has contracts in several currencies"
    says = f"{who}, and these are added: {' + '.join(parts)} a year."
    at, bare = _at_rates(snap, codes)
    if at:
        says = f"{says} They are added in {codes[0]}, at {' and '.join(at)}."
    if bare:
        says = f"{says} Amounts of {' and '.join([codes[0], *bare])} stand in the sum as if all were in one currency: give a rate."
    found = alike(rows)
    if found.height:
        two = found.row(0, named=True)
        end = f", both with a renewal on {spelt(two['term_end_on'])}" if two["term_end_on"] and two["term_end_on_right"] else ""
        names = " and ".join(f"{system_name(two[f'system{side}'])} {two[f'company_ref{side}']}" for side in ("", "_right"))
        says = f"{says} {names} both state {_amount(two)}{end}. {ADVICE}"
    told = records.select("system", pl.col("company_ref").alias("record"), "arr", "currency", "contracts", "source_row")
    return {"says": says, "doubtful": bool(found.height) or bool(bare), "records": told.to_dicts()}


def _codes(snap: Snapshot, account_id: str) -> list[str]:
    """The currencies of the account's contracts, its own first: that of the dearest."""
    own = _paid(snap).filter(pl.col("account_id") == account_id, pl.col("currency") != "")
    return own["currency"].unique(maintain_order=True).to_list()


def _at_rates(snap: Snapshot, codes: list[str]) -> tuple[list[str], list[str]]:
    """The rates at which the other currencies are told in the first of `codes`, and those of which none is known."""
    pairs = pl.DataFrame({"one": codes[1:], "own": [codes[0]] * len(codes[1:])}, schema={"one": pl.String, "own": pl.String})
    rows = pairs.with_columns(across(rates(snap.store), pl.col("one"), pl.col("own")).alias("rate")).rows()
    return [f"1 {one} = {rate:.4g} {own}" for one, own, rate in rows if rate], [one for one, _, rate in rows if not rate]


def stated(snap: Observed) -> pl.DataFrame:
    """TELLS: running paid contracts of a known worth, by account and record, where they are of several records or currencies."""
    rows = _paid(snap)
    codes = pl.col("currency").filter(pl.col("currency") != "").n_unique().over("account_id")
    return rows.filter(SEVERAL_RECORDS | (codes > 1)).sort("account_id", "record", maintain_order=True)


def _paid(snap: Observed) -> pl.DataFrame:
    rows = running(snap).filter(~pl.col("trial"), pl.col("mrr").is_not_null(), pl.col("company_ref").is_not_null())
    record = pl.concat_str("system", "company_ref", separator="/").alias("record")
    rows = rows.with_columns(record, (12 * pl.col("mrr")).round(2).alias("arr"), pl.col("currency").fill_null(""))
    return rows.select(TELLS)


def alike(rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs of `stated` contracts of two records of one account that state one worth, and no two days for its renewal (or its start).

    The other one's columns end in ``_right``.
    """
    rows = rows.with_columns(_whole("arr").alias("_worth")).with_row_index("_n")
    pairs = rows.join(rows, on=["account_id", "_worth", "currency"], suffix="_right", maintain_order="left_right")
    pairs = pairs.filter(pl.col("record") < pl.col("record_right"))
    ends, starts = (pl.col(day) == pl.col(f"{day}_right") for day in ("term_end_on", "started_on"))
    return pairs.filter(pl.coalesce(ends, starts, pl.lit(True)))


def _whole(arr: str) -> pl.Expr:
    return pl.col(arr).round(0).cast(pl.Int64)


def _spelt(arr: str) -> pl.Expr:
    return pl.col(arr).map_elements(lambda worth: f"{worth:,.0f}", return_dtype=pl.String)


def _amount(row: dict[str, Any]) -> str:
    """``12,000 EUR`` of a row with arr and currency."""
    return f"{row['arr']:,.0f} {row['currency'] or '(currency unknown)'}"
