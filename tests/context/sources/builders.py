"""A store and a folder of exports to import into it, and what the import said."""

from datetime import datetime

import pytest

from cs_core.context.importing.landing import import_paths
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
HEADER = "Record ID,Company name,Company Domain Name\n"
TEXT = HEADER + "1,Café Łódź,acme.example\n2,Bolt,bolt.example\n"


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path / "store") as store:
        yield store


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "export").mkdir()
    return tmp_path / "export"


def run(store, *paths):
    return import_paths(store, list(paths), now=NOW)


def whys(report):
    return [reason["why"] for file in report["files"] for reason in file["reasons"]]
