"""Zendesk: organisations, users and tickets as its API writes them, one object a line."""

import polars as pl

from cs_core.context.sources.table import Table, col

TABLES = (
    Table(
        "zendesk", "organization", "company", ("id", "name", "domain_names", "external_id", "tags"), ("id",),
        {"name": col("name"), "domain": col("domain_names", kind="first"), "external_id": col("external_id")},
        ("updated_at", "created_at"),
    ),
    Table(
        "zendesk", "user", "person", ("id", "name", "email", "organization_id", "role"), ("id",),
        {
            "name": col("name"), "email": col("email"), "company_ref": col("organization_id"),
            "role": col("role", words={"end-user": None}), "created_on": col("created_at"), "_active": col("active", kind="flag"),
        },
        ("updated_at", "created_at"),
        derive={"deleted": ~pl.col("_active")},
    ),
    Table(
        "zendesk", "ticket", "ticket", ("id", "subject", "status", "requester_id", "organization_id"), ("id",),
        {
            "company_ref": col("organization_id"), "person_ref": col("requester_id"), "subject": col("subject"),
            "body": col("description"), "status": col("status", words={}), "priority": col("priority", words={}),
            "opened_at": col("created_at"), "closed_at": col("solved_at"), "tags": col("tags"),
            "satisfaction": col("satisfaction_rating.score", words={"good": 1.0, "bad": 0.0}),
        },
        ("updated_at", "created_at"),
        derive={"escalated": pl.col("tags").str.split(";").list.contains("escalation").fill_null(False)},
    ),
)  # fmt: skip
