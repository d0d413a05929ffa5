"""HubSpot's exports: companies, contacts, deals, meetings."""

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.course import NEVER, REASONS
from cs_core.demo.mess import blanked, untidy
from cs_core.demo.names import PLACES, TRADES
from cs_core.demo.people import ROLES, Contact
from cs_core.demo.weeks import text, timestamp
from cs_core.demo.world import World

TIERS = ("Enterprise", "Mid-market", "Long tail")
LANGUAGES = [p.language for p in PLACES]


def companies(w: World) -> pl.DataFrame:
    """companies.csv; a company with two records has its twin after the rest, with fewer fields filled."""
    rng, who, n = w.rng("companies"), w.who, w.who.size
    places = [PLACES[at] for at in who.place]
    modified = w.weeks.end - rng.integers(0, 90, n)
    rows = pl.DataFrame(
        {
            "Record ID": w.ids.crm,
            "Company name": who.name,
            "Company Domain Name": blanked([f"{s}.example" for s in who.slug], rng, 0.01),
            "Industry": blanked([TRADES[at] for at in who.trade], rng, 0.03),
            "Country/Region": [p.country for p in places],
            "Number of Employees": blanked([str(e) for e in who.employees], rng, 0.06),
            "Company owner": [vendor.TEAM[at].name if at >= 0 else "" for at in who.owner],
            "Customer tier": blanked([TIERS[at] for at in who.segment], rng, 0.02),
            "Lifecycle Stage": np.where(gone_for_long(w), "Former customer", "Customer"),
            "Preferred language": blanked([p.language for p in places], rng, 0.08),
            "Time zone": blanked([p.zone for p in places], rng, 0.05),
            "Create Date": _minutes(who.start - 40, rng),
            "Became a Customer Date": text(who.start),
            "Last Modified Date": _minutes(np.maximum(modified, who.start), rng),
            "Parent Company ID": _parents(w),
        }
    )
    both = pl.concat([rows, _twins(w, rows)])
    return untidy(both, rng, key="Record ID", date="Last Modified Date", altered=("Number of Employees", "1"))


def gone_for_long(w: World) -> np.ndarray:
    """Accounts that left so long ago that the CRM has taken note."""
    return w.course.ended_on < w.weeks.end - 20


