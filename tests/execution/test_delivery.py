"""What was approved is done once: to the outbox by default, by SMTP or Slack where a leader connected them."""

import csv
import http.server
import json
import shutil
import ssl
import subprocess
import threading
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

from cs_core.context.store import open_store
from cs_core.errors import BadInput
from cs_core.execution.delivery import ATTEMPTS, deliver
from cs_core.execution.outbox import safe_cell
from cs_core.settings import Settings
from tests.execution.builders import an_action
from tests.smtp_server import SmtpServer
from tests.worlds import a_store, ago, with_company, with_person

NOW = datetime(2026, 6, 28, 12)


def smtp(server: SmtpServer, login: str = "") -> Settings:
    return Settings(smtp_url=f"smtp://{login}127.0.0.1:{server.port}?from=team@vendor.example")


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        yield store


def test_without_a_channel_a_message_waits_in_the_outbox_and_is_written_once(store, tmp_path):
    store.append("action", [an_action("x1"), an_action("x2")])
    assert deliver(store, Settings(), now=NOW) == {"sent": 2, "skipped": 0, "failed": []}
    assert deliver(store, Settings(), now=NOW) == {"sent": 0, "skipped": 2, "failed": []}
    files = sorted((tmp_path / "context.outbox").glob("*.eml"))
    mail = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert (len(files), mail["To"], mail["Subject"]) == (2, "eva@acme.example", "Use is down by 34 %")
    assert "use fell by 34 %" in mail.get_content() and mail["Message-ID"] == "<x1@actions.cs-console>"
    assert mail["X-Unsent"] == "1" and mail["From"] is None


def test_nothing_is_delivered_without_an_action(store):
    assert deliver(store, Settings(), now=NOW) == {"sent": 0, "skipped": 0, "failed": []}


