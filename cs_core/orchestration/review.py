"""The review queue: approve, edit, reject. A decision is a row, made once; what it lets out is an action, written with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from math import isfinite

import polars as pl
from rapidfuzz.distance import Levenshtein

from cs_core.context.passed_on import GONE, gone_over, stand_ins
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.stopped_plays import is_withdrawn
from cs_core.context.store import Store
from cs_core.context.taken_back import standing_of
from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.context.wording.days import spelt
from cs_core.context.written_to import why_not_now
from cs_core.errors import BadInput, CSError, NotFound, Refused
from cs_core.orchestration.contact.low_scores import Letter
from cs_core.orchestration.contact.since import by_now, in_the_way
from cs_core.orchestration.judging.facts import knowledge_of
from cs_core.orchestration.learning.edits import check_edit
from cs_core.orchestration.oversight import planted
from cs_core.orchestration.weighed import weighed
from cs_core.records import Action, Decision, Proposal, key_of

WAITING: tuple[str, ...] = ("agent_with_review", "human_with_draft", "human_only")
"""Routes that wait for a person."""

REJECT_REASONS: tuple[str, ...] = (
    "wrong fact", "missing context", "wrong person", "wrong time", "not worth their time", "wrong tone", "already handled",
    "customer asked us not to", "other",
)  # fmt: skip
ABOUT_KNOWLEDGE: tuple[str, ...] = ("wrong fact", "missing context")
"""Reasons that blame what is known: whoever gives one says which kind of knowledge, and the audit counts it as the cost of that gap."""
SOON_DAYS = 3
"""What is due within so many days comes before all else: later it would be too late for it, whatever it is worth."""
LONGEST_LOOK = 60 * 60.0
"""Seconds; a draft that stood open for longer was not being read all the time: nobody knows how long."""

SHOWN = (
    "id", "agent", "job", "account_id", "kind", "channel", "recipient", "recipient_name", "subject", "body", "claims", "facts", "reason",
    "play", "stakes", "value", "value_unit", "confidence", "drafted_by", "as_of", "cycle_id", "expires_at",
)  # fmt: skip

ROUTED = ("route", "assignee")
PROPOSED = ("id", "agent", "account_id", "kind", "subject", "stakes", "reason", "play", "value", "as_of", "expires_at")
WEIGHED = ("priority", "goals")
LISTED = (*PROPOSED, "due_on", *ROUTED, *WEIGHED)


def queue(
    store: Store, *, limit: int | None = None, now: datetime, only: Collection[str] | None = None, account_ids: Sequence[str] = ()
) -> list[dict]:
    """What waits for a person, in the order of `waiting`: the rows of the `queue` command, each with its facts, verdicts and route.

    `priority` and `goals` are by the goals as they are set now, of what was drafted before too.
    `due_on` is the one day to show a person: by when it should be done where it is work for one, else by when it should be decided.
    `by_now` is what came to be known since the draft and a person must know before a yes: a low score, a closed office, else empty.
    `only` some proposals, by id: those of them that wait. With accounts, those of them.
    """
    rows = waiting(store, now=now, account_ids=account_ids)
    rows = (rows.filter(pl.col("id").is_in(list(only))) if only is not None else rows)[:limit]
    ids = rows["id"].to_list()
    proposals = {row["id"]: row for row in store.rows("proposal", id=ids)}
    verdicts: dict[str, list[dict]] = {}
    for row in store.rows("verdict", proposal_id=ids):
        verdicts.setdefault(row["proposal_id"], []).append({k: row[k] for k in ("gate", "passed", "why")})
    routed = {row["proposal_id"]: {k: row[k] for k in ("route", "why", "change")} for row in
              store.rows("routed", proposal_id=ids)}  # fmt: skip
    tests = {row["id"]: row for row in planted.waiting(store, SHOWN, now=now)}
    shown = {i: tests.get(i) or proposals[i] for i in ids}
    known = by_now(store, [Letter(*(row[c] for c in Letter._fields)) for row in shown.values()], now.date())
    return [
        (tests.get(i) or {c: proposals[i][c] for c in SHOWN} | {"verdicts": verdicts.get(i, [])} | routed[i])
        | {"assignee": person, "due_on": due, "priority": priority, "goals": goals, "by_now": known.get(i, "")}
        for i, person, due, priority, goals in rows.select("id", "assignee", pl.col("due_on").cast(pl.String), *WEIGHED).iter_rows()
    ]


def waiting(store: Store, *, now: datetime, account_ids: Sequence[str] = ()) -> pl.DataFrame:
    """LISTED, one row a proposal that waits for a person, test drafts among them: without its text.

    What is due within SOON_DAYS comes first; then, and among those, the highest priority of today.

    Waits what is undecided, unexpired, not done by a person already and not of a play that stopped. With accounts, those of them.
    """
    mine = {"account_id": list(account_ids)} if account_ids else {}
    live = store.frame("proposal", *PROPOSED, "run_id", **mine).filter(pl.col("expires_at") >= now.date())
    of = {"proposal_id": live["id"].to_list()} if account_ids else {}
    live = live.filter(~is_withdrawn(store.frame("play_run", "run_id", "state", **mine)))
    tasks = store.frame("task", "id", "proposal_id", "due_on", **mine).rename({"id": "task_id"})
    done = standing_of(store, "touch", "task_id", done=True, **mine).join(tasks, on="task_id").select(id="proposal_id")
    handed = store.frame("handover", **of).filter(pl.col("as_of") <= now.date())
    said = standing_of(store, "decision", "proposal_id", **of).select("proposal_id")
    over = pl.concat([done, *(rows.select(id="proposal_id") for rows in (said, gone_over(handed)))]).unique()
    routed = store.frame("routed", "proposal_id", *ROUTED, **of).filter(pl.col("route").is_in(WAITING)).rename({"proposal_id": "id"})
    due = tasks.drop_nulls("proposal_id").unique("proposal_id", keep="last", maintain_order=True).select("due_on", id="proposal_id")
    live = live.join(over, on="id", how="anti").join(due, on="id", how="left", maintain_order="left")
    rows = live.join(routed, on="id", maintain_order="left").with_columns(pl.coalesce("due_on", "expires_at"))
    rows = rows.select(*PROPOSED, "due_on", *ROUTED)
    now_with = stand_ins(handed)
    rows = rows.with_columns(pl.col("id").replace_strict(now_with, default=pl.col("assignee"), return_dtype=pl.String).alias("assignee"))
    tests = pl.DataFrame(planted.waiting(store, SHOWN, now=now), schema=dict.fromkeys(rows.columns, pl.String) | {"value": pl.Float64})
    tests = tests.with_columns(pl.col("expires_at", "as_of").str.to_date()).with_columns(pl.col("expires_at").alias("due_on"))
    both = pl.concat([rows, tests.filter(pl.col("account_id").is_in(list(account_ids))) if account_ids else tests])
    later = pl.col("due_on") > now.date() + timedelta(days=SOON_DAYS)
    return weighed(store, both).select(LISTED).sort(later, "priority", "id", descending=[False, True, False])


def by_customer(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of `waiting`, all of one customer together where the first of them stands."""
    placed = rows.with_row_index("place")
    return placed.sort(pl.col("place").min().over("account_id"), "place").drop("place")


