"""Salesforce: accounts, contacts, opportunities, cases and activities, as warehouses and its Data Loader write them.

A warehouse spells a column ``account_id``, the Data Loader ``AccountId``: each table is known by either spelling. Where the warehouse
keeps versions (``_fivetran_start``), a row is a version of its thing, and the last one of a thing that is gone says until when it stood.
"""

from dataclasses import replace
from typing import Any

import polars as pl

from cs_core.context.sources.closing import ENDED
from cs_core.context.sources.closing import KIND as DEAL_KIND
from cs_core.context.sources.hubspot import FULL_NAME, STATUS
from cs_core.context.sources.table import Column, Table, col, unneeded

KINDS = {
    "new business": "new business", "new customer": "new business", "new": "new business", "renewal": "renewal", "renewals": "renewal",
    "expansion": "expansion", "upsell": "expansion", "cross-sell": "expansion", "add-on": "expansion", "add on": "expansion",
    "existing customer - upgrade": "expansion", "existing customer - renewal": "renewal", "existing customer - downgrade": "contraction",
}  # fmt: skip
"""What opportunities are called. “Existing business” stays as it is, unless its name says more: it may be a renewal or more."""
NOT_DONE = {
    "not started": "scheduled", "in progress": "scheduled", "waiting on someone else": "scheduled", "deferred": "scheduled",
    "open": "scheduled", "canceled": "cancelled",
}  # fmt: skip
CHANGED = ("_fivetran_start", "last_modified_date", "system_modstamp")
HOST = pl.col("_website").str.to_lowercase().str.extract(r"^(?:[a-z]+://)?(?:www\.)?([^\s/:?#@]+\.[^\s/:?#@.]+)")

VERSION = {
    "_active": col("_fivetran_active", kind="flag"), "_known0": col("_fivetran_start", kind="time"),
    "_until": col("_fivetran_end", kind="time"), "_deleted": col("is_deleted", "_fivetran_deleted", kind="flag"),
}  # fmt: skip
LAST = (pl.col("_known0") == pl.col("_known0").max().over("source_id")).fill_null(True)
GONE = ~pl.col("_active").fill_null(True).any().over("source_id") & LAST
VERSION_DERIVED = {
    "deleted": pl.col("_deleted").fill_null(False) | GONE,
    # Until its end the thing was there: only what is known of it from then on may say that it is gone.
    "_known0": pl.when(GONE).then(pl.coalesce("_until", "_known0")).otherwise("_known0"),
}
"""A thing none of whose versions is active is gone, since the last of them ended."""


def squeezed(name: str) -> str:
    """The Data Loader's spelling of a warehouse's column, in comparable form: ``account_id`` -> ``accountid``; custom ones keep theirs."""
    return name if name.startswith("_") or name.endswith("_c") else name.replace("_", "")


def thing(object: str, noun: str, signature: str, columns: dict[str, Column], **more) -> tuple[Table, Table]:
    """A table of Salesforce, its versions and deletions understood: as a warehouse spells it, and as the Data Loader does."""
    more["derive"] = VERSION_DERIVED | more.get("derive", {})
    table = Table("salesforce", object, noun, tuple(signature.split()), ("id",), VERSION | columns, CHANGED, **more)
    besides = tuple(replace(other, **_loaded(other), only=(squeezed(other.only[0]), other.only[1])) for other in table.besides)
    return table, replace(table, **_loaded(table), besides=besides)


def _loaded(table: Table) -> dict[str, Any]:
    columns = {field: column._replace(names=tuple(map(squeezed, column.names))) for field, column in table.columns.items()}
    return {"signature": tuple(map(squeezed, table.signature)), "columns": columns, "known_at": tuple(map(squeezed, table.known_at))}


def left(column: str, *words: str, why: str) -> Table:
    """Rows of a table that nobody needs, told by the words of a column."""
    return Table("salesforce", column, "", (), (), {}, only=(column, words), unneeded=why)


def history(object: str, of: str, parent: str) -> tuple[Table, Table]:
    """The history of an object's fields: who set which value, and when."""
    return thing(
        object, "field_change", f"id {parent} field old_value new_value",
        {
            "thing_ref": col(parent), "field": col("field"), "value": col("new_value"), "changed_at": col("created_date"),
            "by": col("created_by_id"),
        },
        derive={"of": pl.lit(of)}, needs=("changed_at",),
    )  # fmt: skip


ACTIVITY = {
    "company_ref": col("account_id"), "person_refs": col("who_id"), "held_by": col("owner_id"), "title": col("subject"),
    "notes": col("description"),
}  # fmt: skip
CALL = ACTIVITY | {
    "_kind": col("type", words={}), "_subtype": col("task_subtype", words={}), "status": col("status", words=NOT_DONE),
    "held_at": col("completed_date_time", "activity_date"), "_seconds": col("call_duration_in_seconds", kind="number"),
}  # fmt: skip
KIND = {"kind": pl.coalesce("_kind", "_subtype")}
CALL_DERIVED = KIND | {"minutes": pl.col("_seconds") / 60}
UNNEEDED = (
    ("lead", "id company last_name status owner_id is_converted", "no customer yet; once converted it is an account and a contact"),
    ("order", "id account_id order_number effective_date", "what was sold is in its opportunity; counted here too, it would count twice"),
    ("user_role", "id name parent_role_id rollup_description", "who sees which records in Salesforce; our people are in the team's table"),
)  # fmt: skip
"""(object, columns, why nobody needs it)."""

