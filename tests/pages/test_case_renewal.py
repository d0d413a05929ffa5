"""A renewal on a customer's page: timeline, terms, forecast with its reason, quote draft; and how it ended."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.execution.renewal import AGENT
from pages._ui.words import short_day
from tests.execution.builders import cases_kept
from tests.worlds import TODAY, a_store, ago, at, land, with_company, with_deal, with_knowledge

SCRIPT = """
import json
from cs_core.execution.jobs.cases import standing
from pages._ui.case_renewal import show
from pages._ui.frame import frame

with frame("Accounts", "A renewal") as here:
    for row in standing(here.snap, "renewal").to_dicts():
        show(here, row | {"data": json.loads(row["data"])}, {})
"""
YEAR = timedelta(days=365)


def a_term(store, start, end, **fields):
    land(store, "subscription", "s1", system="hubspot", born=ago(800), known_at=at(start), company_ref="acme", started_on=ago(800),
         term_start_on=start, term_end_on=end, seats=20, plan="Pro", currency="EUR", **fields)  # fmt: skip


@pytest.fixture
def opened(tmp_path, monkeypatch):
    def run(*, ended: bool = False, price: bool = True, **more) -> AppTest:
        with a_store(tmp_path) as store:
            with_company(store)
            end = ago(-60) if not ended else ago(5)
            a_term(store, end - 2 * YEAR, end - YEAR, mrr=900.0)
            a_term(store, end - YEAR, end, mrr=1_000.0, discount=10.0, billing="year", **more)
            with_deal(store, "acme", stage="Proposal sent", close_on=end, forecast="Commit", name="[Acme](x) renewal")
            if price:
                with_knowledge(store, "plan", "Pro", amount=660.0, unit="EUR")
            store.append("case", cases_kept("renewal", AGENT.keep, snapshot(store, ago(30)), cycle_id="c1"))
            if ended:
                a_term(store, end, end + YEAR, mrr=1_100.0)
            store.append("case", cases_kept("renewal", AGENT.keep, snapshot(store, TODAY), cycle_id="c2"))
        monkeypatch.setenv("CS_STORE", str(tmp_path / "context.db"))
        app = AppTest.from_string(SCRIPT, default_timeout=60)
        app.query_params["as_of"] = TODAY.isoformat()
        return app.run()

    return run


def said(app: AppTest) -> str:
    parts = (*app.markdown, *app.text, *app.caption, *app.warning)
    return "\n".join(p.value for p in parts) + "\n".join(f"{m.label}: {m.value}" for m in app.metric)


def test_it_shows_timeline_terms_forecast_and_the_quote_draft(opened):
    app = opened()
    assert not app.exception and not app.error
    text = said(app)
    assert "Terms settled before the notice day" in text and "Look back with the customer" in text
    assert "The CRM says Commit: it differs" in text and "ARR due: €12.0K" in text
    assert "Total of the term: 13,200 EUR" in text and "Needs approval" in text
    assert len(app.dataframe) >= 2


@pytest.mark.parametrize(
    ("cancelled_on", "shown", "hidden"),
    [
        (None, f"Last day for notice: {short_day(ago(-30))}", "Notice given"),
        (ago(40), f"Notice given: {short_day(ago(40))}", "Last day for notice"),
    ],
)
def test_where_notice_was_given_its_day_is_shown_and_no_last_day_for_it(opened, cancelled_on, shown, hidden):
    text = said(opened(notice_days=30, cancelled_on=cancelled_on))
    assert shown in text and hidden not in text


def test_what_the_crm_calls_a_deal_is_shown_as_text_and_not_as_markup(opened):
    app = opened()
    assert any("[Acme](x) renewal" in part.value for part in app.text)
    assert not any("[Acme](x)" in part.value for part in app.markdown)


def test_an_ended_one_shows_its_change_and_no_quote(opened):
    app = opened(ended=True)
    assert not app.exception
    text = said(app)
    assert "State: Renewed" in text and "Change: €1.2K" in text and "Total of the term" not in text


def test_each_step_says_when_it_was_planned_and_what_it_is_billed_by(opened):
    text = said(opened())
    assert "**Quote**, planned for " in text and "**Term ends**, on " in text
    assert "Billed: by the year" in text
