"""Earned autonomy: what people made of each agent's messages, play by play, and what that says of the level it has.

A message is good where it was sent as drafted or lightly edited and no harm followed. More autonomy is proposed where the lower bound
of the share clears the leader's bar; it is taken back, by the next cycle, where the record no longer does.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.returns import ASKED_TO_STOP, BOUNCED
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.context.taken_back import standing_rows
from cs_core.context.wording.days import spelt
from cs_core.errors import BadInput, Refused
from cs_core.orchestration.autonomy import FIRST, LEVELS, START, Granted, key_for, level, levels, set_level
from cs_core.orchestration.direction import Direction, direction
from cs_core.orchestration.record import LIGHT, wilson
from cs_core.records import SEGMENTS, Interval, Outcome, key_of

HARM_DAYS = 30
WINDOW_DAYS = 180
"""What is older says nothing of the agent as it is."""
RECENT = 20
"""So many newest decisions are looked at by themselves: a long good past hides no bad week."""
CLEAR = 5
"""Decisions below which nothing is taken back: one rejected draft is no record."""
ORCHESTRATOR = "orchestrator"

REPORTED: tuple[str, ...] = ("complaint", "violation")
"""Harm that a person reports of what went out: the customer complained of it, or it broke a rule that the gates let pass."""
HARM: tuple[str, ...] = (BOUNCED, ASKED_TO_STOP, *REPORTED)


class Trial(NamedTuple):
    """One message of an agent that a person decided, or that went out by itself and did harm."""

    id: str
    """The decision's, or the action's."""
    at: datetime
    good: bool
    harmed: bool


class Standing(NamedTuple):
    """How one agent, play and segment stands: `play` None is all of its plays together."""

    agent: str
    segment: str
    play: str | None
    level: str
    since: date
    trials: tuple[Trial, ...]
    """Newest last."""
    bar: float
    least: int
    to: str | None = None
    """The level that the record calls for, where it is another."""

    @property
    def k(self) -> int:
        """Good ones."""
        return sum(t.good for t in self.trials)

    @property
    def share(self) -> Interval | None:
        """Good ones of all, with the interval."""
        return wilson(self.k, len(self.trials))

    @property
    def clears(self) -> bool | None:
        """Whether the record is good enough; None: cannot tell yet."""
        n, share = len(self.trials), self.share
        if n >= self.least:
            return share.low >= self.bar and not self._lately_bad
        return False if self._lately_bad else None

    @property
    def _lately_bad(self) -> bool:
        newest = self.trials[-RECENT:]
        return len(newest) >= CLEAR and wilson(sum(t.good for t in newest), len(newest)).high < self.bar

    @property
    def named(self) -> str:
        """At the head of a sentence: ``Renewal's “tell the notice day” for long tail customers``."""
        agent = self.agent.replace("_", " ").capitalize()
        return f"{agent}'s “{self.play}” for {self.segment} customers" if self.play else f"{agent} as a whole for {self.segment} customers"

    @property
    def says(self) -> str:
        """The evidence in a sentence."""
        n, share, harmed = len(self.trials), self.share, sum(t.harmed for t in self.trials)
        if not n:
            return f"nothing decided since {spelt(self.since)}"
        told = f"{self.k} of {n} sent unchanged or lightly edited without harm since {spelt(self.since)}"
        told += f" ({share.low:.0%} to {share.high:.0%}, the lower end must reach {self.bar:.0%})"
        return told + (f"; {harmed} did harm" if harmed else "")

    def evidence(self) -> dict:
        """What is kept with a change: k, n, point, low, high, bar, least, since, light_edit, harmed, decisions (ids, newest last)."""
        share = self.share or Interval(None, None, None)
        return {
            "k": self.k, "n": len(self.trials), **share._asdict(), "bar": self.bar, "least": self.least, "since": self.since.isoformat(),
            "light_edit": LIGHT, "harmed": sum(t.harmed for t in self.trials), "decisions": [t.id for t in self.trials],
        }  # fmt: skip


