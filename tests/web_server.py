"""A real HTTP server on loopback: what is posted to it is kept, and each post is answered as a test tells it."""

import http.server
import threading
from collections.abc import Callable
from typing import NamedTuple, Self

HANG_UP = 0
"""As answer: close the line instead."""


class Post(NamedTuple):
    """What arrived."""

    path: str
    headers: dict[str, str]
    """By name in lower case."""
    body: bytes


class WebServer:
    """`with WebServer(200, 403) as server:` answers so in turn, the last for good; a pair gives (status, headers).

    `on` is called with ``POST`` before a post is kept, and with ``TAKEN`` before it is answered.
    """

    def __init__(self, *answers: int | tuple[int, dict[str, str]], on: Callable[[str], None] = lambda step: None) -> None:
        self.posts: list[Post] = []
        self._answers, self._on = answers or (200,), on
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer._on("POST")
                outer.posts.append(Post(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                given = outer._answers[min(len(outer.posts), len(outer._answers)) - 1]
                status, headers = given if isinstance(given, tuple) else (given, {})
                outer._on("TAKEN")
                if status == HANG_UP:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler
