"""The first start: the demo is made beside one's own data, once, and begins again where it was cut off; the tour; the reset."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.importing.landing import import_paths
from cs_core.context.store import open_store
from cs_core.leadership.tour import CANNOT_TELL, STOPS
from pages._ui import start, working
from pages._ui.map import BY_TITLE
from tests.conftest import NOON
from tests.context.importing.test_first_exports import EXAMPLES, write
from tests.pages.test_acts import button, count
from tests.pages.test_pages import ROOT, on_demo, opened
from tests.pages.test_working import until

__all__ = ["on_demo"]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A console on no store at all, whose demo is a small one."""
    monkeypatch.setenv("CS_STORE", str(tmp_path / "context.db"))
    monkeypatch.setenv("CS_DEMO_ACCOUNTS", "20")
    monkeypatch.setattr(start, "WEEKS", 30)
    return tmp_path / "context.db"


def job_of(path):
    with open_store(path) as store:
        return working.last(store)


def ended(path):
    """What was begun last, once it has ended. Its store is not opened again and again while it is written to."""
    job = job_of(path)
    until(lambda: not job.running)
    return job


def texts(app) -> str:
    return "\n".join(element.value for kind in ("markdown", "caption", "subheader", "title", "info") for element in getattr(app, kind))


def test_a_first_start_shows_the_demo_being_made_beside_ones_own_data(empty):
    app = opened("00_Today.py", alone=True)
    assert not app.exception
    assert {"A demo company", "My own data"} <= {element.value for element in app.subheader}
    assert "one table of accounts and one table of subscriptions" in texts(app)
    job = job_of(empty)
    opened("30_Review.py", alone=True)
    assert job_of(empty) is job, "a second tab makes no second demo"
    until(lambda: not job.running)
    assert not job.error
    assert count(empty, "cycle") == 1
    with open_store(empty) as store:
        today = store.rows("cycle")[0]["accounts"]
    assert f"{today} of its 20 customers are with us today; " in job.says(job.result)
    app = app.run()
    assert app.title[0].value == "Today" and not app.exception


def test_own_data_need_not_wait_for_the_demo(empty):
    app = opened()
    assert "Import my own data" in labels(app)
    app.query_params["own"], app.query_params["part"] = "1", "Import"
    app.switch_page("pages/11_Context.py").run()
    assert app.title[0].value == "Context" and not app.exception
    assert app.session_state["data"] == "My data"
    assert "The smallest useful start" in texts(app)
    job_of(empty).stop.set()
    ended(empty)
    assert count(empty.with_name("mine.db"), "company") == 0


def test_the_file_of_ones_own_data_is_never_filled_with_the_demo_though_nothing_was_imported_yet(empty, monkeypatch):
    mine = empty.with_name("mine.db")
    monkeypatch.setenv("CS_STORE", str(mine))
    app = opened("00_Today.py", alone=True)
    assert not app.exception and "Nothing was imported into this store yet" in texts(app)
    assert job_of(mine) is None and count(mine, "company") == 0


def test_a_first_start_that_was_stopped_says_so_and_begins_again(empty):
    app = opened("00_Today.py", alone=True)
    job_of(empty).stop.set()
    if ended(empty).error:
        app = app.run()
        assert app.title[0].value == "Welcome"
        button(app, "Begin again").click().run()
    assert not ended(empty).error
    assert count(empty, "cycle") == 1


def test_one_that_was_cut_off_yesterday_keeps_its_last_day(empty):
    with open_store(empty) as store:
        store.put("demo_end", "2026-06-30", at=NOON)
    opened("00_Today.py", alone=True)
    assert not ended(empty).error
    with open_store(empty) as store:
        assert store.now(NOON).date() == date(2026, 6, 30)
        assert store.count("cycle") == 1


def test_on_an_empty_store_of_ones_own_every_page_leads_to_the_import(on_demo):
    app = AppTest.from_file(str(ROOT / "pages" / "41_Coverage.py"), default_timeout=60)
    app.query_params["data"] = "My data"
    app.run()
    assert "Nothing was imported" in app.info[0].value


def test_after_an_import_the_page_says_who_can_work_and_runs_a_first_cycle_right_there(on_demo, tmp_path):
    mine, exports = on_demo.with_name("mine.db"), tmp_path / "exports of mine"
    exports.mkdir()
    with open_store(mine) as store:
        import_paths(store, [write(exports, *EXAMPLES)], now=NOON)
    app = AppTest.from_file(str(ROOT / "pages" / "11_Context.py"), default_timeout=60)
    app.query_params["data"], app.query_params["part"] = "My data", "Import"
    app.run()
    assert not app.exception
    assert "**Risk** can work for all of them" in texts(app)
    assert "**Onboarding** cannot work yet: milestones missing or too old" in texts(app)
    button(app, "Run a first cycle").click().run()
    assert not ended(mine).error and not app.exception
    assert count(mine, "cycle") == 1 and count(mine, "company") == 2
    assert "What can be seen now" in texts(app.run())


