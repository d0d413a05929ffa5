"""Small files to import, and the import of them."""

from datetime import datetime

import pytest

from cs_core.context.importing.landing import import_paths
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
LATER = datetime(2026, 7, 7, 12)
COMPANIES = "Record ID,Company name,Company Domain Name,Number of Employees,Became a Customer Date,Last Modified Date\n"
ACME = "1,Acme,acme.example,12,2024-01-05,2026-01-02 08:00\n"
BOLT = "2,Bolt,bolt.example,,2025-02-01,2026-02-03 09:30\n"
USAGE = "event_id,workspace_id,user_email,event,occurred_at,count,duration_seconds,errors\n"
TEAM = "name,email,role,weekly_hours,skills\n"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path / "store") as store:
        yield store


@pytest.fixture
def write(tmp_path):
    """Writes a file of the export and returns the folder."""

    def writer(text, name="companies.csv"):
        folder = tmp_path / "export"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return writer


def run(store, *paths, now=NOW, **options):
    return import_paths(store, list(paths), now=now, **options)


def counts(report):
    return tuple(report["totals"][key] for key in ("rows", "landed", "unchanged", "refused"))
