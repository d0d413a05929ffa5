"""E-mail at a real SMTP server: STARTTLS with a certificate that is checked, a login, refusals, and lines that break."""

import ssl
from datetime import datetime
from email import message_from_string, policy

import pytest

from cs_core.execution.sending.attempts import ATTEMPTS
from cs_core.execution.sending.channels import server_of
from cs_core.execution.sending.delivery import deliver
from cs_core.settings import Settings
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.worlds import a_store

pytest.importorskip("aiosmtpd", reason="no aiosmtpd on this machine: pip install -r requirements-dev.txt")
trustme = pytest.importorskip("trustme", reason="no trustme on this machine: pip install -r requirements-dev.txt")

from tests.smtp_server import SmtpServer  # noqa: E402

NOW = datetime(2026, 6, 28, 12)
LOGIN = ("mia@v.example", "secret")


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        switched_on(store, "email")
        yield store


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture
def ca(authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path / "ca.pem"


def encrypted(authority, name: str = "127.0.0.1") -> ssl.SSLContext:
    """A server's context with a certificate for that name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def smtp(server: SmtpServer, login: str = "", more: str = "", **settings) -> Settings:
    return Settings(smtp_url=f"smtp://{login}127.0.0.1:{server.port}?from=team@vendor.example{more}", **settings)


def test_each_message_is_sent_once_in_one_session(store):
    store.append("action", [an_action("x1"), an_action("x2", recipient="tom@acme.example")])
    with SmtpServer() as server:
        assert deliver(store, smtp(server, more="&reply_to=cs@vendor.example"), now=NOW)["sent"] == 2
        assert deliver(store, smtp(server), now=NOW)["sent"] == 0
    assert [(s, r) for s, r, _ in server.mails] == [
        ("team@vendor.example", ["eva@acme.example"]),
        ("team@vendor.example", ["tom@acme.example"]),
    ]
    mail = message_from_string(server.mails[0][2], policy=policy.default)
    assert (mail["Message-ID"], mail["From"], mail["Reply-To"]) == ("<x1@actions.cs-console>", "team@vendor.example", "cs@vendor.example")
    assert server.sessions == 1 and {row["via"] for row in store.rows("delivery", status="sent")} == {"email 127.0.0.1"}


def test_umlauts_and_long_lines_arrive_as_written(store):
    body = "Grüße aus Köln, " + "x" * 2_000 + "\n\n.\nEin Punkt allein."
    store.append("action", [an_action("x1", subject="Für Sie: 34 % weniger", body=body)])
    with SmtpServer() as server:
        deliver(store, smtp(server), now=NOW)
    mail = message_from_string(server.mails[0][2], policy=policy.default)
    assert mail["Subject"] == "Für Sie: 34 % weniger" and mail.get_content().replace("\r\n", "\n").strip() == body


def test_an_address_refused_for_good_bounces_is_not_tried_again_and_the_others_go(store):
    store.append("action", [an_action("x1", recipient="gone@acme.example"), an_action("x2")])
    with SmtpServer(refuse={"gone@acme.example": "550 5.1.1 no such mailbox"}) as server:
        first = deliver(store, smtp(server), now=NOW)
        last = deliver(store, smtp(server), now=NOW)
    assert first["sent"] == 1 and "no such mailbox" in first["failed"][0]["why"]
    assert last == {"sent": 0, "skipped": 2, "failed": [], "waiting": 0} and len(server.mails) == 1
    assert [row["via"] for row in store.rows("delivery", action_id="x1")] == ["started email", "bounced email"]


REFUSED = (
    "450 4.2.0 greylisted, come back", "552 5.2.2 mailbox full", "550 5.7.1 your network is blocked", "550 relay not permitted",
    "550 Relaying denied", "553 sorry, that domain isn't in my list of allowed relay hosts", "550 Sender verify failed",
    "550 SPF check failed", "550 rejected as spam",
)  # fmt: skip


@pytest.mark.parametrize("answer", REFUSED)
def test_a_refusal_that_is_not_about_the_address_is_tried_so_often_and_no_more(store, answer):
    store.append("action", [an_action("x1")])
    with SmtpServer(refuse={"eva@acme.example": answer}) as server:
        for _ in range(ATTEMPTS + 2):
            last = deliver(store, smtp(server), now=NOW)
    assert store.count("delivery") == 2 * ATTEMPTS and answer[4:] in last["failed"][0]["why"]


def test_where_the_line_breaks_after_the_data_it_is_not_sent_again(store):
    store.append("action", [an_action("x1")])
    with SmtpServer(hang_up=True) as server:
        assert "may have been sent" in deliver(store, smtp(server), now=NOW)["failed"][0]["why"]
        again = deliver(store, smtp(server), now=NOW)
    assert len(server.mails) == 1 and "may have been sent" in again["failed"][0]["why"]


def test_of_two_processes_only_one_sends(store, tmp_path):
    store.append("action", [an_action("x1")])
    with SmtpServer() as server, a_store(tmp_path) as other:
        outer = other.append

        def meanwhile(table, items):
            other.append = outer
            deliver(store, smtp(server), now=NOW)
            return outer(table, items)

        other.append = meanwhile
        late = deliver(other, smtp(server), now=NOW)
    assert late["sent"] == 0 and len(server.mails) == 1


def test_mail_goes_out_encrypted_and_signed_in_where_the_certificate_is_good(store, authority, ca):
    store.append("action", [an_action("x1"), an_action("x2")])
    with SmtpServer(tls=encrypted(authority), login=LOGIN) as server:
        result = deliver(store, smtp(server, "mia%40v.example:secret@", smtp_ca=ca), now=NOW)
    assert result["sent"] == 2 and server.was_encrypted == [True, True] and server.logins == ["mia@v.example"]


@pytest.mark.parametrize(("name", "known"), [("127.0.0.1", False), ("mail.elsewhere.example", True)])
def test_a_certificate_of_a_stranger_or_for_another_name_sends_nothing(store, authority, ca, name, known):
    store.append("action", [an_action("x1"), an_action("x2")])
    with SmtpServer(tls=encrypted(authority, name), login=LOGIN) as server:
        result = deliver(store, smtp(server, "mia%40v.example:secret@", smtp_ca=ca if known else None), now=NOW)
    assert (server.mails, server.logins) == ([], []) and "certificate" in result["failed"][0]["why"].lower()
    assert (len(result["failed"]), result["waiting"]) == (1, 1)


def test_a_wrong_password_sends_nothing_and_is_not_told(store, authority, ca):
    store.append("action", [an_action("x1")])
    with SmtpServer(tls=encrypted(authority), login=LOGIN) as server:
        failed = deliver(store, smtp(server, "mia%40v.example:hunter2@", smtp_ca=ca), now=NOW)["failed"]
        deliver(store, smtp(server, "mia%40v.example:secret@", smtp_ca=ca), now=NOW)
    assert len(server.mails) == 1 and failed[0]["why"].startswith("refused") and "hunter2" not in str(store.rows("delivery"))


def test_encryption_that_fails_sends_nothing_in_clear(store):
    store.append("action", [an_action("x1")])
    with SmtpServer(tls=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as server:  # no certificate: the handshake cannot succeed
        failed = deliver(store, smtp(server), now=NOW)["failed"]
    assert server.mails == [] and failed[0]["why"].startswith("refused")


def test_a_password_is_kept_back_where_there_is_no_encryption(store):
    store.append("action", [an_action("x1")])
    with SmtpServer() as server:
        failed = deliver(store, smtp(server, "mia%40v.example:secret@"), now=NOW)["failed"]
    assert (server.mails, server.logins) == ([], []) and "no encryption" in failed[0]["why"] and "secret" not in failed[0]["why"]


def test_the_address_of_a_server_is_read_whole():
    server = server_of("smtp://mia%40v.example:p%2Fw@mail.v.example?from=cs@v.example&reply_to=us@v.example")
    assert server == ("mail.v.example", 587, "mia@v.example", "p/w", "cs@v.example", "us@v.example")
