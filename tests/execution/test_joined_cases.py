"""Two accounts become one: of each agent and key one case stands, on every page, in every count, at every cycle; nothing is lost."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.identity.answers import answer, undo_merge
from cs_core.context.rows.joined_cases import case_id
from cs_core.context.signals.goals import goals
from cs_core.context.snapshot import snapshot
from cs_core.execution.jobs.cases import SCHEMA, cases_of, kept, newest_cases, with_open_cases
from cs_core.execution.jobs.leads import csql_summary
from cs_core.execution.roster import ROSTER
from tests.execution.builders import cases_written
from tests.worlds import IMPORTED, TODAY, a_store, ago, with_company, with_desired_outcome, with_subscription

NOW = IMPORTED + timedelta(hours=2)
LATER = TODAY + timedelta(days=7)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        for company, seats in (("acme", 8), ("bolt", 70)):
            with_company(made, company, segment="mid-market", domain=f"{company}.example")
            with_subscription(made, company, mrr=10.0 * seats, seats=seats, currency="EUR", term_end_on=ago(-60))
        yield made


def merged(store, *, hours: int = 1):
    """A person says that Bolt is Acme."""
    answer(store, "hubspot/acme", "hubspot/bolt", noun="company", same=True, by="Ann", now=NOW + timedelta(hours=hours))
    assert snapshot(store, TODAY).moved == {"bolt": "acme"}


def says(**accounts: str):
    """An agent's `keep`: of each of these accounts that is known the state and the day on which it was opened; others have no case."""

    def keep(snap, before):
        told = {a: word.split(" ") for a, word in accounts.items() if a in snap.signals["account_id"]}
        rows = [
            {"account_id": a, "key": "use", "kind": "risk", "state": state, "opened_on": ago(int(days)), "reason": f"{a} is {state}",
             "cites": ["seats"], "closed_on": None if state == "open" else snap.as_of}
            for a, (state, days) in told.items()
        ]  # fmt: skip
        frame = pl.DataFrame(rows, schema_overrides=SCHEMA, schema=None if rows else SCHEMA)
        return frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in frame.columns)

    return keep


def a_day(store, cycle: str, *, on=TODAY, **accounts: str) -> pl.DataFrame:
    return cases_written(store, "risk", says(**accounts), snapshot(store, on), cycle_id=cycle)


def stands(store, on=TODAY) -> list[tuple]:
    """Account, state and day of opening of each case that stands."""
    return newest_cases(snapshot(store, on)).select("account_id", "state", "opened_on").rows()


def test_of_two_open_cases_that_of_the_account_itself_goes_on_and_counts_once(store):
    a_day(store, "c1", acme="open 30", bolt="open 9")
    merged(store)
    snap = snapshot(store, TODAY)
    assert stands(store) == [("acme", "open", ago(30))] and [c["reason"] for c in cases_of(snap, "acme")] == ["acme is open"]
    assert with_open_cases(snap.signals, snap)["open_risks"].to_list() == [1]
    assert with_open_cases(snap.signals, snap, kept("risk", says(acme="cleared 30"), snap, cycle_id="c2"))["open_risks"].to_list() == [0]


@pytest.mark.parametrize("last", ["acme", "bolt"])
def test_an_open_case_goes_on_before_a_closed_one_whichever_was_written_last(store, last):
    first = "bolt" if last == "acme" else "acme"
    words = {"acme": "cleared 30", "bolt": "open 9"}
    for account in (first, last):
        a_day(store, account, **{account: words[account]})
    merged(store)
    assert stands(store) == [("acme", "open", ago(9))]


def test_a_case_that_only_the_account_that_is_gone_had_goes_on_under_the_id_of_its_next_row(store):
    a_day(store, "c1", bolt="open 9")
    merged(store)
    [before] = cases_of(snapshot(store, TODAY), "acme")
    assert (before["account_id"], before["case_id"]) == ("acme", case_id("risk", "acme", "use"))
    assert [fact["value"] for fact in before["facts"]] == [70], "it cites what was known of its own account"
    after = a_day(store, "c2", acme="cleared 9")
    assert after["case_id"].to_list() == [before["case_id"]] and stands(store) == [("acme", "cleared", ago(9))]


@pytest.mark.parametrize("word", ["open 30", "open 9", "cleared 9"])
@pytest.mark.parametrize("acme", [None, "open 30", "cleared 30"])
def test_what_is_said_again_is_written_no_second_time_and_what_is_said_since_stands(store, word, acme):
    a_day(store, "c1", **({"acme": acme} if acme else {}))
    a_day(store, "c2", bolt="open 9")
    merged(store)
    a_day(store, "c3", acme=word)
    assert a_day(store, "c4", acme=word).is_empty() and len(stands(store)) == 1
    a_day(store, "c5", acme="cleared 9")
    assert [state for _, state, _ in stands(store)] == ["cleared"]
    assert a_day(store, "c6", on=LATER, acme="cleared 9").filter(pl.col("closed_on") != LATER).is_empty()


