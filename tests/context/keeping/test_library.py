"""The store's library, and what it brings along."""

import subprocess
import sys

IN_MAIN = "import sys, cs_core.context.store; print('pandas' in sys.modules); import pandas"
BESIDE_OTHERS = "import sys, threading; at = threading.Thread(target=lambda: __import__('cs_core.context.store')); at.start(); at.join()"


def told(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_a_command_does_not_wait_for_pandas_which_whoever_needs_it_still_finds():
    assert told(IN_MAIN) == "False"


def test_beside_other_threads_nothing_is_hidden_from_them():
    assert told(f"{BESIDE_OTHERS}; print('pandas' in sys.modules)") == "True"
