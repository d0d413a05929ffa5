"""Places that should agree and do not: two systems, a company record and its contracts, a note and a system, an owner and the team."""

import re
from collections.abc import Callable

import polars as pl

from cs_core.context.contradictions.rule import Checked, spaced, told
from cs_core.context.notes import ROLES, SOURCE
from cs_core.context.signals.contract import open_deals, renewal, running, running_terms
from cs_core.context.signals.people import role_of
from cs_core.context.signals.unentered import terms_won
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.systems import system_names

ROW = pl.col("source_row")
APART_DAYS = 45
"""A renewal deal planned further from the end of the term than this is about another renewal, or one of the two is wrong."""
FORMER = ("former", "churn", "lost", "cancel")


def plan_against_contract(snap: Snapshot) -> Checked:
    """The plan of a company record against the plan of each of its subscriptions."""
    plans = snap.companies.select(
        "system", "company_ref", pl.col("plan").alias("says"), pl.col("source_row").alias("says_row")
    ).drop_nulls()
    rows = snap.subscriptions.join(plans, on=["system", "company_ref"])
    wrong = pl.col("plan").str.to_lowercase() != pl.col("says").str.to_lowercase()
    left, right = told("the contract is on {}", "plan"), told("its company record says {}", "says")
    return Checked(rows, pl.col("source_id"), wrong, left, right, ROW, pl.col("says_row"))


def stage_against_contract(snap: Snapshot) -> Checked:
    """A company that is called a former customer while a paid contract runs."""
    pays = running(snap).filter(~pl.col("trial")).unique("account_id", keep="first", maintain_order=True)
    pays = pays.select("account_id", pl.col("started_on").alias("since"), pl.col("source_row").alias("pays_row"))
    rows = snap.companies.drop_nulls("stage").join(pays, on="account_id")
    former, since = pl.col("stage").str.to_lowercase().str.contains_any(list(FORMER)), told("a contract runs since {}", "since")
    return Checked(rows, pl.col("account_id"), former, told("called {}", "stage"), since, ROW, pl.col("pays_row"))


def deal_against_term(snap: Snapshot) -> Checked:
    """An open renewal deal whose day lies far from the end of the running term."""
    terms = running_terms(snap).filter(~pl.col("trial"), pl.col("term_end_on") >= snap.as_of).sort("term_end_on")
    terms = terms.unique("account_id", keep="first").select("account_id", "term_end_on", pl.col("source_row").alias("term_row"))
    rows = open_deals(snap, "renew").join(terms, on="account_id")
    apart = (pl.col("close_on") - pl.col("term_end_on")).dt.total_days().abs() > APART_DAYS
    left, right = told("the renewal deal is planned for {}", "close_on"), told("the term ends on {}", "term_end_on")
    return Checked(rows, pl.col("account_id"), apart, left, right, ROW, pl.col("term_row"))


def won_without_contract(snap: Snapshot) -> Checked:
    """A renewal that was won while the contract on record has ended and none follows it."""
    left, right = told("the renewal was won on {}", "won_on"), told("the contract on record ended on {}, and none follows", "over_on")
    return Checked(terms_won(snap), pl.col("account_id"), ~pl.col("followed"), left, right, pl.col("won_row"), pl.col("over_row"))


def owner_not_in_team(snap: Snapshot) -> Checked:
    """Companies owned by somebody who is not in the team, where a team is known."""
    team = snap.team
    names = pl.concat([team["name"], team["email"]]).drop_nulls().str.to_lowercase().str.strip_chars()
    rows = snap.companies.drop_nulls("owner") if len(names) else snap.companies.clear()
    owner = pl.col("owner").str.to_lowercase().str.strip_chars()
    wrong = ~owner.replace(_in_full(rows.select(owner).to_series(), team["name"])).is_in(names.implode())
    return Checked(
        rows, pl.col("account_id"), wrong, told("owned by {}", "owner"), pl.lit("nobody of the team is called that"), ROW, pl.lit("team")
    )


