"""A file that is open only while something is read from it: thousands may wait for their turn."""

import io
from pathlib import Path


class Rested(io.RawIOBase):
    """A file on disk to read from, at any place."""

    def __init__(self, path: Path):
        self._path, self._at, self._size = path, 0, path.stat().st_size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        at = offset + (0, self._at, self._size)[whence]
        if at < 0:
            raise ValueError("a file has nothing before its beginning")
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray) -> int:
        with self._path.open("rb") as opened:
            opened.seek(self._at)
            read = opened.readinto(buffer)
        self._at += read
        return read
