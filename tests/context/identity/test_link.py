"""Companies of all systems become accounts: asked again after each import, appended only where the answer changed."""

import pytest

from cs_core.context.identity.link import companies, link_store, links
from cs_core.context.snapshot import snapshot
from tests.context.identity.conftest import NOW

HUBSPOT = "Record ID,Company name,Company Domain Name\n"
STRIPE = "id,email,name,created,currency,delinquent,metadata_crm_id\n"
SPACES = "workspace_id,company_domain,created_at,plan\n"


@pytest.fixture
def land_text(land):
    """Imports files with the headers that they bring."""
    return lambda **files: land(**{f"{name} file": text.strip("\n") for name, text in files.items()})


def accounts(store):
    return dict(links(store).iter_rows())


def test_systems_meet_by_id_by_domain_and_by_name(land_text):
    store = land_text(
        companies=HUBSPOT + "1,Acme,acme.example\n2,Bolt Works,\n3,Crane,crane.example\n",
        customers=STRIPE + "cus_1,x@gmail.com,Old Acme,2025-01-01,eur,false,1\ncus_2,,Bolt Works GmbH,2025-01-01,eur,false,\n",
        workspaces=SPACES + "ws_3,crane.example,2025-01-01,Pro\n",
    )
    assert accounts(store) == {
        "hubspot/1": "1", "hubspot/2": "2", "hubspot/3": "3", "stripe/cus_1": "1", "stripe/cus_2": "2", "product/ws_3": "3",
    }  # fmt: skip


def test_linking_again_changes_nothing(land_text):
    store = land_text(companies=HUBSPOT + "1,Acme,acme.example\n")
    assert link_store(store, now=NOW) == 0
    assert store.count("link") == 1


def test_an_account_keeps_its_id_when_a_more_trusted_system_arrives_later(land_text):
    store = land_text(customers=STRIPE + "cus_1,a@acme.example,Acme,2025-01-01,eur,false,\n")
    land_text(companies=HUBSPOT + "1,Acme,acme.example\n")
    assert accounts(store) == {"stripe/cus_1": "cus_1", "hubspot/1": "cus_1"}


def test_a_workspace_without_a_domain_has_the_one_of_its_users(land_text):
    usage = "event_id,workspace_id,user_email,event,occurred_at,count\n"
    store = land_text(
        companies=HUBSPOT + "1,Acme,acme.example\n2,Bolt,bolt.example\n",
        workspaces=SPACES + "ws_1,,2025-01-01,Pro\nws_2,,2025-01-01,Pro\nws_3,,2025-01-01,Pro\n",
        events=usage + "e1,ws_1,a@acme.example,report,2026-06-01,1\ne2,ws_1,b@acme.example,report,2026-06-01,1\n"
        "e3,ws_1,c@gmail.com,report,2026-06-01,1\ne4,ws_2,a@bolt.example,report,2026-06-01,1\ne5,ws_2,a@acme.example,report,2026-06-01,1\n",
    )
    assert accounts(store)["product/ws_1"] == "1"
    assert accounts(store)["product/ws_2"] == "ws_2"
    assert accounts(store)["product/ws_3"] == "ws_3"


def test_a_table_kept_by_hand_names_companies_by_another_systems_id(land_text):
    wishes = "company_id,outcome,metric,quote,stated_on\n1,Plan faster,hours,so slow,2026-01-01\n9,Nothing,x,y,2026-01-01\n"
    store = land_text(companies=HUBSPOT + "1,Acme,acme.example\n", wishes=wishes)
    assert accounts(store)["vendor/1"] == "1"
    assert "vendor/9" not in accounts(store)


def test_a_company_is_linked_by_its_newest_version(land_text):
    header = HUBSPOT.strip() + ",Last Modified Date\n"
    store = land_text(companies=header + "1,Acme,acme.example,2026-01-02\n1,Acme,old.example,2025-01-02\n")
    assert companies(store)["domain"].to_list() == ["acme.example"]


FAMILY = "1,Acme,acme.example,,\n2,Acme France,acme.example,1,\n3,Acme Iberia,acme.example,1,\n4,Acme Lyon,acme.example,2,"


def test_a_subsidiary_is_never_merged_with_its_parent_or_its_sister(land):
    store = land(companies=FAMILY)
    assert accounts(store) == {f"hubspot/{n}": str(n) for n in (1, 2, 3, 4)}


def test_a_domain_of_a_whole_family_says_nothing_but_its_name_does(land):
    store = land(
        companies=FAMILY, customers="cus_2,,Acme France SARL,2025-01-01,eur,false,\ncus_9,billing@acme.example,,2025-01-01,eur,false,"
    )
    found = accounts(store)
    assert found["stripe/cus_2"] == "2"
    assert found["stripe/cus_9"] == "cus_9"


def test_a_family_that_was_one_account_before_its_parents_were_known_comes_apart(land):
    old = "\n".join(f"{line.rsplit(',', 2)[0]},," for line in FAMILY.split("\n"))
    store = land(companies=old)
    assert set(accounts(store).values()) == {"1"}
    land(companies=FAMILY)
    assert accounts(store) == {f"hubspot/{n}": str(n) for n in (1, 2, 3, 4)}
    assert link_store(store, now=NOW) == 0


def test_the_hierarchy_is_that_of_accounts_and_a_circle_is_cut_and_told(land):
    store = land(companies=FAMILY + "\n7,Ring A,ring-a.example,8,\n8,Ring B,ring-b.example,7,\n9,Orphan,orphan.example,404,")
    rows = {row["account_id"]: row for row in snapshot(store, NOW.date()).hierarchy.iter_rows(named=True)}
    assert [rows[n]["parent_account_id"] for n in "1234"] == [None, "1", "1", "2"]
    assert [rows[n]["depth"] for n in "1234"] == [0, 1, 1, 2]
    assert {rows[n]["root"] for n in "1234"} == {"1"}
    assert (rows["7"]["parent_account_id"], rows["8"]["parent_account_id"]) == (None, "7")
    assert "lead back to itself" in rows["8"]["why"]
    assert (rows["9"]["parent_account_id"], rows["9"]["root"], rows["9"]["why"]) == (None, "9", "")


def test_further_domains_of_a_company_link_it_and_its_people(land):
    store = land(
        companies="1,Acme,acme.example,,",
        organizations="id,name,domain_names,external_id,tags,updated_at\n77,Acme Support,acme-desk.example,,,2026-01-01",
        domains="index,organization_id,domain_name\n0,77,acme-desk.example\n1,77,ACME.example\n2,77,gmail.com",
        workspaces="ws_1,acme-desk.example,2025-01-01,Pro",
    )
    assert set(accounts(store).values()) == {"1"}
    assert snapshot(store, NOW.date()).domains["domain"].to_list() == ["acme-desk.example", "acme.example"]


def test_companies_that_their_system_merged_are_one_and_an_id_that_is_gone_still_leads_there(land):
    header = "id,property_name,property_industry,property_domain,property_hs_merged_object_ids\n"
    merged = header + "1,Acme,,acme.example,5;6\n5,Old Acme,,old.example,"
    deals = "8,Renewal,Renewals,Negotiation,6,2026-01-01,2026-09-01,100"
    store = land(synced=merged, deals=deals)
    found = accounts(store)
    assert found["hubspot/5"] == found["hubspot/6"] == "1"
    assert snapshot(store, NOW.date()).deals["account_id"].to_list() == ["1"]
