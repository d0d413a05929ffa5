"""A leader connects a channel and says what may go out by it; the environment holds the address."""

from datetime import datetime

import pytest

from cs_core.errors import BadInput
from cs_core.execution.sending.connect import live, modes, overview, set_mode
from cs_core.records import Delivery
from cs_core.settings import Settings, from_env
from tests.execution.builders import an_action

NOW = datetime(2026, 6, 28, 12)
ALL = Settings(smtp_url="smtp://h?from=a@b.example", slack_webhook="https://s.example", webhook_url="https://w.example", webhook_secret="x")


def put(store, channel: str, mode: str, settings: Settings = ALL, **more) -> dict:
    return set_mode(store, settings, channel, mode, **({"why": "tried on ten accounts", "by": "Lea", "now": NOW} | more))


def test_every_channel_begins_at_the_outbox_whatever_the_environment_says(store):
    assert modes(store) == {"email": "outbox", "slack": "outbox", "webhook": "outbox", "crm": "outbox"}
    assert live(store, ALL).on == {}


def test_the_last_word_of_a_leader_holds_and_every_word_is_kept(store):
    for mode in ("approved", "autonomous", "outbox", "approved"):
        put(store, "email", mode)
    assert modes(store)["email"] == "approved" and live(store, ALL).on == {"email": "approved"}
    assert [row["mode"] for row in store.rows("channel")] == ["approved", "autonomous", "outbox", "approved"]


@pytest.mark.parametrize(("channel", "mode", "settings", "more", "says"), [
    ("email", "approved", Settings(), {}, "set CS_SMTP_URL in the environment"),
    ("webhook", "approved", Settings(webhook_url="https://w.example"), {}, "set CS_WEBHOOK_SECRET in the environment"),
    ("webhook", "autonomous", Settings(), {}, "set CS_WEBHOOK_URL and CS_WEBHOOK_SECRET"),
    ("pigeon", "approved", ALL, {}, "use one of email, slack, webhook, crm"),
    ("email", "on", ALL, {}, "use one of outbox, approved, autonomous"),
    ("email", "approved", ALL, {"why": " "}, "--why"),
    ("email", "approved", ALL, {"by": ""}, "--by"),
    ("crm", "approved", ALL, {}, "stays at outbox"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line_that_says_what_to_do(store, channel, mode, settings, more, says):
    with pytest.raises(BadInput, match=says) as error:
        put(store, channel, mode, settings, **more)
    assert "\n" not in str(error.value) and store.count("channel") == 0


def test_a_channel_can_be_switched_off_when_its_address_is_gone(store):
    put(store, "email", "approved")
    put(store, "email", "outbox", Settings())
    assert modes(store)["email"] == "outbox"


@pytest.mark.parametrize(("channel", "by", "approved", "autonomous"), [
    ("email", "Mia", "email", "email"), ("email", "autonomy", "outbox", "email"),
    ("slack", "Mia", "webhook", "webhook"), ("crm_task", "Mia", "webhook", "webhook"), ("crm_task", "autonomy", "outbox", "webhook"),
])  # fmt: skip
def test_an_action_has_one_way(store, channel, by, approved, autonomous):
    action = an_action("x1", channel=channel, authorised_by=by)
    for mode, expected in (("approved", approved), ("autonomous", autonomous), ("outbox", "outbox")):
        put(store, "email", mode)
        put(store, "webhook", mode)
        assert live(store, ALL).way(action) == expected


def test_the_overview_counts_what_went_out_and_what_did_not_and_holds_no_secret(store):
    put(store, "email", "approved")
    ends = [("x1", "sent", "email mail.example"), ("x2", "failed", "refused email"), ("x3", "failed", "started slack"),
            ("x4", "sent", "outbox/tasks.csv"), ("x5", "failed", "bounced email")]  # fmt: skip
    store.append("delivery", [Delivery(id=f"d{a}", action_id=a, at=NOW, status=status, via=via) for a, status, via in ends])
    rows = {row["channel"]: row for row in overview(store, Settings(smtp_url="smtp://mia:hush@h?from=a@b.example"))}
    assert [(rows[c]["connected"], rows[c]["sent"], rows[c]["failed"]) for c in rows] == [
        (True, 1, 2), (False, 0, 1), (False, 0, 0), (True, 1, 0),
    ]  # fmt: skip
    assert rows["webhook"]["missing"] == ["CS_WEBHOOK_URL", "CS_WEBHOOK_SECRET"] and rows["email"]["why"] == "tried on ten accounts"
    assert "hush" not in str(rows)


def test_addresses_come_from_the_environment(monkeypatch):
    for name in ("CS_SMTP_URL", "CS_SMTP_CA", "CS_SLACK_WEBHOOK", "CS_WEBHOOK_URL", "CS_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, name.lower())
    assert from_env().crm == ("hubspot", "salesforce")
    monkeypatch.setenv("CS_CRM", "HubSpot")
    found = from_env()
    assert (found.smtp_url, str(found.smtp_ca), found.webhook_secret) == ("cs_smtp_url", "cs_smtp_ca", "cs_webhook_secret")
    assert found.crm == ("hubspot",)
