"""Templates that are made once and copied by each test."""

from pathlib import Path
from typing import NamedTuple

import pytest

from cs_core.context.backup import backup
from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import approve_all, queue
from tests.execution.channels import switched_on
from tests.faults.work import END, NOON
from tests.faults.worlds import copied


class Worlds(NamedTuple):
    """Stores of one company, never written to, and its exports."""

    exports: Path
    imported: Path
    cycled: Path
    """With a cycle, nothing decided."""
    decided: Path
    """With actions that wait to be delivered, by e-mail and webhook."""
    kept: Path
    """A backup of the one with a cycle."""


@pytest.fixture(scope="session")
def worlds(tmp_path_factory) -> Worlds:
    home = tmp_path_factory.mktemp("faults")
    exports, imported = home / "exports", home / "imported" / "context.db"
    with open_store(imported) as store:
        make_demo(store, exports, accounts=40, seed=7, weeks=40, end=END, now=NOON)
    cycled = copied(imported, home / "cycled")
    with open_store(cycled) as store:
        run_cycle(store, as_of=END, now=NOON, model=OfflineModel(), roster=ROSTER)
        backup(store, home / "kept.zip")
    decided = copied(cycled, home / "decided")
    with open_store(decided) as store:
        for row in queue(store, now=NOON)[:24]:
            approve_all(store, [row["id"]], by="Lea", now=NOON)
        switched_on(store, "email", "webhook")
    return Worlds(exports, imported, cycled, decided, home / "kept.zip")
