"""The keeper's commands: backup, restore, check, serve."""

import os
import subprocess
import sys
from pathlib import Path

import click

from cs_core.cli.base import Call, cli, command, progress, wall
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
    """Open the console in a browser; on an empty store it sets up the demo company first."""
    env = os.environ | {"CS_STORE": str(Path(call.settings.store).absolute())}
    app = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    try:
        return {"ok": True, "port": port}, subprocess.run(app, env=env, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return {"ok": True, "port": port}, 0
