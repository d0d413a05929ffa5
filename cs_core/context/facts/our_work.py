"""What we did and noted, as facts: proposals, decisions and edits, deliveries, last words, touches, results and notes: for the next brief.

Facts whose key begins with ``note:``, and `touch_result`, `last_edit` and `last_decision`, are our own people's words about a customer:
agents weigh them, letters never tell them.
"""

from datetime import timedelta

import polars as pl

from cs_core.context.changed import changed
from cs_core.context.facts.rows import fact_rows
from cs_core.context.pulse import latest_pulse, pulse_words
from cs_core.context.signals.goals import figures
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt_in

MOST_RESULTS = 3
MEANT_DAYS = 180
"""So long a letter of a play is remembered when the same play begins anew."""
PLAY = "play/"
"""What a `last_word_on` is of besides a run: a play."""
OWN_FACT = {"champion": "champion", "sponsor": "sponsor", "renewal_on": "renewal date", "desired_outcome": "desired outcome"}
"""Note -> whose row `provenance` tells, where the note is what a fact without ``note:`` says. A budget holder has no such fact."""


def tried(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`last_proposal`, `last_decision`, `last_edit`, `last_delivery`, `play_result`: what was proposed and what came of it."""
    made = _own(snap.history("proposal"), "proposal")
    last = _newest(made, "as_of")
    decided = edits(snap)
    ruled, edited = _newest(decided, "decided_at"), _newest(decided.drop_nulls("changed"), "decided_at")
    acts = snap.history("action").select(pl.col("id").alias("action_id"), "account_id", "subject")
    sent = _newest(_own(snap.history("delivery").join(acts, on="action_id", maintain_order="left"), "delivery"), "at")
    seen = _own(snap.history("outcome").sort("observed_on", descending=True, maintain_order=True), "outcome")
    seen = seen.group_by("account_id", maintain_order=True).head(MOST_RESULTS)
    why = pl.when(pl.col("reason").fill_null("") != "").then(pl.format("{} ({}): {}", "decision", "play", "reason"))
    day, at = pl.col("decided_at").dt.date(), pl.col("decided_at")
    word = why.otherwise(pl.format("{} ({})", "decision", "play"))
    return pl.concat(
        [
            fact_rows(last, "last_proposal", row="id", observed=pl.col("as_of"), text=pl.format("{}: {}", "play", "subject")),
            fact_rows(ruled, "last_decision", row="id", observed=day, written=at, text=word),
            fact_rows(edited, "last_edit", row="id", observed=day, written=at, text=pl.col("changed")),
            fact_rows(
                sent, "last_delivery", row="id", observed=pl.col("at").dt.date(), written=pl.col("at"),
                text=pl.format("{} by {}: {}", "status", "via", "subject"),
            ),
            fact_rows(seen, "play_result", row="id", observed=pl.col("observed_on"), text=pl.col("kind")),
        ]
    )  # fmt: skip


def open_risk(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`open_risk`: the types of the risks that stood open at the last cycle, the newest first, as one fact of the newest one's row.

    Each with the day on which it opened: it may stand open beside figures that are better by now. Of one that is easing that is said.
    """
    rows = snap.history("case", "id", "case_id", "account_id", "as_of", "opened_on", "closed_on", "state", "data", kind="risk")
    last = rows.unique("case_id", keep="last", maintain_order=True).filter(pl.col("closed_on").is_null())
    kind = pl.col("data").str.json_path_match("$.type")
    state = pl.when(pl.col("state") == "easing").then(pl.lit(", easing")).otherwise(pl.lit(""))
    typed = last.with_columns(pl.format("{} (opened on {}{})", kind, spelt_in("opened_on"), state).alias("type"))
    newest = typed.sort("as_of", descending=True, maintain_order=True).group_by("account_id", maintain_order=True)
    each = newest.agg(pl.col("id", "as_of").first(), pl.col("type").str.join(", "))
    return fact_rows(_own(each, "case"), "open_risk", row="id", observed=pl.col("as_of"), text=pl.col("type"))


def last_words(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`last_word_on` of every play that runs, and of every play that spoke within MEANT_DAYS: the day of its last message that was sent."""
    runs = snap.history("play_run").sort("as_of", maintain_order=True)
    over = runs.filter(~pl.col("state").is_in(["started", "stepped"])).select("run_id")
    acts = snap.history("action").filter(pl.col("kind") == "message").select("proposal_id", pl.col("id").alias("action_id"))
    said = snap.history("delivery").filter(pl.col("status") == "sent").join(acts, on="action_id", maintain_order="left")
    told = runs.join(over, on="run_id", how="anti").select("run_id", "account_id", "proposal_id").join(said, on="proposal_id")
    made = snap.history("proposal", "id", "as_of", "account_id", "play").rename({"id": "proposal_id"})
    lately = made.join(said, on="proposal_id").filter(pl.col("at").dt.date() > snap.as_of - timedelta(days=MEANT_DAYS))
    lately = lately.select("account_id", *said.columns, pl.format(PLAY + "{}", "play").alias("run_id"))
    columns = ["run_id", "account_id", *said.columns]
    both = pl.concat([told.select(columns), lately.select(columns)])
    of = ["account_id", "run_id"]
    last = _own(both.sort("at", descending=True, maintain_order=True).unique(of, keep="first", maintain_order=True), "delivery")
    day = pl.col("at").dt.date()
    return fact_rows(last, "last_word_on", row="run_id", observed=day, written=pl.col("at"), day=day)


def edits(snap: Snapshot) -> pl.DataFrame:
    """Decisions with account_id, agent, play, system and source_row, and `changed`: what an edit took out and wrote, else null."""
    made = snap.history("proposal").select(pl.col("id").alias("proposal_id"), "account_id", "agent", "play", pl.col("body").alias("draft"))
    rows = _own(snap.history("decision").join(made, on="proposal_id", maintain_order="left"), "decision")
    said = [changed(draft, body).says or None if body else None for draft, body in rows.select("draft", "body").iter_rows()]
    return rows.with_columns(pl.Series("changed", said, dtype=pl.String))


def logged(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """`touch_result`: what came of the last contact whose result one of our people wrote down."""
    told = snap.history("touch").filter(pl.col("result").str.strip_chars() != "")
    last = _newest(_own(told, "touch"), "at")
    said = pl.format("{} by {}: {}", "mode", "by", "result")
    return fact_rows(last, "touch_result", row="id", observed=pl.col("at").dt.date(), written=pl.col("at"), text=said)


def noted(snap: Snapshot, accounts: pl.DataFrame) -> pl.DataFrame:
    """``note:<key>`` of the pulse and of every note but those found under the fact that they fill, where no system speaks first."""
    own = snap.origins.select("account_id", "source_row", pl.col("knowledge").alias("_fact"))
    told = snap.notes.join(figures(snap), on="id", how="anti", maintain_order="left")
    rows = told.with_columns(pl.col("key").replace_strict(OWN_FACT, default=None).alias("_fact"))
    rows = rows.join(own, on=["account_id", "source_row", "_fact"], how="anti", maintain_order="left")
    rows = rows.with_columns((pl.lit("note:") + pl.col("key")).alias("_key"))
    return pl.concat(
        [
            fact_rows(rows, pl.col("_key"), row="id", observed=pl.col("observed_on"), text=pl.col("text"), written=pl.col("at")),
            _felt(snap),
        ]
    )


def _felt(snap: Snapshot) -> pl.DataFrame:
    """``note:pulse``: the pulse in words, with its reason, and that it is stale where it is."""
    at = pl.col("at")
    return fact_rows(latest_pulse(snap), "note:pulse", row="id", observed=at.dt.date(), text=pulse_words(), written=at)


def _own(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    return rows.with_columns(pl.lit("cs_core").alias("system"), pl.format(table + ":{}", "id").alias("source_row"))


def _newest(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    return rows.sort(by, descending=True, maintain_order=True).unique("account_id", keep="first", maintain_order=True)
