"""How the rows of a synced HubSpot hang together: associations, merges, the words of codes, what changed when, what nobody needs."""

import polars as pl

from cs_core.context.sources.hubspot import FULL_NAME
from cs_core.context.sources.table import Column, Table, col, unneeded


def tie(left: str, right: str, *more: str) -> Table:
    """An association of two objects: ``deal_company`` ties a deal to a company."""
    ids = (f"{left}_id", f"{right}_id")
    return Table(
        "hubspot", f"{left}_{right}", "relation", (*ids, *more), ids, {"left_ref": col(ids[0]), "right_ref": col(ids[1])},
        derive={"left_object": pl.lit(left), "right_object": pl.lit(right)},
    )  # fmt: skip


def activity_tie(right: str) -> Table:
    """An association of an activity, which is a call, an email, a meeting, a note or a task, to an object."""
    ids = ("engagement_id", f"{right}_id")
    return Table(
        "hubspot", f"engagement_{right}", "relation", (*ids, "engagement_type"), ids,
        {"left_ref": col(ids[0]), "left_object": col("engagement_type", words={}), "right_ref": col(ids[1])},
        derive={"right_object": pl.lit(right)},
    )  # fmt: skip


def changes(of: str, at: str = "timestamp") -> Table:
    """The history of an object's properties: each value with since when it holds and by what it was set."""
    return Table(
        "hubspot", f"{of}_property_history", "field_change", (f"{of}_id", "name", "value", at), (f"{of}_id", "name", at),
        {"thing_ref": col(f"{of}_id"), "field": col("name"), "value": col("value"), "changed_at": col(at), "by": col("source")},
        derive={"of": pl.lit(of)},
    )  # fmt: skip


def words(object: str, kind: str, signature: tuple[str, ...], id: tuple[str, ...], columns: dict[str, Column], **more) -> Table:
    """The words of codes that other rows use."""
    more["derive"] = {"kind": pl.lit(kind), **more.get("derive", {})}
    return Table("hubspot", object, "label", signature, id, columns, **more)


STAGE = {"code": col("stage_id"), "label": col("label"), "parent": col("pipeline_id")}
PIPELINE = {"code": col("pipeline_id"), "label": col("label")}
PERSON = {"_first": col("first_name"), "_last": col("last_name"), "email": col("email")}

BOUNCES = "names a mail, not its address; which addresses fail is read from the contact (hard bounce reason), and lost where it lacks that"
OPT_OUTS = "names a mail, not its address; who opted out is read from the contact (email opt-out), and lost where it lacks that"
MARKETING = "marketing's own; whether a person may be written to is read from the contact alone"
SENT = "that one went out is in the e-mail events"
SETTINGS = "how HubSpot is set up, not what is in it"
UNNEEDED = (
    ("engagement", "id portal_id type _fivetran_synced", "only of which kind an activity is; each has a row of its own that says more"),
    ("form", "guid form_type submit_text", SETTINGS),
    ("form_submission", "contact_id form_id conversion_id page_url", "that a web form was sent, not what was written in it"),
    ("list", "id processing_type list_version", MARKETING),
    ("list_member", "contact_id contact_list_id added_at", MARKETING),
    ("email_campaign", "id app_id content_id num_included subject", "what campaigns are called; " + SENT),
    ("email_bounce", "id category response status _fivetran_synced", BOUNCES),
    ("email_click", "id browser location referer url user_agent _fivetran_synced", MARKETING),
    ("email_deferred", "id attempt response _fivetran_synced", "a mail that arrives later, or bounces"),
    ("email_delivered", "id response smtp_id _fivetran_synced", "a mail server's answer; " + SENT),
    ("email_dropped", "id drop_reason bcc cc from reply_to subject _fivetran_synced", "a mail that never went out"),
    ("email_view", "id browser ip_address location user_agent _fivetran_synced", MARKETING),
    ("email_open", "id browser duration ip_address location user_agent _fivetran_synced", MARKETING),
    ("email_sent", "id bcc cc from reply_to subject _fivetran_synced", "address lines of campaigns; " + SENT),
    ("email_status_change", "id portal_subscription_status subscriptions", OPT_OUTS),
    ("property", "name hubspot_object field_type group_name", SETTINGS),
    ("property_option", "property_id label value display_order", SETTINGS),
    ("role", "id name requires_billing_write", SETTINGS),
)  # fmt: skip
"""(object, columns, why nobody needs it)."""

TABLES = (
    tie("deal", "company", "category"),
    tie("deal", "contact", "category"),
    tie("ticket", "company", "category"),
    tie("ticket", "contact", "category"),
    tie("ticket", "deal", "category"),
    tie("ticket", "engagement", "category"),
    activity_tie("company"),
    activity_tie("contact"),
    activity_tie("deal"),
    tie("owner", "team", "is_team_primary"),
    tie("user", "team", "is_secondary_user"),
    Table(
        "hubspot", "contact_merge", "merge", ("contact_id", "canonical_vid", "vid_to_merge"), ("contact_id", "vid_to_merge"),
        {"kept_ref": col("canonical_vid"), "merged_ref": col("vid_to_merge"), "merged_at": col("timestamp")},
        derive={"of": pl.lit("contact")},
    ),
    Table(
        "hubspot", "deal_merge", "merge", ("deal_id", "merged_deal_id"), ("deal_id", "merged_deal_id"),
        {"kept_ref": col("deal_id"), "merged_ref": col("merged_deal_id")},
        derive={"of": pl.lit("deal")},
    ),
    words(
        "owner", "owner", ("owner_id", "portal_id", "email", "first_name", "last_name"), ("owner_id",), {"code": col("owner_id"), **PERSON},
        derive={"label": FULL_NAME},
    ),
    words(
        "user", "user", ("id", "email", "first_name", "last_name", "primary_team_id", "role_id"), ("id",), {"code": col("id"), **PERSON},
        derive={"label": FULL_NAME},
    ),
    words("team", "team", ("id", "name", "_fivetran_synced"), ("id",), {"code": col("id"), "label": col("name")}, exact=True),
    words("deal_pipeline", "pipeline", ("pipeline_id", "label", "display_order"), ("pipeline_id",), PIPELINE),
    words("deal_stage", "stage", ("stage_id", "pipeline_id", "label", "closed_won"), ("pipeline_id", "stage_id"), STAGE),
    words("ticket_pipeline", "ticket pipeline", ("pipeline_id", "label", "display_order", "object_type_id"), ("pipeline_id",), PIPELINE),
    words("ticket_stage", "ticket stage", ("stage_id", "pipeline_id", "label", "ticket_state"), ("pipeline_id", "stage_id"), STAGE),
    changes("company"),
    changes("contact"),
    changes("deal"),
    changes("ticket", at="timestamp_instant"),
    Table(
        "hubspot", "deal_stage_history", "field_change", ("deal_id", "value", "date_entered"), ("deal_id", "date_entered"),
        {"thing_ref": col("deal_id"), "value": col("value"), "changed_at": col("date_entered"), "by": col("source")},
        derive={"of": pl.lit("deal"), "field": pl.lit("dealstage")},
    ),
    *(unneeded("hubspot", object, *signature.split(), why=why) for object, signature, why in UNNEEDED),
    Table(
        "hubspot", "email_spam_report", "", ("id", "ip_address", "user_agent", "_fivetran_synced"), (), {}, exact=True,
        unneeded=OPT_OUTS,
    ),
)  # fmt: skip
