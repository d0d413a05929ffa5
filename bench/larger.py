"""A store of N times as many customers as another, without making them anew: `python bench/larger.py STORE N NEW`.

A company of a million customers takes hours and more memory than most machines have to make and import. So every row of each noun, link
and reading is written N - 1 times more, and each file of use, with all that names a customer, a person at one, or a row of theirs changed
the same way in each copy: a copy's customers hang together among themselves as those of STORE do, and with nobody else. What is ours (the
team, what we know of ourselves, files imported) stays once. Slack channels, which are told by a company's name, find nobody in the
copies; their messages are linked by who wrote them. STORE must have no cycle: nothing of what agents did is copied.

Without arguments a made company is copied, and as many customers are made and imported anew beside it: what the copying saves.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.nouns import NOUNS
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo

CUSTOMERS, TIMES, DAY = 300, 5, date(2026, 6, 30)
"""Of the made company that is copied where no store is named, how many times, and its last day."""

OURS = ("knowledge", "team_member")
IDS = (
    "source_id", "external_id", "parent_ref", "company_ref", "subscription_ref", "thing_ref", "left_ref", "right_ref", "kept_ref",
    "merged_ref", "price_ref", "product_ref", "domain", "thread",
)  # fmt: skip
"""Columns of one id, or of a text by which rows find each other."""
LISTS = ("person_refs", "merged_refs")
"""Columns of several ids, joined by semicolons."""
ADDRESSES = ("email", "sender", "recipients", "attendees")


def own_domain(conn: sqlite3.Connection) -> str:
    """Of our own team's addresses, which stay as they are."""
    return conn.execute("SELECT email FROM team_member WHERE email IS NOT NULL").fetchone()[0].partition("@")[2]


def changed(table: str, column: str, mark: str, ours: str) -> str:
    """The SQL of a column's value in the copy of that mark."""
    name = f"[{column}]"
    addressed = f"replace(replace({name}, '@', '@{mark}'), '@{mark}{ours}', '@{ours}')"
    if column == "key":
        return f"system || '/' || object || '/{mark}' || substr(key, length(system) + length(object) + 3)"
    if column in IDS or (table, column) == ("company", "name"):
        return f"'{mark}' || {name}"
    if column in LISTS:
        return f"'{mark}' || replace({name}, ';', ';{mark}')"
    if column in ADDRESSES:
        return addressed
    if column == "person_ref":  # an id, or who they are as a document
        return f"CASE WHEN {name} LIKE '{{%' THEN replace({addressed}, '\"id\": \"', '\"id\": \"{mark}') ELSE '{mark}' || {name} END"
    return name


def linked(table: str, column: str, mark: str) -> str:
    """The same of a link or a reading, whose keys begin with where the row lives."""
    places = {"company_key": 1, "source_key": 2}
    if column in ("id", "account_id"):
        return f"'{mark}' || [{column}]"
    if column not in places:
        return f"[{column}]"
    first = f"instr([{column}], '/')"
    start = first if places[column] == 1 else f"({first} + instr(substr([{column}], {first} + 1), '/'))"
    return f"substr([{column}], 1, {start}) || '{mark}' || substr([{column}], {start} + 1)"


def copy_rows(conn: sqlite3.Connection, mark: str, tops: dict[str, int], ours: str) -> None:
    """Every table's first rows once more, as the copy of that mark has them."""
    for table, top in tops.items():
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info([{table}])")]
        change = [changed(table, c, mark, ours) if table in NOUNS else linked(table, c, mark) for c in columns]
        listed = ", ".join(f"[{c}]" for c in columns)
        conn.execute(f"INSERT INTO [{table}] ({listed}) SELECT {', '.join(change)} FROM [{table}] WHERE rowid <= {top} ORDER BY rowid")
    conn.commit()


def copy_use(file: Path, mark: str, n: int) -> None:
    """One file of use as the copy of that mark has it."""
    addressed = pl.col("person").str.replace("@", f"@{mark}", literal=True)
    named = pl.when(pl.col("person").str.contains("@", literal=True)).then(addressed).otherwise(mark + pl.col("person"))
    ids = [pl.lit(mark).add(pl.col(c)).alias(c) for c in ("event_id", "ref")]
    rows = pl.scan_parquet(file).with_columns(named.alias("person"), *ids, pl.col("digest") ^ pl.lit(n, pl.UInt64))
    rows.sink_parquet(file.with_name(f"{file.stem}{n:04d}{file.suffix}"), compression="zstd", compression_level=1)


def larger(store: Path, times: int, new: Path) -> None:
    """Write NEW and its lake, and say how many rows each took."""
    began = perf_counter()
    with open_store(store) as known:
        if known.count("cycle"):
            sys.exit(f"{store} has a cycle: name one without")
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(store, new)
    events = new.with_suffix(".lake") / "events"
    shutil.copytree(store.with_suffix(".lake") / "events", events)
    for file in sorted(events.glob("*/*.parquet")):
        for n in range(1, times):
            copy_use(file, f"c{n}-", n)
        print(f"{file.name}: {times} times, {perf_counter() - began:.0f} s", flush=True)
    with sqlite3.connect(new) as conn:
        for said in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
            conn.execute(f"PRAGMA {said}")
        tops = {table: conn.execute(f"SELECT max(rowid) FROM [{table}]").fetchone()[0] or 0 for table in (*NOUNS, "link", "reading")}
        tops = {table: top for table, top in tops.items() if top and table not in OURS}
        for n in range(1, times):
            copy_rows(conn, f"c{n}-", tops, own_domain(conn))
            print(f"copy {n}: {sum(tops.values()):,} rows, {perf_counter() - began:.0f} s", flush=True)
        conn.execute("PRAGMA journal_mode = WAL")


def against_anew() -> None:
    """A small company a few times, beside as many customers made and imported anew."""
    with tempfile.TemporaryDirectory() as folder:
        small, copied, anew = (Path(folder) / name / "c.db" for name in ("small", "copied", "anew"))
        made(small, CUSTOMERS)
        long = took(lambda: larger(small, TIMES, copied))
        longest = took(lambda: made(anew, CUSTOMERS * TIMES))
        counts = [customers(store) for store in (small, copied)]
    said = f"{counts[1]:,} customers, {TIMES} times {counts[0]:,}: {long:.1f} s"
    print(f"{said}; as many made and imported anew: {longest / long:.1f} x as long")
    if counts[1] != counts[0] * TIMES:
        sys.exit("broken: customers of the copies are not as many as they must be")


def made(store: Path, accounts: int) -> None:
    """A made company of so many customers, imported."""
    store.parent.mkdir()
    with open_store(store) as here:
        make_demo(here, store.parent / "exports", accounts=accounts, seed=7, weeks=26, end=DAY, now=datetime.combine(DAY, time(12)))


def customers(store: Path) -> int:
    """How many there are by the store's own day."""
    with open_store(store) as here:
        return snapshot(here, DAY).accounts.height


def took(work: Callable[[], None]) -> float:
    """Its seconds by the clock."""
    began = perf_counter()
    work()
    return perf_counter() - began


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    told.add_argument("store", type=Path, nargs="?", help="whose customers are copied; without it a made company is, beside one made anew")
    told.add_argument("times", type=int, nargs="?")
    told.add_argument("new", type=Path, nargs="?")
    args = told.parse_args()
    if args.store is None:
        against_anew()
    elif args.new is None:
        told.error("name the store, how many times, and the new store: STORE N NEW")
    else:
        larger(args.store, args.times, args.new)


if __name__ == "__main__":
    main()
