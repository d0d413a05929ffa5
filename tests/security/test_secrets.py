"""Secrets stay in the environment: planted ones are looked for in all that is left after everything that could write one down."""

import http.server
import json
import os
import re
import ssl
import threading
import traceback
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from cs_core.__main__ import cli
from cs_core.context.store import open_store
from cs_core.settings import Settings, from_env
from tests.execution.builders import an_action
from tests.faults.work import command, in_environment

pytest.importorskip("aiosmtpd", reason="no aiosmtpd on this machine: pip install -r requirements-dev.txt")
trustme = pytest.importorskip("trustme", reason="no trustme on this machine: pip install -r requirements-dev.txt")

from tests.smtp_server import SmtpServer  # noqa: E402
from tests.web_server import WebServer  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
KEY, MAIL, HOOK, SLACK, ENGINE, SOURCE = (f"planted-{name}-7f3a91" for name in ("key", "mail", "hook", "slack", "engine", "source"))
CLIENT, COOKIE = "planted-client-7f3a91", "planted-cookie-7f3a91-and-thirty-two-long"
PLANTED = (KEY, MAIL, HOOK, SLACK, ENGINE, SOURCE, CLIENT, COOKIE)
MARK = "7f3a91"


class Indiscreet(http.server.ThreadingHTTPServer):
    """An endpoint whose errors repeat the key that they were sent; where it answers, its words repeat it too."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Repeats)
        self.status, self.asked = 401, 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class _Repeats(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        told = f"no access for {self.headers['Authorization']}"
        message = {"role": "assistant", "content": told}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        done = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        body = json.dumps(done if self.server.status == 200 else {"error": {"message": told, "code": told}}).encode()
        self.send_response(self.server.status, "of")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Desk:
    """Commands of one store, and all that they said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.said = folder, folder / "context.db", []

    def run(self, *words: object, status: int | None = 0) -> dict:
        """One command with ``--json``: its document; what it said goes on the heap, with the traceback where one is shown."""
        done = CliRunner().invoke(cli, ["--store", str(self.store), *map(str, words), "--json"])
        self.said += [done.output, "".join(traceback.format_exception(done.exception)) if done.exception else ""]
        assert status is None or done.exit_code == status, done.output
        return json.loads(done.stdout) if done.stdout.strip().startswith("{") else {}

    def debugged(self, *words: object) -> str:
        """The same as a program of its own with ``--debug``: all of its output."""
        done = command("--debug", "--store", self.store, *words, before=partial(in_environment, dict(os.environ)))
        self.said.append(done.out + done.err)
        return self.said[-1]


def left(folder: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every file of a folder, and of every file within a zip of it."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield str(path), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path}:{name}", archive.read(name)) for name in archive.namelist())


def given_away(desk: Desk) -> list[str]:
    """Where a planted secret, or what makes it one, can be read."""
    found = [name for name, content in left(desk.folder) if MARK.encode() in content or MARK in name]
    return found + [text[max(0, text.find(MARK) - 300) : text.find(MARK) + 40] for text in desk.said if MARK in text]


@pytest.fixture
def endpoint() -> Iterator[Indiscreet]:
    server = Indiscreet()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(tmp_path, monkeypatch, endpoint) -> Desk:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{endpoint.server_port}/v1")
    monkeypatch.setenv("CS_ENGINE", f"postgresql://mia:{ENGINE}@127.0.0.1:1/engine")
    monkeypatch.setenv("CS_WEBHOOK_SECRET", HOOK)
    return Desk(tmp_path / "desk")


def test_no_secret_is_written_down_by_a_cycle_a_delivery_an_export_a_backup_or_an_error(desk, endpoint, tmp_path, monkeypatch):
    desk.run("demo", "--accounts", 20, "--weeks", 26, "--out", desk.folder / "exports")
    assert desk.run("cycle", "--model", "m", status=None)["model"]["fallbacks"] and endpoint.asked
    assert "401" in desk.debugged("ask", "Who is at risk?", "--model", "m")
    endpoint.status = 200
    assert "gave no usable answer" in desk.debugged("ask", "Who is at risk?", "--model", "m")
    assert "***" in json.dumps(rows(desk, "model_call")), "what the server repeated is kept without the key"
    deliveries(desk, tmp_path, monkeypatch)
    desk.run("work")
    desk.run("board", "--out", desk.folder / "board.pptx")
    desk.run("digest", "--out", desk.folder / "digest.md", "--send", "--by", "Lea", status=None)
    desk.debugged("import", f"postgresql://mia:{SOURCE}@127.0.0.1:1/crm?sslpassword={SOURCE}", "--table", "t")
    desk.debugged("schedule")
    desk.run("backup", desk.folder / "kept.zip")
    desk.run("restore", desk.folder / "kept.zip")
    assert desk.run("check")["ok"]
    assert sum(1 for _ in left(desk.folder)) > 20 and given_away(desk) == []


