"""Cycles at set moments: kept in the engine's database, begun by whichever worker is there."""

from dbos import DBOS
from dbos import error as dbos

from cs_core.errors import BadInput
from cs_core.orchestration.durable.engine import on_time
from cs_core.orchestration.durable.works import NIGHTLY


def schedule(cron: str, *, model: str, zone: str) -> None:
    """From now on a cycle at each of these moments. Raises BadInput where they or the zone are none; what stood there stays then."""
    before = scheduled()
    unschedule()
    try:
        DBOS.create_schedule(schedule_name=NIGHTLY, workflow_fn=on_time, schedule=cron, context={"model": model}, cron_timezone=zone)
    except dbos.DBOSException as error:
        if before:
            schedule(before["cron"], model=before["model"], zone=before["time_zone"])
        raise BadInput(f"{error}: give five words of cron, such as '0 2 * * *', and a time zone such as Europe/Berlin") from error


def unschedule() -> None:
    """No cycles by themselves from now on."""
    if scheduled():
        DBOS.delete_schedule(NIGHTLY)


def scheduled() -> dict | None:
    """The moments as cron has them, their time zone, the model, and when it last fired; None where nothing is scheduled."""
    found = DBOS.get_schedule(NIGHTLY)
    return found and {
        "cron": found["schedule"], "time_zone": found["cron_timezone"] or "UTC", "model": found["context"]["model"],
        "last_fired_at": found["last_fired_at"],
    }  # fmt: skip
