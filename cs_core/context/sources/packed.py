"""A file opened to be read from its beginning, be it on disk, in a zip or packed by gzip: unpacked a little at a time, never whole.

What is damaged or locked, leads elsewhere or would burst is a ValueError, in words.
"""

import codecs
import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, NoReturn

MOST_BYTES = 2 * 1024**3
"""Of one file that is read whole, of what a packed file holds, and of all that a zip holds: more is refused."""
AT_ONCE = 256 * 1024
"""Bytes that are unpacked at once."""

Opened = Callable[[], BinaryIO]
"""Opens a file, each time from its beginning."""
Faults = dict[type[Exception], str]


def refused(why: str) -> NoReturn:
    """Say why a file is not read."""
    raise ValueError(why if why.startswith("not needed") else f"not understood: {why}")


def from_disk(file: Path) -> BinaryIO:
    """A file as it stands."""
    return file.open("rb")


def from_gzip(opened: Opened) -> BinaryIO:
    """What a file of gzip holds."""
    packed = opened()
    return io.BufferedReader(_Unpacked(gzip.GzipFile(fileobj=packed), OF_GZIP, beneath=packed), AT_ONCE)


def from_zip(archive: zipfile.ZipFile, name: str) -> BinaryIO:
    """A member of a zip."""
    if ".." in steps(name) or PureWindowsPath(name).anchor:
        refused(f"its path in the zip leads outside it ({name}): pack it again by paths without .. that begin at its folder")
    with _in_words(OF_ZIP):
        return io.BufferedReader(_Unpacked(archive.open(name), OF_ZIP), AT_ONCE)


def in_utf8(opened: Opened, wide: str) -> BinaryIO:
    """What a file says in UTF-16, of the kind that `cells.is_wide` tells, as UTF-8: each sign as `cells.decoded` has it."""
    return io.BufferedReader(_InUtf8(opened(), wide), AT_ONCE)


def steps(name: str) -> tuple[str, ...]:
    """The folders and the name of a path in a zip, whichever system wrote it."""
    return PurePosixPath(name.replace("\\", "/")).parts


def whole(opened: Opened) -> bytes:
    """All that a file holds, in memory once."""
    held = io.BytesIO()
    with opened() as content:
        while part := content.read(AT_ONCE):
            held.write(part)
    return held.getvalue()


def read_through(opened: Opened) -> str:
    """A digest of what a file holds; raises where it cannot be read to its end, before anything of it is used."""
    with opened() as content:
        return hashlib.file_digest(content, partial(blake2b, digest_size=8)).hexdigest()


def gigabytes(size: int) -> str:
    """Bytes as a figure in GB."""
    return f"{size / 1024**3:,.1f}"


class _Unpacked(io.RawIOBase):
    """What is packed, a little at a time."""

    def __init__(self, packed: BinaryIO, faults: Faults, *, beneath: BinaryIO | None = None):
        self._packed, self._faults, self._beneath, self._left = packed, faults, beneath or packed, MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        with _in_words(self._faults):
            part = self._packed.read(min(len(buffer), AT_ONCE))
        self._left -= len(part)
        if self._left < 0:
            refused(f"it unpacks to more than {gigabytes(MOST_BYTES)} GB: split the file")
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._packed.close()
        self._beneath.close()
        super().close()


class _InUtf8(io.RawIOBase):
    """Wide text, decoded a little at a time."""

    def __init__(self, content: BinaryIO, wide: str):
        self._content, self._decoder, self._held = content, codecs.getincrementaldecoder(wide)("replace"), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        raw = b"wide"
        while raw and not self._held:
            raw = self._content.read(AT_ONCE)
            self._held = self._decoder.decode(raw[: len(raw) // 2 * 2], final=not raw).encode()
        part, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._content.close()
        super().close()


@contextmanager
def _in_words(faults: Faults) -> Iterator[None]:
    try:
        yield
    except tuple(faults) as error:
        refused(next(why for kind, why in faults.items() if isinstance(error, kind)))


#: What unpacking may raise, and what that means; the first that fits counts.
OF_GZIP: Faults = {
    EOFError: "the gzip file is cut short: export or copy it again",
    **dict.fromkeys((gzip.BadGzipFile, zlib.error), "it is no gzip file, or a damaged one: export or copy it again"),
}
OF_ZIP: Faults = {
    NotImplementedError: "it is packed in a way that is not known here: unpack it first",
    RuntimeError: "it is locked by a password: unpack it first",
    **dict.fromkeys(
        (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeDecodeError),
        "its part of the zip is damaged: export or copy it again",
    ),
}
SPOILT_ZIP = tuple(OF_ZIP)
"""All that zipfile raises of a zip that is damaged, locked or packed strangely, whoever opens it; what the disk says is an OSError."""
