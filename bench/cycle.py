"""How long a whole cycle takes, offline, from lake and store to proposals written back.

`python bench/cycle.py [--each N] [--here] [STORE ...]`

Stores without a cycle are copied and run (made companies of 2,000 and 10,000 customers where none are named), each run in a process of
its own for its memory:

  first    the first cycle: past days learnt from, signals worked out anew, every case opened, and as many drafts as people have hours
           for; there are as many of our people for a customer in every store (one for 1,250, or for N, where the company has fewer)
  changed  another of the same day, after 1 customer in 100 opened an urgent ticket: what it drafts, of what the first one did
  floor    the lake scanned and summed by company with polars, and the rows that the first cycle wrote written raw by `executemany`
  graph    the same notices, drafts, gates and writes in a LangGraph graph per account, signals given, for as many accounts as fit
           into some seconds, scaled up (`requirements-bench.txt` has it; left out where it is not installed)

With `--here` only the first, in the stores themselves: of a million customers (`bench/larger.py`) a copy has no room beside it.

Seconds are of the clock, in brackets of the processor; memory is what all its processes together hold of their own, looked at every LOOK_S
(where there is no /proc, of the first alone): pages of files that they look at are the operating system's to let go. Growth is the
exponent between two sizes: 1 is linear. Exit status 1 where growth is above 1.1, the graph is not 10 times as slow, a store of 100,000
customers takes more than 20 s or 4 GB, or one of a million more than 16 GB.
"""

import argparse
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import log
from pathlib import Path
from time import perf_counter, sleep

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.graph_peer import StateGraph, graph
from cs_core.context.store import Store, open_store
from cs_core.context.usage import events
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.orchestration.cycle import run_cycle

SIZES, WEEKS, DAY = (2_000, 10_000), 26, date(2026, 6, 30)
CUSTOMERS_EACH, VERSIONS = 1_250, 4
"""Customers for each of our people, unless told; and rows of companies that the made company's systems have a customer, about."""
STEEPEST, SLOWER = 1.1, 10.0
MOST = ((900_000, float("inf"), 16.0), (90_000, 20.0, 4.0))
"""From so many customers on a first cycle may take so many seconds and GB; the first that fits holds."""
ONE_IN, LOOK_S = 100, 0.05
WROTE = ("proposal", "verdict", "routed", "case", "task", "action", "finding", "step")


def noon(store: Store) -> datetime:
    """The store's own day, at noon."""
    return datetime.combine(store.now(datetime.combine(DAY, time(12))).date(), time(12))


def staffed(store: Store, each: int) -> None:
    """Enters people until there is one for `each` customers, so that a larger company does not draft the less for each."""
    missing = store.count("company") // (VERSIONS * each) - store.count("team_member")
    store.append("team_edit", [
        {"id": f"bench-{n}", "name": f"Person {n}", "weekly_hours": 36.0, "role": "CSM", "set_at": noon(store), "by": "bench"}
        for n in range(missing)
    ])  # fmt: skip


def cycle(store: Store, now: datetime) -> dict:
    """One offline cycle: accounts, drafts, and drafts that every gate passed."""
    made = run_cycle(store, as_of=now.date(), now=now, model=OfflineModel(), roster=roster_of(store))
    agents = made["agents"].values()
    return {"accounts": made["accounts"], "drafts": sum(a["drafted"] for a in agents), "passed": sum(a["passed"] for a in agents)}


def first(store: Store, each: int) -> dict:
    """The first cycle of the store, with one of our people for `each` customers."""
    staffed(store, each)
    return cycle(store, noon(store))


def changed(store: Store) -> dict:
    """Another cycle, an hour after the first, with an urgent ticket opened meanwhile by one customer in ONE_IN."""
    now = noon(store) + timedelta(hours=1)
    ill = store.frame("ticket").drop_nulls("company_ref").unique("company_ref", keep="last", maintain_order=True).gather_every(ONE_IN)
    fresh = {"source_id": pl.format("{}-again", "source_id"), "key": pl.format("{}-again", "key"), "status": pl.lit("open")}
    when = {name: pl.lit(now - timedelta(minutes=30)) for name in ("opened_at", "known_at", "recorded_at")}
    other = {"priority": pl.lit("urgent"), "escalated": pl.lit(1), "deleted": pl.lit(0), "closed_at": pl.lit(None, pl.Datetime("us"))}
    store.append_frame("ticket", ill.with_columns(**fresh, **when, **other))
    return cycle(store, now) | {"ill": ill.height}


def floor(store: Store) -> dict:
    """The lake read and summed, and what the cycle wrote written again, raw."""
    events.scan(store).group_by("system", "ref").agg(pl.col("count").sum()).collect()
    with sqlite3.connect(store.path.with_suffix(".raw")) as raw, sqlite3.connect(store.path) as conn:
        for table in WROTE:
            kept = conn.execute(f"SELECT * FROM [{table}]")
            names = [name for name, *_ in kept.description]
            raw.execute(f"CREATE TABLE [{table}] ({', '.join(f'[{name}]' for name in names)})")
            raw.executemany(f"INSERT INTO [{table}] VALUES ({', '.join('?' * len(names))})", kept)
        return {"rows": raw.total_changes}


def measured(path: Path, what: str, each: int = CUSTOMERS_EACH) -> dict:
    """One of them in a process of its own: what it says, with seconds, cpu (s) and peak (GB), its own children included."""
    command = [sys.executable, __file__, "--one", what, "--each", str(each), str(path)]
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        while run.poll() is None:
            peak = max(peak, sum(map(held, family(run.pid))))
            sleep(LOOK_S)
        said = json.loads(run.stdout.read().splitlines()[-1])
    return said | {"peak": peak or said["peak"]}


