"""Everything besides the proposal and its brief that gates, governor and routing look at: read once a cycle, then never changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import polars as pl

from cs_core.context.observed import by_month
from cs_core.context.snapshot import Snapshot
from cs_core.execution.playbooks.spoken import phrases_with, shipped_phrases
from cs_core.execution.writing.voice import PLAIN, Voice, voice_of
from cs_core.orchestration.autonomy import Granted, level, levels
from cs_core.orchestration.beside import Beside, near
from cs_core.orchestration.contact.closed import Closed, closed_of
from cs_core.orchestration.contact.ledger import Ledger, ledger_of, to_be_done
from cs_core.orchestration.contact.low_scores import Scores, low_scores_of
from cs_core.orchestration.contact.optouts import Optouts, optouts_of
from cs_core.orchestration.contact.protection import protected_ids
from cs_core.orchestration.contact.quiet import NOTHING as NO_DAY
from cs_core.orchestration.contact.quiet import policy_of
from cs_core.orchestration.contact.repeats import Repeats, repeats_of
from cs_core.orchestration.covered import in_place, last_hands, standing
from cs_core.orchestration.direction import Direction, direction
from cs_core.orchestration.learning.learnt import NOTHING, Learnt
from cs_core.orchestration.neighbours import Neighbours, neighbours_of
from cs_core.orchestration.pilots.arms import arms_of

MINUTES: Mapping[str, float] = {"agent_with_review": 3, "human_with_draft": 20, "human_only": 30}
"""What a proposal costs a person, by route: an assumption, until logged touches tell."""
CALLS: tuple[str, ...] = ("human_only", "human_with_draft")
"""Routes that call a person in, now; what is to be looked at is read when there is time."""


class Waiting(NamedTuple):
    """Work that a person was asked for and that is open: a draft to look at, or something to do."""

    person: str
    route: str
    stakes: str
    priority: float


ACCOUNT_COLUMNS = (
    "account_id", "name", "segment", "owner", "escalations_open", "health_band", "leaving_said_on", "alarm_said_on", "low_answer_on",
    "competitor_said_on", "notice_given_on", "days_since_touch", "onboarding_status", "country",
)  # fmt: skip


@dataclass(frozen=True)
class Hold:
    """Why a proposal must wait, and what would let it go."""

    why: str
    change: str
    behind: str | None = None
    """The proposal that speaks to this customer first, where that is the reason."""
    rule: str = ""
    """The name of the governor's rule that says so."""


class Joined(NamedTuple):
    """Where one proposal's words went: into whose letter, of which agent; and the agent and play whose words they are."""

    into: str
    lead: str
    agent: str
    play: str | None = None


