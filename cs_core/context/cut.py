"""What was known as of a day: the one place where time is cut, so that no past brief ever holds what was learnt later.

A row counts from the day on which the thing was born; of several versions of it the newest known by the day is taken, else the
earliest one with its state columns hidden; a version that states no time of its own stands as of its import. Columns dated by a later
day of the same row (closed, paid, ended, left) are hidden. What we say of ourselves without a day (team, plans, policies) always holds.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

import polars as pl

from cs_core.context.identity.names import PUBLIC_MAIL_DOMAINS
from cs_core.context.nouns import NOUNS, TRUST, Noun
from cs_core.context.store import Store

#: History tables read by the cycle, with the column that dates their rows.
HISTORY_DATED = {
    "proposal": "as_of", "routed": "as_of", "decision": "decided_at", "action": "created_at", "task": "created_at",
    "delivery": "at", "touch": "at", "outcome": "observed_on",
}  # fmt: skip


#: Nouns whose deleted rows still say who somebody was: mail and tickets of them are linked, but they are no longer served.
KEEPS_DELETED = frozenset({"company", "person"})


def end_of(day: date) -> datetime:
    """The last moment that belongs to the day."""
    return datetime.combine(day, time.max)


def known_by(frame: pl.DataFrame, noun: Noun, as_of: date) -> pl.DataFrame:
    """Of each thing the version that was known by the day, with what was not yet known hidden.

    How things stand (`state`) is shown only from a version that says when it was written, or that was imported by the day.
    """
    end = end_of(as_of)
    born = pl.col(noun.born).cast(pl.Datetime("us")) if noun.born else pl.lit(None, pl.Datetime("us"))
    late, age = pl.col("_since") > end, pl.col("_since").dt.epoch("s")
    chosen = (
        frame.filter((born.fill_null(pl.col("known_at")) <= end) | _always(noun, born))
        .with_row_index("_n")
        .with_columns(_since(born).alias("_since"))
        .with_columns(late.alias("_late"), pl.when(late).then(-age).otherwise(age).alias("_k"))
        .sort("_late", "_k", "_n", descending=[False, True, True])
        .unique(["system", "object", "source_id"], keep="first", maintain_order=True)
        .sort("_n")
    )
    dated = (pl.col("known_at") > born).fill_null(True) | (pl.col("recorded_at") <= end)
    shown = {column: ~pl.col("_late") & dated for column in noun.state}
    for day, columns in noun.hides:
        for column in (day, *columns):
            shown[column] = shown.get(column, pl.lit(True)) & ~_after(day, end)
    then = [pl.when(_after(day, end)).then(pl.lit(value)).otherwise(column).alias(column) for day, column, value in noun.before]
    then += [pl.when(~_after(day, end)).then(day).alias(day) for day, _, _ in noun.before]
    hidden = [pl.when(visible).then(column).alias(column) for column, visible in shown.items()]
    return chosen.with_columns(*hidden, *then).drop("_n", "_k", "_late", "_since", *noun.undated)


def _always(noun: Noun, born: pl.Expr) -> pl.Expr:
    """Whether the row is our own set-up and dates itself by nothing but its import."""
    if noun.ours is None:
        return pl.lit(False)
    ours = pl.col("kind").is_in(noun.ours) if noun.ours else pl.lit(True)
    return ours & born.is_null() & (pl.col("known_at") == pl.col("recorded_at"))


def _since(born: pl.Expr) -> pl.Expr:
    """From when a version holds: as it says; where it only has the thing's birth and its file no other version, from its import."""
    file = pl.col("source_row").str.strip_chars_end("0123456789")
    only = pl.len().over("system", "object", "source_id", file) == 1
    return pl.when((pl.col("known_at") == born).fill_null(False) & only).then("recorded_at").otherwise("known_at")


def _after(day: str, end: datetime) -> pl.Expr:
    """Whether the row's own day lies after the as-of day; a row without one hides nothing."""
    return (pl.col(day).cast(pl.Datetime("us")) > end).fill_null(False)


