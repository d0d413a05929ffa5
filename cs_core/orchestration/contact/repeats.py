"""What was already proposed or said: so that a second cycle on the same day acts once, and nobody gets the same text twice."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

import polars as pl
from rapidfuzz import fuzz

from cs_core.context.our_history import until_it_grows
from cs_core.context.passed_on import is_gone
from cs_core.context.snapshot import Snapshot
from cs_core.context.stopped_plays import is_withdrawn
from cs_core.execution.sending.delivery import NO_WAY
from cs_core.orchestration.contact.calls import CALL, errand_of
from cs_core.orchestration.contact.unanswered import is_work
from cs_core.records import Proposal

SAID_DAYS = 90
"""A text said within these days may not be said again."""

ALIKE = 95.0
"""Two texts as alike as this (0-100, by edits) and with the same figures are one text."""

ALIKE_TO_SAME = 90.0
"""The same to the same customer, whatever the figures."""

COOL_DOWN_DAYS: Mapping[str, int] = {
    "onboarding": 14, "success_planning": 45, "risk": 21, "growth": 60, "renewal": 21, "relationship": 60,
}  # fmt: skip
"""Days before an agent proposes the same play for the same customer again, once a person or an agent dealt with it."""

HALF_A_YEAR = 182

HELD_DAYS = 7
"""What is held is tried in every cycle, and written down again only after so many days or once it expired: till then the first row
stands for it. As soon as it may go, it goes, with the text and the facts of that day."""

AS_NOTICED = ("agent", "play", "account_id", "kind", "stakes", "confidence", "value")
"""What a proposal keeps of its notice."""

_DIGITS = re.compile(r"\d+")


class Said(NamedTuple):
    """A text that was drafted: for whom, its order in time, and the text without the customer's own names."""

    proposal_id: str
    account_id: str
    order: int
    text: str


@dataclass(frozen=True)
class Repeats:
    """Texts of messages drafted lately, by customer and by the figures in them."""

    by_account: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    by_figures: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)

    def same(self, proposal: Proposal, *, others: bool = True) -> Said | None:
        """An earlier text that this one repeats: near the same to this customer, or (`others`) the same figures and words to another."""
        own = next((s for s in self.by_account.get(proposal.account_id, ()) if s.proposal_id == proposal.id), None)
        mine = own or said(proposal, order=_LAST)
        for other in self.by_account.get(proposal.account_id, ()):
            if other.order < mine.order and fuzz.ratio(mine.text, other.text, score_cutoff=ALIKE_TO_SAME):
                return other
        for other in self.by_figures.get(figures(mine.text), ()) if others and proposal.kind == "message" else ():
            if other.order < mine.order and fuzz.ratio(mine.text, other.text, score_cutoff=ALIKE):
                return other
        return None

    def without(self, ids: Collection[str]) -> "Repeats":
        """The same less the texts of these proposals."""
        both = (
            {key: left for key, texts in held.items() if (left := tuple(s for s in texts if s.proposal_id not in ids))}
            for held in (self.by_account, self.by_figures)
        )
        return Repeats(*both)


_LAST = 1 << 60


def said(proposal: Proposal, *, order: int) -> Said:
    """The text of a proposal as it is compared."""
    return Said(proposal.id, proposal.account_id, order, unnamed(proposal))


def unnamed(proposal: Proposal) -> str:
    """The body without the names of recipient and customer: a text that differs in nothing else is the same text."""
    text = proposal.body
    names = [proposal.recipient_name, *(f.value for f in proposal.facts if f.key in ("name", "contact"))]
    parts = {part for name in names if isinstance(name, str) for part in (name, *name.split()[:1])}
    for name in sorted(parts, key=len, reverse=True):
        text = text.replace(name, "") if len(name) > 2 else text
    return " ".join(text.split())


def figures(text: str) -> str:
    """The digits of a text in order."""
    return " ".join(_DIGITS.findall(text))


def with_drafts(repeats: Repeats, proposals: Iterable[Proposal]) -> Repeats:
    """The same with these drafts added in their order: of two alike, the earlier stands."""
    by_account, by_figures = dict(repeats.by_account), dict(repeats.by_figures)
    for order, proposal in enumerate(proposals):
        _add(by_account, by_figures, said(proposal, order=order), proposal.kind)
    return replace(repeats, by_account=by_account, by_figures=by_figures)


def _add(by_account: dict, by_figures: dict, new: Said, kind: str) -> None:
    by_account[new.account_id] = (*by_account.get(new.account_id, ()), new)
    if kind == "message":
        key = figures(new.text)
        by_figures[key] = (*by_figures.get(key, ()), new)


