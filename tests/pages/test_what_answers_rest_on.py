"""What pages keep is worked out again when a row was added of any table that it read."""

import re

import pytest

from cs_core.context.nouns import NOUNS
from cs_core.context.shelves.kept_signals import signals_mark
from cs_core.context.shelves.shelf import BOOK_TABLES
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from pages._ui import frame
from pages._ui.kept import SIGNAL_TABLES, kept
from tests.conftest import END, NOON, copied
from tests.pages.test_read_from_the_shelf import shown
from tests.worlds import TODAY, a_store, with_company

SHOWN = (
    ("00_Today", None), ("20_Agents", "Work done"), ("40_Strategy", "Goals"), ("41_Coverage", "Plan"), ("41_Coverage", "What if"),
    ("43_Proof", "Pilot"), ("44_Forecast", "Retention"),
)  # fmt: skip
SIGNALS_READ = {*SIGNAL_TABLES, "cycle", "outcome"}
"""What `signals_mark` looks at."""
WITH_OTHERS = {"case": "cycle", "task": "routed", "action": "decision"}
"""Tables whose rows are written with those of another one."""
SLOW = {"decision"}
"""On Coverage: what evidence reads of many decisions, no single one moves."""
NO_HISTORY = {"meta", "json_each", *NOUNS, *BOOK_TABLES}


@pytest.fixture(scope="module")
def acted(demo_template, tmp_path_factory):
    """A demo company with a cycle."""
    path = copied(demo_template, tmp_path_factory.mktemp("acted"))
    with open_store(path) as store:
        run_cycle(store, as_of=END, now=NOON, model=OfflineModel(), roster=ROSTER)
    return path


@pytest.mark.parametrize(("page", "part"), SHOWN)
def test_a_kept_answer_names_each_table_that_it_read(acted, page, part, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(acted))
    forgot, asked = {}, []

    def watched(snap, function, *args, tables=(), **how):
        read = set()

        def work(snap, *args):
            asked.append(function)
            snap.store._held.clear()
            snap.store._db.conn.set_trace_callback(lambda line: read.update(re.findall(r"(?:FROM|JOIN) \[?(\w+)", line)))
            try:
                return function(snap, *args)
            finally:
                snap.store._db.conn.set_trace_callback(None)

        work.__qualname__ = f"{function.__module__}.{function.__qualname__}"
        told = kept(snap, work, *args, tables=tables, **how)
        named = {*tables, *(SIGNALS_READ if {*SIGNAL_TABLES} <= {*tables} else ()), *(SLOW if "coverage" in tables else ())}
        named |= {table for table, beside in WITH_OTHERS.items() if beside in named}
        if {*SIGNAL_TABLES} <= {*tables} and read - named - NO_HISTORY:
            forgot[function.__qualname__] = read - named - NO_HISTORY
        return told

    monkeypatch.setattr(frame, "kept", watched)
    shown(page, part)
    assert asked and forgot == {}


def told(snap) -> object:
    return object()


def test_what_signals_tell_is_worked_out_again_when_a_cycle_of_a_day_before_was_run(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store)
        before = kept(snapshot(store, TODAY), told, says="Counting", tables=SIGNAL_TABLES)
        assert kept(snapshot(store, TODAY), told, says="Counting", tables=SIGNAL_TABLES) is before
        mark = signals_mark(snapshot(store, TODAY))
        run_cycle(store, as_of=TODAY.replace(day=TODAY.day - 1), now=NOON, model=OfflineModel(), roster=ROSTER)
        assert signals_mark(snapshot(store, TODAY)) != mark
        assert kept(snapshot(store, TODAY), told, says="Counting", tables=SIGNAL_TABLES) is not before
