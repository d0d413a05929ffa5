"""A leader connects a channel on the Strategy page, has what may go carried out, and settles what nobody can tell."""

from datetime import datetime, timedelta

import pytest

from cs_core.context.store import open_store
from cs_core.execution.sending.connect import modes
from cs_core.orchestration.review import queue
from cs_core.records import Delivery
from tests.conftest import NOON
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.pages.test_acts import button, count
from tests.pages.test_pages import on_demo, opened
from tests.web_server import WebServer

__all__ = ["on_demo"]
LONG_AGO = datetime(2026, 6, 1, 9)


def mode(path, channel: str) -> str:
    with open_store(path) as store:
        return modes(store)[channel]


def test_a_channel_without_an_address_is_refused_and_says_which_variable_to_set(on_demo):
    app = opened("40_Strategy.py", alone=True, part="Channels")
    app.radio(key="channel_mode").set_value("approved")
    app.text_input(key="channel_why").set_value("tried on ten accounts")
    button(app, "Set the channel").click().run()
    assert not app.exception and r"CS\_SMTP\_URL" in app.error[0].value
    assert count(on_demo, "channel") == 0


def test_a_connected_channel_is_set_with_reason_and_name_and_shown(on_demo, monkeypatch):
    monkeypatch.setenv("CS_SLACK_WEBHOOK", "https://hooks.slack.example/secret")
    app = opened("40_Strategy.py", alone=True, part="Channels")
    app.selectbox(key="channel_name").set_value("slack")
    app.radio(key="channel_mode").set_value("autonomous")
    app.text_input(key="channel_why").set_value("tried on ten accounts")
    button(app, "Set the channel").click().run()
    assert not app.exception and not app.error and "Slack" in app.success[0].value
    assert mode(on_demo, "slack") == "autonomous"
    shown = next(d.value for d in app.dataframe if "channel" in d.value.columns)
    assert "tried on ten accounts" in shown["why"].to_list() and "secret" not in str(shown.to_dict())


def test_what_may_go_is_carried_out_once(on_demo, monkeypatch):
    with open_store(on_demo) as store:
        switched_on(store, "webhook")
        store.append("action", [an_action("x1")])
    with WebServer() as server:
        monkeypatch.setenv("CS_WEBHOOK_URL", server.url)
        monkeypatch.setenv("CS_WEBHOOK_SECRET", "shh")
        app = opened("40_Strategy.py", alone=True, part="Channels")
        assert app.button(key="ask_deliver").label == "Carry out 1 approved action"
        app.button(key="ask_deliver").click().run()
        assert not server.posts, "it asks first"
        app.button(key="yes_deliver").click().run()
        assert not app.exception and not app.error and app.button(key="ask_deliver").disabled
    assert [post.headers["idempotency-key"] for post in server.posts].count("x1") == 1


@pytest.mark.parametrize(("label", "status"), [("It went out", "sent"), ("Leave it", "skipped"), ("Send it again", "failed")])
def test_a_doubtful_message_is_settled_by_a_button(on_demo, label, status):
    with open_store(on_demo) as store:
        store.append("action", [an_action("x1", created_at=LONG_AGO)])
        store.append("delivery", [Delivery(id="d1", action_id="x1", at=LONG_AGO + timedelta(1), status="failed", via="started email")])
    app = opened("40_Strategy.py", alone=True, part="Channels")
    button(app, label).click().run()
    assert not app.exception and not app.error
    with open_store(on_demo) as store:
        last = store.rows("delivery", action_id="x1")[-1]
    assert last["status"] == status and last["via"].startswith("settled")
    assert label not in [b.label for b in app.button]


def test_before_a_yes_the_review_page_says_which_way_the_text_will_go(on_demo, monkeypatch):
    def said() -> str:
        app = opened("30_Review.py", alone=True)
        app.session_state["pick"] = letter
        return next(c.value for c in app.run().caption if c.value.startswith("Approving"))

    with open_store(on_demo) as store:
        waiting = queue(store, now=NOON)
        letter = next(p["id"] for p in waiting if p["kind"] == "message" and p["route"] != "human_only")
    assert "outbox" in said()
    monkeypatch.setenv("CS_SMTP_URL", "smtp://127.0.0.1:9?from=a@b.example")
    with open_store(on_demo) as store:
        switched_on(store, "email")
    assert "by e-mail" in said()
