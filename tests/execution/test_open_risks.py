"""What a brief and a task tell of risks that stand open."""

import pytest

from cs_core.context.brief import brief
from cs_core.context.snapshot import snapshot
from cs_core.context.wording.days import spelt
from cs_core.execution.models.prompt import shown
from cs_core.execution.renewal import AGENT as RENEWAL
from cs_core.orchestration.gates import judge
from cs_core.orchestration.world import World
from tests.execution.builders import drafted
from tests.execution.test_risks import a_contract, a_day, by_type
from tests.worlds import TODAY, a_store, ago, with_company, with_invoice, with_person, with_ticket, with_usage


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme", segment="mid-market", domain="acme.example", owner="Mia Sand")
        with_person(made, "acme", "Ada Lind")
        yield made


def test_the_brief_of_the_next_day_names_the_risks_that_are_open_and_no_model_is_told(store):
    a_contract(store)
    with_invoice(store, "acme", due=ago(30), paid=ago(3))
    a_day(store, 10)
    fact = brief(snapshot(store, ago(9)), "acme").get("open_risk")
    assert fact.value == f"non-payment (opened on {spelt(ago(10))})" and not shown(fact)
    assert fact.source == "cs_core" and fact.source_row.startswith("case:")
    a_day(store, 1)
    assert brief(snapshot(store, TODAY), "acme").get("open_risk") is None


def test_a_fall_that_is_not_over_is_named_with_the_day_it_opened_beside_use_that_rises_again(store):
    a_contract(store, term_end_on=ago(7 * 4 - 8))
    with_usage(store, "acme", weekly=[50] * 40 + [15] * 6 + [20] * 8)
    opened = by_type(a_day(store, 7 * 8 - 1))["usage decline"].opened_on
    a_day(store, 7 * 4)
    known = brief(snapshot(store, ago(7 * 4)), "acme")
    assert known.get("usage_4w").value > known.get("usage_prev_4w").value
    due = RENEWAL.notice(snapshot(store, ago(7 * 4)).signals.with_columns(open_risks=1)).to_dicts()[0]
    task = drafted(RENEWAL, known, due)
    assert f"Open: usage decline (opened on {spelt(opened)})." in task.body
    assert all(v.passed is not False for v in judge(task, known, World(known.as_of))), "what it says is borne out by its facts"


def test_several_open_risks_are_told_in_a_task_as_words_of_ours_and_not_between_quotation_marks(store):
    a_contract(store, term_end_on=ago(-10))
    with_invoice(store, "acme", due=ago(40), amount=500.0)
    with_ticket(store, "acme", opened=ago(30), priority="urgent")
    a_day(store, 20)
    known = brief(snapshot(store, ago(1)), "acme")
    due = RENEWAL.notice(snapshot(store, ago(1)).signals.with_columns(open_risks=2)).to_dicts()[0]
    when = f"(opened on {spelt(ago(20))})"
    assert f"- Open: escalation {when}, non-payment {when}.\n" in drafted(RENEWAL, known, due).body
