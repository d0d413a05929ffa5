"""Shared worlds: one small demo company for all tests that need a whole one, and a clean cache for each test."""

import gc
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from cs_core.context.shelves.kept_signals import kept_signals
from cs_core.context.snapshot import snapshot
from cs_core.context.store import MADE_FROM, open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from tests.worlds import a_store

END = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 12)
LONGEST = (
    "test_flows", "test_durable_kill", "test_large_files", "test_login", "test_console", "test_durable", "test_parts", "test_every_page",
    "test_hostile_console", "test_welcome", "test_together", "test_running", "test_running_stops", "test_running_steps", "test_damage",
    "test_kills", "test_random_model", "test_stopping", "test_every_importer", "test_narrowed_account", "test_pages", "test_impact_data",
    "test_merged_accounts", "test_injection_actions", "test_backtest", "test_proof", "test_plan_quotas", "test_clocks", "test_drill",
    "test_gets_smarter", "test_bitemporal", "test_backtest_data", "test_backtest_rivals", "test_forecast_past", "test_large_lines",
    "test_commands", "test_prove_commands", "test_past_data", "test_prep", "test_gathered", "test_quote_command", "test_planted_errors",
    "test_heard_before", "test_board", "test_goals_course", "test_case_renewal", "test_case_onboarding", "test_cycle_steps",
    "test_kept_signals", "test_shelf",
)  # fmt: skip
"""Few tests that take long: whoever came to such a file last would be left alone with it."""
WHOLE = (
    "browser", "conformance", "faults", "fuzz", "scenarios", "security", "test_a_real_book", "test_acts", "test_backtest",
    "test_backtest_rivals", "test_backup", "test_bench_console", "test_bench_larger", "test_bitemporal", "test_contracts_on_use",
    "test_cycle_with_a_model", "test_delivery_kill", "test_durable", "test_durable_kill", "test_first_start", "test_forecast_past",
    "test_gets_smarter", "test_heard_before", "test_hostile_words", "test_imported_meanwhile", "test_joined_cases", "test_large_files",
    "test_large_lines", "test_large_memory", "test_merged_accounts", "test_narrowed_account", "test_old_and_new", "test_onboarding_course",
    "test_pages_in_memory", "test_parts", "test_plan_quotas", "test_proof", "test_quality_forecast", "test_quarter", "test_random_model",
    "test_read_from_the_shelf", "test_rehearsal", "test_rehearsing", "test_relationship_cases", "test_renewal_cycle", "test_running",
    "test_running_steps", "test_running_stops", "test_serve", "test_stopping", "test_store_in_memory", "test_store_kept_in",
    "test_success_plan_cases", "test_two_writers", "test_upgrade", "test_welcome", "test_working",
)  # fmt: skip
"""Folders and files of tests of the program as a whole: in a browser, in several processes, killed, damaged, on large files, over months,
by acts on its pages, on data that others made. They take most of the time of all tests; `make test-all` runs them too."""
WAIT_SECONDS = 600
WITHIN = pytest.StashKey[bool]()
CONFORMANCE = Path(os.environ.get("CS_CONFORMANCE_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: now and then each waits for a browser, a server or the disk. Two more took longer."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """There is a worker for each core: one that computes with several threads takes time from the others.

    What they, and the programs that tests begin, have compiled is kept: a worker takes eight seconds to compile all tests anew.
    """
    for name in ("OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """All tests within a function that polars calls: what it is asked there it does at once, and hands no small frame to its own threads.

    Alone a test of many such frames takes half the time so, and of a busy machine a fifth less.
    """
    if config.stash.get(WITHIN, False):
        return None  # now as any run
    config.stash[WITHIN] = True
    status = [pytest.ExitCode.INTERRUPTED]

    def within(frame: pl.DataFrame) -> pl.DataFrame:
        status.append(config.hook.pytest_cmdline_main(config=config))
        return frame

    with suppress(KeyboardInterrupt):  # which was told already
        pl.LazyFrame({"": [0]}).map_batches(within).collect()
    return status[-1]


def is_whole(path: Path) -> bool:
    """Whether a file, or folder, of tests is of the program as a whole."""
    return bool(set(WHOLE) & set(path.relative_to(Path(__file__).parent).with_suffix("").parts))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests of the program as a whole are not even read where all are left out: a worker takes two seconds to read them."""
    chosen = config.option.markexpr
    return True if "not whole" in chosen.split(" and ") and " or " not in chosen and is_whole(collection_path) else None


def pytest_itemcollected(item: pytest.Item):
    """Tests of the program as a whole say so, and are left out unless asked for."""
    if is_whole(item.path):
        item.add_marker("whole")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]):
    """Files in the order in which they are handed to workers: those that take longest, then those with most tests."""
    first, tests = {name: n for n, name in enumerate(LONGEST)}, Counter(item.path for item in items)
    items.sort(key=lambda item: (first.get(item.path.stem, len(first)), -tests[item.path], item.path))


def pytest_collection():
    """What is read while tests are collected stays: a quarter of that time went into looking for garbage in it."""
    gc.disable()


def pytest_collection_finish():
    """The tests themselves stay to the end: the collector of garbage need not look through them again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def components_found_once():
    """Streamlit looks through all that is installed for components whenever a page is opened; what it finds does not change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def conformance_data() -> Path:
    """Third-party data that nobody here wrote; absent on most machines."""
    if not CONFORMANCE.is_dir():
        pytest.skip(f"no third-party data at {CONFORMANCE}: set CS_CONFORMANCE_DATA")
    return CONFORMANCE


def made_once(tmp_path_factory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker that asks for it fills and the others wait for; nobody writes to it afterwards."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with closing(sqlite3.connect(folder.with_suffix(".lock"), timeout=WAIT_SECONDS, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        if not (made := folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def demo_with_a_cycle(folder: Path) -> None:
    with open_store(folder / "context.db") as store:
        make_demo(store, folder / "exports", accounts=120, seed=7, weeks=60, end=END, now=NOON)
        run_cycle(store, as_of=END, now=NOON, model=OfflineModel(), roster=ROSTER)
        kept_signals(snapshot(store, END))  # as whoever opens a page leaves them beside it


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory) -> Path:
    """A store with a small demo company and one cycle, looked at once since. Never written to: `demo_store` is a copy."""
    folder = made_once(tmp_path_factory, "demo", demo_with_a_cycle)
    return copied(folder / "context.db", tmp_path_factory.mktemp("demo"))


def copied(template: Path, folder: Path, name: str = "context") -> Path:
    """A copy of a store that nobody writes to, and of its lake, in a folder: the store's file."""
    for part in ("", "-wal"):
        if (file := template.with_name(template.name + part)).exists():
            shutil.copy(file, folder / f"{name}.db{part}")
    if (lake := template.with_suffix(".lake")).exists():
        shutil.copytree(lake, folder / f"{name}.lake")
    with open_store(folder / f"{name}.db") as store:
        if store.get(MADE_FROM):  # a copy that is reset takes no exports of the template with it
            store.put(MADE_FROM, str(folder / "exports"), at=NOON)
    return folder / f"{name}.db"


@pytest.fixture
def store(tmp_path):
    """An empty store. A module whose tests need a world has a fixture of this name of its own."""
    with a_store(tmp_path) as made:
        yield made


@pytest.fixture
def demo_store(demo_template, tmp_path) -> Path:
    """A copy of the demo company's store for one test."""
    return copied(demo_template, tmp_path)


@pytest.fixture(autouse=True)
def clean_caches():
    """Streamlit's caches outlive an app under test: clear them, so that no test reads another's world."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
