"""A folder that keeps the store current: what changes in it is imported once it has stopped changing."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from cs_core.context.importing.landing import import_paths
from cs_core.context.sources.reading import files_in
from cs_core.context.sources.slack import is_export
from cs_core.context.store import open_store
from cs_core.errors import BadInput, Refused

EVERY_SECONDS = 10.0
KINDS = ("rows", "landed", "unchanged", "refused")
Stamp = tuple[int, int]
"""Size and time of the last change, in nanoseconds: what tells that a file is another one."""


def watch(
    store_path: Path, folder: Path, *, clock: Callable[[], datetime], sleep: Callable[[float], None], every: float = EVERY_SECONDS,
    passes: int | None = None, say: Callable[[str], None] = lambda line: None, system: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Import what is in the folder, then whatever changes, until interrupted or for so many passes; returns an `import` document.

    A file is imported when its size and time stayed the same between two looks (half-written files wait), and not again until they
    change; one that is gone is left alone. The store is open during an import only. What goes wrong is said, and tried again.
    Raises BadInput where there is no such folder, Refused where the store holds the demo company.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder} to watch: check the path.")
    own = (store_path, store_path.with_suffix(".lake"))
    for file, why_not in files_in(folder, own):
        if why_not:
            say(f"left alone: {file}: {why_not}")
    done: dict[Path, Stamp] = {}
    files: dict[tuple[str, str | None], dict] = {}
    remarks: list[str] = []
    totals, turn, began, before = dict.fromkeys(KINDS, 0), 0, clock(), _look(folder, own)
    try:
        while passes is None or turn < passes:
            sleep(every)
            turn, now = turn + 1, _look(folder, own)
            due = _due(now, before, done)
            before = now
            if not due:
                continue
            try:
                with open_store(store_path) as store:
                    report = import_paths(store, _places(due, folder), now=clock(), system=system)
            except Refused:
                raise
            except Exception as error:
                # A locked store or a full disk may be well again by the next pass; nothing that was landed is lost.
                say(f"{clock():%H:%M:%S} nothing imported, will try again: {error}")
                continue
            done |= {path: now[path] for path in due}
            files |= {(file["path"], file["object"]): file for file in report["files"]}
            totals = {kind: totals[kind] + report["totals"][kind] for kind in KINDS}
            remarks = report["remarks"]
            say(_line(clock(), report))
    except KeyboardInterrupt:
        pass
    seconds = (clock() - began).total_seconds()
    totals = {"files": len(files)} | totals
    return {"files": list(files.values()), "totals": totals, "remarks": remarks, "passes": turn, "seconds": round(seconds, 3)}


def _look(folder: Path, own: tuple[Path, ...]) -> dict[Path, Stamp]:
    """The stamp of each file that may be read; a file that goes away meanwhile is none."""
    found = {}
    for file, why_not in files_in(folder, own):
        try:
            stamp = file.stat()
        except OSError:
            continue
        if not why_not:
            found[file] = (stamp.st_size, stamp.st_mtime_ns)
    return found


def _due(now: dict[Path, Stamp], before: dict[Path, Stamp], done: dict[Path, Stamp]) -> list[Path]:
    """Files to import: unchanged since the last look and not yet imported so; those of a Slack export together, when all have settled."""
    settled = {path for path, stamp in now.items() if before.get(path) == stamp}
    due = {path for path in settled if done.get(path) != now[path]}
    homes = _exports(now)
    for home in {home for path in due if (home := _home(path, homes))}:
        whole = {path for path in now if _home(path, homes) == home}
        due = due | whole if whole <= settled else due - whole
    return sorted(due)


def _exports(files: dict[Path, Stamp]) -> set[Path]:
    names: dict[Path, set[str]] = {}
    for file in files:
        names.setdefault(file.parent, set()).add(file.name)
    return {folder for folder, inside in names.items() if is_export(inside)}


def _home(file: Path, homes: set[Path]) -> Path | None:
    return next((folder for folder in file.parents if folder in homes), None)


def _places(due: list[Path], folder: Path) -> list[Path]:
    """What to import: the files, but a Slack export as the folder that it is."""
    homes = _exports(dict.fromkeys(due, (0, 0)))
    return list(dict.fromkeys(_home(path, homes) or path for path in due))


def _line(at: datetime, report: dict[str, Any]) -> str:
    t = report["totals"]
    lost = [file["path"] for file in report["files"] if file["decision"] == "not understood"]
    told = f"{t['files']} files, {t['landed']:,} rows landed, {t['unchanged']:,} unchanged, {t['refused']:,} refused"
    told += f"; not understood: {', '.join(lost[:3])}{' ...' if len(lost) > 3 else ''}" if lost else ""
    return "; ".join([f"{at:%H:%M:%S} {told}", *report["remarks"]])
