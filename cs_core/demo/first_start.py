"""The demo company into a store: written as exports, imported like anybody's."""

from datetime import date, datetime
from pathlib import Path

from cs_core.context.landing import import_paths
from cs_core.context.store import Store
from cs_core.demo.company import write_demo
from cs_core.errors import Refused


def make_demo(
    store: Store, out: Path, *, accounts: int, seed: int, weeks: int, end: date, now: datetime, progress=None
) -> dict:
    """Write the exports to `out` and import them. Returns the import's document.

    Raises Refused where the store holds somebody's own data: a made company never mixes with real rows.
    """
    store.need("import_file")
    if store.count("company") and not store.get("demo_end"):
        raise Refused(f"{store.path} holds imported data: name another store for the demo with --store PATH")
    say = progress or (lambda done, what: None)
    write_demo(out, accounts=accounts, seed=seed, weeks=weeks, end=end, progress=lambda done, what: say(done * 0.4, what))
    store.put("demo_end", end.isoformat(), at=now)
    at = datetime.combine(end, now.time())
    return import_paths(store, [out], now=at, progress=lambda done, what: say(0.4 + done * 0.6, what))
