"""What was approved is done once: to the outbox by default, by a channel where a leader switched it on."""

import csv
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar

from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.sending.attempts import ATTEMPTS, settle, unsettled
from cs_core.execution.sending.delivery import deliver
from cs_core.execution.sending.outbox import safe_cell
from cs_core.records import Delivery, Task
from cs_core.settings import Settings
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.web_server import HANG_UP, WebServer
from tests.worlds import a_proposal, ago, with_company, with_message, with_person, with_record

NOW = datetime(2026, 6, 28, 12)
LATER = NOW + timedelta(hours=1)


def webhook(server: WebServer) -> Settings:
    return Settings(webhook_url=server.url, webhook_secret="shh")


def test_without_a_channel_a_message_waits_in_the_outbox_and_is_written_once(store, tmp_path):
    store.append("action", [an_action("x1"), an_action("x2")])
    assert deliver(store, Settings(), now=NOW) == {"sent": 2, "skipped": 0, "failed": [], "waiting": 0}
    assert deliver(store, Settings(), now=NOW) == {"sent": 0, "skipped": 2, "failed": [], "waiting": 0}
    files = sorted((tmp_path / "context.outbox").glob("*.eml"))
    mail = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (len(files), mail["To"], mail["Subject"]) == (2, "eva@acme.example", "Use is down by 34 %")
    assert "use fell by 34 %" in mail.get_content() and mail["Message-ID"] == "<x1@actions.cs-console>"
    assert mail["X-Unsent"] == "1" and mail["From"] is None


def test_nothing_is_delivered_without_an_action(store):
    assert deliver(store, Settings(), now=NOW) == {"sent": 0, "skipped": 0, "failed": [], "waiting": 0}


def test_an_address_in_the_environment_alone_sends_nothing(store, tmp_path):
    store.append("action", [an_action("x1"), an_action("x2", channel="slack", recipient=None), an_action("x3", kind="task")])
    with WebServer() as server:
        mail = {"smtp_url": "smtp://127.0.0.1:9?from=a@b.example"}
        settings = Settings(slack_webhook=server.url, webhook_url=server.url, webhook_secret="s", **mail)
        assert deliver(store, settings, now=NOW)["sent"] == 3
    assert server.posts == []
    assert {f.name for f in (tmp_path / "context.outbox").iterdir() if f.is_file()} == {"x1.eml", "x2.txt", "tasks.csv"}


def test_a_channel_at_approved_sends_only_what_a_person_approved(store, tmp_path):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1"), an_action("x2", authorised_by="autonomy")])
    with WebServer() as server:
        deliver(store, webhook(server), now=NOW)
    assert [post.headers["idempotency-key"] for post in server.posts] == ["x1"]
    assert [f.name for f in (tmp_path / "context.outbox").glob("*.eml")] == ["x2.eml"]


def test_a_channel_at_autonomous_sends_what_earned_autonomy_let_through_too(store):
    switched_on(store, "webhook", mode="autonomous")
    store.append("action", [an_action("x1", authorised_by="autonomy")])
    with WebServer() as server:
        assert deliver(store, webhook(server), now=NOW)["sent"] == 1
    assert len(server.posts) == 1


def test_a_channel_that_lost_its_address_falls_back_to_the_outbox(store, tmp_path):
    switched_on(store, "email", "slack", "webhook")
    store.append("action", [an_action("x1")])
    assert deliver(store, Settings(), now=NOW)["sent"] == 1
    assert (tmp_path / "context.outbox" / "x1.eml").exists()


