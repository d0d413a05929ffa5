"""A small real SMTP server on loopback: takes mail, refuses it, hangs up, or asks for TLS, as a test tells it."""

import contextlib
import socket
import ssl
import threading
from typing import Self


class SmtpServer:
    """`with SmtpServer() as server:` listens on `server.port`; what arrives is in `server.mails` as (sender, recipients, text).

    `refuse` is an address that is answered with 550; `hang_up` closes the line after the data instead of answering;
    `tls` is a server context for STARTTLS, or the text ``"broken"`` to offer it and fail.
    """

    def __init__(self, *, refuse: str = "", hang_up: bool = False, tls: ssl.SSLContext | str | None = None) -> None:
        self.mails: list[tuple[str, list[str], str]] = []
        self.was_encrypted: list[bool] = []
        self.logins: list[str] = []
        self._refuse, self._hang_up, self._tls = refuse, hang_up, tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=0.2):
            pass
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                with contextlib.suppress(OSError):
                    self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        sender, recipients, encrypted = "", [], False
        line.settimeout(5)
        reader = line.makefile("rb")
        line.sendall(b"220 test\r\n")
        try:
            while raw := reader.readline():
                words = raw.decode().strip()
                verb = words.upper()[:4]
                if verb == "EHLO":
                    offers = [b"STARTTLS"] if self._tls and not encrypted else []
                    answers = [b"test", *offers, *([b"AUTH PLAIN"] if encrypted else []), b"8BITMIME"]
                    line.sendall(b"".join(b"250-" + a + b"\r\n" for a in answers[:-1]) + b"250 " + answers[-1] + b"\r\n")
                elif verb == "STAR" and isinstance(self._tls, ssl.SSLContext):
                    line.sendall(b"220 go ahead\r\n")
                    line, encrypted = self._tls.wrap_socket(line, server_side=True), True
                    reader = line.makefile("rb")
                elif verb == "STAR":
                    line.sendall(b"454 not now\r\n")
                elif verb == "AUTH":
                    self.logins.append(words)
                    line.sendall(b"235 welcome\r\n")
                elif verb == "MAIL":
                    sender = words[10:].split(">")[0].strip("<> ")
                    line.sendall(b"250 ok\r\n")
                elif verb == "RCPT":
                    address = words[8:].split(">")[0].strip("<> ")
                    refused = address == self._refuse
                    recipients += [] if refused else [address]
                    line.sendall(b"550 no such mailbox\r\n" if refused else b"250 ok\r\n")
                elif verb == "DATA":
                    line.sendall(b"354 go on\r\n")
                    text = b"".join(iter(reader.readline, b".\r\n")).decode()
                    self.mails.append((sender, recipients, text))
                    self.was_encrypted.append(encrypted)
                    sender, recipients = "", []
                    if self._hang_up:
                        return
                    line.sendall(b"250 taken\r\n")
                elif verb == "QUIT":
                    line.sendall(b"221 bye\r\n")
                    return
                else:
                    recipients = [] if verb == "RSET" else recipients
                    line.sendall(b"250 ok\r\n")
        finally:
            reader.close()
            line.close()
