"""How fast the console's pages are, beside an empty Streamlit page on the same machine in the same run: `python bench/console.py`.

A real `streamlit run app.py` on a store (`--store`, else a demo of `--accounts` with one cycle), and a second one with an empty page.
A rerun is what a client of the websocket waits, from its request to the message that the script has finished, all that the page sends
included; empty page and page take turns, so that both see the same machine. First paint is in Chromium with nothing cached, the server
warm: from navigation until the page's head and the first thing under it are in the document. Medians. Exit status 1 where a bound is
broken: a warm rerun above 3 x the empty page plus 100 ms, a first paint above 1.5 s.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo
from cs_core.errors import CSError
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.orchestration.cycle import run_cycle

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

ROOT = Path(__file__).resolve().parents[1]
TIMES, PLUS_MS, PAINT_S = 3, 100.0, 1.5
END = date(2026, 6, 30)
LONGEST_S = 600
EMPTY = """import streamlit as st
st.navigation([st.Page("empty.py", title="Empty")], position="hidden").run()
"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: Notes when the head, and something after the title and its caption, came into the document.
WATCH = """
new MutationObserver(() => {
  const main = document.querySelector('[data-testid=stMainBlockContainer]');
  if (!main || window.firstPaint || !main.querySelector('h1')?.innerText) return;
  const parts = [...main.querySelectorAll('[data-testid=stElementContainer], [data-testid=stTabs], [data-testid=stForm]')];
  if (parts.filter(part => part.innerText || part.querySelector('canvas, svg, input')).length > EXPECTED)
    window.firstPaint = performance.now();
}).observe(document, {subtree: true, childList: true, characterData: true});
"""


class Server(NamedTuple):
    """A running server: its port and process."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> float:
        """The most memory that it ever held."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


class Run(NamedTuple):
    """One run of a page's script, seen from outside."""

    ms: float
    cpu_ms: float
    sent: int
    """Bytes of all messages."""
    parts: tuple[str, ...]
    """Labels of the tabs that the address chooses by `part`."""
    failed: bool


@dataclass
class Measured:
    """A page, or one of its tabs, with what it took."""

    page: str
    part: str
    first_s: float
    warm: list[Run]
    empty_ms: float = 0.0
    paint_s: float | None = None

    @property
    def ms(self) -> float:
        """Median of the warm reruns."""
        return median(run.ms for run in self.warm)

    @property
    def bound(self) -> float:
        """Milliseconds that a warm rerun may take."""
        return TIMES * self.empty_ms + PLUS_MS

    @property
    def broken(self) -> list[str]:
        """The bounds that it breaks."""
        slow = ["rerun"] if self.ms > self.bound else []
        late = ["first paint"] if self.paint_s is not None and self.paint_s > PAINT_S else []
        return slow + late + (["an error on the page"] if any(run.failed for run in self.warm) else [])


@contextmanager
def serving(script: Path, log: Path, **environment: str) -> Iterator[Server]:
    """A server of the script, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.headless", "true"]
    command += ["--server.fileWatcherType", "none"]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=os.environ | environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:
        for _ in range(480):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise SystemExit(f"The server did not start: {log.read_text()[-500:]}")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def client(server: Server) -> Iterator[ClientConnection]:
    """A tab without a browser."""
    address = f"ws://localhost:{server.port}/_stcore/stream"
    with connect(address, origin=f"http://localhost:{server.port}", subprotocols=["streamlit"], max_size=None, open_timeout=60) as tab:
        yield tab


def rerun(tab: ClientConnection, server: Server, page: str = "", **query: str) -> Run:
    """Ask for a run of the page and wait until its script has finished."""
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, urlencode(query)
    sent, parts, failed, tabs = 0, [], False, {}
    cpu, start = server.cpu(), time.perf_counter()
    tab.send(asked.SerializeToString())
    while True:
        raw = tab.recv(timeout=LONGEST_S)
        sent += len(raw)
        answer = ForwardMsg.FromString(raw)
        kind = answer.WhichOneof("type")
        if kind == "delta":
            block, element = answer.delta.add_block, answer.delta.new_element
            path = tuple(answer.metadata.delta_path)
            if block.HasField("tab_container") and block.tab_container.query_param_key == "part":
                tabs[path] = parts
            elif block.HasField("tab") and path[:-1] in tabs:
                parts.append(block.tab.label)
            failed |= element.HasField("exception")
        elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return Run((time.perf_counter() - start) * 1000, (server.cpu() - cpu) * 1000, sent, tuple(parts), failed)


def reruns(console: Server, empty: Server, page: str, part: str, n: int) -> Measured:
    """One page: its first run, then n warm ones, each beside a rerun of the empty page."""
    query = {"part": part} if part else {}
    with client(console) as tab, client(empty) as floor:
        rerun(floor, empty)
        first = rerun(tab, console, page, **query)
        rerun(tab, console, page, **query)
        pairs = [(rerun(floor, empty), rerun(tab, console, page, **query)) for _ in range(n)]
    return Measured(page, part, first.ms / 1000, [mine for _, mine in pairs], median(nothing.ms for nothing, _ in pairs))


def painted(browser: object, server: Server, address: str, n: int, *, under: int = 2) -> float:
    """Seconds until the head and what stands first under its `under` elements are there, in a browser that has nothing cached."""
    seen = []
    for _ in range(n):
        fresh = browser.new_context(viewport={"width": 1440, "height": 1000})
        fresh.add_init_script(WATCH.replace("EXPECTED", str(under)))
        page = fresh.new_page()
        page.goto(f"http://localhost:{server.port}/{address}", wait_until="commit", timeout=LONGEST_S * 1000)
        page.wait_for_function("window.firstPaint", timeout=LONGEST_S * 1000)
        seen.append(page.evaluate("window.firstPaint") / 1000)
        fresh.close()
    return median(seen)


@contextmanager
def chromium() -> Iterator[object | None]:
    """Debian's Chromium by Playwright; None where either is missing."""
    path = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if path is None or sync_playwright is None:
        print("No Chromium or no Playwright here: first paint is not measured.", file=sys.stderr)
        yield None
        return
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def a_demo(path: Path, accounts: int, weeks: int) -> None:
    """A store with a made company and one cycle."""
    noon = datetime(END.year, END.month, END.day, 12)
    with open_store(path) as store:
        make_demo(store, path.with_suffix(".x"), accounts=accounts, seed=7, weeks=weeks, end=END, now=noon)
        run_cycle(store, as_of=END, now=noon, model=OfflineModel(), roster=roster_of(store))