@dataclass(frozen=True)
class World:
    """The state of the organisation as of a day. Every field has a harmless default: an empty world knows of nothing."""

    as_of: date
    direction: Direction = field(default_factory=Direction)
    accounts: Mapping[str, dict] = field(default_factory=dict)
    """Account -> ACCOUNT_COLUMNS."""
    people: Mapping[str, Mapping[str, dict]] = field(default_factory=dict)
    """Account -> address in lower case -> name, opted_out, undeliverable, left_on, language (theirs, else the company's)."""
    ledger: Ledger = field(default_factory=Ledger)
    autonomy: Granted = field(default_factory=dict)
    coverage: Mapping[str, dict] = field(default_factory=dict)
    """Account -> person, mode: the coverage plan committed last, as overridden since."""
    protected: frozenset[str] = frozenset()
    """Accounts that a leader protects."""
    arms: Mapping[str, str] = field(default_factory=dict)
    """Account -> arm of a running pilot."""
    team: tuple[dict, ...] = ()
    """name, skills, languages, hours_left of each of our people."""
    busy: Mapping[str, float] = field(default_factory=dict)
    """Person -> minutes of this week already spent."""
    waiting: tuple[Waiting, ...] = ()
    """What waits for each of our people."""
    asked_today: Mapping[str, float] = field(default_factory=dict)
    """Person -> minutes for which agents have called them in today."""
    newest: Mapping[str, date] = field(default_factory=dict)
    """Knowledge -> the newest day that any of its sources reported on."""
    by_month: tuple[str, ...] = ()
    """The systems that tell use by the month only: see `observed.by_month`."""
    neighbours: Neighbours = field(default_factory=Neighbours)
    quiet: int = NO_DAY
    """How much the vendor's own policy keeps quiet: see `quiet`."""
    near: Beside = field(default_factory=Beside)
    """The current customers most like each account."""
    repeats: Repeats = field(default_factory=Repeats)
    holds: Mapping[str, Hold] = field(default_factory=dict)
    """Proposal -> why the governor lets it wait."""
    joined: Mapping[str, Joined] = field(default_factory=dict)
    """Proposal -> the letter that says what it wanted to say."""
    voice: Voice = PLAIN
    """The company's, with the phrases that no letter may hold."""
    phrases: tuple[str, ...] = field(default_factory=shipped_phrases)
    """All phrasings that stand in playbooks: what our letters say in our own words."""
    learnt: Learnt = NOTHING
    """What people's decisions have taught."""
    optouts: Mapping[tuple[str, str], Optouts] = field(default_factory=dict)
    """(agent, play) -> how often people asked us to stop after its messages, where anybody did."""
    low_scores: Scores = field(default_factory=dict)
    """Account -> address -> the low score that this person gave last."""
    closed: Mapping[str, Closed] = field(default_factory=dict)
    """Account -> what it told us, where it is closed or in mourning."""

    @cached_property
    def taken_up(self) -> dict[str, list[Joined]]:
        """Letter -> whose words it says besides its own."""
        found: dict[str, list[Joined]] = {}
        for joined in self.joined.values():
            found.setdefault(joined.into, []).append(joined)
        return found

    def segment(self, account_id: str) -> str | None:
        """The account's segment, or None."""
        return self.accounts.get(account_id, {}).get("segment")

    def level(self, agent: str, account_id: str, play: str | None = None) -> str:
        """The autonomy that this agent has for this play in this account's segment."""
        return self.level_in(self.segment(account_id), agent, play)

    def level_in(self, segment: str | None, agent: str, play: str | None = None) -> str:
        """The autonomy that this agent has for this play in a segment."""
        return level(self.autonomy, agent, segment, play, ceiling=self.direction.ceiling(agent, segment))

    def weight(self, agent: str, account_id: str) -> float:
        """The goals' weight of this agent's work on this account."""
        return self.direction.weight(agent, self.segment(account_id))


def load_world(snap: Snapshot, account_ids: Collection[str], *, before: str | None = None) -> World:
    """The world of these accounts as of the snapshot's day, to route in; `before` leaves out what the cycle of that id proposed."""
    return with_accounts(load_book(snap, before=before), snap, account_ids, before=before)


def load_book(snap: Snapshot, *, before: str | None = None) -> World:
    """The same of no account yet: what is read of the whole book."""
    store = snap.store
    return World(
        as_of=snap.as_of,
        direction=direction(store),
        autonomy=levels(store),
        protected=protected_ids(store, snap.as_of),
        arms=arms_of(store, snap.as_of),
        team=tuple(snap.team.to_dicts()),
        busy=_spent(snap),
        waiting=_waiting(snap, before),
        asked_today=_asked_today(snap, before),
        joined=_joined(snap, before),
        quiet=policy_of(snap),
        neighbours=neighbours_of(snap),
        repeats=repeats_of(snap, before=before),
        voice=voice_of(store),
        by_month=by_month(snap),
        phrases=phrases_with(store.rows("playbook")),
        optouts=optouts_of(snap),
    )


def with_accounts(
    world: World, snap: Snapshot, account_ids: Collection[str], *, book: Snapshot | None = None, before: str | None = None
) -> World:
    """The world of `load_book` with what is known of these accounts, and the ledger of who had contact with them.

    `book`: the whole one, where the snapshot is of these accounts alone; what their people heard at other accounts counts too.
    """
    return replace(
        world,
        accounts={row["account_id"]: row for row in account_rows(snap).filter(_among(account_ids)).to_dicts()},
        ledger=ledger_of(book or snap, account_ids, before=before, people=_addresses(snap, account_ids)),
        coverage=_coverage(snap, account_ids),
        low_scores=low_scores_of(snap, account_ids),
        closed=closed_of(snap, account_ids),
    )


def to_judge(
    world: World, snap: Snapshot, account_ids: Collection[str], *, newest: Mapping[str, date], signals: pl.DataFrame | None = None
) -> World:
    """The same with what only gates look at, for drafts to these accounts. `newest`: knowledge -> newest day, from `readiness.newest`.

    `signals` of the whole book, where the snapshot has them of fewer.
    """
    book = snap.signals if signals is None else signals
    return replace(world, people=_people(snap, account_ids), newest=newest, near=near(book, account_ids))


