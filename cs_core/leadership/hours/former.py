"""The plan that stood before is put back: as a new plan with the hours that the old one had last, so that what was promised then stays."""

from datetime import datetime
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import Refused
from cs_core.orchestration.covered import in_place, last_hands, left_standing, standing
from cs_core.records import key_of

NONE = "No plan stood before this one: commit another on the Coverage page"


def former(store: Store) -> dict | None:
    """The row of the plan that stood before the standing one; None where there was none."""
    plans = store.rows("coverage_plan")
    return plans[-2] if len(plans) > 1 else None


def what_changes(snap: Snapshot) -> dict[str, Any] | None:
    """What putting the former plan back would do to current customers: plan_id, as_of, by, accounts, hours and hours_now, `same`, and
    gains, loses and changes, each with account_id, name, `from` and `to` as a sentence reads them. None where there is none.
    """
    before = former(snap.store)
    if before is None:
        return None
    hands = last_hands(snap.store, snap.as_of)
    then = left_standing(snap.store.frame("coverage", plan_id=before["id"])).with_columns(in_place("person", hands))
    now = standing(snap.store, snap.as_of)
    here = snap.signals.filter(pl.col("churned_on").is_null()).select("account_id", "name")
    both = here.join(_told(now, "from"), on="account_id", how="left").join(_told(then, "to"), on="account_id", how="left")
    came, went = pl.col("from").is_null() & pl.col("to").is_not_null(), pl.col("from").is_not_null() & pl.col("to").is_null()
    kinds = {"gains": came, "loses": went, "changes": pl.col("from") != pl.col("to")}
    told = {kind: both.filter(rows).sort("name", "account_id").to_dicts() for kind, rows in kinds.items()}
    return {
        "plan_id": before["id"], "as_of": before["as_of"], "by": before["by"], "accounts": both["to"].count(),
        "hours": _hours(then, here), "hours_now": _hours(now, here), "same": both.filter(pl.col("from") == pl.col("to")).height, **told,
    }  # fmt: skip


def put_back(store: Store, *, by: str, now: datetime) -> str:
    """Commit the former plan anew, from today on, as it stood last; returns the new plan's id. Raises Refused where there is none."""
    with store.transaction():
        before = former(store)
        if before is None:
            raise Refused(NONE)
        plan_id, today = key_of("plan put back", before["id"], now.isoformat()), now.date()
        forecast = {k: said for k, said in (before["forecast"] or {}).items() if k != "expected"}  # that was of the chances of its day
        header = before | {"id": plan_id, "as_of": today, "by": by.strip(), "set_at": now, "forecast": forecast or None}
        if not store.append("coverage_plan", [header]):
            raise Refused("It was put back at this very moment already")
        about = {"plan_id": plan_id, "as_of": today, "set_at": now}
        rows = left_standing(store.frame("coverage", plan_id=before["id"])).to_dicts()
        store.append("coverage", [row | about | {"id": key_of(plan_id, row["account_id"])} for row in rows])
    return plan_id


def _told(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    said = pl.format("{}, {}, {} h", "mode", pl.col("person").fill_null("nobody yet"), pl.col("hours").round(2).cast(pl.String))
    return rows.select("account_id", said.str.replace(".0 h", " h", literal=True).alias(name))


def _hours(rows: pl.DataFrame, here: pl.DataFrame) -> float:
    return float(rows.join(here, on="account_id", how="semi")["hours"].sum())
