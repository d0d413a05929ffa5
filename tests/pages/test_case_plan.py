"""The success plan on the customer's page: the goal, its outcomes and tasks, and the review to take along."""

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.execution.success_planning import AGENT
from tests.execution.builders import cases_kept
from tests.worlds import TODAY, a_store, ago, with_company, with_desired_outcome, with_subscription

PAGE = """
import sys
from types import SimpleNamespace
from cs_core.context.store import open_store
from pages._ui.case_plan import show
from tests.worlds import TODAY

path, account = {path!r}, {account!r}
with open_store(path) as store:
    [case] = store.rows("case", account_id=account)
    show(SimpleNamespace(store=store, as_of=TODAY), case, {{"account_id": account}})
"""


@pytest.fixture
def path(tmp_path):
    with a_store(tmp_path) as store:
        for company in ("acme", "quiet"):
            with_subscription(store, with_company(store, company), mrr=10.0)
        said = {"metric": "first-time fix rate", "target": 80.0, "unit": "%"}
        with_desired_outcome(store, "acme", "Fix more on the first visit", stated=ago(150), **said)
        store.append("case", cases_kept(AGENT.name, AGENT.keep, snapshot(store, TODAY), cycle_id="c1"))
    return tmp_path / "context.db"


def opened(path, account: str) -> AppTest:
    return AppTest.from_string(PAGE.format(path=str(path), account=account), default_timeout=30).run()


def test_a_plan_shows_its_goal_outcomes_tasks_and_downloads(path):
    app = opened(path, "acme")
    assert not app.exception
    assert any("Fix more on the first visit" in text.value for text in app.text)
    outcomes, tasks = (frame.value for frame in app.dataframe)
    assert outcomes["Now" if "Now" in outcomes else "current_says"][0] == "cannot tell: ask" and len(tasks) >= 2
    assert len(app.get("download_button")) == 3


def test_without_an_objective_it_says_so(path):
    app = opened(path, "quiet")
    assert not app.exception and any("No objective on record" in m.value for m in app.markdown)