def test_tasks_go_into_one_file_that_no_spreadsheet_takes_for_formulas(store, tmp_path):
    store.append("action", [an_action("x1", kind="task", subject='=HYPERLINK("http://x")'), an_action("x2", kind="task")])
    deliver(store, Settings(), now=NOW)
    with (tmp_path / "context.outbox" / "tasks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["action_id"] for r in rows] == ["x1", "x2"]
    assert rows[0]["subject"] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("start", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_would_be_a_formula_is_made_text(start):
    assert safe_cell(start) == "'" + start
    assert safe_cell("a" + start) == "a" + start


def test_smtp_sends_each_message_once(store):
    store.append("action", [an_action("x1"), an_action("x2", recipient="tom@acme.example")])
    with SmtpServer() as server:
        assert deliver(store, smtp(server), now=NOW)["sent"] == 2
        assert deliver(store, smtp(server), now=NOW)["sent"] == 0
    assert [(s, r) for s, r, _ in server.mails] == [
        ("team@vendor.example", ["eva@acme.example"]),
        ("team@vendor.example", ["tom@acme.example"]),
    ]
    assert "Message-ID: <x1@actions.cs-console>" in server.mails[0][2]


def test_a_refused_address_fails_alone_and_is_tried_so_often_and_no_more(store):
    store.append("action", [an_action("x1", recipient="gone@acme.example"), an_action("x2")])
    with SmtpServer(refuse="gone@acme.example") as server:
        first = deliver(store, smtp(server), now=NOW)
        for _ in range(ATTEMPTS + 1):
            last = deliver(store, smtp(server), now=NOW)
    assert first["sent"] == 1 and "no such mailbox" in first["failed"][0]["why"]
    assert (last["sent"], len(last["failed"])) == (0, 1) and "no such mailbox" in last["failed"][0]["why"]
    assert store.count("delivery", action_id="x1") == 2 * ATTEMPTS and len(server.mails) == 1


def test_where_the_line_breaks_after_the_data_it_is_not_sent_again(store):
    store.append("action", [an_action("x1")])
    with SmtpServer(hang_up=True) as server:
        assert "may have been sent" in deliver(store, smtp(server), now=NOW)["failed"][0]["why"]
        again = deliver(store, smtp(server), now=NOW)
    assert len(server.mails) == 1 and "may have been sent" in again["failed"][0]["why"]


def test_a_kill_between_sending_and_recording_sends_no_second_copy(store, monkeypatch):
    store.append("action", [an_action("x1")])
    with SmtpServer() as server:
        real = store.append

        def killed(table, items):
            items = list(items)
            if table == "delivery" and items[0].status == "sent":
                raise KeyboardInterrupt
            return real(table, items)

        monkeypatch.setattr(store, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(store, smtp(server), now=NOW)
        monkeypatch.undo()
        again = deliver(store, smtp(server), now=NOW)
    assert len(server.mails) == 1 and again["sent"] == 0 and "may have been sent" in again["failed"][0]["why"]


def test_of_two_processes_only_one_sends(store, tmp_path):
    store.append("action", [an_action("x1")])
    with SmtpServer() as server, open_store(tmp_path / "context.db") as other:
        outer = other.append

        def meanwhile(table, items):
            other.append = outer
            deliver(store, smtp(server), now=NOW)
            return outer(table, items)

        other.append = meanwhile
        late = deliver(other, smtp(server), now=NOW)
    assert late["sent"] == 0 and len(server.mails) == 1


def test_encryption_that_fails_sends_nothing_in_clear(store):
    store.append("action", [an_action("x1")])
    with SmtpServer(tls="broken") as server:
        failed = deliver(store, smtp(server), now=NOW)["failed"]
    assert server.mails == [] and failed[0]["why"].startswith("refused")


def test_a_password_is_kept_back_where_there_is_no_encryption(store):
    store.append("action", [an_action("x1")])
    with SmtpServer() as server:
        failed = deliver(store, smtp(server, "mia%40v.example:secret@"), now=NOW)["failed"]
    assert (server.mails, server.logins) == ([], []) and "no encryption" in failed[0]["why"] and "secret" not in failed[0]["why"]


def test_starttls_is_used_where_it_is_offered(store, tmp_path, monkeypatch):
    if not shutil.which("openssl"):
        pytest.skip("no openssl on this machine to make a test certificate")
    pem = tmp_path / "test.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-nodes"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", str(pem), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *key, *subject], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", pem)
    store.append("action", [an_action("x1"), an_action("x2")])
    with SmtpServer(tls=context) as server:
        distrusted = deliver(store, smtp(server), now=NOW)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        trusted = deliver(store, smtp(server, "mia%40v.example:secret@"), now=NOW)
    assert distrusted["sent"] == 0 and "certificate" in distrusted["failed"][0]["why"].lower()
    assert trusted["sent"] == 2 and server.was_encrypted == [True, True] and len(server.logins) == 1


def test_a_broken_address_cannot_add_a_header(store):
    store.append("action", [an_action("x1", recipient="eva@acme.example\nBcc: all@acme.example")])
    result = deliver(store, Settings(), now=NOW)
    assert result["sent"] == 0 and len(result["failed"]) == 1


def test_who_opted_out_or_left_since_the_approval_is_not_written_to(store):
    with_company(store, "acme")
    with_person(store, "acme", "Eva Lind", email="eva@acme.example", opted_out=True)
    with_person(store, "acme", "Tom Rask", email="tom@acme.example", left_on=ago(1))
    store.append("action", [an_action("x1"), an_action("x2", recipient="tom@acme.example")])
    assert deliver(store, Settings(), now=NOW) == {"sent": 0, "skipped": 2, "failed": []}
    assert {row["why"].split()[0] for row in store.rows("delivery")} == {"opted", "left"}


def test_slack_posts_go_to_the_webhook_once_and_a_refusal_is_told(store):
    received, answers = [], [200, 403]

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers[len(received) - 1])
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = Settings(slack_webhook=f"http://127.0.0.1:{server.server_port}/hook")
        store.append("action", [an_action("x1", channel="slack", recipient=None)])
        assert deliver(store, settings, now=NOW)["sent"] == 1
        store.append("action", [an_action("x2", channel="slack", recipient=None)])
        refused = deliver(store, settings, now=NOW + timedelta(minutes=1))
        server.shutdown()
    assert received[0]["blocks"][1]["text"] == {"type": "plain_text", "text": "Hello Eva,\n\nuse fell by 34 %.", "emoji": False}
    assert refused["sent"] == 0 and "403" in refused["failed"][0]["why"]


def test_an_unusable_smtp_url_is_refused_in_one_line_without_its_password(store):
    store.append("action", [an_action("x1")])
    with pytest.raises(BadInput) as error:
        deliver(store, Settings(smtp_url="smtp://mia:secret@host:99999"), now=NOW)
    assert "secret" not in str(error.value) and store.count("delivery") == 0
