"""What a subscription is worth, told from its lines, prices and discounts where its own row does not say.

A line (`of` = subscription) is so many of a price; a price without an interval is paid once, or by use, and is no recurring revenue. A
price whose amount is not known (tiers, packs, a price never imported) makes the whole unknown, not smaller.
"""

from datetime import date

import polars as pl

from cs_core.context.rows.money import months, rhythm

FILLED = ("plan", "seats", "mrr", "billing", "currency", "discount")
STEP = {"day": "d", "week": "w", "month": "mo", "year": "y"}
ONCE = "once"
"""How long a coupon holds that takes something off one bill and off no other."""


def with_lines(
    subscriptions: pl.DataFrame, lines: pl.DataFrame, prices: pl.DataFrame, labels: pl.DataFrame, *, as_of: date
) -> pl.DataFrame:
    """`subscriptions` with plan, seats, mrr (a month, after discounts), billing, currency, discount (%) and term filled where null.

    Nothing that a row itself says is changed. A term is shown from its first day on. The frames are those of `Cut.noun` as of the day.
    """
    items = lines.filter(pl.col("of") == "subscription")
    if items.is_empty():
        return subscriptions
    told = _worth(_priced(items, prices, labels)).rename({"parent_ref": "source_id"})
    rows = subscriptions.join(told, on=["system", "source_id"], how="left", maintain_order="left", suffix="_told")
    rows = _discounted(rows, lines.filter(pl.col("of") == "discount"), prices, as_of)
    one_fee = (pl.col("commitment").is_not_null() & (pl.col("seats_told") <= 1)).fill_null(False)
    rows = rows.with_columns(pl.when(~one_fee).then("seats_told").alias("seats_told"))
    rows = rows.with_columns(pl.coalesce(field, f"{field}_told").alias(field) for field in FILLED)
    return _with_term(rows, as_of).select(subscriptions.columns)


def _priced(items: pl.DataFrame, prices: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Each line with its name, what it costs each interval (`cost`), that interval in months (`length`), and whether its price is known."""
    listed = prices.filter(pl.col("object") != "coupon").unique(["system", "source_id"], keep="last", maintain_order=True)
    listed = listed.select("system", "product_ref", "interval_count", price_ref="source_id", price="amount", money="currency",
                           every="interval", price_name="name")  # fmt: skip
    products = labels.filter(pl.col("kind") == "product").unique(["system", "code"], keep="last", maintain_order=True)
    rows = items.join(listed.with_columns(known=True), on=["system", "price_ref"], how="left", maintain_order="left")
    rows = rows.join(products.select("system", product_ref="code", product_name="label"), on=["system", "product_ref"], how="left",
                     maintain_order="left")  # fmt: skip
    every = pl.coalesce("interval", "every")
    return rows.with_columns(
        every.alias("every"),
        months(every, pl.col("interval_count")).alias("length"),
        rhythm(every, pl.col("interval_count")).alias("billing"),
        pl.coalesce("amount", pl.col("quantity") * pl.col("price")).alias("cost"),
        pl.coalesce("currency", "money").str.to_uppercase().alias("currency"),
        pl.coalesce("price_name", "product_name", "product").alias("plan"),
        (pl.col("known").fill_null(False) | (pl.col("amount").is_not_null() & pl.col("interval").is_not_null())).alias("known"),
    )


def _worth(lines: pl.DataFrame) -> pl.DataFrame:
    """One row a subscription: plan of its dearest line, recurring revenue, and seats where one line alone is bought in number."""
    rows = lines.with_columns((pl.col("cost") / pl.col("length")).alias("monthly"))
    rows = rows.sort("monthly", "source_id", nulls_last=True, descending=[True, False])
    recurring = pl.col("length").is_not_null()
    unknown = (~pl.col("known") | (recurring & pl.col("cost").is_null())).any()
    counted = pl.col("quantity").filter(recurring)
    seats = pl.when(counted.len() == 1).then(counted.first()).when((counted > 1).sum() == 1).then(counted.max())
    first = [pl.col(c).filter(recurring).first() for c in ("plan", "billing", "currency", "every", "interval_count")]
    return rows.group_by("system", "parent_ref", maintain_order=True).agg(
        pl.when(~unknown & recurring.any()).then(pl.col("monthly").sum()).alias("mrr"),
        seats.cast(pl.Int64).alias("seats"),
        pl.col("length").filter(recurring).first(),
        pl.col("ends_on").filter(recurring).first(),
        *first,
    )


def _discounted(rows: pl.DataFrame, discounts: pl.DataFrame, prices: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`discount_told` (%), and it taken off `mrr_told`; a discount of the customer holds for all that the customer has."""
    coupons = prices.filter(pl.col("object") == "coupon", pl.col("interval") != ONCE)
    coupons = coupons.select("system", price_ref="source_id", off="amount", off_in="currency", lasts="interval_count")
    held = discounts.join(coupons, on=["system", "price_ref"]).unique(["system", "parent_ref", "price_ref"], maintain_order=True)
    ends = pl.coalesce("ends_on", pl.col("starts_on").dt.offset_by(pl.format("{}mo", "lasts")))
    held = held.filter((ends > as_of).fill_null(True)).select("system", "off", "off_in", ref="parent_ref")
    each = pl.concat(
        rows.select("key", "system", "mrr_told", "length", "currency", "currency_told", ref=ref).join(held, on=["system", "ref"])
        for ref in ("source_id", "company_ref")
    )
    in_our_money = pl.col("off_in") == pl.coalesce("currency", "currency_told").str.to_uppercase()
    percent = (
        pl.when(pl.col("off_in") == "%").then("off").when(in_our_money).then(100 * pl.col("off") / (pl.col("mrr_told") * pl.col("length")))
    )
    kept = (1 - percent.clip(0, 100) / 100).product()
    found = each.group_by("key").agg(pl.when(percent.is_not_null().all()).then(100 * (1 - kept)).round(4).alias("discount_told"))
    share = 1 - pl.coalesce("discount", "discount_told").fill_null(0) / 100
    return rows.join(found, on="key", how="left", maintain_order="left").with_columns(pl.col("mrr_told") * share)


def _with_term(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The term that a line ends with, counted back by its interval; none of it before its first day."""
    step = pl.format("-{}{}", pl.col("interval_count").fill_null(1), pl.col("every").replace_strict(STEP, default=None))
    begins = pl.col("ends_on").dt.offset_by(step)
    told = pl.col("term_start_on").is_null() & pl.col("term_end_on").is_null() & (begins <= as_of)
    return rows.with_columns(
        pl.when(told).then(begins).otherwise("term_start_on").alias("term_start_on"),
        pl.when(told).then("ends_on").otherwise("term_end_on").alias("term_end_on"),
    )
