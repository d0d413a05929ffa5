"""Ways out of the machine: SMTP and a Slack webhook. Each is used only where the environment names it."""

import json
import smtplib
import socket
import ssl
import urllib.error
import urllib.request
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import parse_qs, unquote, urlsplit

from cs_core.errors import BadInput
from cs_core.execution.outbox import as_email
from cs_core.records import Action

TIMEOUT_S = 20.0


class NotSentError(Exception):
    """The other side refused before it took the message: it may be tried again."""


class Server(NamedTuple):
    """Where mail goes out."""

    host: str
    port: int
    user: str
    password: str
    sender: str


def server_of(url: str) -> Server:
    """``smtp://user:password@host:port?from=name@host``. Raises BadInput in one line, without the password."""
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]
    try:
        port = parts.port or 587
    except ValueError:
        port = 0
    if parts.scheme != "smtp" or not parts.hostname or not port or "@" not in sender:
        raise BadInput("CS_SMTP_URL must read smtp://user:password@host:port?from=name@host")
    return Server(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), sender)


class Mail:
    """One SMTP session, opened at the first message. STARTTLS wherever the server offers it; no password without it."""

    def __init__(self, url: str) -> None:
        self._server = server_of(url)
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def send(self, action: Action) -> str:
        """Send one message. Raises NotSentError where the server did not take it; any other OSError means that nobody can tell."""
        try:
            mail = as_email(action, sender=self._server.sender)
            smtp = self._session()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        try:
            smtp.send_message(mail)
        except TAKEN_BACK as error:
            raise NotSentError(_answer(error)) from error
        return f"smtp {self._server.host}"

    def _session(self) -> smtplib.SMTP:
        if self._smtp is not None and self._alive():
            return self._smtp
        self._close()
        smtp = smtplib.SMTP(self._server.host, self._server.port, timeout=TIMEOUT_S)
        try:
            self._secure(smtp)
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if self._server.password:
            if not isinstance(smtp.sock, ssl.SSLSocket):
                raise NotSentError("the server offers no encryption, so the password stays here")
            smtp.login(self._server.user, self._server.password)

    def _close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _alive(self) -> bool:
        try:
            return self._smtp is not None and self._smtp.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that points elsewhere is not the webhook that the leader named."""

    def redirect_request(self, *_: object) -> None:
        return None


def post_to_slack(webhook: str, action: Action) -> str:
    """Post to an incoming webhook. Raises NotSentError where Slack refused; any other OSError means that nobody can tell."""
    if urlsplit(webhook).scheme not in ("https", "http"):
        raise BadInput("CS_SLACK_WEBHOOK must be an https address")
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": action.subject[:150], "emoji": False}},
        {"type": "section", "text": {"type": "plain_text", "text": action.body[:3000], "emoji": False}},
    ]
    data = json.dumps({"text": action.subject[:150], "blocks": blocks}).encode()
    request = urllib.request.Request(webhook, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S):
            return "slack"
    except urllib.error.HTTPError as error:
        raise NotSentError(f"Slack answered {error.code}") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError | socket.gaierror):
            raise NotSentError(f"Slack cannot be reached: {error.reason}") from error
        raise


def _answer(error: Exception) -> str:
    """What the server said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {said.decode(errors='replace')}" for code, said in error.recipients.values())
    return " ".join(str(error).split())


#: Answers by which the server says that it did not take the message.
TAKEN_BACK = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, UnicodeError)
