"""The commands before a call: prep writes one page with every figure cited, pulse is set and taken back."""


import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from pages._ui import cells
from tests.cli.commands import run
from tests.conftest import END


@pytest.fixture
def account(demo_store) -> str:
    return run(demo_store, "queue", "--limit", "1")[1]["proposals"][0]["account_id"]


def test_prep_writes_the_page_and_says_that_every_figure_has_a_source(demo_store, account, tmp_path):
    status, said = run(demo_store, "prep", account, "--out", str(tmp_path / "call.html"))
    assert (status, said["account_id"], said["uncited"]) == (0, account, 0)
    assert "before the meeting" in (tmp_path / "call.html").read_text() and "## What not to say" in said["text"]


def test_a_file_of_another_kind_is_refused(demo_store, account, tmp_path):
    assert run(demo_store, "prep", account, "--out", str(tmp_path / "call.docx"))[0] == 2


def test_a_pulse_is_set_and_taken_back(demo_store, account):
    status, made = run(demo_store, "pulse", account, "2", "--why", "They went quiet", "--by", "Mia")
    assert (status, made["score"], made["says"]) == (0, 2, "at risk")
    [fact] = [f for f in run(demo_store, "account", account)[1]["facts"] if f["key"] == "pulse"]
    assert (fact["value"], fact["unit"]) == (2, "of 6")
    assert run(demo_store, "pulse", account, "--by", "Mia", "--withdraw", made["pulse_id"])[1]["withdrawn"]
    assert not [f for f in run(demo_store, "account", account)[1]["facts"] if f["key"] == "pulse"]


def test_a_score_off_the_scale_is_refused_in_one_line(demo_store, account):
    assert run(demo_store, "pulse", account, "9", "--why", "x", "--by", "Mia")[0] == 2


def test_a_customers_health_is_one_whole_number_wherever_it_is_read(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, END)
        known = snap.signals.filter(pl.col("health").is_not_null(), pl.col("health").round(0) > pl.col("health")).head(3)
        listed = dict(cells.whole(known).select("account_id", "health").iter_rows())
    assert len(listed) == 3
    for account, points in listed.items():
        page = run(demo_store, "account", account, "--as-of", END.isoformat())[1]
        [fact] = [fact for fact in page["facts"] if fact["key"] == "health"]
        assert [str(told) for told in (page["health"]["score"], fact["value"])] == [str(points)] * 2
