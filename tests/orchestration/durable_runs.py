"""Durable cycles in processes of their own: a small company with a model that takes its time, begun, killed, and held against a whole one.

As a program it is one such process with a chunk of ten items, which kills itself where it is told to:
``python -m tests.orchestration.durable_runs STORE STEP N VERSION`` before the N-th chunk of STEP (0 never).
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from cs_core.context.backup import check
from cs_core.context.store import MADE_UNTIL, open_store
from cs_core.execution.models.model import model_from
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.runner import InlineRunner
from cs_core.settings import Settings
from tests.orchestration.test_cycle_with_a_model import NOON, a_world

ROOT = Path(__file__).resolve().parent.parent.parent
AT_ONCE, STALE_S = 4, 2.0
SAME = {"proposal": (), "verdict": (), "routed": (), "action": (), "task": (), "case": ("id",), "play_run": ("id",)}
"""Tables in which a cycle that was killed leaves what a whole one does, and what of a row is the cycle's own."""
OWN = ("cycle_id", "created_at", "at", "started_at")


def a_company(folder: Path) -> Path:
    """Twelve customers to write to; the store's day is the builders'."""
    with a_world(folder) as store:
        store.put(MADE_UNTIL, NOON.date().isoformat(), at=NOON)
        return store.path


def begun(store: Path, url: str, *words: str, **env: str) -> subprocess.Popen:
    """A process: `cycle` of the Risk agent unless other words are given."""
    said = words if words[:1] in (("worker",), ("schedule",)) else ("cycle", "--agent", "risk", "--model", "m", *words)
    limits = {"OPENAI_BASE_URL": url, "CS_ENGINE_STALE": str(STALE_S), "CS_MODEL_CONCURRENCY": str(AT_ONCE)}
    command = [sys.executable, "-m", "cs_core", "--store", str(store), *said, "--json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | limits | env, start_new_session=True, **pipes)


def document(process: subprocess.Popen) -> dict:
    """What it answered, once it has ended well."""
    out, said = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, said
    return json.loads(out)


def made(store: Path) -> dict[str, list]:
    """What cycles left in the store, without the names and times of the cycle itself."""
    with open_store(store) as opened:
        assert check(opened)["ok"]
        return {t: sorted(json.dumps({k: r[k] for k in r if k not in (*OWN, *own)}) for r in opened.rows(t)) for t, own in SAME.items()}


def whole(folder: Path, url: str) -> dict[str, list]:
    """What an undisturbed cycle leaves, run here."""
    path = a_company(folder)
    settings = Settings(store=path, base_url=url, concurrency=AT_ONCE)
    with open_store(path) as store:
        run_cycle(store, as_of=NOON.date(), now=NOON, model=model_from(settings, "m"), roster=ROSTER, agents=["risk"])
    return made(path)


def holder(store: Path) -> int:
    """The process that has the cycle in hand."""
    with sqlite3.connect(store.with_suffix(".engine.db"), timeout=30) as engine:
        found = engine.execute("SELECT executor_id FROM workflow_status WHERE name = 'cycle' AND status = 'PENDING'").fetchone()
    return int(found[0].split("-")[-2])


def written(store: Path) -> bool:
    """Whether the cycle gets written before long."""
    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        with open_store(store) as opened:
            if opened.count("cycle"):
                return True
        time.sleep(0.2)
    return False


LONGEST_S = 240


def main(store: str, step: str, n: str, version: str) -> None:
    """One worker with small chunks: says as JSON how many of each step it did."""
    from cs_core.orchestration.durable import kept, works  # noqa: PLC0415  (an extra)
    from cs_core.orchestration.durable.engine import Engine  # noqa: PLC0415

    kept.CHUNK, works.VERSION, done = 10, version, {"Draft": 0, "Judge": 0}
    plain = InlineRunner.each

    def each(self: InlineRunner, name: str, *rest: object, **more: object) -> list:
        done[name] += 1
        if name == step and done[name] == int(n):
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(self, name, *rest, **more)

    InlineRunner.each = each
    with open_store(store) as opened:
        now = opened.now(datetime(2026, 1, 1, 12))
    with Engine(Settings(store=Path(store), engine_stale_s=STALE_S)) as engine:
        engine.wait(engine.ask({"as_of": now.date().isoformat(), "now": now.isoformat(), "model": "offline", "agents": None}))
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
