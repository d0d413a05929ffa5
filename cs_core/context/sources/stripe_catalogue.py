"""Stripe: what a subscription is made of (items, prices, products, discounts), and the tables about our own money, which nobody needs.

`context.rows.lines` tells from these what a subscription is worth where its own row does not.
"""

import polars as pl

from cs_core.context.sources.stripe import AMOUNT, CURRENCY
from cs_core.context.sources.table import Table, col, unneeded

#: What is paid by use has no amount before it is used: it is no recurring revenue, so its price has no interval.
METERED = (pl.col("_use") == "metered").fill_null(False)
#: A price for every so many units, rounded, is no price of one unit.
BY_PACK = pl.col("_pack").is_not_null()
PRICED = {
    "amount": pl.when(~METERED & ~BY_PACK).then(AMOUNT),
    "interval": pl.when(~METERED).then("interval"),
    "currency": CURRENCY,
    # Whoever has a price, a coupon or a product keeps it when it is taken off the list.
    "deleted": pl.lit(False),
}
ITEM = {
    "parent_ref": col("subscription_id", "subscription"), "price_ref": col("plan_id", "price_id"), "quantity": col("quantity"),
    "starts_on": col("created"), "ends_on": col("current_period_end"),
}  # fmt: skip

OUR_MONEY = "our own money between Stripe and our bank; it says nothing of a customer"
ONE_PAYMENT = "one attempt to collect; whether a bill is paid, and since when it is late, stands on the invoice"
CARD = "the means of payment; one that fails shows as an unpaid invoice"
GIVEN_BACK = "money given back for one payment; the agreement stands on the subscription, the quarrel in the ticket it came from"

TABLES = (
    Table(
        "stripe", "subscription_item", "line", ("id", "subscription_id", "plan_id", "quantity"), ("id",),
        ITEM, derive={"of": pl.lit("subscription")}, needs=("parent_ref",),
    ),
    Table(
        "stripe", "subscription_item", "line", ("id", "subscription", "price.id", "quantity"), ("id",),
        ITEM | {"parent_ref": col("subscription"), "price_ref": col("price.id")}, derive={"of": pl.lit("subscription")},
        needs=("parent_ref",),
    ),
    Table(
        "stripe", "invoice_line_item", "line", ("id", "invoice_id", "plan_id", "quantity", "subscription_id", "period_end"),
        ("invoice_id", "id"),
        {
            "parent_ref": col("invoice_id"), "price_ref": col("plan_id", "price_id"), "product": col("description"),
            "quantity": col("quantity"), "_amount": col("amount", kind="number"), "currency": col("currency"),
            "starts_on": col("period_start"), "ends_on": col("period_end"),
        },
        derive={"of": pl.lit("invoice"), "amount": AMOUNT, "currency": CURRENCY}, needs=("parent_ref",),
    ),
    Table(
        "stripe", "plan", "price", ("id", "amount", "interval", "interval_count", "usage_type"), ("id",),
        {
            "product_ref": col("product_id", "product"), "name": col("nickname"), "_amount": col("amount", kind="number"),
            "currency": col("currency"), "interval": col("interval", words={}), "interval_count": col("interval_count"),
            "_use": col("usage_type", words={}), "_pack": col("transform_usage_divide_by"),
        },
        derive=PRICED,
    ),
    Table(
        "stripe", "price", "price", ("id", "unit_amount", "unit_amount_decimal", "billing_scheme", "nickname"), ("id",),
        {
            "product_ref": col("product_id", "product"), "name": col("nickname"),
            "_amount": col("unit_amount_decimal", "unit_amount", kind="number"), "currency": col("currency"),
            "interval": col("recurring_interval", words={}), "interval_count": col("recurring_interval_count"),
            "_use": col("recurring_usage_type", words={}), "_pack": col("transform_quantity_divide_by"),
        },
        derive=PRICED,
    ),
    Table(
        "stripe", "product", "label", ("id", "name", "statement_descriptor", "unit_label"), ("id",),
        {"code": col("id"), "label": col("name")}, derive={"kind": pl.lit("product"), "deleted": pl.lit(False)},
    ),
    Table(
        "stripe", "coupon", "price", ("id", "percent_off", "amount_off", "duration"), ("id",),
        {
            "name": col("name"), "_percent": col("percent_off", kind="number"), "_amount": col("amount_off", kind="number"),
            "currency": col("currency"), "interval": col("duration", words={}), "interval_count": col("duration_in_months"),
        },
        derive={
            "amount": pl.coalesce("_percent", AMOUNT),
            "currency": pl.when(pl.col("_percent").is_not_null()).then(pl.lit("%")).otherwise(CURRENCY),
            "deleted": pl.lit(False),
        },
    ),
    Table(
        "stripe", "discount", "line", ("id", "coupon_id", "customer_id", "subscription_id", "start", "end"), ("id",),
        {
            "_subscription": col("subscription_id"), "_customer": col("customer_id"), "price_ref": col("coupon_id"),
            "starts_on": col("start"), "ends_on": col("end"),
        },
        derive={"of": pl.lit("discount"), "parent_ref": pl.coalesce("_subscription", "_customer")},
    ),
    unneeded("stripe", "account", "id", "business_type", "charges_enabled", why="our own account at Stripe, not a customer's"),
    unneeded("stripe", "balance_transaction", "id", "available_on", "fee", "net", why=OUR_MONEY),
    unneeded("stripe", "fee", "balance_transaction_id", "index", "application", "type", why=OUR_MONEY),
    unneeded("stripe", "payout", "id", "arrival_date", "automatic", "method", why=OUR_MONEY),
    unneeded("stripe", "payout_balance_transaction", "payout_id", "balance_transaction_id", why=OUR_MONEY),
    unneeded("stripe", "transfer", "id", "amount_reversed", "destination", "reversed", why=OUR_MONEY),
    unneeded("stripe", "charge", "id", "amount_refunded", "captured", "outcome_type", why=ONE_PAYMENT),
    unneeded("stripe", "payment_intent", "id", "amount_capturable", "capture_method", "confirmation_method", why=ONE_PAYMENT),
    unneeded("stripe", "card", "id", "brand", "exp_month", "exp_year", why=CARD),
    unneeded("stripe", "payment_method", "id", "billing_detail_email", "customer_id", "type", why=CARD),
    unneeded("stripe", "payment_method_card", "payment_method_id", "brand", "funding", why=CARD),
    unneeded(
        "stripe", "dispute", "id", "charge_id", "evidence_details_due_by", "is_charge_refundable",
        why="a quarrel over one card payment that names no customer; finance answers it at Stripe with evidence",
    ),
    unneeded("stripe", "refund", "id", "charge_id", "failure_reason", "receipt_number", why=GIVEN_BACK),
    unneeded("stripe", "credit_note", "id", "invoice_id", "refund_id", "memo", why=GIVEN_BACK),
    unneeded("stripe", "credit_note_line_item", "id", "credit_note_id", "unit_amount", why=GIVEN_BACK),
)  # fmt: skip
