"""RavenStack: a subscription business in five tables; it names no people, no renewal dates and no currency."""

import polars as pl

from cs_core.context.sources.table import Table, col

TABLES = (
    Table(
        "ravenstack", "account", "company", ("account_id", "account_name", "plan_tier", "churn_flag"), ("account_id",),
        {
            "name": col("account_name"), "industry": col("industry"), "country": col("country"), "customer_on": col("signup_date"),
            "plan": col("plan_tier"), "seats": col("seats"), "trial": col("is_trial"), "churn_flag": col("churn_flag"),
        },
    ),
    Table(
        "ravenstack", "subscription", "subscription", ("subscription_id", "account_id", "mrr_amount", "start_date", "end_date"),
        ("subscription_id",),
        {
            "company_ref": col("account_id"), "plan": col("plan_tier"), "started_on": col("start_date"), "ended_on": col("end_date"),
            "auto_renew": col("auto_renew_flag"), "billing": col("billing_frequency", words={"monthly": "month", "annual": "year"}),
            "seats": col("seats"), "mrr": col("mrr_amount"), "trial": col("is_trial"), "upgraded": col("upgrade_flag"),
            "downgraded": col("downgrade_flag"), "churn_flag": col("churn_flag"),
        },
    ),
    Table(
        "ravenstack", "usage", "event", ("usage_id", "subscription_id", "usage_date", "feature_name"), ("usage_id",),
        {
            "ref": col("subscription_id"), "at": col("usage_date"), "event": col("feature_name"), "count": col("usage_count"),
            "seconds": col("usage_duration_secs"), "errors": col("error_count"),
        },
        needs=("at", "event"),
        ref_object="subscription",
    ),
    Table(
        "ravenstack", "ticket", "ticket", ("ticket_id", "account_id", "submitted_at", "closed_at"), ("ticket_id",),
        {
            "company_ref": col("account_id"), "opened_at": col("submitted_at"), "closed_at": col("closed_at"),
            "priority": col("priority", words={}), "escalated": col("escalation_flag"),
            "first_response_minutes": col("first_response_time_minutes"), "_score": col("satisfaction_score", kind="number"),
        },
        derive={
            "satisfaction": (pl.col("_score") - 1) / 4,
            "status": pl.when(pl.col("closed_at").is_null()).then(pl.lit("open")).otherwise(pl.lit("closed")),
        },
    ),
    Table(
        "ravenstack", "churn_event", "churn_event", ("churn_event_id", "account_id", "churn_date"), ("churn_event_id",),
        {
            "company_ref": col("account_id"), "churned_on": col("churn_date"), "reason": col("reason_code", words={}),
            "feedback": col("feedback_text"), "refund": col("refund_amount_usd"), "reactivation": col("is_reactivation"),
        },
    ),
)  # fmt: skip
