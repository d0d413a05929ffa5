"""General rules that find where what we know contradicts itself, each with a count and examples."""

from datetime import datetime

import pytest

from cs_core.context.contradictions import RULES, contradictions, disputed_departures
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import KNOWLEDGE
from tests.worlds import (
    TODAY,
    ago,
    land,
    with_churn_event,
    with_company,
    with_deal,
    with_message,
    with_person,
    with_subscription,
    with_team_member,
    with_ticket,
    with_usage,
)  # fmt: skip


def found(store, day=TODAY):
    told = contradictions(snapshot(store, day))
    return {row["rule"]: (row["count"], row["of"], [example["thing"] for example in row["examples"]]) for row in told}


def example(store, rule):
    [row] = [row for row in contradictions(snapshot(store, TODAY)) if row["rule"] == rule]
    return row["examples"][0]


def test_a_world_that_agrees_with_itself_has_none(store):
    acme = with_company(store, plan="Pro", churn_flag=False)
    with_subscription(store, acme, plan="pro", mrr=10.0, churn_flag=False)
    with_ticket(store, acme)
    with_usage(store, acme, weekly=[5] * 4)
    with_person(store, acme)
    assert found(store) == {}


def test_an_undated_flag_is_held_against_dated_departures(store):
    for name, flag in (("acme", True), ("bolt", False), ("cord", True)):
        with_company(store, name, churn_flag=flag)
    with_churn_event(store, "bolt", churned=ago(30))
    with_churn_event(store, "cord", churned=ago(30))
    assert found(store)["churn flag against departures"] == (2, 3, ["acme", "bolt"])


def test_a_subscription_flag_is_held_against_its_end(store):
    acme = with_company(store)
    with_subscription(store, acme, "s1", churn_flag=True)
    with_subscription(store, acme, "s2", churn_flag=False, ended_on=ago(3))
    with_subscription(store, acme, "s3", churn_flag=True, ended_on=ago(3))
    assert found(store)["churn flag against end date"] == (2, 3, ["s1", "s2"])


def test_a_departure_of_a_customer_who_pays_on_is_found(store):
    acme = with_company(store)
    with_subscription(store, acme)
    with_churn_event(store, acme, churned=ago(30))
    assert found(store)["departure while paying"] == (1, 1, ["acme"])


def a_term_that_ended(store, company, **fields):
    with_company(store, company)
    with_subscription(store, company, mrr=100.0, term_start_on=ago(385), term_end_on=ago(20), **fields)
    with_deal(store, company, closed_on=ago(50), won=True)


def test_a_renewal_that_was_won_and_whose_new_contract_nobody_entered_is_found_until_it_is(store):
    a_term_that_ended(store, "acme")
    a_term_that_ended(store, "bolt", ended_on=ago(20))
    a_term_that_ended(store, "cord", ended_on=ago(20))
    with_subscription(store, "cord", "cord-2", started_on=ago(19), term_start_on=ago(19), term_end_on=ago(-346), mrr=110.0)
    assert found(store)["renewal won without a contract"] == (2, 3, ["acme", "bolt"])
    assert "the renewal was won on" in example(store, "renewal won without a contract")["says"]
    assert "renewal won without a contract" not in found(store, ago(21))
    with_subscription(store, "acme", "acme-2", started_on=ago(19), term_start_on=ago(19), term_end_on=ago(-346), mrr=110.0)
    assert found(store)["renewal won without a contract"] == (1, 3, ["bolt"])


def test_a_contract_that_runs_on_by_the_month_or_without_an_end_lacks_no_new_one(store):
    for company, term in (("acme", {"term_start_on": ago(50), "term_end_on": ago(20)}), ("bolt", {})):
        with_company(store, company)
        with_subscription(store, company, mrr=100.0, **term)
        with_deal(store, company, closed_on=ago(40), won=True)
    assert "renewal won without a contract" not in found(store)


def test_use_before_the_contract_and_tickets_before_the_customer_are_found(store):
    acme = with_company(store, customer_on=ago(100))
    with_subscription(store, acme, "s1", started_on=ago(10))
    with_usage(store, "s1", weekly=[5] * 3, ref_object="subscription")
    with_ticket(store, acme, "Early", opened=ago(120))
    assert found(store)["use before contract"][:2] == (1, 3)
    assert found(store)["ticket before customer"][:2] == (1, 1)


def test_plans_that_differ_between_company_and_contract_are_found(store):
    acme = with_company(store, plan="Basic")
    with_subscription(store, acme, "s1", plan="basic")
    with_subscription(store, acme, "s2", plan="Pro")
    assert found(store)["plan against contract"] == (1, 2, ["s2"])


def test_the_same_id_with_other_content_in_one_export_is_a_contradiction_but_an_update_is_none(store):
    with_company(store, "acme", country="SE")
    land(store, "company", "acme", system="hubspot", born=ago(730), name="Acme", country="NO", customer_on=ago(730))
    with_company(store, "bolt", country="SE")
    later = datetime(2026, 6, 20)
    land(store, "company", "bolt", system="hubspot", born=ago(730), known_at=later, name="Bolt", country="NO", customer_on=ago(730))
    assert found(store)["same id, other content"] == (1, 2, ["hubspot/company/acme"])


def test_a_usage_id_that_stands_for_two_things_is_found(store):
    acme = with_company(store)
    with_usage(store, acme, weekly=[5])
    with_usage(store, acme, weekly=[6])
    assert found(store)["same usage id, other content"][:2] == (1, 1)


