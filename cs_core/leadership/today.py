"""The Monday morning page in one read: are we on goal, what changed, what needs a person, what the agents did, who is not served."""

from collections.abc import Collection
from datetime import timedelta

import polars as pl

from cs_core.context.completeness import completeness, lacking
from cs_core.context.feeds import feeds
from cs_core.context.gaps import arr_of, in_words
from cs_core.context.leaving import in_trouble, status
from cs_core.context.rates import in_one, rates
from cs_core.context.signals.warning import DRIFT
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage.use import BASELINE, WINDOW
from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import DAYS_A_MONTH, spelt
from cs_core.context.wording.systems import system_name
from cs_core.execution.jobs.cases import newest_cases
from cs_core.execution.roster import JOBS
from cs_core.leadership.forecasting.losses import by_outlook, chances_known
from cs_core.leadership.forecasting.windows import PARTS
from cs_core.orchestration.trace import cycles

#: No two-way contact with a person and no message of an agent for this long: customer success is not serving this customer.
UNSERVED_DAYS = 60


def standing(snap: Snapshot, current: pl.DataFrame) -> dict:
    """The figures of the head of the page for the given current customers; amounts in one currency, and `says` what has no rate.

    At risk is who is in red health or gave notice; who is expected to leave, `chance_to_leave` says; `leaving`: by PARTS. An
    amount is null where it is known of none of those whom it is about.
    """
    current, currency, _ = told = in_one(rates(snap.store), current, "arr")
    risky = current.filter(in_trouble())
    known = chances_known(current)
    leaving = by_outlook(current) if known else dict.fromkeys(PARTS)
    due = current.filter(pl.col("days_to_renewal").is_between(0, 90))
    dated, judged = current["renewal_on"].is_not_null().sum(), current.select(status().is_not_null().sum()).item()
    return {
        "customers": current.height,
        "arr": _sum(current),
        "arr_known": current["arr"].is_not_null().sum(),
        "arr_at_risk": _sum(risky) if risky.height else 0.0 if judged else None,
        "arr_expected_to_leave": sum(lost for lost in leaving.values() if lost is not None) if known else None,
        "leaving": leaving,
        "chance_known": known,
        "accounts_at_risk": risky.height,
        "arr_due_90d": _sum(due) if due.height else 0.0 if dated else None,
        "accounts_due_90d": due.height,
        "renewal_known": dated,
        "health_known": current["health"].is_not_null().sum(),
        "currency": currency,
        "says": told.says,
    }


def _sum(rows: pl.DataFrame) -> float | None:
    """The ARR together; null where it is known of none: what is not known is no zero."""
    return rows["arr"].sum() if rows["arr"].is_not_null().any() else None


def unserved(snap: Snapshot, current: pl.DataFrame) -> pl.DataFrame:
    """Customers of more than UNSERVED_DAYS without two-way contact with our people and without an agent's message for as long.

    Columns account_id, name, segment, arr, currency, last_on, status. One-way mail and answered tickets are not customer success.
    """
    start = snap.as_of - timedelta(days=UNSERVED_DAYS)
    acts = snap.history("action", "id", "account_id", "kind", "created_at")
    actions = acts.filter(pl.col("kind") == "message").select("id", "account_id")
    sent = snap.history("delivery").filter(pl.col("status") == "sent").join(actions, left_on="action_id", right_on="id")
    by_agent = sent.group_by("account_id").agg(pl.col("at").max().dt.date().alias("agent_on"))
    rows = current.join(by_agent, on="account_id", how="left").with_columns(pl.max_horizontal("last_touch_on", "agent_on").alias("last_on"))
    return (
        rows.filter(pl.col(c).is_null() | (pl.col(c) < start) for c in ("last_on", "customer_on"))
        .select("account_id", "name", "segment", "arr", "currency", "last_on", status())
        .sort("arr", descending=True, nulls_last=True)
    )


THEY = {
    "left": "left", "gave notice": "gave notice", "champion left": "lost their champion", "reached first value": "reached first value",
    "became a customer": "joined",
}  # fmt: skip
"""What changed, as what customers did."""