def test_an_account_that_separates_again_has_its_own_cases_again_and_nothing_was_edited(store):
    a_day(store, "c1", acme="open 30", bolt="open 9")
    before = store.rows("case")
    merged(store)
    a_day(store, "c2", acme="cleared 30")
    undo_merge(store, "hubspot/bolt", by="Ann", now=NOW + timedelta(hours=2))
    assert sorted(stands(store)) == [("acme", "cleared", ago(30)), ("bolt", "open", ago(9))]
    a_day(store, "c3", bolt="cleared 9")
    merged(store, hours=3)
    assert stands(store) == [("acme", "cleared", ago(30))] and store.rows("case")[:2] == before


def test_a_case_of_an_account_that_separated_and_joined_again_is_open_while_its_own_is(store):
    a_day(store, "c1", acme="open 30", bolt="open 9")
    merged(store)
    a_day(store, "c2", acme="cleared 30")
    undo_merge(store, "hubspot/bolt", by="Ann", now=NOW + timedelta(hours=2))
    a_day(store, "c3", bolt="cleared 9")
    a_day(store, "c4", bolt="open 2")
    merged(store, hours=3)
    assert stands(store) == [("acme", "open", ago(2))]
    a_day(store, "c5", acme="cleared 2")
    assert stands(store) == [("acme", "cleared", ago(2))]


def test_a_day_before_they_were_one_knows_two_cases(store):
    a_day(store, "c1", acme="open 30", bolt="open 9")
    answer(store, "hubspot/acme", "hubspot/bolt", noun="company", same=True, by="Ann", now=NOW + timedelta(days=7))
    a_day(store, "c2", on=LATER, acme="cleared 30")
    assert sorted(stands(store)) == [("acme", "open", ago(30)), ("bolt", "open", ago(9))]
    assert stands(store, LATER) == [("acme", "cleared", ago(30))]


def test_an_account_made_of_three_one_after_the_other_has_one_case(store):
    with_company(store, "cole", domain="cole.example")
    a_day(store, "c1", acme="open 30", bolt="open 9", cole="open 5")
    merged(store)
    a_day(store, "c2", acme="cleared 30")
    answer(store, "hubspot/cole", "hubspot/acme", noun="company", same=True, by="Ann", now=NOW + timedelta(hours=2))
    [(one, state, opened)] = stands(store)
    assert (state, opened) == ("open", ago(5)), "Bolt's was spoken for when Acme's was cleared, Cole's was not"
    a_day(store, "c3", **{one: "cleared 5"})
    assert stands(store) == [(one, "cleared", ago(5))]


def test_a_lead_that_two_accounts_had_counts_once_among_the_open_ones(store):
    def keep(snap, before):
        data = '{"expected": 100.0, "low": 50.0, "high": 200.0, "currency": "EUR"}'
        return says(acme="open 30", bolt="open 9")(snap, before).with_columns(pl.lit("lead").alias("kind"), pl.lit(data).alias("data"))

    cases_written(store, "growth", keep, snapshot(store, TODAY), cycle_id="c1")
    assert csql_summary(snapshot(store, TODAY).history("case"))[:1] == (2,)
    merged(store)
    told = csql_summary(snapshot(store, TODAY).history("case"))
    assert (told.open, told.open_expected) == (1, 100.0)


def test_of_two_success_plans_one_goes_on_and_the_other_is_closed_with_the_reason(store):
    agent = next(a for a in ROSTER if a.name == "success_planning")
    day = {n: TODAY + timedelta(days=n) for n in (-9, -8, 0, 1)}

    def plan(n: int) -> pl.DataFrame:
        return cases_written(store, agent.name, agent.keep, snapshot(store, day[n]), cycle_id=f"p{n}")

    with_desired_outcome(store, "acme", "Fix more on the first visit", stated=ago(150))
    plan(-9)
    with_desired_outcome(store, "bolt", "Answer calls within an hour", stated=ago(8), known_at=IMPORTED - timedelta(days=8))
    row = store.rows("case", account_id="bolt")[-1]
    number = {"case_id": case_id(agent.name, "bolt", "plan 2"), "data": row["data"] | {"key": "plan 2"}, "as_of": day[-8], "id": "two"}
    store.append("case", [row | number])
    merged(store)
    assert len([c for c in cases_of(snapshot(store, day[0]), "acme") if not c["closed_on"]]) == 2
    plan(0)
    [goes_on, ended] = cases_of(snapshot(store, day[0]), "acme")
    assert (goes_on["closed_on"], ended["state"], ended["reason"]) == (
        None,
        "cancelled",
        "another plan of theirs goes on: accounts became one",
    )
    assert plan(0).is_empty() and plan(1).is_empty()
    snap = snapshot(store, day[1])
    assert goals(snap, snap.signals).filter(account_id="acme")["plan_state"].to_list() == [goes_on["state"]]
