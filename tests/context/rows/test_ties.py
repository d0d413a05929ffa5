"""Rows that do not say whose they are, and codes that do not say what they mean, by what their system says elsewhere."""

import polars as pl

from cs_core.context.rows.ties import worded
from cs_core.context.snapshot import snapshot
from tests.worlds import TODAY, a_store, ago, land, with_company, with_deal, with_meeting, with_message, with_person, with_ticket


def tie(store, left, left_ref, right, right_ref, system="hubspot"):
    fields = {"left_object": left, "left_ref": left_ref, "right_object": right, "right_ref": right_ref}
    land(store, "relation", f"{left}{left_ref}{right}{right_ref}", system=system, born=ago(50), **fields)


def label(store, kind, code, word, system="hubspot", **fields):
    land(store, "label", f"{kind}{code}{fields.get('parent', '')}", system=system, born=ago(50), kind=kind, code=code, label=word, **fields)


def two(tmp_path):
    store = a_store(tmp_path)
    with_company(store, "acme")
    with_company(store, "bolt")
    with_person(store, "acme", "Ada Lind")
    return store


def accounts(frame):
    return frame["account_id"].to_list()


def test_a_row_without_a_company_is_of_the_one_that_its_system_ties_it_to_from_either_side(tmp_path):
    with two(tmp_path) as store:
        tie(store, "deal", with_deal(store, None), "company", "acme")
        tie(store, "company", "bolt", "ticket", with_ticket(store, None))
        tie(store, "meeting", with_meeting(store, None), "person", "p-acme-Ada Lind")
        snap = snapshot(store, TODAY)
        assert (accounts(snap.deals), accounts(snap.tickets), accounts(snap.meetings)) == (["acme"], ["bolt"], ["acme"])


def test_a_row_that_names_its_company_keeps_it(tmp_path):
    with two(tmp_path) as store:
        tie(store, "deal", with_deal(store, "acme"), "company", "bolt")
        assert accounts(snapshot(store, TODAY).deals) == ["acme"]


def test_ties_to_two_accounts_say_nothing_and_to_two_rows_of_one_account_say_it(tmp_path):
    with two(tmp_path) as store:
        with_company(store, "acme-again", account="acme")
        deal = with_deal(store, None)
        tie(store, "deal", deal, "company", "acme")
        tie(store, "deal", deal, "company", "acme-again")
        ticket = with_ticket(store, None)
        tie(store, "ticket", ticket, "company", "acme")
        tie(store, "ticket", ticket, "company", "bolt")
        snap = snapshot(store, TODAY)
        assert (accounts(snap.deals), accounts(snap.tickets)) == (["acme"], [None])


def test_a_tie_of_another_system_or_another_object_is_not_taken(tmp_path):
    with two(tmp_path) as store:
        deal = with_deal(store, None)
        tie(store, "deal", deal, "company", "acme", system="zendesk")
        tie(store, "ticket", deal, "company", "acme")
        assert accounts(snapshot(store, TODAY).deals) == [None]


def test_a_message_filed_under_a_company_is_its_where_no_address_tells(tmp_path):
    with two(tmp_path) as store:
        note = with_message(store, None, sender="+49 170 1", recipients="", system="hubspot")
        tie(store, "message", note, "company", "bolt")
        assert accounts(snapshot(store, TODAY).messages) == ["bolt"]


def test_codes_of_owners_stages_and_pipelines_become_words_of_their_own_system(tmp_path):
    with two(tmp_path) as store:
        with_deal(store, "acme", kind="p1", stage="s7", owner="101")
        with_deal(store, "bolt", kind="p1", stage="s8", owner="101", system="salesforce")
        label(store, "owner", "101", "Mia Sand")
        label(store, "stage", "s7", "Contract Sent", parent="p1")
        label(store, "pipeline", "p1", "Renewals")
        rows = {row["system"]: row for row in snapshot(store, TODAY).deals.to_dicts()}
        told = rows["hubspot"]
        assert (told["owner"], told["stage"], told["kind"]) == ("Mia Sand", "contract sent", "renewals")
        assert (rows["salesforce"]["owner"], rows["salesforce"]["stage"]) == ("101", "s8")


def test_a_code_with_two_words_stays_a_code():
    labels = pl.DataFrame({"system": ["h", "h"], "kind": ["stage", "stage"], "code": ["1", "1"], "label": ["New", "Won"]})
    rows = pl.DataFrame({"system": ["h"], "owner": [None], "stage": ["1"], "kind": [None]}, schema_overrides={"owner": str, "kind": str})
    assert worded(rows, "deal", labels)["stage"].to_list() == ["1"]
