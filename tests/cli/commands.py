"""How tests call a command: its exit status and its one JSON document."""

import json
from pathlib import Path

from click.testing import CliRunner

from cs_core.__main__ import cli


def run(store: Path | str, *words: str) -> tuple[int, dict]:
    """Exit status and document of one command with ``--json``."""
    done = CliRunner().invoke(cli, ["--store", str(store), *words, "--json"], catch_exceptions=False)
    return done.exit_code, json.loads(done.stdout)
