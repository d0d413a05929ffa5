"""Pages read the day's shelf, and show what they would show if all that is known were linked and read anew."""

import re
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.shelves.shelved import Shelved
from cs_core.context.store import open_store
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from pages._ui import frame
from pages._ui.kept import KeptSnapshot, forget, known_of
from tests.conftest import END, NOON, copied
from tests.worlds import (
    with_churn_event,
    with_deal,
    with_invoice,
    with_meeting,
    with_message,
    with_person,
    with_subscription,
    with_ticket,
    with_usage,
)

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = (
    "00_Today", "10_Accounts", "12_My_work", "13_Ask", "20_Agents", "30_Review", "31_Trace", "40_Strategy", "41_Coverage", "42_Quality",
    "43_Proof", "44_Forecast",
)  # fmt: skip
PARTS = {"44_Forecast": ("Retention", "Renewals ahead", "Board pack and digest")}


@pytest.fixture(scope="module")
def acted(demo_template, tmp_path_factory):
    """A demo company with a cycle, and with rows of companies that nobody knows."""
    path = copied(demo_template, tmp_path_factory.mktemp("acted"))
    with open_store(path) as store:
        run_cycle(store, as_of=END, now=NOON, model=OfflineModel(), roster=ROSTER)
        for n in range(30):
            of_a_stranger(store, f"stranger{n}", won=n % 2 == 0)
    return path


def of_a_stranger(store, company: str, *, won: bool) -> None:
    lately, money = END - timedelta(days=20), {"amount": 9e6, "currency": "EUR"}
    with_deal(store, f"{company}-r", kind="renewal", won=won, closed_on=lately, **money)
    with_deal(store, f"{company}-e", kind="expansion", won=True, closed_on=lately, **money)
    with_subscription(store, company, mrr=9e6, currency="EUR", ended_on=lately if won else None)
    with_churn_event(store, company, churned=lately)
    with_invoice(store, company, due=lately)
    with_ticket(store, company)
    with_meeting(store, company, held=lately)
    with_message(store, company, sender=f"ada@{company}.example", recipients="mia@us.example", sent=lately)
    with_person(store, company)
    with_usage(store, company, [50] * 12)


@pytest.mark.parametrize(("page", "part"), [(page, part) for page in PAGES for part in PARTS.get(page, (None,))])
def test_a_page_shows_the_same_from_the_shelf_as_from_the_rows(acted, page, part, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(acted))
    assert isinstance(known_of_demo(acted), Shelved)
    from_shelf = shown(page, part)
    forget()  # the answers, kept by the state of the store, which is the same
    monkeypatch.setattr(frame, "known_of", KeptSnapshot)
    whole = shown(page, part)
    assert len(whole) > 3
    assert [pair for pair in zip_longest(from_shelf, whole) if pair[0] != pair[1]] == []


def test_the_page_of_what_is_known_looks_at_what_is_linked_to_nobody_too(acted, monkeypatch):
    asked = []
    monkeypatch.setenv("CS_STORE", str(acted))
    monkeypatch.setattr(frame, "known_of", lambda store, as_of: asked.append(as_of) or known_of(store, as_of))
    shown("11_Context", None)
    assert asked == []
    shown("00_Today", None)
    assert asked != []


def known_of_demo(path):
    with open_store(path) as store:
        return known_of(store, END)


def shown(page: str, part: str | None) -> list[str]:
    """What a page says, and its tables as sets of rows: rows that rank the same stand in any order, and sums differ in the last digit."""
    app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    if part:
        app.query_params["part"] = part
    app.run()
    assert not app.exception
    told = [text.value for kind in ("title", "subheader", "caption", "markdown", "info", "warning", "error") for text in getattr(app, kind)]
    figures = [f"{one.label} {one.value} {one.delta}" for one in app.metric]
    rows = [str(sorted(map(rounded, table.value.to_numpy().tolist()))) for table in app.dataframe]
    return [*told, *figures, *rows]


def rounded(cells: list) -> list[str]:
    return [re.sub(r"(\d\.\d{6})\d+", r"\1", str(cell)) for cell in cells]
