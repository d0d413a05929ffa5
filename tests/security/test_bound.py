"""The console listens to this machine alone, and its guards against other sites stand: as set, and as a real server answers."""

import http.client
import socket
import tomllib
from pathlib import Path
from urllib.parse import urlparse

import pytest

from tests.browser.conftest import running

ROOT = Path(__file__).resolve().parent.parent.parent
STRANGER = {"Origin": "http://evil.example"}


@pytest.fixture(scope="module")
def address(demo_template):
    with running(demo_template) as address:
        yield urlparse(address)


def test_nothing_in_the_settings_opens_it():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "localhost"
    assert not {"enableXsrfProtection", "enableCORS", "corsAllowedOrigins", "enableAgentApi"} & set(settings["server"])
    assert settings["browser"]["gatherUsageStats"] is False and settings["client"]["showErrorDetails"] == "type"


def test_it_answers_on_this_machines_own_address_and_on_no_other(address):
    socket.create_connection(("localhost", address.port), timeout=5).close()
    others = {"127.0.0.2", *(info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))} - {"127.0.0.1"}
    for other in others:
        with pytest.raises(OSError):
            socket.create_connection((other, address.port), timeout=2).close()


def asked(address, method: str, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("localhost", address.port, timeout=20)
    line.request(method, path, body=b"" if method in ("PUT", "POST") else None, headers=headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config"])
def test_another_site_is_not_let_in_by_the_browser(address, path):
    allowed = asked(address, "GET", path, STRANGER).getheader("Access-Control-Allow-Origin")
    assert allowed not in ("*", STRANGER["Origin"])


def test_a_socket_that_another_site_opens_is_refused(address):
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x" * 22 + "=="}
    assert asked(address, "GET", "/_stcore/stream", STRANGER | upgrade).status == 403
    assert asked(address, "GET", "/_stcore/stream", {"Origin": address.geturl()} | upgrade).status == 101


def test_a_file_is_taken_only_with_the_token_of_the_page(address):
    place = "/_stcore/upload_file/some-session/some-file"
    assert asked(address, "PUT", place, {"Content-Type": "multipart/form-data; boundary=x"}).status == 403
