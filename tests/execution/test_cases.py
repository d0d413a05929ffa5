"""Cases: a change is a new row with its facts; a day on which nothing changed writes nothing."""

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.evidence import FOLDERS, kept_by
from cs_core.context.snapshot import snapshot
from cs_core.execution.jobs.cases import SCHEMA, cases_of, kept, standing, with_open_cases
from cs_core.records import FACT
from tests.execution.builders import cases_kept, cases_written
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_subscription


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        acme = with_company(made, "acme", segment="mid-market")
        with_subscription(made, acme, mrr=100.0, seats=8)
        yield made


def an_agent_that_says(state: str, **more):
    """An agent's `keep` that says the same of every account."""

    def keep(snap, before):
        row = {"key": "main", "kind": "risk", "state": state, "opened_on": ago(9), "reason": f"it is {state}", "cites": ["seats"]} | more
        return pl.DataFrame([row | {"account_id": a} for a in snap.signals["account_id"]], schema_overrides=SCHEMA).pipe(_whole)

    return keep


def _whole(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in frame.columns)


def test_a_new_case_is_written_with_the_facts_that_say_so(store):
    cases_written(store, "risk", an_agent_that_says("open"), snapshot(store, TODAY), cycle_id="c1")
    [case] = cases_of(snapshot(store, TODAY), "acme")
    assert [case[c] for c in ("account_id", "state", "opened_on", "closed_on")] == ["acme", "open", ago(9).isoformat(), None]
    assert [(f.key, f.value) for f in map(FACT.validate_python, case["facts"])] == [("seats", 8)]


def test_a_case_cites_its_facts_as_its_account_s_brief_tells_them(store):
    with_person(store, "acme", "Ada Lind")
    cites = ["contact", "seats", "plan", "arr", "customer_on", "health", "name"]
    cases_written(store, "risk", an_agent_that_says("open", cites=cites), snapshot(store, TODAY), cycle_id="c1")
    [case] = cases_of(snapshot(store, TODAY), "acme")
    known = [FACT.dump_python(f, mode="json") for f in brief(snapshot(store, TODAY), "acme").facts if f.key in cites]
    assert len(known) > 4 and case["facts"] == known


def test_what_a_case_cites_says_later_what_it_said_on_its_day(store):
    cases_written(store, "risk", an_agent_that_says("open", cites=["seats", "health"]), snapshot(store, TODAY), cycle_id="c1")
    told = cases_of(snapshot(store, TODAY), "acme")
    with_subscription(store, "acme", mrr=900.0, seats=80)
    assert cases_of(snapshot(store, TODAY), "acme") == told and brief(snapshot(store, TODAY), "acme").get("seats").value != 8


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_case_whose_evidence_is_lost_stands_without_its_facts(store, kind):
    cases_written(store, "risk", an_agent_that_says("open"), snapshot(store, TODAY), cycle_id="c1")
    kept_by(store, TODAY, "c1", kind).unlink()
    [case] = cases_of(snapshot(store, TODAY), "acme")
    assert (case["state"], case["facts"]) == ("open", [])


def test_a_row_that_holds_its_facts_itself_tells_them_as_they_are(store):
    fact = FACT.dump_python(brief(snapshot(store, TODAY), "acme").get("seats"), mode="json")
    [row] = cases_kept("risk", an_agent_that_says("open"), snapshot(store, TODAY), cycle_id="c1")
    store.append("case", [row.model_dump() | {"facts": [fact]}])
    assert cases_of(snapshot(store, TODAY), "acme")[0]["facts"] == [fact]


def test_what_did_not_change_is_not_written_again(store):
    store.append_frame("case", kept("risk", an_agent_that_says("open"), snapshot(store, TODAY), cycle_id="c1"))
    assert kept("risk", an_agent_that_says("open"), snapshot(store, TODAY), cycle_id="c2").is_empty()


@pytest.mark.parametrize("change", [{"due_on": ago(-3)}, {"owner": "Mia Sand"}, {"play": "recover use"}, {"mark": "price 2"}])
def test_a_change_is_a_new_row_of_the_same_case(store, change):
    store.append_frame("case", kept("risk", an_agent_that_says("open"), snapshot(store, TODAY), cycle_id="c1"))
    later = kept("risk", an_agent_that_says("open", **change), snapshot(store, TODAY), cycle_id="c2")
    store.append_frame("case", later)
    assert store.count("case", case_id=later["case_id"].item()) == 2
    assert standing(snapshot(store, TODAY), "risk").height == 1
    assert kept("risk", an_agent_that_says("open", **change), snapshot(store, TODAY), cycle_id="c3").is_empty()


def test_an_agent_that_keeps_nothing_costs_nothing(store):
    assert kept("risk", None, snapshot(store, TODAY), cycle_id="c1").is_empty()


def test_a_past_day_knows_no_later_case(store):
    store.append_frame("case", kept("risk", an_agent_that_says("open"), snapshot(store, TODAY), cycle_id="c1"))
    assert standing(snapshot(store, ago(1)), "risk").is_empty()


def test_the_open_cases_of_a_kind_are_counted_with_those_that_the_cycle_is_about_to_write(store):
    snap = snapshot(store, TODAY)
    changed = kept("risk", an_agent_that_says("open"), snap, cycle_id="c1")
    rows = with_open_cases(snap.signals, snap, changed)
    assert rows.select("open_risks", "open_leads").row(0) == (1, 0)
    store.append_frame("case", changed)
    later = snapshot(store, TODAY)
    assert with_open_cases(later.signals, later)["open_risks"].to_list() == [1]
    closed = kept("risk", an_agent_that_says("cleared", closed_on=TODAY), later, cycle_id="c2")
    assert with_open_cases(later.signals, later, closed)["open_risks"].to_list() == [0]
