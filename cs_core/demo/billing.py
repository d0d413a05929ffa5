"""Stripe's exports of customers and invoices, and who pays late. Amounts are in cents; for subscriptions see `contracts`."""

import numpy as np
import polars as pl

from cs_core.demo.course import NEVER
from cs_core.demo.mess import blanked, untidy
from cs_core.demo.weeks import add_months, timestamp
from cs_core.demo.world import World
from cs_core.records import key_of

OVERDUE = 15
"""Days after which an open invoice makes the customer delinquent."""


def customers(w: World, bills: pl.DataFrame) -> pl.DataFrame:
    """customers.csv: renamed companies keep their old name, a fifth lack the CRM's id."""
    rng, n = w.rng("customers"), w.who.size
    late = np.isin(np.arange(n), _late(w, bills))
    boxes = rng.choice(["billing", "accounts", "invoices", "office"], n)
    champion = [w.people.contacts[of[0]].email for of in w.people.of]
    email = np.where(rng.random(n) < 0.3, champion, [f"{b}@{s}.example" for b, s in zip(boxes, w.who.slug, strict=True)])
    rows = pl.DataFrame(
        {
            "id": w.ids.customer,
            "email": blanked(email.tolist(), rng, 0.03),
            "name": w.who.old_name,
            "created": _seconds(w.who.start, rng),
            "currency": ["eur"] * n,
            "delinquent": np.where(late, "true", "false"),
            "metadata_crm_id": blanked(w.ids.crm, rng, 0.2),
        }
    )
    return untidy(rows, rng, key="id", date="created", altered=("email", "unknown@example"))


def invoices(w: World) -> pl.DataFrame:
    """Every invoice from the period that the window opened in, with its account and days, in order of issue.

    Seats bought in mid-term are billed from the next invoice on. Poor engagement pays late; of those who left, some never pay.
    """
    rng, who, c = w.rng("invoices"), w.who, w.course
    opens = w.weeks.first - np.where(who.monthly, 31, 366)
    parts = []
    for month in range((w.weeks.end - int(who.start.min())) // 28 + 1):
        day = add_months(who.start, month)
        due = (who.monthly | (month % 12 == 0)) & (day > opens) & (day <= w.weeks.end) & (day < c.ended_on)
        at = np.flatnonzero(due)
        amount = w.arr(at, w.weeks.of(day[at])) / np.where(who.monthly[at], 12, 1)
        parts.append(pl.DataFrame({"account": at, "day": day[at], "amount": np.round(amount * 100).astype("int64")}))
    bills = pl.concat(parts).sort("day", "account")
    account, day = bills["account"].to_numpy(), bills["day"].to_numpy()
    mood = c.engagement[account, np.clip(w.weeks.of(day), 0, w.weeks.count - 1)]
    paid = day + np.round(np.exp(rng.normal(2.65 - 0.15 * mood, 0.45))).astype(int)
    never = rng.random(len(day)) < np.where(c.ended_on[account] <= day + 62, 0.12, 0.001)
    never |= (w.weeks.end - day < 90) & (rng.random(len(day)) < np.where(mood < -0.4, 0.06, 0.006))
    return bills.with_columns(pl.Series("paid", np.where(never | (paid > w.weeks.end), NEVER, paid)))


def invoice_rows(w: World, bills: pl.DataFrame) -> pl.DataFrame:
    """invoices.csv."""
    rng = w.rng("invoice rows")
    day, paid = bills["day"].to_numpy(), bills["paid"].to_numpy()
    cents = bills["amount"].cast(pl.String)
    settled = paid < NEVER
    account = bills["account"].to_list()
    lost = ~settled & (w.weeks.end - day > 120)
    rows = pl.DataFrame(
        {
            "id": [f"in_{key_of(w.seed, a, d)}" for a, d in zip(account, day.tolist(), strict=True)],
            "customer": [w.ids.customer[a] for a in account],
            "subscription": [w.ids.subscription[a] for a in account],
            "number": [f"TB-{50_000 + at}" for at in range(bills.height)],
            "status": np.where(settled, "paid", np.where(lost, "uncollectible", "open")),
            "created": _seconds(day, rng),
            "due_date": timestamp(day + 30, np.full(len(day), 0)),
            "paid_at": np.where(settled, timestamp(np.minimum(paid, w.weeks.end), rng.integers(0, 86_399, len(day))), ""),
            "amount_due": cents,
            "amount_paid": pl.Series(np.where(settled, bills["amount"].to_numpy(), 0)).cast(pl.String),
            "currency": ["eur"] * bills.height,
        }
    )
    return untidy(rows, rng, key="id", date="created", altered=("status", "open"))


def _late(w: World, bills: pl.DataFrame) -> np.ndarray:
    """Accounts under contract with an open invoice well past its due day."""
    every = np.arange(w.who.size)
    return np.flatnonzero(past_due(bills, every, np.full(w.who.size, w.weeks.end)) & w.live())


def late_spans(bills: pl.DataFrame) -> pl.DataFrame:
    """account, since, paid: from which day on an invoice is well past its due day, and when it is paid."""
    return bills.select("account", (pl.col("day") + 30 + OVERDUE + 1).alias("since"), "paid").filter(pl.col("paid") > pl.col("since"))


def past_due(bills: pl.DataFrame, account: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether each account has such an invoice on its day."""
    asked = pl.DataFrame({"account": account.astype("int64"), "day": day.astype("int64")}).with_row_index("at")
    hit = asked.join(late_spans(bills), on="account").filter(pl.col("day") >= pl.col("since"), pl.col("day") < pl.col("paid"))
    return np.isin(np.arange(len(account)), hit["at"].unique().to_numpy())


def _seconds(day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return timestamp(day, rng.integers(7 * 3600, 19 * 3600, len(day)))
