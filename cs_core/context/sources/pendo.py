"""Pendo: use of features and pages by the hour, visitors and accounts, as its API and the warehouses synced with it write them."""

import polars as pl

from cs_core.context.sources.table import Table, col, unneeded

ACCOUNT_ID, VISITOR_ID = col("accountId", "account_id"), col("visitorId", "visitor_id")
MAIL = {"_mail": col("metadata.agent.email", "email", "agent_email"), "_id": col("visitorId", "id")}


def _uses(thing: str, *, visitor: str, account: str, at: str, count: str) -> Table:
    """Events of one kind of thing: its id names it until the list of things gives it a name (see `_named`)."""
    return Table(
        "pendo", "event", "event", (visitor, account, thing, at, count), (visitor, thing, at),
        {
            "ref": ACCOUNT_ID, "person": VISITOR_ID, "at": col(at), "event": col(thing), "count": col(count),
            "_minutes": col("numMinutes", "num_minutes", kind="number"),
        },
        derive={"seconds": pl.col("_minutes") * 60},
        needs=("at", "event"),
    )  # fmt: skip


def _named(object: str, *signature: str) -> Table:
    return Table("pendo", object, "label", signature, ("id",), {"code": col("id"), "label": col("name")}, derive={"kind": pl.lit("event")})


SYNCED = {"visitor": "visitor_id", "account": "account_id", "at": "timestamp", "count": "num_events"}
API = {"visitor": "visitorId", "account": "accountId", "count": "numEvents"}
COMPANY = {
    "name": col("metadata.agent.name", "name", "agent_name"), "domain": col("metadata.agent.domain", "domain"),
    "plan": col("metadata.agent.planLevel", "metadata.agent.plan", "plan"),
    "customer_on": col("metadata.auto.firstvisit", "first_visit"),
}  # fmt: skip
PERSON = {
    **MAIL, "name": col("metadata.agent.full_name", "metadata.agent.name", "full_name"), "title": col("metadata.agent.title", "title"),
    "role": col("metadata.agent.role", "role"), "company_ref": col("metadata.auto.accountid", "account_id"),
    "created_on": col("metadata.auto.firstvisit", "first_visit"),
}  # fmt: skip
ADDRESS = {"email": pl.coalesce("_mail", pl.when(pl.col("_id").str.contains("@", literal=True)).then("_id"))}

TABLES = (
    *(_uses(thing, **SYNCED) for thing in ("feature_id", "page_id")),
    *(_uses(thing, **API, at=at) for thing in ("featureId", "pageId") for at in ("hour", "day", "browserTime")),
    _named("feature", "id", "name", "app_id", "is_core_event"),
    _named("page", "id", "name", "app_id", "rules"),
    _named("feature", "id", "name", "elementPathRules"),
    _named("page", "id", "name", "rulesjson"),
    Table("pendo", "visitor", "person", ("visitorId", "metadata.auto.firstvisit"), ("visitorId",), PERSON, derive=ADDRESS),
    Table(
        "pendo", "visitor", "person", ("id", "account_id", "first_visit", "last_visit", "last_browser_name"), ("id",), PERSON,
        derive=ADDRESS,
    ),
    Table("pendo", "account", "company", ("accountId", "metadata.auto.firstvisit"), ("accountId",), COMPANY),
    Table("pendo", "account", "company", ("id", "first_visit", "last_visit", "last_updated_at"), ("id",), COMPANY),
    unneeded("pendo", "guide event", "visitor_id", "guide_id", "guide_step_id", "timestamp", why="a guide shown is our act, no use"),
    unneeded("pendo", "poll event", "visitor_id", "guide_id", "poll_id", "poll_response", why="an answer without its question"),
)  # fmt: skip
