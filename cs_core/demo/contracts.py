"""Stripe's subscriptions: as they stand on the last day, and every version that they had. Amounts are in cents."""

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.billing import late_spans, past_due
from cs_core.demo.consumption import KINDS, METER, UNIT
from cs_core.demo.course import NEVER
from cs_core.demo.mess import untidy
from cs_core.demo.weeks import DAY, add_months, timestamp
from cs_core.demo.world import LIST_PRICE, World

SOLD_ON = 3
"""The day of the week (from 0) on which seats are added: the day on which `crm.deals` closes the expansion."""
TERM = ("current_period_start", "current_period_end")


def subscriptions(w: World, bills: pl.DataFrame) -> pl.DataFrame:
    """subscriptions.csv: one an account, as it stands on the last day (ended ones as they stood when they ended)."""
    rng = w.rng("subscriptions")
    return untidy(_today(w, bills, _seconds(w, rng)), rng, key="id", date="created", altered=("quantity", "1"))


def subscription_history(w: World, bills: pl.DataFrame) -> pl.DataFrame:
    """subscription_history.csv: every version, as a warehouse that is synced with Stripe keeps them; `_fivetran_start` says since when.

    Of the time before the window the state at its start is told. Months that roll on make no version; only the newest tells its month.
    """
    second, days = _seconds(w, w.rng("subscriptions")), _days_of_change(w, bills)
    account, day = days["account"].to_numpy(), days["day"].to_numpy()
    told = _as_of(w, bills, account, day, second[account])
    rolling, content = pl.Series(w.who.monthly[account]), pl.struct(told.columns)
    told = told.with_columns(pl.when(rolling).then(pl.lit("")).otherwise(name).alias(name) for name in TERM)
    told = told.with_columns(pl.Series("_fivetran_start", timestamp(day, second[account])), pl.Series("_at", account))
    changed = told.filter((content != content.shift()).fill_null(True))
    rows = _with_the_newest(changed, _today(w, bills, second))
    return untidy(rows, w.rng("subscription history"), key="id", date="_fivetran_start", altered=("_fivetran_active", "true"))


def _with_the_newest(rows: pl.DataFrame, today: pl.DataFrame) -> pl.DataFrame:
    """The newest version of each account marked, and given its present term."""
    newest, present = pl.col("_at") != pl.col("_at").shift(-1, fill_value=-1), today[rows["_at"]]
    return rows.with_columns(
        *(pl.when(newest).then(present[name]).otherwise(name).alias(name) for name in TERM),
        pl.when(newest).then(pl.lit("true")).otherwise(pl.lit("false")).alias("_fivetran_active"),
    ).drop("_at")


def _today(w: World, bills: pl.DataFrame, second: np.ndarray) -> pl.DataFrame:
    return _as_of(w, bills, np.arange(w.who.size), np.full(w.who.size, w.weeks.end), second)


def _seconds(w: World, rng: np.random.Generator) -> np.ndarray:
    """The second of the day at which each account is billed."""
    return rng.integers(8 * 3600, 17 * 3600, w.who.size)