def decide(
    store: Store,
    proposal_id: str,
    decision: str,
    *,
    by: str,
    now: datetime,
    body: str | None = None,
    reason: str = "",
    seconds: float | None = None,
    snap: Snapshot | None = None,
) -> dict:
    """A person's word on a proposal: `{"id", "decision", "action_id"}`; approve and edit write the action with the decision.

    `snap` is what was known that day, where several are decided at once: it is read once for all. Raises BadInput for a decision that
    cannot be, NotFound, and Refused where it was decided before, expired, does not wait for a person, or where an edit does not pass
    the gates.
    """
    _check(decision, by, body, seconds)
    if planted.is_planted(store, proposal_id):
        return planted.decide_planted(store, proposal_id, decision, by=by.strip(), now=now, body=body, seconds=seconds)
    with store.transaction():
        proposal, route = _waits(store, proposal_id, now)
        if decision == "edit":
            check_edit(store, proposal, body, by=by, now=now, snap=snap)
        if decision != "reject":
            _check_recipient(store, proposal, now, snap)
            _check_since(store, proposal, now, snap)
        text = body.strip() if decision == "edit" else None
        before = _taken_back(store, proposal_id)
        made = Decision(
            id=key_of("decision", proposal_id, *before), proposal_id=proposal_id, decision=decision, by=by.strip(), decided_at=now,
            body=text, reason=reason.strip(), seconds=seconds,
            edit_distance=edit_distance(proposal.body, text) if text is not None else 0.0,
        )  # fmt: skip
        # The database holds one standing decision a proposal: a second reviewer's row is not written, whoever was quicker.
        if not store.append("decision", [made]):
            raise Refused(_decided(store, proposal_id))
        action = None if decision == "reject" else action_of(proposal, by=made.by, now=now, body=text, route=route, before=before)
        store.append("action", [action] if action else [])
    return {"id": proposal_id, "decision": decision, "action_id": action.id if action else None}


