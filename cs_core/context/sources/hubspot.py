"""HubSpot: companies, contacts, deals, tickets and meetings as its exports write them."""

import polars as pl

from cs_core.context.sources.closing import ENDED, KIND
from cs_core.context.sources.table import Table, col

ROLES = {
    "champion": "champion", "executive sponsor": "sponsor", "executive_sponsor": "sponsor", "sponsor": "sponsor",
    "budget holder": "economic buyer", "budget_holder": "economic buyer", "economic buyer": "economic buyer",
    "decision maker": "decision maker", "decision_maker": "decision maker", "end user": "user", "end_user": "user",
}  # fmt: skip
SEGMENTS = {"enterprise": "enterprise", "mid-market": "mid-market", "mid market": "mid-market", "long tail": "long tail"}
KINDS = {"new business": "new business", "renewals": "renewal", "renewal": "renewal", "expansion": "expansion"}
OUTCOMES = {"canceled": "cancelled", "no_show": "no show", "no-show": "no show"}
COMPANY = col("Associated Company IDs", "Associated Company ID", "Associated Company", kind="first")
FULL_NAME = pl.concat_str("_first", "_last", separator=" ", ignore_nulls=True).replace("", None)
STATUS = pl.when(pl.col("closed_at").is_not_null()).then(pl.lit("closed")).otherwise(pl.coalesce("_status", pl.lit("open")))
"""Of a ticket: what its system says of it until it is closed."""

TABLES = (
    Table(
        "hubspot", "company", "company", ("Record ID", "Company name", "Company Domain Name"), ("Record ID",),
        {
            "name": col("Company name"), "domain": col("Company Domain Name"), "industry": col("Industry"),
            "country": col("Country/Region"), "employees": col("Number of Employees"), "owner": col("Company owner"),
            "segment": col("Customer tier", words=SEGMENTS), "stage": col("Lifecycle Stage", words={}),
            "parent_ref": col("Parent Company ID"), "language": col("Preferred language", words={}), "time_zone": col("Time zone"),
            "customer_on": col("Became a Customer Date"), "merged_refs": col("Merged object IDs", "Merged record IDs"),
        },
        ("Last Modified Date",),
    ),
    Table(
        "hubspot", "contact", "person", ("Record ID", "First Name", "Last Name", "Email"), ("Record ID",),
        {
            "_first": col("First Name"), "_last": col("Last Name"), "email": col("Email"), "phone": col("Phone Number"),
            "title": col("Job Title"), "role": col("Buying Role", words=ROLES), "company_ref": COMPANY,
            "language": col("Preferred language", words={}), "time_zone": col("Time zone"),
            "opted_out": col("Unsubscribed from all email"), "left_on": col("Date left company"), "created_on": col("Create Date"),
            "merged_refs": col("Merged object IDs", "Merged record IDs"),
        },
        ("Last Modified Date",),
        derive={"name": FULL_NAME},
    ),
    Table(
        "hubspot", "deal", "deal", ("Record ID", "Deal Name", "Pipeline", "Deal Stage"), ("Record ID",),
        {
            "name": col("Deal Name"), "kind": col("Pipeline", words=KINDS), "stage": col("Deal Stage", words={}), "amount": col("Amount"),
            "currency": col("Currency"), "created_on": col("Create Date"), "close_on": col("Close Date"), "company_ref": COMPANY,
            "won": col("Is closed won"), "_closed": col("Is closed", kind="flag"), "owner": col("Deal owner"),
            "lost_reason": col("Closed lost reason", words={}), "forecast": col("Forecast category", words={}),
        },
        ("Last Modified Date",),
        derive=ENDED | KIND,
    ),
    Table(
        "hubspot", "ticket", "ticket", ("Record ID", "Ticket name", "Pipeline", "Ticket status"), ("Record ID",),
        {
            "subject": col("Ticket name"), "body": col("Ticket description"), "_status": col("Ticket status", words={}),
            "priority": col("Priority", words={}),
            "opened_at": col("Create Date"), "closed_at": col("Close Date"), "tags": col("Category"), "company_ref": COMPANY,
            "person_ref": col("Associated Contact IDs", "Associated Contact ID", kind="first"),
        },
        ("Last Modified Date",),
        derive={"status": STATUS},
    ),
    Table(
        "hubspot", "meeting", "meeting", ("Record ID", "Meeting name", "Activity date"), ("Record ID",),
        {
            "title": col("Meeting name"), "kind": col("Meeting type", words={}), "status": col("Meeting outcome", words=OUTCOMES),
            "held_at": col("Activity date"), "minutes": col("Duration (minutes)", "Duration"), "held_by": col("Activity assigned to"),
            "company_ref": COMPANY, "person_refs": col("Associated Contact IDs"), "notes": col("Meeting description"),
        },
    ),
)  # fmt: skip
