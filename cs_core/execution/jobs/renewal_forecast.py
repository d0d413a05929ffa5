"""The forecast category of each open renewal, by rules that a leader can read: the first that holds says it, with its reason.

A rule's condition is in the plain words of `conditions`, over the signals and what the case knows (`KNOWN`). Amounts are never summed
across currencies without a rate.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import polars as pl

from cs_core.context.rates import NO_RATES, Rates, converted
from cs_core.context.wording.days import spelt_in
from cs_core.execution.playbooks.conditions import holds
from cs_core.execution.writing.phrases import SLOT

CATEGORIES: tuple[str, ...] = ("commit", "best case", "pipeline", "at risk", "omitted")


class Rule(NamedTuple):
    """One rule: the category, when it holds (every line must), why in words, and the facts that say so."""

    category: str
    when: tuple[str, ...]
    says: str
    cites: tuple[str, ...] = ()


def categories(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds category, category_rule (its place among the rules), category_why, category_cites, and crm_category with crm_differs.

    The CRM's own word is told in ours; null, and no difference, where it says none that we know.
    """
    rules = [(holds(rule.when, KNOWN), rule) for rule in RULES]
    word = pl.col("crm_word").str.to_lowercase().str.replace_all(r"[\s_\-]+", " ").str.strip_chars()
    told = rows.with_columns(
        _first((when, pl.lit(rule.category)) for when, rule in rules).alias("category"),
        _first((when, pl.lit(n)) for n, (when, _) in enumerate(rules)).alias("category_rule"),
        _first((when, _said(rule.says)) for when, rule in rules).alias("category_why"),
        _first((when, pl.lit(list(rule.cites), pl.List(pl.String))) for when, rule in rules).alias("category_cites"),
        word.replace_strict(CRM_WORDS, default=None, return_dtype=pl.String).alias("crm_category"),
    )
    return told.with_columns((pl.col("crm_category") != pl.col("category")).fill_null(False).alias("crm_differs"))


def renewal_forecast_rows(cases: pl.DataFrame, *, as_of: date, known: Rates = NO_RATES) -> pl.DataFrame:
    """One row a category and currency of the open renewals of the next 120 days: n, arr (null where none is known), n_unknown (cases
    without an amount), and n and arr of each 30 days ahead (n_30, arr_30 ... the renewals in days 91 to 120 as n_120).

    `cases`: newest rows of the `case` table, of any agents; closed ones and other kinds are left out. `known`: what brings amounts into
    one currency.
    """
    mine = cases.filter(pl.col("kind") == "renewal", pl.col("closed_on").is_null())
    data = mine.select(pl.col("data").str.json_decode(SHOWN).alias("d")).unnest("d")
    flat = data.select("renewal_on", pl.col("terms").struct.unnest(), pl.col("forecast").struct.unnest())
    flat = converted(known, flat, "arr")
    day = (pl.col("renewal_on").str.to_date() - as_of).dt.total_days()
    ahead = flat.with_columns(day.alias("days")).filter(pl.col("days").is_between(0, 120))
    slices = [(end, pl.col("days").is_between(end - 30 + (end > 30), end)) for end in (30, 60, 90, 120)]
    sums = ahead.group_by("category", "currency").agg(
        pl.len().alias("n"), _sum("arr").alias("arr"), pl.col("arr").is_null().sum().alias("n_unknown"),
        *(within.sum().alias(f"n_{end}") for end, within in slices),
        *(_sum("arr", within).alias(f"arr_{end}") for end, within in slices),
    )  # fmt: skip
    order = pl.col("category").replace_strict({c: n for n, c in enumerate(CATEGORIES)}, default=len(CATEGORIES))
    return sums.sort(order, "currency", nulls_last=True)


def _sum(column: str, within: pl.Expr | None = None) -> pl.Expr:
    values = pl.col(column) if within is None else pl.col(column).filter(within)
    return pl.when(values.is_not_null().any()).then(values.sum()).otherwise(None)


