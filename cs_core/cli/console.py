"""The console's own process, as `serve` begins it: Streamlit with the words behind PARENT's id, gone where that process is killed."""

import os
import sys
from runpy import run_module

from cs_core.orchestration.flow.parent import end_with

if __name__ == "__main__":
    parent = int(sys.argv.pop(1))
    if os.name != "nt":  # there the launcher of a virtual environment stands between the two
        end_with(parent)
    run_module("streamlit", run_name="__main__", alter_sys=True)
