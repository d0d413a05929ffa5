"""Names, subjects and notes that hold markup, links, icons or formulas stand on every page as the characters that they are."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.notes import add_note
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from pages._ui import words
from pages._ui.exports import no_formulas
from tests.pages.test_pages import ROOT
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    land,
    with_company,
    with_deal,
    with_desired_outcome,
    with_invoice,
    with_knowledge,
    with_meeting,
    with_message,
    with_milestone,
    with_person,
    with_release,
    with_subscription,
    with_team_member,
    with_ticket,
    with_usage,
)  # fmt: skip

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[Sign in](javascript:alert(1))", "![](http://evil.example/p.png)",
    ":material/verified: :red[Approved] :smile:", "$\\\\latex$ and $$x$$", "# Heading", "**bold** _thin_ ~~gone~~ `code`",
    "http://evil.example www.evil.example eve@evil.example", "=cmd|' /C calc'!A0", "- one\n- two\n\n1. three", "| a | b |\n|---|---|",
    "end \\", "<http://evil.example>", "[x]: http://evil.example", "&lt;b&gt;",
)  # fmt: skip
TOLD = [" ".join(HOSTILE[n::6]) for n in range(6)]
"""What each customer is called, says and writes."""
NOON = datetime.combine(TODAY, datetime.min.time()) + timedelta(hours=12)
MARKDOWN = ("markdown", "caption", "title", "header", "subheader", "warning", "info", "error", "success", "toast")
LABELLED = (
    "button", "expander", "metric", "tabs", "tab", "toggle", "checkbox", "radio", "selectbox", "text_area", "multiselect", "button_group",
    "popover",
)  # fmt: skip
LIVE = re.compile(
    r"(?<!\\)<(?:script|img|b>|http)|(?<!\\)\]\((?!Accounts\?|/[A-Z])|(?<!\\)!\[|(?<!\\)\*\*bold|(?<!\\)`code|:material/verified|:red\\?\[Approved|:smile"
    r"|(?<!\\)\$x|(?<!\\)# Heading|^- one|https?://evil|www\.evil|\w@evil|(?<!\\)\|---|(?<!\\)&lt;"
)
"""What Streamlit would make a tag, a link, an icon, a colour, a formula, a heading or a list of."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return a_hostile_store(tmp_path_factory.mktemp("hostile"))


def a_hostile_store(folder: Path) -> Path:
    """A customer for each hostile text, which stands wherever somebody outside may write one; and one cycle."""
    with a_store(folder) as store:
        with_team_member(store, "Mia Sand", hours=200)
        with_team_member(store, TOLD[1], hours=40)
        for kind, text in zip(("feature", "article", "policy", "plan", "playbook"), TOLD, strict=False):
            with_knowledge(store, kind, text, event=text, plan=text, text=text, value=text, published_on=ago(20))
        with_milestone(store, TOLD[2], event=TOLD[3], threshold=10, days=60, plan=TOLD[0])
        with_release(store, TOLD[4], event=TOLD[3], published=ago(9))
        for n, text in enumerate(TOLD):
            company = f"c{n}"
            told = dict.fromkeys(("industry", "segment", "country", "language", "time_zone", "plan"), text)
            with_company(store, company, name=f"{text} {n}", domain=f"{company}.example", owner=TOLD[1] if n == 1 else "Mia Sand", **told)
            with_subscription(store, company, mrr=200.0 + n, seats=9, plan=text, term_end_on=ago(-30 - n))
            with_person(store, company, text, email=f"ada@{company}.example", role="champion", title=text)
            with_usage(store, company, [80 + n] * 16 + [12] * 4)
            with_ticket(store, company, text, escalated=n % 2 == 0, priority="urgent" if n % 2 == 0 else None)
            mail = {"subject": text, "sender": f"ada@{company}.example", "recipients": "mia@ours.example"}
            with_message(store, company, f"{text} Please call me.", **mail)
            with_desired_outcome(store, company, text, quote=text, stated_by=text, metric=text, unit=text)
            with_meeting(store, company, title=text, notes=f"{text} We promise a call.", kind=text, held_by=text, attendees=text)
            with_deal(store, company, kind="expansion", name=text, owner=text, stage=text, forecast=text, created_on=ago(9))
            with_invoice(store, company, due=ago(12), number=text)
            survey = {"kind": "nps", "score": 3.0, "most": 10.0, "comment": f"{text} It is slow.", "answered_at": NOON - timedelta(days=5)}
            land(store, "survey", f"s{n}", system="survey", born=survey["answered_at"], company_ref=company, email=text, **survey)
            add_note(store, company, key="remark", text=text, by="Mia Sand", now=NOON, quote=text, said_by=text)
        run_cycle(store, as_of=TODAY, now=NOON, model=OfflineModel(), roster=ROSTER)
    return folder / "context.db"


@pytest.fixture
def at_hostile(hostile, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(hostile))


def shown(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def read_as_markdown(app: AppTest) -> list[str]:
    """Every string that Streamlit would parse: texts, labels, helps and options."""
    found = [e.value for kind in MARKDOWN for e in app.get(kind)]
    for kind in LABELLED:
        for element in app.get(kind):
            found += [getattr(element, "label", ""), getattr(element, "help", "") or ""]
            found += list(getattr(element, "options", ())) if kind in ("radio", "button_group") else []
    return [text for text in found if text]


@pytest.mark.parametrize("n", range(len(TOLD)))
def test_an_account_shows_what_others_wrote_as_they_wrote_it(n, at_hostile):
    app = shown("10_Accounts.py", account=f"c{n}")
    assert [text for text in read_as_markdown(app) if LIVE.search(text)] == []
    assert app.header[0].value == words.said(f"{TOLD[n]} {n}"), "shown, not taken out"
    assert any(" ".join(TOLD[n].split()) in " ".join(e.value.split()) for e in app.text)


PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))
QUERIES = {"10_Accounts.py": ({}, {"account": "c0"}, {"account": "c3"}), "12_My_work.py": ({"person": "Mia Sand"}, {"person": TOLD[1]})}


@pytest.mark.parametrize("page", PAGES)
def test_no_part_of_any_page_makes_markup_of_what_others_wrote(page, at_hostile):
    for query in QUERIES.get(page, ({},)):
        app = shown(page, **query)
        for part in [None, *(tab.label for tab in app.tabs[1:])]:
            app = shown(page, **query, part=part) if part else app
            assert [(part, text) for text in read_as_markdown(app) if LIVE.search(text)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_others_lose_nothing_but_their_line_breaks(text):
    found = words.said(text)
    assert re.sub(r"\\(.)", r"\1", found).replace(words.JOINER, "") == " ".join(text.split())
    assert "\n" not in found and not LIVE.search(found)


def test_ordinary_words_are_left_as_they_are():
    for text in ("Müller + Söhne (Oslo), 34 % less: why?", "Use fell by 34 %, from 275 to 68 uses.", 'Ticket "Export fails" is open'):
        assert words.said(text) == text


def test_a_tables_own_download_holds_no_formula():
    rows = pl.DataFrame({"a": ["=1+1", "-34.2 %", "+49 1", "@x", None], "b": [["=1", "x"]] * 5, "on": [date(2026, 1, 1)] * 5})
    assert no_formulas(rows).to_dict(as_series=False) == {
        "a": ["'=1+1", "-34.2 %", "'+49 1", "'@x", None], "b": [["'=1", "x"]] * 5, "on": [date(2026, 1, 1)] * 5,
    }  # fmt: skip