def systems_differ(field: str) -> Callable[[Snapshot], Checked]:
    """A rule: two systems say different things in one field of one account."""

    def check(snap: Snapshot) -> Checked:
        value = pl.col(field).cast(pl.String).alias("value")
        live = snap.companies.filter(~pl.col("deleted").fill_null(False))
        said = live.select("account_id", "system", value, "source_row").drop_nulls("value")
        if field in ("seats", "plan"):
            said = pl.concat([said, _by_contract(snap, field)])
        said = said.with_columns(pl.col("value").str.to_lowercase().str.strip_chars().str.replace(r"^www\.", "").alias("plain"))
        if field == "owner":
            said = said.with_columns(pl.col("plain").replace(_in_full(said["plain"], snap.team["name"])))
        other = pl.col("plain") != pl.col("plain").first()
        one = said.group_by("account_id", maintain_order=True).agg(
            pl.col("system").n_unique().alias("systems"),
            *(pl.col(c).first().alias(f"{c}_a") for c in ("system", "value", "source_row")),
            *(pl.col(c).filter(other).first().alias(f"{c}_b") for c in ("system", "value", "source_row")),
        )
        sides = (told("{} says {}", system_names(f"system_{s}"), f"value_{s}") for s in "ab")
        wrong, rows = pl.col("value_b").is_not_null(), (pl.col(f"source_row_{s}") for s in "ab")
        return Checked(one.filter(pl.col("systems") > 1), pl.col("account_id"), wrong, *sides, *rows)

    return check


def _in_full(owners: pl.Series, team: pl.Series) -> dict[str, str]:
    """A first name alone, or an address, -> the one owner or colleague who bears it in full."""
    names = set(owners) | {name.lower().strip() for name in team.drop_nulls()}
    whole = {name for name in names if " " in name and "@" not in name}
    bearers: dict[str, list[str]] = {}
    for name in whole:
        for word in (name, name.split(" ")[0]):
            bearers.setdefault(word, []).append(name)
    meant = {name: bearers.get(re.sub(r"[._-]+", " ", name.split("@")[0]), []) for name in names - whole}
    return {name: found[0] for name, found in meant.items() if len(found) == 1}


def _by_contract(snap: Snapshot, field: str) -> pl.DataFrame:
    """What the contracts of a system say of an account, where they say one thing and its company records say nothing."""
    runs = snap.subscriptions.filter(pl.col("ended_on").is_null(), pl.col("account_id").is_not_null()).drop_nulls(field)
    value = pl.col("seats").sum() if field == "seats" else pl.col(field).first()
    one = runs.group_by("account_id", "system", maintain_order=True).agg(
        value.cast(pl.String).alias("value"),
        pl.col("source_row").first(),
        pl.col(field).str.to_lowercase().n_unique().alias("n") if field == "plan" else pl.lit(1).alias("n"),
    )
    own = snap.companies.drop_nulls(field).select("account_id", "system").unique()
    return one.filter(pl.col("n") == 1).drop("n").join(own, on=["account_id", "system"], how="anti")


def note_against_system(snap: Snapshot) -> Checked:
    """A noted renewal date or role against what a system of record says."""
    systems = [
        renewal(snap).select(
            "account_id", pl.lit("renewal_on").alias("key"), pl.col("renewal_on").cast(pl.String).alias("says"),
            pl.col("renewal_system").alias("system"), pl.col("renewal_row").alias("says_row"),
        )
    ]  # fmt: skip
    there = snap.people.filter(pl.col("left_on").is_null(), pl.col("name").is_not_null()).with_columns(role_of("role").alias("key"))
    there = there.with_columns(pl.col("key").replace({role: key for key, role in ROLES.items()}))
    systems.append(
        there.filter(pl.col("key").is_in(list(ROLES)))
        .unique(["account_id", "key"], keep="first", maintain_order=True)
        .select(
            "account_id",
            "key",
            pl.col("name").alias("says"),
            pl.col("role_system").alias("system"),
            pl.col("role_row").alias("says_row"),
        )
    )
    said = pl.concat(systems).filter(pl.col("system") != SOURCE)
    rows = snap.notes.rename({"system": "_note"}).join(said, on=["account_id", "key"])
    wrong = pl.col("text").str.to_lowercase() != pl.col("says").str.to_lowercase()
    left, right = told("{} noted {}: {}", "by", spaced("key"), "text"), told("{} says {}", system_names("system"), "says")
    return Checked(rows, pl.col("account_id"), wrong, left, right, ROW, pl.col("says_row"))
