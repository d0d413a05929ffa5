"""Stripe: customers, subscriptions (as they stand, or every version) and invoices, as its API writes them and as warehouses sync them.

Money is in the currency's smallest unit; a customer's domain is that of the billing address.
"""

import polars as pl

from cs_core.context.identity.names import PUBLIC_MAIL_DOMAINS
from cs_core.context.rows.money import major, months, rhythm
from cs_core.context.sources.table import Column, Table, col

DOMAIN = pl.col("_email").str.to_lowercase().str.extract(r"@([^@\s]+\.[^@\s.]+)$")
CURRENCY = pl.col("currency").str.to_uppercase()
AMOUNT = major(pl.col("_amount"), pl.col("currency"))
PAID_SHARE = 1 - pl.col("discount").fill_null(0) / 100
CUSTOMER_DERIVED = {
    "domain": pl.when(~DOMAIN.is_in(list(PUBLIC_MAIL_DOMAINS))).then(DOMAIN),
    "currency": CURRENCY,
}


def agreed(*names: str, form: str = "metadata_{}", kind: str = "") -> Column:
    """A column of what two parties agreed on and Stripe has no field for: a subscription's metadata, by the names given to it."""
    return col(*(form.format(name) for name in names), *(f"metadata.{name}" for name in names), kind=kind)


def terms(form: str = "metadata_{}") -> dict[str, Column]:
    """The fields of a commitment, and of how the contract ends, from metadata whose headers have this form."""
    return {
        "commitment": agreed("commitment", "committed_units", "included_units", form=form), "unit": agreed("unit", "units", form=form),
        "meter": agreed("meter", "meter_event", form=form), "overage_price": agreed("overage_price", "overage_rate", form=form),
        "notice_days": agreed("notice_days", "notice_period_days", form=form), "_renews": agreed("auto_renew", form=form, kind="flag"),
    }  # fmt: skip


#: Beside a commitment a quantity of one is the one fee for it, not a seat.
SEATS = pl.when(~(pl.col("commitment").is_not_null() & (pl.col("seats") <= 1)).fill_null(False)).then(pl.col("seats"))
RENEWS = pl.col("_renews").fill_null(True)
SUBSCRIPTION = {
    "company_ref": col("customer"), "plan": col("plan_nickname"), "status": col("status", words={}),
    "started_on": col("start_date", "created"), "ended_on": col("ended_at"), "cancelled_on": col("canceled_at"),
    "term_start_on": col("current_period_start"), "term_end_on": col("current_period_end"),
    "_cancels": col("cancel_at_period_end", kind="flag"), "seats": col("quantity"), "_amount": col("plan_amount", kind="number"),
    "_every": col("plan_interval", words={}), "_count": col("plan_interval_count", kind="integer"), "currency": col("currency"),
    "discount": col("discount_percent", "discount_coupon_percent_off"), **terms(),
}  # fmt: skip
SUBSCRIPTION_DERIVED = {
    "seats": SEATS,
    "billing": rhythm(pl.col("_every"), pl.col("_count")),
    "mrr": pl.col("seats") * AMOUNT * PAID_SHARE / months(pl.col("_every"), pl.col("_count")),
    "auto_renew": ~pl.col("_cancels") & pl.col("ended_on").is_null() & RENEWS,
    "trial": pl.col("status") == "trialing",
    "currency": CURRENCY,
}
INVOICE = {
    "company_ref": col("customer"), "subscription_ref": col("subscription"), "number": col("number"), "_status": col("status", words={}),
    "_paid": col("paid", kind="flag"), "issued_on": col("created", "date", "period_end"), "due_on": col("due_date"),
    "paid_on": col("paid_at", "status_transitions_paid_at"), "_amount": col("total", kind="number"), "currency": col("currency"),
    "_due": col("amount_due", kind="number"), "_paid_amount": col("amount_paid", kind="number"),
}  # fmt: skip
SAID_TO_BE_PAID = pl.coalesce("_status", pl.when(pl.col("_paid")).then(pl.lit("paid")))
BILLED = pl.coalesce("_amount", pl.max_horizontal("_due", "_paid_amount"))
"""Nothing may be due of a bill that was paid: its total is what it was."""
INVOICE_DERIVED = {"amount": major(BILLED, pl.col("currency")), "currency": CURRENCY, "status": SAID_TO_BE_PAID}
SYNCED = {"company_ref": col("customer_id")}
SYNCED_SUBSCRIPTION = ("id", "customer_id", "status", "cancel_at_period_end", "billing_cycle_anchor")
VERSION_BEGAN = "_fivetran_start"
"""What a warehouse that is synced with Stripe adds where it keeps versions: since when a row is the one that holds."""

TABLES = (
    Table(
        "stripe", "customer", "company", ("id", "email", "name", "currency", "delinquent"), ("id",),
        {
            "name": col("name"), "_email": col("email"), "currency": col("currency"), "country": col("address_country"),
            "external_id": col("metadata_crm_id", "metadata.crm_id"),
        },
        born="created", derive=CUSTOMER_DERIVED,
    ),
    Table(
        "stripe", "subscription", "subscription", ("id", "customer", "status", "current_period_end", "cancel_at_period_end"), ("id",),
        SUBSCRIPTION, (VERSION_BEGAN,), derive=SUBSCRIPTION_DERIVED,
    ),
    Table(
        "stripe", "subscription", "subscription", SYNCED_SUBSCRIPTION, ("id",),
        SUBSCRIPTION | SYNCED, (VERSION_BEGAN,), derive=SUBSCRIPTION_DERIVED,
    ),
    Table(
        "stripe", "subscription", "subscription", (*SYNCED_SUBSCRIPTION, "_fivetran_active"), ("id",),
        SUBSCRIPTION | SYNCED, (VERSION_BEGAN, "_fivetran_synced"), derive=SUBSCRIPTION_DERIVED,
    ),
    Table(
        "stripe", "invoice", "invoice", ("id", "customer", "amount_due", "amount_paid", "due_date"), ("id",),
        INVOICE, derive=INVOICE_DERIVED,
    ),
    Table(
        "stripe", "invoice", "invoice", ("id", "customer_id", "amount_due", "amount_paid", "due_date"), ("id",),
        INVOICE | SYNCED | {"subscription_ref": col("subscription_id")}, derive=INVOICE_DERIVED,
    ),
)  # fmt: skip