def _first(cases: Iterable[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    return pl.coalesce(*(pl.when(when).then(value) for when, value in cases))


def _said(template: str) -> pl.Expr:
    """A reason with its {columns} said: days as 3 March 2026, chances as whole percents."""
    keys = [key for key, _ in SLOT.findall(template)]
    shown = (SAID.get(key, pl.col(key).cast(pl.String)).fill_null("an unknown day") for key in keys)
    return pl.format(SLOT.sub("{}", template), *shown) if keys else pl.lit(template)


def _whole(key: str, times: float = 1) -> pl.Expr:
    return (pl.col(key) * times).round(0).cast(pl.Int64).cast(pl.String)


SAID: dict[str, pl.Expr] = {
    **{key: spelt_in(key) for key in ("notice_given_on", "won_on", "lost_on", "notice_on", "champion_left_on", "renewal_on")},
    "renewal_likelihood": pl.format("{}%", _whole("renewal_likelihood", 100)),
    "health": _whole("health"),
}

KNOWN: dict[str, pl.Expr] = {
    "notice is given": pl.col("notice_given_on").is_not_null(),
    "deal is lost": pl.col("lost_on").is_not_null(),
    "deal is won": pl.col("won_on").is_not_null(),
    "terms are agreed": pl.col("agreed_on").is_not_null(),
    "terms are open": pl.col("agreed_on").is_null(),
    "a risk is open": pl.col("open_risk").is_not_null(),
}
"""What a rule may ask of the case itself, besides the signals."""

LIKELY, UNLIKELY = 0.85, 0.6
LATE = 30
"""Days before the end by which terms that have to be signed should be agreed."""

RULES: tuple[Rule, ...] = (
    Rule("omitted", ("notice is given",), "notice was given on {notice_given_on}", ("auto_renew",)),
    Rule("omitted", ("deal is lost",), "the renewal deal was closed as lost on {lost_on}", ("lost_renewal", "lost_reason")),
    Rule("commit", ("deal is won",), "the renewal deal was won on {won_on}"),
    Rule("commit", ("auto_renew = yes", "days_to_notice < 0"), "it renews by itself, and the last day for notice, {notice_on}, has passed",
         ("auto_renew", "notice_on")),
    Rule("at risk", (f"renewal_likelihood < {UNLIKELY}",), "the outlook gives {renewal_likelihood} that it renews",
         ("renewal_likelihood",)),
    Rule("at risk", ("a risk is open",), "a risk is open: {open_risk}"),
    Rule("at risk", ("escalations_open > 0",), "an escalation is open", ("escalations_open",)),
    Rule("at risk", ("health_band = red",), "health is red at {health} points", ("health", "health_band")),
    Rule("at risk", ("champion_left_on known",), "the champion left on {champion_left_on}", ("champion_left_on",)),
    Rule("at risk", ("auto_renew = no", f"days_to_renewal < {LATE}", "terms are open"),
         "it does not renew by itself, and no terms are agreed so close to {renewal_on}", ("auto_renew", "renewal_on")),
    Rule("commit", ("terms are agreed", f"renewal_likelihood >= {LIKELY}"),
         "terms are agreed, and the outlook gives {renewal_likelihood}", ("renewal_likelihood", "open_renewal")),
    Rule("best case", ("terms are agreed",), "terms are agreed and not signed", ("open_renewal",)),
    Rule("best case", (f"renewal_likelihood >= {LIKELY}",), "the outlook gives {renewal_likelihood} that it renews",
         ("renewal_likelihood",)),
    Rule("best case", ("auto_renew = yes", "health_band = green"), "it renews by itself unless notice is given, and health is green",
         ("auto_renew", "notice_on", "health_band")),
    Rule("pipeline", ("renewal_likelihood known",), "the outlook gives {renewal_likelihood} that it renews: neither likely nor unlikely",
         ("renewal_likelihood",)),
    Rule("pipeline", (), "it is open, and nothing speaks for or against it yet"),
)  # fmt: skip

CRM_WORDS: dict[str, str] = {
    "commit": "commit", "committed": "commit", "closed": "commit", "forecast": "commit", "best case": "best case", "bestcase": "best case",
    "upside": "best case", "most likely": "best case", "pipeline": "pipeline", "not forecasted": "omitted", "omitted": "omitted",
    "omit": "omitted", "at risk": "at risk", "risk": "at risk",
}  # fmt: skip

SHOWN = pl.Struct(
    {
        "renewal_on": pl.String,
        "terms": pl.Struct({"arr": pl.Float64, "currency": pl.String}),
        "forecast": pl.Struct({"category": pl.String}),
    }
)
