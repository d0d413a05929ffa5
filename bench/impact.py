"""Effects against the field's libraries where the truth is known, and on data that others published: `python bench/impact.py`.

The peers run in an environment of their own, which `$CS_PEERS_PYTHON` names: `python -m venv peers && peers/bin/pip install -r
requirements-bench.txt`. Their lines may be kept (`peers/bin/python bench/causal/peers.py DATA NAME... > lines`) and given as
`--peers lines`. Seconds are CPU seconds with one thread; figures in standard deviations of the outcome.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench" / "causal")]

from peers import PEERS, megabytes, score  # noqa: E402 - the peers' environment runs the same file
from worlds import IHDP, names, world  # noqa: E402

from cs_core.leadership.impact import estimate  # noqa: E402

DATA = Path(os.environ.get("CS_CONFORMANCE_DATA", ROOT / "../shared/data")) / "causal"
OURS, OUR_PACKAGES = "ours", ("scikit-learn",)
"""Polars, in which the product keeps its tables, is there whichever library estimates: it is counted for nobody."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def ours(name: str) -> dict:
    """The line of our estimate on one world."""
    w = world(name, data=DATA)
    features = pl.DataFrame(w.x, schema=[f"x{i}" for i in range(w.x.shape[1])])
    outcome = pl.Series(w.y.astype(int) if w.binary else w.y)
    start = process_time()
    impact = estimate(features, pl.Series(w.t), outcome, randomised=w.randomised)
    found = impact.effect(features)
    seconds = process_time() - start
    told = score(w, *(found[c].to_numpy() for c in ("effect", "low", "high")))
    average = impact.average.low <= w.effect.mean() <= impact.average.high
    return {"library": OURS, "world": name, "seconds": seconds, "average": bool(average), **told}


def peers(wanted: Sequence[str], kept: Path | None) -> tuple[list[dict], str]:
    """The peers' lines, and in words where they are from or what is missing."""
    python = os.environ.get("CS_PEERS_PYTHON")
    if kept:
        return [json.loads(line) for line in kept.read_text().splitlines()], f"Peers' lines are those of {kept}."
    if not python:
        return [], "No peers: set CS_PEERS_PYTHON to a Python that has econml, causalml and scikit-uplift (requirements-bench.txt)."
    command = [python, str(ROOT / "bench" / "causal" / "peers.py"), str(DATA), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | ONE_THREAD, check=False)
    problem = done.stderr.strip().splitlines()[-1:] if done.returncode else []
    return [json.loads(line) for line in done.stdout.splitlines()], " ".join(["Peers ran beside ours.", *problem])


def table(rows: pl.DataFrame, sizes: dict[str, float]) -> None:
    """One line a library: error, value of its best fifth as a share of the best possible, coverage, seconds, MB."""
    print(f"\n{'':26}{'IHDP 1-3':>18}{'generated worlds':>27}{'':>9}{'':>8}")
    print(f"{'library':26}{'PEHE':>9}{'value':>9}{'PEHE':>9}{'value':>9}{'covered':>9}{'s / fit':>9}{'MB':>8}")
    for library in [OURS, *(p[0] for p in PEERS)]:
        own = rows.filter(pl.col("library") == library)
        parts = [own.filter(pl.col("world").is_in(IHDP)), own.filter(~pl.col("world").is_in(IHDP))]
        if own.is_empty():
            print(f"{library:26}{'not installed':>18}")
            continue
        said = [f"{part['pehe'].mean():9.3f}{part['value'].sum() / part['best'].sum():9.3f}" if part.height else " " * 18 for part in parts]
        covered = parts[1]["covered"].mean() if parts[1].height else None
        last = f"{covered:9.3f}" if covered is not None else f"{'':9}"
        print(f"{library:26}{said[0]}{said[1]}{last}{own['seconds'].mean():9.2f}{sizes.get(library, float('nan')):8.0f}")