def approve_all(store: Store, ids: Sequence[str], *, by: str, now: datetime, seconds: float | None = None) -> dict:
    """Approve several as drafted: `{"approved": [ids], "refused": {id: why}}`; a refusal of one leaves the others.

    Raises Refused where they are not all of one agent and one play: what is alike may be judged by a look, what is not may not.
    `seconds` is the time spent on all of them together.
    """
    kinds = {(row["agent"], row["play"]) for row in queue(store, now=now) if row["id"] in set(ids)}
    if len(kinds) > 1:
        raise Refused(f"Of {len(kinds)} agents and plays: choose drafts of one agent and one play to approve them together")
    each, refused, snap = None if seconds is None else seconds / max(len(ids), 1), {}, snapshot(store, now.date())
    for proposal_id in ids:
        try:
            decide(store, proposal_id, "approve", by=by, now=now, seconds=each, snap=snap)
        except CSError as error:
            refused[proposal_id] = str(error)
    return {"approved": [i for i in ids if i not in refused], "refused": refused}


def reason_for(code: str, about: str | None = None) -> str:
    """The reason as it is kept: the code, and of those that blame what is known which kind it is: ``wrong fact: usage``."""
    return f"{code}: {about}" if about and code in ABOUT_KNOWLEDGE else code


def blamable(facts: Sequence[Mapping]) -> list[str]:
    """Kinds of knowledge that a rejection may blame: those that the draft cites first."""
    cited = [kind for fact in facts if (kind := knowledge_of(fact["key"]))]
    return list(dict.fromkeys([*cited, *KNOWLEDGE]))


def looked_for(seconds: float) -> float | None:
    """Seconds a person looked at a draft, to a tenth; None where it stood open too long to tell."""
    return round(seconds, 1) if 0 <= seconds <= LONGEST_LOOK else None


def action_of(proposal: Proposal, *, by: str, now: datetime, route: str, body: str | None = None, before: Sequence[int] = ()) -> Action:
    """The action that a yes lets out: revision 0 as drafted, 1 as edited. `by` is a person, or ``autonomy``. Where decisions were taken
    `before`, what they had let out is another action.

    What people only may do is never sent in their name: it becomes a task for one of ours.
    """
    as_made = (proposal.kind, proposal.channel, proposal.recipient)
    kind, channel, recipient = ("task", "crm_task", None) if route == "human_only" else as_made
    return Action(
        id=key_of("action", proposal.id, 0 if body is None else 1, *before), proposal_id=proposal.id, account_id=proposal.account_id,
        agent=proposal.agent, kind=kind, channel=channel, recipient=recipient, subject=proposal.subject,
        body=proposal.body if body is None else body, created_at=now, authorised_by=by,
    )  # fmt: skip


