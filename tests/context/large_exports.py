"""Exports of many rows, as one file of any kind and form."""

import gzip
import zipfile
from pathlib import Path

from cs_core.context.sources.cells import read_delimited

HEADER = "event_id,workspace_id,event,occurred_at,user_email"


def an_event(n: int) -> str:
    """Every seventh has a line end and a quote in a cell, every eleventh no reference, one in a hundred is bad."""
    event = f'"report\nof ""{n}"""' if n % 7 == 0 else "report"
    at = "someday" if n % 100 == 99 else f"2026-06-{n % 28 + 1:02}T08:00:00Z"
    return f"e{n},{'' if n % 11 == 0 else f'ws{n % 5}'},{event},{at},ä{n}@x.example"


def use_in(folder: Path, kind: str, rows: int = 1_000) -> Path:
    """So many events in a file of that kind."""
    file, text = folder / f"use.{kind.removeprefix('utf-16 ')}", "\n".join([HEADER, *map(an_event, range(rows))])
    table = read_delimited(text.encode())[0].drop("_row")
    if kind == "parquet":
        table.write_parquet(file)
    elif kind == "jsonl":
        table.write_ndjson(file)
    else:
        file.write_text(text, encoding="utf-16" if kind == "utf-16 csv" else "utf-8")
    return file


def in_form(file: Path, form: str) -> Path:
    """The file as it stands, packed by gzip, or in a zip; only that is there afterwards."""
    target = {"": file, ".gz": file.with_name(f"{file.name}.gz"), ".zip": file.with_suffix(".zip")}[form]
    if form == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(file, file.name)
    elif form == ".gz":
        target.write_bytes(gzip.compress(file.read_bytes(), 1))
    if form:
        file.unlink()
    return target
