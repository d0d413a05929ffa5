"""How the board pack says what it says: of a list of today's customers alone, without a currency, and in words that need no manual."""

import re
from datetime import date

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.demo.old_and_new import compare
from cs_core.execution.papers.files import as_bytes
from cs_core.leadership.forecasting.losses import THREE_FIGURES
from cs_core.leadership.reports import words
from cs_core.leadership.reports.board import board, documents
from cs_core.leadership.reports.slides import Sheet, categories, old_and_new, renewals, risks
from cs_core.leadership.revenue import NOBODY_LEFT, ONLY_TODAYS
from tests.demo.test_old_and_new import SMALL, a_truth
from tests.leadership.test_board import height_of
from tests.leadership.test_forecast import growing
from tests.worlds import TODAY, a_store, ago, with_company, with_subscription

ISO = re.compile(r"\d{4}-\d\d-\d\d")


def test_what_rounds_to_nothing_has_no_sign_in_the_pack():
    assert words.amount({"point": 1.1, "low": -0.04, "high": 2.1}) == "1.1 (0.0 to 2.1)"


@pytest.fixture(scope="module")
def of_a_list(tmp_path_factory):
    """Sixty customers of one list, of no currency, none of whom ever left: the documents of its pack."""
    with a_store(tmp_path_factory.mktemp("list")) as store:
        with store.transaction():
            for n in range(60):
                with_company(store, f"c{n}")
                with_subscription(store, f"c{n}", mrr=100.0 + n, term_start_on=ago(300), term_end_on=ago(-65))
        snap = snapshot(store, TODAY)
        yield snap, documents(snap)


def text_of(slide) -> str:
    rows = [cell for row in slide.table.rows for cell in row] if slide.table else []
    return "\n".join("".join(span.text for span in text) for text in (slide.headline, *slide.lines, *rows))


def test_of_a_list_of_today_s_customers_the_pack_says_that_nothing_kept_can_be_told(of_a_list):
    made = board(*of_a_list)
    text = as_bytes(made, "md").decode()
    assert "## GRR of twelve months cannot be told yet" in text and "100.0%" not in text and "0.0%" not in text
    assert "NRR cannot be told yet; logo churn cannot be told yet" in text
    for key in ("brief", "retention"):
        slide = next(s for s in made.slides if s.key == key)
        assert ONLY_TODAYS in text_of(slide) and height_of(slide) <= 6.9


def test_one_act_and_one_draft_are_told_as_one(of_a_list):
    snap, d = of_a_list
    agents = [agent | {"outcomes": {"acted": int(n == 0)}} for n, agent in enumerate(d.jobs["agents"])]
    text = as_bytes(board(snap, d._replace(jobs=d.jobs | {"agents": agents}, quality=d.quality | {"decided": 1})), "md").decode()
    assert "Agents acted 1 time for 60 customers" in text and "People decided 1 draft; " in text


def test_without_a_currency_no_hole_is_left(of_a_list):
    text = as_bytes(board(*of_a_list), "md").decode()
    assert "may leave" not in text, "of no customer is the chance known, which is not nothing"
    assert re.search(r"\d  |, \||, \n|  a year", text) is None


def test_what_may_leave_is_told_whole_without_a_currency(tmp_path):
    with a_store(tmp_path) as store:
        for n in range(12):
            with_company(store, f"c{n}")
            told = {"cancelled_on": ago(10)} if n < 2 else {}
            with_subscription(store, f"c{n}", mrr=100.0, term_start_on=ago(345), term_end_on=ago(-20), **told)
        pack = board(snapshot(store, TODAY))
    lines = text_of(next(s for s in pack.slides if s.key == "retention")).splitlines()
    at = lines.index(THREE_FIGURES)
    assert lines[at + 1].startswith("Within 90 days 2,400 may leave: 2,400 by notices given")


