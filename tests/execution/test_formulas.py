"""No cell of any table that we write is a formula, wherever a spreadsheet begins its cells."""

import csv
import io
from datetime import timedelta

import pytest

from cs_core.execution.jobs.quote_text import as_csv
from cs_core.execution.sending.crm_files import LAYOUTS
from cs_core.execution.sending.delivery import deliver
from cs_core.execution.sending.outbox import put_tasks, safe_cell
from cs_core.settings import Settings
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.execution.test_crm_files import NOW, task
from tests.execution.test_quote import quote
from tests.web_server import WebServer
from tests.worlds import a_store, with_company

DDE = "=cmd|' /C calc'!A0"
STARTS = (
    "=1+1", "+49|1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", DDE, "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@cmd|'/C'!A0",
    '=HYPERLINK("http://evil.example","x")', "=DDE(\"cmd\";\"/C calc\";\"!A0\")",
)  # fmt: skip
WITHIN = (f"Exports; {DDE}", f"Exports;{DDE}", f"Exports\t{DDE}", f"Exports\n{DDE}", f"Exports\r\n{DDE}", "a;@SUM(1)", "a;+1+1")
DANGER = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def cells(text: str):
    """Every cell, as a reader that cuts at commas sees it, and as those that cut at semicolons or tabs do."""
    for cut in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=cut):
            yield from row
    for line in text.splitlines():
        yield from (part for cell in line.split(";") for part in cell.split("\t"))


def is_formula(cell: str) -> bool:
    """Whether it begins as one; a figure or a bullet is none."""
    begin = cell.strip(' "')
    return begin.startswith(DANGER) and not begin.startswith("- ") and not begin.lstrip("+-").replace(".", "", 1).isdigit()


@pytest.mark.parametrize("words", [*STARTS, *WITHIN])
def test_a_cell_is_text_wherever_it_is_cut(words):
    kept = safe_cell(words)
    assert kept.replace("'", "") == words.replace("'", ""), "nothing but an apostrophe is added"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(["id", kept, "x"])
    assert not [cell for cell in cells(out.getvalue()) if is_formula(cell)]


@pytest.mark.parametrize("words", ["Use fell by 34 %", "a = b", "- one\n- two", "x; y - z", "mail a@b.example; c", "", "3-4"])
def test_ordinary_words_stay_as_they_are(words):
    assert safe_cell(words) == (words if not words.startswith("-") else f"'{words}")


@pytest.mark.parametrize("words", [*STARTS, *WITHIN])
def test_neither_tasks_nor_quotes_hold_a_formula(tmp_path, words):
    put_tasks(tmp_path, [an_action("x1", kind="task", subject=words, body=f"Hello,\n{words}", authorised_by=words)])
    written = (tmp_path / "tasks.csv").read_text(encoding="utf-8") + as_csv(quote(plan=words, active_users_4w=10))
    assert not [cell for cell in cells(written) if is_formula(cell)]


@pytest.mark.parametrize("words", [DDE, "@SUM(A1)", f"x;{DDE}", "\t=1"])
def test_no_file_for_a_crm_holds_a_formula(tmp_path, words):
    with a_store(tmp_path) as store, WebServer() as server:
        with_company(store, "42", account="acme", system="hubspot", name=words, domain=words)
        switched_on(store, "webhook")
        store.append("action", [an_action("m1", subject=words, body=words, recipient=words, authorised_by=words)])
        deliver(store, Settings(webhook_url=server.url, webhook_secret="s"), now=NOW)
        task(store, "x1", subject=words, body=words)
        deliver(store, Settings(), now=NOW + timedelta(hours=1))
    files = sorted((tmp_path / "context.outbox" / "crm").glob("*.csv"))
    assert {f.name.rsplit("-", 3)[0] for f in files} == {f"{layout.crm}-{layout.kind}" for layout in LAYOUTS}
    for file in files:
        assert not [cell for cell in cells(file.read_text(encoding="utf-8")) if is_formula(cell)], file.name