def repeats_of(snap: Snapshot, *, before: str | None = None) -> Repeats:
    """Texts that were sent, or that wait for a person, in the last 90 days; `before` leaves out the cycle of that id.

    Work that was done is no text of ours: what is still due after its rest is asked for again, in whatever words.
    """
    live = _dealt_with(snap).filter(pl.col("as_of") > snap.as_of - timedelta(days=SAID_DAYS), pl.col("cycle_id") != (before or ""))
    by_account, by_figures = {}, {}
    stands = (pl.col("state") == "waits") | ((pl.col("state") == "acted") & (pl.col("kind") == "message"))
    ids = live.filter(stands)["id"].to_list()
    for order, proposal in enumerate(snap.store.records(Proposal, id=ids) if ids else ()):
        _add(by_account, by_figures, said(proposal, order=order - _LAST), proposal.kind)
    return Repeats(by_account, by_figures)


@until_it_grows
def _dealt_with(snap: Snapshot) -> pl.DataFrame:
    """Every proposal: id, cycle_id, as_of, agent, play, account_id, expires_at, run_id, and as state what became of it, or null.

    rejected (by a person), acted, waits (for a person), held; null where it came to nothing: a gate failed, it expired, it was stopped
    at delivery, or nobody is asked for it any more (withdrawn, taken over). What went into another's letter stands as that letter does,
    save that a no to the letter is no word on it. Work of ours acted once it is done, whoever said yes to it or nobody; a call of high
    stakes that reached nobody stands till it expires.
    """
    made = snap.history("proposal", "id", "cycle_id", "as_of", "expires_at", "run_id", *AS_NOTICED)
    if made.is_empty():
        return made.with_columns(pl.lit(None, kind).alias(name) for name, kind in BECAME.items())
    routed = snap.history("routed", "proposal_id", "as_of", "route", "merged_into").drop("as_of").rename({"proposal_id": "id"})
    decided = snap.history("decision").select(pl.col("proposal_id").alias("id"), "decision")
    actions = snap.history("action").select(pl.col("proposal_id").alias("id"), pl.col("id").alias("action_id"))
    ended = snap.history("delivery").filter(pl.col("status") == "skipped", pl.col("via") == NO_WAY).select("action_id", stopped=True)
    done = actions.join(ended, on="action_id", how="left", maintain_order="left").unique("id", keep="last", maintain_order=True)
    done = done.select("id", pl.lit(True).alias("acted"), "stopped")
    rows = made.join(routed, on="id", how="left").join(decided, on="id", how="left").join(done, on="id", how="left")
    rows = rows.join(_carried_out(snap), on="id", how="left")
    gone = is_withdrawn(snap.history("play_run")) | is_gone(snap.history("handover"))
    live = (pl.col("expires_at") >= snap.as_of) & ~gone
    state = (
        pl.when(pl.col("stopped")).then(pl.lit(None, pl.String))
        .when(pl.col("decision") == "reject").then(pl.lit("rejected"))
        .when(pl.col("talked") | pl.col("talked").is_not_null() & (live | ~_needs_a_talk(rows))).then(pl.lit("acted"))
        .when(~is_work() & (pl.col("acted") | pl.col("decision").is_not_null())).then(pl.lit("acted"))
        .when(live & ~pl.col("route").is_in(["held", "rejected"])).then(pl.lit("waits"))
        .when(live & (pl.col("route") == "held")).then(pl.lit("held"))
    )  # fmt: skip
    rows = rows.with_columns(state.alias("state"))
    letters = rows.select(pl.col("id").alias("merged_into"), pl.col("state").replace({"rejected": None}).alias("of_letter"))
    rows = rows.join(letters, on="merged_into", how="left", maintain_order="left")
    stands = pl.when(pl.col("merged_into").is_null()).then("state").otherwise("of_letter")
    return rows.with_columns(stands.alias("state")).drop("of_letter")


def _carried_out(snap: Snapshot) -> pl.DataFrame:
    """id of each proposal whose task somebody carried out, and whether the customer answered (`talked`)."""
    tasks = snap.history("task").select(pl.col("id").alias("task_id"), pl.col("proposal_id").alias("id")).drop_nulls("id")
    done = snap.history("touch").filter("done").select("task_id", "two_way")
    return tasks.join(done, on="task_id").group_by("id").agg(pl.col("two_way").any().alias("talked"))


def _needs_a_talk(rows: pl.DataFrame) -> pl.Expr:
    """Whether a row asks one of ours to speak with the customer on a matter of high stakes: a word left behind is no talk."""
    calls = [play for play in rows["play"].unique() if errand_of(play).does == CALL]
    return (pl.col("kind") == "task") & (pl.col("stakes") == "high") & pl.col("play").is_in(calls)


