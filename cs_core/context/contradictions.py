"""Where what we know contradicts itself: general rules over the nouns, whatever system they came from.

A rule gives one row a thing that it could check: `account_id` or null, `thing` (what to show), `wrong`. Nothing is mended here:
both sides are kept, and the audit says how often they differ.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context import events
from cs_core.context.nouns import NOUNS
from cs_core.context.snapshot import Snapshot

EXAMPLES = 3


class Rule(NamedTuple):
    """A contradiction looked for: its name, what a hit means, and the kinds of knowledge it casts doubt on."""

    name: str
    says: str
    knowledge: tuple[str, ...]
    check: Callable[[Snapshot], pl.DataFrame]


def contradictions(snap: Snapshot) -> list[dict]:
    """rule, says, count, of, share, knowledge, examples of every rule with a hit, by share; `of` is how many things were checked."""
    found = [_counted(rule, rule.check(snap)) for rule in RULES]
    return sorted((row for row in found if row["count"]), key=lambda row: (-row["share"], row["rule"]))


def _counted(rule: Rule, checked: pl.DataFrame) -> dict:
    wrong = checked.filter("wrong")
    share = wrong.height / checked.height if checked.height else 0.0
    return {
        "rule": rule.name, "says": f"{rule.says}: {wrong.height:,} of {checked.height:,} ({_percent(share)})", "count": wrong.height,
        "of": checked.height, "share": round(share, 4), "knowledge": list(rule.knowledge),
        "examples": wrong["thing"].sort().head(EXAMPLES).to_list(),
    }  # fmt: skip


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _checked(frame: pl.DataFrame, thing: pl.Expr, wrong: pl.Expr) -> pl.DataFrame:
    return frame.select(thing.cast(pl.String).alias("thing"), wrong.alias("wrong")).drop_nulls("wrong")


def _raw(snap: Snapshot, noun: str) -> pl.DataFrame:
    """The newest version of each thing born by the day, with the undated columns that snapshots hide."""
    born = pl.coalesce(pl.col(NOUNS[noun].born).cast(pl.Datetime("us")), "known_at")
    rows = snap.store.frame(noun).filter(born < snap.as_of + timedelta(days=1))
    return rows.sort("known_at", maintain_order=True).unique(["system", "object", "source_id"], keep="last", maintain_order=True)


def flag_without_departure(snap: Snapshot) -> pl.DataFrame:
    """A company's undated churn flag against recorded departures of the same system."""
    flags = _raw(snap, "company").drop_nulls("churn_flag")
    told = snap.churn_events.select("system", pl.col("company_ref").alias("source_id"), pl.lit(True).alias("left")).unique()
    flags = flags.join(told.select("system").unique(), on="system", how="semi").join(told, on=["system", "source_id"], how="left")
    return _checked(flags, pl.col("source_id"), pl.col("churn_flag") != pl.col("left").fill_null(False))


def flag_without_end(snap: Snapshot) -> pl.DataFrame:
    """A subscription's undated churn flag against the day on which it ended."""
    rows = _raw(snap, "subscription").drop_nulls("churn_flag")
    return _checked(rows, pl.col("source_id"), pl.col("churn_flag") != (pl.col("ended_on") <= snap.as_of).fill_null(False))


def departure_while_paying(snap: Snapshot) -> pl.DataFrame:
    """A recorded departure (no return) of an account that still has a running subscription older than it."""
    last = snap.churn_events.drop_nulls("account_id").sort("churned_on").unique("account_id", keep="last")
    older = snap.subscriptions.filter(pl.col("ended_on").is_null()).group_by("account_id").agg(pl.col("started_on").min().alias("since"))
    rows = last.filter(~pl.col("reactivation").fill_null(False)).join(older, on="account_id", how="left")
    return _checked(rows, pl.col("account_id"), (pl.col("since") < pl.col("churned_on")).fill_null(False))


def disputed_departures(snap: Snapshot) -> tuple[int, int]:
    """(disputed, recorded): accounts with a recorded departure (no return) while an older subscription still runs, of all with one.

    Where many are disputed, a retention counted from the ends of subscriptions cannot be trusted.
    """
    left = snap.churn_events.drop_nulls("account_id").sort("churned_on").unique("account_id", keep="last")
    recorded = left.filter(~pl.col("reactivation").fill_null(False)).height
    return departure_while_paying(snap).filter("wrong").height, recorded


def use_before_contract(snap: Snapshot) -> pl.DataFrame:
    """Usage rows dated before the start of the subscription that they name."""
    starts = _raw(snap, "subscription").select("system", pl.col("source_id").alias("ref"), "started_on").drop_nulls()
    rows = events.scan(snap.store).filter(pl.col("ref_object") == "subscription", pl.col("at").dt.date() <= snap.as_of)
    rows = rows.join(starts.lazy(), on=["system", "ref"]).select("event_id", (pl.col("at").dt.date() < pl.col("started_on")).alias("early"))
    return _checked(rows.collect(), pl.col("event_id"), pl.col("early"))


def ticket_before_customer(snap: Snapshot) -> pl.DataFrame:
    """Tickets opened before the account was a customer."""
    since = snap.accounts.select("account_id", "customer_on").drop_nulls()
    rows = snap.tickets.join(since, on="account_id")
    return _checked(rows, pl.col("source_id"), pl.col("opened_at").dt.date() < pl.col("customer_on"))