def _parents(w: World) -> list[str]:
    """Ids of the parents of the few long-tail companies that belong to a larger one of their country."""
    rng, parent = w.rng("parents"), [""] * w.who.size
    small = rng.permutation(np.flatnonzero(w.who.segment == 2))[: 1 + w.who.size // 100]
    for child in sorted(small.tolist()):
        large = np.flatnonzero((w.who.segment < 2) & (w.who.place == w.who.place[child]))
        if len(large):
            parent[child] = w.ids.crm[rng.choice(large)]
    return parent


def _twins(w: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Second records of one company: made by a form, so most fields are empty and the legal form is missing."""
    short = pl.col("Company name").str.replace(
        r" (GmbH.*|AG|Ltd|Limited|Group plc|Inc\.|LLC|Corp\.|S\S+|B\.V\.|N\.V\.|AB|Sp\. z o\.o\.)$", ""
    )
    empty = (
        "Industry",
        "Number of Employees",
        "Company owner",
        "Customer tier",
        "Preferred language",
        "Time zone",
        "Became a Customer Date",
        "Parent Company ID",
    )
    return (
        rows.with_columns(pl.Series("Record ID", w.ids.crm_twin), short, *(pl.lit("").alias(c) for c in empty))
        .filter(pl.col("Record ID") != "")
        .with_columns(pl.Series("Company Domain Name", [f"{s}.example" for s, t in zip(w.who.slug, w.ids.crm_twin, strict=True) if t]))
    )


def contacts(w: World) -> pl.DataFrame:
    """contacts.csv. The CRM learns of seven departures in ten, weeks after the day."""
    rng, all_of = w.rng("contacts"), w.people.contacts
    account = np.array([p.account for p in all_of])
    left = np.array([p.left for p in all_of])
    day_left = w.weeks.starts(np.minimum(left, w.weeks.count)) + rng.integers(0, 5, len(all_of))
    known = (left < NEVER) & (rng.random(len(all_of)) < 0.7) & (day_left < w.weeks.end)
    since = np.minimum(w.weeks.starts(np.array([p.since for p in all_of])), w.weeks.end)
    on_twin = rng.random(len(all_of)) < 0.4
    rows = pl.DataFrame(
        {
            "Record ID": [str(61_000_000_000 + 13 * i) for i in range(len(all_of))],
            "First Name": [p.first for p in all_of],
            "Last Name": blanked([p.last for p in all_of], rng, 0.01),
            "Email": [_crm_email(p, roll) for p, roll in zip(all_of, rng.random(len(all_of)), strict=True)],
            "Job Title": blanked([p.title for p in all_of], rng, 0.08),
            "Buying Role": blanked([ROLES[p.role] for p in all_of], rng, 0.1),
            "Associated Company IDs": [
                w.ids.crm_twin[at] if twin and w.ids.crm_twin[at] else w.ids.crm[at] for at, twin in zip(account, on_twin, strict=True)
            ],
            "Preferred language": blanked([LANGUAGES[at] for at in w.who.place[account]], rng, 0.2),
            "Unsubscribed from all email": np.array(["true", "false", ""])[np.searchsorted([0.04, 0.94], rng.random(len(all_of)))],
            "Date left company": np.where(known, text(day_left), ""),
            "Create Date": _minutes(since, rng),
            "Last Modified Date": _minutes(np.maximum(np.where(known, day_left + 9, since + 30), since).clip(max=w.weeks.end), rng),
        }
    )
    return untidy(rows, rng, key="Record ID", date="Create Date", altered=("Job Title", "Owner"))


def _crm_email(p: Contact, roll: float) -> str:
    """How sales typed it: some in capitals, some missing, some private."""
    if roll < 0.02:
        return ""
    if roll < 0.035:
        return p.private_email
    return p.email.upper() if roll < 0.08 else p.email


def deals(w: World) -> pl.DataFrame:
    """deals.csv: the first sale, each annual renewal that is decided or due within half a year, and growth."""
    rng = w.rng("deals")
    parts = [_first_sales(w), _renewals(w), _open_renewals(w, rng), _expansions(w), _open_expansions(w, rng)]
    rows = pl.concat(parts).sort("day", "account", maintain_order=True)
    account = rows["account"].to_numpy()
    twin = rng.random(rows.height) < 0.25
    closed = rows["stage"].str.starts_with("Closed").to_numpy()
    owner = np.array([m.name for m in vendor.TEAM[:5]])[np.where(w.who.owner[account] >= 0, w.who.owner[account] % 5, account % 5)]
    frame = pl.DataFrame(
        {
            "Record ID": [str(33_000_000_000 + 17 * i) for i in range(rows.height)],
            "Deal Name": [f"{w.who.name[a]} - {p.lower()}" for a, p in zip(account, rows["pipeline"], strict=True)],
            "Pipeline": rows["pipeline"],
            "Deal Stage": rows["stage"],
            "Amount": [f"{v:.2f}" for v in rows["amount"]],
            "Currency": ["EUR"] * rows.height,
            "Create Date": _minutes(np.minimum(rows["day"].to_numpy() - 75, w.weeks.end), rng),
            "Close Date": text(rows["day"].to_numpy()),
            "Is closed won": np.where(rows["stage"].to_numpy() == "Closed won", "true", "false"),
            "Is closed": np.where(closed, "true", "false"),
            "Associated Company IDs": [
                w.ids.crm_twin[a] if t and w.ids.crm_twin[a] else w.ids.crm[a] for a, t in zip(account, twin, strict=True)
            ],
            "Deal owner": owner,
            "Closed lost reason": rows["reason"],
            "Last Modified Date": _minutes(np.minimum(rows["day"].to_numpy(), w.weeks.end), rng),
        }
    )
    return untidy(frame, rng, key="Record ID", date="Create Date", altered=("Deal Stage", "Negotiation"))


def _deal_rows(
    account: np.ndarray, pipeline: str, stage: np.ndarray, amount: np.ndarray, day: np.ndarray, reason: list | None = None
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "account": account.astype("int64"),
            "pipeline": np.full(len(account), pipeline),
            "stage": np.asarray(stage, dtype=str) if len(account) else np.array([], dtype=str),
            "amount": amount.astype(float),
            "day": day.astype("int64"),
            "reason": reason or [""] * len(account),
        },
        schema_overrides={"pipeline": pl.String, "stage": pl.String, "reason": pl.String},
    )


def _first_sales(w: World) -> pl.DataFrame:
    every = np.arange(w.who.size)
    price = np.array([p.seat_price for p in vendor.PLANS])[w.who.plan] * w.who.price * (1 - w.who.discount / 100)
    return _deal_rows(every, "New business", np.full(w.who.size, "Closed won"), w.who.seats * price, w.who.start)


def _renewals(w: World) -> pl.DataFrame:
    d = {k: np.concatenate([part[k] for part in w.course.decisions]) for k in w.course.decisions[0]}
    annual = ~w.who.monthly[d["account"]] & (~d["kept"] | (d["renews_on"] <= w.weeks.end))
    account, kept, day = d["account"][annual], d["kept"][annual], d["renews_on"][annual]
    reason = ["" if k else REASONS[w.course.reason[a]] for a, k in zip(account, kept, strict=True)]
    amount = w.arr(account, np.where(kept, w.weeks.of(day), d["week"][annual]))
    return _deal_rows(account, "Renewals", np.where(kept, "Closed won", "Closed lost"), amount, day, reason)


def _open_renewals(w: World, rng: np.random.Generator) -> pl.DataFrame:
    day = w.renewal()
    account = np.flatnonzero(~w.who.monthly & (w.course.ended_on == NEVER) & (day - w.weeks.end <= 180) & (rng.random(w.who.size) < 0.92))
    stage = np.where(day[account] - w.weeks.end < 60, "Negotiation", "Upcoming")
    return _deal_rows(account, "Renewals", stage, w.arr(account, np.full(len(account), w.weeks.count - 1)), day[account])


def _expansions(w: World) -> pl.DataFrame:
    g = {k: np.concatenate([part[k] for part in w.course.growth]) for k in w.course.growth[0]}
    more = g["after"] > g["before"]
    account, week = g["account"][more], g["week"][more]
    amount = (g["after"] - g["before"])[more] * w.seat_price(account, week)
    return _deal_rows(account, "Expansion", np.full(len(account), "Closed won"), amount, w.weeks.starts(week) + 3)


def _open_expansions(w: World, rng: np.random.Generator) -> pl.DataFrame:
    """A few that sales opened by hand: where seats are nearly full, and now and then where they are not."""
    last = w.weeks.count - 1
    full = w.course.active[:, -4:].mean(axis=1) > 0.75 * w.course.seats[:, last]
    account = np.flatnonzero(w.live() & (rng.random(w.who.size) < np.where(full, 0.12, 0.01)))
    stage = np.where(rng.random(len(account)) < 0.5, "Qualified", "Proposal sent")
    seats = np.maximum(1, w.course.seats[account, last] // 5)
    price = w.seat_price(account, np.full(len(account), last))
    return _deal_rows(account, "Expansion", stage, seats * price, w.weeks.end + rng.integers(14, 80, len(account)))


def _minutes(day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Working-hours times as HubSpot writes them."""
    return timestamp(day, rng.integers(8 * 3600, 17 * 3600, len(day)), form="minute")