TABLES = (
    *thing(
        "account", "company", "id name owner_id parent_id billing_country",
        {
            "name": col("name"), "_website": col("website"), "parent_ref": col("parent_id"), "industry": col("industry"),
            "country": col("billing_country", "shipping_country"), "employees": col("number_of_employees"), "owner": col("owner_id"),
            "stage": col("type", words={}), "segment": col("customer_tier_c", "segment_c", "customer_segment_c", words={}),
            "currency": col("currency_iso_code"), "merged_refs": col("master_record_id"),
        },
        derive={"domain": HOST},
    ),
    *thing(
        "contact", "person", "id account_id owner_id last_name email",
        {
            "company_ref": col("account_id"), "_name": col("name"), "_first": col("first_name"), "_last": col("last_name"),
            "email": col("email"), "phone": col("phone", "mobile_phone"), "title": col("title"),
            "opted_out": col("has_opted_out_of_email"), "undeliverable": col("is_email_bounced"), "created_on": col("created_date"),
            "merged_refs": col("master_record_id"),
        },
        derive={"name": pl.coalesce("_name", FULL_NAME)},
    ),
    *thing(
        "opportunity", "deal", "id account_id stage_name close_date",
        {
            "company_ref": col("account_id"), "name": col("name"), "kind": col("type", words=KINDS), "stage": col("stage_name", words={}),
            "amount": col("amount"), "currency": col("currency_iso_code"), "created_on": col("created_date"), "close_on": col("close_date"),
            "won": col("is_won"), "_closed": col("is_closed", kind="flag"), "owner": col("owner_id"),
            "lost_reason": col("loss_reason_c", "lost_reason_c", "closed_lost_reason_c", words={}),
            "forecast": col("forecast_category_name", "forecast_category", words={}),
        },
        derive=ENDED | DEAL_KIND,
    ),
    *thing(
        "opportunity_line_item", "line", "id opportunity_id quantity unit_price",
        {
            "parent_ref": col("opportunity_id"), "price_ref": col("pricebook_entry_id"), "product": col("product_2_id"),
            "quantity": col("quantity"), "_each": col("unit_price", kind="number"), "_off": col("discount", kind="number"),
            "currency": col("currency_iso_code"), "starts_on": col("service_date"),
        },
        derive={"of": pl.lit("deal"), "amount": pl.col("_each") * (1 - pl.col("_off").fill_null(0) / 100)},
    ),
    *thing(
        "case", "ticket", "id case_number account_id status",
        {
            "company_ref": col("account_id"), "person_ref": col("contact_id"), "subject": col("subject"), "body": col("description"),
            "priority": col("priority", words={}), "opened_at": col("created_date"), "closed_at": col("closed_date"),
            "escalated": col("is_escalated"), "tags": col("type"), "_status": col("status", words={}),
        },
        derive={"status": STATUS},
    ),
    *thing(
        "event", "meeting", "id who_id account_id duration_in_minutes",
        ACTIVITY | {
            "_kind": col("type", words={}), "_subtype": col("event_subtype", words={}),
            "held_at": col("start_date_time", "activity_date_time", "activity_date"),
            "minutes": col("duration_in_minutes"), "_missed": col("no_show_c", kind="flag"),
        },
        derive=KIND | {"status": pl.when(pl.col("_missed")).then(pl.lit("no show"))},
        besides=(
            left("is_private", "true", "1", why="marked private in Salesforce"),
            left("is_child", "true", "1", why="the same meeting in the calendar of another who was invited"),
        ),
    ),
    *thing(
        "task", "meeting", "id who_id account_id status priority", CALL, derive=CALL_DERIVED,
        besides=(
            thing("task", "meeting", "id", CALL, derive=CALL_DERIVED, only=("type", ("call", "meeting")))[0],
            left("task_subtype", "task", "cadence", why="a to-do of our own"),
            left("task_subtype", "email", "listemail", "list_email", why="that a mail was sent, without its sender; import the mailbox"),
        ),
    ),
    *thing(
        "product", "label", "id name product_code is_active", {"code": col("id"), "label": col("name")},
        derive={"kind": pl.lit("product")},
    ),
    *thing(
        "user", "label", "id username email user_role_id profile_id",
        {"code": col("id"), "_name": col("name"), "_first": col("first_name"), "_last": col("last_name"), "email": col("email")},
        derive={"kind": pl.lit("owner"), "label": pl.coalesce("_name", FULL_NAME)},
    ),
    *history("account_field_history", "account", "account_id"),
    *history("contact_field_history", "contact", "contact_id"),
    *history("case_field_history", "case", "case_id"),
    *history("opportunity_field_history", "opportunity", "opportunity_id"),
    *(
        unneeded("salesforce", object, *map(spelled, signature.split()), why=why)
        for object, signature, why in UNNEEDED
        for spelled in (str, squeezed)
    ),
)  # fmt: skip
