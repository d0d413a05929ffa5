"""The console ends with its command, says when its port is taken, and fills no file that somebody named."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from cs_core.__main__ import cli

ROOT = Path(__file__).resolve().parent.parent.parent


def a_free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("localhost", 0))
        return trial.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("localhost", port)) == 0


def until(holds, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not holds():
        time.sleep(0.1)
    return holds()


@contextmanager
def a_console(tmp_path: Path) -> Iterator[tuple[subprocess.Popen, int]]:
    """A console begun by its command, and its port."""
    port = a_free_port()
    words = [sys.executable, "-m", "cs_core", "serve", "--port", str(port)]
    env = os.environ | {"STREAMLIT_SERVER_HEADLESS": "true", "CS_STORE": str(tmp_path / "none.db")}
    with (tmp_path / "said.txt").open("w") as out:
        served = subprocess.Popen(words, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            assert until(lambda: answers(port))
            yield served, port
        finally:
            served.kill()
            served.wait()


def test_a_console_that_is_told_to_stop_leaves_nothing_at_its_port(tmp_path):
    with a_console(tmp_path) as (served, port):
        served.send_signal(signal.SIGTERM)
        assert served.wait(30) == 0
        assert until(lambda: not answers(port), 5)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell a process that the one that began it is gone")
def test_a_console_whose_command_is_killed_leaves_nothing_at_its_port(tmp_path):
    with a_console(tmp_path) as (served, port):
        served.kill()
        served.wait()
        assert until(lambda: not answers(port), 10)


def test_a_port_that_is_taken_is_one_clear_line(demo_store):
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        port = other.getsockname()[1]
        said = CliRunner().invoke(cli, ["--store", str(demo_store), "serve", "--port", str(port)])
    assert said.exit_code == 1 and said.output.count("\n") == 1
    assert f"Port {port} is taken" in said.output and "--port" in said.output


def test_a_named_store_that_does_not_exist_is_not_filled_with_a_made_company(tmp_path):
    path = tmp_path / "new.db"
    said = CliRunner().invoke(cli, ["--store", str(path), "serve", "--port", str(a_free_port())])
    assert said.exit_code == 2 and not path.exists()
    assert "cs_core demo" in said.output and "import PATH" in said.output and f"with `--store {path}`" in said.output
