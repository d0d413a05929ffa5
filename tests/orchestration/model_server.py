"""A real endpoint on loopback: a model that takes its time, cites the brief it was sent, and remembers every question."""

import http.server
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Self


class ModelServer:
    """`with ModelServer(latency_s=0.05) as server:` `on(n, step)` hears when question n (from 1) was ``asked``, and ``answered``."""

    def __init__(self, *, latency_s: float = 0.0, on: Callable[[int, str], None] = lambda n, step: None) -> None:
        self.latency_s, self.on = latency_s, on
        self.at: list[float] = []
        """Seconds of a steady clock at which questions came."""
        self.answered: Counter = Counter()
        """Question -> how often the answer went out."""
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def paid_again(self) -> int:
        """Answers that went out to a question that had one."""
        return sum(self.answered.values()) - len(self.answered)

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with outer._lock:
                    outer.at.append(time.monotonic())
                    n = len(outer.at)
                outer.on(n, "asked")
                time.sleep(outer.latency_s)
                body = json.dumps(completion(asked)).encode()
                with outer._lock:
                    outer.answered[json.dumps(asked["messages"])] += 1
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:  # whoever asked is gone
                    self.close_connection = True
                outer.on(n, "answered")

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked was killed: nobody is left to be told."""


def completion(asked: dict) -> dict:
    """A draft that cites the first fact of the brief; of a message to be read, that it says nothing."""
    told = json.loads(asked["messages"][1]["content"])
    answer: dict = {"found": []}
    if isinstance(told, dict):
        fact = told["facts"][0]
        said = {"text": f"We looked at {fact['value']}.", "fact_ids": [fact["id"]], "new_paragraph": True}
        answer = {"subject": "Your use", "claims": [said]}
    message = {"role": "assistant", "content": json.dumps(answer), "refusal": None}
    return {
        "id": "1", "object": "chat.completion", "created": 1, "model": asked["model"],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
    }  # fmt: skip
