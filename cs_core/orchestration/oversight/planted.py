"""Test drafts: known-bad letters among the real ones, to measure whether gates and reviewers still look. Off unless a leader asks.

A test draft is a copy of a real one with one planted error. It lives in a table of its own and is no proposal: nothing that sends, counts
or learns ever sees it, and the database refuses an action made of it. The gates' word is taken down apart; the reviewer sees it as if
they had passed it. Who approves one is told at once. `planting` makes them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from cs_core.context.store import Store
from cs_core.errors import Refused
from cs_core.orchestration.autonomy import read_first
from cs_core.orchestration.record import wilson
from cs_core.records import Interval, key_of

KEY = "test_drafts"
"""The guardrail: how many for each 100 drafts."""
ENOUGH = 20
"""Below so many, nothing is told."""
NOT_YET = "cannot tell yet"


def waiting(store: Store, columns: Collection[str], *, now: datetime) -> list[dict]:
    """Test drafts that are undecided and have not expired, as rows of the review queue with these columns of the proposal."""
    decided = store.keys_of("planted_decision", "planted_id")
    rows = [r for r in store.rows("planted") if r["id"] not in decided and r["expires_at"] >= now.date().isoformat()]
    return [_as_waiting(row, row["draft"], columns) for row in rows]


def _as_waiting(row: dict, draft: dict, columns: Collection[str]) -> dict:
    why = read_first(draft["agent"].replace("_", " "), "review", draft["stakes"])
    routed = {"why": why, "change": "A higher level of autonomy on the Agents page", "goals": draft["goals"]}
    verdicts = [{k: v[k] for k in ("gate", "passed", "why")} for v in draft["verdicts"]]
    return {c: draft.get(c) for c in columns} | routed | {c: row[c] for c in ("route", "assignee", "priority")} | {"verdicts": verdicts}


def is_planted(store: Store, proposal_id: str) -> bool:
    """Whether it is a test draft."""
    return bool(store.count("planted", id=proposal_id))


def decide_planted(
    store: Store, planted_id: str, decision: str, *, by: str, now: datetime, body: str | None, seconds: float | None
) -> dict:
    """A reviewer's word on a test draft, taken down once: the answer of `review.decide`, and no action, ever.

    An edit has found the error where the words that spoil it are gone. Raises Refused where the error was let through, so that whoever
    did is told at once, and where it was decided before.
    """
    [row] = store.rows("planted", id=planted_id)
    found = decision == "reject" or (decision == "edit" and row["draft"]["spoilt_by"] not in " ".join((body or "").split()))
    made = {"id": key_of("planted_decision", planted_id), "planted_id": planted_id, "decision": decision, "caught": found, "by": by}
    if not store.append("planted_decision", [made | {"decided_at": now, "seconds": seconds}]):
        raise Refused(f"Proposal {planted_id} was decided already")
    if not found:
        raise Refused(
            f"This was a test draft: it holds {row['draft']['error']}, and you let it pass. Nothing was sent; look twice at the next one"
        )
    return {"id": planted_id, "decision": decision, "action_id": None}


def caught(store: Store) -> dict:
    """Catch rates: ``{"gates", "reviewers", "errors": [{"error", "n", "caught"}]}``, the first two with n, caught, rate and says.

    `rate` is an Interval, None until ENOUGH were seen. What a gate could not tell is not caught, and counted by itself (`unknown`);
    `fired` are the gates that caught one at least once, `undecided` those that no reviewer has answered.
    """
    rows = store.rows("planted")
    said = {r["planted_id"]: r["caught"] for r in store.rows("planted_decision")}
    by_error = {e: [r["caught"] is True for r in rows if r["error"] == e] for e in dict.fromkeys(r["error"] for r in rows)}
    gates, people = [r["caught"] is True for r in rows], [bool(said[r["id"]]) for r in rows if r["id"] in said]
    return {
        "gates": _rate("gates", gates) | {"unknown": sum(r["caught"] is None for r in rows), "fired": _fired(rows)},
        "reviewers": _rate("reviewers", people) | {"undecided": len(rows) - len(people)},
        "errors": [{"error": e, "n": len(x), "caught": sum(x)} for e, x in sorted(by_error.items())],
    }


def _fired(rows: Sequence[dict]) -> list[str]:
    return sorted({gate for row in rows for gate in row["gates"] or ()})


def _rate(who: str, caught_them: Sequence[bool]) -> dict:
    n, k = len(caught_them), sum(caught_them)
    rate: Interval | None = wilson(k, n) if n >= ENOUGH else None
    told = f"{who} caught {k} of {n} test drafts"
    says = f"{told}: {rate.point:.0%} ({rate.low:.0%} to {rate.high:.0%})" if rate else f"{told}: {NOT_YET}, it takes {ENOUGH}"
    return {"n": n, "caught": k, "rate": rate, "says": says}