def edit_distance(draft: str, edited: str) -> float:
    """Share of characters changed: 0 as drafted, 1 rewritten."""
    return Levenshtein.normalized_distance(draft.strip(), edited.strip())


def _check(decision: str, by: str, body: str | None, seconds: float | None) -> None:
    if decision not in ("approve", "edit", "reject"):
        raise BadInput(f"{decision!r} is no decision: approve, edit or reject")
    if not by.strip():
        raise BadInput("say who decides: --by NAME")
    if decision == "edit" and not (body or "").strip():
        raise BadInput("an edit needs the new text: --body TEXT")
    if decision != "edit" and body is not None:
        raise BadInput(f"--body goes with edit, not with {decision}")
    if seconds is not None and not (isfinite(seconds) and seconds >= 0):
        raise BadInput(f"seconds must be 0 or more, not {seconds}")


def _waits(store: Store, proposal_id: str, now: datetime) -> tuple[Proposal, str]:
    found = store.records(Proposal, id=proposal_id)
    if not found:
        raise NotFound(f"No proposal {proposal_id!r}: `python -m cs_core queue` lists those that wait")
    if standing_of(store, "decision", proposal_id=proposal_id).height:
        raise Refused(_decided(store, proposal_id))
    stopped = store.rows("play_run", run_id=found[0].run_id, state="stopped") if found[0].run_id else []
    if stopped and found[0].kind == "message":
        raise Refused(f"Proposal {proposal_id} belongs to a play that stopped on {spelt(stopped[-1]['as_of'])}: {stopped[-1]['why']}")
    if gone := [row for row in store.rows("handover", proposal_id=proposal_id) if row["how"] in GONE]:
        raise Refused(f"Proposal {proposal_id} was {gone[-1]['how']} on {spelt(gone[-1]['as_of'])}: {gone[-1]['why']}")
    routed = store.rows("routed", proposal_id=proposal_id)
    if not routed or routed[-1]["route"] not in WAITING:
        why = f"it is {routed[-1]['route']}: {routed[-1]['why']}" if routed else "it was never routed"
        raise Refused(f"Proposal {proposal_id} does not wait for a person, {why}")
    if found[0].expires_at < now.date():
        raise Refused(f"Proposal {proposal_id} expired on {found[0].expires_at}: the next cycle makes a new one if it is still due")
    return found[0], routed[-1]["route"]


def _taken_back(store: Store, proposal_id: str) -> tuple[int, ...]:
    """How many decisions were taken back before this one; empty where none was."""
    before = store.count("decision", proposal_id=proposal_id)
    return (before,) if before else ()


def _decided(store: Store, proposal_id: str) -> str:
    row = store.rows("decision", proposal_id=proposal_id)[-1]
    return f"Proposal {proposal_id} was decided already: {row['decision']} by {row['by']} at {row['decided_at'][:16].replace('T', ' ')}"


def _check_recipient(store: Store, proposal: Proposal, now: datetime, snap: Snapshot | None) -> None:
    """Someone who opted out or left since the draft was made, or whose mail came back, is not written to."""
    to = proposal.recipient
    why = why_not_now(store, proposal.account_id, to, now.date(), snap=snap) if to else None
    if why:
        raise Refused(f"right_recipient: {proposal.recipient} {why}, and that was not known when this was drafted: reject it")


def _check_since(store: Store, proposal: Proposal, now: datetime, snap: Snapshot | None) -> None:
    """What came to be known since the draft was made, and would hold a new draft of it, refuses this one."""
    why = in_the_way(store, proposal, now.date(), snap=snap)
    if why:
        raise Refused(why)