def changes(snap: Snapshot, chosen: pl.DataFrame, days: int = 7) -> pl.DataFrame:
    """What changed in the last days: account_id, name, what, on, arr (what a customer who left had paid), currency; newest first.

    ``chosen`` are the rows of the signals to look at, former customers included: those who left are among what changed.
    """
    start, here = snap.as_of - timedelta(days=days), pl.col("churned_on").is_null()

    def dated(column: str, what: str) -> pl.DataFrame:
        rows = chosen.filter(pl.col(column).is_between(start, snap.as_of, closed="right"))
        rows = rows if column == "churned_on" else rows.filter(here)
        return rows.select("account_id", "name", pl.lit(what).alias("what"), pl.col(column).alias("on"), "arr", "currency")

    parts = [
        dated("churned_on", "left"),
        dated("notice_given_on", "gave notice"),
        dated("champion_left_on", "champion left"),
        dated("first_value_on", "reached first value"),
        dated("customer_on", "became a customer"),
    ]
    rows = pl.concat(parts, how="vertical_relaxed").join(_last_paid(snap), on="account_id", how="left")
    paid = pl.when(pl.col("what") == "left").then("last_paid").otherwise("arr").alias("arr")
    return rows.with_columns(paid).drop("last_paid").sort("on", "account_id", descending=[True, False])


def _last_paid(snap: Snapshot) -> pl.DataFrame:
    """account_id, last_paid: what those who left paid a year on the day on which their last contract ended."""
    ended = snap.subscriptions.filter(pl.col("ended_on").is_not_null())
    last = ended.filter(pl.col("ended_on") == pl.col("ended_on").max().over("account_id"))
    return last.group_by("account_id").agg((12 * pl.col("mrr").sum()).alias("last_paid"))


def agents_did(snap: Snapshot) -> tuple[dict | None, pl.DataFrame]:
    """The last cycle, and what stands as of the day, whichever cycle proposed it: agent, route, proposals."""
    cycle = next((c for c in cycles(snap.store) if c["as_of"] <= snap.as_of.isoformat()), None)
    both = proposed(snap)
    return cycle, both.group_by("agent", "route").agg(pl.len().alias("proposals")).sort("agent", "route")


def proposed(snap: Snapshot) -> pl.DataFrame:
    """account_id, agent, play, route of every proposal whose time has not ended by the day; of one made again, the newest row."""
    made = snap.history("proposal", "id", "as_of", "account_id", "agent", "play", "expires_at").filter(pl.col("expires_at") >= snap.as_of)
    routed = snap.history("routed", "proposal_id", "as_of", "route").drop("as_of")
    rows = made.join(routed, left_on="id", right_on="proposal_id", maintain_order="left")
    rows = rows.sort("as_of", pl.col("route") != "rejected", maintain_order=True)  # a draft that failed was written again: that one stands
    return rows.unique(JOB, keep="last", maintain_order=True).select(*JOB, "route")


def with_open_risk(snap: Snapshot) -> frozenset[str]:
    """Accounts of which a case of the risk agent is open as of the day."""
    still = newest_cases(snap).filter(pl.col("kind") == "risk", pl.col("closed_on").is_null())
    return frozenset(still["account_id"])


def early_warnings(
    current: pl.DataFrame, weekly: pl.DataFrame, at_risk: Collection[str] = (), by_month: Collection[str] = ()
) -> tuple[pl.DataFrame, list[str]]:
    """Customers whose own use fell suddenly or drifts down, most revenue first, and what segments did.

    The rows: account_id, name, alert, why, acts (whether a case is open: of the accounts `at_risk`), arr, currency.
    The figures in `why` span what the alert spans; `weekly` has them (account_id, week, uses). Where they show no fall by themselves,
    for everybody's use moved, none are told; of accounts whose use is told `by_month` they are those of a month. A fall that a whole
    segment shares is told once: an outage or a holiday, not customers.
    """
    told = current.filter(pl.col("usage_alert").is_in(["sudden", "slow drift"])).sort("arr", descending=True, nulls_last=True)
    shared = current.filter(pl.col("usage_alert") == "with its segment").unique("segment", maintain_order=True)
    told = told.join(_own_past(weekly.join(told, on="account_id", how="semi")), on="account_id", how="left", maintain_order="left")
    word = pl.col("usage_alert").replace_strict(FALLS)
    in_months = pl.col("account_id").is_in(list(by_month))
    figures = pl.coalesce(
        pl.when(in_months).then(_fell(alert, column, DAYS_A_MONTH / 7, MONTHS[alert])).otherwise(_fell(alert, column, weeks, words))
        for alert, (column, weeks, words) in FALLEN.items()
    )
    why = pl.concat_str(word, figures).alias("why")
    acts = pl.when(pl.col("account_id").is_in(list(at_risk))).then(pl.lit("Risk open")).otherwise(pl.lit("Watched")).alias("acts")
    rows = told.select("account_id", "name", pl.col("usage_alert").alias("alert"), why, acts, "arr", "currency")
    return rows.with_columns(pl.col("why").fill_null(rows["alert"].replace_strict(FALLS, return_dtype=pl.String))), [
        f"{row['segment']}: {row['usage_alert_says']}" for row in shared.iter_rows(named=True)
    ]


