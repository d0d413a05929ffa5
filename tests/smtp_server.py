"""A real SMTP server on loopback (aiosmtpd): takes mail, refuses it, hangs up, or asks for TLS and a login, as a test tells it."""

import logging
import socket
import ssl
from collections.abc import Callable
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").setLevel(logging.CRITICAL)


class _OnAnyPort(Controller):
    """Takes a free port; aiosmtpd's own look whether it answers would knock at port 0."""

    def _trigger_server(self) -> None:
        with socket.create_connection(self.server.sockets[0].getsockname(), timeout=5) as line:
            line.recv(100)


class SmtpServer:
    """`with SmtpServer() as server:` listens on `server.port`; what arrives is in `server.mails` as (sender, recipients, text).

    `refuse` maps an address to the answer that refuses it; `hang_up` closes the line after the data instead of answering; `tls` is a
    server context for STARTTLS; `login` (user, password) is asked for where there is TLS; `on` is called with each step that the
    client takes (``EHLO``, ``MAIL``, ``RCPT``, ``DATA``, ``TAKEN``), before it is answered.
    """

    def __init__(
        self, *, refuse: dict[str, str] | None = None, hang_up: bool = False, tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None, on: Callable[[str], None] = lambda step: None,
    ) -> None:  # fmt: skip
        self.mails: list[tuple[str, list[str], str]] = []
        self.was_encrypted: list[bool] = []
        self.logins: list[str] = []
        self.sessions = 0
        self._refuse, self._hang_up, self._login, self._on = refuse or {}, hang_up, login, on
        extra = {"authenticator": self._welcome, "auth_required": bool(tls)} if login else {}
        self._controller = _OnAnyPort(self, hostname="127.0.0.1", port=0, tls_context=tls, **extra)

    @property
    def port(self) -> int:
        return self._controller.server.sockets[0].getsockname()[1]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def _welcome(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append(data.login.decode())
        return AuthResult(success=(data.login.decode(), data.password.decode()) == self._login, handled=False)

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, host: str, answers: list[str]) -> list[str]:  # noqa: N802
        self._on("EHLO")
        self.sessions += 1
        session.host_name = host
        return answers

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        self._on("MAIL")
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        self._on("RCPT")
        if address in self._refuse:
            return self._refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._on("DATA")
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content.decode()))
        self.was_encrypted.append(session.ssl is not None)
        if self._hang_up:
            server.transport.abort()
        self._on("TAKEN")
        return "250 taken"
