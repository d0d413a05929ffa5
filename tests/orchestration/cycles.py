"""A world of three customers who stopped using what they pay for and one who did not, and cycles on it."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from cs_core.context.store import open_store
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from tests.conftest import copied
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_subscription, with_team_member, with_usage

NOON = datetime.combine(TODAY, time(12))
QUIET = ("acme", "bolt", "cedar")


def with_customer(store, company: str, n: int) -> None:
    with_company(store, company, name=f"{company.title()} Heating", segment="long tail", domain=f"{company}.example")
    with_subscription(store, company, mrr=100.0 * (n + 1), seats=5)
    with_person(store, company, f"{company.title()} Lind")
    with_usage(store, company, [50 + n] * 16 + ([50] * 6 if company == "dune" else [0] * (6 + n)), until=ago(0))


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    """Three customers who stopped using what they pay for, one who uses it as ever, and one of ours with ten hours."""
    folder = tmp_path_factory.mktemp("world")
    with a_store(folder) as store:
        with_team_member(store, "Mia Sand", hours=10)
        for n, company in enumerate((*QUIET, "dune")):
            with_customer(store, company, n)
    return folder / "context.db"


@pytest.fixture
def store(world, tmp_path):
    with open_store(copied(world, tmp_path)) as store:
        yield store


@pytest.fixture(scope="module")
def first(world, tmp_path_factory) -> tuple[Path, dict]:
    """The same after a cycle at noon, and what that said."""
    path = copied(world, tmp_path_factory.mktemp("first"))
    with open_store(path) as store:
        return path, cycle(store)


@pytest.fixture
def after(first, tmp_path):
    """A store after that cycle."""
    with open_store(copied(first[0], tmp_path, "after")) as store:
        yield store


@pytest.fixture(scope="module")
def first_of_risk(world, tmp_path_factory) -> Path:
    """The same after a cycle at noon of the one agent that those who stopped concern."""
    path = copied(world, tmp_path_factory.mktemp("risk"))
    with open_store(path) as store:
        cycle(store, agents=["risk"])
    return path


@pytest.fixture
def after_risk(first_of_risk, tmp_path):
    with open_store(copied(first_of_risk, tmp_path, "after")) as store:
        yield store


def cycle(store, *, days: int = 0, hour: int = 12, **more) -> dict:
    at = NOON + timedelta(days=days, hours=hour - 12)
    return run_cycle(store, **({"as_of": at.date(), "now": at, "model": OfflineModel(), "roster": ROSTER} | more))
