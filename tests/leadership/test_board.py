"""The board pack: the same figures in every format, each with a source; nothing hangs over a slide's edge."""

from collections import Counter
from datetime import date, datetime
from io import BytesIO
from math import ceil

import pytest
from pptx import Presentation

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.execution.papers.files import FORMATS, as_bytes
from cs_core.execution.papers.pack import Pack, Slide, Span, Table, counted, just, plain
from cs_core.leadership.goals import set_goals
from cs_core.leadership.reports.board import board, documents
from cs_core.leadership.reports.words import sentences
from tests.cli.commands import run
from tests.conftest import END, NOON
from tests.execution.paper_formats import of_html, of_markdown, of_pptx
from tests.leadership.past_plans import a_past, commit_then
from tests.worlds import TODAY, a_store, with_company, with_subscription

READ = {"md": lambda b: of_markdown(b.decode()), "html": lambda b: of_html(b.decode()), "pptx": of_pptx}
COMPARED = {
    "simulated": True, "accounts": 400, "arr": 9e6, "says": "Simulated.",
    "models": [{"name": "old: people by ARR", "people": 40, "agents": 0, "accounts_kept": {"point": 300.4, "low": 290.1, "high": 310.2},
                "arr_kept": {"point": 7e6, "low": 6.8e6, "high": 7.1e6}}],
    "differences": [{"name": "new", "accounts_kept": {"point": 12.3, "low": 3.1, "high": 21.4}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def pack(demo_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("board") / "context.db"
    with open_store(demo_template) as store:
        store.copy_to(path)
    path.with_suffix(".lake").symlink_to(demo_template.with_suffix(".lake"))
    with open_store(path) as store:
        snap = snapshot(store, END)
        set_goals(store, {"grr": 95, "touch_every_days": 30}, by="Lea", now=NOON, snap=snap)
        yield board(snapshot(store, END), old_and_new=COMPARED)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_number_of_every_format_is_that_of_the_pack_and_its_mark_leads_to_a_source(pack, kind):
    found, explained = READ[kind](as_bytes(pack, kind))
    assert len(found) > 100 and [figure for figure, mark in found if mark not in explained] == []
    assert Counter(found) == Counter(pack.numbers())
    assert explained == {source.mark for source in pack.sources}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_number_without_a_source_or_with_another_one_is_caught(pack, kind):
    wrong = pack._replace(slides=(*pack.slides, Slide("more", just("We saved 12 hours"), ((Span("and 3 customers", 99),),))))
    assert counted(wrong)["uncited"] == 1
    found, explained = READ[kind](as_bytes(wrong, kind))
    assert {("12", None), ("3", 99)} == {pair for pair in found if pair[1] not in explained}
    last = pack.slides[-1]
    other = pack._replace(slides=(*pack.slides[:-1], last._replace(headline=(Span("77 decisions needed", 1),))))
    assert Counter(READ[kind](as_bytes(other, kind))[0]) != Counter(pack.numbers()), "a figure changed in one format only would show"


def test_it_tells_goals_retention_forecast_work_quality_coverage_pilot_risks_and_decisions(pack):
    assert [s.key for s in pack.slides] == [
        "title", "brief", "goals", "retention", "renewals", "categories", "record", "work", "quality", "coverage", "pilot", "old and new",
        "risks", "needs",
    ]  # fmt: skip
    text = as_bytes(pack, "md").decode()
    assert "GRR of twelve months is" in text and "Simulated: the new model keeps" in text
    assert "No plan of people's hours is committed" in text


def test_the_figures_are_those_of_the_documents_behind_the_pages(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, END)
        told = documents(snap)
        text = as_bytes(board(snap, told), "md").decode()
    assert f"{told.forecast['now']['nrr']['point']:.1%}" in text
    assert f"{told.quality['decided']:,} drafts" in text
    assert f"Decisions needed: {len(told.needs)}" in text
    assert "old and new" not in [s.key for s in board(snap, told).slides]


def test_nothing_hangs_over_the_edge_of_a_slide(pack):
    for slide in pack.slides[1:]:
        assert height_of(slide) <= 6.9, slide.key
        assert len(plain(slide.headline)) <= 2 * 66, slide.key


def height_of(slide) -> float:
    """Inches from the top of the slide to the end of its table or lines, by the room that words take at their size."""
    top = 1.45 if len(plain(slide.headline)) <= 66 else 1.9
    top += sum(0.43 * ceil(len(plain(line)) / 125) for line in slide.lines)
    if slide.table:
        for row in (slide.table.head, *slide.table.rows):
            cells = [cell if isinstance(cell, str) else plain(cell) for cell in row]
            lines = max(ceil(len(c) / (118 * w)) for c, w in zip(cells, slide.table.widths, strict=True) if c)
            top += max(0.46, 0.25 * lines + 0.06)
    return top


def test_slides_have_native_tables_and_a_chart_and_every_shape_lies_on_the_page(pack):
    deck = Presentation(BytesIO(as_bytes(pack, "pptx")))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert sum(s.has_table for s in shapes) >= 8
    assert all(s.left >= 0 and s.left + s.width <= deck.slide_width and s.top + s.height <= deck.slide_height for s in shapes)


def test_a_store_without_cycles_goals_or_renewals_makes_an_honest_pack(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_subscription(store, "acme", mrr=10.0, currency="EUR")
        made = board(snapshot(store, TODAY))
    assert counted(made)["uncited"] == 0
    text = as_bytes(made, "md").decode()
    assert "cannot tell yet" in text and "No goal is set" in text and "No risk is open" in text


def test_the_command_writes_what_the_ending_says_and_refuses_another(demo_store, tmp_path):
    out = tmp_path / "deep" / "pack.md"
    status, said = run(demo_store, "board", "--out", str(out))
    assert status == 0 and said["uncited"] == 0 and said["numbers"] > 100 and out.read_text().startswith("# Customer success")
    status, said = run(demo_store, "board", "--out", str(tmp_path / "pack.docx"))
    assert status == 2 and ".pptx" in said["error"]


def test_no_sentence_of_the_pack_is_cut_short(pack):
    long = "Even 100 % kept could not be told from the 96.6% before: " + "it takes many accounts " * 8 + "to see a rise of 1.1 points."
    assert sentences(f"No pilot was started. {long}") == ["No pilot was started.", long]
    assert "…" not in as_bytes(pack, "md").decode()


def test_what_follows_long_lines_of_a_slide_stands_below_them():
    table = Table(("What",), ((just("a row"),),), (1.0,))

    def top(line: str) -> int:
        slides = (Slide("title", just("Pack")), Slide("one", just("One"), (just(line),), table=table))
        deck = Presentation(BytesIO(as_bytes(Pack("board", "Pack", "foot", TODAY, True, slides, ()), "pptx")))
        return next(shape.top for shape in deck.slides[1].shapes if shape.has_table)

    assert top("word " * 80) > top("word " * 30) > top("word")


def test_a_past_day_has_a_pack_of_its_own(demo_store):
    with open_store(demo_store) as store:
        then = board(snapshot(store, date(2026, 3, 31)))
    assert then.as_of == date(2026, 3, 31) and counted(then)["uncited"] == 0
    assert datetime(2026, 3, 31).strftime("%B") in as_bytes(then, "md").decode()


def test_a_committed_plan_stands_in_the_pack_with_its_evidence_in_words_and_what_it_promised(tmp_path):
    store = a_past(tmp_path)
    promised = {"impact": {"point": 1.3, "low": -0.5, "high": 3.0}, "expected": {"accounts": 1}}
    told = {"evidence": {"most": "prior", "by_mode": {"call": "prior"}}, "forecast": promised}
    commit_then(store, {"c1": ("call", "Mia Sand", 1.0)}, told=told)
    plan = documents(snapshot(store, TODAY)).plan
    assert (plan["evidence"], plan["forecast"]) == ("an assumption", "1.3 (-0.5 to 3.0) customers kept more")
    assert plan["promised"] == {"accounts": 1}


def test_money_that_a_plan_promised_is_told_in_its_currency(tmp_path):
    store = a_past(tmp_path)
    promised = {"impact": {"point": 53_257.0, "low": -3_274.0, "high": 108_826.0}, "expected": {"accounts": 1}}
    commit_then(store, {"c1": ("call", "Mia Sand", 1.0)}, unit="arr_kept", told={"forecast": promised})
    told = documents(snapshot(store, TODAY)).plan["forecast"]
    assert told == "53,257 (-3,274 to 108,826) EUR a year of recurring revenue kept more"
