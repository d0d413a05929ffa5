"""The ready questions: each says what it answers, and knows it in a world whose answers are known."""

import polars as pl
import pytest

from cs_core.context.asking import LIMITS, READY, answer, meant, nearest, ready, settled
from cs_core.context.asking.record import WHOSE
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, CSError, NotFound
from cs_core.orchestration.review import queue
from cs_core.orchestration.work import open_tasks
from tests.conftest import END
from tests.context.questions import on_demo, snap, told, world
from tests.worlds import TODAY, a_store, ago, at, with_company

__all__ = ["on_demo", "snap", "world"]


def accounts(snap, name: str, **chosen: str) -> list[str]:
    return [row["Account"] for row in told(snap, name, **chosen)]


def test_there_are_questions_of_every_layer_each_with_a_name_of_its_own():
    assert len(READY) >= 15 and len({r.name for r in READY}) == len(READY)
    assert {r.layer for r in READY} == {"context", "execution", "orchestration", "leadership"}
    assert all(r.text.endswith("?") and r.tells.endswith(".") for r in READY)


@pytest.mark.parametrize("question", READY, ids=lambda r: r.name)
def test_every_ready_question_answers_on_the_demo_and_names_its_columns_in_words(question, on_demo):
    found = answer(on_demo, question.sql, settled(question, {}))
    shown = [c for c in found.rows.columns if c != "account_id"]
    assert shown and all(c[0].isupper() and "_" not in c for c in shown)
    assert "Account" not in shown or (found.rows.columns[0] == "Account" and found.rows.columns[-1] == "account_id")
    if question.chart:
        assert {question.chart.of, question.chart.by} <= set(shown)


