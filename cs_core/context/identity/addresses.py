"""Addresses that no system keeps a record of: who writes, meets, answers or uses the product from a customer's domain or workspace."""

import polars as pl

from cs_core.context.identity.names import PLAIN_DOMAIN, PUBLIC_MAIL_DOMAINS, company_domain
from cs_core.context.store import Store

COLUMNS = ("account_id", "node", "system", "name")
SEEN_IN: tuple[tuple[str, str, str | None, str], ...] = (
    ("message", "sender", "sender_name", "sent_at"),
    ("message", "recipients", None, "sent_at"),
    ("meeting", "attendees", None, "held_at"),
    ("survey", "email", None, "answered_at"),
)
"""(noun, column of one or more addresses, column of the name, day)."""
NAMED = r"^[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>$"
"""An address with a name before it."""


def loose_addresses(store: Store, users: pl.DataFrame, domains: pl.DataFrame, links: pl.DataFrame, *, until) -> pl.DataFrame:
    """account_id, node (the address), system, name, of everything that happened up to the moment `until`, in no order.

    `users`: see `events.who`; `domains`: domain, account_id; `links`: system, company_ref, account_id. An address at a public domain
    counts only where it uses a customer's workspace.
    """
    seen = pl.concat([_seen(store, *where, until=until) for where in SEEN_IN])
    users = users.filter(pl.col("first") <= until, pl.col("person").str.contains("@", literal=True))
    users = users.select("system", "ref_object", "ref", node=address("person")).unique()
    of_company = pl.when(pl.col("ref_object") == "company").then("ref")
    users = users.select("node", "system", pl.lit(None, pl.String).alias("name"), of_company.alias("company_ref"))
    users = users.join(links, on=["system", "company_ref"], how="left")
    rest = pl.concat([seen, users.filter(pl.col("account_id").is_null()).select(seen.columns)])
    rest = rest.with_columns(domain=pl.col("node").str.split("@").list.last()).join(domains, on="domain")
    return pl.concat([users.drop_nulls("account_id").select(COLUMNS), rest.select(COLUMNS)]).unique()


def _seen(store: Store, noun: str, column: str, name: str | None, day: str, *, until) -> pl.DataFrame:
    rows = store.frame(noun, *dict.fromkeys(("system", column, *([name] if name else []), day))).filter(pl.col(day) <= until)
    if rows.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(("node", "system", "name"), pl.String))
    called = pl.col(name) if name else pl.lit(None, pl.String)
    each = rows.select("system", node=pl.col(column).str.split(";"), name=called).explode("node")
    each = each.unique().with_columns(node=address("node")).filter(pl.col("node").str.contains("@", literal=True))
    return each.select("node", "system", "name").unique()


def address(column: str) -> pl.Expr:
    """An address as it is compared: in lower case, without the name that stands before it: ``Anna Berg <Anna@X.com>``."""
    return pl.col(column).str.to_lowercase().str.strip_chars().str.replace(NAMED, "$1")


def domains_of(companies: pl.DataFrame, labels: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """(domain, account_id) of the companies' own domains and of the further ones that `labels` tell: those of exactly one account."""
    further = labels.filter(pl.col("kind") == "domain").select("system", company_ref="code", domain="label")
    further = further.join(links, on=["system", "company_ref"]).select("domain", "account_id")
    rows = pl.concat([companies.select("domain", "account_id"), further]).drop_nulls().unique()
    rows = rows.with_columns(companys_own("domain", rows["domain"])).drop_nulls().unique()
    return rows.unique("domain", keep="none").sort("domain")


def companys_own(column: str, domains: pl.Series) -> pl.Expr:
    """A column of domains (`domains`: its values) as `company_domain` tells each: clean, and null where it is a public mail provider's."""
    untidy = domains.filter(~domains.str.contains(PLAIN_DOMAIN) | domains.str.starts_with("www.")).unique()
    return pl.col(column).replace({domain: company_domain(domain) for domain in (*untidy, *PUBLIC_MAIL_DOMAINS)})
