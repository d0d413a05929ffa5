"""The Proof page: a pilot designed, started and stopped by clicks; the past replayed; the old model against the new."""

from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.leadership.pilot import start
from cs_core.leadership.trials.design import Design, shares_of
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS, arms_of
from cs_core.orchestration.routing import IN_NEED
from pages._ui.proof_models import differ
from pages._ui.proof_wizard import OUT
from tests.conftest import END
from tests.pages.test_working import worked_off

PAGE = Path(__file__).resolve().parent.parent.parent / "pages" / "43_Proof.py"


@pytest.fixture
def on_demo(demo_store, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(demo_store))
    return demo_store


def opened(part=None) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=120)
    if part:
        app.query_params["part"] = part
    app.run()
    assert not app.exception and not app.error
    return app


def metrics(app):
    return {m.label: m.value for m in app.metric}


def button(app, label):
    return next(b for b in app.button if b.label == label)


def test_a_pilot_is_designed_and_started_by_clicks(on_demo):
    app = opened()
    assert "500 are needed" in app.markdown[0].value and not any(b.key == "ask_pilot_start" for b in app.button)
    app.multiselect[0].set_value([])
    next(group for group in app.get("button_group") if group.label == "Groups").set_value([ONLY_AGENTS, HOLDOUT])
    app.slider[0].set_value(50)
    app.selectbox[0].set_value("contact_28")
    button(app, "Show what it could see").click()
    app.run()
    assert not app.exception and not app.error
    assert int(metrics(app)["Eligible accounts"]) >= 100 and metrics(app)["Smallest difference it would see"].endswith("points")
    app.text_input(key="pilot_new_name").set_value("by clicks").run()
    app.button(key="ask_pilot_start").click().run()
    assert any("customers are drawn at random now and stay in their group until" in m.value for m in app.markdown)
    app.button(key="yes_pilot_start").click().run()
    assert not app.exception and not app.error
    with open_store(on_demo) as store:
        assert store.count("pilot_design", name="by clicks") == 1
    assert "Cannot tell yet" in app.markdown[0].value and metrics(app)["Day"] == "0 of 28"


def test_a_running_pilot_is_read_and_stopped_with_a_reason(on_demo):
    with open_store(on_demo) as store:
        design = Design(shares_of((ONLY_AGENTS, HOLDOUT), holdout=0.5), segments=())
        start(store, snapshot(store, END.replace(day=20)), now=datetime(2026, 6, 20, 9), name="june", design=design)
    app = opened()
    assert metrics(app)["Day"] == "10 of 90" and "Too small to tell" in app.markdown[0].value
    arms = next(table.value for table in app.dataframe if "share" in table.value.columns)
    assert ((arms["share"] - 100 * arms["well"] / arms["n"]).abs() < 1e-9).all(), "in percent, as the column says"
    assert not any("compared" in table.value.columns for table in app.dataframe), "no row of dashes where nothing can be told"
    app.text_input(key="pilot_stop_why").set_value("prices change").run()
    app.button(key="ask_pilot_stop").click().run()
    with open_store(on_demo) as store:
        assert arms_of(store, END)
    app.button(key="yes_pilot_stop").click().run()
    assert not app.exception and not app.error
    with open_store(on_demo) as store:
        assert arms_of(store, END) == {}


def test_the_past_is_replayed_with_its_leak_test(on_demo):
    app = opened("Backtest")
    app.date_input[1].set_value(END.replace(month=2, day=22))  # two days, a week apart
    app.date_input[2].set_value(END.replace(month=3, day=1))
    app.checkbox[0].check()
    button(app, "Replay").click()
    app.run()
    worked_off(app)
    assert not app.exception and not app.error
    assert len(app.get("plotly_chart")) >= 2 and "Alerts a week" in metrics(app)
    assert any("No leak" in m.value for m in app.markdown)


def test_the_models_are_compared_on_the_demo_and_called_simulated(on_demo):
    app = opened("Old model, new model")
    worked_off(app)
    app.number_input(key="models_hours").set_value(60.0).run()
    worked_off(app)
    assert "Simulated" in app.warning[0].value and len(app.get("plotly_chart")) == 2
    assert any(" current customers: those whose next decision to stay is still open" in c.value for c in app.caption)


def test_of_one_s_own_data_no_truth_is_known(on_demo, monkeypatch):
    with open_store(on_demo) as store:
        store.put("demo_end", "", at=datetime(2026, 6, 30))
    app = opened("Old model, new model")
    assert "demo company" in app.info[0].value


def test_models_that_reach_everybody_alike_are_not_drawn_as_points_at_nothing():
    none, some = ({"point": x, "low": x, "high": x} for x in (0.0, 1.5))
    assert not differ([{"accounts_kept": none, "arr_kept": none}])
    assert differ([{"accounts_kept": none, "arr_kept": none}, {"accounts_kept": some, "arr_kept": none}])


def test_why_a_customer_is_left_out_of_a_pilot_has_room_to_be_read():
    assert OUT["why"]["width"] >= 6.2 * max(len(why) for why in IN_NEED.values())