def deliveries(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By every channel, refused and taken."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with open_store(desk.store) as store:
        of = {"proposal_id": store.rows("proposal", limit=1)[0]["id"]}
        store.append("action", [an_action("x1", **of), an_action("x2", channel="slack", recipient=None, **of)])
        store.append("action", [an_action("x3", kind="task", **of)])
    with WebServer(500, 401, 200) as hook, SmtpServer(tls=context, login=("mia", "another")) as mail:
        monkeypatch.setenv("CS_SMTP_URL", f"smtp://mia:{MAIL}@127.0.0.1:{mail.port}?from=team@vendor.example")
        monkeypatch.setenv("CS_SMTP_CA", str(tmp_path / "ca.pem"))
        monkeypatch.setenv("CS_WEBHOOK_URL", f"{hook.url}?token={HOOK}")
        monkeypatch.setenv("CS_SLACK_WEBHOOK", f"{hook.url}/{SLACK}")
        for channel in ("email", "slack", "webhook"):
            desk.run("channels", "set", channel, "approved", "--why", "tried", "--by", "Lea")
        for _ in range(3):
            desk.run("deliver", status=None)
        desk.debugged("deliver")
        assert {post.path.partition("?")[0] for post in hook.posts} == {"/hook", f"/hook/{SLACK}"} and mail.sessions, "all were tried"
        wrong = f"smtp://mia:{MAIL}@127.0.0.1:port"
        monkeypatch.setenv("CS_SMTP_URL", wrong)
        monkeypatch.setenv("CS_WEBHOOK_URL", f"hook-{HOOK}")
        desk.debugged("deliver")
        desk.debugged("channels")


def rows(desk: Desk, table: str) -> list[dict]:
    with open_store(desk.store) as store:
        return store.rows(table)


@pytest.mark.parametrize("user", [{}, {"name": "Eve", "email": "eve@x.example", "email_verified": True}], ids=["nobody", "a viewer"])
@pytest.mark.parametrize("page", ["00_Today.py", "20_Agents.py"])
def test_no_secret_of_the_login_stands_on_a_page(demo_store, monkeypatch, page, user):
    monkeypatch.setenv("CS_STORE", str(demo_store))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    app = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60)
    app.secrets = {
        "auth": {
            "redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": COOKIE, "client_id": "x", "client_secret": CLIENT,
            "server_metadata_url": "http://localhost:1/none",
        },
        "roles": {"leader": ["lena@ours.example"], "viewer": ["*@x.example"]},
    }  # fmt: skip
    app.user = user | {"is_logged_in": bool(user)}
    app.run()
    said = json.dumps([str(element) for element in app], default=str)
    assert not app.exception and said != "[]" and MARK not in said
    assert not [name for name, content in left(demo_store.parent) if MARK.encode() in content]


def test_settings_are_never_printed_with_their_secrets(monkeypatch):
    names = {"OPENAI_API_KEY": KEY, "CS_SMTP_URL": MAIL, "CS_WEBHOOK_SECRET": HOOK, "CS_SLACK_WEBHOOK": SLACK, "CS_ENGINE": ENGINE}
    for name, secret in names.items():
        monkeypatch.setenv(name, secret)
    told = from_env()
    assert told.api_key == KEY, "code reads them as they are"
    assert MARK not in repr(told) + str(told) and MARK not in f"{[told]}"


def test_every_setting_that_sounds_like_a_secret_is_one_that_is_not_printed():
    sounds = [name for name in Settings.model_fields if re.search("key|secret|password|smtp_url|webhook|engine", name)]
    silent = {name for name, field in Settings.model_fields.items() if not field.repr}
    assert set(sounds) - {"engine_stale_s"} == silent
