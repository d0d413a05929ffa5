"""Mixpanel: raw events as its export writes them (one object a line), tables of events, and the profiles of users and groups."""

import polars as pl

from cs_core.context.sources.table import Table, col

TECHNICAL = ("$identify", "$create_alias", "$merge", "$mp_session_start", "$mp_session_end", "$ae_session", "$mp_dead_click", "$mp_scroll")
#: A group key is a property like any other: these are what people call a company's.
ACCOUNT = tuple(f"{before}{name}" for before in ("properties.", "") for name in ("company_id", "account_id", "organization_id", "company"))
BESIDES = tuple(
    Table("mixpanel", "technical", "", (), (), {}, unneeded="it is no use of the product", only=(column, TECHNICAL))
    for column in ("event", "Event Name", "mp_event_name")
)


def _events(event: str, id: str, *, at: str, who: str) -> Table:
    return Table(
        "mixpanel", "event", "event", (event, at, who), (id,),
        {
            "at": col(at), "event": col(event), "ref": col(*ACCOUNT, kind="first"),
            "_mail": col("properties.$email", "properties.email", "$email", "email"),
            "_user": col("properties.$user_id", "$user_id", "user_id"), "_id": col(who),
        },
        derive={"person": pl.coalesce("_mail", "_user", "_id")}, needs=("at", "event"), besides=BESIDES,
    )  # fmt: skip


def _people(*signature: str) -> Table:
    return Table(
        "mixpanel", "user", "person", ("$distinct_id", *signature), ("$distinct_id",),
        {
            "email": col("$properties.$email", "$email", "email"), "_name": col("$properties.$name", "$name", "name"),
            "_first": col("$properties.$first_name", "$first_name"), "_last": col("$properties.$last_name", "$last_name"),
            "created_on": col("$properties.$created", "$created"),
            "company_ref": col(*(name.replace("properties.", "$properties.") for name in ACCOUNT), kind="first"),
        },
        ("$properties.$last_seen", "$last_seen"),
        derive={"name": pl.coalesce("_name", pl.concat_str("_first", "_last", separator=" ", ignore_nulls=True).replace("", None))},
    )  # fmt: skip


TABLES = (
    _events("event", "properties.$insert_id", at="properties.time", who="properties.distinct_id"),
    _events("Event Name", "Insert ID", at="Time", who="Distinct ID"),
    _events("mp_event_name", "mp_insert_id", at="time", who="distinct_id"),
    _people("$properties.$last_seen"),
    _people("$last_seen"),
    Table(
        "mixpanel", "group", "company", ("$group_key", "$group_id"), ("$group_id",),
        {
            "name": col("$properties.$name", "$name", "name"),
            "domain": col("$properties.domain", "domain", "$properties.website", "website"), "plan": col("$properties.plan", "plan"),
        },
        only=("$group_key", ("company_id", "account_id", "organization_id", "company")),
    ),
)  # fmt: skip
