"""HubSpot as a warehouse is synced with it: a column ``property_...`` for each property, and the activities that people logged.

A company, a contact, a deal and an activity have the same ids as in HubSpot's own exports. Owners, stages and pipelines are codes whose
words are in `hubspot_ties`, as is which deal, ticket or activity is of which company.
"""

import polars as pl

from cs_core.context.sources.closing import ENDED
from cs_core.context.sources.hubspot import FULL_NAME, KINDS, OUTCOMES, ROLES, SEGMENTS, STATUS
from cs_core.context.sources.table import Table, col, unneeded

OWNER = col("owner_id", "property_hubspot_owner_id")
CHANGED = ("property_hs_lastmodifieddate", "property_lastmodifieddate")
MERGED = col("property_hs_merged_object_ids", "property_hs_calculated_merged_vids")
MERGED_IDS = pl.col("merged_refs").str.replace_all(r":\d+", "")
"""``vid:time;vid:time`` as the older property has it: the ids alone."""
MILLISECONDS = 60_000
CALLS = {
    "no_answer": "no show", "busy": "no show", "failed": "no show", "missed": "no show", "canceled": "cancelled", "queued": "scheduled",
    "ringing": "scheduled", "connecting": "scheduled", "calling_crm_user": "scheduled", "in_progress": "scheduled",
}  # fmt: skip
"""A call that nobody took is no contact."""
BOUNCED = pl.col("_bounced").is_not_null() | pl.col("_bad").fill_null(False) | pl.col("_quarantined").fill_null(False)
MAIL_STATES = (
    "open", "delivered", "click", "bounce", "dropped", "deferred", "processed", "print", "forward", "spamreport", "statuschange",
    "suppressed", "unbounce",
)  # fmt: skip
"""What becomes of a campaign's mail once it is sent."""

MEETING = {
    "kind": col("property_hs_activity_type", words={}), "title": col("property_hs_meeting_title", "title"),
    "status": col("property_hs_meeting_outcome", "meeting_outcome", words=OUTCOMES),
    "held_at": col("property_hs_meeting_start_time", "start_time", "property_hs_timestamp"),
    "_until": col("property_hs_meeting_end_time", "end_time", kind="time"), "held_by": OWNER,
    "notes": col("property_hs_meeting_body", "body"),
}  # fmt: skip
LASTED = {"minutes": (pl.col("_until") - pl.col("held_at")).dt.total_seconds() / 60}
CALL = {
    "title": col("property_hs_call_title"), "status": col("property_hs_call_status", words=CALLS),
    "held_at": col("property_hs_timestamp"), "_ms": col("property_hs_call_duration", kind="number"), "held_by": OWNER,
    "notes": col("property_hs_call_body"),
}  # fmt: skip

