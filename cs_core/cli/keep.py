"""The keeper's commands: backup, restore, check, serve."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from cs_core.cli.base import Call, cli, command, progress, stoppable, wall
from cs_core.context.store import seen_from
from cs_core.errors import Refused
from cs_core.settings import ROOT


@command(cli, "backup")
@click.argument("path", type=click.Path(path_type=Path))
def backup(call: Call, path: Path) -> dict:
    """Write a consistent copy of store and lake to one file."""
    from cs_core.context.backup import backup as copy

    with call.existing() as store:
        return copy(store, path, progress=progress)


@command(cli, "restore")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(call: Call, path: Path) -> dict:
    """Put a backup back; what stood there is kept beside it."""
    from cs_core.context.backup import restore as put_back

    return put_back(path, Path(call.settings.store), now=wall(), progress=progress)


@command(cli, "check")
def check(call: Call) -> tuple[dict, int]:
    """Whether store and lake are whole."""
    from cs_core.context.backup import check as look

    with call.existing() as store:
        report = look(store)
    return report, 0 if report["ok"] else 1


@command(cli, "serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
def serve(call: Call, port: int) -> tuple[dict, int]:
    """Open the console in a browser; where no store is named and none is there, it sets up the demo company first."""
    if call.named:
        call.must_exist()
    _must_be_free(port)
    env = os.environ | {"CS_STORE": str(seen_from(Path.cwd(), call.settings.store))}
    app = [sys.executable, "-m", "cs_core.cli.console", str(os.getpid()), "run", str(ROOT / "app.py"), "--server.port", str(port)]
    with stoppable() as sleep:
        status = _run(subprocess.Popen(app, env=env, cwd=ROOT), sleep)
    return {"ok": status == 0, "port": port}, status


def _run(child: subprocess.Popen, sleep: Callable[[float], None]) -> int:
    """Its exit status; 0 where we were asked to stop. It never outlives us: the next console would find its port taken."""
    try:
        while child.poll() is None:
            sleep(LOOK_S)
        return child.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _must_be_free(port: int) -> None:
    """Raises Refused where something listens at the port."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("localhost", port))
        except PermissionError as error:
            raise Refused(f"Port {port} is not open to you: choose one from 1024 on by --port") from error
        except OSError as error:
            raise Refused(f"Port {port} is taken, maybe by a console that still runs: end that one, or choose another by --port") from error


LOOK_S, PATIENCE_S = 0.2, 5.0
"""Seconds between two looks whether the console still runs, and so long it is given to end by itself."""