def family(pid: int) -> list[int]:
    """The process, and those that it and they began."""
    try:
        begun = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        begun = []
    return [pid, *(more for child in begun for more in family(child))]


def held(pid: int) -> float:
    """The memory that a process holds of its own now, in GB; nothing of one that is gone."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return sum(map(int, re.findall(r"(?:RssAnon|RssShmem):\s*(\d+)", told))) / 1024**2


def one(what: str, path: Path, each: int) -> None:
    """Print what `measured` reads."""
    with open_store(path) as store:
        start, cpu = perf_counter(), spent()
        said = first(store, each) if what == "first" else OTHERS[what](store)
        said |= {"s": perf_counter() - start, "cpu": spent() - cpu}
    print(json.dumps(said | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2}))


def spent() -> float:
    """Seconds of the processor, of the processes that this one began and that are over too."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


OTHERS = {"changed": changed, "floor": floor, "graph": lambda store: graph(store, noon(store))}


def copied(path: Path, folder: Path) -> Path:
    """A copy of a store, with what was imported of its lake: what was put down and learnt of past days since is worked out again."""
    target = folder / path.name
    with open_store(path) as store:
        if store.count("cycle"):
            sys.exit(f"{path} has cycles: a first cycle can be measured in a store without any")
        store.copy_to(target)
        shutil.copytree(store.lake, target.with_suffix(".lake"), ignore=shutil.ignore_patterns("outlook", "shelf"))
    return target


def made(folder: Path, accounts: int) -> Path:
    """A store of a made company."""
    path = folder / f"{accounts}.db"
    with open_store(path) as store:
        make_demo(store, folder / f"x{accounts}", accounts=accounts, seed=7, weeks=WEEKS, end=DAY, now=datetime.combine(DAY, time(12)))
    return path


def main(paths: list[Path], each: int, here: bool) -> int:
    """Print the table; 1 where a bound is broken."""
    broken, seen = [], []
    if here:
        broken = [bound for path in paths for bound in said({"first": measured(path, "first", each)})]
        return ended(broken)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path in paths or [made(folder, n) for n in SIZES]:
            place = folder / f"run-{path.stem}"
            place.mkdir()
            copy = copied(path, place)
            told = {"first": measured(copy, "first", each), "floor": measured(copy, "floor"), "changed": measured(copy, "changed")}
            if StateGraph:
                (place / "walk").mkdir()
                told["graph"] = measured(copied(path, place / "walk"), "graph")
            broken += said(told)
            seen.append(told["first"])
            shutil.rmtree(place)
    for less, more in pairwise(seen):
        growth = log(more["cpu"] / less["cpu"]) / log(more["accounts"] / less["accounts"])
        print(f"growth from {less['accounts']:,} to {more['accounts']:,} customers: {growth:.2f} (cpu)")
        broken += [f"growth {growth:.2f}"] if growth > STEEPEST else []
    if not StateGraph:
        print("LangGraph is not installed: `pip install -r requirements-bench.txt` adds it to the comparison")
    return ended(broken)


def ended(broken: list[str]) -> int:
    """Print which bounds are broken; 1 where any is."""
    print(f"broken: {'; '.join(broken)}" if broken else "every bound holds")
    return 1 if broken else 0


def said(told: dict[str, dict]) -> list[str]:
    """Print one store's rows; returns the bounds that are broken."""
    whole, broken = told["first"], []
    n, drafts = whole["accounts"], whole["drafts"]
    print(f"{n:,} customers: {whole['s']:.1f} s ({whole['cpu']:.1f}), {whole['peak']:.1f} GB; {drafts:,} drafts, {whole['passed']:,} "
          f"passed every gate, {drafts / whole['s']:,.0f} drafts/s")  # fmt: skip
    if raw := told.get("floor"):
        print(f"  floor: {raw['s']:.2f} s ({raw['cpu']:.2f}) for {raw['rows']:,} rows; the cycle is {whole['s'] / raw['s']:.0f} x that")
    if again := told.get("changed"):
        share = again["drafts"] / max(drafts, 1)
        print(f"  after {again['ill']:,} customers changed: {again['drafts']:,} drafts, {share:.1%} of the first; "
              f"{again['s']:.1f} s ({again['cpu']:.1f})")  # fmt: skip
    if walk := told.get("graph"):
        each = walk["walk_s"] / walk["walked"]
        times = each * walk["accounts"] / whole["s"]
        print(f"  LangGraph: {1000 * each:.0f} ms an account ({walk['walked']:,} walked), {1000 * walk['empty_s']:.1f} with empty steps; "
              f"{each * walk['accounts']:,.0f} s for all: {times:.0f} x the cycle")  # fmt: skip
        broken += [f"LangGraph only {times:.1f} x at {n:,}"] if times < SLOWER else []
    seconds, memory = next(((s, gb) for least, s, gb in MOST if n >= least), (float("inf"), float("inf")))
    if whole["s"] > seconds or whole["peak"] > memory:
        broken.append(f"{whole['s']:.0f} s and {whole['peak']:.1f} GB at {n:,}")
    return broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stores", nargs="*", type=Path, help="without a cycle; copied, never written to")
    parser.add_argument("--each", type=int, default=CUSTOMERS_EACH, help="customers for each of our people")
    parser.add_argument("--here", action="store_true", help="the first cycle alone, written to the stores themselves")
    parser.add_argument("--one", choices=("first", *OTHERS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.stores[0], asked.each)
    else:
        sys.exit(main(asked.stores, asked.each, asked.here))
