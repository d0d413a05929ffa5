"""The commands by which things leave the machine: a channel is set with reason and name, and what nobody can tell is settled."""

from datetime import UTC, date, datetime

import pytest

from cs_core.context.store import open_store
from cs_core.orchestration.review import decide
from cs_core.records import Delivery
from tests.cli.commands import run
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.orchestration.builders import a_proposal, waiting
from tests.web_server import WebServer
from tests.worlds import a_store, at, land, with_company, with_person

SET = ("channels", "set", "webhook", "approved", "--why", "our hub", "--by", "Lea")


@pytest.fixture
def path(tmp_path):
    with a_store(tmp_path) as store:
        store.append("action", [an_action("x1")])
    return tmp_path / "context.db"


def test_channels_are_listed_with_what_they_lack(path):
    status, said = run(path, "channels")
    assert status == 0 and [c["channel"] for c in said["channels"]] == ["email", "slack", "webhook", "crm"]
    assert {"connected", "missing", "mode", "sent", "failed"} <= set(said["channels"][0])


def test_a_channel_is_set_and_then_used(path, monkeypatch):
    with WebServer() as server:
        monkeypatch.setenv("CS_WEBHOOK_URL", server.url)
        monkeypatch.setenv("CS_WEBHOOK_SECRET", "shh")
        status, said = run(path, *SET)
        assert status == 0 and said["channels"][2]["mode"] == "approved" and said["channels"][2]["by"] == "Lea"
        assert run(path, "deliver") == (0, {"sent": 1, "skipped": 0, "failed": [], "waiting": 0})
        assert len(server.posts) == 1


def test_what_a_low_score_speaks_against_since_is_not_sent(tmp_path):
    today, path = datetime.now(tz=UTC).date(), tmp_path / "context.db"
    with open_store(path) as store:
        with_company(store, "acme", domain="acme.example", customer_on=date(2025, 1, 1))
        with_person(store, "acme", "Ada Lind", created_on=date(2025, 1, 1))
        decide(store, waiting(store, a_proposal(as_of=today, expires_at=today)).id, "approve", by="Lea", now=at(today, 0))
        land(
            store, "survey", "s1", system="survey", born=at(today, 0), known_at=at(today, 0), recorded_at=at(today, 0), company_ref="acme",
            email="ada@acme.example", kind="nps", score=2.0, most=10.0, answered_at=at(today, 0),
        )  # fmt: skip
    assert run(path, "deliver")[1] == {"sent": 0, "skipped": 1, "failed": [], "waiting": 0}
    with open_store(path) as store:
        assert "gave us 2 of 10" in store.rows("delivery")[0]["why"]


@pytest.mark.parametrize(("words", "says"), [
    (SET, "CS_WEBHOOK_URL"), (SET[:4], "--why"), (("channels", "set", "email"), "set CHANNEL MODE"),
    (("channels", "get"), "set CHANNEL MODE"),
    (("deliver", "--settle", "x1", "maybe", "--by", "Lea"), "maybe"), (("deliver", "--settle", "x1", "sent"), "--by"),
])  # fmt: skip
def test_a_wrong_call_ends_in_one_line_and_status_2(path, words, says, monkeypatch):
    for name in ("CS_WEBHOOK_URL", "CS_WEBHOOK_SECRET"):
        monkeypatch.delenv(name, raising=False)
    status, said = run(path, *words)
    assert status == 2 and says in said["error"] and "\n" not in said["error"]


def test_what_nobody_can_tell_is_reported_until_a_person_settles_it(path, monkeypatch):
    with open_store(path) as store:
        switched_on(store, "webhook")
        begun = Delivery(id="d", action_id="x1", at=datetime(2026, 6, 1), status="failed", via="started webhook", why="?")
        store.append("delivery", [begun])
    assert run(path, "deliver") == (1, {"sent": 0, "skipped": 0, "failed": [{"action_id": "x1", "why": "?"}], "waiting": 0})
    status, said = run(path, "deliver", "--settle", "x1", "sent", "--by", "Lea")
    assert (status, said["settled"], said["by"]) == (0, "sent", "Lea")
    assert run(path, "deliver")[0] == 0
    assert run(path, "deliver", "--settle", "x1", "again", "--by", "Lea")[0] == 1
