"""A call on a person that is not answered: passed on when half of its time is gone or they left, dropped when it is over. Each is a row.

Who may answer is named: the person it went to, then the deputy that a leader set for them, then the lead of the team.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

import polars as pl

from cs_core.context.passed_on import PASSED_ON, gone_over
from cs_core.context.snapshot import Snapshot
from cs_core.context.stopped_plays import is_withdrawn
from cs_core.context.store import Store
from cs_core.context.team import leads
from cs_core.context.wording.days import spelt
from cs_core.errors import BadInput, NotFound
from cs_core.orchestration.covered import in_place, last_hands
from cs_core.records import key_of

STAYS, DROPPED = "stays", "dropped"


class Unanswered(NamedTuple):
    """What comes of a call of this route that nobody answers."""

    route: str
    passes_on: bool
    """Whether the deputy or the lead gets it when half of its time is gone."""
    half: str
    end: str


def passes_on(as_of: date, expires_at: date) -> date:
    """The day on which half of a call's time is gone."""
    return as_of + timedelta(days=-(-(expires_at - as_of).days // 2))


def policy_of(route: str) -> Unanswered | None:
    """What comes of a call of this route; None for routes that call on nobody."""
    return next((row for row in UNANSWERED if row.route == route), None)


def handovers(snap: Snapshot, *, cycle_id: str) -> list[dict]:
    """Rows of `handover` that are due on the snapshot's day; what was passed on or dropped before is not again."""
    calls = _unanswered(snap)
    seen = snap.history("handover").select("proposal_id", "how")
    moved = seen.filter(pl.col("how").is_in([PASSED_ON, STAYS])).select("proposal_id")
    over = pl.col("expires_at") < snap.as_of
    calls = calls.with_columns(in_place("assignee", last_hands(snap.store, snap.as_of)).alias("successor"))
    left = pl.col("successor").ne_missing(pl.col("assignee"))
    gone = pl.lit(snap.as_of) - pl.col("as_of")
    half = (gone.dt.total_days() > 0) & (gone * 2 >= pl.col("expires_at") - pl.col("as_of"))
    ended = calls.filter(over).join(seen.filter(pl.col("how") == DROPPED), on="proposal_id", how="anti", maintain_order="left")
    nobody = pl.col("promised_by").is_null()
    halved = calls.filter(~over, left | (half & nobody), pl.col("route").is_in([u.route for u in UNANSWERED if u.passes_on]))
    halved = halved.join(moved, on="proposal_id", how="anti", maintain_order="left")
    team, named = {m["name"]: m for m in snap.team.to_dicts()}, deputies(snap.store)
    rows = [_passed_on(call, team, named) for call in halved.to_dicts()] + [_dropped(call) for call in ended.to_dicts()]
    told = [{"as_of": snap.as_of, "cycle_id": cycle_id} | row for row in rows]
    return [row | {"id": key_of("handover", row["proposal_id"], row["how"])} for row in told]


def deputies(store: Store) -> dict[str, str]:
    """Person -> the deputy that stands now."""
    return {row["person"]: row["deputy"] for row in store.latest("deputy", "person") if row["deputy"]}


def set_deputy(store: Store, person: str, deputy: str | None, *, by: str, now: datetime, team: set[str]) -> None:
    """Name who answers in a person's place; None takes the deputy away. Raises NotFound for a stranger, BadInput for oneself."""
    for name in filter(None, (person, deputy)):
        if name not in team:
            raise NotFound(f"{name} is not of the team: add them on the Coverage page first")
    if person == deputy:
        raise BadInput(f"{person} cannot stand in for themselves: choose somebody else")
    row = {"person": person, "deputy": deputy, "set_at": now, "by": by}
    store.append("deputy", [row | {"id": key_of("deputy", person, deputy, now.isoformat())}])


def stand_in(person: str | None, team: Mapping[str, dict], named: Mapping[str, str]) -> str | None:
    """The person's deputy, else the lead of the team; None where there is neither, or they are away."""
    there = {name for name, member in team.items() if (member["hours_left"] or 0) > 0 and name != person}
    deputy = named.get(person or "")
    return deputy if deputy in there else next((name for name in sorted(there) if leads(team[name]["role"])), None)


def _unanswered(snap: Snapshot) -> pl.DataFrame:
    """proposal_id, account_id, as_of, expires_at, route, assignee, promised_by of calls that are neither settled nor done, and whose play
    has not ended."""
    made = snap.history("proposal", "id", "account_id", "as_of", "expires_at", "run_id", "kind").rename({"id": "proposal_id"})
    routed = snap.history("routed", "proposal_id", "as_of", "route", "assignee").drop("as_of")
    calls = made.join(routed, on="proposal_id", maintain_order="left").filter(pl.col("route").is_in([u.route for u in UNANSWERED]))
    for answered in (settled(snap), done_tasks(snap)):
        calls = calls.join(answered, on="proposal_id", how="anti", maintain_order="left")
    said = snap.history("decision").select("proposal_id", pl.col("by").alias("promised_by")).unique("proposal_id", keep="last")
    calls = calls.join(said, on="proposal_id", how="left", maintain_order="left")
    return calls.filter(~is_withdrawn(snap.history("play_run")))


def settled(snap: Snapshot) -> pl.DataFrame:
    """proposal_id of what leaves nothing to be done: a no, a yes to a letter, and what was taken over or withdrawn. A yes to work of ours
    is no work done."""
    kinds = snap.history("proposal", "id", "as_of", "kind").select(pl.col("id").alias("proposal_id"), "kind")
    routes = snap.history("routed", "proposal_id", "as_of", "route").select("proposal_id", "route")
    said = snap.history("decision").select("proposal_id", "decision")
    said = said.join(kinds, on="proposal_id", maintain_order="left").join(routes, on="proposal_id", how="left", maintain_order="left")
    over = said.filter((pl.col("decision") == "reject") | ~is_work()).select("proposal_id")
    return pl.concat([over, gone_over(snap.history("handover"))])


def is_work() -> pl.Expr:
    """Whether a proposal (kind, route) asks one of ours to do something, and not only to let a letter go."""
    return (pl.col("kind") == "task") | (pl.col("route") == "human_only").fill_null(False)


def done_tasks(snap: Snapshot) -> pl.DataFrame:
    """The tasks that somebody carried out."""
    return snap.history("task").join(snap.history("touch").filter("done"), left_on="id", right_on="task_id", how="semi")


def _passed_on(call: Mapping, team: Mapping[str, dict], named: Mapping[str, str]) -> dict:
    had = call["assignee"] or "Nobody"
    if call["successor"] != call["assignee"]:
        why = f"{had} has left: {call['successor']} took the account over"
        return {"proposal_id": call["proposal_id"], "from_person": had, "to_person": call["successor"], "how": PASSED_ON, "why": why}
    to = stand_in(call["assignee"], team, named)
    row = {"proposal_id": call["proposal_id"], "from_person": call["assignee"], "to_person": to}
    why = f"Half of its time is gone: {had} had it since {spelt(call['as_of'])}, it ends on {spelt(call['expires_at'])}"
    if to is None:
        return row | {"how": STAYS, "why": f"{why}. No deputy is set and the team has no lead who is there: name one on My work"}
    return row | {"how": PASSED_ON, "why": why}


def _dropped(call: Mapping) -> dict:
    by, who = spelt(call["expires_at"]), call["promised_by"]
    came = f"{who} said yes to it, and by {by} it was not done" if who else f"Nobody answered it by {by}"
    why = f"{came}: the next cycle proposes it again if it is still due"
    return {"proposal_id": call["proposal_id"], "from_person": call["assignee"], "to_person": None, "how": DROPPED, "why": why}


ON_TO = "it passes to your deputy, else to the lead of the team"
UNANSWERED: tuple[Unanswered, ...] = (
    Unanswered("human_only", True, ON_TO, "it is dropped, and the record says that nobody came"),
    Unanswered("human_with_draft", True, ON_TO, "it is dropped and nothing is sent"),
    Unanswered("agent_with_review", False, "nothing happens: anybody may look at it", "it is dropped and nothing is sent"),
)
"""By route. What is only looked at is nobody's in particular: a second person's time costs more than the letter is worth."""
