"""Stripe: customers, subscriptions (as they stand, or every version) and invoices. Money is in cents; a customer's domain is that of
the billing address."""

import polars as pl

from cs_core.context.identity.names import PUBLIC_MAIL_DOMAINS
from cs_core.context.sources.table import Table, col

DOMAIN = pl.col("_email").str.to_lowercase().str.extract(r"@([^@\s]+)$")
LIST_PRICE = pl.col("seats") * pl.col("_cents") / 100
PAID_SHARE = 1 - pl.col("discount").fill_null(0) / 100
MONTHS = pl.when(pl.col("billing") == "year").then(12).when(pl.col("billing") == "month").then(1)

SUBSCRIPTION = {
    "company_ref": col("customer"), "plan": col("plan_nickname"), "status": col("status", words={}),
    "started_on": col("start_date"), "ended_on": col("ended_at"), "cancelled_on": col("canceled_at"),
    "term_start_on": col("current_period_start"), "term_end_on": col("current_period_end"),
    "_cancels": col("cancel_at_period_end", kind="flag"), "seats": col("quantity"), "_cents": col("plan_amount", kind="number"),
    "billing": col("plan_interval", words={}), "currency": col("currency"), "discount": col("discount_percent"),
}  # fmt: skip
SUBSCRIPTION_DERIVED = {
    "mrr": LIST_PRICE * PAID_SHARE / MONTHS,
    "auto_renew": ~pl.col("_cancels") & pl.col("ended_on").is_null(),
    "trial": pl.col("status") == "trialing",
    "currency": pl.col("currency").str.to_uppercase(),
}
SIGNATURE = ("id", "customer", "status", "current_period_end", "cancel_at_period_end")
VERSION_BEGAN = "_fivetran_start"
"""What a warehouse that is synced with Stripe adds: since when a row is the version that holds."""

TABLES = (
    Table(
        "stripe", "customer", "company", ("id", "email", "name", "currency", "delinquent"), ("id",),
        {
            "name": col("name"), "_email": col("email"), "currency": col("currency"),
            "external_id": col("metadata_crm_id", "metadata.crm_id"),
        },
        ("created",),
        derive={
            "domain": pl.when(~DOMAIN.is_in(list(PUBLIC_MAIL_DOMAINS))).then(DOMAIN),
            "currency": pl.col("currency").str.to_uppercase(),
        },
    ),
    Table("stripe", "subscription", "subscription", SIGNATURE, ("id",), SUBSCRIPTION, derive=SUBSCRIPTION_DERIVED),
    Table(
        "stripe", "subscription", "subscription", (*SIGNATURE, VERSION_BEGAN), ("id",), SUBSCRIPTION, (VERSION_BEGAN,),
        derive=SUBSCRIPTION_DERIVED,
    ),
    Table(
        "stripe", "invoice", "invoice", ("id", "customer", "amount_due", "amount_paid", "due_date"), ("id",),
        {
            "company_ref": col("customer"), "subscription_ref": col("subscription"), "number": col("number"),
            "status": col("status", words={}), "issued_on": col("created"), "due_on": col("due_date"), "paid_on": col("paid_at"),
            "_cents": col("amount_due", kind="number"), "currency": col("currency"),
        },
        derive={"amount": pl.col("_cents") / 100, "currency": pl.col("currency").str.to_uppercase()},
    ),
)  # fmt: skip