@pytest.mark.parametrize("question", READY, ids=lambda r: r.name)
def test_every_ready_question_bears_an_empty_store(question, tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        assert not answer(snapshot(store, TODAY), question.sql, settled(question, {})).cut


def test_ready_questions_about_customers_know_the_answers_of_a_made_world(snap):
    assert accounts(snap, "renewing-with-falling-use") == ["Acme"]
    assert accounts(snap, "renewing-with-falling-use", days="30") == []
    assert accounts(snap, "no-contact") == ["Bolt"] and accounts(snap, "no-contact", segment="enterprise") == []
    assert accounts(snap, "champion-left") == ["Bolt"]
    assert [(r["Account"], r["Oldest open for days"]) for r in told(snap, "tickets-open-longest")] == [("Acme", 50), ("Bolt", 5)]
    assert [(r["Account"], r["Overdue sum"]) for r in told(snap, "overdue-invoices")] == [("Bolt", 250.0)]
    assert accounts(snap, "who-left") == ["Cedar"] and accounts(snap, "who-left", days="20") == []


def test_customers_are_asked_for_by_status_and_segment_and_counted_by_them(snap):
    listed = {r["Account"]: r["Status"] for r in told(snap, "by-health")}
    assert set(listed) == {"Acme", "Bolt"}
    for name, status in listed.items():
        assert accounts(snap, "by-health", status=status, segment="all segments").count(name) == 1
    assert accounts(snap, "by-health", segment="enterprise") == ["Acme"]
    counted = {r["Segment"]: r for r in told(snap, "health-by-segment")}
    for name, segment in (("Acme", "enterprise"), ("Bolt", "long tail")):
        assert counted[segment]["Customers"] == counted[segment][listed[name].capitalize()] == 1


def test_a_plain_question_about_red_customers_finds_the_list_with_its_choices_made():
    asked = "How many enterprise customers are red?"
    first, *others = [r.name for r in nearest(asked)]
    assert first == "by-health" and "health-by-segment" in others
    assert meant(ready("by-health"), asked) == {"segment": "enterprise", "status": "red"}
    assert meant(ready("by-health"), "Who of mid-market gave notice? I mean: notice given") == {
        "segment": "mid-market", "status": "notice given",
    }  # fmt: skip
    assert meant(ready("no-contact"), "whose infrared champion left") == {}


def test_what_was_asked_stands_before_whose_customer_it_is():
    lists = [r.sql for r in READY if '"ARR a year"' in r.sql and "a.name AS Account" in r.sql]
    assert len(lists) > 8 and all(f"{WHOSE}, a.account_id" in sql and f"Account, {WHOSE}" not in sql for sql in lists)


def test_ready_questions_about_work_know_the_answers_of_a_made_world(snap):
    [edited] = told(snap, "drafts-edited-most")
    counts = {c: edited[c] for c in ("Agent", "Decided", "As drafted", "Edited", "Rejected")}
    assert counts == {"Agent": "risk", "Decided": 3, "As drafted": 1, "Edited": 1, "Rejected": 1} and edited["Changed by an edit %"] == 30
    assert [(r["Reason"], r["Drafts"]) for r in told(snap, "why-rejected")] == [("wrong tone", 1)]
    assert [(r["Account"], r["Days waiting"], r["For"]) for r in told(snap, "waiting-longest")] == [("Acme", 9, "Mia Sand")]
    assert accounts(snap, "agent-and-person") == ["Acme"] and accounts(snap, "agent-and-person", days="2") == []
    assert [(r["Agent"], r["Good"], r["Bad"], r["Neither"]) for r in told(snap, "what-came-of-it")] == [("risk", 1, 0, 1)]
    assert [(r["Agent"], r["Drafts"]) for r in told(snap, "why-held")] == [("growth", 1)]
    assert [(r["Person"], r["Overdue tasks"]) for r in told(snap, "tasks-overdue")] == [("Mia Sand", 1)]


def test_ready_questions_about_revenue_know_the_answers_of_a_made_world(snap):
    months = {r["Month"]: (r["Renewals"], r["ARR due"]) for r in told(snap, "renewals-by-month")}
    assert months == {f"{ago(-40):%Y-%m}": (1, 60_000.0), f"{ago(-200):%Y-%m}": (1, 1_200.0)}
    hours = {r["Segment"]: (r["Hours"], r["Share of hours %"], r["Share of ARR %"]) for r in told(snap, "hours-against-arr")}
    assert hours == {"enterprise": (1.5, 100.0, 98.0), "long tail": (0.0, 0.0, 2.0)}
    unowned = {r["Segment"]: (r["Customers"], r["Without a CSM"]) for r in told(snap, "nobody-responsible")}
    assert unowned == {"enterprise": (1, 0), "long tail": (1, 1)}
    assert sum(r["Customers"] for r in told(snap, "arr-at-risk")) == 2


def test_what_waits_and_what_is_overdue_is_what_the_queue_and_my_work_say(on_demo):
    waits = queue(on_demo.store, now=at(END, 23))
    planted = {row["id"] for row in on_demo.store.rows("planted")}
    found = answer(on_demo, "SELECT draft_id FROM drafts WHERE state = 'waiting'", limits=LIMITS._replace(rows=100_000))
    assert set(found.rows["draft_id"]) == {p["id"] for p in waits} - planted
    overdue = open_tasks(on_demo.store, as_of=END).filter("overdue").height
    assert sum(r["Overdue tasks"] for r in told(on_demo, "tasks-overdue")) == overdue


def test_nothing_learnt_after_the_day_is_answered(world):
    then = snapshot(world, ago(40))
    assert [r["Account"] for r in told(then, "tickets-open-longest")] == ["Acme"]
    assert told(then, "drafts-edited-most") == [] and accounts(then, "who-left") == []
    assert answer(then, "SELECT :as_of AS day").rows["day"].to_list() == [ago(40)]


def test_among_some_accounts_no_other_is_looked_at(snap):
    some = snap.signals.filter(pl.col("account_id") == "bolt")
    sql = "SELECT (SELECT count(*) FROM accounts) AS a, (SELECT count(*) FROM tickets) AS t, (SELECT count(*) FROM team) AS m"
    assert answer(snap, sql, among=some).rows.row(0) == (1, 2, 1)


def test_a_question_in_words_finds_the_ready_ones_that_are_like_it():
    said = "which customers in the long tail are about to leave and nobody talked to them"
    assert nearest(said)[0].name == "leaving-and-nobody-talked"
    assert nearest("champion left")[0].name == "champion-left" and nearest("zzz qqq") == []


def test_what_cannot_be_chosen_is_said():
    question = ready("no-contact")
    assert settled(question, {"days": "30"}) == {"days": 30, "segment": "long tail"}
    for wrong in ({"days": "0"}, {"days": "-1"}, {"days": "x"}, {"days": "²"}, {"segment": "huge"}, {"colour": "red"}):
        with pytest.raises(BadInput):
            settled(question, wrong)
    with pytest.raises(NotFound):
        ready("no such")
    assert issubclass(NotFound, CSError)
