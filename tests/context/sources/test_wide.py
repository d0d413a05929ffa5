"""A table with a column of counts for each use: whose they are, when, and what of it counts a use."""

import polars as pl

from cs_core.context.sources.wide import wide

IDS, NAMES = [f"org-{n}" for n in range(8)], [f"Firm {n} Ltd" for n in range(8)]


def weekly(**columns: list[str]) -> pl.DataFrame:
    """Three weeks of each customer, who is told by these columns."""
    weeks = {"week_start": ["2026-05-04", "2026-05-11", "2026-05-18"] * 8, "logins": [str(n) for n in range(24)]}
    return pl.DataFrame({name: [value for value in values for _ in range(3)] for name, values in columns.items()} | weeks)


def whose(frame: pl.DataFrame, **known: set[str]) -> str:
    return wide(frame, name="usage.csv", known=known).mapping["columns"]["ref"]


def test_the_week_of_a_weekly_table_is_known():
    assert wide(weekly(org_id=IDS), name="usage.csv").mapping["columns"]["at"] == "week_start"


def test_a_customer_is_named_by_what_other_systems_know_before_an_id_that_none_of_them_does():
    assert whose(weekly(org_id=IDS, org_name=NAMES)) == "org_name"
    assert whose(weekly(org_id=IDS, org_name=NAMES), product=set(IDS)) == "org_id"
    assert whose(weekly(org_id=IDS)) == "org_id"


def test_of_a_website_and_a_name_the_one_that_more_rows_tell_names_the_customer():
    sites = [f"firm{n}.example" for n in range(8)]
    assert whose(weekly(domain=sites, org_name=NAMES)) != "org_id"
    last = pl.col("domain") == "firm7.example"
    assert whose(weekly(org_id=IDS, domain=sites)) == "domain"
    some = weekly(domain=sites, org_name=NAMES).with_columns(pl.when(~last | (pl.col("week_start") > "2026-05-10")).then("domain"))
    assert whose(some) == "org_name"


def test_errors_are_no_uses():
    found = wide(weekly(org_name=NAMES).with_columns(api_errors=pl.col("logins")), name="usage.csv")
    assert found.mapping["counts"] == {"logins": "logins"}
    assert dict(found.unsure)["api_errors"] == "counts what went wrong, not what was used"
