"""Chargebee: customers, subscriptions and invoices, with plain headers or with its own, which begin with the thing (``customer[id]``).

Money is in the currency's smallest unit, times are Unix seconds; a customer's domain is that of the billing address.
"""

from dataclasses import replace

import polars as pl

from cs_core.context.rows.money import major, months, rhythm
from cs_core.context.sources.stripe import CURRENCY, CUSTOMER_DERIVED
from cs_core.context.sources.table import Column, Table, col

GOES_ON = ("active", "in_trial", "future")
OVER = ("cancelled", "transferred")


def minor(field: str) -> pl.Expr:
    """An amount in whole units of the row's currency."""
    return major(pl.col(field), pl.col("currency"))


def agreed(*names: str) -> Column:
    """A column of what two parties agreed on: a custom field, or the subscription's metadata."""
    return col(*(f"cf_{name}" for name in names), *(f"meta_data.{name}" for name in names))


CUSTOMER = Table(
    "chargebee", "customer", "company", ("id", "first_name", "last_name", "company", "auto_collection"), ("id",),
    {
        "name": col("company"), "_first": col("first_name"), "_last": col("last_name"), "_email": col("email"),
        "currency": col("preferred_currency_code"), "language": col("locale", words={}), "country": col("billing_address.country"),
        "external_id": col("cf_crm_id", "meta_data.crm_id"), "deleted": col("deleted"),
    },
    ("updated_at",), born="created_at",
    derive=CUSTOMER_DERIVED | {
        "name": pl.coalesce("name", pl.concat_str("_first", "_last", separator=" ", ignore_nulls=True).replace("", None)),
    },
)  # fmt: skip
SUBSCRIPTION = Table(
    "chargebee", "subscription", "subscription",
    ("id", "customer_id", "status", "current_term_start", "current_term_end", "currency_code"), ("id",),
    {
        "company_ref": col("customer_id"), "plan": col("plan_id"), "status": col("status", words={}), "started_on": col("started_at"),
        "_cancelled": col("cancelled_at", kind="day"), "_asked": col("cancel_schedule_created_at", kind="day"),
        "_items": col("subscription_items"), "seats": col("plan_quantity"), "_price": col("plan_unit_price", kind="number"),
        "_mrr": col("mrr", kind="number"), "_every": col("billing_period_unit", words={}), "_count": col("billing_period", kind="integer"),
        "_from": col("current_term_start", kind="day"), "_to": col("current_term_end", kind="day"),
        "term_start_on": col("contract_term.contract_start"), "term_end_on": col("contract_term.contract_end"),
        "currency": col("currency_code"), "deleted": col("deleted"),
        "commitment": agreed("commitment", "committed_units", "included_units"), "unit": agreed("unit", "units"),
        "meter": agreed("meter", "meter_event"), "overage_price": agreed("overage_price", "overage_rate"),
        "notice_days": col("contract_term.cancellation_cutoff_period", "cf_notice_days", "meta_data.notice_days"),
        "_at_end": col("contract_term.action_at_term_end", words={}),
    },
    ("updated_at",),
    derive={
        "plan": pl.coalesce("plan", pl.col("_items").str.json_path_match("$[0].item_price_id")),
        "seats": pl.coalesce("seats", pl.col("_items").str.json_path_match("$[0].quantity").cast(pl.Int64, strict=False)),
        "mrr": pl.coalesce(
            minor("_mrr"), pl.col("seats") * minor("_price") / months(pl.col("_every"), pl.col("_count"))
        ),
        "billing": rhythm(pl.col("_every"), pl.col("_count")),
        "term_start_on": pl.when(pl.col("term_end_on").is_null()).then("_from").otherwise("term_start_on"),
        "term_end_on": pl.coalesce("term_end_on", "_to"),
        "ended_on": pl.when(pl.col("status").is_in(OVER)).then("_cancelled"),
        "cancelled_on": pl.coalesce("_asked", pl.when(pl.col("status").is_in(OVER)).then("_cancelled")),
        "auto_renew": pl.col("status").is_in(GOES_ON) & (pl.col("_at_end") != "cancel").fill_null(True),
        "trial": pl.col("status") == "in_trial", "currency": CURRENCY,
    },
)  # fmt: skip
INVOICE = Table(
    "chargebee", "invoice", "invoice", ("id", "customer_id", "status", "date", "due_date", "total", "amount_due"), ("id",),
    {
        "company_ref": col("customer_id"), "subscription_ref": col("subscription_id"), "number": col("id"),
        "status": col("status", words={}), "issued_on": col("date"), "due_on": col("due_date"), "paid_on": col("paid_at"),
        "_total": col("total", kind="number"), "currency": col("currency_code"), "deleted": col("deleted"),
    },
    ("updated_at",), derive={"amount": minor("_total"), "currency": CURRENCY},
)  # fmt: skip


def prefixed(table: Table) -> Table:
    """The same table where every header begins with the thing: ``subscription[plan_id]``, in its API's answers `subscription.plan_id`."""

    def named(name: str) -> str:
        return f"{table.object}[{name}]"

    columns = {field: Column(tuple(map(named, column.names)), column.kind, column.words) for field, column in table.columns.items()}
    return replace(
        table, columns=columns, signature=tuple(map(named, table.signature)), id=tuple(map(named, table.id)),
        known_at=tuple(map(named, table.known_at)), born=table.born and named(table.born),
    )  # fmt: skip


PLAIN = (CUSTOMER, SUBSCRIPTION, INVOICE)
TABLES = (*PLAIN, *map(prefixed, PLAIN))
