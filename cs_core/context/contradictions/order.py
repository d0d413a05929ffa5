"""Things that come in an order that cannot be: flags against dates, use before a contract, ends before beginnings, life after the end."""

import polars as pl

from cs_core.context.contradictions.rule import Checked, told
from cs_core.context.cut import end_of
from cs_core.context.nouns import NOUNS
from cs_core.context.rows.believed import saying
from cs_core.context.signals.contract import departures
from cs_core.context.snapshot import Snapshot
from cs_core.context.usage import events

ROW, NO_ROW = pl.col("source_row"), pl.lit(None, pl.String)
GRACE_DAYS = 30
"""Use so long after the last contract ended is no tidying up any more."""
SPANS = (
    ("subscriptions", "started_on", "ended_on"), ("tickets", "opened_at", "closed_at"), ("invoices", "issued_on", "paid_on"),
)  # fmt: skip


def _raw(snap: Snapshot, noun: str) -> pl.DataFrame:
    """The newest version of each thing born by the day, with the undated columns that snapshots hide."""
    born = pl.coalesce(pl.col(NOUNS[noun].born).cast(pl.Datetime("us")), "known_at")
    rows = snap.store.frame(noun).filter(born <= end_of(snap.as_of))
    return rows.sort("known_at", maintain_order=True).unique(["system", "object", "source_id"], keep="last", maintain_order=True)


def flag_without_departure(snap: Snapshot) -> Checked:
    """A company's undated churn flag against recorded departures of the same system."""
    flags = _raw(snap, "company").drop_nulls("churn_flag")
    left = snap.churn_events.sort("churned_on").unique(["system", "company_ref"], keep="last", maintain_order=True)
    left = left.select("system", pl.col("company_ref").alias("source_id"), "churned_on", pl.col("source_row").alias("left_row"))
    flags = flags.join(left.select("system").unique(), on="system", how="semi").join(left, on=["system", "source_id"], how="left")
    return Checked(
        flags, pl.col("source_id"), pl.col("churn_flag") != pl.col("churned_on").is_not_null(), told("churn flag {}", "churn_flag"),
        told("left on {}", "churned_on", otherwise="no departure is recorded"), ROW, pl.col("left_row"),
    )  # fmt: skip


def flag_without_end(snap: Snapshot) -> Checked:
    """A subscription's undated churn flag against the day on which it ended."""
    ended = (pl.col("ended_on") <= snap.as_of).fill_null(False)
    rows = _raw(snap, "subscription").drop_nulls("churn_flag")
    right = pl.when(ended).then(told("ended on {}", "ended_on")).otherwise(pl.lit("it runs"))
    return Checked(rows, pl.col("source_id"), pl.col("churn_flag") != ended, told("churn flag {}", "churn_flag"), right, ROW, ROW)


def departure_while_paying(snap: Snapshot) -> Checked:
    """A recorded departure (no return) of an account that still has a running subscription older than it."""
    runs = snap.subscriptions.filter(pl.col("ended_on").is_null()).drop_nulls("account_id").sort("started_on", nulls_last=True)
    older = runs.unique("account_id", keep="first", maintain_order=True)
    older = older.select("account_id", pl.col("started_on").alias("since"), pl.col("source_row").alias("right_row"))
    rows = _departed(snap).join(older, on="account_id", how="left")
    return Checked(
        rows, pl.col("account_id"), (pl.col("since") < pl.col("churned_on")).fill_null(False), told("left on {}", "churned_on"),
        told("a contract runs since {}", "since"), ROW, pl.col("right_row"),
    )  # fmt: skip


def _departed(snap: Snapshot) -> pl.DataFrame:
    """The last recorded departure of each account, where it did not return."""
    last = snap.churn_events.drop_nulls("account_id").sort("churned_on").unique("account_id", keep="last")
    return last.filter(~pl.col("reactivation").fill_null(False))


def disputed_departures(snap: Snapshot) -> tuple[int, int]:
    """(disputed, recorded): accounts with a recorded departure (no return) while an older subscription still runs, of all with one.

    Where many are disputed, a retention counted from the ends of subscriptions cannot be trusted.
    """
    return departure_while_paying(snap).wrong_ones().height, _departed(snap).height


