"""Who has an account today, and what it costs to give it to somebody else.

Close to a renewal nobody new comes without a warm hand-off, which takes hours of both; at any time a change of person costs some of what
presence would bring. Protected accounts keep at least the person and the mode that they have.
"""

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.orchestration.contact.protection import protected
from cs_core.orchestration.covered import UNASSIGNED, in_place, last_hands, standing

RENEWAL_DAYS = 60
"""So many days before a renewal nobody new comes without a warm hand-off: who negotiates should know them."""

HANDOFF_HOURS = 1.0
"""Hours of each of the two for a warm hand-off: a brief to read, and one call together."""

SWITCHING = 0.005
"""What a change of person costs in P(kept), an assumption: half a point, about half of what an agent's letter with review may add.
They tell their story again, and what was said in passing is lost."""

REVIEW = "agent with review"
"""The mode in which the customer sees nobody new: a person reads what an agent wrote."""

AT_LEAST = "call"
"""The mode that a protected account keeps where it has an owner and no plan says more."""

OWNS, PLANNED = "owns the account today", "has the account in the committed plan"


def standing_people(snap: Snapshot) -> pl.DataFrame:
    """account_id, person_now, mode_now, now_why of accounts that have somebody: by the committed plan as it stands, else the owner.

    Who only reads what an agent wrote is no new face: there the owner counts.
    """
    plan = standing(snap.store, snap.as_of).filter(pl.col("person") != UNASSIGNED)
    seen = pl.when(pl.col("mode") != REVIEW).then("person")
    planned = plan.select("account_id", seen.alias("planned"), pl.col("mode").cast(pl.String).alias("mode_now"))
    owners = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", "owner")
    owners = owners.with_columns(in_place("owner", last_hands(snap.store, snap.as_of)))
    both = owners.join(planned, on="account_id", how="left")
    why = pl.when(pl.col("planned").is_null() | (pl.col("planned") == pl.col("owner"))).then(pl.lit(OWNS)).otherwise(pl.lit(PLANNED))
    both = both.select("account_id", pl.coalesce("planned", "owner").alias("person_now"), "mode_now", why.alias("now_why"))
    return both.filter(pl.col("person_now").is_not_null())


def protected_accounts(snap: Snapshot) -> pl.DataFrame:
    """account_id, protected_why of the accounts that a leader protects."""
    known = protected(snap.store, snap.as_of)
    rows = {"account_id": list(known), "protected_why": [row["why"] for row in known.values()]}
    return pl.DataFrame(rows, schema={"account_id": pl.String, "protected_why": pl.String})


def near_renewal() -> pl.Expr:
    """Whether the account renews so soon that nobody new may come without a warm hand-off."""
    return pl.col("days_to_renewal").is_between(0, RENEWAL_DAYS).fill_null(False)
