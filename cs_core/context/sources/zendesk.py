"""Zendesk: organisations, users, tickets, what was written on them and how they changed: from its API, its own export, a warehouse.

A comment names its writer by number; `context.rows.desk` finds the address, and tells from the history when a ticket was solved.
"""

import polars as pl

from cs_core.context.sources.table import Table, col, unneeded

RATING = {"good": 1.0, "bad": 0.0}
ESCALATED = pl.col("tags").str.split(";").list.contains("escalation").fill_null(False)
USER = {
    "name": col("name"), "email": col("email"), "company_ref": col("organization_id"),
    "role": col("role", words={"end-user": None}), "created_on": col("created_at"), "_active": col("active", kind="flag"),
}  # fmt: skip
TICKET = {
    "company_ref": col("organization_id"), "person_ref": col("requester_id"), "subject": col("subject"),
    "body": col("description"), "status": col("status", words={}), "priority": col("priority", words={}),
    "opened_at": col("created_at"), "closed_at": col("solved_at"), "tags": col("tags"),
    "satisfaction": col("satisfaction_rating.score", words=RATING),
}  # fmt: skip
AUTOMATIC = pl.col("sender").str.starts_with("__")
CHAT_EVENTS = (
    "chatjoin", "chatleave", "chatnamechanged", "chatemailchanged", "chatphonechanged", "chatdepartmenttransfer", "chatrequestrating",
    "chatmessagestatus",
)  # fmt: skip

OUR_HOURS = "when our own support team works; tickets are dated in UTC and counted in days"
OUR_PROMISE = "how fast our own support promised to answer, which is theirs to measure; a customer feels age, escalation and rating"
ROUTING_TAG = "support's own words, without a day or a meaning that can be told; a segment, plan or role that stands only here is not read"