def use_before_contract(snap: Snapshot) -> Checked:
    """Usage rows dated before the start of the subscription that they name."""
    starts = _raw(snap, "subscription").select("system", pl.col("source_id").alias("ref"), "started_on", "source_row").drop_nulls()
    rows = events.scan(snap.store).filter(pl.col("ref_object") == "subscription", pl.col("at") <= end_of(snap.as_of))
    return Checked(
        rows.join(starts.lazy(), on=["system", "ref"]), pl.col("event_id"), pl.col("at").dt.date() < pl.col("started_on"),
        told("used on {}", pl.col("at").dt.date()), told("its contract began on {}", "started_on"), told("{}:{}", "file", "row"), ROW,
    )  # fmt: skip


def use_after_the_end(snap: Snapshot) -> Checked:
    """Accounts whose every contract ended, and that use the product on and on."""
    last = snap.use.ever.group_by("account_id").agg(pl.col("last").max().dt.date())
    ends = snap.subscriptions.drop_nulls("ended_on").sort("ended_on").unique("account_id", keep="last")
    rows = departures(snap).join(last, on="account_id").join(ends.select("account_id", "source_row"), on="account_id", how="left")
    late = pl.col("last") > pl.col("churned_on").dt.offset_by(f"{GRACE_DAYS}d")
    return Checked(
        rows, pl.col("account_id"), late, told("its last contract ended on {}", "churned_on"), told("used until {}", "last"), ROW,
        pl.lit("usage feed"),
    )  # fmt: skip


def _since(snap: Snapshot) -> pl.DataFrame:
    """account_id, customer_on and since_row: the company record that says since when it is a customer."""
    return saying(snap.companies, "customer_on").unique("account_id", keep="first", maintain_order=True).select(
        "account_id", "customer_on", pl.col("source_row").alias("since_row")
    )


def ticket_before_customer(snap: Snapshot) -> Checked:
    """Tickets opened before the account was a customer."""
    opened = pl.col("opened_at").dt.date()
    return _before(snap.tickets.join(_since(snap), on="account_id"), opened, "opened on {}")


def contract_before_customer(snap: Snapshot) -> Checked:
    """Subscriptions that started before the account was a customer."""
    return _before(snap.subscriptions.join(_since(snap), on="account_id"), pl.col("started_on"), "began on {}")


def _before(rows: pl.DataFrame, day: pl.Expr, says: str) -> Checked:
    wrong, since = day < pl.col("customer_on"), told("a customer since {}", "customer_on")
    return Checked(rows, pl.col("source_id"), wrong, told(says, day), since, ROW, pl.col("since_row"))


def ends_before_it_begins(snap: Snapshot) -> Checked:
    """Subscriptions, tickets and invoices whose end lies before their start."""
    parts = [
        getattr(snap, frame).select("source_id", "source_row", pl.col(start).dt.date().alias("start"), pl.col(end).dt.date().alias("end"))
        for frame, start, end in SPANS
    ]
    rows = pl.concat(parts)
    return Checked(rows, pl.col("source_id"), pl.col("end") < pl.col("start"), told("ended {}", "end"), told("began {}", "start"), ROW, ROW)


def wrote_after_leaving(snap: Snapshot) -> Checked:
    """People who left their company, and write to us from its address afterwards."""
    wrote = snap.messages.filter(pl.col("inbound"), ~pl.col("automatic")).sort("sent_at").unique("person_id", keep="last")
    wrote = wrote.select("person_id", pl.col("sent_at").dt.date().alias("wrote"), pl.col("source_row").alias("wrote_row"))
    rows = snap.people.drop_nulls("left_on").join(wrote, on="person_id")
    wrong, left = pl.col("wrote") > pl.col("left_on"), told("left on {}", "left_on")
    return Checked(rows, pl.col("person_id"), wrong, left, told("wrote on {}", "wrote"), ROW, pl.col("wrote_row"))
