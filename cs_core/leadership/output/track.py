"""The track record of every proposal: what people made of it, what the gates said, whether it went out, and what came after."""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.stats import binom

from cs_core.context.signals.profile import profile
from cs_core.context.snapshot import Snapshot
from cs_core.orchestration.oversight.earned import HARM
from cs_core.orchestration.record import LIGHT, wilson
from cs_core.records import Interval

GROUNDING = ("cites_known_facts", "figures_match", "states_nothing_uncited")
"""The gates that a grounded draft passes, all of them."""
REPEATS = "not_a_duplicate"
REPLY_DAYS, FOLLOW_DAYS = 14, 30
"""Within so many days a reply, or a good outcome, is counted; messages sent later than that are too young to tell."""
FEWEST = 6
"""Figures below which the order of them bounds no median."""
RESAMPLES = 500


def track(snap: Snapshot) -> pl.DataFrame:
    """One row a proposal as of the day: what it was, and flags and amounts that are null where they cannot be told of it.

    id, as_of, month, agent, play, segment, writer, prompt, playbook; unchanged, light, rewritten, edited, rejected (of those decided),
    usable (unchanged or light), grounded and repeats (of those judged), escaped (of messages sent: a gate had failed, or harm came of
    it), replied (of those sent REPLY_DAYS ago), good (of those sent FOLLOW_DAYS ago), came (kinds of good that followed); distance (of
    edits), minutes, tokens, cost.
    """
    made = snap.history(
        "proposal", "id", "as_of", "agent", "play", "account_id", "kind", "drafted_by", "prompt_version", "playbook_version", "tokens",
        "cost",
    )  # fmt: skip
    parts = (_said(snap), _judged(snap), _sent(snap))
    for part in parts:
        made = made.join(part, on="id", how="left", maintain_order="left")
    made = made.join(profile(snap).select("account_id", "segment"), on="account_id", how="left", maintain_order="left")
    return made.select(
        "id", "as_of", pl.col("as_of").dt.strftime("%Y-%m").alias("month"), "agent", "play", pl.col("segment").fill_null("not known"),
        pl.col("drafted_by").alias("writer"), pl.coalesce("prompt_version", pl.lit("composer")).alias("prompt"),
        pl.col("playbook_version").cast(pl.String).fill_null("none").alias("playbook"),
        "unchanged", "light", "rewritten", "edited", "rejected", "usable", "grounded", "repeats",
        pl.when(pl.col("sent_on").is_not_null()).then(pl.col("stopped").fill_null(False) | pl.col("harmed")).alias("escaped"),
        pl.when(_old(snap, REPLY_DAYS)).then("replied").alias("replied"),
        pl.when(_old(snap, FOLLOW_DAYS)).then("good").alias("good"), pl.when(_old(snap, FOLLOW_DAYS)).then("came").alias("came"),
        "distance", "minutes", "tokens", "cost",
    )  # fmt: skip


def _old(snap: Snapshot, days: int) -> pl.Expr:
    return pl.col("sent_on") <= pl.lit(snap.as_of - timedelta(days=days))


def _said(snap: Snapshot) -> pl.DataFrame:
    """What people decided; an edit that changed nothing was sent unchanged."""
    rows = snap.history("decision", "proposal_id", "decision", "edit_distance", "seconds", "decided_at")
    word, far = pl.col("decision"), pl.col("edit_distance").fill_null(0.0)
    edit = (word == "edit") & (far > 0)
    return rows.select(
        pl.col("proposal_id").alias("id"),
        ((word == "approve") | ((word == "edit") & (far == 0))).alias("unchanged"),
        (edit & (far <= LIGHT)).alias("light"), (edit & (far > LIGHT)).alias("rewritten"), edit.alias("edited"),
        (word == "reject").alias("rejected"), ((word != "reject") & (far <= LIGHT)).alias("usable"),
        pl.when(edit).then(far).alias("distance"), (pl.col("seconds") / 60).alias("minutes"),
    )  # fmt: skip


