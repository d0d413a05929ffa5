"""A customer whose seats are full, and what the growth agent makes of a day."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.growth import AGENT
from cs_core.execution.jobs.leads import csql_summary
from cs_core.execution.risk import AGENT as RISK
from tests.execution.builders import cases_kept
from tests.worlds import TODAY, a_store, with_company, with_subscription, with_usage

PEOPLE = ("ann", "ben", "cleo", "dan")


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", segment="mid-market", owner="Mia Sand")
        yield made


def full_seats(store, *, seats: int = 4, plan: str | None = None, event: str = "dispatch_board", **more) -> None:
    """Four people at work every week, on so many seats."""
    with_subscription(store, "acme", mrr=400.0, seats=seats, currency="EUR", plan=plan, **more)
    for person in PEOPLE:
        with_usage(store, "acme", weekly=[30] * 60, person=person, event=event)


def a_day(store, days: int) -> list:
    """The rows that the day's cycle writes for leads, so many days before today; the risks of the day are kept first."""
    day = TODAY - timedelta(days=days)
    snap = snapshot(store, day)
    risks = cases_kept("risk", RISK.keep, snap, cycle_id=str(day))
    rows = cases_kept("growth", AGENT.keep, snap, cycle_id=str(day))
    store.append("case", [*risks, *rows])
    return rows


def summary(store):
    return csql_summary(snapshot(store, TODAY).history("case"))
