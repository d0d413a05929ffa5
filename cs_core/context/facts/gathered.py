"""What a brief holds besides the signals: people, tickets, words of the customer, releases, prices, policies, what was tried before.

Each function gives long rows: account_id, key, row (what makes the fact's id unique), one of text, number or day, unit, observed_on,
source, source_row. They come in order of trust: the first fact of a key is the best known.
"""

from collections.abc import Callable, Collection

import polars as pl

from cs_core.context.facts.conversations import conversations, with_names
from cs_core.context.facts.goals import goal_facts
from cs_core.context.facts.health import taken_off
from cs_core.context.facts.occasions import occasions, way_to_go
from cs_core.context.facts.our_work import last_words, logged, noted, open_risk, tried
from cs_core.context.facts.rows import SHAPE
from cs_core.context.facts.rows import fact_rows as _rows
from cs_core.context.facts.terms import bills, contract_terms, lost_deals, milestones, price_history
from cs_core.context.facts.vendor import articles, releases, unused
from cs_core.context.imports import imported
from cs_core.context.provenance import people_seen
from cs_core.context.signals.contract import open_deals
from cs_core.context.signals.onboarding import reached
from cs_core.context.signals.support import still_open, urgent
from cs_core.context.snapshot import Snapshot

Part = Callable[[Snapshot, pl.DataFrame], pl.DataFrame]
MOST_TICKETS = 5


def noun_facts(snap: Snapshot, accounts: pl.DataFrame, keys: Collection[str] | None = None) -> pl.DataFrame:
    """All such facts of these accounts (signals rows), or those of some keys, sorted by account, in order of trust within it."""
    rows = pl.concat([pl.DataFrame(schema=SHAPE), *(part(snap, accounts) for part in _parts(keys))], how="vertical")
    rows = rows if keys is None else rows.filter(pl.col("key").is_in(list(keys)))
    known = rows.join(accounts.select("account_id"), on="account_id", how="semi", maintain_order="left")
    told = known.filter(pl.any_horizontal(pl.col("text", "number", "day").is_not_null()), pl.col("observed_on").is_not_null())
    return imported(told, snap.imports)


def _parts(keys: Collection[str] | None) -> tuple[Part, ...]:
    """The parts to ask: those of `GIVES` that tell one of the keys; the others where a key is none of theirs."""
    if keys is None:
        return PARTS
    elsewhere = set(keys).difference(*GIVES.values())
    return tuple(part for part in PARTS if (GIVES[part] & set(keys) if part in GIVES else elsewhere))


