"""PostHog: events with their groups and persons, as its exports and its API write them (properties as objects or JSON)."""

import polars as pl

from cs_core.context.sources.table import Table, col

COMPANY_GROUPS = ("company", "organization", "organisation", "account", "customer", "tenant", "workspace")
TECHNICAL = (
    "$feature_flag_called", "$pageleave", "$groupidentify", "$identify", "$set", "$create_alias", "$merge_dangerously", "$opt_in",
    "$web_vitals", "$$heatmap", "$snapshot", "$performance_event", "$exception", "$dead_click", "$rageclick",
)  # fmt: skip
EMAIL = {
    "_set": col("properties.$set.email", "set.email"), "_person": col("person_properties.email", "person.properties.email"),
    "_own": col("properties.email"), "_id": col("distinct_id"),
}  # fmt: skip
GROUP = {"_company": col("properties.$groups.company"), "_any": col("properties.$groups.*"), "_first": col("properties.$group_0")}
REF = pl.coalesce("_company", "_any", "_first")

BESIDES = (
    Table(
        "posthog", "group", "company", ("properties.$group_type", "properties.$group_key"), ("properties.$group_key",),
        {
            "name": col("properties.$group_set.name"), "domain": col("properties.$group_set.domain", "properties.$group_set.website"),
            "plan": col("properties.$group_set.plan"), "industry": col("properties.$group_set.industry"),
        },
        ("timestamp",), only=("properties.$group_type", COMPANY_GROUPS),
    ),
    Table(
        "posthog", "person", "person", ("distinct_id", "properties.$set.email"), ("distinct_id",),
        {"email": col("properties.$set.email", "set.email"), "name": col("properties.$set.name", "set.name"), **GROUP},
        ("timestamp",), derive={"company_ref": REF}, needs=("email",), only=("event", ("$identify", "$set")),
    ),
    Table("posthog", "technical", "", (), (), {}, unneeded="it is no use of the product", only=("event", TECHNICAL)),
)  # fmt: skip


def _events(id: str, *signature: str) -> Table:
    return Table(
        "posthog", "event", "event", (id, "event", "distinct_id", "timestamp", *signature), (id,),
        {"at": col("timestamp"), "event": col("event"), **GROUP, **EMAIL},
        derive={"ref": REF, "person": pl.coalesce("_set", "_person", "_own", "_id")}, needs=("at", "event"), besides=BESIDES,
    )  # fmt: skip


TABLES = (
    _events("uuid"),
    _events("id", "elements_chain"),
    Table(
        "posthog", "person", "person", ("person_id", "distinct_id", "person_version"), ("distinct_id",),
        {"email": col("properties.email", "properties.$email"), "name": col("properties.name"), "created_on": col("created_at")},
        derive={"name": pl.col("name"), "email": pl.col("email").str.to_lowercase()},
    ),
    Table(
        "posthog", "group", "company", ("group_type_index", "group_key"), ("group_key",),
        {
            "name": col("group_properties.name"), "domain": col("group_properties.domain", "group_properties.website"),
            "plan": col("group_properties.plan"), "customer_on": col("created_at"),
        },
        ("_timestamp",),
    ),
)  # fmt: skip
