"""Value realised: what one customer wanted against what came of it, from its success plan; no amount of money is ever made up.

A customer without an outcome that can be measured gets no figure, and the document says what is missing.
"""

from collections.abc import Mapping
from typing import Any

from cs_core.context.snapshot import Snapshot
from cs_core.execution.jobs.cases import cases_of
from cs_core.execution.jobs.success_plan_progress import CANNOT_TELL, HALF, success_rate, way

KIND = "success plan"


def value_of(snap: Snapshot, account_id: str) -> dict[str, Any]:
    """The document of one account: status, says, realised (share of 1, at most 1), success_rate, objective, outcomes, missing, source.

    status is achieved, partial, missed, on course, just begun, behind, on hold or cannot tell. objective: text, quote,
    stated_by, stated_on, due_on. Each outcome: text, metric, unit, baseline, now, target, realised, status, measured_by (their own
    figure, or a proxy of ours), why.
    """
    plans = [case for case in cases_of(snap, account_id) if case["kind"] == KIND and case["data"].get("objective")]
    return value_from(plans[0] if plans else None)


def value_from(case: Mapping[str, Any] | None) -> dict[str, Any]:
    """The same from the newest row of the account's success plan, None where there is none."""
    if case is None:
        missing = ["what they want to achieve, in their words", "how they measure it, from where to where"]
        return _document(CANNOT_TELL, "What they want to achieve is not on record", missing=missing)
    plan = case["data"]
    outcomes = [_outcome(o) for o in plan["outcomes"]]
    own, missing = plan["outcomes"][0], _missing(plan["outcomes"][0])
    gone = way(own["baseline"], own["target"], own["current"])
    goal = plan["objective"]
    return _document(
        plan["state"] if case["closed_on"] else own["progress"], _says(own, gone, missing),
        realised=None if gone is None else min(max(gone, 0.0), 1.0),
        success_rate=success_rate(_result(o) for o in plan["outcomes"]),
        objective={k: goal[k] for k in ("text", "quote", "stated_by", "stated_on")} | {"due_on": plan["due_on"]},
        outcomes=outcomes, missing=missing, source={"source": "cs_core", "source_row": f"case:{case['id']}", "observed_at": case["as_of"]},
    )  # fmt: skip


def _document(status: str, says: str, **more: Any) -> dict[str, Any]:
    empty = {"realised": None, "success_rate": None, "objective": None, "outcomes": [], "missing": [], "source": None}
    return {"status": status, "says": says} | empty | more


def _outcome(o: Mapping[str, Any]) -> dict[str, Any]:
    gone = way(o["baseline"], o["target"], o["current"])
    head = {k: o[k] for k in ("text", "metric", "unit", "baseline", "target", "why", "due_on")}
    by = "a proxy: what we can see" if o["proxy"] else "their own figure"
    realised = None if gone is None else min(max(gone, 0.0), 1.0)
    return head | {"now": o["current"], "realised": realised, "status": _result(o), "measured_by": by}


def _result(o: Mapping[str, Any]) -> str:
    """What an outcome comes to: of a closed plan its result, of an open one achieved or how it goes."""
    return o["result"] or o["progress"]


def _missing(own: Mapping[str, Any]) -> list[str]:
    return [said for key, said in NEEDS if own[key] is None]


def _says(own: Mapping[str, Any], gone: float | None, missing: list[str]) -> str:
    if gone is None:
        return f"Cannot tell what was realised. Missing: {'; '.join(missing)}"
    if gone >= 1:
        return "Their own figure meets the target"
    if gone <= 0:
        return "Their own figure has not moved towards the target"
    return f"{gone:.0%} of the way by their own figure: {'more' if gone >= HALF else 'less'} than half"


NEEDS = (
    ("metric", "what they measure it by"), ("baseline", "where they started"), ("target", "their target"),
    ("current", "their own figure now"),
)  # fmt: skip
