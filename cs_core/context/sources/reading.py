"""Files, folders and zips as sheets: frames of cells with row numbers, and the lines that are no rows, each with its reason."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

import polars as pl

from cs_core.context.sources import packed
from cs_core.context.sources.calendar import read_calendar
from cs_core.context.sources.calls import read_transcript
from cs_core.context.sources.cells import Bad, read_delimited, read_parquet
from cs_core.context.sources.documents import read_text
from cs_core.context.sources.email import read_eml, read_mbox
from cs_core.context.sources.intercom import unfolded
from cs_core.context.sources.objects import read_json, read_lines
from cs_core.context.sources.packed import Opened, from_disk, from_gzip, from_zip, gigabytes, refused, steps
from cs_core.context.sources.parts import parts_of
from cs_core.context.sources.rested import Rested
from cs_core.context.sources.slack import is_export, is_part, read_export
from cs_core.context.sources.workbook import WORKBOOKS, read_workbook, sheet_names
from cs_core.errors import BadInput

MOST_MEMBERS = 20_000
"""Files in one zip."""
MOST_FILES = 5_000
"""Tables, texts and mails of one zip, and of all that is read at once; a Slack export is one. More are refused before the first is read."""
ABOUT = ("readme", "license", "licence", "notice", "copying", "authors", "contributing", "citation", "codeowners", "_success")
"""What is called so, as a text or without extension, speaks about the data, unless it says what kind of document it is."""
NO_DATA = "not needed: no data file"


class Sheet(NamedTuple):
    """One table as it stands: cells as text (Parquet: as typed), `_row` (line, or place in the file), perhaps `_file`."""

    path: str
    name: str
    """What source rows point at."""
    digest: str
    frame: pl.DataFrame
    bad: tuple[Bad, ...] = ()
    is_part: bool = False
    """Whether more of the table may stand in other sheets."""

    @property
    def rows(self) -> int:
        return self.frame.height + len(self.bad)


class Entry(NamedTuple):
    """A file that may be read: on disk, or inside a zip; of a workbook of several sheets, one of them."""

    path: str
    opened: Opened
    """What it holds; of a file of gzip what is packed in it."""
    sheet: str = ""
    file: Path | None = None
    """Where it lies on disk as it is: large Parquet is read from there."""

    @property
    def named(self) -> PurePosixPath:
        """Its path, by whose ending it is told what it holds."""
        path = PurePosixPath(self.path)
        return path.with_suffix("") if _is_gzip(path) else path

    def content(self) -> bytes:
        """All of it."""
        size = self.file.stat().st_size if self.file else 0
        if size > packed.MOST_BYTES:
            refused(f"{gigabytes(size)} GB are more than is read at once ({gigabytes(packed.MOST_BYTES)} GB): split the file")
        return packed.whole(self.opened)


def entries(paths: list[Path], leave: tuple[Path, ...] = ()) -> list[list[Entry]]:
    """All files beneath the paths, in order, each once; those of one Slack export stand together.

    Raises BadInput where a path is not there, or there are too many files.
    `leave`: our own files and folders, which are no data even where they lie among it.
    """
    found: dict[str, Entry] = {}
    for path in paths:
        if not path.exists():
            raise BadInput(f"There is no file or folder {path}: check the path.")
        for file, why_not in files_in(path, leave):
            members = [Entry(file.as_posix(), partial(refused, why_not))] if why_not else _members(file)
            found |= {part.path: part for member in members for part in _sheets(member)}
    groups = _grouped(list(found.values()))
    if len(groups) > MOST_FILES:
        raise BadInput(f"These are {len(groups):,} files, more than {MOST_FILES:,} that are read at once: import their folders one by one.")
    return groups


def files_in(path: Path, leave: tuple[Path, ...] = ()) -> list[tuple[Path, str]]:
    """The file, or the files of a folder and all below it, each with why it must not be read (or ""); hidden ones are left out.

    A link is followed where it stays in the folder that is read, which is its own folder where the link itself is named.
    """
    home, own = path.resolve(), [place.resolve() for place in leave]
    own += [place.with_name(f"{place.name}{end}") for place in own for end in ("-wal", "-shm")]
    found = []
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        inside = file.relative_to(path).parts if path.is_dir() else (file.name,)
        real = _end_of(file) if file.is_symlink() else home.joinpath(*inside) if path.is_dir() else home
        if _hidden(inside) or (real and any(real.is_relative_to(place) for place in own)):
            continue
        if real is None:
            found.append((file, "it is a link that leads nowhere"))
        elif file.is_symlink() and not real.is_relative_to(home if path.is_dir() else path.parent.resolve()):
            found.append((file, f"it is a link that leads outside the folder ({inside[-1]}): copy the file itself"))
        elif file.is_file():
            found.append((file, ""))
        elif not file.is_dir():
            found.append((file, "it is a pipe, a socket or a device: write what comes out of it to a file"))
        elif file.is_symlink():
            found.append((file, "not needed: it is a link to a folder that is read where it stands"))
    return found


def _end_of(link: Path) -> Path | None:
    try:
        return link.resolve(strict=True)
    except (OSError, RuntimeError):
        return None


def _members(file: Path) -> list[Entry]:
    if _is_gzip(file):
        return [Entry(file.as_posix(), partial(from_gzip, partial(from_disk, file)))]
    if file.suffix.lower() != ".zip":
        return [Entry(file.as_posix(), partial(from_disk, file), file=file)]
    try:
        archive = zipfile.ZipFile(Rested(file))
    except (*packed.SPOILT_ZIP, OSError, ValueError):
        return [Entry(file.as_posix(), partial(refused, "the zip is damaged or cut short: export or copy it again"))]
    members = [info for info in archive.infolist() if not info.is_dir() and not _hidden(steps(info.filename))]
    found = [_member(archive, file, name) for name in sorted(info.filename for info in members)]
    size = sum(info.file_size for info in members)
    if size > packed.MOST_BYTES or len(members) > MOST_MEMBERS or len(_grouped(found)) > MOST_FILES:
        what = f"the zip holds {len(members):,} files of {gigabytes(size)} GB together"
        most = f"more than is read at once ({MOST_FILES:,} files, {gigabytes(packed.MOST_BYTES)} GB)"
        return [Entry(file.as_posix(), partial(refused, f"{what}, {most}: unpack it and import the parts"))]
    return found


def _member(archive: zipfile.ZipFile, file: Path, name: str) -> Entry:
    opened = partial(from_zip, archive, name)
    return Entry(f"{file.as_posix()}/{name}", partial(from_gzip, opened) if _is_gzip(PurePosixPath(name)) else opened)


def _sheets(entry: Entry) -> list[Entry]:
    """The sheets of a workbook of several, each an entry of its own; any other file as it is."""
    if entry.named.suffix.lower() not in WORKBOOKS:
        return [entry]
    try:
        raw = entry.content()
        if _burst(raw):
            return [Entry(entry.path, partial(refused, f"it unpacks to more than {gigabytes(packed.MOST_BYTES)} GB: split the workbook"))]
        names = sheet_names(raw)
    except (Exception, pl.exceptions.PanicException):
        # What is wrong with it is said when its turn comes to be read.
        return [entry]
    return [Entry(f"{entry.path}/{name}", entry.opened, name, entry.file) for name in names] if len(names) > 1 else [entry]


def _burst(raw: bytes) -> bool:
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return False
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return sum(info.file_size for info in archive.infolist()) > packed.MOST_BYTES


def _is_gzip(path: PurePosixPath | Path) -> bool:
    return path.suffix.lower() == ".gz"


def _hidden(inside: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in inside)


def _grouped(found: list[Entry]) -> list[list[Entry]]:
    """Each file alone, but all files of a Slack export together."""
    folders: dict[PurePosixPath, set[str]] = {}
    for entry in found:
        path = PurePosixPath(entry.path)
        folders.setdefault(path.parent, set()).add(path.name)
    exports = {folder for folder, names in folders.items() if is_export(names)}
    groups: dict[object, list[Entry]] = {}
    for entry in found:
        path = PurePosixPath(entry.path)
        home = next((f for f in path.parents if f in exports and is_part(path.relative_to(f))), None)
        groups.setdefault(home or entry.path, []).append(entry)
    return list(groups.values())


def read_sheets(group: list[Entry], now: datetime, room: Path) -> Iterator[Sheet]:
    """`read_sheet`, of a large table its parts one after the other, all of one name and digest.

    `room`: a folder in which packed Parquet may lie unpacked until it is read, for it is read at any place.
    """
    entry = group[0]
    kind = "" if len(group) > 1 or entry.sheet else entry.named.suffix.lower()
    with _unpacked(entry, room) if kind == ".parquet" and not entry.file else nullcontext(entry.file) as file:
        parts = parts_of(kind, entry.opened, file)
        if parts is None:
            yield read_sheet(group, now)
            return
        digest = packed.read_through(entry.opened)
        for frame, bad in parts:
            yield Sheet(entry.path, PurePosixPath(entry.path).name, digest, unfolded(frame), tuple(bad), is_part=True)


@contextmanager
def _unpacked(entry: Entry, room: Path) -> Iterator[BinaryIO]:
    """What it holds in a file that no end of the process leaves behind."""
    with ExitStack() as until_read:
        try:
            file = until_read.enter_context(TemporaryFile(dir=room))
            with entry.opened() as content:
                copyfileobj(content, file, packed.AT_ONCE)
            file.seek(0)
        except OSError as error:
            refused(f"it cannot be unpacked beside the store ({error.strerror}): make room there, and import it again")
        yield file


def read_sheet(group: list[Entry], now: datetime) -> Sheet:
    """The table of a file, or the messages of a Slack export. Raises ValueError (in words) where it cannot be read.

    `now`: the moment of the import, up to which a calendar tells what took place.
    """
    if len(group) > 1:
        return _slack(group)
    [entry] = group
    path, named, raw = PurePosixPath(entry.path), entry.named, entry.content()
    digest = blake2b(raw, digest_size=8).hexdigest()
    if entry.sheet:
        frame, bad = read_workbook(raw, entry.sheet)
        return Sheet(entry.path, f"{path.parent.name}/{path.name}", f"{digest}-{path.name}", frame, tuple(bad))
    kind = named.suffix.lower()
    if kind not in READERS and kind not in TEXTS and _is_about(named):
        raise ValueError(NO_DATA)
    if not raw[:1000].strip() and not raw.strip():
        raise ValueError("not understood: it is empty: export it again, or leave it out")
    if kind not in READERS and kind not in TEXTS:
        raise ValueError(_no_kind(named))
    frame, bad = READERS[kind](raw) if kind in READERS else TEXTS[kind](raw, named, now)
    return Sheet(entry.path, path.name, digest, unfolded(frame), tuple(bad))


def _slack(group: list[Entry]) -> Sheet:
    home = min((PurePosixPath(e.path).parent for e in group if e.path.endswith("/users.json")), key=lambda path: len(path.parts))
    files = {str(PurePosixPath(e.path).relative_to(home)): e.content() for e in group}
    frame, bad = read_export(files)
    digest = blake2b(b"".join(files[name] for name in sorted(files)), digest_size=8).hexdigest()
    return Sheet(str(home), home.name, digest, frame, tuple(Bad(row, why, content, file) for file, row, why, content in bad))


def _is_about(path: PurePosixPath) -> bool:
    return path.name.partition(".")[0].lower() in ABOUT and path.suffix.lower() in ("", ".md", ".markdown", ".txt", ".rst")


def _no_kind(path: PurePosixPath) -> str:
    if not path.suffix:
        return "not understood: its name does not say what it holds: add the extension, such as .csv, .json or .txt"
    return f"not understood: {path.suffix} is no kind of file that can be imported"


def _text(raw: bytes, path: PurePosixPath, now: datetime) -> tuple[pl.DataFrame, list[Bad]]:
    try:
        frame, bad = read_text(raw, path, now)
    except ValueError:
        if _is_about(path):
            raise ValueError(NO_DATA) from None
        raise
    if _is_about(path) and "doc_id" not in frame.columns:
        raise ValueError(NO_DATA)
    return frame, bad


#: How each kind of file is read: content -> frame and bad lines.
READERS: dict[str, Callable[[bytes], tuple[pl.DataFrame, list[Bad]]]] = {
    ".csv": read_delimited, ".tsv": read_delimited, ".tab": read_delimited, ".json": read_json, ".jsonl": read_lines,
    ".ndjson": read_lines, ".parquet": read_parquet, ".mbox": read_mbox, ".eml": read_eml,
    **dict.fromkeys(WORKBOOKS, read_workbook),
}  # fmt: skip
#: The same of texts that also say something by their name, or mean something else later on: content, path, now -> frame and bad lines.
TEXTS: dict[str, Callable[[bytes, PurePosixPath, datetime], tuple[pl.DataFrame, list[Bad]]]] = {
    ".ics": read_calendar, ".vtt": read_transcript, ".txt": _text, ".md": _text, ".markdown": _text,
}  # fmt: skip
