"""What a person says of a pair beats every rule, and a wrong merge is undone with nothing lost."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.identity.answers import answer, answered, merged, open_pairs, undo_merge
from cs_core.context.identity.link import link_store, links
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound
from tests.context.identity.conftest import NOW
from tests.worlds import with_touch

LATER = NOW + timedelta(days=2)
SAID = {"by": "Ann", "now": LATER}
TWO = {
    "companies": "1,Acme,acme.example,,2026-01-02\n2,Bolt Works,bolt.example,,2026-01-02",
    "customers": "cus_1,,Acme GmbH,2025-01-01,eur,false,1\ncus_2,,Bolt,2025-01-01,eur,false,2",
    "workspaces": "ws_1,acme.example,2025-01-01,Pro\nws_2,bolt.example,2025-01-01,Pro",
}
"""Two customers, each known to three systems."""


def accounts(store):
    return dict(links(store).iter_rows())


def groups(store):
    found = {}
    for key, account in accounts(store).items():
        found.setdefault(account, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


def questions(store, noun="company"):
    rows = open_pairs(store).filter(pl.col("noun") == noun)
    return {frozenset(pair) for pair in rows.select("left_key", "right_key").iter_rows()}


def test_two_accounts_that_a_person_calls_one_are_one_and_the_wrong_merge_is_undone_exactly(land):
    store = land(**TWO)
    before = accounts(store)
    changed = answer(store, "stripe/cus_2", "hubspot/1", noun="company", same=True, **SAID)
    assert set(accounts(store).values()) == {"1"}
    assert set(changed["key"]) == {"hubspot/2", "stripe/cus_2", "product/ws_2"}
    undone = undo_merge(store, "product/ws_2", **SAID)
    assert accounts(store) == before
    assert dict(undone.select("key", "now").iter_rows()) == {"hubspot/2": "2", "stripe/cus_2": "2", "product/ws_2": "2"}


@pytest.mark.parametrize("key", ["hubspot/1", "stripe/cus_1", "hubspot/2", "product/ws_2"])
def test_it_does_not_matter_from_which_row_of_the_two_a_merge_is_undone(land, key):
    store = land(**TWO)
    before = accounts(store)
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    undo_merge(store, key, **SAID)
    assert accounts(store) == before


def test_a_merge_that_an_import_made_is_undone_and_stays_undone_when_the_same_evidence_comes_again(land):
    store = land(**TWO)
    before = accounts(store)
    wrong = {"companies": "2,Bolt Works,acme.example,,2026-05-02"}
    land(**wrong)
    assert accounts(store)["hubspot/2"] == "1"
    undo_merge(store, "hubspot/2", **SAID)
    assert accounts(store) == before
    land(**wrong)
    land(companies="2,Bolt Works,acme.example,,2026-06-02", contacts="9,Eva,Maier,eva@acme.example,2,,2026-06-02")
    assert accounts(store) == before


def test_a_bridge_between_two_accounts_joins_only_one_of_them_once_they_are_told_apart(land):
    store = land(**TWO)
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=False, **SAID)
    land(customers="cus_3,,Acme and Bolt,2025-01-01,eur,false,1", zendesk=BRIDGE)
    found = accounts(store)
    assert found["hubspot/1"] != found["hubspot/2"]
    assert link_store(store, now=LATER) == 0


BRIDGE = "id,name,domain_names,external_id,tags,updated_at\n77,Bolt Works,acme.example,2,,2026-06-01"


def test_one_row_that_was_in_its_account_from_the_start_leaves_it_alone(land):
    store = land(**TWO)
    undo_merge(store, "product/ws_1", **SAID)
    assert groups(store) == {
        frozenset({"hubspot/1", "stripe/cus_1"}), frozenset({"product/ws_1"}), frozenset({"hubspot/2", "stripe/cus_2", "product/ws_2"}),
    }  # fmt: skip
    assert accounts(store)["hubspot/1"] == "1"
    assert link_store(store, now=LATER) == 0


def test_where_the_account_has_its_id_from_the_row_it_keeps_it_and_the_others_leave_together(land):
    store = land(**TWO)
    undo_merge(store, "hubspot/1", **SAID)
    found = accounts(store)
    assert found["hubspot/1"] == "1"
    assert found["stripe/cus_1"] == found["product/ws_1"] != "1"


def test_undoing_a_later_merge_leaves_an_earlier_one_alone(land):
    store = land(**TWO | {"companies": TWO["companies"] + "\n3,Crane,crane.example,,2026-01-02"})
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    both = groups(store)
    answer(store, "hubspot/1", "hubspot/3", noun="company", same=True, by="Ann", now=LATER + timedelta(hours=1))
    undo_merge(store, "hubspot/1", by="Ann", now=LATER + timedelta(hours=2))
    assert groups(store) == both


def test_the_newest_answer_counts_and_can_bring_two_accounts_together_again(land):
    store = land(**TWO)
    before = accounts(store)
    for _ in range(2):
        answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
        assert set(accounts(store).values()) == {"1"}
        undo_merge(store, "stripe/cus_2", **SAID)
        assert accounts(store) == before


def test_answers_are_listed_newest_first_one_for_each_pair(land):
    store = land(**TWO)
    answer(store, "hubspot/1", "product/ws_2", noun="company", same=True, **SAID)
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    answer(store, "hubspot/2", "hubspot/1", noun="company", same=False, by="Bo", now=LATER + timedelta(hours=1))
    rows = answered(store)
    [first] = rows.filter(pl.concat_list("left_key", "right_key").list.sort() == ["hubspot/1", "hubspot/2"]).to_dicts()
    assert {first["left_name"], first["right_name"]} == {"Acme", "Bolt Works"}
    assert {"Acme GmbH", "bolt.example"} <= {*rows["left_name"], *rows["right_name"]}
    assert (first["same"], first["by"], first["answered_at"]) == (False, "Bo", LATER + timedelta(hours=1))
    pairs = [frozenset(pair) for pair in rows.select("left_key", "right_key").iter_rows()]
    assert len(pairs) == len(set(pairs))
    assert rows["answered_at"].is_sorted(descending=True)


def test_answers_that_contradict_each_other_leave_the_newest_standing(land):
    store = land(**TWO | {"companies": TWO["companies"] + "\n3,Crane,crane.example,,2026-01-02"})
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    answer(store, "hubspot/2", "hubspot/3", noun="company", same=True, **SAID)
    answer(store, "hubspot/3", "hubspot/1", noun="company", same=False, **SAID)
    found = accounts(store)
    assert found["hubspot/1"] != found["hubspot/3"]
    assert link_store(store, now=LATER) == 0


def test_an_ambiguous_pair_waits_until_it_is_answered_either_way(land):
    store = land(companies="3,Twin Ltd,,,\n4,Twin Inc,,,", customers="cus_3,,Twin,2025-01-01,eur,false,")
    waiting = questions(store)
    assert frozenset({"hubspot/3", "hubspot/4"}) in waiting
    row = open_pairs(store).row(0, named=True)
    assert row["noun"] == "company"
    assert {row["left_name"], row["right_name"]} <= {"Twin Ltd", "Twin Inc", "Twin"}
    assert 0 < row["score"] < 1
    answer(store, "hubspot/3", "hubspot/4", noun="company", same=False, why="two brothers", **SAID)
    answer(store, "stripe/cus_3", "hubspot/4", noun="company", same=True, **SAID)
    assert questions(store) == set()
    assert accounts(store)["stripe/cus_3"] == "4"
    assert merged(store, "4")["why"].str.contains("said to be one by Ann").any()


def test_an_account_says_which_rows_it_is_made_of_and_why(land):
    rows = merged(land(**TWO), "1")
    assert rows["company_key"].to_list() == ["hubspot/1", "stripe/cus_1", "product/ws_1"]
    assert rows["name"].to_list() == ["Acme", "Acme GmbH", None]
    assert rows["why"].str.contains("as ").all()
    with pytest.raises(NotFound, match="nowhere"):
        merged(land(companies="1,Acme,acme.example,,2026-01-02"), "nowhere")


def test_what_was_done_for_an_account_shows_with_the_one_it_is_part_of_and_goes_back_with_it(land):
    store = land(**TWO)
    with_touch(store, "2", day=LATER.date())
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    assert snapshot(store, LATER.date()).history("touch")["account_id"].to_list() == ["1"]
    undo_merge(store, "hubspot/2", **SAID)
    with_touch(store, "1", day=LATER.date())
    assert sorted(snapshot(store, LATER.date()).history("touch")["account_id"]) == ["1", "2"]


def test_tickets_and_people_go_with_their_company(land):
    store = land(**TWO, contacts="9,Eva,Maier,eva@bolt.example,2,,2026-01-03")
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    assert snapshot(store, LATER.date()).people["account_id"].to_list() == ["1"]
    undo_merge(store, "hubspot/2", **SAID)
    assert snapshot(store, LATER.date()).people["account_id"].to_list() == ["2"]


def test_a_past_day_keeps_the_accounts_that_it_had(land):
    store = land(**TWO)
    answer(store, "hubspot/1", "hubspot/2", noun="company", same=True, **SAID)
    assert snapshot(store, NOW.date()).accounts.height == 2
    assert snapshot(store, LATER.date()).accounts.height == 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda s: undo_merge(s, "hubspot/3", **SAID), "alone in its account"),
        (lambda s: undo_merge(s, "hubspot/99", **SAID), "No company has the key"),
        (lambda s: answer(s, "hubspot/1", "hubspot/1", noun="company", same=True, **SAID), "one with itself"),
        (lambda s: answer(s, "hubspot/1", "hubspot/3", noun="deal", same=True, **SAID), "say company or person"),
        (lambda s: answer(s, "hubspot/1", "hubspot/3", noun="company", same=True, by=" ", now=LATER), "who answers"),
        (lambda s: answer(s, "a@b.example", "c@d.example", noun="person", same=True, **SAID), "No person has the key"),
    ],
)
def test_a_wrong_call_is_refused_in_words_and_changes_nothing(land, call, says):
    store = land(companies="1,Acme,acme.example,,\n3,Crane,crane.example,,")
    with pytest.raises(BadInput, match=says):
        call(store)
    assert store.count("identity_answer") == 0


def test_a_row_whose_id_and_name_are_of_two_companies_waits_with_the_reason(land):
    store = land(
        companies="101,Delta Logistics,delta-logistics.example,,\n104,Vertex Systems,vertex.example,,",
        customers="cus_4,,Vertex Systems,2025-01-01,eur,false,101",
    )
    assert dict(links(store).iter_rows()) == {"hubspot/101": "101", "hubspot/104": "104", "stripe/cus_4": "101"}
    [row] = open_pairs(store).to_dicts()
    assert (row["left_key"], row["right_key"]) == ("hubspot/104", "stripe/cus_4")
    assert row["why"] == "its id is that of another company, but its name is this one's"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Harbor Foods", "Harbour Foods Inc"),
        ("Nortwind Traders", "Northwind Traders"),
        ("Foods Harbor", "Harbor Foods"),
        ("Velmora Marine", "Vemlora Marine"),
        ("Oskelundia", "Okselundia"),
    ],
)
def test_names_spelled_nearly_the_same_wait_wherever_the_slip_stands(land, left, right):
    store = land(companies=f"1,{left},,,\n9,Quite Another,,,", customers=f"cus_1,,{right},2025-01-01,eur,false,")
    [row] = open_pairs(store).to_dicts()
    assert {row["left_name"], row["right_name"]} == {left, right}


def test_names_that_differ_by_their_number_are_no_question(land):
    store = land(companies="1,Unit 26,,,\n2,Unit 27,,,\n3,Unit 266,,,", customers="cus_1,,Unit 261,2025-01-01,eur,false,")
    assert open_pairs(store).is_empty()


def test_two_alike_names_that_one_system_keeps_with_a_domain_each_are_no_question(land):
    store = land(
        companies="1,Yarsted Foods,yarsted.example,,\n2,Yorsted Foods,yorsted.example,,\n3,Zorn,zorn.example,,\n4,Zorn,zo.example,,",
        customers="cus_1,,Yarsted Foods,2025-01-01,eur,false,1\ncus_2,,Yorsted Foods,2025-01-01,eur,false,2",
    )
    assert open_pairs(store).select("left_name", "right_name").rows() == [("Zorn", "Zorn")]