def names(only: list[str]) -> list[str]:
    """The console's pages by the names of their addresses."""
    found = [file.stem.split("_", 1)[1] for file in sorted((ROOT / "pages").glob("[0-9]*.py"))]
    unknown = set(only) - set(found)
    if unknown:
        raise SystemExit(f"There is no page {', '.join(sorted(unknown))}; there are {', '.join(found)}.")
    return [name for name in found if name in only] if only else found


def measure(console: Server, empty: Server, pages: list[str], n: int, browser: object | None, told: Callable) -> list[Measured]:
    """Every page and every part of it."""
    done = []
    for page in pages:
        with client(console) as tab:
            parts = rerun(tab, console, page).parts or ("",)
        for part in parts:
            row = reruns(console, empty, page, part, n)
            if browser:
                row.paint_s = painted(browser, console, f"{page}?{urlencode({'part': part})}" if part else page, n)
            done.append(row)
            told(row)
    return done


def line(row: Measured) -> str:
    """One row of the table."""
    paint = "-" if row.paint_s is None else f"{row.paint_s:.2f}"
    name, sent, cpu = f"{row.page}: {row.part}" if row.part else row.page, median(r.sent for r in row.warm), row.warm
    return (
        f"{name:34}{row.first_s:9.2f}{row.ms:9.0f}{median(r.cpu_ms for r in cpu):8.0f}{row.empty_ms:8.0f}{row.bound:8.0f}"
        f"{row.ms / row.empty_ms:8.1f}{paint:>8}{sent / 1024:9.0f}  {', '.join(row.broken) or 'ok'}"
    )


def main() -> None:
    """Print a line a page and part, and say whether a bound is broken."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("pages", nargs="*", help="some pages only, by the name of their address")
    asked.add_argument("--store", type=Path, help="a store to open; it is read, not written, unless a page remembers what it learnt")
    asked.add_argument("--accounts", type=int, default=2_000, help="size of the demo made where no store is given")
    asked.add_argument("--weeks", type=int, default=26)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--no-browser", action="store_true")
    given = asked.parse_args()
    pages = names(given.pages)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = given.store
        if store is None:
            store = folder / "context.db"
            try:
                a_demo(store, given.accounts, given.weeks)
            except CSError as error:
                raise SystemExit(str(error)) from error
        (folder / "app.py").write_text(EMPTY)
        (folder / "empty.py").write_text('import streamlit as st\n\nst.title("Empty")\n')
        empty = stack.enter_context(serving(folder / "app.py", folder / "empty.log"))
        console = stack.enter_context(serving(ROOT / "app.py", folder / "console.log", CS_STORE=str(store.resolve())))
        browser = None if given.no_browser else stack.enter_context(chromium())
        print(f"{'page':34}{'first s':>9}{'warm ms':>9}{'CPU ms':>8}{'empty':>8}{'bound':>8}{'ratio':>8}{'paint s':>8}{'KB sent':>9}")
        done = measure(console, empty, pages, given.runs, browser, lambda row: print(line(row), flush=True))
        floor = f", an empty page paints in {painted(browser, empty, '', given.runs, under=0):.2f} s" if browser else ""
        print(f"\nPeak memory of the server {console.peak_mb():,.0f} MB{floor}; medians of {given.runs}.")
    sys.exit(1 if any(row.broken for row in done) else 0)


if __name__ == "__main__":
    main()
