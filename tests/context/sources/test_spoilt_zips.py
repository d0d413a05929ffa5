"""Whatever is wrong with a zip, each that opens one says so in its own words: what a program said of it reaches nobody."""

import io
import re
import zipfile
from datetime import datetime

import pytest

from cs_core.context.backup import backup, restore
from cs_core.context.importing.landing import import_paths
from cs_core.context.sources.packed import OF_ZIP
from cs_core.context.sources.workbook import sheet_names
from cs_core.errors import StoreError
from tests.context.sources.test_workbook import a_workbook
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
ROWS = b"Record ID,Company name,Company Domain Name\n" + b"".join(b"%d,Firm %d,f%d.example\n" % (n, n, n) for n in range(500))


def again(raw: bytes, method: int) -> bytes:
    """The same members, packed in that way."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def in_lists(raw: bytes, at: int, value: bytes) -> bytes:
    """Each member's entry of the list at the end changed."""
    return re.sub(rb"(?s)(PK\x01\x02.{%d}).{%d}" % (at, len(value)), lambda found: found[1] + value, raw)


def within(raw: bytes) -> bytes:
    """What each member holds spoilt from its middle on."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = [(info.header_offset + 30 + len(info.filename), info.compress_size) for info in archive.infolist()]
    out = bytearray(raw)
    for start, size in members:
        out[start + size // 2 : start + size] = b"\xff" * (size - size // 2)
    return bytes(out)


SPOILT = {
    "locked": lambda raw: in_lists(raw, 4, b"\x01\x00"),
    "packed in a way unknown": lambda raw: in_lists(raw, 6, b"\x63\x00"),
    "a name that is no text": lambda raw: in_lists(in_lists(raw, 4, b"\x00\x08"), 42, b"\xff"),
    "deflated and damaged": lambda raw: within(again(raw, zipfile.ZIP_DEFLATED)),
    "lzma and damaged": lambda raw: within(again(raw, zipfile.ZIP_LZMA)),
    "as it stands and damaged": lambda raw: within(again(raw, zipfile.ZIP_STORED)),
}
EACH = pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)


@EACH
def test_a_spoilt_backup_is_told_in_one_line_and_leaves_what_stands(tmp_path, spoil):
    with a_store(tmp_path) as store:
        backup(store, tmp_path / "kept.zip")
    (tmp_path / "kept.zip").write_bytes(spoil((tmp_path / "kept.zip").read_bytes()))
    with pytest.raises(StoreError, match=r"kept\.zip is damaged .*: choose another backup$") as told:
        restore(tmp_path / "kept.zip", tmp_path / "other" / "context.db", now=NOW)
    assert len(str(told.value).splitlines()) == 1 and not list((tmp_path / "other").iterdir())


@EACH
def test_a_spoilt_zip_of_exports_is_refused_in_our_words(tmp_path, spoil):
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("companies.csv", ROWS)
    (tmp_path / "all.zip").write_bytes(spoil((tmp_path / "all.zip").read_bytes()))
    with a_store(tmp_path / "store") as store:
        [file] = import_paths(store, [tmp_path / "all.zip"], now=NOW)["files"]
    assert (file["landed"], file["refused"]) == (0, 1)
    whole = "the zip is damaged or cut short: export or copy it again"
    assert file["reasons"][0]["why"].removeprefix("not understood: ") in {whole, *OF_ZIP.values()}


@EACH
def test_a_spoilt_workbook_is_refused_in_our_words(spoil):
    with pytest.raises(ValueError, match=r"^not understood: the workbook is damaged or locked: save it again as xlsx, without a password$"):
        sheet_names(spoil(a_workbook(Sheet1=[["a", "b"], ["1", "2"]])))
