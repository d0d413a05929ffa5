"""Segment: its calls as they were sent (track, page, screen, identify, group), and the tables of a warehouse that it fills."""

import polars as pl

from cs_core.context.sources.table import Table, col, unneeded

EMAIL = {"_mail": col("context.traits.email", "context_traits_email"), "_own": col("properties.email"), "_id": col("userId", "user_id")}
WHO = pl.coalesce("_mail", "_own", "_id")
ACCOUNT = col("context.groupId", "context.traits.groupId", "properties.groupId", "context_group_id")
TRAITS = {
    "name": col("traits.name", "name"), "domain": col("traits.domain", "traits.website", "domain", "website"),
    "plan": col("traits.plan", "plan"), "industry": col("traits.industry", "industry"),
    "employees": col("traits.employees", "employees"),
}  # fmt: skip
PERSON = {
    "email": col("traits.email", "email"), "_name": col("traits.name", "name"), "_first": col("traits.firstName", "first_name"),
    "_last": col("traits.lastName", "last_name"), "title": col("traits.title", "title"),
    "company_ref": col("context.groupId", "traits.company.id", "context_group_id"), "created_on": col("traits.createdAt", "created_at"),
}  # fmt: skip
NAME = {"name": pl.coalesce("_name", pl.concat_str("_first", "_last", separator=" ", ignore_nulls=True).replace("", None))}
SEEN = {"at": col("timestamp", "originalTimestamp", "original_timestamp", "received_at"), "ref": ACCOUNT, **EMAIL}
CALL = ("type", "messageId", "timestamp")

BESIDES = (
    Table(
        "segment", "group", "company", (*CALL, "groupId"), ("groupId",), TRAITS, ("timestamp",), only=("type", ("group",)),
    ),
    Table(
        "segment", "user", "person", (*CALL, "userId", "traits.email"), ("userId",), PERSON, ("timestamp",), derive=NAME, needs=("email",),
        only=("type", ("identify",)),
    ),
    Table(
        "segment", "event", "event", (*CALL, "name"), ("messageId",), {"_page": col("name", "properties.title", "properties.path"), **SEEN},
        derive={"event": pl.format("viewed {}", "_page"), "person": WHO}, needs=("at",), only=("type", ("page", "screen")),
    ),
    Table("segment", "alias", "", (), (), {}, unneeded="it renames a visitor", only=("type", ("alias", "delete"))),
)  # fmt: skip

TABLES = (
    Table(
        "segment", "event", "event", CALL, ("messageId",), {"event": col("event"), **SEEN},
        derive={"person": WHO}, needs=("at", "event"), besides=BESIDES,
    ),
    Table(
        "segment", "track", "event", ("id", "anonymous_id", "user_id", "event", "event_text", "received_at"), ("id",),
        {"event": col("event_text", "event"), **SEEN}, derive={"person": WHO}, needs=("at", "event"),
    ),
    Table(
        "segment", "page", "event", ("id", "anonymous_id", "user_id", "received_at", "url", "path"), ("id",),
        {"_page": col("name", "path"), **SEEN}, derive={"event": pl.format("viewed {}", "_page"), "person": WHO}, needs=("at",),
    ),
    Table(
        "segment", "user", "person", ("id", "anonymous_id", "user_id", "received_at", "email"), ("user_id",), PERSON, ("timestamp",),
        derive=NAME, needs=("email",),
    ),
    Table(
        "segment", "user", "person", ("id", "received_at", "uuid_ts", "email", "context_library_name"), ("id",), PERSON, ("received_at",),
        derive=NAME, needs=("email",),
    ),
    Table(
        "segment", "group", "company", ("id", "anonymous_id", "user_id", "group_id", "received_at"), ("group_id",), TRAITS, ("timestamp",),
    ),
    Table("segment", "group", "company", ("id", "received_at", "uuid_ts", "name"), ("id",), TRAITS, ("received_at",)),
    unneeded("segment", "alias", "id", "previous_id", "user_id", "received_at", why="it renames a visitor"),
)  # fmt: skip