def test_renewals_and_risks_without_a_currency_leave_no_hole(of_a_list):
    _, told = of_a_list
    row = {"category": "commit", "currency": None, "n": 3, "arr": 1_548_100.0, "n_unknown": 0, "goes_by": {}}
    row |= {f"{key}_{end}": 1.0 for key in ("n", "arr") for end in (30, 60, 90, 120)}
    row |= {"expected": {"point": None, "low": None, "high": None, "n": 3, "says": ""}}
    told = told._replace(forecast=told.forecast | {"categories": {"rows": [row], "says": "", "order": ""}})
    sheet = Sheet(TODAY)
    assert text_of(renewals(told, sheet)).startswith("1,548,100 a year is due")
    assert categories(told, sheet).table.head[2] == "ARR due"
    risk = {"id": "b7ee", "account_id": "21400007067", "name": "Old Mill", "arr": 1200.0, "currency": None, "as_of": TODAY, "of": 1,
            "renewal_on": date(2027, 6, 6), "notice_given_on": None, "reason": "Use fell since 2026-05-01."}  # fmt: skip
    slide = risks(told._replace(risks=[risk]), sheet)
    assert "1,200\n6 June 2027\nUse fell since 1 May 2026." in text_of(slide)
    assert sheet.cited()[-2].source_row == "the open risk of Old Mill"
    noticed = risks(told._replace(risks=[risk | {"notice_given_on": date(2027, 5, 2)}]), sheet)
    assert "6 June 2027\nNotice was given on 2 May 2027. Use fell" in text_of(noticed) and noticed.table.head[2] == "Term ends"


def test_each_category_is_defined_where_it_is_shown(of_a_list):
    _, told = of_a_list
    row = {"category": "commit", "currency": "EUR", "n": 3, "arr": 9.0, "expected": {"point": None}}
    slide = categories(told._replace(forecast=told.forecast | {"categories": {"rows": [row], "says": "", "order": ""}}), Sheet(TODAY))
    for name in ("Commit: ", "Best case: ", "Pipeline: ", "At risk: ", "Omitted: "):
        assert name in text_of(slide)
    assert slide.table.head[2] == "ARR due, EUR"


def test_a_pack_has_no_commands_no_ids_and_one_form_of_days(of_a_list):
    text = as_bytes(board(*of_a_list), "md").decode()
    assert "`" not in text and "pilot start" not in text and ISO.search(text) is None
    assert "finding " not in text and re.search(r"\bcase [0-9a-f]{16}", text) is None


def test_a_figure_that_is_a_bound_says_so_beside_itself(tmp_path):
    with a_store(tmp_path) as store:
        for n in range(12):
            growing(store, f"c{n}", 100.0, 90.0 + n)
        text = as_bytes(board(snapshot(store, TODAY)), "md").decode()
    assert "GRR of twelve months is at most 9" in text and "logo churn at least 0.0%" in text and NOBODY_LEFT in text


def test_what_rounds_to_nothing_has_no_sign():
    assert words.points({"point": -0.00004, "low": -0.0006, "high": 0.03}) == "0.0 (-0.1 to +3.0)"
    assert words.ranged({"point": -0.01, "low": -0.02, "high": 0.0}) == "0.0 (0.0 to 0.0)"


def test_models_that_reach_the_same_customers_are_not_shown_as_zeros(of_a_list):
    same = dict.fromkeys(SMALL, "person")
    slide = old_and_new(of_a_list[1]._replace(old_and_new=compare(a_truth(), same, dict(same))), Sheet(TODAY))
    assert text_of(slide).startswith("Simulated: both models reach the same customers in the same way, so the comparison shows nothing")
    assert slide.table is None


def test_models_that_differ_are_compared(of_a_list):
    found = compare(a_truth(), {"giant": "person"}, dict.fromkeys(SMALL, "person"))
    slide = old_and_new(of_a_list[1]._replace(old_and_new=found), Sheet(TODAY))
    assert text_of(slide).startswith("Simulated: the new model keeps +4.0 (") and slide.table
