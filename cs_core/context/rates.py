"""Amounts of several currencies in one: exchange rates that a leader gave with their day, and the currency that sums are told in.

Every day is counted at the same rates, the newest there are: a change of revenue is what customers did, never what exchange did. What has
no rate is left out of a sum, and it is said of how many; nothing is guessed. An account's own figures stay in its own currency,
in which its contracts in others are added.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import NamedTuple

import polars as pl

from cs_core.context.store import Store
from cs_core.context.wording.counted import together
from cs_core.errors import BadInput
from cs_core.records import key_of


class Rates(NamedTuple):
    """What one unit of each currency is worth in the reporting one, itself included; empty where no rate was given."""

    reporting: str | None
    worth: Mapping[str, float]


NO_RATES = Rates(None, {})


class InOne(NamedTuple):
    """The rows with amounts in `currency`, null where they cannot be added, and what was left out: currency -> rows with an amount."""

    rows: pl.DataFrame
    currency: str | None
    left_out: Mapping[str, int]

    @property
    def says(self) -> str:
        """In words what is left out; empty where nothing is."""
        if not self.left_out:
            return ""
        n, codes = sum(self.left_out.values()), together(sorted(code or "an unnamed currency" for code in self.left_out))
        accounts = "1 account" if n == 1 else f"{n:,} accounts"
        return f"{accounts} in {codes} cannot be added: no rate for {codes}"


def set_rate(store: Store, currency: str, rate: float, *, into: str, observed_on: date, by: str, now: datetime) -> None:
    """One unit of `currency` is worth `rate` of `into`, as of a day. Raises BadInput for what cannot be a rate."""
    codes = code_of(currency), code_of(into)
    if not (isfinite(rate) and rate > 0):
        raise BadInput(f"A rate is above 0, such as 1 USD = 0.92 EUR: {currency} has {rate:g}")
    if codes[0] == codes[1]:
        raise BadInput(f"{codes[0]} is worth 1 {codes[1]}: a rate is between two currencies")
    if observed_on > now.date():
        raise BadInput(f"A rate is of a day that has come: {observed_on} lies ahead")
    _append(store, codes, rate, observed_on, by, now)


def set_rates(store: Store, rows: Iterable[tuple[str, float, str, date]], *, by: str, now: datetime) -> None:
    """All the rates of a table as `read_rates` has it, or none of them."""
    with store.transaction():
        for currency, rate, into, observed_on in rows:
            set_rate(store, currency, rate, into=into, observed_on=observed_on, by=by, now=now)


def set_reporting(store: Store, currency: str, *, by: str, now: datetime) -> None:
    """Sums are told in this currency from now on, as far as rates reach."""
    code = code_of(currency)
    _append(store, (code, code), 1.0, now.date(), by, now)


def given(store: Store) -> list[dict]:
    """The newest rate of each two currencies: currency, to_currency, rate, observed_on, by, set_at; by code."""
    return _newest(store.rows("rate"))


def rates(store: Store) -> Rates:
    """The rates into the reporting currency: the one that was set, else the one that the newest rate leads into."""
    rows = store.frame("rate").to_dicts()
    if not rows:
        return NO_RATES
    chosen = [r["currency"] for r in rows if r["currency"] == r["to_currency"]]
    reporting = chosen[-1] if chosen else rows[-1]["to_currency"]
    return Rates(reporting, _worth(reporting, _newest(rows)))


def converted(known: Rates, rows: pl.DataFrame, *amounts: str, currency: str = "currency") -> pl.DataFrame:
    """The rows with amounts and currency in the reporting one wherever a rate is known, and as they were elsewhere."""
    if not known.worth:
        return rows
    factor = pl.col(currency).replace_strict(known.worth, default=None, return_dtype=pl.Float64)
    told = [pl.coalesce(pl.col(c) * factor, pl.col(c)).alias(c) for c in amounts]
    return rows.with_columns(*told, pl.when(factor.is_not_null()).then(pl.lit(known.reporting)).otherwise(currency).alias(currency))


def across(known: Rates, one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """What one unit of the currency `one` is worth in `other`, both columns of codes; null where no rate leads there."""
    worth = [code.replace_strict(known.worth, default=None, return_dtype=pl.Float64) for code in (one, other)] if known.worth else []
    return pl.when(one == other).then(1.0).otherwise(worth[0] / worth[1] if worth else pl.lit(None, pl.Float64))


def in_one(known: Rates, rows: pl.DataFrame, *amounts: str, currency: str = "currency") -> InOne:
    """All rows, their amounts in the reporting currency as far as rates reach: in that of most rows, and null in any other."""
    told = converted(known, rows, *amounts, currency=currency)
    most = main_currency(told, currency=currency)
    same = pl.col(currency).eq_missing(pl.lit(most, pl.String))
    beyond = told.filter(~same, pl.any_horizontal(pl.col(c).fill_null(0) != 0 for c in amounts))
    left_out = {code or "": n for code, n in beyond.group_by(currency).len().iter_rows()}
    return InOne(told.with_columns(pl.when(same).then(pl.col(c)).alias(c) for c in amounts), most, left_out)


def main_currency(rows: pl.DataFrame, *, currency: str = "currency") -> str | None:
    """The currency of most of the rows; None where none is known."""
    known = rows[currency].drop_nulls()
    return known.mode().sort()[0] if len(known) else None


def read_rates(lines: Iterable[str]) -> list[tuple[str, float, str, date]]:
    """currency, rate, into, day of a CSV with the columns currency, rate, to_currency and observed_on. Raises BadInput by its line."""
    reader = csv.DictReader(lines)
    lacking = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if lacking:
        raise BadInput(f"A table of rates has the columns {', '.join(COLUMNS)}; this one lacks {', '.join(lacking)}")
    return [_read(row, reader.line_num) for row in reader]


def code_of(currency: str) -> str:
    """A currency's code in capitals. Raises BadInput where it is none."""
    code = currency.strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise BadInput(f"A currency is three letters, such as EUR: {currency.strip()[:20]!r} is none")
    return code


