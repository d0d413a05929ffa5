"""The relationship case of each customer: who is due a word, since when, and whether there is something worth saying.

A relationship is due once nobody there was heard from for as long as whom we would write to first should be, or once somebody new waits.
That somebody is due is no reason to write. A reason is a play that is due; without one nothing is sent, and the case names the risks that
are open there and come first, or says that there is nothing worth saying.
"""

from datetime import date, timedelta

import polars as pl

from cs_core.context.facts.vendor import RELEASE_DAYS
from cs_core.context.signals.people import present
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt_in
from cs_core.execution.jobs.cases import SCHEMA, Standing
from cs_core.execution.jobs.relationship_people import NEW_DAYS, due_people, watched
from cs_core.execution.jobs.risks import at_risk
from cs_core.execution.playbooks.play import noticed
from cs_core.execution.playbooks.shelf import edited

KIND = KEY = AGENT = "relationship"
OVERDUE_DAYS = 14
"""Due for longer than this is overdue."""
SAID_DAYS = 60
"""What was said so lately is no reason to write again."""
NOTHING, NOTHING_YET = "due, nothing worth saying yet", "There is nothing worth saying yet."
"""Of customers who are due without a reason to write, and with no risk that is open."""
SAME_SILENCE = "champion silent"
"""A risk that is what the case itself tells, and no other matter that comes first."""
NEVER = "never spoken with"
"""Of customers whom none of ours owns: nobody was to speak with them, so nobody is late; agents write where there is a reason."""


