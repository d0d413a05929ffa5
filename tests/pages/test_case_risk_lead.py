"""A risk and a lead on a customer's page."""

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.execution import growth, risk
from tests.execution.builders import cases_kept
from tests.worlds import TODAY, a_store, ago, with_company, with_invoice, with_subscription, with_usage

SCRIPT = """
import json
from cs_core.context.store import open_store
from pages._ui.case_{1} import show
from pages._ui.frame import frame

with frame("Accounts", "A case") as here:
    newest = {{row["case_id"]: row for row in here.store.rows("case", agent="{0}")}}
    for row in newest.values():
        show(here, row, {{}})
"""


@pytest.fixture
def opened(tmp_path, monkeypatch):
    def run(agent, kind: str, *, paid: bool | None = None, free: int = 0, days: tuple[int, ...] = (0,)) -> AppTest:
        with a_store(tmp_path) as store:
            with_company(store, "acme", owner="Mia Sand", name="Acme *Lifts*")
            with_subscription(store, "acme", mrr=400.0, seats=4 + free, currency="EUR")
            for person in ("ann", "ben", "cleo", "dan"):
                with_usage(store, "acme", [30] * 60, person=person)
            if paid is not None:
                with_invoice(store, "acme", due=ago(20), paid=ago(5) if paid else None, amount=500.0)
            for n in days:
                store.append("case", cases_kept(agent.name, agent.keep, snapshot(store, ago(n)), cycle_id=f"c{n}"))
        monkeypatch.setenv("CS_STORE", str(tmp_path / "context.db"))
        app = AppTest.from_string(SCRIPT.format(agent.name, kind), default_timeout=60)
        app.query_params["as_of"] = TODAY.isoformat()
        return app.run()

    return run


def said(app: AppTest) -> str:
    return "\n".join(p.value for p in (*app.markdown, *app.text, *app.caption)) + "\n".join(f"{m.label}: {m.value}" for m in app.metric)


def test_an_open_risk_shows_its_reason_day_owner_and_facts(opened):
    app = opened(risk.AGENT, "risk", paid=False)
    assert not app.exception
    text = said(app)
    assert "Overdue invoices: 1, together 500 EUR." in text and "Due: 12 Jul 2026" in text
    assert "Kept by Mia Sand. Recommended: settle the invoices. It closes by itself as soon as it is over." in text
    assert app.dataframe[0].value["key"].to_list() == ["Overdue invoices", "Overdue amount"]


def test_a_risk_that_is_over_shows_how_it_ended(opened):
    app = opened(risk.AGENT, "risk", paid=True, days=(15, 2))
    assert not app.exception
    assert "Ended: cleared." in said(app) and "Days from first seen to the end: 13" in said(app)


def test_a_lead_shows_what_it_may_bring_and_how_that_was_worked_out(opened):
    app = opened(growth.AGENT, "lead")
    assert not app.exception
    text = said(app)
    assert "Expected a year: €1.2K" in text and "Between: 0 to €2.4K" in text
    assert "Seats short: 1" in text and "Mia Sand prices it" in text and "Recommended: talk about seats." in text


def test_nothing_is_shown_where_there_is_no_case(opened):
    app = opened(growth.AGENT, "lead", free=10)
    assert not app.exception and not app.metric
