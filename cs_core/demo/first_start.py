"""The demo company into a store: written as exports, imported like anybody's; and gone again, with all that was made of it."""

import shutil
from datetime import date, datetime
from pathlib import Path

from cs_core.context.importing.landing import FILES_SHARE, import_paths
from cs_core.context.keeping.access import Actor
from cs_core.context.store import MADE_FROM, MADE_UNTIL, Store, is_there, open_store, remove_store
from cs_core.demo.company import FOLDERS, write_demo
from cs_core.errors import Refused
from cs_core.progress import paced, part


def make_demo(
    store: Store, out: Path, *, accounts: int, seed: int, weeks: int, end: date, now: datetime, progress=None
) -> dict:
    """Write the exports to `out` and import them. Returns the import's document.

    Raises Refused where the store holds somebody's own data: a demo company never mixes with real rows.
    """
    store.need("import_file")
    if store.count("company") and not store.get(MADE_UNTIL):
        raise Refused(f"{store.path} holds imported data: name another store for the demo with --store PATH")
    say = progress or (lambda done, what: None)
    write_demo(out, accounts=accounts, seed=seed, weeks=weeks, end=end, progress=lambda done, what: say(done * WRITTEN, what))
    store.put(MADE_UNTIL, end.isoformat(), at=now)
    store.put(MADE_FROM, str(Path(out).absolute()), at=now)
    at, rest = datetime.combine(end, now.time()), paced(part(say, WRITTEN, 1.0), IMPORT_PACE)
    return import_paths(
        store, [out], now=at, progress=lambda done, what: rest(done, "importing the exports" if done < FILES_SHARE else what)
    )  # fmt: skip


def remove_demo(path: Path, *, actor: Actor | None = None) -> list[str]:
    """Remove the demo's store with its lake and outbox, and the exports that it was made from; returns what is gone.

    Raises Refused where the store holds anything but the demo, and NotAllowed where the role of `actor` forbids it. Of the folder of
    exports only what the demo wrote goes; an outbox elsewhere (`CS_OUTBOX`), which other stores may share, stays.
    """
    if not is_there(path):
        return []
    with open_store(path, actor=actor) as store:
        store.need("meta")
        if not store.get(MADE_UNTIL):
            raise Refused(f"{path} holds no demo: only a demo company can be reset. Your own data is removed by nobody but you")
        exports, outbox = store.get(MADE_FROM), store.beside("outbox")
    gone = remove_store(path)
    there = [place for place in (outbox, *(_written(Path(exports)) if exports else ())) if place.exists()]
    for place in there:
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    if exports and Path(exports).is_dir() and not any(Path(exports).iterdir()):
        Path(exports).rmdir()
    return [str(place) for place in (*gone, *there)]


def _written(out: Path) -> list[Path]:
    """What `write_demo` makes: its folders, and the truth beside them."""
    return [*(out / name for name in FOLDERS), Path(f"{out}.truth.parquet")]


WRITTEN = 0.2
"""Share of the time after which the exports are written, as measured with 2,000 customers."""
IMPORT_PACE = ((0.0, 0.0), (0.43, 0.1), (0.46, 0.23), (0.62, 0.27), (0.63, 0.46), (0.7, 0.71), (0.75, 0.8), (1.0, 1.0))
"""The same of the import: few of its files take most of its time."""
