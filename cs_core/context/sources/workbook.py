"""Spreadsheets: the sheets of a workbook as frames of cells, `_row` as the spreadsheet numbers its rows."""

import io
import re
import zipfile
from functools import reduce

import fastexcel
import polars as pl

from cs_core.context.sources.cells import META, Bad
from cs_core.context.sources.packed import SPOILT_ZIP

WORKBOOKS = (".xlsx", ".xlsm")
LARGEST_BYTES = 1_000_000_000
"""Unpacked: what unpacks to more than this is no spreadsheet that somebody keeps."""
MOST_CELLS = 40_000_000
"""Of a sheet from its first to its last row and column: all of them are held, empty ones too."""
PLACE = re.compile(rb"\br\s{0,3}=\s{0,3}[\"']\$?([A-Za-z]{1,3})\$?(\d+)")
LONGEST_PLACE, CHUNK = 64, 1024**2


def sheet_names(content: bytes) -> list[str]:
    """The names of the sheets. Raises ValueError (in words) where it is no workbook."""
    return _opened(content).sheet_names


def read_workbook(content: bytes, sheet: str | None = None) -> tuple[pl.DataFrame, list[Bad]]:
    """One sheet (the first, unless named): its first row of several cells is the header; cells as text, days in ISO; empty rows are none.

    Columns without a name and without a cell are left out; a second column of a name gets its number.
    """
    book = _opened(content)
    name = sheet or book.sheet_names[0]
    cells = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    filled = cells.select(pl.sum_horizontal(pl.all().is_not_null())).to_series() if cells.width else pl.Series([], dtype=pl.UInt32)
    start = next((n for least in (2, 1) for n, count in enumerate(filled) if count >= least), None)
    if start is None:
        return pl.DataFrame(), []
    header = [" ".join((cell or "").split()) for cell in cells.row(start)]
    there = [n for n, name in enumerate(header) if name or not cells[start + 1 :, n].is_null().all()]
    names = [header[n] or f"column {n + 1}" for n in there]
    first = {name: n for n, name in reversed(list(enumerate(names, start=1)))}
    own = [f"{name} ({n})" if first[name] < n or name in META else name for n, name in enumerate(names, start=1)]
    rows = cells[start + 1 :, there].rename(dict(zip([cells.columns[n] for n in there], own, strict=True)))
    numbered = rows.with_row_index("_row", offset=start + 2).with_columns(pl.col("_row").cast(pl.Int64))
    return numbered.filter(pl.any_horizontal(pl.col(own).is_not_null())), []


def _opened(content: bytes) -> fastexcel.ExcelReader:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_BYTES:
                raise ValueError(f"not understood: the workbook unpacks to more than {LARGEST_BYTES:,} bytes: export its sheets as CSV")
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and _area(archive, part) > MOST_CELLS:
                    raise ValueError("not understood: a cell of the workbook stands far from the others: export its sheets as CSV")
        book = fastexcel.read_excel(content)
    except (*SPOILT_ZIP, fastexcel.FastExcelError) as error:
        raise ValueError("not understood: the workbook is damaged or locked: save it again as xlsx, without a password") from error
    if not book.sheet_names:
        raise ValueError("not understood: no sheet of the workbook can be found: save it again as xlsx")
    return book


def _area(archive: zipfile.ZipFile, part: str) -> int:
    """Cells between A1 and the last row and column that a cell of the sheet says it stands in."""
    width, height, before = 0, 0, b""
    with archive.open(part) as sheet:
        while chunk := sheet.read(CHUNK):
            places = PLACE.findall(before + chunk)
            width = max([width, *map(_number, {letters for letters, _ in places})])
            height = max([height, *(int(row) for row in {row for _, row in places})])
            before = chunk[-LONGEST_PLACE:]
    return width * height


def _number(letters: bytes) -> int:
    """``A`` -> 1, ``AB`` -> 28."""
    return reduce(lambda n, letter: 26 * n + letter - 64, letters.upper(), 0)