def _read(row: Mapping[str, str], line: int) -> tuple[str, float, str, date]:
    try:
        return code_of(row["currency"] or ""), float(row["rate"]), code_of(row["to_currency"] or ""), date.fromisoformat(row["observed_on"])
    except (ValueError, TypeError) as error:
        raise BadInput(f"Line {line} is no rate: write it as USD,0.92,EUR,2026-06-30 under {','.join(COLUMNS)}") from error


def _newest(rows: list[dict]) -> list[dict]:
    between = [r for r in rows if r["currency"] != r["to_currency"]]
    newest = {(r["currency"], r["to_currency"]): r for r in sorted(between, key=lambda r: (r["observed_on"], r["set_at"]))}
    return [{c: row[c] for c in SHOWN} for _, row in sorted(newest.items())]


def _worth(reporting: str, rows: list[dict]) -> dict[str, float]:
    """By the given rates, the other way round too, and over other currencies where no direct one is known: the fewest steps count."""
    steps: dict[str, dict[str, float]] = {}
    for row in rows:
        steps.setdefault(row["to_currency"], {})[row["currency"]] = row["rate"]
    for row in rows:
        steps.setdefault(row["currency"], {}).setdefault(row["to_currency"], 1 / row["rate"])
    worth, edge = {reporting: 1.0}, [reporting]
    while edge:
        found = {code: worth[at] * rate for at in edge for code, rate in steps.get(at, {}).items() if code not in worth}
        worth |= found
        edge = list(found)
    return worth


def _append(store: Store, codes: tuple[str, str], rate: float, observed_on: date, by: str, now: datetime) -> None:
    if not by.strip():
        raise BadInput("Say who sets it: sums rest on it")
    row = {"currency": codes[0], "to_currency": codes[1], "rate": float(rate), "observed_on": observed_on, "by": by.strip(), "set_at": now}
    store.append("rate", [{"id": key_of("rate", *codes, store.count("rate"), now.isoformat())} | row])


COLUMNS = ("currency", "rate", "to_currency", "observed_on")
SHOWN = ("currency", "to_currency", "rate", "observed_on", "by", "set_at")
