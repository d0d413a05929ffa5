"""How fast the signals of all customers are worked out, beside reading the same rows and no more: `python bench/signals.py [STORE ...]`.

Two stores are compared (a made company of 1,000 and one of 5,000 where none are named), each in a process of its own for its memory:

  floor    the lake scanned and summed by company and event with polars, and every column of the nouns fetched by `sqlite3`
  first    `snapshot(store, day).signals` with nothing kept beside the store: what is kept there is removed before
  again    the same in a new process, as each day's cycle finds it

Seconds are of the processor, so that other work on the machine counts less. Growth is the exponent between two sizes: 1 is linear.
Exit status 1 where growth is above 1.1, or where one of up to about 100,000 accounts takes more than 15 s or 2.5 GB.
"""

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import date, datetime, time
from math import log
from pathlib import Path
from time import process_time

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.nouns import NOUNS
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store, open_store
from cs_core.context.usage import events
from cs_core.demo.first_start import make_demo

SIZES, WEEKS, END = (1_000, 5_000), 52, date(2026, 6, 30)
STEEPEST, LARGE, MOST_S, MOST_GB = 1.1, 100_000, 15.0, 2.5
KEPT = ("kept", "outlook", "shelf")
"""Folders of the lake that hold what was worked out before."""


def floor(store: Store) -> dict:
    """Rows of the lake and of the nouns, read and no more."""
    by = events.scan(store).group_by("system", "ref", "event").agg(pl.col("count").sum(), pl.col("at").max()).collect()
    with sqlite3.connect(store.path) as conn:
        rows = sum(len(many) for noun in (*NOUNS, "link", "reading") for many in _many(conn, noun))
    conn.close()
    return {"rows": rows + events.scan(store).select(pl.len()).collect().item(), "accounts": by["ref"].n_unique()}


def _many(conn: sqlite3.Connection, table: str):
    cursor = conn.execute(f"SELECT * FROM [{table}]")
    return iter(lambda: cursor.fetchmany(50_000), [])


def told(store: Store) -> dict:
    """The signals, as of the store's last day."""
    return {"accounts": snapshot(store, store.now(datetime.combine(END, time(12))).date()).signals.height}


def measured(path: Path, what: str) -> dict:
    """One of the two in a process of its own: what it says, with cpu (s) and peak (GB)."""
    command = [sys.executable, __file__, "--one", what, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def one(what: str, path: Path) -> None:
    """Print what `measured` reads."""
    with open_store(path) as store:
        start = process_time()
        said = {"floor": floor, "told": told}[what](store)
        said["cpu"] = process_time() - start
    print(json.dumps(said | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2}))


def made(folder: Path, accounts: int) -> Path:
    """A store of a made company."""
    path = folder / f"{accounts}.db"
    with open_store(path) as store:
        make_demo(store, folder / f"x{accounts}", accounts=accounts, seed=7, weeks=WEEKS, end=END, now=datetime.combine(END, time(12)))
    return path


def all_of(paths: list[Path]) -> bool:
    """Print a line for each store and way; whether every bound holds."""
    print(f"{'accounts':>9}{'rows':>12}  {'way':6}{'cpu s':>8}{'peak GB':>9}{'rows/s':>12}{'x floor':>9}{'growth':>8}")
    before, holds = {}, True
    for path in paths:
        for name in KEPT:
            shutil.rmtree(path.with_suffix(".lake") / name, ignore_errors=True)
        least = measured(path, "floor")
        ways = {"floor": least, "first": measured(path, "told"), "again": measured(path, "told")}
        accounts, rows = ways["first"]["accounts"], least["rows"]
        for way, at in ways.items():
            then = before.get(way)
            growth = log(at["cpu"] / then[1]) / log(accounts / then[0]) if then and accounts != then[0] else None
            before[way] = (accounts, at["cpu"])
            said = f"{growth:8.2f}" if growth is not None else f"{'':8}"
            print(
                f"{accounts:>9,}{rows:>12,}  {way:6}{at['cpu']:>8.1f}{at['peak']:>9.2f}{rows / at['cpu']:>12,.0f}"
                f"{at['cpu'] / least['cpu']:>9.1f}{said}"
            )
            if way == "again" and accounts <= 1.1 * LARGE:
                holds &= at["cpu"] <= MOST_S and at["peak"] <= MOST_GB
            if way == "again" and growth is not None:
                holds &= growth <= STEEPEST
    print(f"growth at most {STEEPEST}, up to about {LARGE:,} accounts {MOST_S:.0f} s and {MOST_GB} GB: {'held' if holds else 'BROKEN'}")
    return holds


def main() -> int:
    """0 where every bound holds."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return 0 if all_of([Path(p) for p in sys.argv[1:]] or [made(Path(folder), n) for n in SIZES]) else 1


if __name__ == "__main__":
    sys.exit(main())