def test_tasks_go_into_one_file_that_no_spreadsheet_takes_for_formulas(store, tmp_path):
    store.append("action", [an_action("x1", kind="task", subject='=HYPERLINK("http://x")')])
    deliver(store, Settings(), now=NOW)
    store.append("action", [an_action("x2", kind="task")])
    deliver(store, Settings(), now=NOW)
    with (tmp_path / "context.outbox" / "tasks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["action_id"] for r in rows] == ["x1", "x2"]
    assert rows[0]["subject"] == '\'=HYPERLINK("http://x")'


def test_a_task_that_went_to_the_webhook_is_in_no_file(store, tmp_path):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1", kind="task")])
    with WebServer() as server:
        deliver(store, webhook(server), now=NOW)
    store.append("action", [an_action("x2", kind="task")])
    deliver(store, Settings(), now=NOW)
    with (tmp_path / "context.outbox" / "tasks.csv").open(newline="") as file:
        assert [r["action_id"] for r in csv.DictReader(file)] == ["x2"]


@pytest.mark.parametrize("start", ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_would_be_a_formula_is_made_text(start):
    assert safe_cell(start) == "'" + start
    assert safe_cell("a" + start) == "a" + start


def test_a_task_that_asks_for_a_call_comes_with_a_calendar_entry_that_invites_nobody(store, tmp_path):
    with_company(store, "acme", name="Acme Lifts")
    made = a_proposal("acme", play="call the sponsor", kind="task", channel="crm_task", recipient=None)
    with_record(store, made)
    task = {"account_id": "acme", "proposal_id": made.id, "agent": "risk", "assignee": "Mia Sand", "title": "Call", "brief": ""}
    with_record(store, Task(id="t1", due_on=ago(-5), minutes=30, created_at=NOW, **task))
    store.append("action", [an_action("x1", kind="task", proposal_id=made.id), an_action("x2", kind="task")])
    for _ in range(2):
        deliver(store, Settings(), now=NOW)
    [file] = (tmp_path / "context.outbox").glob("*.ics")
    [event] = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert file.name == "x1.ics" and event["UID"] == "x1@actions.cs-console"
    assert event["DTSTART"].dt == ago(-5) and event["SUMMARY"].startswith("Acme Lifts: ")
    assert event["STATUS"] == "TENTATIVE" and event["TRANSP"] == "TRANSPARENT"
    assert "30 minutes" in event["DESCRIPTION"] and not {"ORGANIZER", "ATTENDEE"} & set(event)


def test_a_broken_address_cannot_add_a_header(store):
    store.append("action", [an_action("x1", recipient="eva@acme.example\nBcc: all@acme.example")])
    result = deliver(store, Settings(), now=NOW)
    assert result["sent"] == 0 and len(result["failed"]) == 1


def test_who_opted_out_or_left_since_the_approval_is_not_written_to(store):
    with_company(store, "acme")
    with_person(store, "acme", "Eva Lind", email="eva@acme.example", opted_out=True)
    with_person(store, "acme", "Tom Rask", email="tom@acme.example", left_on=ago(1))
    store.append("action", [an_action("x1"), an_action("x2", recipient="tom@acme.example")])
    assert deliver(store, Settings(), now=NOW)["skipped"] == 2
    assert {row["why"].split()[0] for row in store.rows("delivery")} == {"opted", "left"}


def test_an_address_from_which_mail_came_back_is_not_written_to_until_its_owner_writes_from_it(store):
    with_company(store, "acme", domain="acme.example")
    with_person(store, "acme", "Eva Lind", email="eva@acme.example")
    store.append("action", [an_action("x1"), an_action("x2")])
    outcome = {"id": "o1", "account_id": "acme", "cause_id": "x1", "agent": "risk", "kind": "bounced", "good": False, "observed_on": ago(9)}
    store.append("delivery", [Delivery(id="d1", action_id="x1", at=NOW - timedelta(days=9), status="sent", via="email mail.example")])
    store.append("outcome", [outcome])
    assert deliver(store, Settings(), now=NOW)["skipped"] == 2
    assert store.rows("delivery")[-1]["why"] == "takes no mail: it came back"
    with_message(store, "acme", "We are back", sender="eva@acme.example", recipients="mia@ours.example", sent=ago(2))
    store.append("action", [an_action("x3")])
    assert deliver(store, Settings(), now=NOW)["sent"] == 1


@pytest.mark.parametrize("settings", [
    Settings(smtp_url="smtp://mia:secret@host:99999"), Settings(slack_webhook="secret"),
    Settings(webhook_url="ftp://secret", webhook_secret="x"),
    Settings(smtp_url="smtp://mia:secret@host?from=a@b.example", smtp_ca="/nowhere/secret.pem"), Settings(crm=("secret",)),
])  # fmt: skip
def test_what_the_environment_says_wrong_is_refused_in_one_line_before_anything_is_sent(store, settings):
    switched_on(store, "email", "slack", "webhook")
    store.append("action", [an_action("x1"), an_action("x2", channel="slack"), an_action("x3", kind="task")])
    with pytest.raises(BadInput) as error:
        deliver(store, settings, now=NOW)
    assert "\n" not in str(error.value) and ":secret" not in str(error.value) and store.count("delivery") == 0


def test_an_unknown_end_waits_for_a_person_and_is_sent_again_only_on_their_word(store):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1")])
    with WebServer(HANG_UP, 200) as server:
        assert "may have been sent" in deliver(store, webhook(server), now=NOW)["failed"][0]["why"]
        deliver(store, webhook(server), now=LATER)
        assert len(server.posts) == 1
        assert [(w["action_id"], w["unknown"]) for w in unsettled(store)] == [("x1", True)]
        settle(store, "x1", "again", by="Lea", now=LATER)
        assert unsettled(store) == []
        assert deliver(store, webhook(server), now=LATER)["sent"] == 1
    assert len(server.posts) == 2 and store.rows("delivery")[2]["why"] == "settled by Lea: it did not go out and is to be sent again"


@pytest.mark.parametrize(("word", "status"), [("sent", "sent"), ("drop", "skipped")])
def test_what_a_person_settled_is_over(store, word, status):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1")])
    with WebServer(HANG_UP) as server:
        deliver(store, webhook(server), now=NOW)
        settle(store, "x1", word, by="Lea", now=LATER)
        assert deliver(store, webhook(server), now=LATER) == {"sent": 0, "skipped": 1, "failed": [], "waiting": 0}
    assert len(server.posts) == 1 and store.rows("delivery")[-1]["status"] == status


def test_a_switched_off_channel_puts_no_second_copy_of_an_unknown_end_into_the_outbox(store, tmp_path):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1")])
    with WebServer(HANG_UP) as server:
        deliver(store, webhook(server), now=NOW)
    assert deliver(store, Settings(), now=LATER)["sent"] == 0
    assert not list((tmp_path / "context.outbox").glob("*.eml"))


def test_settling_is_refused_where_there_is_nothing_to_settle_or_it_may_be_on_its_way(store):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1"), an_action("x2")])
    with WebServer(HANG_UP, 200) as server:
        deliver(store, webhook(server), now=NOW)
    with pytest.raises(Refused, match="on its way"):
        settle(store, "x1", "again", by="Lea", now=NOW + timedelta(minutes=3))
    with pytest.raises(Refused, match="sent by webhook"):
        settle(store, "x2", "again", by="Lea", now=LATER)
    with pytest.raises(NotFound):
        settle(store, "x9", "sent", by="Lea", now=LATER)
    with pytest.raises(BadInput, match="--by"):
        settle(store, "x1", "sent", by=" ", now=LATER)
    with pytest.raises(BadInput, match="again"):
        settle(store, "x1", "maybe", by="Lea", now=LATER)
    settle(store, "x1", "sent", by="Lea", now=LATER)
    with pytest.raises(Refused):
        settle(store, "x1", "sent", by="Mia", now=LATER)


def test_after_so_many_refusals_a_person_decides_and_may_have_it_tried_so_often_again(store):
    switched_on(store, "webhook")
    store.append("action", [an_action("x1")])
    with WebServer(404) as server:
        for _ in range(ATTEMPTS + 2):
            last = deliver(store, webhook(server), now=NOW)
        assert len(server.posts) == ATTEMPTS and "404" in last["failed"][0]["why"]
        settle(store, "x1", "again", by="Lea", now=NOW)
        for _ in range(ATTEMPTS + 2):
            deliver(store, webhook(server), now=NOW)
    assert len(server.posts) == 2 * ATTEMPTS
