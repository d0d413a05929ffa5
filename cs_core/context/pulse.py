"""The pulse: how one of our people feels about a customer, on six points, with the reason, and how old that feeling is.

It is a person's word and no measurement: nothing is filled in where nobody gave one, and one that is older than STALE_DAYS is told as
stale. It enters the health score only where leaders give the measure a weight. Setting it again is a new row; taking one back, too.
"""

from datetime import datetime

import polars as pl

from cs_core.context.cut import Cut
from cs_core.context.leaving import gave_notice, in_trouble
from cs_core.context.store import Store
from cs_core.context.taken_back import take_back
from cs_core.errors import BadInput, NotFound
from cs_core.records import key_of

SCALE: dict[int, str] = {1: "leaving", 2: "at risk", 3: "worried", 4: "steady", 5: "happy", 6: "thriving"}
"""No point is the middle one: whoever sets it leans one way."""
STALE_DAYS = 14
"""Older than this it no longer speaks for today."""
LONGEST_WHY = 500
NOUN = "pulse"
BAD, GOOD = 3, 4
"""At most so much is a worry, at least so much is none."""


def set_pulse(store: Store, account_id: str, score: int, *, why: str, by: str, now: datetime) -> str:
    """Keep how `by` feels about an account from `now` on; returns the row's id. Raises BadInput off the scale, without reason or name."""
    if score not in SCALE:
        raise BadInput(f"A pulse is {', '.join(f'{n} {word}' for n, word in SCALE.items())}, not {score!r}")
    reason = " ".join(why.split())
    if not reason or len(reason) > LONGEST_WHY:
        raise BadInput(f"Say in 1 to {LONGEST_WHY} characters why: a pulse without a reason helps nobody after you")
    if not by.strip():
        raise BadInput("Say whose pulse it is: --by NAME")
    if not store.count("link", account_id=account_id):
        raise NotFound(f"No account {account_id!r}: give its id or name as on the Accounts page")
    row = {"account_id": account_id, "score": int(score), "why": reason, "by": by.strip(), "at": now}
    row_id = key_of(NOUN, store.count(NOUN), *row.values())
    store.append(NOUN, [{"id": row_id} | row])
    return row_id


def withdraw_pulse(store: Store, pulse_id: str, *, by: str, now: datetime, why: str = "set by mistake") -> None:
    """Take a pulse back from now on: the one before it holds again. Raises NotFound, and Refused where that was done before."""
    if not by.strip():
        raise BadInput("Say who takes it back: --by NAME")
    found = store.rows(NOUN, id=pulse_id)
    if not found:
        raise NotFound(f"No pulse {pulse_id!r}: the account's timeline names its pulses")
    take_back(store, [(NOUN, pulse_id)], account_id=found[0]["account_id"], why=why, by=by, now=now)


def pulses(cut: Cut) -> pl.DataFrame:
    """Every pulse that stands as of the day, newest first: id, account_id, score, why, by, at, age_days, stale, system, source_row."""
    rows = cut.history(NOUN)
    age = (cut.as_of - pl.col("at").dt.date()).dt.total_days().alias("age_days")
    rows = rows.reverse().sort("at", descending=True, maintain_order=True).with_columns(age)
    place = pl.format("pulse:{} by {}", "id", "by").alias("source_row")
    return rows.with_columns((pl.col("age_days") > STALE_DAYS).alias("stale"), pl.lit("cs_core").alias("system"), place)


def latest_pulse(cut: Cut) -> pl.DataFrame:
    """The newest of each account."""
    return pulses(cut).unique("account_id", keep="first", maintain_order=True)


def pulse(cut: Cut) -> pl.DataFrame:
    """account_id, pulse, pulse_age_days: the signals."""
    return latest_pulse(cut).select("account_id", pl.col("score").alias("pulse"), pl.col("age_days").alias("pulse_age_days"))


def pulse_words() -> pl.Expr:
    """A pulse in words, over the columns of `pulses`: its word, why, and whether it is stale."""
    stale = pl.format("; stale: {} days old, it speaks for {} days", "age_days", pl.lit(STALE_DAYS))
    return pl.concat_str(
        pl.col("score").replace_strict(SCALE, return_dtype=pl.String), pl.lit(": "), pl.col("why"),
        pl.when("stale").then(stale).otherwise(pl.lit("")),
    )  # fmt: skip


def disagreements(signals: pl.DataFrame) -> pl.DataFrame:
    """Rows of the signals, with `disagrees` in words, where a pulse that is not stale contradicts the health band, or a notice given.

    The largest revenue comes first in each currency's own figures; former customers are left out.
    """
    fresh = (pl.col("pulse_age_days") <= STALE_DAYS) & pl.col("churned_on").is_null()
    word = pl.col("pulse").cast(pl.Int64).replace_strict(SCALE, return_dtype=pl.String)
    stands = pl.when(gave_notice()).then(pl.lit("notice was given")).otherwise(pl.format("health is {}", "health_band"))
    told = pl.format("pulse {} ({}) while {}", "pulse", word, stands).alias("disagrees")
    darker = (pl.col("pulse") <= BAD) & (pl.col("health_band") == "green") & ~gave_notice()
    brighter = (pl.col("pulse") >= GOOD) & in_trouble()
    return signals.filter(fresh & (darker | brighter)).with_columns(told).sort("pulse", "arr", descending=[False, True], nulls_last=True)
