"""Where a fact or figure stands, as people read it: the system, the file and its row."""

import re

from cs_core.context.wording.days import spelt
from cs_core.context.wording.systems import system_name

_ROWS = re.compile(r"(?P<file>.+):(?P<rows>\d+(?:,\d+)*)(?P<more> and \d+ more)?")
_KEPT = re.compile(r"([a-z_]+):([0-9a-f]{8})[0-9a-f]{8}")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b(?!-)")
LINES = {"vtt": "line", "txt": "line", "md": "line", "srt": "line", "mbox": "message", "eml": "message"}
"""How a row of such a file is called; of any other it is a row."""
OURS = "cs_core"


def source(system: str, row: str) -> str:
    """The system's name, then where in what it gave."""
    if system == OURS:
        return f"Our own {row}"
    return f"{system_name(system)}, {places(row)}"


def places(row: str) -> str:
    """Of a figure that several rows bear, each place."""
    return "; ".join(map(place, row.split("; ")))


def place(row: str) -> str:
    """``contacts.csv:535`` -> contacts.csv, row 535; of a row of our own its kind and as much of its id as tells it from others."""
    if kept := _KEPT.fullmatch(row):
        return f"{kept[1].replace('_', ' ')} {kept[2]}"
    found = _ROWS.fullmatch(row)
    if found is None:
        return _DAY.sub(lambda day: spelt(day[0]), row.replace("_", " ") if row.startswith("no row of") else row)
    file, rows = found["file"], found["rows"].split(",")
    name = LINES.get(file.rpartition(".")[2], "row") + ("s" if len(rows) > 1 else "")
    told = rows[0] if len(rows) == 1 else f"{', '.join(rows[:-1])} and {rows[-1]}"
    return f"{file}, {name} {told}{found['more'] or ''}"
