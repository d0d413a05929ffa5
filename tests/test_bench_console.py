"""The speed of the console is measured by a real server: at a small size its table is whole, and its bounds hold or are named."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_speed_of_a_page_is_measured_on_a_small_demo():
    command = [sys.executable, "bench/console.py", "Quality", "--accounts", "200", "--weeks", "26", "--runs", "1", "--no-browser"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 1), done.stderr
    rows = re.findall(r"^Quality: (.+?)\s{2,}.* (ok|rerun)$", done.stdout, re.M)
    assert [name for name, _ in rows] == ["Output", "Versions", "Gates and people", "Blind samples", "Lessons"]
    assert "Peak memory of the server" in done.stdout


def test_a_page_that_there_is_not_is_refused():
    command = [sys.executable, "bench/console.py", "Nowhere"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "There is no page Nowhere; there are Today" in done.stderr
