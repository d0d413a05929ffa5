"""The context audit: what each job needs, where it lives, how full and fresh it is, and what a gap costs."""

import polars as pl
import pytest

from cs_core.context.audit import audit
from cs_core.context.completeness import completeness, ready_for
from cs_core.context.gaps import BLAMES, in_words
from cs_core.context.rates import InOne
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.execution.roster import JOBS as ROSTER_JOBS
from cs_core.orchestration.review import REJECT_REASONS
from cs_core.records import Decision
from tests.conftest import END
from tests.worlds import (
    TODAY,
    a_proposal,
    a_store,
    ago,
    at,
    with_company,
    with_desired_outcome,
    with_message,
    with_person,
    with_record,
    with_subscription,
    with_team_member,
    with_ticket,
    with_usage,
)  # fmt: skip

JOBS = {"risk": ("keep the customer", ("contract", "usage")), "renewal": ("renew", ("contract", "renewal date"))}


def three_customers(store):
    for name, mrr in (("acme", 100.0), ("bolt", 50.0), ("cord", 10.0)):
        company = with_company(store, name)
        term = {"term_start_on": ago(300), "term_end_on": ago(-65)} if name == "acme" else {}
        with_subscription(store, company, mrr=mrr, currency="EUR", **term)
    with_usage(store, "acme", weekly=[5] * 12)
    with_subscription(store, with_company(store, "gone"), mrr=999.0, ended_on=ago(30))


def audited(store, jobs=JOBS, day=TODAY):
    return audit(snapshot(store, day), jobs)


def need(document, agent, knowledge):
    [row] = [a for a in document["agents"] if a["agent"] == agent]
    return next(n for n in row["needs"] if n["knowledge"] == knowledge)


