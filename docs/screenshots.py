"""Takes the pictures of the documents: `python docs/screenshots.py [--store PATH] [NAME...]`.

Playwright drives the system's Chromium over a console on the store given, else on a small demo with weeks to look back on (some minutes).
The store is only read, but a page may keep beside it what it worked out: name a copy.
"""

import argparse
import os
import sys
import tempfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import click
import polars as pl
from PIL import Image

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from console import chromium, serving  # noqa: E402

from cs_core.cli.base import wall  # noqa: E402
from cs_core.context.pulse import STALE_DAYS  # noqa: E402
from cs_core.context.snapshot import snapshot  # noqa: E402
from cs_core.context.store import open_store  # noqa: E402
from cs_core.demo.first_start import make_demo  # noqa: E402
from cs_core.execution.jobs.value import value_of  # noqa: E402
from cs_core.leadership.rehearsal import rehearse  # noqa: E402
from pages._ui import words  # noqa: E402

WIDE, COLORS, WAIT_MS = 1440, 128, 180_000
ACCOUNTS, PLAYED, LOOKED_AT = 400, 13, 60
END = date(2026, 6, 30)
STILL = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-testid=stSpinner]') && document.querySelector('h1')"""


class Picture(NamedTuple):
    """One picture: its file, the page's address, and how much of it is shown."""

    name: str
    page: str
    query: dict[str, str]
    high: int


def pictures(account: str) -> tuple[Picture, ...]:
    """All of them; `account` is the customer whose page is shown."""
    return (
        Picture("today", "", {}, 1150),
        Picture("account", "Accounts", {"account": account}, 1150),
        Picture("review", "Review", {"route": words.ROUTE_WORDS["agent_with_review"]}, 1150),
        Picture("strategy", "Strategy", {"part": "Goals"}, 1050),
        Picture("coverage", "Coverage", {"part": "Plan"}, 1100),
        Picture("proof", "Proof", {"part": "Pilot"}, 1050),
    )


def telling(path: Path) -> str:
    """The id of the customer worth a picture: with a pulse of these days, a desired outcome, and of whom most is known."""
    with open_store(path) as store:
        snap = snapshot(store, store.now(wall()).date())
        current = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("arr") > 0)
        fresh, wanted = (pl.col("pulse_age_days") <= STALE_DAYS).fill_null(False), pl.col("desired_outcome").is_not_null()
        known = pl.sum_horizontal(pl.all().is_not_null())
        best = current.sort(fresh & wanted, known, "account_id", descending=True)["account_id"].head(LOOKED_AT).to_list()
        return next((one for one in best if value_of(snap, one)["realised"] is not None), best[0])


def a_demo(path: Path) -> None:
    """A demo company with weeks of simulated work behind it."""
    with open_store(path) as store:
        noon = datetime(END.year, END.month, END.day, 12)
        make_demo(store, path.with_suffix(".x"), accounts=ACCOUNTS, seed=7, weeks=78, end=END, now=noon)
        rehearse(store, end=END, weeks=PLAYED)


def small(png: bytes) -> bytes:
    """The same picture with a palette of few colours: a screen has few, and the file is a third."""
    out = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def take(browser: object, address: str, picture: Picture) -> None:
    """Open, wait until the page stands still, and write the file."""
    page = browser.new_page(viewport={"width": WIDE, "height": picture.high}, color_scheme="light", reduced_motion="reduce")
    page.goto(f"{address}/{picture.page}?{urlencode(picture.query)}", wait_until="domcontentloaded", timeout=WAIT_MS)
    page.wait_for_function(STILL, timeout=WAIT_MS)
    page.wait_for_timeout(2_000)  # charts draw, and a page that reruns at once has begun to
    page.wait_for_function(STILL, timeout=WAIT_MS)
    png = small(page.screenshot())
    page.close()
    (DOCS / f"{picture.name}.png").write_bytes(png)
    click.echo(f"{picture.name}.png  {len(png) / 1000:.0f} kB")


def main() -> None:
    """Take those named, or all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", help="only these pictures")
    asked.add_argument("--store", type=Path, help="a copy of the store to show; default a small demo, made anew")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (wanted.store or Path(folder) / "context.db").absolute()
        if not wanted.store:
            a_demo(path)
        shown = pictures(telling(path))
        if unknown := set(wanted.names) - {picture.name for picture in shown}:
            raise SystemExit(f"There is no picture {', '.join(sorted(unknown))}; there are {', '.join(p.name for p in shown)}.")
        with serving(ROOT / "app.py", Path(folder) / "server.log", CS_STORE=os.fspath(path)) as server, chromium() as browser:
            if browser is None:
                raise SystemExit("Pictures take Chromium and Playwright (requirements-dev.txt).")
            for picture in shown:
                if not wanted.names or picture.name in wanted.names:
                    take(browser, f"http://localhost:{server.port}", picture)


if __name__ == "__main__":
    main()
