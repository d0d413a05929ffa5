"""Files as their systems write them, imported into an empty store: the CRM's companies and people, and whatever a test adds.

    with a_crm(tmp_path) as store:
        report = import_files(store, tmp_path, {"events.jsonl": lines({...}, {...})})["events.jsonl"]
"""

import json
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cs_core.context.importing.landing import import_paths
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
COMPANIES = (
    "Record ID,Company name,Company Domain Name,Became a Customer Date\n"
    "4711,Acme GmbH,acme.example,2024-01-05\n"
    "4712,Bolt Ltd,bolt.example,2024-02-01\n"
)
CONTACTS = (
    "Record ID,First Name,Last Name,Email,Associated Company IDs,Create Date\n"
    "c1,Ada,Lind,ada@acme.example,4711,2024-01-05\n"
    "c2,Bo,Ek,bo@mail-of-bo.example,4712,2024-02-01\n"
)
TEAM = "name,email,role,weekly_hours,skills\nMia Sand,mia@us.example,CSM,30,renewals\n"


@contextmanager
def a_crm(folder: Path):
    """A store with Acme (4711) and Bolt (4712), Ada at Acme, Bo at Bolt with an address elsewhere, and Mia, who is ours."""
    for name, content in _crm().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with a_store(folder / "store") as store:
        yield store


@cache
def _crm() -> dict[str, bytes]:
    """The files of such a folder, which is made once."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        with a_store(folder / "store") as store:
            import_files(store, folder / "crm", {"companies.csv": COMPANIES, "contacts.csv": CONTACTS, "team.csv": TEAM})
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def import_files(store, folder: Path, files: dict[str, str | bytes], *, now: datetime = NOW) -> dict[str, dict]:
    """Writes the files to a folder of their own and imports it; each file's report by its path within the folder."""
    home = Path(folder) / "export"
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    report = import_paths(store, [home], now=now)
    for file in report["files"]:
        assert file["rows"] == file["landed"] + file["unchanged"] + file["refused"], file
    return {file["path"].removeprefix(f"{home.as_posix()}/"): file for file in report["files"]}


def tally(report: dict) -> tuple:
    """system, object, decision, landed, refused of a file's report."""
    return tuple(report[key] for key in ("system", "object", "decision", "landed", "refused"))


def lines(*objects: dict) -> str:
    """JSON lines."""
    return "".join(json.dumps(item) + "\n" for item in objects)