def test_systems_that_disagree_on_a_field_are_found(store):
    with_company(store, "acme", country="Sweden", domain="acme.example")
    with_company(store, "cus_1", account="acme", system="stripe", country="Norway", domain="ACME.example")
    assert found(store) == {"systems differ: country": (1, 1, ["acme"])}


def test_a_record_that_ends_before_it_begins_is_found(store):
    acme = with_company(store)
    with_subscription(store, acme, "s1", started_on=ago(10), ended_on=ago(20))
    assert found(store)["ends before it begins"] == (1, 1, ["s1"])


def test_both_sides_of_an_example_are_shown_with_their_rows(store):
    acme = with_company(store, churn_flag=False, plan="Basic")
    with_churn_event(store, acme, churned=ago(30))
    with_subscription(store, acme, "s1", plan="Pro")
    with_usage(store, acme, weekly=[5])
    with_usage(store, acme, weekly=[6])
    assert example(store, "churn flag against departures")["says"] == (
        f"acme: churn flag false (company.csv:2), but left on {ago(30)} (churn_event.csv:2)"
    )
    assert example(store, "plan against contract")["says"] == (
        "s1: the contract is on Pro (subscription.csv:2), but its company record says Basic (company.csv:2)"
    )
    twice = example(store, "same usage id, other content")
    assert {twice["left"][:6], twice["right"][:6]} == {"5 uses", "6 uses"} and twice["left_row"] == "events.parquet:1"


def test_the_field_that_differs_between_two_rows_of_one_id_is_named(store):
    with_company(store, "acme", country="SE")
    land(store, "company", "acme", system="hubspot", born=ago(730), name="Acme", country="NO", customer_on=ago(730))
    shown = example(store, "same id, other content")
    assert (shown["left"], shown["left_row"], shown["right"], shown["right_row"]) == (
        "country SE", "company.csv:2", "country NO", "company.csv:3"
    )  # fmt: skip


def test_use_after_the_last_contract_ended_is_found_after_a_grace(store):
    for company, ended in (("acme", 60), ("bolt", 20)):
        with_subscription(store, with_company(store, company), ended_on=ago(ended))
        with_usage(store, company, weekly=[5] * 3)
    assert found(store) == {"use after the end": (1, 2, ["acme"])}


def test_somebody_who_left_and_writes_on_is_found(store):
    with_team_member(store)
    acme = with_company(store, domain="acme.example")
    for name, left in (("Ada Lind", ago(50)), ("Bo Berg", ago(1)), ("Cleo Dahl", None)):
        with_person(store, acme, name, left_on=left)
        with_message(store, acme, name, sender=f"{name.split()[0].lower()}@acme.example", recipients="mia@ours.example", sent=ago(5))
    assert found(store) == {"wrote after leaving": (1, 2, ["ada@acme.example"])}


def test_a_former_customer_who_pays_and_a_deal_far_from_the_term_are_found(store):
    acme = with_company(store, stage="Former customer")
    with_subscription(store, acme, mrr=1.0, term_start_on=ago(300), term_end_on=ago(-65))
    with_deal(store, acme, close_on=ago(-200))
    bolt = with_company(store, "bolt", stage="customer")
    with_subscription(store, bolt, mrr=1.0, term_start_on=ago(300), term_end_on=ago(-65))
    with_deal(store, bolt, close_on=ago(-60))
    assert found(store) == {"stage against contract": (1, 2, ["acme"]), "renewal deal against term": (1, 2, ["acme"])}


@pytest.mark.parametrize(("short", "differ"), [("Jonas", 0), ("jonas.brandt@vendor.example", 0), ("Mia", 1), ("Jo", 1)])
def test_an_owner_by_first_name_or_address_is_the_one_who_bears_it_in_full(store, short, differ):
    for system, owner in (("hubspot", "Jonas Brandt"), ("table", short)):
        with_company(store, f"acme-{system}", account="acme", system=system, owner=owner)
    assert found(store).get("systems differ: owner", (0,))[0] == differ
    with_team_member(store, "Jonas Brandt")
    assert found(store).get("owner outside the team", (0,))[0] == differ


def test_a_first_name_that_two_owners_bear_is_neither(store):
    for account, owner in (("acme", "Jonas Brandt"), ("bolt", "Jonas Weber")):
        with_company(store, account, owner=owner)
        with_company(store, f"{account}-2", account=account, system="table", owner="Jonas")
    assert found(store)["systems differ: owner"][0] == 2


def test_an_owner_whom_the_team_does_not_know_is_found_only_where_a_team_is_known(store):
    with_company(store, owner="Mia Sand")
    with_company(store, "bolt", owner="Old Hand")
    assert found(store) == {}
    with_team_member(store, "Mia Sand")
    assert found(store) == {"owner outside the team": (1, 2, ["bolt"])}


def test_what_happens_later_is_no_contradiction_yet(store):
    acme = with_company(store, churn_flag=False)
    with_churn_event(store, acme, churned=ago(3))
    assert "churn flag against departures" in found(store)
    assert found(store, ago(4)) == {}


def test_every_rule_has_its_own_name_and_doubts_known_kinds_of_knowledge():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.knowledge and set(rule.knowledge) <= set(KNOWLEDGE) for rule in RULES)


def test_departures_of_accounts_that_still_pay_are_counted_as_disputed(store):
    for company, returned in (("acme", False), ("bolt", True), ("crane", False)):
        with_company(store, company)
        with_churn_event(store, company, churned=ago(30), reactivation=returned)
    for company in ("acme", "bolt"):
        with_subscription(store, company)
    assert disputed_departures(snapshot(store, TODAY)) == (1, 2)
