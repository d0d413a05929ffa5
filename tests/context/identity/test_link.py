"""Companies of all systems become accounts: asked again after each import, appended only where the answer changed."""

from datetime import datetime

import pytest

from cs_core.context.identity.link import companies, link_store, links
from cs_core.context.landing import import_paths
from cs_core.context.store import open_store

NOW = datetime(2026, 6, 30, 12)
HUBSPOT = "Record ID,Company name,Company Domain Name\n"
STRIPE = "id,email,name,created,currency,delinquent,metadata_crm_id\n"
SPACES = "workspace_id,company_domain,created_at,plan\n"


@pytest.fixture
def land(tmp_path):
    """Imports files given by name and returns the store."""
    with open_store(tmp_path / "store" / "context.db") as store:

        def lander(**files):
            folder = tmp_path / f"export {len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            for name, text in files.items():
                (folder / f"{name}.csv").write_text(text)
            import_paths(store, [folder], now=NOW)
            return store

        yield lander


def accounts(store):
    return dict(links(store).iter_rows())


def test_systems_meet_by_id_by_domain_and_by_name(land):
    store = land(
        companies=HUBSPOT + "1,Acme,acme.example\n2,Bolt Works,\n3,Crane,crane.example\n",
        customers=STRIPE + "cus_1,x@gmail.com,Old Acme,2025-01-01,eur,false,1\ncus_2,,Bolt Works GmbH,2025-01-01,eur,false,\n",
        workspaces=SPACES + "ws_3,crane.example,2025-01-01,Pro\n",
    )
    assert accounts(store) == {
        "hubspot/1": "1", "hubspot/2": "2", "hubspot/3": "3", "stripe/cus_1": "1", "stripe/cus_2": "2", "product/ws_3": "3",
    }  # fmt: skip


def test_linking_again_changes_nothing(land):
    store = land(companies=HUBSPOT + "1,Acme,acme.example\n")
    assert link_store(store, now=NOW) == 0
    assert store.count("link") == 1


def test_an_account_keeps_its_id_when_a_more_trusted_system_arrives_later(land):
    store = land(customers=STRIPE + "cus_1,a@acme.example,Acme,2025-01-01,eur,false,\n")
    land(companies=HUBSPOT + "1,Acme,acme.example\n")
    assert accounts(store) == {"stripe/cus_1": "cus_1", "hubspot/1": "cus_1"}


def test_a_workspace_without_a_domain_has_the_one_of_its_users(land):
    usage = "event_id,workspace_id,user_email,event,occurred_at,count\n"
    store = land(
        companies=HUBSPOT + "1,Acme,acme.example\n2,Bolt,bolt.example\n",
        workspaces=SPACES + "ws_1,,2025-01-01,Pro\nws_2,,2025-01-01,Pro\nws_3,,2025-01-01,Pro\n",
        events=usage + "e1,ws_1,a@acme.example,report,2026-06-01,1\ne2,ws_1,b@acme.example,report,2026-06-01,1\n"
        "e3,ws_1,c@gmail.com,report,2026-06-01,1\ne4,ws_2,a@bolt.example,report,2026-06-01,1\ne5,ws_2,a@acme.example,report,2026-06-01,1\n",
    )
    assert accounts(store)["product/ws_1"] == "1"
    assert accounts(store)["product/ws_2"] == "ws_2"
    assert accounts(store)["product/ws_3"] == "ws_3"


def test_a_table_kept_by_hand_names_companies_by_another_systems_id(land):
    wishes = "company_id,outcome,metric,quote,stated_on\n1,Plan faster,hours,so slow,2026-01-01\n9,Nothing,x,y,2026-01-01\n"
    store = land(companies=HUBSPOT + "1,Acme,acme.example\n", wishes=wishes)
    assert accounts(store)["vendor/1"] == "1"
    assert "vendor/9" not in accounts(store)


def test_a_company_is_linked_by_its_newest_version(land):
    header = HUBSPOT.strip() + ",Last Modified Date\n"
    store = land(companies=header + "1,Acme,acme.example,2026-01-02\n1,Acme,old.example,2025-01-02\n")
    assert companies(store)["domain"].to_list() == ["acme.example"]
