"""A file larger than memory: what an import takes is bounded by its parts, whatever their number."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.context.large_exports import HEADER, in_form

ROOT = Path(__file__).parents[2]
ASKED = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no way to ask a process for its memory here")
MEASURED = """
import re, sys
from datetime import datetime
from pathlib import Path
from cs_core.context.usage import aside
from cs_core.context.importing.landing import import_paths
from cs_core.context.sources import parts
from cs_core.context.store import open_store
few, many = map(Path, sys.argv[1:])
parts.PART_BYTES, parts.PART_ROWS, aside.HELD, aside.SETTLED = 1_000_000, 100, 10_000, 10_000
for path in few, many:
    with open_store(path.with_suffix(".db")) as store:
        landed = import_paths(store, [path], now=datetime(2026, 6, 30))["totals"]["landed"]
    print(landed, *re.findall(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text()))
"""


@ASKED
@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("csv", ""),
        ("utf-16 csv", ".gz"),
        ("parquet", ".zip"),
        *(pytest.param("csv", form, marks=pytest.mark.slow) for form in (".gz", ".zip")),
    ],
)
def test_a_file_of_a_hundred_megabytes_takes_no_more_memory_than_its_parts(tmp_path, kind, form):
    row = ",ws1,report,2026-06-01T08:00:00Z," + "x" * (5_000 if kind == "utf-16 csv" else 10_000)
    for name, rows in (("few", 300), ("many", 10_000)):
        lines = (f"e{n}{row}\n" for n in range(rows))
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-16" if kind == "utf-16 csv" else "utf-8") as out:
            out.writelines([HEADER.replace("user_email", "notes") + "\n", *lines])
        if kind == "parquet":
            pl.scan_csv(tmp_path / f"{name}.csv").sink_parquet(tmp_path / f"{name}.parquet", compression="uncompressed", row_group_size=100)
    small, large = (in_form(tmp_path / f"{name}.{kind.removeprefix('utf-16 ')}", form) for name in ("few", "many"))
    assert grown(small, large, 300, 10_000) < 50_000, "kB beyond what the first three parts took"


@ASKED
def test_many_uses_take_no_more_memory_than_a_few(tmp_path):
    for name, rows in (("few", 30_000), ("many", 300_000)):
        lines = (f"e{n},workspace-{n * 7919 % 5_000},report,2026-06-{n % 28 + 1:02}T08:00:00Z,p{n}@x.example\n" for n in range(rows))
        with (tmp_path / f"{name}.csv").open("w") as out:
            out.writelines([HEADER + "\n", *lines])
    assert grown(tmp_path / "few.csv", tmp_path / "many.csv", 30_000, 300_000) < 40_000, "kB: a frame of all of them takes 60 MB"


def grown(small: Path, large: Path, few: int, many: int) -> int:
    """By how many kB the import of `many` rows takes more memory than that of `few`, in a process of their own."""
    command = [sys.executable, "-c", MEASURED, str(small), str(large)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert said[0::2] == [str(few), str(many)]
    return int(said[3]) - int(said[1])
