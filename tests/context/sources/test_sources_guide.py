"""The page that says how to add a source holds true: its example is run on its own export."""

import json
import re
from datetime import datetime
from pathlib import Path

from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.mapping import table_from
from cs_core.context.sources.table import detect, read

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")


def block(name):
    return re.search(rf"<!-- {name} -->\n```\w*\n(.*?)```", GUIDE, re.S)[1]


def test_the_worked_example_reads_its_export_and_refuses_the_row_that_it_says():
    made = {}
    exec(block("example source"), made)
    frame, bad = read_delimited(block("example csv").encode())
    table, why = detect(frame.columns[1:], (*SOURCES, *made["TABLES"]))
    assert (table.system, table.object, why, bad) == ("helpline", "ticket", "", [])
    solved, waiting, unread = read(frame, table).to_dicts()
    assert (solved["priority"], solved["status"], solved["satisfaction"]) == ("urgent", "solved", 1.0)
    assert (solved["company_ref"], solved["closed_at"]) == ("C-17", datetime(2026, 3, 2, 9, 30))
    assert waiting["_own"] == datetime(2026, 3, 4, 10, 20)
    assert (waiting["closed_at"], waiting["_why"]) == (None, None)
    assert unread["_why"].startswith("Opened is not a time")


def test_the_mapping_of_the_guide_can_be_read():
    table = table_from(json.loads(re.search(r"```json\n(.*?)```", GUIDE, re.S)[1]))
    assert (table.noun, table.id) == ("event", ("account_id", "month", "event"))