BECAME = {
    "route": pl.String, "merged_into": pl.String, "decision": pl.String, "acted": pl.Boolean, "stopped": pl.Boolean,
    "talked": pl.Boolean, "state": pl.String,
}  # fmt: skip


def already(snap: Snapshot) -> set[tuple[str, str, str]]:
    """(agent, play, account) that need no second proposal: proposed this very day, still waiting, or dealt with in the cool-down."""
    again = (_age(snap) == 0) | (pl.col("state") == "waits") | _rests(snap)
    return set(_dealt_with(snap).filter(again).select("agent", "play", "account_id").iter_rows())


def at_rest(snap: Snapshot) -> set[tuple[str, str, str]]:
    """Of these what was dealt with on an earlier day, and does not wait for anybody."""
    rows = _dealt_with(snap).filter(_rests(snap), _age(snap) > 0)
    return set(rows.select("agent", "play", "account_id").iter_rows())


def _rests(snap: Snapshot) -> pl.Expr:
    rest = pl.col("agent").replace_strict(COOL_DOWN_DAYS, default=0, return_dtype=pl.Int64)
    return pl.col("state").is_in(["acted", "rejected"]) & (_age(snap) < rest)


def letters_of(snap: Snapshot) -> Mapping[tuple[str, str, str], int]:
    """(agent, play, account) -> how many letters of that play went to that customer in half a year, by themselves or within another's."""
    by_voice = pl.col("talked").is_not_null() & pl.col("acted").is_null() & pl.col("decision").is_null()
    acted = (pl.col("state") == "acted") & ~by_voice
    rows = _dealt_with(snap).filter(acted, pl.col("kind") == "message", _age(snap) < HALF_A_YEAR)
    return {(agent, play, account): n for agent, play, account, n in rows.group_by("agent", "play", "account_id").len().iter_rows()}


def carried_out(snap: Snapshot, plays: Collection[str]) -> dict[str, tuple[str, str, str]]:
    """Proposal of these plays -> (agent, play, account): a letter that somebody let out, a task that is done."""
    if not plays:
        return {}
    rows = _dealt_with(snap).filter(pl.col("play").is_in(list(plays)), pl.col("state") == "acted")
    return {id: tuple(key) for id, *key in rows.select("id", "agent", "play", "account_id").iter_rows()}


def told_before(
    snap: Snapshot, done: Mapping[str, tuple[str, str, str]], about: Mapping[tuple[str, str, str], tuple[str, str]]
) -> set[tuple[str, str, str]]:
    """Of (agent, play, account) -> (signal, its value today) those whose play was `carried_out` before for that same value.

    What it was about then is what its text cites.
    """
    ids = [id for id, key in done.items() if key in about]
    made = snap.store.records(Proposal, id=ids) if ids else ()
    return {key for p in made if about[key := done[p.id]] in {(f.key, str(f.value)) for f in p.facts}}


def in_line(snap: Snapshot, kinds: Mapping[tuple[str, str], str]) -> list[dict]:
    """What waits for people's minutes (`waits`), or had its turn this very day: the agent, and what its notice said of cost and gain.

    `kinds`: (agent, play) -> kind; a message that could be written to nobody became a task, and was noticed as a message.
    """
    waits = ((pl.col("state") == "waits") & pl.col("merged_into").is_null()).fill_null(False)
    rows = _dealt_with(snap).filter(waits | (_age(snap) == 0))
    told = rows.select(*AS_NOTICED, pl.col("value").alias("gain"), waits.alias("waits")).to_dicts()
    return [row | {"kind": kinds.get((row["agent"], row["play"]), row["kind"])} for row in told]


def tried_today(snap: Snapshot) -> set[tuple[str, str, str]]:
    """(agent, play, account) proposed this very day: a running play's next step keeps no cool-down but this one."""
    return set(_dealt_with(snap).filter(_age(snap) == 0).select("agent", "play", "account_id").iter_rows())


def held_before(snap: Snapshot) -> dict[tuple[str, str, str], str]:
    """(agent, play, account) -> id of the proposal that was held on an earlier day, less than HELD_DAYS ago, and has not expired."""
    rows = _dealt_with(snap).filter(pl.col("state") == "held", _age(snap).is_between(1, HELD_DAYS - 1)).sort("as_of", "id")
    return {(agent, play, account): id for agent, play, account, id in rows.select("agent", "play", "account_id", "id").iter_rows()}


def _age(snap: Snapshot) -> pl.Expr:
    return (pl.lit(snap.as_of) - pl.col("as_of")).dt.total_days()
