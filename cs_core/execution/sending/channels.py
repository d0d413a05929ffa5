"""E-mail by SMTP: one session for a run, encrypted wherever the server offers it, its certificate checked."""

import re
import smtplib
import ssl
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import parse_qs, unquote, urlsplit

from cs_core.errors import BadInput
from cs_core.execution.sending.outbox import as_email
from cs_core.execution.sending.refusals import BouncedError, BusyError, NotSentError
from cs_core.records import Action

TIMEOUT_S = 20.0


class Server(NamedTuple):
    """Where mail goes out."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    reply_to: str
    """Where answers go; empty where they go to the sender."""


def server_of(url: str) -> Server:
    """``smtp://user:password@host:port?from=name@host&reply_to=name@host``. Raises BadInput in one line, without the password."""
    parts = urlsplit(url)
    given = parse_qs(parts.query)
    sender = given.get("from", [unquote(parts.username or "")])[0]
    reply_to = given.get("reply_to", [""])[0]
    try:
        port = parts.port or 587
    except ValueError:
        port = 0
    if parts.scheme != "smtp" or not parts.hostname or not port or "@" not in sender or (reply_to and "@" not in reply_to):
        raise BadInput("CS_SMTP_URL must read smtp://user:password@host:port?from=name@host")
    return Server(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), sender, reply_to)


def trusted(ca: Path | None) -> ssl.SSLContext:
    """Whom to believe to be the server. Raises BadInput where CS_SMTP_CA is no file of certificates."""
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        raise BadInput(f"CS_SMTP_CA must name a file of certificates (PEM), and {ca} is none: {error}") from error


class Mail:
    """One SMTP session, opened at the first message. STARTTLS wherever the server offers it; no password without it."""

    def __init__(self, url: str, *, ca: Path | None = None) -> None:
        self._server = server_of(url)
        self._trusted = trusted(ca)
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def send(self, action: Action) -> str:
        """Send one message. Raises NotSentError where the server did not take it; any other OSError means that nobody can tell."""
        try:
            mail = as_email(action, sender=self._server.sender, reply_to=self._server.reply_to)
        except ValueError as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        try:
            smtp = self._session()
        except (smtplib.SMTPException, OSError) as error:
            raise BusyError(f"{type(error).__name__}: {_answer(error)}") from error
        try:
            smtp.send_message(mail)
        except TAKEN_BACK as error:
            raise _kind(error)(_answer(error)) from error
        return f"email {self._server.host}"

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
            smtp.starttls(context=self._trusted)
            smtp.ehlo()
        if self._server.password:
            if not isinstance(smtp.sock, ssl.SSLSocket):
                raise BusyError("the server offers no encryption, so the password stays here")
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


def _kind(error: Exception) -> type[NotSentError]:
    """A recipient refused for good is a bounce; 421 closes the line until later; the rest may be tried again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _ in error.recipients.values()}
        ours = any(_is_of_ours(said) for _, said in error.recipients.values())
        return BouncedError if codes <= NO_SUCH_ADDRESS and not ours else BusyError if 421 in codes else NotSentError
    return BusyError if getattr(error, "smtp_code", 0) == 421 else NotSentError


def _is_of_ours(said: bytes) -> bool:
    """Whether a refusal is for what we are (blocked, not signed in, not let through), and not for who is written to."""
    return POLICY.search(said) is not None or (OF_US.search(said) is not None and not ENHANCED.search(said))


def _answer(error: Exception) -> str:
    """What the server said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {' '.join(said.decode(errors='replace').split())}" for code, said in error.recipients.values())
    return " ".join(str(error).split())


#: Answers by which the server says that it did not take the message.
TAKEN_BACK = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, UnicodeError)

NO_SUCH_ADDRESS = {550, 551, 553}
"""No such mailbox, not local, name not allowed; 552 (full) and 554 (transaction failed) say nothing of the address."""
POLICY = re.compile(rb"\b5\.7\.\d")
ENHANCED = re.compile(rb"\b5\.\d\.\d")
"""The enhanced code of a refusal says why (RFC 3463); 7 as its second figure, that it is for what we are."""
OF_US = re.compile(
    rb"(?i)\brelay|\bspam|\bblock(?:ed|list)|\bblack ?list|\bdeny ?list|\bpolicy|\bspf\b|\bdkim\b|\bdmarc\b|authenticat|\bsender\b"
    rb"|reputation"
)
"""Words of a refusal without such a code that is for what we are."""