def test_the_demo_takes_no_own_data_and_leads_to_ones_own_file(on_demo):
    app = opened("11_Context.py", alone=True, part="Import")
    assert "never mixes" in app.info[0].value
    assert not app.get("file_uploader")


def labels(app) -> set[str]:
    return {link.proto.label for link in app.get("page_link")}


def test_the_tour_is_offered_once_and_is_to_be_had_again(on_demo):
    app = opened()
    button(app, "Not now").click().run()
    assert not [b for b in app.button if b.label == "Take the tour"]
    again = opened()
    assert not [b for b in again.button if b.label == "Take the tour"]
    button(again, "Guided tour").click().run()
    assert "Tour, stop 1 of 5" in texts(again) and "Open Context" in labels(again)


def test_the_tour_leads_through_the_pages_of_the_four_layers_and_their_proof(on_demo):
    app = opened()
    for n, stop in enumerate(STOPS):
        app.query_params["tour"] = str(n + 1)
        app.switch_page(f"pages/{BY_TITLE[stop.page]}.py").run()
        assert not app.exception
        assert app.title[0].value == stop.page
        assert f"Tour, stop {n + 1} of {len(STOPS)}" in texts(app)
        if n + 1 < len(STOPS):
            assert f"Next: {STOPS[n + 1].layer}" in labels(app)
    assert "No pilot has been started" in texts(app) and app.metric[0].value == CANNOT_TELL
    button(app, "Finish").click().run()
    assert "Tour, stop" not in texts(app)


@pytest.mark.parametrize("address", ["0", "6", "x", ""])
def test_an_address_with_no_such_stop_shows_none(address, on_demo):
    app = AppTest.from_file(str(ROOT / "pages" / "00_Today.py"), default_timeout=60)
    app.query_params["tour"] = address
    app.run()
    assert not app.exception and "Tour, stop" not in texts(app)


def test_a_reset_asks_first_and_then_begins_the_demo_anew(on_demo, monkeypatch):
    monkeypatch.setenv("CS_DEMO_ACCOUNTS", "20")
    monkeypatch.setattr(start, "WEEKS", 30)
    before = count(on_demo, "proposal")
    app = opened("00_Today.py", alone=True)
    button(app, "Reset demo").click().run()
    assert count(on_demo, "proposal") == before
    assert "saved views" in texts(app)
    next(b for b in app.button if b.key == "yes_reset_demo").click().run()
    assert not app.exception
    app.run()
    assert job_of(on_demo).key == start.KEY
    assert not ended(on_demo).error
    assert 0 < count(on_demo, "company") < 200


def test_a_quarter_to_look_back_on_is_played_by_simulated_people_and_said_to_be(on_demo, monkeypatch):
    monkeypatch.setenv("CS_DEMO_ACCOUNTS", "30")
    monkeypatch.setattr(start, "WEEKS", 30)
    monkeypatch.setattr(start, "PAST_WEEKS", 2)
    app = opened("00_Today.py", alone=True)
    button(app, "Play a quarter").click().run()
    assert "played by simulated people" in texts(app)
    next(b for b in app.button if b.key == "yes_play_past").click().run()
    app = app.run()
    assert app.title[0].value == "Welcome" and "weekly cycles" in texts(app) and not app.exception
    assert not ended(on_demo).error and count(on_demo, "cycle") == 2
    app = app.run()
    assert app.title[0].value == "Today"
    [played] = [c for c in app.caption if "Its last 2 weeks were played by simulated people." in c.value]
    assert "Goals, decisions" in played.help and "follows from none of it" in played.help
    assert not [b for b in app.button if b.label == "Play a quarter"]


def test_a_past_that_was_cut_off_is_played_on(empty, monkeypatch):
    monkeypatch.setattr(start, "PAST_WEEKS", 2)
    start.with_past(empty)
    opened("00_Today.py", alone=True)
    until(lambda: count(empty, "cycle") == 1 or not job_of(empty).running)
    job_of(empty).stop.set()
    if ended(empty).error:
        app = opened("00_Today.py", alone=True)
        assert app.title[0].value == "Welcome", "a past that is half played is not shown"
        button(app, "Begin again").click().run()
    assert not ended(empty).error and count(empty, "cycle") == 2