def keep(snap: Snapshot, standing: Standing) -> pl.DataFrame:
    """How every relationship stands: of current customers, and closed for those who left. A frame of `cases.SCHEMA`."""
    was = standing.filter(pl.col("closed_on").is_null()).select("account_id", _since="opened_on", _was="state")
    left = pl.col("churned_on").is_not_null()
    rows = snap.signals.filter(~left | pl.col("account_id").is_in(was["account_id"].implode()))
    for part in (was, _known(snap), _people(snap), _reasons(snap), _risks(snap)):
        rows = rows.join(part, on="account_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("_addresses", "_reachable", "_closed", "_waiting").fill_null(0))
    rows = rows.with_columns(_state(snap).alias("state"))
    silent, is_due = pl.col("state").is_in(["silent by choice", "nobody known"]) | left, pl.col("state").is_in(["due", "overdue"])
    rows = rows.with_columns(pl.when(~silent).then(pl.col("_play", "_why")))
    rows = rows.with_columns(pl.when(is_due | (pl.col("state") == NEVER), ~left, pl.col("_why").is_null()).then("_risks"))
    waits = pl.coalesce(pl.format("due, and an open risk comes first: {}", "_risks"), pl.lit(NOTHING))
    rows = rows.with_columns(
        pl.lit(KEY).alias("key"), pl.lit(KIND).alias("kind"), pl.col("churned_on").alias("closed_on"),
        pl.coalesce("_since", "customer_on", pl.lit(snap.as_of)).alias("opened_on"), _reason(snap.as_of).alias("reason"),
        pl.col("_play").alias("play"), pl.coalesce("_why", pl.when(is_due).then(waits)).alias("_waits"),
        pl.when(left | ~(is_due | (pl.col("state") == "in touch"))).then(None).otherwise("due_on").alias("due_on"),
        pl.lit(list(CITES)).alias("cites"),
        pl.concat_str(pl.format("{} of {} due", "_waiting", "_reachable"), "_risks", separator=", ", ignore_nulls=True).alias("mark"),
    )  # fmt: skip
    data = pl.struct(people="_people", reason_waiting="_waits", reachable="_reachable", opted_out="_closed").struct.json_encode()
    return rows.with_columns(data.alias("data")).select(SCHEMA.keys())


def _known(snap: Snapshot) -> pl.DataFrame:
    """account_id, `_addresses` of people still there, `_reachable` of them, and `_closed`, of who does not want to be written to."""
    there = present(snap).filter(pl.col("email").is_not_null())
    out = pl.col("opted_out").fill_null(False).sum().cast(pl.Int64)
    return there.group_by("account_id").agg(
        pl.len().cast(pl.Int64).alias("_addresses"), pl.col("reachable").sum().cast(pl.Int64).alias("_reachable"), out.alias("_closed")
    )


def _people(snap: Snapshot) -> pl.DataFrame:
    """account_id, `_people` (structs), due_on (of the relationship), `_who` waits longest, `_first_on` their day, `_waiting` (how many
    are due), `_heard` (whether anybody was heard from), `_seen` (true); empty where no contact can be seen."""
    watch = watched(snap)
    if watch is None:
        return pl.DataFrame(schema=NOBODY)
    rows, day = due_people(snap, watch), "%Y-%m-%d"
    told = pl.struct(
        "name", "role", "every_days", last_two_way_on=pl.col("last_two_way_on").dt.strftime(day), due_on=pl.col("due_on").dt.strftime(day)
    )
    who = pl.when(pl.col("role").is_not_null()).then(pl.format("{} ({})", "name", "role")).otherwise("name")
    heard, is_new = pl.col("last_two_way_on").max(), pl.col("every_days") == NEW_DAYS
    whole = pl.coalesce(heard + pl.duration(days=pl.col("every_days").first()), pl.col("due_on").first())
    return rows.group_by("account_id", maintain_order=True).agg(
        told.alias("_people"), pl.min_horizontal(whole, pl.col("due_on").filter(is_new).min()).alias("due_on"),
        who.sort_by("due_on", maintain_order=True).first().alias("_who"), pl.col("due_on").min().alias("_first_on"),
        heard.is_not_null().alias("_heard"),
        (pl.col("due_on") <= snap.as_of).sum().cast(pl.Int64).alias("_waiting"), pl.lit(True).alias("_seen"),
    )  # fmt: skip


def _reasons(snap: Snapshot) -> pl.DataFrame:
    """account_id, `_play`, `_why`: the play that is due, as this leader's playbooks have it, unless it was said lately; one that tells of
    a release needs one."""
    plays = edited(AGENT, snap.store.latest("playbook", "agent", "name"))
    current = snap.signals.filter(pl.col("churned_on").is_null())
    found = noticed(current, plays).select("account_id", pl.col("play").alias("_play"), pl.col("reason").alias("_why"))
    of_release = [play.name for play in plays if any(need.startswith("release") for need in play.script.needs)]
    none = current.filter(~_has_release(snap))["account_id"]
    found = found.filter(~(pl.col("_play").is_in(of_release) & pl.col("account_id").is_in(none.implode())))
    return found.join(_said_lately(snap), on=["account_id", "_play"], how="anti", maintain_order="left")


def _risks(snap: Snapshot) -> pl.DataFrame:
    """account_id, `_risks`: the types that are open, the gravest first, in words, but for SAME_SILENCE."""
    others = pl.col("risks").list.eval(pl.element().filter(pl.element() != SAME_SILENCE))
    rows = at_risk(snap).with_columns(others.alias("risks")).filter(pl.col("risks").list.len() > 0)
    return rows.select("account_id", pl.col("risks").list.join(", ").alias("_risks"))


def _said_lately(snap: Snapshot) -> pl.DataFrame:
    """account_id, `_play` of what this agent's approved words, or its tasks, were about in the last `SAID_DAYS`."""
    since = snap.as_of - timedelta(days=SAID_DAYS)
    acts = snap.history("action").filter(pl.col("agent") == AGENT, pl.col("created_at").dt.date() > since)
    made = snap.history("proposal", "id", "as_of", "play").select(pl.col("id").alias("proposal_id"), pl.col("play").alias("_play"))
    return acts.join(made, on="proposal_id").select("account_id", "_play").unique()


def _has_release(snap: Snapshot) -> pl.Expr:
    """Whether a release of late mends a ticket of theirs or touches what they use most."""
    since = snap.as_of - timedelta(days=RELEASE_DAYS)
    touched = snap.knowledge.filter(pl.col("kind") == "release", pl.col("published_on") > since)["event"].drop_nulls().unique()
    return pl.col("mended_on").is_not_null() | pl.col("top_feature").is_in(touched.implode()).fill_null(False)


def _state(snap: Snapshot) -> pl.Expr:
    late = (pl.lit(snap.as_of) - pl.col("due_on")).dt.total_days()
    return (
        pl.when(pl.col("churned_on").is_not_null()).then("_was")
        .when((pl.col("_reachable") == 0) & (pl.col("_closed") > 0)).then(pl.lit("silent by choice"))
        .when(pl.col("_reachable") == 0).then(pl.lit("nobody known"))
        .when(pl.col("_seen").is_null()).then(pl.lit("cannot tell"))
        .when(~pl.col("_heard") & pl.col("owner").is_null() & (late > OVERDUE_DAYS)).then(pl.lit(NEVER))
        .when(late < 0).then(pl.lit("in touch"))
        .when(late <= OVERDUE_DAYS).then(pl.lit("due"))
        .otherwise(pl.lit("overdue"))
    )  # fmt: skip


def _reason(as_of: date) -> pl.Expr:
    due, own, spoken = spelt_in("due_on"), spelt_in("_first_on"), spelt_in("last_touch_on")
    waits = pl.col("_first_on") <= as_of
    nobody = pl.when(pl.col("_addresses") > 0).then(pl.lit("Mail to everybody known here came back."))
    is_next = pl.when(waits).then(pl.format("{} has been due since {}.", "_who", own)).otherwise(
        pl.format("{} is due next, on {}.", "_who", own))  # fmt: skip
    in_touch = pl.coalesce(pl.format("Last spoken with on {}; {}", spoken, is_next), is_next)
    first = pl.format("An open risk comes first: {}.", "_risks")
    why = pl.coalesce(pl.format("A reason to write: {}", "_why"), first, pl.lit(NOTHING_YET))
    alone = pl.format("None of ours owns this customer, nor is known to have spoken with anybody there. {}", why)
    others = pl.col("_waiting") - 1
    one = pl.when(waits).then(pl.format("{} has been due since {}.", "_who", own)).otherwise(
        pl.format("A word with them has been due since {}.", due))  # fmt: skip
    several = pl.format("{} and {} more are due, the first since {}.", "_who", others, own)
    return (
        pl.when(pl.col("churned_on").is_not_null()).then(pl.format("They left on {}.", spelt_in("churned_on")))
        .when(pl.col("state") == "silent by choice").then(pl.lit("Everybody known here has asked not to be written to."))
        .when(pl.col("state") == "nobody known").then(nobody.otherwise(pl.lit("No person with an address is known.")))
        .when(pl.col("state") == "cannot tell").then(pl.lit("Cannot tell: no mail, meeting or logged touch of late is imported."))
        .when(pl.col("state") == NEVER).then(alone)
        .when(pl.col("state") == "in touch").then(in_touch)
        .otherwise(pl.format("{} {}", pl.when(pl.col("_waiting") > 1).then(several).otherwise(one), why))
    )  # fmt: skip


NOBODY = {
    "account_id": pl.String, "_people": pl.List(pl.Struct({"name": pl.String})), "due_on": pl.Date, "_who": pl.String, "_first_on": pl.Date,
    "_heard": pl.Boolean, "_waiting": pl.Int64, "_seen": pl.Boolean,
}  # fmt: skip
CITES = (
    "last_touch_on", "days_since_touch", "champion", "champion_touch_on", "sponsor", "sponsor_touch_on", "newcomer_on", "answered_on",
    "mended_on", "back_on", "first_value_on", "usage_change", "satisfaction_90d", "customer_on",
)  # fmt: skip