def verdicts(rows: pl.DataFrame) -> None:
    """Ours less the median of the peers, world by world, with its standard error over the worlds."""
    for label, which in (("IHDP 1-3", pl.col("world").is_in(IHDP)), ("generated worlds", ~pl.col("world").is_in(IHDP))):
        own = rows.filter(which)
        middle = own.filter(pl.col("library") != OURS).group_by("world")
        middle = middle.agg(pl.col("pehe", "value", "seconds").median().name.suffix("_peers"))
        both = own.filter(pl.col("library") == OURS).join(middle, on="world")
        if both.height < 2:
            continue
        print(f"\n{label}, {both.height} worlds: ours less the peers' median (below 0 is better for error and seconds)")
        for figure, sign in (("pehe", 1), ("value", -1), ("seconds", 1)):
            apart = both[figure] - both[f"{figure}_peers"]
            error = apart.std() / both.height**0.5
            within = "better" if sign * apart.mean() < -error else "within one standard error" if sign * apart.mean() <= error else "worse"
            print(f"  {figure:9}{apart.mean():+9.4f}  standard error {error:.4f}  {within}")
        rivals = own.filter(pl.col("library") != OURS).group_by("library").agg(pl.col("pehe").mean())
        best = rivals.sort("pehe")["library"][0]
        against = both.join(own.filter(pl.col("library") == best), on="world", suffix="_best")
        apart = against["pehe"] - against["pehe_best"]
        print(f"  against the best of them by error, {best}: {apart.mean():+.4f}, standard error {apart.std() / against.height**0.5:.4f}")
        if "average" in both.columns:
            print(f"  our 95 % intervals hold the average in {both['average'].mean():.1%} of worlds, an account's own effect in "
                  f"{both['covered'].mean():.1%}")  # fmt: skip


def software() -> None:
    """Average effects on the confounded software accounts against the naive difference, and what the order is worth."""
    accounts = pl.read_csv(DATA / "software_accounts.csv")
    heads = f"{'95 % interval':>18}{'best fifth':>12}{'worst fifth':>13}{'Qini low':>10}{'s':>6}"
    print(f"\n{'software accounts':18}{'naive':>8}{'ours':>8}{heads}")
    for investment in ("Tech Support", "Discount"):
        means = dict(accounts.group_by(investment).agg(pl.col("Revenue").mean()).iter_rows())
        start, features = process_time(), accounts.drop("Revenue", investment)
        impact = estimate(features, accounts[investment], accounts["Revenue"], randomised=False)
        found, fifth, (point, low, high) = impact.effect(features)["effect"].sort(), accounts.height // 5, impact.average
        print(f"{investment:18}{means[1] - means[0]:8,.0f}{point:8,.0f}{f'{low:,.0f} to {high:,.0f}':>18}{found.tail(fifth).mean():12,.0f}"
              f"{found.head(fifth).mean():13,.0f}{impact.qini.low:10,.0f}{process_time() - start:6.1f}")  # fmt: skip
        print(f"  {impact.says}")


def mails() -> None:
    """The e-mails sent to unlike customers against the same customers' randomised twin."""
    drawn, history = (pl.read_csv(DATA / f"invest_email_{kind}.csv") for kind in ("rnd", "biased"))
    print(f"\n{'e-mails':9}{'randomised':>24}{'naive':>9}{'from history':>24}  says")
    for mail in ("em1", "em2", "em3"):
        both = ((drawn, True), (history, False))
        told = [estimate(rows.drop("converted", mail), rows[mail], rows["converted"], randomised=chance) for rows, chance in both]
        means = dict(history.group_by(mail).agg(pl.col("converted").mean()).iter_rows())
        spans = [f"{t.average.point:.3f} ({t.average.low:.3f} to {t.average.high:.3f})" for t in told]
        lands = told[0].average.low <= told[1].average.point <= told[0].average.high
        says = "lands in the twin's interval" if told[1].usable and lands else "MISSES" if told[1].usable else told[1].says.split(":")[0]
        print(f"{mail:9}{spans[0]:>24}{means[1] - means[0]:9.3f}{spans[1]:>24}  {says}")


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=len(names()), help="how many of the generated worlds")
    asked.add_argument("--peers", type=Path, help="lines that peers.py printed before")
    given = asked.parse_args()
    if not DATA.exists():
        print(f"{DATA} is absent: set CS_CONFORMANCE_DATA")
        return
    wanted = [*IHDP, *names()[:: max(1, len(names()) // given.worlds)]]
    lines, said = peers(wanted, given.peers)
    sizes = {line["library"]: line["megabytes"] for line in lines if "megabytes" in line} | {OURS: megabytes(*OUR_PACKAGES)}
    missing = sorted({line["missing"] for line in lines if "missing" in line})
    own = [ours(name) for name in wanted]
    rows = pl.DataFrame([*own, *(line for line in lines if line.get("world") in wanted)], infer_schema_length=None)
    print(said, f"Missing: {', '.join(missing)}." if missing else "")
    table(rows, sizes)
    verdicts(rows)
    software()
    mails()


if __name__ == "__main__":
    main()
