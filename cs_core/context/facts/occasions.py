"""What a brief holds of the occasions for a personal word, and of the step that is next: who is new, who answered, how far it is."""

import polars as pl

from cs_core.context.facts.rows import SHAPE
from cs_core.context.facts.rows import fact_rows as _rows
from cs_core.context.signals.occasions import new_people, newcomers, praise
from cs_core.context.signals.onboarding import reached
from cs_core.context.snapshot import Snapshot


def occasions(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`newcomer` and `answered_by` (name and address), `newcomer_role`, `answer_score`, `answer_comment` (their words).

    Of an answer that a letter of ours has told its writer since those three are not told again.
    `stranger` (name and address) and `stranger_on`: everybody new to whom nothing of ours was ever sent, and since when we know them.
    """
    new, said, unwritten = newcomers(snap), _unthanked(snap), _strangers(snap)
    came, on = pl.col("created_on"), pl.col("answered_on")
    return pl.concat(
        [
            _rows(new, "newcomer", row="source_id", observed=came, text=_address()),
            _rows(new, "newcomer_role", row="source_id", observed=came, text=pl.coalesce("title", "role")),
            _rows(unwritten, "stranger", row="source_id", observed=came, text=_address()),
            _rows(unwritten, "stranger_on", row="source_id", observed=came, day=came),
            _rows(said, "answered_by", row="source_id", observed=on, text=_address()),
            _rows(said, "answer_score", row="source_id", observed=on, number=pl.col("score"), unit=pl.format("of {}", _whole("most"))),
            _rows(said, "answer_comment", row="source_id", observed=on, text=pl.col("comment")),
        ]
    )


def _strangers(snap: Snapshot) -> pl.DataFrame:
    """`new_people` to whom neither a person nor an agent of ours has written, the newest first."""
    new = new_people(snap).sort("account_id", "created_on", descending=[False, True], maintain_order=True)
    if new.is_empty():
        return new
    mailed = snap.messages.filter("outbound").select("account_id", "person_id")
    acts = snap.history("action").filter(pl.col("kind") == "message")
    told = acts.select("account_id", pl.col("recipient").str.to_lowercase().alias("_address"))
    unmailed = new.join(mailed, on=["account_id", "person_id"], how="anti", maintain_order="left")
    named = unmailed.with_columns(pl.col("email").str.to_lowercase().alias("_address"))
    return named.join(told, on=["account_id", "_address"], how="anti", maintain_order="left").drop("_address")


def _unthanked(snap: Snapshot) -> pl.DataFrame:
    """`praise` less the answers that a letter of ours to whoever gave them has cited since."""
    said = praise(snap)
    acts = snap.history("action").filter(pl.col("kind") == "message")
    to = acts.select("account_id", "proposal_id", pl.col("created_at").dt.date().alias("_on"), pl.col("recipient").str.to_lowercase())
    theirs = said.select("account_id", "source_id", "answered_on", pl.col("email").str.to_lowercase().alias("recipient"))
    since = theirs.join(to, on=["account_id", "recipient"]).filter(pl.col("_on") >= pl.col("answered_on"))
    told = snap.store.rows("proposal", id=since["proposal_id"].unique().to_list()) if since.height else ()
    thanks = {row["id"] for row in told if any(fact["key"] == "answer_score" for fact in row["facts"])}
    return said.join(since.filter(pl.col("proposal_id").is_in(thanks)), on=["account_id", "source_id"], how="anti", maintain_order="left")


def way_to_go(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """Of the next milestone `milestone_left` (uses still to go) and `milestone_due_on` (its expected day)."""
    who = accounts.filter(pl.col("next_milestone").is_not_null())
    if who.is_empty():
        return pl.DataFrame(schema=SHAPE)
    ahead = who.select("account_id", pl.col("next_milestone").alias("milestone"), "last_event_on")
    rows = reached(snap, who).join(ahead, on=["account_id", "milestone"])
    seen, due = pl.col("last_event_on").fill_null(snap.as_of), pl.col("start") + pl.duration(days=pl.col("days"))
    left = (pl.col("threshold") - pl.col("done")).clip(lower_bound=0)
    return pl.concat(
        [
            _rows(rows, "milestone_left", row="milestone", observed=seen, number=left, unit=pl.lit("uses")),
            _rows(rows, "milestone_due_on", row="milestone", observed=pl.lit(snap.as_of), day=due),
        ]
    )


def _address() -> pl.Expr:
    return pl.when(pl.col("name").is_not_null()).then(pl.format("{} <{}>", "name", "email")).otherwise(pl.col("email"))


def _whole(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int64)
