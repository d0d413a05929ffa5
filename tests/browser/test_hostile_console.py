"""Names and words of others in a real browser: nothing of them runs, and nothing is fetched from where they point."""

import pytest

from tests.browser.conftest import SIZE, onwards, running, settle
from tests.browser.test_every_page import MAIN, PAGES
from tests.pages.test_hostile_words import a_hostile_store


@pytest.fixture(scope="module")
def hostile_console(tmp_path_factory, chromium):
    with running(a_hostile_store(tmp_path_factory.mktemp("hostile"))) as address:
        yield address


def test_nothing_that_others_wrote_runs_or_is_fetched(hostile_console, chromium):
    tab = chromium.new_page(viewport=SIZE, reduced_motion="reduce")
    alerts, asked = [], []
    tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    tab.on("request", lambda request: asked.append(request.url))
    for page in ("", *PAGES, *(f"Accounts?account=c{n}" for n in range(6))):
        if page in PAGES:
            onwards(tab, page.replace("_", " "))
        else:
            tab.goto(f"{hostile_console}/{page}")
            settle(tab)
        assert tab.locator(f"{MAIN} script, {MAIN} img[onerror], {MAIN} a[href^='javascript:'], {MAIN} a[href*=evil]").count() == 0
    tab.close()
    assert alerts == []
    assert [url for url in asked if "evil.example" in url] == []
