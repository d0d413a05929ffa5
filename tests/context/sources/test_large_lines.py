"""A file that is one line: told in words, within memory that is a few times the file, and the small file beside it lands."""

import subprocess
import sys
from pathlib import Path

import pytest

MB = 1024**2
TIMES = 7
"""Of the file's size, the most that reading it may add to the process."""
BEFORE = {
    "csv": b"", "row.csv": b"Record ID,Company name,Company Domain Name\n1,", "json": b'[{"a": "', "jsonl": b'{"a": "',
    "mbox": b"From x\nMessage-ID: <m@x>\n\n", "eml": b"Message-ID: <m@x>\n\n",
}  # fmt: skip
ASKED = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no way to ask a process for its memory here")
IMPORT = """
import re, sys
from datetime import datetime
from pathlib import Path
from cs_core.context.importing.landing import import_paths
from cs_core.context.store import open_store
peak = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
folder = Path(sys.argv[1])
with open_store(folder / "context.db") as store:
    import_paths(store, [folder / "small.csv"], now=datetime(2026, 6, 30))
    before = peak()
    [file] = import_paths(store, [folder / sys.argv[2]], now=datetime(2026, 6, 30))["files"]
assert file["rows"] == file["landed"] + file["unchanged"] + file["refused"] == 1 and not file["landed"], file
print((peak() - before) * 1024, file["reasons"][0]["why"])
"""


def added(folder: Path, name: str, size: int) -> int:
    """Bytes that importing a file of one line adds to a process of its own."""
    (folder / "small.csv").write_bytes(b"Record ID,Company name,Company Domain Name\n1,A,a.example\n")
    with (folder / f"big.{name}").open("wb") as file:
        file.write(BEFORE[name])
        for _ in range(size // MB):
            file.write(b"x" * MB)
    done = subprocess.run([sys.executable, "-c", IMPORT, folder, f"big.{name}"], capture_output=True, text=True, check=False)
    (folder / f"big.{name}").unlink()
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return int(done.stdout.split()[0])


@ASKED
@pytest.mark.parametrize("name", BEFORE)
def test_one_line_of_many_megabytes_is_no_burden(tmp_path, name):
    assert added(tmp_path, name, 64 * MB) < TIMES * 64 * MB


@pytest.mark.slow
@ASKED
@pytest.mark.parametrize("name", BEFORE)
def test_one_line_of_a_gigabyte_is_no_burden(tmp_path, name):
    assert added(tmp_path, name, 1024 * MB) < TIMES * 1024 * MB
