"""The product itself: workspaces, and what their users did in them."""

from cs_core.context.sources.table import Table, col

TABLES = (
    Table(
        "product", "workspace", "company", ("workspace_id", "company_domain", "created_at"), ("workspace_id",),
        {"domain": col("company_domain"), "plan": col("plan")},
        born="created_at",
    ),
    Table(
        "product", "event", "event", ("event_id", "workspace_id", "event", "occurred_at"), ("event_id",),
        {
            "ref": col("workspace_id"), "person": col("user_email"), "at": col("occurred_at"), "event": col("event"),
            "count": col("count"), "seconds": col("duration_seconds"), "errors": col("errors"),
        },
        needs=("at", "event"),
    ),
)  # fmt: skip
