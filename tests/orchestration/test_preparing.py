"""Meeting preparation: every figure has its source, what is unknown is said, and what must not be said is named."""

from datetime import datetime, time

import pytest

from cs_core.context.pulse import set_pulse
from cs_core.context.readings import read_new
from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.errors import NotFound
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.papers.html import as_html
from cs_core.execution.papers.markdown import as_markdown
from cs_core.execution.papers.pack import counted
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.contact.protection import protect
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.preparing.page import prepare
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    with_company,
    with_desired_outcome,
    with_knowledge,
    with_message,
    with_person,
    with_subscription,
    with_ticket,
    with_touch,
)  # fmt: skip

NOON = datetime.combine(TODAY, time(12))


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        with_subscription(opened, with_company(opened, name="Acme Heating"), mrr=1_000.0, seats=20, currency="EUR", plan="Pro",
                          term_start_on=ago(300), term_end_on=ago(-65))  # fmt: skip
        with_person(opened, "acme", "Ada Lind", role="champion", title="Head of service")
        with_touch(opened, "acme", day=ago(20))
        yield opened


def text(store, account="acme"):
    return as_markdown(prepare(snapshot(store, TODAY), account))


def test_every_figure_has_a_source(store):
    with_ticket(store, "acme", "Export of 12 jobs fails", opened=ago(5))
    with_desired_outcome(store, "acme", "Halve planning", stated=ago(50))
    set_pulse(store, "acme", 3, why="2 of 3 calls were moved", by="Mia Sand", now=NOON)
    pack = prepare(snapshot(store, TODAY), "Acme Heating")
    assert counted(pack)["numbers"] > 10 and counted(pack)["uncited"] == 0
    assert {m for _, m in pack.numbers()} <= {s.mark for s in pack.sources}


def test_it_tells_who_matters_and_when_we_last_spoke(store):
    said = text(store)
    assert "Ada Lind, Head of service" in said and "champion" in said
    assert "Since the last two-way contact on 8 June 2026" in said


def test_a_contact_that_names_nobody_of_theirs_is_not_said_to_be_none_at_all(store):
    said = text(store).split("## What they want")[0]
    assert "none on record with this person" in said
    assert "last two-way contact with this customer was on 8 June 2026" in said and "does not say with whom of them" in said


def test_only_what_happened_since_the_last_contact_is_news(store):
    with_ticket(store, "acme", "Old trouble", opened=ago(40), closed_at=datetime.combine(ago(39), time(9)))
    with_ticket(store, "acme", "New trouble", opened=ago(5))
    news = text(store).split("## What they wait for")[0]
    assert "New trouble" in news and "Old trouble" not in news


def test_where_no_goal_is_on_record_it_says_so_and_asks(store):
    said = text(store)
    assert "What they want is not on record: ask for it today" in said
    assert "how will you measure it?" in said


def test_there_are_three_to_five_questions(store):
    [ask] = [s for s in prepare(snapshot(store, TODAY), "acme").slides if s.key == "ask"]
    assert 3 <= len(ask.lines) <= 5


def test_a_ticket_is_asked_about_as_one_and_what_is_unknown_is_not_claimed(store):
    with_ticket(store, "acme", "Call us", opened=ago(3))
    said = text(store)
    assert 'How much does your ticket "Call us"' in said and "Claim nothing about what we do not know" in said


def test_it_names_what_must_not_be_said(store):
    with_person(store, "acme", "Bo Berg", opted_out=True)
    protect(store, "acme", why="Reference customer in court with a rival", by="Vera", now=NOON)
    said = text(store).split("## What not to say")[1]
    assert "Write no mail to Bo Berg" in said and "Reference customer in court" in said and "Offer no discount" in said


def test_a_customers_words_are_shown_and_never_run(store):
    with_ticket(store, "acme", "<script>alert(1)</script>", opened=ago(5))
    page = as_html(prepare(snapshot(store, TODAY), "acme"))
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_as_of_a_day_before_nothing_later_is_told(store):
    with_ticket(store, "acme", "New trouble", opened=ago(5))
    assert "New trouble" not in as_markdown(prepare(snapshot(store, ago(6)), "acme"))


def test_an_unknown_account_is_refused_with_the_nearest_names(store):
    with pytest.raises(NotFound):
        prepare(snapshot(store, TODAY), "Nobody Inc")


def test_the_last_day_for_notice_is_told_until_notice_was_given(store):
    assert "The last day for notice is not known." in text(store)
    with_knowledge(store, "policy", "renewal_notice_days", value="30", unit="days")
    assert f"Last day for notice: {spelt(ago(-35))}" in text(store)
    with_subscription(store, "acme", mrr=1_000.0, term_start_on=ago(300), term_end_on=ago(-65), cancelled_on=ago(4))
    said = text(store)
    assert f"Notice was given on {spelt(ago(4))}" in said and "last day for notice" not in said.lower()


def test_a_term_that_is_over_is_told_with_its_day_and_a_risk_that_is_open_only_once(store):
    with_person(store, with_company(store, "bolt"), "Sven Dahl")
    with_subscription(store, "bolt", mrr=900.0, plan="Pro", term_start_on=ago(425), term_end_on=ago(60))
    with_message(store, "bolt", "We are evaluating other vendors.", sender="sven@bolt.example", recipients="us@ours.example", sent=ago(5))
    read_new(store, now=NOON)
    assert f"The term on record ended on {spelt(ago(60))}" in text(store, "bolt")
    assert text(store, "bolt").count("They spoke of another vendor") == 1
    run_cycle(store, as_of=TODAY, now=NOON, model=OfflineModel(), roster=ROSTER)
    assert text(store, "bolt").count("They spoke of another vendor") == 1