def _judged(snap: Snapshot) -> pl.DataFrame:
    rows = snap.store.frame("verdict", "proposal_id", "gate", "passed")
    passed, gate = pl.col("passed"), pl.col("gate")
    grounding = gate.is_in(list(GROUNDING))
    return rows.group_by(pl.col("proposal_id").alias("id")).agg(
        pl.when(grounding.any()).then(passed.filter(grounding).fill_null(False).all()).alias("grounded"),
        (~passed.filter(gate == REPEATS)).first().alias("repeats"),
        (~passed).fill_null(False).any().alias("stopped"),
    )


def _sent(snap: Snapshot) -> pl.DataFrame:
    """Messages that went out, and what came of them."""
    acts = snap.history("action", "id", "proposal_id", "kind", "created_at").filter(pl.col("kind") == "message")
    done = snap.history("delivery", "action_id", "at", "status").filter(pl.col("status") == "sent")
    went = done.group_by(pl.col("action_id").alias("act")).agg(pl.col("at").min().dt.date().alias("sent_on"))
    sent = acts.select(pl.col("id").alias("act"), pl.col("proposal_id").alias("id")).join(went, on="act").unique("id", keep="first")
    came = snap.history("outcome", "cause_id", "kind", "good", "observed_on").rename({"cause_id": "act", "kind": "came"})
    both = sent.join(came, on="act", how="left")
    after = (pl.col("observed_on") - pl.col("sent_on")).dt.total_days()
    good = (pl.col("good") & (after <= FOLLOW_DAYS)).fill_null(False)
    return both.group_by("id").agg(
        pl.col("sent_on").first(),
        pl.col("came").is_in(list(HARM)).fill_null(False).any().alias("harmed"),
        ((pl.col("came") == "replied") & (after <= REPLY_DAYS)).fill_null(False).any().alias("replied"),
        good.any().alias("good"), pl.col("came").filter(good).unique().alias("came"),
    )


class Share(NamedTuple):
    """A share of proposals: the flag counted, and in words what and of which."""

    name: str
    says: str
    of: str
    better: str
    """Whether ``more`` or ``less`` of it is better; empty where neither."""


class Amount(NamedTuple):
    """An amount: its name, in words, the unit, and how it is told: the ``median`` of `column`, or its sum for each usable draft."""

    name: str
    says: str
    unit: str
    column: str
    how: str


def groups(rows: pl.DataFrame, by: tuple[str, ...]) -> list[dict]:
    """For each group of `track` rows: the group, proposals, n decided, judged and sent, and each of SHARES and AMOUNTS with its interval.

    A share is ``{"point", "low", "high", "n", "k"}`` (Wilson), an amount ``{"point", "low", "high", "n", "unit"}``: order statistics for
    a median (Conover 1999, 3.2), bootstrap percentiles for a ratio; null where there is nothing to tell from.
    """
    shares = [e for s in SHARES for e in (pl.col(s.name).sum().alias(f"{s.name}_k"), pl.col(s.name).count().alias(f"{s.name}_n"))]
    counted = rows.group_by(list(by)).agg(pl.len().alias("proposals"), *shares).sort(list(by), nulls_last=True)
    parts = rows.partition_by(list(by), as_dict=True) if by and rows.height else {}
    return [_group(row, parts[tuple(row[c] for c in by)], by) for row in counted.to_dicts()]


def _group(row: dict, rows: pl.DataFrame, by: tuple[str, ...]) -> dict:
    found = {c: row[c] for c in by} | {"proposals": row["proposals"], "n": row["rejected_n"], "judged": row["grounded_n"]}
    found |= {"sent": row["escaped_n"]}
    found |= {s.name if s.name != "unchanged" else "accepted": share(row[f"{s.name}_k"], row[f"{s.name}_n"]) for s in SHARES}
    return found | {a.name: _amount(a, rows) for a in AMOUNTS}


def followed(rows: pl.DataFrame) -> str:
    """What counts as something good, after how many messages each kind of it came, and of how many, in a sentence; of `track` rows."""
    told = rows.filter(pl.col("good").is_not_null())
    if told.is_empty():
        return f"Cannot tell yet what came of it: no message was sent {FOLLOW_DAYS} days ago or earlier."
    came = dict(told.select(pl.col("came").explode()).drop_nulls().group_by("came").len().iter_rows())
    parts = "; ".join(f"{says}: {came.get(kind, 0):,}" for kind, says in sorted(GOOD.items(), key=lambda kind: -came.get(kind[0], 0)))
    return (
        f"Something good came after {told['good'].sum():,} of {told.height:,} messages sent {FOLLOW_DAYS} days ago or earlier, within "
        f"{FOLLOW_DAYS} days ({parts}; one message may have several). It followed the message; only a pilot shows what a message caused."
    )