def test_each_need_says_where_it_lives_how_full_and_how_fresh(store):
    three_customers(store)
    cell = need(audited(store), "renewal", "renewal date")
    assert (cell["lives_in"], cell["fresh_days"], cell["blocks"]) == ("hubspot (subscription.csv)", 0, 2)
    assert cell["filled"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_plan_that_rolls_on_by_the_month_lacks_no_renewal_date_but_a_plan_of_unknown_term_does(store):
    three_customers(store)
    with_subscription(store, with_company(store, "rolls"), mrr=5.0, term_start_on=ago(10), term_end_on=ago(-20), billing="month")
    with_subscription(store, with_company(store, "billed by the month"), mrr=5.0, billing="month")
    cell = need(audited(store), "renewal", "renewal date")
    assert (cell["blocks"], cell["filled"]) == (3, pytest.approx(2 / 5))
    assert snapshot(store, TODAY).signals.filter(pl.col("account_id") == "rolls")["renewal_on"].to_list() == [None]


def test_what_lives_nowhere_blocks_every_current_customer(store):
    three_customers(store)
    document = audited(store, {"relationship": ("write", ("people",))})
    assert need(document, "relationship", "people") | {"says": ""} == {
        "knowledge": "people", "says": "", "lives_in": "nowhere", "places": [],
        "filled": 0.0, "fresh_days": None, "limit_days": 180, "stale": 0,
        "conflicts": 0, "blocks": 3,
    }  # fmt: skip
    [agent] = document["agents"]
    assert (agent["ready_accounts"], agent["accounts"]) == (0, 3)


def test_a_gap_is_told_with_accounts_and_revenue(store):
    three_customers(store)
    gaps = {gap["knowledge"]: gap["cost"] for gap in audited(store)["gaps"]}
    assert gaps == {"renewal date": "Renewal cannot act for 2 of 3 accounts (720 EUR a year) without renewal date"}


def test_a_feed_that_went_stale_blocks_the_jobs_that_need_it_and_is_named(store):
    three_customers(store)
    day = TODAY.replace(month=7, day=25)
    document = audited(store, day=day)
    assert need(document, "risk", "usage")["blocks"] == 3
    assert "because it is too old" in {gap["knowledge"]: gap["cost"] for gap in document["gaps"]}["usage"]
    [feed] = [f for f in document["feeds"] if f["noun"] == "event"]
    assert (feed["newest_on"], feed["days"], feed["stale"]) == ("2026-06-28", 27, True)


def test_readiness_is_told_in_accounts_and_in_revenue_of_each_currency(store):
    three_customers(store)
    with_subscription(store, with_company(store, "dune"), mrr=10.0, currency="USD", term_start_on=ago(300), term_end_on=ago(-65))
    [_, renewal] = audited(store)["agents"]
    assert (renewal["ready_accounts"], renewal["ready_arr"], renewal["arr"]) == (
        2,
        {"EUR": 1200.0, "USD": 120.0},
        {"EUR": 1920.0, "USD": 120.0},
    )
    [gap] = [gap for gap in audited(store)["gaps"] if gap["knowledge"] == "renewal date"]
    assert (gap["accounts"], gap["arr"], gap["agents"]) == (2, {"EUR": 720.0}, ["renewal"])


def test_the_accounts_a_job_may_run_on_are_named_with_what_the_others_lack(store):
    three_customers(store)
    rows = ready_for(snapshot(store, TODAY), ("contract", "renewal date"))
    assert rows.select("account_id", "ready", "lacks").rows() == [
        ("acme", True, []), ("bolt", False, ["renewal date"]), ("cord", False, ["renewal date"])
    ]  # fmt: skip


def test_what_a_job_watches_holds_it_once_it_is_stale_but_not_where_it_never_was(store):
    with_company(store, "acme")
    with_usage(store, "acme", weekly=[5] * 12, until=ago(22))
    with_subscription(store, with_company(store, "bolt", system="stripe"), system="stripe", mrr=10.0)
    rows = ready_for(snapshot(store, TODAY), (), ("usage",))
    assert rows.select("account_id", "ready", "lacks").rows() == [("acme", False, ["usage (too old)"]), ("bolt", True, [])]
    assert ready_for(snapshot(store, ago(1)), (), ("usage",))["ready"].to_list() == [True, True]


def turned(store, account, decision, reason, n=0, **more):
    proposal = with_record(store, a_proposal(account, as_of=ago(20 + n)))
    made = {"id": f"{proposal}-d", "proposal_id": proposal, "decision": decision, "by": "Mia", "decided_at": at(ago(19), 9)}
    with_record(store, Decision(**made, reason=reason, **more))


def test_drafts_turned_down_for_want_of_knowledge_are_part_of_what_its_gap_costs(store):
    three_customers(store)
    turned(store, "acme", "reject", "wrong person")
    turned(store, "bolt", "reject", "Wrong person: she moved on", n=1)
    turned(store, "cord", "edit", "the renewal date is another", n=2, body="Hello, all else.")
    turned(store, "acme", "approve", "wrong person", n=3)
    turned(store, "acme", "reject", "wrong tone", n=4)
    gaps = {gap["knowledge"]: gap for gap in audited(store)["gaps"]}
    assert {kind: (gap["rejected"], gap["edited"]) for kind, gap in gaps.items()} == {
        "renewal date": (0, 1), "people": (2, 0), "roles": (2, 0)
    }  # fmt: skip
    assert gaps["people"]["cost"] == "drafts turned down with a reason that points at people: 2 rejected"
    assert gaps["renewal date"]["cost"].endswith("; draft turned down with a reason that points at renewal date: 1 edited")
    assert {gap["knowledge"] for gap in audited(store, day=ago(21))["gaps"]} == {"renewal date"}


def test_drafts_turned_down_for_what_jobs_only_want_stand_in_the_row_of_that_want(store):
    three_customers(store)
    turned(store, "acme", "reject", "wrong person")
    wants = {"risk": ("keep the customer", (), (), ("people",))}
    [gap] = [gap for gap in audit(snapshot(store, TODAY), wants)["gaps"] if gap["knowledge"] == "people"]
    assert gap["accounts"] == 3 and gap["rejected"] == 1 and not gap["blocks"]
    assert gap["cost"].endswith("; draft turned down with a reason that points at people: 1 rejected")


def test_the_reasons_that_blame_knowledge_are_reasons_of_review():
    assert {reason for reason, _ in BLAMES} <= set(REJECT_REASONS)
    assert {kind for _, kinds in BLAMES for kind in kinds} <= set(KNOWLEDGE)


def test_a_quiet_account_in_a_live_feed_is_fresh(store):
    with_team_member(store)
    for name in ("acme", "bolt"):
        with_person(store, with_company(store, name, domain=f"{name}.example"))
    with_message(store, "acme", sender="ada@acme.example", recipients="mia@ours.example", sent=ago(2))
    with_message(store, "bolt", sender="ada@bolt.example", recipients="mia@ours.example", sent=ago(300))
    rows = completeness(snapshot(store, TODAY)).filter(knowledge="conversations")
    assert rows.select("account_id", "known", "stale").rows() == [("acme", True, False), ("bolt", True, False)]


def test_contradictions_are_counted_against_the_knowledge_they_touch(store):
    acme = with_company(store, customer_on=ago(50))
    with_ticket(store, acme, opened=ago(60))
    document = audited(store, {"risk": ("keep", ("support", "usage"))})
    assert [row["rule"] for row in document["contradictions"]] == ["ticket before customer"]
    assert (need(document, "risk", "support")["conflicts"], need(document, "risk", "usage")["conflicts"]) == (1, 0)


def test_every_account_is_covered_by_every_kind_of_knowledge(store):
    three_customers(store)
    rows = completeness(snapshot(store, TODAY))
    assert rows.height == 4 * len(KNOWLEDGE)
    assert rows["known"].null_count() + rows["stale"].null_count() == 0


def test_an_empty_store_is_audited_too(store):
    document = audited(store)
    assert [(a["ready_accounts"], a["accounts"]) for a in document["agents"]] == [(0, 0), (0, 0)]
    assert document["contradictions"] == document["gaps"] == document["feeds"] == []


def test_revenue_in_a_currency_that_nobody_told_says_so():
    assert in_words({}) == ""
    assert in_words({"": 1_215.0}) == "1,215 a year, currency unknown"
    assert in_words({"": 20.0, "EUR": 3_600.0, "USD": 10.0}) == "3,600 EUR and 10 USD a year and 20 a year, currency unknown"


def test_the_cost_of_a_gap_in_no_known_currency_says_so(tmp_path):
    with a_store(tmp_path) as store:
        with_subscription(store, with_company(store), mrr=10.0, currency=None)
        [gap] = audit(snapshot(store, TODAY), {"renewal": ("renew", ("renewal date",))})["gaps"]
    assert gap["cost"] == "Renewal cannot act for 1 of 1 accounts (120 a year, currency unknown) without renewal date"


def test_what_a_job_wants_and_lacks_is_told_with_its_cost_and_holds_nothing(store):
    three_customers(store)
    with_desired_outcome(store, "acme", stated=ago(30))
    jobs = {"success_planning": ("plan", ("contract",), ("usage",), ("desired outcome", "usage", "contract"))}
    document = audited(store, jobs)
    [agent] = document["agents"]
    assert (agent["ready_accounts"], [cell["knowledge"] for cell in agent["wants"]]) == (3, ["desired outcome"])
    assert agent["wants"][0]["filled"] == pytest.approx(1 / 3, abs=1e-4)
    gaps = {gap["knowledge"]: gap for gap in document["gaps"]}
    assert gaps["desired outcome"]["cost"] == (
        "Success planning works without it, worse: for 2 of 3 accounts (720 EUR a year) no desired outcome is known"
    )
    assert all(gap["blocks"] is False for gap in gaps.values())
    old = audited(store, jobs, day=TODAY.replace(year=TODAY.year + 2))["gaps"]
    assert [(gap["knowledge"], gap["blocks"]) for gap in old][-1] == ("desired outcome", False)
    assert "or only an outdated one (1 of them)" in old[-1]["cost"]
    assert all(gap["blocks"] for gap in audited(store)["gaps"])


def test_the_audit_of_the_roster_names_desired_outcomes_for_success_planning(store):
    three_customers(store)
    found = audited(store, ROSTER_JOBS)
    [planning] = [agent for agent in found["agents"] if agent["agent"] == "success_planning"]
    assert "desired outcome" in [cell["knowledge"] for cell in planning["wants"]]
    [gap] = [gap for gap in found["gaps"] if gap["knowledge"] == "desired outcome"]
    assert gap["blocks"] is False and "success_planning" in gap["agents"] and gap["accounts"] == 3


def test_of_some_kinds_of_knowledge_completeness_says_what_it_says_of_all(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, END)
        some = ("conversations", "milestones", "usage")
        whole = completeness(snap).filter(pl.col("knowledge").is_in(some))
        assert completeness(snap, only=some).sort("account_id", "knowledge").equals(whole.sort("account_id", "knowledge"))


def test_revenue_in_several_currencies_is_told_side_by_side_as_people_do():
    assert in_words({"EUR": 3_600.0}) == "3,600 EUR a year"
    assert in_words({"CHF": 20.0, "EUR": 3_600.0, "USD": 5.0}) == "20 CHF, 3,600 EUR and 5 USD a year"
    assert InOne(pl.DataFrame(), "EUR", {"USD": 1, "CHF": 2, "GBP": 1}).says == (
        "4 accounts in CHF, GBP and USD cannot be added: no rate for CHF, GBP and USD"
    )
