"""By which modes people of ours were present with whom, read off meetings, mails, logged touches and reviewed messages of agents."""

from datetime import date

import polars as pl

from cs_core.context.signals.people import answered, held
from cs_core.context.snapshot import Snapshot

REVIEWED, CALL, WORKSHOP, NAMED = "agent with review", "call", "workshop", "named CSM"
WEEKS_NAMED = 0.75
"""Contact in so large a share of the weeks is what a named CSM gives."""

WORKSHOP_WORDS = ("workshop", "training", "onboarding", "enablement", "webinar")
BY_TOUCH = {"workshop": WORKSHOP}
"""Mode of a logged touch; every other way of contact is a conversation."""


def contacts(snap: Snapshot) -> pl.DataFrame:
    """account_id, on, mode (null: a mail answered, which counts towards a named CSM only) of two-way contact and reviewed messages."""
    about = (pl.col("kind").fill_null("") + pl.lit(" ") + pl.col("title").fill_null("")).str.to_lowercase()
    taught = about.str.contains_any(list(WORKSHOP_WORDS))
    meetings = held(snap).select(
        "account_id", pl.col("held_at").dt.date().alias("on"), pl.when(taught).then(pl.lit(WORKSHOP)).otherwise(pl.lit(CALL)).alias("mode")
    )
    touches = snap.history("touch").filter(pl.col("two_way")).select(
        "account_id", pl.col("at").dt.date().alias("on"), pl.col("mode").replace_strict(BY_TOUCH, default=CALL, return_dtype=pl.String)
    )  # fmt: skip
    mails = answered(snap).select("account_id", "on", pl.lit(None, pl.String).alias("mode"))
    return pl.concat([meetings, touches, mails, _reviewed(snap)]).drop_nulls(["account_id", "on"])


def present(found: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """account_id and a yes/no column each of the modes, for whoever had any contact after `start` and until `end`.

    A named CSM is contact with people in three weeks of four; it then is not also a call or a workshop.
    """
    inside = found.filter(pl.col("on").is_between(start, end, closed="right"))
    weeks = ((pl.col("on") - pl.lit(start)).dt.total_days() - 1) // 7
    people = pl.col("mode").ne_missing(REVIEWED)
    rows = inside.group_by("account_id").agg(
        (weeks.filter(people).n_unique() >= WEEKS_NAMED * (end - start).days / 7).alias(NAMED),
        *((pl.col("mode").eq_missing(pl.lit(mode))).any().alias(mode) for mode in (REVIEWED, CALL, WORKSHOP)),
        people.any().alias("person"),
    )
    apart = (CALL, WORKSHOP)
    rows = rows.with_columns((pl.col(m) & ~pl.col(NAMED)).alias(m) for m in apart)
    return rows.with_columns((pl.col(REVIEWED) & ~pl.col("person")).alias(REVIEWED)).sort("account_id")


def _reviewed(snap: Snapshot) -> pl.DataFrame:
    """Messages of agents that were sent after a person had read them."""
    read = snap.history("decision").filter(pl.col("decision").is_in(["approve", "edit"])).select("proposal_id").unique()
    actions = snap.history("action").filter(pl.col("kind") == "message").join(read, on="proposal_id", how="semi")
    sent = snap.history("delivery").filter(pl.col("status") == "sent").select("action_id", pl.col("at").dt.date().alias("on"))
    rows = actions.select("id", "account_id").join(sent, left_on="id", right_on="action_id")
    return rows.select("account_id", "on", pl.lit(REVIEWED).alias("mode"))
