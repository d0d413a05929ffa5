"""Tables to be filled by hand: headings of our own, known as they stand, for whoever has no system to export these things from.

The headings are words of `synonyms`: with a column more or less the table is a question like any other, and is answered as quickly.
"""

import polars as pl

from cs_core.context.sources.propose import NEWCOMER
from cs_core.context.sources.table import Table, col


def _blank(object: str, noun: str, id: tuple[str, ...], headings: dict[str, str], **more) -> Table:
    """`headings`: field -> heading; those of the id that are no field stand first."""
    signature = tuple(dict.fromkeys((*id, *headings.values())))
    columns = {field: col(heading, kind="number" if field.startswith("_") else "") for field, heading in headings.items()}
    return Table(NEWCOMER, object, noun, signature, id, columns, exact=True, **more)


TABLES = (
    _blank("accounts", "company", ("account_id",), {
        "name": "account_name", "domain": "domain", "customer_on": "customer_since", "segment": "segment", "industry": "industry",
        "country": "country", "owner": "csm",
    }, needs=("name",)),
    _blank("subscriptions", "subscription", ("subscription_id",), {
        "company_ref": "account_id", "plan": "plan", "seats": "seats", "_arr": "arr", "currency": "currency", "started_on": "start_date",
        "term_end_on": "renewal_date", "auto_renew": "auto_renew", "ended_on": "ended_on",
    }, derive={"mrr": pl.col("_arr") / 12}, needs=("company_ref",)),
    _blank("contacts", "person", ("account_id", "email"), {
        "company_ref": "account_id", "name": "name", "email": "email", "title": "job_title", "role": "role",
    }),
    _blank("touches", "meeting", ("account_id", "held_at", "held_by"), {
        "company_ref": "account_id", "held_at": "held_at", "held_by": "held_by", "kind": "kind", "minutes": "minutes", "title": "subject",
        "attendees": "attendees", "notes": "notes",
    }, may_lack=("held_by",)),
    _blank("usage", "event", ("account_id", "date", "user_email", "feature"), {
        "ref": "account_id", "at": "date", "person": "user_email", "event": "feature", "count": "count",
    }, needs=("at", "event"), may_lack=("user_email",)),
)  # fmt: skip