TABLES = (
    Table(
        "hubspot", "company", "company", ("id", "property_name", "property_industry"), ("id",),
        {
            "name": col("property_name"), "domain": col("property_domain", "property_website"), "industry": col("property_industry"),
            "country": col("property_country"), "employees": col("property_numberofemployees"), "owner": OWNER,
            "segment": col("property_customer_tier", words=SEGMENTS), "stage": col("property_lifecyclestage", words={}),
            "parent_ref": col("property_hs_parent_company_id"), "language": col("property_preferred_language", words={}),
            "time_zone": col("property_timezone"), "customer_on": col("property_hs_lifecyclestage_customer_date", "property_closedate"),
            "merged_refs": MERGED,
        },
        CHANGED, derive={"merged_refs": MERGED_IDS},
    ),
    Table(
        "hubspot", "contact", "person", ("id", "property_email", "property_firstname", "property_lastname"), ("id",),
        {
            "_first": col("property_firstname"), "_last": col("property_lastname"), "email": col("property_email"),
            "phone": col("property_phone", "property_mobilephone"), "title": col("property_jobtitle"),
            "role": col("property_hs_buying_role", words=ROLES), "company_ref": col("property_associatedcompanyid"),
            "language": col("property_hs_language", words={}), "time_zone": col("property_hs_timezone"),
            "opted_out": col("property_hs_email_optout"), "left_on": col("property_date_left_company"),
            "_bounced": col("property_hs_email_hard_bounce_reason_enum", "property_hs_email_hard_bounce_reason"),
            "_bad": col("property_hs_email_bad_address", kind="flag"), "_quarantined": col("property_hs_email_quarantined", kind="flag"),
            "created_on": col("property_createdate"), "merged_refs": MERGED,
        },
        CHANGED, derive={"name": FULL_NAME, "merged_refs": MERGED_IDS, "undeliverable": pl.when(BOUNCED).then(pl.lit(True))},
    ),
    Table(
        "hubspot", "deal", "deal", ("deal_id", "property_dealname", "deal_pipeline_id", "deal_pipeline_stage_id"), ("deal_id",),
        {
            "name": col("property_dealname"), "kind": col("deal_pipeline_id", words=KINDS),
            "stage": col("deal_pipeline_stage_id"),
            "amount": col("property_amount"), "currency": col("property_deal_currency_code"), "created_on": col("property_createdate"),
            "close_on": col("property_closedate"), "company_ref": col("property_hs_primary_associated_company"),
            "won": col("property_hs_is_closed_won"), "_closed": col("property_hs_is_closed", kind="flag"), "owner": OWNER,
            "lost_reason": col("property_closed_lost_reason", words={}), "forecast": col("property_hs_manual_forecast_category", words={}),
        },
        CHANGED, derive=ENDED,
    ),
    Table(
        "hubspot", "ticket", "ticket", ("id", "property_subject", "property_hs_pipeline", "property_hs_pipeline_stage"), ("id",),
        {
            "subject": col("property_subject"), "body": col("property_content"), "_status": col("property_hs_pipeline_stage"),
            "priority": col("property_hs_ticket_priority", words={}),
            "opened_at": col("property_createdate"), "closed_at": col("property_closed_date"), "tags": col("property_hs_ticket_category"),
            "_replied": col("property_first_agent_reply_date", kind="time"), "company_ref": col("property_hs_primary_company_id"),
        },
        CHANGED,
        derive={
            "status": STATUS,
            "first_response_minutes": (pl.col("_replied") - pl.col("opened_at")).dt.total_seconds() / 60,
        },
    ),
    Table(
        "hubspot", "meeting", "meeting", ("engagement_id", "start_time", "end_time", "title"), ("engagement_id",),
        MEETING, derive=LASTED,
    ),
    Table(
        "hubspot", "meeting", "meeting", ("engagement_id", "property_hs_meeting_title", "property_hs_meeting_start_time", "type"),
        ("engagement_id",), MEETING, derive=LASTED,
    ),
    Table(
        "hubspot", "call", "meeting", ("engagement_id", "property_hs_timestamp", "type"), ("engagement_id",),
        CALL, derive={"kind": pl.lit("call"), "minutes": pl.col("_ms") / MILLISECONDS},
        besides=(
            Table(
                "hubspot", "activity", "", (), (), {}, only=("type", ("communication", "email", "note", "task", "meeting")),
                unneeded="an activity without title, text or sender: neither whether it reached anyone nor what it says is known",
            ),
        ),
    ),
    Table(
        "hubspot", "email", "message", ("engagement_id", "property_hs_timestamp", "type", "property_hs_email_subject"), ("engagement_id",),
        {
            "subject": col("property_hs_email_subject"), "body": col("property_hs_email_text"), "sent_at": col("property_hs_timestamp"),
            "sender": col("property_hs_email_from_email"), "_first": col("property_hs_email_from_firstname"),
            "_last": col("property_hs_email_from_lastname"), "_to": col("property_hs_email_to_email"),
            "_cc": col("property_hs_email_cc_email"), "thread": col("property_hs_email_thread_id"),
        },
        derive={
            "channel": pl.lit("email"), "sender_name": FULL_NAME,
            "recipients": pl.concat_str("_to", "_cc", separator=";", ignore_nulls=True).replace("", None),
        },
        needs=("sent_at", "sender"),
    ),
    Table(
        "hubspot", "communication", "message", ("engagement_id", "property_hs_timestamp", "type", "property_hs_communication_body"),
        ("engagement_id",),
        {
            "_via": col("property_hs_communication_channel_type", words={}), "body": col("property_hs_communication_body"),
            "sent_at": col("property_hs_timestamp"),
        },
        derive={"channel": pl.coalesce("_via", pl.lit("chat"))},
        needs=("sent_at",),
    ),
    Table(
        "hubspot", "note", "meeting", ("engagement_id", "property_hs_timestamp", "type", "property_hs_note_body"), ("engagement_id",),
        {"notes": col("property_hs_note_body", "property_hs_body_preview"), "held_at": col("property_hs_timestamp"), "held_by": OWNER},
        derive={"kind": pl.lit("note"), "status": pl.lit("noted")},
    ),
    Table(
        "hubspot", "email_event", "message", ("id", "type", "recipient", "email_campaign_id", "sent_by_id"), ("id",),
        {"recipients": col("recipient"), "sent_at": col("created"), "thread": col("email_campaign_id")},
        derive={"channel": pl.lit("email-auto"), "sender_name": pl.lit("a campaign")},
        needs=("sent_at", "recipients"),
        besides=(
            Table(
                "hubspot", "email_state", "", (), (), {}, only=("type", MAIL_STATES),
                unneeded="what became of a campaign's mail; whom one may write to is read from the contact (email opt-out, hard bounce)",
            ),
        ),
    ),
    unneeded(
        "hubspot", "task", "engagement_id", "property_hs_timestamp", "type", "property_hs_task_type",
        why="our own to-dos in HubSpot; what was done is logged as a call, a mail, a meeting or a note",
    ),
)  # fmt: skip