def contacts(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`contact` (name and address) and `contact_role` of people who can be reached; `opted_out` of those who do not want to be."""
    there, seen = people_seen(snap).filter(pl.col("email").is_not_null()), pl.col("seen_on")
    reachable, closed = there.filter("reachable"), there.filter(pl.col("opted_out").fill_null(False))
    address = pl.when(pl.col("name").is_not_null()).then(pl.format("{} <{}>", "name", "email")).otherwise(pl.col("email"))
    by_role = reachable.with_columns(pl.col("role_system").alias("system"), pl.col("role_row").alias("source_row"))
    return pl.concat(
        [
            _rows(reachable, "contact", row="source_id", observed=seen, text=address),
            _rows(by_role, "contact_role", row="source_id", observed=seen, text=pl.col("role")),
            _rows(closed, "opted_out", row="source_id", observed=seen, text=pl.col("email")),
        ]
    )


def tickets(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`ticket` (subject) and `ticket_opened_on` of open tickets, urgent ones first, then the oldest; `ticket_by` (who opened it) of the
    first alone, where a name is known: of none of them is it said who opened another."""
    rows = snap.tickets.filter(pl.col("account_id").is_not_null(), still_open()).sort(~urgent(), "opened_at", "source_id")
    rows = rows.group_by("account_id", maintain_order=True).head(MOST_TICKETS)
    opened = pl.col("opened_at").dt.date()
    wrote = snap.readings.filter(pl.col("noun") == "ticket").select("key", "person_id").unique("key")
    first = rows.unique("account_id", keep="first", maintain_order=True).drop_nulls("subject")
    named = with_names(first.join(wrote, on="key", how="left", maintain_order="left"), snap, "person_id")
    return pl.concat(
        [
            _rows(named, "ticket_by", row="source_id", observed=opened, text=pl.col("who")),
            _rows(rows, "ticket", row="source_id", observed=opened, text=pl.col("subject")),
            _rows(rows, "ticket_opened_on", row="source_id", observed=opened, day=opened),
        ]
    )


def words(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`message`: subject of the customer's last in words; `outcome_quote`, `outcome_metric`, `outcome_baseline`, `outcome_target`."""
    said = pl.coalesce("subject", pl.col("body").str.slice(0, 80))
    in_words = said.str.replace_all(r":[\w+-]+:", "").str.contains(r"\p{L}").fill_null(True)
    theirs = snap.messages.filter(pl.col("account_id").is_not_null(), pl.col("inbound"), ~pl.col("automatic"), in_words)
    last = theirs.sort("sent_at", "source_id", descending=True).unique("account_id", keep="first", maintain_order=True)
    wishes = snap.desired_outcomes.drop_nulls(["account_id", "outcome"]).sort("stated_on", "source_row", descending=True)
    wish, stated = wishes.unique("account_id", keep="first", maintain_order=True), pl.col("stated_on")
    return pl.concat(
        [
            _rows(last, "message", row="source_id", observed=pl.col("sent_at").dt.date(), text=said),
            _rows(wish, "outcome_quote", row="source_id", observed=stated, text=pl.col("quote")),
            _rows(wish, "outcome_metric", row="source_id", observed=stated, text=pl.col("metric")),
            _rows(wish, "outcome_baseline", row="source_id", observed=stated, number=pl.col("baseline"), unit=pl.col("unit")),
            _rows(wish, "outcome_target", row="source_id", observed=stated, number=pl.col("target"), unit=pl.col("unit")),
        ]
    )


def terms(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`plan_price` (a seat and year), `milestone_next`, `milestone_expected_days`, `deal_renewal`, `deal_expansion`, `churn_event`."""
    today = pl.lit(snap.as_of)
    plans = snap.knowledge.filter(pl.col("kind") == "plan").with_columns(pl.col("name").str.to_lowercase().alias("_plan"))
    paying = accounts.select("account_id", pl.col("plan").str.to_lowercase().alias("_plan")).drop_nulls()
    priced = paying.join(plans.unique("_plan", keep="last").drop("plan"), on="_plan")
    unit = pl.format("{}/seat/yr", pl.col("unit").fill_null(""))
    goals = snap.knowledge.filter(pl.col("kind") == "milestone").select(
        pl.col("name").alias("next_milestone"),
        pl.col("plan").str.to_lowercase().alias("_plan"),
        "days",
        "system",
        "source_row",
        "source_id",
    )
    ahead = accounts.select("account_id", "next_milestone", pl.col("plan").str.to_lowercase().alias("_plan")).drop_nulls("next_milestone")
    ahead = ahead.join(goals, on="next_milestone", maintain_order="left_right")
    ahead = ahead.filter(pl.col("_plan_right").is_null() | (pl.col("_plan") == pl.col("_plan_right")))
    left = (
        snap.churn_events.drop_nulls("account_id")
        .sort("churned_on", descending=True)
        .unique("account_id", keep="first", maintain_order=True)
    )
    deals = [
        _rows(open_deals(snap, kind), key, row="source_id", observed=pl.col("created_on").clip(upper_bound=today), text=pl.col("name"))
        for kind, key in (("renew", "deal_renewal"), ("expan", "deal_expansion"))
    ]
    return pl.concat(
        [
            _rows(priced, "plan_price", row="source_id", observed=today, number=pl.col("amount"), unit=unit),
            _rows(ahead, "milestone_next", row="source_id", observed=today, text=pl.col("next_milestone")),
            _rows(ahead, "milestone_expected_days", row="source_id", observed=today, number=pl.col("days"), unit=pl.lit("days")),
            *deals,
            _rows(left, "churn_event", row="source_id", observed=pl.col("churned_on"), day=pl.col("churned_on")),
            _rows(left, "churn_reason", row="source_id", observed=pl.col("churned_on"), text=pl.col("reason")),
        ]
    )


def next_step(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`milestone_feature`, `milestone_threshold`, `milestone_uses`: what the next milestone asks for, and how much of it is done."""
    who = accounts.filter(pl.col("next_milestone").is_not_null()).with_columns(pl.col("customer_on").alias("started_on"))
    if who.is_empty():
        return pl.DataFrame(schema=SHAPE)
    rows = reached(snap, who).join(
        who.select("account_id", pl.col("next_milestone").alias("milestone"), "last_event_on"), on=["account_id", "milestone"]
    )
    seen, uses = pl.col("last_event_on").fill_null(snap.as_of), pl.lit("uses")
    used = rows.join(snap.use.counted, on=["account_id", "event"], how="left", maintain_order="left").with_columns(
        pl.coalesce("source", "system").alias("system"),
        pl.coalesce("place", pl.format("no row of {} so far; {}", "event", "source_row")).alias("source_row"),
    )
    return pl.concat(
        [
            _rows(rows, "milestone_feature", row="milestone", observed=seen, text=pl.col("event")),
            _rows(rows, "milestone_threshold", row="milestone", observed=seen, number=pl.col("threshold"), unit=uses),
            _rows(used, "milestone_uses", row="milestone", observed=seen, number=pl.col("done"), unit=uses),
        ]
    )


PARTS = (
    contacts, tickets, words, conversations, releases, unused, articles, terms, contract_terms, bills, price_history, lost_deals,
    next_step, milestones, way_to_go, occasions, goal_facts, taken_off, tried, open_risk, last_words, logged, noted,
)  # fmt: skip

#: Parts that are asked only where one of the keys that they tell is wanted.
GIVES: dict[Part, frozenset[str]] = {
    tickets: frozenset({"ticket", "ticket_opened_on", "ticket_by"}),
    words: frozenset({"message", "outcome_quote", "outcome_metric", "outcome_baseline", "outcome_target"}),
    conversations: frozenset(
        {"said", "said_mood", "said_topic", "ask", "ask_kind", "promise", "promise_kind", "promise_due_on", "closed_said", "closed_until",
         "leaving_said", "leaving_by", "alarm_said", "alarm_by", "competitor_said", "competitor_by", "buying_said", "buying_by",
         "low_answer", "low_answer_by", "low_answer_said"}
    ),
    terms: frozenset(
        {"plan_price", "milestone_next", "milestone_expected_days", "deal_renewal", "deal_expansion", "churn_event", "churn_reason"}
    ),
    goal_facts: frozenset({"outcome_figure", "plan_change"}),
    taken_off: frozenset({"health_taken_off"}),
    bills: frozenset(f"{of}invoice{what}" for of in ("", "first_") for what in ("", "_due_on", "_amount")),
}  # fmt: skip