def standings(snap: Snapshot) -> list[Standing]:
    """Every agent, play and segment with a record or a level of its own, and what the record calls for.

    More is proposed for single plays whose drafts are of low stakes (no other goes out by itself), one level at a time, on decisions
    since its last change, in the long tail first. Less is called for wherever a level above review is no longer borne out.
    """
    store = snap.store
    aim, granted = direction(store), levels(store)
    rules = {"bar": aim.guardrails["autonomy_bar"], "least": int(aim.guardrails["autonomy_least"])}
    seen, low = _trials(snap)
    changed, window = _changed(store), datetime.combine(snap.as_of - timedelta(days=WINDOW_DAYS), time())
    found = []
    for key in sorted({*seen, *granted}, key=lambda k: (*k[:2], k[2:])):
        agent, segment, play = (*key, None)[:3]
        stands = level(granted, agent, segment, play, ceiling=aim.ceiling(agent, segment))
        rows = seen.get(key, ())
        above = LEVELS.index(stands) > LEVELS.index(START)
        fresh, kept = (max([window, *(day[k] for k in (key, key[:2]) if k in day)]) for day in changed)
        old, new = (
            Standing(agent, segment, play, stands, day.date(), tuple(t for t in rows if t.at > day), **rules) for day in (kept, fresh)
        )
        if above and old.clears is False:
            found.append(old._replace(to=START))
        elif play and key in low and new.clears and (more := _more(granted, new, aim)):
            found.append(new._replace(to=more))
        else:
            found.append(old if above else new)
    return found


def step_down(snap: Snapshot, *, now: datetime) -> list[Standing]:
    """Take back what is no longer borne out: a row each, back to review, with the evidence. Binds from this very cycle on."""
    taken = [s for s in standings(snap) if s.to == START]
    for s in taken:
        set_level(
            snap.store, s.agent, s.segment, START, play=s.play, why=f"No longer borne out: {s.says}", by=ORCHESTRATOR, now=now,
            evidence=s.evidence(),
        )  # fmt: skip
    return taken


def earned(stands: Iterable[Standing]) -> list[Standing]:
    """Those whose record calls for more, the largest record first."""
    more = [s for s in stands if s.to and LEVELS.index(s.to) > LEVELS.index(s.level)]
    return sorted(more, key=lambda s: (-len(s.trials), s.named))


def report_harm(store: Store, proposal_id: str, kind: str, *, detail: str, by: str, now: datetime) -> str:
    """A person's word that a message did harm (``complaint`` or ``violation``): an outcome of it, which counts against its agent.

    Returns the outcome's id. Raises BadInput for another kind or no words, Refused where no message of this proposal went out.
    """
    if kind not in REPORTED:
        raise BadInput(f"{kind!r} is no harm: choose one of {', '.join(REPORTED)}")
    if not detail.strip() or not by.strip():
        raise BadInput("say what happened, and who says so")
    actions = standing_rows(store, "action", proposal_id=proposal_id, kind="message")
    if not actions:
        raise Refused(f"No message of proposal {proposal_id} went out: there is nothing that it could have done")
    made = Outcome(
        id=key_of("outcome", actions[0]["id"], kind), account_id=actions[0]["account_id"], cause_id=actions[0]["id"],
        agent=actions[0]["agent"], kind=kind, good=False, observed_on=now.date(), detail=f"{detail.strip()} (told by {by.strip()})",
    )  # fmt: skip
    if not store.append("outcome", [made]):
        raise Refused(f"A {kind} is recorded of proposal {proposal_id} already")
    return made.id


def _more(granted: Granted, stands: Standing, aim: Direction) -> str | None:
    """The next level, where the ceilings and the long tail allow it; shadow cannot earn anything, as nobody sees it."""
    at = LEVELS.index(stands.level)
    if stands.level not in (START, "sample") or at + 1 > aim.ceiling(stands.agent, stands.segment):
        return None
    first = level(granted, stands.agent, FIRST, stands.play, ceiling=aim.ceiling(stands.agent, FIRST))
    return LEVELS[at + 1] if stands.segment == FIRST or LEVELS.index(first) > at else None


