"""Names, subjects and notes that hold markup, links, icons or formulas stand on every page as the characters that they are."""

import re
from datetime import date, datetime, timedelta

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
    with_company,
    with_desired_outcome,
    with_message,
    with_person,
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
LABELLED = ("button", "expander", "metric", "tabs", "toggle", "checkbox", "radio", "selectbox", "text_area", "multiselect", "button_group")
LIVE = re.compile(
    r"(?<!\\)<(?:script|img|b>|http)|(?<!\\)\]\((?!Accounts\?)|(?<!\\)!\[|(?<!\\)\*\*bold|(?<!\\)`code|:material/verified|:red\\?\[Approved|:smile"
    r"|(?<!\\)\$x|(?<!\\)# Heading|^- one|https?://evil|www\.evil|\w@evil|(?<!\\)\|---|(?<!\\)&lt;"
)
"""What Streamlit would make a tag, a link, an icon, a colour, a formula, a heading or a list of."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A customer for each hostile text, which stands wherever somebody outside may write one; and one cycle."""
    folder = tmp_path_factory.mktemp("hostile")
    with a_store(folder) as store:
        with_team_member(store, "Mia Sand", hours=200)
        for n, text in enumerate(TOLD):
            company = f"c{n}"
            with_company(store, company, name=f"{text} {n}", domain=f"{company}.example", owner="Mia Sand")
            with_subscription(store, company, mrr=200.0 + n, seats=9, plan=text, term_end_on=ago(-30 - n))
            with_person(store, company, text, email=f"ada@{company}.example", role="champion", title=text)
            with_usage(store, company, [80 + n] * 16 + [12] * 4)
            with_ticket(store, company, text, escalated=n % 2 == 0, priority="urgent" if n % 2 == 0 else None)
            mail = {"subject": text, "sender": f"ada@{company}.example", "recipients": "mia@ours.example"}
            with_message(store, company, f"{text} Please call me.", **mail)
            with_desired_outcome(store, company, text, quote=text, stated_by=text)
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


PLACES = [
    *[("10_Accounts.py", {"account": f"c{n}"}) for n in range(len(TOLD))], ("00_Today.py", {}), ("10_Accounts.py", {}),
    ("12_My_work.py", {"person": "Mia Sand"}), ("30_Review.py", {}), ("31_Trace.py", {}), ("20_Agents.py", {}), ("42_Quality.py", {}),
    ("11_Context.py", {}), ("41_Coverage.py", {}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "query"), PLACES, ids=[f"{p.split('_')[1][:-3]} {''.join(q.values())}".strip() for p, q in PLACES])
def test_no_page_makes_markup_of_what_others_wrote(page, query, at_hostile):
    app = shown(page, **query)
    assert [text for text in read_as_markdown(app) if LIVE.search(text)] == []
    if query.get("account"):
        n = int(query["account"][1:])
        assert app.subheader[0].value == words.said(f"{TOLD[n]} {n}"), "shown, not taken out"
        assert any(" ".join(TOLD[n].split()) in " ".join(e.value.split()) for e in app.text)


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