def _own_past(weekly: pl.DataFrame) -> pl.DataFrame:
    """account_id and use a week: lately, lately_before (the last WINDOW weeks, half a year before), quarter, quarter_before.

    Weeks before an account's first use are no part of its past.
    """
    week, uses = pl.col("week"), pl.col("uses")

    def mean(since: int, until: int) -> pl.Expr:
        weeks = (week.max() + 1).clip(upper_bound=until) - since
        return pl.when(weeks > 0).then(uses.filter(week.is_between(since, until - 1)).sum() / weeks)

    return weekly.filter(uses > 0).group_by("account_id").agg(
        mean(0, WINDOW).alias("lately"), mean(WINDOW, WINDOW + BASELINE).alias("lately_before"),
        mean(0, DRIFT).alias("quarter"), mean(DRIFT, DRIFT + BASELINE).alias("quarter_before"),
    )  # fmt: skip


def _fell(alert: str, column: str, weeks: float, words: str) -> pl.Expr:
    """``: 26 in 4 weeks, 100 usual`` for accounts of this alert whose own use fell; null for others."""
    now, before = ((weeks * pl.col(c)).round(0).cast(pl.Int64) for c in (column, f"{column}_before"))
    told = pl.format(words, *(count.map_elements("{:,}".format, return_dtype=pl.String) for count in (now, before)))
    return pl.when(pl.col("usage_alert") == alert, now < before).then(told)


def stale_feeds(snap: Snapshot) -> list[dict]:
    """Feeds older than what they tell may be, each with what it holds up: the rows of `feeds.feeds`, and agents, accounts, arr, says.

    accounts and arr (by currency) are those for which a job is held because what it needs or watches comes from that feed alone.
    """
    old = [feed for feed in feeds(snap) if feed["stale"]]
    kinds = {kind for feed in old for kind in _kinds(feed)}
    current = snap.signals.filter(pl.col("churned_on").is_null())
    known = completeness(snap, only=kinds).join(current, on="account_id", how="semi") if kinds else None
    return [_held_up(snap, feed, known) for feed in old]


def _kinds(feed: dict) -> list[str]:
    """The kinds of knowledge that a feed's rows tell of."""
    return [kind for kind, told in KNOWLEDGE.items() if feed["noun"] in told.nouns]


def _held_up(snap: Snapshot, feed: dict, known: pl.DataFrame) -> dict:
    kinds = _kinds(feed)
    of_feed = known.filter(pl.col("source") == feed["system"], pl.col("knowledge").is_in(kinds), "stale")
    held = {name: lacking(of_feed, job.needs, job.watches) for name, job in JOBS.items()}
    held = {name: rows for name, rows in held.items() if rows.height}
    ids = {account for rows in held.values() for account in rows["account_id"]}
    rows = snap.signals.filter(pl.col("account_id").is_in(ids))
    found = feed | {"knowledge": kinds, "agents": list(held), "accounts": rows.height, "arr": arr_of(rows)}
    return found | {"says": _told(found)}


def _told(feed: dict) -> str:
    held = NOUN_WORDS.get(feed["noun"], feed["noun"])
    newest = f"The {system_name(feed['system'])} feed of {held} is {counted(feed['days'], 'day')} old (last heard of on "
    newest += f"{spelt(feed['newest_on'])}); what it tells holds for {feed['limit_days']} days."
    if not feed["agents"]:
        return f"{newest} No job is held up by it. Import it again."
    money = in_words(feed["arr"])
    worth = f" ({money})" if money else ""
    jobs = ", ".join(name.replace("_", " ") for name in feed["agents"])
    return f"{newest} Held until it is imported again: {jobs}, for {counted(feed['accounts'], 'customer')}{worth}."


JOB = ("account_id", "agent", "play")
"""What is tried again in the next cycle where it was held, is one proposal: the newest says where it stands."""
FALLS = {"sudden": "Fell suddenly", "slow drift": "Sinks slowly"}
"""What an alert says of a customer's use; by how many usual swings is a fact on the customer's page."""
FALLEN = {
    "sudden": ("lately", WINDOW, f": {{}} in {WINDOW} weeks, {{}} usual"),
    "slow drift": ("quarter", 1, ": {} a week, {} before"),
}
"""Alert -> the span that bears it, the weeks that its figures count, and their words."""
MONTHS = {"sudden": ": {} in a month, {} usual", "slow drift": ": {} a month, {} before"}
"""The words of figures of a month."""
NOUN_WORDS = {
    "event": "product usage", "company": "companies", "subscription": "contracts", "invoice": "invoices", "ticket": "tickets",
    "deal": "deals", "message": "messages", "meeting": "meetings", "person": "people", "desired_outcome": "desired outcomes",
    "churn_event": "departures", "survey": "surveys",
}  # fmt: skip
