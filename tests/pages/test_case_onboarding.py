"""An onboarding and a relationship on a customer's page."""

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.execution import onboarding, relationship
from pages._ui.case_relationship import told
from tests.execution.builders import cases_kept
from tests.worlds import TODAY, a_store, ago, with_company, with_meeting, with_milestone, with_person, with_subscription, with_usage

SCRIPT = """
import json
from cs_core.execution.jobs.cases import standing
from pages._ui.case_{0} import show
from pages._ui.frame import frame

with frame("Accounts", "A case") as here:
    for row in standing(here.snap, "{0}").to_dicts():
        show(here, row | {{"data": json.loads(row["data"])}}, {{}})
"""


@pytest.fixture
def opened(tmp_path, monkeypatch):
    def run(kind: str, agent, *, known: bool = True) -> AppTest:
        with a_store(tmp_path) as store:
            with_company(store, "acme", customer_on=ago(60))
            with_subscription(store, "acme", mrr=100.0, seats=8, plan="Pro", started_on=ago(60))
            if known:
                with_milestone(store, "Crew on the *board*", event="dispatch_board", threshold=20, days=21, main=True)
                with_milestone(store, "Portal open", event="customer_portal", threshold=10, days=50)
                with_usage(store, "acme", [1] * 2, until=ago(61), event="route_planner")
                with_usage(store, "acme", [15, 10] + [1] * 5 + [4], until=TODAY)
                with_person(store, "acme", "[Ada](x) Lind", role="Champion", email="ada@acme.example")
                with_meeting(store, "acme", held=ago(50), attendees="ada@acme.example")
            store.append("case", cases_kept(kind, agent.keep, snapshot(store, TODAY), cycle_id="c1"))
        monkeypatch.setenv("CS_STORE", str(tmp_path / "context.db"))
        app = AppTest.from_string(SCRIPT.format(kind), default_timeout=60)
        app.query_params["as_of"] = TODAY.isoformat()
        return app.run()

    return run


def said(app: AppTest) -> str:
    return "\n".join(p.value for p in (*app.markdown, *app.text, *app.caption)) + "\n".join(f"{m.label}: {m.value}" for m in app.metric)


def test_an_onboarding_shows_its_milestones_times_and_next_step(opened):
    app = opened("onboarding", onboarding.AGENT)
    assert not app.exception
    text = said(app)
    assert "next is “Portal open”, 10 days past its expected day" in text
    assert "Portal open: show customer portal, untouched so far, to those who use dispatch board" in text
    rows = app.dataframe[0].value
    assert rows["name"].to_list() == ["Crew on the *board*", "Portal open"] and rows["progress"].to_list() == [100.0, 0.0]


def test_an_onboarding_that_cannot_be_told_says_what_is_missing(opened):
    app = opened("onboarding", onboarding.AGENT, known=False)
    assert not app.exception and "Cannot tell: no milestones are known." in said(app)


def test_a_relationship_shows_who_is_due_and_which_risks_come_first(opened):
    app = opened("relationship", relationship.AGENT)
    assert not app.exception
    text = said(app)
    risks = "usage decline"
    due = "[Ada](x) Lind (champion) has been due since 23 June 2026."
    assert f"{due} An open risk comes first: {risks}." in [t.value for t in app.text]
    assert f"due, and an open risk comes first: {risks}" in text and app.dataframe[0].value["days_late"].to_list() == [5]


def test_a_relationship_with_nothing_to_say_points_to_what_is_open_with_the_customer():
    waits = "due, nothing worth saying yet"
    case = {"reason": "Ada Lind has been due since 3 June 2026. There is nothing worth saying yet.", "state": "overdue", "play": None}
    work = [{"what": "Call Ada about the ticket.", "until": "2026-06-30"}, {"what": "A letter", "until": "2026-07-09"}]
    case |= {"data": {"reason_waiting": waits}}
    assert told(case, work) == (
        "Ada Lind has been due since 3 June 2026. Open with them: Call Ada about the ticket, by 30 June 2026.", None,
    )  # fmt: skip
    assert told(case, []) == (case["reason"], waits)
    assert told(case | {"state": "in touch"}, work)[0] == case["reason"]
    risky = {"reason": "Due. An open risk comes first: escalation.", "data": {"reason_waiting": "due, and an open risk comes first"}}
    assert told(case | risky, work) == (
        "Due. An open risk comes first: escalation. Open with them: Call Ada about the ticket, by 30 June 2026.",
        "due, and an open risk comes first",
    )


def test_a_relationship_with_nobody_says_so(opened):
    app = opened("relationship", relationship.AGENT, known=False)
    assert not app.exception and "No person with an address is known." in said(app)
