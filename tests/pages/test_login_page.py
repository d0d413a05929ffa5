"""Login as the pages see it: nobody reads before they are let in, and every page opens for every role."""

import ast
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from cs_core.__main__ import cli
from cs_core.context.store import open_store

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted(p.name for p in (ROOT / "pages").glob("*.py"))
SECRETS = {
    "auth": {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "x" * 32, "client_id": "x", "client_secret": "x",
             "server_metadata_url": "http://localhost:1/none"},
    "roles": {"leader": ["lena@ours.example"], "reviewer": ["rosa@ours.example"], "viewer": ["*@ours.example"]},
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_demo(demo_store, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(demo_store))
    return demo_store


def page(name: str, user: dict, secrets: dict = SECRETS) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / name), default_timeout=60)
    app.secrets = dict(secrets)
    app.user = user
    return app.run()


def person(name: str, **claims) -> dict:
    return {"is_logged_in": True, "name": name, "email": f"{name.lower()}@ours.example", "email_verified": True} | claims


def state(path: Path) -> tuple:
    with open_store(path) as store:
        return store.state()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_a_door_to_who_is_not_logged_in_and_opens_no_store(name, on_demo):
    on_demo.unlink()
    app = page(name, {"is_logged_in": False})
    assert not app.exception
    assert [t.value for t in app.title] == ["Customer Success console"]
    assert [b.label for b in app.button] == ["Log in"]
    assert not on_demo.exists()


@pytest.mark.parametrize("name", PAGES)
def test_a_viewer_opens_every_page_and_nothing_is_written(name, on_demo):
    before = state(on_demo)
    app = page(name, person("Vera"))
    assert not app.exception
    assert not app.error
    assert any("Vera" in c.value and "viewer" in c.value for c in app.sidebar.caption)
    assert state(on_demo) == before


@pytest.mark.parametrize(
    ("user", "says"),
    [
        (person("Eve", email="eve@other.example"), r"no role here: ask lena"),
        (person("Lena", email_verified=False), "has not verified the address"),
        (person("Lena", email=""), "without an address"),
    ],
)
def test_who_does_not_get_in_is_told_why_and_sees_nothing_else(user, says, on_demo):
    app = page("40_Strategy.py", user)
    assert [says in e.value.replace("\u2060", "") for e in app.error] == [True]
    assert not app.title
    assert not app.metric


def test_a_role_that_there_is_not_lets_nobody_in(on_demo):
    app = page("00_Today.py", person("Lena"), SECRETS | {"roles": {"admin": ["lena@ours.example"]}})
    assert "the roles are leader, reviewer, viewer" in app.error[0].value
    assert not app.title


def test_several_providers_have_a_button_each():
    auth = {k: SECRETS["auth"][k] for k in ("redirect_uri", "cookie_secret")}
    each = {k: v for k, v in SECRETS["auth"].items() if k not in auth}
    app = page("00_Today.py", {"is_logged_in": False}, SECRETS | {"auth": auth | {"okta": each, "google": each}})
    assert [b.label for b in app.button] == ["Log in with okta", "Log in with google"]


def test_secrets_that_cannot_be_read_are_not_taken_for_no_login(tmp_path, on_demo):
    before = st.get_option("secrets.files")
    (tmp_path / "secrets.toml").write_text("[auth\n")
    st.config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])
    try:
        app = page("00_Today.py", {}, {})
    finally:
        st.config.set_option("secrets.files", before)
    assert not app.exception
    assert "cannot be read as TOML" in app.error[0].value
    assert not app.title


@pytest.mark.parametrize("address", [None, "0.0.0.0", "192.168.1.7"])
def test_without_a_login_nothing_is_served_to_other_machines(address, on_demo):
    before = st.get_option("server.address")
    st.config.set_option("server.address", address)
    try:
        app = page("00_Today.py", {}, {})
        inside = page("00_Today.py", person("Lena"))
    finally:
        st.config.set_option("server.address", before)
    assert "has no login and would be open to everyone" in app.error[0].value
    assert not app.title
    assert [t.value for t in inside.title] == ["Today"]


def test_the_server_is_bound_to_this_machine_and_keeps_its_protection_against_forged_requests():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["address"] == "localhost"
    assert config["server"].get("enableXsrfProtection", True) is True
    assert config["server"].get("enableCORS", True) is True


def test_serve_leaves_the_address_as_the_configuration_has_it(monkeypatch, on_demo):
    ran = []

    class Done:
        returncode = 0
        poll = staticmethod(lambda: 0)

    monkeypatch.setattr("cs_core.cli.keep.subprocess.Popen", lambda app, **how: ran.append((app, how["cwd"])) or Done)
    assert CliRunner().invoke(cli, ["--store", str(on_demo), "serve", "--port", "8599"]).exit_code == 0
    assert ran[0][1] == ROOT
    assert not any("address" in word.lower() or "xsrf" in word.lower() for word in ran[0][0])


def test_no_page_opens_a_store_but_as_the_person_who_is_there():
    for path in (ROOT / "app.py", *(ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "open_store":
                assert "actor" in [word.arg for word in node.keywords], f"{path.name}, line {node.lineno}"
