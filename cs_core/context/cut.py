"""What was known as of a day: the one place where time is cut, so that no past brief ever holds what was learnt later.

Which version of a row that is: see `known_by`. Links of companies are those of the day too, and people are joined by what was known then.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import polars as pl
import polars.selectors as cs

from cs_core.context.identity.addresses import domains_of, loose_addresses
from cs_core.context.identity.hierarchy import hierarchy
from cs_core.context.identity.known_people import Everybody, accounts_of_records, address_before_name, addresses_of, everybody, owned
from cs_core.context.identity.linked_before import link_rows, links_by, moved_away
from cs_core.context.identity.persons import Persons
from cs_core.context.identity.told import answers, merges
from cs_core.context.nouns import NOUNS
from cs_core.context.our_history import our_history
from cs_core.context.rows.attendance import Known, answered, attended
from cs_core.context.rows.believed import NO_CONTRACTS, TRUSTED, accounts_of, several, with_rank
from cs_core.context.rows.desk import with_history
from cs_core.context.rows.joined_cases import JoinedCases, joined_cases
from cs_core.context.rows.known_by import end_of, known_by
from cs_core.context.rows.lines import with_lines
from cs_core.context.rows.listed import told_once
from cs_core.context.rows.prospects import prospects
from cs_core.context.rows.ties import WORDS, joined_refs, of_one_account, or_else, tied, worded
from cs_core.context.store import Store
from cs_core.context.usage.events import who

#: Nouns whose deleted rows still say who or what something was: mail and tickets of them are linked, but they are no longer served.
KEEPS_DELETED = frozenset({"company", "person", "label"})


@dataclass(frozen=True)
class Cut:
    """The rows of the store that were known by a day, linked to accounts; each frame is read when first asked for.

    Noun frames carry `account_id`, `system`, `source_id`, `source_row`, `known_at` and the noun's own columns.
    """

    store: Store
    as_of: date
    partial: bool = field(default=False, kw_only=True)
    """Whether it may tell of a lake that lacks files: only for who says so beside what it tells."""
    among: tuple[str, ...] = field(default=(), kw_only=True)
    """Accounts whose rows are kept, those of all where none is named; whose a row is, all that is known tells, whoever is among them."""
    until: datetime | None = field(default=None, kw_only=True)
    """The moment up to which `history` tells; None: the end of the day."""

    def noun(self, name: str) -> pl.DataFrame:
        """One noun as of the day, before any link to accounts; what was deleted where it lives by then is left out."""
        return self._person_rows if name == "person" else self._noun(name)

    def _noun(self, name: str) -> pl.DataFrame:
        rows = known_by(self.versions(name), NOUNS[name], self.as_of)
        rows = worded(rows, name, self._labels) if name in WORDS else rows
        return rows.filter(~pl.col("deleted").fill_null(False)) if name not in KEEPS_DELETED else rows

    def versions(self, name: str, *columns: str) -> pl.DataFrame:
        """Every version of a noun's rows that was ever imported, whichever day it is of."""
        return self.store.frame(name, *columns)

    _person_rows = cached_property(lambda self: self._noun("person"))

    @cached_property
    def _labels(self) -> pl.DataFrame:
        return self.noun("label")

    def history(self, table: str, *columns: str, **equals: object) -> pl.DataFrame:
        """What we proposed, decided, did and saw by then, see `our_history`; of these accounts, where the cut is of some."""
        return our_history(self, table, *columns, **equals)

    @cached_property
    def joined_cases(self) -> JoinedCases:
        """Which cases of accounts that became one are one case."""
        return joined_cases(self.store, self.moved, until=self.as_of)

    @cached_property
    def _links(self) -> pl.DataFrame:
        """key, account_id: the links as they stood at the end of the day; of companies linked only later, as they stand now."""
        return links_by(link_rows(self.store), end_of(self.as_of))

    @cached_property
    def moved(self) -> dict[str, str]:
        """Account that is part of another one now -> that one."""
        return moved_away(link_rows(self.store), self._links)

    @cached_property
    def links(self) -> pl.DataFrame:
        """(system, company_ref, account_id): which company of which system is which account."""
        parts = pl.col("key").str.splitn("/", 2).struct.rename_fields(["system", "company_ref"]).alias("_p")
        return self._links.select("account_id", parts).unnest("_p")

    def _of_account(self, name: str) -> pl.DataFrame:
        return self.those_among(self.with_accounts(self.noun(name), name))

    def those_among(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of the accounts that are `among` those looked at, and of none."""
        return rows.filter(pl.col("account_id").is_in(self.among).fill_null(True)) if self.among else rows

    def with_accounts(self, rows: pl.DataFrame, name: str) -> pl.DataFrame:
        """Rows of a noun with account_id: by the company named, else by the company, else by the people, that their system ties them to."""
        if rows.is_empty():
            return rows.with_columns(pl.lit(None, pl.String).alias("account_id"))
        of_systems = self.links.filter(pl.col("system").is_in(rows["system"].unique().implode()))
        rows = rows.join(of_systems, on=["system", "company_ref"], how="left", maintain_order="left")
        if self._relations.is_empty():
            return rows
        by_company = of_one_account(self._tied("company"), self.links, "company_ref")
        rows = or_else(rows, by_company)
        if name == "person" or self._tied("person").is_empty():
            return rows
        refs = joined_refs(self._tied("person")).rename({"refs": "_refs"})
        rows = rows.join(refs, on=["system", "object", "source_id"], how="left", maintain_order="left")
        named = {"person_ref": pl.col("_refs").str.split(";").list.first(), "person_refs": pl.col("_refs")}
        rows = rows.with_columns(pl.coalesce(c, told).alias(c) for c, told in named.items() if c in rows.columns).drop("_refs")
        return or_else(rows, of_one_account(self._tied("person"), self._persons_of_systems, "person_ref"))

    def _tied(self, noun: str) -> pl.DataFrame:
        """system, object, source_id, ref: rows that a system ties to its companies, or to its people."""
        return tied(self._relations, self.store.frame(noun, "system", "object").unique())

    @cached_property
    def _relations(self) -> pl.DataFrame:
        return self.noun("relation")

    @cached_property
    def companies(self) -> pl.DataFrame:
        """One row a company record of a system, with its account and its rank of trust (0 is most trusted), by `believed.with_rank`."""
        rows = self.noun("company").with_columns(pl.col("source_id").alias("company_ref"), TRUSTED.alias("rank"))
        rows = rows.join(self.links, on=["system", "company_ref"], how="inner")
        return with_rank(rows, self._contracts_of(several(rows)))

    def _contracts_of(self, companies: pl.DataFrame) -> pl.DataFrame:
        """What these (system, company_ref) are known to pay for, before any link to accounts."""
        if companies.is_empty():
            return NO_CONTRACTS
        rows = self._noun("subscription").join(companies, on=["system", "company_ref"], how="semi")
        return with_lines(rows, *map(self.noun, ("line", "price", "label")), as_of=self.as_of)

    @cached_property
    def accounts(self) -> pl.DataFrame:
        """One row an account, by `believed.accounts_of`. Deleted companies are left out, and who is no customer yet."""
        return self._companies_told.join(self.prospects, on="account_id", how="anti", maintain_order="left")

    @cached_property
    def prospects(self) -> pl.DataFrame:
        """Of the same rows those of companies that are no customers yet."""
        return prospects(self._companies_told, lambda: self._of_account("subscription"), lambda: self.deals)

    @cached_property
    def _companies_told(self) -> pl.DataFrame:
        return accounts_of(self.those_among(self.companies).filter(~pl.col("deleted").fill_null(False)))

    @cached_property
    def hierarchy(self) -> pl.DataFrame:
        """account_id, parent_account_id, root, depth, why: whose subsidiary each account is (`why`: a circle was cut)."""
        parents = self.links.rename({"company_ref": "parent_ref", "account_id": "parent_account_id"})
        told = self.companies.drop_nulls("parent_ref").join(parents, on=["system", "parent_ref"], maintain_order="left")
        return hierarchy(self.accounts, told.select("account_id", "parent_account_id"))

    @cached_property
    def people_of_systems(self) -> pl.DataFrame:
        """One row a person at a customer, linked by their company, else by the domain of their address: person_id, email, emails, same_as.

        `emails` are all addresses that are theirs, `same_as` says why several records or addresses are one person.
        """
        return self._everybody.people

    @cached_property
    def addresses(self) -> pl.DataFrame:
        """account_id, address, person_id: every address of every person, in lower case."""
        return addresses_of(self.people_of_systems)

    @property
    def persons(self) -> Persons:
        """Which records and addresses of one customer are one person, and of which nobody can tell."""
        return self._everybody.persons

    @cached_property
    def _everybody(self) -> Everybody:
        loose = loose_addresses(self.store, self.users, self.domains, self.links, until=end_of(self.as_of))
        said = answers(self.store, "person").filter(pl.col("answered_at") <= end_of(self.as_of))
        short = self._labels.filter(pl.col("kind") == "nickname").select(name="code", short="label").drop_nulls()
        rows = address_before_name(self._of_account("person"), link_rows(self.store), self.domains)
        places = map(self.those_among, (self.domains, loose))
        return everybody(self.those_among(rows), *places, answers=said, merges=self._person_merges, nicknames=short)

    @cached_property
    def users(self) -> pl.DataFrame:
        """Everybody who ever used the product, whoever they are: see `events.who`."""
        return who(self.store).rechunk()

    @cached_property
    def person_nodes(self) -> pl.DataFrame:
        """account_id, node, system, name, email, person_id: every record and address, and whose it is; person_id null of a stranger's."""
        return owned(self._everybody.nodes.with_columns(cs.categorical().cast(pl.String)), self.persons.joined, self.people_of_systems)

    @cached_property
    def _person_merges(self) -> pl.DataFrame:
        return merges(self.store, "person")

    @cached_property
    def people_rows(self) -> pl.DataFrame:
        """The rows of people of whatever system, deleted ones too, of a known account."""
        known = self._persons_of_systems.rename({"person_ref": "source_id"})
        return self.noun("person").join(known, on=["system", "source_id"], maintain_order="left")

    @cached_property
    def _persons_of_systems(self) -> pl.DataFrame:
        return accounts_of_records(self._everybody.emails, self.addresses, self._person_merges)

    @cached_property
    def domains(self) -> pl.DataFrame:
        """(domain, account_id) for domains of exactly one account, further ones too; public mail domains are never here."""
        return domains_of(self.companies, self._labels, self.links)

    @cached_property
    def subscriptions(self) -> pl.DataFrame:
        """Contracts and plans, running and ended."""
        return told_once(with_lines(self._of_account("subscription"), *map(self.noun, ("line", "price", "label")), as_of=self.as_of))

    @cached_property
    def invoices(self) -> pl.DataFrame:
        """Bills."""
        return self._of_account("invoice")

    @cached_property
    def tickets(self) -> pl.DataFrame:
        """Support tickets; one with no organisation is linked by its requester."""
        return self._or_by_person(with_history(self._of_account("ticket"), self.noun("field_change")))

    def _or_by_person(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows, those without an account with that of the person whom they name."""
        if rows.is_empty():
            return rows
        by_person = self._persons_of_systems.rename({"account_id": "_by_person"})
        rows = rows.join(by_person, on=["system", "person_ref"], how="left", maintain_order="left")
        return self.those_among(rows.with_columns(pl.coalesce("account_id", "_by_person").alias("account_id")).drop("_by_person"))

    @cached_property
    def deals(self) -> pl.DataFrame:
        """Renewals, expansions and new business of the CRM."""
        return self._of_account("deal")

    @cached_property
    def meetings(self) -> pl.DataFrame:
        """Meetings of our people with customers; one that names no company is linked by the people it names, see `attendance`."""
        rows = self._of_account("meeting").with_columns(pl.col("person_refs").str.split(";").list.first().alias("person_ref"))
        return self.those_among(attended(self._known, self._or_by_person(rows).drop("person_ref")))

    @cached_property
    def surveys(self) -> pl.DataFrame:
        """Answers to surveys, linked by the company they name and by who gave them."""
        return self.those_among(answered(self._known, self._of_account("survey")))

    @cached_property
    def _known(self) -> Known:
        return Known(self.companies, self.addresses, self.domains, self.noun("team_member"))

    @cached_property
    def churn_events(self) -> pl.DataFrame:
        """Recorded departures."""
        return self._of_account("churn_event")

    @property
    def desired_outcomes(self) -> pl.DataFrame:
        """What customers said they want: see `outcomes_of_systems`."""
        return self.outcomes_of_systems

    @cached_property
    def outcomes_of_systems(self) -> pl.DataFrame:
        """What customers said they want, with quote and day."""
        return self._of_account("desired_outcome")

    @cached_property
    def knowledge(self) -> pl.DataFrame:
        """What the vendor knows of itself: products, plans, milestones, releases, policies."""
        return self.noun("knowledge")
