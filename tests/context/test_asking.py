"""A question over the store: what it may read, what it may take, and what the ready ones answer in a world whose answers are known."""

import time
from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.asking import LIMITS, READY, TABLES, answer, meant, nearest, ready, schema_words, settled
from cs_core.context.asking.record import WHOSE
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.vocabulary import SIGNALS
from cs_core.errors import BadInput, CSError, NotFound, Refused
from cs_core.orchestration.review import queue
from cs_core.orchestration.work import open_tasks
from cs_core.records import Action, Decision, Delivery, Outcome, Task
from tests.conftest import END
from tests.orchestration import builders
from tests.worlds import (
    TODAY,
    a_store,
    ago,
    at,
    with_company,
    with_invoice,
    with_message,
    with_person,
    with_record,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
    with_usage,
)

QUICK = LIMITS._replace(seconds=0.3)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Acme renews in 40 days and uses half of what it did; Bolt lost its champion and was never spoken with; Cedar left a month ago."""
    with a_store(tmp_path_factory.mktemp("asked")) as store:
        with_team_member(store)
        for name, segment, mrr, ends in (("acme", "enterprise", 5_000.0, ago(-40)), ("bolt", "long tail", 100.0, ago(-200))):
            term = {"term_start_on": ends - timedelta(days=365), "term_end_on": ends}
            with_company(store, name, segment=segment, owner="Mia Sand" if name == "acme" else None)
            with_subscription(store, name, mrr=mrr, seats=20, currency="EUR", **term)
        with_company(store, "cedar", segment="mid-market")
        with_subscription(store, "cedar", mrr=300.0, seats=5, currency="EUR", ended_on=ago(30))
        with_usage(store, "acme", [100] * 8 + [50] * 4)
        with_usage(store, "bolt", [10] * 12)
        with_person(store, "bolt", "Ben Oak", role="champion", left_on=ago(20))
        with_person(store, "acme", "Ada Lind", role="champion")
        with_ticket(store, "acme", "Export fails", opened=ago(50))
        with_ticket(store, "bolt", "Login slow", opened=ago(5))
        with_ticket(store, "bolt", "Long gone", opened=ago(90), closed_at=at(ago(80), 9))
        with_invoice(store, "bolt", due=ago(15), amount=250.0)
        with_message(store, "acme", "We look at other vendors.", sender="ada@acme.example", recipients="mia@ours.example")
        with_touch(store, "acme", day=ago(3), minutes=90.0)
        _drafts(store)
        yield store


def _drafts(store) -> None:
    made = [
        builders.waiting(store, builders.a_proposal(account="acme", as_of=ago(9), expires_at=ago(-5), play=f"play {n}")) for n in range(4)
    ]
    said = (("approve", 0.0, ""), ("edit", 0.3, ""), ("reject", 0.0, "wrong tone"))
    for proposal, (word, changed, why) in zip(made, said, strict=False):
        with_record(store, Decision(id=f"d-{proposal.id}", proposal_id=proposal.id, decision=word, by="Mia Sand", decided_at=at(ago(4), 9),
                                    body="New." if word == "edit" else None, reason=why, edit_distance=changed))  # fmt: skip
    builders.waiting(store, builders.a_proposal(account="bolt", as_of=ago(30), expires_at=ago(10)))
    builders.waiting(store, builders.a_proposal(account="bolt", as_of=ago(2), agent="growth"), route="held")
    sent = made[0]
    with_record(store, Action(id="a1", proposal_id=sent.id, account_id="acme", agent="risk", kind="message", channel="email",
                              recipient="ada@acme.example", subject="x", body="y", created_at=at(ago(4), 9),
                              authorised_by="Mia Sand"))  # fmt: skip
    with_record(store, Delivery(id="v1", action_id="a1", at=at(ago(4), 10), status="sent", via="outbox/a1.eml"))
    with_record(store, Outcome(id="o1", account_id="acme", cause_id="a1", agent="risk", kind="replied", good=True, observed_on=ago(2)))
    with_record(store, Outcome(id="o2", account_id="bolt", cause_id="a1", agent="risk", kind="silence", good=None, observed_on=ago(2)))
    with_record(store, Task(id="t1", account_id="bolt", proposal_id=None, agent="risk", assignee="Mia Sand", title="Call", brief="b",
                            due_on=ago(3), minutes=30.0, created_at=at(ago(9), 9)))  # fmt: skip


@pytest.fixture(scope="module")
def snap(world):
    return snapshot(world, TODAY)


@pytest.fixture(scope="module")
def on_demo(demo_template):
    with open_store(demo_template) as store:
        snap = snapshot(store, END)
        assert snap.signals.height
        yield snap


def told(snap, name: str, **chosen: str) -> list[dict]:
    question = ready(name)
    return answer(snap, question.sql, settled(question, chosen)).rows.to_dicts()


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


HOSTILE = {
    "delete": "DELETE FROM accounts",
    "update": "UPDATE accounts SET name = 'x'",
    "insert": "INSERT INTO accounts (name) VALUES ('x')",
    "drop": "DROP TABLE accounts",
    "create": "CREATE TABLE mine (x)",
    "attach": "ATTACH DATABASE 'context.db' AS store",
    "attach in memory": "ATTACH ':memory:' AS more",
    "pragma": "PRAGMA writable_schema = ON",
    "reading pragma": "PRAGMA database_list",
    "pragma as a table": "SELECT * FROM pragma_database_list",
    "vacuum": "VACUUM INTO 'copy.db'",
    "two": "SELECT 1; SELECT 2",
    "hidden second": "SELECT 1; DELETE FROM accounts",
    "schema": "SELECT sql FROM sqlite_master",
    "temporary schema": "SELECT * FROM sqlite_temp_master",
    "settings": "SELECT * FROM meta",
    "raw table": "SELECT recipient FROM proposal",
    "named as ours": "WITH drafts AS (SELECT * FROM proposal) SELECT * FROM drafts",
    "load": "SELECT load_extension('x.so')",
    "read a file": "SELECT readfile('/etc/passwd')",
    "zeros": "SELECT zeroblob(1000000000)",
    "random": "SELECT randomblob(1000000000)",
    "printf": "SELECT printf('%1000000000d', 1)",
    "hex": "SELECT hex(hex(name)) FROM accounts",
    "json": "SELECT * FROM json_each('[1,2]')",
    "begin": "BEGIN EXCLUSIVE",
    "explain": "EXPLAIN SELECT 1",
    "nothing": " ;; ",
    "long": "SELECT " + "1 + " * 5_000 + "1",
    "deep": "SELECT " + "(" * 900 + "1" + ")" * 900,
    "unknown column": "SELECT email FROM people",
    "unknown name": "SELECT :who",
    "many columns": "SELECT " + ", ".join("1" for _ in range(100)),
    "wrong": "SELEC name FROM accounts",
}


@pytest.mark.parametrize("sql", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_does_more_than_read_is_refused_in_one_line(sql, snap):
    before = snap.store.version("company", "proposal", "decision")
    with pytest.raises((BadInput, Refused)) as refused:
        answer(snap, sql, limits=QUICK)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 400
    assert snap.store.version("company", "proposal", "decision") == before


ENDLESS = {
    "recursion": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "recursion that grows": "WITH RECURSIVE n(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM n) SELECT max(length(x)) FROM n",
    "recursion that sorts": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n ORDER BY x DESC",
    "join of everything": "SELECT count(*) FROM " + ", ".join(f"drafts d{n}" for n in range(24)),
    "replace": "SELECT replace(replace(replace(hundred, 'a', hundred), 'a', hundred), 'a', hundred) FROM "
    "(SELECT group_concat('aaaaaaaaaa') AS hundred FROM drafts, accounts)",
}


@pytest.mark.parametrize("sql", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_would_never_end_or_fill_the_memory_is_stopped(sql, snap):
    began = time.monotonic()
    with pytest.raises(Refused, match=r"longer than|bytes"):
        answer(snap, sql, limits=QUICK)
    assert time.monotonic() - began < 3


def test_more_rows_than_the_limit_are_cut_and_said_and_long_texts_too(snap):
    many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    found = answer(snap, many)
    assert found.cut and found.rows.height == LIMITS.rows
    assert not answer(snap, f"{many} LIMIT {LIMITS.rows}").cut
    long = "WITH RECURSIVE n(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM n LIMIT 14) SELECT x FROM n ORDER BY length(x) DESC LIMIT 1"
    assert len(answer(snap, long).rows.item()) == LIMITS.cell_chars + 4


def test_a_column_of_mixed_kinds_or_one_named_twice_is_still_a_table(snap):
    found = answer(snap, "SELECT 1 AS x, 'a' AS x, NULL AS y UNION ALL SELECT 'b', 2, NULL")
    assert found.rows.columns == ["x", "x 2", "y"] and found.rows.rows() == [("1", "a", None), ("b", "2", None)]
    assert answer(snap, "SELECT median(arr) AS m FROM accounts WHERE arr > 0").rows.item() == 30_600.0


def test_no_table_holds_an_address_a_number_or_a_secret(on_demo):
    assert not {"email", "phone", "recipient", "recipients", "sender"} & {c for t in TABLES.values() for c in t.columns}
    for name in ("people", "team", "drafts", "sent"):
        rows = answer(on_demo, f"SELECT * FROM {name}").rows
        assert not [c for c in rows.columns if rows.schema[c] == pl.String and rows[c].str.contains(r"\S@\S").any()], name


@pytest.mark.parametrize("name", TABLES)
def test_every_column_that_is_told_of_can_be_asked_for(name, on_demo):
    most = LIMITS._replace(columns=200)
    assert answer(on_demo, f"SELECT * FROM {name} LIMIT 5", limits=most).rows.columns == list(TABLES[name].columns)


def test_the_words_of_the_tables_are_those_of_the_vocabulary():
    said = schema_words()
    assert all(f"  {name}: {signal.says}" in said for name, signal in SIGNALS.items())


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
