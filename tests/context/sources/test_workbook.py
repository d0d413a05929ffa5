"""Workbooks: each sheet is a table of its own, numbered as the spreadsheet numbers it."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.sources import workbook
from cs_core.context.sources.workbook import read_workbook, sheet_names
from tests.exports import NOW, a_crm, import_files, tally

DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DAY_ZERO = date(1899, 12, 30)


def a_cell(place: str, value) -> str:
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - DAY_ZERO).days}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return "" if value is None else f'<c r="{place}"><v>{value}</v></c>'


def a_sheet(rows) -> str:
    cells = ("".join(a_cell(f"{chr(65 + c)}{r}", value) for c, value in enumerate(row)) for r, row in enumerate(rows, start=1))
    body = "".join(f'<row r="{r}">{row}</row>' for r, row in enumerate(cells, start=1))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def a_workbook(**sheets) -> bytes:
    """An xlsx of rows by sheet name: words, numbers, days and empty cells."""
    names = list(enumerate(sheets, start=1))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{TYPE}.worksheet+xml"/>' for n, _ in names)
        + "</Types>",
        "_rels/.rels": _relations(f'<Relationship Id="r1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/_rels/workbook.xml.rels": _relations(
            "".join(f'<Relationship Id="s{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/s{n}.xml"/>' for n, _ in names)
            + f'<Relationship Id="style" Type="{DOCUMENT}/styles" Target="styles.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in names)
        + "</sheets></workbook>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    } | {f"xl/worksheets/s{n}.xml": a_sheet(sheets[name]) for n, name in names}
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{text}')
    return raw.getvalue()


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


COMPANIES = [
    ["Our customers"],
    [],
    ["Record ID", "Company name", "Company Domain Name", "Number of Employees", "Became a Customer Date"],
    ["5001", "Corvo", "corvo.example", 12, date(2024, 3, 5)],
    [],
    ["5002", "Dune", "dune.example", None, date(2025, 1, 1)],
    [None, "Nobody", "nobody.example", 3, None],
]
CONTACTS = [["Record ID", "First Name", "Last Name", "Email", "Associated Company IDs"], [77, "Cy", "Roe", "cy@corvo.example", 5001]]


def test_numbers_days_and_gaps_are_read_as_they_stand():
    frame, bad = read_workbook(a_workbook(Customers=COMPANIES))
    assert bad == []
    assert frame["_row"].to_list() == [4, 6, 7]
    assert frame.row(0) == (4, "5001", "Corvo", "corvo.example", "12", "2024-03-05 00:00:00")


def test_columns_of_one_name_are_told_apart_and_ones_without_name_and_cells_are_left_out():
    frame, _ = read_workbook(a_workbook(A=[["id", None, "id", None], ["1", None, "2", "x"]]))
    assert frame.to_dicts() == [{"_row": 2, "id": "1", "id (2)": "2", "column 4": "x"}]


def test_every_sheet_of_a_workbook_lands_as_a_table_of_its_own(tmp_path):
    raw = a_workbook(Customers=COMPANIES, People=CONTACTS, Notes=[], Ideas=[["a", "b"], ["1", "2"]])
    with a_crm(tmp_path) as store:
        reports = import_files(store, tmp_path, {"book.xlsx": raw})
        assert {name: tally(report) for name, report in reports.items()} == {
            "book.xlsx/Customers": ("hubspot", "company", "used", 2, 1),
            "book.xlsx/People": ("hubspot", "contact", "used", 1, 0),
            "book.xlsx/Notes": (None, None, "not needed", 0, 1),
            "book.xlsx/Ideas": (None, None, "not understood", 0, 1),
        }
        assert reports["book.xlsx/Customers"]["reasons"] == [{"row": 7, "why": "no Record ID"}]
        [corvo] = snapshot(store, NOW.date()).companies.filter(name="Corvo").to_dicts()
        assert (corvo["source_row"], corvo["customer_on"]) == ("book.xlsx/Customers:4", date(2024, 3, 5))
        again = import_files(store, tmp_path, {"book.xlsx": raw}, now=datetime(2026, 7, 7))
        assert {report["landed"] for report in again.values()} == {0}


def test_a_workbook_inside_a_zip_is_read_sheet_by_sheet_too(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("book.xlsx", a_workbook(Customers=COMPANIES, People=CONTACTS))
    with a_crm(tmp_path) as store:
        reports = import_files(store, tmp_path, {"all.zip": packed.getvalue()})
        assert {name: report["landed"] for name, report in reports.items()} == {
            "all.zip/book.xlsx/Customers": 2, "all.zip/book.xlsx/People": 1,
        }  # fmt: skip


def packed_in_a_way_unknown(raw: bytes) -> bytes:
    return re.sub(rb"(PK\x01\x02.{6})..", lambda found: found[1] + b"\x63\x00", raw, flags=re.DOTALL)


SPOILT = [lambda raw: raw[: len(raw) // 2], lambda raw: b"PK\x03\x04 no workbook", lambda raw: b"", packed_in_a_way_unknown]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_workbook_that_is_damaged_is_one_refused_row(tmp_path, spoil):
    with a_crm(tmp_path) as store:
        report = import_files(store, tmp_path, {"book.xlsx": spoil(a_workbook(Customers=COMPANIES))})["book.xlsx"]
        assert tally(report) == (None, None, "not understood", 0, 1)
        assert report["reasons"][0]["why"].startswith(("not understood: the workbook is damaged or locked", "not understood: it is empty"))


def test_a_workbook_without_a_sheet_is_one_refused_row_in_our_words(tmp_path):
    with a_crm(tmp_path) as store:
        report = import_files(store, tmp_path, {"book.xlsx": a_workbook()})["book.xlsx"]
        assert tally(report) == (None, None, "not understood", 0, 1)
        assert report["reasons"][0]["why"] == "not understood: no sheet of the workbook can be found: save it again as xlsx"


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(workbook, "LARGEST_BYTES", 100)
    with pytest.raises(ValueError, match="unpacks to more than 100 bytes"):
        sheet_names(a_workbook(Customers=COMPANIES))