def contract_before_customer(snap: Snapshot) -> pl.DataFrame:
    """Subscriptions that started before the account was a customer."""
    since = snap.accounts.select("account_id", "customer_on").drop_nulls()
    rows = snap.subscriptions.join(since, on="account_id")
    return _checked(rows, pl.col("source_id"), pl.col("started_on") < pl.col("customer_on"))


def plan_against_contract(snap: Snapshot) -> pl.DataFrame:
    """The plan of a company record against the plan of each of its subscriptions."""
    plans = snap.companies.select("system", "company_ref", pl.col("plan").str.to_lowercase().alias("says")).drop_nulls()
    rows = snap.subscriptions.join(plans, on=["system", "company_ref"])
    return _checked(rows, pl.col("source_id"), pl.col("plan").str.to_lowercase() != pl.col("says"))


def ends_before_it_begins(snap: Snapshot) -> pl.DataFrame:
    """Subscriptions, tickets and invoices whose end lies before their start."""
    return pl.concat(
        [
            _checked(getattr(snap, frame), pl.col("source_id"), pl.col(end).dt.date() < pl.col(start).dt.date())
            for frame, start, end in SPANS
        ]
    )


def same_id_twice(snap: Snapshot) -> pl.DataFrame:
    """Ids of records that one export gives twice with different content, at the same time: neither can be called the newer."""
    columns = ("system", "object", "source_id", "digest", "known_at", "recorded_at")
    rows = pl.concat([snap.store.frame(noun, *columns) for noun in NOUNS]).filter(pl.col("known_at").dt.date() <= snap.as_of)
    one = rows.group_by("system", "object", "source_id", "known_at", "recorded_at").agg(pl.col("digest").n_unique().alias("contents"))
    one = one.group_by("system", "object", "source_id").agg((pl.col("contents") > 1).any().alias("twice"))
    return _checked(one, pl.concat_str("system", "object", "source_id", separator="/"), pl.col("twice"))


def same_event_twice(snap: Snapshot) -> pl.DataFrame:
    """Ids of usage rows that stand for two different things."""
    rows = events.scan(snap.store).filter(pl.col("at").dt.date() <= snap.as_of).drop_nulls("event_id")
    one = rows.group_by("system", "event_id").agg((pl.len() > 1).alias("twice")).collect()
    return _checked(one, pl.concat_str("system", "event_id", separator="/"), pl.col("twice"))


def systems_differ(field: str) -> Callable[[Snapshot], pl.DataFrame]:
    """A rule: two systems say different things in one field of one account."""

    def check(snap: Snapshot) -> pl.DataFrame:
        said = snap.companies.select(
            "account_id", "system", pl.col(field).cast(pl.String).str.to_lowercase().str.strip_chars().alias("value")
        )
        if field in ("seats", "plan"):
            said = pl.concat([said, _by_contract(snap, field)])
        one = said.drop_nulls().unique().group_by("account_id").agg(pl.col("system").n_unique(), pl.col("value").n_unique())
        return _checked(one.filter(pl.col("system") > 1), pl.col("account_id"), pl.col("value") > 1)

    return check


def _by_contract(snap: Snapshot, field: str) -> pl.DataFrame:
    """What the contracts of a system say of an account, where they say one thing and its company records say nothing."""
    runs = snap.subscriptions.filter(pl.col("ended_on").is_null(), pl.col("account_id").is_not_null()).drop_nulls(field)
    value = pl.col("seats").sum() if field == "seats" else pl.col(field).first()
    one = runs.group_by("account_id", "system").agg(
        value.cast(pl.String).str.to_lowercase().alias("value"), pl.col(field).n_unique().alias("n")
    )
    one = one.filter((pl.col("n") == 1) | (field == "seats")).drop("n")
    own = snap.companies.drop_nulls(field).select("account_id", "system").unique()
    return one.join(own, on=["account_id", "system"], how="anti")


SPANS = (("subscriptions", "started_on", "ended_on"), ("tickets", "opened_at", "closed_at"), ("invoices", "issued_on", "paid_on"))

RULES: tuple[Rule, ...] = (
    Rule(
        "churn flag against departures",
        "Companies whose churn flag disagrees with recorded departures",
        ("contract",),
        flag_without_departure,
    ),
    Rule("churn flag against end date", "Subscriptions whose churn flag disagrees with their end", ("contract",), flag_without_end),
    Rule(
        "departure while paying",
        "Accounts that left and did not return, with an older subscription still running",
        ("contract",),
        departure_while_paying,
    ),
    Rule("use before contract", "Usage rows dated before their subscription started", ("usage", "contract"), use_before_contract),
    Rule("ticket before customer", "Tickets opened before the account was a customer", ("support", "profile"), ticket_before_customer),
    Rule(
        "contract before customer",
        "Subscriptions started before the account was a customer",
        ("contract", "profile"),
        contract_before_customer,
    ),
    Rule(
        "plan against contract",
        "Subscriptions on another plan than their company record says",
        ("contract", "profile"),
        plan_against_contract,
    ),
    Rule("ends before it begins", "Records that end before they begin", ("contract", "support", "billing"), ends_before_it_begins),
    Rule("same id, other content", "Record ids given twice with different content", ("profile", "contract", "people"), same_id_twice),
    Rule("same usage id, other content", "Usage ids given twice with different content", ("usage",), same_event_twice),
    *(
        Rule(f"systems differ: {field}", f"Accounts whose systems disagree on {field}", knowledge, systems_differ(field))
        for field, knowledge in (("domain", ("profile",)), ("country", ("profile",)), ("plan", ("contract",)), ("seats", ("contract",)))
    ),
)
