"""The drill: backed up while a cycle runs, lost altogether, put back, found whole, and every figure as it was."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cs_core.context.keeping.schema import TABLES
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.cli.commands import run
from tests.conftest import END

ROOT = Path(__file__).resolve().parent.parent.parent


def figures(path: Path) -> dict:
    """What leaders read of a store, and how much of everything there is."""
    with open_store(path) as store:
        signals = snapshot(store, END).signals
        counts = {table: store.count(table) for table in TABLES if table != "meta"}
    health = signals.select("account_id", "health", "arr", "churn_probability").sort("account_id").rows()
    told = {words: run(path, *words.split())[1] for words in ("goals", "queue --limit 500", "forecast")}
    whole = json.dumps({"counts": counts, "health": health} | told, default=str)
    return json.loads(whole, parse_float=lambda figure: f"{float(figure):.9g}")  # sums may be taken in another order


def test_a_store_backed_up_in_the_middle_of_a_cycle_is_put_back_with_every_figure(demo_store, tmp_path):
    before, kept = figures(demo_store), []
    command = [sys.executable, "-m", "cs_core", "--store", str(demo_store), "cycle", "--agent", "risk", "--json"]
    cycle = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while cycle.poll() is None and len(kept) < 4:
        kept.append(tmp_path / f"kept-{len(kept)}.zip")
        assert run(demo_store, "backup", str(kept[-1]))[1]["ok"]
    out, said = cycle.communicate()
    assert cycle.returncode == 0, said
    after = figures(demo_store)
    assert json.loads(out)["cycle_id"] and after["counts"]["cycle"] == before["counts"]["cycle"] + 1

    for lost in tmp_path.glob("context.*"):
        shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    status, put_back = run(demo_store, "restore", str(kept[0]))
    assert status == 0 and put_back["ok"], "the first was written before the cycle was"
    assert run(demo_store, "check") == (0, run(demo_store, "check")[1]) and run(demo_store, "check")[1]["ok"]
    assert figures(demo_store) == before

    again = json.loads(subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True).stdout)
    assert again["proposals"] == json.loads(out)["proposals"], "and work goes on from there"
    for late in kept[1:]:
        assert run(tmp_path / f"{late.stem}.db", "restore", str(late))[1]["ok"]
        with open_store(tmp_path / f"{late.stem}.db") as store:
            assert store.count("cycle") - before["counts"]["cycle"] in (0, 1) and store.problems() == []
