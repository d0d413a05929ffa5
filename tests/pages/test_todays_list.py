"""What Today and Forecast show of one list of today's customers, none of whom is on record as having left, of no currency known."""

import pytest

from cs_core.leadership.revenue import NOBODY_LEFT, ONLY_TODAYS
from pages._ui import retained
from tests.pages.test_pages import opened
from tests.pages.test_quality_forecast import metrics, shown
from tests.worlds import a_store, ago, with_company, with_subscription


@pytest.fixture
def on_a_list(tmp_path, monkeypatch):
    with a_store(tmp_path) as store, store.transaction():
        for n in range(60):
            with_company(store, f"c{n}")
            with_subscription(store, f"c{n}", mrr=100.0 + n, term_start_on=ago(300), term_end_on=ago(-65))
    monkeypatch.setenv("CS_STORE", str(tmp_path / "context.db"))


@pytest.mark.parametrize(("page", "names"), [("00_Today.py", "GRR, NRR, logos kept"), ("44_Forecast.py", "GRR, NRR, logos kept")])
def test_nothing_kept_is_told_as_a_fact_and_why_is_read_without_pointing_at_it(page, names, on_a_list):
    app = opened(page, alone=True)
    assert not app.exception and f"{names}: {ONLY_TODAYS}" in shown(app)
    kept = {label: value for label, value in metrics(app).items() if label.startswith(("GRR", "NRR", "Logo"))}
    assert len(kept) >= 3 and not any("%" in value for value in kept.values())
    assert not any("known, and no estimate" in (m.help or "") for m in app.metric)


def test_a_figure_that_is_a_bound_is_shown_as_one_and_not_called_known():
    told = {"point": 0.974, "low": 0.92, "high": 0.992, "n": 60, "says": NOBODY_LEFT}
    assert retained.share(told) == "at most 97.4%" and retained.interval(told) == "at most 97.4% (92.0 to 99.2)"
    assert "known" not in retained.why(told) and "upper bound" in retained.why(told)
    assert "known, and no estimate" in retained.why(told | {"says": ""}) and retained.share(told | {"says": ""}) == "97.4%"


def test_a_tile_of_no_currency_has_a_short_name_and_says_so_beneath(on_a_list):
    app = opened("00_Today.py", alone=True)
    assert {"ARR", "Expected churn", "Up for renewal"} <= set(metrics(app)) and "currency not known" in shown(app)
