"""Salesforce's report exports: accounts, contacts and opportunities under the labels of its screen, with their id columns.

A report shows the first 15 characters of an id; the other three only repeat which of them are capitals, so that the whole id, as
warehouses and the Data Loader have it, is told by the first 15.
"""

import polars as pl

from cs_core.context.sources.closing import ENDED, KIND
from cs_core.context.sources.hubspot import FULL_NAME
from cs_core.context.sources.salesforce import HOST, KINDS
from cs_core.context.sources.table import Table, col

CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
"""The character that stands for which of five are capitals, the first of them counting 1, the last 16."""


def whole_id(ref: pl.Expr) -> pl.Expr:
    """An id of 18 characters from one of 15; anything else stays as it is."""
    capital = [ref.str.slice(n, 1).str.contains("^[A-Z]$").cast(pl.Int64) * 2 ** (n % 5) for n in range(15)]
    checks = [pl.sum_horizontal(capital[n : n + 5]).replace_strict(dict(enumerate(CHECK)), return_dtype=pl.String) for n in (0, 5, 10)]
    return pl.when(ref.str.contains("^[0-9A-Za-z]{15}$")).then(pl.concat_str(ref, *checks)).otherwise(ref)


OWN_ID = {"source_id": whole_id(pl.col("source_id"))}
OF_ACCOUNT = {"company_ref": whole_id(pl.col("company_ref"))}

TABLES = (
    Table(
        "salesforce", "account", "company", ("Account ID", "Account Name", "Account Owner"), ("Account ID",),
        {
            "name": col("Account Name"), "_website": col("Website"), "parent_ref": col("Parent Account ID"), "industry": col("Industry"),
            "country": col("Billing Country"), "employees": col("Employees"), "owner": col("Account Owner"),
            "stage": col("Type", words={}), "segment": col("Customer Tier", "Segment", words={}), "currency": col("Account Currency"),
        },
        ("Last Modified Date",),
        derive=OWN_ID | {"domain": HOST, "parent_ref": whole_id(pl.col("parent_ref"))},
    ),
    Table(
        "salesforce", "contact", "person", ("Contact ID", "Account ID", "Last Name", "Email"), ("Contact ID",),
        {
            "company_ref": col("Account ID"), "_first": col("First Name"), "_last": col("Last Name"), "email": col("Email"),
            "phone": col("Phone", "Mobile"), "title": col("Title"), "opted_out": col("Email Opt Out"), "created_on": col("Created Date"),
        },
        ("Last Modified Date",),
        derive=OWN_ID | OF_ACCOUNT | {"name": FULL_NAME},
    ),
    Table(
        "salesforce", "opportunity", "deal", ("Opportunity ID", "Opportunity Name", "Stage", "Close Date"), ("Opportunity ID",),
        {
            "company_ref": col("Account ID"), "name": col("Opportunity Name"), "kind": col("Type", words=KINDS),
            "stage": col("Stage", words={}), "amount": col("Amount"), "currency": col("Amount Currency", "Opportunity Currency"),
            "created_on": col("Created Date"), "close_on": col("Close Date"), "_closed": col("Closed", kind="flag"),
            "won": col("Won"), "owner": col("Opportunity Owner"), "forecast": col("Forecast Category", words={}),
            "lost_reason": col("Loss Reason", "Lost Reason", words={}),
        },
        ("Last Modified Date",),
        derive=OWN_ID | OF_ACCOUNT | ENDED | KIND,
    ),
)  # fmt: skip