TABLES = (
    Table(
        "zendesk", "organization", "company", ("id", "name", "domain_names", "external_id", "tags", "updated_at"), ("id",),
        {"name": col("name"), "domain": col("domain_names", kind="first"), "external_id": col("external_id")},
        ("updated_at",), born="created_at",
    ),
    Table(
        "zendesk", "organization", "company", ("id", "name", "shared_tickets", "shared_comments", "group_id"), ("id",),
        {"name": col("name"), "external_id": col("external_id")}, ("updated_at",), born="created_at",
    ),
    Table(
        "zendesk", "domain_name", "label", ("organization_id", "domain_name", "index"), ("organization_id", "domain_name"),
        {"code": col("organization_id"), "label": col("domain_name")},
        derive={"kind": pl.lit("domain"), "label": pl.col("label").str.to_lowercase()},
    ),
    Table(
        "zendesk", "user", "person", ("id", "name", "email", "organization_id", "role"), ("id",),
        USER, ("updated_at",), derive={"deleted": ~pl.col("_active")},
    ),
    Table(
        "zendesk", "ticket", "ticket", ("id", "subject", "status", "requester_id", "organization_id"), ("id",),
        TICKET, ("updated_at",), derive={"escalated": ESCALATED, "deleted": pl.col("status") == "deleted"},
    ),
    Table(
        "zendesk", "ticket", "ticket", ("Id", "Requester id", "Requester email", "Subject", "Solved at"), ("Id",),
        {
            "person_ref": col("Requester id"), "subject": col("Subject"), "status": col("Status", words={}),
            "priority": col("Priority", words={}), "opened_at": col("Created at"), "closed_at": col("Solved at"),
            "_tags": col("Tags"), "satisfaction": col("Satisfaction Score", words=RATING),
            "first_response_minutes": col("First reply time in minutes"),
        },
        ("Updated at",),
        derive={
            "tags": pl.col("_tags").str.replace_all(r"\s+", ";"),
            "escalated": pl.col("_tags").str.split(" ").list.contains("escalation").fill_null(False),
            "deleted": pl.col("status") == "deleted",
        },
    ),
    Table(
        "zendesk", "ticket_comment", "message", ("id", "ticket_id", "user_id", "body", "public", "created"), ("id",),
        {
            "thread": col("ticket_id"), "sender": col("user_id"), "body": col("body"), "sent_at": col("created"),
            "_public": col("public", kind="flag"),
        },
        derive={"channel": pl.when(pl.col("_public")).then(pl.lit("ticket")).otherwise(pl.lit("ticket note"))},
        needs=("sent_at", "sender"),
    ),
    Table(
        "zendesk", "chat_message", "message", ("chat_id", "actor_id", "chat_index", "message", "type"),
        ("chat_id", "created_at", "chat_index"),
        {
            "thread": col("chat_id"), "sender": col("actor_id"), "sent_at": col("created_at"), "body": col("message"),
            "_type": col("type"),
        },
        derive={
            "channel": pl.when(AUTOMATIC).then(pl.lit("chat-auto")).otherwise(pl.lit("chat")),
            "sender": pl.col("sender").str.strip_prefix("agent:").replace("", None),
            "body": pl.when(pl.col("_type") == "ChatMessage").then("body"),
        },
        needs=("sent_at", "sender", "body"),
        besides=(
            Table(
                "zendesk", "chat_event", "", (), (), {}, only=("type", CHAT_EVENTS),
                unneeded="a chat event: who came, left or was handed on, no words",
            ),
        ),
    ),
    Table(
        "zendesk", "chat", "relation", ("chat_id", "ticket_id", "user_id", "visitor_id"), ("chat_id", "ticket_id"),
        {"left_ref": col("chat_id"), "right_ref": col("user_id")},
        derive={"left_object": pl.lit("chat"), "right_object": pl.lit("user"), "kind": pl.lit("visitor")},
    ),
    Table(
        "zendesk", "ticket_field_history", "field_change", ("field_name", "ticket_id", "updated", "value"),
        ("ticket_id", "field_name", "updated"),
        {
            "thing_ref": col("ticket_id"), "field": col("field_name"), "value": col("value"), "changed_at": col("updated"),
            "by": col("user_id"),
        },
        derive={"of": pl.lit("ticket")}, needs=("changed_at",),
    ),
    Table(
        "zendesk", "ticket_tag", "field_change", ("ticket_id", "tag"), ("ticket_id", "tag"),
        {"thing_ref": col("ticket_id"), "value": col("tag")}, derive={"of": pl.lit("ticket"), "field": pl.lit("tag")},
    ),
    Table(
        "zendesk", "satisfaction_rating", "survey", ("id", "ticket_id", "requester_id", "score"), ("id",),
        {
            "person_ref": col("requester_id"), "score": col("score", words=RATING), "comment": col("comment"),
            "answered_at": col("updated_at", "created_at"),
        },
        ("updated_at",), derive={"kind": pl.lit("csat"), "most": pl.lit(1.0)}, needs=("score",),
    ),
    Table(
        "zendesk", "group", "label", ("id", "name", "updated_at", "url"), ("id",),
        {"code": col("id"), "label": col("name")}, derive={"kind": pl.lit("group")},
    ),
    Table(
        "zendesk", "brand", "label", ("id", "name", "brand_url", "subdomain", "has_help_center"), ("id",),
        {"code": col("id"), "label": col("name")}, derive={"kind": pl.lit("brand")},
    ),
    unneeded("zendesk", "organization_tag", "organization_id", "tag", why=ROUTING_TAG),
    unneeded("zendesk", "user_tag", "user_id", "tag", why=ROUTING_TAG),
    unneeded("zendesk", "sla_policy_metric", "sla_policy_id", "metric", "priority", "target", why=OUR_PROMISE),
    unneeded("zendesk", "ticket_sla_policy", "ticket_id", "sla_policy_id", "policy_applied_at", why=OUR_PROMISE),
    unneeded("zendesk", "schedule", "id", "start_time_utc", "end_time_utc", "time_zone", why=OUR_HOURS),
    unneeded("zendesk", "schedule_holiday", "id", "schedule_id", "start_date", "end_date", why=OUR_HOURS),
    unneeded("zendesk", "ticket_schedule", "ticket_id", "schedule_id", "created_at", why=OUR_HOURS),
    unneeded("zendesk", "time_zone", "time_zone", "standard_offset", why=OUR_HOURS),
    unneeded("zendesk", "daylight_time", "time_zone", "daylight_offset", "daylight_start_utc", why=OUR_HOURS),
    unneeded(
        "zendesk", "ticket_form", "id", "display_name", "end_user_visible", "name",
        why="the forms of our own help centre; what was asked is on the ticket",
    ),
    unneeded(
        "zendesk", "audit_log", "action", "actor_id", "change_description", "source_label",
        why="changes to the settings of our own help desk, none to a customer or a ticket",
    ),
)  # fmt: skip
