"""Files, folders and zips as sheets: frames of cells with row numbers, and the lines that are no rows, each with its reason."""

import gzip
import zipfile
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import polars as pl

from cs_core.context.sources.cells import Bad, read_delimited, read_json, read_lines, read_parquet
from cs_core.context.sources.email import read_eml, read_mbox
from cs_core.context.sources.slack import is_export, read_export
from cs_core.errors import BadInput


class Sheet(NamedTuple):
    """One table as it stands: cells as text (Parquet: as typed), `_row` (line, or place in the file), perhaps `_file`."""

    path: str
    name: str
    """What source rows point at."""
    digest: str
    frame: pl.DataFrame
    bad: tuple[Bad, ...] = ()

    @property
    def rows(self) -> int:
        return self.frame.height + len(self.bad)


class Entry(NamedTuple):
    """A file that may be read: on disk, or inside a zip."""

    path: str
    content: Callable[[], bytes]


def entries(paths: list[Path]) -> list[list[Entry]]:
    """All files beneath the paths, in order; those of one Slack export stand together. BadInput where a path is not there."""
    found: list[Entry] = []
    for path in paths:
        if not path.exists():
            raise BadInput(f"There is no file or folder {path}: check the path.")
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            inside = file.relative_to(path).parts if path.is_dir() else (file.name,)
            if not _hidden(inside):
                found += _members(file)
    return _grouped(list(dict.fromkeys(found)))


def _members(file: Path) -> list[Entry]:
    if file.suffix.lower() != ".zip":
        return [Entry(file.as_posix(), file.read_bytes)]
    try:
        with zipfile.ZipFile(file) as archive:
            names = sorted(n for n in archive.namelist() if not n.endswith("/") and not _hidden(_parts(n)))
    except (zipfile.BadZipFile, EOFError, OSError):
        return [Entry(file.as_posix(), partial(_refused, "the zip is damaged or cut short: export or copy it again"))]
    return [Entry(f"{file.as_posix()}/{name}", partial(_from_zip, file, name)) for name in names]


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name.replace("\\", "/")).parts


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)


def _refused(why: str) -> bytes:
    raise ValueError(f"not understood: {why}")


def _from_zip(file: Path, name: str) -> bytes:
    if ".." in _parts(name):
        return _refused(f"its path in the zip leads outside it ({name}): pack it again without ..")
    with zipfile.ZipFile(file) as archive:
        return archive.read(name)


def _grouped(found: list[Entry]) -> list[list[Entry]]:
    """Each file alone, but all files of a Slack export together."""
    folders: dict[PurePosixPath, set[str]] = {}
    for entry in found:
        path = PurePosixPath(entry.path)
        folders.setdefault(path.parent, set()).add(path.name)
    exports = {folder for folder, names in folders.items() if is_export(names)}
    groups: dict[object, list[Entry]] = {}
    for entry in found:
        home = next((f for f in PurePosixPath(entry.path).parents if f in exports), None)
        groups.setdefault(home or entry.path, []).append(entry)
    return list(groups.values())


def read_sheet(group: list[Entry]) -> Sheet:
    """The table of a file, or the messages of a Slack export. Raises ValueError (in words) where it cannot be read."""
    if len(group) > 1:
        return _slack(group)
    path = PurePosixPath(group[0].path)
    raw = group[0].content()
    digest = blake2b(raw, digest_size=8).hexdigest()
    if path.suffix.lower() == ".gz":
        raw, path = gzip.decompress(raw), path.with_suffix("")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ValueError(f"not understood: {path.suffix or path.name} is no kind of file that can be imported")
    frame, bad = reader(raw)
    return Sheet(group[0].path, PurePosixPath(group[0].path).name, digest, frame, tuple(bad))


def _slack(group: list[Entry]) -> Sheet:
    home = next(PurePosixPath(e.path).parent for e in group if e.path.endswith("/users.json"))
    files = {str(PurePosixPath(e.path).relative_to(home)): e.content() for e in group}
    frame, bad = read_export(files)
    digest = blake2b(b"".join(files[name] for name in sorted(files)), digest_size=8).hexdigest()
    return Sheet(str(home), home.name, digest, frame, tuple(Bad(row, why, content, file) for file, row, why, content in bad))


def _mails(read: Callable[[bytes], pl.DataFrame], raw: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    return read(raw), []


#: How each kind of file is read: content -> frame and bad lines.
READERS: dict[str, Callable[[bytes], tuple[pl.DataFrame, list[Bad]]]] = {
    ".csv": read_delimited, ".tsv": read_delimited, ".tab": read_delimited, ".json": read_json, ".jsonl": read_lines,
    ".ndjson": read_lines, ".parquet": read_parquet, ".mbox": partial(_mails, read_mbox), ".eml": partial(_mails, read_eml),
}  # fmt: skip
