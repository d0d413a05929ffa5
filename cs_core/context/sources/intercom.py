"""Intercom: companies, contacts, conversations and what was written in them, as its API writes them and as warehouses sync them.

A conversation holds its parts; `unfolded` gives each a row of its own, the opening message among them. Texts lose their HTML.
"""

import json
from collections.abc import Iterator

import polars as pl

from cs_core.context.identity.names import PUBLIC_MAIL_DOMAINS
from cs_core.context.sources.table import Table, col

HELD = "conversation_parts.conversation_parts"
AUTHOR = ("author.type", "author.id", "author.name", "author.email")
PART_COLUMNS = ("type", "conversation_id", "id", "part_type", "body", "created_at", *AUTHOR)
CUSTOMERS = ("user", "lead", "contact", "visitor")
HOST = pl.col("_website").str.to_lowercase().str.extract(r"^(?:https?://)?(?:www\.)?([^/:?#\s]+\.[^/:?#\s]+)")
ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}


def words_of(column: str) -> pl.Expr:
    """The words of an HTML text, one paragraph a line; null where there are none."""
    text = pl.col(column).str.replace_all(r"(?i)<br\s*/?>|</(?:p|div|li|h\d)>", "\n").str.replace_all(r"<[^>]+>", "")
    for entity, sign in ENTITIES.items():
        text = text.str.replace_all(entity, sign, literal=True)
    return text.str.strip_chars().replace("", None)


def unfolded(frame: pl.DataFrame) -> pl.DataFrame:
    """A sheet of conversations with a row more for each message in them; any other sheet as it is."""
    if HELD not in frame.columns or "id" not in frame.columns:
        return frame
    parts = [part for row in frame.iter_rows(named=True) for part in _parts(row)]
    schema = {"_row": pl.Int64} | dict.fromkeys(PART_COLUMNS, pl.String)
    return pl.concat([frame.drop(HELD), pl.DataFrame(parts, schema=schema, orient="row")], how="diagonal")


def _parts(row: dict) -> Iterator[tuple]:
    """The messages of a conversation, its opening first, as rows of `PART_COLUMNS` under the conversation's own number."""
    same = (row["_row"], "conversation_part", row["id"])
    if row.get("source.body"):
        author = (row.get(f"source.{name}") for name in AUTHOR)
        yield *same, row.get("source.id") or "opening", "comment", row["source.body"], row.get("created_at"), *author
    for part in _held(row[HELD]):
        author = part.get("author") or {}
        told = (part.get("id"), part.get("part_type"), part.get("body"), part.get("created_at"), *(author.get(n[7:]) for n in AUTHOR))
        yield *same, *(None if value is None else str(value) for value in told)


def _held(cell: str | None) -> list[dict]:
    try:
        return [part for part in json.loads(cell or "[]") if isinstance(part, dict)]
    except (ValueError, TypeError):
        return []


PART = Table(
    "intercom", "conversation_part", "message", ("id", "conversation_id", "part_type", "body", "created_at"), ("conversation_id", "id"),
    {
        "thread": col("conversation_id"), "_email": col("author.email"), "_id": col("author.id"), "sender_name": col("author.name"),
        "_by": col("author.type", words={}), "_part": col("part_type", words={}), "body": col("body"), "sent_at": col("created_at"),
    },
    derive={
        "body": words_of("body"), "sender": pl.coalesce("_email", "_id"),
        "channel": pl.when(pl.col("_part") == "note").then(pl.lit("ticket note"))
        .when(pl.col("_by") == "bot").then(pl.lit("chat-auto")).otherwise(pl.lit("chat")),
    },
    needs=("sent_at", "body"),
    only=("type", ("conversation_part",)),
)  # fmt: skip

TABLES = (
    Table(
        "intercom", "company", "company", ("id", "company_id", "name", "monthly_spend", "user_count"), ("id",),
        {
            "name": col("name"), "external_id": col("company_id"), "plan": col("plan.name"), "industry": col("industry"),
            "employees": col("size"), "_website": col("website"),
        },
        ("updated_at",), born="created_at", derive={"domain": pl.when(~HOST.is_in(list(PUBLIC_MAIL_DOMAINS))).then(HOST)},
    ),
    Table(
        "intercom", "contact", "person", ("id", "email", "name", "role", "unsubscribed_from_emails"), ("id",),
        {
            "name": col("name"), "email": col("email"), "role": col("role", words={"lead": None, "visitor": None}),
            "opted_out": col("unsubscribed_from_emails"), "_companies": col("companies.data"), "company_ref": col("company_id"),
            "language": col("language_override", words={}), "created_on": col("created_at"),
        },
        ("updated_at",),
        derive={"company_ref": pl.coalesce("company_ref", pl.col("_companies").str.json_path_match("$[0].id"))},
    ),
    Table(
        "intercom", "conversation", "ticket", ("id", "state", "priority", "created_at", "source.author.id", "source.body"), ("id",),
        {
            "_title": col("title"), "subject": col("source.subject"), "body": col("source.body"), "status": col("state", words={}),
            "priority": col("priority", words={"not_priority": "normal", "priority": "high", "false": "normal", "true": "high"}),
            "opened_at": col("created_at"), "closed_at": col("statistics.last_close_at"), "_contacts": col("contacts.contacts"),
            "_author": col("source.author.id"), "_by": col("source.author.type", words={}),
            "satisfaction": col("conversation_rating.rating", "conversation_rating_value"),
            "_seconds": col("statistics.time_to_admin_reply", kind="number"),
        },
        ("updated_at",),
        derive={
            "subject": pl.coalesce(words_of("_title"), words_of("subject")), "body": words_of("body"),
            "first_response_minutes": pl.col("_seconds") / 60,
            "closed_at": pl.when(pl.col("status") == "closed").then("closed_at"),
            "person_ref": pl.coalesce(
                pl.col("_contacts").str.json_path_match("$[0].id"), pl.when(pl.col("_by").is_in(CUSTOMERS)).then("_author")
            ),
        },
        besides=(PART,),
    ),
    PART,
    Table(
        "intercom", "contact_company", "relation", ("contact_id", "company_id"), ("contact_id", "company_id"),
        {"left_ref": col("contact_id"), "right_ref": col("company_id")},
        derive={"left_object": pl.lit("contact"), "right_object": pl.lit("company")},
    ),
    Table(
        "intercom", "conversation_contact", "relation", ("conversation_id", "contact_id"), ("conversation_id", "contact_id"),
        {"left_ref": col("conversation_id"), "right_ref": col("contact_id")},
        derive={"left_object": pl.lit("conversation"), "right_object": pl.lit("contact")},
    ),
)  # fmt: skip
