"""The quarterly review: the same cited figures in three formats, what the customer must not see, and what is not known."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache, partial
from io import BytesIO

import pytest
from pptx import Presentation

from cs_core.cli import base
from cs_core.context.notes import add_note
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.wording.days import spelt
from cs_core.errors import NotFound
from cs_core.execution.papers.files import FORMATS, as_bytes
from cs_core.execution.papers.pack import Slide, Source, Span, counted, just
from cs_core.execution.review_pack.files import file_name
from cs_core.execution.review_pack.slides import INTERNAL, review
from cs_core.execution.success_planning import AGENT
from cs_core.records import Case
from tests.cli.commands import run
from tests.conftest import copied
from tests.execution.builders import cases_kept
from tests.execution.paper_formats import of_html, of_markdown, of_pptx
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    with_company,
    with_desired_outcome,
    with_meeting,
    with_milestone,
    with_person,
    with_subscription,
    with_ticket,
    with_touch,
    with_usage,
)

READ = {"md": lambda b: of_markdown(b.decode()), "html": lambda b: of_html(b.decode()), "pptx": of_pptx}
NOW = datetime(2026, 6, 27, 9)
_UNMARKED = re.compile(r"\[\^\d+\]")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    with a_store(tmp_path_factory.mktemp("reviewed")) as made:
        acme = with_company(made, "acme", name='Acme <b>& "Co"</b>', segment="mid-market", owner="Mia Sand")
        with_subscription(made, acme, mrr=1_000.0, seats=20, plan="Pro")
        with_person(made, acme, "Ada Lind", role="champion")
        with_usage(made, acme, weekly=[40] * 20 + [50] * 13)
        with_milestone(made, "First 30 jobs", event="dispatch_board", threshold=30, days=30, main=True)
        with_milestone(made, "Every van planned", event="route_planner", threshold=60, days=90)
        said = {"metric": "first-time fix rate", "baseline": 60.0, "target": 80.0, "unit": "%", "quote": "From 60 to 80 | or *nothing*."}
        with_desired_outcome(made, acme, "Fix more on the first visit", stated=ago(150), **said)
        with_ticket(made, acme, "Export <fails> at 9", opened=ago(20), closed_at=datetime(2026, 6, 12, 9))
        with_ticket(made, acme, "Long ago", opened=ago(200), closed_at=datetime(2026, 1, 12, 9))
        with_meeting(made, acme, held=ago(30))
        with_touch(made, acme, day=ago(7))
        add_note(made, acme, key="remark", text="their boss is difficult", by="Mia Sand", now=NOW)
        add_note(made, acme, key="outcome_figure", text="71", by="Mia Sand", now=NOW)
        made.append("case", cases_kept(AGENT.name, AGENT.keep, snapshot(made, TODAY), cycle_id="c1"))
        risk = {"id": "r1", "case_id": "r1", "agent": "risk", "account_id": "acme", "kind": "risk", "state": "open", "as_of": TODAY}
        made.append("case", [Case(**risk, opened_on=TODAY, reason="use may fall by 40%")])
        quiet = with_company(made, "quiet")
        with_subscription(made, quiet, mrr=10.0)
    return made.path


@pytest.fixture
def store(template, tmp_path):
    with open_store(copied(template, tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def pack_of(template):
    """The pack of an account, written once for all tests that change nothing before."""
    with open_store(template) as kept:
        yield cache(partial(a_pack, kept))


def a_pack(store, account="acme", *, internal=False):
    return review(snapshot(store, TODAY), account, internal=internal)


def test_a_source_names_its_system_its_row_and_its_day_in_words():
    told = Source(1, "hubspot", "contacts.csv:3", date(2026, 11, 27), ()).told()
    assert told == ("HubSpot", "contacts.csv, row 3", "27 November 2026")


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("account", ["acme", "quiet"])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_number_of_every_format_is_that_of_the_pack_and_its_mark_leads_to_a_source(pack_of, account, internal, kind):
    pack = pack_of(account, internal=internal)
    found, explained = READ[kind](as_bytes(pack, kind))
    assert found and [figure for figure, mark in found if mark not in explained] == []
    assert Counter(found) == Counter(pack.numbers())
    assert explained == {source.mark for source in pack.sources}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_number_without_a_citation_is_caught_in_every_format(pack_of, kind):
    pack = pack_of("acme", internal=False)
    wrong = pack._replace(slides=(*pack.slides, Slide("more", just("We saved you 12 hours"), ((Span("about 3 days", 99),),))))
    assert counted(wrong)["uncited"] == 1
    found, explained = READ[kind](as_bytes(wrong, kind))
    assert {("12", None), ("3", 99)} == {pair for pair in found if pair[1] not in explained}


def test_the_same_day_gives_the_same_text(store):
    one, other = a_pack(store), a_pack(store)
    assert as_bytes(one, "md") == as_bytes(other, "md")
    assert as_bytes(one, "html") == as_bytes(other, "html")


def test_the_customers_version_holds_no_score_risk_or_note(pack_of):
    pack, inside = pack_of("acme", internal=False), pack_of("acme", internal=True)
    whole = as_bytes(pack, "md").decode().lower()
    for word in ("health", "churn", "leave within", "risk", "difficult", "40%"):
        assert word not in whole, word
    keys = {i.split(":")[0] for source in pack.sources for i in source.fact_ids}
    assert not keys & INTERNAL and not any(k.startswith("note") for k in keys)
    assert "use may fall by 40%" in as_bytes(inside, "md").decode()
    assert "difficult" not in as_bytes(inside, "md").decode()
    assert {s.key for s in inside.slides} - {s.key for s in pack.slides} == {"risks"}
    assert file_name("acme", TODAY, "pptx", internal=True).endswith("-internal.pptx")


def test_what_others_wrote_cannot_break_the_page(pack_of):
    page = as_bytes(pack_of("acme", internal=False), "html").decode()
    assert "<b>" not in page and "Acme &lt;b&gt;" in page and "Export &lt;fails&gt;" in page
    assert r"\| or \*nothing\*" in as_bytes(pack_of("acme", internal=False), "md").decode()
    assert "http" not in page, "it needs nothing from elsewhere"


def test_the_slides_are_few_with_native_charts_and_tables(pack_of):
    deck = Presentation(BytesIO(as_bytes(pack_of("acme", internal=False), "pptx")))
    assert 6 <= len(deck.slides) <= 8
    assert sum(shape.has_chart for slide in deck.slides for shape in slide.shapes) == 1
    assert sum(shape.has_table for slide in deck.slides for shape in slide.shapes) >= 4


def test_use_is_set_beside_the_quarter_before_and_their_figure_beside_the_target(pack_of):
    text = as_bytes(pack_of("acme", internal=False), "md").decode()
    assert "Use rose by 25%" in text and "650 uses" in text
    assert "| first-time fix rate | 60%[^2] | 71%" in text


def test_only_the_quarter_counts(pack_of):
    text = as_bytes(pack_of("acme", internal=False), "md").decode()
    assert "1 ticket" in text and "Long ago" not in text
    assert "We spoke on 2 days" in text


def test_what_is_not_known_is_said_and_not_filled(pack_of):
    pack = pack_of("quiet", internal=False)
    said = " ".join(pack.unknowns)
    assert all(word in said for word in ("what you want to achieve", "your use", "a plan"))
    text = as_bytes(pack, "md").decode()
    assert "should write it down" in text and "*Not known: " in text


def test_a_customer_of_less_than_two_quarters_is_not_compared_with_the_time_before(store):
    with_company(store, "young", customer_on=ago(100))
    with_subscription(store, "young", mrr=10.0, started_on=ago(100))
    with_usage(store, "young", weekly=[30] * 14)
    pack = a_pack(store, "young")
    assert "Your team recorded 390 uses" in as_bytes(pack, "md").decode()
    assert "how that compares with the quarter before" in " ".join(pack.unknowns)


def test_an_account_that_is_not_known_is_refused(store):
    with pytest.raises(NotFound):
        a_pack(store, "nobody at all")


def test_the_command_writes_the_files_and_says_what_is_in_them(store, tmp_path, monkeypatch):
    monkeypatch.setattr(base, "wall", lambda: NOW)
    call = ("review", "acme", "--out", str(tmp_path / "out"), "--as-of", TODAY.isoformat())
    status, said = run(store.path, *call)
    assert status == 0 and said["uncited"] == 0 and said["numbers"] > 20 and said["account_id"] == "acme"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [f"review-acme-{TODAY}.{k}" for k in sorted(FORMATS)]
    status, said = run(store.path, *call, "--format", "html", "--internal")
    assert [p.rsplit("/")[-1] for p in said["files"]] == [f"review-acme-{TODAY}-internal.html"]


def test_the_command_says_what_to_do_where_it_cannot_write(store, tmp_path, monkeypatch):
    monkeypatch.setattr(base, "wall", lambda: NOW)
    (tmp_path / "file").write_text("")
    status, said = run(store.path, "review", "acme", "--out", str(tmp_path / "file" / "x"), "--as-of", TODAY.isoformat())
    assert status == 2 and "Name another folder" in said["error"]


def test_the_review_of_a_past_day_knows_nothing_of_later(store):
    then = review(snapshot(store, TODAY - timedelta(days=15)), "acme")
    assert "71%" not in as_bytes(then, "md").decode()


@pytest.mark.parametrize(("lag", "until", "late"), [(0, 0, False), (5, 7, False), (30, 28, True), (70, 70, True)])
def test_the_uses_of_a_review_are_those_of_the_days_that_it_names_however_far_they_are_known(tmp_path, lag, until, late):
    weekly = list(range(10, 50))
    with a_store(tmp_path) as store:
        with_usage(store, with_company(store, "acme"), weekly, until=ago(lag))
        told = _UNMARKED.sub("", as_bytes(a_pack(store), "md").decode())
    days = [ago(lag + 7 * n) for n in range(len(weekly))]
    first, last = ago(until + 13 * 7 - 1), ago(until)
    uses = sum(n for day, n in zip(days, reversed(weekly), strict=True) if first <= day <= last)
    assert f"From {spelt(first)} to {spelt(last)}: {uses} uses" in told
    assert (f"Your use is known to us up to {spelt(ago(lag))}" in told, "Your use of the product is not known" in told) == (late, False)


def test_a_review_tells_a_customer_nothing_of_how_it_was_asked_for(pack_of):
    told = as_bytes(pack_of("quiet", internal=False), "md").decode()
    assert "This review, the thirteen weeks up to its day" in told
    assert [word for word in ("the row on request", "letter of our plan", "the quarter asked for") if word in told] == []
