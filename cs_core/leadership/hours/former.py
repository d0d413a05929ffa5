"""The plan that stood before is put back: as a new plan with the old one's hours, so that what was promised then stays as it was."""

from datetime import datetime

from cs_core.context.store import Store
from cs_core.errors import Refused
from cs_core.records import key_of


def former(store: Store) -> dict | None:
    """The row of the plan that stood before the standing one; None where there was none."""
    plans = store.rows("coverage_plan")
    return plans[-2] if len(plans) > 1 else None


def put_back(store: Store, *, by: str, now: datetime) -> str:
    """Commit the former plan anew; returns the new plan's id. Raises Refused where no plan stood before."""
    with store.transaction():
        before = former(store)
        if before is None:
            raise Refused("No plan stood before this one: commit another on the Coverage page")
        plan_id = key_of("plan put back", before["id"], now.isoformat())
        if not store.append("coverage_plan", [before | {"id": plan_id, "by": by, "set_at": now}]):
            raise Refused("It was put back at this very moment already")
        rows = store.rows("coverage", plan_id=before["id"])
        store.append("coverage", [r | {"id": key_of(plan_id, r["account_id"]), "plan_id": plan_id, "set_at": now} for r in rows])
    return plan_id
