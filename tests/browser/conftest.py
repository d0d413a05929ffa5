"""A real server and a real browser; skipped with a reason where there is no Chromium or no Playwright."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import copied

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def served(store: Path, log: Path, *options: str) -> tuple[subprocess.Popen, str]:
    """A cold server on a store, and its address, once it answers. `options` are Streamlit's own."""
    port = _free_port()
    with log.open("w") as out:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port), "--server.headless", "true",
                *options,
            ],
            env=os.environ | {"CS_STORE": str(store)}, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = f"http://localhost:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return process, address
        except OSError:
            time.sleep(0.25)
    process.kill()
    raise AssertionError(f"the server did not start: {log.read_text()[-500:]}")


@contextmanager
def running(store: Path, *options: str) -> Iterator[str]:
    """A console on a store for as long as it is looked at: its address."""
    process, address = served(store, store.with_name("server.log"), *options)
    try:
        yield address
    finally:
        process.terminate()
        process.wait(10)


def settle(tab) -> None:
    """Wait until the page has stopped running: its head is there long before, and between two waits of its own nothing is busy."""
    tab.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=60_000)
    busy = "[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]"
    rests = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
    tab.wait_for_function(f"() => {rests} && !document.querySelector('{busy}')", timeout=60_000)
    tab.wait_for_timeout(400)


@pytest.fixture(scope="session")
def chromium():
    path = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if path is None:
        pytest.skip("no Chromium on this machine: install it to run the browser tests")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install -r requirements-dev.txt")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def console(demo_template, tmp_path_factory, chromium):
    """A console on a copy of the small demo company; its address."""
    folder = tmp_path_factory.mktemp("console")
    with running(copied(demo_template, folder)) as address:
        yield address


@pytest.fixture
def tab(chromium):
    page = chromium.new_page(viewport={"width": 1440, "height": 1000})
    yield page
    page.close()
