"""The signals of a day kept beside the store, so that no two runs work out the same frame: an import is read once, by whoever comes first.

What is kept is named by the day, by how far every table has grown that signals read, by the lake, and by the program's own text: a row
more, or a line of code, and it is worked out anew.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.observed import Observed
from cs_core.records import key_of

READ = (
    *NOUNS, "import_file", "link", "identity_answer", "note", "reading", "touch", "taken_back", "team_edit", "health_weight", "pulse",
    "case", "cycle", "action", "delivery", "outcome", "mapping",
)  # fmt: skip
"""Tables whose rows change what the signals say."""
FROM_ACCOUNTS = 5_000
"""So many accounts make it worth a file; fewer are worked out in a moment."""
MOST = 6
"""Files that are kept, the newest ones."""


def kept_signals(snap: Observed, work_out: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """The frame of the day from its file, else worked out, and kept where the store is large. An unreadable file counts for none."""
    if snap.store.count("link") < FROM_ACCOUNTS:
        return work_out()
    path = snap.store.lake / "signals" / f"{snap.as_of}-{content(snap)}.parquet"
    with suppress(OSError, pl.exceptions.PolarsError):
        return pl.read_parquet(path)
    rows = work_out()
    with suppress(OSError):
        _keep(rows, path)
    return rows


def content(snap: Observed) -> str:
    """A short mark of all that the signals rest on."""
    files = sorted(f"{p.parent.name}/{p.name}:{p.stat().st_size}" for p in (snap.store.lake / "events").glob("*/*.parquet"))
    return key_of(program(), *snap.store.version(*READ), *files)


@cache
def program() -> str:
    """A mark of the code that works them out: the text of every module of this layer."""
    texts = (path.read_bytes() for path in sorted(Path(__file__).resolve().parent.parent.rglob("*.py")))
    return sha256(b"".join(texts)).hexdigest()[:16]


def _keep(rows: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".tmp")
    rows.write_parquet(part)
    part.replace(path)
    for old in sorted(path.parent.glob("*.parquet"), key=lambda p: p.stat().st_mtime, reverse=True)[MOST:]:
        old.unlink(missing_ok=True)
