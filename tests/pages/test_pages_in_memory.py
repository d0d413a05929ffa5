"""No page knows how rows are kept: on a store in memory each says what it says on a file."""

import pytest

from cs_core.context.store import KINDS, open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from tests.conftest import END, NOON
from tests.context.keeping.builders import IMPLEMENTATIONS
from tests.context.keeping.in_memory import KIND, SCHEME
from tests.pages.test_pages import PAGES, opened

VALUES = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "metric")
LABELS = ("metric", "button", "tab", "expander")


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """The same company on a file and in memory."""
    folder = tmp_path_factory.mktemp("both")
    made = {name: IMPLEMENTATIONS[name](folder / name) for name in ("sqlite", "memory")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, SCHEME, KIND)
        for address in made.values():
            with open_store(address) as store:
                make_demo(store, folder / "exports", accounts=40, seed=7, weeks=60, end=END, now=NOON)
                run_cycle(store, as_of=END, now=NOON, model=OfflineModel(), roster=ROSTER)
        yield made


def said(app) -> list[str]:
    return [one.value for kind in VALUES for one in app.get(kind)] + [one.label for kind in LABELS for one in app.get(kind)]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_the_same_of_rows_in_memory(page, addresses, monkeypatch):
    told = {}
    for name, address in addresses.items():
        monkeypatch.setenv("CS_STORE", address)
        app = opened(page, alone=True)
        assert not app.exception and not app.error
        told[name] = said(app)
    assert told["memory"] == told["sqlite"] and len(told["memory"]) > 3
