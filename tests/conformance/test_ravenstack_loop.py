"""RavenStack through the whole loop: what can be known is acted on, what cannot is named, and nothing is invented."""

import pytest

from tests.cli.commands import run

MISSING = {"onboarding": "milestones", "renewal": "renewal date", "relationship": "people"}


@pytest.fixture(scope="module")
def ravenstack(conformance_data, tmp_path_factory):
    """A store with the five tables and one cycle as of their last day; its path and the cycle's document."""
    store = tmp_path_factory.mktemp("ravenstack") / "context.db"
    status, landed = run(store, "import", str(conformance_data / "exports" / "ravenstack"))
    assert (status, landed["totals"]["landed"], landed["totals"]["refused"]) == (0, 33_100, 0)
    return store, run(store, "cycle", "--as-of", "2024-12-31")[1]


@pytest.fixture(scope="module")
def waiting(ravenstack):
    return run(ravenstack[0], "queue")[1]["proposals"]


def test_agents_act_whose_needed_facts_exist(ravenstack):
    proposals = ravenstack[1]["proposals"]
    assert {agent for agent, n in proposals.items() if n == 0} == set(MISSING)


@pytest.mark.parametrize(("agent", "knowledge"), MISSING.items())
def test_the_others_say_what_is_missing_and_for_how_many_accounts(ravenstack, agent, knowledge):
    assert ravenstack[1]["missing"][agent][knowledge] == 500


def test_without_contacts_everything_is_an_internal_task(waiting):
    assert {p["kind"] for p in waiting} == {"task"}
    assert {p["recipient"] for p in waiting} == {None}
    assert {p["assignee"] for p in waiting} == {"unassigned"}


def test_every_claim_cites_facts_of_the_account_that_exist(ravenstack, waiting):
    for proposal in waiting[:25]:
        known = {f["id"] for f in run(ravenstack[0], "account", proposal["account_id"], "--as-of", "2024-12-31")[1]["facts"]}
        cited = {i for claim in proposal["claims"] for i in claim["fact_ids"]}
        assert cited
        assert cited <= known


def test_no_renewal_date_is_invented(ravenstack, waiting):
    facts = run(ravenstack[0], "account", waiting[0]["account_id"])[1]
    assert "renewal date" in facts["unknowns"]
    assert not [f for f in facts["facts"] if f["key"] in ("renewal_on", "days_to_renewal", "contact")]


def test_the_store_lives_on_the_last_day_of_its_data(ravenstack):
    assert run(ravenstack[0], "audit")[1]["as_of"] == "2024-12-31"


def test_a_second_cycle_on_the_day_acts_once(ravenstack, waiting):
    assert sum(run(ravenstack[0], "cycle", "--as-of", "2024-12-31")[1]["proposals"].values()) == 0
    assert len(run(ravenstack[0], "queue")[1]["proposals"]) == len(waiting)


def test_a_person_decides_and_the_task_is_delivered_once(ravenstack, waiting):
    assert run(ravenstack[0], "decide", waiting[-1]["id"], "approve", "--by", "Ada")[0] == 0
    assert run(ravenstack[0], "deliver")[1]["sent"] == 1
    assert run(ravenstack[0], "deliver")[1]["sent"] == 0


def test_coverage_asks_for_hours_where_no_team_is_known(ravenstack):
    status, said = run(ravenstack[0], "coverage")
    assert status == 2
    assert "--hours" in said["error"]
    planned = run(ravenstack[0], "coverage", "--hours", "40")[1]
    assert {a["person"] for a in planned["assignments"]} == {"unassigned"}
    assert planned["evidence"] == "prior"
