"""What happens to a file on its way: cut, stuffed, written in another encoding, packed. Each takes the bytes and gives others."""

import gzip
import io
import zipfile
from collections.abc import Callable
from random import Random


def cut(rng: Random, raw: bytes) -> bytes:
    """The end is missing."""
    return raw[: rng.randrange(len(raw) + 1)]


def beheaded(rng: Random, raw: bytes) -> bytes:
    """The beginning is missing."""
    return raw[rng.randrange(len(raw) + 1) :]


def flipped(rng: Random, raw: bytes) -> bytes:
    """A byte is another one."""
    at = rng.randrange(len(raw) or 1)
    return raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1 :]


def stuffed(rng: Random, raw: bytes) -> bytes:
    """Something stands where nothing should."""
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + rng.choice(STUFF) + raw[at:]


def doubled(rng: Random, raw: bytes) -> bytes:
    """A part comes twice."""
    start = rng.randrange(len(raw) + 1)
    end = rng.randrange(start, len(raw) + 1)
    return raw[:end] + raw[start:end] + raw[end:]


def mixed_lines(rng: Random, raw: bytes) -> bytes:
    """Some lines end as on Windows."""
    return b"".join(line + rng.choice((b"\n", b"\r\n", b"\r", b"\n\n")) for line in raw.split(b"\n"))


def recoded(rng: Random, raw: bytes) -> bytes:
    """In another encoding."""
    return raw.decode("utf-8", "replace").encode(
        rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-32")), "replace"
    )


def mixed_encodings(rng: Random, raw: bytes) -> bytes:
    """In two encodings."""
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + recoded(rng, raw[at:])


def emptied(rng: Random, raw: bytes) -> bytes:
    """Nothing is left, or as good as nothing."""
    return rng.choice((b"", b"\n", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\0" * 400))


SPOILS: tuple[Callable[[Random, bytes], bytes], ...] = (
    cut, beheaded, flipped, stuffed, doubled, mixed_lines, recoded, mixed_encodings, emptied,
)  # fmt: skip
STUFF = (
    b"\0", b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"{",
    b"}", b"[",
    b"]", b":", b"=", b"<", b"\\", b"\\ud800", b"\\u0000", b"|", b"-", b"\x1a", b"9" * 400, b"[" * 2_000,
    b'{"a":' * 1_500, b'"x""',
    b"PK\x03\x04", b"From ", "‮".encode(),
)  # fmt: skip


def packed(rng: Random, files: dict[str, bytes]) -> dict[str, bytes]:
    """As they are, each as gzip, or all in one zip."""
    how = rng.random()
    if how < 0.8:
        return files
    if how < 0.9:
        return {f"{name}.gz": gzip.compress(raw, 1) for name, raw in files.items()}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return {"all.zip": whole.getvalue()}
