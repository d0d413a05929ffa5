"""Stripe's exports: customers, subscriptions and invoices. Amounts are in cents."""

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.course import NEVER
from cs_core.demo.mess import blanked, untidy
from cs_core.demo.weeks import add_months, timestamp
from cs_core.demo.world import LIST_PRICE, World
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


def subscriptions(w: World, bills: pl.DataFrame) -> pl.DataFrame:
    """subscriptions.csv: one an account, as it stands on the last day (ended ones as they stood when they ended)."""
    rng, who, c, last = w.rng("subscriptions"), w.who, w.course, w.weeks.count - 1
    n, ended, asked = who.size, w.course.ended_on <= w.weeks.end, w.course.asked_on <= w.weeks.end
    week = np.where(ended, np.clip(w.weeks.of(np.minimum(c.ended_on, w.weeks.end)), 0, last), last)
    until = np.where(ended, c.ended_on, w.renewal())
    since = np.where(who.monthly, add_months(until, -1), add_months(until, -12))
    interval = np.where(who.monthly, "month", "year")
    cents = np.round(LIST_PRICE[who.plan] * c.price[np.arange(n), week] * 100 / np.where(who.monthly, 12, 1)).astype(int)
    status = np.where(ended, "canceled", np.where(np.isin(np.arange(n), _late(w, bills)), "past_due", "active"))
    name = np.array([p.name for p in vendor.PLANS])[who.plan]
    second = rng.integers(8 * 3600, 17 * 3600, n)
    rows = pl.DataFrame(
        {
            "id": w.ids.subscription,
            "customer": w.ids.customer,
            "status": status,
            "created": timestamp(who.start, second),
            "start_date": timestamp(who.start, second),
            "current_period_start": timestamp(since, second),
            "current_period_end": timestamp(until, second),
            "cancel_at_period_end": np.where(asked & ~ended, "true", "false"),
            "canceled_at": np.where(asked, timestamp(np.minimum(c.asked_on, NEVER), second), ""),
            "ended_at": np.where(ended, timestamp(c.ended_on, second), ""),
            "quantity": c.seats[np.arange(n), week].astype(str),
            "plan_id": np.char.add(np.char.add(np.char.lower(name), "-"), interval),
            "plan_nickname": name,
            "plan_amount": cents.astype(str),
            "plan_interval": interval,
            "currency": ["eur"] * n,
            "discount_percent": np.where(who.discount > 0, who.discount.astype(str), ""),
        }
    )
    return untidy(rows, rng, key="id", date="created", altered=("quantity", "1"))


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
    paid = day + np.round(np.exp(rng.normal(2.9 - 0.15 * mood, 0.5))).astype(int)
    never = rng.random(len(day)) < np.where(c.ended_on[account] <= day + 62, 0.12, 0.004)
    never |= (w.weeks.end - day < 90) & (rng.random(len(day)) < np.where(mood < -0.4, 0.18, 0.02))
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
    open_long = (pl.col("paid") == NEVER) & (pl.col("day") + 30 + OVERDUE < w.weeks.end)
    return np.intersect1d(bills.filter(open_long)["account"].to_numpy(), np.flatnonzero(w.live()))


def _seconds(day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return timestamp(day, rng.integers(7 * 3600, 19 * 3600, len(day)))
