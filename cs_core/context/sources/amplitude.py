"""Amplitude: events with the groups and properties of who did them, as its export writes them (objects, or JSON in a table's cells)."""

import polars as pl

from cs_core.context.sources.table import Table, col

TECHNICAL = (
    "$identify", "$groupidentify", "session_start", "session_end", "[amplitude] start session", "[amplitude] end session",
    "[amplitude] network request", "[amplitude] attribution",
)  # fmt: skip

TABLES = (
    Table(
        "amplitude", "event", "event", ("$insert_id", "event_type", "event_time", "amplitude_id"), ("$insert_id",),
        {
            "at": col("event_time"), "event": col("event_type"), "_company": col("groups.company", kind="first"),
            "_any": col("groups.*", kind="first"), "_mail": col("user_properties.email", "user_properties.Email"), "_id": col("user_id"),
        },
        derive={"ref": pl.coalesce("_company", "_any"), "person": pl.coalesce("_mail", "_id")},
        needs=("at", "event"),
        besides=(Table("amplitude", "technical", "", (), (), {}, unneeded="it is no use of the product", only=("event_type", TECHNICAL)),),
    ),
)  # fmt: skip