def share(k: int, n: int) -> dict:
    """A share as told: point, low, high, n, k; the first three null where n is 0."""
    found = wilson(k, n)
    return (found._asdict() if found else dict.fromkeys(Interval._fields)) | {"n": n, "k": k}


def _amount(amount: Amount, rows: pl.DataFrame) -> dict:
    if amount.how == "median":
        values = rows[amount.column].drop_nulls()
        return _told(median(values), len(values), amount.unit)
    known = rows.filter(pl.col(amount.column).is_not_null(), pl.col("unchanged").is_not_null())
    return _told(_ratio(known, amount.column), known.height, amount.unit)


def _told(found: tuple[float | None, float | None, float | None], n: int, unit: str) -> dict:
    return dict(zip(Interval._fields, found, strict=True)) | {"n": n, "unit": unit}


def median(values: pl.Series) -> tuple[float | None, float | None, float | None]:
    """The median with its 95 % bounds by order statistics; no bounds below FEWEST values."""
    n, ranked = len(values), values.sort()
    if not n:
        return None, None, None
    if n < FEWEST:
        return float(ranked.median()), None, None
    at = int(binom.ppf(0.025, n, 0.5))
    return float(ranked.median()), float(ranked[max(at - 1, 0)]), float(ranked[min(n - at, n - 1)])


def _ratio(rows: pl.DataFrame, column: str) -> tuple[float | None, float | None, float | None]:
    """The sum over all decided drafts for each usable one, with percentiles of a seeded bootstrap over drafts."""
    spent, usable = rows[column].to_numpy().astype(float), rows["usable"].to_numpy().astype(float)
    if not usable.sum():
        return None, None, None
    draws = np.random.default_rng(0).integers(0, len(spent), (RESAMPLES, len(spent)))
    tops, bottoms = spent[draws].sum(axis=1), usable[draws].sum(axis=1)
    low, high = np.quantile(tops[bottoms > 0] / bottoms[bottoms > 0], (0.025, 0.975))
    return float(spent.sum() / usable.sum()), float(low), float(high)


SHARES: tuple[Share, ...] = (
    Share("unchanged", "Sent unchanged", "drafts decided", "more"),
    Share("light", "Lightly edited", "drafts decided", ""),
    Share("rewritten", "Rewritten", "drafts decided", "less"),
    Share("edited", "Sent with edits", "drafts decided", ""),
    Share("rejected", "Rejected", "drafts decided", "less"),
    Share("usable", "Sent unchanged or lightly edited", "drafts decided", "more"),
    Share("grounded", "Every claim borne out", "drafts judged", "more"),
    Share("repeats", "Nearly a text drafted before", "drafts judged", "less"),
    Share("escaped", "Sent, and wrong", "messages sent", "less"),
    Share("replied", "Answered", f"messages sent {REPLY_DAYS} days ago or earlier", "more"),
    Share("good", "Followed by something good", f"messages sent {FOLLOW_DAYS} days ago or earlier", "more"),
)  # fmt: skip
GOOD: dict[str, str] = {
    "usage_recovered": "their use rose by a tenth or more", "renewed": "they renewed", "replied": "they answered",
    "expanded": "they bought more", "ticket_closed": "the ticket that it was about was closed",
}  # fmt: skip
"""The good kinds of `orchestration.contact.outcomes`, in words."""
AMOUNTS: tuple[Amount, ...] = (
    Amount("distance", "Share of characters changed, median of edits", "share", "distance", "median"),
    Amount("minutes", "Minutes of a reviewer, median of decisions", "minutes", "minutes", "median"),
    Amount("tokens", "Tokens for each usable draft", "tokens", "tokens", "ratio"),
    Amount("cost", "Cost of each usable draft", "money", "cost", "ratio"),
)
"""What a draft costs counts those that were rejected, too: somebody paid for them."""
