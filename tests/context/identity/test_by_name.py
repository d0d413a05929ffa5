"""A row that names its customer by the name alone: of the one account that bears it, never of one of two; a person's word beats it."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.identity.answers import answer, answered, merged, open_pairs, undo_merge
from cs_core.context.identity.link import link_store, links
from cs_core.context.importing.orphans import orphans
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput
from tests.context.identity.conftest import NOW

LATER = NOW + timedelta(days=2)
SAID = {"by": "Ann", "now": LATER}
LIST = "account_id,email,name,job_title,role\n"
BOOK = "1,Norrfjord Foods GmbH,norrfjord.example,,2026-01-02\n2,Harbour Legal LLP,harbour.example,,2026-01-02"


def whose(store, day=LATER):
    return dict(snapshot(store, day.date()).people.select("name", "account_id").iter_rows())


@pytest.mark.parametrize("name", ["Norrfjord Foods GmbH", "NORRFJORD FOODS", "norrfjord foods ag"])
def test_a_contact_with_the_name_that_one_account_bears_is_theirs_with_the_reason(land, name):
    store = land(companies=BOOK, people=f"{LIST}{name},lars@gmail.com,Lars Holm,,")
    assert whose(store) == {"Lars Holm": "1"}
    [row] = merged(store, "1").filter(pl.col("company_key") == f"table/{name}").to_dicts()
    assert (row["name"], row["score"], row["why"]) == (name, 0.9, "by its name, which is that of hubspot/1")
    assert orphans(store, LATER.date()) == []


def test_a_name_that_two_accounts_bear_is_nobodys_and_the_import_says_what_to_do(land):
    store = land(companies=f"{BOOK}\n3,Norrfjord Foods Inc,other.example,,", people=f"{LIST}Norrfjord Foods,lars@gmail.com,Lars Holm,,")
    assert whose(store) == {}
    assert open_pairs(store).filter(pl.col("right_key").str.starts_with("table/")).is_empty()
    [said] = orphans(store, LATER.date())
    assert said.endswith("; 1 of them names it as several are called (Norrfjord Foods): write its id")


def test_of_two_accounts_of_a_name_it_is_the_one_that_bears_it_letter_for_letter(land):
    rows = f"{LIST}norrfjord  foods INC,lars@gmail.com,Lars Holm,,\nNorrfjord Foods Ltd,mia@gmail.com,Mia Dahl,,"
    store = land(companies=f"{BOOK}\n3,Norrfjord Foods Inc,other.example,,", people=rows)
    assert whose(store) == {"Lars Holm": "3"}


def test_a_second_bearer_of_the_name_takes_the_link_back_from_its_day_on(land):
    store = land(companies=BOOK, people=f"{LIST}Norrfjord Foods,lars@gmail.com,Lars Holm,,")
    assert "table/Norrfjord Foods" in dict(links(store).iter_rows())
    land(companies="3,Norrfjord Foods Inc,other.example,,2026-06-30")
    assert "table/Norrfjord Foods" not in dict(links(store).iter_rows())
    assert whose(store) == {}
    assert link_store(store, now=LATER) == 0


def test_an_address_in_another_customers_own_domain_goes_before_the_name(land):
    store = land(companies=BOOK, people=f"{LIST}Norrfjord Foods,eve@harbour.example,Eve Lund,,")
    assert whose(store) == {"Eve Lund": "2"}


def test_a_link_by_name_is_undone_stays_undone_and_can_be_said_again(land):
    store = land(companies=BOOK, people=f"{LIST}Norrfjord Foods,lars@gmail.com,Lars Holm,,")
    before = dict(links(store).iter_rows())
    undone = undo_merge(store, "table/Norrfjord Foods", **SAID)
    assert undone.to_dicts() == [{"key": "table/Norrfjord Foods", "was": "1", "now": None}]
    assert whose(store) == {}
    assert link_store(store, now=LATER) == 0
    [said] = answered(store).to_dicts()
    assert (said["left_name"], said["right_name"], said["same"]) == ("Norrfjord Foods", "Norrfjord Foods GmbH", False)
    answer(store, said["left_key"], said["right_key"], noun="company", same=True, **SAID)
    assert dict(links(store).iter_rows()) == before
    assert merged(store, "1")["why"][-1] == "by its name, said to be one by Ann, hubspot/1"


def test_undoing_a_merge_of_companies_leaves_a_link_by_name_alone(land):
    store = land(companies=BOOK, people=f"{LIST}Norrfjord Foods,lars@gmail.com,Lars Holm,,")
    before = dict(links(store).iter_rows())
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    undo_merge(store, "hubspot/1", **SAID)
    assert dict(links(store).iter_rows()) == before


def test_undone_from_the_only_record_of_an_account_the_names_leave_it(land):
    store = land(companies=BOOK, people=f"{LIST}Norrfjord Foods,lars@gmail.com,Lars Holm,,")
    undo_merge(store, "hubspot/1", **SAID)
    assert (whose(store), dict(links(store).iter_rows())) == ({}, {"hubspot/1": "1", "hubspot/2": "2"})
    with pytest.raises(BadInput, match="alone in its account"):
        undo_merge(store, "hubspot/1", **SAID)


def test_a_name_that_is_nearly_one_accounts_waits_with_score_and_reason_until_it_is_answered(land):
    store = land(companies=BOOK, people=f"{LIST}Harbor Legal LLP,kim@yahoo.com,Kim Ward,,")
    assert whose(store) == {}
    [row] = open_pairs(store).to_dicts()
    assert (row["left_name"], row["right_name"], row["noun"]) == ("Harbour Legal LLP", "Harbor Legal LLP", "company")
    assert row["why"] == "a row names its customer so, and the name is nearly this one's"
    assert 0.5 < row["score"] < 0.7
    changed = answer(store, row["left_key"], row["right_key"], noun="company", same=True, **SAID)
    assert changed.to_dicts() == [{"key": "table/Harbor Legal LLP", "was": None, "now": "2"}]
    assert whose(store) == {"Kim Ward": "2"}
    answer(store, row["left_key"], row["right_key"], noun="company", same=False, **SAID)
    assert (whose(store), open_pairs(store).height) == ({}, 0)


def test_as_of_a_day_before_a_link_was_given_up_it_stands(land):
    store = land(companies=BOOK, people=f"{LIST}Norrfjord Foods,lars@gmail.com,Lars Holm,,")
    undo_merge(store, "table/Norrfjord Foods", by="Ann", now=NOW + timedelta(days=9))
    assert whose(store, LATER) == {"Lars Holm": "1"}
    assert whose(store, NOW + timedelta(days=9)) == {}


def test_a_contact_that_names_no_customer_and_has_no_address_of_one_is_told(land):
    people = "8,Eve,Lund,eve@harbour.example,,,\n9,Max,Roe,max@gmail.com,,,\n7,Our,Agent,agent@vendor.example,,,"
    store = land(companies=BOOK, contacts=people, team="name,email,weekly_hours,skills\nAnn,ann@vendor.example,38,")
    assert whose(store) == {"Eve Lund": "2"}
    told = "1 contact names no customer, and no customer's domain is in the address (9): import them with the column of their company"
    assert orphans(store, LATER.date()) == [told]
