"""Login in a real browser, by a provider of our own: who gets in, what each role may do, and whose name is kept."""

import re

import pytest

from cs_core.context.store import Store, open_store
from tests.browser.conftest import running, settle
from tests.conftest import copied

pytest.importorskip("authlib", reason="Authlib is not installed: pip install -r requirements-auth.txt")
from tests.oidc_provider import Provider

ROLES = {"leader": ["lena@ours.example"], "reviewer": ["rosa@ours.example"], "viewer": ["*@ours.example"]}


@pytest.fixture(scope="module")
def provider():
    with Provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def guarded(demo_template, tmp_path_factory, chromium, provider):
    """A console with login on a copy of the small demo company: its address, and its store's file."""
    folder = tmp_path_factory.mktemp("guarded")
    path = copied(demo_template, folder)
    (folder / "secrets.toml").write_text(provider.secrets(ROLES))
    options = ("--secrets.files", str(folder / "secrets.toml"), "--server.fileWatcherType", "none")
    with running(path, *options) as address:
        yield address, path


@pytest.fixture
def stranger(tab):
    """A browser that knows nobody."""
    assert tab.context.cookies() == []
    return tab


def log_in(tab, address: str, provider: Provider, name: str, **claims) -> None:
    provider.person = {"name": name, "email": f"{name.split()[0].lower()}@ours.example", "email_verified": True} | claims
    tab.goto(address)
    tab.get_by_role("button", name="Log in").click()
    tab.get_by_role("button", name="Log out").wait_for(timeout=60_000)


def body(tab) -> str:
    return tab.locator("[data-testid=stApp]").inner_text()


def state(path) -> tuple:
    with open_store(path) as store:
        return store.state()


@pytest.mark.parametrize("page", ["", "Strategy", "Review", "Coverage", "Forecast", "Trace"])
def test_a_cold_address_shows_nothing_of_the_store_to_who_is_not_logged_in(page, guarded, stranger):
    stranger.goto(f"{guarded[0]}/{page}")
    stranger.get_by_role("button", name="Log in").wait_for(timeout=60_000)
    settle(stranger)
    assert stranger.locator("h1").all_inner_texts() == ["Customer Success console"]
    assert not re.search(r"\d", body(stranger)), body(stranger)
    assert stranger.locator("[data-testid=stMetric], [data-testid=stDataFrame], [data-testid=stPlotlyChart]").count() == 0


def test_who_has_no_role_and_whose_address_is_not_verified_do_not_get_in(guarded, stranger, provider):
    log_in(stranger, guarded[0], provider, "Eve Else", email="eve@other.example")
    stranger.get_by_text(re.compile("Your account eve.*has no role here: ask lena")).wait_for()
    assert stranger.locator("[data-testid=stMetric]").count() == 0
    stranger.get_by_role("button", name="Log out").click()
    stranger.get_by_role("button", name="Log in").wait_for()
    log_in(stranger, guarded[0], provider, "Lena Lead", email_verified=False)
    stranger.get_by_text("has not verified the address lena").wait_for()


def test_a_viewer_reads_and_what_they_try_is_refused_in_one_line(guarded, stranger, provider):
    address, path = guarded
    log_in(stranger, address, provider, "Vera View")
    settle(stranger)
    assert stranger.locator("h1").first.inner_text() == "Today"
    assert "viewer" in body(stranger)
    before = state(path)
    stranger.goto(f"{address}/Review")
    settle(stranger)
    stranger.get_by_role("button", name=re.compile("(Approve|Accept the task)")).first.click()
    stranger.get_by_text("A viewer may not decide proposals: ask a reviewer or a leader").wait_for()
    assert state(path) == before
    stranger.goto(f"{address}/Agents")
    settle(stranger)
    assert stranger.get_by_role("button", name="Run a cycle").is_disabled()
    assert stranger.locator("[data-testid=stException]").count() == 0
    assert state(path) == before


def test_a_reviewer_decides_in_their_own_name(guarded, stranger, provider):
    address, path = guarded
    log_in(stranger, address, provider, "Rosa Reyes")
    stranger.goto(f"{address}/Review")
    settle(stranger)
    with open_store(path) as store:
        before = decided(store)
    stranger.get_by_role("button", name=re.compile("(Approve|Accept the task)")).first.click()
    stranger.get_by_text(re.compile("^(Approved|Accepted)")).first.wait_for()
    with open_store(path) as store:
        assert decided(store)[len(before) :] == ["Rosa Reyes (rosa@ours.example)"]


def decided(store: Store) -> list[str]:
    return [row["by"] for table in ("decision", "planted_decision") for row in store.rows(table)]


def test_a_goal_is_saved_by_a_leader_and_by_nobody_below(guarded, stranger, provider):
    address, path = guarded
    for name in ("Rosa Reyes", "Lena Lead"):
        stranger.context.clear_cookies()
        log_in(stranger, address, provider, name)
        stranger.goto(f"{address}/Strategy")
        settle(stranger)
        stranger.get_by_role("button", name="Preview").click()
        save = stranger.get_by_role("button", name="Save this change")
        save.wait_for(timeout=60_000)
        assert save.is_disabled() == (name == "Rosa Reyes")
    save.click()
    stranger.get_by_text("Saved:").first.wait_for(timeout=60_000)
    with open_store(path) as store:
        assert [row["by"] for row in store.rows("goal")][-1:] == ["Lena Lead (lena@ours.example)"]


def test_who_logs_out_sees_nothing_any_more(guarded, stranger, provider):
    address, _ = guarded
    log_in(stranger, address, provider, "Lena Lead")
    settle(stranger)
    stranger.get_by_role("button", name="Log out").click()
    stranger.get_by_role("button", name="Log in").wait_for()
    stranger.goto(f"{address}/Strategy")
    stranger.get_by_role("button", name="Log in").wait_for()
    assert stranger.locator("[data-testid=stMetric]").count() == 0
