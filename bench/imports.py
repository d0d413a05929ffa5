"""How fast exports are landed, beside `sqlite-utils insert` and beside reading and writing the rows and no more: `python bench/imports.py`.

Four exports as their systems write them are made by numpy and polars, a twentieth of `--full` where that is not asked for:

  use in Parquet, use in CSV    20,000,000 events of 100,000 workspaces, in the order of time
  tickets                       1,000,000 of Zendesk, a JSON object a line
  customers                     100,000 companies and 500,000 contacts of HubSpot in CSV, and after that who is who

Each is landed three ways, each run in a process of its own for its memory:

  ours      `import`, until every row is typed, refused with a reason or landed once with its source, and companies are linked
  insert    `sqlite-utils insert`, which keeps cells as they stand (of `--full` a twentieth: its time grows with the rows); reads no Parquet
  floor     read by polars, written by `executemany` into a table without a key

Seconds are of the processor, so that other work on the machine counts less, as medians of RUNS (`--full`: one). Exit status 1 where ours
takes more than SLOWEST times as long as `sqlite-utils insert`, which reads no cell and knows no row again, or more than MOST_GB.

`--bounded FILE_MB ROOM_MB` lands so much use in CSV with so much address space beyond the start (`RLIMIT_AS`, as `ulimit -v`), and nothing
else; `--forms csv gz zip utf-16.gz parquet.gz` does so with that file as it stands, packed by gzip, in a zip, and with the same rows in
UTF-16 and in Parquet, packed by gzip. The 64 MB that glibc lays claim to for each thread, and never touches, are left out of that
(`MALLOC_ARENA_MAX`).
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.exports import FORMS, in_form, made, use
from cs_core.context.importing.landing import LINKED_SHARE, import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store

FULL = {"use in Parquet": 20_000_000, "use in CSV": 20_000_000, "tickets": 1_000_000, "customers": 600_000}
SHARE, RUNS, SLOWEST, MOST_GB = 20, 3, 2.0, 4.0
NOW = datetime(2026, 6, 30, 12)


def files_of(path: Path) -> list[Path]:
    """The file, or those of a folder."""
    return sorted(path.iterdir()) if path.is_dir() else [path]


def ours(path: Path, folder: Path) -> dict:
    """An import into a store of its own: until all is landed and linked, and what reading it takes after that."""
    marks, start = {}, process_time()
    with open_store(folder / "context.db") as store:
        told = lambda share, _: marks.setdefault(share >= LINKED_SHARE, process_time() - start)  # noqa: E731
        said = import_paths(store, [path], now=NOW, progress=told)
        done = process_time() - start
        then = {"reading what was written": done - marks[True]}
        if path.is_dir():
            people = snapshot(store, NOW.date()).people.height
            then |= {f"who is who of {people:,} people": process_time() - start - done}
    totals = said["totals"]
    if totals["landed"] != totals["rows"]:
        sys.exit(f"of {totals['rows']:,} rows {totals['landed']:,} landed: {[file['reasons'][:3] for file in said['files']]}")
    return {"rows": totals["rows"], "cpu": marks[True], "then": then}


def floor(path: Path, folder: Path) -> dict:
    """Read by polars, and each row written as it stands."""
    rows, start = 0, process_time()
    with sqlite3.connect(folder / "raw.db") as raw:
        for file in files_of(path):
            read = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".jsonl": pl.read_ndjson}[file.suffix]
            frame = read(file)
            flat = frame.with_columns(pl.selectors.datetime().dt.to_string(), pl.selectors.struct().struct.json_encode(),
                                      pl.selectors.list().list.join(";"))  # fmt: skip
            raw.execute(f"CREATE TABLE [{file.stem}] ({', '.join(f'[{name}]' for name in flat.columns)})")
            raw.executemany(f"INSERT INTO [{file.stem}] VALUES ({', '.join('?' * flat.width)})", flat.iter_rows())
            rows += flat.height
    return {"rows": rows, "cpu": process_time() - start}


def inserted(path: Path, folder: Path) -> dict | None:
    """`sqlite-utils insert` in a process of its own."""
    program, cpu, peak, rows = Path(sys.executable).with_name("sqlite-utils"), 0.0, 0.0, 0
    if any(file.suffix == ".parquet" for file in files_of(path)) or not program.exists():
        return None
    for file in files_of(path):
        how = "--csv" if file.suffix == ".csv" else "--nl"
        process = subprocess.Popen([program, "insert", folder / "insert.db", file.stem, file, how, "--silent"])
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        if status:
            sys.exit(f"sqlite-utils insert failed on {file.name}")
        cpu, peak = cpu + used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss / 1024**2)
        with sqlite3.connect(folder / "insert.db") as conn:
            rows += conn.execute(f"SELECT count(*) FROM [{file.stem}]").fetchone()[0]
        conn.close()
    return {"rows": rows, "cpu": cpu, "peak": peak}


def measured(path: Path, what: str, place: Path, *words: str) -> dict:
    """One of ours and the floor in a process of its own: what it says, with peak (GB)."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        command = [sys.executable, __file__, "--one", what, str(path), folder, *words]
        around = os.environ | ({"MALLOC_ARENA_MAX": "2"} if words else {})
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=around).stdout.splitlines()[-1])


