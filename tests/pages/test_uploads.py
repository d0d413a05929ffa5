"""What is dropped on Context, Import, before anything of it is read."""

from datetime import datetime
from typing import NamedTuple

from cs_core.progress import silent
from pages._ui.importing import _contents, _landed
from tests.worlds import a_store

CRM = b"Record ID,Company name,Company Domain Name\n101,Acme Ltd,acme.example\n"
BILLING = b"id,Description,Email,Name,Created (UTC),Delinquent\ncus_1,,pay@acme.example,Acme,2026-01-02 09:00,false\n"


class Upload(NamedTuple):
    name: str
    content: bytes

    def getvalue(self) -> bytes:
        return self.content


def test_files_of_one_name_from_two_systems_are_both_read(tmp_path):
    files = _contents([Upload("export.csv", CRM), Upload("export.csv", BILLING)])
    with a_store(tmp_path) as store:
        report = _landed(files, store, now=datetime(2026, 6, 30), dry_run=True, progress=silent)
    told = {(file["path"], file["system"], file["landed"]) for file in report["files"]}
    assert told == {("export.csv", "hubspot", 1), ("export.csv", "stripe", 1)}
