"""What the vendor knows of itself, its customers' wishes and its team: tables that a person keeps, in plain columns.

`valid_from` is understood in every table of knowledge: without it a row is our own set-up and holds for every day (a release has its date).
"""

import polars as pl

from cs_core.context.sources.table import Table, col

SINCE = col("valid_from")



def _articles(*signature: str) -> Table:
    """Help articles, as a table kept by hand or as a help centre exports them; `topics` are the tags of tickets that they answer."""
    return Table(
        "vendor", "article", "knowledge", signature, signature[:1],
        {
            "name": col("title"), "text": col("text", "body"), "value": col("link", "html_url"), "fixes": col("topics", "label_names"),
            "product": col("product"), "published_on": col("valid_from", "updated_at"),
        },
        derive={"kind": pl.lit("article")},
        needs=("name",),
    )  # fmt: skip


TABLES = (
    Table(
        "vendor", "product", "knowledge", ("product", "feature", "description", "plans"), ("product", "feature"),
        {
            "product": col("product"), "event": col("feature"), "name": col("name"), "text": col("description"), "plan": col("plans"),
            "published_on": SINCE,
        },
        derive={"kind": pl.lit("feature")},
    ),
    Table(
        "vendor", "plan", "knowledge", ("plan", "seat_price_year", "currency", "min_seats"), ("plan",),
        {
            "name": col("plan"), "plan": col("plan"), "amount": col("seat_price_year"), "unit": col("currency"), "value": col("min_seats"),
            "event": col("features"), "published_on": SINCE,
        },
        derive={"kind": pl.lit("plan")},
    ),
    Table(
        "vendor", "milestone", "knowledge", ("plan", "milestone", "feature", "threshold", "expected_days"), ("plan", "milestone"),
        {
            "plan": col("plan"), "name": col("milestone"), "event": col("feature"), "amount": col("threshold"),
            "days": col("expected_days"), "main": col("is_value"), "published_on": SINCE,
        },
        derive={"kind": pl.lit("milestone"), "unit": pl.lit("uses")},
    ),
    Table(
        "vendor", "release", "knowledge", ("date", "version", "title", "text", "feature", "fixes"), ("version",),
        {
            "published_on": col("date"), "version": col("version"), "name": col("title"), "text": col("text"), "event": col("feature"),
            "fixes": col("fixes"),
        },
        derive={"kind": pl.lit("release")},
    ),
    Table(
        "vendor", "policy", "knowledge", ("policy", "value", "unit", "text"), ("policy",),
        {"name": col("policy"), "value": col("value"), "unit": col("unit"), "text": col("text"), "published_on": SINCE},
        derive={"kind": pl.lit("policy")},
    ),
    _articles("article", "title", "text", "topics"),
    _articles("id", "title", "body", "html_url", "label_names"),
    Table(
        "vendor", "desired_outcome", "desired_outcome", ("company_id", "outcome", "metric", "quote", "stated_on"),
        ("company_id", "outcome"),
        {
            "company_ref": col("company_id"), "outcome": col("outcome"), "metric": col("metric"), "baseline": col("baseline"),
            "target": col("target"), "unit": col("unit"), "quote": col("quote"), "stated_on": col("stated_on"),
            "stated_by": col("stated_by"),
        },
    ),
    Table(
        "vendor", "team_member", "team_member", ("name", "email", "weekly_hours", "skills"), ("name",),
        {
            "name": col("name"), "email": col("email"), "role": col("role"), "weekly_hours": col("weekly_hours"),
            "skills": col("skills"), "languages": col("languages"), "time_zone": col("time_zone"),
            "leave_from_on": col("leave_from"), "leave_to_on": col("leave_to"),
        },
        ("valid_from",),
    ),
)  # fmt: skip