def _changed(store: Store) -> tuple[dict[tuple[str, ...], datetime], dict[tuple[str, ...], datetime]]:
    """Key -> when its level was last changed, and key -> when it was last lowered: trust that was taken back is earned anew."""
    last, lowered = {}, {}
    before: dict[tuple[str, ...], str] = {}
    for row in store.rows("autonomy"):
        key, at = key_for(row["agent"], row["segment"], row["action"]), datetime.fromisoformat(row["set_at"])
        last[key] = at
        if LEVELS.index(row["level"]) < LEVELS.index(before.get(key, before.get(key[:2], START))):
            lowered[key] = at
        before[key] = row["level"]
    return last, lowered


def _trials(snap: Snapshot) -> tuple[dict[tuple[str, ...], list[Trial]], set[tuple[str, ...]]]:
    """(agent, segment) and (agent, segment, play) -> what is told of it, oldest first; and the plays last drafted at low stakes."""
    made = snap.history("proposal", "id", "as_of", "agent", "play", "account_id", "kind", "stakes").filter(pl.col("kind") == "message")
    if made.is_empty():
        return {}, set()
    segments = snap.signals.select("account_id", "segment").filter(pl.col("segment").is_in(SEGMENTS))
    by_people_only = snap.history("routed", "proposal_id", "as_of", "route").filter(pl.col("route") == "human_only")
    made = made.rename({"id": "proposal_id"}).join(segments, on="account_id").join(by_people_only, on="proposal_id", how="anti")
    since = pl.lit(snap.as_of - timedelta(days=WINDOW_DAYS))
    said = snap.history("decision", "id", "proposal_id", "decision", "edit_distance", "decided_at").rename({"decided_at": "at"})
    alone = snap.history("action", "id", "proposal_id", "authorised_by", "created_at").rename({"created_at": "at"})
    harmed = _harmed(snap)
    by_people = said.join(harmed, on="proposal_id", how="left").with_columns(
        (pl.col("decision").eq("approve") | (pl.col("decision").eq("edit") & (pl.col("edit_distance") <= LIGHT))).alias("good")
    )
    by_itself = alone.filter(pl.col("authorised_by") == "autonomy").join(harmed, on="proposal_id").with_columns(good=pl.lit(False))
    columns = ("id", "proposal_id", "at", "good", "harm_on")
    rows = pl.concat([by_people.select(columns), by_itself.select(columns)]).filter(pl.col("at").dt.date() >= since)
    near = (pl.col("harm_on") <= pl.col("at").dt.date() + timedelta(days=HARM_DAYS)).fill_null(False)
    told = rows.join(made, on="proposal_id").with_columns(near.alias("harmed")).sort("at", "id")
    found: dict[tuple[str, ...], list[Trial]] = {}
    for agent, segment, play, *row in told.select(
        "agent", "segment", "play", "id", "at", pl.col("good") & ~pl.col("harmed"), "harmed"
    ).iter_rows():
        for key in ((agent, segment), (agent, segment, play)):
            found.setdefault(key, []).append(Trial(*row))
    last = made.sort("as_of", maintain_order=True).unique(["agent", "segment", "play"], keep="last")
    return found, set(last.filter(pl.col("stakes") == "low").select("agent", "segment", "play").iter_rows())


def _harmed(snap: Snapshot) -> pl.DataFrame:
    """proposal_id, harm_on: messages that did harm, and when it was first seen."""
    rows = snap.history("outcome", "cause_id", "kind", "observed_on").filter(pl.col("kind").is_in(HARM))
    actions = snap.history("action", "id", "proposal_id", "created_at").rename({"id": "cause_id"})
    return rows.join(actions, on="cause_id").group_by("proposal_id").agg(pl.col("observed_on").min().alias("harm_on"))
