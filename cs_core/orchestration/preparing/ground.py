"""What a meeting's page stands on: the brief, who is there, what happened since the last contact, and what leaders have said."""

from datetime import date
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.brief import brief, timeline
from cs_core.context.signals.stakeholders import people_status
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt
from cs_core.execution.jobs.cases import cases_of
from cs_core.execution.jobs.value import value_of
from cs_core.execution.lifecycle import lifecycle
from cs_core.execution.review_pack.book import Book
from cs_core.orchestration.contact.protection import protected
from cs_core.orchestration.cost import cost_of, cost_to_serve, loaded_rate
from cs_core.orchestration.direction import Direction, direction
from cs_core.records import Brief, Fact


class Ground(NamedTuple):
    """All that the page tells of one account; `book` numbers what is cited."""

    brief: Brief
    book: Book
    people: tuple[dict[str, Any], ...]
    """Who is there, roles first: name, role, status, title, last_two_way_on, source, source_row."""
    since: date | None
    """The last two-way contact."""
    spoken: tuple[str, ...]
    """Whom of them it was with, by name; empty where its record names nobody."""
    happened: tuple[dict[str, Any], ...]
    """Rows of the timeline since then that are not our own machinery, newest first."""
    risks: tuple[Fact, ...]
    value: dict[str, Any]
    cost: dict[str, Any]
    direction: Direction
    protected: str | None
    """Why a leader protects it."""

    def known(self, key: str) -> Any:
        """A fact's value, None where it is not known."""
        return self.book.value(key)


def ground_of(snap: Snapshot, account_id: str) -> Ground:
    """Read it all. Raises NotFound."""
    known = brief(snap, account_id)
    touched = known.get("last_touch_on")
    stage = lifecycle(snap).row(by_predicate=pl.col("account_id") == account_id, named=True)
    told = {"stage": stage["stage"] or "cannot tell", "stage_why": stage["stage_why"]}
    book = Book((*known.facts, *(_fact(snap, account_id, key, value) for key, value in told.items())))
    guarded = protected(snap.store, snap.as_of).get(account_id)
    rate = loaded_rate(snap.store, snap.as_of)
    return Ground(
        known, book, _people(snap, account_id), touched.value if touched else None,
        _spoken(snap, account_id, touched.value if touched else None),
        _happened(snap, account_id, touched.value if touched else None), _risks(snap, account_id), value_of(snap, account_id),
        cost_of(cost_to_serve(snap), account_id, rate), direction(snap.store), guarded["why"] if guarded else None,
    )  # fmt: skip


def _fact(snap: Snapshot, account_id: str, key: str, value: str) -> Fact:
    return Fact(
        id=f"{key}:{account_id}:{snap.as_of}", key=key, value=value, observed_at=snap.as_of, source="cs_core",
        source_row="computed from the signals of the day",
    )  # fmt: skip


def _people(snap: Snapshot, account_id: str) -> tuple[dict[str, Any], ...]:
    mine = pl.col("account_id") == account_id
    status = people_status(snap).filter(mine, pl.col("status").fill_null("") != "gone")
    where = snap.people.filter(mine).select("person_id", "title", "system", "source_row", "opted_out")
    rank = pl.col("role").replace_strict({r: n for n, r in enumerate(ROLES)}, default=len(ROLES), return_dtype=pl.Int64)
    rows = status.join(where, on="person_id", how="left", maintain_order="left")
    return tuple(rows.sort(rank, "last_two_way_on", descending=[False, True], nulls_last=True).head(MOST_PEOPLE).to_dicts())


def _spoken(snap: Snapshot, account_id: str, on: date | None) -> tuple[str, ...]:
    if on is None:
        return ()
    of_that_day = people_status(snap).filter(pl.col("account_id") == account_id, pl.col("last_two_way_on") == on)
    return tuple(of_that_day["name"].drop_nulls().sort())


def _happened(snap: Snapshot, account_id: str, since: date | None) -> tuple[dict[str, Any], ...]:
    names = dict(snap.people.filter(pl.col("account_id") == account_id).select("person_id", "name").drop_nulls().iter_rows())
    rows = [r for r in timeline(snap, account_id) if r["kind"] in TOLD and (since is None or r["at"].date() > since)]
    return tuple(r | {"text": _named(r["text"], names)} for r in rows[:MOST_ROWS])


def _named(text: str, names: dict[str, str]) -> str:
    """People by name where the row says their number."""
    return " ".join(names.get(word, word) for word in text.split(" "))


def _risks(snap: Snapshot, account_id: str) -> tuple[Fact, ...]:
    rows = [c for c in cases_of(snap, account_id) if c["kind"] == "risk" and not c["closed_on"]]
    return tuple(
        Fact(
            id=f"risk:{account_id}:{c['id']}", key="risk", value=_dated(c, snap), observed_at=date.fromisoformat(c["as_of"]),
            source="cs_core", source_row=f"case:{c['id']}",
        )
        for c in rows[:MOST_RISKS]
    )  # fmt: skip


def _dated(case: dict, snap: Snapshot) -> str:
    """Why a risk was opened, with the day of its figures where that is not today: they have moved since."""
    day = date.fromisoformat(case["as_of"])
    return case["reason"] if day == snap.as_of else f"As of {spelt(day)}: {case['reason'][0].lower()}{case['reason'][1:]}"


ROLES = ("champion", "sponsor", "economic buyer", "decision maker", "user")
TOLD = frozenset({
    "ticket", "message", "meeting", "survey", "said", "deal", "subscription", "person", "desired outcome", "note", "pulse",
    "departure",
})  # fmt: skip
"""What happened with them; what our own machinery did is on the account's timeline."""
MOST_PEOPLE, MOST_ROWS, MOST_RISKS = 8, 8, 4