def for_gates(world: World) -> World:
    """The same less what only governor and routing look at, and less the texts of other drafts: it is sent to other processes."""
    bare = World(world.as_of)
    return replace(world, **{name: getattr(bare, name) for name in ROUTED_BY})


def only_of(world: World, account_ids: Collection[str]) -> World:
    """The same with what gates look at of these accounts alone."""
    return replace(world, people={i: world.people[i] for i in account_ids if i in world.people}, near=world.near.of(account_ids))


def account_rows(snap: Snapshot) -> pl.DataFrame:
    """ACCOUNT_COLUMNS of all, with the owner who stands in where one handed over."""
    return snap.signals.select(ACCOUNT_COLUMNS).with_columns(in_place("owner", last_hands(snap.store, snap.as_of)))


def _among(account_ids: Collection[str]) -> pl.Expr:
    return pl.col("account_id").is_in(list(account_ids))


def _addresses(snap: Snapshot, account_ids: Collection[str]) -> pl.Series:
    """The addresses of the people at these accounts, in lower case."""
    return snap.people.filter(_among(account_ids))["email"].drop_nulls().str.to_lowercase()


def _people(snap: Snapshot, account_ids: Collection[str]) -> dict[str, dict[str, dict]]:
    rows = snap.people.filter(_among(account_ids), pl.col("email").is_not_null())
    found: dict[str, dict[str, dict]] = {}
    tongue = snap.accounts.select("account_id", pl.col("language").alias("_spoken"))
    rows = rows.join(tongue, on="account_id", how="left").with_columns(pl.coalesce("language", "_spoken").alias("language"))
    for row in rows.select("account_id", "email", "name", "opted_out", "undeliverable", "left_on", "language").to_dicts():
        found.setdefault(row["account_id"], {})[row["email"].lower()] = row
    return found


def _coverage(snap: Snapshot, account_ids: Collection[str]) -> dict[str, dict]:
    rows = standing(snap.store, snap.as_of).filter(_among(account_ids))
    return {row["account_id"]: row for row in rows.select("account_id", "person", "mode").to_dicts()}


def _joined(snap: Snapshot, cycle_id: str | None) -> dict[str, Joined]:
    """What the cycle that is replayed had put into one letter."""
    rows = [r for r in snap.store.rows("routed", cycle_id=cycle_id) if r["merged_into"]] if cycle_id else []
    made = snap.store.frame("proposal", "id", "agent", "play", cycle_id=cycle_id).iter_rows() if rows else ()
    said = {i: (agent, play) for i, agent, play in made}
    return {r["proposal_id"]: Joined(r["merged_into"], said[r["merged_into"]][0], *said[r["proposal_id"]]) for r in rows}


def _spent(snap: Snapshot) -> dict[str, float]:
    """Minutes of the week (from Monday) that touches tell of."""
    monday = snap.as_of - timedelta(days=snap.as_of.weekday())
    logged = snap.history("touch").filter(pl.col("at").dt.date() >= monday)
    return _a_person(logged.select(pl.col("by").alias("person"), "minutes"))


def _waiting(snap: Snapshot, before: str | None) -> tuple[Waiting, ...]:
    rows = to_be_done(snap, before=before).select(pl.col("assignee").alias("person"), *Waiting._fields[1:]).drop_nulls("person")
    return tuple(map(Waiting._make, rows.iter_rows()))


def _asked_today(snap: Snapshot, before: str | None) -> dict[str, float]:
    """Minutes for which each person was called in this very day, decided since or not."""
    today = pl.col("as_of") == snap.as_of, pl.col("route").is_in(CALLS)
    rows = snap.history("routed").filter(*today, pl.col("cycle_id") != (before or ""))
    return _a_person(rows.select(pl.col("assignee").alias("person"), _minutes()))


def _minutes() -> pl.Expr:
    return pl.col("route").replace_strict(MINUTES, default=0.0, return_dtype=pl.Float64).alias("minutes")


def _a_person(rows: pl.DataFrame) -> dict[str, float]:
    sums = rows.filter(pl.col("person").is_not_null()).group_by("person").agg(pl.col("minutes").sum())
    return dict(sums.iter_rows())


ROUTED_BY = (
    "accounts", "ledger", "autonomy", "coverage", "protected", "arms", "team", "busy", "waiting", "asked_today", "holds", "joined",
    "optouts", "repeats", "learnt", "low_scores", "closed",
)  # fmt: skip
"""Fields that no gate looks at of one draft by itself."""
