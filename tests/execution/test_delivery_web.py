"""Slack and the signed webhook at a real server: what is posted, and how each answer ends."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta

import pytest

from cs_core.execution.sending.about import About
from cs_core.execution.sending.delivery import deliver
from cs_core.execution.sending.webhooks import BLOCKS_MOST, SECTION_MOST, TEXT_MOST, blocks, signature
from cs_core.settings import Settings
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.web_server import HANG_UP, WebServer
from tests.worlds import a_proposal, a_store, with_company, with_record

NOW = datetime(2026, 6, 28, 12)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        switched_on(store, "slack", "webhook")
        yield store


def post(store, action: str = "x1", **fields) -> None:
    store.append("action", [an_action(action, channel="slack", recipient=None, **fields)])


def ends(store) -> list[tuple[str, str]]:
    return [(row["status"], row["via"]) for row in store.rows("delivery")][1::2]


def test_a_post_is_a_header_a_section_a_paragraph_and_whom_and_why(store):
    with_company(store, "acme", name="Acme Lifts")
    made = a_proposal("acme", reason="use fell by a third")
    with_record(store, made)
    post(store, proposal_id=made.id)
    with WebServer() as server:
        assert deliver(store, Settings(slack_webhook=server.url), now=NOW)["sent"] == 1
        assert deliver(store, Settings(slack_webhook=server.url), now=NOW)["sent"] == 0
    [sent] = server.posts
    said = json.loads(sent.body)
    assert [(b["type"], (b.get("text") or b["elements"][0])["text"]) for b in said["blocks"]] == [
        ("header", "Use is down by 34 %"), ("section", "Hello Eva,"), ("section", "use fell by 34 %."),
        ("context", "Acme Lifts · risk · use fell by a third"),
    ]  # fmt: skip
    assert {(b.get("text") or b["elements"][0])["type"] for b in said["blocks"]} == {"plain_text"}
    assert ends(store) == [("sent", "slack")]


def test_no_text_of_a_customer_becomes_a_mention_or_a_link(store):
    post(store, subject="<!channel> & <http://x|y>")
    with WebServer() as server:
        deliver(store, Settings(slack_webhook=server.url), now=NOW)
    said = json.loads(server.posts[0].body)
    assert said["text"] == "&lt;!channel&gt; &amp; &lt;http://x|y&gt;"
    assert said["blocks"][0]["text"] == {"type": "plain_text", "text": "<!channel> & <http://x|y>", "emoji": False}


@pytest.mark.parametrize("body", ["a\n\n" * 500, "b" * 10_000, "c" * 50_000, "d\r\n\r\ne", "", "f" * 2_000 + "\n\n" + "g" * 5_000])
def test_blocks_stay_within_what_slack_takes(body):
    made = blocks(an_action("x1", subject="s" * 400, body=body), About(reason="r" * 5_000))
    texts = [b["text"]["text"] for b in made if b["type"] == "section"]
    assert len(made) <= BLOCKS_MOST and len(made[0]["text"]["text"]) <= 150 and sum(map(len, texts)) <= TEXT_MOST
    assert all(0 < len(t) <= SECTION_MOST for t in texts) and 0 < len(made[-1]["elements"][0]["text"]) <= SECTION_MOST
    assert body.count("a") == sum(t.count("a") for t in texts)


@pytest.mark.parametrize(("answer", "status", "via", "again"), [
    (403, "failed", "refused slack", True),
    (404, "failed", "refused slack", True),
    ((302, {"Location": "http://127.0.0.1:9/elsewhere"}), "failed", "refused slack", True),
    ((429, {"Retry-After": "30"}), "failed", "busy slack", True),
    (503, "failed", "busy slack", True),
    (500, "failed", "started slack", False),
    (502, "failed", "started slack", False),
    (HANG_UP, "failed", "started slack", False),
])  # fmt: skip
def test_each_answer_ends_in_its_state_and_only_what_was_surely_not_taken_is_tried_again(store, answer, status, via, again):
    post(store)
    with WebServer(answer, 200) as server:
        first = deliver(store, Settings(slack_webhook=server.url), now=NOW)
        assert ends(store) == [(status, via)] and len(first["failed"]) == 1
        second = deliver(store, Settings(slack_webhook=server.url), now=NOW)
    assert (second["sent"], len(server.posts)) == ((1, 2) if again else (0, 1))


def test_a_server_that_is_not_there_costs_no_attempt_and_leaves_the_rest_for_later(store):
    with WebServer() as gone:
        pass
    post(store, "x1")
    post(store, "x2")
    for _ in range(5):
        result = deliver(store, Settings(slack_webhook=gone.url), now=NOW)
    assert (len(result["failed"]), result["waiting"]) == (1, 1) and "cannot be reached" in result["failed"][0]["why"]
    with WebServer() as server:
        assert deliver(store, Settings(slack_webhook=server.url), now=NOW)["sent"] == 2


def test_once_slack_asks_to_wait_the_run_posts_no_more_and_says_for_how_long(store):
    for n in range(4):
        post(store, f"x{n}")
    with WebServer(200, (429, {"Retry-After": "30"}), 200) as server:
        first = deliver(store, Settings(slack_webhook=server.url), now=NOW)
        assert (first["sent"], first["waiting"], len(server.posts)) == (1, 2, 2) and "30 s" in first["failed"][0]["why"]
        assert deliver(store, Settings(slack_webhook=server.url), now=NOW)["sent"] == 3


def test_the_webhook_gets_the_whole_action_signed_and_keyed(store):
    with_company(store, "acme", name="Acme Lifts")
    store.append("action", [an_action("x1", body="Grüße <b>"), an_action("x2", kind="task")])
    wall = datetime(2026, 11, 28, 9, 30)
    with WebServer() as server:
        settings = Settings(webhook_url=server.url, webhook_secret="shh")
        assert deliver(store, settings, now=NOW, clock=lambda: wall)["sent"] == 2
    message, task = server.posts
    assert json.loads(message.body) == {
        "id": "x1", "account_id": "acme", "account": "Acme Lifts", "agent": "risk", "kind": "message", "subject": "Use is down by 34 %",
        "body": "Grüße <b>", "recipient": "eva@acme.example", "authorised_by": "Mia Sand", "created_at": "2026-06-28T09:00:00",
    }  # fmt: skip
    assert (json.loads(task.body)["kind"], json.loads(task.body)["recipient"]) == ("task", None)
    stamp = message.headers["x-cs-timestamp"]
    assert datetime(1970, 1, 1) + timedelta(seconds=int(stamp)) == wall
    expected = hmac.new(b"shh", stamp.encode() + b"." + message.body, hashlib.sha256).hexdigest()
    assert message.headers["x-cs-signature"] == expected
    assert [p.headers["idempotency-key"] for p in server.posts] == ["x1", "x2"]
    assert ends(store) == [("sent", "webhook 127.0.0.1")] * 2


def test_another_time_or_another_body_needs_another_signature():
    assert len({signature("shh", "1", b"a"), signature("shh", "2", b"a"), signature("shh", "1", b"b"), signature("sss", "1", b"a")}) == 4