def one(what: str, path: Path, folder: Path, room_mb: int = 0) -> None:
    """Print what `measured` reads. `room_mb`: of address space that it may take beyond what it has before the file is opened."""
    if room_mb:
        has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + room_mb * 1024**2, resource.RLIM_INFINITY))
    said = {"ours": ours, "floor": floor}[what](path, folder)
    print(json.dumps(said | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2}))


def compared(kind: str, rows: int, runs: int, peer_share: int, place: Path) -> list[str]:
    """Print the three ways of one export; returns the bounds that are broken."""
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        path = made(kind, rows, folder)
        size = sum(file.stat().st_size for file in files_of(path)) / 1024**2
        mine = [measured(path, "ours", folder) for _ in range(runs)]
        raw = [measured(path, "floor", folder) for _ in range(runs)]
        (folder / "peer").mkdir()
        small = made(kind, rows // peer_share, folder / "peer") if peer_share > 1 else path
        peer = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory(dir=folder) as of_one:
                peer += filter(None, [inserted(small, Path(of_one))])
    ways = {"ours": mine, "insert": peer, "floor": raw}
    each = {way: median(run["cpu"] / run["rows"] for run in found) for way, found in ways.items() if found}
    print(f"{kind}: {rows:,} rows, {size:,.0f} MB")
    for way, found in ways.items():
        if not found:
            print(f"  {way:8}left out: sqlite-utils reads no Parquet" if kind.endswith("Parquet") else f"  {way:8}left out: not installed")
            continue
        peak, n = max(run["peak"] for run in found), found[0]["rows"]
        print(f"  {way:8}{n:>12,} rows{median(run['cpu'] for run in found):>9.1f} s{1 / each[way]:>12,.0f} rows/s{peak:>7.2f} GB"
              f"{each[way] / each['floor']:>7.1f} x floor")  # fmt: skip
    then = (f"{what} {median(run['then'][what] for run in mine):.1f} s" for what in mine[0]["then"])
    print(f"  and then: {', '.join(then)}", flush=True)
    slow = [f"{kind}: {each['ours'] / each['insert']:.1f} x insert"] if each["ours"] > SLOWEST * each.get("insert", each["ours"]) else []
    most = max(run["peak"] for run in mine)
    return slow + ([f"{kind}: {most:.1f} GB"] if most > MOST_GB else [])


def bounded(size_mb: int, room_mb: int, forms: list[str], place: Path | None) -> None:
    """Land a CSV of use that is larger than the address space the import may take, in each of the forms."""
    with tempfile.TemporaryDirectory(dir=place) as name:
        path = Path(name) / "events.csv"
        use(path, 100_000)
        use(path, int(100_000 * size_mb * 1024**2 / path.stat().st_size))
        size = path.stat().st_size / 1024**2
        for form in forms:
            file = in_form(path, form)
            start = perf_counter()
            said = measured(file, "ours", Path(name), str(room_mb))
            s, how = perf_counter() - start, "" if file == path else f" as {file.name} of {file.stat().st_size / 1024**2:,.0f} MB"
            print(f"{size:,.0f} MB of CSV{how}, {said['rows']:,} rows, landed within {room_mb:,} MB of address space beyond the start: "
                  f"{said['cpu']:.1f} s of the processor, {s:.0f} s, peak {said['peak']:.2f} GB in all", flush=True)  # fmt: skip


def main() -> int:
    """0 where every bound holds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true", help="all rows, once")
    parser.add_argument("--only", nargs="+", choices=FULL, default=list(FULL), metavar="EXPORT", help=", ".join(FULL))
    parser.add_argument("--share", type=int, default=SHARE, help="one row in so many of the full sizes")
    parser.add_argument("--runs", type=int, default=RUNS, help="of which the median counts")
    parser.add_argument("--bounded", nargs=2, type=int, metavar=("FILE_MB", "ROOM_MB"), help="such as 1500 1200")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=["csv"], metavar="FORM", help=f"of that CSV: {', '.join(FORMS)}")
    parser.add_argument("--work", type=Path, help="folder for files and stores: the full size takes up to 12 GB")
    asked = parser.parse_args()
    if shutil.disk_usage(asked.work or tempfile.gettempdir()).free < 15 * 1024**3 and asked.full:
        sys.exit("the full size needs 15 GB of disk: name a folder by --work")
    if asked.bounded:
        bounded(*asked.bounded, asked.forms, asked.work)
        return 0
    share, runs, of_peer = (1, 1, SHARE) if asked.full else (asked.share, asked.runs, 1)
    broken = [said for kind in asked.only for said in compared(kind, FULL[kind] // share, runs, of_peer, asked.work)]
    print(f"broken: {'; '.join(broken)}" if broken else f"at most {SLOWEST:g} x sqlite-utils insert and {MOST_GB:g} GB: held")
    return 1 if broken else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], *map(Path, sys.argv[3:5]), *map(int, sys.argv[5:]))
    else:
        sys.exit(main())