def _as_of(w: World, bills: pl.DataFrame, account: np.ndarray, day: np.ndarray, second: np.ndarray) -> pl.DataFrame:
    """How Stripe tells each of these accounts' subscription on its day."""
    who, c = w.who, w.course
    ended_on, asked_on, monthly, plan = c.ended_on[account], c.asked_on[account], who.monthly[account], who.plan[account]
    ended, asked = ended_on <= day, asked_on <= day
    week = _week(w, account, np.minimum(day, ended_on))
    length = np.where(monthly, 1, 12)
    until = np.where(ended, ended_on, add_months(who.start[account], length * (1 + _terms(who.start[account], day, length))))
    interval = np.where(monthly, "month", "year")
    cents = np.round(LIST_PRICE[plan] * c.price[account, week] * 100 / np.where(monthly, 12, 1)).astype(int)
    status = np.where(ended, "canceled", np.where(past_due(bills, account, day), "past_due", "active"))
    name = np.array([p.name for p in vendor.PLANS])[plan]
    since = timestamp(who.start[account], second)
    one_fee = w.metered.kind[account] == KINDS.index("consumption")
    seats = c.seats[account, week]
    return pl.DataFrame(
        {
            "id": np.array(w.ids.subscription)[account],
            "customer": np.array(w.ids.customer)[account],
            "status": status,
            "created": since,
            "start_date": since,
            "current_period_start": timestamp(add_months(until, -length), second),
            "current_period_end": timestamp(until, second),
            "cancel_at_period_end": np.where(asked & ~ended, "true", "false"),
            "canceled_at": np.where(asked, timestamp(np.minimum(asked_on, NEVER), second), ""),
            "ended_at": np.where(ended, timestamp(ended_on, second), ""),
            "quantity": np.where(one_fee, 1, seats).astype(str),
            "plan_id": np.char.add(np.char.add(np.char.lower(name), "-"), interval),
            "plan_nickname": name,
            "plan_amount": np.where(one_fee, cents * seats, cents).astype(str),
            "plan_interval": interval,
            "currency": ["eur"] * len(account),
            "discount_percent": np.where(who.discount[account] > 0, who.discount[account].astype(str), ""),
            **_agreed(w, account, week),
        }
    )


def _agreed(w: World, account: np.ndarray, week: np.ndarray) -> dict[str, np.ndarray]:
    """What stands in the metadata, because Stripe has no field for it: the commitment, and how the contract ends."""
    m, counts = w.metered, w.metered.kind[account] > 0
    overage = np.char.mod("%.2f", m.overage[account])
    return {
        "metadata_commitment": np.where(counts, w.commitment(account, week).astype(str), ""),
        "metadata_unit": np.where(counts, UNIT, ""),
        "metadata_meter": np.where(counts, METER, ""),
        "metadata_overage_price": np.where(counts, overage, ""),
        "metadata_notice_days": np.where(m.notice[account] > 0, m.notice[account].astype(str), ""),
        "metadata_auto_renew": np.where(m.signed[account], "false", ""),
    }


def _days_of_change(w: World, bills: pl.DataFrame) -> pl.DataFrame:
    """account, day, in order: starts, new annual terms, new seats and prices, late and settled bills, cancellations, ends."""
    who, c, end = w.who, w.course, w.weeks.end
    every = np.arange(who.size)
    moved = (c.seats[:, 1:] != c.seats[:, :-1]) | (c.price[:, 1:] != c.price[:, :-1])
    account, week = np.nonzero(moved)
    late = late_spans(bills)
    found = [(every, who.start), (account, _days_in_effect(w)[account, week + 1]), (every, c.asked_on), (every, c.ended_on)]
    found += [(late["account"].to_numpy(), late[edge].to_numpy()) for edge in ("since", "paid")]
    annual = every[~who.monthly]
    found += [(annual, add_months(who.start[annual], 12 * n)) for n in range(1, (end - int(who.start.min())) // 365 + 1)]
    days = pl.concat(pl.DataFrame({"account": at.astype("int64"), "day": day.astype("int64")}) for at, day in found)
    at, day = days["account"].to_numpy(), days["day"].to_numpy()
    return days.filter(pl.Series((day >= who.start[at]) & (day <= np.minimum(c.ended_on[at], end)))).unique().sort("account", "day")


def _days_in_effect(w: World) -> np.ndarray:
    """Accounts x weeks: the day on which that week's seats and price begin to count: at a renewal its day, else when growth was sold."""
    renewing = np.where(w.who.monthly[:, None], 0, w.course.renewing)
    return np.where(renewing > 0, renewing, w.weeks.starts(np.arange(w.weeks.count)) + SOLD_ON)


def _week(w: World, account: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The week whose seats and price count on the day."""
    week = np.clip(w.weeks.of(day), 0, w.weeks.count - 1)
    week -= day < _days_in_effect(w)[account, week]
    return np.maximum(week, np.maximum(w.course.began[account], 0))


def _terms(start: np.ndarray, day: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Whole terms of so many months from the start up to the day."""
    first, now = start.astype(DAY).astype("datetime64[M]"), day.astype(DAY).astype("datetime64[M]")
    passed = (now - first).astype(int) - (add_months(start, (now - first).astype(int)) > day)
    return passed // months