@dataclass(frozen=True)
class Cut:
    """The rows of the store that were known by a day, linked to accounts; each frame is read when first asked for.

    Noun frames carry `account_id`, `system`, `source_id`, `source_row`, `known_at` and the noun's own columns.
    """

    store: Store
    as_of: date

    def noun(self, name: str) -> pl.DataFrame:
        """One noun as of the day, before any link to accounts; what was deleted where it lives by then is left out."""
        rows = known_by(self.store.frame(name), NOUNS[name], self.as_of)
        return rows.filter(~pl.col("deleted").fill_null(False)) if name not in KEEPS_DELETED else rows

    def history(self, table: str) -> pl.DataFrame:
        """What we proposed, decided, did and saw by the day."""
        column = HISTORY_DATED[table]
        return self.store.frame(table).filter(pl.col(column).cast(pl.Datetime) <= end_of(self.as_of))

    @cached_property
    def links(self) -> pl.DataFrame:
        """(system, company_ref, account_id): which company of which system is which account."""
        rows = self.store.frame("link", "company_key", "account_id").unique("company_key", keep="last", maintain_order=True)
        parts = pl.col("company_key").str.splitn("/", 2).struct.rename_fields(["system", "company_ref"])
        return rows.with_columns(parts.alias("_p")).unnest("_p").drop("company_key")

    def _of_account(self, name: str) -> pl.DataFrame:
        return self.noun(name).join(self.links, on=["system", "company_ref"], how="left", maintain_order="left")

    @cached_property
    def companies(self) -> pl.DataFrame:
        """One row a company record of a system, with its account and its rank of trust (0 is most trusted)."""
        rank = pl.col("system").replace_strict({s: i for i, s in enumerate(TRUST)}, default=len(TRUST), return_dtype=pl.Int64)
        rows = self.noun("company").with_columns(pl.col("source_id").alias("company_ref"), rank.alias("rank"))
        return rows.join(self.links, on=["system", "company_ref"], how="inner").sort("account_id", "rank", "source_id")

    @cached_property
    def accounts(self) -> pl.DataFrame:
        """One row an account: each field from the most trusted system that fills it. Deleted companies are left out.

        An account that no system names is called by its domain, else by its id.
        """
        fields = [c for c in NOUNS["company"].columns if c not in ("external_id", "parent_ref", *NOUNS["company"].undated)]
        live = self.companies.filter(~pl.col("deleted").fill_null(False))
        return live.group_by("account_id", maintain_order=True).agg(
            *(pl.col(c).drop_nulls().first() for c in fields), pl.col("system").unique().sort().alias("systems")
        ).with_columns(pl.coalesce("name", "domain", "account_id").alias("name"))  # fmt: skip

    @cached_property
    def people(self) -> pl.DataFrame:
        """People at customers, linked to accounts by their company, else by the domain of their address; one row an address."""
        rows = self._persons
        by_domain = self.domains.rename({"account_id": "_by_domain"})
        rows = rows.with_columns(pl.col("email").str.split("@").list.last().alias("domain")).join(
            by_domain, on="domain", how="left", maintain_order="left"
        )
        rank = pl.col("system").replace_strict({s: i for i, s in enumerate(TRUST)}, default=len(TRUST), return_dtype=pl.Int64)
        linked = rows.with_columns(pl.coalesce("account_id", "_by_domain").alias("account_id"), rank.alias("rank"))
        one = linked.filter(pl.col("account_id").is_not_null(), ~pl.col("deleted").fill_null(False)).with_columns(
            pl.coalesce("email", pl.concat_str(pl.col("system"), pl.lit("/"), pl.col("source_id"))).alias("person_id")
        )
        keep = [c for c in NOUNS["person"].columns if c not in ("company_ref", "email")]
        return (
            one.sort("rank", "source_id")
            .group_by("account_id", "person_id", maintain_order=True)
            .agg(*(pl.col(c).drop_nulls().first() for c in ("email", *keep, "system", "source_id", "source_row", "known_at")))
        )

    @cached_property
    def _persons(self) -> pl.DataFrame:
        return self._of_account("person").with_columns(pl.col("email").str.to_lowercase().str.strip_chars())

    @cached_property
    def domains(self) -> pl.DataFrame:
        """(domain, account_id) for domains of exactly one account; public mail domains are never here."""
        rows = self.companies.select(pl.col("domain").str.to_lowercase(), "account_id").drop_nulls().unique()
        one = rows.filter(pl.len().over("domain") == 1, ~pl.col("domain").is_in(list(PUBLIC_MAIL_DOMAINS)))
        return one.sort("domain")

    @cached_property
    def subscriptions(self) -> pl.DataFrame:
        """Contracts and plans, running and ended."""
        return self._of_account("subscription")

    @cached_property
    def invoices(self) -> pl.DataFrame:
        """Bills."""
        return self._of_account("invoice")

    @cached_property
    def tickets(self) -> pl.DataFrame:
        """Support tickets; one with no organisation is linked by its requester."""
        rows = self._of_account("ticket")
        by_person = self._persons_of_systems.rename({"account_id": "_by_person"})
        return (
            rows.join(by_person, on=["system", "person_ref"], how="left", maintain_order="left")
            .with_columns(pl.coalesce("account_id", "_by_person").alias("account_id"))
            .drop("_by_person")
        )

    @cached_property
    def _persons_of_systems(self) -> pl.DataFrame:
        people = self._persons.filter(pl.col("email").is_not_null())
        known = self.people.select(pl.col("email"), pl.col("account_id").alias("_a")).unique("email", keep="none")
        rows = people.join(known, on="email", how="left")
        account = pl.coalesce("account_id", "_a").alias("account_id")
        return rows.select("system", pl.col("source_id").alias("person_ref"), account).drop_nulls()

    @cached_property
    def deals(self) -> pl.DataFrame:
        """Renewals, expansions and new business of the CRM."""
        return self._of_account("deal")

    @cached_property
    def meetings(self) -> pl.DataFrame:
        """Meetings of our people with customers; one that names no company is linked by the first person it names."""
        rows = self._of_account("meeting").with_columns(pl.col("person_refs").str.split(";").list.first().alias("person_ref"))
        by_person = self._persons_of_systems.rename({"account_id": "_by_person"})
        return (
            rows.join(by_person, on=["system", "person_ref"], how="left", maintain_order="left")
            .with_columns(pl.coalesce("account_id", "_by_person").alias("account_id"))
            .drop("_by_person", "person_ref")
        )

    @cached_property
    def churn_events(self) -> pl.DataFrame:
        """Recorded departures."""
        return self._of_account("churn_event")

    @cached_property
    def desired_outcomes(self) -> pl.DataFrame:
        """What customers said they want, with quote and day."""
        return self._of_account("desired_outcome")

    @cached_property
    def knowledge(self) -> pl.DataFrame:
        """What the vendor knows of itself: products, plans, milestones, releases, policies."""
        return self.noun("knowledge")
