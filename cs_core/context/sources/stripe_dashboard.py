"""Stripe: what the Export button of its dashboard writes. Money is in whole units, times are UTC and say so in the header."""

import polars as pl

from cs_core.context.rows.money import months
from cs_core.context.sources.stripe import BILLED, CURRENCY, CUSTOMER_DERIVED, PAID_SHARE, RENEWS, SAID_TO_BE_PAID, SEATS, terms
from cs_core.context.sources.table import Table, col

TABLES = (
    Table(
        "stripe", "customer", "company", ("id", "Description", "Email", "Name", "Created (UTC)", "Delinquent"), ("id",),
        {
            "name": col("Name"), "_email": col("Email"), "currency": col("Currency"), "country": col("Address Country"),
            "external_id": col("crm_id (metadata)"),
        },
        born="Created (UTC)", derive=CUSTOMER_DERIVED,
    ),
    Table(
        "stripe", "subscription", "subscription", ("id", "Customer ID", "Plan", "Status", "Current Period End (UTC)"), ("id",),
        {
            "company_ref": col("Customer ID"), "plan": col("Plan Nickname", "Product", "Plan"), "status": col("Status", words={}),
            "started_on": col("Start Date (UTC)", "Start (UTC)", "Created (UTC)"), "ended_on": col("Ended At (UTC)"),
            "cancelled_on": col("Canceled At (UTC)"), "term_start_on": col("Current Period Start (UTC)"),
            "term_end_on": col("Current Period End (UTC)"), "_cancels": col("Cancel At Period End", kind="flag"), "seats": col("Quantity"),
            "_amount": col("Amount", kind="number"), "billing": col("Interval", words={}), "currency": col("Currency"),
            "discount": col("Discount Percent"), **terms("{} (metadata)"),
        },
        derive={
            "mrr": pl.col("seats") * pl.col("_amount") * PAID_SHARE / months(pl.col("billing"), pl.lit(1)),
            "auto_renew": pl.when(pl.col("_cancels").is_not_null()).then(~pl.col("_cancels") & pl.col("ended_on").is_null() & RENEWS),
            "seats": SEATS,
            "trial": pl.col("status") == "trialing", "currency": CURRENCY,
        },
    ),
    Table(
        "stripe", "invoice", "invoice", ("id", "Customer", "Amount Due", "Amount Paid", "Due Date (UTC)"), ("id",),
        {
            "company_ref": col("Customer"), "subscription_ref": col("Subscription"), "number": col("Number"),
            "_status": col("Status", words={}), "_paid": col("Paid", kind="flag"), "issued_on": col("Date (UTC)", "Created (UTC)"),
            "due_on": col("Due Date (UTC)"), "paid_on": col("Paid At (UTC)"), "currency": col("Currency"),
            "_amount": col("Total", kind="number"), "_due": col("Amount Due", kind="number"),
            "_paid_amount": col("Amount Paid", kind="number"),
        },
        derive={"amount": BILLED, "currency": CURRENCY, "status": SAID_TO_BE_PAID},
    ),
)  # fmt: skip
