"""Every page, through the map and alone, on a filled store and on an empty one."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import copied

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted(p.name for p in (ROOT / "pages").glob("*.py"))


def opened(page: str | None = None, *, alone: bool = False, part: str | None = None) -> AppTest:
    """The page, run through app.py or by itself; `part` is the tab that is open."""
    app = AppTest.from_file(str(ROOT / "pages" / page) if alone else str(ROOT / "app.py"), default_timeout=60)
    if part:
        app.query_params["part"] = part
    return app.run() if alone or page is None else app.switch_page(f"pages/{page}").run()


@pytest.fixture
def on_demo(demo_store, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(demo_store))
    return demo_store


@pytest.fixture(scope="module")
def one_demo(demo_template, tmp_path_factory):
    """A copy that many look at and nobody acts in: what a page worked out it leaves for the next one that is opened."""
    return copied(demo_template, tmp_path_factory.mktemp("looked_at"))


@pytest.fixture
def looked_at(one_demo, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(one_demo))
    return one_demo


@pytest.fixture
def on_own_data(tmp_path, monkeypatch):
    """Somebody's own store with nothing in it: beside a demo, as the sidebar offers it."""
    monkeypatch.setenv("CS_STORE", str(tmp_path / "mine.db"))
    return tmp_path / "mine.db"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_through_the_map(page, looked_at):
    app = opened(page)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == Path(page).stem.split("_", 1)[1].replace("_", " ")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_alone(page, looked_at):
    app = opened(page, alone=True)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("part", ["Work done", "Agents", "Playbooks", "May do alone", "Gates and routes"])
def test_every_part_of_the_agents_page_opens(part, looked_at):
    app = opened("20_Agents.py", alone=True, part=part)
    assert not app.exception
    assert not app.error


def test_work_done_says_what_the_drafts_of_the_last_cycle_wait_for(looked_at):
    said = [c.value for c in opened("20_Agents.py", alone=True, part="Work done").caption]
    held = next(s for s in said if s.startswith("Drafts held for now, "))
    assert " because another letter to that customer goes first" in held and held.count("\n- ") == held.count(" because ")
    assert any(s.startswith("Waiting: a draft that is held or undecided") for s in said), "more wait than were drafted"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_as_of_a_past_day(page, looked_at):
    app = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60)
    app.query_params["as_of"] = "2026-02-01"
    app.run()
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_with_my_own_empty_store_a_page_says_what_to_do_next(page, on_demo):
    app = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60)
    app.query_params["data"] = "My data"
    app.run()
    assert not app.exception
    assert app.info or page == "11_Context.py"
    assert not (Path(on_demo).with_name("mine.db").exists() and app.metric), "an empty store has no figures to show"


@pytest.mark.parametrize(
    ("page", "part", "whom"),
    [
        ("00_Today.py", None, "those whose recurring revenue is on record"),
        ("20_Agents.py", "Work done", "those whose recurring revenue is on record"),
        ("41_Coverage.py", "Plan", "those to whom this plan gives hours of people"),
    ],
)
def test_a_page_that_counts_some_of_the_customers_says_of_how_many_and_whom(on_demo, page, part, whom):
    said = [c.value for c in opened(page, alone=True, part=part).caption]
    assert any(re.search(rf"\d of \d+ current customers: {whom}", line) for line in said)
