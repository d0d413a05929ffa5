"""What a durable cycle costs beside a plain one, and what is left of it after kills: `python bench/durable.py [--store STORE] [--kills N]`.

One company (a made one of `--accounts`, or a copy of a store that has more to do than one cycle did) is run offline four ways, each on a
copy of its own, in processes of their own:

  plain    `cycle`
  durable  `cycle --durable`, nobody kills it; the ratio to plain is its overhead
  killed   `cycle --durable`, killed without warning at random moments of its run, N times in all, begun again until it is written
  steps    empty steps of one piece of work, beside rows written one by one with the same guarantee by `sqlite3`: steps a second

Overhead and steps are of the processor, so that other work on the machine counts less. Exit status 1 where a killed cycle differs from the
plain one by a single draft, task or action, where anything is there twice, or where the overhead is above a quarter and above the
FIXED_S seconds that starting the engine takes.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic, process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from dbos import DBOS

from cs_core.context.backup import check
from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo
from cs_core.orchestration.durable.engine import Engine
from cs_core.settings import Settings

ROOT, END, WEEKS = Path(__file__).parents[1], date(2026, 6, 30), 52
MOST_OVERHEAD, FIXED_S, STEPS, STALE_S = 1.25, 3.0, 1_000, 2
TABLES = {"proposal": "id, subject, body, facts", "routed": "proposal_id, route, assignee", "task": "id, title", "action": "id, body"}


def copied(path: Path, folder: Path) -> Path:
    """A copy of a store in a folder made anew; Parquet files, which nobody changes, are shared where the disk can."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with open_store(path) as store:
        store.copy_to(folder / "context.db")
        shutil.copytree(store.lake, folder / "context.lake", copy_function=_shared)
    return folder / "context.db"


def _shared(old: str, new: str) -> str:
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)
    return new


def begun(store: Path, *words: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "cs_core", "--store", str(store), "cycle", "--json", *words]
    env = os.environ | {"CS_ENGINE_STALE": str(STALE_S)}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def run(store: Path, *words: str) -> dict:
    """Seconds, seconds of the processor and peak (GB) of one cycle in a process of its own, and how many drafts it made."""
    start = monotonic()
    process = begun(store, *words)
    said = json.loads(process.stdout.read())
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    drafts = sum(said["proposals"].values())
    return {"s": monotonic() - start, "cpu": used.ru_utime + used.ru_stime, "gb": used.ru_maxrss / 2**20, "drafts": drafts}


def left(store: Path) -> dict[str, str]:
    """A digest of what cycles left, table by table, and how many cycles; the store must be whole."""
    with open_store(store) as opened:
        assert check(opened)["ok"]
    with closing(sqlite3.connect(store)) as conn:
        found = {"cycles": str(conn.execute("SELECT count(*) FROM cycle").fetchone()[0])}
        for table, columns in TABLES.items():
            told = hashlib.sha256()
            for row in conn.execute(f"SELECT {columns} FROM [{table}] ORDER BY 1"):
                told.update(repr(row).encode())
            found[table] = told.hexdigest()
    return found


def killed(store: Path, kills: int, whole_s: float, chance: random.Random) -> int:
    """Kill a durable cycle so often, at any moment of a whole run, and have it end: how many kills met it at work."""
    hit = 0
    while True:
        process = begun(store, "--durable")
        if hit == kills:
            process.communicate()
            return hit
        try:
            process.wait(chance.uniform(0.2, 1.0) * whole_s)
            return hit  # it was quicker
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            hit += 1


def steps_a_second(folder: Path) -> tuple[float, float]:
    """Empty steps of the engine, and rows of `sqlite3` each in a transaction of its own, in the same kind of file."""
    @DBOS.workflow(name="steps")
    def steps() -> float:
        start = process_time()
        for n in range(STEPS):
            DBOS.run_step({"name": "step"}, lambda n=n: n)
        return STEPS / (process_time() - start)

    with open_store(folder / "steps.db"):
        pass
    with Engine(Settings(store=folder / "steps.db")):
        ours = steps()
    with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = NORMAL")
        conn.execute("CREATE TABLE step (id TEXT PRIMARY KEY, n INTEGER, result TEXT)")
        start = process_time()
        for n in range(STEPS):
            conn.execute("INSERT INTO step VALUES (?, ?, ?)", [f"steps-{n}", n, str(n)])
        return ours, STEPS / (process_time() - start)


def main() -> None:
    """Print one line a way, and what holds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=800)
    parser.add_argument("--store", type=Path, help="a store with work for a cycle; never written to")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--work", type=Path, help="folder for the copies, on the disk of the store if they are to share files")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.work) as name:
        folder, template = Path(name), asked.store
        if template is None:
            template = folder / "template" / "context.db"
            with open_store(template) as store:
                noon = datetime.combine(END, time(12))
                make_demo(store, template.parent / "exports", accounts=asked.accounts, seed=7, weeks=WEEKS, end=END, now=noon)
        raise SystemExit(0 if compared(template, folder, asked.kills, random.Random(asked.seed)) else 1)


def compared(template: Path, folder: Path, kills: int, chance: random.Random) -> bool:
    """Print the four ways; whether all holds."""
    print(f"{'way':10}{'seconds':>10}{'cpu s':>10}{'peak GB':>10}{'drafts':>10}")
    told, found = {}, {}
    for way, words in (("plain", ()), ("durable", ("--durable",))):
        store = copied(template, folder / "run")
        told[way], found[way] = run(store, *words), left(store)
        print(f"{way:10}{told[way]['s']:>10.1f}{told[way]['cpu']:>10.1f}{told[way]['gb']:>10.2f}{told[way]['drafts']:>10,}", flush=True)
    start, hits, store = monotonic(), 0, copied(template, folder / "run")
    while hits < kills:
        hits += killed(store, kills - hits, told["durable"]["s"], chance)
        found["killed"] = left(store)
        if found["killed"] != found["plain"]:
            break
        if hits < kills:
            store = copied(template, folder / "run")
    same = all(f == found["plain"] for f in found.values())
    print(f"{'killed':10}{monotonic() - start:>10.1f}{'':>20}{told['plain']['drafts']:>10,}   {hits} kills; the same as plain: {same}")
    overhead, more = told["durable"]["cpu"] / told["plain"]["cpu"], told["durable"]["cpu"] - told["plain"]["cpu"]
    small = overhead <= MOST_OVERHEAD or more <= FIXED_S
    by = f"{overhead:.2f} of the processor ({more:+.1f} s), {told['durable']['s'] / told['plain']['s']:.2f} by the clock"
    print(f"durable / plain: {by}; limit of {MOST_OVERHEAD} or {FIXED_S:g} s: {'held' if small else 'BROKEN'}")
    ours, floor = steps_a_second(folder)
    print(f"steps: {ours:,.0f} a second, {floor / ours:.1f} x fewer than rows of sqlite3 ({floor:,.0f})")
    return same and small


if __name__ == "__main__":
    main()
